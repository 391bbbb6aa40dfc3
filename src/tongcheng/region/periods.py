"""Dates and periods as people publish them: a year, a quarter, a half-year, a month, a day, or from–to."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_YEAR = re.compile(r"^(\d{4})$")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_QUARTER = re.compile(r"^(\d{4})Q([1-4])$")
_HALF = re.compile(r"^(\d{4})H([12])$")


@lru_cache(maxsize=4096)
def parse_period(text: str) -> tuple[date, date]:
    """Give the first and the last day of a period.

    Parameters
    ----------
    text
        ``2020``, ``2020-11``, ``2020-11-01``, ``2025Q1``, ``2022H1`` or two of them with ``/`` between.

    Raises
    ------
    ValueError
        If the text is none of these.

    Examples
    --------
    >>> parse_period("2024-01/2024-08")
    (datetime.date(2024, 1, 1), datetime.date(2024, 8, 31))
    """
    if "/" in text:
        first, _, last = text.partition("/")
        start, end = parse_period(first)[0], parse_period(last)[1]
        if end < start:
            raise ValueError(f"{text!r} ends before it begins")
        return start, end
    if match := _YEAR.match(text):
        year = int(match[1])
        return date(year, 1, 1), date(year, 12, 31)
    if match := _DAY.match(text):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return day, day
    if match := _MONTH.match(text):
        return _months(int(match[1]), int(match[2]), 1)
    if match := _QUARTER.match(text):
        return _months(int(match[1]), 3 * int(match[2]) - 2, 3)
    if match := _HALF.match(text):
        return _months(int(match[1]), 6 * int(match[2]) - 5, 6)
    raise ValueError(f"{text!r} is not a year, quarter, half-year, month, day or from/to of these")


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    last = month + count - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])


def is_period(text: str) -> bool:
    """Tell whether a text is a period.

    Examples
    --------
    >>> is_period("2025Q1"), is_period("spring 2025")
    (True, False)
    """
    try:
        parse_period(text)
    except ValueError:
        return False
    return True


def period_end(text: str) -> date:
    """Give the last day of a period."""
    return parse_period(text)[1]
