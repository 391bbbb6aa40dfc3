"""Due dates in working days, counted with the one table of holidays that supervision keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from tongcheng.errors import InputError
from tongcheng.language import Text
from tongcheng.office.meetings.models import Meeting
from tongcheng.office.supervision.holidays import calendar
from tongcheng.office.supervision.words import day


def counted_from(meeting: Meeting) -> date:
    """Give the day from which the deadlines of a meeting count: its own day, or today where none is known."""
    return meeting.on or timezone.localdate()


def settled(meeting: Meeting, values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn ``workdays`` into ``due``: so many working days after the meeting; a day that was typed goes first.

    Raises
    ------
    InputError
        If the count runs into a year whose holidays are not in the table: the day itself is then typed.
    """
    kept = {name: value for name, value in values.items() if name != "workdays"}
    count = values.get("workdays")
    if count and not kept.get("due"):
        kept["due"] = calendar().workdays_after(counted_from(meeting), count)
    return kept


def remark_on(due: date | None) -> Text | None:
    """Say that a due date is a day off, or lies beyond the table of holidays; ``None`` for a working day."""
    if due is None:
        return None
    table = calendar()
    try:
        if table.is_workday(due):
            return None
    except InputError as error:
        problem = error.problems[0]
        words = Text(
            "{year}年节假日安排不在表内（已有{have}），请核对是否工作日",
            "the holidays of {year} are not in the table ({have}); check whether it is a working day",
        )
        return words.fill(year=due.year, have=problem.expected)
    words = Text("{day}为休息日{name}", "{day} is a day off{name}")
    name = table.off.get(due, "")
    return words.fill(day=day(due), name=Text(f"（{name}）", f" ({name})") if name else "")
