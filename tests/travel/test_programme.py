"""Greedy programmes against building each chosen link and computing everything again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.travel.graphs import random_graph
from tests.travel.test_links import all_times, change, network_of, some_candidates, some_places, with_link
from tongcheng.errors import InputError
from tongcheng.travel.links import Measure, appraise_links
from tongcheng.travel.programme import greedy_programme


@pytest.mark.parametrize(
    "measure", [Measure("cumulative", 9.0), Measure("gravity", decay_per_min=0.1), Measure("time", 15.0)]
)
def test_each_gain_is_that_of_building_the_link_after_the_others(measure: Measure) -> None:
    graph = random_graph(33, nodes=120, links=170)
    origins, destinations = some_places(graph, 1, 70), some_places(graph, 2, 80)
    candidates = some_candidates(graph, 3, 60)
    network = network_of(graph)
    city = np.arange(70) % 2
    found = greedy_programme(
        network, candidates, origins, destinations, measure, most=6, city=city, cities=["a", "b"]
    ).steps
    assert len(found) == 6
    weight = origins.weight[:, None]
    for _, row in found.iterrows():
        before = all_times(graph, origins, destinations, same=False)
        gains = []
        for number in range(60):
            after = all_times(with_link(graph, candidates, number), origins, destinations, same=False)
            gains.append((change(measure, before, after, destinations.weight) * weight).sum())
        chosen = list(candidates.link).index(row["link"])
        assert row["gain"] == pytest.approx(max(gains), rel=1e-9)
        assert gains[chosen] == pytest.approx(max(gains), rel=1e-9)
        assert row["a"] + row["b"] == pytest.approx(row["gain"], rel=1e-12)
        graph = with_link(graph, candidates, chosen)
    assert found["total"].tolist() == pytest.approx(found["gain"].cumsum().tolist())
    assert (found["gain"] != found["alone"]).any()  # else the links do not touch each other and nothing is shown


def test_the_pairs_after_it_are_those_of_the_network_with_all_links() -> None:
    graph = random_graph(35, nodes=120, links=170)
    origins, destinations = some_places(graph, 1, 70), some_places(graph, 2, 80)
    candidates = some_candidates(graph, 3, 60)
    measure = Measure("time", 15.0)
    done = greedy_programme(network_of(graph), candidates, origins, destinations, measure, most=5)
    for link in done.steps["link"]:
        graph = with_link(graph, candidates, list(candidates.link).index(link))
    expected = np.minimum(all_times(graph, origins, destinations, same=False), measure.cut_ms + 1)
    assert done.after.dense is not None
    ordered = expected[np.ix_(done.after.origin_order, done.after.destination_order)]
    assert np.array_equal(done.after.dense.ms[:, :80], ordered)


def test_budget_and_cost_decide_and_nothing_useless_is_built() -> None:
    graph = random_graph(34, nodes=120, links=170)
    origins, destinations = some_places(graph, 1, 70), some_places(graph, 2, 80)
    candidates = some_candidates(graph, 3, 60)
    network, measure = network_of(graph), Measure("cumulative", 9.0)
    alone = appraise_links(network, candidates, origins, destinations, measure)["total"].to_numpy()
    cost = 1.0 + np.arange(60) % 7
    done = greedy_programme(network, candidates, origins, destinations, measure, most=50, cost=cost, budget=9.0).steps
    assert done["cost"].sum() <= 9.0
    assert done.loc[0, "link"] == candidates.link[(alone / cost).argmax()]
    useless = replace(candidates, ms=np.full(60, 80_000_000, dtype=np.uint32))
    assert len(greedy_programme(network, useless, origins, destinations, measure, most=5).steps) == 0


def test_too_many_candidates_are_refused_with_how_many_fit() -> None:
    graph = random_graph(34)
    origins = some_places(graph, 1, 70)
    with pytest.raises(InputError, match="appraise_links"):
        greedy_programme(
            network_of(graph), some_candidates(graph, 3, 60), origins, origins, Measure("time"), most=2, limit_mb=0.01
        )
