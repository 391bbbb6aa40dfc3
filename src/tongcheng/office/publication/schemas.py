"""What the API takes and gives."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema


class PublicationOut(Schema):
    """A publication."""

    slug: str
    title: str
    title_en: str
    kind: str
    licence: str
    source: str


class SnapshotOut(Schema):
    """A snapshot: its content is in its files under ``/open/``."""

    number: int
    state: str
    rows: int
    as_of: date
    made: datetime
    sha256: str
    synthetic: bool


class SnapshotIn(Schema):
    """The day that the data stand for."""

    as_of: date


class WithdrawnIn(Schema):
    """Why; the public reads it."""

    reason: str = Field(min_length=1, max_length=1000)
