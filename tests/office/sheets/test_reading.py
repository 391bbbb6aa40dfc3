"""What people type: numbers, days, units; and tables as untidy as real ones."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.office.sheets.importing import saved, workbook
from tongcheng.office.sheets.reading import dates, values
from tongcheng.office.sheets.reading.book import open_book
from tongcheng.office.sheets.reading.columns import recognise
from tongcheng.office.sheets.reading.names import split_units
from tongcheng.office.sheets.reading.table import ReadTable, best_table

FULL = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
HEAD = [
    *("序号", "项 目\n名 称", "建设内容及规模", "起止年限", "总投资", "2022年计划投资", "1-3月完成投资", "占比"),
    *("进度安排", None, None, None, "责任单位", "完成时限", "备注"),
]


def _table(tmp_path: Path, content: bytes) -> ReadTable:
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    table = best_table(open_book(path))
    assert table is not None
    return table


def _untidy() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["附件1"],
        ["甲乙都市圈2022年重点项目推进情况表（截至2022年3月31日）"],
        ["填报单位：甲市交通运输局", *[None] * 11, "单位：万元"],
        HEAD,
        [*[None] * 8, "一季度", "二季度", "三季度", "四季度", None, None, None],
        ["甲", "乙", "丙", *range(1, 13)],
        ["合计", None, None, None, 1350000, 620000],
        ["一、交通"],
        [
            1,
            "甲乙大道",
            "１２公里",
            "2020-2023",
            "12.5亿",
            "６２，５００",
            31000,
            0.496,
            "25%",
            "",
            "",
            "",
            "甲组，甲局、乙局",
            "2022年底前",
        ],
        [
            2,
            "乙河大桥",
            None,
            "2021年3月至2024年12月",
            "约32000",
            "=F9*2",
            None,
            None,
            "",
            "",
            "",
            "",
            "（乙市）交通局",
            "一季度末",
        ],
        [None] * 15,
        [None, "小计", None, None, 157000],
        ["（一）轨道"],
        HEAD,
        [3, "轨道S9线", None, None, "待定", 1000, "—", None, "", "", "", "", "轨道公司", "2026.9.30", "新增"],
        ["注：1.数据为初步统计。"],
        ["2. 单位为万元的请核对后填报。"],
        ["填表人：张三", None, "审核人：李四"],
    ):
        sheet.append(row)
    for area in ("A1:O1", "A2:O2", "I4:L4", "A8:O8", "A13:O13", *(f"{c}4:{c}5" for c in "ABCDEFGHMNO")):
        sheet.merge_cells(area)
    sheet["H9"].number_format = "0.0%"
    book.create_sheet("字典").sheet_state = "hidden"
    return saved(book)


def test_a_table_as_untidy_as_real_ones(tmp_path: Path) -> None:
    table = _table(tmp_path, _untidy())
    assert (table.layout.first, table.layout.last, table.layout.above.unit, table.year) == (3, 4, "万元", 2022)
    assert [(row.row, row.value("title"), row.group) for row in table.rows] == [
        (9, "甲乙大道", "一、交通"),
        (10, "乙河大桥", "一、交通"),
        (15, "轨道S9线", "一、交通／（一）轨道"),
    ]
    first, second, _ = table.rows
    assert (first.value("investment"), first.value("year_plan")) == (Decimal("12.5"), Decimal("6.25"))
    assert (first.value("invested_this_year"), first.value("share")) == (Decimal("3.1"), Decimal("49.6"))
    assert (first.value("years"), first.value("due")) == ((2020, 2023), dt.date(2022, 12, 31))
    assert second.values["investment"].about
    assert second.value("due") == dt.date(2022, 3, 31)
    kinds = [note.kind for note in table.notes]
    assert [kinds.count(kind) for kind in ("title", "total", "group", "header", "numbers", "note")] == [
        3,
        2,
        2,
        1,
        1,
        3,
    ]
    found = [(one.code, one.column, one.found) for one in table.problems]
    assert found == [
        ("formula_without_result", "F10 2022年计划投资", "未计算的公式"),
        ("not_money", "E15 总投资", "待定"),
    ]


def test_cells_merged_over_rows_are_one_record_or_count_for_each(tmp_path: Path) -> None:
    rows = [
        ["序号", "名称", "牵头单位", "备注"],
        [1, "甲路", "甲局", "第一段"],
        [None, None, None, "第二段"],
        [2, "乙路", None, "丙"],
    ]

    def merge(sheet) -> None:
        for area in ("A2:A3", "B2:B3", "C2:C4"):
            sheet.merge_cells(area)

    table = _table(tmp_path, workbook(rows, merge))
    assert [(row.value("title"), row.words["lead"], row.value("remark")) for row in table.rows] == [
        ("甲路", "甲局", "第一段\n第二段"),
        ("乙路", "甲局", "丙"),
    ]


def test_a_header_of_three_rows(tmp_path: Path) -> None:
    rows = [
        ["序号", "项目名称", "投资情况（万元）", None, None, "前期手续", None],
        [None, None, "总投资", "资金来源", None, "用地", "环评"],
        [None, None, None, "中央资金", "银行贷款", None, None],
        [1, "甲路", 10000, 2000, 8000, "已批", "未批"],
    ]

    def merge(sheet) -> None:
        for area in ("A1:A3", "B1:B3", "C1:E1", "F1:G1", "C2:C3", "D2:E2", "F2:F3", "G2:G3"):
            sheet.merge_cells(area)

    table = _table(tmp_path, workbook(rows, merge))
    row = table.rows[0]
    assert {name: row.value(name) for name in ("investment", "funding:central", "funding:loan")} == {
        "investment": Decimal(1),
        "funding:central": Decimal("0.2"),
        "funding:loan": Decimal("0.8"),
    }
    assert row.value("permit:land") == "已批"


@given(st.decimals(min_value=0, max_value=99_999, places=4), st.sampled_from(["亿元", "万元", "元", ""]))
def test_money_reads_the_same_however_it_is_written(amount: Decimal, unit: str) -> None:
    expected = values.money(str(amount), unit).value
    assert values.money(f"{amount:,}{unit}").value == expected
    assert values.money(f" {amount}{unit} ".translate(FULL)).value == expected
    assert values.money(f"约{amount}{unit}").value == expected
    assert values.money(float(amount), unit).value == expected


@given(st.dates(min_value=dt.date(1960, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_days_read_the_same_however_they_are_written(day: dt.date) -> None:
    year, month, number = day.year, day.month, day.day
    serial = (day - dt.date(1899, 12, 30)).days
    written = [f"{year}.{month}.{number}", f"{year}年{month}月{number}日", f"{year}/{month:02}/{number:02}前", serial]
    written += [f"{year}-{month}-{number}".translate(FULL), day, f"截至{year}年{month}月{number}日", f"{day:%Y%m%d}"]
    assert [dates.day(one).value for one in written] == [day] * len(written)
    assert dates.day(f"{month}月{number}日前", year).value == day
    last = dates.month_end(year, month)
    assert dates.day(f"{year}年{month}月底").value == dates.day(f"{month}月底前", year).value == last


@given(st.text(max_size=40) | st.floats() | st.integers() | st.booleans() | st.none())
def test_nothing_that_stands_in_a_cell_breaks_a_reader(content: object) -> None:
    for read in (values.money, values.length, values.percent, values.day, values.year, values.years, values.text):
        read(content)  # type: ignore[operator]
    values.yes_or_no(content)  # type: ignore[arg-type]
    values.code(content)  # type: ignore[arg-type]
    values.choice(content, "word")  # type: ignore[arg-type]
    if isinstance(content, str):
        split_units(content, split=True)
        recognise(content)


_UNIT = st.sampled_from(
    ["甲市交通运输局", "乙市卫健委", "交通合作组", "省发展改革委（省同城化办、省铁路办）", "轨道公司"]
)


@given(st.lists(_UNIT, min_size=1, max_size=3, unique=True), st.lists(_UNIT, max_size=3, unique=True))
def test_units_are_split_into_leads_and_supporters(leads: list[str], supports: list[str]) -> None:
    written = "、".join(leads) + ("，" + "、".join(supports) if supports else "")
    labelled = "牵头单位：" + "、".join(leads) + ("；配合单位：" + "\n".join(supports) if supports else "")
    plain = (
        [one.replace("（", "(").replace("）", ")") for one in leads],
        [one.replace("（", "(").replace("）", ")") for one in supports],
    )
    for found in (split_units(written, split=True), split_units(labelled)):
        assert [one.name for one in found if one.role == "lead"] == plain[0]
        assert [one.name for one in found if one.role == "support"] == plain[1]


@pytest.mark.parametrize(
    ("header", "identifier", "unit"),
    [
        ("总投资（万元）", "investment", "万元"),
        ("投资完成情况（万元）/1-9月", "invested_this_year", "万元"),
        ("截至2021年底累计完成投资", "invested_before", ""),
        ("进度安排/三季度（9月底前）", "milestone:Q3", ""),
        ("2022年投资计划", "year_plan", ""),
        ("截至3月底进展情况", "progress", ""),
        ("联络员/A角", "liaison_a", ""),
        ("资金来源/其他", "funding:other", ""),
    ],
)
def test_headers_as_offices_write_them(header: str, identifier: str, unit: str) -> None:
    found = recognise(header)
    assert found is not None
    assert (found.identifier, found.unit) == (identifier, unit)


@pytest.mark.parametrize("words", ["尽快", "2026.13.1", "2月30日", "一二季度", "99999999"])
def test_what_is_no_day_is_not_guessed(words: str) -> None:
    assert dates.day(words, 2026).value is None
