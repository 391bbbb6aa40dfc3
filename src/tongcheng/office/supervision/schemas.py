"""What the API takes and gives."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Schema


class TextOut(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class LightOut(Schema):
    """One light as the reader sees it; ``proposed`` is empty where nothing unpublished is seen."""

    id: int
    light: int
    steps: int
    aspect: str
    published: str
    proposed: str
    step: str
    why: TextOut


class BoardRowOut(Schema):
    """One row of the board."""

    item: UUID
    list_code: str
    code: str
    title: str
    unit: str | None
    due: date | None
    original_due: date | None
    lights: list[LightOut]


class BoardOut(Schema):
    """A page of the board; ``total`` counts all rows that match."""

    as_of: date | None
    total: int
    rows: list[BoardRowOut]


class Seen(Schema):
    """Which light a step is for, as it was seen."""

    id: int
    light: int
    steps: int
    colour: str | None = None


class StepIn(Schema):
    """A step for some lights."""

    lights: list[Seen]
    reason: str = ""


class Taken(Schema):
    """How many steps were taken."""

    done: int


class OrderIn(Schema):
    """A paper to some units, by their codes."""

    kind: str
    units: list[str]
    title: str
    text: str
    due: date
    item: UUID | None = None
    instructed_by: str = ""


class OrderOut(Schema):
    """An order."""

    id: int
    number: str
    kind: str
    unit: str
    title: str
    text: str
    due: date
    state: str
    answer: str


class AnswerIn(Schema):
    """What a unit answers."""

    answer: str


class RuleIn(Schema):
    """A rule's definition."""

    definition: dict[str, object]


class Whole(Schema):
    """A rule that was found whole."""

    whole: bool
