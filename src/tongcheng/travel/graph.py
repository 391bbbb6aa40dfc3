"""A road network as compact arrays: who is next to whom, in how many milliseconds.

Nodes stand in the order of a Hilbert curve; ``graph.nodes`` leads from positions to stable ids and back. Every
open stretch of road stays known by its id in ``graph.stretches``, so that closing the faster of two parallel
roads brings the slower one back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tongcheng.results import Basis, weakest_basis
from tongcheng.travel.graph_checks import check_links, check_nodes
from tongcheng.travel.hilbert import hilbert_index
from tongcheng.travel.ids import positions

#: Inside the kernels: no way found. It never leaves them; outside there is NaN and a reason. About 12 days in ms.
UNREACHED = np.uint32(0x3FFFFFFF)

#: Nobody can join a road of these classes in the middle of it.
_NO_WAY_IN = ("motorway", "ferry")


class Stretches(NamedTuple):
    """Every stretch of road that carries traffic, one entry per physical link.

    ``link`` are stable ids, ``tail`` and ``head`` positions of nodes, ``forward`` and ``backward`` milliseconds;
    ``backward`` counts only where ``both`` is True.
    """

    link: pd.Index[str]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    forward: NDArray[np.uint32]
    backward: NDArray[np.uint32]
    both: NDArray[np.bool_]


@dataclass(frozen=True)
class Graph:
    """A directed road graph of ``n`` nodes and ``m`` arcs in compressed rows.

    Parameters
    ----------
    nodes
        Stable ids by position; :meth:`node_of` leads back.
    lon, lat
        Shape ``(n,)``, WGS84.
    first, head, weight
        Arcs of node ``v`` are ``first[v]:first[v + 1]``; ``head`` is where each leads, ``weight`` its time in ms.
        Between two nodes only the fastest arc stands; loops are left out.
    stretch
        Shape ``(m,)``, entry of ``stretches`` that each arc follows.
    stretches
        All stretches of road, also those that no arc follows.
    joinable
        Shape ``(n,)``; whether a place may join here (not in the middle of a motorway or ferry).
    basis
        Weakest basis of the rows it is made from.
    """

    nodes: pd.Index[str]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    first: NDArray[np.int32]
    head: NDArray[np.int32]
    weight: NDArray[np.uint32]
    stretch: NDArray[np.int32]
    stretches: Stretches
    joinable: NDArray[np.bool_]
    basis: Basis

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    def node_of(self, ids: pd.Series[str] | pd.Index[str]) -> NDArray[np.int32]:
        """Give the positions of nodes by their stable ids, -1 for an id that is not there."""
        return positions(self.nodes, ids)

    @cached_property
    def tail(self) -> NDArray[np.int32]:
        """Node from which each arc starts, shape ``(m,)``."""
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.first))

    @cached_property
    def key(self) -> str:
        """Hash of nodes and arcs: the same network has the same key on every computer."""
        return digest_of([self.first, self.head, self.weight])


class Components(NamedTuple):
    """Parts of a graph within which every node reaches every other; part 0 is the largest.

    ``label`` has shape ``(n,)``; ``sizes`` counts the nodes of each part.
    """

    label: NDArray[np.int32]
    sizes: NDArray[np.int64]


def build_graph(nodes: pd.DataFrame, links: pd.DataFrame, *, file: str = "road_links.csv") -> Graph:
    """Make the graph that cars can drive on from the tables of a region.

    Only open links that are not private count. Times are whole milliseconds, ``length_m / speed_kmh`` rounded.
    Of parallel links the fastest is followed (of equal ones, the first row); loops are left out.

    Parameters
    ----------
    nodes, links
        Tables ``road_nodes`` and ``road_links``.
    file
        File of the links, for messages.

    Returns
    -------
    Graph

    Raises
    ------
    InputError
        Naming every link with an unknown node, a missing or impossible speed or length, and nodes given twice.

    Examples
    --------
    >>> nodes = pd.DataFrame({"node": ["a", "b"], "lon": [104.0, 104.1], "lat": [30.0, 30.0], "basis": "observed"})
    >>> links = pd.DataFrame({"link": ["ab"], "from_node": ["a"], "to_node": ["b"], "length_m": [1000.0],
    ...                       "speed_kmh": [60.0], "basis": ["observed"]})
    >>> graph = build_graph(nodes, links)
    >>> graph.weight.tolist()
    [60000, 60000]
    """
    check_nodes(nodes)
    open_rows = usable(links).to_numpy()
    order = np.argsort(hilbert_index(_numbers(nodes["lon"]), _numbers(nodes["lat"])), kind="stable")
    ids = pd.Index(nodes["node"], dtype="str", name=None).take(order)
    tail, head = (positions(ids, links.loc[open_rows, column]) for column in ("from_node", "to_node"))
    check_links(links, open_rows, tail, head, file=file)
    length, speed = (_numbers(links.loc[open_rows, column]) for column in ("length_m", "speed_kmh"))
    time = np.rint(length * 3600 / speed).astype(np.uint32)
    both = (_column(links, "direction", "both") == "both").to_numpy()[open_rows]
    names = pd.Index(links.loc[open_rows, "link"], dtype="str", name=None)
    street = ~_column(links, "class", "").isin(_NO_WAY_IN).to_numpy()[open_rows]
    joinable = np.zeros(len(ids), dtype=bool)
    joinable[tail[street]] = True
    joinable[head[street]] = True
    return graph_of(
        ids,
        _numbers(nodes["lon"])[order],
        _numbers(nodes["lat"])[order],
        Stretches(names, tail, head, time, time, both),
        joinable,
        weakest_basis({*nodes["basis"].dropna().unique(), *links.loc[open_rows, "basis"].dropna().unique()}),
    )


def usable(links: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rows of ``road_links`` carry traffic: open and not private."""
    return (_column(links, "state", "open") == "open") & (_column(links, "access", "public") != "private")


