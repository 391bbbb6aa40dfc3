"""What a border between two cities is: its line, its length, the roads and rail lines that cross it.

Everything here is derived from outlines, roads and lines; nothing is a table of its own. The line itself comes from
:mod:`tongcheng.region.border_lines`.

A road link crosses the border if it is open and its two ends lie in different cities, which is to say that it crosses
the line an odd number of times; a road that swings over the line and back within one link does not count. Crossings
of one class within 60 m of each other are the carriageways of one road and count once. This is a count along a screen
line (Ortúzar and Willumsen, *Modelling Transport*, 4th ed. 2011) that follows the border.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from tongcheng.language import NOTHING, Text
from tongcheng.region.border_lines import TOLERANCE_M, border_lines
from tongcheng.region.lookup import positions
from tongcheng.region.outlines import city_outlines
from tongcheng.region.plane import Plane, outline_of_points
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Crossings of one class that lie within this distance are the carriageways of one road.
CARRIAGEWAYS_M: Final = 60.0

#: A city without any road node this near to a border has no road data there; a blank is then no zero.
NEAR_BORDER_M: Final = 10_000.0

RAIL_MODES: Final = ("rail", "suburban_rail", "metro", "tram")

_NO_ROADS = Text("缺道路数据（road_nodes、road_links）", "no road data (road_nodes, road_links)")
_NO_ROADS_IN = Text("交界附近{city}一侧没有道路数据", "no road data near the border in {city}")
_NO_LINES = Text("缺线路停站数据（lines、line_stops、stations）", "no line data (lines, line_stops, stations)")


def border_facts(region: Region, *, tolerance_m: float = TOLERANCE_M) -> pd.DataFrame:
    """Give length, roads and rail lines across of every border.

    Parameters
    ----------
    region
        The circle.
    tolerance_m
        As in :func:`border_lines`; also how far outside every outline a node may lie and still belong to the
        nearest city.

    Returns
    -------
    pandas.DataFrame
        One row per pair that touches: ``city_a city_b length_km road_crossings crossings_per_10km``, one column
        ``roads_<class>`` per road class, ``rail_lines`` (open rail, metro and tram lines with consecutive stops in
        both cities), ``other_lines``, ``reason_zh reason_en``. Where data are absent the number is NaN, not 0, and
        the reason says why.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> border_facts(open_region("chengdu"))["road_crossings"].isna().all()
    True
    """
    lines = border_lines(region, tolerance_m=tolerance_m)
    outlines = city_outlines(region)
    roads = _road_crossings(region, outlines, lines, tolerance_m)
    rails = _lines_across(region, outlines)
    names = region["cities"].set_index("city")["name"]
    rows = []
    for a, b, length in zip(lines["city_a"], lines["city_b"], lines["length_km"], strict=True):
        road, road_reason = roads.of(a, b, names)
        rail, rail_reason = _rail_counts(rails, a, b)
        total = sum(road.values())
        reasons = [reason for reason in (road_reason, rail_reason) if reason != NOTHING]
        rows.append(
            {
                "city_a": a,
                "city_b": b,
                "length_km": length,
                "road_crossings": float(total),
                "crossings_per_10km": total / length * 10,
                **{f"roads_{name}": float(count) for name, count in road.items()},
                **rail,
                "reason_zh": "；".join(reason.zh for reason in reasons),
                "reason_en": "; ".join(reason.en for reason in reasons),
            }
        )
    return pd.DataFrame(rows, columns=list(_columns()))


def _columns() -> Iterator[str]:
    yield from ("city_a", "city_b", "length_km", "road_crossings", "crossings_per_10km")
    yield from (f"roads_{name}" for name in _road_classes())
    yield from ("rail_lines", "other_lines", "reason_zh", "reason_en")


def _road_classes() -> tuple[str, ...]:
    return schemas()["road_links"]["class"].values


@dataclass(frozen=True)
class _RoadCrossings:
    """Crossings per pair and class; ``uncovered`` names the cities of a pair without any road near the border."""

    counts: dict[tuple[str, str], dict[str, int]]
    uncovered: dict[tuple[str, str], list[str]] | None

    def of(self, a: str, b: str, names: pd.Series[str]) -> tuple[dict[str, float], Text]:
        """Give the number per class, NaN with a reason where roads are absent."""
        if self.uncovered is None:
            return dict.fromkeys(_road_classes(), np.nan), _NO_ROADS
        lacking = [str(names.get(city, city)) for city in self.uncovered[a, b]]
        if lacking:
            return dict.fromkeys(_road_classes(), np.nan), _NO_ROADS_IN.fill(city="、".join(lacking))
        found = self.counts.get((a, b), {})
        return {name: float(found.get(name, 0)) for name in _road_classes()}, NOTHING


def _road_crossings(
    region: Region, outlines: gpd.GeoSeries, lines: gpd.GeoDataFrame, tolerance: float
) -> _RoadCrossings:
    nodes, links = region["road_nodes"], region["road_links"]
    if nodes.empty or links.empty or lines.empty:
        return _RoadCrossings({}, None)
    city = city_of_points(outlines, nodes["lon"], nodes["lat"], tolerance_m=tolerance)
    start, end = positions(nodes["node"], links["from_node"]), positions(nodes["node"], links["to_node"])
    known = (start >= 0) & (end >= 0) & (links["state"] == "open").to_numpy(dtype=bool, na_value=False)
    start, end, open_links = start[known], end[known], links[known]
    a, b = np.minimum(city[start], city[end]), np.maximum(city[start], city[end])
    across = np.flatnonzero((a >= 0) & (a != b))
    border = dict(zip(zip(lines["city_a"], lines["city_b"], strict=True), lines["geometry"], strict=True))
    found = []
    xy = nodes[["lon", "lat"]].to_numpy(dtype="float64")
    for row in across:
        pair = (str(outlines.index[a[row]]), str(outlines.index[b[row]]))
        if pair not in border:
            continue
        shape = open_links["geometry"].iloc[row]
        if shape is None or shape.is_empty:
            shape = shapely.LineString([xy[start[row]], xy[end[row]]])
        point = shapely.get_coordinates(shapely.shortest_line(border[pair], shape))[0]
        found.append((*pair, open_links["class"].iloc[row], *point))
    return _RoadCrossings(
        _count_roads(pd.DataFrame(found, columns=["a", "b", "class", "lon", "lat"])),
        _uncovered(nodes, city, outlines, lines),
    )


def _uncovered(
    nodes: pd.DataFrame, city: NDArray[np.intp], outlines: gpd.GeoSeries, lines: gpd.GeoDataFrame
) -> dict[tuple[str, str], list[str]]:
    """Name the cities of each pair that have no road node near their common border: the data end before it."""
    plane = Plane.around(outlines.total_bounds)
    points = np.column_stack(plane.flat(nodes["lon"], nodes["lat"]))
    found = {}
    for a, b, line in zip(lines["city_a"], lines["city_b"], plane.flatten(lines["geometry"]), strict=True):
        shapely.prepare(line)
        found[a, b] = [
            one
            for one in (a, b)
            if not shapely.dwithin(
                line, shapely.points(points[city == outlines.index.get_loc(one)]), NEAR_BORDER_M
            ).any()
        ]
    return found


def _count_roads(found: pd.DataFrame) -> dict[tuple[str, str], dict[str, int]]:
    """Count crossings per pair and class; carriageways of one road count once."""
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for (a, b, kind), group in found.groupby(["a", "b", "class"], sort=True):
        plane = Plane(float(group["lon"].iloc[0]), float(group["lat"].iloc[0]))
        points = np.column_stack(plane.flat(group["lon"], group["lat"]))
        pairs = cKDTree(points).query_pairs(CARRIAGEWAYS_M, output_type="ndarray")
        graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points),) * 2)
        counts.setdefault((str(a), str(b)), {})[str(kind)] = int(connected_components(graph, directed=False)[0])
    return counts


def city_of_points(
    outlines: gpd.GeoSeries, lon: pd.Series[float], lat: pd.Series[float], *, tolerance_m: float = TOLERANCE_M
) -> NDArray[np.intp]:
    """Tell in which city each point lies, by outlines; in a gap between outlines the nearest one takes it.

    Returns
    -------
    numpy.ndarray
        Position in ``outlines``, -1 for points further than the tolerance from all of them.
    """
    x, y = lon.to_numpy(dtype="float64"), lat.to_numpy(dtype="float64")
    city = outline_of_points(outlines, x, y)
    lost = np.flatnonzero((city < 0) & np.isfinite(x) & np.isfinite(y))
    if len(lost) and len(outlines):
        plane = Plane.around(outlines.total_bounds)
        tree = shapely.STRtree(plane.flatten(outlines.to_numpy()))
        points = shapely.points(*plane.flat(x[lost], y[lost]))
        hits = tree.query_nearest(points, max_distance=tolerance_m, all_matches=False)
        city[lost[hits[0]]] = hits[1]
    return city


def _lines_across(region: Region, outlines: gpd.GeoSeries) -> pd.DataFrame | None:
    """Give one row per open line and pair of cities in which it stops one after the other."""
    stops, stations = region["line_stops"], region["stations"]
    if stops.empty or stations.empty or region["lines"].empty:
        return None
    by_outline = city_of_points(outlines, stations["lon"], stations["lat"])
    drawn = pd.Series([outlines.index[city] if city >= 0 else None for city in by_outline], dtype="str")
    city = stations["city"].where(stations["city"].notna(), drawn).to_numpy()
    city_of_station = pd.Series(city, index=stations["station"]).groupby(level=0).first()
    lines = region["lines"]
    modes = lines[lines["state"] == "open"].drop_duplicates("line").set_index("line")["mode"]
    rows = stops[stops["line"].isin(modes.index)].sort_values(["line", "seq"], kind="stable")
    here = rows["station"].map(city_of_station)
    after = here.groupby(rows["line"]).shift(-1)
    crosses = here.notna() & after.notna() & (here != after)
    frame = pd.DataFrame({"line": rows["line"], "here": here, "after": after})[crosses]
    return frame.assign(rail=frame["line"].map(modes).isin(RAIL_MODES))


def _rail_counts(across: pd.DataFrame | None, a: str, b: str) -> tuple[dict[str, float], Text]:
    if across is None:
        return {"rail_lines": np.nan, "other_lines": np.nan}, _NO_LINES
    pair = across[across["here"].isin([a, b]) & across["after"].isin([a, b])]
    rail, other = (float(pair.loc[pair["rail"] == wanted, "line"].nunique()) for wanted in (True, False))
    return {"rail_lines": rail, "other_lines": other}, NOTHING
