"""Contraction: taking nodes out one by one, and the shortcuts that keep every shortest time.

The kernels behind :mod:`tongcheng.travel.hierarchy`, after Geisberger, Sanders, Schultes and Vetter (2012), *Exact
routing in large road networks using contraction hierarchies*; importance of a node as in RoutingKit (Dibbelt,
Strasser and Wagner 2016): level, shortcuts over arcs, and hops over hops.

A kernel never allocates: when the room is short it returns and the caller makes more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tongcheng.travel.arc_lists import Lists, add, make_lists, remove, repacked
from tongcheng.travel.graph import UNREACHED
from tongcheng.travel.heap import node_of, pack, pop, push, time_of

#: Settled nodes after which a search for a way around gives up: when ranking nodes, and when taking one out.
RANKING_LIMIT, CONTRACTING_LIMIT = 50, 500

_DONE, _MORE_POOL, _MORE_SHORTCUTS = 0, 1, 2

_SEARCH_ROOM = 1 << 16
_CHUNK = 4096


class Search(NamedTuple):
    """Scratch of the search for ways around: ``dist`` is UNREACHED everywhere between searches."""

    dist: NDArray[np.uint32]
    heap: NDArray[np.uint64]
    seen: NDArray[np.int32]


class Shortcuts(NamedTuple):
    """Shortcuts of the node being taken out."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    weight: NDArray[np.uint32]
    hops: NDArray[np.int32]


class Queue(NamedTuple):
    """Nodes by importance, the least first.

    ``counts`` holds how many wait, how many have been taken out, and the room in the pool that is needed next.
    """

    node: NDArray[np.int32]
    place: NDArray[np.int32]
    importance: NDArray[np.int64]
    level: NDArray[np.int32]
    rank: NDArray[np.int32]
    near: NDArray[np.int32]
    stamp: NDArray[np.int32]
    counts: NDArray[np.int64]


def contract(
    first: NDArray[np.int32],
    head: NDArray[np.int32],
    weight: NDArray[np.uint32],
    progress: Callable[[float], None],
) -> tuple[NDArray[np.int32], Lists, Lists]:
    """Take out all nodes of a graph.

    Parameters
    ----------
    first, head, weight
        Arcs in compressed rows; no loops, no parallel arcs.
    progress
        Called with the part that is done.

    Returns
    -------
    tuple
        Rank of each node; arcs and shortcuts from each node to higher ones, and to each node from higher ones.
    """
    count = len(first) - 1
    tail = np.repeat(np.arange(count, dtype=np.int32), np.diff(first))
    out = make_lists(count, tail, head, weight)
    into = make_lists(count, head, tail, weight)
    search = Search(
        np.full(count, UNREACHED, dtype=np.uint32),
        np.empty(_SEARCH_ROOM, dtype=np.uint64),
        np.empty(_SEARCH_ROOM, dtype=np.int32),
    )
    shortcuts = _shortcuts(1 << 12)
    queue = _queue(count)
    _contract_some(out, into, search, shortcuts, queue, 0)
    _fill(queue)
    while queue.counts[0] > 0:
        state = _contract_some(out, into, search, shortcuts, queue, _CHUNK)
        if state == _MORE_POOL:
            out, into = (repacked(lists, queue.rank, int(queue.counts[2])) for lists in (out, into))
        elif state == _MORE_SHORTCUTS:
            shortcuts = _shortcuts(4 * len(shortcuts.tail))
        progress(queue.counts[1] / count)
    return queue.rank, out, into


def _shortcuts(room: int) -> Shortcuts:
    return Shortcuts(
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.uint32),
        np.empty(room, dtype=np.int32),
    )


def _queue(count: int) -> Queue:
    return Queue(
        np.empty(count, dtype=np.int32),
        np.full(count, -1, dtype=np.int32),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int32),
        np.full(count, -1, dtype=np.int32),
        np.empty(count, dtype=np.int32),
        np.full(count, -1, dtype=np.int32),
        np.array([count, 0, 0]),
    )


def _fill(queue: Queue) -> None:
    queue.node[:] = np.argsort(queue.importance, kind="stable")
    queue.place[queue.node] = np.arange(len(queue.node))


