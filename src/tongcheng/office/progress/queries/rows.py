"""The rows of a ledger with what stood there last time, their milestones, their files and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from tongcheng.office.lists.models import BY_DUE, Item, Milestone
from tongcheng.office.progress.entries import REPORT_FIELDS
from tongcheng.office.progress.models import REPORTED, Evidence, Ledger, LedgerState, MilestoneReport, Report
from tongcheng.office.progress.queries.owed import owed

#: Fields whose change since last time marks a row in the review queue.
MARKED = ("word", "percent", "invested_this_year", "progress", "problem", "to_coordinate")


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone with what this ledger says about it."""

    milestone: Milestone
    report: MilestoneReport | None
    last: MilestoneReport | None
    files: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a ledger: the item, what is reported, what was reported last, milestones and files."""

    item: Item
    report: Report | None
    last: Report | None
    milestones: tuple[MilestoneLine, ...] = ()
    files: tuple[Evidence, ...] = ()
    owed: bool = True

    @property
    def plan(self) -> Decimal | None:
        """Give the year's plan of a project."""
        project = getattr(self.item, "project", None)
        return project.year_plan if project else None

    @property
    def investment(self) -> Decimal | None:
        """Give the total investment of a project."""
        project = getattr(self.item, "project", None)
        return project.investment if project else None

    @property
    def is_project(self) -> bool:
        """Whether money is asked for."""
        return self.item.kind == "project"

    @property
    def share(self) -> Decimal | None:
        """Give how much of the year's plan is done, in percent (占比)."""
        done = self.report.invested_this_year if self.report else None
        return done / self.plan * 100 if done is not None and self.plan else None

    @property
    def changed(self) -> frozenset[str]:
        """Name the marked fields that differ from last time; everything filled, if there was no last time."""
        return changed_fields(self.report, self.last)


def changed_fields(report: Report | None, last: Report | None) -> frozenset[str]:
    """Name the marked fields in which a report differs from the one before."""
    if report is None:
        return frozenset()
    return frozenset(
        name for name in MARKED if (getattr(report, name) or None) != (getattr(last, name) or None if last else None)
    )


def rows_of(ledger: Ledger) -> list[Row]:
    """Give the rows of one ledger in printed order; a ledger that was not begun gives what the unit owes."""
    return rows_of_ledgers([ledger])[ledger.unit_id]


def rows_of_ledgers(ledgers: Sequence[Ledger]) -> dict[int, list[Row]]:
    """Give by unit the rows of ledgers of one period, in a constant number of queries."""
    if not ledgers:
        return {}
    period = ledgers[0].period
    items = owed(period, [one.unit_id for one in ledgers])
    begun = [one.pk for one in ledgers if one.pk is not None]
    reports = list(
        Report.objects.filter(ledger__in=begun).select_related("item__list", "item__project", "ledger__period")
    )
    written = {(row.ledger.unit_id, row.item_id): row for row in reports}
    all_items = {item.pk for rows in items.values() for item in rows} | {row.item_id for row in reports}
    last = last_reports(all_items, period.last_day, period.first_day)
    lines = _milestones(all_items, ledgers, last)
    files = _files(all_items)
    found: dict[int, list[Row]] = {}
    for ledger in ledgers:
        rows = [
            Row(item, written.get((ledger.unit_id, item.pk)), last.get(item.pk))
            for item in items.get(ledger.unit_id, [])
        ]
        present = {row.item.pk for row in rows}
        rows += [
            Row(report.item, report, last.get(item), owed=False)
            for (unit, item), report in written.items()
            if unit == ledger.unit_id and item not in present
        ]
        if ledger.state == LedgerState.ACCEPTED:  # what was accepted is shown as it was, without later rows
            rows = [row for row in rows if row.report is not None]
        found[ledger.unit_id] = [
            replace(
                row,
                milestones=tuple(lines.get((ledger.unit_id, row.item.pk), ())),
                files=tuple(files.get(row.item.pk, ())),
            )
            for row in rows
        ]
    return found


