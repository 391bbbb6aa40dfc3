"""A sheet as rows under identifiers, with everything that was passed over and everything that could not be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from statistics import median
from typing import Any

from tongcheng.errors import Problem
from tongcheng.language import Text
from tongcheng.office.sheets.reading.book import Book
from tongcheng.office.sheets.reading.cells import read_value, shares_of_one, void_cell
from tongcheng.office.sheets.reading.columns import known, label_of
from tongcheng.office.sheets.reading.layout import Layout, ReadColumn, find_layout
from tongcheng.office.sheets.reading.rows import NoteKind, Rows, is_below
from tongcheng.office.sheets.reading.values import EMPTY, Expected, Value
from tongcheng.region.importing.cells import plain
from tongcheng.region.importing.sheets import Content, Sheet, address

#: An amount this many times above or below the middle of its column may stand in another unit; fewer say nothing.
_FAR_OFF = 1000
_FEWEST_AMOUNTS = 3
_DOUBTED = Text(
    "按 {x} 亿元读入，与同列其他数相差过大，请核对是万元还是亿元",
    "read as {x} (CNY 100 m), far off the rest of its column: check its unit",
)


@dataclass(frozen=True)
class Note:
    """A row that is no data, and why it was passed over; ``row`` as Excel counts."""

    row: int
    kind: NoteKind
    words: str


@dataclass
class ReadRow:
    """A row of data.

    Parameters
    ----------
    row
        Row as Excel counts.
    values
        What its cells hold, by identifier; a blank cell is ``Value(None)``.
    words
        What stands in the cells, by identifier, for messages.
    group
        Heading of the group it stands under.
    """

    row: int
    values: dict[str, Value] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    group: str = ""

    def value(self, identifier: str) -> Any:
        """Give a value; ``None`` if unknown."""
        found = self.values.get(identifier)
        return found.value if found is not None else None


@dataclass
class ReadTable:
    """A table read from a sheet; nothing in it has been looked up in the office."""

    file: str
    sheet: str
    layout: Layout
    rows: list[ReadRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    year: int | None = None
    doubts: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[ReadColumn]:
        """Give the columns of the sheet."""
        return self.layout.columns

    @property
    def place(self) -> str:
        """Name file and sheet, for messages."""
        return f"{self.file}［{self.sheet}］"

    def cell(self, row: int, identifier: str) -> str:
        """Name a cell for people: ``F7 总投资``."""
        column = self.layout.mapped.get(identifier)
        if column is None:
            return label_of(identifier).zh
        return f"{column.letters}{row} {column.header or label_of(identifier).zh}"


def read_table(
    book: Book,
    sheet: Sheet,
    *,
    header: tuple[int, int] | None = None,
    chosen: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    year: int | None = None,
) -> ReadTable | None:
    """Read a sheet.

    Parameters
    ----------
    book, sheet
        The workbook, and the sheet of it.
    header
        First and last row of the header as Excel counts, if somebody says so.
    chosen, units
        Identifier and unit by column letters, as somebody chose them.
    year
        Year of the list, for dates that name none; else the year in the title.

    Returns
    -------
    ReadTable or None
        None if no header was found.
    """
    marks = book.marks
    rows = (header[0] - 1, header[1] - 1) if header else None
    letters = marks.columns if marks is not None else None
    layout = find_layout(sheet, rows=rows, chosen=chosen, letters=letters, units=units)
    if layout is None:
        return None
    table = ReadTable(book.name, sheet.name, layout, year=year or layout.above.year)
    table.notes += [Note(row + 1, "title", words) for row, words in layout.above.lines]
    _Reader(book, sheet, table).read()
    return table


def best_table(book: Book, **options: Any) -> ReadTable | None:
    """Read the visible sheet that looks most like a table of ours: known columns times rows; ``None`` if none does."""
    tables = [table for sheet in book.sheets if (table := read_table(book, sheet, **options)) is not None]
    return max(tables, key=lambda table: len(table.layout.mapped) * min(len(table.rows), 50), default=None)


class _Reader:
    """Goes down the rows of one sheet."""

    def __init__(self, book: Book, sheet: Sheet, table: ReadTable) -> None:
        self.sheet, self.table, self.layout = sheet, table, table.layout
        self.rows = Rows(sheet, table.layout)
        self.shares = shares_of_one(book, sheet, self.rows.mapped, self.rows.first)
        self.groups: list[str] = []

    def read(self) -> None:
        """Fill the table."""
        owner: dict[int, ReadRow] = {}
        for row in range(self.rows.first, len(self.rows.texts)):
            if not self.rows.filled(row):
                continue
            kind = self.rows.kind(row)
            if kind is not None:
                self._note(row, kind)
                continue
            first = self.rows.continues(row)
            if first is not None and first in owner:
                self._join(owner[first], self._row(row))
                continue
            owner[row] = self._row(row)
            self.table.rows.append(owner[row])
        for identifier in self.layout.mapped:
            self._doubt(identifier)

    def _doubt(self, identifier: str) -> None:
        """Note amounts that are thousands of times off their column: written in 亿元 where it counts in 万元, or reversed."""
        kind = known(identifier)
        rows = [
            row for row in self.table.rows if isinstance(row.value(identifier), Decimal) and row.value(identifier)
        ]
        if kind is None or kind.type != "money" or len(rows) < _FEWEST_AMOUNTS:
            return
        middle = median(abs(row.value(identifier)) for row in rows)
        for row in rows:
            value = row.values[identifier]
            ratio = abs(value.value) / middle
            if ratio * _FAR_OFF <= 1 or ratio >= _FAR_OFF:
                row.values[identifier] = replace(value, note=_DOUBTED.fill(x=format(value.value.normalize(), "f")))
                self.table.doubts.append(self.table.cell(row.row, identifier) + f" {row.words[identifier]}")

    def _note(self, row: int, kind: NoteKind) -> None:
        words = "　".join(dict.fromkeys(self.rows.cells(row).values()))
        if kind == "group":
            heading = self.rows.heading(row)
            above = [one for one in self.groups[:1] if is_below(heading) and not is_below(one)]
            self.groups = [*above, heading]
        self.table.notes.append(Note(row + 1, kind, words[:200]))

    def _row(self, row: int) -> ReadRow:
        made = ReadRow(row + 1, group="／".join(self.groups))
        for column in self.rows.mapped:
            content = self.rows.content(row, column.index)
            void = self.sheet.void.get((row, column.index))
            made.words[column.identifier] = _said_of(void) if void is not None else plain(content) or ""
            made.values[column.identifier] = self._value(row, column, content)
        if self.groups and made.values.get("group", EMPTY).wrong is None:
            own = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", str(made.value("group") or ""))
            whole = own if own in self.groups else "／".join(part for part in (made.group, own) if part)
            made.values["group"] = Value(whole)
            made.words["group"] = whole
        return made

    def _value(self, row: int, column: ReadColumn, content: Content) -> Value:
        void = self.sheet.void.get((row, column.index))
        if void is not None:
            value = Value(wrong=void_cell(void))
            content = _said_of(void)
        else:
            value = read_value(column, content, year=self.table.year, share=(row, column.index) in self.shares)
        if value.wrong is not None:
            self.table.problems.append(self._problem(row, column, value.wrong, content))
        return value

    def _problem(self, row: int, column: ReadColumn, wrong: Expected, found: Content) -> Problem:
        return Problem(
            wrong.code, self.table.place, wrong.what, (plain(found) or "（空）")[:80], wrong.remedy, row + 1,
            f"{address(row, column.index)} {column.header}",
        )  # fmt: skip

    def _join(self, first: ReadRow, more: ReadRow) -> None:
        """Add a further line to a record whose number and name are merged over several rows."""
        for name, value in more.values.items():
            old = first.values.get(name)
            words = more.words.get(name, "")
            if old is None or not words or words == first.words.get(name):
                continue
            if old.value is None and old.wrong is None:
                first.values[name], first.words[name] = value, words
            elif isinstance(old.value, str) and isinstance(value.value, str):
                first.values[name] = Value(f"{old.value}\n{value.value}")
                first.words[name] = f"{first.words[name]}\n{words}"
            elif value.value is not None and value.value != old.value:
                column = self.layout.mapped[name]
                wrong = Expected(
                    "two_values",
                    Text("合并的一行只有一个值", "one value for the merged row"),
                    Text("拆成几行，或只留一个值", "split the row, or keep one value"),
                )
                first.values[name] = Value(wrong=wrong)
                self.table.problems.append(self._problem(more.row - 1, column, wrong, words))


def _said_of(void: str) -> str:
    return "未计算的公式" if void == "formula" else void
