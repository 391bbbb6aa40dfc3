"""Bodies, meetings, venues, people and the agenda."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import ProtectedError

from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import NO_REASON, Act, RefusedError, action, check
from tongcheng.office.core.recorded import Revised, removed
from tongcheng.office.meetings import rules
from tongcheng.office.meetings.actions.held import clean, held, save_part, save_row
from tongcheng.office.meetings.models import AgendaItem, Attendance, Body, Meeting, Venue
from tongcheng.office.meetings.words import ordinal

IN_USE = Text("已有内容引用，不能删除；请先改动引用它的内容", "Other entries cite it; change those first")
READY_FIELDS = ("document", "document_title", "document_version", "pre_review", "pre_review_note")


@action("meetings.save_body", Text("登记会议机构", "save a body"), rule=rules.may_prepare)
def save_body(act: Act, body: Body, values: Mapping[str, Any], base: int | None = None) -> Body:
    """Write a body, new or changed."""
    return save_row(act, body, values, base)


@action("meetings.plan_meeting", Text("筹备会议", "plan a meeting"), rule=rules.may_prepare)
def plan_meeting(act: Act, body: Body, values: Mapping[str, Any]) -> Meeting:
    """Plan the next meeting of a body; a title is made where none is given."""
    session = values.get("session")
    title = values.get("title") or (f"{body.name}第{ordinal(session)}次会议" if session else f"{body.name}会议")
    return save_row(act, Meeting(body=body), {**values, "title": title, "body": body})


@action("meetings.change_meeting", Text("修改会议", "change a meeting"), rule=rules.may_change_meeting)
def change_meeting(act: Act, meeting: Meeting, values: Mapping[str, Any], base: int | None = None) -> Meeting:
    """Change day, time and title; once it was called, only with a reason."""
    check(rules.may_change_meeting, act.standing, held(meeting))
    change = meeting.revise(values, base)
    if change is not None and meeting.called is not None and not act.reason.strip():
        raise RefusedError(NO_REASON)
    clean(meeting)
    meeting.save()
    record(act, [change])
    return meeting


@action("meetings.save_venue", Text("登记会场", "save a venue"), rule=rules.may_seat)
def save_venue(act: Act, meeting: Meeting, venue: Venue, values: Mapping[str, Any], base: int | None = None) -> Venue:
    """Write a venue, new or changed."""
    return save_part(act, meeting, rules.may_seat, venue, values, base)


@action("meetings.save_attendance", Text("登记参会人员", "save who attends"), rule=rules.may_seat)
def save_attendance(
    act: Act, meeting: Meeting, attendance: Attendance, values: Mapping[str, Any], base: int | None = None
) -> Attendance:
    """Write who attends, new or changed."""
    return save_part(act, meeting, rules.may_seat, attendance, values, base)


@action("meetings.save_agenda_item", Text("登记议题", "save an agenda item"), rule=rules.may_change_agenda)
def save_agenda_item(
    act: Act, meeting: Meeting, item: AgendaItem, values: Mapping[str, Any], base: int | None = None
) -> AgendaItem:
    """Write an item of the agenda, new or changed."""
    return save_part(act, meeting, rules.may_change_agenda, item, values, base)


@action(
    "meetings.ready_item", Text("登记议题文件和会前审议", "note document and pre-review"), rule=rules.may_ready_item
)
def ready_item(act: Act, item: AgendaItem, values: Mapping[str, Any], base: int | None = None) -> AgendaItem:
    """Note an item's document and pre-review, which goes on after the agenda was settled."""
    wanted = {name: value for name, value in values.items() if name in READY_FIELDS}
    return save_part(act, item.meeting, rules.may_change_meeting, item, wanted, base)


@action("meetings.remove_part", Text("删除会议内容", "remove an entry"), rule=rules.may_remove_part)
def remove_part(act: Act, part: Revised) -> None:
    """Remove a venue, a person, an item or an outcome that nothing else cites."""
    held(part.meeting)  # type: ignore[attr-defined]
    check(rules.may_remove_part, act.standing, part)
    change = removed(part)
    try:
        part.delete()
    except ProtectedError as error:
        raise RefusedError(IN_USE) from error
    record(act, [change])
