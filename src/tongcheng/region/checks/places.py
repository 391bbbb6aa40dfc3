"""Checks of outlines and points: broken, misplaced, overlapping, in another city than stated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.language import Text
from tongcheng.region.checks.circle import POINT_TABLES, Circle
from tongcheng.region.checks.model import Offenders, check
from tongcheng.region.plane import Plane, distance_to_outline, outline_of_points
from tongcheng.region.schemas import schemas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]

#: Share of an area that simplified outlines may miss or cover twice.
AREA_TOLERANCE: Final = 0.02
#: Share by which a stated area may differ from that of the outline.
STATED_AREA_TOLERANCE: Final = 0.10
#: How far beyond its stated city a point may lie: outlines are schematic.
POINT_TOLERANCE_M: Final = 500.0
#: Beyond this distance from the circle a point is no part of it (an airport may lie outside, not in another province).
FAR_KM: Final = 100.0

_KM_PER_DEGREE = 111.2
_TYPES = {"point": (0, 4), "line": (1, 5), "polygon": (3, 6), "any": tuple(range(7))}


def _spatial(circle: Circle) -> Iterator[tuple[str, NDArray[np.object_]]]:
    for name in circle.region:
        if schemas()[name].spatial:
            yield name, np.asarray(circle[name]["geometry"].to_numpy(), dtype=object)


def _points(circle: Circle) -> Iterator[tuple[str, pd.Series[float], pd.Series[float]]]:
    for name in POINT_TABLES:
        rows = circle[name]
        if len(rows):
            yield name, rows["lon"], rows["lat"]


def _floats(lon: pd.Series[float], lat: pd.Series[float]) -> tuple[Floats, Floats]:
    return np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")


@check("error", Text("几何图形无效", "A geometry is broken"))
def invalid_geometry(circle: Circle, offenders: Offenders) -> None:
    """Find geometries that cross themselves, are empty, or of another type than the table's."""
    for name, shapes in _spatial(circle):
        wanted = schemas()[name]["geometry"].geometry or "any"
        there = np.array([shape is not None for shape in shapes], dtype=bool)
        bad = there & (~shapely.is_valid(shapes) | shapely.is_empty(shapes))
        bad |= there & ~np.isin(shapely.get_type_id(shapes), _TYPES[wanted])

        def why(row: int, shapes: NDArray[np.object_] = shapes) -> str:
            shape = shapes[row]
            return f"{shape.geom_type}: {'empty' if shape.is_empty else shapely.is_valid_reason(shape)}"

        words = {"point": "点", "line": "线", "polygon": "面", "any": "图形"}[wanted]
        offenders.rows(
            name,
            bad,
            column="geometry",
            expected=Text(f"有效的{words}", f"a valid {wanted if wanted != 'any' else 'geometry'}"),
            found=why,
            remedy=Text("在制图软件中修复几何后重新导出", "mend it in the mapping program and export it again"),
        )


@check("error", Text("坐标不是经纬度", "Coordinates are not degrees"))
def coordinates_outside_range(circle: Circle, offenders: Offenders) -> None:
    """Find geometries beyond 180 degrees of longitude or 90 of latitude."""
    for name, shapes in _spatial(circle):
        bounds = shapely.bounds(shapes)
        with np.errstate(invalid="ignore"):
            bad = (np.abs(bounds[:, [0, 2]]) > 180).any(axis=1) | (np.abs(bounds[:, [1, 3]]) > 90).any(axis=1)
        offenders.rows(
            name,
            bad,
            column="geometry",
            expected=Text("WGS84 经纬度（经度在前）", "WGS84 degrees, longitude first"),
            found=lambda row, bounds=bounds: ", ".join(f"{edge:.6g}" for edge in bounds[row]),  # type: ignore[misc]
            remedy=Text(
                "若为投影坐标，用 tongcheng import table 并注明坐标系；若经纬度颠倒，先对调",
                "if projected, use tongcheng import table with its coordinate system; if swapped, swap them back",
            ),
        )


