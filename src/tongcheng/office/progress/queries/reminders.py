"""Which reminders are due: some days before a deadline, and some days after it to those who have not handed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.people.models import Appointment, Unit
from tongcheng.office.progress.models import Deadline, DeadlineLevel, Period, Sent
from tongcheng.office.progress.queries.unreported import days_words, not_reported

#: Days before (less than 0) and after the deadline on which a reminder goes out.
STEPS = (-3, -1, 1, 3, 7)


@dataclass(frozen=True)
class Reminder:
    """One reminder to one address; its key says that it is the same one when it is worked out again."""

    key: str
    to: str
    subject: Text
    text: Text


def due_reminders(now: datetime) -> list[Reminder]:
    """Give the reminders that are due and have not been claimed: to people of the units who have an address.

    After a pause (the clock stood still) only the newest step goes out, not every one that was missed.
    """
    today = timezone.localtime(now).date()
    found = [
        one
        for deadline in Deadline.objects.filter(period__opens__lte=now).select_related("period")
        if not deadline.period.is_frozen(now)
        if (step := _step((today - timezone.localtime(deadline.due).date()).days)) is not None
        for one in _of_deadline(deadline.period, deadline.level, step, now, today)
    ]
    known = set(Sent.objects.filter(key__in=[one.key for one in found]).values_list("key", flat=True))
    return [one for one in found if one.key not in known]


def _step(days: int) -> int | None:
    """Give the last step reached; two weeks after the deadline nothing more is sent."""
    if days > 14:
        return None
    return max((step for step in STEPS if step <= days), default=None)


def _of_deadline(period: Period, level: str, step: int, now: datetime, today: date) -> Iterator[Reminder]:
    missing = not_reported(period, level, now).missing
    if level == DeadlineLevel.UNIT:
        wanted = {one.unit.pk: one for one in missing}
        posts = Appointment.objects.filter(role="filler", unit__in=list(wanted))
        for post in posts.select_related("person", "unit"):
            if post.holds(today) and post.person.email:
                late = days_words(wanted[post.unit_id].days_late)
                yield _reminder(period, level, step, post, _to_unit(period, post.unit, late))
        return
    cities = {one.unit.city_id for one in missing}
    posts = Appointment.objects.filter(role="city_office", unit__city__in=cities)
    for post in posts.select_related("person", "unit__city"):
        if post.holds(today) and post.person.email:
            mine = [one for one in missing if one.unit.city_id == post.unit.city_id]
            yield _reminder(period, level, step, post, _to_city(period, len(mine), days_words(mine[0].days_late)))


def _reminder(period: Period, level: str, step: int, post: Appointment, text: Text) -> Reminder:
    subject = Text(f"{period.name.zh}进展填报提醒", f"Reminder: report for {period.name.en}")
    key = f"{period.code}:{level}:{step:+d}:{post.unit_id}:{post.person_id}"
    return Reminder(key, post.person.email, subject, text)


def _to_unit(period: Period, unit: Unit, late: Text | None) -> Text:
    name = unit.short_name or unit.name
    ask = Text("请按要求登录填报并签报。", "please fill your ledger and have it signed.")
    if not unit.subordinate:
        ask = Text("请予支持，及时反馈为盼。", "we would be grateful for your reply.")
    when = Text(f"（{late.zh}）", f" ({late.en})") if late else Text("", "")
    return Text(
        f"{name}：{period.name.zh}进展填报尚未收到{when.zh}，{ask.zh}涉密内容不得录入。",
        f"{name}: the report for {period.name.en} has not come in{when.en}; {ask.en} No classified content.",
    )


def _to_city(period: Period, count: int, late: Text | None) -> Text:
    when = Text(f"（{late.zh}）", f" ({late.en})") if late else Text("", "")
    return Text(
        f"{period.name.zh}进展填报，贵市尚有{count}家单位未完成市级审核报送{when.zh}，请抓紧办理。",
        f"{period.name.en}: {count} units of your city are not handed in to the joint office yet{when.en}.",
    )
