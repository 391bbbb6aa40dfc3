"""The inner loops: times led through new arcs, and what changes with them, pair by pair."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tongcheng.travel.graph import UNREACHED


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def close_between(between: Any) -> None:
    """Close a small square of times between ends in place (Floyd 1962, Warshall 1962)."""
    size = between.shape[0]
    for middle in range(size):
        for start in range(size):
            for end in range(size):
                time = between[start, middle] + between[middle, end]
                if time < between[start, end]:
                    between[start, end] = time


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def lead_to_ends(to_end: Any, between: Any, result: Any) -> None:
    """Give times to ends by way of the new arcs: ``result[f, o] = min over e of to_end[e, o] + between[e, f]``."""
    ends, places = to_end.shape
    for last in range(ends):
        for place in range(places):
            result[last, place] = to_end[last, place]
        for first in range(ends):
            way = between[first, last]
            if first == last or way >= UNREACHED:
                continue
            for place in range(places):
                time = to_end[first, place] + way
                if time < result[last, place]:
                    result[last, place] = time


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def times_after(before: Any, lead: Any, from_end: Any, rows: Any, columns: Any, cut: Any, result: Any) -> None:
    """Give times with the change for some origins and destinations.

    Parameters
    ----------
    before
        Shape (block, destinations), ms; rows of the block.
    lead
        Shape (3, ends, origins of the block), ms to the ends by way of the new arcs at three speeds; ``UNREACHED``
        where that is no sooner than without them.
    from_end
        Shape (ends, columns), ms from the ends without them.
    rows, columns
        Rows of the block and destinations that may gain.
    cut
        Longer times are ``UNREACHED``.
    result
        Shape (3, rows, columns).
    """
    speeds, ends, _ = lead.shape
    for place in range(len(rows)):
        row = rows[place]
        for speed in range(speeds):
            for position in range(len(columns)):
                result[speed, place, position] = before[row, columns[position]]
            for end in range(ends):
                way = lead[speed, end, row]
                if way > cut:
                    continue
                for position in range(len(columns)):
                    result[speed, place, position] = min(
                        result[speed, place, position], way + from_end[end, position]
                    )
            for position in range(len(columns)):
                if result[speed, place, position] > cut:
                    result[speed, place, position] = UNREACHED


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def _count(new: Any, old: Any, thresholds: Any, share: Any, amounts: Any, reach: Any) -> None:
    """Add what comes within each time, shape (kinds, thresholds)."""
    for number in range(len(thresholds)):
        if new <= np.int64(thresholds[number]) < old:
            for kind in range(len(amounts)):
                reach[kind, number] += share * amounts[kind]


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def tally_zones(
    before: Any, after: Any, rows: Any, columns: Any, first_zone: int, city: Any, openness: Any, penalty: Any,
    thresholds: Any, amounts: Any, trips: Any, least: Any, reach: Any, saved: Any, shorter: Any,
) -> None:  # fmt: skip
    """Add up, origin by origin, what comes within each time, trips times ms saved, and trips that get shorter.

    Parameters
    ----------
    before, after, rows, columns
        Times of the block, (3, rows, columns) of it with the change, and which rows and columns those are.
    first_zone
        Zone of row 0 of the block.
    city, openness, penalty
        City of each zone; shapes (states, 3, cities, cities) and (states, cities, cities) in ms.
    thresholds
        Ms.
    amounts
        Shape (kinds, 3, zones).
    trips
        Shape (states, block, zones), trips a day; no columns if there are none.
    least
        What gets shorter by so many ms is noticed.
    reach, saved, shorter
        Added to: shapes (rows, kinds, states, thresholds, 3), (rows, states, 3) in trips times ms, (rows, 3) in trips
        of the first state, or in residents where there are no trips.
    """
    states, travel = openness.shape[0], trips.shape[2] > 0
    for place in range(len(rows)):
        row = rows[place]
        own = city[first_zone + row]
        for position in range(len(columns)):
            column = columns[position]
            old = np.int64(before[row, column])
            if np.int64(after[2, place, position]) >= old:  # not even at the highest speed
                continue
            theirs = city[column]
            for speed in range(3):
                new = np.int64(after[speed, place, position])
                if new >= old:
                    continue
                if old - new >= least and old < UNREACHED:
                    shorter[place, speed] += trips[0, row, column] if travel else amounts[0, 0, column]
                for state in range(states):
                    if travel and old < UNREACHED:
                        saved[place, state, speed] += trips[state, row, column] * (old - new)
                    share = openness[state, speed, own, theirs]
                    extra = penalty[state, own, theirs]
                    if share > 0.0:
                        _count(
                            new + extra, old + extra, thresholds, share, amounts[:, speed, column],
                            reach[place, :, state, :, speed],
                        )  # fmt: skip


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def best_shares(times: Any, city: Any, openness: Any, penalty: Any, thresholds: Any, best: Any) -> None:
    """Raise ``best`` (rows, states, thresholds, 3) to the largest share of a facility within each time.

    ``times`` has shape (3, rows, facilities) in ms, ``city`` (rows,), ``openness`` (states, 3, cities, facilities),
    ``penalty`` (states, cities, facilities) in ms.
    """
    for speed in range(3):
        for row in range(times.shape[1]):
            own = city[row]
            for column in range(times.shape[2]):
                time = np.int64(times[speed, row, column])
                if time >= UNREACHED:
                    continue
                for state in range(openness.shape[0]):
                    share = openness[state, speed, own, column]
                    extra = penalty[state, own, column]
                    for number in range(len(thresholds)):
                        if time + extra <= np.int64(thresholds[number]) and share > best[row, state, number, speed]:
                            best[row, state, number, speed] = share
