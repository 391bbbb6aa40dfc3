"""Where a meeting is on its way, and who does what next."""

from __future__ import annotations

from dataclasses import dataclass

from tongcheng.language import Text
from tongcheng.office.meetings.models import Meeting, MeetingState
from tongcheng.office.supervision.words import label

S = MeetingState
WAY = (S.COLLECTING, S.CONSULTING, S.APPROVING, S.CALLED, S.IN_SESSION, S.CLOSED, S.ISSUED)
_NEXT = {
    S.COLLECTING: Text(
        "会议秘书征集议题，议题齐备后转入会前征求意见",
        "the secretary gathers items, then begins the consultation",
    ),
    S.CONSULTING: Text(
        "就上会文件征求意见，处理完毕后报组长审定议题",
        "opinions on the documents are gathered and decided, then the agenda goes to the head",
    ),
    S.APPROVING: Text("领导审定或退回议题", "a leader settles the agenda or sends it back"),
    S.CALLED: Text("会议当日开会", "the session is opened on its day"),
    S.IN_SESSION: Text("逐项记录议定事项和要求，会毕闭会", "outcomes are recorded item by item, then it closes"),
    S.CLOSED: Text(
        "核对议定事项（每个审议议题须有结果），然后印发",
        "outcomes are checked (every reviewed item needs one), then issued",
    ),
    S.ISSUED: Text("议定事项列入清单，跟踪落实", "outcomes become rows of lists and are followed up"),
    S.CANCELLED: Text("会议已取消，无后续办理", "the meeting was cancelled; nothing follows"),
}
_SETTLED = Text(
    "议题已审定；对照会前检查，齐备后发会议通知", "the agenda is settled; see the check, then call the meeting"
)


@dataclass(frozen=True)
class Stop:
    """A state on the way; ``where`` is ``past``, ``now`` or ``ahead``."""

    name: Text
    where: str


def track(meeting: Meeting) -> list[Stop]:
    """Give the way of a meeting with where it is; one entered from a source has only its end."""
    if meeting.state == S.CANCELLED:
        return [Stop(label(S.CANCELLED), "now")]
    states = (S.CLOSED, S.ISSUED) if meeting.from_source else WAY
    at = states.index(MeetingState(meeting.state))
    where = ("past", "now", "ahead")
    return [Stop(label(one), where[(n > at) - (n < at) + 1]) for n, one in enumerate(states)]


def next_step(meeting: Meeting) -> Text:
    """Say who does what next."""
    if meeting.state == S.APPROVING and meeting.decided is not None:
        return _SETTLED
    return _NEXT[MeetingState(meeting.state)]
