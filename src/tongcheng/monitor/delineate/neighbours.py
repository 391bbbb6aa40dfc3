"""Which counties share a border, and which lie at the edge of the circle."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from tongcheng.region.plane import Plane

#: Outlines run so far (m) apart at most where they are one border; simplified files have such gaps.
APART_M: Final = 150.0
#: A shared stretch shorter than this (m) is a corner.
SHORTEST_M: Final = 500.0


def neighbours(outlines: gpd.GeoSeries) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which outlines share a stretch of border, and which touch the outside.

    Parameters
    ----------
    outlines
        Polygons in WGS84.

    Returns
    -------
    touching, edge
        Shapes ``(n, n)`` and ``(n,)``. A corner is no shared border.

    Examples
    --------
    >>> squares = gpd.GeoSeries([shapely.box(x, y, x + 0.1, y + 0.1) for x in (0, 0.1) for y in (0, 0.1)], crs=4326)
    >>> touching, edge = neighbours(squares)
    >>> touching[0].tolist(), bool(edge.all())
    ([False, True, True, False], True)
    """
    flat = Plane.around(outlines.total_bounds).flatten(outlines.to_numpy())
    lines = shapely.boundary(flat)
    near = shapely.buffer(flat, APART_M, quad_segs=4)
    touching = np.zeros((len(flat), len(flat)), dtype=np.bool_)
    pairs = shapely.STRtree(near).query(flat, predicate="intersects")
    for one, other in pairs.T:
        if one < other:
            length = min(_within(lines[one], near[other]), _within(lines[other], near[one]))
            touching[one, other] = touching[other, one] = length >= SHORTEST_M
    edge = np.array([_open_length(lines[unit], near, pairs, unit) >= SHORTEST_M for unit in range(len(flat))])
    return touching, edge


def _within(line: shapely.Geometry, area: shapely.Geometry) -> float:
    return float(shapely.length(shapely.intersection(line, area)))


def _open_length(line: shapely.Geometry, near: NDArray[np.object_], pairs: NDArray[np.intp], unit: int) -> float:
    """Give the metres of an outline that no other outline runs beside."""
    others = near[pairs[1][(pairs[0] == unit) & (pairs[1] != unit)]]
    return float(shapely.length(shapely.difference(line, shapely.union_all(others))))
