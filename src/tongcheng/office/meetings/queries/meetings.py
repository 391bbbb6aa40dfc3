"""The list of meetings and the page of one; every page asks a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F

from tongcheng.office.documents.models import Version
from tongcheng.office.lists.models import Item
from tongcheng.office.meetings.models import (
    AgendaItem,
    Attendance,
    Capacity,
    Instruction,
    Meeting,
    Outcome,
    OutcomeRow,
    Resolution,
    Venue,
)
from tongcheng.office.meetings.querysets import MeetingQuerySet
from tongcheng.office.meetings.readiness import Readiness, readiness_of
from tongcheng.office.people.standing import Standing

#: The order in which minutes name people.
IN_PROTOCOL = (
    Capacity.PRESIDES,
    Capacity.HEAD,
    Capacity.SPEAKS,
    Capacity.ATTENDS,
    Capacity.OBSERVES,
    Capacity.EXCUSED,
)
#: Outcomes of which no rows are expected.
NO_ROWS = (Outcome.DEFERRED, Outcome.HEARD, Outcome.RESUBMIT)


@dataclass(frozen=True)
class VenueShown:
    """A venue and who sits there; ``None`` for those without a venue."""

    venue: Venue | None
    people: list[Attendance]


@dataclass(frozen=True)
class OutcomeShown:
    """A resolution or an instruction with the rows that came of it and that the reader may see; ``hidden`` if it has others."""

    outcome: Resolution | Instruction
    items: list[Item]
    hidden: bool


@dataclass(frozen=True)
class AgendaShown:
    """An item of the agenda; ``ready`` is how far its document is, where the reader may see the document."""

    item: AgendaItem
    ready: Readiness | None


@dataclass(frozen=True)
class MeetingPage:
    """Everything on the page of one meeting."""

    meeting: Meeting
    venues: list[VenueShown]
    agenda: list[AgendaItem]
    documents: dict[int, Readiness]
    resolutions: list[OutcomeShown]
    instructions: list[OutcomeShown]

    @property
    def items(self) -> list[AgendaShown]:
        """Give the agenda with its documents."""
        return [AgendaShown(one, self.documents.get(one.pk)) for one in self.agenda]

    @property
    def capacities(self) -> list[tuple[str, list[Attendance]]]:
        """Give who is there by capacity, in the order of a protocol, with the venue selected."""
        people = sorted((who for venue in self.venues for who in venue.people), key=lambda who: (who.order, who.pk))
        found = [(str(one.label), [who for who in people if who.capacity == one]) for one in IN_PROTOCOL]
        return [(name, who) for name, who in found if who]

    @property
    def seats_known(self) -> bool:
        """Whether it is known of anybody in which venue they sat."""
        return any(venue.people for venue in self.venues if venue.venue is not None)

    @property
    def without_rows(self) -> int:
        """Count the outcomes that became no rows though they may."""
        wanted = [one for one in self.resolutions if getattr(one.outcome, "outcome", "") not in NO_ROWS]
        return sum(not one.items and not one.hidden for one in (*wanted, *self.instructions))

    @property
    def minutes(self) -> int:
        """Give the minutes allotted in all."""
        return sum(one.minutes or 0 for one in self.agenda)


def meetings(standing: Standing, *, body: str = "", state: str = "") -> MeetingQuerySet:
    """Give the meetings that the reader may see, the newest first."""
    rows = Meeting.objects.visible_to(standing).select_related("body")
    if body:
        rows = rows.filter(body__code=body)
    rows = rows.filter(state=state) if state else rows
    found: MeetingQuerySet = rows.order_by(F("on").desc(nulls_last=True), "-pk")
    return found


def meeting_page(standing: Standing, meeting: Meeting) -> MeetingPage:
    """Give everything of a meeting that the reader may see."""
    present = Attendance.objects.visible_to(standing).filter(meeting=meeting)
    people = list(present.select_related("unit", "venue"))
    venues = list(Venue.objects.visible_to(standing).filter(meeting=meeting).select_related("city"))
    shown = [VenueShown(one, [who for who in people if who.venue_id == one.pk]) for one in venues]
    if nowhere := [who for who in people if who.venue_id is None]:
        shown.append(VenueShown(None, nowhere))
    items = AgendaItem.objects.visible_to(standing).filter(meeting=meeting)
    agenda = list(items.select_related("presenter", "document__dossier"))
    decided = Resolution.objects.visible_to(standing).filter(meeting=meeting)
    resolutions = list(decided.select_related("agenda_item", "unit"))
    instructions = list(Instruction.objects.visible_to(standing).filter(meeting=meeting).select_related("unit"))
    for part in (*people, *venues, *agenda, *resolutions, *instructions):
        part.meeting = meeting
    rows = _rows(standing, resolutions, instructions)

    def shown_of(kind: str, one: Resolution | Instruction) -> OutcomeShown:
        items, hidden = rows.get((kind, one.pk), ([], False))
        return OutcomeShown(one, items, hidden)

    return MeetingPage(
        meeting,
        shown,
        agenda,
        _documents(standing, agenda),
        [shown_of("resolution", one) for one in resolutions],
        [shown_of("instruction", one) for one in instructions],
    )


def _documents(standing: Standing, agenda: Sequence[AgendaItem]) -> dict[int, Readiness]:
    """Give the documents that the reader may see; how far their consultation is, is for the office alone."""
    ready = readiness_of(agenda)
    if standing.sees_everything or not ready:
        return ready
    seen = Version.objects.visible_to(standing).filter(pk__in=[one.version.pk for one in ready.values()])
    keys = set(seen.values_list("pk", flat=True))
    return {pk: Readiness(one.version, one.newest) for pk, one in ready.items() if one.version.pk in keys}


def _rows(
    standing: Standing, resolutions: Sequence[Resolution], instructions: Iterable[Instruction]
) -> dict[tuple[str, int], tuple[list[Item], bool]]:
    """Give by outcome the rows that the reader may see, and whether there are others; three queries."""
    ties = list(OutcomeRow.objects.filter(resolution__in=resolutions)) + list(
        OutcomeRow.objects.filter(instruction__in=list(instructions))
    )
    seen = Item.objects.visible_to(standing).filter(pk__in=[one.item_id for one in ties])
    items = {one.pk: one for one in seen.select_related("list", "reporting_unit")}
    found: dict[tuple[str, int], tuple[list[Item], bool]] = {}
    for tie in ties:
        key = ("resolution", tie.resolution_id) if tie.resolution_id else ("instruction", tie.instruction_id)
        rows, hidden = found.get(key, ([], False))
        item = items.get(tie.item_id)
        found[key] = ([*rows, item], hidden) if item else (rows, True)
    return found
