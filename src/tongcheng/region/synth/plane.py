"""The plane on which a fictional circle is drawn: kilometres east and north of a point in the open sea.

The point lies in the Gulf of Guinea, hundreds of kilometres from any shore, so that nobody can take the circle for a
real place.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Shapes = NDArray[np.object_]

CENTRE_LON = 1.0
CENTRE_LAT = 1.0

#: Kilometres of one degree on the WGS84 ellipsoid at the centre; the error inside 100 km stays below 0.1 %.
KM_PER_DEGREE_LON = 111.3027
KM_PER_DEGREE_LAT = 110.5743

#: Seven decimals of a degree are one centimetre; the same file on every machine.
_DECIMALS = 7

_WGS84 = Geod(ellps="WGS84")


def stream(seed: int, part: int) -> np.random.Generator:
    """Give the random stream of one part of the circle, so that a change of one part leaves the others alone."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(part,)))


def to_degrees(xy: Floats) -> Floats:
    """Turn kilometres (n, 2) into longitude and latitude (n, 2)."""
    lon = CENTRE_LON + xy[:, 0] / KM_PER_DEGREE_LON
    lat = CENTRE_LAT + xy[:, 1] / KM_PER_DEGREE_LAT
    return np.asarray(np.round(np.column_stack([lon, lat]), _DECIMALS), dtype="float64")


def to_plane(lonlat: Floats) -> Floats:
    """Turn longitude and latitude (n, 2) into kilometres (n, 2)."""
    x = (lonlat[:, 0] - CENTRE_LON) * KM_PER_DEGREE_LON
    y = (lonlat[:, 1] - CENTRE_LAT) * KM_PER_DEGREE_LAT
    return np.column_stack([x, y])


def shapes_to_degrees(shapes: Shapes) -> Shapes:
    """Turn geometries in kilometres into WGS84; shared vertices stay shared."""
    return np.asarray(shapely.transform(shapes, to_degrees), dtype=object)


def geodesic_m(start: Floats, end: Floats) -> Floats:
    """Give the length of straight stretches between degrees (n, 2) and (n, 2) in metres."""
    if len(start) == 0:
        return np.zeros(0)
    _, _, metres = _WGS84.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    return np.asarray(metres, dtype="float64")


def geodesic_area_km2(polygons: Shapes) -> Floats:
    """Give the area of polygons in WGS84 degrees in square kilometres."""
    return np.array([abs(_WGS84.geometry_area_perimeter(polygon)[0]) / 1e6 for polygon in polygons])


def wiggle(rng: np.random.Generator, line: Floats, *, step_km: float, amplitude: float) -> Floats:
    """Bend a polyline (n, 2) by repeated midpoint displacement until no stretch is longer than ``step_km``.

    Each midpoint moves sideways by at most ``amplitude`` of the stretch that it halves; given vertices stay.
    """
    points = line
    while True:
        delta = np.diff(points, axis=0)
        length = np.hypot(delta[:, 0], delta[:, 1])
        long = np.flatnonzero(length > step_km)
        if len(long) == 0:
            return points
        sideways = np.column_stack([-delta[long, 1], delta[long, 0]])
        shift = rng.uniform(-amplitude, amplitude, len(long))[:, None]
        middle = (points[long] + points[long + 1]) / 2 + sideways * shift
        points = np.insert(points, long + 1, middle, axis=0)


def shares_of(total: int, weights: Floats) -> Ints:
    """Split a whole number by weights into whole parts that add up to it (largest remainders)."""
    if weights.sum() <= 0:
        weights = np.ones_like(weights)
    exact = weights / weights.sum() * total
    parts = np.floor(exact).astype("int64")
    missing = total - int(parts.sum())
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[:missing]] += 1
    return np.asarray(parts)
