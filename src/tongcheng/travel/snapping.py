"""Places put on the road network: nearest node, how far it is, and the access leg to it.

The leg is the straight line times a detour factor at a stated speed: nobody has the lane or the drive to every
house. Ballou, Rahardja and Sakai (2002) find roads 1.2 to 1.4 times as long as the straight line in most
countries (*Selected country circuity factors*, Transportation Research A 36); 1.3 is taken, and 15 km/h is our
assumption for unmapped lanes. Both are arguments and stand in the notes of a run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tongcheng.language import Text
from tongcheng.travel.graph import Components, Graph, components

DETOUR = 1.3
ACCESS_KMH = 15.0
MAX_KM = 5.0

_EARTH_KM = 6371.0088

#: Why a place is not on the network, or not on its main part.
REASONS: dict[str, Text] = {
    "no_position": Text("无坐标", "no coordinates"),
    "too_far": Text("距道路过远", "too far from any road"),
    "island": Text("所在路网与主路网不相连", "its roads do not connect with the main network"),
    "far": Text("距道路较远", "far from the nearest road"),
}


@dataclass(frozen=True)
class Snap:
    """Where places join the network; every array has one entry per place.

    Parameters
    ----------
    found
        Whether the place is on the network at all.
    node
        Position of its node in the graph; means nothing where ``found`` is False.
    distance_km
        Straight line to the nearest node (also when it is too far); NaN without coordinates or without any road.
    leg_ms, leg_min
        Access leg in whole milliseconds, and in minutes (NaN where not found).
    component
        Part of the network (0 is the largest).
    reason
        ``""``, ``island``, ``too_far`` or ``no_position``; words for people in :data:`REASONS`.
    """

    found: NDArray[np.bool_]
    node: NDArray[np.int32]
    distance_km: NDArray[np.float64]
    leg_ms: NDArray[np.uint32]
    component: NDArray[np.int32]
    reason: NDArray[np.str_]

    @property
    def leg_min(self) -> NDArray[np.float64]:
        """Access leg in minutes, NaN where the place is not on the network."""
        return np.where(self.found, self.leg_ms / 60_000, np.nan)

    @property
    def kernel_node(self) -> NDArray[np.int32]:
        """Node as the kernels want it: -1 where the place is not on the network."""
        return np.where(self.found, self.node, -1).astype(np.int32)


def snap(
    graph: Graph,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    *,
    access_kmh: float = ACCESS_KMH,
    detour: float = DETOUR,
    max_km: float = MAX_KM,
    parts: Components | None = None,
    main_first: bool = True,
) -> Snap:
    """Put places on the network.

    A place joins the nearest node of the largest part of the network if that is within ``max_km``, else the
    nearest node of any part within ``max_km`` (reason ``island``), else none (``too_far``). Nobody joins in the
    middle of a motorway or a ferry line.

    Parameters
    ----------
    graph
        The network.
    lon, lat
        Shape ``(p,)``, WGS84; NaN where unknown.
    access_kmh, detour
        Speed of the access leg, and its length over the straight line.
    max_km
        Farthest straight line.
    parts
        ``components(graph)``, if at hand.
    main_first
        False takes the nearest node whatever part it belongs to, for roads that are to join an island.

    Returns
    -------
    Snap

    Examples
    --------
    >>> import pandas as pd
    >>> from tongcheng.travel import build_graph
    >>> nodes = pd.DataFrame({"node": ["a", "b"], "lon": [104.0, 104.1], "lat": [30.0, 30.0], "basis": "observed"})
    >>> links = pd.DataFrame({"link": ["ab"], "from_node": ["a"], "to_node": ["b"], "length_m": [1000.0],
    ...                       "speed_kmh": [60.0], "basis": ["observed"]})
    >>> found = snap(build_graph(nodes, links), np.array([104.001, 105.0]), np.array([30.0, 30.0]))
    >>> found.leg_min.round(2).tolist(), found.reason.tolist()
    ([0.5, nan], ['', 'too_far'])
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    parts = components(graph) if parts is None else parts
    known = np.isfinite(lon) & np.isfinite(lat)
    everywhere = np.flatnonzero(graph.joinable)
    main = everywhere[parts.label[everywhere] == 0] if main_first else everywhere
    node = np.zeros(len(lon), dtype=np.int32)
    distance = np.full(len(lon), np.nan)
    node[known], distance[known] = _nearest(graph, main, lon[known], lat[known])
    off = known & ~(distance <= max_km)
    other_node, other_distance = _nearest(graph, everywhere, lon[off], lat[off])
    node[off], distance[off] = other_node, other_distance
    found = known & (distance <= max_km)
    reason = np.select([~known, ~found, parts.label[node] != 0], ["no_position", "too_far", "island"], default="")
    leg = np.where(found, distance * detour / access_kmh * 3_600_000, 0)
    distance = np.where(np.isfinite(distance), distance, np.nan)
    return Snap(found, node, distance, np.rint(leg).astype(np.uint32), parts.label[node], reason)


def _nearest(
    graph: Graph, among: NDArray[np.intp], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Give the nearest of some nodes and its great-circle distance in km; infinity if there are none."""
    if len(among) == 0:
        return np.zeros(len(lon), dtype=np.int32), np.full(len(lon), np.inf)
    chord, place = cKDTree(_on_sphere(graph.lon[among], graph.lat[among])).query(_on_sphere(lon, lat))
    distance = 2 * _EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    return among[place].astype(np.int32), distance


def _on_sphere(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give places as points of the unit sphere: the nearest there is the nearest on the ground, anywhere."""
    x, y = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
