"""Who has a railway or urban rail station within reach, on foot and by car."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tongcheng.region.outlines import zone_outlines
from tongcheng.region.plane import Plane
from tongcheng.region.region import Region
from tongcheng.results import Indicator, weakest_basis
from tongcheng.sectors.transport.dates import newest_date, out_of_date
from tongcheng.sectors.transport.nets.nearest import nearest, off_network, within
from tongcheng.sectors.transport.nets.rail_indicators import STATION_DRIVE, STATION_WALK
from tongcheng.sectors.transport.nets.rows import Papers, as_lower_bound, mean_rows
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.times import drive_times
from tongcheng.travel.transit.walking import WALK_KMH

Floats = NDArray[np.float64]

WALK_MIN: Final = 15.0
DRIVE_MIN: Final = 30.0

#: Length of a way on foot over the straight line: middle, the longest, the shortest (so that low comes before high).
WINDING: Final = (1.3, 1.5, 1.2)

#: Kinds of stations by group.
GROUPS: Final = {
    "all": ("high_speed_rail", "rail", "metro", "tram"),
    "railway": ("high_speed_rail", "rail"),
    "urban_rail": ("metro", "tram"),
}


def stations_on_foot(region: Region, basis: str) -> list[pd.DataFrame]:
    """Give the share of residents within 15 minutes on foot of a station, with its range.

    A zone of several square kilometres lies neither within nor without: what counts is the share of its area within
    reach, people being spread evenly over it. A zone without outline is its point.

    Parameters
    ----------
    region
        The circle.
    basis
        Of residents and stations; the shares themselves are modelled.
    """
    parts = []
    for group, frame in _groups(region).items():
        papers = Papers(newest_date(region, frame), weakest_basis(["modelled", basis]))
        ends = np.column_stack([100 * area_shares(region, frame, reach_m(winding)) for winding in WINDING])
        shares = _shares(region, STATION_WALK, papers, ends, group=group, mode="walk", threshold=WALK_MIN)
        parts.append(as_lower_bound(shares) if _may_lack(region, frame) else shares)
    return parts


def stations_by_car(region: Region, travel: CircleTravel, basis: str) -> list[pd.DataFrame]:
    """Give the share of residents within 30 minutes by car of a station."""
    parts = []
    for group, frame in _groups(region).items():
        to = frame[["station", "lon", "lat", "basis"]].reset_index(drop=True)
        times = drive_times(region, to=to, cutoff_min=DRIVE_MIN, network=travel.network)
        reached = within(nearest(times)[0], DRIVE_MIN, off_network(times))
        papers = Papers(newest_date(region, frame), basis)
        shares = _shares(region, STATION_DRIVE, papers, reached, group=group, mode="drive", threshold=DRIVE_MIN)
        parts.append(as_lower_bound(shares) if _may_lack(region, frame) else shares)
    return parts


def _shares(
    region: Region, indicator: Indicator, papers: Papers, values: Floats, *, group: str, **keys: Any
) -> pd.DataFrame:
    """Give means at every level, and the zones once: for stations of any kind."""
    return mean_rows(region, indicator, papers, values, zones=group == "all", group=group, **keys)


def _may_lack(region: Region, stations: pd.DataFrame) -> bool:
    """Tell whether stations of one kind are so old that some built since are missing."""
    return any(out_of_date(region, own) for _, own in stations.groupby("kind"))


def reach_m(winding: float) -> float:
    """Give how far a walk of 15 minutes leads in a straight line, metres.

    Examples
    --------
    >>> round(reach_m(1.3))
    865
    """
    return WALK_MIN / 60 * WALK_KMH * 1000 / winding


def area_shares(region: Region, stations: pd.DataFrame, metres: float) -> Floats:
    """Give the share of each zone's area within a straight distance of any station, shape (zones,)."""
    zones = region["zones"]
    lon, lat = (zones[name].to_numpy(dtype="float64") for name in ("lon", "lat"))
    plane = Plane.around([lon.min(), lat.min(), lon.max(), lat.max()])
    points = shapely.points(*plane.flat(stations["lon"], stations["lat"]))
    reach = shapely.get_parts(shapely.union_all(shapely.buffer(points, metres, quad_segs=32)))
    shapes = plane.flatten(zone_outlines(region).to_numpy())
    blank = np.flatnonzero(shapely.is_missing(shapes))
    shapes[blank] = shapely.points(*plane.flat(lon[blank], lat[blank]))
    share = np.zeros(len(zones))
    zone, part = shapely.STRtree(reach).query(shapes, predicate="intersects")
    area = shapely.area(shapes[zone])
    met = shapely.area(shapely.intersection(shapes[zone], reach[part]))
    np.add.at(share, zone, np.where(area > 0, met / np.where(area > 0, area, 1.0), 1.0))
    return np.minimum(share, 1.0)


def _groups(region: Region) -> dict[str, pd.DataFrame]:
    stations = region["stations"]
    placed = stations[stations["lon"].notna() & stations["lat"].notna()]
    found = {group: placed[placed["kind"].isin(kinds)] for group, kinds in GROUPS.items()}
    return {group: frame for group, frame in found.items() if len(frame)}
