"""Door to door: zones of the tiny circle by hand, streets and cars, forms and blocks, and what is refused."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.tiny import ZONES, middle
from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.travel import drive_network
from tongcheng.travel.store import open_times, save_times
from tongcheng.travel.transit import (
    Driving,
    Timetable,
    TransitTimes,
    Walking,
    Window,
    region_timetable,
    timetable_from_lines,
    transit_times,
    walk_streets,
)
from tongcheng.travel.transit.kernel import NEVER
from tongcheng.travel.transit.nearby import rows_of
from tongcheng.travel.transit.walking import straight_legs, walk_legs

#: M1 runs z02, z03, z04, z05 at 0, 8, 16, 24 minutes, every 10 minutes.
EVERY, RIDE = 10, {"z02": 0, "z03": 8, "z04": 16, "z05": 24}


def place(zone: str) -> int:
    return ZONES.index(zone)


def tiny_timetable(region: Region) -> Timetable:
    return timetable_from_lines(region, span=("06:00", "22:00"))


def test_minutes_by_hand(tiny: Region) -> None:
    times = transit_times(tiny, tiny_timetable(tiny), percentiles=(0, 25, 50, 75, 100))
    kept = times.keep()
    for start, first in RIDE.items():
        for end, last in RIDE.items():
            found = [float(kept[value].matrix()[place(start), place(end)]) for value in times.percentiles]
            if start == end:
                assert found == [0] * 5
                continue
            # every wait of 0 … 9 minutes and some seconds comes six times in the hour: ranks 1, 15, 30, 45 and 60
            wait = found[0] - abs(last - first)
            assert 0 <= wait < 1
            assert np.allclose(np.array(found) - found[0], [0, 2, 4, 7, 9], atol=1e-5)
    assert kept[50].percentile == 50
    assert kept[50].mode == "transit"
    assert kept[50].basis == "synthetic"


def test_places_without_a_stop_are_nan_and_named(tiny: Region) -> None:
    times = transit_times(tiny, tiny_timetable(tiny), percentiles=(50,))
    minutes = times.at(50).matrix()
    far = [zone for zone in ZONES if zone not in RIDE]
    for zone in far:
        others = [place(other) for other in ZONES if other != zone]
        assert np.isnan(minutes[place(zone), others]).all()
        assert np.isnan(minutes[others, place(zone)]).all()
        assert minutes[place(zone), place(zone)] == 0
    origins = times.notes[times.notes["role"] == "origin"].set_index("place")
    assert sorted(origins.index) == far
    assert set(origins["reason"]) == {"no_stop"}
    tenth_degree_east = 6371.0088 * np.radians(0.1) * np.cos(np.radians(30.05))
    assert origins.loc["z01", "distance_km"] == pytest.approx(tenth_degree_east, abs=0.001)
    unplaced = tiny.with_tables({"zones": tiny["zones"]})
    unplaced.tables["zones"] = unplaced["zones"].assign(
        lon=unplaced["zones"]["lon"].mask(unplaced["zones"].index == 0)
    )
    noted = transit_times(unplaced, tiny_timetable(tiny), percentiles=(50,)).notes
    assert set(noted.loc[noted["place"] == "z01", "reason"]) == {"no_position"}


def test_other_destinations_and_walks_at_both_ends(tiny: Region) -> None:
    lon, lat = middle(5)
    near = pd.DataFrame({"place": ["near"], "lon": [lon], "lat": [lat + 0.005]})  # 0.556 km north of s5
    walking = Walking(kmh=4.5, detour=1.3, access_min=20)
    table = timetable_from_lines(tiny, span=("06:00", "22:00"), walking=walking)
    found = transit_times(tiny, table, to=near, percentiles=(0,)).at(0).matrix()
    at_stop = transit_times(tiny, table, percentiles=(0,)).at(0).matrix()[:, place("z05")]
    walk = 6371.0088 * np.radians(0.005) * 1.3 / 4.5 * 60
    assert np.allclose((found[:, 0] - at_stop)[[1, 2, 3]], walk, atol=1 / 60 + 1e-5)
    assert found[place("z05"), 0] == pytest.approx(walk, abs=1 / 60 + 1e-5), "walked all the way"
    short = Walking(kmh=4.5, detour=1.3, access_min=5)
    refused = timetable_from_lines(tiny, span=("06:00", "22:00"), walking=short)
    assert np.isnan(transit_times(tiny, refused, to=near, percentiles=(0,)).at(0).matrix()).all()


def test_driving_to_the_station_by_hand(tiny: Region) -> None:
    driving = Driving(drive_network(tiny, engine="dijkstra"), limit_min=12, park_min=5)
    table = tiny_timetable(tiny)
    found = transit_times(tiny, table, percentiles=(0, 100), driving=driving).keep()
    walked = transit_times(tiny, table, percentiles=(0, 100)).keep()
    # z01 drives 10 min to s2, z08 12 min, each parks for 5; z12 would drive 22 min to s5
    for zone, drive in (("z01", 10), ("z08", 12)):
        wait = float(found[0].matrix()[place(zone), place("z05")]) - drive - 5 - 24
        assert 0 <= wait < 1
        assert float(found[100].matrix()[place(zone), place("z05")]) == pytest.approx(drive + 5 + 24 + wait + 9)
    assert np.isnan(found[100].matrix()[place("z12"), place("z02")])
    assert np.isnan(found[100].matrix()[place("z02"), place("z01")]), "nobody drives at the other end"
    assert np.array_equal(found[0].matrix()[1:5, 1:5], walked[0].matrix()[1:5, 1:5])
    buses = Driving(driving.network, limit_min=12, modes=("bus",))
    by_bus = transit_times(tiny, table, percentiles=(0,), driving=buses)
    none = by_bus.at(0).matrix()
    assert np.array_equal(none, walked[0].matrix(), equal_nan=True)
    named = transit_times(tiny, table, percentiles=(0,), driving=driving).notes.groupby("role")["place"].agg(set)
    assert {"z01", "z12"} & named["origin"] == {"z12"}, "who can drive has a stop"
    assert {"z01", "z12"} <= named["destination"]


def test_blocks_forms_threads_processes_and_files_agree(tiny: Region, tmp_path: Path) -> None:
    times = transit_times(tiny, tiny_timetable(tiny), block=5, threads=2)
    together = np.concatenate([minutes for _, minutes in times.blocks()])
    assert together.shape == (12, 3, 12)
    assert [rows for rows, _ in times.blocks()] == [slice(0, 5), slice(5, 10), slice(10, 12)]
    exact = times.keep()
    for number, percentile in enumerate(times.percentiles):
        alone = times.at(percentile)
        assert np.array_equal(alone.matrix(), together[:, number], equal_nan=True)
        assert np.array_equal(exact[percentile].matrix(), together[:, number], equal_nan=True)
        assert exact[percentile].source.key == alone.source.key
        saved = open_times(save_times(alone, tmp_path / f"p{percentile:g}"))
        assert np.array_equal(saved.matrix(), alone.matrix(), equal_nan=True)
        assert saved.percentile == percentile
        sent = pickle.loads(pickle.dumps(alone.source))
        block = np.empty((5, 12), dtype=np.float32)
        sent.fill(slice(5, 10), block)
        assert np.array_equal(block, together[5:10, number], equal_nan=True)
        assert sent.key == alone.source.key
    short = transit_times(tiny, tiny_timetable(tiny), cutoff_min=100)
    for percentile, kept in short.keep(tenths=True).items():
        assert np.array_equal(kept.matrix(), short.at(percentile).matrix(), equal_nan=True), "whole seconds are exact"
    other = transit_times(tiny, tiny_timetable(tiny), departures=("08:00", "09:00"))
    assert other.at(50).source.key != times.at(50).source.key
    assert times.at(25).source.key != times.at(50).source.key


def test_cut_off_is_the_end(tiny: Region) -> None:
    table = tiny_timetable(tiny)
    long = transit_times(tiny, table, percentiles=(50,)).at(50).matrix()
    short = transit_times(tiny, table, percentiles=(50,), cutoff_min=20.5).at(50).matrix()
    assert np.array_equal(short, np.where(long <= 20.5, long, np.nan), equal_nan=True)
    assert np.isfinite(short).sum() < np.isfinite(long).sum()


def test_a_percentile_without_enough_departures_is_nan(tiny: Region) -> None:
    """From the last departures of the evening only some of the hour's minutes still arrive."""
    table = timetable_from_lines(tiny, span=("06:00", "07:20"))
    times = transit_times(tiny, table, percentiles=(10, 90)).keep()
    assert np.isfinite(times[10].matrix()[place("z02"), place("z05")])
    assert np.isnan(times[90].matrix()[place("z02"), place("z05")])


