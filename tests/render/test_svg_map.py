from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import h3
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.render.conftest import CITIES, NAN, squares
from tongcheng.language import SCHEMATIC_MARK, SYNTHETIC_MARK, Text
from tongcheng.render.blocks import Layer, Map
from tongcheng.render.labels import Label, place_labels
from tongcheng.render.map_frame import degree_lengths, fit_frame
from tongcheng.render.svg import path_data, text_width, wrap
from tongcheng.render.svg_map import map_svg

SVG = "{http://www.w3.org/2000/svg}"
NAME = Text("图", "Map")


def words(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


def legend_counts(svg: str) -> list[int]:
    found = [element for element in ET.fromstring(svg).iter(f"{SVG}text") if element.get("class") == "count"]
    return [int("".join(element.itertext()).replace(",", "")) for element in found]


def read_path(data: str) -> list[shapely.Polygon]:
    """Read path data of our own writer back: M, l, h, v and z only."""
    rings = []
    for part in filter(None, data.split("M")):
        tokens = re.findall(r"[lhvz]|-?\d*\.?\d+", part)
        x, y = float(tokens[0]), float(tokens[1])
        points, command, numbers = [(x, y)], "l", []
        for token in tokens[2:]:
            if token in "lhvz":
                command = token
                continue
            numbers.append(float(token))
            if command == "l" and len(numbers) < 2:
                continue
            dx, dy = {"h": (numbers[0], 0.0), "v": (0.0, numbers[0])}.get(command) or numbers
            x, y, numbers = x + dx, y + dy, []
            points.append((x, y))
        rings.append(shapely.Polygon(points))
    return rings


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("synthetic", [False, True])
def test_every_map_is_marked_schematic_and_synthetic_if_so(map_of, language, synthetic):
    svg = map_svg(map_of(synthetic=synthetic), language=language)
    for spoken in ("zh", "en") if language == "both" else (language,):
        said = words(svg)
        assert SCHEMATIC_MARK.say(spoken) in said
        assert said.count(SYNTHETIC_MARK.say(spoken)) == (3 if synthetic else 0)


def test_a_file_in_one_language_holds_no_other(map_of):
    svg = map_svg(map_of(), language="zh")
    assert "常住人口" in svg
    assert "Residents" not in svg
    assert 'class="en"' not in svg


def test_a_page_holds_each_language_in_its_class(map_of):
    root = ET.fromstring(map_svg(map_of(), language="both"))
    for element in root.iter(f"{SVG}text"):
        if re.search("[\u4e00-\u9fff]", "".join(element.itertext())):
            assert (element.get("class"), element.get("lang")) == ("zh", "zh-CN")
    assert [element.get("class") for element in root.iter(f"{SVG}text") if element.text == "Residents"] == ["en"]


def test_a_screen_reader_hears_what_the_map_shows(map_of):
    root = ET.fromstring(map_svg(map_of(synthetic=True), language="en", key="m1"))
    assert root.get("role") == "img"
    spoken = {element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("aria-labelledby").split() == list(spoken)
    assert SYNTHETIC_MARK.en in spoken["m1-d"]
    assert "no value: 1" in spoken["m1-d"]


@pytest.mark.parametrize("side", [3, 25])
@pytest.mark.parametrize("kind", ["fill", "point", "line"])
def test_the_counts_of_the_legend_sum_to_the_shapes(side, kind):
    shapes = squares(side)
    shapes = [shape.centroid for shape in shapes] if kind == "point" else shapes
    shapes = [shape.exterior for shape in shapes] if kind == "line" else shapes
    values = [float(number) if number % 5 else NAN for number in range(side * side)]
    svg = map_svg(Map(NAME, [Layer(NAME, shapes, kind, values=values)]))
    assert sum(legend_counts(svg)) == side * side
    assert legend_counts(svg)[-1] == sum(np.isnan(values))


def test_words_of_others_cannot_leave_their_place():
    bad = Text("<script>\x00\ud800</script>", '"/><script>')
    svg = map_svg(Map(bad, [Layer(bad, squares(2), "fill", [bad] * 4, [1, 2, 3, 4], bad)], bad))
    assert not list(ET.fromstring(svg).iter(f"{SVG}script"))
    assert "<script" not in svg


def test_distances_are_true_and_the_aspect_is_right():
    geod = pyproj.Geod(ellps="WGS84")
    shapes = [shapely.box(102.85, 29.4, 105.74, 31.7)]
    frame = fit_frame(shapes, left=12, top=40, width=660, most=700, least=320)
    rng = np.random.default_rng(3)
    for _ in range(50):
        ends = np.column_stack([rng.uniform(103.5, 105, 2), rng.uniform(30, 31.2, 2)])
        true = geod.inv(*ends[0], *ends[1])[2] / 1000
        pixels = np.linalg.norm(np.diff(frame.points(ends), axis=0))
        assert pixels / frame.scale == pytest.approx(true, rel=0.01)


@pytest.mark.parametrize("lat", [0, 18.2, 30.5, 39.0, 53.5])
def test_degrees_are_as_long_as_on_the_ellipsoid(lat):
    geod = pyproj.Geod(ellps="WGS84")
    east, north = degree_lengths(lat)
    assert east == pytest.approx(geod.inv(0, lat, 0.01, lat)[2] / 10, rel=1e-4)
    assert north == pytest.approx(geod.inv(0, lat - 0.005, 0, lat + 0.005)[2] / 10, rel=1e-4)


def test_the_scale_bar_is_as_long_as_it_says(map_of):
    svg = map_svg(map_of())
    bar = re.search(r"M([\d.]+) [\d.]+v5H([\d.]+)v-5", svg)
    length = float(next(word for word in words(svg) if word.endswith(" km")).removesuffix(" km"))
    shapes = [shape for layer in map_of().layers for shape in layer.shapes]
    frame = fit_frame(shapes, left=12, top=0, width=660, most=700, least=320)
    assert (float(bar[2]) - float(bar[1])) / frame.scale == pytest.approx(length, rel=0.01)


def test_a_big_grid_melts_by_class_and_keeps_its_area():
    cells = sorted(h3.grid_disk(h3.latlng_to_cell(30.6, 104.0, 7), 46))
    assert len(cells) > 6_450
    hexes = [shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]) for cell in cells]
    values = [float((number * 7919) % 1000) for number in range(len(cells))]
    picture = Map(NAME, [Layer(NAME, hexes, "fill", values=values)])
    svg = map_svg(picture)
    assert len(svg.encode()) < 1_500_000
    paths = [path.get("d") for path in ET.fromstring(svg).iter(f"{SVG}path") if path.get("fill-rule") == "evenodd"]
    assert len(paths) == 6
    frame = fit_frame(hexes, left=12, top=0, width=660, most=700, least=320)
    areas = []
    for path in paths:
        rings = [ring.exterior for ring in read_path(path)]
        areas.append(shapely.build_area(shapely.GeometryCollection(rings)).area)
    assert sum(areas) == pytest.approx(sum(shape.area for shape in frame.shapes(hexes)), rel=0.01)


