"""Range-RAPTOR against searching every minute anew and against the slowest plain search, on random timetables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.travel.slow_transit import Runs, as_legs, random_runs, random_ways, slow_times, trips_of
from tongcheng.results import Basis
from tongcheng.travel.transit.kernel import NEVER
from tongcheng.travel.transit.packing import equal_rows, pack
from tongcheng.travel.transit.search import TransitSearch, Window
from tongcheng.travel.transit.timetable import Timetable
from tongcheng.travel.transit.walking import Walking

BASIS: Basis = "synthetic"
STOPS, PLACES, ORIGINS = 9, 6, 4
PERCENTILES = [0.0, 25.0, 50.0, 90.0]


class Case:
    """A random timetable with ways that are not closed, and everything that is asked of it."""

    def __init__(self, seed: int, *, runs: int, rides: int, cut: int) -> None:
        rng = np.random.default_rng(seed)
        self.runs: Runs = random_runs(rng, stops=STOPS, runs=runs)
        self.footpaths = {pair: way for pair, way in random_ways(rng, STOPS, STOPS, 12).items() if pair[0] != pair[1]}
        self.change = [int(value) for value in rng.choice([0, 40, int(NEVER)], STOPS, p=[0.7, 0.2, 0.1])]
        self.access = random_ways(rng, ORIGINS, STOPS, 10)
        self.egress = random_ways(rng, STOPS, PLACES, 12)
        self.direct = random_ways(rng, ORIGINS, PLACES, 3)
        self.window = Window(start_s=int(rng.integers(0, 600)), step_s=int(rng.choice([30, 60])), count=12)
        self.rides, self.cut = rides, cut

    def search(self, threads: int = 1) -> TransitSearch:
        trips = trips_of(self.runs, STOPS)
        packed, rows = pack(trips)
        table = Timetable(
            trips.stops, trips.table.iloc[rows], packed, as_legs(self.footpaths, STOPS),
            np.array(self.change, dtype=np.int32), Walking(), "", BASIS,
        )  # fmt: skip
        return TransitSearch(
            table, as_legs(self.access, ORIGINS), as_legs(self.egress, STOPS), as_legs(self.direct, ORIGINS), PLACES,
            self.window, tuple(PERCENTILES), self.cut, self.rides, threads,
        )  # fmt: skip

    def slow(self) -> np.ndarray:
        leaves = [self.window.start_s + number * self.window.step_s for number in range(self.window.count)]
        return np.stack(
            [
                slow_times(
                    self.runs, self.footpaths, self.change, self.access, self.egress, self.direct, origin=origin,
                    places=PLACES, departures=leaves, cut=self.cut, rides=self.rides, percentiles=PERCENTILES,
                )
                for origin in range(ORIGINS)
            ]
        )  # fmt: skip


EVERYONE = np.arange(ORIGINS, dtype=np.int32)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    runs=st.integers(1, 40),
    rides=st.integers(1, 4),
    cut=st.sampled_from([300, 900, 3000]),
)
def test_range_raptor_equals_per_minute_raptor_and_the_slow_search(
    seed: int, runs: int, rides: int, cut: int
) -> None:
    case = Case(seed, runs=runs, rides=rides, cut=cut)
    search = case.search()
    ranged = search.seconds(EVERYONE)
    assert np.array_equal(ranged, search.seconds(EVERYONE, ranged=False))
    assert np.array_equal(ranged, case.slow())


def test_the_random_timetables_are_worth_searching() -> None:
    """They reach some places and not others, and a second and third ride and later departures matter."""
    slow = np.stack([Case(seed, runs=30, rides=3, cut=3000).slow() for seed in range(20)])
    one_ride = np.stack([Case(seed, runs=30, rides=1, cut=3000).slow() for seed in range(20)])
    two_rides = np.stack([Case(seed, runs=30, rides=2, cut=3000).slow() for seed in range(20)])
    assert 0.2 < (slow < NEVER).mean() < 0.95
    assert (slow < two_rides).mean() > 0.01
    assert (two_rides < one_ride).mean() > 0.02
    assert (slow[:, :, 0] < slow[:, :, -1]).mean() > 0.2


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_and_blocks_change_nothing(threads: int) -> None:
    case = Case(5, runs=35, rides=3, cut=3000)
    together = case.search(threads).seconds(EVERYONE)
    again = case.search()
    one_by_one = [again.seconds(EVERYONE[row : row + 1]) for row in (2, 0, 3, 1)]
    assert np.array_equal(together[[2, 0, 3, 1]], np.concatenate(one_by_one))
    assert np.array_equal(again.seconds(EVERYONE, (50.0,))[:, 0], together[:, PERCENTILES.index(50.0)])


def test_patterns_hold_runs_that_never_overtake_and_lose_none() -> None:
    for seed in range(30):
        runs = random_runs(np.random.default_rng(seed), stops=5, runs=40)
        packed, rows = pack(trips_of(runs, 5))
        assert sorted(rows) == list(range(len(runs)))
        overtaken = 0
        for pattern in range(len(packed.trip_first) - 1):
            positions = np.arange(packed.first[pattern], packed.first[pattern + 1])
            before = None
            for trip in range(packed.trip_first[pattern], packed.trip_first[pattern + 1]):
                arrival = packed.start[trip] + packed.arrival[packed.profile[trip] + positions]
                departure = packed.start[trip] + packed.departure[packed.profile[trip] + positions]
                calls = runs[rows[trip]]
                assert list(packed.stop[positions]) == [call.stop for call in calls]
                assert list(arrival) == [call.arrival for call in calls]
                assert list(departure) == [call.departure for call in calls]
                if before is not None:
                    overtaken += int((arrival < before[0]).any() or (departure < before[1]).any())
                before = arrival, departure
        assert overtaken == 0
        signatures = {tuple((call.stop, call.board, call.alight) for call in run) for run in runs}
        assert len(signatures) <= len(packed.trip_first) - 1 <= len(runs)


def test_running_times_of_like_runs_are_kept_once() -> None:
    calls = [(0, 0), (1, 100), (2, 250)]
    runs = random_runs(np.random.default_rng(0), stops=3, runs=1)[:0]
    template = random_runs(np.random.default_rng(1), stops=3, runs=1)[0][0]
    for start in range(0, 6000, 600):
        runs.append([template._replace(stop=s, arrival=start + t, departure=start + t) for s, t in calls])
    packed, _ = pack(trips_of(runs, 3))
    assert len(packed.trip_first) - 1 == 1
    assert packed.arrival.tolist() == [0, 100, 250]
    assert packed.start.tolist() == list(range(0, 6000, 600))


def test_equal_rows_are_told_apart_by_place_and_length() -> None:
    rows = [[1, 2], [2, 1], [1, 2], [1, 2, 0], [0, 1, 2], [1], [1, 2, 0]]
    first = np.cumsum([0, *map(len, rows)])
    label = equal_rows(first, np.concatenate(rows))
    for one in range(len(rows)):
        for other in range(len(rows)):
            assert (label[one] == label[other]) == (rows[one] == rows[other])


def test_nearest_rank_percentiles_are_times_of_departures() -> None:
    window = Window.between("07:00", "08:00", step_min=5)
    assert window == Window(25200, 300, 12)
    assert [window.rank(value) for value in (0, 8.3, 8.4, 50, 100)] == [0, 0, 1, 5, 11]
