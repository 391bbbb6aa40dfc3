from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tongcheng.travel import Graph, build_graph, snap


def two_islands() -> Graph:
    nodes = pd.DataFrame(
        {"node": list("abcde"), "lon": [104.0, 104.01, 104.02, 104.5, 104.51], "lat": 30.0, "basis": "observed"}
    )
    links = pd.DataFrame(
        {
            "link": ["ab", "bc", "de"],
            "from_node": ["a", "b", "d"],
            "to_node": ["b", "c", "e"],
            "length_m": 900.0,
            "speed_kmh": 50.0,
            "basis": "observed",
        }
    )
    return build_graph(nodes, links)


def test_distance_is_the_great_circle_and_the_leg_follows_from_it() -> None:
    graph = two_islands()
    found = snap(graph, np.array([104.0]), np.array([30.01]), access_kmh=10, detour=1.5)
    assert graph.nodes[found.node[0]] == "a"
    assert found.distance_km[0] == pytest.approx(6371.0088 * np.pi / 180 * 0.01, rel=1e-9)
    assert found.leg_min[0] == pytest.approx(found.distance_km[0] * 1.5 / 10 * 60, abs=1e-4)


def test_main_network_is_taken_if_near_enough_else_the_island_else_nothing() -> None:
    graph = two_islands()
    lon, lat = np.array([104.03, 104.499, 106.0, np.nan]), np.array([30.0, 30.0, 30.0, 30.0])
    found = snap(graph, lon, lat, max_km=5)
    assert found.reason.tolist() == ["", "island", "too_far", "no_position"]
    assert found.found.tolist() == [True, True, False, False]
    assert graph.nodes[found.node[1]] == "d"
    assert found.component[:2].tolist() == [0, 1]
    assert found.distance_km[2] > 100
    assert np.isnan(found.distance_km[3])
    assert np.isnan(found.leg_min[2:]).all()
    far = snap(graph, lon, lat, max_km=60)
    assert graph.nodes[far.node[1]] == "c"  # 46 km away, but on the main network
    assert far.reason[1] == ""


def test_nearest_agrees_with_trying_every_node() -> None:
    rng = np.random.default_rng(0)
    nodes = pd.DataFrame(
        {"node": [str(i) for i in range(200)], "lon": 100 + rng.random(200), "lat": 60 + rng.random(200),
         "basis": "observed"}
    )  # fmt: skip
    ring = [str(i) for i in range(200)]
    links = pd.DataFrame({"link": ring, "from_node": ring, "to_node": [*ring[1:], ring[0]], "length_m": 1.0,
                          "speed_kmh": 1.0, "basis": "observed"})  # fmt: skip
    graph = build_graph(nodes, links)
    lon, lat = 100 + rng.random(50), 60 + rng.random(50)
    found = snap(graph, lon, lat, max_km=100)
    a, b = np.radians(graph.lat)[None], np.radians(lat)[:, None]
    half = (
        np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(graph.lon[None] - lon[:, None]) / 2) ** 2
    )
    every = 2 * 6371.0088 * np.arcsin(np.sqrt(half))
    assert (every.argmin(axis=1) == found.node).all()
    assert np.allclose(every.min(axis=1), found.distance_km)
