"""A table as it stands in a file: cells under the attributes they belong to, and where each of them came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.region.datum import Datum
from tongcheng.region.importing.cells import plain
from tongcheng.region.importing.headers import Layout, datum_of, unit_words
from tongcheng.region.importing.sheets import Sheet
from tongcheng.region.importing.units import find_unit
from tongcheng.region.importing.xlsx import column_letters
from tongcheng.region.schemas import TableSchema

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NOTE = re.compile(
    r"^[*＊#]|^(附?注|备注|说明|数据来源|资料来源|来源|填表|填报|制表|审核|复核|联系|单位负责人|统计负责人|notes?|sources?)"
    r"\s*\d*\s*[:：]",
    re.IGNORECASE,
)
_TOTALS = {"合计", "总计", "小计", "共计", "grandtotal", "subtotal", "total"}
_LONGEST_TOTAL = 16
_MOST_NOTE_CELLS = 2

Texts = list[list[str | None]]


@dataclass
class RawTable:
    """Cells under attributes, as they stand in a file.

    Parameters
    ----------
    file
        File and sheet, for messages.
    frame
        One column per attribute that was found; text, or typed values from files that have types.
    rows
        Row of the file for each row of ``frame``, as a spreadsheet shows it.
    headers, letters
        Header in the file, and letters of its column (empty for files without cells), by attribute.
    units
        Unit that the file states, by attribute.
    datum
        Datum that the file states.
    all_headers
        All headers of the file in their order.
    ignored
        Those of them that belong to no attribute.
    void
        Cells (position in ``frame``, attribute) that hold an error or a formula without result.
    notes
        What was passed over.
    """

    file: str
    frame: pd.DataFrame
    rows: NDArray[np.int64]
    headers: dict[str, str]
    letters: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    datum: Datum | None = None
    all_headers: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    void: dict[tuple[int, str], str] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)

    def column(self, attribute: str, position: int | None = None) -> str:
        """Name a column for a message: its header, and the cell where the file has cells (``B7 人口``)."""
        header = self.headers.get(attribute, attribute)
        letters = self.letters.get(attribute)
        if letters is None:
            return header
        return f"{letters}{self.row(position)} {header}" if position is not None else f"{letters} {header}"

    def row(self, position: int) -> int:
        """Give the row of the file at a position of the frame."""
        return int(self.rows[position])


def raw_from_sheet(sheet: Sheet, layout: Layout, schema: TableSchema) -> RawTable:
    """Take the rows of a table out of a sheet.

    Blank rows, notes under the table, rows of totals and repeated headers are left out; merged cells are filled
    downwards; a row of units under the header is read as such.
    """
    units = {ours: unit_words(layout.headers[column]) for ours, column in layout.columns.items()}
    first = layout.first_row
    if unit_row := _unit_row(sheet, first):
        units.update({ours: unit_row.get(column) or units[ours] for ours, column in layout.columns.items()})
        first += 1
    table = RawTable(
        sheet.file,
        pd.DataFrame(),
        np.zeros(0, dtype="int64"),
        {ours: layout.headers[column].text for ours, column in layout.columns.items()},
        {ours: column_letters(column) for ours, column in layout.columns.items()},
        {ours: words for ours, words in units.items() if words},
        _stated_datum(layout),
    )
    taken = set(layout.columns.values())
    table.all_headers = [header.text for header in layout.headers if header.text]
    table.ignored = [
        header.text for column, header in enumerate(layout.headers) if header.text and column not in taken
    ]
    texts = [[plain(cell) for cell in row] for row in sheet.rows]
    rows = _data_rows(texts, layout, schema, first, table)
    filled = _merged_downwards(sheet, first)
    columns = {ours: _column(texts, rows, column, filled) for ours, column in layout.columns.items()}
    table.frame = pd.DataFrame(columns, dtype="object", index=pd.RangeIndex(len(rows)))
    table.rows = np.asarray(rows, dtype="int64") + 1
    position = {row: number for number, row in enumerate(rows)}
    table.void = {
        (position[row], ours): sheet.void[row, column]
        for ours, column in layout.columns.items()
        for row in rows
        if (row, column) in sheet.void
    }
    return table


def _column(
    texts: Texts, rows: list[int], column: int, filled: dict[tuple[int, int], str | None]
) -> list[str | None]:
    if not filled:
        return [texts[row][column] if column < len(texts[row]) else None for row in rows]
    return [filled.get((row, column), _at(texts, row, column)) for row in rows]


def _at(texts: Texts, row: int, column: int) -> str | None:
    return texts[row][column] if column < len(texts[row]) else None


def _data_rows(texts: Texts, layout: Layout, schema: TableSchema, first: int, table: RawTable) -> list[int]:
    """Give the rows that hold records; note what is passed over."""
    mapped = {column: ours for ours, column in layout.columns.items()}
    width = len(layout.headers)
    identifying = [column for column in range(width) if column not in mapped or _identifies(mapped[column], schema)]
    headers = {column: layout.headers[column].text.split("/")[-1] for column in layout.columns.values()}
    header_words = {header.text.split("/")[-1] for header in layout.headers}
    rows, below = [], _end_of_table(texts, layout, first)
    for row in range(first, below):
        cells = [words for words in texts[row] if words]
        if not cells or (cells[0] in header_words and _is_header_again(texts, row, headers)):
            continue
        total = next((words for column in identifying if (words := _total(_at(texts, row, column)))), "")
        note = cells[0] if len(cells) <= _MOST_NOTE_CELLS and _NOTE.match(cells[0]) else ""
        if total or note:
            table.notes.append(_passed_over(row, total or note, is_total=bool(total)))
        else:
            rows.append(row)
    for row in range(below, len(texts)):
        cells = [words for words in texts[row] if words]
        if cells:
            table.notes.append(_passed_over(row, cells[0], is_total=False))
    return rows


def _total(words: str | None) -> str:
    """Give the words of a cell that says 合计, without its blanks; empty for other cells."""
    if words is None or len(words) > _LONGEST_TOTAL:
        return ""
    tight = "".join(words.split())
    return tight if tight.lower() in _TOTALS else ""


def _identifies(attribute: str, schema: TableSchema) -> bool:
    return schema[attribute].status == "key" or schema[attribute].kind == "ref" or attribute == "name"


def _end_of_table(texts: Texts, layout: Layout, first: int) -> int:
    """Give the row after the last record: rows of a single text under a table of several columns are notes."""
    row = len(texts)
    while row > first:
        cells = [words for words in texts[row - 1] if words]
        single_text = len(cells) == 1 and not cells[0].isdigit() and len(layout.columns) > _MOST_NOTE_CELLS
        if cells and not single_text:
            break
        row -= 1
    return row


def _is_header_again(texts: Texts, row: int, headers: dict[int, str]) -> bool:
    """Tell whether a header stands again in the middle of a table, as on every printed page."""
    same = sum(_at(texts, row, column) == header for column, header in headers.items())
    return same > 1 and same > len(headers) / 2


def _unit_row(sheet: Sheet, row: int) -> dict[int, str]:
    """Give the units of a row of units, empty if the row is none."""
    if row >= len(sheet.rows):
        return {}
    cells = {column: words for column, cell in enumerate(sheet.rows[row]) if (words := plain(cell))}
    bare = {column: words.strip("()（）[]【】 ") for column, words in cells.items()}
    known = {column: words for column, words in bare.items() if find_unit(words)}
    others = {words for column, words in bare.items() if column not in known}
    return known if known and others <= {"-", "—", "–", "/", ""} else {}


def _stated_datum(layout: Layout) -> Datum | None:
    for ours in ("lon", "lat"):
        if ours in layout.columns and (datum := datum_of(layout.headers[layout.columns[ours]])):
            return datum
    return None


def _merged_downwards(sheet: Sheet, first: int) -> dict[tuple[int, int], str | None]:
    """Give the value of every cell of ranges that are merged over several rows of the data."""
    return {
        (row, start[1]): plain(sheet.at(*start))
        for start, end in sheet.merged
        if start[0] >= first and end[0] > start[0]
        for row in range(start[0], min(end[0] + 1, len(sheet.rows)))
    }


def _passed_over(row: int, words: str, *, is_total: bool) -> Text:
    words = words if len(words) <= 30 else words[:29] + "…"
    if is_total:
        return Text(
            f"第 {row + 1} 行是合计行，未导入：{words}", f"row {row + 1} is a total and was left out: {words}"
        )
    return Text(f"第 {row + 1} 行是附注，未导入：{words}", f"row {row + 1} is a note and was left out: {words}")


def cell_words(table: RawTable, position: int, attribute: str) -> str:
    """Give what stands in a cell of the file, for a message; ``（空）`` for nothing."""
    if attribute not in table.frame:
        return "（空）"
    value = table.frame[attribute].iloc[position]
    return "（空）" if value is None or value is pd.NA or value != value else str(value)
