"""What is read of meetings."""

from tongcheng.office.meetings.queries.followup import (
    DecisionShown,
    Followup,
    RowShown,
    followup,
    followups,
)
from tongcheng.office.meetings.queries.meetings import (
    AgendaShown,
    MeetingPage,
    OutcomeShown,
    VenueShown,
    meeting_page,
    meetings,
)
from tongcheng.office.meetings.queries.sentences import Sentence, SentencesPage, sentences
from tongcheng.office.meetings.queries.states import next_step, track

__all__ = [
    "AgendaShown",
    "DecisionShown",
    "Followup",
    "MeetingPage",
    "OutcomeShown",
    "RowShown",
    "Sentence",
    "SentencesPage",
    "VenueShown",
    "followup",
    "followups",
    "meeting_page",
    "meetings",
    "next_step",
    "sentences",
    "track",
]