def check_refused(code: str, **settings: object) -> None:
    from tests.tiny import tiny_region

    region = tiny_region()
    with pytest.raises(InputError) as caught:
        transit_times(region, tiny_timetable(region), **settings)  # type: ignore[arg-type]
    assert code in {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("code", "settings"),
    [
        ("bad_percentiles", {"percentiles": (50, 101)}),
        ("bad_percentiles", {"percentiles": ()}),
        ("bad_cutoff", {"cutoff_min": 0}),
        ("bad_cutoff", {"cutoff_min": 5000}),
        ("bad_rides", {"rides": 0}),
        ("bad_window", {"departures": ("08:00", "07:00")}),
        ("bad_window", {"departures": ("8 o'clock", "09:00")}),
    ],
)
def test_settings_that_make_no_sense_are_refused(code: str, settings: dict[str, object]) -> None:
    check_refused(code, **settings)


def test_a_window_needs_whole_seconds() -> None:
    with pytest.raises(InputError):
        Window.between("07:00", "08:00", step_min=1 / 90)


def test_a_timetable_of_another_place_is_refused(tiny: Region) -> None:
    table = tiny_timetable(tiny)
    moved = tiny.with_tables({"zones": tiny["zones"].assign(lat=tiny["zones"]["lat"] + 5)})
    with pytest.raises(InputError) as caught:
        transit_times(moved, table)
    (problem,) = caught.value.problems
    assert problem.code == "feed_elsewhere"
    assert "555" in problem.found or "556" in problem.found, "five degrees of latitude in kilometres"


