"""A day's timetable from a feed: which runs, when, from where one may change; by hand and on a real feed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.travel.small_feeds import STOP_TIMES, small_feed
from tongcheng.errors import InputError
from tongcheng.region.gtfs import Feed, read_gtfs
from tongcheng.travel.transit import Timetable, Walking, departures, feed_timetable, line_service, pair_service
from tongcheng.travel.transit.kernel import NEVER
from tongcheng.travel.transit.nearby import rows_of

REAL = Path(__file__).parents[2] / "samples" / "raw" / "nky" / "TANK-GTFS.zip"
NO_WALK = Walking(change_min=0.0)


def runs_of(table: Timetable) -> dict[str, list[tuple[str, int, int]]]:
    """Unpack a timetable again: the calls of every run by its trip and the second at which it starts."""
    packed = table.packed
    found = {}
    for pattern in range(len(packed.trip_first) - 1):
        positions = np.arange(packed.first[pattern], packed.first[pattern + 1])
        ids = table.stops["stop"].to_numpy()[packed.stop[positions]]
        for trip in range(packed.trip_first[pattern], packed.trip_first[pattern + 1]):
            arrival = packed.start[trip] + packed.arrival[packed.profile[trip] + positions]
            departure = packed.start[trip] + packed.departure[packed.profile[trip] + positions]
            name = f"{table.runs['trip'].iloc[trip]}@{packed.start[trip]}"
            found[name] = list(zip(ids.tolist(), arrival.tolist(), departure.tolist(), strict=True))
    return found


def ways_of(table: Timetable) -> dict[tuple[str, str], int]:
    ids = table.stops["stop"].to_numpy()
    legs = table.footpaths
    return {
        (ids[row], ids[head]): int(seconds)
        for row, head, seconds in zip(rows_of(legs), legs.head, legs.seconds, strict=True)
    }


def clock(hours: float, minutes: float = 0) -> int:
    return round(hours * 3600 + minutes * 60)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-01-14", {"t1", "t2", "t4"}),  # a Tuesday
        ("2025-01-15", {"t4"}),  # taken out
        ("2025-01-18", {"t3", "t4"}),  # a Saturday with an extra service
        ("20250119", {"t4"}),
    ],
)
def test_runs_of_a_day_follow_calendar_and_exceptions(tmp_path: Path, date: str, expected: set[str]) -> None:
    table = feed_timetable(small_feed(tmp_path), date, walking=NO_WALK)
    assert {
        name for name, start in (run.split("@") for run in runs_of(table)) if 0 <= int(start) < 86_400
    } == expected
    assert table.date == "2025-01-" + date[-2:]


def test_runs_of_the_night_before_stand_after_midnight(tmp_path: Path) -> None:
    table = feed_timetable(small_feed(tmp_path), "2025-01-15", walking=NO_WALK)
    before = runs_of(table)[f"t4@{clock(-1 / 6)}"]
    assert before == [("d", -600, -600), ("c", 300, 360), ("a", 1200, 1200)]
    first = feed_timetable(small_feed(tmp_path), "2025-01-06", walking=NO_WALK)
    assert not any(int(run.split("@")[1]) < 0 for run in runs_of(first)), "nothing ran on the day before the first"


def test_early_runs_of_the_next_day_are_there(tmp_path: Path) -> None:
    times = STOP_TIMES.replace("t1,a,1,07:00:00,07:00:00", "t1,a,1,05:30:00,05:30:00")
    table = feed_timetable(small_feed(tmp_path, stop_times=times), "2025-01-13", walking=NO_WALK)
    starts = sorted(int(run.split("@")[1]) for run in runs_of(table) if run.startswith("t1"))
    assert starts == [clock(5, 30), clock(29, 30)]
    friday = feed_timetable(small_feed(tmp_path, stop_times=times), "2025-01-17", walking=NO_WALK)
    assert [run for run in runs_of(friday) if run.startswith("t1")] == [f"t1@{clock(5, 30)}"]


def test_runs_by_frequency_are_laid_out(tmp_path: Path) -> None:
    rows = "trip_id,start_time,end_time,headway_secs\nt1,06:00:00,06:30:00,600\nt1,08:00:00,08:20:00,900\n"
    table = feed_timetable(small_feed(tmp_path, frequencies=rows), "2025-01-14", walking=NO_WALK)
    runs = runs_of(table)
    starts = sorted(int(run.split("@")[1]) for run in runs if run.startswith("t1"))
    assert starts == [clock(6), clock(6, 10), clock(6, 20), clock(8), clock(8, 15)]
    assert runs[f"t1@{clock(6, 10)}"] == [
        ("a", clock(6, 10), clock(6, 10)), ("b", clock(6, 15), clock(6, 16)), ("d", clock(6, 30), clock(6, 30)),
    ]  # fmt: skip
    assert any("间隔" in note.zh for note in table.notes)


def test_a_day_without_service_is_refused_with_the_nearest(tmp_path: Path) -> None:
    for date, nearest in (("2025-02-20", "2025-01-31"), ("2024-12-01", "2025-01-06")):
        with pytest.raises(InputError) as caught:
            feed_timetable(small_feed(tmp_path), date)
        (problem,) = caught.value.problems
        assert problem.code == "no_service"
        assert date in problem.found
        assert nearest in problem.remedy.zh
        assert nearest in problem.remedy.en


def test_calls_without_times_and_unknown_stops_are_named_by_row(tmp_path: Path) -> None:
    feed = small_feed(tmp_path)
    times = feed.stop_times.copy()
    times.loc[[1, 6], "arrival_min"] = np.nan
    times.loc[3, "stop_id"] = "nowhere"
    with pytest.raises(InputError) as caught:
        feed_timetable(replace(feed, stop_times=times), "2025-01-14")
    assert {(problem.code, problem.row) for problem in caught.value.problems} == {
        ("no_time", int(times["row"].iloc[1])), ("no_time", int(times["row"].iloc[6])),
        ("unknown_stop", int(times["row"].iloc[3])),
    }  # fmt: skip


def test_unknown_stops_in_transfers_are_named_by_row(tmp_path: Path) -> None:
    feed = small_feed(tmp_path)
    transfers = pd.DataFrame({"from_stop_id": ["a", "x", "b"], "to_stop_id": ["b", "b", "y"]})
    with pytest.raises(InputError) as caught:
        feed_timetable(replace(feed, transfers=transfers), "2025-01-14")
    assert {(problem.code, problem.row, problem.found) for problem in caught.value.problems} == {
        ("unknown_stop", 3, "x"), ("unknown_stop", 4, "y"),
    }  # fmt: skip


PLATFORM_TIMES = STOP_TIMES + "t1,p1,4,07:30:00,07:30:00\nt2,p2,4,08:00:00,08:00:00\n"
PLATFORM_TIMES += "t4,b,4,24:30:00,24:30:00\nt1,c,5,07:40:00,07:40:00\n"


def table_with(tmp_path: Path, transfers: str, walking: Walking) -> Timetable:
    head = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
    feed = small_feed(tmp_path, stop_times=PLATFORM_TIMES, transfers=head + transfers)
    return feed_timetable(feed, "2025-01-14", walking=walking)


def test_walks_between_stops_are_straight_times_the_detour(tmp_path: Path) -> None:
    ways = ways_of(table_with(tmp_path, "", Walking(kmh=4.5, detour=1.3, change_min=25)))
    metres = 6371008.8 * np.radians(0.01) * np.cos(np.radians(30.0))
    assert ways["a", "b"] == ways["b", "a"] == np.ceil(metres * 1.3 / 1.25)
    assert ("a", "c") not in ways
    assert ("a", "a") not in ways


def test_platforms_of_a_station_are_joined_whatever_the_limit(tmp_path: Path) -> None:
    table = table_with(tmp_path, "", NO_WALK)
    ways = ways_of(table)
    assert set(ways) == {("p1", "p2"), ("p2", "p1")}
    assert ways["p1", "p2"] == 12  # 11.1 m × 1.3 at 1.25 m/s, rounded up
    assert sorted(table.stops["stop"].iloc[table.stops_of("P")]) == ["p1", "p2"]
    assert list(table.stops["stop"].iloc[table.stops_of("p2")]) == ["p2"]


def test_transfers_are_closed_within_the_limit_and_stated_times_stand(tmp_path: Path) -> None:
    rows = "a,b,2,100\nb,c,2,200\nc,d,2,400\na,d,2,2000\nb,b,2,90\nc,c,3,\nd,a,3,\n"
    table = table_with(tmp_path, rows, Walking(kmh=0.01, change_min=10))
    ways = ways_of(table)
    assert (ways["a", "b"], ways["b", "c"]) == (100, 200)
    assert ways["a", "c"] == 300, "over b"
    assert ways["b", "d"] == 600, "over c, just within ten minutes"
    assert ways["a", "d"] == 2000, "stated, though 700 s over b and c would be less"
    assert ("d", "a") not in ways
    change = dict(zip(table.stops["stop"], table.change_s, strict=True))
    assert (change["a"], change["b"], change["c"]) == (0, 90, NEVER)


def test_transfers_of_stations_hold_for_their_stops_and_stops_go_before_stations(tmp_path: Path) -> None:
    table = table_with(tmp_path, "c,P,2,111\nc,p2,2,222\nP,P,2,33\n", Walking(kmh=0.01, change_min=1))
    ways = ways_of(table)
    assert (ways["c", "p1"], ways["c", "p2"]) == (111, 222)
    assert (ways["p1", "p2"], ways["p2", "p1"]) == (33, 33)
    assert table.change_s[table.stops_of("P")].tolist() == [33, 33]


def test_transfers_for_certain_routes_are_left_out_and_said_so(tmp_path: Path) -> None:
    head = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_route_id\n"
    feed = small_feed(tmp_path, transfers=head + "a,b,2,1,r1\na,d,2,7,\n")
    table = feed_timetable(feed, "2025-01-14", walking=NO_WALK)
    assert ways_of(table) == {("a", "d"): 7}
    assert any("1 条" in note.zh for note in table.notes)


def test_every_footpath_is_closed_within_the_limit(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    names = [*"abcd", "p1", "p2"]
    rows = {tuple(rng.choice(names, 2, replace=False)): int(rng.integers(1, 700)) for _ in range(14)}
    ways = ways_of(
        table_with(tmp_path, "".join(f"{a},{b},0,{t}\n" for (a, b), t in rows.items()), Walking(change_min=30))
    )
    assert len(ways) > 12
    for (start, middle), first in ways.items():
        for (again, end), second in ways.items():
            if again == middle and end != start and first + second <= 1800:
                assert ways[start, end] <= first + second


def test_no_boarding_and_no_alighting_are_kept(tmp_path: Path) -> None:
    head, *lines = STOP_TIMES.strip().splitlines()
    rule = {"t1,b": ",1,0", "t2,b": ",0,1"}
    text = head + ",pickup_type,drop_off_type\n"
    text += "".join(f"{line}{rule.get(line[:4], ',0,0')}\n" for line in lines)
    table = feed_timetable(small_feed(tmp_path, stop_times=text), "2025-01-14", walking=NO_WALK)
    assert departures(table, "b", "d")["trip"].tolist() == ["t2"]
    assert departures(table, "a", "b")["trip"].tolist() == ["t1"]
    assert departures(table, "a", "d")["trip"].tolist() == ["t1", "t2"]


def test_service_of_lines_and_pairs_by_hand(tmp_path: Path) -> None:
    rows = "trip_id,start_time,end_time,headway_secs\nt1,07:00:00,08:00:00,600\n"
    feed = small_feed(tmp_path, frequencies=rows)
    table = feed_timetable(feed, "2025-01-14", walking=NO_WALK)
    found = pair_service(table, [("a", "d"), ("d", "a"), ("c", "b")]).set_index(["origin", "destination"])
    there = found.loc[("a", "d")]
    # 7:00, 7:10 … 7:50, and t2 at 7:30 once more: gaps 10 10 10 0 10 10
    assert (there["runs"], there["first_min"], there["last_min"]) == (7, 420, 470)
    assert there["headway_min"] == pytest.approx(50 / 6)
    assert there["longest_gap_min"] == 10
    assert there["wait_min"] == pytest.approx(5 * 100 / (2 * 50))
    assert there["ride_min"] == 20
    assert found.loc[("d", "a"), "runs"] == 1, "the one that leaves on this day, not the one of the night before"
    assert np.isnan(found.loc[("d", "a"), "headway_min"])
    assert found.loc[("c", "b"), "runs"] == 0
    lines = line_service(table, window=("07:00", "08:00")).set_index(["line", "start", "end"])
    assert lines.index.tolist() == [("r1", "a", "d")]
    assert lines.loc[("r1", "a", "d"), ["stops", "runs", "ride_min"]].tolist() == [3, 7, 20]
    with pytest.raises(InputError, match="nowhere"):
        departures(table, "a", "nowhere")


@pytest.fixture(scope="module")
def tank() -> Feed:
    return read_gtfs(REAL)


def test_the_real_feed_is_unpacked_to_the_second(tank: Feed) -> None:
    table = feed_timetable(tank, "2019-11-05")
    services = tank.services_on("2019-11-05")
    trips = tank.trips[tank.trips["service_id"].isin(services)]
    calls = tank.stop_times[tank.stop_times["trip_id"].isin(trips["trip_id"])]
    expected = {
        f"{trip}@{round(rows['departure_min'].iloc[0] * 60)}": list(
            zip(
                rows["stop_id"],
                (rows["arrival_min"] * 60).round().astype(int),
                (rows["departure_min"] * 60).round().astype(int),
                strict=True,
            )
        )
        for trip, rows in calls.groupby("trip_id", sort=False)
    }
    found = runs_of(table)
    assert expected.items() <= found.items()
    assert len(expected) > 900
    others = set(found) - set(expected)
    starts = [int(run.split("@")[1]) for run in others]
    assert all(start < clock(3) or clock(24) <= start < clock(30) for start in starts), "only of the nights around"
    assert table.calls == sum(map(len, found.values()))
