"""How often lights are shown anew: by month, quarter, week, or every so many days."""

from __future__ import annotations

from datetime import date, timedelta

#: What ``every`` of a rule may be, besides a number of days.
NAMED = ("month", "quarter", "week")


def cycle_of(every: str | int, on: date) -> date:
    """Give the first day of the cycle in which a day lies.

    Examples
    --------
    >>> cycle_of("quarter", date(2022, 5, 9)), cycle_of("week", date(2022, 5, 9))
    (datetime.date(2022, 4, 1), datetime.date(2022, 5, 9))
    """
    if every == "month":
        return on.replace(day=1)
    if every == "quarter":
        return on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1)
    days = 7 if every == "week" else int(every)
    shift = 1 if every == "week" else 0  # day 1 of the calendar was a Monday
    return date.fromordinal((on.toordinal() - shift) // days * days + shift or 1)


def cycles_back(every: str | int, on: date, count: int) -> list[date]:
    """Give the first days of the cycles before the one in which a day lies, the nearest first."""
    found: list[date] = []
    first = cycle_of(every, on)
    for _ in range(count):
        first = cycle_of(every, first - timedelta(1))
        found.append(first)
    return found
