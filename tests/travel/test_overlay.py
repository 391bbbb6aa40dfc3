from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.travel.graphs import random_tables
from tests.travel.test_graph import arcs
from tongcheng.errors import InputError
from tongcheng.travel import build_graph
from tongcheng.travel.candidates import Candidates
from tongcheng.travel.overlay import overlay


def test_an_overlay_is_the_graph_of_the_changed_tables() -> None:
    nodes, links = random_tables(9)
    graph = build_graph(nodes, links)
    before = arcs(graph)
    closed, slowed = [f"l{number}" for number in range(0, 140, 3)], {"l1": 12.5, "l4": 0.0}
    ends = pd.Index(["n0", "n5"]), pd.Index(["n7", "n9"])
    added = Candidates(
        pd.Index(["new0", "new1"]), graph.node_of(ends[0]), graph.node_of(ends[1]),
        np.array([30_000, 60_000], dtype=np.uint32), np.array([True, False]), np.zeros((2, 2)),
    )  # fmt: skip
    table = links[~links["link"].isin(closed)].copy()
    table.loc[table["link"] == "l1", ["length_m", "speed_kmh"]] = [12_500.0, 60.0]
    table.loc[table["link"] == "l4", "length_m"] = 0.0
    rows = {"link": ["new0", "new1"], "from_node": ends[0], "to_node": ends[1], "length_m": [500.0, 1000.0],
            "speed_kmh": 60.0, "direction": ["both", "forward"], "basis": "synthetic"}  # fmt: skip
    expected = arcs(build_graph(nodes, pd.concat([table, pd.DataFrame(rows)], ignore_index=True)))
    changed = overlay(graph, closed=closed, minutes=slowed, added=added)
    assert arcs(changed) == expected != before == arcs(graph)
    assert changed.nodes.equals(graph.nodes)
    assert changed.key != graph.key == overlay(graph).key


def test_links_that_are_not_there_and_times_that_are_none_are_named() -> None:
    graph = build_graph(*random_tables(9))
    with pytest.raises(InputError) as caught:
        overlay(graph, closed=["l1", "gone"], minutes={"l2": -1.0, "away": 3.0})
    named = [(problem.code, problem.found) for problem in caught.value.problems]
    assert named == [("no_such_link", "gone"), ("no_such_link", "away"), ("bad_time", "l2: -1.0")]
