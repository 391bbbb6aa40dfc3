"""Small random road tables with everything that makes routing go wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tongcheng.travel import Graph, build_graph


def random_tables(seed: int, *, nodes: int = 60, links: int = 130) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make two islands of streets: one-way, zero-length, parallel links and loops among them."""
    rng = np.random.default_rng(seed)
    names = np.array([f"n{number}" for number in rng.permutation(nodes)])
    first_island = rng.random(links) < 0.7
    border = int(nodes * 0.7)
    tail = np.where(first_island, rng.integers(0, border, links), rng.integers(border, nodes, links))
    head = np.where(first_island, rng.integers(0, border, links), rng.integers(border, nodes, links))
    twice = rng.integers(0, links, links // 10)
    tail, head = np.concatenate([tail, tail[twice]]), np.concatenate([head, head[twice]])
    length = rng.integers(1, 5_000, len(tail)).astype(float)
    length[rng.random(len(tail)) < 0.08] = 0.0
    frame = pd.DataFrame(
        {
            "link": [f"l{number}" for number in range(len(tail))],
            "from_node": names[tail],
            "to_node": names[head],
            "length_m": length,
            "speed_kmh": rng.choice([20.0, 35.0, 60.0, 90.0], len(tail)),
            "direction": rng.choice(["both", "forward"], len(tail), p=[0.6, 0.4]),
            "basis": "synthetic",
        }
    )
    table = pd.DataFrame(
        {
            "node": names,
            "lon": 104 + rng.random(nodes) * 0.2,
            "lat": 30 + rng.random(nodes) * 0.2,
            "basis": "synthetic",
        }
    )
    return table, frame


def random_graph(seed: int, *, nodes: int = 60, links: int = 130) -> Graph:
    """Give the graph of :func:`random_tables`."""
    return build_graph(*random_tables(seed, nodes=nodes, links=links))