def test_too_much_to_keep_is_refused_before_it_is_made(tiny: Region) -> None:
    times = transit_times(tiny, tiny_timetable(tiny))
    with pytest.raises(InputError, match="blocks"):
        times.keep(limit_mb=0.0001)
    with pytest.raises(InputError, match="tenths"):
        times.keep(tenths=True)
    with pytest.raises(ValueError, match="percentiles"):
        times.at(51)


def test_straight_walks_equal_every_pair_by_hand() -> None:
    rng = np.random.default_rng(0)
    start, end = (pd.DataFrame({"lon": 104 + rng.random(count) / 20, "lat": 30 + rng.random(count) / 20})
                  for count in (40, 30))  # fmt: skip
    start.loc[3, "lat"] = np.nan
    walking = Walking(kmh=5, detour=1.2)
    legs = walk_legs(walking, start, end, 25)
    found = dict(zip(zip(rows_of(legs).tolist(), legs.head.tolist(), strict=True), legs.seconds, strict=True))
    expected = {}
    for row, here in start.iterrows():
        for head, there in end.iterrows():
            a, b = np.radians([here["lat"], there["lat"]])
            half = np.sin((b - a) / 2) ** 2
            half += np.cos(a) * np.cos(b) * np.sin(np.radians(there["lon"] - here["lon"]) / 2) ** 2
            minutes = 2 * 6371.0088 * np.arcsin(np.sqrt(half)) * 1.2 / 5 * 60
            if minutes <= 25:
                expected[row, head] = minutes
    assert found.keys() == expected.keys()
    assert 0 < len(expected) < 39 * 30
    assert all(-1e-3 < found[pair] / 60 - expected[pair] < 1 / 60 + 1e-3 for pair in expected)
    assert all((np.diff(legs.seconds[legs.first[row] : legs.first[row + 1]]) >= 0).all() for row in range(40))


