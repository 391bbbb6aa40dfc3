"""Working days in China: weekends, holidays and the weekends worked for them, for the years that were announced.

Each year's table is announced the autumn before; a year that is not in the table is told, never guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text


@dataclass(frozen=True)
class Calendar:
    """The years that are known, and the days in them that differ from the week."""

    years: frozenset[int]
    off: Mapping[date, str]
    worked: frozenset[date]

    def knows(self, on: date) -> bool:
        """Say whether the year of a day is in the table."""
        return on.year in self.years

    def is_workday(self, on: date) -> bool:
        """Say whether people work on a day.

        Raises
        ------
        InputError
            If the day's year is not in the table.
        """
        if not self.knows(on):
            raise InputError([unknown_year(on.year, self)])
        return on in self.worked or (on.weekday() < 5 and on not in self.off)

    def workdays_after(self, on: date, count: int) -> date:
        """Give the day that lies so many working days after another.

        Raises
        ------
        InputError
            If that runs into a year that is not in the table.
        """
        day = on
        while count > 0:
            day += timedelta(1)
            count -= self.is_workday(day)
        return day


def unknown_year(year: int, calendar: Calendar) -> Problem:
    """Give the problem of a year whose holidays are not known."""
    return Problem(
        "no_holidays",
        "holidays.csv",
        Text(
            f"{min(calendar.years)}—{max(calendar.years)}年，节假日安排已公布的年份",
            f"{min(calendar.years)} to {max(calendar.years)}, years whose holidays were announced",
        ),
        str(year),
        Text(
            "按国务院办公厅通知补入该年节假日，或直接填写日期",
            "add the year from the State Council's notice, or enter the date itself",
        ),
        column="year",
    )


@cache
def calendar() -> Calendar:
    """Give the packaged table."""
    text = files("tongcheng.office.supervision").joinpath("data/holidays.csv").read_text(encoding="utf-8")
    return read_calendar(text)


def read_calendar(text: str) -> Calendar:
    """Read a table with the columns year, kind (holiday or workday), first_day, last_day, name, source.

    Raises
    ------
    InputError
        With every row that cannot be read.
    """
    years: set[int] = set()
    off: dict[date, str] = {}
    worked: set[date] = set()
    problems: list[Problem] = []
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        days = _days(row)
        if not days or row["kind"] not in ("holiday", "workday") or row["year"] != str(days[0].year):
            problems.append(_bad_row(number, row))
            continue
        years.add(days[0].year)
        if row["kind"] == "holiday":
            off |= dict.fromkeys(days, row["name"])
        else:
            worked.update(days)
    if problems:
        raise InputError(problems)
    return Calendar(frozenset(years), off, frozenset(worked))


def _days(row: Mapping[str, str]) -> list[date]:
    try:
        first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    except (KeyError, TypeError, ValueError):
        return []
    return [first + timedelta(step) for step in range((last - first).days + 1)]


def _bad_row(number: int, row: Mapping[str, object]) -> Problem:
    return Problem(
        "bad_row",
        "holidays.csv",
        Text(
            "年份、holiday 或 workday、同一年内先后两日",
            "a year, holiday or workday, and two days of that year in order",
        ),
        ", ".join(str(value) for value in row.values()),
        Text("改正该行", "correct the row"),
        number,
    )
