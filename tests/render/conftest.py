"""A small fictional report that uses everything a page can hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shapely

from tongcheng.language import Text, same
from tongcheng.render.blocks import Chart, Column, Layer, Map, Report, Section, Series, Table, Words

NAN = float("nan")
CITIES = [Text("甲市", "City A"), Text("乙市", "City B"), Text("丙市", "City C"), Text("丁市", "City D")]
PEOPLE = Text("万人", "10,000 people")


def squares(side: int) -> list[shapely.Polygon]:
    """Make side × side neighbouring squares of a hundredth of a degree."""
    return [
        shapely.box(104 + x / 100, 30 + y / 100, 104.01 + x / 100, 30.01 + y / 100)
        for x in range(side)
        for y in range(side)
    ]


def make_map(*, synthetic: bool = False) -> Map:
    shapes = squares(6)
    values = [float(number % 17) for number in range(35)] + [NAN]
    names = [Text(f"第{number}区", f"District {number}") for number in range(36)]
    cities = [shapely.box(104 + x, 30 + y, 104.03 + x, 30.03 + y) for x in (0, 0.03) for y in (0, 0.03)]
    layers = [
        Layer(Text("常住人口", "Residents"), shapes, "fill", names, values, PEOPLE),
        Layer(Text("市界", "City boundaries"), cities, "outline", CITIES, color="#222222"),
        Layer(Text("高铁站", "Stations"), [shapely.Point(104.03, 30.03)], "point", [Text("中心站", "Central")]),
        Layer(Text("铁路", "Rail"), [shapely.LineString([(104, 30), (104.06, 30.06)])], "line", color="#a00000"),
    ]
    return Map(Text("人口分布", "Where people live"), layers, Text("推算。", "Modelled."), synthetic=synthetic)


def make_chart(*, synthetic: bool = False) -> Chart:
    series = [
        Series(Text("互不开放", "apart"), [4.0, 2.0, 1.0, NAN]),
        Series(Text("同城", "together"), [6.0, 5.0, 4.0, 3.0], [5.0, 4.5, 3.0, 2.0], [7.0, 6.0, 5.0, 4.5]),
    ]
    unit = Text("张/千人", "beds per 1,000")
    return Chart(Text("床位", "Beds"), "bar", CITIES, series, unit, Text("2024年。", "2024."), synthetic)


def make_table(rows: int = 60) -> Table:
    columns = [
        Column("name", Text("项目名称", "Project")),
        Column("city", Text("所属市", "City")),
        Column("cost", Text("总投资", "Investment"), Text("亿元", "100 million yuan"), 2),
        Column("people", Text("受益人口", "Served"), PEOPLE, 1, low="least", high="most"),
        Column("year", Text("年份", "Year")),
    ]
    made = [
        {
            "name": Text(f"第{number}号项目", f"Project {number}"),
            "city": CITIES[number % 4],
            "cost": 1000.0 + (number * 37) % 60 + 0.005,
            "people": NAN if number == 7 else float(number),
            "least": number - 1.5,
            "most": number + 2.5,
            "year": 2020 + number % 6,
        }
        for number in range(rows)
    ]
    made[1]["name"] = "<script>alert(1)</script>"
    made[2]["name"] = '=HYPERLINK("http://example.org","x")'
    made[3]["name"] = "@SUM(A1)"
    total = {"name": Text("合计", "Total"), "cost": sum(row["cost"] for row in made)}
    note = Text("跨市项目重复计入。", "Projects of several cities count in each.")
    return Table(Text("项目清单", "Projects"), columns, made, note, total, sheet=Text("项目清单", "Projects"))


def make_report(*, synthetic: bool = False) -> Report:
    small = Table(
        Text("数据需求", "Data requests"),
        [Column("what", Text("结果", "Result")), Column("who", Text("由谁掌握", "Held by"))],
        [{"what": Text("一小时圈", "One hour"), "who": None}],
        sheet=Text("数据/需求", "Data/requests"),
    )
    line = Chart(
        Text("变化", "Change"), "line", [same("2023"), same("2024")], [Series(same("a"), [1.0, -2.0])], PEOPLE
    )
    sections = [
        Section("people", Text("人口", "People"), Text("人口向中心集中。", "People gather."), [make_map(), small]),
        Section("beds", Text("床位", "Beds"), Text("差距<明显>。", "Wide & clear."), [make_chart(), line]),
        Section("list", Text("项目", "Projects"), Text("共60个。", "60 in all."), [make_table()]),
        Section("rest", Text("其他", "Rest"), Text("无。", "None."), [Words([Text("一点", "One")], points=True)]),
    ]
    return Report(
        Text("同城化报告", "One-city report"),
        Text("四市共2,966万人。", "The four cities have 29.66 million people."),
        Text("2026年11月", "November 2026"),
        sections,
        synthetic=synthetic,
        colophon=[(Text("版本", "Version"), same("0.1"))],
    )


@pytest.fixture(params=[False, True], ids=["real", "synthetic"])
def report(request: pytest.FixtureRequest) -> Report:
    return make_report(synthetic=request.param)


@pytest.fixture
def report_of() -> Callable[..., Report]:
    return make_report


@pytest.fixture
def table_of() -> Callable[..., Table]:
    return make_table


@pytest.fixture
def map_of() -> Callable[..., Map]:
    return make_map


@pytest.fixture
def chart_of() -> Callable[..., Chart]:
    return make_chart
