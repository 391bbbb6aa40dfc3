"""Due dates in working days, counted with the one table of holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from tongcheng.errors import InputError
from tongcheng.language import Text
from tongcheng.office.core.wording import both, say
from tongcheng.office.supervision.holidays import calendar
from tongcheng.office.supervision.words import day


def workdays_field(label: Any) -> forms.IntegerField:
    """Make the field in which so many working days are typed instead of a day."""
    return forms.IntegerField(
        label=label,
        help_text=both(
            "未填时限时按工作日推算，节假日和调休上班日已计入", "Counted if no day is given; holidays are known"
        ),
        required=False,
        min_value=1,
        max_value=400,
    )


def settled(first: date, values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn ``workdays`` into ``due``: so many working days after ``first``; a day that was typed goes before it.

    Raises
    ------
    InputError
        If the count runs into a year whose holidays are not in the table: the day itself is then typed.
    """
    kept = {name: value for name, value in values.items() if name != "workdays"}
    count = values.get("workdays")
    if count and not kept.get("due"):
        kept["due"] = calendar().workdays_after(first, count)
    return kept


def propose(form: forms.Form, first: date, workdays: int) -> None:
    """Propose so many working days in a form, and say which day that is; a table that ends proposes nothing."""
    try:
        due = calendar().workdays_after(first, workdays)
    except InputError:
        return
    field = form.fields["workdays"]
    field.initial = workdays
    words = Text(
        "{n}个工作日后为{day}；填写了时限的，以时限为准", "{n} working days end on {day}; a day given goes first"
    )
    field.help_text = say(words.fill(n=workdays, day=day(due)))


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
