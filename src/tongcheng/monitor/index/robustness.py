"""How firm a rank is: other weights, another mean, an indicator left out, gaps filled or not.

Saisana, Saltelli and Tarantola (2005), *Journal of the Royal Statistical Society A* 168: every choice that somebody
could have made otherwise is drawn at random, the index is computed for each draw, and what remains is a range of ranks
per place and the part of its variance that each choice explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongcheng.monitor.index.aggregate import How, aggregate, ranks
from tongcheng.monitor.index.normalise import MinMax, Normalisation

Floats = NDArray[np.float64]

#: Choices that are drawn, in the order of the columns of ``RankRange.choices``.
FACTORS = ("normalisation", "mean", "left_out", "imputation")


@dataclass(frozen=True)
class Choices:
    """What may be chosen otherwise.

    Parameters
    ----------
    normalisations
        Of which one is drawn; the geometric mean is only drawn with the first, which must give scores above 0.
    concentration
        How near drawn weights stay to the given ones: weights come from a Dirichlet distribution with parameters
        ``concentration × indicators × weight``. 1 with equal weights draws evenly from all weights there are.
    leave_out, geometric, impute
        Whether one indicator may be missing, the mean may be geometric, and unknown values may be taken from the
        median of the other places.
    """

    normalisations: tuple[Normalisation, ...] = (MinMax(floor=1.0),)
    concentration: float = 10.0
    leave_out: bool = True
    geometric: bool = True
    impute: bool = True


@dataclass(frozen=True)
class RankRange:
    """Ranks over all draws.

    Parameters
    ----------
    low, high, median
        5th and 95th percentile and median of each place's rank, shape ``(places,)``; low is the better end.
    first
        Part of the draws in which the place is first.
    score_low, score_high
        5th and 95th percentile of the linear score under drawn weights alone, all else as given.
    explained
        Part of the variance of the mean shift in rank that each of ``FACTORS`` explains by itself, and ``weights``:
        the rest, weights and their interplay with the others. Empty where no rank ever moves.
    ranks
        Shape ``(draws, ranked places)``.
    """

    low: Floats
    high: Floats
    median: Floats
    first: Floats
    score_low: Floats
    score_high: Floats
    explained: dict[str, float]
    ranks: Floats


def rank_ranges(
    values: Floats,
    directions: Sequence[str],
    weights: Floats,
    *,
    seed: int,
    draws: int = 2000,
    choices: Choices | None = None,
) -> RankRange:
    """Draw choices and rank the places under each.

    Parameters
    ----------
    values
        Shape ``(places, indicators)``, in any units, NaN where not known.
    directions, weights
        ``more`` or ``less``, and the weight, of each indicator.
    seed
        Of the generator; the same seed gives the same ranges.
    draws
        How many.
    choices
        What may be chosen otherwise.

    Returns
    -------
    RankRange
    """
    choices = choices or Choices()
    rng = np.random.default_rng(seed)
    weights = np.asarray(weights, dtype=np.float64) / np.sum(weights)
    table = _Scores(values, directions, choices)
    order = ranks(aggregate(table.scores[0][0], weights).score)
    ranked = np.isfinite(order)
    table.keep(ranked)
    drawn = _draw_weights(rng, weights, choices.concentration, draws)
    picked = _draw_choices(rng, np.flatnonzero(weights > 0), choices, draws)
    found = np.array([table.ranks(weight, choice) for weight, choice in zip(drawn, picked, strict=True)])
    plain = np.array([table.score(weight) for weight in drawn])
    low, high, median = np.percentile(found, (5, 95, 50), axis=0, method="inverted_cdf")
    ends = np.percentile(plain, (5, 95), axis=0)
    return RankRange(
        low=_spread(low, ranked),
        high=_spread(high, ranked),
        median=_spread(median, ranked),
        first=_spread((found == 1).mean(axis=0), ranked),
        score_low=_spread(ends[0], ranked),
        score_high=_spread(ends[1], ranked),
        explained=_explained(np.abs(found - order[ranked]).mean(axis=1), picked),
        ranks=found,
    )


def _spread(column: Floats, ranked: NDArray[np.bool_]) -> Floats:
    whole = np.full(len(ranked), np.nan)
    whole[ranked] = column
    return whole


def leave_one_out(values: Floats, directions: Sequence[str], weights: Floats, normalise: Normalisation) -> Floats:
    """Rank the places without each indicator in turn: shape ``(indicators, places)``.

    Without an indicator means without its weight; a place whose other indicators are too few has no rank.
    """
    scores = normalise(values, directions)
    kept = np.ones((scores.shape[1], scores.shape[1])) - np.eye(scores.shape[1])
    weights = np.asarray(weights, dtype=np.float64)
    return np.array(
        [
            ranks(aggregate(scores, weights * keep).score)
            if (weights * keep).sum() > 0
            else np.full(len(scores), np.nan)
            for keep in kept
        ]
    )


def impute(values: Floats) -> Floats:
    """Fill unknown values with the median of the places that have one (OECD and JRC 2008, step 3)."""
    filled = values.copy()
    for column in range(values.shape[1]):
        known = np.isfinite(values[:, column])
        if known.any():
            filled[~known, column] = np.median(values[known, column])
    return filled


class _Scores:
    """Scores under every normalisation, with and without imputation, made once."""

    def __init__(self, values: Floats, directions: Sequence[str], choices: Choices) -> None:
        self.scores = [
            [normalise(table, directions) for normalise in choices.normalisations]
            for table in (values, impute(values))
        ]

    def keep(self, places: NDArray[np.bool_]) -> None:
        """Leave out the places of which too little is known to be ranked at all."""
        self.scores = [[scores[places] for scores in made] for made in self.scores]

    def score(self, weight: Floats) -> Floats:
        return aggregate(self.scores[0][0], weight, least_coverage=0.0).score

    def ranks(self, weight: Floats, choice: NDArray[np.int64]) -> Floats:
        which, mean, out, filled = (int(part) for part in choice)
        if out >= 0:
            weight = weight.copy()
            weight[out] = 0.0
        how: How = "geometric" if mean else "linear"
        return ranks(aggregate(self.scores[filled][which], weight, how, least_coverage=0.0).score)


def _draw_weights(rng: np.random.Generator, weights: Floats, concentration: float, draws: int) -> Floats:
    used = weights > 0
    drawn = np.zeros((draws, len(weights)))
    drawn[:, used] = rng.dirichlet(concentration * used.sum() * weights[used], size=draws)
    return drawn


def _draw_choices(
    rng: np.random.Generator, used: NDArray[np.intp], choices: Choices, draws: int
) -> NDArray[np.int64]:
    """Draw one row per draw, in the order of ``FACTORS``; -1 leaves nothing out."""
    which = rng.integers(0, len(choices.normalisations), draws)
    mean = rng.integers(0, 2, draws) * choices.geometric * (which == 0)
    several = choices.leave_out and len(used) > 2
    out = rng.choice(np.append(used, -1), draws) if several else np.full(draws, -1)
    filled = rng.integers(0, 2, draws) * choices.impute
    return np.column_stack([which, mean, out, filled]).astype(np.int64)


def _explained(shift: Floats, picked: NDArray[np.int64]) -> dict[str, float]:
    """Divide the variance of the mean shift in rank: first-order shares of the choices, the rest to the weights."""
    variance = float(np.var(shift)) if shift.size else 0.0
    if variance == 0:
        return {}
    parts = {}
    for column, name in enumerate(FACTORS):
        options, which = np.unique(picked[:, column], return_inverse=True)
        count = np.bincount(which, minlength=len(options))
        mean = np.bincount(which, weights=shift, minlength=len(options)) / count
        parts[name] = float(np.average((mean - shift.mean()) ** 2, weights=count)) / variance
    return {**parts, "weights": max(0.0, 1.0 - sum(parts.values()))}
