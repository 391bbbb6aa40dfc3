"""A measured gap becomes a row of a problem list, or adds its new measurement to the row that has its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, RefusedError, action, check
from tongcheng.office.core.recorded import new
from tongcheng.office.figures import rules
from tongcheng.office.figures.models import Measurement, MeasurementKind, Run
from tongcheng.office.figures.queries.gaps import Gap, gaps_of
from tongcheng.office.figures.queries.keyed import rows_with_keys
from tongcheng.office.lists.actions import NewItem, add_items
from tongcheng.office.lists.models import Item, ItemKind, List, ListKind, OriginKind
from tongcheng.office.lists.rules import may_add_items
from tongcheng.office.people.models import City

_NOT_PROBLEMS = Text("差距只能转入问题清单", "Gaps go into a problem list")


@dataclass
class Adopted:
    """What became of the gaps: rows made, rows measured again, and gaps whose measurement stood already."""

    made: list[Item] = field(default_factory=list)
    measured_again: list[Item] = field(default_factory=list)
    known: int = 0


@action("figures.adopt_gaps", Text("差距转入问题清单", "adopt gaps"), rule=rules.may_adopt)
def adopt_gaps(act: Act, run: Run, gap_keys: Sequence[str], lst: List) -> Adopted:
    """Make problem rows of gaps; a gap whose key a row has already adds its measurement to that row.

    Raises
    ------
    InputError
        Naming every key that the run does not have.
    RefusedError
        If the list is not a problem list, is archived, or its figures and the run's do not go together.
    """
    if lst.kind != ListKind.PROBLEM:
        raise RefusedError(_NOT_PROBLEMS)
    if why := rules.fits(run, lst):
        raise RefusedError(why)
    check(may_add_items, act.standing, lst)
    gaps = _wanted(run, gap_keys)
    rows = rows_with_keys(lst, [gap.key for gap in gaps])
    cited = set(
        Measurement.objects.filter(run=run, kind=MeasurementKind.GAP, item__in=rows.values()).values_list("item_id")
    )
    adopted = Adopted()
    fresh = [gap for gap in gaps if gap.key not in rows]
    if fresh:
        cities = {city.code: city for city in City.objects.all()}
        adopted.made = add_items(act, lst, [_new_item(run, gap, cities) for gap in fresh])
        rows |= dict(zip((gap.key for gap in fresh), adopted.made, strict=True))
    again = [gap for gap in gaps if gap not in fresh and (rows[gap.key].pk,) not in cited]
    adopted.measured_again = [rows[gap.key] for gap in again]
    adopted.known = len(gaps) - len(fresh) - len(again)
    measured = [_measurement(run, gap, rows[gap.key]) for gap in (*fresh, *again)]
    Measurement.objects.bulk_create(measured)
    record(act, [new(one) for one in measured])
    return adopted


def _wanted(run: Run, keys: Sequence[str]) -> list[Gap]:
    known = {gap.key: gap for gap in gaps_of(run)}
    problems = Problems("gaps")
    for key in dict.fromkeys(keys):
        if key not in known:
            problems.add(
                "unknown_gap", column="gap_key", expected=Text("此次测度的差距", "a gap of this run"), found=key,
                remedy=Text("从差距表中选取", "choose from the run's gaps"),
            )  # fmt: skip
    problems.raise_if_any()
    return [known[key] for key in dict.fromkeys(keys)]


def _new_item(run: Run, gap: Gap, cities: dict[str, City]) -> NewItem:
    values: dict[str, Any] = {
        "kind": ItemKind.PROBLEM,
        "title": gap.title.zh[:300],
        "content": gap.sentence.zh,
        "group": gap.label.zh,
        "origin_kind": OriginKind.GAP,
        "origin": f"{run.name} 测度 {run.run_id} 数值 {gap.figure_id}"[:300],
        "gap_key": gap.key,
        "synthetic": run.synthetic,
        "cities": [cities[code] for code in gap.cities if code in cities],
    }
    return NewItem(values)


def _measurement(run: Run, gap: Gap, item: Item) -> Measurement:
    return Measurement(
        item=item,
        run=run,
        kind=MeasurementKind.GAP,
        figure_id=gap.figure_id,
        indicator=gap.indicator,
        label_zh=gap.label.zh[:200],
        label_en=gap.label.en[:200],
        place=gap.place[:80],
        value=gap.shortfall,
        before=gap.today,
        after=gap.reference,
        unit=gap.unit,
        year=gap.year,
        basis=gap.basis,
    )
