"""Pairs that are treated, compared with pairs that are not but are alike otherwise.

Pairs are sorted into strata by classes of what must be alike (coarsened exact matching; Iacus, King and Porro 2012,
*Causal inference without balance checking*, Political Analysis 20). What is left of a difference within a stratum is
taken out by a slope (Abadie and Imbens 2011). A treated pair in a stratum without counterparts has no estimate and is
told apart.

The interval is a bootstrap over places and not over pairs: every cluster of places gets a random weight of mean 1
(Rubin 1981), and a pair weighs the product of those of its two ends (Owen 2007, *The pigeonhole bootstrap*; Davezies,
D'Haultfœuille and Guyonvarch 2021 for arrays of pairs). Strata make the estimate a smooth function of sums, for which
a bootstrap holds; for nearest neighbours it does not (Abadie and Imbens 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Draws whose sums are made together: enough for speed, few enough for memory.
_TOGETHER = 64

#: Keys up to here are numbered by a table, larger ones by sorting.
_LARGEST_KEY = 20_000_000


class Shares(NamedTuple):
    """Which treated pairs count for which target, and how much.

    Parameters
    ----------
    target, pair
        Shape ``(entries,)``: number of the target, position of the pair.
    weight
        Shape ``(entries,)``, 0 or more.
    targets
        How many targets there are.
    """

    target: Ints
    pair: Ints
    weight: Floats
    targets: int


@dataclass(frozen=True, eq=False)
class Matched:
    """Sums from which mean differences follow; those of several groups of pairs may be added up.

    Parameters
    ----------
    numerator, denominator
        Shape ``(targets, 1 + draws)``: weighted sum of differences, and of weights; the first column is the estimate.
    found
        Shape ``(pairs,)``: treated pairs that found counterparts.
    """

    numerator: Floats
    denominator: Floats
    found: NDArray[np.bool_]

    @property
    def mean(self) -> Floats:
        """Mean difference per target (rows) and draw (columns); NaN where nothing was matched."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.denominator > 0, self.numerator / self.denominator, np.nan)


def strata(*classes: NDArray[np.integer]) -> Ints:
    """Give every combination of classes a number.

    Parameters
    ----------
    classes
        Whole numbers, shape ``(pairs,)`` each.

    Returns
    -------
    numpy.ndarray
        Shape ``(pairs,)``, 0 to the number of combinations less one.

    Examples
    --------
    >>> strata(np.array([0, 0, 1]), np.array([5, 5, 2])).tolist()
    [0, 0, 1]
    """
    joint = np.zeros(len(classes[0]), dtype=np.int64)
    for one in classes:
        low = int(one.min(initial=0))
        joint = _numbered(joint * (int(one.max(initial=0)) - low + 1) + (one - low))[1]
    return joint


def _numbered(keys: Ints) -> tuple[Ints, Ints]:
    """Give the different keys, rising, and the number of each key among them; without sorting where keys are small."""
    highest = int(keys.max(initial=0))
    if highest > _LARGEST_KEY:
        different, number = np.unique(keys, return_inverse=True)
        return different, number.astype(np.int64)
    there = np.zeros(highest + 1, dtype=bool)
    there[keys] = True
    return np.flatnonzero(there).astype(np.int64), (np.cumsum(there) - 1)[keys]


def both_ends(first: NDArray[np.integer], second: NDArray[np.integer], count: int) -> Ints:
    """Give every unordered pair of classes a number, so that it does not matter which end is the first.

    Parameters
    ----------
    first, second
        Class of each end, shape ``(pairs,)``.
    count
        How many classes there are, so that several groups of pairs are numbered alike.

    Examples
    --------
    >>> both_ends(np.array([0, 2, 1]), np.array([2, 0, 1]), 3).tolist()
    [2, 2, 4]
    """
    return np.asarray(np.minimum(first, second) * count + np.maximum(first, second), dtype=np.int64)


