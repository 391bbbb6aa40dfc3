"""Times with a change against all times made again: the same milliseconds, and never longer for a new road."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sectors.hand_circle import hand_region, trips
from tests.travel.graphs import random_tables
from tongcheng import open_region
from tongcheng.region import Region
from tongcheng.region.edits import AddLink, CloseLink, ModifyLink, Scenario, apply, edits_from_table
from tongcheng.region.unlock import split
from tongcheng.sectors.transport.worth.change import Change, both_ways
from tongcheng.sectors.transport.worth.from_edits import change_of, link_edits
from tongcheng.sectors.transport.worth.indicators import WORTH_INDICATORS
from tongcheng.sectors.transport.worth.led import Led
from tongcheng.sectors.transport.worth.measure import make_valuer
from tongcheng.sectors.transport.worth.network import Roads
from tongcheng.sectors.transport.worth.speeds import speeds_of
from tongcheng.sectors.transport.worth.valuer import Valuer
from tongcheng.travel import DriveNetwork, build_graph, build_hierarchy, components, drive_times
from tongcheng.travel.candidates import Candidates
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.dijkstra import DijkstraEngine
from tongcheng.travel.overlay import overlay


def times_with(roads: Roads, change: Change) -> list[np.ndarray]:
    """Give ms from all zones to every set of places with a change: expected, low and high speed."""
    everything = slice(0, len(roads.zones.node))
    before = roads.before(everything)
    ways = Led.of(change, change.ends, roads.trees(change.ends), roads.cut_ms)
    here = ways.origins_in(everything)
    result = []
    for number, times in enumerate(before):
        after = np.repeat(times[None], 3, axis=0)
        made = ways.after(number, times, everything, here)
        after[np.ix_(range(3), here, ways.columns[number])] = made
        result.append(after)
    return result


def roads_of(region: Region, travel: CircleTravel) -> Roads:
    hospitals = region["facilities"][region["facilities"]["kind"] == "hospital"]
    return Roads.of(travel.network, region["zones"], [hospitals[["facility", "lon", "lat"]]], 60.0)


@pytest.fixture(scope="module")
def demo() -> tuple[Region, CircleTravel, Roads]:
    region = open_region("demo")
    travel = CircleTravel(region)
    return region, travel, roads_of(region, travel)


@pytest.mark.parametrize("project", ["P02", "P07", "P08", "P11"])
def test_projects_of_the_demo_to_the_millisecond(demo: tuple[Region, CircleTravel, Roads], project: str) -> None:
    region, travel, roads = demo
    scenario = link_edits(edits_from_table(region, [project])[project])
    change = change_of(region, travel.network, speeds_of(region["road_links"]), project, scenario)
    assert not change.rebuilt
    ours = times_with(roads, change)
    after = apply(region, scenario)
    hospitals = region["facilities"][region["facilities"]["kind"] == "hospital"]
    changed = 0
    for number, to in enumerate((None, hospitals[["facility", "lon", "lat"]])):
        times = drive_times(after, to=to, cutoff_min=60.0)
        again = np.empty(times.shape, dtype=np.uint32)
        times.source.fill(slice(0, len(again)), again)
        assert np.array_equal(ours[number][0], again)
        changed += int((ours[number][0] != roads.before(slice(0, len(again)))[number]).sum())
    assert changed > 100


def small_valuer(seed: int, count: int) -> tuple[Region, Valuer, Candidates]:
    """Make a circle of random roads, and some new links in it."""
    nodes, links = random_tables(seed)
    rng = np.random.default_rng(seed)
    zones = nodes.sample(12, random_state=seed).reset_index(drop=True)
    base = hand_region()
    city = np.where(np.arange(12) % 2 == 0, "A", "B")
    table = pd.DataFrame(
        {"zone": [f"z{number}" for number in range(12)], "city": city, "county": np.char.add(city, "1"),
         "lon": zones["lon"], "lat": zones["lat"]}
    )  # fmt: skip
    people = pd.DataFrame({"zone": table["zone"], "group": "all", "year": 2020, "value": rng.integers(1, 900, 12)})
    facilities = pd.DataFrame(
        {"facility": ["h1", "h2"], "kind": "hospital", "name": "h", "city": ["A", "B"], "lon": zones["lon"][:2],
         "lat": zones["lat"][:2]}
    )  # fmt: skip
    papers = {"basis": "synthetic", "source": "hand"}
    region = base.with_tables(
        {
            "zones": table.assign(**papers),
            "residents": people.assign(**papers),
            "jobs": base["jobs"].iloc[:0],
            "facilities": facilities.assign(**papers),
            "road_nodes": nodes.assign(source="hand"),
            "road_links": links.assign(**{"class": "secondary", "source": "hand"}),
            "projects": base["projects"].iloc[:0],
            "project_edits": base["project_edits"].iloc[:0],
        }
    )
    graph = build_graph(region["road_nodes"], region["road_links"])
    network = DriveNetwork(graph, components(graph), build_hierarchy(graph))
    travel = CircleTravel(region)
    travel.__dict__["network"] = network
    unlocked, _ = split(region, WORTH_INDICATORS)
    tail, head = (rng.integers(0, graph.size, count).astype(np.int32) for _ in range(2))
    new = Candidates(
        pd.Index([f"c{number}" for number in range(count)]), tail, head,
        rng.integers(0, 400_000, count).astype(np.uint32), rng.random(count) < 0.5, np.zeros((count, 2)),
    )  # fmt: skip
    return region, make_valuer(region, travel, unlocked, None), new


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 5))
def test_new_roads_are_exact_and_never_make_anything_farther(seed: int, count: int) -> None:
    _, valuer, new = small_valuer(seed, count)
    roads = valuer.roads
    ms = np.stack([new.ms, new.ms * 2, new.ms // 2])
    change = Change("c", *both_ways(new.tail, new.head, ms, new.both))
    ours = times_with(roads, change)
    before = roads.before(slice(0, len(roads.zones.node)))
    for speed in range(3):
        graph = overlay(roads.network.graph, added=replace(new, ms=ms[speed]))
        for number, places in enumerate(roads.sets):
            engine = DijkstraEngine(graph, places.node, places.leg_ms, roads.cut_ms)
            again = engine.rows(roads.zones.node, roads.zones.leg_ms)
            if number == 0:
                np.fill_diagonal(again, np.where(roads.zones.node >= 0, 0, again.diagonal()))
            assert np.array_equal(ours[number][speed], again)
            assert (again <= before[number]).all()
    gains = next(valuer.gains([change]))
    assert (gains.by_city >= -1e-9).all()


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 4))
def test_from_the_ends_or_from_all_times_made_again_it_is_worth_the_same(seed: int, count: int) -> None:
    _, valuer, new = small_valuer(seed, count)
    ms = np.stack([new.ms, new.ms * 2, new.ms // 2])
    arcs = both_ways(new.tail, new.head, ms, new.both)
    graphs = tuple(overlay(valuer.roads.network.graph, added=replace(new, ms=ms[speed])) for speed in range(3))
    led, rebuilt = (next(valuer.gains([Change("c", *arcs, made)])) for made in ((), graphs))
    assert np.array_equal(led.city, rebuilt.city)
    assert np.allclose(led.by_city, rebuilt.by_city, rtol=1e-6, atol=1e-6)
    assert np.allclose(led.by_county, rebuilt.by_county, rtol=1e-6, atol=1e-6)


def hand_change(scenario: Scenario) -> tuple[Valuer, Change]:
    region = hand_region()
    travel = CircleTravel(region)
    unlocked, _ = split(region, WORTH_INDICATORS)
    valuer = make_valuer(region, travel, unlocked, trips())
    return valuer, change_of(region, travel.network, speeds_of(region["road_links"]), "p", scenario)


def total(valuer: Valuer, change: Change, indicator: str, threshold: float | None = None) -> float:
    gains = next(valuer.gains([change])).total
    for number, column in enumerate(valuer.columns):
        if column.indicator == indicator and column.state in {"together", ""} and column.threshold == threshold:
            return float(gains[number, 0])
    raise KeyError(indicator)


def test_closing_the_only_road_takes_the_other_city_from_everybody() -> None:
    valuer, change = hand_change(Scenario("closed", (CloseLink("foot"),)))
    assert change.rebuilt
    assert total(valuer, change, "residents_reached_gain", 60.0) == pytest.approx(-3000 * 1500)


def test_a_new_road_for_a_closed_one_is_worth_their_difference() -> None:
    """Over the head instead of the foot: within 30 minutes the sums of 14 and more take the place of those of 14 and less."""
    new = AddLink("new", "a14", "b14", "secondary", 60.0, length_m=2000.0)
    valuer, change = hand_change(Scenario("swap", (CloseLink("foot"), new)))
    assert total(valuer, change, "residents_reached_gain", 30.0) == pytest.approx(0.0)
    assert total(valuer, change, "newly_within", 30.0) == pytest.approx(1400)


def test_a_changed_road_that_only_gets_faster_needs_no_new_network() -> None:
    valuer, change = hand_change(Scenario("foot", (ModifyLink("foot", {"speed_kmh": 120.0}),)))
    assert not change.rebuilt
    assert total(valuer, change, "residents_reached_gain", 45.0) == pytest.approx(2 * 7 * 100 * 100)
    _, slower = hand_change(Scenario("foot", (ModifyLink("foot", {"speed_kmh": 30.0}),)))
    assert slower.rebuilt
    _, turned = hand_change(Scenario("foot", (ModifyLink("foot", {"direction": "forward"}),)))
    assert turned.rebuilt
