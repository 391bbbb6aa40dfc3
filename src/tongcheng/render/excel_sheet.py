"""One sheet of a workbook: mark, title, date, two header rows, rows, total, note, and how it prints."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from unicodedata import east_asian_width

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tongcheng.language import NOTHING, SYNTHETIC_MARK, Language, Text
from tongcheng.render.blocks import Table, Value
from tongcheng.render.cells import harmless
from tongcheng.render.numbers import MISSING, cell, is_missing, number

#: Excel's own limit of rows.
MOST_ROWS = 1_048_576

_FONT = "Microsoft YaHei"
_RED = "FFA3271D"
_THIN = Side(style="thin", color="FFBFC5CC")
_STRONG = Side(style="medium", color="FF57606A")
_GREY = PatternFill("solid", fgColor="FFF2F4F6")
_NARROWEST, _WIDEST = 7.0, 36.0


@dataclass(frozen=True)
class _Field:
    """One column of the sheet: the ends of a range get columns of their own."""

    key: str
    label: Text
    unit: Text
    decimals: int | None


def fill_sheet(sheet: Worksheet, table: Table, *, language: Language, synthetic: bool, as_of: Text) -> None:
    """Fill one sheet with one table.

    Parameters
    ----------
    sheet
        An empty sheet.
    table
        What to write.
    language
        Language of the cells; the header stands in both, this one first.
    synthetic
        Puts the mark into the first row, the note, and the head of every printed page.
    as_of
        Date under the title.

    Raises
    ------
    ValueError
        If the table has no column or more rows than a sheet can hold.
    """
    fields = _fields(table)
    if not fields or len(table.rows) + 12 > MOST_ROWS:
        raise ValueError(f"table {table.title.en!r}: {len(fields)} columns and {len(table.rows)} rows fit no sheet")
    head = _write_head(sheet, table, language, synthetic, as_of)
    _write_header(sheet, fields, head + 1, language)
    first = head + 3
    looks: dict[tuple[bool, int | None], object] = {}
    for offset, row in enumerate(table.rows):
        _write_row(sheet, fields, row, first + offset, language, looks=looks)
    last = first + len(table.rows) - 1
    end = last
    if table.total is not None:
        end = last + 1
        _write_row(sheet, fields, table.total, end, language, looks={}, bold=True)
    _set_widths(sheet, fields, head + 1, end)
    _set_header_height(sheet, head + 1)
    _write_notes(sheet, table, end + 1, len(fields), language, synthetic)
    columns = get_column_letter(len(fields))
    # The second header row carries the filter: rows below it are data.
    sheet.auto_filter.ref = f"A{head + 2}:{columns}{max(last, head + 2)}"
    sheet.freeze_panes = f"{'B' if len(fields) > 4 else 'A'}{first}"
    _set_print(sheet, f"{head + 1}:{head + 2}", language, synthetic)


def _fields(table: Table) -> list[_Field]:
    fields = []
    for column in table.columns:
        fields.append(_Field(column.key, column.label, column.unit, column.decimals))
        for key, words in ((column.low, Text("下限", "low")), (column.high, Text("上限", "high"))):
            if key and any(not is_missing(row.get(key)) for row in table.rows):
                label = Text(f"{column.label.zh}（{words.zh}）", f"{column.label.en} ({words.en})")
                fields.append(_Field(key, label, column.unit, column.decimals))
    return fields


def _write_head(sheet: Worksheet, table: Table, language: Language, synthetic: bool, as_of: Text) -> int:
    """Write mark, title and date, and give the last row used."""
    row = 0
    if synthetic:
        row += 1
        _put(sheet, row, 1, SYNTHETIC_MARK.say(language), Font(name=_FONT, size=11, bold=True, color=_RED))
    row += 1
    _put(sheet, row, 1, harmless(table.title.say(language)), Font(name=_FONT, size=15, bold=True))
    sheet.row_dimensions[row].height = 26
    row += 1
    words = as_of.say(language)
    starts = words.startswith("截至") or words.lower().startswith("as of")
    words = words if starts or not words else f"截至{words}" if language == "zh" else f"As of {words}"
    _put(sheet, row, 1, harmless(words), Font(name=_FONT, size=10, color="FF57606A"))
    return row


def _put(sheet: Worksheet, row: int, column: int, value: str, font: Font) -> Cell:
    there = sheet.cell(row=row, column=column)
    assert isinstance(there, Cell)
    there.value, there.font = value, font
    there.data_type = "s" if value else "n"
    there.alignment = Alignment(vertical="center")
    return there


def _write_header(sheet: Worksheet, fields: Sequence[_Field], row: int, language: Language) -> None:
    """Write the header in both languages, the sheet's own first, each with the unit under the label."""
    other: Language = "en" if language == "zh" else "zh"
    for line, spoken in enumerate((language, other)):
        font = Font(name=_FONT, size=10, bold=line == 0, color="FF1F2328" if line == 0 else "FF57606A")
        for position, field in enumerate(fields, 1):
            unit = field.unit.say(spoken)
            brackets = f"\n（{unit}）" if spoken == "zh" else f"\n({unit})"
            there = _put(
                sheet, row + line, position, harmless(field.label.say(spoken)) + (brackets if unit else ""), font
            )
            there.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            there.fill = _GREY
            there.border = Border(
                top=_STRONG if line == 0 else None, bottom=_STRONG if line == 1 else None, left=_THIN, right=_THIN
            )


