"""The data request workbook (数据需求清单): a guide, the list of what is asked, and a sheet per table to fill in.

Its layout is described in :mod:`tongcheng.region.requests`; :mod:`tongcheng.region.importing.workbook` reads it back.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tongcheng.language import NOTHING, SYNTHETIC_MARK, Text, same
from tongcheng.region.region import Region
from tongcheng.region.requests import FORM, GUIDE, LIST, FormField, RequestRow, has_sheet
from tongcheng.region.schemas import schemas
from tongcheng.render.request_sheets import (
    FONT,
    GREY_INK,
    GRID,
    RED,
    Choices,
    both,
    fill_in_sheet,
    lines_of,
    put,
    set_print,
)

_HEAD = PatternFill("solid", fgColor="FFDCE8F5")
_BAND = PatternFill("solid", fgColor="FFF7F8FA")
_INPUT = PatternFill("solid", fgColor="FFFFF8DC")
_ID_COLUMN = 4  # hidden, on the guide sheet
_WIDTHS = (30, 46, 40)
_GUIDE_WIDTH = sum(_WIDTHS)

_STEPS = (
    Text(
        "先看“数据需求清单”：每行是一个字段，写明定义、单位、通常持有部门和它支撑的成果。本单位没有的留空，不要填 0。",
        "Look at the data request list first: one row per field. Leave blank what your unit does not hold; never write 0.",
    ),
    Text(
        "其后每张工作表填一张表，从第 5 行起一行一条。标“＊”的列必填；未填的必填格会变红。各列批注里有定义和示例。",
        "Each further sheet is one table, one row per record from row 5 on. Columns with ＊ are required and turn red; "
        "comments on the headers give definitions and examples.",
    ),
    Text(
        "单位以第 4 行为准。确需用别的单位，把第 4 行那一格改成实际单位（如 万人、亩、万元），导入时自动换算。",
        "Units stand in row 4. To use another one, write it there (万人, 亩, 万元 …); it is converted on import.",
    ),
    Text(
        "时期写 2024（年）、2025-06（月）、2025Q1（季）、2022H1（半年）、2024-01/2024-08（起止）；日期写 2025-01-31。",
        "Periods: 2024, 2025-06, 2025Q1, 2022H1, 2024-01/2024-08; days: 2025-01-31.",
    ),
    Text(
        "区县等可写代码，也可写名称；有下拉列表的从列表选。",
        "Places may be given by code or by name; choose from the list where there is one.",
    ),
    Text(
        "有经纬度的，在上面写明坐标系，导入时统一换算。边界、道路等另附矢量文件（shp、GeoJSON、GeoPackage）。",
        "Say the datum of coordinates above; they are converted on import. Send outlines and roads as files of shapes.",
    ),
    Text(
        "推算的数，数据性质选“推算”，并填下限和上限。",
        "For modelled numbers choose 推算 as basis and give the low and high ends.",
    ),
    Text(
        "工作表可以改名，列可以换位，可以增加自己的列；请勿删除隐藏的第 2 行。不需要的工作表留空即可。",
        "Sheets may be renamed, columns moved and added; do not delete the hidden row 2. Leave sheets blank that you do "
        "not need.",
    ),
)
_SECRET = Text(
    "涉密内容不得录入：国家秘密、工作秘密、可识别到个人的信息，一律不得填入本工作簿。",
    "Nothing classified: no state or work secrets and nothing that identifies a person belongs into this workbook.",
)


def write_request_workbook(
    path: str | os.PathLike[str],
    requests: Sequence[RequestRow],
    *,
    region: Region | None = None,
    contact: Text = NOTHING,
    due: Text = NOTHING,
) -> None:
    """Write the workbook that goes round; either the whole file is written or nothing.

    Parameters
    ----------
    path
        File to write, ending in ``.xlsx``; an older one is replaced.
    requests
        What is asked, from :func:`tongcheng.region.requests.data_requests`.
    region
        The circle: its title, and its places as lists to choose from.
    contact
        Whom to ask and where to send it.
    due
        Until when.

    Raises
    ------
    ValueError
        If nothing is asked.
    """
    if not requests:
        raise ValueError("there is nothing to ask for")
    book = Workbook()
    guide = book.worksheets[0]
    guide.title = GUIDE.zh
    _write_guide(guide, region, contact, due)
    tables = list(dict.fromkeys(row.table for row in requests))
    names = {table: schemas()[table].label.zh for table in tables if has_sheet(table)}
    _write_list(book.create_sheet(LIST.zh), requests, names, region)
    sheets = {table: book.create_sheet(name) for table, name in names.items()}
    choices = Choices(book)
    for table, sheet in sheets.items():
        fill_in_sheet(sheet, table, [row for row in requests if row.table == table], choices, region)
    book.properties.creator = "Tongcheng"
    book.properties.title = f"{region.title.zh if region else ''}{LIST.zh}"
    _save(book, Path(path))


def _save(book: Workbook, path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            book.save(stream)
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_guide(sheet: Worksheet, region: Region | None, contact: Text, due: Text) -> None:
    for letters, width in zip("ABC", _WIDTHS, strict=True):
        sheet.column_dimensions[letters].width = width
    sheet.column_dimensions["D"].hidden = True
    title = Text(
        f"{region.title.zh}{LIST.zh}" if region else LIST.zh, f"{LIST.en}: {region.title.en}" if region else LIST.en
    )
    put(sheet, 1, 1, title.zh, font=Font(name=FONT, size=18, bold=True))
    put(sheet, 2, 1, title.en, font=Font(name=FONT, size=11, color=GREY_INK))
    sheet.row_dimensions[1].height = 34
    row = 3
    synthetic = region is not None and region.fictional
    lines = [
        SYNTHETIC_MARK if synthetic else NOTHING,
        _labelled("报送截止", "Due", due),
        _labelled("联系", "Contact", contact),
    ]
    for line in lines:
        if line != NOTHING:
            red = line == SYNTHETIC_MARK
            _wide(sheet, row, line, Font(name=FONT, size=11, bold=red, color=RED if red else None))
            row += 1
    row = _heading(sheet, row + 1, Text("一、填报单位与资料（标＊的必填）", "1 Unit and data (＊ required)"))
    for field in FORM:
        _form_row(sheet, row, field)
        row += 1
    contact_person = FormField(
        "", Text("填报人及电话", "Person and telephone"), Text("仅供核对，不导入", "for questions only, not imported")
    )
    _form_row(sheet, row, contact_person)
    row = _heading(sheet, row + 2, Text("二、怎样填", "2 How to fill it in"))
    for number, step in enumerate(_STEPS, 1):
        _wide(sheet, row, Text(f"{number}．{step.zh}", f"{number}. {step.en}"), Font(name=FONT, size=10))
        row += 1
    last = len(_STEPS) + 1
    _wide(
        sheet,
        row,
        Text(f"{last}．{_SECRET.zh}", f"{last}. {_SECRET.en}"),
        Font(name=FONT, size=10, bold=True, color=RED),
    )
    sheet.sheet_properties.tabColor = "FFD08A2E"
    sheet.sheet_view.showGridLines = False
    set_print(sheet, "1:1", GUIDE, synthetic=synthetic)
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToHeight = 1


def _labelled(zh: str, en: str, text: Text) -> Text:
    return NOTHING if text == NOTHING else Text(f"{zh}：{text.zh}", f"{en}: {text.en}")


def _heading(sheet: Worksheet, row: int, text: Text) -> int:
    put(sheet, row, 1, f"{text.zh}　{text.en}", font=Font(name=FONT, size=12, bold=True))
    sheet.row_dimensions[row].height = 24
    return row + 1


def _wide(sheet: Worksheet, row: int, text: Text, font: Font) -> None:
    """Write a paragraph over the width of the sheet; merged cells do not grow by themselves."""
    put(sheet, row, 1, both(text), font=font)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
    sheet.cell(row=row, column=1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = 15.5 * lines_of(both(text), _GUIDE_WIDTH) + 5


def _form_row(sheet: Worksheet, row: int, field: FormField) -> None:
    put(
        sheet,
        row,
        1,
        ("＊" if field.required else "") + f"{field.label.zh} {field.label.en}",
        font=Font(name=FONT, size=10),
    )
    put(sheet, row, 3, f"{field.hint.zh}　{field.hint.en}", font=Font(name=FONT, size=9, color=GREY_INK))
    if field.name:
        put(sheet, row, _ID_COLUMN, f"form.{field.name}")
    answer = sheet.cell(row=row, column=2)
    answer.fill, answer.border, answer.number_format = _INPUT, GRID, "@"
    answer.font = Font(name=FONT, size=10)
    answer.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.cell(row=row, column=1).alignment = Alignment(vertical="center", wrap_text=True)
    sheet.cell(row=row, column=3).alignment = Alignment(vertical="center", indent=1)
    sheet.row_dimensions[row].height = 22
    if field.choices:
        words = ",".join(choice.zh for choice in field.choices)
        rule = DataValidation(
            type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=field.name == "basis"
        )
        rule.add(answer.coordinate)
        sheet.add_data_validation(rule)


def _shortened(labels: Sequence[Text]) -> Text:
    """Name the first few; the title of the table's own sheet names all."""
    shown, rest = labels[:_MOST_OPENED], len(labels) - _MOST_OPENED
    more = Text(f"等 {len(labels)} 项", f" and {rest} more") if rest > 0 else NOTHING
    return Text("、".join(item.zh for item in shown) + more.zh, ", ".join(item.en for item in shown) + more.en)


