"""Rows of a list as plain values by column identifier, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch, Q

from tongcheng.language import Language, Text
from tongcheng.office.lists.models import Item, ItemState, ItemUnit, List, Milestone, Project
from tongcheng.office.lists.rules import sees_contacts
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Period, Report
from tongcheng.render.ledger import Value

#: States in which a row does not stand in the list any more; a bundled row that was split still prints above its parts.
GONE = (ItemState.CANCELLED, ItemState.SWAPPED, ItemState.MERGED, ItemState.TRANSFERRED)
#: Who answers for a row in person: not for the public.
PERSONAL = ("accountable_leader", "officer", "liaison_a", "liaison_b")

YES_NO = {True: Text("是", "yes"), False: Text("否", "no"), None: Text("", "")}


@dataclass(frozen=True)
class Row:
    """One row: its values by identifier, its ids, and its place under a bundled row."""

    values: Mapping[str, Value]
    uid: str
    revision: str
    group: str
    depth: int = 0
    counted: bool = True


@dataclass(frozen=True)
class Rows:
    """The rows of a list as this reader sees them."""

    rows: Sequence[Row]
    quarters: Sequence[str]
    period: Period | None = None
    synthetic: bool = False
    filled: frozenset[str] = field(default_factory=frozenset)


def items_of(lst: List, standing: Standing, *, every: bool = False) -> list[Item]:
    """Fetch the visible rows of a list with all that is printed of them; eight queries at most."""
    found = Item.objects.filter(list=lst).visible_to(standing)
    if not every:
        found = found.exclude(state__in=GONE).exclude(Q(state=ItemState.SPLIT) & Q(parts__isnull=True))
    return list(with_parts(found).distinct())


def with_parts(items: Any) -> Any:
    """Fetch with rows everything that is printed of them."""
    return items.select_related("reporting_unit", "project", "list").prefetch_related(
        "cities",
        Prefetch("item_units", ItemUnit.objects.select_related("unit").order_by("order", "pk")),
        Prefetch("milestones", Milestone.objects.order_by("quarter", "order", "pk")),
        "project__funding",
        "project__permits",
    )


def rows_of(lst: List, standing: Standing, language: Language, *, every: bool = False) -> Rows:
    """Give the rows of a list in printed order, the parts of a bundled row below it."""
    items = items_of(lst, standing, every=every)
    period, reports = _reports(lst, standing)
    quarters = quarters_of(lst, items)
    rows = [
        Row(
            row_values(item, language) | _reported(item, reports.get(item.pk)),
            str(item.uid),
            revision_of(item),
            group,
            depth,
            counted=depth == 0,
        )
        for item, group, depth in in_order(items)
    ]
    if not sees_contacts(standing):
        rows = [_public(row) for row in rows]
    filled = frozenset(name for row in rows for name, value in row.values.items() if value not in (None, ""))
    return Rows(rows, quarters, period, lst.synthetic or any(item.synthetic for item in items), filled)


def _public(row: Row) -> Row:
    kept = {name: value for name, value in row.values.items() if name not in PERSONAL}
    return Row(kept, row.uid, row.revision, row.group, row.depth, row.counted)


def in_order(items: Sequence[Item]) -> list[tuple[Item, str, int]]:
    """Put the parts of a bundled row below it, under its group; a part whose row is not seen stands alone."""
    here = {item.pk for item in items}
    parts: dict[int, list[Item]] = {}
    for item in items:
        if item.part_of_id in here:
            parts.setdefault(item.part_of_id, []).append(item)
    ordered: list[tuple[Item, str, int]] = []
    for item in items:
        if item.part_of_id not in here:
            ordered.append((item, item.group, 0))
            ordered += [(part, item.group, 1) for part in parts.get(item.pk, ())]
    return ordered


def quarters_of(lst: List, items: Iterable[Item]) -> list[str]:
    """Give the quarters that are printed: of the list's year, or those for which the rows say something."""
    said = {one.quarter for item in items for one in item.milestones.all() if one.quarter}
    if lst.year is not None:
        said |= {f"{lst.year}Q{quarter}" for quarter in range(1, 5)}
    return sorted(said)


