"""One cell as what its column holds; which bare numbers are shares of one."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.sheets.reading import values
from tongcheng.office.sheets.reading.book import Book
from tongcheng.office.sheets.reading.columns import known
from tongcheng.office.sheets.reading.layout import ReadColumn
from tongcheng.office.sheets.reading.values import Expected, Value
from tongcheng.region.importing.sheets import Content, Sheet
from tongcheng.region.importing.xlsx import Cell


def read_value(column: ReadColumn, content: Content, *, year: int | None = None, share: bool = False) -> Value:
    """Read a cell of a column as what the column holds."""
    kind = known(column.identifier)
    sort = kind.type if kind is not None else "text"
    if sort == "money":
        return values.money(content, column.unit)
    if sort == "number":
        return values.length(content, {"km": "公里", "m": "米"}.get(column.unit, column.unit))
    if sort == "percent":
        return values.percent(content, share=share)
    if sort == "date":
        return values.day(content, year)
    if sort in ("stage", "kind", "project_class", "word"):
        return values.choice(content, sort)
    simple = {
        "year": values.year,
        "years": values.years,
        "yesno": values.yes_or_no,
        "code": values.code,
        "tags": values.tags,
    }
    return simple.get(sort, values.text)(content)


def void_cell(found: str) -> Expected:
    """Say what is expected where Excel shows an error, or a formula was never calculated: unknown, not zero."""
    if found == "formula":
        return Expected(
            "formula_without_result",
            Text("数值", "a value"),
            Text("在 Excel 或 WPS 中打开、重新计算后保存", "open it in Excel or WPS, recalculate and save"),
        )
    return Expected(
        "error_cell", Text("数值", "a value"), Text("改正公式或填写数值", "correct the formula or write the value")
    )


def shares_of_one(book: Book, sheet: Sheet, columns: list[ReadColumn], first: int) -> set[Cell]:
    """Give the cells whose bare number is a share of one: shown as a percentage, or a whole column not above one.

    ``first`` is the first row of the data.
    """
    found: set[Cell] = set()
    shown: set[Cell] | None = None
    for column in columns:
        kind = known(column.identifier)
        numbers = _numbers(sheet, column.index, first) if kind is not None and kind.type == "percent" else {}
        if not numbers:
            continue
        shown = book.percent_cells(sheet.name) if shown is None else shown
        formatted = {cell for cell in numbers if cell in shown}
        found |= formatted
        if not formatted and column.unit != "%" and _look_like_shares([*numbers.values()]):
            found |= set(numbers)
    return found


def _numbers(sheet: Sheet, column: int, first: int) -> dict[Cell, float]:
    return {
        (row, column): float(cell)
        for row in range(first, len(sheet.rows))
        if isinstance(cell := sheet.at(row, column), (int, float)) and not isinstance(cell, bool)
    }


def _look_like_shares(numbers: list[float]) -> bool:
    fractions = [number for number in numbers if 0 < number < 1]
    return len(fractions) * 2 > len(numbers) and max(numbers) <= 1.2
