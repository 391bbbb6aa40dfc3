"""The roads of a circle made ready, and what lies between nodes of the network and places of the region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.travel.dijkstra import DijkstraEngine
from tongcheng.travel.encoding import TimeArray
from tongcheng.travel.graph import Components, Graph, build_graph, components, digest_of
from tongcheng.travel.hierarchy import Hierarchy, build_hierarchy, saved_hierarchy
from tongcheng.travel.matrix import ManyToMany
from tongcheng.travel.snapping import Snap, snap

if TYPE_CHECKING:
    from tongcheng.region import Region

Progress = Callable[[str, float], None]
Engine = Literal["hierarchy", "dijkstra"]

#: A place farther than this from its node is named in the notes, though it is reached.
FAR_KM = 1.0


@dataclass(frozen=True)
class DriveNetwork:
    """The roads of a circle made ready: built once, then asked for zones, hospitals and schools.

    Parameters
    ----------
    graph, parts
        The network and its components.
    hierarchy
        None if the slow reference engine is wanted.
    """

    graph: Graph
    parts: Components
    hierarchy: Hierarchy | None

    def engine(
        self, targets: NDArray[np.int32], target_legs: NDArray[np.uint32], cut_ms: int, threads: int | None
    ) -> RowEngine:
        """Give the engine that finds times to some nodes."""
        if self.hierarchy is None:
            return DijkstraEngine(self.graph, targets, target_legs, cut_ms)
        return ManyToMany(self.hierarchy, targets, target_legs, cut_ms, threads)


class RowEngine(Protocol):
    """Whatever finds times from nodes to the nodes it was made for."""

    def fill(self, sources: NDArray[np.int32], legs: NDArray[np.uint32], result: TimeArray) -> None:
        """Write times into ``result``; see :meth:`tongcheng.travel.matrix.ManyToMany.fill`."""
        ...

    @property
    def key(self) -> str:
        """Hash of network, destinations and cut-off; the same for every engine."""
        ...


def drive_network(
    region: Region,
    *,
    engine: Engine = "hierarchy",
    cache: Path | None = None,
    progress: Progress | None = None,
) -> DriveNetwork:
    """Make the roads of a circle ready for :func:`tongcheng.travel.times.drive_times`.

    Parameters
    ----------
    region
        The circle.
    engine
        ``hierarchy`` (some seconds once, then fast) or ``dijkstra`` (nothing to build, slow).
    cache
        Folder in which hierarchies are kept, e.g. :func:`tongcheng.travel.hierarchy.cache_folder`; none is kept
        by default.
    progress
        Called with the name of the step and the part of it that is done.

    Raises
    ------
    InputError
        If the road tables cannot be used, naming every row.
    """
    if progress is not None:
        progress("graph", 0.0)
    graph = build_graph(region["road_nodes"], region["road_links"], file=region.file_name("road_links"))
    if progress is not None:
        progress("graph", 1.0)
    hierarchy = None
    if engine == "hierarchy" and cache is not None:
        hierarchy = saved_hierarchy(graph, cache, progress=progress)
    elif engine == "hierarchy":
        hierarchy = build_hierarchy(graph, progress=progress)
    return DriveNetwork(graph, components(graph), hierarchy)


def snap_frame(
    network: DriveNetwork, frame: pd.DataFrame, *, access_kmh: float, detour: float, max_km: float
) -> Snap:
    """Put the rows of a frame with ``lon`` and ``lat`` on the network."""
    lon, lat = (frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("lon", "lat"))
    return snap(network.graph, lon, lat, access_kmh=access_kmh, detour=detour, max_km=max_km, parts=network.parts)


@dataclass(frozen=True)
class DriveRows:
    """Gives blocks of driving times: origins by row, all destinations by column.

    Parameters
    ----------
    engine
        Finds the times to the destinations.
    sources, legs
        Shapes ``(o,)``: nodes of the origins (-1: not on the network), and ms before the road.
    same
        Whether origins and destinations are the same places; then the time from a place to itself is 0.
    """

    engine: RowEngine
    sources: NDArray[np.int32]
    legs: NDArray[np.uint32]
    same: bool

    @cached_property
    def key(self) -> str:
        """Hash of network, places, legs and cut-off: the same key, the same times."""
        return digest_of([self.engine.key, self.sources, self.legs, np.array([self.same])])

    def fill(self, rows: slice, result: TimeArray) -> None:
        """Write the times of some origins into an array, in the form of its dtype."""
        self.engine.fill(self.sources[rows], self.legs[rows], result)
        if self.same:
            found = np.flatnonzero(self.sources[rows] >= 0)
            result[found, found + rows.start] = 0


def notes_of(ids: pd.Index[str], found: Snap, role: str) -> pd.DataFrame:
    """Name the places that are not on the network, on an island of it, or far from it.

    Returns
    -------
    pandas.DataFrame
        Columns ``place, role, reason, component, distance_km``.
    """
    reason = np.where((found.reason == "") & (found.distance_km > FAR_KM), "far", found.reason)
    named = reason != ""
    component = pd.array(np.where(found.found, found.component, 0)[named], dtype="Int64")
    component[~found.found[named]] = pd.NA
    return pd.DataFrame(
        {
            "place": ids[named],
            "role": role,
            "reason": reason[named].astype(str),
            "component": component,
            "distance_km": found.distance_km[named],
        }
    ).astype({"place": "str", "role": "str", "reason": "str"})
