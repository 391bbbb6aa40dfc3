"""Sheets as they stand in a file: CSV in any usual encoding, Excel, WPS and OpenDocument workbooks."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text
from tongcheng.region.importing.limits import name_password
from tongcheng.region.importing.ods import ods_facts
from tongcheng.region.importing.xlsx import Cell, SheetFacts, column_letters, sheet_facts

#: A sheet's rectangle of cells is held in memory; a stray value in the last row and column would fill it.
MOST_CELLS = 20_000_000

_LONGEST_FIELD = 100_000_000  # outlines as text
_SAMPLE = 20_000
_DELIMITERS = ",\t;|"

Content = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass
class Sheet:
    """One sheet: its cells by row and column, and what is known about them.

    Parameters
    ----------
    file
        Name of the file and sheet, for messages.
    name
        Name of the sheet; empty for a text file.
    rows
        Cells; rows may have different lengths. Row 0 is row 1 of the spreadsheet.
    merged
        First and last cell of merged ranges.
    void
        Cells that read as empty but hold an error or a formula without result.
    """

    file: str
    name: str
    rows: list[list[Content]]
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    void: dict[Cell, str] = field(default_factory=dict)

    def at(self, row: int, column: int) -> Content:
        """Give a cell; None beyond the end of its row."""
        return self.rows[row][column] if column < len(self.rows[row]) else None


def address(row: int, column: int) -> str:
    """Give the address of a cell, both from 0.

    Examples
    --------
    >>> address(6, 1)
    'B7'
    """
    return f"{column_letters(column)}{row + 1}"


def read_text(path: Path, *, encoding: str | None = None) -> Sheet:
    """Read a CSV file; encoding (UTF-8, UTF-16, GB18030) and delimiter are found out.

    Parameters
    ----------
    path
        The file.
    encoding
        Encoding if known.

    Raises
    ------
    InputError
        If it is no text, or a quotation mark is never closed.
    """
    problems = Problems(path.name)
    text = _decoded(path.read_bytes(), encoding, problems)
    csv.field_size_limit(_LONGEST_FIELD)  # the module has only this global switch; the default refuses outlines
    rows: list[list[Content]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows.extend([*row] for row in reader)  # what was read before an error stays, so that its row is known
    except csv.Error as error:
        problems.add(
            "broken_csv",
            row=len(rows) + 1,
            expected=Text("引号成对的 CSV 行", "a CSV row with paired quotation marks"),
            found=error,
            remedy=Text("补上引号，或另存为 .xlsx", "close the quotation mark, or save it as .xlsx"),
        )
        raise InputError(problems.found) from error
    return Sheet(path.name, "", rows)


def read_workbook(path: Path, *, sheet: str | int | None = None, hidden: bool = False) -> list[Sheet]:
    """Read the sheets of a workbook.

    Parameters
    ----------
    path
        ``.xlsx .xlsm .xls .et .ods``; the content decides, not the suffix.
    sheet
        Name or number (from 1) of the one to read; by default all that are visible.
    hidden
        Whether hidden sheets are read too.

    Raises
    ------
    InputError
        If it cannot be read, is locked with a password, has no such sheet, or a sheet reaches too far.
    """
    import python_calamine as calamine

    problems = Problems(path.name)
    facts = sheet_facts(path) or ods_facts(path)
    _name_far_cells(facts, problems)
    problems.raise_if_any()
    try:
        with path.open("rb") as stream, calamine.load_workbook(stream) as book:
            visible = calamine.SheetVisibleEnum.Visible
            names = [item.name for item in book.sheets_metadata if hidden or item.visible == visible]
            wanted = names if sheet is None else _wanted(sheet, book.sheet_names, problems)
            return [_sheet(path, name, book.get_sheet_by_name(name), facts.get(name)) for name in wanted]
    except calamine.PasswordError as error:
        name_password(problems)
        raise InputError(problems.found) from error
    except calamine.CalamineError as error:
        problems.add(
            "unreadable_workbook",
            expected=Text("完整的 Excel、WPS 或 ODS 工作簿", "a complete Excel, WPS or ODS workbook"),
            found=str(error).splitlines()[0],
            remedy=Text("用 Excel 或 WPS 打开后另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx"),
        )
        raise InputError(problems.found) from error


def _sheet(path: Path, name: str, raw: object, facts: SheetFacts | None) -> Sheet:
    rows: list[list[Content]] = raw.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    merged = raw.merged_cell_ranges  # type: ignore[attr-defined]
    facts = facts or SheetFacts()
    return Sheet(f"{path.name}［{name}］", name, rows, facts.merged if merged is None else merged, facts.void)


def _wanted(sheet: str | int, names: list[str], problems: Problems) -> list[str]:
    if isinstance(sheet, int) and 1 <= sheet <= len(names):
        return [names[sheet - 1]]
    if str(sheet) in names:
        return [str(sheet)]
    problems.add(
        "no_sheet",
        expected=Text(f"工作表：{'、'.join(names)}", f"one of the sheets {', '.join(names)}"),
        found=sheet,
        remedy=Text("改正映射文件中的 sheet", "correct sheet in the mapping file"),
    )
    raise InputError(problems.found)


def _name_far_cells(facts: dict[str, SheetFacts], problems: Problems) -> None:
    for name, sheet in facts.items():
        if sheet.height * sheet.width > MOST_CELLS:
            problems.add(
                "sheet_too_large",
                file=f"{problems.file}［{name}］",
                expected=Text(f"不超过 {MOST_CELLS // 10_000} 万个单元格", f"at most {MOST_CELLS:,} cells"),
                found=f"A1:{address(sheet.height - 1, sheet.width - 1)}",
                remedy=Text(
                    "删除表格右方和下方的零散单元格后保存；数据确实很多的，改用 CSV 或 Parquet",
                    "delete the stray cells right of and below the table; for really large data use CSV or Parquet",
                ),
            )


def _decoded(content: bytes, encoding: str | None, problems: Problems) -> str:
    guesses = [encoding] if encoding else ["utf-8-sig", "gb18030"]
    if not encoding and content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        guesses = ["utf-16"]
    for guess in guesses:
        try:
            text = content.decode(guess)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" not in text:
            return text.removeprefix("\ufeff")
    problems.add(
        "encoding",
        expected=Text("UTF-8 或 GB18030 编码的文本", "text in UTF-8 or GB18030"),
        found=encoding or "其他编码或二进制文件 another encoding or a binary file",
        remedy=Text(
            "另存为“CSV UTF-8”或 .xlsx；其他编码在映射文件写 encoding",
            'save it as "CSV UTF-8" or .xlsx; name another encoding in the mapping file',
        ),
    )
    raise InputError(problems.found)


def _delimiter(text: str) -> str:
    """Choose the delimiter that the beginning has most often."""
    return max(_DELIMITERS, key=text[:_SAMPLE].count)
