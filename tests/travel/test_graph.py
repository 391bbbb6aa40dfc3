from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.travel.graphs import random_graph, random_tables
from tongcheng.errors import InputError
from tongcheng.travel import build_graph, components
from tongcheng.travel.hilbert import hilbert_index


def street(**changes: object) -> pd.DataFrame:
    rows = {
        "link": ["ab", "ab2", "bc", "cc", "cd", "x", "y"],
        "from_node": ["a", "a", "b", "c", "c", "a", "a"],
        "to_node": ["b", "b", "c", "c", "d", "d", "d"],
        "length_m": [1000.0, 1000.0, 500.0, 70.0, 0.0, 1.0, 1.0],
        "speed_kmh": [30.0, 60.0, 30.0, 30.0, 50.0, 50.0, 50.0],
        "direction": ["both", "forward", "forward", "both", None, "both", "both"],
        "state": ["open", "open", None, "open", "open", "closed", "open"],
        "access": ["public", None, "destination", "public", "public", "public", "private"],
        "class": ["primary", "primary", "motorway", "primary", "motorway", "primary", "primary"],
        "basis": "official",
    }
    return pd.DataFrame({**rows, **changes})


def corners() -> pd.DataFrame:
    return pd.DataFrame({"node": list("abcd"), "lon": [104.0, 104.1, 104.2, 104.3], "lat": 30.0, "basis": "observed"})


def arcs(graph: object) -> dict[tuple[str, str], int]:
    names = graph.nodes.to_numpy()
    return {
        (names[tail], names[head]): int(weight)
        for tail, head, weight in zip(graph.tail, graph.head, graph.weight, strict=True)
    }


def test_arcs_are_the_fastest_open_public_ways_in_whole_milliseconds() -> None:
    graph = build_graph(corners(), street())
    assert arcs(graph) == {
        ("a", "b"): 60_000,  # ab2, one-way, is faster than ab
        ("b", "a"): 120_000,
        ("b", "c"): 60_000,
        ("c", "d"): 0,
        ("d", "c"): 0,
    }
    assert graph.basis == "official"
    followed = {graph.stretches.link[entry] for entry in graph.stretch}
    assert followed == {"ab", "ab2", "bc", "cd"}


def test_nobody_joins_in_the_middle_of_a_motorway() -> None:
    graph = build_graph(corners(), street())
    assert set(graph.nodes[graph.joinable]) == {"a", "b", "c"}  # c has a street of its own, d has none


def test_components_are_strong_and_the_largest_comes_first() -> None:
    graph = build_graph(corners(), street())
    parts = components(graph)
    assert parts.sizes.tolist() == [2, 2]
    label = dict(zip(graph.nodes, parts.label, strict=True))
    assert label["a"] == label["b"] != label["c"] == label["d"]


def test_tables_are_not_changed() -> None:
    nodes, links = random_tables(3)
    before = nodes.copy(), links.copy()
    build_graph(nodes, links)
    pd.testing.assert_frame_equal(nodes, before[0])
    pd.testing.assert_frame_equal(links, before[1])


def test_order_of_rows_does_not_matter_for_the_arcs() -> None:
    nodes, links = random_tables(4)
    shuffled = build_graph(nodes.sample(frac=1, random_state=1), links.sample(frac=1, random_state=2))
    assert arcs(shuffled) == arcs(build_graph(nodes, links))


def test_every_bad_row_is_named_with_its_remedy() -> None:
    links = street(speed_kmh=[30.0, -1.0, np.nan, 30.0, 0.001, 1.0, -5.0], length_m=[-2.0, 1, 1, 1, 9_000, 1, 1])
    links.loc[0, "to_node"] = "nowhere"
    with pytest.raises(InputError) as caught:
        build_graph(corners(), links)
    named = {(problem.code, problem.row, problem.column) for problem in caught.value.problems}
    assert named == {
        ("unknown_node", 2, "to_node"),
        ("bad_length", 2, "length_m"),
        ("bad_speed", 3, "speed_kmh"),
        ("bad_speed", 4, "speed_kmh"),
        ("slow_link", 6, "speed_kmh"),
    }  # the private link's speed of -5 harms nobody


def test_nodes_without_position_or_twice_are_named() -> None:
    nodes = corners()
    nodes.loc[1, "lon"] = np.nan
    nodes.loc[3, "node"] = "a"
    with pytest.raises(InputError) as caught:
        build_graph(nodes, street())
    assert {(problem.code, problem.row) for problem in caught.value.problems} == {
        ("no_position", 3),
        ("node_twice", 5),
    }


def test_no_roads_is_a_named_problem() -> None:
    with pytest.raises(InputError) as caught:
        build_graph(corners().iloc[:0], street().iloc[:0])
    assert [problem.code for problem in caught.value.problems] == ["no_roads"]


def test_key_tells_networks_apart() -> None:
    nodes, links = random_tables(5)
    slower = links.assign(speed_kmh=links["speed_kmh"].where(links.index != 7, 19.0))
    assert build_graph(nodes, links).key == random_graph(5).key != build_graph(nodes, slower).key


def test_hilbert_neighbours_touch() -> None:
    axis = np.linspace(0, 1, 16)
    lon, lat = (grid.ravel() for grid in np.meshgrid(axis, axis))
    order = np.argsort(hilbert_index(lon, lat))
    steps = np.hypot(np.diff(lon[order]), np.diff(lat[order]))
    assert np.allclose(steps, 1 / 15)
