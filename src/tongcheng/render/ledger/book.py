"""A workbook of ledger sheets: names, drop-downs, hidden marks, the same bytes for the same rows."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tongcheng.render.cells import harmless
from tongcheng.render.excel import sheet_names
from tongcheng.render.ledger.guide import write_guide
from tongcheng.render.ledger.model import Hidden, Sheet
from tongcheng.render.ledger.sheet import Filled, fill
from tongcheng.render.packed import EPOCH, fixed_times

#: The hidden sheet with the words of the drop-downs.
CHOICES = "_choices"

#: Gives the text of the very hidden sheet when the places of the first data row and of the columns are known.
Mark = Callable[[str, Filled], str]


def ledger_workbook(
    sheets: Sequence[Sheet],
    *,
    title: str,
    hidden: Hidden | None = None,
    mark: Mark | None = None,
    guide: Sequence[str] = (),
    guide_name: str = "填报说明",
) -> bytes:
    """Write sheets into one workbook.

    Parameters
    ----------
    sheets
        In their order; the first is the data sheet that the hidden marks describe.
    title
        Title in the file's properties.
    hidden
        Names of the very hidden sheet and the two hidden columns; none for a workbook that is only read.
    mark
        Gives the text of the very hidden sheet from the data sheet's name and places.
    guide
        Lines of an instruction sheet, put before the others; the first is its title.
    guide_name
        Name of the instruction sheet.

    Raises
    ------
    ValueError
        If there is no sheet or a sheet has no column.
    """
    if not sheets or any(not one.columns for one in sheets):
        raise ValueError("a workbook needs a sheet, and a sheet needs columns")
    book = Workbook()
    book.remove(book.worksheets[0])
    names = sheet_names([*([guide_name] if guide else []), *(one.name for one in sheets)])
    if guide:
        write_guide(book.create_sheet(names.pop(0)), guide)
    made = [(book.create_sheet(name), what) for name, what in zip(names, sheets, strict=True)]
    places = [fill(sheet, what, hidden) for sheet, what in made]
    _write_choices(book, [(sheet, what, place) for (sheet, what), place in zip(made, places, strict=True)])
    if hidden is not None and mark is not None:
        secret = book.create_sheet(hidden.sheet)
        secret["A1"].value, secret["A1"].data_type = mark(names[0], places[0]), "s"
        secret.sheet_state = "veryHidden"
    book.active = len(book.worksheets) and int(bool(guide))
    book.properties.creator, book.properties.title = "Tongcheng", harmless(title)
    book.properties.description = next((one.mark for one in sheets if one.mark), None)
    book.properties.created = EPOCH
    out = io.BytesIO()
    book.save(out)
    return fixed_times(out.getvalue())


def _write_choices(book: Workbook, made: Sequence[tuple[Worksheet, Sheet, Filled]]) -> None:
    """Write the words of all drop-downs to a hidden sheet and point the cells to them; bound what must be a number."""
    words = {name: list(choices) for _, what, _ in made for name, choices in what.choices.items() if choices}
    used = {one.choices for _, what, _ in made for one in what.columns}
    names = [name for name in words if name in used]
    for sheet, what, place in made:
        for column in what.columns:
            if column.between is not None:
                _bound(sheet, column.between, _cells(place, column.key))
    if not names:
        return
    store = book.create_sheet(CHOICES)
    store.sheet_state = "hidden"
    ranges = {}
    for position, name in enumerate(names, 1):
        letter = get_column_letter(position)
        for row, choice in enumerate(words[name], 1):
            there = store.cell(row=row, column=position)
            there.value, there.data_type = harmless(choice), "s"
        ranges[name] = f"'{CHOICES}'!${letter}$1:${letter}${len(words[name])}"
    for sheet, what, place in made:
        for column in what.columns:
            if column.choices in ranges:
                _offer(sheet, ranges[column.choices], _cells(place, column.key), strict=column.strict)


def _cells(place: Filled, key: str) -> str:
    return f"{place.letters[key]}{place.first_row}:{place.letters[key]}{place.last_row}"


def _bound(sheet: Worksheet, between: tuple[float, float], cells: str) -> None:
    """Let only numbers be filled in: ``12亿元`` in a cell for numbers is the commonest mistake."""
    low, high = (f"{one:.0f}" for one in between)
    rule = DataValidation(type="decimal", operator="between", formula1=low, formula2=high, allow_blank=True)
    rule.showErrorMessage, rule.errorTitle = True, "填写有误"
    rule.error = f"请填{low}至{high}之间的数字，不写单位" if high == "100" else "请填数字，不写单位"
    rule.add(cells)
    sheet.add_data_validation(rule)


def _offer(sheet: Worksheet, source: str, cells: str, *, strict: bool) -> None:
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=strict)
    if strict:
        rule.error, rule.errorTitle = "请从下拉列表中选择", "填写有误"
    rule.add(cells)
    sheet.add_data_validation(rule)