def _write_row(
    sheet: Worksheet,
    fields: Sequence[_Field],
    row: Mapping[str, Value],
    at: int,
    language: Language,
    *,
    looks: dict[tuple[bool, int | None], object],
    bold: bool = False,
) -> None:
    """Write one row; ``looks`` keeps the style of each kind of cell, since making it anew takes most of the time."""
    for position, field in enumerate(fields, 1):
        value = row.get(field.key)
        there = sheet.cell(row=at, column=position)
        assert isinstance(there, Cell)
        plain = isinstance(value, numbers.Real) and not isinstance(value, bool) and not is_missing(value)
        if isinstance(value, numbers.Real) and plain:
            there.value = int(value) if isinstance(value, numbers.Integral) else float(value)
        else:
            words = cell(value, decimals=field.decimals).say(language)
            there.value = "" if bold and words == MISSING else harmless(words)
            there.data_type = "s"
        kind = (plain, field.decimals)
        if kind not in looks:
            _style(there, field.decimals, bold=bold, right=plain or field.decimals is not None)
            looks[kind] = there._style  # type: ignore[attr-defined]  # noqa: SLF001 - the only way to share a style
        there._style = copy(looks[kind])  # type: ignore[attr-defined]  # noqa: SLF001


def _style(there: Cell, decimals: int | None, *, bold: bool, right: bool) -> None:
    there.font = Font(name=_FONT, size=10, bold=bold)
    there.border = Border(top=_STRONG if bold else _THIN, bottom=_THIN, left=_THIN, right=_THIN)
    there.number_format = _number_format(decimals)
    there.alignment = Alignment(
        horizontal="right" if right else "left", vertical="center", indent=1, wrap_text=not right
    )
    if bold:
        there.fill = _GREY


def _number_format(decimals: int | None) -> str:
    """Give Excel's format of a number: separators and decimals in numeric columns, as it is in others (years)."""
    if decimals is None:
        return "General"
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _width(words: str) -> float:
    """Give the width of the widest line, in Excel's units: a Chinese character takes two."""
    lines = words.split("\n")
    return max(
        (sum(2.0 if east_asian_width(letter) in "WFA" else 1.0 for letter in line) for line in lines), default=0.0
    )


def _shown(there: Cell | MergedCell) -> str:
    if isinstance(there.value, float | int):
        form = str(there.number_format)
        decimals = len(form.partition(".")[2]) if form != "General" else None
        return cell(there.value).zh if decimals is None else number(there.value, decimals=decimals)
    return str(there.value or "")


