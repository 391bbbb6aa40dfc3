"""The JSON API of this app: it only reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tongcheng.office.audit import queries, rules
from tongcheng.office.audit.chain import examine, head
from tongcheng.office.audit.models import Event
from tongcheng.office.audit.queries import EventFilter
from tongcheng.office.core.acting import check
from tongcheng.office.people.standing import Standing

router = Router()


class EventOut(Schema):
    """One event."""

    number: int
    at: datetime
    action: str
    channel: str
    person_label: str
    unit_label: str
    request_id: str
    subject_type: str
    subject_id: str
    subject_label: str
    reason: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    previous_hash: str
    hash: str


class EventsIn(Schema):
    """Which events are asked for; ``older_than`` is an event's number."""

    who: str = ""
    action: str = ""
    subject: str = ""
    row: str = ""
    words: str = ""
    first_day: date | None = None
    last_day: date | None = None
    request: str = ""
    older_than: int | None = None


class HeadOut(Schema):
    """The head of the chain, and if it was asked for, whether the chain holds."""

    number: int
    hash: str
    events: int | None = None
    broken_at: int | None = None
    why: str | None = None


def _reader(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    check(rules.may_read_log, standing, None)
    return standing


@router.get("events", response=list[EventOut], summary="The log, newest first")
def events(request: HttpRequest, asked: Query[EventsIn]) -> Any:
    """Give up to 50 events that match and that the reader may see; go on with ``older_than``."""
    wanted = asked.dict()
    older_than = wanted.pop("older_than")
    page = queries.page_of_events(_reader(request), EventFilter(**wanted), older_than)
    return [told.event for told in page.events]


@router.get("events/{int:number}", response=EventOut, summary="One event")
def event(request: HttpRequest, number: int) -> Any:
    """Give one event."""
    return Event.objects.visible_to(_reader(request)).get(number=number)


@router.get("head", response=HeadOut, summary="The head of the chain")
def chain_head(request: HttpRequest) -> Any:
    """Give the last event's number and hash."""
    _reader(request)
    return head()._asdict()


@router.get("proof", response=HeadOut, summary="Whether the chain holds")
def proof(request: HttpRequest) -> Any:
    """Walk the whole chain."""
    _reader(request)
    found = examine()
    broken = {"broken_at": found.broken.number, "why": found.broken.why} if found.broken else {}
    return head()._asdict() | {"events": found.events} | broken
