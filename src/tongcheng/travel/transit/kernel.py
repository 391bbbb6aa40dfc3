"""Range-RAPTOR over the departures of a window: the searches behind :mod:`tongcheng.travel.transit.search`.

RAPTOR (Delling, Pajor and Werneck 2012, *Round-based public transit routing*) finds the earliest arrivals with one
ride, two rides and so on. Departures are searched from the last to the first; what a later departure reached, an
earlier one reaches too, so that only improvements are followed. Two things make it fast here: for every position
of a pattern and number of rides the earliest run that was ridden there is remembered, and a run is followed only as
far as it is earlier (the pruning of Witt 2015, *Trip-based public transit routing*); and only stops that changed are
visited.

Labels are kept apart: ``alighted`` (by vehicle) and ``ready`` (to board, after a walk or a change). A walk always
starts where a vehicle was left, so that searching a window gives exactly what searching each minute would, whether
footpaths are closed or not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tongcheng.travel.transit.bits import lowest_bit, put, words_for
from tongcheng.travel.transit.packing import Packed

#: Inside the kernels: not reached; far beyond any time and small enough to add a walk. It never leaves them.
NEVER = np.int32(2**30)


class Legs(NamedTuple):
    """Ways on foot or by car in compressed rows, the shortest of a row first.

    Those of row ``r`` are ``first[r]:first[r + 1]``; ``head`` is where each leads, ``seconds`` what it takes.
    """

    first: NDArray[np.int32]
    head: NDArray[np.int32]
    seconds: NDArray[np.int32]


class Scratch(NamedTuple):
    """What one thread works with.

    For every position and number of rides (less one): ``reach``, the earliest run that was ridden on from there, and
    ``latest``, the last second at which one must be ready there to catch an earlier one. ``alighted`` and ``ready``
    (stops × rides) are the earliest seconds at stops, ``best`` those at places; ``changed`` (places × departures)
    the arrivals that improved at a departure. ``left``, ``waiting`` and ``improved`` are sets of stops, ``boarding``
    is one of positions, all empty between departures.
    """

    reach: NDArray[np.int32]
    latest: NDArray[np.int32]
    alighted: NDArray[np.int32]
    ready: NDArray[np.int32]
    best: NDArray[np.int32]
    changed: NDArray[np.int32]
    left: NDArray[np.uint64]
    waiting: NDArray[np.uint64]
    improved: NDArray[np.uint64]
    boarding: NDArray[np.uint64]
    direct: NDArray[np.int32]
    times: NDArray[np.int32]


def new_scratch(packed: Packed, places: int, rides: int, departures: int) -> Scratch:
    """Make the scratch of one thread."""
    stops = len(packed.board_first) - 1
    positions = len(packed.stop)
    return Scratch(
        np.empty((positions, rides), dtype=np.int32),
        np.empty((positions, rides), dtype=np.int32),
        np.empty((stops, rides), dtype=np.int32),
        np.empty((stops, rides), dtype=np.int32),
        np.empty(places, dtype=np.int32),
        np.full((places, departures), NEVER, dtype=np.int32),
        np.zeros(words_for(stops), dtype=np.uint64),
        np.zeros(words_for(stops), dtype=np.uint64),
        np.zeros(words_for(stops), dtype=np.uint64),
        np.zeros(words_for(positions), dtype=np.uint64),
        np.full(places, NEVER, dtype=np.int32),
        np.empty(departures, dtype=np.int32),
    )


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def search_blocks(
    packed: Any, footpaths: Any, change: Any, access: Any, egress: Any, direct: Any, rows: Any,
    start: int, step: int, departures: int, cut: int, ranks: Any, ranged: bool, scratch: Any, result: Any,
) -> None:  # fmt: skip
    """Fill the times of some origins.

    Parameters
    ----------
    packed, footpaths, change
        The timetable, ways between stops, and the seconds of a change at the same stop.
    access, egress, direct
        Ways from origins to stops, from stops to places, and from origins to places.
    rows
        Origins.
    start, step, departures
        Second of the first departure, seconds between departures, and their number.
    cut
        Longer times are not wanted, in seconds.
    ranks
        Which of the sorted times of the departures are wanted, 0 the shortest, in ascending order.
    ranged
        False searches each departure anew: the plain algorithm, for checking.
    scratch
        From :func:`new_scratch`.
    result
        Shape ``(origins, ranks, places)``, seconds; ``NEVER`` where fewer departures arrive in time.
    """
    for row in range(len(rows)):
        origin = rows[row]
        _forget(packed, scratch)
        for number in range(departures - 1, -1, -1):
            if not ranged:
                _forget(packed, scratch)
            leave = start + number * step
            _depart(packed, footpaths, change, access, origin, leave, leave + cut, scratch)
            _arrive(egress, number, leave + cut, scratch)
        _rank(direct, origin, start, step, departures, cut, ranks, ranged, scratch, result[row])


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def search_labels(
    packed: Any, footpaths: Any, change: Any, access: Any, origin: int, leave: int, cut: int, scratch: Any
) -> None:
    """Search one departure and leave the labels in the scratch, for itineraries."""
    _forget(packed, scratch)
    _depart(packed, footpaths, change, access, origin, leave, leave + cut, scratch)
    scratch.improved[:] = 0


@njit(boundscheck=False, error_model="numpy", nogil=True)
def _forget(packed: Any, scratch: Any) -> None:
    for pattern in range(len(packed.first) - 1):
        none = packed.trip_first[pattern + 1]
        start, profile = packed.start[none - 1], packed.profile[none - 1]
        for position in range(packed.first[pattern], packed.first[pattern + 1]):
            scratch.reach[position, :] = none
            scratch.latest[position, :] = start + packed.departure[profile + position]
    scratch.alighted[:] = NEVER
    scratch.ready[:] = NEVER
    scratch.best[:] = NEVER


@njit(boundscheck=False, error_model="numpy", nogil=True)
def _depart(
    packed: Any, footpaths: Any, change: Any, access: Any, origin: int, leave: int, limit: int, scratch: Any
) -> None:
    """Search one departure; what is reached earlier than before is in the labels and in ``improved``."""
    rides = scratch.reach.shape[1]
    for entry in range(access.first[origin], access.first[origin + 1]):
        ready = leave + access.seconds[entry]
        if ready > limit:
            break
        stop = access.head[entry]
        if ready < scratch.ready[stop, 0]:
            scratch.ready[stop, 0] = ready
            put(scratch.waiting, stop)
    for ride in range(rides):
        if ride > 0:
            _change(footpaths, change, ride, limit, scratch)
        if not _mark(packed, ride, scratch):
            break
        _ride(packed, ride, limit, scratch)
    scratch.left[:] = 0


@njit(boundscheck=False, error_model="numpy", nogil=True)
def _mark(packed: Any, ride: int, scratch: Any) -> bool:
    """Mark the positions at which a waiting passenger catches an earlier run than any ridden there."""
    found = False
    for place in range(len(scratch.waiting)):
        word = scratch.waiting[place]
        scratch.waiting[place] = 0
        while word:
            stop = (place << 6) + lowest_bit(word)
            word &= word - np.uint64(1)
            ready = scratch.ready[stop, ride]
            for entry in range(packed.board_first[stop], packed.board_first[stop + 1]):
                position = packed.board_at[entry]
                if ready <= scratch.latest[position, ride]:
                    put(scratch.boarding, position)
                    found = True
    return found


@njit(boundscheck=False, error_model="numpy", nogil=True)
def _ride(packed: Any, ride: int, limit: int, scratch: Any) -> None:
    """Board at the marked positions, in the order in which vehicles pass them, and follow each run."""
    for place in range(len(scratch.boarding)):
        word = scratch.boarding[place]
        scratch.boarding[place] = 0
        while word:
            position = (place << 6) + lowest_bit(word)
            word &= word - np.uint64(1)
            ready = scratch.ready[packed.stop[position], ride]
            if ready <= scratch.latest[position, ride]:  # else somebody who boarded before has caught that run by now
                lowest = packed.trip_first[packed.pattern[position]]
                trip = _earliest(packed, position, ready, lowest, scratch.reach[position, ride] - 1)
                _follow(packed, position, trip, lowest, ride, limit, scratch)


@njit(boundscheck=False, error_model="numpy", nogil=True, inline="always")
def _follow(
    packed: Any, position: Any, trip: Any, lowest: Any, ride: Any, limit: Any, scratch: Any
) -> None:  # fmt: skip
    """Ride a run from a position on, as long as it is earlier than any that was ridden there."""
    reach, latest, alighted = scratch.reach, scratch.latest, scratch.alighted
    arrival, departure = packed.arrival, packed.departure
    rides = reach.shape[1]
    begin, profile = packed.start[trip], packed.profile[trip]
    before = trip - 1 if trip > lowest else trip
    begin_before, profile_before = packed.start[before], packed.profile[before]
    for here in range(position + 1, packed.first[packed.pattern[position] + 1]):
        if reach[here - 1, ride] <= trip:
            break
        due = begin_before + departure[profile_before + here - 1] if trip > lowest else -NEVER
        for more in range(ride, rides):
            if reach[here - 1, more] <= trip:
                break
            reach[here - 1, more] = trip
            latest[here - 1, more] = due
        when = begin + arrival[profile + here]
        if when > limit:
            break
        stop = packed.stop[here]
        if when < alighted[stop, ride] and packed.alight[here]:
            put(scratch.left, stop)
            if when < alighted[stop, rides - 1]:
                put(scratch.improved, stop)
            for more in range(ride, rides):
                if alighted[stop, more] <= when:
                    break
                alighted[stop, more] = when


@njit(boundscheck=False, error_model="numpy", nogil=True, inline="always")
def _earliest(packed: Any, position: Any, ready: Any, lowest: Any, trip: Any) -> Any:
    """Give the earliest run that can be caught at a position, knowing one that can: in growing steps backward."""
    step = 1
    while trip - step >= lowest:
        earlier = trip - step
        if packed.start[earlier] + packed.departure[packed.profile[earlier] + position] < ready:
            break
        trip = earlier
        step *= 2
    low = max(lowest, trip - step + 1)
    while low < trip:
        middle = (low + trip) >> 1
        if packed.start[middle] + packed.departure[packed.profile[middle] + position] >= ready:
            trip = middle
        else:
            low = middle + 1
    return trip


@njit(boundscheck=False, error_model="numpy", nogil=True)
def _change(footpaths: Any, change: Any, ride: int, limit: int, scratch: Any) -> None:
    """Walk from the stops that were reached by the ride before; ``waiting`` are those where one is ready earlier."""
    for place in range(len(scratch.left)):
        word = scratch.left[place]
        scratch.left[place] = 0
        while word:
            stop = (place << 6) + lowest_bit(word)
            word &= word - np.uint64(1)
            off = scratch.alighted[stop, ride - 1]
            _wait(scratch.ready, scratch.waiting, stop, off + change[stop], ride, limit)
            for entry in range(footpaths.first[stop], footpaths.first[stop + 1]):
                when = off + footpaths.seconds[entry]
                if when > limit:
                    break
                _wait(scratch.ready, scratch.waiting, footpaths.head[entry], when, ride, limit)


@njit(boundscheck=False, error_model="numpy", nogil=True, inline="always")
def _wait(ready: Any, waiting: Any, stop: Any, when: Any, ride: Any, limit: Any) -> None:
    if when < ready[stop, ride] and when <= limit:
        put(waiting, stop)
        for more in range(ride, ready.shape[1]):
            if ready[stop, more] <= when:
                break
            ready[stop, more] = when


@njit(boundscheck=False, error_model="numpy", nogil=True)
def _arrive(egress: Any, number: int, limit: int, scratch: Any) -> None:
    """Walk from the stops that are reached earlier to the places around them."""
    rides = scratch.reach.shape[1]
    for place in range(len(scratch.improved)):
        word = scratch.improved[place]
        scratch.improved[place] = 0
        while word:
            stop = (place << 6) + lowest_bit(word)
            word &= word - np.uint64(1)
            off = scratch.alighted[stop, rides - 1]
            for entry in range(egress.first[stop], egress.first[stop + 1]):
                when = off + egress.seconds[entry]
                if when > limit:
                    break
                head = egress.head[entry]
                if when < scratch.best[head]:
                    scratch.best[head] = when
                    scratch.changed[head, number] = when


@njit(boundscheck=False, error_model="numpy", nogil=True)
def _rank(
    direct: Any, origin: int, start: int, step: int, departures: int, cut: int, ranks: Any, ranged: bool,
    scratch: Any, result: Any,
) -> None:  # fmt: skip
    """Give the wanted ranks of the times of all departures to every place, and wipe the arrivals away."""
    for entry in range(direct.first[origin], direct.first[origin + 1]):
        scratch.direct[direct.head[entry]] = direct.seconds[entry]
    times = scratch.times
    for place in range(result.shape[1]):
        on_foot = scratch.direct[place]
        count = 0
        arrival = NEVER
        for number in range(departures - 1, -1, -1):
            changed = scratch.changed[place, number]
            if changed < NEVER:
                arrival = changed
                scratch.changed[place, number] = NEVER
            elif not ranged:
                arrival = NEVER
            time = min(arrival - (start + number * step), on_foot)
            if time <= cut:
                times[count] = time
                count += 1
        low = 0
        for rank in range(len(ranks)):
            wanted = ranks[rank]
            if wanted >= count:
                result[rank, place] = NEVER
            else:
                _select(times, low, count, wanted)
                result[rank, place] = times[wanted]
                low = wanted
    for entry in range(direct.first[origin], direct.first[origin + 1]):
        scratch.direct[direct.head[entry]] = NEVER


@njit(boundscheck=False, error_model="numpy", nogil=True)
def _select(values: Any, low: int, count: int, wanted: int) -> None:
    """Order values so that the wanted one stands in its place (Hoare 1961, *Find*)."""
    high = count - 1
    while low < high:
        pivot = values[(low + high) >> 1]
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if wanted <= right:
            high = right
        elif wanted >= left:
            low = left
        else:
            return
