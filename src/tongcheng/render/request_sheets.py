"""The sheets of the data request workbook that departments fill in: one per table, with lists to choose from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from unicodedata import east_asian_width

import pandas as pd
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.region.region import Region
from tongcheng.region.requests import (
    CHOICES,
    FIRST_ROW,
    HINT_ROW,
    ID_ROW,
    LABEL_ROW,
    TITLE_ROW,
    RequestRow,
    allowed,
    cell_id,
    example,
    fill_columns,
    hint,
)
from tongcheng.region.schemas import Attribute, schemas
from tongcheng.region.value_labels import value_label
from tongcheng.render.cells import harmless

FONT = "Microsoft YaHei"
RED = "FFA3271D"
GREY_INK = "FF57606A"
THIN = Side(style="thin", color="FFBFC5CC")
GRID = Border(top=THIN, bottom=THIN, left=THIN, right=THIN)

#: Rows down to which lists, checks and colours reach.
LAST_ROW = 5_000
#: Width of a page of A4 landscape at which small print is still read; wider tables take more pages.
_PAGE_WIDTH = 190
#: Rows with lines, for those who print the sheet.
_LINED_ROWS = 20
#: Places are offered as a list up to this many.
MOST_CHOICES = 1_000

_REQUIRED = PatternFill("solid", fgColor="FFDCE8F5")
_OPTIONAL = PatternFill("solid", fgColor="FFF2F4F6")
_LACKING = PatternFill("solid", bgColor="FFFBE3E0")
_WIDTHS = {"id": 16, "ref": 16, "text": 21, "list": 21, "enum": 14, "json": 30, "date": 13, "period": 13, "bool": 9}
_NARROW = 12
_REFUSAL = "请按列头批注填写；没有数据的留空，不要填 0。\nSee the comment on the header; leave unknowns blank."
_WORDS = {"id", "ref", "text", "list", "enum", "period", "json"}


class Choices:
    """The hidden sheet with the words that may be chosen; a list is written once and found by its cells."""

    def __init__(self, book: Workbook) -> None:
        self._sheet: Worksheet = book.create_sheet(CHOICES.zh)
        self._sheet.sheet_state = "hidden"
        self._known: dict[tuple[str, ...], str] = {}

    def cells_of(self, words: Sequence[str], *, name: str) -> str:
        """Give the cells that hold a list, writing it if it is new."""
        key = tuple(words)
        if key not in self._known:
            column = len(self._known) + 1
            for row, text in enumerate((f"list {name}", *words), 1):
                put(self._sheet, row, column, text)
            letters = get_column_letter(column)
            self._known[key] = f"'{CHOICES.zh}'!${letters}$2:${letters}${len(words) + 1}"
        return self._known[key]


def put(sheet: Worksheet, row: int, column: int, words: str, *, font: Font | None = None) -> None:
    """Write words into a cell as words, whatever they begin with."""
    cell = sheet.cell(row=row, column=column)
    cell.value = harmless(words)
    cell.data_type = "s"
    if font is not None:
        cell.font = font


def lines_of(words: str, width: float) -> int:
    """Count the lines that words take in a column; a Chinese character is as wide as two letters."""
    total = 0
    for line in words.split("\n"):
        long = sum(2.0 if east_asian_width(letter) in "WFA" else 1.05 for letter in line)
        total += max(1, math.ceil(long / max(width - 1.5, 1.0)))
    return total


def both(text: Text) -> str:
    """Write a label in both languages, Chinese first, in one cell."""
    return text.zh if text.zh == text.en or not text.en else f"{text.zh}\n{text.en}"


def fill_in_sheet(
    sheet: Worksheet, table: str, requests: Sequence[RequestRow], choices: Choices, region: Region | None
) -> None:
    """Lay out the sheet of one table.

    Parameters
    ----------
    sheet
        An empty sheet.
    table
        Table to be filled in.
    requests
        What is asked of this table, for the title.
    choices
        Lists to choose from.
    region
        The circle whose places are offered; None for none.
    """
    columns = fill_columns(table)
    _title(sheet, table, requests, synthetic=region is not None and region.fictional)
    for number, item in enumerate(columns, 1):
        _header(sheet, number, table, item)
        _column_style(sheet, number, item)
        if (rule := _rule(table, item, choices, region)) is not None:
            letters = get_column_letter(number)
            rule.add(f"{letters}{FIRST_ROW}:{letters}{LAST_ROW}")
            sheet.add_data_validation(rule)
    _mark_lacking(sheet, columns)
    sheet.row_dimensions[ID_ROW].hidden = True
    for row, height in ((LABEL_ROW, 14.5), (HINT_ROW, 13.5)):
        sheet.row_dimensions[row].height = 5 + height * max(
            lines_of(str(sheet.cell(row=row, column=number).value), _width(item))
            for number, item in enumerate(columns, 1)
        )
    frozen = min(sum(item.status == "key" for item in columns), 2)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{FIRST_ROW}"
    sheet.sheet_properties.tabColor = "FF5B8DB8"
    set_print(
        sheet, f"{LABEL_ROW}:{HINT_ROW}", schemas()[table].label, synthetic=region is not None and region.fictional
    )
    pages = math.ceil(sum(map(_width, columns)) / _PAGE_WIDTH)
    if pages > 1:
        sheet.page_setup.fitToWidth = pages
        sheet.print_title_cols = f"A:{get_column_letter(frozen)}"


def set_print(sheet: Worksheet, header_rows: str, title: Text, *, synthetic: bool) -> None:
    """Set up A4 landscape, one page wide, header rows repeated, title above and page number below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = header_rows
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.75, 0.75
    sheet.page_margins.header = sheet.page_margins.footer = 0.35
    assert sheet.oddHeader is not None
    assert sheet.oddFooter is not None
    mark = f"  {SYNTHETIC_MARK.zh}" if synthetic else ""
    sheet.oddHeader.center.text = f"{title.zh} {title.en}{mark}".replace("&", "&&")
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def _title(sheet: Worksheet, table: str, requests: Sequence[RequestRow], *, synthetic: bool) -> None:
    schema = schemas()[table]
    parts = [f"{schema.label.zh} {schema.label.en}"]
    if schema.holder.zh:
        parts.append(f"通常由{schema.holder.zh}提供")
    opens = list(dict.fromkeys(label.zh for row in requests for label in row.opens))
    if opens:
        parts.append("支撑：" + "、".join(opens))
    if synthetic:
        parts.append(SYNTHETIC_MARK.zh)
    put(sheet, TITLE_ROW, 1, "　｜　".join(parts), font=Font(name=FONT, size=12, bold=True))
    sheet.row_dimensions[TITLE_ROW].height = 26
    sheet.cell(row=TITLE_ROW, column=1).alignment = Alignment(vertical="center")