def test_a_layer_needs_one_value_and_one_name_per_shape():
    for wrong in ({"values": [1.0]}, {"labels": CITIES}):
        layer = replace(Layer(NAME, squares(3), "fill"), **wrong)
        with pytest.raises(ValueError, match="9 shapes"):
            map_svg(Map(NAME, [layer]))


@pytest.mark.parametrize(
    "shapes", [[], [shapely.Point(104, 30)], [shapely.Polygon()], [None], [shapely.LineString([(1, 1), (1, 1)])]]
)
def test_next_to_nothing_can_be_drawn(shapes):
    for kind in ("fill", "outline", "line", "point"):
        picture = Map(NAME, [Layer(NAME, shapes, kind, [NAME] * len(shapes), [1.0] * len(shapes))])
        assert ET.fromstring(map_svg(picture)).tag.endswith("svg")


def test_the_picture_is_not_changed_by_drawing(map_of):
    picture = map_of()
    before = [shape.wkb for layer in picture.layers for shape in layer.shapes]
    assert map_svg(picture) == map_svg(picture)
    assert [shape.wkb for layer in picture.layers for shape in layer.shapes] == before


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 300), st.floats(0, 300), st.sampled_from(["甲市", "Long name", "x"])), max_size=40
    )
)
def test_no_name_stands_on_another_or_outside(places):
    labels = [Label(name, x, y, 12, 4 if name == "x" else None) for x, y, name in places]
    placed = place_labels(labels, frame=(0, 0, 300, 300), taken=[(100, 100, 150, 150)])
    boxes = [shapely.box(100, 100, 150, 150)]
    for item in placed:
        half, middle = text_width(item.label.words, 12) / 2, item.y - 0.36 * 12
        boxes.append(shapely.box(item.x - half, middle - 6.9, item.x + half, middle + 6.9))
        assert shapely.box(-0.01, -0.01, 300.01, 300.01).contains(boxes[-1])
    tree = shapely.STRtree(boxes)
    for first, second in tree.query(boxes, predicate="intersects").T:
        assert first == second or boxes[first].intersection(boxes[second]).area < 1e-6


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-5000, 5000), st.integers(-5000, 5000)), min_size=4, max_size=30, unique=True))
def test_path_data_reads_back_to_a_tenth_of_a_pixel(points):
    ring = shapely.Polygon(np.array(points) / 10)
    (back,) = read_path(path_data([ring]))
    assert back.hausdorff_distance(ring) < 0.051


@settings(max_examples=60, deadline=None)
@given(st.text("成都 city，。-12", max_size=60), st.integers(30, 200))
def test_wrapping_loses_no_letter_and_keeps_the_width(text, width):
    lines = wrap(text, width, 12)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line.rstrip("，。 "), 12) <= width for line in lines)
    assert all(not after.startswith(("，", "。")) for _, after in pairwise(lines))
