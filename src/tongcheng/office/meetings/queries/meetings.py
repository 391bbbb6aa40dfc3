"""The list of meetings and the page of one; every page asks a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongcheng.office.lists.models import Item
from tongcheng.office.meetings.models import (
    AgendaItem,
    Attendance,
    Instruction,
    Meeting,
    OutcomeRow,
    Resolution,
    Venue,
)
from tongcheng.office.meetings.querysets import MeetingQuerySet
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class VenueShown:
    """A venue and who sits there; ``None`` for those without a venue."""

    venue: Venue | None
    people: list[Attendance]


@dataclass(frozen=True)
class OutcomeShown:
    """A resolution or an instruction with the rows that came of it and that the reader may see."""

    outcome: Resolution | Instruction
    items: list[Item]


@dataclass(frozen=True)
class MeetingPage:
    """Everything on the page of one meeting."""

    meeting: Meeting
    venues: list[VenueShown]
    agenda: list[AgendaItem]
    resolutions: list[OutcomeShown]
    instructions: list[OutcomeShown]

    @property
    def minutes(self) -> int:
        """Give the minutes allotted in all."""
        return sum(one.minutes or 0 for one in self.agenda)


def meetings(standing: Standing, *, body: str = "", state: str = "") -> MeetingQuerySet:
    """Give the meetings that the reader may see, the newest first."""
    rows = Meeting.objects.visible_to(standing).select_related("body")
    if body:
        rows = rows.filter(body__code=body)
    found: MeetingQuerySet = rows.filter(state=state) if state else rows
    return found


def meeting_page(standing: Standing, meeting: Meeting) -> MeetingPage:
    """Give everything of a meeting that the reader may see."""
    people = list(Attendance.objects.visible_to(standing).filter(meeting=meeting).select_related("unit"))
    venues = list(Venue.objects.visible_to(standing).filter(meeting=meeting).select_related("city"))
    shown = [VenueShown(one, [who for who in people if who.venue_id == one.pk]) for one in venues]
    if nowhere := [who for who in people if who.venue_id is None]:
        shown.append(VenueShown(None, nowhere))
    agenda = list(AgendaItem.objects.visible_to(standing).filter(meeting=meeting).select_related("presenter"))
    resolutions = list(Resolution.objects.visible_to(standing).filter(meeting=meeting).select_related("agenda_item"))
    instructions = list(Instruction.objects.visible_to(standing).filter(meeting=meeting).select_related("unit"))
    for part in (*people, *venues, *agenda, *resolutions, *instructions):
        part.meeting = meeting
    rows = _rows(standing, resolutions, instructions)
    return MeetingPage(
        meeting,
        shown,
        agenda,
        [OutcomeShown(one, rows.get(("resolution", one.pk), [])) for one in resolutions],
        [OutcomeShown(one, rows.get(("instruction", one.pk), [])) for one in instructions],
    )


def _rows(
    standing: Standing, resolutions: Sequence[Resolution], instructions: Iterable[Instruction]
) -> dict[tuple[str, int], list[Item]]:
    ties = list(OutcomeRow.objects.filter(resolution__in=resolutions)) + list(
        OutcomeRow.objects.filter(instruction__in=list(instructions))
    )
    seen = Item.objects.visible_to(standing).filter(pk__in=[one.item_id for one in ties])
    items = {one.pk: one for one in seen.select_related("list", "reporting_unit")}
    found: dict[tuple[str, int], list[Item]] = {}
    for tie in ties:
        if tie.item_id in items:
            key = ("resolution", tie.resolution_id) if tie.resolution_id else ("instruction", tie.instruction_id)
            found.setdefault(key, []).append(items[tie.item_id])
    return found
