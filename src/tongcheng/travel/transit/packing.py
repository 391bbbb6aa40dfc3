"""Runs of a day packed for searching: patterns in which nobody overtakes, running times kept once.

A *pattern* is a set of runs that call at the same stops in the same order and never overtake each other (Delling,
Pajor and Werneck 2012 call it a route). Most runs of a pattern take the same minutes between stops; such a *profile*
of running times is kept once, so that the timetable of a circle fits into the cache of a processor: a run is the
second at which it starts and the number of its profile.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tongcheng.travel.transit.trips import Trips, ragged_rows


class Packed(NamedTuple):
    """What the searches read. Positions are the calls of patterns, one after the other.

    ``first[p]:first[p + 1]`` are the positions of pattern ``p`` and ``trip_first[p]:trip_first[p + 1]`` its runs,
    the earliest first. ``stop``, ``pattern`` and ``alight`` have one entry per position. Run ``t`` is at position
    ``x`` at ``start[t] + arrival[profile[t] + x]`` until ``start[t] + departure[profile[t] + x]``. One may board at
    stop ``s`` at the positions ``board_at[board_first[s]:board_first[s + 1]]``.
    """

    first: NDArray[np.int32]
    trip_first: NDArray[np.int32]
    stop: NDArray[np.int32]
    pattern: NDArray[np.int32]
    alight: NDArray[np.bool_]
    start: NDArray[np.int32]
    profile: NDArray[np.int64]
    arrival: NDArray[np.int32]
    departure: NDArray[np.int32]
    board_first: NDArray[np.int32]
    board_at: NDArray[np.int32]


def pack(trips: Trips) -> tuple[Packed, NDArray[np.intp]]:
    """Pack runs that call at two stops or more each.

    Parameters
    ----------
    trips
        The runs; every stop of ``trips.stops`` may be served or not.

    Returns
    -------
    packed : Packed
    rows : numpy.ndarray
        Shape ``(t,)``, row of ``trips`` of each packed run.
    """
    calls = trips.stop.astype(np.int64) * 4 + trips.board * 2 + trips.alight
    same_calls = equal_rows(trips.first, calls)
    ends = trips.first[1:] - 1
    begin = trips.departure[trips.first[:-1]]
    order = np.lexsort((trips.arrival[ends], begin, same_calls))
    chain = np.empty(len(order), dtype=np.int64)
    _chain(order, same_calls[order], trips.first, trips.arrival, trips.departure, chain)
    chained = np.lexsort((np.arange(len(order)), chain, same_calls[order]))
    order = order[chained]
    key = np.stack([same_calls[order], chain[chained]])
    new = np.ones(len(order), dtype=bool)
    new[1:] = (key[:, 1:] != key[:, :-1]).any(axis=0)
    trip_first = np.append(np.flatnonzero(new), len(order)).astype(np.int32)
    first, positions = ragged_rows(trips.first, order[new])
    pattern = np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))
    start, profile, arrival, departure = _profiles(trips, order)
    profile -= np.repeat(first[:-1], np.diff(trip_first))
    board_first, board_at = _boarding(trips, first, positions)
    packed = Packed(
        first.astype(np.int32), trip_first, trips.stop[positions], pattern, trips.alight[positions],
        start, profile, arrival, departure, board_first, board_at,
    )  # fmt: skip
    return packed, order


def equal_rows(first: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the rows of a ragged array numbers, equal rows the same; no row may be empty.

    Rows are compared by a hash of 64 bits and then in full, so that the numbers are right and not only probable.

    Examples
    --------
    >>> equal_rows(np.array([0, 2, 3, 5]), np.array([7, 8, 7, 7, 8])).tolist()
    [1, 0, 1]
    """
    length = np.diff(first)
    place = np.arange(len(values)) - np.repeat(first[:-1], length)
    for salt in range(1, 100):
        hashed = np.add.reduceat(_scatter(values.astype(np.uint64) * np.uint64(2 * salt + 1), place), first[:-1])
        order = np.lexsort((hashed, length))
        new = np.ones(len(order), dtype=bool)
        new[1:] = (np.diff(length[order]) != 0) | (hashed[order][1:] != hashed[order][:-1])
        label = np.empty(len(order), dtype=np.int64)
        label[order] = np.cumsum(new) - 1
        model = order[new][label]
        if (values[ragged_rows(first, model)[1]] == values).all():
            return label
    raise AssertionError("a hundred hashes of 64 bits collided")  # pragma: no cover


def _scatter(values: NDArray[np.uint64], place: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Mix values with their places (the finaliser of splitmix64, Steele, Lea and Flood 2014)."""
    mixed = values + (place.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


@njit(boundscheck=False, cache=True)
def _chain(order: Any, group: Any, first: Any, arrival: Any, departure: Any, chain: Any) -> None:
    """Part the runs of each group into chains in which each run follows the one before at every stop."""
    last = np.empty(len(order), dtype=np.int64)
    count = 0
    for place in range(len(order)):
        if place == 0 or group[place] != group[place - 1]:
            count = 0
        trip = order[place]
        length = first[trip + 1] - first[trip]
        found = -1
        for candidate in range(count):
            before = first[last[candidate]]
            follows = True
            for call in range(length):
                here = first[trip] + call
                if arrival[here] < arrival[before + call] or departure[here] < departure[before + call]:
                    follows = False
                    break
            if follows:
                found = candidate
                break
        if found < 0:
            found = count
            count += 1
        last[found] = trip
        chain[place] = found


def _profiles(
    trips: Trips, order: NDArray[np.intp]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Give starts and profiles of the runs in their new order, and the arrivals and departures of all profiles."""
    begin = trips.departure[trips.first[:-1]]
    each = np.repeat(begin, np.diff(trips.first))
    offsets = np.stack([trips.arrival - each, trips.departure - each], axis=1)
    label = equal_rows(trips.first * 2, offsets.astype(np.int64).ravel())
    model = np.empty(label.max() + 1, dtype=np.int64)
    model[label[::-1]] = np.arange(len(label))[::-1]
    where, entries = ragged_rows(trips.first, model)
    return begin[order], where[label[order]], offsets[entries, 0].copy(), offsets[entries, 1].copy()


def _boarding(
    trips: Trips, first: NDArray[np.int64], positions: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Give for each stop the positions at which one may board; nobody boards at the end of a pattern."""
    useful = trips.board[positions].copy()
    useful[first[1:] - 1] = False
    at = np.flatnonzero(useful)
    stop = trips.stop[positions][at]
    begin = np.zeros(len(trips.stops) + 1, dtype=np.int32)
    np.cumsum(np.bincount(stop, minlength=len(trips.stops)), out=begin[1:])
    return begin, at[np.argsort(stop, kind="stable")].astype(np.int32)
