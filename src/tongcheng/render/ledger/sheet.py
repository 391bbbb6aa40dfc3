"""One sheet of a ledger: titles, facts, two header rows, lines, notes, and how it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tongcheng.render.cells import harmless
from tongcheng.render.ledger.look import (
    BODY,
    GREY,
    GRID,
    HEAD,
    INK_GREY,
    LINE_HEIGHT,
    RED,
    TITLE,
    Look,
    Looks,
    lines_of,
    width,
)
from tongcheng.render.ledger.model import Column, Hidden, Line, Sheet, Value
from tongcheng.render.ledger.printing import protect, set_print

#: Excel shows no row higher than 409 points: a column with longer words gets wider instead.
_MOST_LINES = 26
_NARROWEST = 5.0
#: On A3 a sheet of this width still prints in letters of seven points; columns of words are not made narrower than that.
_WIDEST_SHEET, _NARROW_TEXT = 300.0, 9.0


class Filled(NamedTuple):
    """Where things stand on a finished sheet."""

    first_row: int
    last_row: int
    letters: dict[str, str]


def fill(sheet: Worksheet, what: Sheet, hidden: Hidden | None) -> Filled:
    """Fill an empty sheet; ``hidden`` names the two hidden columns, none if there are no ids to carry."""
    decimals = {one.key: _decimals(one, what.lines) for one in what.columns}
    widths = _widths(what, decimals)
    for position, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(position)].width = wide
    head = _write_top(sheet, what, widths)
    first = _write_header(sheet, what.columns, widths, head + 1)
    _write_lines(sheet, what, decimals, widths, first)
    last = max(first + len(what.lines) - 1, first)
    letters = {one.key: get_column_letter(position) for position, one in enumerate(what.columns, 1)}
    if hidden is not None:
        letters |= _write_hidden(sheet, what, hidden, first)
    if what.merged in letters:
        _merge_groups(sheet, what, first)
    end = _write_notes(sheet, what, last + 1, widths)
    sheet.auto_filter.ref = f"A{first - 1}:{get_column_letter(len(what.columns))}{last}"
    sheet.freeze_panes = f"{get_column_letter(_frozen(what) + 1)}{first}"
    set_print(sheet, what, header=(head + 1, first - 1), last_row=end, total_width=sum(widths))
    if what.locked:
        protect(sheet)
    return Filled(first, last, letters)


def _frozen(what: Sheet) -> int:
    """Count the columns that stay in view: up to the row's name, if they are not too wide together."""
    keys = [one.key for one in what.columns[:5]]
    return keys.index(what.indent) + 1 if what.indent in keys else min(2, len(what.columns) - 1)


