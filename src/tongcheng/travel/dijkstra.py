"""The reference engine: scipy's Dijkstra, slow and plain. Every faster engine must give the same milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tongcheng.travel.graph import UNREACHED, Graph

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
        Shape ``(t,)``, positions of the nodes that are asked for.
    cut_ms
        Times above it are not wanted.
    """

    graph: Graph
    targets: NDArray[np.int32]
    cut_ms: int

    def rows(self, sources: NDArray[np.int32]) -> NDArray[np.uint32]:
        """Give times in ms, shape ``(len(sources), t)``; ``UNREACHED`` beyond the cut-off or without a way."""
        graph = self.graph
        matrix = csr_array((graph.weight.astype(np.float64), graph.head, graph.first), shape=(graph.size,) * 2)
        step = max(1, _CELLS_AT_ONCE // max(1, graph.size))
        result = np.empty((len(sources), len(self.targets)), dtype=np.uint32)
        for start in range(0, len(sources), step):
            part = slice(start, start + step)
            found = dijkstra(matrix, directed=True, indices=sources[part], limit=float(self.cut_ms))
            wanted = found[:, self.targets]
            result[part] = np.where(np.isfinite(wanted), wanted, UNREACHED).astype(np.uint32)
        return result