def row_values(item: Item, language: Language) -> dict[str, Value]:
    """Give what a row says, by identifier."""
    units: dict[str, list[str]] = {}
    for one in item.item_units.all():
        units.setdefault(one.role, []).append(str(one.unit))
    comma = "、" if language == "zh" else ", "
    values: dict[str, Value] = {
        "code": whole(item.code),
        "lead": comma.join(units.get("lead", ())),
        "support": comma.join(units.get("support", ())),
        "guide": comma.join(units.get("guide", ())),
        "reporting_unit": str(item.reporting_unit) if item.reporting_unit else "",
        "cities": comma.join(city.name for city in item.cities.all()),
        "state": str(item.get_state_display()),
        "kind": str(item.get_kind_display()),
        "stage": str(item.get_stage_display()),
        "tags": comma.join(str(tag) for tag in item.tags),
        "due": item.due,
    }
    for name in ("title", "content", "group", "field", "function", *PERSONAL, "origin", "remark", "source"):
        values[name] = getattr(item, name)
    values |= milestone_values(item.milestones.all())
    project = project_of(item)
    return values | (project_values(project, language) if project is not None else {})


def whole(code: str) -> str | int:
    """Give a number of a row as a number if it reads the same."""
    return int(code) if code.isascii() and code.isdigit() and str(int(code)) == code and len(code) < 10 else code


def project_of(item: Item) -> Project | None:
    """Give the project behind a row."""
    try:
        return item.project
    except ObjectDoesNotExist:
        return None


def revision_of(item: Item) -> str:
    """Give the revision of a row and of its project, as the hidden column holds it."""
    project = project_of(item)
    return str(item.revision) if project is None else f"{item.revision}.{project.revision}"


def milestone_values(milestones: Iterable[Milestone]) -> dict[str, Value]:
    """Give the wording of every quarter; what has no quarter stands on its own."""
    said: dict[str, list[str]] = {}
    for one in milestones:
        said.setdefault(f"milestone:{one.quarter}" if one.quarter else "other_milestones", []).append(one.text)
    return {name: "；".join(words) for name, words in said.items()}


def project_values(project: Project, language: Language) -> dict[str, Value]:
    """Give what the project behind a row says, by identifier."""
    values: dict[str, Value] = {
        name: getattr(project, name)
        for name in (
            *("national_code", "nature", "scale", "start_year", "end_year", "investment", "price_year"),
            *("invested_before", "year_plan", "place", "length_km"),
        )
    }
    values["project_class"] = str(project.get_project_class_display())
    values["in_statistics"] = YES_NO[project.in_statistics].say(language)
    for permit in project.permits.all():
        values[f"permit:{permit.kind}"] = permit.state or (permit.granted.isoformat() if permit.granted else "")
    for source in project.funding.all():
        if source.amount is not None:
            name = f"funding:{source.kind}"
            before = values.get(name)
            values[name] = source.amount + (before if isinstance(before, Decimal) else 0)
    return values


def _reports(lst: List, standing: Standing) -> tuple[Period | None, dict[int, Report]]:
    """Fetch what was last accepted about the rows: one period for the whole list, two queries."""
    seen = Report.objects.filter(item__list=lst).visible_to(standing).in_force()
    last = seen.order_by("-ledger__period__last_day").select_related("ledger__period").first()
    if last is None:
        return None, {}
    period = last.ledger.period
    return period, {one.item_id: one for one in seen.filter(ledger__period=period).order_by("ledger__edition")}


def _reported(item: Item, report: Report | None) -> dict[str, Value]:
    if report is None:
        return {}
    values: dict[str, Value] = {
        name: getattr(report, name)
        for name in ("progress", "percent", "invested_this_year", "problem", "to_coordinate", "next_step")
    }
    values["word"] = str(report.get_word_display())
    project = project_of(item)
    plan = project.year_plan if project is not None else None
    if plan and report.invested_this_year is not None:
        values["share"] = float(report.invested_this_year / plan)
    return values


def unit_names() -> list[str]:
    """Give the names that may stand as reporting unit, for a drop-down."""
    return [str(one) for one in Unit.objects.filter(dissolved__isnull=True)]