@check("error", Text("经纬度颠倒", "Longitude and latitude are swapped"))
def swapped_coordinates(circle: Circle, offenders: Offenders) -> None:
    """Find points outside the circle that lie in it when longitude and latitude change places."""
    if circle.bounds is None:
        return
    for name, lon, lat in _points(circle):
        x, y = _floats(lon, lat)
        offenders.rows(
            name,
            (_km_outside(circle.bounds, x, y) > FAR_KM) & (_km_outside(circle.bounds, y, x) <= 1.0),
            column="lon, lat",
            expected=Text("经度在 lon 列，纬度在 lat 列", "the longitude in lon, the latitude in lat"),
            found=lambda row, x=x, y=y: f"lon {x[row]:g}, lat {y[row]:g}",  # type: ignore[misc]
            remedy=Text("对调两列的值", "swap the two values"),
        )


def _km_outside(bounds: Floats, lon: Floats, lat: Floats) -> Floats:
    west, south, east, north = bounds
    shrink = np.cos(np.radians((south + north) / 2))
    dx = np.maximum(np.maximum(west - lon, lon - east), 0.0) * shrink
    dy = np.maximum(np.maximum(south - lat, lat - north), 0.0)
    return np.asarray(np.hypot(dx, dy) * _KM_PER_DEGREE)


@check("error", Text("位置远离本都市圈", "A place lies far from the circle"))
def far_from_circle(circle: Circle, offenders: Offenders) -> None:
    """Find points and geometries more than 100 km beyond the circle (swapped ones have a check of their own)."""
    bounds = circle.bounds
    if bounds is None:
        return

    def note(name: str, x: Floats, y: Floats, column: str) -> None:
        away = _km_outside(bounds, x, y)
        offenders.rows(
            name,
            (away > FAR_KM) & (_km_outside(bounds, y, x) > 1.0) & (np.abs(x) <= 180) & (np.abs(y) <= 90),
            column=column,
            expected=Text(f"距本圈 {FAR_KM:.0f} km 以内", f"within {FAR_KM:.0f} km of the circle"),
            found=lambda row: f"{x[row]:g}, {y[row]:g}（{away[row]:,.0f} km）",
            remedy=Text("改正坐标，或删去圈外的行", "correct the coordinates, or drop rows outside the circle"),
        )

    for name, lon, lat in _points(circle):
        note(name, *_floats(lon, lat), "lon, lat")
    for name, shapes in _spatial(circle):
        if name != "cities":
            edges = shapely.bounds(shapes)
            note(name, (edges[:, 0] + edges[:, 2]) / 2, (edges[:, 1] + edges[:, 3]) / 2, "geometry")


@check("warning", Text("区县超出所属市范围", "A county reaches beyond its city"))
def county_outside_city(circle: Circle, offenders: Offenders) -> None:
    """Find counties of which more than 2 % of the area lies outside the city that they state."""
    home = circle["counties"].drop_duplicates("county").set_index("county")["city"]
    city_at = dict(zip(circle.cities.index, circle.flat_cities, strict=True))
    rows = pd.Index(circle["counties"]["county"])
    for county, shape in zip(circle.counties.index, circle.flat_counties, strict=True):
        city = city_at.get(home[county])
        if city is None or shape.area == 0:
            continue
        outside = shape.difference(city).area / shape.area
        if outside > AREA_TOLERANCE:
            offenders.add(
                "counties",
                int(np.flatnonzero(rows == county)[0]),
                column="geometry",
                expected=Text(
                    f"超出 {home[county]} 的面积不超过 2%", f"at most 2 % of its area outside {home[county]}"
                ),
                found=f"{county}: {outside:.1%}",
                remedy=Text("核对所属市或轮廓", "check the county's city, or its outline"),
            )