_MOST_OPENED = 3

_COLUMNS = (
    (Text("序号", "No."), 6), (Text("数据表", "Table"), 14), (Text("字段", "Field"), 16),
    (Text("定义", "Definition"), 40), (Text("单位", "Unit"), 11), (Text("填写内容", "Content"), 28),
    (Text("是否必填", "Required"), 13), (Text("通常持有部门", "Usual holder"), 19),
    (Text("支撑的成果", "Opens"), 32), (Text("本圈现状", "In the circle"), 13), (Text("填报方式", "How"), 17),
)  # fmt: skip


def _write_list(
    sheet: Worksheet, requests: Sequence[RequestRow], names: dict[str, str], region: Region | None
) -> None:
    columns = [item for item in _COLUMNS if region is not None or item[0].zh != "本圈现状"]
    for number, (label, width) in enumerate(columns, 1):
        put(sheet, 1, number, both(label), font=Font(name=FONT, size=10, bold=True))
        cell = sheet.cell(row=1, column=number)
        cell.fill, cell.border = _HEAD, GRID
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = 34
    band, before = False, ""
    for number, request in enumerate(requests, 1):
        band, before = (band if request.table == before else not band), request.table
        _write_request(sheet, number, request, names.get(request.table), with_state=region is not None, band=band)
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(requests) + 1}"
    sheet.sheet_properties.tabColor = "FF2E6DA4"
    set_print(sheet, "1:1", LIST, synthetic=region is not None and region.fictional)


