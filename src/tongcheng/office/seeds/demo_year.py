"""A year of invented reports: each unit fills and signs its ledger every month, cities and the office accept.

Everything goes through the actions that people use, each by the person whose work it is, dated as in that year.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.acting import Act
from tongcheng.office.lists.models import Item, ItemKind, List, Milestone
from tongcheng.office.people.models import Person, Unit
from tongcheng.office.people.standing import Standing, standing_of
from tongcheng.office.progress.actions import (
    Entry,
    MilestoneEntry,
    accept,
    accept_city,
    correct,
    open_periods,
    return_ledger,
    save_reports,
    sign,
)
from tongcheng.office.progress.models import Ledger, LedgerState, Period, ReportWord
from tongcheng.office.progress.queries import UnitOwes, ledgers_of, units_owing
from tongcheng.region.periods import parse_period

#: How far the units get in the last month, in the order in which they are printed.
_LATE, _DRAFT, _RETURNED, _SIGNED, _CITY = 3, 1, 1, 3, 4
_COMMENT = "P15 完成投资与入统数相差 0.3 亿元，请核实后重报"


def report_a_year(act: Act, lists: Sequence[List], year: int) -> Text:
    """Let every unit report in each month of a year; give what was left undone, in words."""
    periods = open_periods(act, lists, year, "month")
    cast = _Cast()
    milestones: dict[int, list[Milestone]] = {}
    for one in Milestone.objects.filter(item__list__in=lists):
        milestones.setdefault(one.item_id, []).append(one)
    for period in periods[:-1]:
        _month(cast, period, units_owing(period), milestones)
        _accept_all(cast, period)
    _a_correction(cast, periods[-2])
    return _last_month(cast, periods[-1], milestones)


class _Cast:
    """Who acts: standings by account, worked out once."""

    def __init__(self) -> None:
        self._known: dict[str, Standing] = {}

    def act(self, username: str, at: datetime, reason: str = "") -> Act:
        if username not in self._known:
            self._known[username] = standing_of(Person.objects.get(username=username), at.date())
        return Act(self._known[username], reason, at=at)


def _moment(period: Period, days: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(period.last_day + timedelta(days), time(hour)))


def _month(
    cast: _Cast,
    period: Period,
    owing: Iterable[UnitOwes],
    milestones: dict[int, list[Milestone]],
    *,
    unsigned: frozenset[str] = frozenset(),
) -> None:
    """Let units fill and sign; ``unsigned`` are codes of units that only fill."""
    for owes in owing:
        (ledger,) = ledgers_of(period, [owes.unit])
        entries = [_entry(owes.unit, item, period, milestones.get(item.pk, [])) for item in owes.items]
        (saved,) = save_reports(cast.act(f"{owes.unit.code}.fill", _moment(period, 1, 10)), [ledger], entries).ledgers
        if owes.unit.code not in unsigned:
            sign(cast.act(f"{owes.unit.code}.head", _moment(period, 1, 16)), saved)


def _accept_all(cast: _Cast, period: Period, units: Iterable[Unit] | None = None) -> None:
    """Let the cities' offices accept, then the joint office; of some units only, if they are given."""
    _accept_cities(cast, period, units)
    rows = _signed(period, units).exclude(state=LedgerState.SIGNED, through_city=True)
    if ledgers := list(rows):
        accept(cast.act("review", _moment(period, 4, 11)), ledgers)


def _accept_cities(cast: _Cast, period: Period, units: Iterable[Unit] | None = None) -> None:
    by_city: dict[str, list[Ledger]] = {}
    for ledger in _signed(period, units).filter(state=LedgerState.SIGNED, through_city=True):
        by_city.setdefault(ledger.unit.city.code, []).append(ledger)
    for office in Unit.objects.filter(kind="city_office").select_related("city"):
        if ledgers := by_city.get(office.city.code):
            accept_city(cast.act(office.code, _moment(period, 2, 15)), ledgers)


def _signed(period: Period, units: Iterable[Unit] | None) -> Any:
    rows = Ledger.objects.filter(period=period, state__in=(LedgerState.SIGNED, LedgerState.CITY_ACCEPTED))
    rows = rows.select_related("unit__city", "period").order_by("unit__order")
    return rows if units is None else rows.filter(unit__in=list(units))


def _a_correction(cast: _Cast, period: Period) -> None:
    """Open a correction of one accepted ledger and leave it a draft."""
    ledger = Ledger.objects.filter(period=period, unit__code="bing_health", state=LedgerState.ACCEPTED)
    for one in ledger.select_related("unit", "period"):
        correct(cast.act("bing_health.fill", _moment(period, 9, 10), "入统口径调整，更正完成投资"), one)


