"""Open a workbook: what it is by content, not by suffix; sane in size; its sheets, and our marks if it is ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text
from tongcheng.office.sheets import marks
from tongcheng.office.sheets.reading.beside import Beside, beside
from tongcheng.office.sheets.reading.percent import percent_cells
from tongcheng.region.importing.limits import check_file, name_password
from tongcheng.region.importing.ods import ods_facts
from tongcheng.region.importing.sheets import Sheet, address
from tongcheng.region.importing.xlsx import Cell, SheetFacts, sheet_facts

#: Largest file taken, and the most cells and sheets in it.
MOST_BYTES = 20 * 1024**2
MOST_CELLS = 3_000_000
MOST_SHEETS = 60

#: Suffix under which a workbook is kept, by how its content begins.
_KINDS = ((b"PK\x03\x04", ".xlsx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"), (b"\x09", ".xls"))
_ODS = re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.spreadsheet")


@dataclass
class Book:
    """A workbook as read.

    Parameters
    ----------
    name
        Name of the file, for messages.
    sheets
        Visible sheets in their order.
    hidden
        Sheets that are hidden, by name; they are read only if somebody chooses one.
    marks
        What the file says of itself if it was written here.
    path
        The file, for what is looked up later.
    """

    name: str
    sheets: list[Sheet]
    hidden: dict[str, Sheet] = field(default_factory=dict)
    marks: marks.Marks | None = None
    path: Path | None = None

    def sheet(self, name: str) -> Sheet | None:
        """Give a sheet by name, hidden or not."""
        return next((one for one in self.sheets if one.name == name), self.hidden.get(name))

    def percent_cells(self, sheet: str) -> set[Cell]:
        """Give the cells of a sheet that Excel shows as a percentage: 0.5 in them is 50%."""
        return percent_cells(self.path, sheet) if self.path is not None else set()

    def beside(self, sheet: str) -> Beside:
        """Give what people see in a sheet beside its values: hidden rows and columns, comments, words struck out."""
        return beside(self.path, sheet) if self.path is not None else Beside()


def suffix_of(head: bytes) -> str | None:
    r"""Give the suffix that a file's content deserves; ``None`` if it is no workbook.

    Examples
    --------
    >>> suffix_of(b"PK\x03\x04..."), suffix_of(b"<html>")
    ('.xlsx', None)
    """
    if head.startswith(b"PK\x03\x04") and _ODS.search(head[:200]):
        return ".ods"
    return next((suffix for begin, suffix in _KINDS if head.startswith(begin)), None)


def open_book(path: Path, name: str = "") -> Book:
    """Read every sheet of a workbook.

    Parameters
    ----------
    path
        The file.
    name
        Name under which people know it.

    Raises
    ------
    InputError
        If it is no workbook, is locked, too large, or broken.
    """
    name = name or path.name
    problems = Problems(name)
    _check(path, problems)
    try:
        facts = sheet_facts(path) or ods_facts(path)
        _check_reach(facts, problems)
        found = _sheets(path, name, facts, problems)
    except InputError as error:
        raise InputError(replace(one, file=name) for one in error.problems) from error
    ours = next((sheet for sheet, _ in found if sheet.name == marks.SHEET), None)
    rest = [(sheet, visible) for sheet, visible in found if sheet.name != marks.SHEET]
    first = ours.rows[0][0] if ours is not None and ours.rows and ours.rows[0] else None
    return Book(
        name,
        [sheet for sheet, visible in rest if visible],
        {sheet.name: sheet for sheet, visible in rest if not visible},
        marks.marks_of(first),
        path,
    )


def _check(path: Path, problems: Problems) -> None:
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        problems.add(
            "too_large",
            expected=Text(f"不超过 {MOST_BYTES // 1024**2} MB", f"at most {MOST_BYTES // 1024**2} MB"),
            found=f"{path.stat().st_size / 1024**2:.1f} MB",
            remedy=Text("删去图片和无关工作表后另存", "remove pictures and other sheets and save it again"),
        )
    elif check_file(path, problems):
        with path.open("rb") as stream:
            if suffix_of(stream.read(4096)) is None:
                _name_unreadable(problems, "—")
    problems.raise_if_any()


def _check_reach(facts: dict[str, SheetFacts], problems: Problems) -> None:
    """Refuse a stray value in a far corner: the rectangle up to it would fill the memory."""
    for name, sheet in facts.items():
        if sheet.height * sheet.width > MOST_CELLS:
            problems.add(
                "sheet_too_large",
                file=f"{problems.file}［{name}］",
                expected=Text(f"不超过 {MOST_CELLS // 10_000} 万个单元格", f"at most {MOST_CELLS:,} cells"),
                found=f"A1:{address(sheet.height - 1, sheet.width - 1)}",
                remedy=Text(
                    "删除表格右方和下方的零散单元格后保存",
                    "delete the stray cells right of and below the table and save",
                ),
            )
    problems.raise_if_any()


def _sheets(path: Path, name: str, facts: dict[str, SheetFacts], problems: Problems) -> list[tuple[Sheet, bool]]:
    """Read every sheet, with whether it is visible."""
    import python_calamine as calamine

    try:
        with path.open("rb") as stream, calamine.load_workbook(stream) as book:
            kept = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
            if len(kept) > MOST_SHEETS:
                _name_unreadable(problems, f"{len(kept)} sheets")
                problems.raise_if_any()
            return [
                (_sheet(name, one.name, book, facts), one.visible == calamine.SheetVisibleEnum.Visible)
                for one in kept
            ]
    except calamine.PasswordError as error:
        name_password(problems)
        raise InputError(problems.found) from error
    except InputError:
        raise
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        # the reader is a library in Rust; on some broken files it panics, which is no Exception
        _name_unreadable(problems, (str(error).splitlines() or [type(error).__name__])[0][:120])
        raise InputError(problems.found) from error


def _sheet(file: str, name: str, book: Any, facts: dict[str, SheetFacts]) -> Sheet:
    raw = book.get_sheet_by_name(name)
    known = facts.get(name) or SheetFacts()
    merged = raw.merged_cell_ranges
    rows = raw.to_python(skip_empty_area=False) if raw.height * raw.width <= MOST_CELLS * 6 else []
    return Sheet(file, name, rows, known.merged if merged is None else merged, known.void)


def _name_unreadable(problems: Problems, found: str) -> None:
    problems.add(
        "unreadable_workbook",
        expected=Text("完整的 Excel、WPS 或 ODS 工作簿", "a complete Excel, WPS or ODS workbook"),
        found=found,
        remedy=Text("用 Excel 或 WPS 打开后另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx"),
    )
