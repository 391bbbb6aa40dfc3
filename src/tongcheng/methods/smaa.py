"""How firm a ranking is when nobody has agreed on the weights, and what another method would say.

SMAA-2 (Lahdelma and Salminen 2001) asks of every alternative: for which share of all weightings does it get which rank?
TOPSIS (Hwang and Yoon 1981) is the second opinion. :func:`swap_weight` gives the weight at which two alternatives swap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongcheng.methods.checks import Checks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

#: Numbers of a block: weightings are ranked in blocks that stay in the processor's cache, which is three times as fast.
_BLOCK = 100_000

_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Acceptability:
    """Ranks of all alternatives under many weightings.

    Parameters
    ----------
    ranks
        Shape (samples, alternatives), from 1; equal alternatives share the better rank.
    weights
        Shape (samples, criteria).
    """

    ranks: Ints
    weights: Floats

    def shares(self, first: int | None = None) -> Floats:
        """Give the share of weightings that put each alternative on each rank.

        Parameters
        ----------
        first
            Only so many ranks; all by default.

        Returns
        -------
        numpy.ndarray
            Shape (alternatives, ranks): the rank acceptability indices.
        """
        samples, count = self.ranks.shape
        kept = count if first is None else min(first, count)
        place, rank = np.broadcast_to(np.arange(count), self.ranks.shape), self.ranks - 1
        seen = rank < kept
        flat = place[seen] * kept + rank[seen]
        return np.asarray(np.bincount(flat, minlength=count * kept).reshape(count, kept) / samples)

    def within(self, first: int) -> Floats:
        """Give the share of weightings that put each alternative among the first so many."""
        return np.asarray((self.ranks <= first).mean(axis=0))

    def interval(self, share: float = 0.9) -> tuple[Floats, Floats, Floats]:
        """Give the middle rank and the ends of the ranks that a share of all weightings lead to.

        Returns
        -------
        low, middle, high
            Shape (alternatives,) each: whole ranks.
        """
        samples = len(self.ranks)
        # Sorting rows that lie together is several times as fast as np.quantile along the columns.
        ordered = np.sort(np.ascontiguousarray(self.ranks.T), axis=1)
        places = [
            max(0, int(np.ceil(end * samples - _ROUNDING)) - 1) for end in ((1 - share) / 2, 0.5, (1 + share) / 2)
        ]
        low, middle, high = (ordered[:, place].astype(np.float64) for place in places)
        return low, middle, high

    def central_weights(self) -> Floats:
        """Give the mean of the weights that put each alternative first.

        Returns
        -------
        numpy.ndarray
            Shape (alternatives, criteria); NaN for one that no weighting puts first.
        """
        first = (self.ranks == 1).astype(np.float64)
        wins = first.sum(axis=0)
        sums = first.T @ self.weights
        centre = np.full(sums.shape, np.nan)
        np.divide(sums, wins[:, None], out=centre, where=wins[:, None] > 0)
        return centre

    def ahead(self, one: int, other: int) -> float:
        """Give the share of weightings that put one alternative before another (equal ranks count half)."""
        a, b = self.ranks[:, one], self.ranks[:, other]
        return float(((a < b) + 0.5 * (a == b)).mean())


def even_weights(criteria: int, samples: int, *, seed: int) -> Floats:
    """Draw weightings evenly from all there are: not negative, adding up to 1.

    Parameters
    ----------
    criteria, samples
        How many.
    seed
        Same seed, same weights.

    Returns
    -------
    numpy.ndarray
        Shape (samples, criteria).

    Examples
    --------
    >>> even_weights(3, 1000, seed=1).sum(axis=1).round(12).max()
    np.float64(1.0)
    """
    drawn = np.random.default_rng(seed).standard_exponential((samples, criteria))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def smaa(
    values: ArrayLike,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    *,
    weights: Floats | None = None,
    samples: int = 1_000,
    seed: int,
) -> Acceptability:
    """Rank alternatives under many weightings, and under values drawn from their ranges (SMAA-2).

    Parameters
    ----------
    values
        Shape (alternatives, criteria), more being better. NaN is an unknown value: it is drawn from the known ones of
        its criterion, so that what is not known is neither a nought nor a favour.
    low, high
        Ends of the range of each value, same shape; NaN where it has none. Values are drawn evenly between them.
    weights
        Shape (samples, criteria), each row adding up to 1; drawn evenly by default.
    samples
        How many weightings are drawn.
    seed
        Of weights and values.

    Raises
    ------
    ArrayError
        If shapes do not fit, a range does not hold its value, or a criterion has no known value at all.

    Examples
    --------
    >>> found = smaa([[1.0, 0.0], [0.6, 0.6], [0.0, 1.0]], samples=20_000, seed=1)
    >>> found.shares()[:, 0].round(1).tolist()        # what the weights above 0.6, between 0.4 and 0.6, and below make
    [0.4, 0.2, 0.4]
    """
    centre, lower, upper = _checked(values, low, high)
    count, criteria = centre.shape
    drawn = even_weights(criteria, samples, seed=seed) if weights is None else np.asarray(weights, np.float64)
    if drawn.ndim != 2 or drawn.shape[1] != criteria:
        checks = Checks()
        checks.add("weights", "shape", str(drawn.shape), extra=f"(samples, {criteria})")
        checks.raise_if_any()
    rng = np.random.default_rng([seed, 1])
    ranks = np.empty((len(drawn), count), dtype=np.int32)
    certain = not (np.isnan(centre).any() or (upper > lower).any())
    step = max(1, _BLOCK // max(1, count))
    for start in range(0, len(drawn), step):
        part = drawn[start : start + step]
        if certain:
            scores = part @ centre.T
        else:
            scores = np.einsum("sc,sac->sa", part, _draw(rng, len(part), centre, lower, upper))
        ranks[start : start + step] = _ranks(scores)
    return Acceptability(ranks, drawn)


def _checked(values: ArrayLike, low: ArrayLike | None, high: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    centre = np.array(values, dtype=np.float64, ndmin=2)
    checks = Checks()
    ends = []
    for name, given in (("low", low), ("high", high)):
        end = centre if given is None else np.array(given, dtype=np.float64, ndmin=2)
        if end.shape != centre.shape:
            checks.add(name, "shape", str(end.shape), extra=str(centre.shape))
            end = centre
        ends.append(np.where(np.isnan(end), centre, end))
    lower, upper = ends
    for place in np.argwhere((lower > centre) | (upper < centre)):
        at = int(place[0]), int(place[1])
        checks.add("values", "bounds", f"{centre[at]:g}", index=at, extra=f"its range {lower[at]:g} to {upper[at]:g}")
    for criterion in np.flatnonzero(np.isnan(centre).all(axis=0)) if len(centre) else ():
        checks.add("values", "known", "nothing known", index=(int(criterion),))
    checks.raise_if_any()
    return centre, lower, upper


def _draw(rng: np.random.Generator, samples: int, centre: Floats, lower: Floats, upper: Floats) -> Floats:
    """Draw values, shape (samples, alternatives, criteria)."""
    drawn = lower + rng.random((samples, *centre.shape)) * (upper - lower)
    for criterion in range(centre.shape[1]):
        unknown = np.flatnonzero(np.isnan(centre[:, criterion]))
        if len(unknown):
            known = centre[~np.isnan(centre[:, criterion]), criterion]
            drawn[:, unknown, criterion] = rng.choice(known, (samples, len(unknown)))
    return np.asarray(drawn)


def _ranks(scores: Floats) -> Ints:
    """Give ranks of each row from 1, the largest first; equal scores share the better rank."""
    order = np.argsort(-scores, axis=1)  # the order of equal scores does not matter: they share a rank
    sorted_scores = np.take_along_axis(scores, order, axis=1)
    place = np.broadcast_to(np.arange(1, scores.shape[1] + 1, dtype=np.int32), scores.shape)
    starts = np.ones(scores.shape, dtype=bool)
    starts[:, 1:] = sorted_scores[:, 1:] < sorted_scores[:, :-1]
    shared = np.maximum.accumulate(np.where(starts, place, 0), axis=1)
    ranks = np.empty(scores.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, shared, axis=1)
    return ranks


def topsis(values: ArrayLike, weights: ArrayLike, better: Sequence[str] | None = None) -> Floats:
    """Give the closeness of each alternative to the best that any has in every criterion (Hwang and Yoon 1981).

    Parameters
    ----------
    values
        Shape (alternatives, criteria).
    weights
        Shape (criteria,), not negative and not all 0; made to add up to 1.
    better
        ``more`` or ``less`` per criterion; more by default.

    Returns
    -------
    numpy.ndarray
        Shape (alternatives,): 0 for the worst in everything, 1 for the best in everything, NaN where all are equal.

    Raises
    ------
    ArrayError
        Naming what cannot be.

    Examples
    --------
    >>> topsis([[8, 7, 2, 1], [11, 10, 3, 7]], [0.4, 0.3, 0.1, 0.2]).tolist()
    [0.0, 1.0]
    """
    checks = Checks()
    table = checks.array("values", values, "known", shape=(None, None))
    criteria = table.shape[1] if table.ndim > 1 else 0
    share = checks.array("weights", weights, "not negative", shape=(criteria,))
    if share.size and not share.sum() > 0:
        checks.add("weights", "positive", f"a sum of {share.sum():g}")
    ways = tuple(better) if better is not None else ("more",) * criteria
    for way in ways:
        checks.word("better", way, ("more", "less"))
    checks.raise_if_any()
    length = np.sqrt((table**2).sum(axis=0))
    scaled = np.divide(table, length, out=np.zeros_like(table), where=length > 0) * (share / share.sum())
    turned = scaled * np.where(np.array(ways) == "less", -1.0, 1.0)
    from_best = np.sqrt(((turned - turned.max(axis=0)) ** 2).sum(axis=1))
    from_worst = np.sqrt(((turned - turned.min(axis=0)) ** 2).sum(axis=1))
    both = from_best + from_worst
    return np.asarray(np.divide(from_worst, both, out=np.full(len(table), np.nan), where=both > 0))


def swap_weight(one: ArrayLike, other: ArrayLike, weights: ArrayLike, criterion: int) -> float:
    """Give the weight of a criterion at which two alternatives are worth the same, the others keeping their proportions.

    Parameters
    ----------
    one, other
        Values of the two, shape (criteria,).
    weights
        Weights now, adding up to 1.
    criterion
        The one whose weight is moved.

    Returns
    -------
    float
        Between 0 and 1, both left out; NaN where no weight of this criterion makes them swap.

    Examples
    --------
    >>> round(swap_weight([1.0, 0.0], [0.6, 0.6], [0.5, 0.5], 0), 3)
    0.6
    """
    gap = np.asarray(one, np.float64) - np.asarray(other, np.float64)
    share = np.asarray(weights, np.float64)
    rest = 1.0 - share[criterion]
    if not rest > 0:
        return float("nan")
    others = float((gap * share).sum() - gap[criterion] * share[criterion]) / float(rest)
    slope = float(gap[criterion]) - others
    if slope == 0:
        return float("nan")
    found = -others / slope
    return found if 0 < found < 1 else float("nan")
