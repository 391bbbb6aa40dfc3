"""Workbooks made in the tests, and the way of a workbook through the importer."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.office.world import World
from tongcheng.office.sheets import actions
from tongcheng.office.sheets.importing.choices import Choices, choices_of
from tongcheng.office.sheets.importing.files import checked_upload
from tongcheng.office.sheets.importing.preview import Target, guess_target, make_preview
from tongcheng.office.sheets.models import Import

HEADER = ["序号", "项目名称", "总投资（万元）", "牵头单位", "配合单位", "完成时限"]


def workbook(rows: Sequence[Sequence[Any]], change: Callable[[Worksheet], None] | None = None) -> bytes:
    """Make a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Give a workbook as bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(content: bytes, edit: Callable[[Worksheet], None]) -> bytes:
    """Edit a workbook as a person would."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(next(one for one in book.worksheets if any(cell.value == "_uid" for row in one.iter_rows() for cell in row)))
    return saved(book)


def cell_of(sheet: Worksheet, header: str, row: int) -> Any:
    """Give a cell by the words of its header."""
    for cells in sheet.iter_rows(min_row=1, max_row=12):
        for cell in cells:
            if cell.value == header:
                return sheet.cell(row=row, column=cell.column)
    raise AssertionError(header)


def row_of(sheet: Worksheet, words: str) -> int:
    """Give the row in which words stand."""
    return next(cell.row for cells in sheet.iter_rows() for cell in cells if cell.value == words)


def begun(world: World, who: str, content: bytes, *, target: Target | None = None, **choices: Any) -> Import:
    """Upload and preview a workbook."""
    act = world.act(who)
    upload, book = checked_upload("表.xlsx", content)
    kept = actions.upload_workbook(act, upload)
    target = target or guess_target(book, act.standing)
    decided = choices_of(choices) if choices else Choices()
    preview = make_preview(Path(kept.file.path), kept.name, target, decided, act.standing, book)
    return actions.begin_import(act, kept, target, decided, preview)


def again(world: World, who: str, one: Import, **choices: Any) -> Import:
    """Preview again with other choices."""
    act = world.act(who)
    decided = choices_of(choices)
    target = Target(one.kind, one.list, one.period, one.unit)
    preview = make_preview(Path(one.workbook.file.path), one.workbook.name, target, decided, act.standing)
    return actions.preview_import(act, one, target, decided, preview)


def rows_by_state(one: Import) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of a preview by state."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in one.preview["rows"]:
        found.setdefault(row["state"], []).append(row)
    return found
