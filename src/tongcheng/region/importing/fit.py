"""Whether coordinates called WGS84 fit the circle much better when they are read as GCJ-02.

The shift is some 300 to 600 m, too little to see on a map of a circle and enough to put a school across a river.
Three witnesses are asked, each only where the circle has something to compare with: rows of the same key or name,
the outline of the county or city that a row names, and the nearest road.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.datum import BD09, GCJ02, Datum, median_offset_m, to_wgs84
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: A witness speaks if it knows this many points, they are this far off, and at most a third of that when converted.
FEWEST = 3
LEAST_M = 60.0
_BETTER = 1 / 3
_MOST_ROWS = 20_000
_MOST_POINTS = 2_000
_M_PER_DEGREE = 111_320.0
_NAMED_TABLES = ("stations", "facilities")


@dataclass(frozen=True)
class Suspicion:
    """Points fit much better in another datum.

    Parameters
    ----------
    datum
        The datum in which they fit.
    before_m, after_m
        How far they are off as they are called, and when converted.
    points
        How many points were compared.
    witness
        With what they were compared.
    """

    datum: Datum
    before_m: float
    after_m: float
    points: int
    witness: Text


def suspect_datum(table: str, frame: pd.DataFrame, region: Region) -> Suspicion | None:
    """Tell whether rows fit the circle much better when their coordinates are read as GCJ-02 or BD-09.

    Parameters
    ----------
    table
        Table of the rows.
    frame
        Typed rows with ``lon`` and ``lat``, or with ``geometry``, called WGS84.
    region
        The circle to compare with.

    Returns
    -------
    Suspicion or None
        None if they fit as they are, or if there is nothing to compare with.
    """
    frame = frame.iloc[:: 1 + len(frame) // _MOST_ROWS]  # a sample of a large table is witness enough
    lon, lat = _points(frame)
    if not np.isfinite(lon).any():
        return None
    for datum in (GCJ02, BD09):
        new_lon, new_lat = to_wgs84(lon, lat, datum)
        for compare in (_with_known_rows, _with_outlines, _with_roads):
            pair = compare(table, frame, region, (lon, lat), (new_lon, new_lat))
            if pair is not None and pair[0] >= LEAST_M and pair[1] <= pair[0] * _BETTER:
                return Suspicion(datum, *pair)
    return None


def name_suspicion(suspicion: Suspicion, file: str, column: str, problems: Problems) -> None:
    """Note a suspected datum with its remedy."""
    name = suspicion.datum.name
    problems.add(
        "datum_suspected",
        file=file,
        column=column,
        expected=Text("WGS84 坐标", "coordinates in WGS84"),
        found=Text(
            f"{suspicion.points} 个点与{suspicion.witness.zh}相差 {suspicion.before_m:.0f} 米，按 {name} 换算后 "
            f"{suspicion.after_m:.0f} 米",
            f"{suspicion.points} points lie {suspicion.before_m:.0f} m from {suspicion.witness.en}, "
            f"{suspicion.after_m:.0f} m when read as {name}",
        ).zh,
        remedy=Text(
            f'在映射文件写 datum = "{name}"；确认是 WGS84 的写 datum_checked = true',
            f'write datum = "{name}" in the mapping file; if it really is WGS84, datum_checked = true',
        ),
    )


Points = tuple["Floats", "Floats"]
Compared = tuple[float, float, int, Text] | None


def _points(frame: pd.DataFrame) -> Points:
    if "lon" in frame and "lat" in frame:
        lon, lat = (frame[name].to_numpy("float64") for name in ("lon", "lat"))
        whole = np.isfinite(lon) & np.isfinite(lat)
        return np.where(whole, lon, np.nan), np.where(whole, lat, np.nan)
    if "geometry" in frame:
        centres = frame["geometry"].map(lambda shape: None if shape is None else shapely.centroid(shape)).to_numpy()
        return shapely.get_x(centres), shapely.get_y(centres)
    return np.full(len(frame), np.nan), np.full(len(frame), np.nan)


def _with_known_rows(table: str, frame: pd.DataFrame, region: Region, here: Points, there: Points) -> Compared:
    """Compare with rows of the same key in the same table, else with stations and facilities of the same name."""
    matched = _same_key(table, frame, region)
    if matched is None or len(matched[0]) < FEWEST:
        matched = _same_name(frame, region)
    if matched is None or len(matched[0]) < FEWEST:
        return None
    rows, ref_lon, ref_lat = matched
    before = median_offset_m(here[0][rows], here[1][rows], ref_lon, ref_lat)
    after = median_offset_m(there[0][rows], there[1][rows], ref_lon, ref_lat)
    return before, after, len(rows), Text("库中同一对象", "the same things in the circle")


def _same_key(table: str, frame: pd.DataFrame, region: Region) -> tuple[Any, Floats, Floats] | None:
    key = schemas()[table].keys
    if table not in region or len(key) != 1 or key[0] not in frame:
        return None
    return _joined(frame[key[0]], region[table][key[0]], _points(region[table]))


def _same_name(frame: pd.DataFrame, region: Region) -> tuple[Any, Floats, Floats] | None:
    parts = [region[name] for name in _NAMED_TABLES if name in region]
    if "name" not in frame or not parts:
        return None
    known = pd.concat([part[["name", "lon", "lat"]] for part in parts], ignore_index=True)
    return _joined(frame["name"], known["name"], _points(known))


def _joined(names: Any, known_names: Any, known: Points) -> tuple[Any, Floats, Floats]:
    """Match names that stand once on each side."""
    good = np.isfinite(known[0]) & ~known_names.duplicated(keep=False).to_numpy()
    position = pd.Series(np.flatnonzero(good), index=known_names[good].astype("str"))
    single = ~names.duplicated(keep=False) & names.notna()
    found = names.where(single).astype("str").map(position)
    rows = np.flatnonzero(found.notna().to_numpy())
    at = found.iloc[rows].to_numpy("int64")
    return rows, known[0][at], known[1][at]


def _with_outlines(table: str, frame: pd.DataFrame, region: Region, here: Points, there: Points) -> Compared:
    """Compare with the county or city that a row names: how far outside it the misplaced points lie."""
    for place, places in (("county", "counties"), ("city", "cities")):
        if place not in frame or places not in region or table == places or "lon" not in frame:
            continue
        outlines = region[places].set_index(place)["geometry"]
        shapes = frame[place].map(outlines[outlines.notna()].to_dict()).to_numpy(dtype=object)
        before, after = _metres_outside(here, shapes), _metres_outside(there, shapes)
        misplaced = np.isfinite(before) & (np.maximum(before, after) > LEAST_M)
        if misplaced.sum() >= FEWEST:
            word = Text("所写区县（市）的范围", "the places that the rows name")
            return float(np.median(before[misplaced])), float(np.median(after[misplaced])), int(misplaced.sum()), word
    return None


def _metres_outside(points: Points, shapes: Any) -> Floats:
    """Give the distance of each point from the shape it should be in, 0 inside; close enough for a comparison."""
    good = np.isfinite(points[0]) & np.array([isinstance(shape, shapely.Geometry) for shape in shapes])
    distance = np.full(len(shapes), np.nan)
    distance[good] = shapely.distance(shapely.points(points[0][good], points[1][good]), shapes[good]) * _M_PER_DEGREE
    return distance


def _with_roads(table: str, frame: pd.DataFrame, region: Region, here: Points, there: Points) -> Compared:
    """Compare with the nearest road: stops and houses stand at roads, shifted ones do not."""
    if table not in _NAMED_TABLES or "road_links" not in region or "lon" not in frame:
        return None
    roads = region["road_links"]["geometry"].dropna().to_numpy()
    good = np.flatnonzero(np.isfinite(here[0]))[:_MOST_POINTS]
    if len(roads) == 0 or len(good) < 10 * FEWEST:
        return None
    tree = shapely.STRtree(roads)
    metres = []
    for lon, lat in (here, there):
        _, distance = tree.query_nearest(
            shapely.points(lon[good], lat[good]), return_distance=True, all_matches=False
        )
        metres.append(float(np.median(distance)) * _M_PER_DEGREE)
    return metres[0], metres[1], len(good), Text("最近道路", "the nearest road")
