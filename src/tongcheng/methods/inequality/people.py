"""Places that have residents: what every measure of inequality starts from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tongcheng.methods.checks import Checks, Rule

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class People:
    """Places that have weight: what they have, how many they are, how they rank, and where they stood."""

    had: Floats
    people: Floats
    rank: Floats
    place: NDArray[np.intp]


def counted_people(
    values: ArrayLike, weights: ArrayLike | None, rank_by: ArrayLike | None = None, *, rule: Rule = "not negative"
) -> People:
    """Check values, weights and ranks, and keep the places that have weight.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.
    """
    checks = Checks()
    had = np.asarray(values, dtype=np.float64)
    if had.ndim != 1:
        checks.array("values", had, "known", shape=(None,))
        checks.raise_if_any()
    people = (
        np.ones(had.size) if weights is None else checks.array("weights", weights, "not negative", shape=had.shape)
    )
    there = people > 0 if people.shape == had.shape else np.ones(had.size, dtype=bool)
    checks.array("values", np.where(there, had, 0.0), rule)
    rank = had
    if rank_by is not None:
        rank = np.asarray(rank_by, dtype=np.float64)
        known = np.where(there, rank, 0.0) if rank.shape == had.shape else rank
        checks.array("rank_by", known, "known", shape=had.shape)
    checks.raise_if_any()
    place = np.flatnonzero(there)
    return People(had[place], people[place], rank[place], place)


def mean_of(counted: People, chosen: NDArray[np.bool_]) -> float:
    """Give the mean of some places, NaN if there are none."""
    people = counted.people[chosen]
    return float(counted.had[chosen] @ people / people.sum()) if len(people) else float("nan")
