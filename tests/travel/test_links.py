"""The worth of a link against computing everything again with the link in place."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from tests.travel.graphs import random_graph
from tongcheng.errors import InputError
from tongcheng.travel import DriveNetwork, Graph, build_hierarchy, components
from tongcheng.travel.candidates import Candidates, read_candidates
from tongcheng.travel.dijkstra import DijkstraEngine
from tongcheng.travel.graph import UNREACHED
from tongcheng.travel.links import Measure, Places, appraise_links

CITIES = ["east", "west", "south"]


def network_of(graph: Graph) -> DriveNetwork:
    return DriveNetwork(graph, components(graph), build_hierarchy(graph))


def some_places(graph: Graph, seed: int, count: int) -> Places:
    rng = np.random.default_rng(seed)
    node = rng.integers(-1, graph.size, count).astype(np.int32)
    return Places(node, rng.integers(0, 60_000, count).astype(np.uint32), rng.integers(1, 90_000, count) * 1.0)


def some_candidates(graph: Graph, seed: int, count: int) -> Candidates:
    rng = np.random.default_rng(seed)
    tail, head = (rng.integers(0, graph.size, count).astype(np.int32) for _ in range(2))
    head[0] = tail[0]
    ms = rng.integers(0, 120_000, count).astype(np.uint32)
    ms[1] = 0
    names = pd.Index([f"c{number}" for number in range(count)])
    return Candidates(names, tail, head, ms, rng.random(count) < 0.6, np.zeros((count, 2)))


def with_link(graph: Graph, candidates: Candidates, number: int) -> Graph:
    """Give the graph with one candidate built, made without any of the code under test."""
    tail, head, ms = candidates.tail[number], candidates.head[number], candidates.ms[number]
    arcs = {(int(a), int(b)): int(w) for a, b, w in zip(graph.tail, graph.head, graph.weight, strict=True)}
    for a, b in [(tail, head), (head, tail)] if candidates.both[number] else [(tail, head)]:
        if a != b:
            arcs[int(a), int(b)] = min(arcs.get((int(a), int(b)), 1 << 30), int(ms))
    keys = sorted(arcs)
    first = np.zeros(graph.size + 1, dtype=np.int32)
    first[1:] = np.cumsum(np.bincount([a for a, _ in keys], minlength=graph.size))
    return replace(
        graph,
        first=first,
        head=np.array([b for _, b in keys], dtype=np.int32),
        weight=np.array([arcs[key] for key in keys], dtype=np.uint32),
    )


def all_times(graph: Graph, origins: Places, destinations: Places, same: bool) -> np.ndarray:
    times = DijkstraEngine(graph, destinations.node, destinations.leg_ms).rows(origins.node, origins.leg_ms)
    if same:
        np.fill_diagonal(times, np.where(origins.node >= 0, 0, UNREACHED))
    return times.astype(np.int64)


def change(measure: Measure, before: np.ndarray, after: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Give the change per origin and destination, plainly."""
    cut = measure.cut_ms
    was, now = before <= cut, after <= cut
    if measure.kind == "cumulative":
        return (now.astype(float) - was) * amount
    if measure.kind == "time":
        return np.where(was, before - after, 0) / 60_000 * amount
    rate = measure.decay_per_min / 60_000
    return (np.where(now, np.exp(-rate * after), 0) - np.where(was, np.exp(-rate * before), 0)) * amount


MEASURES = [
    Measure("cumulative", 12.0),
    Measure("cumulative"),
    Measure("gravity", decay_per_min=0.1),
    Measure("gravity", 12.0, 0.07),
    Measure("time"),
    Measure("time", 15.0),
]


@pytest.mark.parametrize("same", [True, False])
def test_two_hundred_candidates_equal_full_recomputation(same: bool) -> None:
    graph = random_graph(21, nodes=120, links=170)
    origins = some_places(graph, 1, 75)
    destinations = replace(origins, weight=origins.weight[::-1].copy()) if same else some_places(graph, 2, 140)
    candidates = some_candidates(graph, 3, 200)
    city = np.random.default_rng(4).integers(0, 3, 75)
    found = [
        appraise_links(
            network_of(graph), candidates, origins, destinations, measure, city=city, cities=CITIES, same=same
        )
        for measure in MEASURES
    ]
    before = all_times(graph, origins, destinations, same)
    gained = np.zeros(len(MEASURES))
    for number in range(200):
        after = all_times(with_link(graph, candidates, number), origins, destinations, same)
        for place, measure in enumerate(MEASURES):
            by_origin = (change(measure, before, after, destinations.weight) * origins.weight[:, None]).sum(axis=1)
            expected = np.array([by_origin[city == code].sum() for code in range(3)])
            row = found[place].iloc[number]
            gained[place] += row["total"] > 0
            if measure.kind == "cumulative":
                assert row[CITIES].tolist() == expected.tolist()
                assert row["total"] == expected.sum()
            else:
                scale = max(expected.sum(), 1e-300)
                assert np.abs(row[CITIES] - expected).max() <= 1e-9 * scale
    assert (gained > 40).all()


