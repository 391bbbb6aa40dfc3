"""Words of meetings: numbers of sessions, where a row came from."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tongcheng.office.meetings.models import Instruction, Meeting, Resolution
from tongcheng.office.supervision.words import day

_DIGITS = "零一二三四五六七八九"


def ordinal(number: object) -> str:
    """Write a session's number as its title does.

    Examples
    --------
    >>> [ordinal(n) for n in (1, 10, 12, 20, 35, 105)]
    ['一', '十', '十二', '二十', '三十五', '105']
    """
    if not isinstance(number, int) or not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def counted_from(meeting: Meeting) -> date:
    """Give the day from which the deadlines of a meeting count: its own day, or today where none is known."""
    return meeting.on or timezone.localdate()


def origin_of(outcome: Resolution | Instruction) -> str:
    """Write where a row came from: meeting, day, which outcome, its words."""
    meeting = outcome.meeting
    on = f"（{day(meeting.on).zh}）" if meeting.on else ""
    what = f"议定事项{outcome.number}" if isinstance(outcome, Resolution) else f"{outcome.who}要求{outcome.number}"
    whole = f"{meeting.title}{on}{what}：{outcome.text}"
    return whole if len(whole) <= 300 else f"{whole[:299]}…"
