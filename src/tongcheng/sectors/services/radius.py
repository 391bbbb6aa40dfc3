"""Who lives within the service radius of a kind: straight lines, and an honest range inside zones.

A radius of 300 m says little about zones of some square kilometres. The share of a zone's area that is covered is taken
for the share of its residents; the low end assumes that nobody in a zone that is covered in part lives in that part,
the high end that all do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tongcheng.region.borders import APART, TOGETHER
from tongcheng.region.outlines import zone_outlines
from tongcheng.region.plane import Plane
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis
from tongcheng.sectors.levels import Membership
from tongcheng.sectors.services.declared import RADIUS_SHARE
from tongcheng.sectors.services.gates import Supply
from tongcheng.sectors.services.rows import Keys, RowMaker

Floats = NDArray[np.float64]

#: Corners of a quarter of the circle that stands for a radius: its area is right within 0.2 %.
_CORNERS: Final = 16
#: A zone counts as whole, or as not touched, within this share of its area.
_WHOLE: Final = 1e-6


def measure_radius(region: Region, supply: Supply, levels: Sequence[Membership]) -> pd.DataFrame:
    """Give the share within the service radius of one kind, of facilities of the own city and of all cities.

    Rows have ``borders`` ``apart`` and ``together``; today lies between. Empty where the kind has no radius that may be
    used, facilities lack coordinates, or zones have no outline.
    """
    kind, people, rows = supply.kind, supply.people, supply.facilities
    located = len(rows) > 0 and bool(rows[["lon", "lat"]].notna().all(axis=None))
    if kind.radius_m is None or people is None or supply.counts is None or supply.unlisted or not located:
        return pd.DataFrame()
    outlines = zone_outlines(region)
    if outlines.isna().any():
        return pd.DataFrame()
    plane = Plane.around(outlines.total_bounds)
    zones = np.asarray(plane.flatten(outlines), dtype=object)
    basis = weakest_basis([supply.counts.basis, people.basis, "modelled"])
    made = RowMaker(kind.kind, basis, supply.year, kind.unit)
    own = covered_share(
        zones, plane.flat(rows["lon"], rows["lat"]), kind.radius_m, region["zones"]["city"], rows["city"]
    )
    whole = covered_share(zones, plane.flat(rows["lon"], rows["lat"]), kind.radius_m)
    for state, share in ((APART, own), (TOGETHER, whole)):
        ends = 100 * np.column_stack([share, share >= 1 - _WHOLE, share > _WHOLE]).astype("float64")
        for level in levels:
            value = level.mean(ends, people.counts.value)
            made.add(RADIUS_SHARE, level.level, level.places, value[:, 0], Keys(borders=state), ends=value.T)
    return made.frame()


def covered_share(
    zones: NDArray[np.object_],
    points: tuple[Floats, Floats],
    radius_m: float,
    zone_city: pd.Series[str] | None = None,
    point_city: pd.Series[str] | None = None,
) -> Floats:
    """Give the share of each zone's area within a straight distance of any point.

    Parameters
    ----------
    zones
        Polygons on a plane in metres.
    points
        Eastings and northings, metres.
    radius_m
        Metres.
    zone_city, point_city
        Cities; given, a point covers only zones of its own city.

    Examples
    --------
    >>> square = np.array([shapely.box(0, 0, 1000, 1000)], dtype=object)
    >>> covered_share(square, (np.array([500.0]), np.array([500.0])), 100.0).round(4)
    array([0.0314])
    """
    share = np.zeros(len(zones))
    groups = [("", np.arange(len(zones)), np.arange(len(points[0])))]
    if zone_city is not None and point_city is not None:
        cities = [str(city) for city in zone_city.unique()]
        groups = [
            (city, np.flatnonzero(zone_city == city), np.flatnonzero((point_city == city).to_numpy()))
            for city in cities
        ]
    for _, here, near in groups:
        if not len(near):
            continue
        discs: Any = shapely.buffer(shapely.points(points[0][near], points[1][near]), radius_m, quad_segs=_CORNERS)
        tree = shapely.STRtree(discs)
        zone, disc = tree.query(zones[here], predicate="intersects")
        for one in np.unique(zone):
            joined = shapely.union_all(discs[disc[zone == one]])
            shape = zones[here[one]]
            share[here[one]] = shapely.area(shapely.intersection(joined, shape)) / shapely.area(shape)
    return np.clip(share, 0.0, 1.0)
