"""One journey from stop to stop, leg by leg: what the searches mean, for people to check against the timetable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.gtfs.times import clock_minutes
from tongcheng.travel.transit.kernel import NEVER, Legs, Scratch, new_scratch, search_labels
from tongcheng.travel.transit.nearby import legs_of
from tongcheng.travel.transit.timetable import Timetable
from tongcheng.travel.transit.trips import SECONDS_PER_MINUTE


@dataclass(frozen=True)
class Leg:
    """One part of a journey.

    Parameters
    ----------
    kind
        ``walk`` or ``ride``.
    start, end
        Ids of stops.
    depart_min, arrive_min
        Minutes after midnight of the day.
    line, name, mode, trip, headsign
        Of a ride; empty on foot.
    """

    kind: Literal["walk", "ride"]
    start: str
    end: str
    depart_min: float
    arrive_min: float
    line: str = ""
    name: str = ""
    mode: str = ""
    trip: str = ""
    headsign: str = ""


@dataclass(frozen=True)
class Journey:
    """The earliest arrival for one departure, with the fewest rides that reach it.

    Parameters
    ----------
    depart_min, arrive_min
        Minutes after midnight of the day; the journey begins at the departure that was asked for, so that the wait
        for the first ride is part of it.
    legs
        In their order.
    """

    depart_min: float
    arrive_min: float
    legs: tuple[Leg, ...]

    @property
    def minutes(self) -> float:
        """Length of the journey."""
        return self.arrive_min - self.depart_min

    @property
    def rides(self) -> int:
        """Number of vehicles."""
        return sum(leg.kind == "ride" for leg in self.legs)

    def minutes_by_part(self) -> dict[str, float]:
        """Give the minutes of walking, riding and waiting; they add up to the journey."""
        parts = {
            kind: sum(leg.arrive_min - leg.depart_min for leg in self.legs if leg.kind == kind)
            for kind in ("walk", "ride")
        }
        return {**parts, "wait": self.minutes - sum(parts.values())}

    def frame(self) -> pd.DataFrame:
        """Give one row per leg."""
        return pd.DataFrame([vars(leg) for leg in self.legs], columns=list(Leg.__dataclass_fields__))


class _Labels(NamedTuple):
    """What one search left: seconds by stop and ride, and the ways to the first and from the last stop."""

    table: Timetable
    alighted: NDArray[np.int32]
    ready: NDArray[np.int32]
    leave: int


def journey(
    timetable: Timetable,
    origin: str,
    destination: str,
    departure: str,
    *,
    rides: int = 4,
    cutoff_min: float = 240.0,
) -> Journey | None:
    """Give the journey from one stop to another that arrives first.

    Parameters
    ----------
    timetable
        The day.
    origin, destination
        Ids of stops or stations; the journey may begin at any stop of a station. It may also begin and end with a
        walk between stops, as a change does.
    departure
        ``07:30``.
    rides
        Most rides.
    cutoff_min
        Longest journey.

    Returns
    -------
    Journey or None
        None if one does not arrive in time.

    Raises
    ------
    InputError
        If nothing calls at one of the two on the day.

    Examples
    --------
    >>> trip = journey(timetable, "10301", "12001", "07:30")  # doctest: +SKIP
    >>> trip.frame()  # doctest: +SKIP
    """
    starts, ends = timetable.stops_of(origin), timetable.stops_of(destination)
    leave, cut = round(clock_minutes(departure) * SECONDS_PER_MINUTE), round(cutoff_min * SECONDS_PER_MINUTE)
    access, egress = _walks_from(timetable.footpaths, starts), _walks_to(timetable.footpaths, ends)
    scratch = new_scratch(timetable.packed, 0, rides, 1)
    one_row = legs_of(np.zeros(len(access), dtype=np.int64), *_columns(access), 1)
    search_labels(timetable.packed, timetable.footpaths, timetable.change_s, one_row, 0, leave, cut, scratch)
    labels = _labels(timetable, scratch, leave)
    on_foot = min(((access[stop], stop) for stop in ends.tolist() if stop in access), default=(int(NEVER), -1))
    by_ride = min(
        (
            int(labels.alighted[stop, -1]) + way,
            _first_ride(labels.alighted[stop], labels.alighted[stop, -1]),
            way,
            stop,
        )
        for stop, way in egress.items()
    )
    arrive = min(leave + on_foot[0], by_ride[0])
    if arrive > leave + cut:
        return None
    legs: list[Leg] = []
    if leave + on_foot[0] <= by_ride[0]:
        legs = _first_walk(labels, on_foot[1], starts)
    else:
        _, ride, way, stop = by_ride
        legs = _back(labels, stop, ride, starts)
        last = int(labels.alighted[stop, ride])
        if way > 0 or stop not in ends:
            end = next(int(end) for end in ends if _way(timetable.footpaths, stop, int(end)) == way)
            legs.append(_walk(timetable, stop, end, last, last + way))
    return Journey(leave / SECONDS_PER_MINUTE, arrive / SECONDS_PER_MINUTE, tuple(legs))


def _labels(timetable: Timetable, scratch: Scratch, leave: int) -> _Labels:
    return _Labels(timetable, scratch.alighted, scratch.ready, leave)


def _back(labels: _Labels, stop: int, ride: int, starts: NDArray[np.int32]) -> list[Leg]:
    """Follow the labels back from where a vehicle was left to the start."""
    legs: list[Leg] = []
    while True:
        leg, boarded = _ridden(labels, stop, ride)
        legs.insert(0, leg)
        ready = int(labels.ready[boarded, ride])
        if ride == 0:
            return [*_first_walk(labels, boarded, starts), *legs]
        earlier = 1 + _first_ride(labels.ready[boarded, 1:], ready)
        stop, way = _changed_from(labels, boarded, earlier, ready)
        if stop != boarded:
            legs.insert(0, _walk(labels.table, stop, boarded, ready - way, ready))
        ride = _first_ride(labels.alighted[stop], ready - way)


def _ridden(labels: _Labels, stop: int, ride: int) -> tuple[Leg, int]:
    """Find a run that brings one to a stop at its time and can be boarded before; give it and where one boards."""
    table, packed = labels.table, labels.table.packed
    arrive = int(labels.alighted[stop, ride])
    boardable = np.zeros(len(packed.stop), dtype=bool)
    boardable[packed.board_at] = True
    for position in np.flatnonzero((packed.stop == stop) & packed.alight):
        pattern = packed.pattern[position]
        trips = np.arange(packed.trip_first[pattern], packed.trip_first[pattern + 1])
        for trip in trips[packed.start[trips] + packed.arrival[packed.profile[trips] + position] == arrive]:
            before = np.arange(packed.first[pattern], position)
            departs = packed.start[trip] + packed.departure[packed.profile[trip] + before]
            possible = boardable[before] & (labels.ready[packed.stop[before], ride] <= departs)
            if possible.any():
                chosen = int(np.flatnonzero(possible)[0])
                boarded = int(packed.stop[before[chosen]])
                return _ride(table, int(trip), boarded, stop, int(departs[chosen]), arrive), boarded
    raise AssertionError("a label that no run explains")  # pragma: no cover


def _changed_from(labels: _Labels, stop: int, ride: int, ready: int) -> tuple[int, int]:
    """Find the stop where the ride before was left, and the seconds from there."""
    table = labels.table
    off = labels.alighted[:, ride - 1].astype(np.int64)  # never left and never changed add up beyond 32 bits
    if off[stop] + table.change_s[stop] == ready:
        return stop, int(table.change_s[stop])
    entries = np.flatnonzero(table.footpaths.head == stop)
    rows = np.searchsorted(table.footpaths.first, entries, side="right") - 1
    fits = np.flatnonzero(off[rows] + table.footpaths.seconds[entries] == ready)
    return int(rows[fits[0]]), int(table.footpaths.seconds[entries[fits[0]]])


def _first_walk(labels: _Labels, stop: int, starts: NDArray[np.int32]) -> list[Leg]:
    """Give the walk from the nearest start to a stop; none from a stop to itself."""
    if stop in starts:
        return []
    ways = {start: _way(labels.table.footpaths, int(start), stop) for start in starts.tolist()}
    start = min(ways, key=lambda key: (ways[key], key))
    return [_walk(labels.table, start, stop, labels.leave, labels.leave + ways[start])]


def _first_ride(label: NDArray[np.int32], value: int | np.int32) -> int:
    return int(np.flatnonzero(label == value)[0])


def _walks_from(footpaths: Legs, starts: NDArray[np.int32]) -> dict[int, int]:
    """Give the seconds to every stop that one can walk to from some stops, which are 0 away from themselves."""
    ways: dict[int, int] = {}
    for start in starts.tolist():
        for entry in range(footpaths.first[start], footpaths.first[start + 1]):
            head = int(footpaths.head[entry])
            ways[head] = min(ways.get(head, int(NEVER)), int(footpaths.seconds[entry]))
    return {**ways, **dict.fromkeys(starts.tolist(), 0)}


def _walks_to(footpaths: Legs, ends: NDArray[np.int32]) -> dict[int, int]:
    """Give the seconds from every stop from which one can walk to some stops."""
    ways: dict[int, int] = {}
    entries = np.flatnonzero(np.isin(footpaths.head, ends))
    rows = np.searchsorted(footpaths.first, entries, side="right") - 1
    for row, seconds in zip(rows.tolist(), footpaths.seconds[entries].tolist(), strict=True):
        ways[row] = min(ways.get(row, int(NEVER)), seconds)
    return {**ways, **dict.fromkeys(ends.tolist(), 0)}


def _way(footpaths: Legs, start: int, end: int) -> int:
    entries = slice(footpaths.first[start], footpaths.first[start + 1])
    found = np.flatnonzero(footpaths.head[entries] == end)
    return int(footpaths.seconds[entries][found[0]]) if len(found) else int(NEVER)


def _columns(ways: dict[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.array(list(ways), dtype=np.int64), np.array(list(ways.values()), dtype=np.int64)


def _walk(table: Timetable, start: int, end: int, depart: int, arrive: int) -> Leg:
    ids = table.stops["stop"]
    return Leg("walk", ids.iloc[start], ids.iloc[end], depart / SECONDS_PER_MINUTE, arrive / SECONDS_PER_MINUTE)


def _ride(table: Timetable, trip: int, start: int, end: int, depart: int, arrive: int) -> Leg:
    ids, run = table.stops["stop"], table.runs.iloc[trip]
    return Leg(
        "ride",
        ids.iloc[start],
        ids.iloc[end],
        depart / SECONDS_PER_MINUTE,
        arrive / SECONDS_PER_MINUTE,
        **{name: str(run[name]) for name in ("line", "name", "mode", "trip", "headsign")},
    )
