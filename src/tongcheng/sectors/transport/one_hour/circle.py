"""The one-hour circle around an origin: who is within 30, 45, 60 and 90 minutes, door to door, by road or transit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tongcheng.language import Text
from tongcheng.region.region import Region
from tongcheng.results import Basis, weakest_basis
from tongcheng.sectors.transport.one_hour.origins import Origin
from tongcheng.sectors.transport.one_hour.samples import ZonePoints, zone_points
from tongcheng.sectors.transport.one_hour.search import DoorToDoor, Reached, drive_from, transit_from
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.snapping import REASONS
from tongcheng.travel.transit import TRANSIT_REASONS, Timetable, region_timetable
from tongcheng.travel.transit.assumptions import Case

Floats = NDArray[np.float64]
Mode = Literal["drive", "transit"]

THRESHOLDS_MIN = (30.0, 45.0, 60.0, 90.0)
CASES: tuple[Case, ...] = ("quick", "central", "slow")

#: Why a zone is not in a circle, however long.
UNREACHED_REASONS: dict[str, Text] = {
    **REASONS,
    **TRANSIT_REASONS,
    "no_way": Text("其路网与起点不连通", "its roads do not connect with the origin"),
    "later": Text("超过最长时限", "beyond the longest time"),
}


@dataclass(frozen=True)
class OneHourCircle:
    """Times from one origin to points in all zones, and what follows from them.

    Parameters
    ----------
    origin, mode, thresholds
        As asked; thresholds in minutes, ascending.
    percentiles
        Over departures; one NaN for ``drive``.
    points
        The points that stand for zones.
    reached
        Times by case: ``central``, and ``quick`` and ``slow`` where assumptions have a range.
    basis
        Weakest basis of roads or timetable and of zones.
    assumed
        What is assumed between door and road.
    """

    origin: Origin
    mode: Mode
    thresholds: tuple[float, ...]
    percentiles: tuple[float, ...]
    points: ZonePoints
    reached: Mapping[Case, Reached]
    basis: Basis
    assumed: DoorToDoor

    def within(self, threshold: float, percentile: float | None = None, case: Case = "central") -> NDArray[np.bool_]:
        """Tell which points are within a time; the quick case never reaches less, the slow one never more.

        Parameters
        ----------
        threshold
            Minutes, inclusive.
        percentile
            One of ``percentiles``; the first by default.
        case
            ``central``, or an end of the range.
        """
        row = 0 if percentile is None else self._row(percentile)
        inside = np.asarray(self.reached["central"].minutes[row] <= threshold, dtype=np.bool_)
        if case not in self.reached or case == "central":
            return inside
        end = np.asarray(self.reached[case].minutes[row] <= threshold, dtype=np.bool_)
        return np.logical_or(inside, end) if case == "quick" else np.logical_and(inside, end)

    def share(self, threshold: float, percentile: float | None = None, case: Case = "central") -> Floats:
        """Give the part of each zone that is within a time, shape ``(zones,)``."""
        return self.points.share(self.within(threshold, percentile, case))

    def polygon(self, threshold: float, percentile: float | None = None) -> shapely.MultiPolygon:
        """Give the area within a time; see :meth:`ZonePoints.polygon`."""
        return self.points.polygon(self.within(threshold, percentile))

    def polygons(self, percentile: float | None = None) -> list[shapely.MultiPolygon]:
        """Give the areas of all thresholds, ascending: much faster than one by one."""
        return self.points.polygons([self.within(threshold, percentile) for threshold in self.thresholds])

    def minutes(self, percentile: float | None = None) -> Floats:
        """Give the shortest time to any point of each zone, NaN where none is reached; shape ``(zones,)``."""
        row = 0 if percentile is None else self._row(percentile)
        return self.points.lowest(self.reached["central"].minutes[row])

    @cached_property
    def joined(self) -> Floats:
        """Part of each zone that is on the roads, or within a walk of a stop; shape ``(zones,)``."""
        return self.points.share(self.reached["central"].joined)

    def unreached(self, region: Region) -> pd.DataFrame:
        """List the zones of which nothing is within the longest time.

        Returns
        -------
        pandas.DataFrame
            ``zone, city, county, reason`` (words in ``UNREACHED_REASONS``), ``component`` of the road network (0 is
            the largest), ``distance_km`` to the nearest road or stop, ``minutes`` where known.
        """
        central = self.reached["central"]
        lost = np.flatnonzero(self.share(self.thresholds[-1]) == 0)
        rows = [self.points.of(int(zone)) for zone in lost]
        nearest = np.array([_nearest(central, part) for part in rows], dtype=np.intp)
        reason = [
            _reason(self.mode, central, self.points, part, point) for part, point in zip(rows, nearest, strict=True)
        ]
        zones = region["zones"].iloc[lost]
        component = pd.array(central.component[nearest], dtype="Int64")
        component[central.component[nearest] < 0] = pd.NA
        return pd.DataFrame(
            {
                **{name: zones[name].to_numpy() for name in ("zone", "city", "county")},
                "reason": pd.Series(reason, dtype="str"),
                "component": component,
                "distance_km": central.distance_km[nearest],
                "minutes": self.minutes()[lost],
            }
        )

    def _row(self, percentile: float) -> int:
        same = [
            number
            for number, known in enumerate(self.percentiles)
            if known == percentile or _both_nan(known, percentile)
        ]
        if not same:
            raise ValueError(f"the percentiles are {self.percentiles}, not {percentile:g}")
        return same[0]


def one_hour_circle(
    region: Region,
    travel: CircleTravel,
    origin: Origin,
    *,
    mode: Mode,
    thresholds: Sequence[float] = THRESHOLDS_MIN,
    assumed: DoorToDoor | None = None,
    points: ZonePoints | None = None,
    timetables: Mapping[Case, Timetable] | None = None,
) -> OneHourCircle:
    """Find who is within some minutes of an origin, door to door.

    By road: the way to the car, the drive in free flow, parking and the way to the door (see
    :class:`DoorToDoor`); congestion is not in it. By public transport: the walk to the stop, the wait, the ride,
    changes and the walk to the door, over a window of departures.

    Parameters
    ----------
    region
        The circle.
    travel
        Its roads and timetable.
    origin
        From :func:`find_origin` or :func:`default_origins`.
    mode
        ``drive`` or ``transit``.
    thresholds
        Minutes.
    assumed
        Door to road or platform, window and percentiles.
    points
        ``zone_points(region)``, if at hand.
    timetables
        ``timetable_cases(region, travel)``, if at hand.

    Returns
    -------
    OneHourCircle

    Raises
    ------
    InputError
        If the origin is off the roads, the roads cannot be used, there is no timetable, or it is of another place.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.sectors.transport.one_hour.origins import find_origin
    >>> circle = open_region("chengdu")
    >>> hour = one_hour_circle(circle, CircleTravel(circle), find_origin(circle, "天府广场"), mode="transit")
    >>> bool((hour.share(60, 85) <= hour.share(60, 50)).all())
    True
    """
    assumed = assumed or DoorToDoor()
    points = points or zone_points(region)
    limits = tuple(sorted({float(minutes) for minutes in thresholds}))
    zone_bases = region["zones"]["basis"].dropna().unique()
    if mode == "drive":
        found = drive_from(travel.network, origin, points, assumed)
        reached = {case: _with_parking(found, points, origin, assumed.park_min[case]) for case in CASES}
        basis = weakest_basis([travel.network.graph.basis, *zone_bases])
        return OneHourCircle(origin, mode, limits, (float("nan"),), points, reached, basis, assumed)
    tables = timetables or timetable_cases(region, travel)
    reached = {
        case: transit_from(table, origin, points, assumed, cutoff_min=limits[-1]) for case, table in tables.items()
    }
    percentiles = tuple(sorted(assumed.percentiles))
    basis = weakest_basis([tables["central"].basis, *zone_bases])
    return OneHourCircle(origin, mode, limits, percentiles, points, reached, basis, assumed)


def timetable_cases(region: Region, travel: CircleTravel) -> dict[Case, Timetable]:
    """Give the timetable of a circle; one that is modelled also with its quick and its slow assumptions.

    Raises
    ------
    InputError
        If the circle has neither lines nor a feed.
    """
    central = travel.timetable if travel.timetable is not None else region_timetable(region)
    if central.date:  # a published day has no range
        return {"central": central}
    return {"central": central, "quick": region_timetable(region, case="quick"),
            "slow": region_timetable(region, case="slow")}  # fmt: skip


def _with_parking(found: Reached, points: ZonePoints, origin: Origin, minutes: float) -> Reached:
    """Add parking to every drive; who lives in the origin does not drive."""
    extra = np.where(np.isin(points.zone, origin.zones), 0.0, minutes)
    return Reached(found.minutes + extra, found.joined, found.component, found.distance_km)


def _nearest(found: Reached, part: NDArray[np.intp]) -> int:
    distance = found.distance_km[part]
    return int(part[0] if np.isnan(distance).all() else part[np.nanargmin(distance)])


def _reason(mode: Mode, found: Reached, points: ZonePoints, part: NDArray[np.intp], point: int) -> str:
    if not (np.isfinite(points.lon[part]) & np.isfinite(points.lat[part])).any():
        return "no_position"
    if not found.joined[part].any():
        return "too_far" if mode == "drive" else "no_stop"
    if mode == "drive" and np.isnan(found.minutes[0, part]).all():
        return "no_way" if found.component[point] == 0 else "island"
    return "later"


def _both_nan(one: float, other: float) -> bool:
    return bool(np.isnan(one) and np.isnan(other))