@check("warning", Text("区县没有拼满所属市", "Counties do not tile their city"))
def counties_not_tiling(circle: Circle, offenders: Offenders) -> None:
    """Find cities of which counties leave out or cover twice more than 2 % of the area."""
    counties, cities = circle["counties"], circle["cities"]
    shape_of = dict(zip(circle.counties.index, circle.flat_counties, strict=True))
    drawn = dict(zip(circle.cities.index, circle.flat_cities, strict=True))
    for row, (city, own) in enumerate(zip(cities["city"], cities["geometry"], strict=True)):
        members = counties.loc[counties["city"] == city, "county"]
        shapes = [shape_of[county] for county in members if county in shape_of]
        # Without an outline of its own the city is the union of its counties and always full.
        if not shapes or len(shapes) < len(members) or city not in drawn or own is None:
            continue
        whole: Any = drawn[city]
        union: Any = shapely.union_all(shapes)
        gap = whole.difference(union).area / whole.area
        double = (sum(shape.area for shape in shapes) - union.area) / whole.area
        for share, expected in (
            (gap, Text("空缺不超过 2%", "at most 2 % left out")),
            (double, Text("重叠不超过 2%", "at most 2 % covered twice")),
        ):
            if share > AREA_TOLERANCE:
                offenders.add(
                    "cities",
                    row,
                    column="geometry",
                    expected=expected,
                    found=f"{city}: {share:.1%}",
                    remedy=Text(
                        "核对是否缺少区县，或统一区县与市的轮廓来源",
                        "check for a missing county, or take both outlines from one source",
                    ),
                )


@check("error", Text("市与市重叠", "Two cities overlap"))
def overlapping_cities(circle: Circle, offenders: Offenders) -> None:
    """Find cities that share more than 2 % of the smaller one."""
    rows = pd.Index(circle["cities"]["city"])
    for a, b in combinations(range(len(circle.cities)), 2):
        one, two = circle.flat_cities[a], circle.flat_cities[b]
        smaller = min(one.area, two.area)
        if not smaller or not shapely.box(*one.bounds).intersects(shapely.box(*two.bounds)):
            continue
        share = one.intersection(two).area / smaller
        if share > AREA_TOLERANCE:
            names = circle.cities.index[[a, b]]
            offenders.add(
                "cities",
                int(np.flatnonzero(rows == names[1])[0]),
                column="geometry",
                expected=Text("互不重叠", "no overlap"),
                found=f"{names[0]} ∩ {names[1]}: {share:.1%}",
                remedy=Text("核对两市轮廓的来源和坐标系", "check source and coordinate system of both outlines"),
            )


@check("error", Text("区县不属于所写的市", "The stated county belongs to another city"))
def county_of_another_city(circle: Circle, offenders: Offenders) -> None:
    """Find zones, stations and facilities whose county belongs to another city than they state."""
    home = circle["counties"].drop_duplicates("county").set_index("county")["city"]
    for name in ("zones", "stations", "facilities"):
        rows = circle[name]
        owner = rows["county"].map(home)
        offenders.rows(
            name,
            owner.notna() & rows["city"].notna() & (owner != rows["city"]),
            column="county",
            expected=lambda row, rows=rows: Text(  # type: ignore[misc]
                f"{rows['city'].iloc[row]} 所辖区县", f"a county of {rows['city'].iloc[row]}"
            ),
            found=lambda row, rows=rows, owner=owner: f"{rows['county'].iloc[row]}（{owner.iloc[row]}）",  # type: ignore[misc]
            remedy=Text("改正区县或市", "correct the county or the city"),
        )


@check("warning", Text("网格位于另一市或区县", "A zone lies in another city or county than stated"))
def zone_elsewhere(circle: Circle, offenders: Offenders) -> None:
    """Find zones whose point lies more than 500 m outside the county (or city) that they state."""
    _name_elsewhere("zones", "county", circle.counties, circle, offenders)
    without = circle["zones"][~circle["zones"]["county"].isin(circle.counties.index)]
    _name_elsewhere("zones", "city", circle.cities, circle, offenders, only=without.index.to_numpy())


