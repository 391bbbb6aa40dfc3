"""Pages of meetings."""

from tongcheng.office.meetings.views.meetings import check, meeting, meetings, step
from tongcheng.office.meetings.views.outcomes import followup, record, rows, sentences, tie
from tongcheng.office.meetings.views.parts import part, remove
from tongcheng.office.meetings.views.preparing import bodies, body, change, plan

__all__ = [
    "bodies",
    "body",
    "change",
    "check",
    "followup",
    "meeting",
    "meetings",
    "part",
    "plan",
    "record",
    "remove",
    "rows",
    "sentences",
    "step",
    "tie",
]
