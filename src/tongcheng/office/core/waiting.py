"""What waits for somebody: every app registers what it knows, the home page shows it in one order.

An app registers in its ``AppConfig.ready``::

    from tongcheng.office.core import waiting
    waiting.register(queries.what_waits)

where ``what_waits(standing) -> list[Waiting]`` asks a constant number of queries and leaves out what is nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from tongcheng.language import Text

if TYPE_CHECKING:
    from tongcheng.office.people.standing import Standing

Urgency = Literal["late", "soon", "calm"]
_ORDER: tuple[Urgency, ...] = ("late", "soon", "calm")


@dataclass(frozen=True)
class Waiting:
    """One kind of work that waits: how much of it, where it is done, until when.

    Parameters
    ----------
    title
        What is to be done, as a verb and its object: 填报台账, 审核台账.
    count
        How many pieces; a piece with ``count`` 0 is not shown.
    url
        Where it is done.
    due
        Until when, if there is a day.
    urgency
        ``late`` after the day, ``soon`` shortly before it.
    note
        One more sentence, such as which period.
    """

    title: Text
    count: int
    url: str
    due: date | None = None
    urgency: Urgency = "calm"
    note: Text | None = None


Source = Callable[["Standing"], list[Waiting]]
_SOURCES: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Add a source of waiting work; registering the same function again changes nothing."""
    _SOURCES[f"{source.__module__}.{source.__qualname__}"] = source
    return source


def waiting_for(standing: Standing) -> list[Waiting]:
    """Give what waits for somebody: overdue first, then by day, what has no day last."""
    rows = [row for source in _SOURCES.values() for row in source(standing) if row.count]
    return sorted(rows, key=lambda row: (_ORDER.index(row.urgency), _day(row.due)))


def urgency_of(due: date | None, today: date, soon: int = 3) -> Urgency:
    """Say how urgent a day is: ``soon`` from this many days before it."""
    if due is None:
        return "calm"
    left = (_day(due) - today).days
    return "late" if left < 0 else "soon" if left <= soon else "calm"


def _day(due: date | None) -> date:
    if due is None:
        return date.max
    return due.date() if isinstance(due, datetime) else due
