"""What the API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema


class OpportunityOut(Schema):
    """An opportunity as its reader may see it; sums in 亿元."""

    uid: UUID
    code: str
    title: str
    content: str
    field: str
    city: str | None
    publisher: str
    side: str
    sort: str
    place: str
    money: Decimal | None
    valid_until: date | None
    industries: list[str]
    contact_unit: str
    contact_name: str
    contact_phone: str
    batch: str
    state: str
    published_at: datetime | None
    source: str
    synthetic: bool


class FollowUpIn(Schema):
    """What was done on a day."""

    words: str = Field(min_length=1, max_length=2000)
    on: date


class FollowUpOut(Schema):
    """What was done."""

    on: date
    words: str
    enquiry: int | None


class EnquiryOut(Schema):
    """Who asked what."""

    id: int
    name: str
    firm: str
    contact: str
    words: str
    at: datetime


class OpportunityStepIn(Schema):
    """Why, where a reason is needed."""

    reason: str = Field("", max_length=1000)
