"""Published siting problems, small random ones, and the slow and certain way to solve those."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import floyd_warshall

DATA = Path(__file__).parent / "data"
ORLIB = pd.read_csv(DATA / "pmedian" / "optima.csv").set_index("instance")


def orlib(name: str) -> np.ndarray:
    """Shortest paths between all pairs of nodes of an OR-Library p-median problem."""
    numbers = np.loadtxt(DATA / "pmedian" / f"{name}.txt", skiprows=1)
    nodes = int((DATA / "pmedian" / f"{name}.txt").read_text().split()[0])
    arcs = np.full((nodes, nodes), np.inf)
    for tail, head, length in numbers:
        arcs[int(tail) - 1, int(head) - 1] = arcs[int(head) - 1, int(tail) - 1] = length
    np.fill_diagonal(arcs, 0)
    return floyd_warshall(arcs)


def san_francisco() -> tuple[np.ndarray, np.ndarray, pd.Index, pd.Index]:
    """Metres, residents, tracts and stores."""
    table = pd.read_csv(DATA / "sf" / "distances.csv")
    metres = table.pivot_table(values="distance", index="DestinationName", columns="name")
    people = table.drop_duplicates("DestinationName").set_index("DestinationName")["demand"].reindex(metres.index)
    return metres.to_numpy(), people.to_numpy(float), metres.index, metres.columns


def small(seed: int, *, holes: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Costs of up to 12 demands and 8 sites, some without a way, and weights."""
    random = np.random.default_rng(seed)
    demands, sites = int(random.integers(2, 13)), int(random.integers(3, 9))
    cost = random.integers(0, 60, (demands, sites)) / random.choice([1.0, 7.0])
    cost[random.random(cost.shape) < holes] = np.nan
    return cost, random.integers(0, 9, demands).astype(float)


def choices(
    sites: int, count: int, kept: list[int] | None = None, forbidden: list[int] | None = None
) -> list[list[int]]:
    """All admissible choices."""
    return [
        list(choice)
        for choice in itertools.combinations(range(sites), count)
        if set(kept or ()) <= set(choice) and not set(forbidden or ()) & set(choice)
    ]


def nearest(cost: np.ndarray, choice: list[int]) -> np.ndarray:
    """Cost of each demand to the nearest of a choice, infinite without a way."""
    return np.where(np.isnan(cost), np.inf, cost)[:, choice].min(axis=1)
