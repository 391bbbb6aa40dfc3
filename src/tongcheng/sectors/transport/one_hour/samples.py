"""Points within zones, so that a zone of some square kilometres need not be in or out as a whole.

A hexagon of 5 km² reaches 1.4 km from its middle: a station at its corner could be reached from no middle within a
20-minute walk, though a third of each neighbour lives near it. So every zone is sampled on a grid; residents count
as spread evenly over the points of their zone, which is the honest assumption below the smallest place that is
counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tongcheng.region.outlines import zone_outlines
from tongcheng.region.plane import Plane
from tongcheng.region.region import Region

Floats = NDArray[np.float64]

#: Distance between points of the grid; a zone has about one point per 0.64 km².
SPACING_KM = 0.8

#: A zone with fewer points on the grid is taken as a whole, at its own point.
_FEWEST = 2
#: Where the grid begins, in parts of its spacing, so that no point falls on the edges of zones that are squares.
_SHIFT = (0.37, 0.61)
_M_PER_KM = 1000.0
_ROUNDING = 1e-9
#: Specks of less than about 50 m² are left out of polygons.
_SPECK_DEGREES2 = 5e-9


@dataclass(frozen=True)
class ZonePoints:
    """Points that stand for zones.

    Parameters
    ----------
    zone
        Shape ``(p,)``, ascending: index in ``region["zones"]`` of the zone of each point.
    lon, lat
        Shape ``(p,)``, degrees.
    weight
        Shape ``(p,)``, part of its zone that each point stands for; those of a zone add up to 1.
    outlines
        Outline of each zone, WGS84; None where it is not known.
    """

    zone: NDArray[np.intp]
    lon: Floats
    lat: Floats
    weight: Floats
    outlines: gpd.GeoSeries

    @property
    def frame(self) -> pd.DataFrame:
        """Points as a frame with ``lon`` and ``lat``, for joining them to roads and stops."""
        return pd.DataFrame({"lon": self.lon, "lat": self.lat})

    @property
    def zones(self) -> int:
        """Number of zones."""
        return len(self.outlines)

    def share(self, reached: NDArray[np.bool_]) -> Floats:
        """Give the part of each zone that is reached, shape ``(zones,)``."""
        return np.asarray(
            np.bincount(self.zone, weights=self.weight * reached, minlength=self.zones), dtype="float64"
        )

    def lowest(self, minutes: Floats) -> Floats:
        """Give the shortest time to any point of each zone, NaN where none is reached."""
        least = np.full(self.zones, np.inf)
        np.minimum.at(least, self.zone, np.where(np.isnan(minutes), np.inf, minutes))
        return np.where(np.isfinite(least), least, np.nan)

    def polygon(self, reached: NDArray[np.bool_]) -> shapely.MultiPolygon:
        """Give the area of the points that are reached; see :meth:`polygons`."""
        return self.polygons([reached])[0]

    def polygons(self, nested: Sequence[NDArray[np.bool_]]) -> list[shapely.MultiPolygon]:
        """Give the areas of points that are reached, each of which holds the one before.

        A zone of which every point is reached comes with its whole outline; of others the parts that lie nearest
        to a reached point (Thiessen polygons, cut at the outline). A zone without outline is not drawn.

        Parameters
        ----------
        nested
            Shapes ``(p,)``: the points within 30, 45, 60 … minutes. Each area is put together from the one before,
            which is most of the work.
        """
        shapes: list[shapely.MultiPolygon] = []
        before = np.zeros(self.zones)
        for reached in nested:
            share = self.share(reached)
            changed = np.flatnonzero((share > before) & self.outlines.notna().to_numpy())
            parts = [*shapes[-1:], *self._parts(changed, share, reached)]
            shapes.append(_as_polygons(shapely.union_all(parts)))
            before = share
        return shapes

    def _parts(self, zones: NDArray[np.intp], share: Floats, reached: NDArray[np.bool_]) -> list[shapely.Geometry]:
        """Give of each zone its outline, or what of it is reached."""
        whole = share[zones] > 1 - _ROUNDING
        partly = zones[~whole]
        parts: list[shapely.Geometry] = list(self.outlines.iloc[zones[whole]])
        for zone, outline in zip(partly, self._plane.flatten(self.outlines.iloc[partly]), strict=True):
            rows = self.of(int(zone))
            parts.append(_nearest_part(self._plane, outline, self._flat[rows], reached[rows]))
        return parts

    def of(self, zone: int) -> NDArray[np.intp]:
        """Give the rows of the points of a zone."""
        return np.arange(self._first[zone], self._first[zone + 1])

    @cached_property
    def _plane(self) -> Plane:
        return Plane.around(self.outlines.total_bounds)

    @cached_property
    def _flat(self) -> NDArray[np.object_]:
        return np.asarray(shapely.points(*self._plane.flat(self.lon, self.lat)))

    @cached_property
    def _first(self) -> NDArray[np.intp]:
        return np.searchsorted(self.zone, np.arange(self.zones + 1))


def zone_points(region: Region, *, spacing_km: float | None = SPACING_KM) -> ZonePoints:
    """Sample every zone on a grid.

    Parameters
    ----------
    region
        The circle.
    spacing_km
        Distance between points; None takes only each zone's own point. So does a zone that the grid meets less than
        twice, or that has no outline.

    Returns
    -------
    ZonePoints

    Examples
    --------
    >>> from tongcheng import open_region
    >>> points = zone_points(open_region("demo"))
    >>> points.zones, 5 < len(points.zone) / points.zones < 7
    (1500, True)
    """
    zones = region["zones"]
    outlines = zone_outlines(region)
    own = [zones[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("lon", "lat")]
    everyone = np.arange(len(zones), dtype=np.intp)
    if spacing_km is None or not outlines.notna().any():
        return ZonePoints(everyone, own[0], own[1], np.ones(len(zones)), outlines)
    row, lon, lat = _grid_in(outlines, spacing_km)
    counts = np.bincount(row, minlength=len(zones))
    kept = counts[row] >= _FEWEST
    row, lon, lat = row[kept], lon[kept], lat[kept]
    alone = np.flatnonzero(counts < _FEWEST)
    zone = np.concatenate([row, alone])
    order = np.argsort(zone, kind="stable")
    weight = 1.0 / np.maximum(counts, 1)
    weight[alone] = 1.0
    return ZonePoints(
        zone[order].astype(np.intp),
        np.concatenate([lon, own[0][alone]])[order],
        np.concatenate([lat, own[1][alone]])[order],
        weight[zone[order]],
        outlines,
    )


def _grid_in(outlines: gpd.GeoSeries, spacing_km: float) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Give the points of a grid that lie inside outlines: row of the outline, longitude and latitude."""
    known = np.flatnonzero(outlines.notna().to_numpy())
    plane = Plane.around(outlines.total_bounds)
    flat = plane.flatten(outlines.iloc[known])
    west, south, east, north = shapely.total_bounds(flat)
    step = spacing_km * _M_PER_KM
    x, y = (
        np.arange(low + shift * step, high, step)
        for low, high, shift in ((west, east, _SHIFT[0]), (south, north, _SHIFT[1]))
    )
    grid = np.asarray(shapely.points(np.tile(x, len(y)), np.repeat(y, len(x))))
    shapely.prepare(flat)
    hits = shapely.STRtree(grid).query(flat, predicate="contains")
    lon, lat = plane.round(shapely.get_x(grid[hits[1]]), shapely.get_y(grid[hits[1]]))
    order = np.lexsort((hits[1], hits[0]))
    return known[hits[0]][order], lon[order], lat[order]


def _nearest_part(
    plane: Plane, outline: shapely.Geometry, points: NDArray[np.object_], reached: NDArray[np.bool_]
) -> shapely.Geometry:
    """Give the part of a flat outline that lies nearer to a reached point than to any other, in WGS84."""
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(list(points)), extend_to=outline))
    inside = shapely.contains(cells[:, None], points[None, reached]).any(axis=1)
    part = shapely.intersection(shapely.union_all(cells[inside]), outline)
    return shapely.transform(part, lambda xy: np.column_stack(plane.round(xy[:, 0], xy[:, 1])))


def _as_polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Give the polygons of a shape, without the specks that rounding leaves between edges that should meet."""
    parts = shapely.get_parts(shape)
    parts = parts[
        (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) > _SPECK_DEGREES2)
    ]
    return shapely.MultiPolygon([_without_specks(part) for part in parts])


def _without_specks(part: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > _SPECK_DEGREES2]
    return part if len(holes) == len(part.interiors) else shapely.Polygon(part.exterior, holes)
