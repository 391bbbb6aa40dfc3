"""Who may do what in this app: one predicate per action, each giving the sentence why not, or ``None``.

Parts come with ``meeting`` (``select_related``); no rule asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.acting import Rule
from tongcheng.office.meetings.models import (
    AgendaItem,
    Instruction,
    Meeting,
    MeetingState,
    Outcome,
    Resolution,
)
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.words import label

S = MeetingState
PREPARE_ONLY = Text("由会议秘书和同城化办公室办理", "The secretary and the joint office do this")
LEADER_ONLY = Text("议题由领导审定", "A leader settles the agenda")
OFFICE_ONLY = Text("列入清单由同城化办公室办理", "The joint office enters rows in lists")
WRONG_STATE = Text("会议处于“{state}”，不能这样做", "The meeting is at “{state}”; this is not possible now")
DECIDED = Text("议题已经审定，不再改动", "The agenda is settled and changes no more")
NOT_DECIDED = Text("议题尚未审定，不能发会议通知", "The agenda is not settled yet; the meeting cannot be called")
OUTCOME_STATE = Text(
    "议定事项和要求只在会中至印发前记录，会议处于“{state}”",
    "Outcomes are recorded in session and until they are issued; the meeting is at “{state}”",
)
WITHOUT_SOURCE = Text(
    "补录已召开的会议须先填写资料出处",
    "A meeting held before is entered with its source: name the source first",
)
NOT_HELD_YET = Text("会议日期在今天以后，不能补录为已召开", "Its day is still to come; it was not held yet")
NO_ROWS = Text("暂缓审议的议题不列入清单", "What was deferred becomes no rows")

BEFORE_CALL = (S.COLLECTING, S.CONSULTING, S.APPROVING)
BEFORE_SESSION = (*BEFORE_CALL, S.CALLED)
RECORDING = (S.IN_SESSION, S.CLOSED)
_PREPARE = ("secretary", "joint_office")


@dataclass(frozen=True)
class Way:
    """One step of a meeting: from which states to which, by which roles."""

    label: Text
    start: tuple[MeetingState, ...]
    end: MeetingState
    roles: tuple[str, ...] = _PREPARE


WAYS = {
    "consult": Way(Text("转入会前征求意见", "begin the consultation"), (S.COLLECTING,), S.CONSULTING),
    "submit": Way(Text("报组长审定议题", "submit the agenda to the head"), (S.CONSULTING,), S.APPROVING),
    "decide": Way(Text("审定议题", "settle the agenda"), (S.APPROVING,), S.APPROVING, ("leader",)),
    "return": Way(Text("退回议题", "send the agenda back"), (S.APPROVING,), S.CONSULTING, ("leader",)),
    "call": Way(Text("发会议通知", "call the meeting"), (S.APPROVING,), S.CALLED),
    "open": Way(Text("开会", "open the session"), (S.CALLED,), S.IN_SESSION),
    "enter": Way(Text("补录为已召开", "enter as held before"), (S.COLLECTING,), S.CLOSED),
    "close": Way(Text("闭会", "close the session"), (S.IN_SESSION,), S.CLOSED),
    "issue": Way(Text("印发议定事项", "issue the outcomes"), (S.CLOSED,), S.ISSUED),
    "cancel": Way(Text("取消会议", "cancel the meeting"), BEFORE_SESSION, S.CANCELLED),
}


def prepares(standing: Standing) -> bool:
    """Say whether somebody prepares meetings."""
    return standing.system or standing.has(*_PREPARE)


def state_words(meeting: Meeting) -> Text:
    """Name a meeting's state."""
    return label(MeetingState(meeting.state))


def _in(meeting: Meeting, states: tuple[MeetingState, ...], words: Text = WRONG_STATE) -> Text | None:
    return None if meeting.state in states else words.fill(state=state_words(meeting))


def step(name: str) -> Rule:
    """Make the rule of a step: the roles that take it, and the states in which it is taken."""
    way = WAYS[name]

    def rule(standing: Standing, meeting: Meeting) -> Text | None:
        if not (standing.system or standing.has(*way.roles)):
            return LEADER_ONLY if way.roles == ("leader",) else PREPARE_ONLY
        if why := _in(meeting, way.start):
            return why
        if name in ("decide", "return") and meeting.decided is not None:
            return DECIDED
        if name == "enter":
            return _held_before(meeting)
        return NOT_DECIDED if name == "call" and meeting.decided is None else None

    return rule


def _held_before(meeting: Meeting) -> Text | None:
    if not meeting.source.strip():
        return WITHOUT_SOURCE
    return NOT_HELD_YET if meeting.on is not None and meeting.on > timezone.localdate() else None


def may_prepare(standing: Standing, _: object) -> Text | None:
    """Keep bodies and plan meetings: the secretary and the joint office."""
    return None if prepares(standing) else PREPARE_ONLY


def may_change_meeting(standing: Standing, meeting: Meeting) -> Text | None:
    """Those who prepare, before the session."""
    return may_prepare(standing, meeting) or _in(meeting, BEFORE_SESSION)


def may_seat(standing: Standing, meeting: Meeting) -> Text | None:
    """Venues and people: those who prepare, until the outcomes are issued."""
    return may_prepare(standing, meeting) or _in(meeting, (*BEFORE_SESSION, *RECORDING))


def may_change_agenda(standing: Standing, meeting: Meeting) -> Text | None:
    """Those who prepare until it goes to the head; then a leader, until it is settled."""
    if meeting.state == S.APPROVING:
        if meeting.decided is not None:
            return DECIDED
        return None if standing.system or standing.has("leader") else LEADER_ONLY
    return may_prepare(standing, meeting) or _in(meeting, (S.COLLECTING, S.CONSULTING))


def may_ready_item(standing: Standing, item: AgendaItem) -> Text | None:
    """Documents and pre-review of an item: those who prepare, before the session."""
    return may_change_meeting(standing, item.meeting)


def may_record_outcomes(standing: Standing, meeting: Meeting) -> Text | None:
    """Those who prepare, in session and until the outcomes are issued."""
    return may_prepare(standing, meeting) or _in(meeting, RECORDING, OUTCOME_STATE)


def may_keep_record(standing: Standing, meeting: Meeting) -> Text | None:
    """Name the minutes or another record: those who prepare, from the session on."""
    return may_prepare(standing, meeting) or _in(meeting, (*RECORDING, S.ISSUED))


def may_cite(standing: Standing, instruction: Instruction) -> Text | None:
    """Say where an instruction stands in the record: whoever names the record."""
    return may_keep_record(standing, instruction.meeting)


def may_remove_part(standing: Standing, part: object) -> Text | None:
    """Whoever may change the part."""
    meeting: Meeting = part.meeting  # type: ignore[attr-defined]
    if isinstance(part, (Resolution, Instruction)):
        return may_record_outcomes(standing, meeting)
    return (may_change_agenda if isinstance(part, AgendaItem) else may_seat)(standing, meeting)


def may_make_rows(standing: Standing, outcome: Resolution | Instruction) -> Text | None:
    """Let the joint office, from the session on, unless the item was deferred."""
    if not (standing.system or standing.has("joint_office")):
        return OFFICE_ONLY
    if isinstance(outcome, Resolution) and outcome.outcome == Outcome.DEFERRED:
        return NO_ROWS
    return _in(outcome.meeting, (*RECORDING, S.ISSUED))
