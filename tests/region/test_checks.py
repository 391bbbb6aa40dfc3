"""Every named check finds the defect that is planted for it, at its file and row, and nothing in a sound circle."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from tests.tiny import tiny_region
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.region.checks import CHECKS, MOST_LISTED, run_checks
from tongcheng.region.datum import wgs84_to_gcj02
from tongcheng.region.edits import apply, edits_from_table

PAPERS = {"basis": "synthetic", "source": "tiny"}
Places = set[tuple[str, int | None]]


def put(region: Region, table: str, row: int, **values: Any) -> None:
    for column, value in values.items():
        region.tables[table].loc[row, column] = value


def more(region: Region, table: str, *rows: dict[str, Any]) -> None:
    new = region.with_tables({table: pd.DataFrame([{**PAPERS, **row} for row in rows])})[table]
    region.tables[table] = pd.concat([region[table], new], ignore_index=True) if table in region.tables else new


def link(**values: Any) -> dict[str, Any]:
    return {"from_node": "n01", "to_node": "n12", "class": "primary", "length_m": 60_000, "speed_kmh": 60, **values}


def figure(**values: Any) -> dict[str, Any]:
    return {"subject": "region", "attribute": "gdp", "value": 1.0, "unit": "亿元", "as_of": "2020", **values}


def total(**values: Any) -> dict[str, Any]:
    return {"list": "重大项目清单", "list_key": "L", "year": "2022", "issued_by": "办公室", **values}


# One planted defect per check: what is done to the circle, and the places that must be named. ------------------------

PLANTS: dict[str, tuple[Callable[[Region], None], Places]] = {
    "duplicate_keys": (
        lambda r: more(r, "budgets", {"budget": "b1", "stage": "growing", "value": 1, "price_year": 2020}),
        {("budgets.csv", 3)},
    ),
    "unknown_references": (
        lambda r: (put(r, "zones", 4, county="B9"), more(r, "areas", {
            "area": "x", "name": "带", "kind": "belt", "cities": "A;C"})),
        {("zones.csv", 6), ("areas.csv", 2)},
    ),
    "missing_values": (lambda r: put(r, "stations", 1, name=None), {("stations.csv", 3)}),
    "rows_without_source": (lambda r: put(r, "jobs", 0, source=None), {("jobs.csv", 2)}),
    "rows_without_basis": (lambda r: put(r, "jobs", 11, basis=None), {("jobs.csv", 13)}),
    "unknown_sources": (lambda r: put(r, "lines", 0, source="tyni"), {("lines.csv", 2)}),
    "impossible_values": (
        lambda r: (put(r, "residents", 13, value=-3.0), put(r, "targets", 0, operator="≥"),
                   put(r, "projects", 0, finish="spring")),
        {("residents.csv", 15), ("targets.csv", 2), ("projects.csv", 2)},
    ),
    "synthetic_in_real_circle": (lambda r: put(r, "zones", 2, basis="synthetic"), {("zones.csv", 4)}),
    "real_circle_named_fictional": (lambda r: put(r, "facilities", 3, basis="official"), {("facilities.csv", 5)}),
    "colours": (lambda r: put(r, "cities", 1, color="red"), {("cities.csv", 3)}),
    "invalid_geometry": (
        lambda r: put(r, "zones", 0, geometry=shapely.Polygon([(104, 30), (104.1, 30.1), (104.1, 30), (104, 30.1)])),
        {("zones.csv", 2)},
    ),
    "coordinates_outside_range": (
        lambda r: put(r, "zones", 5, geometry=shapely.box(500_000, 3_300_000, 500_100, 3_300_100)),
        {("zones.csv", 7)},
    ),
    "swapped_coordinates": (lambda r: put(r, "facilities", 0, lon=30.05, lat=104.15), {("facilities.csv", 2)}),
    "far_from_circle": (lambda r: put(r, "stations", 3, lon=116.4, lat=39.9), {("stations.csv", 5)}),
    "county_outside_city": (
        lambda r: put(r, "counties", 1, geometry=shapely.box(104.0, 30.1, 104.31, 30.2)),
        {("counties.csv", 3)},
    ),
    "counties_not_tiling": (
        lambda r: put(r, "counties", 3, geometry=shapely.box(104.3, 30.1, 104.58, 30.2)),
        {("cities.csv", 3)},
    ),
    "overlapping_cities": (
        lambda r: put(r, "cities", 1, geometry=shapely.box(104.28, 30.0, 104.6, 30.2)),
        {("cities.csv", 3)},
    ),
    "county_of_another_city": (lambda r: put(r, "facilities", 2, county="B2"), {("facilities.csv", 4)}),
    "zone_elsewhere": (lambda r: put(r, "zones", 0, lat=30.106), {("zones.csv", 2)}),
    "point_in_another_city": (lambda r: put(r, "stations", 1, lon=104.306), {("stations.csv", 3)}),
    "stated_area": (lambda r: put(r, "counties", 0, area_km2=32.0), {("counties.csv", 2)}),
    "residents_against_census": (
        lambda r: put(r, "residents", 4, value=5_100.0),
        {("counties.csv", 4)},  # 15,100 for 15,000 in B1; 48,100 for 48,000 in B is within 0.5 %
    ),
    "age_groups": (lambda r: put(r, "residents", 12 + 11, value=2_500.0), {("residents.csv", 13)}),
    "ranges": (lambda r: put(r, "jobs", 3, low=5_000.0, high=6_000.0), {("jobs.csv", 5)}),
    "modelled_without_range": (lambda r: put(r, "jobs", 7, basis="modelled", low=1.0), {("jobs.csv", 9)}),
    "zones_without_residents": (
        lambda r: r.tables.update(residents=r["residents"][(r["residents"]["zone"] != "z07") | (r["residents"]["group"] != "all")]),
        {("zones.csv", 8)},
    ),
    "absurd_density": (lambda r: put(r, "zones", 2, area_km2=0.01), {("residents.csv", 4)}),
    "unknown_nodes": (lambda r: more(r, "road_links", link(link="x", to_node="n13")), {("road_links.csv", 17)}),
    "self_loops": (
        lambda r: more(r, "road_links", link(link="x", to_node="n01", length_m=300)),
        {("road_links.csv", 17)},
    ),
    "links_twice": (
        lambda r: more(r, "road_links", link(link="x", from_node="n04", to_node="n03", length_m=10_000)),
        {("road_links.csv", 17)},
    ),
    "isolated_roads": (
        lambda r: (more(r, "road_nodes", {"node": "i", "lon": 104.5, "lat": 30.1}, {"node": "j", "lon": 104.51, "lat": 30.1}),
                   more(r, "road_links", link(link="x", from_node="i", to_node="j", length_m=1_000))),
        {("road_links.csv", 17)},
    ),
    "link_lengths": (
        lambda r: (put(r, "road_links", 0, length_m=10.0), put(r, "road_links", 14, length_m=100_000.0)),
        {("road_links.csv", 2), ("road_links.csv", 16)},
    ),
    "absurd_speeds": (
        lambda r: more(r, "road_links", link(link="x", speed_kmh=200, **{"class": "residential"})),
        {("road_links.csv", 17)},
    ),
    "nodes_without_links": (
        lambda r: more(r, "road_nodes", {"node": "lost", "lon": 104.2, "lat": 30.1}), {("road_nodes.csv", 14)},
    ),
    "openness_missing": (
        lambda r: more(r, "cities", {"city": "C", "name": "丙市", "geometry": shapely.box(104.6, 30, 104.7, 30.2)}),
        {("borders.csv", None)},
    ),
    "openness_twice": (
        lambda r: more(r, "borders", {"city_a": "B", "city_b": "A", "sector": "services", "openness": 0.4}),
        {("borders.csv", 4)},
    ),
    "border_with_itself": (
        lambda r: more(r, "borders", {"city_a": "B", "city_b": "B", "sector": "all", "openness": 1}),
        {("borders.csv", 4)},
    ),
    "open_to_unknown_city": (lambda r: put(r, "facilities", 3, open_to="A;C"), {("facilities.csv", 5)}),
    "capacity_far_from_authorised": (
        lambda r: put(r, "facilities", 1, capacity_authorised=30.0), {("facilities.csv", 3)},
    ),
    "facilities_without_place": (lambda r: put(r, "facilities", 1, lat=np.nan), {("facilities.csv", 3)}),
    "project_edits": (
        lambda r: more(r, "project_edits", {"project": "p1", "seq": 1, "edit": "CloseLink", "arguments": '{"link": "q"}'},
                       {"project": "p1", "seq": 2, "edit": "ChangeCapacity", "arguments": '{"facility": "hA"}'}),
        {("project_edits.csv", 3), ("project_edits.csv", 4)},
    ),
    "line_stop_gaps": (
        lambda r: r.tables.update(line_stops=r["line_stops"].drop(1).reset_index(drop=True)), {("line_stops.csv", 3)},
    ),
    "line_minutes_fall": (lambda r: put(r, "line_stops", 2, minutes=7.0), {("line_stops.csv", 4)}),
    "missing_units": (
        lambda r: (put(r, "figures", 2, unit=None), put(r, "targets", 0, unit=None)),
        {("figures.csv", 4), ("targets.csv", 2)},
    ),
    "unknown_subjects": (lambda r: put(r, "figures", 3, subject="B7"), {("figures.csv", 5)}),
    "figures_twice": (
        lambda r: more(r, "figures", figure(figure="g1"), figure(figure="g2", value=2.0),
                       figure(figure="g3", value=3.0, as_of="2021"), figure(figure="g4", value=4.0, scope="核心区")),
        {("figures.csv", 10)},
    ),
    "boundary_changes": (
        lambda r: (put(r, "counties", 0, changed_on=pd.Timestamp("2016-05-01"), changed_note="代管"),
                   more(r, "figures", figure(figure="g", subject="A1", subject_table="counties", value=5e3, unit="人",
                                             attribute="resident_population", as_of="2010-11-01"))),
        {("figures.csv", 9)},
    ),
    "incomplete_targets": (
        lambda r: (put(r, "targets", 0, year=pd.NA), more(r, "targets", {
            "target": "t2", "plan": "规划", "territory": "全域", "subject": "region", "indicator": "i", "name": "收入",
            "value_text": "接近东部", "kind": "level", "year": 2025})),
        {("targets.csv", 2), ("targets.csv", 3)},
    ),
    "figures_from_the_future": (
        lambda r: more(r, "figures", figure(figure="g1", as_of="2022", published="2021-03"),
                       figure(figure="g2", as_of="2021", published="2021-03"),
                       figure(figure="g3", as_of="2025", published="2021-03", qualifier="planned")),
        {("figures.csv", 9)},
    ),
    "list_totals": (
        lambda r: more(r, "list_totals", total(total="1", dimension="total", count=194),
                       total(total="2", dimension="city", item="甲", city="A", count=98),
                       total(total="3", dimension="city", item="乙", city="B", count=148)),
        {("list_totals.csv", 2)},
    ),
    "list_versions": (
        lambda r: more(r, "list_totals", total(total="1", dimension="city", item="乙", city="B", count=47),
                       total(total="2", dimension="city", item="乙", city="B", count=48, issued_by="乙市")),
        {("list_totals.csv", 3)},
    ),
    "zero_capacity": (lambda r: put(r, "facilities", 1, capacity=0), {("facilities.csv", 3)}),
    "facility_in_another_county": (lambda r: put(r, "facilities", 0, county="A2"), {("facilities.csv", 2)}),
    "unknown_age_group": (lambda r: put(r, "service_kinds", 1, norm_group="65+"), {("service_kinds.csv", 3)}),
    "norm_nobody_meets": (lambda r: put(r, "service_kinds", 0, norm=4_800), {("service_kinds.csv", 2)}),
    "norm_unverified": (
        lambda r: put(r, "service_kinds", 0, norm_source="某规划（待核）"), {("service_kinds.csv", 2)},
    ),
}  # fmt: skip

#: Defects that only a real circle can have.
REAL = {"synthetic_in_real_circle", "norm_unverified"}

#: What else must be reported, because a defect of one kind makes one of another.
ALSO = {
    "unknown_references": {"residents_against_census"},
    "far_from_circle": {"point_in_another_city"},
    "impossible_values": {"age_groups"},
    "swapped_coordinates": {"point_in_another_city", "impossible_values"},
    "overlapping_cities": {"counties_not_tiling"},
    "residents_against_census": {"age_groups"},
    "zones_without_residents": {"residents_against_census"},
}
#: These have tests of their own below.
OWN_TESTS = {"gcj02_points", "gcj02_roads", "gcj02_outlines", "feeds"}


def found_in(region: Region) -> dict[str, Places]:
    return {
        finding.check: {(problem.file, problem.row) for problem in finding.problems} for finding in run_checks(region)
    }


def test_a_sound_circle_has_no_findings():
    assert run_checks(tiny_region()) == []
    assert run_checks(tiny_region(fictional=False)) == []


def test_every_check_has_a_planted_defect():
    names = [item.name for item in CHECKS]
    assert len(set(names)) == len(names) >= 28
    assert set(PLANTS) | OWN_TESTS == set(names)


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_defect_is_found_at_its_row(name):
    region = tiny_region(fictional=name not in REAL)
    plant, places = PLANTS[name]
    plant(region)
    findings = {finding.check: finding for finding in run_checks(region)}
    assert name in findings
    finding = findings[name]
    assert {(problem.file, problem.row) for problem in finding.problems} == places
    assert set(findings) - {name} == ALSO.get(name, set())
    for problem in finding.problems:
        for text in (problem.expected, problem.remedy, finding.title):
            assert text.zh
            assert text.en
            assert text.zh != text.en or not any("\u4e00" <= letter <= "\u9fff" for letter in text.en)
        assert "nan" not in problem.say("en").lower().split()


def test_all_findings_come_at_once_and_strict_raises_them(tiny):
    put(tiny, "jobs", 0, source=None)
    put(tiny, "jobs", 1, low=9_000.0)
    put(tiny, "cities", 0, color="blue")
    assert [(item.check, item.severity) for item in tiny.check()] == [
        ("rows_without_source", "error"), ("ranges", "error"), ("colours", "warning")]  # fmt: skip
    with pytest.raises(InputError) as caught:
        tiny.check(strict=True)
    assert {problem.code for problem in caught.value.problems} == {"rows_without_source", "ranges"}
    with pytest.raises(InputError) as caught:
        tiny.check(strict=["colours"])
    assert [(problem.code, problem.row) for problem in caught.value.problems] == [("colours", 2)]
    assert len(tiny.check(strict=["duplicate_keys"])) == 3
    with pytest.raises(InputError, match="colours"):
        tiny.check(strict=["colors"])


def test_many_offenders_are_counted_and_the_first_listed(tiny):
    tiny.tables["residents"]["source"] = "nowhere"
    (finding,) = tiny.check()
    assert (len(finding.problems), finding.count) == (MOST_LISTED, 48)
    assert [problem.row for problem in finding.problems] == list(range(2, 22))
    with pytest.raises(InputError) as caught:
        tiny.check(strict=True)
    assert caught.value.problems[-1].found == "… +28"


def test_nothing_is_changed_by_checking(tiny):
    before = tiny.copy()
    PLANTS["link_lengths"][0](tiny)
    PLANTS["link_lengths"][0](before)
    run_checks(tiny)
    for name in before:
        pd.testing.assert_frame_equal(tiny[name], before[name])


def test_an_empty_circle_can_be_checked():
    assert run_checks(Region("empty", tiny_region().title)) == []


def test_a_small_gap_between_simplified_outlines_is_no_finding(tiny):
    put(tiny, "counties", 3, geometry=shapely.box(104.3, 30.1, 104.599, 30.2))
    put(tiny, "stations", 1, lon=104.3 + 300 / 96_400)  # 300 m beyond the border
    assert run_checks(tiny) == []


def test_a_pair_with_a_row_for_every_sector_needs_no_general_row(tiny):
    sectors = ["transport", "services", "industry", "platforms", "ecology", "health"]
    rows = [{"city_a": "B", "city_b": "A", "sector": sector, "openness": 0.3, **PAPERS} for sector in sectors]
    assert run_checks(tiny.with_tables({"borders": pd.DataFrame(rows)})) == []
    found = found_in(tiny.with_tables({"borders": pd.DataFrame(rows[1:])}))
    assert found == {"openness_missing": {("borders.csv", None)}}


def test_a_circle_that_its_own_projects_were_applied_to_is_sound(tiny):
    after = apply(tiny, edits_from_table(tiny)["p1"])
    assert run_checks(after) == []
    taken = {"project": "p1", "seq": 1, "edit": "AddLink", "arguments": tiny["project_edits"]["arguments"][0]}
    more(tiny, "project_edits", taken)  # twice in one project is a defect all the same
    assert found_in(tiny) == {"project_edits": {("project_edits.csv", 3)}}


def test_two_halves_of_a_ring_are_not_the_same_link(tiny):
    halves = [shapely.LineString([(104.05, 30.05), (104.1, 30.05 + bend), (104.15, 30.05)]) for bend in (0.02, -0.02)]
    ends = {"from_node": "n01", "to_node": "n02", "length_m": 11_000}
    more(tiny, "road_links", link(link="a", geometry=halves[0], **ends), link(link="b", geometry=halves[1], **ends))
    assert run_checks(tiny) == []
    back = {"from_node": "n02", "to_node": "n01", "length_m": 11_000}
    more(tiny, "road_links", link(link="c", geometry=halves[1].reverse(), **back))
    assert found_in(tiny) == {"links_twice": {("road_links.csv", 19)}}


# GCJ-02 --------------------------------------------------------------------------------------------------------------


def grid_circle(points: int, *, off_road_m: float = 8.0, seed: int = 1) -> Region:
    """A road every 0.01 degrees over the tiny circle, with stations that far from its crossings."""
    region = tiny_region()
    generator = np.random.default_rng(seed)
    lon, lat = np.meshgrid(np.arange(104.01, 104.595, 0.01), np.arange(30.01, 30.195, 0.01))
    node = np.arange(lon.size).reshape(lon.shape)
    ends = np.concatenate([np.stack([node[:, :-1], node[:, 1:]], -1).reshape(-1, 2),
                           np.stack([node[:-1], node[1:]], -1).reshape(-1, 2)])  # fmt: skip
    nodes = pd.DataFrame({"node": [f"n{k}" for k in node.ravel()], "lon": lon.ravel(), "lat": lat.ravel(), **PAPERS})
    links = pd.DataFrame({"link": [f"l{k}" for k in range(len(ends))], "from_node": [f"n{k}" for k in ends[:, 0]],
                          "to_node": [f"n{k}" for k in ends[:, 1]], "class": "tertiary", "length_m": 1_150.0,
                          "speed_kmh": 40.0, **PAPERS})  # fmt: skip
    pick = generator.choice(lon.size, points, replace=False)
    turn = generator.uniform(0, 2 * np.pi, points)
    x = lon.ravel()[pick] + off_road_m * np.cos(turn) / 96_400
    y = lat.ravel()[pick] + off_road_m * np.sin(turn) / 110_900
    stations = pd.DataFrame(
        {
            "station": [f"s{k}" for k in range(points)],
            "name": [f"{k}号站" for k in range(points)],
            "kind": "metro",
            "city": np.where(x < 104.3, "A", "B"),
            "lon": x,
            "lat": y,
            **PAPERS,
        }
    )
    empty = {name: region[name].iloc[:0] for name in ("line_stops", "lines", "project_edits")}
    return region.with_tables({"road_nodes": nodes, "road_links": links, "stations": stations, **empty})


def shifted(region: Region, table: str) -> Region:
    lon, lat = wgs84_to_gcj02(region[table]["lon"], region[table]["lat"])
    return region.with_tables({table: region[table].assign(lon=lon, lat=lat)})


def test_stations_in_gcj02_are_suspected_by_their_distance_to_roads():
    region = grid_circle(60)
    assert found_in(region) == {}
    found = found_in(shifted(region, "stations"))
    assert list(found) == ["gcj02_points"]
    assert {file for file, _ in found["gcj02_points"]} == {"stations.csv"}
    finding = run_checks(shifted(region, "stations"))[0]
    assert finding.count > 50
    assert "GCJ-02" in finding.problems[0].remedy.en


def test_roads_in_gcj02_are_suspected_the_same_way():
    assert found_in(shifted(grid_circle(60), "road_nodes")) == {"gcj02_roads": {("road_nodes.csv", None)}}


@pytest.mark.parametrize("seed", range(4))
def test_points_away_from_roads_are_not_suspected(seed):
    """A clinic 250 m from the road is no GCJ-02."""
    assert found_in(grid_circle(60, off_road_m=250, seed=seed)) == {}


def test_zones_in_gcj02_are_suspected_by_the_county_they_state(tiny):
    lon, lat = np.meshgrid(np.arange(104.002, 104.6, 0.004), np.arange(30.002, 30.2, 0.004))
    lon, lat = lon.ravel(), lat.ravel()
    city = np.where(lon < 104.3, "A", "B")
    zones = pd.DataFrame({"zone": [f"z{k}" for k in range(len(lon))], "city": city,
                          "county": np.char.add(city, np.where(lat < 30.1, "1", "2")), "lon": lon, "lat": lat, **PAPERS})  # fmt: skip
    residents = pd.DataFrame({"zone": zones["zone"], "group": "all", "year": 2021, "value": 1.0, **PAPERS})
    region = tiny.with_tables({"zones": zones, "residents": residents, "jobs": tiny["jobs"].iloc[:0]})
    assert found_in(region) == {}
    assert "gcj02_points" in found_in(shifted(region, "zones"))


def test_points_of_one_name_give_each_other_away(tiny):
    names = [f"s{k}" for k in (2, 3, 4, 5)]
    facilities = pd.DataFrame(
        {"facility": names, "kind": "school", "name": tiny["stations"]["name"].str.removesuffix("站"),
         "city": tiny["stations"]["city"], "lon": tiny["stations"]["lon"], "lat": tiny["stations"]["lat"], **PAPERS}
    )  # fmt: skip
    region = tiny.with_tables({"facilities": facilities})
    assert found_in(region) == {}
    found = found_in(shifted(region, "stations"))
    assert found["gcj02_points"] == {("stations.csv", row) for row in (2, 3, 4, 5)}
    found = found_in(shifted(region, "facilities"))
    assert found["gcj02_points"] == {("facilities.csv", row) for row in (2, 3, 4, 5)}


def test_outlines_of_counties_in_gcj02_are_suspected(tiny):
    def shift(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))

    counties = tiny["counties"].assign(geometry=[shift(shape) for shape in tiny["counties"]["geometry"]])
    found = found_in(tiny.with_tables({"counties": counties}))
    assert found["gcj02_outlines"] == {("counties.csv", None)}
    cities = tiny["cities"].assign(geometry=[shift(shape) for shape in tiny["cities"]["geometry"]])
    assert found_in(tiny.with_tables({"cities": cities}))["gcj02_outlines"] == {("cities.csv", None)}


def test_outside_china_no_point_is_suspected():
    """The shift is nothing there."""
    region = grid_circle(60)
    for name in ("cities", "counties", "zones"):
        table = region[name]
        moved = table.assign(geometry=table["geometry"].translate(xoff=-188.5, yoff=9.0))
        region = region.with_tables({name: moved})
    for name in ("zones", "road_nodes", "stations", "facilities"):
        table = region[name]
        region = region.with_tables({name: table.assign(lon=table["lon"] - 188.5, lat=table["lat"] + 9.0)})
    stations = region["stations"]
    moved = region.with_tables({"stations": stations.assign(lon=stations["lon"] + 0.0025)})
    assert not {name for name in found_in(moved) if name.startswith("gcj02")}


# Timetables ----------------------------------------------------------------------------------------------------------


def feed(folder: Path, weekdays: str = "1,1,1,1,1,0,0", *, without: str = "") -> Path:
    files = {
        "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\na,a,https://example.org,Asia/Shanghai\n",
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\n1,one,30.05,104.15\n2,two,30.05,104.25\n",
        "routes.txt": "route_id,agency_id,route_short_name,route_type\nr,a,r,3\n",
        "trips.txt": "route_id,service_id,trip_id\nr,s,t\n",
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t,08:00:00,08:00:00,1,1\nt,08:10:00,08:10:00,2,2\n",
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        f"s,{weekdays},20250101,20250131\n",
    }
    path = folder / "bus.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            if name != without:
                archive.writestr(name, text)
    return path


def test_a_timetable_that_runs_is_no_finding(tiny, tmp_path):
    tiny.feeds["bus"] = feed(tmp_path)
    assert run_checks(tiny) == []


@pytest.mark.parametrize("defect", ["no service", "no stop_times", "no zip"])
def test_a_timetable_without_service_or_files_is_named(tiny, tmp_path, defect):
    path = feed(tmp_path, "0,0,0,0,0,0,0" if defect == "no service" else "1,1,1,1,1,1,1",
                without="stop_times.txt" if defect == "no stop_times" else "")  # fmt: skip
    if defect == "no zip":
        path.write_bytes(b"PK")
    tiny.feeds["bus"] = path
    found = found_in(tiny)
    assert list(found) == ["feeds"]
    assert all(file.startswith("bus.zip") for file, _ in found["feeds"])
