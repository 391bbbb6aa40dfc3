"""Tables as a page shows them: cells written, numbers kept beside them for sorting."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tongcheng.language import NOTHING, SYNTHETIC_MARK, Text
from tongcheng.render.blocks import Column, Table, Value
from tongcheng.render.numbers import cell, is_missing, number, span

#: From so many rows on a table has a filter box; beyond so many it first shows only these.
FILTER_FROM = 16
SHOWN_FIRST = 50

#: Words up to so many characters stay on one line; columns with longer ones than the second get more room.
_SHORT, _LONG = 8, 16

#: With so many columns a table is printed on a landscape page.
WIDE_FROM = 9


@dataclass(frozen=True)
class Head:
    """Head of a column and the class of its cells: ``n`` numbers, ``w`` long words, ``k`` short words kept whole."""

    label: Text
    unit: Text
    style: str


@dataclass(frozen=True)
class Cell:
    """One cell: its words, its number for sorting, its range."""

    text: Text
    style: str
    sort: str = ""
    span: Text = NOTHING


@dataclass(frozen=True)
class TableView:
    """A table ready for the page."""

    kind: str
    key: str
    title: Text
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell]
    notes: Sequence[Text]
    count: str
    shown_first: int
    long: bool
    filter: bool
    wide: bool
    marked: bool


def view_table(table: Table, *, key: str, synthetic: bool, most_rows: int) -> TableView:
    """Make the view of a table.

    Parameters
    ----------
    table
        Columns and rows.
    key
        Anchor of the table in the page.
    synthetic
        Puts the mark into its note.
    most_rows
        Rows beyond these are left to the workbook, and the note says so.
    """
    count = len(table.rows)
    styles = [_style(column, table.rows[:most_rows]) for column in table.columns]
    rows = [_row(table.columns, styles, row) for row in table.rows[:most_rows]]
    notes = [table.note] if table.note.zh or table.note.en else []
    if count > most_rows:
        notes.append(
            Text(
                "此处列前{shown}行，共{all}行，全表见工作簿。",
                "The first {shown} of {all} rows; the workbook has them all.",
            ).fill(shown=number(most_rows), all=number(count))
        )
    return TableView(
        kind="table",
        key=key,
        title=table.title,
        heads=[Head(column.label, column.unit, style) for column, style in zip(table.columns, styles, strict=True)],
        rows=rows,
        total=_total(table.columns, styles, table.total) if table.total is not None else [],
        notes=[*notes, *([SYNTHETIC_MARK] if synthetic else [])],
        count=number(len(rows)),
        shown_first=SHOWN_FIRST,
        long=len(rows) > SHOWN_FIRST,
        filter=len(rows) >= FILTER_FROM,
        wide=len(table.columns) >= WIDE_FROM,
        marked=synthetic,
    )


def is_numeric(column: Column, rows: Sequence[Mapping[str, Value]]) -> bool:
    """Tell whether a column holds numbers: it has decimals, or nothing but numbers stands in it."""
    if column.decimals is not None:
        return True
    values = [row.get(column.key) for row in rows]
    known = [value for value in values if not is_missing(value) and value != ""]
    return bool(known) and all(isinstance(value, numbers.Real) and not isinstance(value, bool) for value in known)


def _style(column: Column, rows: Sequence[Mapping[str, Value]]) -> str:
    """Give the class of a column, so that short words stay on one line and long ones get room."""
    if is_numeric(column, rows):
        return "n"
    longest = max((len(cell(row.get(column.key)).zh) for row in rows), default=0)
    return "k" if longest <= _SHORT else "w" if longest > _LONG else ""


def _row(columns: Sequence[Column], styles: Sequence[str], row: Mapping[str, Value]) -> list[Cell]:
    return [_cell(column, style, row) for column, style in zip(columns, styles, strict=True)]


def _total(columns: Sequence[Column], styles: Sequence[str], total: Mapping[str, Value]) -> list[Cell]:
    """Make the last row; what is not totalled stays blank there."""
    return [
        replace(_cell(column, style, total), sort="") if column.key in total else Cell(NOTHING, style)
        for column, style in zip(columns, styles, strict=True)
    ]


def _cell(column: Column, style: str, row: Mapping[str, Value]) -> Cell:
    value = row.get(column.key)
    text = cell(value, decimals=column.decimals)
    if style != "n" or not isinstance(value, numbers.Real) or is_missing(value):
        return Cell(text, style)
    low, high = (row.get(name) if name else None for name in (column.low, column.high))
    inside = NOTHING
    if isinstance(low, numbers.Real) and isinstance(high, numbers.Real) and not (is_missing(low) or is_missing(high)):
        inside = span(float(low), float(high), decimals=column.decimals or 0)
    return Cell(text, style, repr(float(value)), inside)