def _header(sheet: Worksheet, column: int, table: str, item: Attribute) -> None:
    put(sheet, ID_ROW, column, cell_id(table, item.name))
    star = (
        "＊" if item.mandatory and not item.default and item.references != "sources" and item.name != "basis" else ""
    )
    label = Text(star + item.label.zh, item.label.en)
    put(sheet, LABEL_ROW, column, both(label), font=Font(name=FONT, size=10, bold=True))
    put(sheet, HINT_ROW, column, both(hint(table, item)), font=Font(name=FONT, size=9, color=GREY_INK))
    for row in (LABEL_ROW, HINT_ROW):
        cell = sheet.cell(row=row, column=column)
        cell.fill = _REQUIRED if star else _OPTIONAL
        cell.border = GRID
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    lines = [f"{item.label.zh}：{item.description.zh}", item.description.en]
    lines.append(f"填写 Content：{allowed(table, item).zh}")
    if item.default:
        default = value_label(table, item.name, item.default).zh
        lines.append(f"空则为 Blank means：{default}")
    if sample := example(table, item):
        lines.append(f"例 Example：{sample}")
    comment = Comment("\n".join(lines), "Tongcheng")
    comment.width, comment.height = 320, 40 + 20 * sum(1 + len(line) // 24 for line in lines)
    sheet.cell(row=LABEL_ROW, column=column).comment = comment


def _width(item: Attribute) -> float:
    return _WIDTHS.get(item.kind, _NARROW)


def _column_style(sheet: Worksheet, number: int, item: Attribute) -> None:
    """Keep codes and periods as text: a spreadsheet makes 2025-06 a day and drops leading zeros."""
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = _width(item)
    shape = "@" if item.kind in _WORDS else "yyyy-mm-dd" if item.kind == "date" else "General"
    dimension.font, dimension.number_format = Font(name=FONT, size=10), shape
    for row in range(FIRST_ROW, FIRST_ROW + _LINED_ROWS):
        cell = sheet.cell(row=row, column=number)
        cell.font, cell.border, cell.number_format = Font(name=FONT, size=10), GRID, shape


def _rule(table: str, item: Attribute, choices: Choices, region: Region | None) -> DataValidation | None:
    """Give the rule of a column: words to choose from, or the range of a number."""
    strict, rule = True, None
    if item.kind == "enum":
        real = region is None or not region.fictional
        values = [value for value in item.values if not (item.name == "basis" and real and value == "synthetic")]
        words = [value_label(table, item.name, value).zh for value in values]
        rule = DataValidation(type="list", formula1=choices.cells_of(words, name=cell_id(table, item.name)))
    elif item.kind == "bool":
        rule = DataValidation(type="list", formula1='"是,否"')
    elif item.kind == "ref" and region is not None and (places := _places(item.references or "", region)):
        rule = DataValidation(type="list", formula1=choices.cells_of(places, name=item.references or ""))
        strict = False  # new places and names without their code are understood too
    elif item.kind in {"int", "float"} and item.low is not None and item.unit != "°":
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1=f"{item.low:g}")
        if item.high is not None:
            rule.operator, rule.formula2 = "between", f"{item.high:g}"
    if rule is not None:
        rule.allow_blank, rule.showErrorMessage, rule.showInputMessage = True, strict, True
        rule.errorStyle, rule.errorTitle, rule.error = "stop", "内容不符", _REFUSAL
        rule.promptTitle, rule.prompt = item.label.zh[:32], _prompt(table, item)
    return rule


