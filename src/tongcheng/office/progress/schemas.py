"""What the JSON API of this app takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from tongcheng.office.progress.models import Deadline, Evidence, Ledger, Period
from tongcheng.office.progress.queries.rows import Row


class PeriodOut(Schema):
    """A period."""

    code: str
    kind: str
    first_day: date
    last_day: date
    opens: datetime
    frozen: datetime | None
    lists: list[str]
    deadlines: dict[str, datetime]


class PeriodsIn(Schema):
    """The periods of a year to be opened; ``only`` one month or quarter, from 1, if it is given."""

    lists: list[str] = Field(max_length=200)
    year: int
    kind: str
    unit_days: int = 3
    city_days: int = 5
    only: int | None = Field(None, ge=1, le=12)


class DeadlineIn(Schema):
    """Until when a level hands in, and why it changes."""

    level: str = Field(pattern="^(unit|city)$")
    due: datetime
    reason: str


class MomentIn(Schema):
    """When the data freeze; now if no time is given."""

    at: datetime | None = None


class ReasonIn(Schema):
    """Why."""

    reason: str = ""


class ListsIn(Schema):
    """The lists that a period covers, by code."""

    lists: list[str] = Field(max_length=200)


class LedgerOut(Schema):
    """A ledger without its rows."""

    id: int | None
    period: str
    unit: str
    unit_name: str
    edition: int
    state: str
    revision: int
    entered_for: bool
    through_city: bool
    signed_by: str
    signed: datetime | None
    city_accepted: datetime | None
    accepted: datetime | None
    comment: str


class MilestoneRow(Schema):
    """What a row says about one milestone."""

    milestone: int
    text: str
    due: date | None
    revision: int
    value: Decimal | None = None
    said: str = ""
    reached: date | None = None


class RowOut(Schema):
    """One row of a ledger, with the values of last time."""

    item: int
    uid: str
    code: str
    title: str
    revision: int
    values: dict[str, Any]
    last: dict[str, Any] | None
    milestones: list[MilestoneRow]


class LedgerWithRows(Schema):
    """A ledger with its rows and what is wrong with them."""

    ledger: LedgerOut
    rows: list[RowOut]
    errors: list[dict[str, Any]]
    warnings: list[dict[str, Any]]


class MilestoneIn(Schema):
    """What is to stand about a milestone; ``revision`` is the one that was read, 0 where there was none."""

    milestone: int
    values: dict[str, Any]
    revision: int | None = None


class RowIn(Schema):
    """What is to stand in a row; what is not named stays."""

    item: int
    values: dict[str, Any] = Field(default_factory=dict)
    revision: int | None = None
    milestones: list[MilestoneIn] = Field(default_factory=list, max_length=500)


class RowsIn(Schema):
    """Rows to be saved, all or none."""

    rows: list[RowIn] = Field(max_length=5000)


class SavedOut(Schema):
    """What was written."""

    ledger: LedgerOut
    made: int
    changed: int
    unchanged: int


class SeenIn(Schema):
    """The revision that was looked at before signing."""

    revision: int | None = None


class LedgersIn(Schema):
    """Ledgers with the revisions that were looked at, by id; and why, where a reason is needed."""

    ledgers: dict[int, int] = Field(max_length=1000)
    reason: str = ""


class EvidenceOut(Schema):
    """A file of a ledger."""

    id: int
    kind: str
    name: str
    content_type: str
    size: int
    sha256: str
    item: int | None
    milestone: int | None
    uploaded: datetime


class UnreportedOut(Schema):
    """Who has not handed in, as text and as units."""

    zh: str
    en: str
    expected: int
    units: list[str]


class ReportingUnitOut(Schema):
    """A unit's line of a period."""

    unit: str
    name: str
    city: str | None
    items: int
    state: str
    reported: bool


def period_out(period: Period) -> dict[str, Any]:
    """Give a period whose lists and deadlines were fetched with it."""
    deadlines: list[Deadline] = list(period.deadlines.all())
    return {
        "code": period.code,
        "kind": period.kind,
        "first_day": period.first_day,
        "last_day": period.last_day,
        "opens": period.opens,
        "frozen": period.frozen,
        "lists": [one.code for one in period.lists.all()],
        "deadlines": {one.level: one.due for one in deadlines},
    }


def ledger_out(ledger: Ledger) -> dict[str, Any]:
    """Give a ledger."""
    return {
        "id": ledger.pk,
        "period": ledger.period.code,
        "unit": ledger.unit.code,
        "unit_name": ledger.unit.name,
        "edition": ledger.edition,
        "state": ledger.state,
        "revision": ledger.revision,
        "entered_for": ledger.entered_for,
        "through_city": ledger.through_city,
        "signed_by": ledger.signed_by,
        "signed": ledger.signed,
        "city_accepted": ledger.city_accepted,
        "accepted": ledger.accepted,
        "comment": ledger.comment,
    }


def row_out(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    """Give a row with the values of last time."""

    def values(report: Any) -> dict[str, Any]:
        return {name: getattr(report, name) for name in names}

    return {
        "item": row.item.pk,
        "uid": str(row.item.uid),
        "code": row.item.code,
        "title": row.item.title,
        "revision": row.report.revision if row.report else 0,
        "values": values(row.report) if row.report else {},
        "last": values(row.last) if row.last else None,
        "milestones": [
            {
                "milestone": line.milestone.pk,
                "text": line.milestone.text,
                "due": line.milestone.due,
                "revision": line.report.revision if line.report else 0,
                "value": line.report.value if line.report else None,
                "said": line.report.text if line.report else "",
                "reached": line.report.reached if line.report else None,
            }
            for line in row.milestones
        ],
    }


def evidence_out(file: Evidence) -> dict[str, Any]:
    """Give a file."""
    return {
        "id": file.pk,
        "kind": file.kind,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "item": file.report.item_id if file.report else None,
        "milestone": file.milestone_id,
        "uploaded": file.uploaded,
    }
