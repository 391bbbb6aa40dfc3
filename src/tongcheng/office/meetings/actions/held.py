"""What the actions share: rows read anew under a lock, values checked, changes written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Rule, check
from tongcheng.office.core.recorded import Revised, new
from tongcheng.office.meetings.models import Meeting

R = TypeVar("R", bound=Revised)
MEND = Text("改正后重新提交", "correct it and send again")
_FOREIGN = Text("本次会议的{name}", "a {name} of this meeting")


def held(meeting: Meeting) -> Meeting:
    """Read a meeting anew and hold it; the given object is brought up to date."""
    now = Meeting.objects.select_for_update().get(pk=meeting.pk)
    for one in meeting._meta.concrete_fields:  # noqa: SLF001
        setattr(meeting, one.attname, getattr(now, one.attname))
    return meeting


def clean(row: Revised) -> None:
    """Check a row's fields and constraints.

    Raises
    ------
    InputError
        With everything that is wrong, and with parts that belong to another meeting.
    """
    problems = Problems(str(row._meta.verbose_name))  # noqa: SLF001
    try:
        row.full_clean()
    except ValidationError as error:
        for name, words in error.message_dict.items():
            found = getattr(row, name, "") if name != "__all__" else ""
            problems.add(
                "invalid",
                expected=same(" ".join(map(str, words))),
                found=found or "",
                remedy=MEND,
                column=name if name != "__all__" else None,
            )
    for name in ("venue", "agenda_item"):
        part = getattr(row, name, None)
        if part is not None and part.meeting_id != row.meeting_id:  # type: ignore[attr-defined]
            problems.add("foreign", expected=_FOREIGN.fill(name=name), found=part, remedy=MEND, column=name)
    problems.raise_if_any()


def save_row(act: Act, row: R, values: Mapping[str, Any], base: int | None = None) -> R:
    """Write a new row, or change one that is read anew, and record it; give the row as it is."""
    if row.pk is None:
        for name, value in values.items():
            setattr(row, name, value)
        clean(row)
        row.save()
        record(act, [new(row)])
        return row
    now: R = type(row).objects.select_for_update().get(pk=row.pk)
    change = now.revise(values, base)
    clean(now)
    now.save()
    record(act, [change])
    return now


def save_part(
    act: Act, meeting: Meeting, rule: Rule, row: R, values: Mapping[str, Any], base: int | None = None
) -> R:
    """Write a part of a meeting, whose rule is asked again of the meeting as it is now."""
    check(rule, act.standing, held(meeting))
    if row.pk is None:
        row.meeting = meeting  # type: ignore[attr-defined]
    elif row.meeting_id != meeting.pk:  # type: ignore[attr-defined]
        raise ValueError("a part of another meeting")
    return save_row(act, row, values, base)
