"""The line between two cities, from outlines that need not share their vertices.

The borders of two files, or of one simplified file, run beside each other with gaps and overlaps. So the border line
of *a* towards *b* is every stretch of the outline of *a* which

* lies within a tolerance of the outline of *b*,
* lies nearer to *b* than to any other city, and
* does not lie on the outer edge of the circle (so that a corner adds nothing).

Its length is the mean of what is measured along both outlines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.region.outlines import city_outlines
from tongcheng.region.plane import ELLIPSOID, Plane
from tongcheng.region.region import Region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TOLERANCE_M: Final = 300.0

_STEPS_PER_TOLERANCE = 6
#: How near to the outer edge a stretch counts as part of it, as a share of the tolerance: the closing of gaps
#: replaces corners by arcs of 32 sides, which are off by up to 0.5 %.
_ON_EDGE = 0.02
#: The line that is handed out is lightened by at most this; its length is measured before.
_LIGHT_M = 1.0


def border_lines(region: Region, *, tolerance_m: float = TOLERANCE_M) -> gpd.GeoDataFrame:
    """Give the line between every two cities that touch.

    Parameters
    ----------
    region
        The circle; cities without an outline take the union of their counties.
    tolerance_m
        How far apart two outlines may run and still be one border. Borders shorter than this are touching corners
        and left out.

    Returns
    -------
    geopandas.GeoDataFrame
        ``city_a, city_b`` (in the order of ``cities``), ``length_km`` (geodesic, mean of both sides) and
        ``geometry`` (the side of ``city_a``, WGS84).

    Examples
    --------
    >>> from tongcheng import open_region
    >>> lines = border_lines(open_region("chengdu"))
    >>> len(lines)  # Deyang and Meishan do not touch
    5
    """
    outlines = city_outlines(region)
    rows = list(_lines(outlines, tolerance_m)) if len(outlines) > 1 else []
    frame = pd.DataFrame(rows, columns=["city_a", "city_b", "length_km", "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


@dataclass(frozen=True)
class _Steps:
    """Outlines cut into short steps: ends ``xy`` of shape (steps, 2, 2) in metres, and the city of each."""

    xy: Floats
    city: NDArray[np.intp]

    @property
    def middle(self) -> Floats:
        return np.asarray(self.xy.mean(axis=1))


def _lines(outlines: gpd.GeoSeries, tolerance: float) -> Iterator[dict[str, Any]]:
    plane = Plane.around(outlines.total_bounds)
    flat = plane.flatten(outlines.to_numpy())
    steps = _cut(flat, tolerance / _STEPS_PER_TOLERANCE)
    other = _nearest_other(flat, steps, tolerance)
    other[_on_outer_edge(flat, steps, other >= 0, tolerance)] = -1
    for a, b in combinations(range(len(outlines)), 2):
        sides = [steps.xy[(steps.city == one) & (other == two)] for one, two in ((a, b), (b, a))]
        length = float(np.mean([_geodesic_m(side, plane) for side in sides]))
        if length < tolerance:
            continue
        yield {
            "city_a": outlines.index[a],
            "city_b": outlines.index[b],
            "length_km": length / 1000,
            "geometry": _joined(sides[0] if len(sides[0]) else sides[1], plane),
        }


def _cut(flat: NDArray[np.object_], step: float) -> _Steps:
    """Cut outlines into steps no longer than ``step``; every vertex stays an end of a step."""
    pieces, cities = [], []
    for city, outline in enumerate(flat):
        for ring in shapely.get_parts(shapely.get_rings(shapely.get_parts(outline))):
            xy = shapely.get_coordinates(shapely.segmentize(ring, step))
            pieces.append(np.stack([xy[:-1], xy[1:]], axis=1))
            cities.append(np.full(len(xy) - 1, city, dtype=np.intp))
    return _Steps(np.concatenate(pieces), np.concatenate(cities))


def _edges(shapes: Any) -> shapely.STRtree:
    """Index the straight edges of shapes, so that distances to them come in bulk."""
    edges: list[Any] = []
    for ring in shapely.get_parts(shapely.get_rings(shapely.get_parts(shapes))):
        xy = shapely.get_coordinates(ring)
        edges.append(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)))
    return shapely.STRtree(np.concatenate(edges) if edges else [])


def _nearest_other(flat: NDArray[np.object_], steps: _Steps, tolerance: float) -> NDArray[np.intp]:
    """Give the city whose outline is nearest to each step among the others, -1 beyond the tolerance."""
    middle = steps.middle
    nearest = np.full(len(middle), np.inf)
    other = np.full(len(middle), -1, dtype=np.intp)
    for city, outline in enumerate(flat):
        west, south, east, north = outline.bounds
        x, y = middle[:, 0], middle[:, 1]
        near = np.flatnonzero(
            (steps.city != city)
            & (x >= west - tolerance)
            & (x <= east + tolerance)
            & (y >= south - tolerance)
            & (y <= north + tolerance)
        )
        hits, distance = _edges(outline).query_nearest(
            shapely.points(middle[near]), max_distance=tolerance, return_distance=True, all_matches=False
        )
        rows = near[hits[0]]
        closer = distance < nearest[rows]
        nearest[rows[closer]], other[rows[closer]] = distance[closer], city
    return other


def _on_outer_edge(
    flat: NDArray[np.object_], steps: _Steps, asked: NDArray[np.bool_], tolerance: float
) -> NDArray[np.intp]:
    """Give the asked steps that lie on the outer edge of the whole circle, gaps between cities closed."""
    closed = shapely.union_all(shapely.buffer(flat, tolerance / 2)).buffer(-tolerance / 2)
    rows = np.flatnonzero(asked)
    points = shapely.points(steps.middle[rows])
    hits = _edges(closed).query_nearest(points, max_distance=_ON_EDGE * tolerance, all_matches=False)
    on_edge: NDArray[np.intp] = rows[hits[0]]
    return on_edge


def _geodesic_m(side: Floats, plane: Plane) -> float:
    if len(side) == 0:
        return 0.0
    lon, lat = plane.round(side[:, :, 0], side[:, :, 1])
    return float(np.sum(ELLIPSOID.inv(lon[:, 0], lat[:, 0], lon[:, 1], lat[:, 1])[2]))


def _joined(side: Floats, plane: Plane) -> shapely.Geometry:
    light = shapely.simplify(shapely.line_merge(shapely.MultiLineString(list(side))), _LIGHT_M)
    line: shapely.Geometry = shapely.transform(light, lambda xy: np.column_stack(plane.round(xy[:, 0], xy[:, 1])))
    return line
