"""The times of a circle as they are, and trees to and from the ends of changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.travel.driving import DriveNetwork
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.graph import Graph, components
from tongcheng.travel.hierarchy import build_hierarchy
from tongcheng.travel.links import Places, places_of
from tongcheng.travel.matrix import ManyToMany
from tongcheng.travel.memory import memory_limit_mb

Ms = NDArray[np.uint32]

#: Origins whose times are held at once where all of them do not fit.
_ROWS = 256
#: Part of the memory that the times of all pairs may take.
_SHARE = 0.25


class Trees(NamedTuple):
    """Times to and from some nodes.

    ``to_end`` (ends, zones) from every zone, ``from_end`` one array (ends, places) per set of places (zones first),
    ``between`` (ends, ends).
    """

    to_end: Ms
    from_end: tuple[Ms, ...]
    between: Ms


@dataclass(frozen=True)
class Roads:
    """Asked for times from zones to zones and facilities, before any change.

    Parameters
    ----------
    network
        Roads with a hierarchy.
    zones
        The zones on the network.
    sets
        Places whose times are wanted: the zones, then each kind of facility.
    cut_ms
        Longer times do not count.
    """

    network: DriveNetwork
    zones: Places
    sets: tuple[Places, ...]
    cut_ms: int
    _there: tuple[ManyToMany, ...]
    _back: ManyToMany

    @classmethod
    def of(cls, network: DriveNetwork, zones: pd.DataFrame, others: list[pd.DataFrame], cutoff_min: float) -> Roads:
        """Put zones and facilities on the network."""
        if network.hierarchy is None:
            raise ValueError("the worth of links needs a network with a hierarchy: drive_network(region)")
        sets = tuple(places_of(network, frame, np.ones(len(frame))) for frame in (zones, *others))
        cut = round(cutoff_min * MS_PER_MINUTE)
        there = tuple(ManyToMany(network.hierarchy, places.node, places.leg_ms, cut) for places in sets)
        back = ManyToMany(network.hierarchy.turned(), sets[0].node, sets[0].leg_ms, cut)
        return cls(network, sets[0], sets, cut, there, back)

    def before(self, rows: slice) -> tuple[Ms, ...]:
        """Give ms from some zones to every set of places; a zone reaches itself in no time."""
        node, leg = self.zones.node[rows], self.zones.leg_ms[rows]
        blocks = tuple(engine.rows(node, leg) for engine in self._there)
        here = np.flatnonzero(node >= 0)
        blocks[0][here, here + rows.start] = 0
        return blocks

    def with_graph(self, graph: Graph) -> Roads:
        """Give the same places on another network with the same nodes."""
        hierarchy = build_hierarchy(graph)
        network = DriveNetwork(graph, components(graph), hierarchy)
        there = tuple(ManyToMany(hierarchy, places.node, places.leg_ms, self.cut_ms) for places in self.sets)
        return Roads(network, self.zones, self.sets, self.cut_ms, there, self._back)

    def trees(self, nodes: NDArray[np.int32]) -> Trees:
        """Give the times to, from and between some nodes."""
        assert self.network.hierarchy is not None
        none = np.zeros(len(nodes), dtype=np.uint32)
        between = ManyToMany(self.network.hierarchy, nodes, none, self.cut_ms).rows(nodes)
        return Trees(self._back.rows(nodes), tuple(engine.rows(nodes) for engine in self._there), between)

    def blocks(self) -> list[slice]:
        """Give the rows whose times are held at once: all of them where they fit."""
        count = len(self.zones.node)
        size = count if _fits(count, sum(len(places.node) for places in self.sets)) else _ROWS
        return [slice(start, min(start + size, count)) for start in range(0, count, max(size, 1))]


def _fits(origins: int, destinations: int) -> bool:
    """Tell whether times (4 bytes) and trips of two border states (8 bytes) of all pairs may be held."""
    return 12e-6 * origins * destinations <= _SHARE * memory_limit_mb()
