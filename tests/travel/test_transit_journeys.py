"""Itineraries, leg by leg against the timetable of the feed they come from."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.travel.slow_transit import as_legs, random_runs, random_ways, slow_arrivals, trips_of
from tests.travel.small_feeds import small_feed
from tests.travel.test_transit_timetable import REAL
from tongcheng.errors import InputError
from tongcheng.region.gtfs import Feed, read_gtfs
from tongcheng.travel.transit import Journey, Timetable, Walking, feed_timetable, journey
from tongcheng.travel.transit.kernel import NEVER
from tongcheng.travel.transit.packing import pack

STOPS = 8


def random_table(seed: int) -> tuple[Timetable, list, dict, list[int]]:
    rng = np.random.default_rng(seed)
    runs = random_runs(rng, stops=STOPS, runs=30)
    footpaths = {pair: way for pair, way in random_ways(rng, STOPS, STOPS, 10).items() if pair[0] != pair[1]}
    change = [int(value) for value in rng.choice([0, 40, int(NEVER)], STOPS, p=[0.7, 0.2, 0.1])]
    trips = trips_of(runs, STOPS)
    packed, rows = pack(trips)
    table = Timetable(
        trips.stops, trips.table.iloc[rows].reset_index(drop=True), packed, as_legs(footpaths, STOPS),
        np.array(change, dtype=np.int32), Walking(), "", "synthetic",
    )  # fmt: skip
    return table, runs, footpaths, change


def seconds(minutes: float) -> int:
    return round(minutes * 60)


def check_chain(found: Journey, origins: set[str], destinations: set[str]) -> None:
    """Check that legs hang together in space and time, and that their parts add up."""
    assert seconds(found.legs[0].depart_min) >= seconds(found.depart_min)
    assert seconds(found.legs[-1].arrive_min) == seconds(found.arrive_min)
    assert found.legs[0].start in origins
    assert found.legs[-1].end in destinations
    for before, after in itertools.pairwise(found.legs):
        assert before.end == after.start
        assert seconds(before.arrive_min) <= seconds(after.depart_min)
        assert not before.kind == after.kind == "walk"
    assert sum(found.minutes_by_part().values()) == pytest.approx(found.minutes)
    assert all(part >= -1e-9 for part in found.minutes_by_part().values())


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), rides=st.integers(1, 4), leave=st.integers(0, 25))
@example(seed=12, rides=4, leave=0)  # never left there, and no change there: the sum of both is beyond 32 bits
def test_itineraries_of_random_timetables_exist_and_arrive_first(seed: int, rides: int, leave: int) -> None:
    table, runs, footpaths, change = random_table(seed)
    rng = np.random.default_rng(seed + 1)
    origin, destination = (int(stop) for stop in rng.choice(STOPS, 2, replace=False))
    access = {(0, origin): 0} | {(0, end): way for (start, end), way in footpaths.items() if start == origin}
    reached = slow_arrivals(runs, footpaths, change, access, 0, leave * 60, rides)
    arrivals = [when + footpaths.get((stop, destination), 0 if stop == destination else NEVER)
                for stop, when in reached.items()]  # fmt: skip
    arrivals.append(leave * 60 + access.get((0, destination), int(NEVER)))
    found = journey(table, str(origin), str(destination), f"00:{leave:02d}", rides=rides, cutoff_min=60)
    if min(arrivals) > (leave + 60) * 60:
        assert found is None
        return
    assert found is not None
    assert seconds(found.arrive_min) == min(arrivals)
    assert found.rides <= rides
    check_chain(found, {str(origin)}, {str(destination)})
    ready = seconds(found.depart_min)
    for number, leg in enumerate(found.legs):
        if leg.kind == "walk":
            way = footpaths[int(leg.start), int(leg.end)]
            assert seconds(leg.arrive_min) - seconds(leg.depart_min) == way
            ready = seconds(leg.arrive_min)
            continue
        calls = runs[int(leg.trip[1:])]
        assert any(
            on.board and (on.stop, on.departure) == (int(leg.start), seconds(leg.depart_min)) and any(
                off.alight and (off.stop, off.arrival) == (int(leg.end), seconds(leg.arrive_min))
                for off in calls[place + 1 :]
            )
            for place, on in enumerate(calls)
        )  # fmt: skip
        if number and found.legs[number - 1].kind == "ride":
            ready += change[int(leg.start)]
        assert seconds(leg.depart_min) >= ready
        ready = seconds(leg.arrive_min)


def test_a_journey_by_hand(tmp_path: Path) -> None:
    table = feed_timetable(small_feed(tmp_path), "2025-01-14", walking=Walking(change_min=25))
    found = journey(table, "a", "d", "06:50")
    assert found is not None
    assert (found.depart_min, found.arrive_min, found.rides) == (410, 440, 1)
    assert found.minutes_by_part() == {"walk": 0, "ride": 20, "wait": 10}
    assert found.legs[0].trip == "t1"
    assert found.legs[0].name == "1路"
    assert list(found.frame()["kind"]) == ["ride"]
    late = journey(table, "a", "d", "07:31")
    assert late is None, "nothing goes that way within four hours, and it is too far to walk"
    on_foot = journey(table, "b", "a", "12:00")
    assert on_foot is not None
    assert [leg.kind for leg in on_foot.legs] == ["walk"]
    there = journey(table, "a", "a", "12:00")
    assert there is not None
    assert (there.minutes, there.legs) == (0, ())
    with pytest.raises(InputError, match="nowhere"):
        journey(table, "a", "nowhere", "12:00")


@pytest.fixture(scope="module")
def tank() -> Feed:
    return read_gtfs(REAL)


def test_itineraries_of_the_real_feed_exist_in_its_files(tank: Feed) -> None:
    table = feed_timetable(tank, "2019-11-05")
    services = set(tank.services_on("2019-11-05"))
    service = tank.trips.set_index("trip_id")["service_id"]
    route = tank.trips.set_index("trip_id")["route_id"]
    calls = tank.stop_times.set_index(["trip_id", "stop_id"]).sort_index()
    ways = {}
    rows = np.repeat(np.arange(len(table.stops)), np.diff(table.footpaths.first))
    ids = table.stops["stop"].to_numpy()
    for row, head, way in zip(rows, table.footpaths.head, table.footpaths.seconds, strict=True):
        ways[ids[row], ids[head]] = way
    rng = np.random.default_rng(7)
    rides = []
    for origin, destination in rng.choice(ids, (60, 2)):
        found = journey(table, origin, destination, "07:30", cutoff_min=180)
        if found is None or origin == destination:
            continue
        check_chain(found, {origin}, {destination})
        rides.append(found.rides)
        for leg in found.legs:
            if leg.kind == "walk":
                assert ways[leg.start, leg.end] == seconds(leg.arrive_min) - seconds(leg.depart_min)
                assert ways[leg.start, leg.end] <= 600
                continue
            assert service[leg.trip] in services
            assert route[leg.trip] == leg.line
            on, off = (calls.loc[[(leg.trip, stop)]] for stop in (leg.start, leg.end))
            departures = {
                seconds(value): order for value, order in zip(on["departure_min"], on["stop_sequence"], strict=True)
            }
            arrivals = {
                seconds(value): order for value, order in zip(off["arrival_min"], off["stop_sequence"], strict=True)
            }
            assert departures[seconds(leg.depart_min)] < arrivals[seconds(leg.arrive_min)]
    assert len(rides) > 30
    assert {1, 2} <= set(rides)
