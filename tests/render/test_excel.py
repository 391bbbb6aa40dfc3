from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.language import SYNTHETIC_MARK, Text, same
from tongcheng.render.blocks import Column, Table
from tongcheng.render.cells import harmless
from tongcheng.render.excel import sheet_names, workbook_bytes, write_workbook

NOW = Text("2026年11月", "November 2026")


def open_book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def first_row(sheet) -> int:
    """Give the first row of data: below the row that carries the filter."""
    return int(sheet.freeze_panes.lstrip("AB"))


def plain(rows, columns=None) -> Table:
    columns = columns or [Column("a", same("a")), Column("b", same("b"), same("u"), 2)]
    return Table(same("t"), columns, rows)


def test_one_sheet_per_table_in_order_under_legal_names(report):
    book = open_book(workbook_bytes(report))
    assert book.sheetnames == ["数据 需求", "项目清单"]
    assert open_book(workbook_bytes(report, language="en")).sheetnames == ["Data requests", "Projects"]


def test_every_sheet_and_printed_page_of_a_synthetic_report_is_marked(report):
    for language in ("zh", "en"):
        mark = SYNTHETIC_MARK.say(language)
        for sheet in open_book(workbook_bytes(report, language=language)):
            said = [cell.value for row in sheet.iter_rows() for cell in row if mark in str(cell.value)]
            assert len(said) == (2 if report.synthetic else 0)
            assert (sheet["A1"].value == mark) == report.synthetic
            assert (sheet.oddHeader.center.text == mark) == report.synthetic
            assert (sheet.oddFooter.left.text == mark) == report.synthetic


def test_a_synthetic_report_cannot_be_unmarked(report_of):
    sheet = open_book(workbook_bytes(report_of(synthetic=True), synthetic=False)).worksheets[0]
    assert sheet["A1"].value == SYNTHETIC_MARK.zh


def test_title_date_two_header_rows_rows_total_and_note(report_of, table_of):
    sheet = open_book(workbook_bytes(report_of()))["项目清单"]
    assert [sheet.cell(row, 1).value for row in (1, 2)] == ["项目清单", "截至2026年11月"]
    assert [cell.value for cell in sheet[3]] == [
        "项目名称", "所属市", "总投资\n（亿元）", "受益人口\n（万人）", "受益人口（下限）\n（万人）",
        "受益人口（上限）\n（万人）", "年份",
    ]  # fmt: skip
    assert sheet["C4"].value == "Investment\n(100 million yuan)"
    rows = table_of().rows
    assert [sheet.cell(5 + at, 3).value for at in range(60)] == [row["cost"] for row in rows]
    assert sheet["A65"].value == "合计"
    assert sheet["C65"].value == pytest.approx(sum(row["cost"] for row in rows))
    assert sheet["B65"].value in (None, "")
    assert sheet["A66"].value == "注：跨市项目重复计入。"


def test_numbers_are_numbers_with_one_format_per_column(report_of):
    sheet = open_book(workbook_bytes(report_of()))["项目清单"]
    assert {sheet.cell(row, 3).number_format for row in range(5, 66)} == {"#,##0.00"}
    assert {sheet.cell(row, 3).data_type for row in range(5, 66)} == {"n"}
    assert sheet["G5"].number_format == "General"
    assert sheet["D12"].value == "—"
    assert sheet["D12"].alignment.horizontal == sheet["D13"].alignment.horizontal == "right"


def test_the_second_reader_sees_the_same(report_of):
    data = workbook_bytes(report_of(synthetic=True))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_name("项目清单").to_python()
    assert rows[0][0] == SYNTHETIC_MARK.zh
    assert rows[5][2] == 1000.005
    assert rows[8][0] == "'@SUM(A1)"


def test_no_cell_is_a_formula(report_of):
    for sheet in open_book(workbook_bytes(report_of())):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value[:1] in "=+-@" and len(cell.value) > 1)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30), st.sampled_from(["=", "+", "-", "@", "\t=", " =", "", "＝"]))
