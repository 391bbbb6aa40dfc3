"""A ledger's workbook is read back by openpyxl: what stands where, how it prints, what it hides."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from tongcheng.render.cells import harmless, unescaped
from tongcheng.render.ledger import Column, Hidden, Line, Sheet, ledger_workbook

COLUMNS = (
    Column("group", "大类", widest=14),
    Column("code", "序号", kind="short"),
    Column("title", "任务名称"),
    Column("milestone:2022Q1", "一季度", over="进度安排"),
    Column("milestone:2022Q2", "二季度", over="进度安排"),
    Column("investment", "总投资", over="投资", kind="number"),
    Column("due", "完成时限", kind="date"),
    Column("state", "状态", kind="short", choices="state", strict=True),
)
LINES = (
    Line(
        {"group": "一、交通", "code": 1, "title": "环线", "investment": Decimal("12.3456"), "due": date(2022, 6, 30)},
        uid="u1",
        revision="3.1",
    ),
    Line({"group": "一、交通", "title": "南支线", "investment": Decimal("-3.5")}, depth=1, uid="u2", revision="1"),
    Line(
        {"group": "二、产业", "code": 2, "title": '=HYPERLINK("x")', "milestone:2022Q1": "-推进"},
        uid="u3",
        revision="1",
    ),
    Line({"title": "合计（2 项）", "investment": Decimal("12.3456")}, kind="total"),
)
SHEET = Sheet(
    "清单/2022",
    ["2022年度重点工作任务"],
    COLUMNS,
    LINES,
    merged="group",
    facts=("截至2022年3月31日", "版本：A&B", "记录链：12-ab"),
    unit="单位：亿元",
    notes=("缩进的为组成部分",),
    mark="示意数据，不反映真实情况",
    choices={"state": ("推进中", "暂缓")},
)
HIDDEN = Hidden("_tongcheng", "_uid", "_revision")


def _read(sheet: Sheet = SHEET, **options: Any) -> Any:
    data = ledger_workbook(
        [sheet], title="清单", hidden=HIDDEN, mark=lambda name, place: f"{name} {place}", **options
    )
    return openpyxl.load_workbook(io.BytesIO(data))


def test_titles_unit_and_two_header_rows_stand_above_merged_groups() -> None:
    sheet = _read().worksheets[0]
    words = [[cell.value for cell in row][:8] for row in sheet.iter_rows(max_row=6)]
    assert words[0][0] == "示意数据，不反映真实情况"
    assert words[1][0] == "2022年度重点工作任务"
    assert words[2][0] == "截至2022年3月31日　版本：A&B　记录链：12-ab"
    assert "单位：亿元" in words[2]
    assert words[3] == ["大类", "序号", "任务名称", "进度安排", None, "投资", "完成时限", "状态"]
    assert words[4] == [None, None, None, "一季度", "二季度", "总投资", None, None]
    spans = {str(one) for one in sheet.merged_cells.ranges}
    assert {"A4:A5", "D4:E4", "A6:A7"} <= spans
    assert "F4:F4" not in spans


def test_words_never_become_a_formula_and_numbers_stay_numbers() -> None:
    sheet = _read().worksheets[0]
    assert sheet["F6"].value == pytest.approx(12.3456)
    assert sheet["F6"].number_format == "#,##0.0000"
    assert sheet["F7"].value == -3.5
    assert sheet["C8"].value == '\'=HYPERLINK("x")'
    assert sheet["D8"].value == "'-推进"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["G6"].value.date() == date(2022, 6, 30)


@pytest.mark.parametrize(
    "words", ["=1+1", "+86 28", "-推进", "@x", "\t=1", "\r=1", "－a", "普通", "-3.5", "'", "'甲"]
)
def test_what_was_made_harmless_is_read_back(words: str) -> None:
    assert unescaped(harmless(words)) == words


def test_it_prints_on_a4_landscape_with_repeated_header_and_says_its_version_on_every_page() -> None:
    sheet = _read().worksheets[0]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.print_area == "'清单 2022'!$A$1:$H$11"
    assert sheet.freeze_panes == "D6"
    assert sheet.oddHeader.center.text == "示意数据，不反映真实情况"
    assert sheet.oddFooter.left.text == "截至2022年3月31日"
    assert sheet.oddFooter.right.text == "版本：A&&B　记录链：12-ab"


def test_ids_and_marks_are_hidden_and_choices_offered() -> None:
    book = _read()
    sheet = book.worksheets[0]
    assert book["_tongcheng"].sheet_state == "veryHidden"
    assert "清单 2022" in book["_tongcheng"]["A1"].value
    assert book["_choices"].sheet_state == "hidden"
    assert [sheet[f"I{row}"].value for row in range(5, 10)] == ["_uid", "u1", "u2", "u3", None]
    assert [sheet[f"J{row}"].value for row in range(5, 9)] == ["_revision", "3.1", "1", "1"]
    assert sheet.column_dimensions["I"].hidden
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1, rule.showErrorMessage) == ("H6:H9", "'_choices'!$A$1:$A$2", True)


def test_parts_are_indented_and_groups_may_be_lines_of_their_own() -> None:
    sheet = _read().worksheets[0]
    assert sheet["C7"].alignment.indent == 2
    lines = (Line({"group": "一、交通"}, kind="group"), *LINES[:2])
    flat = _read(replace(SHEET, columns=COLUMNS[1:], lines=lines, merged="")).worksheets[0]
    assert flat["A6"].value == "一、交通"
    assert "A6:G6" in {str(one) for one in flat.merged_cells.ranges}


def test_only_open_cells_are_unlocked() -> None:
    columns = (
        *COLUMNS[1:3],
        Column("progress", "本期", over="形象进度", open=True),
        Column("last", "上期", grey=True),
    )
    sheet = _read(replace(SHEET, columns=columns, merged="", locked=True)).worksheets[0]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert (sheet["A6"].protection.locked, sheet["C6"].protection.locked) == (True, False)
    assert sheet["C6"].number_format == "@"


def test_long_words_are_not_cut() -> None:
    words = "完成路基土石方工程并开展桥梁下部结构施工，" * 60
    sheet = _read(
        replace(SHEET, lines=(replace(LINES[0], cells=dict(LINES[0].cells) | {"title": words}),))
    ).worksheets[0]
    room = sheet.column_dimensions["C"].width
    lines = len(words) * 2 / room
    assert sheet.row_dimensions[6].height <= 409
    assert sheet.row_dimensions[6].height >= lines * 13


def test_the_same_rows_give_the_same_bytes_and_nothing_gives_no_workbook() -> None:
    assert ledger_workbook([SHEET], title="t") == ledger_workbook([SHEET], title="t")
    with pytest.raises(ValueError, match="needs a sheet"):
        ledger_workbook([], title="t")


def test_a_guide_stands_before_the_data_sheet_which_is_open() -> None:
    book = _read(guide=("填报说明", "一、黄色单元格由单位填写。"))
    assert book.sheetnames[:2] == ["填报说明", "清单 2022"]
    assert book.active.title == "清单 2022"
    assert book["填报说明"]["A2"].value == "一、黄色单元格由单位填写。"
