"""What one more link changes: the kernels behind :mod:`tongcheng.travel.links`.

With a link of ``w`` from ``u`` to ``v`` a time becomes ``min(d(s, t), d(s, u) + w + d(v, t))``. Only origins with
``d(s, u) + w < d(s, v)`` and destinations with ``w + d(v, t) < d(u, t)`` can gain; a link in both directions is two
such links whose gaining origins have none in common, so that nothing is counted twice.

Times are whole milliseconds throughout and compared as such.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic

#: Destinations per block of the dense scan, and words of 64 destinations per step of the scan of bits.
BLOCK = 64
WORDS = 8

#: Blocks that are looked up together.
_BATCH = 512

#: Candidates that share a pass over the times, and origins whose times stay at hand while all of them are valued.
_GROUP, _TILE = 128, 64

#: Kinds of gain that the dense scan knows.
GRAVITY, TIME = 0, 1

#: Decay is the product of two table entries: of the ms above and below this many bits.
LOW_BITS = 12

_NEVER = np.uint32(0x7FFFFFFF)
_LOW = np.uint32((1 << LOW_BITS) - 1)
_DIGIT_BITS = np.uint32(11)
_DIGITS = 1 << 11
_DIGIT = np.uint32(_DIGITS - 1)


def _count_trailing_zeros(typing_context: Any, word: Any) -> Any:  # noqa: ARG001 - numba's form of an intrinsic
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


#: Zero bits below the lowest set bit of a word that is not 0.
_trailing_zeros: Any = intrinsic(_count_trailing_zeros)


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def mark_reached(ms: Any, cut: Any, reached: Any) -> None:
    """Set the bit of every pair within the cut-off, one row of words per origin."""
    for origin in range(ms.shape[0]):
        for word in range(reached.shape[1]):
            bits = np.uint64(0)
            for place in range(word << 6, min((word + 1) << 6, ms.shape[1])):
                bits |= np.uint64(ms[origin, place] <= cut) << np.uint64(place & 63)
            reached[origin, word] = bits


@njit(boundscheck=False, error_model="numpy")
def _gaining(tree_near: Any, tree_far: Any, ms: Any, cut: Any, place: Any, time: Any) -> int:
    """List the places that the near end plus the link reaches sooner than the far end, by rising time.

    ``place`` and ``time`` receive them; for origins the time is without the link, for destinations with it.
    """
    number = 0
    for here in range(len(tree_near)):
        near = tree_near[here]
        if near + ms < tree_far[here] and near + ms <= cut:
            place[number] = here
            time[number] = near
            number += 1
    return number


@njit(boundscheck=False, error_model="numpy")
def _sort_by_time(time: Any, number: int, cut: Any, order: Any, spare: Any, counts: Any) -> None:
    """Fill ``order`` with 0 to ``number - 1`` by rising time, in as many passes of 11 bits as the cut-off needs."""
    for place in range(number):
        order[place] = place
    shift = np.uint32(0)
    while cut >> shift > 0:
        counts[:] = 0
        for place in range(number):
            counts[((time[place] >> shift) & _DIGIT) + 1] += 1
        for digit in range(1, len(counts)):
            counts[digit] += counts[digit - 1]
        for place in range(number):
            digit = (time[order[place]] >> shift) & _DIGIT
            spare[counts[digit]] = order[place]
            counts[digit] += 1
        order[:number] = spare[:number]
        shift += _DIGIT_BITS


@njit(boundscheck=False, error_model="numpy")
def _sum_new(row: Any, window: Any, first: int, last: int, amount: Any, keep: bool) -> Any:
    """Sum what lies in the window and is not reached yet; mark it as reached if it is to be kept."""
    total = 0.0
    for start in range(first, last, WORDS):
        new = np.uint64(0)
        for word in range(start, start + WORDS):
            new |= window[word] & ~row[word]
        if new == 0:
            continue
        for word in range(start, start + WORDS):
            new = window[word] & ~row[word]
            if keep:
                row[word] |= new
            while new != 0:
                total += amount[(word << 6) + np.int64(_trailing_zeros(new))]
                new &= new - np.uint64(1)
    return total


@njit(boundscheck=False, error_model="numpy")
def _new_pairs(
    reached: Any, to_tail: Any, to_head: Any, from_tail: Any, from_head: Any,
    ms: Any, weights: Any, cut: Any, keep: bool, scratch: Any, gain: Any,
) -> None:  # fmt: skip
    """Add what a link in one direction brings within the cut-off: people times new destinations, by city."""
    origin, leaving, origin_order, place, arriving, place_order, spare, counts, window = scratch
    places = _gaining(from_head, from_tail, ms, cut, place, arriving)
    if places == 0:
        return
    origins = _gaining(to_tail, to_head, ms, cut, origin, leaving)
    if origins == 0:
        return
    _sort_by_time(arriving, places, cut, place_order, spare, counts)
    _sort_by_time(leaving, origins, cut, origin_order, spare, counts)
    window[:] = 0
    first, last = len(window), 0
    done = 0
    for number in range(origins - 1, -1, -1):  # the farthest origin first: what it reaches, the nearer reach too
        entry = origin_order[number]
        left = cut - ms - leaving[entry]
        while done < places and arriving[place_order[done]] <= left:
            here = place[place_order[done]]
            word = here >> 6
            window[word] |= np.uint64(1) << np.uint64(here & 63)
            first = min(first, word // WORDS * WORDS)
            last = max(last, word + 1)
            done += 1
        if done > 0:
            who = origin[entry]
            total = _sum_new(reached[who], window, first, last, weights.amount, keep)
            gain[weights.city[who]] += weights.people[who] * total


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def cumulative_gains(reached: Any, trees: Any, ends: Any, weights: Any, cut: Any, keep: bool, gains: Any) -> None:
    """Add to ``gains[c, city]`` the people times destinations that each candidate brings within the cut-off.

    Parameters
    ----------
    reached
        Bits of all pairs; with ``keep`` the pairs of the candidates are marked in it.
    trees, ends, weights
        Ms to and from the ends, the candidates, people and amounts.
    cut
        Ms.
    keep
        Whether to close the bits (one candidate at a time).
    gains
        float64, one column per city.
    """
    origins, places = trees.to_end.shape[1], trees.from_end.shape[1]
    most = max(origins, places)
    scratch = (
        np.empty(origins, np.int32), np.empty(origins, np.uint32), np.empty(origins, np.int32),
        np.empty(places, np.int32), np.empty(places, np.uint32), np.empty(places, np.int32),
        np.empty(most, np.int32), np.empty(_DIGITS + 1, np.int64), np.zeros(reached.shape[1], np.uint64),
    )  # fmt: skip
    for way in range(2 * len(ends.tail)):  # one call for both directions: it is compiled once
        number, tail, head = _turned(ends, way)
        if way & 1 == 0 or ends.both[number]:
            _new_pairs(
                reached, trees.to_end[tail], trees.to_end[head], trees.from_end[tail], trees.from_end[head],
                ends.ms[number], weights, cut, keep, scratch, gains[number],
            )  # fmt: skip


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def largest_of_blocks(ms: Any, largest: Any) -> None:
    """Fill ``largest[o, b]`` with the largest time of each block of destinations."""
    for origin in range(ms.shape[0]):
        for block in range(largest.shape[1]):
            most = np.uint32(0)
            for place in range(block * BLOCK, (block + 1) * BLOCK):
                most = max(most, ms[origin, place])
            largest[origin, block] = most


@njit(boundscheck=False, error_model="numpy")
def _any_sooner(row: Any, arriving: Any, leaving: Any) -> Any:
    sooner = np.uint32(0)
    for place in range(BLOCK):
        sooner |= np.uint32(np.uint32(leaving + arriving[place]) < row[place])
    return sooner


@njit(boundscheck=False, error_model="numpy")
def _gain_of_block(
    row: Any, arriving: Any, leaving: Any, amount: Any, decay: Any, kind: int, cut: Any, keep: bool
) -> Any:
    """Sum the gains of the pairs of one origin and one block, always in the same order."""
    total = 0.0
    for place in range(BLOCK):
        before = row[place]
        after = np.uint32(leaving + arriving[place])
        if after >= before:
            continue
        if kind == GRAVITY:
            was = _decayed(decay, before) if before <= cut else 0.0
            total += amount[place] * (_decayed(decay, after) - was)
        elif before <= cut:
            total += amount[place] * np.float64(before - after)
        if keep:
            row[place] = after
    return total


@njit(boundscheck=False, error_model="numpy", inline="always")
def _decayed(decay: Any, time: Any) -> Any:
    return decay.high[time >> LOW_BITS] * decay.low[time & _LOW]


@njit(boundscheck=False, error_model="numpy")
def _arrivals(from_tail: Any, from_head: Any, ms: Any, cut: Any, way: Any) -> int:
    """Find when each destination is reached through the link, if that is sooner; give the number of blocks."""
    arriving, least, blocks = way
    count = 0
    for block in range(len(least)):
        soonest = _NEVER
        for place in range(block * BLOCK, min((block + 1) * BLOCK, len(from_head))):
            time = np.uint32(from_head[place] + ms)
            arriving[place] = time if time < from_tail[place] and time <= cut else _NEVER
            soonest = min(soonest, arriving[place])
        least[block] = soonest
        if soonest < _NEVER:
            blocks[count] = block
            count += 1
    return count


@njit(boundscheck=False, error_model="numpy")
def _look_up(
    dense: Any, to_tail: Any, way: Any, batch: Any, size: int, weights: Any, decay: Any, kind: int, cut: Any,
    keep: bool, gain: Any,
) -> None:  # fmt: skip
    """Add the gains of a batch of origins and blocks.

    First all are compared and then those are summed in which somebody gains: without a branch between them the
    processor fetches many rows from memory at once, which is what takes the time.
    """
    arriving, _least, _blocks = way
    origin, block_of, sooner = batch
    for number in range(size):
        who, first = origin[number], block_of[number] * BLOCK
        row, soon = dense.ms[who, first : first + BLOCK], arriving[first : first + BLOCK]
        sooner[number] = _any_sooner(row, soon, to_tail[who])
    for number in range(size):
        if sooner[number]:
            who, first = origin[number], block_of[number] * BLOCK
            row, soon = dense.ms[who, first : first + BLOCK], arriving[first : first + BLOCK]
            amount = weights.amount[first : first + BLOCK]
            total = _gain_of_block(row, soon, to_tail[who], amount, decay, kind, cut, keep)
            gain[weights.city[who]] += weights.people[who] * total


@njit(boundscheck=False, error_model="numpy")
def _gain_in_tile(
    dense: Any, first: int, last: int, to_tail: Any, to_head: Any, ms: Any, count: int,
    weights: Any, decay: Any, kind: int, cut: Any, keep: bool, way: Any, batch: Any, gain: Any,
) -> None:  # fmt: skip
    """Add the gain of some origins by a link in one direction; blocks without gain are left out by their bounds."""
    _arriving, least, blocks = way
    origin, block_of, _sooner = batch
    size = 0
    for who in range(first, last):
        leaving = to_tail[who]
        if leaving + ms >= to_head[who] or leaving + ms > cut:
            continue
        for number in range(count):
            block = blocks[number]
            origin[size] = who
            block_of[size] = block
            size += leaving + least[block] < dense.largest[who, block]
            if size == len(origin):
                _look_up(dense, to_tail, way, batch, size, weights, decay, kind, cut, keep, gain)
                size = 0
    _look_up(dense, to_tail, way, batch, size, weights, decay, kind, cut, keep, gain)


@njit(boundscheck=False, error_model="numpy", inline="always")
def _turned(ends: Any, way: int) -> tuple[int, Any, Any]:
    """Give the candidate of a way (two per candidate: there and back) and its ends in that direction."""
    number = way >> 1
    if way & 1:
        return number, ends.head[number], ends.tail[number]
    return number, ends.tail[number], ends.head[number]


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def dense_gains(
    dense: Any, trees: Any, ends: Any, weights: Any, decay: Any, kind: int, cut: Any, keep: bool, gains: Any
) -> None:
    """Add to ``gains[c, city]`` the change of gravity access, or the ms saved, by each candidate.

    The times of some origins are used for many candidates while they are in the cache: fetching them takes the time.

    Parameters
    ----------
    dense
        Times of all pairs, ``cut + 1`` where they are beyond the cut-off; with ``keep`` they are closed.
    trees, ends, weights
        As for :func:`cumulative_gains`.
    decay
        Tables for ``GRAVITY``.
    kind
        ``GRAVITY`` or ``TIME``.
    cut
        Ms.
    keep
        Whether to close the times (one candidate at a time).
    gains
        float64, one column per city.
    """
    places, width, origins = dense.ms.shape[1], dense.largest.shape[1], len(dense.ms)
    ways = 2 * min(_GROUP, len(ends.tail))
    arriving = np.full((ways, places), _NEVER, np.uint32)
    least, blocks, counts = (
        np.empty((ways, width), np.uint32),
        np.empty((ways, width), np.int64),
        np.empty(ways, np.int64),
    )
    batch = (np.empty(_BATCH, np.int64), np.empty(_BATCH, np.int64), np.empty(_BATCH, np.uint32))
    for start in range(0, 2 * len(ends.tail), ways):
        size = min(ways, 2 * len(ends.tail) - start)
        for way in range(size):
            number, tail, head = _turned(ends, start + way)
            counts[way] = 0
            if way & 1 == 0 or ends.both[number]:
                scratch = (arriving[way], least[way], blocks[way])
                counts[way] = _arrivals(trees.from_end[tail], trees.from_end[head], ends.ms[number], cut, scratch)
        for first in range(0, origins, _TILE):
            last = min(first + _TILE, origins)
            for way in range(size):
                if counts[way] == 0:
                    continue
                number, tail, head = _turned(ends, start + way)
                scratch = (arriving[way], least[way], blocks[way])
                _gain_in_tile(
                    dense, first, last, trees.to_end[tail], trees.to_end[head], ends.ms[number], counts[way],
                    weights, decay, kind, cut, keep, scratch, batch, gains[number],
                )  # fmt: skip


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def close_trees(
    trees: Any, to_near: Any, from_far: Any, end_to_near: Any, far_to_end: Any, ms: Any, cut: Any
) -> None:
    """Bring all trees up to date after a link from ``near`` to ``far`` in one direction was accepted.

    Parameters
    ----------
    trees
        To be changed.
    to_near, from_far
        Ms from every origin to the near end, and from the far end to every destination, before the link.
    end_to_near, far_to_end
        Ms from each end to the near end, and from the far end to each end, before the link.
    ms, cut
        Time of the link, and the cut-off.
    """
    for end in range(trees.to_end.shape[0]):
        _close_row(trees.to_end[end], to_near, np.uint64(far_to_end[end]) + ms, cut)
        _close_row(trees.from_end[end], from_far, np.uint64(end_to_near[end]) + ms, cut)


@njit(boundscheck=False, error_model="numpy")
def _close_row(row: Any, tree: Any, beyond: Any, cut: Any) -> None:
    if beyond > cut:
        return
    rest = np.uint32(beyond)
    for place in range(len(row)):
        time = np.uint32(tree[place] + rest)
        if time < row[place] and time <= cut:
            row[place] = time
