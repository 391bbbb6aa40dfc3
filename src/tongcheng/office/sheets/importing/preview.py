"""From a kept workbook to its preview: reads the file and compares; writes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.lists.models import List
from tongcheng.office.lists.queries import visible_lists
from tongcheng.office.people.folding import likeness
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Period
from tongcheng.office.sheets.importing.bases import Bases
from tongcheng.office.sheets.importing.beside import note_rows, said_beside
from tongcheng.office.sheets.importing.choices import Choices
from tongcheng.office.sheets.importing.for_ledger import preview_ledger, units_to_enter
from tongcheng.office.sheets.importing.for_list import preview_list
from tongcheng.office.sheets.importing.previewed import Previewed, no_preview
from tongcheng.office.sheets.importing.units import Names
from tongcheng.office.sheets.models import ImportKind
from tongcheng.office.sheets.reading.book import Book, open_book
from tongcheng.office.sheets.reading.columns import known
from tongcheng.office.sheets.reading.table import ReadTable, best_table, read_table

#: More rows than this are another list than any office keeps.
MOST_ROWS = 20_000
_MOST_PROBLEMS = 1000
_ALIKE = 0.3
#: Columns that an answer of ours added.
_OURS = ("处理结果",)


@dataclass(frozen=True)
class Target:
    """What a workbook is taken for: a list, or the ledgers of a period (of one unit if it is named)."""

    kind: str = ImportKind.NAKED
    list: List | None = None
    period: Period | None = None
    unit: Unit | None = None


def guess_target(book: Book, standing: Standing) -> Target:
    """Say what a workbook is most likely: by its marks if it was written here, else by its titles."""
    if book.marks is not None:
        marks = book.marks
        unit = Unit.objects.filter(code=marks.unit).first() if marks.unit else None
        if marks.kind == "ledger":
            return Target(ImportKind.LEDGER, None, Period.objects.filter(code=marks.period).first(), unit)
        return Target(ImportKind.LIST, visible_lists(standing).filter(code=marks.list).first())
    table = best_table(book)
    if table is None:
        return Target()
    if _looks_like_a_ledger(table):
        return _guess_ledger(table, standing)
    return Target(ImportKind.NAKED, _guess_list(book, table, standing))


def _looks_like_a_ledger(table: ReadTable) -> bool:
    mapped = set(table.layout.mapped)
    return bool(mapped & {"word", "next_step", "percent", "fall_reason"}) and not mapped & {"lead", "lead_support"}


def _guess_ledger(table: ReadTable, standing: Standing) -> Target:
    from tongcheng.office.people.names import UnitNames

    above = table.layout.above
    period = None
    if above.month is not None:
        year, month = above.month
        period = Period.objects.filter(last_day__year=year, last_day__month=month).order_by("kind").first()
    unit = UnitNames.load().resolve(above.reporting_unit).unit if above.reporting_unit else None
    own = units_to_enter(standing)
    if unit is None and len(own) == 1:
        unit = own[0]
    newest = Period.objects.order_by("-last_day")
    if above.year is not None:  # a table of another year is not taken for the newest period
        newest = newest.filter(last_day__year=above.year)
    return Target(ImportKind.NAKED, None, period or newest.first(), unit)


def _guess_list(book: Book, table: ReadTable, standing: Standing) -> List | None:
    lists = list(visible_lists(standing).filter(closed=False))
    words = [line for _, line in table.layout.above.lines] + [table.sheet, re.sub(r"\.\w+$", "", book.name)]
    if (year := title_year(book, table)) is not None:
        lists = [one for one in lists if one.year in (year, None)]
    scored = [(max((likeness(one.name, line) for line in words), default=0.0), one) for one in lists]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    if best[0] >= _ALIKE:
        return best[1]
    return lists[0] if len(lists) == 1 else None


def title_year(book: Book, table: ReadTable) -> int | None:
    """Give the year of which a file says it is: by its title, else by the names of sheet and file."""
    if table.layout.above.year is not None:
        return table.layout.above.year
    for words in (table.sheet, book.name):
        if found := re.search(r"(?<!\d)((?:19|20)\d{2})(?=\D|$)", words):
            return int(found[1])
    return None


def make_preview(
    path: Path, name: str, target: Target, choices: Choices, standing: Standing, book: Book | None = None
) -> dict[str, Any]:
    """Read a workbook and say what it would change; asks the database a constant number of questions.

    ``book`` is the file if it was opened already.

    Raises
    ------
    InputError
        If the file cannot be read at all.
    """
    book = open_book(path, name) if book is None else replace(book, path=path)
    table = _table(book, target, choices)
    facts = _facts(book, table)
    if table is None:
        return no_preview([_no_table(book)], facts)
    if len(table.rows) > MOST_ROWS:
        return no_preview([_too_many(book, len(table.rows))], facts)
    found = book.beside(table.sheet)
    facts |= said_beside(table, found)
    if target.list is None and target.period is None:
        return no_preview(table.problems[:_MOST_PROBLEMS], facts | {"rows": len(table.rows)})
    previewed = _compared(book, table, target, choices, standing)
    previewed.sheet = facts
    note_rows(previewed.rows, table, found)
    del previewed.problems[_MOST_PROBLEMS:]
    return previewed.as_record()


def _table(book: Book, target: Target, choices: Choices) -> ReadTable | None:
    year = choices.year or (
        target.list.year if target.list else target.period.last_day.year if target.period else None
    )
    options: dict[str, Any] = {
        "header": choices.header,
        "chosen": choices.columns,
        "units": choices.units,
        "year": year,
    }
    if choices.sheet:
        sheet = book.sheet(choices.sheet)
        return read_table(book, sheet, **options) if sheet is not None else None
    if choices.header or choices.columns:  # decisions about a sheet hold for the one that was shown
        first = best_table(book, year=year)
        sheet = book.sheet(first.sheet) if first is not None else (book.sheets[0] if book.sheets else None)
        return read_table(book, sheet, **options) if sheet is not None else None
    return best_table(book, **options)


def _compared(book: Book, table: ReadTable, target: Target, choices: Choices, standing: Standing) -> Previewed:
    ours = target.kind != ImportKind.NAKED
    clear = choices.blanks == "clear" or (ours and choices.blanks != "keep")
    bases = Bases.since(book.marks.chain_head) if ours and book.marks is not None else None
    names = Names()
    if target.period is not None:
        return preview_ledger(table, target.period, target.unit, standing, choices, bases, names, clear=clear)
    assert target.list is not None
    return preview_list(table, target.list, standing, choices, bases, names, clear=clear)


def _facts(book: Book, table: ReadTable | None) -> dict[str, Any]:
    """Give what the page shows about the file: its sheets, the header, what every column is, what was passed over."""
    facts: dict[str, Any] = {
        "sheets": [sheet.name for sheet in book.sheets],
        "hidden": [] if book.marks is not None else list(book.hidden),
        "sheet": table.sheet if table is not None else "",
        "ours": book.marks is not None,
    }
    if book.marks is not None:
        facts |= {"as_of": book.marks.as_of, "version": book.marks.version}
    if table is None:
        first = book.sheets[0] if book.sheets else None
        return facts | {"top": _top(first.rows) if first is not None else []}
    layout = table.layout
    unstated = [
        one.letters
        for one in layout.columns
        if not one.unit and (kind := known(one.identifier)) is not None and kind.type == "money"
    ]
    return facts | {
        "header": [layout.first + 1, layout.last + 1],
        "columns": [
            {"l": one.letters, "h": one.header, "i": one.identifier, "u": one.unit, "how": one.how}
            for one in layout.columns
            if one.header or one.identifier
        ],
        "no_unit": unstated,
        "doubts": table.doubts[:50],
        "left_out": [
            f"{one.letters} {one.header}"
            for one in layout.columns
            if one.header
            and not one.identifier
            and not one.header.startswith("_")
            and one.header not in _OURS
            and one.how != "marks"
        ],
        "title": _title(table),
        "title_year": title_year(book, table),
        "year": table.year,
        "notes": [[note.row, note.kind, note.words] for note in table.notes[:200]],
    }


def _title(table: ReadTable) -> str:
    """Give the line above the table that names it: the longest that says 清单, 表 or the like, else the first."""
    lines = [line for _, line in table.layout.above.lines if "：" not in line and ":" not in line]
    named = [line for line in lines if re.search(r"(清单|表|台账|目录|一览)\W*$|(清单|表)[（(]", line)]
    return max(named, key=len, default=lines[0] if lines else table.sheet)[:120]


def _top(rows: list[list[Any]]) -> list[list[str]]:
    return [[str(cell if cell is not None else "")[:30] for cell in row[:12]] for row in rows[:12]]


def _no_table(book: Book) -> Problem:
    return Problem(
        "no_table",
        book.name,
        Text("有“名称”“序号”等表头的一张表", "a table with a header such as 名称 and 序号"),
        "、".join(sheet.name for sheet in book.sheets)[:80] or "—",
        Text(
            "选择工作表和表头所在行，并指定各列含义",
            "choose the sheet and the rows of its header, and say what the columns are",
        ),
    )


def _too_many(book: Book, rows: int) -> Problem:
    return Problem(
        "too_many_rows",
        book.name,
        Text(f"不超过 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows"),
        str(rows),
        Text("分成几个文件", "split the file"),
    )


def unreadable(error: InputError, sheet: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the preview of a file that could not be read."""
    return no_preview(error.problems, sheet or {})
