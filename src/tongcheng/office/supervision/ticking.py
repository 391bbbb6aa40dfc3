"""What the clock makes due in supervision; stopped anywhere and run again, it comes to the same."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.acting import Act
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.progress.actions import claim_reminders, confirm_reminders, freeze, open_periods
from tongcheng.office.progress.models import Sent
from tongcheng.office.progress.queries.reminders import due_reminders
from tongcheng.office.supervision.actions import list_blockers, propose_lights
from tongcheng.office.supervision.holidays import calendar, unknown_year
from tongcheng.office.supervision.models import Clock, Follows
from tongcheng.office.supervision.queries.due import (
    lapsed,
    lists_without_periods,
    order_reminders,
    pause_reminders,
    periods_to_freeze,
    reports_with_blockers,
    settings_row,
    unconfirmed,
)

_log = logging.getLogger(__name__)
#: A clock may be put right by this much without being told.
SLACK = timedelta(minutes=2)
#: Hands out one claimed reminder and says whether it went; if not, the claim stays unconfirmed and is listed.
Deliver = Callable[[Sent, Text], bool]


@dataclass
class Ticked:
    """What one tick did, by name, and what it has to tell."""

    done: dict[str, int] = field(default_factory=dict)
    told: list[Text] = field(default_factory=list)


def tick(now: datetime | None = None, deliver: Deliver | None = None) -> Ticked:
    """Do what is due at a moment: open and freeze periods, propose lights, list blockers, hand out reminders.

    Every piece is one transaction that changes nothing when it is done again. With a clock that was set back nothing
    is done until it has caught up. Reminders are claimed only if there is somebody to ``deliver`` them.
    """
    now = now or timezone.now()
    ticked = Ticked()
    behind = _set_back(now)
    if behind is not None:
        ticked.told.append(behind)
        return ticked
    _periods(now, ticked)
    _lights(now, ticked)
    ticked.done["blockers"] = len(list_blockers(_act(now), reports_with_blockers(timezone.localdate(now))))
    _reminders(now, ticked, deliver)
    _tell(now, ticked)
    Clock.objects.update_or_create(pk=1, defaults={"last": now})
    return ticked


def by_mail(sent: Sent, subject: Text) -> bool:
    """Send a reminder by mail, from the sender that the office has set."""
    try:
        return bool(
            EmailMessage(subject.zh, sent.text, getattr(settings, "TONGCHENG_MAIL_FROM", ""), [sent.to]).send()
        )
    except (OSError, SMTPException) as error:
        _log.warning("reminder %s to %s was not sent: %s", sent.key, sent.to, error)
        return False


def _act(now: datetime) -> Act:
    return Act(SYSTEM, channel="tick", at=now, request_id=uuid.uuid4().hex)


def _set_back(now: datetime) -> Text | None:
    last = Clock.objects.values_list("last", flat=True).first()
    if last is None or now >= last - SLACK:
        return None
    said = Text(
        "系统时钟为{now}，早于上次运行时间{last}，可能被回拨；未作任何处理，请校准时钟",
        "The clock says {now}, before the last run at {last}; it may have been set back. Nothing was done: set it right",
    )
    one, other = (f"{timezone.localtime(at):%Y-%m-%d %H:%M}" for at in (now, last))
    return said.fill(now=one, last=other)


def _periods(now: datetime, ticked: Ticked) -> None:
    wanted, on = settings_row(), timezone.localdate(now)
    opened = frozen = 0
    if wanted.period_kind and (lists := lists_without_periods(on, wanted.period_kind)):
        opened = len(open_periods(_act(now), lists, on.year, wanted.period_kind))
    if wanted.freeze_days is not None:
        for period in periods_to_freeze(now, wanted.freeze_days):
            freeze(_act(now), period)
            frozen += 1
    ticked.done |= {"periods_opened": opened, "periods_frozen": frozen}


def _lights(now: datetime, ticked: Ticked) -> None:
    changed = 0
    rows = Follows.objects.filter(list__closed=False).select_related("list", "version__rule").order_by("pk")
    for one in rows:
        changed += len(propose_lights(_act(now), one))
    ticked.done["lights"] = changed


def _reminders(now: datetime, ticked: Ticked, deliver: Deliver | None) -> None:
    due = [*due_reminders(now), *order_reminders(now), *pause_reminders(now)]
    if deliver is None:
        if due:
            waiting = Text(
                "有{n}条提醒待发，但未设置发送方式", "{n} reminders are due, and no way to send them is set up"
            )
            ticked.told.append(waiting.fill(n=len(due)))
        ticked.done["reminders"] = 0
        return
    subjects = {one.key: one.subject for one in due}
    sent = 0
    for one in claim_reminders(_act(now), due) if due else []:
        if deliver(one, subjects[one.key]):
            confirm_reminders(_act(now), [one])
            sent += 1
    ticked.done["reminders"] = sent


def _tell(now: datetime, ticked: Ticked) -> None:
    """Tell what people have to look after."""
    on = timezone.localdate(now)
    known = calendar()
    for day in (on, on + timedelta(45)):
        if not known.knows(day):
            problem = unknown_year(day.year, known)
            said = Text(
                "{year}年节假日安排不在表内：{remedy}", "The holidays of {year} are not in the table: {remedy}"
            )
            ticked.told.append(said.fill(year=day.year, remedy=problem.remedy))
            break
    if pauses := lapsed(on):
        said = Text("有{n}个暂缓事项已到期未续", "{n} pauses have lapsed without being renewed")
        ticked.told.append(said.fill(n=len(pauses)))
    if open_claims := unconfirmed(now):
        said = Text(
            "有{n}条提醒已登记但未确认发出，请人工核对，系统不再重发",
            "{n} reminders were claimed and not confirmed; check them by hand, they are not sent again",
        )
        ticked.told.append(said.fill(n=len(open_claims)))
