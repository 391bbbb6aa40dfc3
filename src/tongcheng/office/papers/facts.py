"""What papers are drafted from: the rows of a period's lists with what was reported in force, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from tongcheng.office.audit.chain import head
from tongcheng.office.lists.models import BY_DUE, COUNTED_STATES, Item, ItemKind, ItemState, ItemUnit, List, Milestone
from tongcheng.office.papers import lights
from tongcheng.office.papers.lights import Lit
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Period, Report
from tongcheng.office.progress.queries import period_page
from tongcheng.office.reconcile.ledgers import Row, Totals, totals


@dataclass(frozen=True)
class Line:
    """One row of the lists as papers speak of it. Money is 亿元."""

    pk: int
    code: str
    title: str
    group: str
    kind: str
    state: str
    unit: str
    leads: str
    cities: tuple[str, ...]
    due: date | None
    original_due: date | None
    investment: Decimal | None = None
    year_plan: Decimal | None = None
    invested: Decimal | None = None
    word: str = ""
    progress: str = ""
    percent: Decimal | None = None
    problem: str = ""
    to_coordinate: str = ""
    decides: str = ""
    next_step: str = ""
    reported: bool = False
    lit: Lit | None = None
    milestones: tuple[Step, ...] = ()
    start_year: int | None = None


@dataclass(frozen=True)
class Step:
    """A milestone."""

    quarter: str
    text: str
    due: date | None
    original_due: date | None
    reached: date | None


@dataclass(frozen=True)
class Facts:
    """Everything that a paper about a period says, before anybody wrote a word."""

    lists: tuple[str, ...]
    period: str
    as_of: date
    chain_head: str
    year: int
    lines: tuple[Line, ...]
    units_expected: int = 0
    units_reported: int = 0
    missing: tuple[str, ...] = ()
    synthetic: bool = False
    totals: Totals = field(default_factory=lambda: totals(()))
    changed: dict[str, int] = field(default_factory=dict)

    @property
    def by_group(self) -> dict[str, list[Line]]:
        """Give the rows under the headings of the list, in its order."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.group, []).append(line)
        return found

    def count(self, kind: str) -> int:
        """Count the rows of a kind."""
        return sum(line.kind == kind for line in self.lines)


def gather(standing: Standing, period: Period) -> Facts:
    """Gather the facts of a period, as far as the reader may see them: a constant number of queries."""
    lists = list(List.objects.filter(periods=period).order_by("code"))
    seen = Item.objects.visible_to(standing).filter(list__in=lists)
    items = list(_whole(seen.filter(state__in=COUNTED_STATES), period))
    lit = lights.published([item.pk for item in items])
    lines = tuple(_line(item, lit.get(item.pk)) for item in items)
    page = period_page(period, standing)
    missing = tuple(str(line.unit) for block in page.blocks for line in block.lines if not line.reported)
    return Facts(
        tuple(one.name for one in lists),
        period.name.zh,
        period.last_day,
        head().short,
        period.last_day.year,
        lines,
        page.expected,
        page.reported,
        missing,
        any(one.synthetic for one in lists),
        totals(_money_row(line) for line in lines),
        _changed(seen),
    )


def _whole(items: QuerySet[Item], period: Period) -> QuerySet[Item]:
    reports = Report.objects.in_force().filter(ledger__period=period).order_by("ledger__edition")
    units = ItemUnit.objects.filter(role="lead").select_related("unit").order_by("order")
    return (
        items.select_related("reporting_unit", "project")
        .prefetch_related(
            "cities",
            Prefetch("item_units", units, to_attr="leads"),
            Prefetch("milestones", Milestone.objects.order_by(*BY_DUE)),
            Prefetch("reports", reports, to_attr="in_force"),
        )
        .order_by("list__code", "order", "pk")
    )


def _line(item: Item, lit: Lit | None) -> Line:
    project = getattr(item, "project", None)
    in_force: list[Report] = getattr(item, "in_force", [])
    leads: list[ItemUnit] = getattr(item, "leads", [])
    report = in_force[-1] if in_force else None
    said: dict[str, Any] = {
        "invested": report.invested_this_year,
        "word": str(report.get_word_display()) if report.word else "",
        "progress": report.progress.strip(),
        "percent": report.percent,
        "problem": report.problem.strip(),
        "to_coordinate": report.to_coordinate.strip(),
        "decides": report.decides.strip(),
        "next_step": report.next_step.strip(),
        "reported": True,
    } if report is not None else {}  # fmt: skip
    return Line(
        item.pk,
        item.code,
        item.title,
        item.group or "其他",
        item.kind,
        item.state,
        str(item.reporting_unit or ""),
        "、".join(str(one.unit) for one in leads),
        tuple(city.name for city in sorted(item.cities.all(), key=lambda one: one.order)),
        item.due,
        item.original_due,
        project.investment if project else None,
        project.year_plan if project else None,
        lit=lit,
        milestones=tuple(
            Step(one.quarter, one.text, one.due, one.original_due, one.reached) for one in item.milestones.all()
        ),
        start_year=project.start_year if project else None,
        **said,
    )


def _money_row(line: Line) -> Row:
    return Row(
        str(line.pk),
        line.title,
        cities=line.cities,
        investment=line.investment,
        year_plan=line.year_plan,
        completed=line.invested,
    )


def _changed(items: QuerySet[Item]) -> dict[str, int]:
    """Count the rows that left the list, by how."""
    states = (ItemState.SWAPPED, ItemState.CANCELLED, ItemState.MERGED, ItemState.TRANSFERRED)
    left = list(items.filter(state__in=states).values_list("state", flat=True))
    return {state: left.count(state) for state in states if state in left}


@dataclass(frozen=True)
class UnitFacts:
    """What a paper to one unit speaks of."""

    unit: str
    subordinate: bool
    as_of: date
    chain_head: str
    lines: tuple[Line, ...]
    answer_by: date | None = None
    instruction: str = ""
    synthetic: bool = False


def gather_unit(
    standing: Standing, unit: Unit, items: Sequence[Item], on: date, answer_by: date | None, instruction: str
) -> UnitFacts:
    """Gather the facts of rows for a paper to one unit."""
    reports = Report.objects.in_force().order_by("ledger__period__last_day", "ledger__edition")
    units = ItemUnit.objects.filter(role="lead").select_related("unit").order_by("order")
    rows = (
        Item.objects.filter(pk__in=[item.pk for item in items])
        .visible_to(standing)
        .select_related("reporting_unit", "project")
        .prefetch_related(
            "cities",
            Prefetch("item_units", units, to_attr="leads"),
            "milestones",
            Prefetch("reports", reports, to_attr="in_force"),
        )
    )
    found = list(rows)
    lit = lights.published([item.pk for item in found])
    return UnitFacts(
        unit.name,
        unit.subordinate,
        on,
        head().short,
        tuple(_line(item, lit.get(item.pk)) for item in found),
        answer_by,
        instruction,
        any(item.synthetic for item in found),
    )


PROJECT, MATTER = ItemKind.PROJECT, ItemKind.MATTER
