"""Checks for coordinates that were called WGS84 and are GCJ-02: at Chengdu about 300 m off.

Nothing in a coordinate says which datum it is in, so each check asks whether things that belong together fit better
after the shift: points and the roads they stand at, points and the outline that they state, points of one name in two
tables, counties and their city. Only a clear gain is reported. Outside China the shift is nothing and so is the gain.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from tongcheng.language import Text
from tongcheng.region.checks.circle import Circle
from tongcheng.region.checks.model import Offenders, check
from tongcheng.region.checks.places import misplaced
from tongcheng.region.plane import ELLIPSOID

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

_POINTS: Final = ("stations", "facilities")

#: Fewer points than this say nothing.
_FEWEST = 10
_FEWEST_SAME_NAME = 3
#: Points looked at for the distance to roads: first a sample, and more of them if it is suspicious.
_SAMPLE = 120
_MOST = 2_000
#: Roads further than this are not looked for; the shift is at most 700 m.
_LOOK_M = 1_000.0
#: Points further than this from every road (before and after) do not stand at a road.
_AT_ROAD_M = 400.0
#: A clear gain: the median falls to less than half and by at least this.
_GAIN_M = 30.0
_HALF = 0.5
#: Rows that gain less than this are not listed.
_SMALLEST_GAIN_M = 10.0
#: Share of the points that must each come nearer.
_MOST_AGREE = 0.75
#: A shift smaller than this cannot be told.
_SMALLEST_SHIFT_M = 100.0
#: Points of one name in two tables are the same place if they agree this well after the shift ...
_SAME_PLACE_M = 150.0

_REMEDY = Text(
    '用 tongcheng import table 重新导入，映射中写 datum = "GCJ-02"',
    'import it again with tongcheng import table and datum = "GCJ-02" in the mapping',
)


def _shifts() -> tuple[Shift, Shift]:
    from tongcheng.region.datum import gcj02_to_wgs84, wgs84_to_gcj02

    return gcj02_to_wgs84, wgs84_to_gcj02


def _moved_m(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    return np.asarray(ELLIPSOID.inv(lon, lat, to_lon, to_lat)[2], dtype="float64")


def _shift_matters(circle: Circle) -> bool:
    if circle.bounds is None:
        return False
    west, south, east, north = circle.bounds
    lon, lat = np.array([(west + east) / 2]), np.array([(south + north) / 2])
    return bool(_moved_m(lon, lat, *_shifts()[0](lon, lat))[0] > _SMALLEST_SHIFT_M)


@check("warning", Text("坐标疑为 GCJ-02（火星坐标）", "Points seem to be in GCJ-02"))
def gcj02_points(circle: Circle, offenders: Offenders) -> None:
    """Find stations, facilities and zones that fit roads, outlines or points of one name better after the shift."""
    if not _shift_matters(circle):
        return
    noted: set[str] = set()
    for name in _POINTS:
        if _name_by_roads(circle, name, offenders):
            noted.add(name)
    for name, column in (("zones", "county"), ("stations", "city"), ("facilities", "city")):
        if name not in noted and _name_by_outline(circle, name, column, offenders):
            noted.add(name)
    for name, other in permutations(_POINTS, 2):
        if name not in noted:
            _name_by_twins(circle, name, other, offenders)


def _name_by_roads(circle: Circle, name: str, offenders: Offenders) -> bool:
    shift = _shifts()[0]
    sample, before, after = _road_distances(circle, name, shift, _SAMPLE)
    if not _clear_gain(before, after):
        return False
    rows, before, after = _road_distances(circle, name, shift, _MOST) if len(circle[name]) > _SAMPLE else (
        sample, before, after)  # fmt: skip
    shown = {int(row): (b, a) for row, b, a in zip(rows, before, after, strict=True)}
    offenders.rows(
        name,
        rows[after < before - _SMALLEST_GAIN_M],
        column="lon, lat",
        expected=lambda row: Text(
            f"WGS84 坐标（按 GCJ-02 换算后距道路 {shown[row][1]:.0f} m）",
            f"coordinates in WGS84 ({shown[row][1]:.0f} m from the road after the shift from GCJ-02)",
        ),
        found=lambda row: f"{shown[row][0]:.0f} m",
        remedy=_REMEDY,
    )
    return True


def _clear_gain(before: Floats, after: Floats) -> bool:
    if len(before) < _FEWEST:
        return False
    fall = float(np.median(before) - np.median(after))
    agree = float(np.mean(after < before))
    return fall > _GAIN_M and float(np.median(after)) < _HALF * float(np.median(before)) and agree > _MOST_AGREE


def _road_distances(circle: Circle, name: str, shift: Shift, most: int) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Give rows of a table (at most so many) and their metres to the nearest road, before and after a shift."""
    nothing = np.array([], dtype=np.intp), np.array([]), np.array([])
    points = circle[name][["lon", "lat"]].to_numpy(dtype="float64")
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    if circle.plane is None or len(known) < _FEWEST or circle["road_links"].empty:
        return nothing
    known = known[:: -(-len(known) // most)]
    lon, lat = points[known, 0], points[known, 1]
    at, shifted = circle.plane.flat(lon, lat), circle.plane.flat(*shift(lon, lat))
    held = np.isfinite(at).all(axis=0) & np.isfinite(shifted).all(axis=0)
    known, at, shifted = known[held], (at[0][held], at[1][held]), (shifted[0][held], shifted[1][held])
    roads = _roads_near(circle, np.column_stack(at))
    if not len(roads):
        return nothing
    tree = shapely.STRtree(roads)
    before, after = _nearest_m(tree, *at), _nearest_m(tree, *shifted)
    at_road = np.minimum(before, after) <= _AT_ROAD_M
    return known[at_road], before[at_road], after[at_road]


def _nearest_m(tree: shapely.STRtree, x: Floats, y: Floats) -> Floats:
    metres = np.full(len(x), np.inf)
    hits, distance = tree.query_nearest(
        shapely.points(x, y), max_distance=_LOOK_M, return_distance=True, all_matches=False
    )
    metres[hits[0]] = distance
    return metres


def _roads_near(circle: Circle, points: Floats) -> NDArray[np.object_]:
    """Give the links that may be the nearest one to a point: their line, or straight between their nodes."""
    assert circle.plane is not None
    start, end = circle.link_ends
    known = np.flatnonzero((start >= 0) & (end >= 0))
    nodes = np.column_stack(circle.plane.flat(circle.node_points[:, 0], circle.node_points[:, 1]))
    a, b = nodes[start[known]], nodes[end[known]]
    length = np.nan_to_num(circle["road_links"]["length_m"].to_numpy(dtype="float64")[known])
    away, _ = cKDTree(points).query((a + b) / 2)
    near = away <= 2 * _LOOK_M + np.maximum(length, np.hypot(*(a - b).T)) / 2
    lines = np.asarray(shapely.linestrings(np.stack([a[near], b[near]], axis=1)), dtype=object)
    drawn = circle["road_links"]["geometry"].to_numpy()[known[near]]
    has_line = np.array([line is not None for line in drawn], dtype=bool)
    if has_line.any():
        lines[has_line] = circle.plane.flatten(drawn[has_line])
    return lines


def _name_by_outline(circle: Circle, name: str, column: str, offenders: Offenders) -> bool:
    rows = circle[name]
    outlines = circle.counties if column == "county" else circle.cities
    if circle.plane is None or outlines.empty or len(rows) < _FEWEST:
        return False
    lon, lat = rows["lon"].to_numpy(dtype="float64"), rows["lat"].to_numpy(dtype="float64")
    before, _ = misplaced(outlines, rows[column], lon, lat, circle.plane, tolerance_m=0.0)
    after, _ = misplaced(outlines, rows[column], *_shifts()[0](lon, lat), circle.plane, tolerance_m=0.0)
    if before.sum() < _FEWEST or after.sum() > before.sum() / 3:
        return False
    offenders.rows(
        name,
        before & ~after,
        column="lon, lat",
        expected=lambda row: Text(
            f"{rows[column].iloc[row]} 内的 WGS84 坐标（按 GCJ-02 换算后即在其内）",
            f"WGS84 coordinates in {rows[column].iloc[row]} (where the shift from GCJ-02 puts them)",
        ),
        found=lambda row: f"{lon[row]:.5f}, {lat[row]:.5f}",
        remedy=_REMEDY,
    )
    return True


def _name_by_twins(circle: Circle, name: str, other: str, offenders: Offenders) -> None:
    """Compare with points of the same name in another table."""
    rows = _named_points(circle, name)
    pairs = rows.merge(_named_points(circle, other), on="name", suffixes=("", "_other"))
    if len(pairs) < _FEWEST_SAME_NAME:
        return
    lon, lat, lon_other, lat_other = (
        pairs[column].to_numpy(dtype="float64") for column in ("lon", "lat", "lon_other", "lat_other")
    )
    before = _moved_m(lon, lat, lon_other, lat_other)
    after = _moved_m(*_shifts()[0](lon, lat), lon_other, lat_other)
    twins = (before > _SMALLEST_SHIFT_M) & (after < _SAME_PLACE_M) & (after < _HALF * before)
    if twins.sum() < max(_FEWEST_SAME_NAME, _MOST_AGREE * len(pairs)):
        return
    for row, b, a in zip(pairs["row"][twins], before[twins], after[twins], strict=True):
        offenders.add(
            name,
            int(row),
            column="lon, lat",
            expected=Text(
                f"WGS84 坐标（按 GCJ-02 换算后距 {other} 同名点 {a:.0f} m）",
                f"coordinates in WGS84 ({a:.0f} m from their namesake in {other} after the shift from GCJ-02)",
            ),
            found=f"{b:.0f} m",
            remedy=_REMEDY,
        )


def _named_points(circle: Circle, table: str) -> pd.DataFrame:
    rows = circle[table][["name", "lon", "lat"]].assign(row=np.arange(len(circle[table]))).dropna()
    return rows.assign(name=rows["name"].str.removesuffix("站")).drop_duplicates("name", keep=False)


@check("warning", Text("道路坐标疑为 GCJ-02（火星坐标）", "Roads seem to be in GCJ-02"))
def gcj02_roads(circle: Circle, offenders: Offenders) -> None:
    """Find roads to which stations or facilities fit better when the points are shifted to GCJ-02."""
    if not _shift_matters(circle):
        return
    for name in _POINTS:
        _, before, after = _road_distances(circle, name, _shifts()[1], _SAMPLE)
        if _clear_gain(before, after):
            offenders.add(
                "road_nodes",
                None,
                column="lon, lat",
                expected=Text(
                    f"WGS84 坐标（按 GCJ-02 换算后 {name} 距道路中位数 {np.median(after):.0f} m）",
                    f"coordinates in WGS84 (median of {name} {np.median(after):.0f} m from roads after the shift)",
                ),
                found=f"{np.median(before):.0f} m",
                remedy=_REMEDY,
            )


@check("warning", Text("轮廓坐标疑为 GCJ-02（火星坐标）", "Outlines seem to be in GCJ-02"))
def gcj02_outlines(circle: Circle, offenders: Offenders) -> None:
    """Find outlines of counties that fit those of cities only after the shift, or the other way round."""
    cities = circle["cities"]
    if not _shift_matters(circle) or circle.plane is None or cities["geometry"].isna().any() or circle.counties.empty:
        return
    back = _shifts()[0]

    def shifted(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, lambda xy: np.column_stack(back(xy[:, 0], xy[:, 1])))

    union = shapely.union_all(circle.counties.to_numpy())
    whole = shapely.union_all(circle.cities.to_numpy())
    flat = circle.plane.flatten([union, whole, shifted(union), shifted(whole)])
    as_is = flat[0].symmetric_difference(flat[1]).area
    if as_is < flat[1].length * _SMALLEST_SHIFT_M / 2:
        return
    for table, after in (
        ("counties", flat[2].symmetric_difference(flat[1]).area),
        ("cities", flat[0].symmetric_difference(flat[3]).area),
    ):
        if after < as_is / 4:
            offenders.add(
                table,
                None,
                column="geometry",
                expected=Text(
                    f"WGS84 坐标（按 GCJ-02 换算后市县轮廓只差 {after / 1e6:,.0f} km²）",
                    f"coordinates in WGS84 (cities and counties differ by {after / 1e6:,.0f} km² after the shift)",
                ),
                found=f"{as_is / 1e6:,.0f} km²",
                remedy=_REMEDY,
            )


CHECKS = (gcj02_points, gcj02_roads, gcj02_outlines)
