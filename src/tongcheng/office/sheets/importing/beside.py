"""Say in a preview what people see in the file beside its values: hidden rows and columns, comments, words struck out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tongcheng.language import Text
from tongcheng.office.sheets.importing.previewed import Row
from tongcheng.office.sheets.reading.beside import Beside
from tongcheng.office.sheets.reading.table import ReadTable
from tongcheng.region.importing.sheets import address

HIDDEN_ROW = Text("该行在原表中被隐藏，仍会读入", "hidden in the file; it is read all the same")
STRUCK_ROW = Text("该行在原表中划了删除线，仍会读入", "struck out in the file; it is read all the same")
_MOST = 100


def said_beside(table: ReadTable, found: Beside) -> dict[str, Any]:
    """Gather for the top of the page what people see in the file beside its values."""
    return {
        "hidden_rows": [row + 1 for row in sorted(found.rows & _read(table))][:_MOST],
        "hidden_columns": [
            f"{column.letters} {column.header}"
            for column in table.columns
            if column.index in found.columns and column.identifier and not column.identifier.startswith("_")
        ],
        "struck_rows": [row + 1 for row in sorted(_struck_rows(table, found))][:_MOST],
        "comments": [[address(*cell), words] for cell, words in sorted(found.comments.items())][:_MOST],
        "old_format": table.file.lower().endswith((".xls", ".et", ".ods")),
    }


def note_rows(rows: Iterable[Row], table: ReadTable, found: Beside) -> None:
    """Note on each row what its cells do not say."""
    struck = _struck_rows(table, found)
    for row in rows:
        _note(row, found, struck)


def _note(row: Row, found: Beside, struck: set[int]) -> None:
    place = row.row - 1
    if place in found.rows:
        row.notes.append(HIDDEN_ROW)
    if place in struck:
        row.notes.append(STRUCK_ROW)
    for cell, words in sorted(found.comments.items()):
        if cell[0] == place:
            row.notes.append(Text(f"{address(*cell)} 批注：{words}", f"comment on {address(*cell)}: {words}"))


def _read(table: ReadTable) -> set[int]:
    return {row.row - 1 for row in table.rows}


def _struck_rows(table: ReadTable, found: Beside) -> set[int]:
    """Give the rows whose name is struck out: whoever sent them meant that they are gone."""
    names = [column.index for name in ("title", "content") if (column := table.layout.mapped.get(name)) is not None]
    return {row for row in _read(table) if any((row, place) in found.struck for place in names[:1])}
