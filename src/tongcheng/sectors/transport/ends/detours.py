"""How far round people drive today between the two ends of a missing piece: minutes and metres of the same way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tongcheng.travel.driving import DriveNetwork
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.graph import UNREACHED

Floats = NDArray[np.float64]

#: Longer ways round are not followed; their minutes stay unknown and the reason says so.
LONGEST_MIN = 120.0

#: Ends that are asked at once: the table of all of them to all of them stays below 2 MB.
_AT_ONCE = 512


@dataclass(frozen=True)
class Detours:
    """The way round for each pair: minutes and metres; NaN where there is none within two hours."""

    minutes: Floats
    metres: Floats


def detours(network: DriveNetwork, node: Iterable[str], other: Iterable[str], lengths: Floats) -> Detours:
    """Give the fastest way today between the nodes of each pair, the shorter of both directions.

    Parameters
    ----------
    network
        The roads that carry traffic.
    node, other
        Ids of road nodes.
    lengths
        Length (m) of every entry of ``network.graph.stretches``.

    Returns
    -------
    Detours
    """
    tail, head, there, back = _both_ways(network, node, other)
    turned = back < there
    start, stop = np.where(turned, head, tail), np.where(turned, tail, head)
    ms = np.minimum(there, back)
    metres = _lengths(network, start, stop, ms, lengths)
    return Detours(np.where(ms < UNREACHED, ms / MS_PER_MINUTE, np.nan), metres)


def fastest_minutes(network: DriveNetwork, node: Iterable[str], other: Iterable[str]) -> Floats:
    """Give the minutes of the fastest way between the nodes of each pair, the shorter of both directions; or NaN."""
    _, _, there, back = _both_ways(network, node, other)
    ms = np.minimum(there, back)
    return np.where(ms < UNREACHED, ms / MS_PER_MINUTE, np.nan)


def _both_ways(
    network: DriveNetwork, node: Iterable[str], other: Iterable[str]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Give positions of the nodes of each pair, and ms there and back."""
    tail, head = (network.graph.node_of(pd.Index(list(ids), dtype="str")) for ids in (node, other))
    return tail, head, _times(network, tail, head), _times(network, head, tail)


def _times(network: DriveNetwork, tail: NDArray[np.int32], head: NDArray[np.int32]) -> NDArray[np.int64]:
    """Give ms from each node to its partner."""
    ms = np.full(len(tail), int(UNREACHED), dtype=np.int64)
    order = np.argsort(tail, kind="stable")  # neighbours in the order of the curve share a sweep
    for start in range(0, len(tail), _AT_ONCE):
        rows = order[start : start + _AT_ONCE]
        cut_ms = round(LONGEST_MIN * MS_PER_MINUTE)
        engine = network.engine(head[rows], np.zeros(len(rows), dtype=np.uint32), cut_ms, None)
        found = np.empty((len(rows), len(rows)), dtype=np.uint32)
        engine.fill(tail[rows], np.zeros(len(rows), dtype=np.uint32), found)
        ms[rows] = np.diagonal(found)
    return ms


def _lengths(
    network: DriveNetwork, start: NDArray[np.int32], stop: NDArray[np.int32], ms: NDArray[np.int64], lengths: Floats
) -> Floats:
    """Give the metres of the fastest way of each pair, by one search per pair that ends where its time ends."""
    graph = network.graph
    matrix = csr_array((graph.weight.astype(np.float64), graph.head, graph.first), shape=(graph.size,) * 2)
    of_arc = csr_array((lengths[graph.stretch], graph.head, graph.first), shape=(graph.size,) * 2)
    metres = np.full(len(start), np.nan)
    for row in np.flatnonzero(ms < UNREACHED):
        _, before = dijkstra(
            matrix, directed=True, indices=np.array([start[row]]), limit=float(ms[row]), return_predecessors=True
        )
        metres[row] = _walk(of_arc, before[0], int(start[row]), int(stop[row]))
    return metres


def _walk(of_arc: csr_array, before: NDArray[np.int32], start: int, stop: int) -> float:
    """Add up the arcs of the way that ends at ``stop``."""
    total = 0.0
    at = stop
    while at != start:
        tail = int(before[at])
        if tail < 0:
            return float("nan")
        arcs = slice(of_arc.indptr[tail], of_arc.indptr[tail + 1])
        total += float(of_arc.data[arcs][of_arc.indices[arcs] == at][0])
        at = tail
    return total
