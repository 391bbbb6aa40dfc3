"""Write what a preview said, through the actions of lists and ledgers; used inside the action that applies an import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tongcheng.errors import InputError
from tongcheng.office.core.acting import Act
from tongcheng.office.lists import actions as lists
from tongcheng.office.lists.models import FundingSource, Item, List, Milestone, Permit
from tongcheng.office.people.models import City, Unit
from tongcheng.office.progress import actions as progress
from tongcheng.office.progress.models import Period
from tongcheng.office.sheets.importing import fields
from tongcheng.office.sheets.importing.for_ledger import ledgers_for
from tongcheng.office.sheets.reading.columns import label_of
from tongcheng.office.sheets.reading.dates import month_end

_NOT_FIELDS = ("years", "lead_support")


@dataclass
class Applied:
    """How much was written."""

    changed: int = 0
    added: int = 0
    cells: int = 0


@dataclass
class _Lookups:
    """Units and cities that the preview names, fetched once."""

    units: dict[int, Unit]
    cities: dict[int, City]

    @classmethod
    def load(cls) -> _Lookups:
        return cls(Unit.objects.in_bulk(), City.objects.in_bulk())

    def item_value(self, identifier: str, value: Any) -> tuple[str, Any]:
        """Give name and value as :func:`change_items` takes them."""
        if identifier in fields.UNITS:
            return fields.UNITS[identifier], [self.units[pk] for pk in value or ()]
        if identifier == "reporting_unit":
            return identifier, self.units[value] if value else None
        if identifier == "cities":
            return identifier, [self.cities[pk] for pk in value or ()]
        if identifier == "tags":
            return identifier, list(value or ())
        return identifier, (value or None) if identifier == "due" else (value or "")


@dataclass
class _Wanted:
    """Changes of one item by action."""

    item: dict[str, Any] = field(default_factory=dict)
    project: dict[str, Any] = field(default_factory=dict)
    funding: dict[str, Any] = field(default_factory=dict)
    permits: dict[str, Any] = field(default_factory=dict)
    milestones: dict[str, str] = field(default_factory=dict)


def _cells(row: Mapping[str, Any], state: str) -> Iterable[tuple[str, Any]]:
    return ((cell["c"], cell["v"]) for cell in row["cells"] if cell["s"] == state)


def _sorted_out(row: Mapping[str, Any], state: str, known: _Lookups) -> _Wanted:
    wanted = _Wanted()
    for identifier, value in _cells(row, state):
        if (quarter := fields.quarter_of(identifier)) is not None:
            wanted.milestones[quarter] = str(value)
        elif identifier.startswith("funding:"):
            wanted.funding[identifier.partition(":")[2]] = value
        elif identifier.startswith("permit:"):
            wanted.permits[identifier.partition(":")[2]] = str(value or "")
        elif fields.is_project(identifier):
            wanted.project[identifier] = value
        elif identifier not in _NOT_FIELDS:
            name, kept = known.item_value(identifier, value)
            wanted.item[name] = kept
    return wanted


def apply_list(act: Act, lst: List, record: Mapping[str, Any], source: str) -> Applied:
    """Change and add rows of a list as the preview said.

    Raises
    ------
    ConflictError
        If a cell changed since the preview.
    InputError
        With everything that cannot be kept.
    """
    try:
        return _apply_list(act, lst, record, source)
    except InputError as error:
        raise InputError(replace(one, column=_label(one.column)) for one in error.problems) from error


def _label(column: str | None) -> str | None:
    """Name a field as people know it; actions name it as the program does."""
    name = {"leads": "lead", "supporting": "support", "guiding": "guide"}.get(column or "", column)
    return label_of(name).zh if name else None


def _apply_list(act: Act, lst: List, record: Mapping[str, Any], source: str) -> Applied:
    known = _Lookups.load()
    changed = {row["pk"]: _sorted_out(row, "changed", known) for row in record["rows"] if _changes(row)}
    items = {item.pk: item for item in Item.objects.filter(pk__in=changed).select_related("list", "reporting_unit")}
    revisions = record["revisions"]
    _change_items(act, items, changed, _bases(revisions.get("item")))
    _change_projects(act, items, changed, _bases(revisions.get("project")))
    _change_milestones(act, items, changed, _bases(revisions.get("milestone")))
    new = [_new_item(row, _sorted_out(row, "new", known), source) for row in record["rows"] if row["state"] == "new"]
    if new:
        lists.add_items(act, lst, new)
    cells = sum(cell["s"] in ("changed", "new") for row in record["rows"] for cell in row["cells"])
    return Applied(len(changed), len(new), cells)


def _changes(row: Mapping[str, Any]) -> bool:
    return row["pk"] is not None and any(cell["s"] == "changed" for cell in row["cells"])


def _bases(kept: Mapping[str, int] | None) -> dict[int, int]:
    return {int(pk): revision for pk, revision in (kept or {}).items()}


def _change_items(act: Act, items: dict[int, Item], changed: dict[int, _Wanted], bases: dict[int, int]) -> None:
    values = {pk: wanted.item for pk, wanted in changed.items() if wanted.item}
    if values:
        lists.change_items(act, [items[pk] for pk in values], values, {pk: bases[pk] for pk in values})


def _change_projects(act: Act, items: dict[int, Item], changed: dict[int, _Wanted], bases: dict[int, int]) -> None:
    wanted = {pk: one for pk, one in changed.items() if one.project or one.funding or one.permits}
    if not wanted:
        return
    funding: dict[int, list[dict[str, Any]]] = {}
    for source in (
        FundingSource.objects.filter(project__item__in=[pk for pk, one in wanted.items() if one.funding])
        .select_related("project")
        .order_by("pk")
    ):
        row = {"kind": source.kind, "name": source.name, "amount": source.amount}
        funding.setdefault(source.project.item_id, []).append(row)
    permits: dict[int, dict[str, dict[str, Any]]] = {}
    for permit in Permit.objects.filter(
        project__item__in=[pk for pk, one in wanted.items() if one.permits]
    ).select_related("project"):
        permits.setdefault(permit.project.item_id, {})[permit.kind] = {
            "state": permit.state,
            "granted": permit.granted,
        }
    values = {pk: _project_values(one, funding.get(pk, []), permits.get(pk, {})) for pk, one in wanted.items()}
    lists.change_projects(act, [items[pk] for pk in values], values, {pk: bases[pk] for pk in values if pk in bases})


def _project_values(
    wanted: _Wanted, funding: list[dict[str, Any]], permits: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Give a project's fields; sums of a source replace its rows, other sources and gates stay."""
    values: dict[str, Any] = {name: _none(value) for name, value in wanted.project.items()}
    if wanted.funding:
        kept = [row for row in funding if row["kind"] not in wanted.funding]
        named = {row["kind"]: row["name"] for row in funding if row["name"]}
        values["funding"] = kept + [
            {"kind": kind, "name": named.get(kind, ""), "amount": Decimal(str(amount))}
            for kind, amount in wanted.funding.items()
            if amount not in (None, "")
        ]
    if wanted.permits:
        said = {
            kind: {"state": state, "granted": _granted(state, permits.get(kind))}
            for kind, state in wanted.permits.items()
        }
        values["permits"] = {kind: one for kind, one in (permits | said).items() if one["state"] or one["granted"]}
    return values


