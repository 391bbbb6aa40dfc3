"""Hierarchy and sweeps against scipy's Dijkstra, to the millisecond."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.travel.graphs import random_graph, random_tables
from tongcheng.travel import Graph, ManyToMany, build_graph, build_hierarchy, contraction, saved_hierarchy
from tongcheng.travel.dijkstra import DijkstraEngine
from tongcheng.travel.encoding import NO_TENTHS, decode, encode
from tongcheng.travel.graph import UNREACHED


def every_node(graph: Graph) -> np.ndarray:
    return np.arange(graph.size, dtype=np.int32)


def no_legs(graph: Graph) -> np.ndarray:
    return np.zeros(graph.size, dtype=np.uint32)


@pytest.mark.parametrize("seed", range(20))
def test_all_pairs_equal_dijkstra(seed: int) -> None:
    graph = random_graph(seed, nodes=150, links=280)
    everyone = every_node(graph)
    found = ManyToMany(build_hierarchy(graph), everyone, no_legs(graph)).rows(everyone)
    expected = DijkstraEngine(graph, everyone, no_legs(graph)).rows(everyone)
    assert (expected == UNREACHED).any()
    assert ((expected > 0) & (expected < UNREACHED)).any()
    assert np.array_equal(found, expected)


@pytest.mark.parametrize("seed", range(5))
def test_legs_cutoff_and_places_off_the_network(seed: int) -> None:
    graph = random_graph(seed, nodes=150, links=280)
    rng = np.random.default_rng(seed)
    sources = rng.integers(-1, graph.size, 201).astype(np.int32)
    targets = rng.integers(-1, graph.size, 90).astype(np.int32)
    source_legs, target_legs = (rng.integers(0, 200_000, size).astype(np.uint32) for size in (201, 90))
    cut = 900_000
    expected = DijkstraEngine(graph, targets, target_legs, cut).rows(sources, source_legs)
    hierarchy = build_hierarchy(graph)
    for threads in (1, 3):
        found = ManyToMany(hierarchy, targets, target_legs, cut, threads=threads).rows(sources, source_legs)
        assert np.array_equal(found, expected)
    assert 0.02 < (expected < UNREACHED).mean() < 0.9
    assert (expected[sources < 0] == UNREACHED).all()


def test_turned_hierarchy_gives_times_to_a_place() -> None:
    graph = random_graph(3)
    everyone = every_node(graph)
    hierarchy = build_hierarchy(graph)
    there = ManyToMany(hierarchy, everyone, no_legs(graph)).rows(everyone)
    back = ManyToMany(hierarchy.turned(), everyone, no_legs(graph)).rows(everyone)
    assert np.array_equal(there, back.T)
    assert not np.array_equal(there, there.T)


def complete_graph(size: int) -> Graph:
    rng = np.random.default_rng(0)
    tail, head = (grid.ravel() for grid in np.meshgrid(np.arange(size), np.arange(size)))
    names = np.array([f"n{number}" for number in range(size)])
    nodes = pd.DataFrame({"node": names, "lon": rng.random(size), "lat": rng.random(size), "basis": "synthetic"})
    links = pd.DataFrame(
        {
            "link": [f"{a}-{b}" for a, b in zip(tail, head, strict=True)],
            "from_node": names[tail],
            "to_node": names[head],
            "length_m": 1e5 + rng.integers(0, 1000, size * size),
            "speed_kmh": 36.0,
            "direction": "forward",
            "basis": "synthetic",
        }
    )
    return build_graph(nodes, links)


def test_crowded_nodes_outgrow_every_room_and_stay_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no room to search for ways around, every pair of neighbours gets a shortcut: all rooms must grow."""
    grown = {"repacked": 0, "_shortcuts": 0}

    def counted(name: str) -> Callable[..., Any]:
        original = getattr(contraction, name)

        def count(*arguments: Any) -> Any:
            grown[name] += 1
            return original(*arguments)

        return count

    for name in grown:
        monkeypatch.setattr(contraction, name, counted(name))
    monkeypatch.setattr(contraction, "_SEARCH_ROOM", 2)
    for graph in (complete_graph(80), random_graph(11, nodes=400, links=1500)):
        everyone = every_node(graph)
        found = ManyToMany(build_hierarchy(graph), everyone, no_legs(graph)).rows(everyone)
        assert np.array_equal(found, DijkstraEngine(graph, everyone, no_legs(graph)).rows(everyone))
    assert grown["repacked"] > 0
    assert grown["_shortcuts"] > 2


def test_hierarchy_is_the_same_every_time_and_survives_the_file(tmp_path: Path) -> None:
    graph = random_graph(7)
    steps: list[float] = []
    made = saved_hierarchy(graph, tmp_path, progress=lambda _, part: steps.append(part))
    assert steps[-1] == 1.0
    read = saved_hierarchy(graph, tmp_path, progress=lambda *_: pytest.fail("built again"))
    for one, other in ((made.up, read.up), (made.down, read.down), (made.up, build_hierarchy(graph).up)):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert np.array_equal(made.rank, read.rank)
    assert sorted(made.rank) == list(range(graph.size))


def test_damaged_file_is_made_again(tmp_path: Path) -> None:
    graph = random_graph(7)
    saved_hierarchy(graph, tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    read = saved_hierarchy(graph, tmp_path)
    assert np.array_equal(read.up.weight, build_hierarchy(graph).up.weight)
    assert path.read_bytes() == whole


def test_another_network_has_another_file(tmp_path: Path) -> None:
    nodes, links = random_tables(7)
    saved_hierarchy(build_graph(nodes, links), tmp_path)
    saved_hierarchy(build_graph(nodes, links.iloc[1:]), tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_encodings_round_to_their_unit_and_know_no_time() -> None:
    ms = np.array([[0, 49, 50, 3_600_000, 6_553_400, UNREACHED]], dtype=np.uint32)
    tenths = np.empty(ms.shape, dtype=np.uint16)
    encode(ms, tenths)
    assert tenths.tolist() == [[0, 0, 1, 36_000, 65_534, int(NO_TENTHS)]]
    minutes = decode(tenths)
    assert minutes[0, 3] == 60
    assert np.isnan(minutes[0, 5])
    exact = decode(ms)
    assert exact[0, 3] == 60
    assert exact[0, 1] == np.float32(49 / 60_000)
    assert np.isnan(exact[0, 5])