def _write_request(
    sheet: Worksheet, number: int, request: RequestRow, name: str | None, *, with_state: bool, band: bool
) -> None:
    way = Text("另附矢量文件", "send a file of shapes") if request.way == "file" else same(f"工作表“{name}”")
    opens = _shortened(request.opens)
    texts = [request.table_label, request.label, request.definition, request.unit, request.allowed, request.status]
    texts += [request.holder, opens, *([request.state] if with_state else []), way]
    row = number + 1
    sheet.cell(row=row, column=1).value = number
    for column, text in enumerate(texts, 2):
        put(sheet, row, column, both(text))
    widths = [width for label, width in _COLUMNS if with_state or label.zh != "本圈现状"]
    lines = max(lines_of(both(text), width) for text, width in zip(texts, widths[1:], strict=True))
    sheet.row_dimensions[row].height = 12 * lines + 4
    for column in range(1, len(texts) + 2):
        cell = sheet.cell(row=row, column=column)
        cell.font = Font(name=FONT, size=9)
        cell.border = GRID
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if column == 1 else None)
        if band:
            cell.fill = _BAND
    if name is not None and request.way == "sheet":
        link = sheet.cell(row=row, column=len(texts) + 1)
        link.hyperlink = f"#'{name}'!A1"
        link.font = Font(name=FONT, size=9, color="FF2E6DA4", underline="single")
        link.alignment = Alignment(wrap_text=True, vertical="center")  # a link forgets it