def _none(value: Any) -> Any:
    return None if value == "" else value


def _granted(state: str, before: Mapping[str, Any] | None) -> date | None:
    """Keep the day of a permit unless its words say another: 已批复（2022-03-01）."""
    if match := re.search(r"(20\d{2})[-.年/](\d{1,2})[-.月/](\d{1,2})", state):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return before["granted"] if before and state else None


def _change_milestones(act: Act, items: dict[int, Item], changed: dict[int, _Wanted], bases: dict[int, int]) -> None:
    wanted = {pk: one.milestones for pk, one in changed.items() if one.milestones}
    if not wanted:
        return
    there: dict[tuple[int, str], int] = {
        (item, quarter): pk
        for pk, item, quarter in Milestone.objects.filter(item__in=wanted).values_list("pk", "item_id", "quarter")
    }
    values = {
        pk: [
            {"pk": there[pk, quarter], "text": text} if (pk, quarter) in there else _milestone(quarter, text)
            for quarter, text in texts.items()
        ]
        for pk, texts in wanted.items()
    }
    lists.change_milestones(act, [items[pk] for pk in values], values, bases)


def _milestone(quarter: str, text: str) -> dict[str, Any]:
    """Make a milestone in the list's own words; its day is the quarter's last."""
    year, number = int(quarter[:4]), int(quarter[5])
    firm = "确保" in text or "务必" in text
    tried = "力争" in text or "争取" in text
    return {
        "quarter": quarter,
        "text": text,
        "due": month_end(year, 3 * number),
        "firmness": "firm" if firm and not tried else "try" if tried and not firm else "",
    }


def _new_item(row: Mapping[str, Any], wanted: _Wanted, source: str) -> lists.NewItem:
    values = {"origin_kind": "import", "source": source[:400], **wanted.item}
    values = {name: value for name, value in values.items() if value not in (None, "")}
    parts = wanted.project or wanted.funding or wanted.permits
    is_project = bool(parts) or values.get("kind") == "project"
    project = _project_values(wanted, [], {}) if is_project else None
    milestones = [_milestone(quarter, text) for quarter, text in sorted(wanted.milestones.items()) if text.strip()]
    return lists.NewItem(values, project, milestones, row["row"])


def apply_ledger(act: Act, period: Period, record: Mapping[str, Any], file: str) -> Applied:
    """Write rows of ledgers as the preview said; see :func:`apply_list` for what is raised."""
    rows = [row for row in record["rows"] if _changes(row)]
    if not rows:
        return Applied()
    reports = _bases(record["revisions"].get("report"))
    parts = _bases(record["revisions"].get("part"))
    quarters = {
        (item, quarter): pk
        for pk, item, quarter in Milestone.objects.filter(item__in=[row["pk"] for row in rows])
        .exclude(quarter="")
        .values_list("pk", "item_id", "quarter")
    }
    entries = []
    for row in rows:
        values: dict[str, Any] = {}
        said = []
        for identifier, value in _cells(row, "changed"):
            if (quarter := fields.quarter_of(identifier)) is None:
                values[identifier] = value
            else:
                milestone = quarters[row["pk"], quarter]
                said.append(progress.MilestoneEntry(milestone, {"text": value or ""}, parts.get(milestone, 0)))
        entries.append(
            progress.Entry(row["unit"], row["pk"], values, reports.get(row["pk"], 0), tuple(said), file, row["row"])
        )
    progress.save_reports(act, ledgers_for(period, {row["unit"] for row in rows}), entries)
    cells = sum(cell["s"] == "changed" for row in rows for cell in row["cells"])
    return Applied(len(rows), 0, cells)
