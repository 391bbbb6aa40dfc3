"""Times from one origin to everywhere: one search by road, one by public transport, never a matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.sectors.transport.one_hour.origins import Origin
from tongcheng.sectors.transport.one_hour.samples import ZonePoints
from tongcheng.travel.driving import DriveNetwork, snap_frame
from tongcheng.travel.snapping import ACCESS_KMH, DETOUR, MAX_KM
from tongcheng.travel.transit.kernel import NEVER, Legs
from tongcheng.travel.transit.nearby import legs_of, on_sphere, turned
from tongcheng.travel.transit.search import TransitSearch, Window
from tongcheng.travel.transit.walking import walk_legs

if TYPE_CHECKING:
    from tongcheng.travel.transit import Timetable
    from tongcheng.travel.transit.assumptions import Case

Floats = NDArray[np.float64]

_MS_PER_MINUTE = 60_000


@dataclass(frozen=True)
class DoorToDoor:
    """What is assumed between the door and the road or platform.

    Parameters
    ----------
    park_min
        By road: minutes, over both ends, to walk to the car, to find a place for it and to walk to the door, as
        quick end, middle and slow end of a range. Salonen and Toivonen (2013, *Journal of Transport Geography* 31)
        show that cars and public transport can only be compared with these in; the minutes are our assumption.
    access_kmh, detour, max_km
        Way from a door to the road; see :func:`tongcheng.travel.snapping.snap`.
    departures
        By public transport: every minute between two times of the day.
    percentiles
        Over the departures: 85 is the time that 85 % of them do not exceed.
    rides
        Most rides of a journey.
    """

    park_min: Mapping[Case, float] = field(default_factory=lambda: {"quick": 2.0, "central": 5.0, "slow": 10.0})
    access_kmh: float = ACCESS_KMH
    detour: float = DETOUR
    max_km: float = MAX_KM
    departures: tuple[str, str] = ("07:00", "09:00")
    percentiles: tuple[float, ...] = (50.0, 85.0)
    rides: int = 4


@dataclass(frozen=True)
class Reached:
    """Times of one search.

    Parameters
    ----------
    minutes
        Shape ``(percentiles, points)``; NaN where there is no way, or none within the longest time that was asked.
    joined
        Shape ``(points,)``: whether the point is on the road network, or has a stop within walking distance.
    component
        Shape ``(points,)``: part of the road network, 0 the largest; -1 where that means nothing.
    distance_km
        Shape ``(points,)``: straight line to the nearest road or stop; NaN without coordinates.
    """

    minutes: Floats
    joined: NDArray[np.bool_]
    component: NDArray[np.int32]
    distance_km: Floats


def drive_from(network: DriveNetwork, origin: Origin, points: ZonePoints, assumed: DoorToDoor) -> Reached:
    """Give driving times in free flow from the nearest point of an origin to all points, without parking.

    One search over the whole network (Dijkstra 1959) from all points of the origin at once.

    Raises
    ------
    InputError
        If no point of the origin is on the network.
    """
    legs = {"access_kmh": assumed.access_kmh, "detour": assumed.detour, "max_km": assumed.max_km}
    start = snap_frame(network, _doors(origin, points), **legs)
    if not start.found.any():
        _refuse_origin(origin, float(np.nanmin(start.distance_km, initial=np.inf)), assumed.max_km)
    end = snap_frame(network, points.frame, **legs)
    road = _road_ms(network, start.node[start.found], start.leg_ms[start.found].astype(np.float64))
    total = (road[end.node] + end.leg_ms) / _MS_PER_MINUTE
    minutes = np.where(end.found & np.isfinite(total), total, np.nan)
    minutes[np.isin(points.zone, origin.zones)] = 0.0
    component = np.where(end.found, end.component, -1).astype(np.int32)
    return Reached(minutes[None, :], end.found, component, end.distance_km)


def _road_ms(network: DriveNetwork, nodes: NDArray[np.int32], legs: Floats) -> Floats:
    """Give ms from a door beyond the graph, from which every node of the origin is one leg away, to every node."""
    graph = network.graph
    least = pd.Series(legs).groupby(nodes).min()
    head = np.concatenate([graph.head, least.index.to_numpy(dtype=np.int32)])
    weight = np.concatenate([graph.weight.astype(np.float64), least.to_numpy()])
    first = np.append(graph.first, len(head)).astype(np.int32)
    matrix = csr_array((weight, head, first), shape=(graph.size + 1, graph.size + 1))
    found: Floats = dijkstra(matrix, directed=True, indices=[graph.size])
    return found[0, :-1]


def transit_from(
    timetable: Timetable, origin: Origin, points: ZonePoints, assumed: DoorToDoor, *, cutoff_min: float
) -> Reached:
    """Give times by public transport, door to door, from the nearest point of an origin to all points.

    One range search (Delling, Pajor and Werneck 2012) over the departures of the window. Whoever is faster on foot
    walks, also all the way.

    Raises
    ------
    InputError
        If no stop of the timetable is within a walk of any point: it belongs to another place.
    """
    walking, stops = timetable.walking, timetable.stops
    doors = _doors(origin, points)
    access = _as_one(walk_legs(walking, doors, stops, walking.access_min))
    egress = walk_legs(walking, points.frame, stops, walking.access_min)
    joined = np.diff(egress.first) > 0
    if not joined.any():
        _refuse_timetable(timetable, points)
    direct = _as_one(walk_legs(walking, doors, points.frame, cutoff_min))
    search = TransitSearch(
        timetable, access, turned(egress, len(stops)), direct, len(points.zone),
        Window.between(*assumed.departures), assumed.percentiles, round(cutoff_min * 60), assumed.rides,
    )  # fmt: skip
    seconds = search.seconds(np.zeros(1, dtype=np.int32))[0]
    minutes = np.where(seconds < NEVER, seconds / 60.0, np.nan)
    minutes[:, np.isin(points.zone, origin.zones)] = 0.0
    nothing = np.full(len(points.zone), -1, dtype=np.int32)
    return Reached(minutes, joined, nothing, nearest_stop_km(timetable, points))


def nearest_stop_km(timetable: Timetable, points: ZonePoints) -> Floats:
    """Give the straight line from each point to the nearest stop, NaN without coordinates."""
    km = np.full(len(points.zone), np.nan)
    known = np.isfinite(points.lon) & np.isfinite(points.lat)
    stops = on_sphere(*(timetable.stops[name].to_numpy(dtype="float64") for name in ("lon", "lat")))
    km[known] = cKDTree(stops).query(on_sphere(points.lon[known], points.lat[known]))[0]
    return km


def _doors(origin: Origin, points: ZonePoints) -> pd.DataFrame:
    """Give the points from which people leave: those of the origin, or all within it if it is an area."""
    inside = np.isin(points.zone, origin.zones)
    return points.frame[inside] if inside.any() else origin.frame


def _as_one(legs: Legs) -> Legs:
    """Let all rows be one: the shortest way from any of the points to each place."""
    return legs_of(np.zeros(len(legs.head), dtype=np.int64), legs.head, legs.seconds, 1)


def _refuse_origin(origin: Origin, km: float, max_km: float) -> None:
    problems = Problems("--from")
    problems.add(
        "origin_off_network",
        expected=Text(f"距道路不超过 {max_km:g} 公里的地点", f"a place within {max_km:g} km of a road"),
        found=f"{origin.origin}: {km:,.1f} km",
        remedy=Text("换一个起点，或补充道路数据", "choose another origin, or add the roads"),
    )
    problems.raise_if_any()


def _refuse_timetable(timetable: Timetable, points: ZonePoints) -> None:
    lon, lat = (timetable.stops[name].to_numpy(dtype="float64") for name in ("lon", "lat"))
    here = (np.nanmin(points.lon), np.nanmax(points.lon), np.nanmin(points.lat), np.nanmax(points.lat))
    area = "{:.2f}–{:.2f}, {:.2f}–{:.2f}".format(*here)
    problems = Problems("timetable")
    problems.add(
        "feed_elsewhere",
        column="lon, lat",
        expected=Text(f"网格（{area}）步行范围内有车站", f"stops within a walk of the zones ({area})"),
        found=f"{lon.min():.2f}–{lon.max():.2f}, {lat.min():.2f}–{lat.max():.2f}",
        remedy=Text("换用本都市圈的时刻表", "use a timetable of this circle"),
    )
    problems.raise_if_any()