def _set_widths(sheet: Worksheet, fields: Sequence[_Field], first: int, last: int) -> None:
    """Fit each column to its widest cell, and each row to the lines that its cells then take."""
    heights: dict[int, int] = {}
    for position, cells in enumerate(sheet.iter_cols(min_row=first, max_row=last, max_col=len(fields)), 1):
        words = [_shown(there) for there in cells]
        body = [_width(text) * 1.08 for text in words[2:]]
        wanted = max([_NARROWEST, *(_header_width(text) + 2.5 for text in words[:2]), *(wide + 3.5 for wide in body)])
        width = round(min(wanted, _WIDEST), 1)
        sheet.column_dimensions[get_column_letter(position)].width = width
        for row, (text, wide) in enumerate(zip(words[2:], body, strict=True), first + 2):
            if wide + 1 > width or "\n" in text:
                heights[row] = max(heights.get(row, 1), sum(_lines(line, width - 1.5) for line in text.split("\n")))
    # Not every program fits the height of wrapped rows by itself.
    for row, lines in sorted(heights.items()):
        sheet.row_dimensions[row].height = 14.5 * lines + 3


def _header_width(words: str) -> float:
    """Give the width at which a header takes at most two lines and breaks no word."""
    longest_word = max((_width(word) for line in words.split("\n") for word in line.split(" ")), default=0.0)
    return max(_width(words) / 2 + 2, min(longest_word, 18.0))


def _set_header_height(sheet: Worksheet, first: int) -> None:
    for row in (first, first + 1):
        lines = 1
        for position, there in enumerate(sheet[row], 1):
            width = sheet.column_dimensions[get_column_letter(position)].width - 1.5
            lines = max(lines, sum(_lines(line, width) for line in str(there.value or "").split("\n")))
        sheet.row_dimensions[row].height = 15.5 * lines + 5


def _lines(words: str, width: float) -> int:
    """Count the lines that words take when they wrap; Latin words are not broken, so a little more."""
    return max(1, math.ceil(_width(words) * (1.0 if _width(words) <= width else 1.12) / width))


def _write_notes(sheet: Worksheet, table: Table, at: int, count: int, language: Language, synthetic: bool) -> None:
    """Write the 注 under the table, wrapped over its whole width."""
    lines = [table.note.say(language)] if table.note != NOTHING else []
    if synthetic:
        lines.append(SYNTHETIC_MARK.say(language))
    lead = "注：" if language == "zh" else "Note: "
    span = max(count, 1)
    total = sum(sheet.column_dimensions[get_column_letter(position)].width for position in range(1, span + 1))
    while total < 60:
        span, total = span + 1, total + 9
    for offset, words in enumerate(lines):
        red = synthetic and offset == len(lines) - 1
        text = (lead if offset == 0 else "") + words
        font = Font(name=_FONT, size=9, color=_RED if red else "FF57606A", bold=red)
        there = _put(sheet, at + offset, 1, text, font)
        there.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=at + offset, start_column=1, end_row=at + offset, end_column=span)
        sheet.row_dimensions[at + offset].height = 14 * _lines(text, total) + 3


def _set_print(sheet: Worksheet, header_rows: str, language: Language, synthetic: bool) -> None:
    """Set up A4 landscape, one page wide, header rows repeated, page x of y, the mark at the head."""
    sheet.sheet_format.defaultRowHeight = 17
    sheet.sheet_format.customHeight = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = header_rows
    sheet.print_options.horizontalCentered = True
    for side, inches in (
        ("left", 0.5),
        ("right", 0.5),
        ("top", 0.7),
        ("bottom", 0.65),
        ("header", 0.3),
        ("footer", 0.3),
    ):
        setattr(sheet.page_margins, side, inches)
    assert sheet.oddHeader is not None
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页" if language == "zh" else "Page &P of &N"
    if synthetic:
        for part in (sheet.oddHeader.center, sheet.oddFooter.left):
            part.text, part.color = SYNTHETIC_MARK.say(language), _RED[2:]
