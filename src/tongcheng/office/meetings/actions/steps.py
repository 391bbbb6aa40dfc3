"""The way of a meeting: call for items, consultation, agenda with the head, called, in session, closed, issued."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, RefusedError, action, check
from tongcheng.office.meetings.actions.held import MEND, held
from tongcheng.office.meetings.checking import findings
from tongcheng.office.meetings.models import AgendaVerb, Meeting
from tongcheng.office.meetings.rules import WAYS, step

WITH_REASON = Text("{what}；确需发通知的，请填写理由", "{what}; if it has to be called all the same, give the reason")

NOT_SHORTER = Text(
    "{what}；{body}的会议不得少于通知期召集，请改会议日期",
    "{what}; {body} is not called inside its notice period: change the day",
)


def _go(act: Act, meeting: Meeting, name: str, values: Mapping[str, Any] | None = None) -> Meeting:
    check(step(name), act.standing, held(meeting))
    change = meeting.revise({"state": WAYS[name].end} | dict(values or {}))
    meeting.save()
    record(act, [change])
    return meeting


@action("meetings.consult", WAYS["consult"].label, rule=step("consult"))
def consult(act: Act, meeting: Meeting) -> Meeting:
    """Begin the consultation on the items that were gathered."""
    return _go(act, meeting, "consult")


@action("meetings.submit_agenda", WAYS["submit"].label, rule=step("submit"))
def submit_agenda(act: Act, meeting: Meeting) -> Meeting:
    """Lay the agenda before the head; an empty agenda is refused."""
    problems = Problems(meeting.title)
    if not meeting.agenda.exists():
        problems.add(
            "empty", expected=Text("至少一个议题", "one item at least"), found=0, remedy=MEND, column="agenda"
        )
    problems.raise_if_any()
    return _go(act, meeting, "submit")


@action("meetings.decide_agenda", WAYS["decide"].label, rule=step("decide"))
def decide_agenda(act: Act, meeting: Meeting) -> Meeting:
    """Settle the agenda as it stands."""
    return _go(act, meeting, "decide", {"decided": act.at, "decided_by": act.standing.person})


@action("meetings.return_agenda", WAYS["return"].label, rule=step("return"), reason_needed=True)
def return_agenda(act: Act, meeting: Meeting) -> Meeting:
    """Send the agenda back to consultation."""
    return _go(act, meeting, "return")


@action("meetings.call_meeting", WAYS["call"].label, rule=step("call"))
def call_meeting(act: Act, meeting: Meeting) -> Meeting:
    """Call the meeting; what the check finds unready is passed over with a reason only, which the meeting keeps.

    Whether the notice period may be shortened at all is a rule of the body (:attr:`Body.short_notice`).

    Raises
    ------
    InputError
        If it has no day.
    RefusedError
        If the check finds something and no reason is given, or the body allows no shorter notice.
    """
    problems = Problems(meeting.title)
    if held(meeting).on is None:
        problems.add("empty", expected=Text("会议日期", "a day"), found="", remedy=MEND, column="on")
    problems.raise_if_any()
    found = [one for one in findings(meeting, timezone.localdate(act.at)) if one.needs_reason]
    if late := [one.text for one in found if one.code == "notice" and not meeting.body.short_notice]:
        raise RefusedError(NOT_SHORTER.fill(what=late[0], body=meeting.body))
    if found and not act.reason.strip():
        what = Text("；".join(one.text.zh for one in found), "; ".join(one.text.en for one in found))
        raise RefusedError(WITH_REASON.fill(what=what))
    because = act.reason.strip()[:400] if found else ""
    return _go(act, meeting, "call", {"called": act.at, "called_because": because})


@action("meetings.open_session", WAYS["open"].label, rule=step("open"))
def open_session(act: Act, meeting: Meeting) -> Meeting:
    """Open the session, on its day or after it."""
    problems = Problems(meeting.title)
    today = timezone.localdate(act.at)
    on = held(meeting).on
    if on is not None and on > today:
        expected = Text("会议当日或以后", "the day of the meeting, or later")
        problems.add(
            "early", expected=expected, found=today, remedy=Text("改会议日期", "change the day"), column="on"
        )
    problems.raise_if_any()
    return _go(act, meeting, "open")


@action("meetings.enter_held", WAYS["enter"].label, rule=step("enter"))
def enter_held(act: Act, meeting: Meeting) -> Meeting:
    """Enter a meeting that was held before, from its source: agenda settled and called by nobody here."""
    return _go(act, meeting, "enter")


@action("meetings.close_session", WAYS["close"].label, rule=step("close"))
def close_session(act: Act, meeting: Meeting) -> Meeting:
    """Close the session; outcomes are still edited until they are issued."""
    return _go(act, meeting, "close")


@action("meetings.issue_outcomes", WAYS["issue"].label, rule=step("issue"))
def issue_outcomes(act: Act, meeting: Meeting) -> Meeting:
    """Issue the outcomes; they change no more.

    Raises
    ------
    InputError
        With every reviewed item that has no outcome.
    """
    problems = Problems(meeting.title)
    for item in meeting.agenda.filter(verb=AgendaVerb.REVIEW, resolutions__isnull=True):
        expected = Text("审议议题的议定结果", "an outcome of every reviewed item")
        problems.add(
            "no_outcome", expected=expected, found=item, remedy=Text("补记议定事项", "record it"), row=item.order
        )
    problems.raise_if_any()
    return _go(act, meeting, "issue", {} if meeting.from_source else {"issued": act.at})


@action("meetings.cancel_meeting", WAYS["cancel"].label, rule=step("cancel"), reason_needed=True)
def cancel_meeting(act: Act, meeting: Meeting) -> Meeting:
    """Cancel a meeting before its session."""
    return _go(act, meeting, "cancel")


#: The steps by the short names that addresses use.
STEPS: dict[str, Callable[[Act, Meeting], Meeting]] = {
    "consult": consult,
    "submit": submit_agenda,
    "decide": decide_agenda,
    "return": return_agenda,
    "call": call_meeting,
    "open": open_session,
    "enter": enter_held,
    "close": close_session,
    "issue": issue_outcomes,
    "cancel": cancel_meeting,
}
#: Where the step's action is called otherwise than its short name.
ACTION_OF = {name: f"meetings.{run.__name__}" for name, run in STEPS.items()}
#: Steps that need a reason always.
REASONED = ("return", "cancel")
