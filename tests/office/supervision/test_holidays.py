"""Working days of the years that were announced; a year that was not is told, not guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from tongcheng.errors import InputError
from tongcheng.office.supervision.holidays import calendar, read_calendar


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2020-01-31", False),  # the holiday that was made longer
        ("2020-02-03", True),
        ("2022-01-29", True),  # a Saturday worked for the Spring Festival
        ("2022-02-04", False),
        ("2022-10-08", True),
        ("2023-12-31", False),
        ("2026-02-23", False),
        ("2026-02-28", True),
    ],
)
def test_days(day: str, works: bool) -> None:
    assert calendar().is_workday(dt.date.fromisoformat(day)) is works


def test_working_days_are_counted_over_a_holiday() -> None:
    assert calendar().workdays_after(dt.date(2022, 9, 30), 1) == dt.date(2022, 10, 8)
    assert calendar().workdays_after(dt.date(2022, 9, 30), 3) == dt.date(2022, 10, 10)


def test_a_year_that_was_not_announced_is_told() -> None:
    with pytest.raises(InputError) as caught:
        calendar().workdays_after(dt.date(max(calendar().years), 12, 30), 5)
    (problem,) = caught.value.problems
    assert problem.code == "no_holidays"
    assert "国务院办公厅" in problem.remedy.zh


def test_bad_rows_are_told_with_their_number() -> None:
    table = "year,kind,first_day,last_day,name,source\n2022,holiday,2022-01-03,2022-01-01,元旦,\n2022,rest,2022-05-01,2022-05-02,,\n"
    with pytest.raises(InputError) as caught:
        read_calendar(table)
    assert [one.row for one in caught.value.problems] == [2, 3]
