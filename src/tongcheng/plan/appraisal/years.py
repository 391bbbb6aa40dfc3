"""When a project is paid for and from when it is of use, from its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from tongcheng.region.periods import parse_period

_YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Building:
    """The years of a project.

    Parameters
    ----------
    shares
        Part of the cost by year, adding up to 1: even by days between start and finish.
    opening
        First full year of use.
    guessed
        Whether one of the dates is assumed.
    """

    shares: dict[int, float]
    opening: int
    guessed: bool


def building_of(start: Any, finish: Any, build_years: float) -> Building | None:
    """Spread building over its years.

    Parameters
    ----------
    start, finish
        Periods as the table has them, or missing.
    build_years
        Assumed length where one of them is missing.

    Returns
    -------
    Building or None
        None where both are missing, or where the finish lies before the start.

    Examples
    --------
    >>> made = building_of("2021-07", "2022-12", 2)
    >>> {year: round(share, 2) for year, share in made.shares.items()}, made.opening
    ({2021: 0.34, 2022: 0.66}, 2023)
    """
    known = [None if pd.isna(text) else parse_period(str(text)) for text in (start, finish)]
    first = known[0][0] if known[0] is not None else None
    last = known[1][1] if known[1] is not None else None
    span = timedelta(days=round(build_years * _YEAR_DAYS))
    if first is None and last is None:
        return None
    guessed = first is None or last is None
    if first is None and last is not None:
        first = last - span
    elif last is None and first is not None:
        last = first + span
    assert first is not None
    assert last is not None
    if last < first:
        return None
    days = {year: _days_in(year, first, last) for year in range(first.year, last.year + 1)}
    total = sum(days.values())
    return Building({year: count / total for year, count in days.items()}, last.year + 1, guessed)


def _days_in(year: int, first: date, last: date) -> int:
    start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    return (end - start).days + 1
