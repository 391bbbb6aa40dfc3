"""What the API takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field


class TableOut(Schema):
    """A table that comes from the data."""

    caption: str
    header: list[str]
    rows: list[list[str]]


class SectionOut(Schema):
    """A section; ``edited`` if people changed its words."""

    id: int
    key: str
    heading: str
    text: str
    table: TableOut | None
    attached: bool
    edited: bool
    revision: int


class PaperOut(Schema):
    """A paper among others."""

    id: int
    kind: str
    state: str
    title: str
    to: str
    number: str
    as_of: date
    chain_head: str
    period: str | None
    unit: str | None
    synthetic: bool
    revision: int


class IssuedOut(Schema):
    """What went out."""

    on: date
    pages: int
    docx_sha256: str
    pdf_sha256: str
    chain_head: str


class PaperWhole(PaperOut):
    """A paper with its sections; ``problems`` keep it from being issued."""

    copies: str
    signature: str
    pages: int
    sections: list[SectionOut]
    problems: list[dict[str, Any]]
    issued: IssuedOut | None


class PaperDraftIn(Schema):
    """What a paper is about: a period by its code, or a unit by its code with rows."""

    kind: str
    period: str = ""
    unit: str = ""
    items: list[UUID] = Field(default_factory=list, max_length=200)
    answer_by: date | None = None
    words: str = Field("", max_length=400)


class HeadIn(Schema):
    """Parts of a paper's head; what is left out stays."""

    title: str | None = Field(None, max_length=200)
    to: str | None = Field(None, max_length=300)
    copies: str | None = Field(None, max_length=300)
    number: str | None = Field(None, max_length=80)
    signature: str | None = Field(None, max_length=120)
    revision: int | None = None


class SectionIn(Schema):
    """Words of a section; what is left out stays."""

    heading: str | None = Field(None, max_length=120)
    text: str | None = Field(None, max_length=100_000)
    revision: int | None = None


class PaperIssueIn(Schema):
    """The day on which a paper goes out; today if none is given."""

    on: date | None = None


class PaperReasonIn(Schema):
    """Why."""

    reason: str = ""
