"""What somebody wants to write into ledgers: one entry per row, checked for form before anything is saved."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from tongcheng.errors import Problem
from tongcheng.language import Text, same
from tongcheng.office.progress.models import MilestoneReport, Report, ReportWord

#: What a unit fills per row, in the order of the form and of the template workbook.
REPORT_FIELDS = (
    "word",
    "progress",
    "percent",
    "invested_this_year",
    "fall_reason",
    "problem",
    "to_coordinate",
    "decides",
    "next_step",
    "remark",
)
#: What a unit fills per milestone.
MILESTONE_FIELDS = ("value", "text", "reached")
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_MEND = Text("改正后重新提交", "correct it and send again")
_LABELS_EN = {
    ReportWord.NOT_STARTED: "not started",
    ReportWord.ORDERLY: "in order",
    ReportWord.EARLY: "done early",
    ReportWord.DONE: "done",
    ReportWord.LATE: "late",
}
_LABELS_ZH = {
    ReportWord.NOT_STARTED: "未启动",
    ReportWord.ORDERLY: "有序推进",
    ReportWord.EARLY: "提前完成",
    ReportWord.DONE: "已完成",
    ReportWord.LATE: "进度滞后",
}
#: The word that a cell means, by value or by either label.
WORDS = (
    {word.value: word.value for word in ReportWord}
    | {label: word.value for word, label in _LABELS_ZH.items()}
    | {label: word.value for word, label in _LABELS_EN.items()}
)


@dataclass(frozen=True)
class MilestoneEntry:
    """What is to stand about one milestone; ``base`` is the revision that was read, 0 where there was none."""

    milestone: int
    values: Mapping[str, Any]
    base: int | None = None


@dataclass(frozen=True)
class Entry:
    """What is to stand in one row of a unit's ledger.

    Parameters
    ----------
    unit, item
        Their ids.
    values
        Fields of :data:`REPORT_FIELDS`; what is not named stays.
    base
        Revision of the row that was read: 0 if there was none, ``None`` to overwrite without asking.
    file, row
        Where it was written, so that a problem can say so.
    """

    unit: int
    item: int
    values: Mapping[str, Any]
    base: int | None = None
    milestones: tuple[MilestoneEntry, ...] = ()
    file: str = ""
    row: int | None = None


@dataclass
class Cleaned:
    """Values in the form in which they are kept, and what was wrong with the others."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def clean(model: type[Report | MilestoneReport], entry: Entry, values: Mapping[str, Any]) -> Cleaned:
    """Bring the values of a row or of a milestone into the form in which they are kept."""
    allowed = REPORT_FIELDS if model is Report else MILESTONE_FIELDS
    cleaned = Cleaned()
    for name, value in values.items():
        if name not in allowed:
            cleaned.problems.append(_problem(entry, name, same(", ".join(allowed)), name, "unknown_field"))
            continue
        kept, expected = _clean_one(model._meta.get_field(name), value)  # type: ignore[arg-type]  # noqa: SLF001
        if expected is None:
            cleaned.values[name] = kept
        else:
            label = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001
            cleaned.problems.append(_problem(entry, label, expected, value, "wrong_value"))
    return cleaned


def _problem(entry: Entry, column: str, expected: Text, found: object, code: str) -> Problem:
    return Problem(code, entry.file, expected, str(found)[:80], _MEND, entry.row, column)


def _clean_one(kind: models.Field[Any, Any], value: Any) -> tuple[Any, Text | None]:
    if isinstance(kind, models.DecimalField):
        return _decimal(kind, value)
    if isinstance(kind, models.DateField):
        return _date(value)
    text = "" if value is None else _plain(str(value))
    if kind.choices:
        word = WORDS.get(text, text)
        return word, None if word in ("", *ReportWord.values) else _words()
    if kind.max_length and len(text) > kind.max_length:
        return None, Text(f"不超过 {kind.max_length} 字", f"at most {kind.max_length} characters")
    return text, None


def _plain(text: str) -> str:
    return "".join(sign for sign in text.replace("\r\n", "\n") if sign in "\n\t" or sign.isprintable()).strip()


def _decimal(kind: models.DecimalField[Any, Any], value: Any) -> tuple[Decimal | None, Text | None]:
    if value is None or value == "":
        return None, None
    assert kind.max_digits is not None
    assert kind.decimal_places is not None
    most = Decimal(10) ** (kind.max_digits - kind.decimal_places)
    expected = Text(f"绝对值小于 {most:,} 的数字", f"a number below {most:,}")
    if isinstance(value, bool):
        return None, expected
    try:
        number = Decimal(_bare_number(value) if isinstance(value, str) else str(value))
        if not number.is_finite() or abs(number) >= most:
            return None, expected
        return number.quantize(Decimal(1).scaleb(-kind.decimal_places)), None
    except InvalidOperation:
        return None, expected


def _bare_number(text: str) -> str:
    """Take a number as people type it: full-width digits, marked thousands, a percent sign behind it."""
    return unicodedata.normalize("NFKC", text).strip().replace(",", "").removesuffix("%").strip()


def _date(value: Any) -> tuple[date | None, Text | None]:
    if value is None or value == "":
        return None, None
    try:
        if type(value) is date:
            return value, None
        parts = _DAY.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
        if parts:
            return date(*map(int, parts.groups())), None
        return date.fromisoformat(str(value)[:10]), None
    except ValueError:
        return None, Text("日期，如 2021-03-31", "a date such as 2021-03-31")


def _words() -> Text:
    return Text("、".join(_LABELS_ZH.values()), ", ".join(_LABELS_EN.values()))


def conflicting(row: Report | MilestoneReport, values: Mapping[str, Any], base: int | None) -> list[str]:
    """Name the fields that would change and were changed by somebody else after ``base``."""
    wanted = [name for name, value in values.items() if getattr(row, name) != value]
    if base is None:
        return []
    if base == 0:  # whoever wrote saw no row: what the row was made with clashes, its blank fields do not
        return [name for name in wanted if name in row.field_revisions]
    return row.clashes(base, wanted)


def filled(values: Mapping[str, Any]) -> Iterator[str]:
    """Name the fields that hold something."""
    return (name for name, value in values.items() if value not in (None, ""))
