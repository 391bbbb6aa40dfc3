"""Periods: opened for a year at once, their deadlines and lists, the data freeze."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, action
from tongcheng.office.core.recorded import new
from tongcheng.office.lists.models import List
from tongcheng.office.progress import rules
from tongcheng.office.progress.models import Deadline, DeadlineLevel, Period, PeriodKind

#: Until this hour of the day a deadline lasts, unless another is set.
CLOSING_HOUR = time(18)
_MEND = Text("改正后重新提交", "correct it and send again")


@action("progress.open_periods", Text("开设填报期", "open periods"), rule=rules.may_keep_periods)
def open_periods(
    act: Act,
    lists: Sequence[List],
    year: int,
    kind: str,
    *,
    unit_days: int = 3,
    city_days: int = 5,
    opens_days: int = 5,
    only: int | None = None,
) -> list[Period]:
    """Open the periods of a year, or one of them, for some lists; periods that exist get the lists added and stay as they are.

    Parameters
    ----------
    lists
        The lists that the ledgers cover.
    kind
        ``month`` or ``quarter``.
    unit_days, city_days
        Units hand in to the city, cities to the joint office, so many days after the last day.
    opens_days
        Filling begins so many days before the last day.
    only
        The month or quarter that alone is opened, from 1; the whole year if none is given.
    """
    if not lists:
        raise InputError([_no_lists()])
    if not 2000 <= year <= 2100 or kind not in PeriodKind.values or not 0 <= unit_days <= city_days <= 60:
        raise InputError([_unusable(year, kind, unit_days, city_days)])
    if only is not None and not 1 <= only <= (12 if kind == PeriodKind.MONTH else 4):
        raise InputError([_no_such_part(kind, only)])
    spans = [span for number, span in enumerate(spans_of(year, PeriodKind(kind)), start=1) if only in (None, number)]
    existing = {one.code: one for one in Period.objects.filter(code__in=[code for code, _, _ in spans])}
    fresh = [
        Period(code=code, kind=kind, first_day=first, last_day=last, opens=_at(last - timedelta(opens_days), time(0)))
        for code, first, last in spans
        if code not in existing
    ]
    Period.objects.bulk_create(fresh)
    deadlines = [
        Deadline(period=period, level=level, due=_at(period.last_day + timedelta(days), CLOSING_HOUR))
        for period in fresh
        for level, days in ((DeadlineLevel.UNIT, unit_days), (DeadlineLevel.CITY, city_days))
    ]
    Deadline.objects.bulk_create(deadlines)
    covered = _cover([*existing.values(), *fresh], lists)
    record(act, [*map(new, fresh), *map(new, deadlines), *covered])
    return sorted([*existing.values(), *fresh], key=lambda one: one.last_day)


@action(
    "progress.change_deadline",
    Text("调整报送时限", "change a deadline"),
    rule=rules.may_keep_periods,
    reason_needed=True,
)
def change_deadline(act: Act, period: Period, level: str, due: datetime) -> Deadline:
    """Set until when a level hands in."""
    due = _possible(due)
    if level not in DeadlineLevel.values:
        raise InputError([_no_level(level)])
    found = Deadline.objects.filter(period=period, level=level).first()
    deadline = found or Deadline(period=period, level=DeadlineLevel(level))
    before = {"due": found.due.isoformat()} if found else None
    deadline.due = due
    deadline.save()
    record(act, [Change(deadline, before, {"due": due.isoformat()}) if found else new(deadline)])
    return deadline


@action("progress.change_lists", Text("调整填报清单", "change the lists of a period"), rule=rules.may_keep_periods)
def change_lists(act: Act, period: Period, lists: Sequence[List]) -> Period:
    """Set which lists the period's ledgers cover."""
    before = sorted(period.lists.values_list("pk", flat=True))
    after = sorted(one.pk for one in lists)
    period.lists.set(lists)
    record(act, [Change(period, {"lists": before}, {"lists": after}) if before != after else None])
    return period


@action("progress.freeze", Text("冻结数据", "freeze data"), rule=rules.may_freeze)
def freeze(act: Act, period: Period, at: datetime | None = None) -> Period:
    """Freeze the data now or at a later time: from then on nothing more is reported."""
    moment = max(_possible(at), act.at) if at else act.at
    record(act, [period.revise({"frozen": moment})])
    period.save()
    return period


@action("progress.unfreeze", Text("解除冻结", "unfreeze data"), rule=rules.may_unfreeze, reason_needed=True)
def unfreeze(act: Act, period: Period) -> Period:
    """Take reports again."""
    record(act, [period.revise({"frozen": None})])
    period.save()
    return period


def _cover(periods: Iterable[Period], lists: Sequence[List]) -> list[Change]:
    through = Period.lists.through
    periods = list(periods)
    held: dict[int, set[int]] = {one.pk: set() for one in periods}
    for pair in through.objects.filter(period__in=periods).values_list("period_id", "list_id"):
        held[pair[0]].add(pair[1])
    missing = [(period, one) for period in periods for one in lists if one.pk not in held[period.pk]]
    through.objects.bulk_create([through(period_id=period.pk, list_id=one.pk) for period, one in missing])
    changes = {}
    for period, _ in missing:
        after = held[period.pk] | {one.pk for one in lists}
        changes[period.pk] = Change(period, {"lists": sorted(held[period.pk])}, {"lists": sorted(after)})
    return list(changes.values())


def spans_of(year: int, kind: PeriodKind) -> Iterator[tuple[str, date, date]]:
    """Give code, first and last day of the months or quarters of a year."""
    step = 1 if kind == PeriodKind.MONTH else 3
    for month in range(step, 13, step):
        first = date(year, month - step + 1, 1)
        last = date(year, month, calendar.monthrange(year, month)[1])
        yield f"{year}-{month:02d}" if step == 1 else f"{year}Q{month // 3}", first, last


def _possible(moment: datetime) -> datetime:
    """Give a time with its zone, if it lies where an office's deadlines can lie."""
    if not 2000 <= moment.year <= 2100:
        expected = Text("2000–2100 年间的时间", "a time between 2000 and 2100")
        raise InputError([Problem("unusable_time", "", expected, moment.isoformat(), _MEND)])
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _no_level(level: str) -> Problem:
    return Problem("no_level", "", Text("单位报市或市报办公室", "unit or city"), level[:40], _MEND, column="level")


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _no_lists() -> Problem:
    return Problem(
        "no_lists",
        "",
        Text("至少一张清单", "at least one list"),
        "0",
        Text("选择本期要填报的清单", "choose the lists that are reported on"),
        column="lists",
    )


def _no_such_part(kind: str, only: int) -> Problem:
    expected = Text("1—12 月", "a month from 1 to 12")
    if kind != PeriodKind.MONTH:
        expected = Text("第一至第四季度", "a quarter from 1 to 4")
    return Problem("no_such_period", "", expected, str(only), _MEND, column="only")


def _unusable(year: int, kind: str, unit_days: int, city_days: int) -> Problem:
    return Problem(
        "unusable_periods",
        "",
        Text(
            "年份 2000–2100，类型为月或季度，市报时限不早于单位报市时限，且不超过 60 天",
            "a year from 2000 to 2100, month or quarter, cities not due before units, at most 60 days",
        ),
        f"{year}, {kind}, {unit_days}, {city_days}",
        _MEND,
    )