def straighten(
    outcome: Floats,
    covariates: Floats,
    stratum: Ints,
    slope_class: Ints,
    control: NDArray[np.bool_],
    *,
    least: int = 2,
) -> Floats:
    """Bring the outcomes of each stratum to the mean covariates of its control pairs.

    Slopes are those of the control pairs within strata, one set per class.

    Parameters
    ----------
    outcome
        Shape ``(pairs,)``, finite.
    covariates
        Shape ``(pairs, k)``.
    stratum
        Shape ``(pairs,)``, from :func:`strata`.
    slope_class
        Shape ``(pairs,)``: pairs of one class share their slopes; a stratum lies in one class.
    control
        Shape ``(pairs,)``.
    least
        Control pairs, less one for each stratum, that a class needs; one with fewer has no slope.

    Returns
    -------
    numpy.ndarray
        Shape ``(pairs,)``; pairs in strata without control pairs keep their outcome.

    Examples
    --------
    Two control pairs at 1 and 3 km take 2 and 6 minutes; a treated pair at 3 km takes 9. At their mean of 2 km that
    is 7 minutes against 4.

    >>> zeros = np.zeros(3, dtype=np.int64)
    >>> distance = np.array([[1.0], [3.0], [3.0]])
    >>> control = np.array([True, True, False])
    >>> straighten(np.array([2.0, 6.0, 9.0]), distance, zeros, zeros, control, least=1).tolist()
    [4.0, 4.0, 7.0]
    """
    count = int(stratum.max(initial=-1)) + 1
    number = np.bincount(stratum[control], minlength=count)
    centred = np.zeros_like(covariates)
    for column in range(covariates.shape[1]):
        total = np.bincount(stratum[control], covariates[control, column], count)
        centred[:, column] = covariates[:, column] - (total / np.maximum(number, 1))[stratum]
    mean = np.bincount(stratum[control], outcome[control], count) / np.maximum(number, 1)
    slopes = _slopes(centred[control], (outcome - mean[stratum])[control], slope_class[control], slope_class)
    different = np.unique(np.column_stack([slope_class[control], stratum[control]]), axis=0)[:, 0]
    free = np.bincount(slope_class[control], minlength=len(slopes)) - np.bincount(different, minlength=len(slopes))
    slopes[free < least] = 0.0
    straight = outcome - np.einsum("ij,ij->i", slopes[slope_class], centred)
    return np.where(number[stratum] > 0, straight, outcome)


def _slopes(centred: Floats, outcome: Floats, classes: Ints, everywhere: Ints) -> Floats:
    """Give least-squares slopes per class, shape (classes, k); 0 where the control pairs do not vary."""
    count, columns = int(everywhere.max(initial=-1)) + 1, centred.shape[1]
    square, side = np.zeros((count, columns, columns)), np.zeros((count, columns))
    for one in range(columns):
        side[:, one] = np.bincount(classes, centred[:, one] * outcome, count)
        for two in range(columns):
            square[:, one, two] = np.bincount(classes, centred[:, one] * centred[:, two], count)
    return np.asarray(np.einsum("cij,cj->ci", np.linalg.pinv(square, hermitian=True), side))


def cluster_weights(clusters: int, draws: int, *, seed: int) -> Floats:
    """Give the weight of each cluster in each draw, shape ``(clusters, 1 + draws)``; the first column is 1.

    Weights are exponential with mean 1 (Rubin 1981), so that no stratum is ever empty in a draw.
    """
    fresh = np.random.default_rng(seed).standard_exponential((draws, clusters)).T
    return np.hstack([np.ones((clusters, 1)), fresh])


