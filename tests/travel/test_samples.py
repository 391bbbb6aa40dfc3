"""The samples: fast engine and reference give the same milliseconds on real and generated roads."""

from __future__ import annotations

import numpy as np
import pytest

from tongcheng.region import open_region
from tongcheng.region.synth import synthesise
from tongcheng.travel import ManyToMany, drive_network, drive_times
from tongcheng.travel.dijkstra import DijkstraEngine


@pytest.mark.parametrize("seed", range(20))
def test_engines_agree_on_every_pair_of_generated_circles(seed: int) -> None:
    region = synthesise(seed=seed, nodes=1_000, zones=100).region
    network = drive_network(region)
    everyone = np.arange(network.graph.size, dtype=np.int32)
    legs = np.zeros(len(everyone), dtype=np.uint32)
    assert network.hierarchy is not None
    found = ManyToMany(network.hierarchy, everyone, legs).rows(everyone)
    assert np.array_equal(found, DijkstraEngine(network.graph, everyone, legs).rows(everyone))


@pytest.mark.parametrize("name", ["demo", "nky"])
def test_engines_agree_to_the_millisecond(name: str) -> None:
    region = open_region(name)
    network = drive_network(region)
    graph = network.graph
    rng = np.random.default_rng(1)
    sources, targets = (rng.integers(0, graph.size, count).astype(np.int32) for count in (70, 500))
    source_legs, target_legs = (rng.integers(0, 60_000, count).astype(np.uint32) for count in (70, 500))
    assert network.hierarchy is not None
    for cut in (20 * 60_000, 10_000 * 60_000):
        found = ManyToMany(network.hierarchy, targets, target_legs, cut).rows(sources, source_legs)
        expected = DijkstraEngine(graph, targets, target_legs, cut).rows(sources, source_legs)
        assert np.array_equal(found, expected)


@pytest.mark.parametrize("name", ["demo", "nky"])
def test_zones_are_on_the_network_and_times_are_sensible(name: str) -> None:
    region = open_region(name)
    times = drive_times(region, cutoff_min=600)
    minutes = times.matrix()
    assert (times.notes["reason"] == "too_far").sum() == 0
    assert (np.diag(minutes) == 0).all()
    zones = region["zones"]
    x = (zones["lon"] * np.cos(np.radians(zones["lat"].mean()))).to_numpy(dtype=float) * 111.2
    y = zones["lat"].to_numpy(dtype=float) * 111.2
    rng = np.random.default_rng(0)
    pairs = rng.integers(0, len(zones), (2, 2_000))
    km = np.hypot(x[pairs[0]] - x[pairs[1]], y[pairs[0]] - y[pairs[1]])
    taken = minutes[pairs[0], pairs[1]]
    far = np.isfinite(taken) & (km > 5)
    assert np.isfinite(taken).mean() > 0.99
    speed = km[far] / taken[far] * 60
    assert speed.max() < 120  # nobody flies
    assert np.median(speed) > 15
