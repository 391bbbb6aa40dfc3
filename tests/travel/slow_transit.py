"""Public transport found in the slowest and plainest way, and small random timetables with everything that goes wrong.

Nothing here shares code or data structures with the searches: calls are tuples, labels are dictionaries.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from tongcheng.travel.transit.kernel import NEVER, Legs
from tongcheng.travel.transit.nearby import legs_of
from tongcheng.travel.transit.trips import Trips


class Call(NamedTuple):
    stop: int
    arrival: int
    departure: int
    board: bool
    alight: bool


Runs = list[list[Call]]
Ways = dict[tuple[int, int], int]


def random_runs(rng: np.random.Generator, *, stops: int, runs: int) -> Runs:
    """Make runs that overtake each other, call twice at a stop, wait, stand still, and pass stops without opening."""
    shapes = [list(rng.integers(0, stops, rng.integers(2, 7))) for _ in range(max(1, runs // 4))]
    found = []
    for _ in range(runs):
        shape = shapes[rng.integers(len(shapes))]
        clock = int(rng.integers(-200, 2000))
        calls = []
        for stop in shape:
            arrival = clock
            departure = arrival + int(rng.choice([0, 0, 10, 90]))
            calls.append(Call(int(stop), arrival, departure, bool(rng.random() > 0.1), bool(rng.random() > 0.1)))
            clock = departure + int(rng.choice([0, 30, 60, 200]))
        found.append(calls)
    return found


def random_ways(rng: np.random.Generator, rows: int, heads: int, count: int) -> Ways:
    """Make ways that are not closed: from a to b and from b to c, yet often not from a to c."""
    return {
        (int(rng.integers(rows)), int(rng.integers(heads))): int(rng.choice([0, 20, 60, 150])) for _ in range(count)
    }


def trips_of(runs: Runs, stops: int) -> Trips:
    first = np.cumsum([0, *(len(run) for run in runs)]).astype(np.int64)
    calls = [call for run in runs for call in run]
    names = [str(number) for number in range(stops)]
    places = pd.DataFrame({"stop": names, "name": names, "station": names, "lon": 104.0, "lat": 30.0})
    ids = [f"t{number}" for number in range(len(runs))]
    table = pd.DataFrame({"trip": ids, "line": "l", "name": "l", "mode": "bus", "headsign": ""})
    return Trips(
        places,
        table,
        first,
        np.array([call.stop for call in calls], dtype=np.int32),
        np.array([call.arrival for call in calls], dtype=np.int32),
        np.array([call.departure for call in calls], dtype=np.int32),
        np.array([call.board for call in calls], dtype=bool),
        np.array([call.alight for call in calls], dtype=bool),
    )


def as_legs(ways: Ways, rows: int) -> Legs:
    pairs = np.array(list(ways), dtype=np.int64).reshape(-1, 2)
    return legs_of(pairs[:, 0], pairs[:, 1], np.array(list(ways.values()), dtype=np.int64), rows)


def slow_arrivals(
    runs: Runs, footpaths: Ways, change: list[int], access: Ways, origin: int, leave: int, rides: int
) -> dict[int, int]:
    """Give the earliest second at which each stop is reached by vehicle with at most so many rides."""
    ready = {stop: leave + way for (start, stop), way in access.items() if start == origin}
    best: dict[int, int] = {}
    for _ in range(rides):
        off: dict[int, int] = {}
        for calls in runs:
            for here, on in enumerate(calls):
                if not on.board or ready.get(on.stop, math.inf) > on.departure:
                    continue
                for call in calls[here + 1 :]:
                    if call.alight:
                        off[call.stop] = min(off.get(call.stop, NEVER), call.arrival)
        ready = {stop: when + change[stop] for stop, when in off.items() if change[stop] < NEVER}
        for (start, end), way in footpaths.items():
            if start in off:
                ready[end] = min(ready.get(end, NEVER), off[start] + way)
        for stop, when in off.items():
            best[stop] = min(best.get(stop, NEVER), when)
    return best


def slow_times(
    runs: Runs, footpaths: Ways, change: list[int], access: Ways, egress: Ways, direct: Ways, *,
    origin: int, places: int, departures: list[int], cut: int, rides: int, percentiles: list[float],
) -> np.ndarray:  # fmt: skip
    """Give the times of some percentiles to every place, ``NEVER`` where too few departures arrive in time."""
    result = np.full((len(percentiles), places), int(NEVER), dtype=np.int64)
    every = []
    for leave in departures:
        times = {place: way for (start, place), way in direct.items() if start == origin}
        reached = slow_arrivals(runs, footpaths, change, access, origin, leave, rides)
        for (stop, place), way in egress.items():
            if stop in reached:
                times[place] = min(times.get(place, NEVER), reached[stop] + way - leave)
        every.append(times)
    for place in range(places):
        sorted_times = sorted(times[place] for times in every if times.get(place, math.inf) <= cut)
        for row, percentile in enumerate(percentiles):
            needed = max(1, math.ceil(percentile * len(departures) / 100))
            if needed <= len(sorted_times):
                result[row, place] = sorted_times[needed - 1]
    return result
