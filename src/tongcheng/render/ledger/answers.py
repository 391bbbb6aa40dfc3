"""The answer to a sender: their own workbook with a column that says what became of every row (处理结果)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from tongcheng.render.cells import harmless
from tongcheng.render.excel import sheet_names
from tongcheng.render.ledger.look import BODY, HEAD, lines_of
from tongcheng.render.packed import fixed_times

HEADING = "处理结果"
SUMMARY = "处理结果汇总"
_WIDTH = 46.0
_THIN = Side(style="thin", color="FFBFC5CC")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
#: Colour, and the word that says the same without colour.
_KINDS = {
    "unchanged": ("FFF2F4F6", "未变"),
    "changed": ("FFE3F1E5", "已更新"),
    "new": ("FFE1EEF9", "新增"),
    "missing": ("FFF2F4F6", "未列出"),
    "conflict": ("FFFFE9C7", "冲突"),
    "error": ("FFFBDAD7", "有误"),
    "refused": ("FFFBDAD7", "未接受"),
    "skipped": ("FFF2F4F6", "未读入"),
    "doubtful": ("FFFFE9C7", "待确认"),
    "twice": ("FFFBDAD7", "重复"),
}
_OTHER = ("FFF2F4F6", "")


class Result(NamedTuple):
    """What became of one row; row 0 speaks of the whole sheet."""

    sheet: str
    row: int
    kind: str
    text: str


class BadCell(NamedTuple):
    """A cell that could not be taken: sheet, place such as ``E9``, and what was expected, found, and is to be done."""

    sheet: str
    place: str
    text: str


def answer_workbook(
    original: Path,
    results: Sequence[tuple[str, int, str, str]],
    *,
    headers: Mapping[str, tuple[int, int]] | None = None,
    bad: Sequence[BadCell] = (),
    remarks: Sequence[str] = (),
) -> bytes:
    """Give the sender's workbook back with a coloured result column; the cells they sent stay as they are.

    Parameters
    ----------
    original
        The file as it came. One that openpyxl cannot keep (``.xls``, ``.ods``, ``.et``) is answered as ``.xlsx``
        with its values.
    results
        Sheet, row as Excel counts it, kind (``unchanged changed new missing conflict doubtful twice error refused
        skipped``), and words for the sender. What belongs to no row of the file is said on a sheet of its own.
    headers
        First and last row of the header by sheet; else it is taken to end above the first result.
    bad
        Cells that could not be taken: they are coloured and carry a comment.
    remarks
        How the file was read, for the summary.
    """
    book = _opened(original)
    told = [Result(*one) for one in results]
    by_sheet: dict[str, list[Result]] = {}
    for one in told:
        if one.sheet in book.sheetnames and one.row > 0:
            by_sheet.setdefault(one.sheet, []).append(one)
    for name, rows in by_sheet.items():
        there = book[name]
        if isinstance(there, Worksheet):
            _write_column(there, rows, (headers or {}).get(name))
            _write_bad(there, [one for one in bad if one.sheet == name])
    loose = [one for one in told if one.sheet not in book.sheetnames or one.row <= 0]
    _write_summary(book, told, loose, len(bad), remarks)
    out = io.BytesIO()
    book.save(out)
    return fixed_times(out.getvalue())


def _opened(original: Path) -> Workbook:
    """Open the file for writing; of one that cannot be kept, take the values."""
    with original.open("rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04":
        try:
            return load_workbook(io.BytesIO(original.read_bytes()))  # a path it cannot read it leaves open
        except Exception:  # noqa: BLE001 - openpyxl has no error of its own for what it cannot read; values remain
            return _values_of(original)
    return _values_of(original)


def _values_of(original: Path) -> Workbook:
    source = CalamineWorkbook.from_path(str(original))
    book = Workbook()
    book.remove(book.worksheets[0])
    names = list(source.sheet_names)
    for name, allowed in zip(names, sheet_names(names), strict=True):
        sheet = book.create_sheet(name if name not in book.sheetnames and len(name) <= 31 else allowed)
        for row, cells in enumerate(source.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            for column, value in enumerate(cells, 1):
                if value not in ("", None):
                    there = sheet.cell(row=row, column=column)
                    there.value = harmless(value) if isinstance(value, str) else value
                    if isinstance(value, str):
                        there.data_type = "s"
    return book


def _write_bad(sheet: Worksheet, bad: Sequence[BadCell]) -> None:
    """Colour the cells that could not be taken, and say there what is wrong; words of an earlier answer go."""
    for cells in sheet.iter_rows():
        for there in cells:
            if isinstance(there, Cell) and there.comment is not None and there.comment.author == HEADING:
                there.comment, there.fill = None, PatternFill()
    for one in bad:
        there = sheet[one.place]
        if isinstance(there, Cell):
            own = f"{there.comment.text}\n———\n" if there.comment is not None else ""
            there.comment = Comment(own + one.text, HEADING, height=110, width=280)
            there.fill = PatternFill("solid", fgColor=_KINDS["error"][0])


def _write_column(sheet: Worksheet, rows: Sequence[Result], header_rows: tuple[int, int] | None) -> None:
    first = min(one.row for one in rows)
    column, header = _place(sheet, first, header_rows[0] if header_rows else None)
    letter = get_column_letter(column)
    sheet.column_dimensions[letter].width = _WIDTH
    sheet.column_dimensions[letter].hidden = False
    _cell(sheet, header, column, HEADING, None)
    texts: dict[int, list[Result]] = {}
    for one in rows:
        texts.setdefault(one.row, []).append(one)
    for row, said in texts.items():
        worst = max(said, key=lambda one: _GRAVITY.get(one.kind, 0))
        words = "\n".join(dict.fromkeys(_words(one) for one in said))
        _cell(sheet, row, column, words, worst.kind)
        needed = min(14.5 * lines_of(words, _WIDTH - 1.5) + 4, 409)
        has = sheet.row_dimensions[row].height
        if needed > (has or 15):
            sheet.row_dimensions[row].height = needed
    _widen_print(sheet, letter)


#: Of several results of one row the gravest gives the colour.
_ORDER = ("unchanged", "missing", "skipped", "changed", "new", "doubtful", "conflict", "twice", "refused", "error")
_GRAVITY = {kind: place for place, kind in enumerate(_ORDER)}


def _place(sheet: Worksheet, first: int, header: int | None) -> tuple[int, int]:
    """Give column and header row of the results: an answered workbook that comes again keeps its column."""
    for cells in sheet.iter_rows(min_row=1, max_row=min(first, 30)):
        for there in cells:
            if there.value == HEADING:
                _clear(sheet, int(there.column or 1), int(there.row or 1))
                return int(there.column or 1), int(there.row or 1)
    return sheet.max_column + 1, header or max(first - 1, 1)


def _clear(sheet: Worksheet, column: int, header: int) -> None:
    for row in range(header + 1, sheet.max_row + 1):
        there = sheet.cell(row=row, column=column)
        if isinstance(there, Cell):
            there.value, there.fill = None, PatternFill()


def _words(one: Result) -> str:
    _, word = _KINDS.get(one.kind, _OTHER)
    if not word or one.text.startswith(word):
        return one.text
    return f"{word}：{one.text}" if one.text else word


def _cell(sheet: Worksheet, row: int, column: int, words: str, kind: str | None) -> None:
    there = sheet.cell(row=row, column=column)
    if not isinstance(there, Cell):  # inside a merged area: nothing can stand here
        return
    there.value, there.data_type = harmless(words), "s"
    there.font = Font(name=HEAD if kind is None else BODY, size=10, bold=kind is None)
    there.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if kind is None else "left")
    there.border = _GRID
    if kind is not None:
        there.fill = PatternFill("solid", fgColor=_KINDS.get(kind, _OTHER)[0])


def _widen_print(sheet: Worksheet, letter: str) -> None:
    """Print the results too, if the sender had a print area."""
    area = str(sheet.print_area or "")
    if area and "," not in area and ":" in area:
        start, _, end = area.rpartition("!")[2].partition(":")
        digits = "".join(char for char in end if char.isdigit())
        if digits:
            sheet.print_area = f"{start.replace('$', '')}:{letter}{digits}"


def _write_summary(
    book: Workbook, told: Sequence[Result], loose: Sequence[Result], bad: int, remarks: Sequence[str]
) -> None:
    """Count the rows by kind on a sheet of its own, and say what belongs to no row."""
    if SUMMARY in book.sheetnames:
        book.remove(book[SUMMARY])
    sheet = book.create_sheet(SUMMARY)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 90
    _cell(sheet, 1, 1, HEADING, None)
    _cell(sheet, 1, 2, "行数与说明", None)
    row = 2
    for kind, (_, word) in _KINDS.items():
        count = len({(one.sheet, one.row) for one in told if one.kind == kind and one.row > 0})
        count += sum(one.kind == kind and one.row <= 0 for one in told)
        if count:
            _cell(sheet, row, 1, word, kind)
            _cell(sheet, row, 2, str(count), kind)
            row += 1
    for words, text, kind in [("有误单元格", str(bad), "error")] * bool(bad) + [
        ("读入说明", one, "") for one in remarks
    ]:
        _cell(sheet, row, 1, words, kind)
        _cell(sheet, row, 2, text, kind)
        sheet.row_dimensions[row].height = min(14.5 * lines_of(text, 88) + 4, 409)
        row += 1
    for one in loose:
        _cell(sheet, row, 1, _KINDS.get(one.kind, _OTHER)[1] or one.kind, one.kind)
        place = f"{one.sheet}：" if one.sheet else ""
        _cell(sheet, row, 2, f"{place}{one.text}", one.kind)
        sheet.row_dimensions[row].height = min(14.5 * lines_of(f"{place}{one.text}", 88) + 4, 409)
        row += 1
