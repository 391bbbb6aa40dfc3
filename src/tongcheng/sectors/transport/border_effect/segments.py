"""Borders cut into segments of about five kilometres, and where on a border a pair crosses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.ops import substring

from tongcheng.region.plane import Plane

Floats = NDArray[np.float64]

SEGMENT_KM = 5.0

#: Points of a border line lie this close together where distances to it are measured.
_STEP_KM = 0.1
_M_PER_KM = 1000.0


def border_segments(lines: gpd.GeoDataFrame, plane: Plane, *, length_km: float = SEGMENT_KM) -> gpd.GeoDataFrame:
    """Cut border lines into segments of one length, as near to ``length_km`` as the border allows.

    Parameters
    ----------
    lines
        From :func:`tongcheng.region.border_lines.border_lines`.
    plane
        Plane to measure on.
    length_km
        Wanted length.

    Returns
    -------
    geopandas.GeoDataFrame
        ``segment`` (``A|B#01`` …, from west to east), ``border``, ``city_a``, ``city_b``, ``length_km``, ``geometry``.
    """
    rows = []
    for city_a, city_b, line in zip(lines["city_a"], lines["city_b"], plane.flatten(lines["geometry"]), strict=True):
        parts = _chained(line)
        whole = sum(part.length for part in parts)
        count = max(1, round(whole / _M_PER_KM / length_km))
        digits = max(2, len(str(count)))
        for number in range(count):
            shape = _stretch(parts, whole * number / count, whole * (number + 1) / count)
            rows.append(
                {
                    "segment": f"{city_a}|{city_b}#{number + 1:0{digits}d}",
                    "border": f"{city_a}|{city_b}",
                    "city_a": city_a,
                    "city_b": city_b,
                    "length_km": whole / count / _M_PER_KM,
                    "geometry": shapely.transform(shape, lambda xy: np.column_stack(plane.round(xy[:, 0], xy[:, 1]))),
                }
            )
    columns = ["segment", "border", "city_a", "city_b", "length_km", "geometry"]
    frame = pd.DataFrame(rows, columns=columns)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


def _chained(line: shapely.Geometry) -> list[shapely.LineString]:
    """Put the parts of a line one after the other, from the westernmost end, always on to the nearest one."""
    left = [part for part in shapely.get_parts(line) if part.length > 0]
    here = min((point for part in left for point in (part.coords[0], part.coords[-1])), default=(0.0, 0.0))
    chain: list[shapely.LineString] = []
    while left:
        ends = [(np.hypot(point[0] - here[0], point[1] - here[1]), number, turned)
                for number, part in enumerate(left)
                for turned, point in ((False, part.coords[0]), (True, part.coords[-1]))]  # fmt: skip
        _, number, turned = min(ends)
        part = left.pop(number)
        chain.append(shapely.reverse(part) if turned else part)
        here = chain[-1].coords[-1]
    return chain


def _stretch(parts: list[shapely.LineString], start: float, end: float) -> shapely.Geometry:
    """Give what lies between two distances along a chain of lines."""
    found: list[Any] = []
    passed = 0.0
    for part in parts:
        low, high = max(start - passed, 0.0), min(end - passed, part.length)
        if high > low:
            found.append(substring(part, low, high))
        passed += part.length
    return found[0] if len(found) == 1 else shapely.MultiLineString(found)


@dataclass(frozen=True, eq=False)
class Line:
    """One border as points: ``tree`` over them, and the position of the segment of each."""

    tree: cKDTree
    segment: NDArray[np.intp]

    @classmethod
    def of(cls, segments: gpd.GeoDataFrame, plane: Plane) -> Line:
        """Take the segments of one border."""
        flat = plane.flatten(segments["geometry"])
        dense = shapely.segmentize(flat, _STEP_KM * _M_PER_KM)
        xy, number = shapely.get_coordinates(dense, return_index=True)
        return cls(cKDTree(xy / _M_PER_KM), number.astype(np.intp))

    def distance_km(self, xy: Floats) -> Floats:
        """Give the distance of places to the border."""
        return np.asarray(self.tree.query(xy)[0], dtype="float64")

    def crossed(
        self, xy: Floats, first: NDArray[np.int64], second: NDArray[np.int64]
    ) -> tuple[NDArray[np.intp], Floats]:
        """Tell the segment at which the straight line of each pair crosses, and how far off the border that is.

        The place lies on the line of the pair, as far from each end as the ends' distances to the border say.

        Parameters
        ----------
        xy
            Places, shape ``(n, 2)``.
        first, second
            Numbers of the two ends, shape ``(pairs,)``.
        """
        distance = self.distance_km(xy)
        one, two = distance[first], distance[second]
        share = np.divide(one, one + two, out=np.full(len(one), 0.5), where=one + two > 0)
        off, nearest = self.tree.query(xy[first] + share[:, None] * (xy[second] - xy[first]))
        return self.segment[np.asarray(nearest)], np.asarray(off, dtype="float64")
