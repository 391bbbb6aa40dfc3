"""What the API takes and gives."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Schema


class MeetingOut(Schema):
    """A meeting."""

    id: int
    body: str
    session: int | None
    title: str
    on: date | None
    state: str
    agenda_settled: bool


class VenueOut(Schema):
    """A venue."""

    id: int
    name: str
    city: str | None
    main: bool


class AttendeeOut(Schema):
    """Who attends, and in which capacity."""

    name: str
    office: str
    role: str
    unit: int | None
    venue: int | None
    capacity: str
    speaks: bool
    deputy: str


class AgendaOut(Schema):
    """An item of the agenda."""

    id: int
    order: int
    verb: str
    title: str
    minutes: int | None
    document_id: int | None = None
    document_title: str
    document_version: str
    pre_review: str


class OutcomeOut(Schema):
    """A resolution or an instruction; ``rows`` are the rows that came of it."""

    id: int
    number: int
    text: str
    outcome: str = ""
    who: str = ""
    to_whom: str = ""
    unit: int | None = None
    due: date | None = None
    rows: list[UUID]


class MeetingWhole(MeetingOut):
    """A meeting with everything that the reader may see of it."""

    venues: list[VenueOut]
    people: list[AttendeeOut]
    agenda: list[AgendaOut]
    resolutions: list[OutcomeOut]
    instructions: list[OutcomeOut]


class MeetingStepIn(Schema):
    """Why a step is taken."""

    reason: str = ""
