from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.render.conftest import CITIES, NAN
from tongcheng.language import SYNTHETIC_MARK, Text, same
from tongcheng.render.blocks import Chart, Series
from tongcheng.render.svg import tick_values
from tongcheng.render.svg_chart import chart_svg

SVG = "{http://www.w3.org/2000/svg}"
UNIT = Text("万人", "10,000 people")


def bars(svg: str) -> list[tuple[float, float]]:
    """Give left end and width of each bar, in drawing order."""
    found = [rect for rect in ET.fromstring(svg).iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]
    return [(float(rect.get("x")), float(rect.get("width"))) for rect in found]


def words(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


def one(values, kind="bar", **more) -> Chart:
    names = [same(f"n{number}") for number in range(len(values))]
    return Chart(same("t"), kind, names, [Series(same("s"), values, **more)], UNIT)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e5, 1e5).filter(lambda value: abs(value) > 1), min_size=1, max_size=10))
def test_bars_are_as_long_as_their_values_and_start_at_zero(values):
    drawn = bars(chart_svg(one(values)))
    largest = max(range(len(values)), key=lambda index: abs(values[index]))
    per_pixel = abs(values[largest]) / drawn[largest][1]
    zeros = [left if value > 0 else left + width for (left, width), value in zip(drawn, values, strict=True)]
    assert max(zeros) - min(zeros) < 0.7
    for (_, width), value in zip(drawn, values, strict=True):
        assert width == pytest.approx(max(0.5, abs(value) / per_pixel), abs=0.2)


def test_ranges_are_drawn_and_written(chart_of):
    svg = chart_svg(chart_of(), language="zh")
    assert "6.0（5.0—7.0）" in words(svg)
    assert "4.0" in words(svg)
    zero, width = bars(svg)[1]
    per_unit = width / 6
    whisker = re.search(r'd="M([\d.]+) [\d.]+H([\d.]+)M', svg)
    assert float(whisker[1]) == pytest.approx(zero + 5 * per_unit, abs=0.2)
    assert float(whisker[2]) == pytest.approx(zero + 7 * per_unit, abs=0.2)


def test_a_missing_value_is_a_dash_and_no_bar(chart_of):
    svg = chart_svg(chart_of(), language="en")
    assert len(bars(svg)) == 7
    assert words(svg).count("—") == 1


def test_a_line_breaks_where_a_value_is_missing():
    svg = chart_svg(one([1.0, 2.0, NAN, 4.0, 5.0], kind="line"))
    path = next(path.get("d") for path in ET.fromstring(svg).iter(f"{SVG}path") if path.get("stroke-width") == "2")
    assert (path.count("M"), path.count("L")) == (2, 2)


@pytest.mark.parametrize("kind", ["bar", "line"])
@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("synthetic", [False, True])
def test_synthetic_charts_are_marked_inside_and_others_are_not(chart_of, kind, language, synthetic):
    svg = chart_svg(replace(chart_of(synthetic=synthetic), kind=kind), language=language)
    for spoken in ("zh", "en") if language == "both" else (language,):
        assert (words(svg).count(SYNTHETIC_MARK.say(spoken)) >= 2) == synthetic
        assert (SYNTHETIC_MARK.say(spoken) in svg) == synthetic


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_all_zero_all_missing_and_single_values_can_be_drawn(kind):
    for values in ([0.0, 0.0], [NAN, NAN], [3.0], [-2.0, -1.0], [1e-9]):
        assert ET.fromstring(chart_svg(one(values, kind=kind))).tag.endswith("svg")


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_a_series_must_fit_the_categories(kind):
    for wrong in (Series(UNIT, [1.0]), Series(UNIT, [1.0] * 4, low=[1.0] * 4), Series(UNIT, [1.0] * 4, [1.0], [1.0])):
        with pytest.raises(ValueError, match="does not fit"):
            chart_svg(Chart(UNIT, kind, CITIES, [wrong], UNIT))


def test_words_of_others_cannot_leave_their_place():
    bad = Text("</text><script>", '"><script>')
    svg = chart_svg(Chart(bad, "bar", [bad], [Series(bad, [1.0]), Series(bad, [2.0])], bad, bad))
    assert "<script" not in svg
    ET.fromstring(svg)


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e9, 0), st.floats(0, 1e9))
def test_ticks_cover_the_values_with_zero_among_them(low, high):
    ticks = tick_values(low, high)
    assert 0.0 in ticks
    assert len(ticks) <= 9
    if high - low > 1e-300:
        assert ticks[0] <= low + 1e-8 * (high - low)
        assert ticks[-1] >= high - 1e-8 * (high - low)
