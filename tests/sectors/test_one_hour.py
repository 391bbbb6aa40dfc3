"""One-hour circles: the tiny circle by hand, another engine's times, and what must always hold."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.tiny import ZONES, middle, tiny_region
from tongcheng import open_region
from tongcheng.cli import circle_around
from tongcheng.errors import InputError
from tongcheng.render.blocks import Table
from tongcheng.runs.report import one_hour as one_hour_section
from tongcheng.sectors.transport.one_hour import (
    ONE_HOUR_INDICATORS,
    People,
    county_table,
    default_origins,
    find_origin,
    measure_one_hour,
    one_hour_circle,
    zone_points,
)
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.times import drive_times
from tongcheng.travel.transit import add_line, region_timetable, transit_times

#: From z01 over the tiny network, with five minutes of parking (see tests/tiny.py).
DRIVE_FROM_Z01 = [5, 15, 25, 35, 45, 55, 17, 27, 37, 47, 57, 67]


def circle_of(region, origin, mode, **options):
    options.setdefault("points", zone_points(region, spacing_km=None))
    return one_hour_circle(region, CircleTravel(region), find_origin(region, origin), mode=mode, **options)


def without_links(region, *links):
    roads = region["road_links"]
    return region.with_tables({"road_links": roads[~roads["link"].isin(links)]})


def zone_point(region, zone):
    row = region["zones"].set_index("zone").loc[zone]
    return row["lon"], row["lat"]


def on_foot(points, place):
    """Minutes at 4.5 km/h over the straight line times 1.3."""
    east = (points.lon - place[0]) * np.cos(np.radians((points.lat + place[1]) / 2))
    km = 6371.0088 * np.radians(np.hypot(east, points.lat - place[1]))
    return km * 1.3 / 4.5 * 60


def test_drive_by_hand():
    region = tiny_region()
    circle = circle_of(region, "z01", "drive")
    assert circle.minutes().tolist() == DRIVE_FROM_Z01
    people = People.of(region, circle.points.outlines)
    within = {limit: people.residents(circle, limit, np.nan)["region"] for limit in circle.thresholds}
    assert {limit: found.value[0] for limit, found in within.items()} == {30: 21e3, 45: 39e3, 60: 66e3, 90: 78e3}
    # Parking takes 2 to 10 minutes: z11 (57 min) falls out at 62, z12 (67 min) does not come in at 64.
    assert (within[60].low[0], within[60].high[0]) == (55e3, 66e3)


def test_transit_by_hand():
    """M1 every 10 minutes, 8 minutes a stop: waits of 4 to 5 minutes at the median, 8 to 9 at the 85th percentile."""
    region = tiny_region()
    circle = circle_of(region, "z02", "transit")
    for percentile, wait in ((50, 4), (85, 8)):
        late = circle.minutes(percentile) - np.array([0, 0, 8, 16, 24, *[0] * 7])
        assert late[1] == 0
        assert ((late[2:5] >= wait) & (late[2:5] < wait + 1)).all()
        assert np.isnan(late[[0, *range(5, 12)]]).all()  # 10 km are no walk
    people = People.of(region, circle.points.outlines)
    assert people.residents(circle, 30, 50)["region"].value[0] == 14e3
    assert people.residents(circle, 30, 85)["region"].value[0] == 9e3


def test_counties_beside_the_core_scope():
    region = tiny_region()
    region.tables["counties"]["in_core_scope"] = pd.array([True, True, True, False], dtype="boolean")
    circle = circle_of(region, "z01", "drive")
    table = county_table(region, People.of(region, circle.points.outlines), circle)
    hour = table[table["threshold"] == 60].set_index("county")
    assert hour["share"].round(6).to_dict() == {"A1": 100, "A2": 100, "B1": 100, "B2": round(100 * 21 / 33, 6)}
    assert hour["verdict"].to_dict() == {"A1": "both", "A2": "both", "B1": "both", "B2": "hour_only"}
    assert not hour.loc["B2", "firm"]  # 10 of 33 thousand at the slow end
    half = table[table["threshold"] == 30].set_index("county")
    assert half.loc["B1", ["verdict", "fastest_min", "median_min"]].tolist() == ["scope_only", 35, 45]


def test_unreached_zones_are_listed_with_component_and_distance():
    region = without_links(tiny_region(), "x03-04", "x06-12", "x11-12")
    lost = circle_of(region, "z01", "drive").unreached(region).set_index("zone")
    assert lost["reason"].to_dict() == {**dict.fromkeys(ZONES[3:6] + ZONES[9:11], "island"), "z12": "too_far"}
    assert (lost.loc[lost["reason"] == "island", "component"] == 1).all()
    assert lost.loc["z12", "distance_km"] == pytest.approx(9.6, abs=0.1)
    stops = circle_of(region, "z02", "transit").unreached(region).set_index("zone")
    assert set(stops["reason"]) == {"no_stop"}
    assert stops.loc["z08", "distance_km"] == pytest.approx(11.1, abs=0.1)


@pytest.mark.parametrize("mode", ["drive", "transit"])
def test_agrees_with_the_matrix_of_all_zones(mode):
    region = open_region("demo")
    zone = region["zones"]["zone"].iloc[778]
    travel = CircleTravel(region)
    circle = one_hour_circle(
        region, travel, find_origin(region, zone), mode=mode, points=zone_points(region, spacing_km=None)
    )
    only = region.with_tables({"zones": region["zones"][region["zones"]["zone"] == zone]})
    if mode == "drive":
        theirs = drive_times(only, to=region["zones"], cutoff_min=85, network=travel.network).matrix()[0] + 5
    else:
        times = transit_times(
            only,
            travel.timetable,
            to=region["zones"],
            departures=("07:00", "09:00"),
            percentiles=(50, 85),
            cutoff_min=90,
        )
        theirs = next(times.blocks())[1][0, 0]
        theirs = np.fmin(theirs, on_foot(circle.points, zone_point(region, zone)))  # there nobody walks for long
    ours = circle.reached["central"].minutes[0]
    assert (np.isfinite(theirs) & (theirs <= 90) == (ours <= 90)).all()
    both = ours <= 90
    assert both.sum() > 50
    assert ours[both] == pytest.approx(theirs[both], abs=0.02)


def test_transit_is_never_worse_than_walking_and_percentiles_are_ordered():
    region = tiny_region()
    points = zone_points(region)
    circle = circle_of(region, "104.15,30.05", "transit", points=points)
    walk = on_foot(points, (104.15, 30.05))
    near = walk < 89
    assert near.sum() > 50
    for row in circle.reached["central"].minutes:
        assert (row[near] <= walk[near] + 0.05).all()
    for limit in circle.thresholds:
        assert (circle.within(limit, 85) <= circle.within(limit, 50)).all()


@settings(max_examples=25, deadline=None)
@given(
    ends=st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda pair: pair[0] != pair[1]),
    km=st.floats(0.5, 60),
    start=st.sampled_from(ZONES),
)
def test_a_new_link_never_shrinks_a_circle_and_more_minutes_never_do(ends, km, start):
    region = tiny_region()
    new = {"link": "new", "from_node": f"n{ends[0]:02d}", "to_node": f"n{ends[1]:02d}", "class": "primary"}
    row = {**new, "length_m": 1000 * km, "speed_kmh": 60, "direction": "both", "basis": "synthetic", "source": "tiny"}
    links = pd.concat([region["road_links"], pd.DataFrame([row])], ignore_index=True)
    before = circle_of(region, start, "drive")
    after = circle_of(region.with_tables({"road_links": links}), start, "drive")
    inside = [before.within(limit) for limit in before.thresholds]
    for limit, shorter, longer in zip(before.thresholds, inside, [*inside[1:], inside[-1]], strict=True):
        assert (shorter <= longer).all()
        assert (shorter <= after.within(limit)).all()


def test_a_new_line_never_shrinks_a_circle():
    region = tiny_region()
    longer = add_line(region, "M9", ["s2", "s5"], name="快线", mode="metro", headway_min=7, minutes=[0, 9])
    before, after = (circle_of(place, "z03", "transit") for place in (region, longer))
    old, new = (found.reached["central"].minutes for found in (before, after))
    assert (np.nan_to_num(new, nan=1e9) <= np.nan_to_num(old, nan=1e9)).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0, 1))
def test_a_polygon_holds_exactly_the_points_that_are_reached(seed, share):
    points = zone_points(tiny_region(), spacing_km=2.5)
    reached = np.random.default_rng(seed).random(len(points.zone)) < share
    shape = points.polygon(reached)
    assert shape.is_valid
    assert (shapely.intersects_xy(shape, points.lon, points.lat) == reached).all()


def test_areas_grow_with_time_and_are_those_of_the_whole_at_last():
    circle = circle_of(tiny_region(), "z01", "drive")
    polygons = circle.polygons()
    areas = [shape.area for shape in polygons]
    assert areas == sorted(areas)
    assert polygons[-1].equals(shapely.box(104.0, 30.0, 104.6, 30.2))
    assert polygons[0].area == pytest.approx(5 * 0.01)


def test_points_stand_for_their_zones():
    region = open_region("chengdu")
    points = zone_points(region)
    assert np.bincount(points.zone, weights=points.weight) == pytest.approx(np.ones(len(region["zones"])))
    everything = np.ones(len(points.zone), dtype=bool)
    assert points.share(everything) == pytest.approx(np.ones(points.zones))


def test_figures_add_up_and_ranges_hold_their_values():
    region = tiny_region()
    frame = measure_one_hour(region, CircleTravel(region)).results.frame
    assert set(frame["group"]) == {"centre", "edge", "jobs"}
    assert set(frame["mode"]) == {"drive", "transit"}
    keys = ["indicator", "group", "threshold", "percentile"]
    for name in ("circle_residents_drive", "circle_residents_transit", "circle_area_drive", "circle_area_transit"):
        for column in ("value", "low", "high"):
            rows = frame[(frame["indicator"] == name) & frame[column].notna()]
            sums = [rows[rows["level"] == level].groupby(keys, dropna=False)[column].sum() for level in
                    ("county", "city", "region")]  # fmt: skip
            assert sums[0].to_numpy() == pytest.approx(sums[2].to_numpy())
            assert sums[1].to_numpy() == pytest.approx(sums[2].to_numpy())
    ranged = frame[frame["low"].notna()]
    assert len(ranged)
    assert (ranged["low"] <= ranged["value"]).all()
    assert (ranged["value"] <= ranged["high"]).all()


@pytest.mark.parametrize(
    ("missing", "locked"),
    [("road_links", "drive"), ("line_stops", "transit"), ("residents", "drive transit"), ("jobs", "job_circle")],
)
def test_each_mode_is_locked_by_itself(missing, locked):
    region = tiny_region(fictional=False)
    region = region.with_tables({missing: region[missing].iloc[:0]})
    found = measure_one_hour(region, CircleTravel(region))
    names = {item.indicator.indicator for item in found.results.locked}
    expected = {
        item.indicator for item in ONE_HOUR_INDICATORS if any(word in item.indicator for word in locked.split())
    }
    assert expected <= names
    assert not names & set(found.results.frame["indicator"])
    assert names | set(found.results.frame["indicator"]) == {item.indicator for item in ONE_HOUR_INDICATORS}


def test_synthetic_jobs_of_a_real_circle_place_no_origin():
    region = tiny_region(fictional=False)
    region.tables["jobs"]["basis"] = "synthetic"
    found = measure_one_hour(region, CircleTravel(region))
    assert set(found.results.frame["group"]) == {"centre", "edge"}
    assert "常住人口最多" in found.tables["one_hour_origins"]["rule_zh"].iloc[0]


def test_default_origins_follow_their_rules():
    region = tiny_region()
    centre, edge, jobs = default_origins(region, jobs=True)
    assert (centre.lon[0], centre.lat[0]) == middle(1)  # most jobs of the leading city A
    assert [ZONES[zone] for zone in edge.zones] == ["z01", "z02", "z03"]  # no built-up area: its county
    assert (jobs.lon[0], jobs.lat[0]) == middle(1)
    region.tables["cities"]["centre"] = ["s3", None]
    assert (default_origins(region, jobs=True)[0].lon[0], 30.05) == middle(3)


def test_whoever_lives_in_an_area_has_arrived():
    region = tiny_region()
    circle = circle_of(region, "A1", "drive")
    assert circle.minutes()[:6].tolist() == [0, 0, 0, 15, 25, 35]


@pytest.mark.parametrize(
    ("words", "code"),
    [("天府广厂", "unknown_origin"), ("110.0,31.0", "origin_off_network"), ("x", "several_origins")],
)
def test_bad_origins_are_named(words, code):
    region = tiny_region()
    region.tables["stations"]["name"] = ["x", "2", "x", "3"]
    with pytest.raises(InputError) as caught:
        circle_of(region, words, "drive")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_timetable_of_another_place_is_refused():
    region = tiny_region()
    other = tiny_region()
    other.tables["stations"]["lon"] += 20
    with pytest.raises(InputError, match="timetable") as caught:
        circle_of(region, "z02", "transit", timetables={"central": region_timetable(other)})
    assert caught.value.problems[0].code == "feed_elsewhere"


def test_chengdu_from_its_square():
    """Real lines, modelled timetable: read beside published times of the network."""
    region = open_region("chengdu")
    found = measure_one_hour(region, CircleTravel(region), origins=[find_origin(region, "天府广场")])
    assert {item.indicator.indicator for item in found.results.locked} >= {"circle_share_drive"}
    table = found.tables["one_hour_counties"]
    median = table[table["percentile"] == 50].set_index(["threshold", "county"])
    # Deyang is about 20 minutes by train from Chengdu East, which is about 20 by metro from the square.
    assert 45 < median.loc[(60, "510603"), "fastest_min"] < 90
    assert median.loc[(60, "510105"), "share"] > 70  # the district of the square itself
    assert median.loc[(60, "512021"), "share"] == 0  # 安岳: 130 km, no line
    assert (table["share_low"] <= table["share_high"]).all()
    frame = found.results.frame
    assert (frame["basis"] == "modelled").all()
    wide = frame.pivot_table(index=["indicator", "level", "place", "threshold"], columns="percentile", values="value")
    assert (wide[85] <= wide[50]).all()
    unserved = found.tables["one_hour_unserved"]
    assert "彭州" in set(unserved["name"])  # a station without a published train is named, not counted


def test_the_command_writes_polygons_and_names_what_is_locked(tmp_path):
    folder = tiny_region().save(tmp_path / "tiny")
    runner, file = CliRunner(), tmp_path / "circle.geojson"
    done = runner.invoke(
        circle_around.app, [str(folder), "--from", "z01", "--mode", "drive", "--out", str(file), "--json"]
    )
    assert done.exit_code == 0, done.output
    rows = pd.DataFrame(json.loads(done.stdout)["counties"])
    region = tiny_region()
    circle = circle_of(region, "z01", "drive", points=zone_points(region))
    theirs = county_table(region, People.of(region, circle.points.outlines), circle)
    assert rows["share"].tolist() == pytest.approx(theirs["share"].tolist())
    content = json.loads(file.read_text(encoding="utf-8"))
    assert [row["properties"]["threshold"] for row in content["features"]] == [30, 45, 60, 90]
    assert content["note"] == ["示意数据，不反映真实情况"]
    for arguments, code in (
        (["chengdu", "--mode", "drive"], "locked"),
        ([str(folder), "--minutes", "30;45"], "bad_numbers"),
        ([str(folder), "--departures", "07:00"], "bad_window"),
    ):
        failed = runner.invoke(circle_around.app, arguments)
        assert isinstance(failed.exception, InputError)
        assert failed.exception.problems[0].code == code


def test_the_section_says_it_in_one_sentence_and_marks_what_is_open():
    region = tiny_region()
    found = measure_one_hour(region, CircleTravel(region), origins=[find_origin(region, "z01")])
    run = SimpleNamespace(region=region, results=found.results.frame, tables=found.tables)
    made = one_hour_section.section(run)
    region_rows = run.results[(run.results["level"] == "region") & (run.results["threshold"] == 60)]
    share = region_rows.set_index("indicator").loc["circle_share_drive", "value"]
    assert f"占袖珍都市圈的 {share:.1f}%" in made.sentence.zh
    beside = found.tables["one_hour_counties"]
    beside = beside[(beside["mode"] == "drive") & (beside["threshold"] == 60)].set_index("county")
    inside = (beside["share"] >= 50).sum()
    assert f"{inside} 个过半居民在圈内，{4 - inside} 个在圈外" in made.sentence.zh
    table = next(
        block for block in made.blocks if isinstance(block, Table) and block.sheet.en == "one hour county drive"
    )
    rows = {row["county"].zh: row for row in table.rows}
    open_ones = {name for name, row in rows.items() if row["verdict"].zh.endswith("（待定）")}
    names = region["counties"].set_index("county")["name"]
    assert open_ones == set(names[beside.index[~beside["firm"]]])
    assert one_hour_section.section(SimpleNamespace(region=region, tables={})) is None
