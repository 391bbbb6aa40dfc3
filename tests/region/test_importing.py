"""Importing tables as offices write them: what is understood, and what it becomes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.region.books import book, mapping
from tests.tiny import tiny_region
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.region.importing import apply_import, import_table, preview
from tongcheng.region.importing.cells import degrees, number, period
from tongcheng.region.importing.headers import parse_header, unit_words
from tongcheng.region.importing.mapping import read_mapping
from tongcheng.region.importing.units import conversion, find_unit
from tongcheng.region.schemas import schemas
from tongcheng.region.value_labels import value_label, value_of


@pytest.fixture
def real() -> Region:
    return tiny_region(fictional=False)


def test_statistics_as_an_office_keeps_them(tmp_path: Path, real: Region) -> None:
    file = book(
        tmp_path / "人口.xlsx",
        [
            ["甲市、乙市常住人口统计表"],
            [None, None, "单位：见表头"],
            ["序号", "网格编号", "年份", "常住人口（万人）"],
            [1, "z01", 2024, 0.12],
            [2, "z02", "２０２４", "１．３"],
            [None, None, None, None],
            ["序号", "网格编号", "年份", "常住人口（万人）"],
            [3, "z03", 2024, "26.5万人"],
            [4, "z04", 2024, "12,000人"],
            ["合  计", None, None, 29.12],
            ["注：按常住地统计。"],
            ["数据来源：统计局"],
        ],
        merged=["A1:D1"],
    )
    imported = import_table("residents", file, mapping=mapping(), region=real)
    rows = imported.frame.set_index("zone")["value"]
    assert rows.to_dict() == {"z01": 1200, "z02": 13_000, "z03": 265_000, "z04": 12_000}
    assert set(imported.frame["group"]) == {"all"}
    assert set(imported.frame["basis"]) == {"official"}
    said = "".join(note.zh for note in imported.notes)
    assert "第 10 行是合计行" in said
    assert "第 11 行是附注" in said
    assert "序号" in said
    merged = apply_import(real, imported)
    assert len(merged["residents"]) == len(real["residents"]) + 4
    assert merged["sources"].set_index("source").loc["yearbook", "title"] == "年鉴"
    assert preview(real, imported).new == 4
    assert preview(merged, imported).unchanged == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_encodings_and_delimiters(tmp_path: Path, real: Region, encoding: str, mark: str) -> None:
    rows = [["网格代码", "行业", "年份", "就业岗位数"], ["z01", "制造业", "2024", "350"], ["z02", "䶮", "2024", ""]]
    rows[2][3] = "40"
    file = tmp_path / "岗位.csv"
    file.write_text("\n".join(mark.join(row) for row in rows), encoding=encoding)
    frame = import_table("jobs", file, mapping=mapping(), region=real).frame
    assert list(frame["industry"]) == ["制造业", "䶮"]
    assert list(frame["value"]) == [350, 40]


def test_places_by_name_words_by_label_and_lists(tmp_path: Path, real: Region) -> None:
    file = book(
        tmp_path / "项目.xlsx",
        [
            [
                "项目编号",
                "项目名称",
                "领域",
                "板块",
                "涉及城市",
                "牵头部门",
                "年度类别",
                "状态",
                "开工时间",
                "完工时间",
            ],
            [
                "p9",
                "东西大道",
                "交通",
                "交通",
                "甲市、乙市",
                "发展改革委、交通局",
                "续建",
                "在建",
                "2023年3月",
                "2026年末",
            ],
            ["p10", "医院共建", "医疗", "卫生健康", "乙市", "卫健委", "前期", "谋划", "2025年一季度", None],
        ],
    )
    frame = import_table("projects", file, mapping=mapping(), region=real).frame.set_index("project")
    assert frame.loc["p9", "cities"] == "A;B"
    assert frame.loc["p9", "lead_units"] == "发展改革委;交通局"
    assert frame.loc["p9", "project_class"] == "continued"
    assert frame.loc["p9", "status"] == "under_construction"
    assert frame.loc["p9", "start"] == "2023-03"
    assert frame.loc["p9", "finish"] == "2026-12-31"
    assert frame.loc["p10", "cities"] == "B"
    assert frame.loc["p10", "sector"] == "health"
    assert frame.loc["p10", "start"] == "2025Q1"


@pytest.mark.parametrize("words", ["全体", "全部开放", "不限", "all"])
def test_open_to_everybody_in_the_words_of_an_office(tmp_path: Path, real: Region, words: str) -> None:
    header = ["设施编号", "名称", "类别", "所在市", "经度", "纬度", "开放对象"]
    file = book(tmp_path / "设施.xlsx", [header, ["f9", "共建医院", "hospital", "甲市", 104.0, 30.6, words]])
    frame = import_table("facilities", file, mapping=mapping(), region=real).frame.set_index("facility")
    assert frame.loc["f9", "open_to"] == "all"


def test_header_of_two_rows_and_cells_merged_downwards(tmp_path: Path, real: Region) -> None:
    file = book(
        tmp_path / "医院.xlsx",
        [
            ["医院名录"],
            ["机构编码", "类别", "医院名称", "所在市", "床位", None],
            [None, None, None, None, "编制床位数", "实有床位数"],
            ["h1", "hospital", "一医院", "甲市", 100, 120],
            ["h2", "hospital", "二医院", None, 200, 210],
            ["h3", "hospital", "三医院", "乙市", 300, 305],
        ],
        merged=["A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "D4:D5"],
    )
    frame = import_table("facilities", file, mapping=mapping(), region=real).frame.set_index("facility")
    assert list(frame["city"]) == ["A", "A", "B"]
    assert frame.loc["h2", "capacity"] == 210
    assert frame.loc["h2", "capacity_authorised"] == 200


def test_a_partial_table_keeps_what_it_does_not_say(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [["县代码", "面积（公顷）"], ["A1", 2_500], ["B2", None]])
    imported = import_table("counties", file, mapping=mapping(), region=real)
    after = apply_import(real, imported)["counties"].set_index("county")
    before = real["counties"].set_index("county")
    assert after.loc["A1", "area_km2"] == 25
    assert list(after["name"]) == list(before["name"])
    assert list(after.geometry) == list(before.geometry)
    assert after.loc["A1", "source"] == "yearbook"
    assert after.loc["A2", "source"] == "tiny"
    assert "tiny" in imported.sources["note"].iloc[0]  # says whose attributes were kept
    assert (preview(real, imported).changed, preview(real, imported).new) == (2, 0)


def test_replacing_a_table_and_merging_by_another_key(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [["名称", "床位数"], ["hA", 111]])
    by_name = import_table("facilities", file, mapping=mapping(key=("name",)), region=real)
    assert apply_import(real, by_name)["facilities"].set_index("facility").loc["hA", "capacity"] == 111
    assert len(apply_import(real, by_name)["facilities"]) == 4
    alone = import_table("facilities", file, mapping=mapping(key=("name",), append=False), region=real)
    assert list(apply_import(real, alone)["facilities"]["facility"]) == ["hA"]
    assert preview(real, alone).removed == 3
    assert len(real["facilities"]) == 4


def test_a_mapping_file_says_everything(tmp_path: Path, real: Region) -> None:
    rows = [["甲", "乙", "丙", "丁"], ["z01", "中学", "3", "104.05250"], ["z02", "小学", "4", "104.15251"]]
    file = tmp_path / "x.csv"
    file.write_text("\n".join(",".join(row) for row in rows), encoding="gbk")
    path = tmp_path / "mapping.toml"
    path.write_text(
        """
        encoding = "gbk"
        header_row = 1
        datum = "GCJ-02"
        basis = "observed"
        [source]
        id = "edu"
        title = "教育局名录"
        licence = "内部资料"
        [columns]
        facility = "甲"
        grade = "乙"
        capacity = "丙"
        lon = "丁"
        lat = { value = "30.05" }
        kind = { value = "school" }
        name = "甲"
        city = { value = "甲市" }
        [values.grade]
        "中学" = "完全中学"
        """,
        encoding="utf-8",
    )
    imported = import_table("facilities", file, mapping=path, region=real)
    assert list(imported.frame["name"]) == list(imported.frame["facility"]) == ["z01", "z02"]
    assert list(imported.frame["grade"]) == ["完全中学", "小学"]
    assert imported.frame["lon"].iloc[0] == pytest.approx(104.05, abs=0.0005)  # some 240 m west of what was given
    assert imported.frame["lon"].iloc[0] != 104.0525
    assert imported.sources["datum"].iloc[0] == "GCJ-02"
    assert list(imported.frame["city"]) == ["A", "A"]
    assert list(imported.frame["basis"]) == ["observed", "observed"]


def test_units_in_a_row_of_their_own_and_unit_columns(tmp_path: Path, real: Region) -> None:
    roads = book(
        tmp_path / "路.xlsx",
        [["路段编号", "起点", "终点", "道路类别", "长度", "速度"], [None, None, None, None, "（公里）", "公里/小时"],
         ["x1", "n01", "n09", "二级干道", 1.25, 60]],
    )  # fmt: skip
    assert import_table("road_links", roads, mapping=mapping(), region=real).frame["length_m"].iloc[0] == 1250
    figures = book(
        tmp_path / "数.xlsx", [["数值编号", "对象", "属性", "截至", "数值（亿元）"], ["f1", "A", "gdp", 2024, 3.5]]
    )
    frame = import_table("figures", figures, mapping=mapping(), region=real).frame
    assert (frame["unit"].iloc[0], frame["as_of"].iloc[0], frame["value"].iloc[0]) == ("亿元", "2024", 3.5)


def test_dates_that_are_dates(tmp_path: Path, real: Region) -> None:
    file = book(
        tmp_path / "a.xlsx",
        [["市", "日期", "累计确诊"], ["A", date(2020, 2, 25), 144], ["B", "2020年2月26日", 1], ["B", 43888, 2]],
    )
    frame = import_table("cases", file, mapping=mapping(), region=real).frame
    assert list(frame["date"].dt.day) == [25, 26, 27]


@pytest.mark.parametrize(
    ("words", "source", "target", "value"),
    [
        ("26.51", "万人", "person", 265_100),
        ("1", "亩", "km²", 1 / 1500),
        ("12.5", "万元", "亿元", 0.00125),
        ("1.5", "小时", "min", 90),
        ("36", "米/秒", "km/h", 129.6),
        ("1,234,567", "人", "person", 1_234_567),
        ("-3", "人", "person", -3),
        ("3.5万人", "人", "person", 35_000),
    ],
)
def test_units_by_hand(words: str, source: str, target: str, value: float) -> None:
    written, fits = number(words, find_unit(source), find_unit(target))
    assert fits
    assert float(written or "nan") == value


@given(st.decimals(min_value=0, max_value=10_000, places=4))
@settings(max_examples=100, deadline=None)
def test_ten_thousands_are_exact(value: object) -> None:
    written, _ = number(str(value), find_unit("万人"), find_unit("person"))
    assert float(written or "nan") == int(str(value).replace(".", "").lstrip("0") or "0")


def test_persons_are_not_trips_nor_households() -> None:
    people, trips, households = (find_unit(name) for name in ("人", "人次", "户"))
    assert people is not None
    assert trips is not None
    assert households is not None
    assert conversion(trips, people) is None
    assert conversion(households, people) is None


@pytest.mark.parametrize(
    ("words", "written"),
    [("2025年1—6月", "2025-01/2025-06"), ("2022年上半年", "2022H1"), ("2020年11月末", "2020-11-30"),
     ("２０２０．１１．１", "2020-11-01"), ("2025年第3季度", "2025Q3"), ("2024年度", "2024"), ("—", None),
     ("春天", "春天")],
)  # fmt: skip
def test_periods(words: str, written: str | None) -> None:
    assert period(words) == written


def test_angles() -> None:
    assert degrees("104°03′36″") == "104.06"
    assert degrees("东经104度3分36秒") == "104.06"
    assert degrees("84.51") == "84.51"
    assert degrees("84°30′W") == "-84.5"


def test_headers_apart() -> None:
    assert unit_words(parse_header("总投资\n（亿元）")) == "亿元"
    assert unit_words(parse_header("人口/万人")) == "万人"
    assert unit_words(parse_header("户数（万户）")) == "万户"
    assert unit_words(parse_header("人口（2020年）")) == ""
    assert "人数" in parse_header("人数 Residents").names


def test_every_word_of_every_schema_has_its_own_label() -> None:
    for table, schema in schemas().items():
        for item in schema.attributes:
            labels = [value_label(table, item.name, value) for value in item.values]
            assert len({label.zh for label in labels}) == len(labels), (table, item.name)
            for value, label in zip(item.values, labels, strict=True):
                assert any("一" <= sign <= "鿿" for sign in label.zh), (table, item.name, value)
                assert value_of(table, item, label.zh) == value
                assert value_of(table, item, label.en) == value


def test_mapping_errors_come_together(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(
        'datum = "西安80"\nhead_row = 3\nbasis = "真实"\n[columns]\nvlaue = "人口"\n[units]\nvalue = "万户"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_mapping(path, schemas()["residents"])
    codes = [problem.code for problem in caught.value.problems]
    assert sorted(codes) == ["bad_entry", "bad_unit", "datum_not_public", "unknown_entry", "unknown_entry"]
    assert "header_row" in str(caught.value)
    assert "value" in str(caught.value)


def test_inputs_stay_as_they_were(tmp_path: Path, real: Region) -> None:
    before = real.copy()
    file = book(tmp_path / "a.xlsx", [["县代码", "面积"], ["A1", 25]])
    apply_import(real, import_table("counties", file, mapping=mapping(), region=real))
    for name in before:
        pd.testing.assert_frame_equal(pd.DataFrame(before[name]), pd.DataFrame(real[name]))
