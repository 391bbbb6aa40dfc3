"""Times from many nodes to many, 64 origins per sweep: the kernels behind :mod:`tongcheng.travel.matrix`.

Restricted PHAST (Delling, Goldberg and Werneck 2011, *Faster batched shortest paths in road networks*): from each
origin upward through the hierarchy, then one sweep down through those ranks only from which a destination can be
reached. Sixty-four origins share a sweep, one lane each, so that the processor works on whole vectors.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tongcheng.travel.graph import UNREACHED
from tongcheng.travel.heap import node_of, pack, pop, push, time_of
from tongcheng.travel.hierarchy import Arcs

#: Origins per sweep. 64 lanes become vector instructions; with 8, 16 or 32 the compiler unrolls them instead.
LANES = 64


class Down(NamedTuple):
    """The part of a hierarchy that leads down to the destinations, the highest rank first.

    ``place`` gives the row of each rank, -1 where it is not part of it; ``source`` the row an arc comes from.
    """

    place: NDArray[np.int32]
    first: NDArray[np.int32]
    source: NDArray[np.int32]
    weight: NDArray[np.uint32]


class Scratch(NamedTuple):
    """What one thread works with.

    ``dist`` is UNREACHED everywhere between searches; the last row of ``lanes`` always is, for destinations that
    no origin of a sweep reaches.
    """

    dist: NDArray[np.uint32]
    heap: NDArray[np.uint64]
    seen: NDArray[np.int32]
    lanes: NDArray[np.uint32]
    live: NDArray[np.uint8]
    spots: NDArray[np.int32]
    tile: NDArray[np.uint32]


def restrict(down: Arcs, targets: NDArray[np.int32]) -> Down:
    """Keep the part of a hierarchy from which some ranks can be reached downward.

    Parameters
    ----------
    down
        Arcs to each rank from higher ones.
    targets
        Ranks of the destinations.
    """
    mark = np.zeros(len(down.first) - 1, dtype=np.bool_)
    mark[targets] = True
    _mark_higher(down, mark)
    ranks = np.flatnonzero(mark)[::-1]
    place = np.full(len(mark), -1, dtype=np.int32)
    place[ranks] = np.arange(len(ranks), dtype=np.int32)
    length = np.diff(down.first)[ranks]
    first = np.zeros(len(ranks) + 1, dtype=np.int32)
    np.cumsum(length, out=first[1:])
    entry = np.repeat(down.first[ranks] - first[:-1], length) + np.arange(first[-1])
    return Down(place, first, place[down.head[entry]], down.weight[entry])


def new_scratch(up: Arcs, down: Down, targets: int) -> Scratch:
    """Make the scratch of one thread; 256 bytes per row of ``down`` and little else that is ever touched."""
    count, rows = len(up.first) - 1, len(down.first) - 1
    lanes = np.empty((rows + 1, LANES), dtype=np.uint32)
    lanes[rows] = UNREACHED
    return Scratch(
        np.full(count, UNREACHED, dtype=np.uint32),
        np.empty(len(up.head) + 1, dtype=np.uint64),
        np.empty(count, dtype=np.int32),
        lanes,
        np.zeros(rows, dtype=np.uint8),
        np.empty(targets, dtype=np.int32),
        np.empty((LANES, LANES), dtype=np.uint32),
    )


@njit(boundscheck=False, cache=True)
def _mark_higher(down: Any, mark: Any) -> None:
    for rank in range(len(mark)):
        if mark[rank]:
            for entry in range(down.first[rank], down.first[rank + 1]):
                mark[down.head[entry]] = True


@njit(boundscheck=False)
def _climb(up: Any, source: Any, start: Any, cut: Any, scratch: Any) -> int:
    """Search upward from a rank; give how many ranks were seen."""
    dist, heap, seen = scratch.dist, scratch.heap, scratch.seen
    if start > cut:
        return 0
    dist[source] = start
    seen[0] = source
    heap[0] = pack(start, source)
    count = 1
    size = 1
    while size > 0:
        key = pop(heap, size)
        size -= 1
        time = time_of(key)
        rank = node_of(key)
        if time > dist[rank]:
            continue
        for entry in range(up.first[rank], up.first[rank + 1]):
            head = up.head[entry]
            reached = np.uint32(time + up.weight[entry])
            if reached < dist[head] and reached <= cut:
                if dist[head] == UNREACHED:
                    seen[count] = head
                    count += 1
                dist[head] = reached
                push(heap, size, pack(reached, head))
                size += 1
    return count


@njit(boundscheck=False)
def _climb_all(up: Any, down: Any, sources: Any, legs: Any, cut: Any, scratch: Any) -> None:
    """Search upward from up to 64 ranks and put what they reach into their lanes."""
    for lane in range(len(sources)):
        if sources[lane] < 0:
            continue
        count = _climb(up, sources[lane], legs[lane], cut, scratch)
        for number in range(count):
            rank = scratch.seen[number]
            row = down.place[rank]
            if row >= 0:
                if scratch.live[row] == 0:
                    scratch.live[row] = 1
                    scratch.lanes[row, :] = UNREACHED
                scratch.lanes[row, lane] = scratch.dist[rank]
            scratch.dist[rank] = UNREACHED


@njit(boundscheck=False, error_model="numpy")
def _take(here: Any, there: Any, weight: Any) -> None:
    """Begin a row with its first arc."""
    for lane in range(LANES):
        through = np.uint32(there[lane] + weight)
        here[lane] = min(UNREACHED, through)


@njit(boundscheck=False, error_model="numpy")
def _relax(here: Any, there: Any, weight: Any) -> None:
    for lane in range(LANES):
        through = np.uint32(there[lane] + weight)
        before = here[lane]
        here[lane] = min(before, through)


@njit(boundscheck=False, error_model="numpy")
def _any_within(here: Any, cut: Any) -> Any:
    """Tell whether any lane is within the cut-off; as an OR it becomes vector instructions, as a minimum not."""
    within = np.uint32(0)
    for lane in range(LANES):
        within |= np.uint32(here[lane] <= cut)
    return within


@njit(boundscheck=False, error_model="numpy")
def _sweep(down: Any, cut: Any, scratch: Any) -> None:
    """Go down from the highest row to the lowest; rows beyond the cut-off in every lane are left out."""
    lanes, live = scratch.lanes, scratch.live
    for row in range(len(live)):
        reached = live[row]
        here = lanes[row]
        for entry in range(down.first[row], down.first[row + 1]):
            source = down.source[entry]
            if live[source]:
                if reached == 0:
                    reached = 1
                    _take(here, lanes[source], down.weight[entry])
                else:
                    _relax(here, lanes[source], down.weight[entry])
        live[row] = reached and _any_within(here, cut)


@njit(boundscheck=False, error_model="numpy")
def _emit(targets: Any, target_legs: Any, cut: Any, scratch: Any, order: Any, result: Any) -> None:
    """Write the times of up to 64 origins, tile by tile; ``order`` tells the row of each lane."""
    lanes, live, spots, tile = scratch.lanes, scratch.live, scratch.spots, scratch.tile
    nowhere = len(live)
    for number in range(len(targets)):
        place = targets[number]
        spots[number] = place if place >= 0 and live[place] else nowhere
    for start in range(0, len(targets), LANES):
        stop = min(len(targets), start + LANES)
        for number in range(start, stop):
            here = lanes[spots[number]]
            leg = target_legs[number]
            line = tile[number - start]
            for lane in range(LANES):
                time = np.uint32(here[lane] + leg)
                line[lane] = time if time <= cut else UNREACHED
        for lane in range(len(order)):
            row = result[order[lane]]
            for number in range(start, stop):
                row[number] = tile[number - start, lane]


@njit(boundscheck=False, nogil=True, cache=True)
def many_to_many(
    up: Any,
    down: Any,
    sources: Any,
    source_legs: Any,
    order: Any,
    targets: Any,
    target_legs: Any,
    cut: Any,
    scratch: Any,
    result: Any,
) -> None:
    """Fill ``result[order[i], j]`` with the ms from ``sources[i]`` to ``targets[j]``, both legs included.

    Parameters
    ----------
    up, down
        The hierarchy above the sources, and its part above the targets.
    sources, source_legs
        Ranks (-1: not on the network) and ms before the road.
    order
        Row of the result of each source.
    targets, target_legs
        Rows of ``down`` (-1: not on the network) and ms after the road.
    cut
        Longer times become UNREACHED; less than UNREACHED.
    scratch
        From :func:`new_scratch`, used by no other thread.
    result
        uint32.
    """
    for start in range(0, len(sources), LANES):
        stop = min(len(sources), start + LANES)
        scratch.live[:] = 0
        _climb_all(up, down, sources[start:stop], source_legs[start:stop], cut, scratch)
        _sweep(down, cut, scratch)
        _emit(targets, target_legs, cut, scratch, order[start:stop], result)