def test_result_does_not_depend_on_threads_or_order() -> None:
    graph = random_graph(5, nodes=120, links=170)
    origins, destinations = some_places(graph, 1, 75), some_places(graph, 2, 75)
    candidates = some_candidates(graph, 3, 300)
    network = network_of(graph)
    for measure in MEASURES[:3]:
        one = appraise_links(network, candidates, origins, destinations, measure, threads=1)
        three = appraise_links(network, candidates, origins, destinations, measure, threads=3)
        pd.testing.assert_frame_equal(one, three, check_exact=True)
        turn = np.random.default_rng(0).permutation(300)
        shuffled = Candidates(
            candidates.link[turn], candidates.tail[turn], candidates.head[turn], candidates.ms[turn],
            candidates.both[turn], candidates.distance_km[turn],
        )  # fmt: skip
        again = appraise_links(network, shuffled, origins, destinations, measure)
        pd.testing.assert_frame_equal(again.loc[one.index], one, check_exact=True)


def test_many_destinations_fill_several_words_of_bits() -> None:
    """More than 1,024 destinations and several cities: blocks, words and the tail of both."""
    graph = random_graph(8, nodes=90, links=130)
    origins, destinations = some_places(graph, 1, 70), some_places(graph, 2, 1_100)
    candidates = some_candidates(graph, 3, 12)
    network = network_of(graph)
    before = all_times(graph, origins, destinations, same=False)
    for measure in (Measure("cumulative", 12.0), Measure("time", 15.0)):
        found = appraise_links(network, candidates, origins, destinations, measure)["total"]
        for number in range(12):
            after = all_times(with_link(graph, candidates, number), origins, destinations, same=False)
            expected = (change(measure, before, after, destinations.weight) * origins.weight[:, None]).sum()
            assert found.iloc[number] == pytest.approx(expected, rel=1e-12)
        assert (found > 0).any()


def lines(*ends: tuple[tuple[float, float], tuple[float, float]], **columns: object) -> gpd.GeoDataFrame:
    names = [f"c{number}" for number in range(len(ends))]
    return gpd.GeoDataFrame(
        {"link": names, **columns}, geometry=[shapely.LineString(pair) for pair in ends], crs="EPSG:4326"
    )


def test_candidates_are_read_from_lines_and_from_nodes() -> None:
    graph = random_graph(2)
    network = network_of(graph)
    here, there = graph.node_of(pd.Index(["n3", "n40"]))
    ends = tuple((float(graph.lon[node]), float(graph.lat[node])) for node in (here, there))
    drawn = read_candidates(network, lines(ends, minutes=[2.5], direction=["forward"]))
    assert (drawn.tail[0], drawn.head[0], drawn.ms[0], drawn.both[0]) == (here, there, 150_000, False)
    named = read_candidates(
        network,
        pd.DataFrame(
            {"id": ["x"], "from_node": ["n3"], "to_node": ["n40"], "speed_kmh": [60.0], "length_m": [500.0]}
        ),
    )
    assert (named.tail[0], named.head[0], named.ms[0], named.both[0]) == (here, there, 30_000, True)
    by_length = read_candidates(network, lines(ends, speed_kmh=[60.0]))
    step = np.hypot((ends[0][0] - ends[1][0]) * np.cos(np.radians(30.1)), ends[0][1] - ends[1][1]) * 111_195
    assert by_length.ms[0] == pytest.approx(step / 60 * 3.6 * 1000, rel=0.01)


def test_a_candidate_far_from_any_road_is_named_with_its_distance() -> None:
    graph = random_graph(2)
    near = (float(graph.lon[0]), float(graph.lat[0]))
    frame = lines((near, (near[0], 31.0)), (near, near), (near, near), minutes=[1.0, np.nan, -1.0])
    with pytest.raises(InputError) as caught:
        read_candidates(network_of(graph), frame)
    named = {(problem.code, problem.row) for problem in caught.value.problems}
    assert named == {("far_from_road", 2), ("bad_time", 3), ("bad_time", 4)}
    assert "km" in caught.value.problems[0].found
    with pytest.raises(InputError) as caught:
        read_candidates(network_of(graph), pd.DataFrame({"id": ["x"], "minutes": [1.0]}))
    assert [problem.code for problem in caught.value.problems] == ["no_line"]
    with pytest.raises(InputError) as caught:
        read_candidates(
            network_of(graph),
            pd.DataFrame({"id": ["x"], "from_node": ["n3"], "to_node": ["gone"], "minutes": [1.0]}),
        )
    assert [problem.column for problem in caught.value.problems] == ["to_node"]