def _last_month(cast: _Cast, period: Period, milestones: dict[int, list[Milestone]]) -> Text:
    """Leave the last month half done: late, begun, returned, signed, accepted by the city, accepted."""
    owing = _mixed(units_owing(period))
    late, rest = owing[:_LATE], owing[_LATE:]
    drafts, rest = rest[:_DRAFT], rest[_DRAFT:]
    _month(cast, period, [*drafts, *rest], milestones, unsigned=frozenset(one.unit.code for one in drafts))
    returned, rest = rest[:_RETURNED], rest[_RETURNED:]
    for ledger in _signed(period, [one.unit for one in returned]):
        office = next(iter(Unit.objects.filter(kind="city_office", city=ledger.unit.city)))
        return_ledger(cast.act(office.code, _moment(period, 2, 11), _COMMENT), [ledger])
    rest = rest[_SIGNED:]
    _accept_cities(cast, period, [one.unit for one in rest])
    _accept_all(cast, period, [one.unit for one in rest[_CITY:]])
    names = "、".join(str(one.unit) for one in late)
    return Text(
        f"{period.name.zh}：{names}未报送；{returned[0].unit}的台账被退回。",
        f"{period.name.en}: {len(late)} units have not reported, one ledger was returned.",
    )


def _mixed(owing: list[UnitOwes]) -> list[UnitOwes]:
    """Put units of cities first, one city after the other, the unit of the returned ledger at its place."""
    ordered = sorted(owing, key=lambda one: (one.unit.city is None, zlib.crc32(one.unit.code.encode())))
    wrong = [one for one in ordered if one.unit.code == "bing_health"]
    others = [one for one in ordered if one not in wrong]
    return [*others[: _LATE + _DRAFT], *wrong, *others[_LATE + _DRAFT :]]


def _entry(unit: Unit, item: Item, period: Period, milestones: Sequence[Milestone]) -> Entry:
    """Make up what a unit says about a row in a month; the same every time the sample is loaded."""
    chance = zlib.crc32(f"{item.list.code}{item.code}".encode())
    month = period.last_day.month
    done = _share(item, month, period.last_day, chance)
    late = chance % 9 == 0 and 0 < done < 100
    values: dict[str, Any] = {
        "percent": Decimal(done),
        "word": _word(done, item, period.last_day, late=late),
        "progress": _words(done, late=late),
        "next_step": "" if done >= 100 else "按计划推进下一节点。",
    }
    project = getattr(item, "project", None)
    if item.kind == ItemKind.PROJECT and project is not None and project.year_plan:
        pace = Decimal(month) / 12 * (Decimal("0.7") if late else Decimal(90 + chance % 20) / 100)
        values["invested_this_year"] = (project.year_plan * pace if done else Decimal(0)).quantize(Decimal("0.0001"))
    if late:
        values["problem"] = "用地报批材料尚未补齐，影响开工面。"
        values["to_coordinate"] = "请协调自然资源部门加快审查。"
    reached = [
        MilestoneEntry(one.pk, {"text": "已完成。", "reached": period.last_day})
        for one in milestones
        if one.due == period.last_day and not late
    ]
    return Entry(unit.pk, item.pk, values, milestones=tuple(reached))


def _share(item: Item, month: int, day: date, chance: int) -> int:
    project = getattr(item, "project", None)
    if project is not None and project.project_class == "completed":
        return 100
    if item.due and project is not None and project.start_year:
        first = parse_period(str(project.start_year))[0]
        whole = max((item.due - first).days, 1)
        return max(0, min(99, round(100 * (day - first).days / whole)))
    pace = 8 + chance % 3
    return min(100, pace * month)


def _word(done: int, item: Item, day: date, *, late: bool) -> str:
    if late:
        return str(ReportWord.LATE)
    if done <= 0:
        return str(ReportWord.NOT_STARTED)
    if done < 100:
        return str(ReportWord.ORDERLY)
    return str(ReportWord.EARLY if item.due and day < item.due else ReportWord.DONE)


def _words(done: int, *, late: bool) -> str:
    if late:
        return f"总体进度 {done}%，较计划滞后。"
    if done <= 0:
        return "尚未启动，正在开展前期准备。"
    return "已完成。" if done >= 100 else f"总体进度 {done}%，按计划推进。"
