"""Who has reported: the periods, one period by city, and what waits for review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.people.models import City, Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import (
    REPORTED,
    Deadline,
    DeadlineLevel,
    Ledger,
    LedgerState,
    Period,
    Report,
)
from tongcheng.office.progress.queries.owed import in_printed_order, owed_counts
from tongcheng.office.progress.queries.rows import changed_fields, last_of
from tongcheng.office.progress.queries.unreported import days_after, days_words

NOT_BEGUN = Text("未填报", "not begun")


@dataclass(frozen=True)
class UnitLine:
    """One unit's line on the page of a period."""

    unit: Unit
    items: int
    ledger: Ledger | None
    filled: int
    reported: bool
    late: Text | None

    @property
    def begun(self) -> bool:
        """Whether anything was entered."""
        return self.ledger is not None


@dataclass(frozen=True)
class CityBlock:
    """The units of one city; those of no city under ``None``."""

    city: City | None
    lines: tuple[UnitLine, ...]

    @property
    def reported(self) -> int:
        """Give how many have reported."""
        return sum(line.reported for line in self.lines)


@dataclass(frozen=True)
class PeriodPage:
    """A period as its page shows it."""

    period: Period
    deadlines: dict[str, datetime]
    blocks: tuple[CityBlock, ...]
    by_state: dict[str, int]

    @property
    def expected(self) -> int:
        """Give how many ledgers are owed."""
        return sum(len(block.lines) for block in self.blocks)

    @property
    def reported(self) -> int:
        """Give how many units have reported."""
        return sum(block.reported for block in self.blocks)


@dataclass(frozen=True)
class PeriodLine:
    """One period of the list of periods."""

    period: Period
    due: dict[str, datetime]
    mine: tuple[tuple[Unit, Ledger | None], ...] = ()
    counts: dict[str, int] = field(default_factory=dict)


def units_seen(standing: Standing) -> list[int] | None:
    """Give the units whose ledgers somebody sees; ``None`` for all."""
    if standing.sees_everything:
        return None
    mine = Q(pk__in=standing.units("filler", "unit_head")) | Q(city__in=standing.cities("city_office"))
    return list(Unit.objects.filter(mine).values_list("pk", flat=True))


def period_page(period: Period, standing: Standing, at: datetime | None = None) -> PeriodPage:
    """Give who has reported and who has not, by city, as far as the reader may see."""
    at = at or timezone.now()
    counts = owed_counts(period, units_seen(standing))
    owing = in_printed_order(counts)
    deadlines = dict(Deadline.objects.filter(period=period).values_list("level", "due"))
    ledgers: dict[int, list[Ledger]] = {}
    rows = Ledger.objects.filter(period=period, unit__in=owing)
    for ledger in rows.select_related("unit", "period").annotate(rows=Count("reports")).order_by("edition"):
        ledgers.setdefault(ledger.unit_id, []).append(ledger)
    late = days_words(days_after(deadlines.get(DeadlineLevel.UNIT), at))
    blocks: dict[City | None, list[UnitLine]] = {}
    states: dict[str, int] = {}
    for unit in owing:
        editions = ledgers.get(unit.pk, [])
        reported = any(ledger.state in REPORTED for ledger in editions)
        last = editions[-1] if editions else None
        filled = getattr(last, "rows", 0)
        line = UnitLine(unit, counts[unit.pk], last, filled, reported, None if reported else late)
        blocks.setdefault(unit.city, []).append(line)
        state = last.state if last else ""
        states[state] = states.get(state, 0) + 1
    groups = tuple(CityBlock(city, tuple(lines)) for city, lines in blocks.items())
    return PeriodPage(period, deadlines, groups, states)


def periods(standing: Standing) -> list[PeriodLine]:
    """Give the periods, newest first, with the ledgers of the reader's own units."""
    rows = list(Period.objects.order_by("-last_day", "kind").prefetch_related("deadlines"))
    own = standing.units("filler", "unit_head")
    ledgers = Ledger.objects.visible_to(standing).last_editions().select_related("unit").order_by("unit__order")
    mine: dict[int, list[tuple[Unit, Ledger | None]]] = {}
    counts: dict[int, dict[str, int]] = {}
    for ledger in ledgers:
        states = counts.setdefault(ledger.period_id, {})
        states[ledger.state] = states.get(ledger.state, 0) + 1
        if ledger.unit_id in own:
            mine.setdefault(ledger.period_id, []).append((ledger.unit, ledger))
    return [
        PeriodLine(
            row,
            {one.level: one.due for one in row.deadlines.all()},
            tuple(mine.get(row.pk, ())),
            counts.get(row.pk, {}),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ChangedRow:
    """A row of a ledger that differs from last time, or is new."""

    report: Report
    last: Report | None
    fields: frozenset[str]


@dataclass(frozen=True)
class ReviewLine:
    """A ledger that waits for review."""

    ledger: Ledger
    rows: int
    changed: tuple[ChangedRow, ...]
    to_coordinate: int


def to_review(standing: Standing) -> list[Ledger]:
    """Give the ledgers that wait for this reader's office, oldest signature first."""
    wanted = Q(pk__in=[])
    if cities := standing.cities("city_office"):
        wanted |= Q(state=LedgerState.SIGNED, unit__city__in=cities, through_city=True)
    if standing.has("joint_office"):
        wanted |= Q(state=LedgerState.CITY_ACCEPTED) | Q(state=LedgerState.SIGNED, through_city=False)
    rows = Ledger.objects.filter(wanted).select_related("unit__city", "period", "author", "signer")
    return list(rows.order_by("period__last_day", "signed", "pk"))


def review_lines(ledgers: Sequence[Ledger]) -> list[ReviewLine]:
    """Give what changed in ledgers against last time, in a constant number of queries."""
    reports: dict[int, list[Report]] = {}
    rows = Report.objects.filter(ledger__in=list(ledgers)).select_related("item__list", "ledger__period")
    found = list(rows.order_by("item__list__code", "item__order"))
    last = last_of(found)
    for row in found:
        reports.setdefault(row.ledger_id, []).append(row)
    return [_line(ledger, reports.get(ledger.pk, []), last) for ledger in ledgers]


def _line(ledger: Ledger, rows: Iterable[Report], last: dict[int, Report]) -> ReviewLine:
    rows = list(rows)
    changed = [ChangedRow(row, last.get(row.pk), changed_fields(row, last.get(row.pk))) for row in rows]
    asked = sum(bool(row.to_coordinate.strip()) for row in rows)
    return ReviewLine(ledger, len(rows), tuple(one for one in changed if one.fields), asked)
