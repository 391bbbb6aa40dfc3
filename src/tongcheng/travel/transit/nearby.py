"""What lies within a short way of many places: bounded searches whose answers are sparse."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tongcheng.travel.heap import node_of, pack, pop, push, time_of
from tongcheng.travel.transit.kernel import Legs

_EARTH_KM = 6371.0088
_FIRST_ROOM = 1 << 20


def on_sphere(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give places as points in kilometres from the middle of the earth; short chords are as long as the ways."""
    x, y = np.radians(lon), np.radians(lat)
    return _EARTH_KM * np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def legs_of(
    rows: NDArray[np.integer[Any]], heads: NDArray[np.integer[Any]], seconds: NDArray[np.integer[Any]], count: int
) -> Legs:
    """Put legs into compressed rows; of several between the same two the shortest stays.

    Parameters
    ----------
    rows, heads, seconds
        One entry per leg: where it starts and leads, and what it takes.
    count
        Number of rows.

    Examples
    --------
    >>> legs = legs_of(np.array([1, 0, 1, 1]), np.array([2, 1, 2, 0]), np.array([50, 9, 40, 70]), 2)
    >>> legs.first.tolist(), legs.head.tolist(), legs.seconds.tolist()
    ([0, 1, 3], [1, 2, 0], [9, 40, 70])
    """
    order = np.lexsort((seconds, heads, rows))
    best = np.ones(len(order), dtype=bool)
    best[1:] = (np.diff(rows[order]) != 0) | (np.diff(heads[order]) != 0)
    order = order[best]
    order = order[np.lexsort((heads[order], seconds[order], rows[order]))]
    first = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows[order], minlength=count), out=first[1:])
    return Legs(first, heads[order].astype(np.int32), seconds[order].astype(np.int32))


def rows_of(legs: Legs) -> NDArray[np.int32]:
    """Give the row in which each leg stands."""
    return np.repeat(np.arange(len(legs.first) - 1, dtype=np.int32), np.diff(legs.first))


def turned(legs: Legs, heads: int) -> Legs:
    """Give the same legs from their other ends, of which there are ``heads``."""
    return legs_of(legs.head, rows_of(legs), legs.seconds, heads)


def within(
    arcs: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]],
    sources: tuple[NDArray[np.int32], NDArray[np.uint32]],
    targets: tuple[NDArray[np.int32], NDArray[np.uint32]],
    limit: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]]:
    """Find all targets within a time of each source by one search per source (Dijkstra 1959).

    Parameters
    ----------
    arcs
        ``first``, ``head`` and ``weight`` of a graph in compressed rows.
    sources, targets
        Node and leg of each (time before the first and after the last node); node -1 is nowhere.
    limit
        Longest time, in the unit of the weights and legs.

    Returns
    -------
    source, target, time : numpy.ndarray
        One entry per pair.
    """
    first, head, weight = arcs
    count = len(first) - 1
    known = np.flatnonzero(targets[0] >= 0)
    at = known[np.argsort(targets[0][known], kind="stable")].astype(np.int32)
    begin = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(targets[0][known], minlength=count), out=begin[1:])
    dist = np.full(count, 0xFFFFFFFF, dtype=np.uint32)
    heap, seen = np.empty(len(head) + 1, dtype=np.uint64), np.empty(count, dtype=np.int32)
    found = np.empty((3, max(_FIRST_ROOM, len(at))), dtype=np.uint32)
    parts = []
    row = 0
    while row < len(sources[0]):
        row, size = _within(
            first, head, weight, sources[0], sources[1], begin, at, targets[1], np.uint32(limit), row,
            dist, heap, seen, found,
        )  # fmt: skip
        parts.append(found[:, :size].copy())
    together = np.concatenate(parts, axis=1) if parts else np.zeros((3, 0), dtype=np.uint32)
    return together[0].astype(np.int32), together[1].astype(np.int32), together[2]


@njit(boundscheck=False, error_model="numpy", cache=True)
def _within(
    first: Any, head: Any, weight: Any, nodes: Any, legs: Any, begin: Any, at: Any, target_legs: Any, limit: Any,
    row: int, dist: Any, heap: Any, seen: Any, found: Any,
) -> tuple[int, int]:  # fmt: skip
    """Go through sources until the room for answers may not do for another; give the next source and the answers."""
    size = 0
    while row < len(nodes) and found.shape[1] - size >= len(at):
        count = _spread(first, head, weight, nodes[row], legs[row], limit, dist, heap, seen)
        for place in range(count):
            node = seen[place]
            for entry in range(begin[node], begin[node + 1]):
                time = dist[node] + target_legs[at[entry]]
                if time <= limit:
                    found[0, size] = row
                    found[1, size] = at[entry]
                    found[2, size] = time
                    size += 1
        for place in range(count):
            dist[seen[place]] = 0xFFFFFFFF
        row += 1
    return row, size


@njit(boundscheck=False, error_model="numpy")
def _spread(
    first: Any, head: Any, weight: Any, source: Any, leg: Any, limit: Any, dist: Any, heap: Any, seen: Any
) -> int:
    """Search from a node up to a limit; give how many nodes were seen."""
    if source < 0 or leg > limit:
        return 0
    dist[source] = leg
    seen[0] = source
    count = 1
    heap[0] = pack(leg, source)
    size = 1
    while size > 0:
        key = pop(heap, size)
        size -= 1
        time, node = time_of(key), node_of(key)
        if time > dist[node]:
            continue
        for entry in range(first[node], first[node + 1]):
            there = head[entry]
            when = np.uint32(time + weight[entry])
            if when <= limit and when < dist[there]:
                if dist[there] == 0xFFFFFFFF:
                    seen[count] = there
                    count += 1
                dist[there] = when
                push(heap, size, pack(when, there))
                size += 1
    return count
