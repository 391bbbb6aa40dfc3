"""What the API takes and gives. Money is 亿元."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ninja import Schema
from pydantic import Field


class SaidOut(Schema):
    """Words in both languages."""

    zh: str
    en: str


class ComparisonOut(Schema):
    """A comparison of two ledgers."""

    id: int
    name: str
    made: datetime
    sha256: str
    chain_head: str
    synthetic: bool


class LedgerRowOut(Schema):
    """A row of a ledger."""

    key: str
    code: str
    name: str
    cities: list[str]
    project_class: str
    investment: Decimal | None
    year_plan: Decimal | None
    completed: Decimal | None


class DifferenceOut(Schema):
    """A field that differs, with a proposed reason."""

    field: str
    left: str
    right: str
    reason: SaidOut


class PairOut(Schema):
    """A row that stands in both; ``by`` says by what it was matched, ``percent`` how sure that is."""

    left: LedgerRowOut
    right: LedgerRowOut
    by: str
    percent: int
    differences: list[DifferenceOut]


class LikeOut(Schema):
    """A row of the other ledger that is alike."""

    key: str
    name: str
    percent: int


class AloneOut(Schema):
    """A row of one ledger only, with a proposed reason."""

    row: LedgerRowOut
    reason: SaidOut
    alike: list[LikeOut]


class BridgeOut(Schema):
    """The way from the left total to the right one: left − only left + only right + changed = right."""

    name: str
    left: Decimal
    only_left: Decimal
    only_right: Decimal
    changed: Decimal
    right: Decimal
    union: Decimal


class TotalsOut(Schema):
    """What a ledger adds up to; ``double`` is what a sum over the cities counts twice."""

    rows: int
    crossing: int
    counted_by_city: int
    double: int
    by_city: dict[str, int]
    sums: dict[str, Decimal]


class SideOut(Schema):
    """One of the two ledgers."""

    name: str
    as_of: date | None
    totals: TotalsOut


class ComparisonWhole(ComparisonOut):
    """A comparison with every row."""

    left: SideOut
    right: SideOut
    after: TotalsOut
    pairs: list[PairOut]
    only_left: list[AloneOut]
    only_right: list[AloneOut]
    crossing: list[LedgerRowOut]
    bridges: list[BridgeOut]


class LedgerIn(Schema):
    """A ledger: a list as it stands, or a version as issued; give one of the two."""

    list: int | None = None
    version: int | None = None


class CompareIn(Schema):
    """Which two ledgers."""

    left: LedgerIn
    right: LedgerIn
    name: str = Field("", max_length=200)


class ChoiceIn(Schema):
    """Whether two rows are the same; ``null`` takes back what was decided."""

    left: str
    right: str
    same: bool | None
    reason: str = Field("", max_length=300)


class PublishedOut(Schema):
    """Two published numbers for one thing that differ."""

    sort: str
    subject: str
    title: SaidOut
    left: Decimal
    right: Decimal
    difference: Decimal
    unit: str
    reason: SaidOut
    sources: list[str]