@check("warning", Text("设施或车站位于另一市", "A facility or station lies in another city than stated"))
def point_in_another_city(circle: Circle, offenders: Offenders) -> None:
    """Find stations and facilities whose point lies more than 500 m outside the city that they state."""
    for name in ("stations", "facilities"):
        _name_elsewhere(name, "city", circle.cities, circle, offenders)


def _name_elsewhere(
    table: str,
    column: str,
    outlines: gpd.GeoSeries,
    circle: Circle,
    offenders: Offenders,
    *,
    only: NDArray[np.intp] | None = None,
) -> None:
    if circle.plane is None or outlines.empty or circle[table].empty:
        return
    rows = circle[table]
    lon, lat = rows["lon"].to_numpy(dtype="float64"), rows["lat"].to_numpy(dtype="float64")
    flags, inside = misplaced(outlines, rows[column], lon, lat, circle.plane)
    if only is not None:
        flags &= np.isin(np.arange(len(rows)), only)
    offenders.rows(
        table,
        flags,
        column=column,
        expected=lambda row: Text(f"点位在 {rows[column].iloc[row]} 内", f"a point in {rows[column].iloc[row]}"),
        found=lambda row: (
            f"{lon[row]:.5f}, {lat[row]:.5f}（{outlines.index[inside[row]] if inside[row] >= 0 else '—'}）"
        ),
        remedy=Text("核对坐标、坐标系或所属地", "check the coordinates, their datum, or the place stated"),
    )


def misplaced(
    outlines: gpd.GeoSeries,
    stated: pd.Series[str],
    lon: Floats,
    lat: Floats,
    plane: Plane,
    *,
    tolerance_m: float = POINT_TOLERANCE_M,
) -> tuple[Flags, NDArray[np.intp]]:
    """Flag points further than a tolerance from the outline that they state; also tell where they lie (-1 nowhere)."""
    inside = outline_of_points(outlines, lon, lat)
    wanted = outlines.index.get_indexer(pd.Index(stated))
    doubtful = (wanted >= 0) & (inside != wanted) & np.isfinite(lon) & np.isfinite(lat)
    flags = np.zeros(len(lon), dtype=bool)
    for place in np.unique(wanted[doubtful]):
        rows = np.flatnonzero(doubtful & (wanted == place))
        away = distance_to_outline(outlines.iloc[place], lon[rows], lat[rows], plane)
        flags[rows[away > tolerance_m]] = True
    return flags, inside


@check("warning", Text("所填面积与轮廓不符", "A stated area does not fit the outline"))
def stated_area(circle: Circle, offenders: Offenders) -> None:
    """Find counties whose stated area differs from that of their outline by more than 10 %."""
    rows = circle["counties"]
    drawn = {
        county: shape.area / 1e6 for county, shape in zip(circle.counties.index, circle.flat_counties, strict=True)
    }
    area = rows["county"].map({county: km2 for county, km2 in drawn.items() if km2 > 0}).astype("float64")
    off = (rows["area_km2"] / area - 1).abs() > STATED_AREA_TOLERANCE
    offenders.rows(
        "counties",
        off,
        column="area_km2",
        expected=lambda row: Text(f"约 {area.iloc[row]:,.0f} km²", f"about {area.iloc[row]:,.0f} km²"),
        found=lambda row: f"{rows['area_km2'].iloc[row]:,.0f} km²",
        remedy=Text("核对面积单位，或轮廓是否为最新区划", "check the unit, or whether the outline is the latest one"),
    )


CHECKS = (
    invalid_geometry,
    coordinates_outside_range,
    swapped_coordinates,
    far_from_circle,
    county_outside_city,
    counties_not_tiling,
    overlapping_cities,
    county_of_another_city,
    zone_elsewhere,
    point_in_another_city,
    stated_area,
)
