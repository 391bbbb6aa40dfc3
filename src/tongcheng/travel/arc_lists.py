"""Arcs of every node in one pool per direction: lists that grow, for taking nodes out of a graph one by one.

A list that outgrows its room moves to the end of the pool. A kernel never allocates: when the pool is short it
returns, and the caller packs the lists into a new one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray


class Lists(NamedTuple):
    """Arcs of every node in one direction, in a pool of which ``end[0]`` entries are taken."""

    head: NDArray[np.int32]
    weight: NDArray[np.uint32]
    hops: NDArray[np.int32]
    start: NDArray[np.int64]
    length: NDArray[np.int32]
    room: NDArray[np.int32]
    end: NDArray[np.int64]


def make_lists(count: int, tail: NDArray[np.int32], head: NDArray[np.int32], weight: NDArray[np.uint32]) -> Lists:
    """Put arcs into the lists of their tails, each with room for at least one more."""
    order = np.argsort(tail, kind="stable")
    length = np.bincount(tail, minlength=count).astype(np.int32)
    room = np.maximum(4, length + 1).astype(np.int32)
    start = np.zeros(count, dtype=np.int64)
    np.cumsum(room[:-1], out=start[1:])
    taken = int(start[-1] + room[-1])
    pool = taken + taken // 4 + 1024
    lists = Lists(
        np.empty(pool, dtype=np.int32),
        np.empty(pool, dtype=np.uint32),
        np.ones(pool, dtype=np.int32),
        start,
        length,
        room,
        np.array([taken]),
    )
    place = entries(lists)
    lists.head[place], lists.weight[place] = head[order], weight[order]
    return lists


def entries(lists: Lists) -> NDArray[np.int64]:
    """Give the places in the pool of all arcs, node after node."""
    before = np.cumsum(lists.length) - lists.length
    return np.repeat(lists.start - before, lists.length) + np.arange(lists.length.sum())


def repacked(lists: Lists, rank: NDArray[np.int32], needed: int) -> Lists:
    """Give the same lists in a new pool: no room for nodes that are out, half as much again for the others."""
    room = np.where(rank >= 0, lists.length, lists.length + (lists.length >> 1) + 2).astype(np.int32)
    start = np.zeros(len(room), dtype=np.int64)
    np.cumsum(room[:-1], out=start[1:])
    taken = int(start[-1] + room[-1])
    pool = taken + max(taken // 4, 1 << 16) + 2 * needed
    fresh = Lists(
        np.empty(pool, dtype=np.int32),
        np.empty(pool, dtype=np.uint32),
        np.empty(pool, dtype=np.int32),
        start,
        lists.length,
        room,
        np.array([taken]),
    )
    old, new = entries(lists), entries(fresh)
    fresh.head[new], fresh.weight[new], fresh.hops[new] = lists.head[old], lists.weight[old], lists.hops[old]
    return fresh


@njit(boundscheck=False)
def add(lists: Any, node: Any, head: Any, weight: Any, hops: Any) -> None:
    """Add an arc to a node's list, or make the arc that is there faster."""
    start = lists.start[node]
    length = lists.length[node]
    for entry in range(start, start + length):
        if lists.head[entry] == head:
            if weight < lists.weight[entry]:
                lists.weight[entry] = weight
                lists.hops[entry] = hops
            return
    if length == lists.room[node]:
        fresh = lists.end[0]
        for entry in range(length):
            lists.head[fresh + entry] = lists.head[start + entry]
            lists.weight[fresh + entry] = lists.weight[start + entry]
            lists.hops[fresh + entry] = lists.hops[start + entry]
        room = max(4, 2 * length)
        lists.start[node] = fresh
        lists.room[node] = room
        lists.end[0] = fresh + room
        start = fresh
    lists.head[start + length] = head
    lists.weight[start + length] = weight
    lists.hops[start + length] = hops
    lists.length[node] = length + 1


@njit(boundscheck=False)
def remove(lists: Any, node: Any, head: Any) -> None:
    """Take the arc to ``head`` out of a node's list."""
    start = lists.start[node]
    last = start + lists.length[node] - 1
    for entry in range(start, last + 1):
        if lists.head[entry] == head:
            lists.head[entry] = lists.head[last]
            lists.weight[entry] = lists.weight[last]
            lists.hops[entry] = lists.hops[last]
            lists.length[node] -= 1
            return