@njit(boundscheck=False)
def _search_around(out: Any, search: Any, source: Any, without: Any, bound: Any, wanted: int, limit: int) -> int:
    """Search from ``source`` as far as ``bound`` without one node; give how many nodes have been seen.

    The search may stop early (its room or limit is used up): then a way around is missed and a shortcut too
    many is made, which costs time later but never a wrong answer.
    """
    dist, heap, seen = search
    first, last = out.start[without], out.start[without] + out.length[without]
    dist[source] = 0
    seen[0] = source
    heap[0] = pack(0, source)
    count = 1
    size = 1
    settled = 0
    room = len(seen)
    while size > 0 and settled < limit and wanted > 0:
        key = pop(heap, size)
        size -= 1
        time = time_of(key)
        node = node_of(key)
        if time > dist[node]:
            continue
        if time > bound:
            break
        settled += 1
        if node != source:
            for entry in range(first, last):
                if out.head[entry] == node:
                    wanted -= 1
        start = out.start[node]
        for entry in range(start, start + out.length[node]):
            head = out.head[entry]
            if head == without:
                continue
            reached = np.uint32(time + out.weight[entry])
            if reached < dist[head] and reached <= bound and count < room and size < room:
                if dist[head] == UNREACHED:
                    seen[count] = head
                    count += 1
                dist[head] = reached
                push(heap, size, pack(reached, head))
                size += 1
    return count


@njit(boundscheck=False)
def _find_shortcuts(
    out: Any, into: Any, search: Any, shortcuts: Any, node: Any, limit: int, keep: bool
) -> tuple[int, int]:
    """Count (and keep) the shortcuts that replace a node; give their number and the hops they stand for."""
    number = 0
    hops = 0
    out_first = out.start[node]
    out_last = out_first + out.length[node]
    slowest = np.uint32(0)
    for entry in range(out_first, out_last):
        slowest = max(slowest, out.weight[entry])
    for entry in range(into.start[node], into.start[node] + into.length[node]):
        source = into.head[entry]
        before = into.weight[entry]
        wanted = 0
        for leaving in range(out_first, out_last):
            if out.head[leaving] != source:
                wanted += 1
        if wanted == 0:
            continue
        seen = _search_around(out, search, source, node, np.uint32(before + slowest), wanted, limit)
        for leaving in range(out_first, out_last):
            target = out.head[leaving]
            through = np.uint32(before + out.weight[leaving])
            if target != source and search.dist[target] > through:
                if keep:
                    shortcuts.tail[number] = source
                    shortcuts.head[number] = target
                    shortcuts.weight[number] = through
                    shortcuts.hops[number] = into.hops[entry] + out.hops[leaving]
                hops += into.hops[entry] + out.hops[leaving]
                number += 1
        for place in range(seen):
            search.dist[search.seen[place]] = UNREACHED
    return number, hops


@njit(boundscheck=False)
def _importance(out: Any, into: Any, node: Any, level: Any, number: Any, hops: Any) -> Any:
    """Give the importance of a node: level, and what taking it out would add over what it would remove."""
    arcs = out.length[node] + into.length[node]
    arc_hops = 0
    for entry in range(out.start[node], out.start[node] + out.length[node]):
        arc_hops += out.hops[entry]
    for entry in range(into.start[node], into.start[node] + into.length[node]):
        arc_hops += into.hops[entry]
    return 1 + 1000 * level + (1000 * number) // max(arcs, 1) + (1000 * hops) // max(arc_hops, 1)


@njit(boundscheck=False)
def _sink(queue: Any, node: Any, place: int) -> None:
    """Let a node sink from a place in the queue to where it belongs."""
    size = queue.counts[0]
    value = queue.importance[node]
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and queue.importance[queue.node[child + 1]] < queue.importance[queue.node[child]]:
            child += 1
        if queue.importance[queue.node[child]] >= value:
            break
        queue.node[place] = queue.node[child]
        queue.place[queue.node[place]] = place
        place = child
    queue.node[place] = node
    queue.place[node] = place


