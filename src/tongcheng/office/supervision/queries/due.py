"""What the clock makes due: blockers to list, orders and pauses of which to remind, periods to open and freeze."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.lists.models import List
from tongcheng.office.people.models import Appointment
from tongcheng.office.progress.models import DeadlineLevel, Period, Report, Sent
from tongcheng.office.progress.queries.reminders import Reminder
from tongcheng.office.supervision.models import OWED, AskState, Blocker, BlockerState, Follows, Order, Pause, Settings
from tongcheng.office.supervision.words import day

#: Days before (less than 0) and after an order's due date on which its unit is reminded.
ORDER_STEPS = (-3, 0, 1, 7)
#: The same for a pause that has to be renewed.
PAUSE_STEPS = (-14, -3, 1)


def settings_row() -> Settings:
    """Give the office's settings; unsaved defaults until something was decided."""
    return Settings.objects.first() or Settings()


def reports_with_blockers(on: date) -> list[Report]:
    """Give the accepted reports, the last of each row, whose matters to be coordinated are not listed yet.

    The same words about the same row are listed once, until they are closed and reported anew in a later period.
    """
    last: dict[int, Report] = {}
    rows = Report.objects.in_force().filter(ledger__period__last_day__gte=on - timedelta(800))
    for row in rows.select_related("ledger__period").order_by("ledger__period__last_day", "ledger__edition", "pk"):
        last[row.item_id] = row
    wanted = [row for row in last.values() if row.to_coordinate.strip()]
    listed = set(Blocker.objects.filter(report__in=wanted).values_list("report_id", flat=True))
    said: dict[tuple[int, str], list[tuple[str, date | None]]] = {}
    known = Blocker.objects.filter(item__in=[row.item_id for row in wanted])
    for item, text, state, closed in known.values_list("item_id", "text", "state", "closed"):
        said.setdefault((item, text), []).append((state, closed))
    return [
        row
        for row in wanted
        if row.pk not in listed
        and not any(
            state != BlockerState.CLOSED or (closed is not None and closed >= row.ledger.period.last_day)
            for state, closed in said.get((row.item_id, row.to_coordinate.strip()), ())
        )
    ]


def order_reminders(now: datetime) -> list[Reminder]:
    """Give the reminders of orders that are due or late and not yet claimed, to those of the unit with an address."""
    today = timezone.localtime(now).date()
    last = today - timedelta(max(ORDER_STEPS) + 14), today - timedelta(min(ORDER_STEPS))
    orders = list(Order.objects.filter(state__in=OWED, due__range=last).select_related("unit").order_by("pk"))
    return _unclaimed(_to_units(orders, today))


def _to_units(orders: Iterable[Order], today: date) -> Iterator[Reminder]:
    orders = list(orders)
    people = _addressees({one.unit_id for one in orders}, today)
    for one in orders:
        step = _step((today - one.due).days, ORDER_STEPS)
        if step is None:
            continue
        late = (today - one.due).days
        when = Text(f"应于{day(one.due).zh}前办结", f"is due by {day(one.due).en}")
        if late > 0:
            when = Text(f"已逾期{late}天", f"is {late} day{'s' if late > 1 else ''} late")
        text = Text(
            f"{one.unit}：{one.number}《{one.title}》{when.zh}，请及时回复办理情况。涉密内容不得录入。",
            f"{one.unit}: {one.number}, {one.title}, {when.en}; please answer. No classified content.",
        )
        subject = Text(f"{one.number}办理提醒", f"Reminder: {one.number}")
        for person, email in people.get(one.unit_id, ()):
            yield Reminder(f"order:{one.pk}:{step:+d}:{person}", email, subject, text)


def pause_reminders(now: datetime) -> list[Reminder]:
    """Give the reminders of pauses that have to be renewed soon or have lapsed."""
    today = timezone.localtime(now).date()
    span = today - timedelta(max(PAUSE_STEPS) + 14), today - timedelta(min(PAUSE_STEPS))
    rows = Pause.objects.filter(state=AskState.APPROVED, until__range=span).select_related("item__reporting_unit")
    pauses = list(rows.order_by("pk"))
    people = _addressees({one.item.reporting_unit_id for one in pauses if one.item.reporting_unit_id}, today)
    found = []
    for one in pauses:
        step = _step((today - one.until).days, PAUSE_STEPS)
        if step is None:
            continue
        subject = Text("暂缓事项续期提醒", "Reminder: renew a pause")
        text = Text(
            f"{one.item}：暂缓至{day(one.until).zh}，请申请续期或恢复推进。涉密内容不得录入。",
            f"{one.item}: paused until {day(one.until).en}; ask to renew it or take up work. No classified content.",
        )
        for person, email in people.get(one.item.reporting_unit_id or 0, ()):
            found.append(Reminder(f"pause:{one.pk}:{step:+d}:{person}", email, subject, text))
    return _unclaimed(found)


def _step(days: int, steps: tuple[int, ...]) -> int | None:
    """Give the last step reached; after a pause of the clock only the newest goes out."""
    return max((one for one in steps if one <= days), default=None)


def _addressees(units: set[int], today: date) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    posts = Appointment.objects.held_on(today).filter(unit__in=units, role__in=("filler", "unit_head"))
    for post in posts.select_related("person").order_by("pk"):
        if post.person.email and post.person.is_active:
            entry = (post.person_id, post.person.email)
            if entry not in found.setdefault(post.unit_id, []):
                found[post.unit_id].append(entry)
    return found


def _unclaimed(reminders: Iterable[Reminder]) -> list[Reminder]:
    rows = list(reminders)
    known = set(Sent.objects.filter(key__in=[one.key for one in rows]).values_list("key", flat=True))
    return [one for one in rows if one.key not in known]


def unconfirmed(now: datetime, after: timedelta = timedelta(minutes=10)) -> list[Sent]:
    """Give the reminders that were claimed and never confirmed: they may or may not have gone out."""
    return list(Sent.objects.filter(confirmed__isnull=True, claimed__lt=now - after).order_by("claimed", "pk"))


def lapsed(on: date) -> list[Pause]:
    """Give the pauses that had to be renewed and were not."""
    rows = Pause.objects.filter(state=AskState.APPROVED, until__lt=on, item__state="paused")
    return list(rows.select_related("item__list", "item__reporting_unit").order_by("until", "pk"))


def lists_without_periods(on: date, kind: str) -> list[List]:
    """Give the lists of this year that follow a rule and that no period of the kind covers today."""
    covered = Period.objects.filter(kind=kind, first_day__lte=on, last_day__gte=on).values("lists")
    follows = Follows.objects.filter(list__closed=False, list__year=on.year).exclude(list__in=covered)
    return [one.list for one in follows.select_related("list").order_by("list__code")]


def periods_to_freeze(now: datetime, days: int) -> list[Period]:
    """Give the periods whose deadlines have passed so many days ago and that nobody froze."""
    rows = Period.objects.filter(
        frozen__isnull=True, deadlines__level=DeadlineLevel.CITY, deadlines__due__lte=now - timedelta(days)
    )
    return list(rows.order_by("last_day", "kind").distinct())
