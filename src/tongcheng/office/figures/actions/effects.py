"""What projects promised and what they did, cited from runs: (run, figure id) is the citation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, RefusedError, action
from tongcheng.office.core.recorded import new
from tongcheng.office.figures import rules
from tongcheng.office.figures.models import Measurement, MeasurementKind, Run
from tongcheng.office.figures.store import indicator_label, stored
from tongcheng.office.lists.models import Item

if TYPE_CHECKING:
    import pandas as pd

#: What a row's page tells of a project: figures of the whole circle by car, within an hour where there is a limit.
HEADLINES = ("residents_reached_gain", "jobs_reached_gain", "beneficiaries", "time_saved", "newly_within")
_THRESHOLD_MIN = 60.0
_OF_WORLD = Text("两次测度不属于同一都市圈", "the two runs are not of one circle")


@action("figures.cite_effects", Text("引用承诺成效", "cite promised effects"), rule=rules.may_adopt)
def cite_effects(act: Act, run: Run, items: Sequence[Item]) -> list[Measurement]:
    """Cite on rows what the run expects of their projects; what is cited already stays.

    Rows without a project of the run are passed over.

    Raises
    ------
    RefusedError
        If a row's list and the run do not go together.
    """
    _refuse_unfit(run, items)
    frame = stored(run).results
    held = _held(run, items, MeasurementKind.PROMISED)
    made = [
        _citation(item, run, MeasurementKind.PROMISED, row)
        for item in items
        if item.project_id
        for row in promised_rows(frame, item.project_id)
        if (item.pk, str(row["figure_id"])) not in held
    ]
    Measurement.objects.bulk_create(made)
    record(act, [new(one) for one in made])
    return made


def promised_rows(frame: pd.DataFrame, project: str) -> list[dict[str, Any]]:
    """Give the figures that tell what a project is expected to do, as records of the results table."""
    own = frame[(frame["scenario"] == project) & (frame["level"] == "region")]
    own = own[own["indicator"].isin(HEADLINES) & own["borders"].isin(["", "today"])]
    own = own[own["threshold"].isna() | (own["threshold"] == _THRESHOLD_MIN)]
    own = own[own["value"].abs() > 0]
    return [{str(name): value for name, value in row.items()} for row in own.to_dict("records")]


@action("figures.measure_effects", Text("登记实测成效", "measure effects"), rule=rules.may_adopt)
def measure_effects(act: Act, after: Run, before: Run, items: Sequence[Item]) -> list[Measurement]:
    """Put beside what rows' projects promised in one run what a later run measured in the world.

    The measured figure carries the id of the promised one, so that both stand side by side. Whatever else changed
    between the two runs is in it too.

    Raises
    ------
    RefusedError
        If the runs are of different circles, or a row's list and they do not go together.
    """
    if before.circle != after.circle:
        raise RefusedError(_OF_WORLD)
    _refuse_unfit(after, items)
    first, second = stored(before).results, stored(after).results
    held = _held(after, items, MeasurementKind.MEASURED)
    promised = Measurement.objects.filter(run=before, item__in=items, kind=MeasurementKind.PROMISED)
    made = []
    for one in promised.select_related("item"):
        worlds = _worlds(first, second, one.figure_id)
        if worlds is not None and (one.item_id, one.figure_id) not in held:
            made.append(_measured(one, after, *worlds))
    Measurement.objects.bulk_create(made)
    record(act, [new(one) for one in made])
    return made


def _worlds(first: pd.DataFrame, second: pd.DataFrame, figure: str) -> tuple[float, float] | None:
    """Give the world's value before and after, of the figure by which a promised one is measured."""
    import pandas as pd

    from tongcheng.plan.delivered import MEASURED_BY

    row = first[first["figure_id"] == figure]
    if row.empty or row["indicator"].iloc[0] not in MEASURED_BY:
        return None
    wanted = row.iloc[0]
    values = []
    for frame in (first, second):
        own = frame[(frame["scenario"] == "base") & (frame["indicator"] == MEASURED_BY[wanted["indicator"]])]
        for key in ("level", "place", "borders", "mode", "group", "threshold", "percentile"):
            same = own[key].isna() if pd.isna(wanted[key]) else own[key] == wanted[key]
            own = own[same]
        if len(own) != 1:
            return None
        values.append(float(own["value"].iloc[0]))
    return values[0], values[1]


def _measured(promised: Measurement, run: Run, before: float, after: float) -> Measurement:
    copied = ("item", "figure_id", "indicator", "label_zh", "label_en", "place", "unit")
    return Measurement(
        **{name: getattr(promised, name) for name in copied},
        run=run,
        kind=MeasurementKind.MEASURED,
        value=after - before,
        before=before,
        after=after,
        year=promised.year,
        basis=promised.basis,
    )


def _citation(item: Item, run: Run, kind: str, row: dict[str, Any]) -> Measurement:
    label = indicator_label(str(row["indicator"]))
    if row["threshold"] == row["threshold"]:
        minutes = f"{row['threshold']:g}"
        label = Text(f"{label.zh}（{minutes} 分钟内）", f"{label.en} (within {minutes} minutes)")
    group = str(row["group"] or "")
    if group not in ("", "all"):
        label = Text(f"{label.zh}·{group}", f"{label.en} · {group}")
    return Measurement(
        item=item,
        run=run,
        kind=kind,
        figure_id=str(row["figure_id"]),
        indicator=str(row["indicator"]),
        label_zh=label.zh[:200],
        label_en=label.en[:200],
        place=str(row["place"])[:80],
        value=_number(row["value"]),
        low=_number(row["low"]),
        high=_number(row["high"]),
        unit=str(row["unit"]),
        year=str(row["year"] or ""),
        basis=str(row["basis"]),
    )


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def _held(run: Run, items: Sequence[Item], kind: str) -> set[tuple[int, str]]:
    rows = Measurement.objects.filter(run=run, item__in=items, kind=kind)
    return set(rows.values_list("item_id", "figure_id"))


def _refuse_unfit(run: Run, items: Sequence[Item]) -> None:
    for lst in {item.list_id: item.list for item in items}.values():
        if why := rules.fits(run, lst):
            raise RefusedError(why)
