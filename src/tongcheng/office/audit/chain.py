"""Append to the log and prove it: each event's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS

from tongcheng.office.audit.models import Event
from tongcheng.office.core import after
from tongcheng.office.core.acting import ACTIONS, Act, Change, running_action
from tongcheng.office.core.turns import take_turn
from tongcheng.office.people.models import Unit

#: The hash before the first event.
GENESIS = "0" * 64
#: Events read at a time when the chain is proven.
_CHUNK = 2000


class Head(NamedTuple):
    """The last event's number and hash: printed in backups and bulletins, so that a cut tail is seen."""

    number: int
    hash: str

    @property
    def short(self) -> str:
        """Give the head as papers print it."""
        return f"{self.number}-{self.hash[:12]}"


def head() -> Head:
    """Give the last event's number and hash."""
    last = Event.objects.order_by("-number").values_list("number", "hash").first()
    return Head(*last) if last else Head(0, GENESIS)


def record(act: Act, changes: Iterable[Change | None]) -> list[Event]:
    """Append one event per change, in the transaction of the running action; ``None`` is passed over.

    Raises
    ------
    RuntimeError
        Outside an action.
    """
    name = running_action()
    if name is None:
        raise RuntimeError("events are recorded inside an action")
    real = [change for change in changes if change is not None]
    if not real:
        return []
    if running_action() not in ACTIONS:  # an action has taken its turn before it held any row
        take_turn()
    number, previous = head()
    unit = act.standing.main_unit
    unit_label = Unit.objects.values_list("name", flat=True).get(pk=unit) if unit else ""
    events = []
    for change in real:
        number += 1
        event = _event(act, name, change, number, previous, unit_label)
        previous = event.hash
        events.append(event)
    Event.objects.bulk_create(events, batch_size=500)
    after.note(real)
    return events


def _event(act: Act, name: str, change: Change, number: int, previous: str, unit_label: str) -> Event:
    person = act.standing.person
    event = Event(
        number=number,
        at=act.at,
        action=name,
        channel=act.channel,
        person_id=person.pk if person else None,
        person_label=act.standing.label,
        unit_id=act.standing.main_unit,
        unit_label=unit_label,
        request_id=act.request_id,
        subject_type=change.subject._meta.label_lower,  # noqa: SLF001
        subject_id=str(change.subject.pk),
        subject_label=str(change.subject)[:300],
        reason=act.reason,
        before=change.before,
        after=change.after,
        previous_hash=previous,
    )
    event.hash = hash_of(event)
    return event


_CONTENT = [
    "number",
    "action",
    "channel",
    "person_id",
    "person_label",
    "unit_id",
    "unit_label",
    "request_id",
    "subject_type",
    "subject_id",
    "subject_label",
    "reason",
    "before",
    "after",
    "previous_hash",
]


def hash_of(event: Event) -> str:
    """Give the SHA-256 of an event's content and of the hash before it."""
    content: dict[str, Any] = {name: getattr(event, name) for name in _CONTENT}
    content["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


class Broken(NamedTuple):
    """The first place at which the chain does not hold."""

    number: int
    why: str


class Proof(NamedTuple):
    """What walking the chain has found: the first bad place, if any, and how many events were looked at."""

    broken: Broken | None
    events: int


def verify(expected_head: Head | None = None, *, using: str = DEFAULT_DB_ALIAS) -> Broken | None:
    """Walk the whole chain; give the first bad row, or ``None`` if it holds.

    ``expected_head`` is a head printed earlier: a tail that was cut off behind it is seen. ``using`` names another
    database, as when a backup is proven before it is put back.
    """
    return examine(expected_head, using=using).broken


def examine(
    expected_head: Head | None = None,
    *,
    using: str = DEFAULT_DB_ALIAS,
    progress: Callable[[int], None] | None = None,
) -> Proof:
    """Walk the whole chain as :func:`verify` does, counting; ``progress`` is told the count from time to time."""
    previous, count = GENESIS, 0
    for event in _in_order(using):
        count += 1
        if progress is not None and count % _CHUNK == 0:
            progress(count)
        if event.number != count:
            return Proof(Broken(count, "missing"), count)
        if event.previous_hash != previous or hash_of(event) != event.hash:
            return Proof(Broken(count, "changed"), count)
        if expected_head and event.number == expected_head.number and event.hash != expected_head.hash:
            return Proof(Broken(count, "other_history"), count)
        previous = event.hash
    if expected_head and count < expected_head.number:
        return Proof(Broken(count + 1, "cut"), count)
    return Proof(None, count)


def _in_order(using: str) -> Iterator[Event]:
    yield from Event.objects.using(using).order_by("number").iterator(chunk_size=_CHUNK)
