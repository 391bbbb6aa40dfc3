"""The reference engine: scipy's Dijkstra, slow and plain. Every faster engine must give the same milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tongcheng.travel.encoding import TimeArray, encode
from tongcheng.travel.graph import UNREACHED, Graph, digest_of

#: Nodes times sources that are held at once, so that a block needs about 64 MB.
_CELLS_AT_ONCE = 8_000_000


@dataclass(frozen=True)
class DijkstraEngine:
    """Times from nodes to nodes by one search per origin (Dijkstra 1959).

    Parameters
    ----------
    graph
        The network.
    targets
        Shape ``(t,)``, nodes of the destinations; -1 where one is not on the network.
    target_legs
        Shape ``(t,)``, ms after the road.
    cut_ms
        Longer times are not wanted.
    """

    graph: Graph
    targets: NDArray[np.int32]
    target_legs: NDArray[np.uint32]
    cut_ms: int = int(UNREACHED) - 1

    @cached_property
    def key(self) -> str:
        """Hash of network, destinations and cut-off; the same for every engine."""
        return digest_of([self.graph.key, self.targets, self.target_legs, np.array([self.cut_ms])])

    def rows(self, sources: NDArray[np.int32], legs: NDArray[np.uint32] | None = None) -> NDArray[np.uint32]:
        """Give ms from nodes to the destinations, shape ``(len(sources), t)``, ``UNREACHED`` where there is none."""
        result = np.empty((len(sources), len(self.targets)), dtype=np.uint32)
        self.fill(sources, np.zeros(len(sources), dtype=np.uint32) if legs is None else legs, result)
        return result

    def fill(self, sources: NDArray[np.int32], legs: NDArray[np.uint32], result: TimeArray) -> None:
        """Write the times from nodes to the destinations; as :meth:`tongcheng.travel.matrix.ManyToMany.fill`."""
        graph = self.graph
        matrix = csr_array((graph.weight.astype(np.float64), graph.head, graph.first), shape=(graph.size,) * 2)
        step = max(1, _CELLS_AT_ONCE // max(1, graph.size))
        for start in range(0, len(sources), step):
            part = np.arange(start, min(start + step, len(sources)))
            road = dijkstra(matrix, directed=True, indices=np.maximum(sources[part], 0), limit=float(self.cut_ms))
            total = road[:, self.targets] + legs[part, None] + self.target_legs[None, :]
            good = (sources[part, None] >= 0) & (self.targets[None, :] >= 0) & (total <= self.cut_ms)
            encode(np.where(good, total, UNREACHED).astype(np.uint32), result, part)