def test_walks_on_streets_go_round_by_hand(tiny: Region) -> None:
    """z09 and z10 are 9.6 km apart, and 34 km by road; walking at 30 km/h makes that 68 minutes."""
    streets = walk_streets(tiny, kmh=30)
    walking = Walking(kmh=30, streets=streets)
    zones = tiny["zones"]
    legs = walk_legs(walking, zones, zones, 80)
    found = dict(zip(zip(rows_of(legs).tolist(), legs.head.tolist(), strict=True), legs.seconds, strict=True))
    assert found[place("z09"), place("z10")] == 68 * 60
    assert found[place("z01"), place("z02")] == 20 * 60
    assert found[place("z04"), place("z04")] == 0
    straight = straight_legs(walking, zones, zones, 80)
    assert len(straight.head) > len(legs.head)
    assert (place("z09"), place("z12")) not in found, "54 km"


def test_progress_is_told(tiny: Region) -> None:
    heard: list[tuple[str, float]] = []
    times: TransitTimes = transit_times(
        tiny, tiny_timetable(tiny), block=6, progress=lambda name, part: heard.append((name, part))
    )
    list(times.blocks())
    assert heard == [("transit", 0.5), ("transit", 1.0)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the scheduler library leaves sockets
def test_workers_of_a_scheduler_give_the_same_times(tiny: Region) -> None:
    distributed = pytest.importorskip("distributed")
    times = transit_times(tiny, tiny_timetable(tiny), block=5)
    expected = [minutes for _, minutes in times.blocks()]
    options = {"n_workers": 1, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options, silence_logs="CRITICAL") as cluster:
        found = [minutes for _, minutes in times.blocks(scheduler=cluster.scheduler_address)]
    assert all(np.array_equal(one, other, equal_nan=True) for one, other in zip(found, expected, strict=True))


@pytest.fixture(scope="module")
def nky() -> Region:
    return open_region("nky")


def test_the_real_timetable_door_to_door(nky: Region) -> None:
    table = region_timetable(nky, date="2019-11-05")
    assert (table.date, table.basis) == ("2019-11-05", "official")
    times = transit_times(nky, table, cutoff_min=90)
    rows = np.arange(0, len(times.origins), 400, dtype=np.int32)
    ranged = times.search.seconds(rows)
    assert np.array_equal(ranged, times.search.seconds(rows, ranged=False))
    assert 0.05 < (ranged < NEVER).mean() < 0.8
    assert (ranged[:, 0] <= ranged[:, 1]).all()
    assert (ranged[:, 1] <= ranged[:, 2]).all()
    fewer = transit_times(nky, table, cutoff_min=90, rides=1).search.seconds(rows)
    assert (ranged <= fewer).all()
    assert (ranged < fewer).any()
    longer = transit_times(nky, table, cutoff_min=120).search.seconds(rows)
    assert (longer <= ranged).all()


def test_what_it_will_take_is_said_before(nky: Region) -> None:
    times = transit_times(nky, region_timetable(nky, date="2019-11-05"))
    said = times.estimate()
    assert said.kept_mb == pytest.approx(3 * len(nky["zones"]) ** 2 * 4 / 1e6)
    assert 0 < said.seconds < 600
    assert 0 < said.block_mb < said.kept_mb


def test_every_sample_has_a_timetable() -> None:
    demo, chengdu = (region_timetable(open_region(name)) for name in ("demo", "chengdu"))
    assert (demo.basis, chengdu.basis) == ("synthetic", "modelled")
    assert demo.date
    assert not chengdu.date
    assert chengdu.runs["line"].nunique() == 19, "17 lines and the trains of two pairs of cities"
    with pytest.raises(InputError) as caught:
        region_timetable(open_region("chengdu"), date="2026-03-02", feed="rail_2016-03-10")
    assert [problem.code for problem in caught.value.problems] == ["no_service"]
    assert "2016-03-10" in caught.value.problems[0].remedy.zh
    with pytest.raises(InputError) as caught:
        region_timetable(open_region("chengdu"), feed="nowhere")
    assert [problem.code for problem in caught.value.problems] == ["unknown_feed"]
