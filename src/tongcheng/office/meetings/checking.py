"""The check before a meeting is called: notice, documents, pre-review, rows overdue since last time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tongcheng.language import Text
from tongcheng.office.documents.models import Reading
from tongcheng.office.lists.models import OPEN_STATES, Item
from tongcheng.office.meetings.models import AgendaItem, AgendaVerb, Capacity, Meeting, PreReview
from tongcheng.office.meetings.readiness import Readiness, readiness_of
from tongcheng.office.supervision.deadlines import remark_on


@dataclass(frozen=True)
class Finding:
    """One thing that is not ready; ``needs_reason`` where the meeting is called with a reason only."""

    code: str
    text: Text
    needs_reason: bool = True


def overdue_rows(meeting: Meeting, today: date) -> list[Item]:
    """Give the rows that came of earlier meetings of the same body and are open after their day: one query."""
    earlier = Q(outcome__resolution__meeting__body=meeting.body_id)
    earlier |= Q(outcome__instruction__meeting__body=meeting.body_id)
    rows = Item.objects.filter(earlier, state__in=OPEN_STATES, due__lt=today)
    return list(rows.select_related("reporting_unit", "list").order_by("due", "pk"))


def findings(meeting: Meeting, today: date) -> list[Finding]:
    """Give everything that is not ready; a constant number of queries."""
    agenda = list(meeting.agenda.select_related("document__dossier"))
    documents = readiness_of(agenda)
    found = [] if meeting.on else [Finding("no_day", Text("会议日期未定", "the day is not set"))]
    needed = meeting.body.notice_days
    if meeting.on is not None and (left := (meeting.on - today).days) < needed:
        words = Text(
            "距会议{left}天，不足规定的提前{needed}天通知", "{left} days are left, {needed} days of notice are due"
        )
        if left < 0:
            words = Text("会议日期已过{late}天", "its day was {late} days ago").fill(late=-left)
        found.append(Finding("notice", words.fill(left=left, needed=needed)))
    if meeting.on is not None and (off := remark_on(meeting.on)) is not None:
        found.append(Finding("day_off", Text("会议日期：{off}", "its day: {off}").fill(off=off), needs_reason=False))
    for item in agenda:
        found += _document(item, documents.get(item.pk))
        if item.pre_review == PreReview.WAITING:
            found.append(
                Finding("pre_review", Text("议题{n}未经会前审议", "item {n} was not pre-reviewed").fill(n=item.order))
            )
    found += _quorum(meeting)
    if rows := len(overdue_rows(meeting, today)):
        words = Text("以往会议议定的{n}个条目逾期未完成", "{n} rows of earlier meetings are overdue")
        found.append(Finding("overdue", words.fill(n=rows), needs_reason=False))
    return found


def _document(item: AgendaItem, ready: Readiness | None) -> Iterator[Finding]:
    """Give what is not ready about the document of an item; what is only heard needs none."""
    if ready is None:
        if item.verb == AgendaVerb.REVIEW and not (item.document_title and item.document_version):
            words = Text("议题{n}缺文件或版本", "item {n} lacks its document or version")
            yield Finding("document", words.fill(n=item.order))
        return
    version = ready.version
    if version.reading == Reading.ABSENT:
        words = Text("议题{n}的文件原文未收录", "the text of item {n}'s document is not kept here")
        yield Finding("document", words.fill(n=item.order))
    if not ready.is_newest:
        words = Text(
            "议题{n}的上会文件是第{have}版，已有第{newest}版", "item {n} has version {have}, version {newest} exists"
        )
        yield Finding("stale", words.fill(n=item.order, have=version.number, newest=ready.newest))
    if ready.open_rounds or ready.undecided:
        words = Text("议题{n}的文件{state}", "the document of item {n}: {state}")
        yield Finding("consultation", words.fill(n=item.order, state=ready.consultation))


def _quorum(meeting: Meeting) -> list[Finding]:
    quorum = meeting.body.quorum
    if quorum is None:
        return []
    count = meeting.attendances.exclude(capacity__in=(Capacity.EXCUSED, Capacity.OBSERVES)).count()
    words = Text("登记出席{count}人，法定人数{quorum}人", "{count} attend, the quorum is {quorum}")
    return [Finding("quorum", words.fill(count=count, quorum=quorum))] if count < quorum else []
