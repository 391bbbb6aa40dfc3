"""A flat map around a circle, in metres, and which outline a point lies in.

Outlines and points of a circle span a few hundred kilometres at most. Distances are taken on an azimuthal
equal-area plane around the middle of the circle (scale error below 0.1 % within 280 km of it); lengths that are
reported are geodesic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

#: The ellipsoid on which reported lengths and areas are measured.
ELLIPSOID = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Plane:
    """An equal-area plane (metres) around one point.

    Parameters
    ----------
    lon, lat
        Middle of the plane, degrees.

    Examples
    --------
    >>> x, y = Plane(104.0, 30.0).flat([104.0], [30.1])
    >>> round(float(y[0]) / 1000, 3)
    11.085
    """

    lon: float
    lat: float

    @classmethod
    def around(cls, bounds: ArrayLike) -> Plane:
        """Put the plane in the middle of ``(west, south, east, north)``; rounded, so that it is the same again."""
        west, south, east, north = (float(edge) for edge in np.asarray(bounds, dtype="float64"))
        return cls(round((west + east) / 2, 1), round((south + north) / 2, 1))

    def flat(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Give metres east and north of the middle."""
        x, y = _transformer(self.lon, self.lat).transform(
            np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")
        )
        return np.asarray(x), np.asarray(y)

    def round(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Give longitude and latitude of metres on the plane."""
        transform = _transformer(self.lon, self.lat).transform
        lon, lat = transform(np.asarray(x, dtype="float64"), np.asarray(y, dtype="float64"), direction="INVERSE")
        return np.asarray(lon), np.asarray(lat)

    def flatten(self, shapes: Iterable[shapely.Geometry | None]) -> NDArray[np.object_]:
        """Give shapes on the plane; ``None`` stays ``None``."""
        transform = _transformer(self.lon, self.lat).transform
        round_shapes = np.array(list(shapes), dtype=object)
        return shapely.transform(round_shapes, lambda xy: np.column_stack(transform(xy[:, 0], xy[:, 1])))


@lru_cache(maxsize=8)  # making one takes 16 ms, more than most that is done with it
def _transformer(lon: float, lat: float) -> Transformer:
    flat = CRS.from_proj4(f"+proj=laea +lon_0={lon} +lat_0={lat} +ellps=WGS84 +units=m")
    return Transformer.from_crs("EPSG:4326", flat, always_xy=True)


def outline_of_points(outlines: gpd.GeoSeries, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.intp]:
    """Tell in which outline each point lies.

    Parameters
    ----------
    outlines
        Polygons in WGS84.
    lon, lat
        Points, degrees; NaN lies nowhere.

    Returns
    -------
    numpy.ndarray
        Position of the first outline that holds the point (its edge belongs to it), -1 if none does.
    """
    lon, lat = np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")
    found = np.full(len(lon), -1, dtype=np.intp)
    for position, outline in enumerate(outlines):
        if outline is None or outline.is_empty:
            continue
        west, south, east, north = outline.bounds
        open_points = np.flatnonzero((found < 0) & (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        shapely.prepare(outline)
        inside = shapely.intersects_xy(outline, lon[open_points], lat[open_points])
        found[open_points[inside]] = position
    return found


def city_of_points(
    outlines: gpd.GeoSeries, lon: ArrayLike, lat: ArrayLike, *, tolerance_m: float
) -> NDArray[np.intp]:
    """Tell in which city each point lies, by outlines; in a gap between outlines the nearest one takes it.

    Returns
    -------
    numpy.ndarray
        Position in ``outlines``, -1 for points further than the tolerance from all of them.
    """
    x, y = np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")
    city = outline_of_points(outlines, x, y)
    lost = np.flatnonzero((city < 0) & np.isfinite(x) & np.isfinite(y))
    if len(lost) and len(outlines):
        plane = Plane.around(outlines.total_bounds)
        tree = shapely.STRtree(plane.flatten(outlines.to_numpy()))
        points = shapely.points(*plane.flat(x[lost], y[lost]))
        hits = tree.query_nearest(points, max_distance=tolerance_m, all_matches=False)
        city[lost[hits[0]]] = hits[1]
    return city


def distance_to_outline(outline: shapely.Geometry, lon: ArrayLike, lat: ArrayLike, plane: Plane) -> Floats:
    """Give metres from each point to an outline, 0 inside it."""
    x, y = plane.flat(lon, lat)
    metres = np.full(len(x), np.inf)  # points that the plane cannot hold lie on the other side of the earth
    held = np.isfinite(x) & np.isfinite(y)
    metres[held] = shapely.distance(plane.flatten([outline])[0], shapely.points(x[held], y[held]))
    return metres
