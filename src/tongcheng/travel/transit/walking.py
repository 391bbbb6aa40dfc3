"""How people get to stops, between them and away from them: on foot, or by car to a station."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tongcheng.travel.driving import DriveNetwork, snap_frame
from tongcheng.travel.graph import UNREACHED, Graph, build_graph, components
from tongcheng.travel.snapping import ACCESS_KMH, DETOUR, MAX_KM, snap
from tongcheng.travel.transit.kernel import Legs
from tongcheng.travel.transit.nearby import legs_of, on_sphere, rows_of, within

if TYPE_CHECKING:
    from tongcheng.region import Region

WALK_KMH = 4.5

#: Nearer places than this are walked straight even where streets are known: platforms and the houses beside a stop.
_HOP_KM = 0.1

_ROWS_AT_ONCE = 512
_NO_WALKING = ("motorway", "motorway_link", "trunk_link", "ferry")


@dataclass(frozen=True)
class Walking:
    """How far and how fast people walk.

    Parameters
    ----------
    kmh
        Speed. 4.5 km/h is 1.25 m/s, between the 1.2 m/s of the Highway Capacity Manual and the usual 1.3 m/s.
    detour
        Length of a way on foot over the straight line, where no streets are given.
    access_min
        Longest walk from a door to the first stop, from the last stop to a door, and from door to door.
    change_min
        Longest walk between two rides.
    same_stop_min
        What a change at the same stop takes, unless the feed says so itself.
    streets
        Streets to walk on, see :func:`walk_streets`; straight lines times ``detour`` by default.
    """

    kmh: float = WALK_KMH
    detour: float = DETOUR
    access_min: float = 20.0
    change_min: float = 10.0
    same_stop_min: float = 0.0
    streets: Graph | None = None


@dataclass(frozen=True)
class Driving:
    """Driving from the door to a station and parking there.

    Parameters
    ----------
    network
        The roads.
    limit_min
        Longest drive.
    park_min
        From the road to the platform.
    modes
        One parks where vehicles of these modes call.
    """

    network: DriveNetwork
    limit_min: float = 15.0
    park_min: float = 5.0
    modes: tuple[str, ...] = ("rail", "suburban_rail", "metro")


def walk_streets(region: Region, *, kmh: float = WALK_KMH) -> Graph:
    """Give the streets of a circle for walking: both ways on every open street, none on motorways.

    The road tables hold the streets that cars use; paths are missing, so that ways are rather too long.

    Raises
    ------
    InputError
        If the road tables cannot be used, naming every row.
    """
    links = region["road_links"]
    foot = links[~links["class"].isin(_NO_WALKING)]
    return build_graph(
        region["road_nodes"], foot.assign(speed_kmh=kmh, direction="both"), file=region.file_name("road_links")
    )


def walk_legs(walking: Walking, start: pd.DataFrame, end: pd.DataFrame, minutes: float) -> Legs:
    """Give all ways on foot between two sets of places within some minutes.

    Parameters
    ----------
    walking
        Speed and streets.
    start, end
        Frames with ``lon`` and ``lat``; rows without a position have no ways.
    minutes
        Longest walk.

    Returns
    -------
    Legs
        Whole seconds, rounded up, so that no way is shorter than over a place between.
    """
    if walking.streets is None:
        return straight_legs(walking, start, end, minutes)
    near = straight_legs(walking, start, end, min(minutes, _HOP_KM * walking.detour / walking.kmh * 60))
    parts = components(walking.streets)
    places = [
        snap(
            walking.streets, *_positions(frame), access_kmh=walking.kmh, detour=walking.detour, max_km=MAX_KM,
            parts=parts,
        )
        for frame in (start, end)
    ]  # fmt: skip
    arcs = (walking.streets.first, walking.streets.head, walking.streets.weight)
    ends = [(place.kernel_node, place.leg_ms) for place in places]
    row, head, ms = within(arcs, ends[0], ends[1], int(minutes * 60_000))
    seconds = -(-ms.astype(np.int64) // 1000)
    return legs_of(
        np.concatenate([row, rows_of(near)]),
        np.concatenate([head, near.head]),
        np.concatenate([seconds, near.seconds]),
        len(start),
    )


def straight_legs(walking: Walking, start: pd.DataFrame, end: pd.DataFrame, minutes: float) -> Legs:
    """Give ways on foot along straight lines times the detour."""
    here, there = (_known(frame) for frame in (start, end))
    km = minutes / 60 * walking.kmh / walking.detour
    trees = [cKDTree(on_sphere(*(values[which] for values in _positions(frame))))
             for frame, which in ((start, here), (end, there))]  # fmt: skip
    pairs = trees[0].sparse_distance_matrix(trees[1], km, output_type="ndarray")
    seconds = np.ceil(pairs["v"] * walking.detour / walking.kmh * 3600 - 1e-6).astype(np.int64)
    return legs_of(here[pairs["i"]], there[pairs["j"]], np.maximum(seconds, 0), len(start))


def drive_legs(driving: Driving, origins: pd.DataFrame, stops: pd.DataFrame, allowed: NDArray[np.bool_]) -> Legs:
    """Give drives from origins to stops where one may park.

    Parameters
    ----------
    driving
        Roads and limits.
    origins, stops
        Frames with ``lon`` and ``lat``.
    allowed
        Shape ``(stops,)``, where one may park.
    """
    chosen = np.flatnonzero(allowed)
    roads = {"access_kmh": ACCESS_KMH, "detour": DETOUR, "max_km": MAX_KM}
    start = snap_frame(driving.network, origins, **roads)
    end = snap_frame(driving.network, stops.iloc[chosen], **roads)
    cut = int(driving.limit_min * 60_000)
    engine = driving.network.engine(end.kernel_node, end.leg_ms, cut, None)
    nothing = np.zeros(0, dtype=np.int64)
    rows, heads, seconds = [nothing], [nothing], [nothing]
    for first in range(0, len(origins), _ROWS_AT_ONCE):
        part = slice(first, min(first + _ROWS_AT_ONCE, len(origins)))
        ms = np.empty((part.stop - first, len(chosen)), dtype=np.uint32)
        engine.fill(start.kernel_node[part], start.leg_ms[part], ms)
        row, head = np.nonzero(ms < UNREACHED)
        rows.append(row + first)
        heads.append(chosen[head])
        seconds.append(-(-ms[row, head].astype(np.int64) // 1000) + round(driving.park_min * 60))
    return legs_of(np.concatenate(rows), np.concatenate(heads), np.concatenate(seconds), len(origins))


def shortest_of(first: Legs, second: Legs) -> Legs:
    """Put the legs of two sets together; between the same two places the shorter one stays."""
    return legs_of(
        np.concatenate([rows_of(first), rows_of(second)]),
        np.concatenate([first.head, second.head]),
        np.concatenate([first.seconds, second.seconds]),
        len(first.first) - 1,
    )


def _known(frame: pd.DataFrame) -> NDArray[np.intp]:
    lon, lat = _positions(frame)
    return np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))


def _positions(frame: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lon, lat = (np.asarray(frame[name].to_numpy(dtype=np.float64, na_value=np.nan)) for name in ("lon", "lat"))
    return lon, lat