def test_words_are_made_harmless_and_stay_readable(text, lead):
    made = harmless(lead + text)
    if made.lstrip()[:1] in ("=", "@") and made.lstrip():
        assert len(made.strip()) == 1
    assert made.lstrip("'").strip() in (lead + text) or any(
        ord(letter) < 32 or ord(letter) > 0xD7FF for letter in text
    )


def test_harmful_words_in_every_place_of_a_sheet_are_text():
    bad = Text("=1+1", "=2+2")
    table = Table(bad, [Column("a", bad, bad)], [{"a": bad}], bad, {"a": bad}, bad)
    sheet = open_book(workbook_bytes([table], synthetic=True, as_of=bad)).worksheets[0]
    values = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert len(values) >= 8
    assert not [value for value in values if value.startswith("=")]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_words_that_no_workbook_can_hold_are_left_out():
    sheet = open_book(
        workbook_bytes([plain([{"a": "x\x00\x0b\ud800y" + "长" * 40_000}])], synthetic=False, as_of=NOW)
    )
    value = sheet.worksheets[0].cell(5, 1).value
    assert value.startswith("xy长")
    assert len(value) <= 32_767


def test_it_prints_on_landscape_a4_with_headers_and_page_numbers(report):
    for sheet in open_book(workbook_bytes(report)):
        setup, first = sheet.page_setup, first_row(sheet)
        assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == (
            "landscape",
            9,
            1,
            0,
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${first - 2}:${first - 1}"
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
        assert sheet.auto_filter.ref.startswith(f"A{first - 1}:")


def test_columns_are_as_wide_as_their_words():
    rows = [{"a": "成都都市圈同城化", "b": 1234567.5}]
    sheet = open_book(workbook_bytes([plain(rows)], synthetic=False, as_of=NOW)).worksheets[0]
    assert 16 <= sheet.column_dimensions["A"].width <= 24
    assert 12 <= sheet.column_dimensions["B"].width <= 18


def test_long_words_wrap_and_their_row_is_high_enough():
    rows = [{"a": "成都都市圈同城化" * 10}, {"a": "短"}]
    sheet = open_book(workbook_bytes([plain(rows)], synthetic=False, as_of=NOW)).worksheets[0]
    first = first_row(sheet)
    lines = 160 / sheet.column_dimensions["A"].width
    assert sheet.row_dimensions[first].height >= 13 * lines
    assert sheet.row_dimensions[first + 1].height is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=45), min_size=1, max_size=12))
def test_sheet_names_are_legal_and_unique(wanted):
    names = sheet_names(wanted)
    assert len({name.casefold() for name in names}) == len(wanted)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_the_same_tables_give_the_same_bytes_whenever_they_are_written(report_of, monkeypatch):
    first = workbook_bytes(report_of())

    class Later(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    for module in ("openpyxl.writer.excel", "openpyxl.packaging.core"):
        monkeypatch.setattr(f"{module}.datetime.datetime", Later)
    monkeypatch.setattr("time.time", lambda: 1.9e9)
    assert workbook_bytes(report_of()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}


def test_a_file_is_whole_or_not_there(tmp_path, report_of):
    path = tmp_path / "lists.xlsx"
    write_workbook(path, report_of())
    before = path.read_bytes()
    assert before == workbook_bytes(report_of())
    with pytest.raises(ValueError, match="no table"):
        write_workbook(path, [], synthetic=False, as_of=NOW)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["lists.xlsx"]


def test_what_cannot_be_written_is_refused(table_of):
    with pytest.raises(ValueError, match="say both"):
        workbook_bytes([table_of()])
    with pytest.raises(ValueError, match="0 columns"):
        workbook_bytes([Table(same("t"), [], [])], synthetic=False, as_of=NOW)


def test_an_empty_table_is_a_sheet_with_headers():
    sheet = open_book(workbook_bytes([plain([])], synthetic=False, as_of=NOW)).worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["a", "b\n（u）"]