def _prompt(table: str, item: Attribute) -> str:
    words = f"{item.description.zh}\n{allowed(table, item).zh}"
    return words if len(words) <= 240 else words[:239] + "…"


def _places(table: str, region: Region) -> list[str]:
    """Give the rows of a table as ``510104 锦江区``, the code first."""
    if table == "sources" or table not in region or len(region[table]) > MOST_CHOICES:
        return []
    frame = region[table]
    names = frame["name"] if "name" in frame else pd.Series([""] * len(frame))
    return [
        f"{code} {'' if pd.isna(name) else name}".strip() for code, name in zip(frame.iloc[:, 0], names, strict=True)
    ]


def _mark_lacking(sheet: Worksheet, columns: Sequence[Attribute]) -> None:
    """Colour cells that must be filled in, in rows that somebody has begun."""
    last = get_column_letter(len(columns))
    for number, item in enumerate(columns, 1):
        if not item.mandatory or item.default or item.name in {"basis", "source"}:
            continue
        letters = get_column_letter(number)
        begun = f"COUNTA($A{FIRST_ROW}:${last}{FIRST_ROW})>0"
        blank = f"AND({begun},ISBLANK({letters}{FIRST_ROW}))"
        rule = FormulaRule(formula=[blank], fill=_LACKING)  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(f"{letters}{FIRST_ROW}:{letters}{LAST_ROW}", rule)
