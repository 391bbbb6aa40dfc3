"""The filters of the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tongcheng.office.audit.queries import EventFilter


def filter_of(asked: Mapping[str, str]) -> EventFilter:
    """Read the filters of an address; what is not a day is passed over."""
    return EventFilter(
        who=asked.get("who", "").strip(),
        action=asked.get("action", ""),
        subject=asked.get("subject", ""),
        row=asked.get("row", "").strip(),
        words=asked.get("q", "").strip(),
        first_day=_day(asked.get("from", "")),
        last_day=_day(asked.get("to", "")),
        request=asked.get("request", "").strip(),
    )


def number_of(typed: str | None) -> int | None:
    """Read the number of an event; nonsense and what no database holds are nothing."""
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 18 else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
