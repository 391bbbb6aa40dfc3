"""Roads that cross a border, counted along it as along a screen line.

A road link crosses the border if it is open and its two ends lie in different cities, which is to say that it crosses
the line an odd number of times; a road that swings over the line and back within one link does not count. One-way
links of one class that cross within 60 m along the line are the carriageways of one road and count once. This is a
count along a screen line (Ortúzar and Willumsen, *Modelling Transport*, 4th ed. 2011) that follows the border.

A count is only worth something where the data reach the border. Where they end before it there is no number; where
they are cut near it the number is a lower bound, and nothing found is no zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.language import NOTHING, Text
from tongcheng.region.lookup import positions
from tongcheng.region.plane import Plane, city_of_points
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Pair = tuple[str, str]

#: One-way links of one class that cross within this distance along the line are the carriageways of one road.
CARRIAGEWAYS_M: Final = 60.0

#: A city without any road node this near to a border has no road data there.
NEAR_BORDER_M: Final = 10_000.0

#: A node at which the extract cuts a road this near to a border says that more may cross than is known.
CUT_NEAR_M: Final = 500.0

_NO_ROADS = Text("缺道路数据（road_nodes、road_links）", "no road data (road_nodes, road_links)")
_NO_ROADS_IN = Text("交界附近{city}一侧没有道路数据", "no road data near the border in {city}")
_CUT = Text("道路数据在交界附近截断，可能漏计", "the road data are cut near the border; more roads may cross")


def road_classes() -> tuple[str, ...]:
    """Name the classes of roads."""
    return schemas()["road_links"]["class"].values


@dataclass(frozen=True)
class Coverage:
    """How far the road data reach to one border: cities without any road near it, and whether it is cut near it."""

    lacking: tuple[str, ...]
    cut: bool


@dataclass(frozen=True)
class RoadCrossings:
    """Crossings per pair and class, and the coverage of each pair; None without any road data."""

    counts: dict[Pair, dict[str, int]]
    coverage: dict[Pair, Coverage] | None

    def of(self, a: str, b: str, names: pd.Series[str]) -> tuple[dict[str, float], Text]:
        """Give the number per class, and the reason where it is NaN or may be too low."""
        nothing = dict.fromkeys(road_classes(), np.nan)
        if self.coverage is None:
            return nothing, _NO_ROADS
        covered = self.coverage[a, b]
        if covered.lacking:
            return nothing, _NO_ROADS_IN.fill(city="、".join(str(names.get(city, city)) for city in covered.lacking))
        found = self.counts.get((a, b), {})
        if covered.cut:
            return (nothing if not found else {name: float(found.get(name, 0)) for name in road_classes()}), _CUT
        return {name: float(found.get(name, 0)) for name in road_classes()}, NOTHING


def road_crossings(
    region: Region, outlines: gpd.GeoSeries, lines: gpd.GeoDataFrame, *, tolerance_m: float
) -> RoadCrossings:
    """Count the roads across every border.

    Parameters
    ----------
    region
        The circle.
    outlines
        Outlines of cities by city.
    lines
        Border lines with ``city_a``, ``city_b``.
    tolerance_m
        How far outside every outline a node may lie and still belong to the nearest city.
    """
    nodes, links = region["road_nodes"], region["road_links"]
    if nodes.empty or links.empty or lines.empty:
        return RoadCrossings({}, None)
    city = city_of_points(outlines, nodes["lon"], nodes["lat"], tolerance_m=tolerance_m)
    start, end = positions(nodes["node"], links["from_node"]), positions(nodes["node"], links["to_node"])
    known = (start >= 0) & (end >= 0) & (links["state"] == "open").to_numpy(dtype=bool, na_value=False)
    start, end, open_links = start[known], end[known], links[known]
    a, b = np.minimum(city[start], city[end]), np.maximum(city[start], city[end])
    border = dict(zip(zip(lines["city_a"], lines["city_b"], strict=True), lines["geometry"], strict=True))
    xy = nodes[["lon", "lat"]].to_numpy(dtype="float64")
    found = []
    for row in np.flatnonzero((a >= 0) & (a != b)):
        pair = (str(outlines.index[a[row]]), str(outlines.index[b[row]]))
        if pair not in border:
            continue
        shape = open_links["geometry"].iloc[row]
        if shape is None or shape.is_empty:
            shape = shapely.LineString([xy[start[row]], xy[end[row]]])
        point = shapely.get_coordinates(shapely.shortest_line(border[pair], shape))[0]
        one_way = open_links["direction"].iloc[row] == "forward"
        found.append((*pair, open_links["class"].iloc[row], one_way, *point))
    counts = _count_roads(pd.DataFrame(found, columns=["a", "b", "class", "one_way", "lon", "lat"]))
    return RoadCrossings(counts, dict(_coverage(nodes, city, outlines, lines)))


def _count_roads(found: pd.DataFrame) -> dict[Pair, dict[str, int]]:
    """Count crossings per pair and class; carriageways of one road count once."""
    counts: dict[Pair, dict[str, int]] = {}
    for (a, b, kind), group in found.groupby(["a", "b", "class"], sort=True):
        one_way = group["one_way"].to_numpy(dtype=bool)
        roads = int((~one_way).sum()) + _roads_of_carriageways(group[one_way])
        counts.setdefault((str(a), str(b)), {})[str(kind)] = roads
    return counts


def _roads_of_carriageways(crossings: pd.DataFrame) -> int:
    """Count groups no wider than ``CARRIAGEWAYS_M``, from south-west to north-east."""
    if crossings.empty:
        return 0
    plane = Plane(float(crossings["lon"].iloc[0]), float(crossings["lat"].iloc[0]))
    left = np.column_stack(plane.flat(crossings["lon"], crossings["lat"]))
    left = left[np.lexsort((left[:, 1], left[:, 0]))]
    roads = 0
    while len(left):
        left = left[np.hypot(*(left - left[0]).T) > CARRIAGEWAYS_M]
        roads += 1
    return roads


def _coverage(
    nodes: pd.DataFrame, city: NDArray[np.intp], outlines: gpd.GeoSeries, lines: gpd.GeoDataFrame
) -> Iterator[tuple[Pair, Coverage]]:
    plane = Plane.around(outlines.total_bounds)
    points = np.column_stack(plane.flat(nodes["lon"], nodes["lat"]))
    cut = nodes["cut"].to_numpy(dtype=bool, na_value=False)
    for a, b, line in zip(lines["city_a"], lines["city_b"], plane.flatten(lines["geometry"]), strict=True):
        sides = {one: points[city == outlines.index.get_loc(one)] for one in (a, b)}
        lacking = tuple(one for one, own in sides.items() if not _any_near(line, own, NEAR_BORDER_M))
        yield (str(a), str(b)), Coverage(lacking, _any_near(line, points[cut], CUT_NEAR_M))


def _any_near(line: Any, points: Floats, distance: float) -> bool:
    west, south, east, north = line.bounds
    x, y = points[:, 0], points[:, 1]
    near = (x >= west - distance) & (x <= east + distance) & (y >= south - distance) & (y <= north + distance)
    shapely.prepare(line)
    return bool(shapely.dwithin(line, shapely.points(points[near]), distance).any())
