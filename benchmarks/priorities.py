"""1,000 weightings of 2,000 projects: ``python -m benchmarks.priorities``.

Three criteria, drawn evenly; a fifth of the values has a range, a tenth is not known. What is timed: ranks of all
projects under all weightings, the first ten ranks, the 90 % interval of ranks and the central weights.

Peer: a plain loop over the weightings with numpy, which sorts and counts and does nothing else (no ranges, no unknown
values, no shared ranks); it is given values that are all known, and so are we in the row beside it. The shares must be
the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.harness import Row, compare, main, measure

FULL, QUICK = (2_000, 1_000), (400, 1_000)
_CRITERIA, _SEED, _FIRST = 3, 2020, 10


def drawn(projects: int) -> np.ndarray:
    """Draw scores of projects, 0 to 100."""
    return 100.0 * np.random.default_rng(_SEED).random((projects, _CRITERIA)) ** 3


def ours_for(projects: int, samples: int, ranges: bool) -> Callable[[], list[float]]:
    """Rank with SMAA."""
    from tongcheng.methods.smaa import even_weights, smaa

    values = drawn(projects)
    low, high = values, values
    if ranges:
        rng = np.random.default_rng(_SEED + 1)
        wide = rng.random(values.shape) < 0.2
        low, high = np.where(wide, 0.8 * values, values), np.where(wide, 1.2 * values, values)
        unknown = rng.random(values.shape) < 0.1
        values, low, high = (np.where(unknown, np.nan, one) for one in (values, low, high))
    weights = even_weights(_CRITERIA, samples, seed=_SEED)

    def rank() -> list[float]:
        found = smaa(values, low, high, weights=weights, seed=_SEED)
        shares = found.shares(_FIRST)
        found.interval()
        found.central_weights()
        return [float(shares[:, place] @ np.arange(projects)) for place in range(_FIRST)]

    return rank


def plain_for(projects: int, samples: int) -> Callable[[], list[float]]:
    """Rank in a plain loop."""
    from tongcheng.methods.smaa import even_weights

    values, weights = drawn(projects), even_weights(_CRITERIA, samples, seed=_SEED)

    def rank() -> list[float]:
        counts = np.zeros((projects, projects))
        for weight in weights:
            order = np.argsort(-(values @ weight))
            counts[order, np.arange(projects)] += 1
        shares = counts / samples
        return [float(shares[:, place] @ np.arange(projects)) for place in range(_FIRST)]

    return rank


def rows(quick: bool) -> list[Row]:
    """Measure both."""
    projects, samples = QUICK if quick else FULL
    work: Any = f"SMAA, {samples:,} weightings of {projects:,} projects"
    ours, theirs = (
        measure(ours_for, projects, samples, False, repeats=5),
        measure(plain_for, projects, samples, repeats=5),
    )
    if not np.allclose(ours.value, theirs.value, rtol=1e-9):
        raise RuntimeError(f"the plain loop gives other shares: {theirs.value} and {ours.value}")
    name = f"plain loop, numpy {np.__version__}"
    wide = measure(ours_for, projects, samples, True, repeats=5)
    return [
        compare(f"{work}, all values known", ours, projects * samples, peer=name, theirs=theirs),
        compare(f"{work}, with ranges and unknown values", wide, projects * samples),
    ]


if __name__ == "__main__":
    main(__doc__, rows)
