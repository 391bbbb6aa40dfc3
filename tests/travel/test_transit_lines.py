"""Modelled timetables from lines: what is stated is used, what is assumed has a range, and lines can be changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.tiny import ZONES, tiny_region
from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.region.gtfs import read_gtfs
from tongcheng.travel.transit import (
    Timetable,
    add_line,
    assumptions_table,
    change_frequency,
    departures,
    extend_line,
    line_service,
    pair_service,
    timetable_from_lines,
    train_plans,
    transit_times,
)
from tongcheng.travel.transit.assumptions import assumed

CASES = ("quick", "central", "slow")


def with_line(region: Region, **values: object) -> Region:
    """Change the only line of the tiny circle; minutes of its stops are taken away."""
    lines = region["lines"].assign(**values)
    return region.with_tables({"lines": lines, "line_stops": region["line_stops"].assign(minutes=np.nan)})


def ride(table: Timetable, origin: str = "s2", destination: str = "s5") -> float:
    found = departures(table, origin, destination)
    (minutes,) = set((found["arrive_min"] - found["depart_min"]).round(6))
    return float(minutes)


def test_stated_minutes_and_headways_are_used_as_they_are(tiny: Region) -> None:
    for case in CASES:
        table = timetable_from_lines(tiny, case=case)
        assert ride(table) == ride(table, "s5", "s2") == 24
        assert pair_service(table, [("s2", "s5")])["headway_min"].iloc[0] == pytest.approx(10, abs=1e-6)
    assert table.basis == "synthetic"
    assert timetable_from_lines(tiny_region(fictional=False)).basis == "modelled"
    assert "模拟时刻表" in table.notes[0].zh


def test_a_stated_speed_goes_before_the_assumed_one(tiny: Region) -> None:
    km = 3 * 6371.0088 * np.radians(0.1) * np.cos(np.radians(30.05))
    rules = assumed(assumptions_table(), "metro", km / 3, "central")
    table = timetable_from_lines(with_line(tiny, speed_kmh=60.0))
    assert ride(table) == pytest.approx(km * rules["winding"] / 60 * 60, abs=3 / 60)
    free = timetable_from_lines(with_line(tiny, speed_kmh=np.nan))
    expected = km * rules["winding"] / rules["run_kmh"] * 60 + 3 * rules["stop_loss_s"] / 60
    assert ride(free) == pytest.approx(expected, abs=3 / 60)


def test_what_is_assumed_has_a_range(tiny: Region) -> None:
    bare = with_line(tiny, speed_kmh=np.nan, headway_min=np.nan)
    tables = [timetable_from_lines(bare, case=case) for case in CASES]
    rides = [ride(table) for table in tables]
    gaps = [pair_service(table, [("s2", "s5")])["headway_min"].iloc[0] for table in tables]
    assert rides[0] < rides[1] < rides[2]
    assert gaps[0] < gaps[1] < gaps[2]
    times = [transit_times(bare, table, percentiles=(50,)).at(50).matrix() for table in tables]
    reached = np.isfinite(times[2]) & ~np.eye(12, dtype=bool)
    assert reached.sum() == 12
    assert (times[0][reached] < times[1][reached]).all()
    assert (times[1][reached] < times[2][reached]).all()
    changes = [table.change_s.max() for table in tables]
    assert changes == [120, 180, 300]


def test_assumptions_are_a_table_one_may_change(tiny: Region) -> None:
    table = assumptions_table()
    table.loc[table["attribute"] == "headway_min", ["quick", "value", "slow"]] = [11.0, 12.0, 13.0]
    bare = with_line(tiny, headway_min=np.nan)
    found = timetable_from_lines(bare, assumptions=table, span=("06:00", "20:00"))
    assert pair_service(found, [("s2", "s5")])["headway_min"].iloc[0] == pytest.approx(12)
    assert assumptions_table().equals(assumptions_table())
    assert (assumptions_table()["source"].notna() & assumptions_table()["grounds"].notna()).all()
    table.loc[0, "slow"] = table.loc[0, "quick"] + 1
    table = table[~((table["group"] == "bus") & (table["attribute"] == "winding"))]
    with pytest.raises(InputError) as caught:
        timetable_from_lines(tiny, assumptions=table)
    assert {problem.code for problem in caught.value.problems} == {"bad_range", "missing_assumption"}


def test_phases_change_moments_and_not_frequencies(tiny: Region) -> None:
    one, other = (timetable_from_lines(tiny, phase=phase, span=("06:00", "20:00")) for phase in (0, 1))
    first = [departures(table, "s2", "s5")["depart_min"] for table in (one, other)]
    assert first[0].iloc[0] != first[1].iloc[0]
    assert all(360 <= times.iloc[0] < 370 for times in first)
    again = timetable_from_lines(tiny, phase=0, span=("06:00", "20:00"))
    assert again.key == one.key != other.key


def test_one_rides_over_the_seam_of_a_loop(tiny: Region) -> None:
    stops = pd.DataFrame({"line": "M1", "seq": range(5), "station": ["s2", "s3", "s4", "s5", "s2"],
                          "minutes": [0.0, 8, 16, 24, 40], "basis": "synthetic", "source": "tiny"})  # fmt: skip
    loop = tiny.with_tables({"line_stops": stops})
    table = timetable_from_lines(loop, span=("06:00", "20:00"))
    clockwise = departures(table, "s5", "s3")
    rides = set((clockwise["arrive_min"] - clockwise["depart_min"]).round(6))
    assert rides == {24, 16}, "over the seam one way, back the other way"
    assert len(clockwise) == 2 * int(
        ((rides := departures(table, "s3", "s4"))["arrive_min"] - rides["depart_min"] < 9).sum()
    )
    found = line_service(table)
    assert found["toward"].tolist() == ["s3", "s5"]
    assert found["headway_min"].round(6).tolist() == [10, 10]


def test_a_new_line_shortens_and_never_lengthens(tiny: Region) -> None:
    places = pd.DataFrame(
        {"station": ["n10", "n12"], "name": ["北", "北东"], "kind": "tram", "city": "B", "county": "B2",
         "lon": [104.35, 104.55], "lat": [30.15, 30.15], "basis": "synthetic", "source": "tiny"}
    )  # fmt: skip
    bigger = tiny.with_tables({"stations": pd.concat([tiny["stations"], places], ignore_index=True)})
    before = bigger.copy()
    after = add_line(bigger, "T1", ["s4", "n10", "n12"], name="有轨1号线", mode="tram", headway_min=8)
    assert bigger["lines"].equals(before["lines"])
    assert bigger["line_stops"].equals(before["line_stops"])
    old, new = (timetable_from_lines(region, span=("06:00", "22:00")) for region in (bigger, after))
    shorter, longer = (transit_times(bigger, table, percentiles=(50,)).at(50).matrix() for table in (new, old))
    gone = np.isfinite(longer)
    assert (shorter[gone] <= longer[gone]).all()
    far = ZONES.index("z02"), ZONES.index("z12")
    assert np.isnan(longer[far])
    assert np.isfinite(shorter[far]), "changed from metro to tram at s4"
    stated = add_line(bigger, "T1", ["s4", "n10"], name="有轨1号线", mode="tram", minutes=[0, 7])
    assert ride(timetable_from_lines(stated), "s4", "n10") == 7
    quick, slow = (ride(timetable_from_lines(after, case=case), "s4", "n10") for case in ("quick", "slow"))
    assert quick < slow, "what nobody stated keeps its range"


def test_another_frequency(tiny: Region) -> None:
    denser = change_frequency(tiny, "M1", 4)
    assert tiny["lines"]["headway_min"].tolist() == [10]
    found = pair_service(timetable_from_lines(denser, span=("06:00", "20:00")), [("s2", "s5")])
    assert found["headway_min"].iloc[0] == pytest.approx(4)
    waits = [
        transit_times(region, timetable_from_lines(region), percentiles=(100,)).at(100).matrix()[1, 4]
        for region in (tiny, denser)
    ]
    assert waits[0] - waits[1] == pytest.approx(6, abs=2)
    with pytest.raises(InputError, match="M2"):
        change_frequency(tiny, "M2", 4)


def test_a_line_goes_on_over_the_border(tiny: Region) -> None:
    stops = tiny["line_stops"]
    short = tiny.with_tables({"line_stops": stops[stops["station"].isin(["s2", "s3"])]})
    after = extend_line(short, "M1", ["s4", "s5"], hops_min=[9, 7])
    assert len(short["line_stops"]) == 2
    table = timetable_from_lines(after)
    assert (ride(table), ride(table, "s2", "s3"), ride(table, "s4", "s5")) == (24, 8, 7)
    before = transit_times(short, timetable_from_lines(short), percentiles=(50,)).at(50).matrix()
    there = transit_times(short, table, percentiles=(50,)).at(50).matrix()
    over = ZONES.index("z02"), ZONES.index("z05")
    assert np.isnan(before[over])
    assert np.isfinite(there[over])
    rows = after["line_stops"]
    assert rows["source"].str.startswith("scenario:").all()
    assert set(rows["source"]) <= set(after["sources"]["source"])
    back = extend_line(
        tiny.with_tables({"line_stops": stops[stops["station"].isin(["s4", "s5"])]}), "M1", ["s3", "s2"], at="start"
    )
    assert back["line_stops"].sort_values("seq")["station"].tolist() == ["s2", "s3", "s4", "s5"]
    assert ride(timetable_from_lines(back), "s4", "s5") == 8, "what was stated stays"


def test_extensions_that_cannot_be_are_refused_all_at_once(tiny: Region) -> None:
    with pytest.raises(InputError) as caught:
        extend_line(tiny, "M9", ["s2", "s2", "nowhere"])
    codes = [problem.code for problem in caught.value.problems]
    assert sorted(codes) == ["station_twice", "unknown_line", "unknown_station"]
    with pytest.raises(InputError) as caught:
        extend_line(tiny, "M1", [])
    assert [problem.code for problem in caught.value.problems] == ["no_stations"]
    with pytest.raises(InputError) as caught:
        extend_line(tiny, "M1", ["s5"])
    assert [problem.code for problem in caught.value.problems] == ["station_twice"]


def test_lines_that_cannot_be_modelled_are_refused(tiny: Region) -> None:
    closed = tiny.with_tables({"lines": tiny["lines"].assign(state="construction")})
    with pytest.raises(InputError) as caught:
        timetable_from_lines(closed)
    assert caught.value.problems[0].code == "no_lines"
    stops = tiny["line_stops"].copy()
    stops.loc[2, "station"] = "nowhere"
    with pytest.raises(InputError) as caught:
        timetable_from_lines(tiny.with_tables({"line_stops": stops}))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.found) == ("unknown_station", 4, "nowhere")


@pytest.fixture(scope="module")
def chengdu() -> Region:
    return open_region("chengdu")


def test_the_lines_of_chengdu_match_published_minutes(chengdu: Region) -> None:
    found = {case: line_service(timetable_from_lines(chengdu, case=case)) for case in CASES}
    assert found["central"]["line"].nunique() == 17

    def minutes(line: str) -> list[float]:
        return [float(found[case].loc[found[case]["line"] == line, "ride_min"].iloc[0]) for case in CASES]

    published = {"s3": 26, "metro_4": 69}  # 人民网 2024-09-29; opening of 4号线二期 2017-06
    for line, end_to_end in published.items():
        quick, central, slow = minutes(line)
        assert quick < end_to_end < slow
        assert central == pytest.approx(end_to_end, abs=1.5)


def test_train_pairs_of_chengdu_are_the_published_ones(chengdu: Region) -> None:
    feed = read_gtfs(chengdu.feeds["rail_2016-03-10"])
    plans = train_plans(chengdu, feed)
    table = timetable_from_lines(chengdu, extra=plans)
    assert table.basis == "modelled"
    pairs = [("rail_ICW", "rail_DYW"), ("rail_DYW", "rail_ICW"), ("rail_ICW", "rail_IUW"), ("rail_IUW", "rail_ICW")]
    found = pair_service(table, pairs)
    assert found["runs"].tolist() == [52, 52, 37, 37]
    assert found["headway_min"].round(3).tolist() == [20, 20, 27, 27]
    assert found["ride_min"].tolist() == [33, 33, 49.5, 49.5]
    quick, slow = (train_plans(chengdu, feed, case=case) for case in ("quick", "slow"))
    assert [plan.minutes[-1] for plan in quick] == [27, 35]
    assert [plan.minutes[-1] for plan in slow] == [47, 57]