def graph_of(
    nodes: pd.Index[str],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    stretches: Stretches,
    joinable: NDArray[np.bool_],
    basis: Basis,
) -> Graph:
    """Make a graph from its stretches: both directions, the fastest of parallel arcs, no loops."""
    tail = np.concatenate([stretches.tail, stretches.head[stretches.both]])
    head = np.concatenate([stretches.head, stretches.tail[stretches.both]])
    time = np.concatenate([stretches.forward, stretches.backward[stretches.both]])
    stretch = np.concatenate([np.arange(len(stretches.tail)), np.flatnonzero(stretches.both)]).astype(np.int32)
    order = np.lexsort((stretch, time, head, tail))
    order = order[tail[order] != head[order]]
    best = np.ones(len(order), dtype=bool)
    best[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
    order = order[best]
    first = np.zeros(len(nodes) + 1, dtype=np.int32)
    first[1:] = np.cumsum(np.bincount(tail[order], minlength=len(nodes)))
    return Graph(
        nodes, lon, lat, first, head[order], time[order], stretch[order], stretches, joinable, basis,
    )  # fmt: skip


def components(graph: Graph) -> Components:
    """Part a graph into strongly connected components, the largest first (Tarjan 1972).

    Returns
    -------
    Components
        Parts of equal size are in the order of their first nodes.
    """
    ones = csr_array((np.ones(len(graph.head), dtype=np.int8), graph.head, graph.first), shape=(graph.size,) * 2)
    count, raw = connected_components(ones, directed=True, connection="strong")
    sizes = np.bincount(raw, minlength=count)
    start = np.full(count, graph.size)
    np.minimum.at(start, raw, np.arange(graph.size))
    order = np.lexsort((start, -sizes))
    place = np.empty(count, dtype=np.int32)
    place[order] = np.arange(count, dtype=np.int32)
    return Components(place[raw], sizes[order].astype(np.int64))


def digest_of(parts: Iterable[NDArray[Any] | str]) -> str:
    """Hash arrays and words to 32 hexadecimal digits, the same on every computer."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        if isinstance(part, str):
            digest.update(part.encode())
        else:
            digest.update(np.ascontiguousarray(part).astype(part.dtype.newbyteorder("<")).tobytes())
    return digest.hexdigest()


def _numbers(column: pd.Series[float]) -> NDArray[np.float64]:
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def _column(table: pd.DataFrame, name: str, default: str) -> pd.Series[str]:
    if name not in table:
        return pd.Series(default, index=table.index, dtype="str")
    return table[name].fillna(default)