def match(
    outcome: Floats,
    arm: Ints,
    stratum: Ints,
    ends: Ints,
    shares: Shares,
    weights: Floats,
    *,
    least: int = 5,
) -> Matched:
    """Compare treated pairs with the control pairs of their stratum.

    Parameters
    ----------
    outcome
        Shape ``(pairs,)``, finite.
    arm
        Shape ``(pairs,)``: 0 for treated pairs, 1, 2 … for kinds of control pairs. Kinds weigh the same however many
        pairs they have: a trip that crosses runs through both cities.
    stratum
        Shape ``(pairs,)``, from :func:`strata`.
    ends
        Shape ``(pairs, 2)``: clusters of the two ends.
    shares
        Which treated pairs count for which target.
    weights
        From :func:`cluster_weights`, shape ``(clusters, 1 + draws)``.
    least
        Control pairs of a kind that a stratum needs for the kind to count.

    Returns
    -------
    Matched

    Examples
    --------
    Inside the two cities trips of this kind take 10 and 14 minutes, across 17 and 19.

    >>> few = match(np.array([10.0, 14.0, 17.0, 19.0]), np.array([1, 2, 0, 0]), np.zeros(4, np.int64),
    ...             np.array([[0, 0], [1, 1], [0, 1], [0, 1]]),
    ...             Shares(np.zeros(2, np.int64), np.array([2, 3]), np.ones(2), 1),
    ...             cluster_weights(2, 0, seed=0), least=1)
    >>> few.mean.tolist()
    [[6.0]]
    """
    if not (arm > 0).any() or not len(shares.target):
        nothing = np.zeros((shares.targets, weights.shape[1]))
        return Matched(nothing, nothing.copy(), np.zeros(len(arm), dtype=bool))
    strata_count, arms = int(stratum.max(initial=-1)) + 1, int(arm.max(initial=0))
    control = arm > 0
    cell = stratum * arms + np.maximum(arm - 1, 0)
    cells = strata_count * arms
    good = np.bincount(cell[control], minlength=cells) >= least
    good_kinds = good.reshape(strata_count, -1).sum(axis=1)
    found = ~control & (good_kinds[stratum] > 0)
    keys, column = _numbered(_pair_key(ends, len(weights)))
    controls = _summer(
        cell[control], column[control], np.ones(int(control.sum())), outcome[control], cells, len(keys)
    )
    counts = found[shares.pair]
    target, pair, weight = (part[counts] for part in (shares.target, shares.pair, shares.weight))
    rows, row = _numbered(target * strata_count + stratum[pair])
    treated = _summer(row, column[pair], weight, outcome[pair], len(rows), len(keys))
    owner = rows // strata_count
    by_target = csr_array((np.ones(len(rows)), (owner, np.arange(len(rows)))), (shares.targets, len(rows)))
    numerator = np.zeros((shares.targets, weights.shape[1]))
    denominator = np.zeros_like(numerator)
    for start in range(0, weights.shape[1], _TOGETHER):
        here = slice(start, start + _TOGETHER)
        drawn = _drawn(keys, weights[:, here])
        number, total = (matrix @ drawn for matrix in controls)
        kinds = np.where(good[:, None], total / np.where(number > 0, number, 1.0), 0.0)
        usual = kinds.reshape(strata_count, -1, drawn.shape[1]).sum(axis=1) / np.maximum(good_kinds, 1)[:, None]
        number, total = (matrix @ drawn for matrix in treated)
        denominator[:, here] = by_target @ number
        numerator[:, here] = by_target @ (total - number * usual[rows % strata_count])
    return Matched(numerator, denominator, found)


def _pair_key(ends: Ints, clusters: int) -> Ints:
    return np.asarray(ends.min(axis=1) * clusters + ends.max(axis=1))


def _drawn(keys: Ints, weights: Floats) -> Floats:
    """Give the weight of each pair of clusters; two places of one cluster are drawn together, as one."""
    first, second = keys // len(weights), keys % len(weights)
    return np.where((first == second)[:, None], weights[first], weights[first] * weights[second])


def _summer(
    row: Ints, column: Ints, weight: Floats, outcome: Floats, rows: int, columns: int
) -> tuple[csr_array, csr_array]:
    """Give sums of weights and of weighted outcomes by row and pair of clusters."""
    shape = (rows, columns)
    return coo_array((weight, (row, column)), shape).tocsr(), coo_array(
        (weight * outcome, (row, column)), shape
    ).tocsr()


def interval(draws: Floats, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Give the percentile interval of each row of draws (Efron 1979).

    Parameters
    ----------
    draws
        Shape ``(targets, draws)``, e.g. ``matched.mean[:, 1:]``; a row of NaN has no interval.
    level
        Share of the draws inside.
    """
    known = np.isfinite(draws).all(axis=1) & (draws.shape[1] > 0)
    low, high = np.full(len(draws), np.nan), np.full(len(draws), np.nan)
    if known.any():
        edges = [(1 - level) / 2, (1 + level) / 2]
        low[known], high[known] = np.quantile(draws[known], edges, axis=1)
    return low, high


def class_edges(values: Floats, shares: Sequence[float]) -> Floats:
    """Give limits between classes that hold these shares of the values; equal limits are one.

    Examples
    --------
    >>> class_edges(np.array([1.0, 1.0, 1.0, 9.0]), [0.25, 0.5, 0.9])
    array([1. , 6.6])
    """
    return np.unique(np.quantile(values, shares))
