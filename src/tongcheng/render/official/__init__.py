"""What lies before a meeting and comes after it, as official papers: each from plain rows, on the one block model.

Nothing here asks a database; :mod:`tongcheng.office.meetings.packing` gathers the rows.
"""

from tongcheng.render.official.areas import AreaRow, areas
from tongcheng.render.official.bundle import Part, contents, pages_of, pdf_of, word_of
from tongcheng.render.official.document import Asked, BlockRow, IssueRow, OpinionRow, WrittenRow, document, opinions
from tongcheng.render.official.followup import DecisionRow, MeetingDecisions, ProgressRow, followup
from tongcheng.render.official.listing import ListRow, ListShown, listing
from tongcheng.render.official.minutes import InstructionRow, ResolutionRow, minutes
from tongcheng.render.official.sitting import AgendaRow, Person, Sitting, VenueRow, agenda, notice, seating
from tongcheng.render.official.words import DRAFT, NOT_KNOWN

__all__ = [
    "DRAFT",
    "NOT_KNOWN",
    "AgendaRow",
    "AreaRow",
    "Asked",
    "BlockRow",
    "DecisionRow",
    "InstructionRow",
    "IssueRow",
    "ListRow",
    "ListShown",
    "MeetingDecisions",
    "OpinionRow",
    "Part",
    "Person",
    "ProgressRow",
    "ResolutionRow",
    "Sitting",
    "VenueRow",
    "WrittenRow",
    "agenda",
    "areas",
    "contents",
    "document",
    "followup",
    "listing",
    "minutes",
    "notice",
    "opinions",
    "pages_of",
    "pdf_of",
    "seating",
    "word_of",
]
