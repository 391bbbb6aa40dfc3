"""Gantt charts: places of bars and lines by hand, marks, words, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from tongcheng.language import SYNTHETIC_MARK, Text, same
from tongcheng.render.blocks import Bar, Gantt, Report, Section
from tongcheng.render.gantt import WIDTH, gantt_svg
from tongcheng.render.html import write_html

SVG = "{http://www.w3.org/2000/svg}"
GROWING, ADVANCING = Text("成长期", "growing"), Text("提升期", "advancing")


def chart() -> Gantt:
    """2022 to 2026: 20 quarters. ``a`` is a year late, ``b`` waits for it, ``c`` has no dates."""
    bars = [
        Bar("a", Text("甲路", "road a"), GROWING, 8092, 8095, 8088, 8091, flag=Text("晚一年", "a year late")),
        Bar("b", Text("乙桥", "bridge b"), GROWING, 8096, 8099, 8096, 8099, after=("a",), tight=True),
        Bar("c", Text("丙站", "station c"), ADVANCING, span=(8104, 8107)),
    ]
    bands = [(GROWING, 8092, 8103), (ADVANCING, 8104, 8143)]
    return Gantt(Text("进度", "Schedule"), bars, 8091.0, Text("今日 2022-09-30", "today 2022-09-30"), bands)


def rects(svg: str, name: str) -> list[tuple[float, float]]:
    found = [item.attrib for item in ET.fromstring(svg).iter(f"{SVG}rect") if item.get("class") == name]
    return [(float(item["x"]), float(item["x"]) + float(item["width"])) for item in found]


def test_bars_stand_where_their_quarters_are() -> None:
    svg = gantt_svg(chart(), language="zh")
    (a, b), (was_a, was_b) = rects(svg, "now"), rects(svg, "then")
    step = (a[1] - a[0]) / 4
    assert b[0] == pytest.approx(a[1], abs=0.2)  # one begins when the other ends
    assert was_a[1] == pytest.approx(a[0], abs=0.2)  # a year before
    assert was_b == pytest.approx(b, abs=0.2)
    assert WIDTH - 12 - was_a[0] == pytest.approx(20 * step, abs=0.3)  # the axis begins with 2022 and ends with 2026
    today = re.search(r'class="today" d="M([\d.]+)', svg)
    assert today is not None
    assert float(today[1]) == pytest.approx(was_a[0] + 3 * step, abs=0.2)
    assert len(rects(svg, "open")) == 1


def test_an_arrow_goes_from_what_is_before_to_what_waits() -> None:
    svg = gantt_svg(chart(), language="zh")
    without = gantt_svg(replace(chart(), bars=[replace(bar, after=()) for bar in chart().bars]), language="zh")
    assert svg.count("m-5 -3l5 3l-5 3") - without.count("m-5 -3l5 3l-5 3") == 2  # one in the legend
    assert "前置" not in without


def test_both_languages_and_the_mark_are_inside() -> None:
    svg = gantt_svg(replace(chart(), synthetic=True))
    for words in ("甲路", "road a", "growing", "成长期", SYNTHETIC_MARK.zh, SYNTHETIC_MARK.en, "a year late"):
        assert words in svg
    assert SYNTHETIC_MARK.zh not in gantt_svg(chart())


def test_a_page_holds_picture_and_data() -> None:
    section = Section("plan", same("x"), same("y"), [chart()])
    page = write_html(Report(same("t"), same("c"), same("2022"), [section], synthetic=True))
    assert "plan-1-t" in page
    assert "2023Q1" in page
    assert SYNTHETIC_MARK.zh in page


def test_what_is_wrong_is_refused() -> None:
    with pytest.raises(ValueError, match="rows"):
        gantt_svg(replace(chart(), bars=[]))
    for bad in ({"finish": None}, {"finish": 8000}, {"original_finish": 8000}):
        with pytest.raises(ValueError, match="'a'"):
            gantt_svg(replace(chart(), bars=[replace(chart().bars[0], **bad)]))