def last_reports(items: Iterable[int], before: date, first_day: date) -> dict[int, Report]:
    """Give by item what was reported last before a period: of a period that ended earlier, not a draft.

    An accepted edition goes before one that is only signed; of several the last.
    """
    return {row.item_id: row for row in _earlier(items, before, first_day)}


def last_of(reports: Sequence[Report]) -> dict[int, Report]:
    """Give by report (of any periods) what was reported last about the same item, in one query."""
    if not reports:
        return {}
    days = [row.ledger.period for row in reports]
    earlier: dict[int, list[Report]] = {}
    rows = _earlier(
        {row.item_id for row in reports}, max(one.last_day for one in days), min(one.first_day for one in days)
    )
    for row in rows:
        earlier.setdefault(row.item_id, []).append(row)
    found = {}
    for row in reports:
        before = [one for one in earlier.get(row.item_id, ()) if _ends(one) < _ends(row)]
        if before:
            found[row.pk] = before[-1]
    return found


def _earlier(items: Iterable[int], before: date, first_day: date) -> list[Report]:
    rows = Report.objects.filter(
        item__in=set(items),
        ledger__period__last_day__lt=before,
        ledger__period__last_day__gte=date(first_day.year - 1, 1, 1),
        ledger__state__in=REPORTED,
    ).select_related("ledger__period")
    return sorted(rows, key=_rank)


def _ends(row: Report) -> date:
    return row.ledger.period.last_day


def _rank(row: Report) -> tuple[date, bool, int]:
    ledger = row.ledger
    return ledger.period.last_day, ledger.state == LedgerState.ACCEPTED, ledger.edition


def _milestones(
    items: set[int], ledgers: Sequence[Ledger], last: Mapping[int, Report]
) -> dict[tuple[int, int], list[MilestoneLine]]:
    """Give the milestones that a period asks about: due by the end of its quarter and not reached before it."""
    period = ledgers[0].period
    begun = {one.pk: one.unit_id for one in ledgers if one.pk is not None}
    said = MilestoneReport.objects.filter(Q(report__ledger__in=list(begun)) | Q(report__in=list(last.values())))
    now: dict[int, tuple[int, MilestoneReport]] = {}
    then: dict[int, MilestoneReport] = {}
    for one in said.select_related("report"):
        unit = begun.get(one.report.ledger_id)
        if unit is None:
            then[one.milestone_id] = one
        else:
            now[one.milestone_id] = (unit, one)
    wanted = Q(due__lte=_quarter_end(period.last_day)) & (Q(reached__isnull=True) | Q(reached__gte=period.first_day))
    rows = Milestone.objects.filter(Q(item__in=items) & (wanted | Q(pk__in=list(now)))).order_by(*BY_DUE)
    files: dict[int, list[Evidence]] = {}
    for file in Evidence.objects.filter(milestone__item__in=items).select_related("ledger__period"):
        files.setdefault(file.milestone_id or 0, []).append(file)
    found: dict[tuple[int, int], list[MilestoneLine]] = {}
    for row in rows:
        _, report = now.get(row.pk, (0, None))
        before = then.get(row.pk)
        if report is None and before is not None and before.reached and before.reached < period.first_day:
            continue
        line = MilestoneLine(row, report, before, tuple(files.get(row.pk, ())))
        for ledger in ledgers:
            found.setdefault((ledger.unit_id, row.item_id), []).append(line)
    return found


def _files(items: set[int]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = {}
    rows = Evidence.objects.filter(report__item__in=items, milestone__isnull=True)
    for file in rows.select_related("report", "ledger__period"):
        if file.report is not None:
            found.setdefault(file.report.item_id, []).append(file)
    return found


def _quarter_end(day: date) -> date:
    month = (day.month + 2) // 3 * 3
    return date(day.year, month, 31 if month in (3, 12) else 30)


def filled_in(report: Report | None) -> bool:
    """Say whether a row says anything."""
    return report is not None and any(getattr(report, name) not in (None, "") for name in REPORT_FIELDS)
