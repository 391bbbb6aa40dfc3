"""The little map of one border road: the road, the line, the counties, the streets around and the way round today."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from tongcheng.language import NOTHING, Text
from tongcheng.render import colors
from tongcheng.render.blocks import Layer, Map
from tongcheng.runs.report.roads_ranked import AnyRun, Road
from tongcheng.runs.report.words import name_of, place_names

#: Width over height of the window, and how much wider it is than what it must show.
_ASPECT, _MARGIN = 2.3, 1.25
#: Smallest height of the window in km, and km of a degree of latitude.
_LEAST_KM, _KM = 2.5, 111.2

_TABLES = ("worth_surroundings", "project_surroundings")
#: Streets by what they are called in the legend: classes, width.
_STREETS = (
    (Text("干线和主次道路", "main roads"), ("motorway", "trunk", "primary", "secondary"), 1.8),
    (Text("其他道路", "other roads"), ("tertiary", "unclassified"), 0.7),
)

#: A road shorter than this part of the window gets a spot, or nobody would find it.
_SHORT = 0.05


def road_map(run: AnyRun, road: Road) -> Map:
    """Draw the map of a road.

    Parameters
    ----------
    run
        With the road's surroundings, where there are any.
    road
        In the ranking.
    """
    around = _around(run, road)
    detour = list(around.loc[around["part"] == "detour", "geometry"])
    shape = [] if road.shape is None else [road.shape]
    window = _window([*shape, *detour])
    layers = [*_streets(around, window), *_places(run, window), *_border(run, road, window)]
    if detour:
        layers.append(
            Layer(
                Text("现在绕行的路", "the way round today"),
                _cut(detour, window),
                "line",
                color=colors.SERIES[1],
                width=3.0,
            )
        )
    if shape:
        layers += _road(road, shape[0], window)
    title = Text(f"{road.name.zh}的位置", f"Where {road.name.en} lies")
    return Map(title, layers, synthetic=run.region.fictional)


def _road(road: Road, shape: shapely.Geometry, window: shapely.Geometry) -> list[Layer]:
    """Draw the road itself, with a spot if it is too short to be seen."""
    words = (
        Text("要打通的缺口", "the missing piece")
        if road.kind == "dead_end"
        else Text("要改造的路段", "the road to mend")
    )
    west, south, east, north = shapely.total_bounds([shape])
    left, low, right, high = shapely.total_bounds([window])
    if max((east - west) / (right - left), (north - south) / (high - low)) >= _SHORT:
        return [Layer(words, _cut([shape], window), "line", labels=[road.name], color=colors.SERIES[0], width=6.0)]
    spot = shapely.point_on_surface(shape)
    return [Layer(words, [spot], "point", labels=[road.name], color=colors.SERIES[0], radius=6.0)]


def _around(run: AnyRun, road: Road) -> pd.DataFrame:
    """Give streets and way round of a road; of a candidate or a project."""
    for name in _TABLES:
        table = run.tables.get(name)
        if table is not None and len(table) and (table["road"] == road.id).any():
            return pd.DataFrame(table[table["road"] == road.id])
    return pd.DataFrame({"road": [], "part": [], "class": [], "geometry": []})


def _window(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Give a wide rectangle around what must be seen, in degrees."""
    west, south, east, north = (
        shapely.total_bounds(np.array(shapes, dtype=object)) if shapes else (0.0, 0.0, 1.0, 1.0)
    )
    middle = (west + east) / 2, (south + north) / 2
    shrink = float(np.cos(np.radians(middle[1])))
    high = max((north - south) * _MARGIN, (east - west) * _MARGIN * shrink / _ASPECT, _LEAST_KM / _KM)
    wide = high * _ASPECT / shrink
    return shapely.box(middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2)


def _cut(shapes: Sequence[shapely.Geometry], window: shapely.Geometry) -> list[shapely.Geometry]:
    return [shapely.intersection(shape, window) for shape in shapes]


def _streets(around: pd.DataFrame, window: shapely.Geometry) -> list[Layer]:
    """Draw the streets in grey, main roads wider."""
    layers = []
    for words, classes, width in _STREETS:
        rows = around[(around["part"] == "street") & around["class"].isin(classes)]
        parts = [shape for shape in _cut(list(rows["geometry"]), window) if not shapely.is_empty(shape)]
        if parts:
            layers.append(Layer(words, parts, "line", color=colors.HATCH, width=width))
    return layers


def _places(run: AnyRun, window: shapely.Geometry) -> list[Layer]:
    """Draw the counties in the window with their names."""
    counties = run.region["counties"]
    names = place_names(run.region)
    known = counties[counties["geometry"].notna()]
    shapes = _cut(list(known["geometry"]), window)
    kept = [
        (shape, name_of(names, county))
        for shape, county in zip(shapes, known["county"], strict=True)
        if not shapely.is_empty(shape)
    ]
    if not kept:
        return []
    words = Text("区（市）县界（示意）", "counties (schematic)")
    return [Layer(words, [shape for shape, _ in kept], "outline", labels=[name for _, name in kept])]


def _border(run: AnyRun, road: Road, window: shapely.Geometry) -> list[Layer]:
    """Draw the line between the cities of the road, or every line if it is about several."""
    table = run.tables.get("border_lines")
    if table is None or not len(table):
        return []
    pairs = [{a, b} for a, b in zip(table["city_a"], table["city_b"], strict=True)]
    own = [not all(road.sides) or set(road.sides) == pair or not road.row["border"] for pair in pairs]
    shapes = [shape for shape in _cut(list(table["geometry"][own]), window) if not shapely.is_empty(shape)]
    if not shapes:
        return []
    return [
        Layer(
            Text("市界（示意）", "city border (schematic)"),
            shapes,
            "line",
            labels=[NOTHING] * len(shapes),
            color=colors.INK,
            width=2.4,
        )
    ]