def _shown(value: Value, column: Column, decimals: int) -> str:
    """Give the words that a cell will show, to know how wide they are."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if column.kind == "number":
        return f"{value:,.{decimals}f}"
    return f"{value:.1%}" if column.kind == "share" else f"{value}"


def _decimals(column: Column, lines: Sequence[Line]) -> int:
    """Give one number of decimals for the whole column."""
    if column.decimals is not None or column.kind != "number":
        return column.decimals or 0
    most = 2
    for line in lines:
        value = line.cells.get(column.key)
        if isinstance(value, Decimal | float):
            exponent = Decimal(str(value)).normalize().as_tuple().exponent
            most = max(most, -exponent if isinstance(exponent, int) else 0)
    return min(most, 4)


def _widths(what: Sheet, decimals: dict[str, int]) -> list[float]:
    widths = []
    for column in what.columns:
        words = [
            _shown(line.cells.get(column.key), column, decimals[column.key])
            for line in what.lines
            if line.kind != "group"
        ]
        natural = max((width(part) for one in words for part in one.split("\n")), default=0.0) * 1.05 + 2.2
        if what.lines and column.key == what.indent and any(line.depth for line in what.lines):
            natural += 3
        most = column.widest
        longest = max(words, key=len, default="")
        while most < 120 and lines_of(longest, most - 1.5) > _MOST_LINES:
            most += 10
        label = width(column.label)
        head = max(label / (1 if label <= 8 else 2 if label <= 14 else 3) + 2.8, _NARROWEST)
        widths.append(round(max(head, column.least, min(natural, most)), 1))
    return _narrowed(what, widths)


def _narrowed(what: Sheet, widths: list[float]) -> list[float]:
    """Let words wrap earlier if the sheet would be too wide to be read when printed."""
    room = _WIDEST_SHEET - sum(widths)
    wide = [column.kind == "text" and one > _NARROW_TEXT for column, one in zip(what.columns, widths, strict=True)]
    words = sum(one for one, may in zip(widths, wide, strict=True) if may)
    if room >= 0 or not words:
        return widths
    share = max((words + room) / words, 0.4)
    narrowed = []
    for column, one, may in zip(what.columns, widths, wide, strict=True):
        now = max(one * share, _NARROW_TEXT) if may else one
        longest = max((str(line.cells.get(column.key) or "") for line in what.lines), key=len, default="")
        while may and now < one and lines_of(longest, now - 1.5) > _MOST_LINES:
            now += 4
        narrowed.append(round(min(now, one), 1))
    return narrowed


def _write_top(sheet: Worksheet, what: Sheet, widths: Sequence[float]) -> int:
    """Write mark, titles, and the line of facts and unit; give the last row used."""
    row, count = 0, len(what.columns)
    if what.mark:
        row += 1
        _across(sheet, row, what.mark, Font(name=HEAD, size=11, bold=True, color=RED), (1, count), "left")
    for number, words in enumerate(what.titles):
        row += 1
        font = Font(name=TITLE, size=20) if number == 0 else Font(name=BODY, size=12)
        _across(sheet, row, words, font, (1, count), "center")
        points = 30 if number == 0 else 18
        room = max(sum(widths) / (2 if number == 0 else 1.2), 10)
        sheet.row_dimensions[row].height = points * lines_of(words, room)
    row += 1
    small = Font(name=BODY, size=10, color=INK_GREY)
    split = _split(widths) if what.unit else count
    _across(sheet, row, "　".join(what.facts), small, (1, split), "left")
    if what.unit:
        _across(sheet, row, what.unit, Font(name=BODY, size=10), (split + 1, count), "right")
    room = max(sum(widths[:split]), 10.0)
    sheet.row_dimensions[row].height = LINE_HEIGHT * lines_of("　".join(what.facts), room) + 4
    return row


def _split(widths: Sequence[float]) -> int:
    """Give the column after which the unit begins: it needs the width of a few words, the facts take the rest."""
    right, count = 0.0, len(widths)
    while count > 2 and right < 24:
        count -= 1
        right += widths[count]
    return max(count, 1)


def _across(sheet: Worksheet, row: int, words: str, font: Font, columns: tuple[int, int], align: str) -> None:
    first, last = columns
    there = sheet.cell(row=row, column=first)
    there.value, there.font = harmless(words) or None, font
    there.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    if last > first:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


def _write_header(sheet: Worksheet, columns: Sequence[Column], widths: Sequence[float], row: int) -> int:
    """Write one or two header rows; give the first row below them."""
    two = any(one.over for one in columns)
    bottom = row + 1 if two else row
    spans: list[tuple[int, int, int, int]] = []
    for position, column in enumerate(columns, 1):
        at = bottom if column.over else row
        for line in range(row, bottom + 1):
            _header_cell(sheet, line, position, column.label if line == at else "")
        if two and not column.over:
            spans.append((row, position, bottom, position))
    for over, first, last in _overs(columns):
        _header_cell(sheet, row, first, over)
        if last > first:
            spans.append((row, first, row, last))
    heights = _header_heights(columns, widths)
    for line, points in zip(range(row, bottom + 1), heights if two else [sum(heights)], strict=True):
        sheet.row_dimensions[line].height = points
    for top, left, below, right in spans:
        sheet.merge_cells(start_row=top, start_column=left, end_row=below, end_column=right)
    return bottom + 1


def _overs(columns: Sequence[Column]) -> Iterator[tuple[str, int, int]]:
    position = 0
    for over, group in groupby(columns, key=lambda one: one.over):
        count = len(list(group))
        if over:
            yield over, position + 1, position + count
        position += count


def _header_cell(sheet: Worksheet, row: int, column: int, words: str) -> None:
    there = sheet.cell(row=row, column=column)
    there.value = harmless(words) or None
    there.font, there.border, there.fill = Font(name=HEAD, size=10), GRID, GREY
    there.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _header_heights(columns: Sequence[Column], widths: Sequence[float]) -> list[float]:
    """Give heights at which no header is cut: of the upper row, and of the lower."""
    upper = max(
        (lines_of(over, sum(widths[first - 1 : last]) - 1.5) for over, first, last in _overs(columns)), default=0
    )
    lower, both = 1, 1
    for column, wide in zip(columns, widths, strict=True):
        lines = lines_of(column.label, wide - 1.0)
        lower, both = (max(lower, lines), both) if column.over else (lower, max(both, lines))
    points = [upper * LINE_HEIGHT + 5, lower * LINE_HEIGHT + 5]
    points[1] = max(points[1], both * LINE_HEIGHT + 5 - points[0])
    return points if upper else [0.0, both * LINE_HEIGHT + 9]


def _write_lines(
    sheet: Worksheet, what: Sheet, decimals: dict[str, int], widths: Sequence[float], first: int
) -> None:
    looks = Looks()
    for row, line in enumerate(what.lines, first):
        if line.kind == "group":
            _write_group(sheet, what, line, row, looks)
            continue
        most = 3 if what.locked else 1  # room for what will be filled in
        for position, (column, wide) in enumerate(zip(what.columns, widths, strict=True), 1):
            value = line.cells.get(column.key)
            there = sheet.cell(row=row, column=position)
            assert isinstance(there, Cell)
            looks.put(there, _plain(value), _look(what, column, line, value, decimals[column.key]))
            if isinstance(value, str) and len(value) * 2 > wide - 1.5 and column.key != what.merged:
                most = max(most, lines_of(value, wide - 1.5 - 2 * _indent(what, column, line)))
        sheet.row_dimensions[row].height = min(max(most, 1) * LINE_HEIGHT + 5, 409)


def _plain(value: Value) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.date() if isinstance(value, datetime) else value


def _indent(what: Sheet, column: Column, line: Line) -> int:
    return line.depth * 2 if column.key == what.indent else 0


def _look(what: Sheet, column: Column, line: Line, value: Value, decimals: int) -> Look:
    kind = column.kind
    number = isinstance(value, int | float | Decimal)
    align = "right" if kind in ("number", "share") and (number or column.open) else "center"
    if kind == "text":
        align = "left"
    if kind == "number":
        form = "#,##0" + ("." + "0" * decimals if decimals else "")
    else:
        form = {"share": "0.0%", "year": "0", "date": 'yyyy"年"m"月"d"日"'}.get(kind, "General")
    if column.open and kind in ("text", "short"):
        # A unit that types 2022.3 or 3-1 must find what it typed.
        form = "@"
    return Look(
        align,
        form,
        bold=line.kind == "total",
        grey=column.grey,
        open=column.open and line.kind == "row",
        indent=_indent(what, column, line),
        wrap=not number,
    )


def _write_group(sheet: Worksheet, what: Sheet, line: Line, row: int, looks: Looks) -> None:
    words = str(next((value for value in line.cells.values() if value), ""))
    for position in range(1, len(what.columns) + 1):
        there = sheet.cell(row=row, column=position)
        assert isinstance(there, Cell)
        looks.put(there, words if position == 1 else None, Look("left", bold=True))
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(what.columns))
    sheet.row_dimensions[row].height = LINE_HEIGHT + 8


def _write_hidden(sheet: Worksheet, what: Sheet, hidden: Hidden, first: int) -> dict[str, str]:
    """Write the ids and revisions into two hidden columns at the end."""
    letters = {}
    for offset, name in enumerate((hidden.uid, hidden.revision), 1):
        position = len(what.columns) + offset
        letter = get_column_letter(position)
        letters[name] = letter
        sheet.column_dimensions[letter].hidden = True
        sheet.cell(row=first - 1, column=position).value = name
        for row, line in enumerate(what.lines, first):
            value = line.uid if name == hidden.uid else line.revision
            if value:
                there = sheet.cell(row=row, column=position)
                there.value, there.data_type = value, "s"
    return letters


def _merge_groups(sheet: Worksheet, what: Sheet, first: int) -> None:
    position = [one.key for one in what.columns].index(what.merged) + 1
    row = first
    for words, group in groupby(
        what.lines, key=lambda one: one.cells.get(what.merged) if one.kind == "row" else None
    ):
        count = len(list(group))
        if words and count > 1:
            # The cells have their borders already; openpyxl would make the style of each of them anew.
            for below in range(row + 1, row + count):
                sheet.cell(row=below, column=position).value = None
            letter = get_column_letter(position)
            sheet.merged_cells.add(f"{letter}{row}:{letter}{row + count - 1}")
            _make_room(sheet, str(words), row, count, position)
        elif words:
            _make_room(sheet, str(words), row, 1, position)
        row += count


def _make_room(sheet: Worksheet, words: str, row: int, count: int, position: int) -> None:
    """Let the last row of a group be higher if the group's name needs more room than its rows have."""
    wide = sheet.column_dimensions[get_column_letter(position)].width
    needed = lines_of(words, wide - 1.5) * LINE_HEIGHT + 5
    has = sum(sheet.row_dimensions[one].height or LINE_HEIGHT for one in range(row, row + count))
    if needed > has:
        last = sheet.row_dimensions[row + count - 1]
        last.height = min((last.height or LINE_HEIGHT) + needed - has, 409)


def _write_notes(sheet: Worksheet, what: Sheet, row: int, widths: Sequence[float]) -> int:
    """Write the line for signatures and the notes under the table; give the last row used."""
    if what.signing:
        _across(sheet, row, what.signing, Font(name=BODY, size=12), (1, len(widths)), "left")
        sheet.row_dimensions[row].height = 34
        row += 1
    notes = [*what.notes, what.mark] if what.mark else list(what.notes)
    total = sum(widths)
    for number, words in enumerate(notes):
        red = bool(what.mark) and number == len(notes) - 1
        font = Font(name=BODY, size=9, bold=red, color=RED if red else INK_GREY)
        _across(sheet, row, words, font, (1, len(widths)), "left")
        sheet.row_dimensions[row].height = 13.5 * lines_of(words, total * 1.05) + 4
        row += 1
    return row - 1
