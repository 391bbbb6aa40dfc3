"""What a row of a workbook says, as plain values by identifier: names looked up, quarters dated, lengths checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from tongcheng.errors import Problem
from tongcheng.language import Text
from tongcheng.office.lists.models import Item, Project
from tongcheng.office.people.names import Resolved
from tongcheng.office.progress.models import Report
from tongcheng.office.sheets.importing.fields import CHOICES, UNITS, number
from tongcheng.office.sheets.importing.units import Names
from tongcheng.office.sheets.reading.columns import known
from tongcheng.office.sheets.reading.names import Role
from tongcheng.office.sheets.reading.table import ReadRow, ReadTable
from tongcheng.office.sheets.reading.values import Value

FROM_FINISH = Text("没有完成时限，取竣工时间", "no due date: the day of completion is taken")
FROM_DUE = Text("“完成时限”没有截止日，原文写入备注", "the due date names no day; its words are kept here")
_ROLES: dict[str, tuple[Role, bool]] = {
    "lead_support": ("lead", True),
    "lead": ("lead", False),
    "support": ("support", False),
    "guide": ("guide", False),
}


@dataclass
class Wanted:
    """What one row says.

    Parameters
    ----------
    values
        Plain values by identifier; what could not be read is not among them.
    words
        The cells as they stand, by identifier.
    notes
        What the person should know, by identifier.
    wrong
        Why a cell cannot be taken, by identifier.
    finish
        Day of completion, where the column of its year says one.
    spoken
        A due date in words that name no day.
    """

    values: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Text] = field(default_factory=dict)
    wrong: dict[str, Problem] = field(default_factory=dict)
    finish: str = ""
    spoken: str = ""

    def complete(self, held: Mapping[str, Any]) -> None:
        """Use what the cells say beside their own fields: the day in a year of completion, a due date in words."""
        if self.finish and not held.get("due") and not self.values.get("due") and "due" not in self.wrong:
            self.values["due"] = self.finish
            self.notes["due"] = FROM_FINISH
        before = str(self.values.get("remark") or held.get("remark") or "")
        if self.spoken and self.spoken not in before:
            self.values["remark"] = "\n".join(part for part in (before, f"完成时限：{self.spoken}") if part)
            self.notes["remark"] = FROM_DUE


class Wanting:
    """Reads rows of one table with one set of names."""

    def __init__(self, table: ReadTable, names: Names, *, year: int | None, clear: bool) -> None:
        self.table, self.names, self.year, self.clear = table, names, year, clear
        self.present = set(table.layout.mapped)

    def read(self, row: ReadRow) -> Wanted:
        """Give what a row says."""
        wanted = Wanted()
        for identifier, value in row.values.items():
            if identifier.startswith("_"):
                continue
            for name, plain in self._plain(row, identifier, value, wanted):
                if plain in (None, "", []) and not self.clear:
                    continue
                if problem := self._too_long(row, name, plain):
                    wanted.wrong[name] = problem
                    continue
                wanted.values[name] = plain
                wanted.words[name] = row.words.get(identifier, "")
        return wanted

    def _plain(self, row: ReadRow, identifier: str, value: Value, wanted: Wanted) -> Iterator[tuple[str, Any]]:
        words = row.words.get(identifier, "")
        if value.wrong is not None:
            column = self.table.cell(row.row, identifier)
            found = words[:80] or "（空）"
            wanted.wrong[self._dated(identifier) or identifier] = Problem(
                value.wrong.code, self.table.place, value.wrong.what, found, value.wrong.remedy, row.row, column
            )
            return
        if value.about:
            wanted.notes[identifier] = self._about(identifier, words, value)
        if value.note is not None:
            wanted.notes[identifier] = value.note
            wanted.spoken = words if identifier == "due" else wanted.spoken
        if value.day is not None and identifier == "end_year":
            wanted.finish = value.day.isoformat()
        if identifier in _ROLES:
            yield from self._units(row, identifier, words, wanted)
        elif identifier == "reporting_unit":
            yield from self._one_unit(row, words, wanted)
        elif identifier == "cities":
            yield from self._cities(row, words, wanted)
        elif identifier == "years":
            first, last = value.value if value.value is not None else (None, None)
            yield from (("start_year", first), ("end_year", last))
        elif (dated := self._dated(identifier)) is None:
            wanted.wrong[identifier] = self._no_year(row, identifier, words)
        else:
            yield dated, _plain_value(value.value)

    def _about(self, identifier: str, words: str, value: Value) -> Text:
        """Say how an amount that is only about is read, with the units of the file and of the office."""
        column, kind = self.table.layout.mapped.get(identifier), known(identifier)
        unit = (column.unit if column is not None else "") or (kind.unit if kind is not None else "")
        own = f" {kind.unit}" if kind is not None and kind.unit else ""
        said = f"{words}{unit}" if re.search(r"[\d余多左右上下]$", words) else words
        return Text(f"“{said}”按 {value.value}{own}读入", f"“{said}” is read as {value.value}{own}")

    def _dated(self, identifier: str) -> str | None:
        """Give a quarter its year: ``milestone:Q1`` is of the list's year."""
        if not identifier.startswith(("milestone:Q", "reached:Q")):
            return identifier
        return identifier.replace(":Q", f":{self.year}Q") if self.year is not None else None

    def _units(self, row: ReadRow, identifier: str, words: str, wanted: Wanted) -> Iterator[tuple[str, Any]]:
        role, split = _ROLES[identifier]
        found = self.names.split(words, role, split=split)
        if found.unknown:
            wanted.wrong[identifier if identifier != "lead_support" else "lead"] = self._unknown(
                row, identifier, found.unknown
            )
            return
        if found.expanded:
            whole = "、".join(found.expanded)
            wanted.notes[identifier if identifier != "lead_support" else "lead"] = Text(
                f"“{whole}”按各成员市展开，请核对", f"“{whole}” is taken for that office of every city"
            )
        named = {name: found.units.get(name, []) for name in UNITS}  # type: ignore[call-overload]
        own = ("lead", "support") if split else (identifier,)
        for name, units in named.items():
            if name in own or (units and name not in self.present and name not in wanted.values):
                yield name, units

    def _one_unit(self, row: ReadRow, words: str, wanted: Wanted) -> Iterator[tuple[str, Any]]:
        found = self.names.split(words, "lead") if words else None
        if found is None:
            yield "reporting_unit", None
            return
        units = found.units.get("lead", [])
        if found.unknown:
            wanted.wrong["reporting_unit"] = self._unknown(row, "reporting_unit", found.unknown)
        elif len(units) > 1:
            wanted.wrong["reporting_unit"] = Problem(
                "several_units",
                self.table.place,
                Text("一个填报单位", "one reporting unit"),
                words[:80],
                Text("只保留一个，其余写入牵头或配合单位", "keep one; the others lead or support"),
                row.row,
                self.table.cell(row.row, "reporting_unit"),
            )
        else:
            yield "reporting_unit", units[0] if units else None

    def _cities(self, row: ReadRow, words: str, wanted: Wanted) -> Iterator[tuple[str, Any]]:
        found, unknown = self.names.cities_of(words)
        if unknown:
            wanted.wrong["cities"] = Problem(
                "unknown_city",
                self.table.place,
                Text("成员城市的名称", "names of member cities"),
                "、".join(unknown)[:80],
                Text("改正市名", "correct the name"),
                row.row,
                self.table.cell(row.row, "cities"),
            )
        else:
            yield "cities", sorted(found)

    def _unknown(self, row: ReadRow, identifier: str, unknown: list[Resolved]) -> Problem:
        problems = [one.problem(self.table.place, row.row, self.table.cell(row.row, identifier)) for one in unknown]
        first = problems[0]
        if len(problems) == 1:
            return first
        found = "、".join(one.name for one in unknown)[:120]
        remedy = Text(
            "；".join(f"“{one.found}”{one.remedy.zh}" for one in problems),
            "; ".join(f"“{one.found}”: {one.remedy.en}" for one in problems),
        )
        return Problem(first.code, first.file, first.expected, found, remedy, first.row, first.column)

    def _no_year(self, row: ReadRow, identifier: str, words: str) -> Problem:
        return Problem(
            "no_year",
            self.table.place,
            Text("能确定年份的季度", "a quarter of a known year"),
            words[:80],
            Text("在“年度”中选择年份", "choose the year"),
            row.row,
            self.table.cell(row.row, identifier),
        )

    def _too_long(self, row: ReadRow, name: str, plain: Any) -> Problem | None:
        most = _longest(name)
        if most is None or not isinstance(plain, str) or len(plain) <= most:
            return None
        return Problem(
            "too_long",
            self.table.place,
            Text(f"不超过 {most} 字", f"at most {most} characters"),
            f"{len(plain)}",
            Text("缩短，详细内容写在任务内容或备注", "shorten it; details belong to content or remark"),
            row.row,
            self.table.cell(row.row, name),
        )


def _plain_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


_LONGEST: dict[str, int | None] = {}


def _longest(name: str) -> int | None:
    """Give how long a text may be in the database; ``None`` for what is no bounded text."""
    if name not in _LONGEST:
        _LONGEST[name] = None
        for model in (Item, Project, Report):
            kind = next((one for one in model._meta.concrete_fields if one.name == name), None)  # noqa: SLF001
            if isinstance(kind, models.CharField) and name not in CHOICES:
                _LONGEST[name] = kind.max_length
                break
        if name.startswith("permit:"):
            _LONGEST[name] = 120
    return _LONGEST[name]