@njit(boundscheck=False)
def _rise(queue: Any, node: Any, place: int) -> None:
    """Let a node rise from a place in the queue to where it belongs."""
    value = queue.importance[node]
    while place > 0:
        parent = (place - 1) >> 1
        if queue.importance[queue.node[parent]] <= value:
            break
        queue.node[place] = queue.node[parent]
        queue.place[queue.node[place]] = place
        place = parent
    queue.node[place] = node
    queue.place[node] = place


@njit(boundscheck=False)
def _detach(lists: Any, other: Any, node: Any, queue: Any, near: int) -> int:
    """Take a node out of its neighbours' lists and note the neighbours; give their number."""
    for entry in range(lists.start[node], lists.start[node] + lists.length[node]):
        neighbour = lists.head[entry]
        remove(other, neighbour, node)
        if queue.stamp[neighbour] != node:
            queue.stamp[neighbour] = node
            queue.near[near] = neighbour
            near += 1
    return near


@njit(boundscheck=False)
def _room_needed(lists: Any, tails: Any, node: Any, heads: Any) -> int:
    """Bound the pool that the shortcuts of a node may take in its neighbours' lists, which double when they move."""
    room = 0
    for entry in range(tails.start[node], tails.start[node] + tails.length[node]):
        room += 4 * (lists.room[tails.head[entry]] + heads.length[node]) + 8
    return room


@njit(boundscheck=False)
def _rank(queue: Any, node: Any, value: Any) -> None:
    """Give a node its importance, and its new place if it is in the queue already."""
    before = queue.importance[node]
    queue.importance[node] = value
    if queue.place[node] < 0:
        return
    if value < before:
        _rise(queue, node, queue.place[node])
    else:
        _sink(queue, node, queue.place[node])


@njit(boundscheck=False)
def _take_out(out: Any, into: Any, shortcuts: Any, queue: Any, node: Any, number: int) -> int:
    """Take the first node out of queue and graph and put its shortcuts in; give the number of its neighbours."""
    queue.counts[0] -= 1
    if queue.counts[0] > 0:
        _sink(queue, queue.node[queue.counts[0]], 0)
    queue.rank[node] = queue.counts[1]
    queue.counts[1] += 1
    near = _detach(out, into, node, queue, 0)
    near = _detach(into, out, node, queue, near)
    for place in range(number):
        tail, head = shortcuts.tail[place], shortcuts.head[place]
        add(out, tail, head, shortcuts.weight[place], shortcuts.hops[place])
        add(into, head, tail, shortcuts.weight[place], shortcuts.hops[place])
    for place in range(near):
        neighbour = queue.near[place]
        queue.level[neighbour] = max(queue.level[neighbour], queue.level[node] + 1)
    return near


@njit(boundscheck=False, cache=True)
def _contract_some(out: Any, into: Any, search: Any, shortcuts: Any, queue: Any, most: int) -> int:
    """Take out up to ``most`` nodes; stop before a node for which the room does not suffice.

    With ``most`` 0 all nodes are ranked for the first time. Ranking and taking out share the one call of
    ``_find_shortcuts``: each further call would be compiled once more and take seconds of a first run.
    """
    unranked = len(queue.node) if most == 0 else 0
    waiting = 0
    while True:
        ranking = True
        if waiting > 0:
            waiting -= 1
            node = np.int64(queue.near[waiting])
        elif unranked > 0:
            unranked -= 1
            node = np.int64(unranked)
        elif most == 0 or queue.counts[0] == 0:
            return _DONE
        else:
            most -= 1
            ranking = False
            node = np.int64(queue.node[0])
            if np.int64(out.length[node]) * into.length[node] > len(shortcuts.tail):
                return _MORE_SHORTCUTS
            queue.counts[2] = max(_room_needed(out, into, node, out), _room_needed(into, out, node, into))
            if out.end[0] + queue.counts[2] > len(out.head) or into.end[0] + queue.counts[2] > len(into.head):
                return _MORE_POOL
        limit = RANKING_LIMIT if ranking else CONTRACTING_LIMIT
        number, hops = _find_shortcuts(out, into, search, shortcuts, node, limit, not ranking)
        if ranking:
            _rank(queue, node, _importance(out, into, node, queue.level[node], number, hops))
        else:
            waiting = _take_out(out, into, shortcuts, queue, node, number)
