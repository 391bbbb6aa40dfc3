"""What the API takes and gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ninja import Field, Schema


class OfferOut(Schema):
    """What a city offers; ``offered`` is null where it has not said."""

    city: str
    offered: bool | None
    online: bool
    agent: bool
    joint: bool
    same_standard: bool
    materials: int | None
    days: Decimal | None
    since: date | None


class ServiceOut(Schema):
    """A service with its cells."""

    id: int
    code: str
    name: str
    field: str
    mode: str
    source: str
    synthetic: bool
    offers: list[OfferOut]


class OfferIn(Schema):
    """A cell as it shall be."""

    city: str
    offered: bool = True
    online: bool = False
    agent: bool = False
    joint: bool = False
    same_standard: bool = False
    materials: int | None = Field(None, ge=0, le=32767)
    days: Decimal | None = Field(None, ge=0, max_digits=5, decimal_places=1)
    since: date | None = None
    remark: str = Field("", max_length=300)
    revision: int | None = None


class UseIn(Schema):
    """Cases handled in a period; no city means the total of all."""

    city: str | None = None
    home: str | None = None
    begins: date
    ends: date
    value: int = Field(ge=0, le=2147483647)
    source: str = Field(min_length=1, max_length=400)


class UseOut(Schema):
    """A reading."""

    id: int
    kind: str
    city: str | None
    home: str | None
    begins: date | None
    ends: date
    value: int | None
    words: str
    basis: str
    source: str
    replaced: bool
