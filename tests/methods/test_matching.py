"""Matched pairs: by hand, by another way of computing, and intervals that hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.methods.matching import Matched, Shares, cluster_weights, interval, match, straighten, strata


def all_pairs(count: int) -> tuple[np.ndarray, np.ndarray]:
    return np.triu_indices(count, 1)


def shares_of(pairs: np.ndarray, weight: np.ndarray) -> Shares:
    return Shares(np.zeros(len(pairs), np.int64), pairs.astype(np.int64), weight, 1)


def estimate(outcome: np.ndarray, side: np.ndarray, stratum: np.ndarray, cluster: np.ndarray, draws: int) -> Matched:
    """Compare pairs across two sides with pairs within them; all pairs of ``len(side)`` places."""
    first, second = all_pairs(len(side))
    arm = np.where(side[first] != side[second], 0, 1 + side[first])
    treated = np.flatnonzero(arm == 0)
    ends = np.column_stack([cluster[first], cluster[second]])
    weights = cluster_weights(int(cluster.max()) + 1, draws, seed=3)
    return match(outcome, arm, stratum, ends, shares_of(treated, np.ones(len(treated))), weights, least=1)


def test_by_hand() -> None:
    # Stratum 0: inside the first city 10 and 12, inside the second 20; so 15.5 is usual. Across 18 (weight 1): +2.5.
    # Stratum 1: only the second city has a pair, 30. Across 36 (weight 3): +6. Stratum 2: nobody inside, no estimate.
    outcome = np.array([10.0, 12.0, 20.0, 30.0, 18.0, 36.0, 99.0])
    arm = np.array([1, 1, 2, 2, 0, 0, 0])
    stratum = np.array([0, 0, 0, 1, 0, 1, 2])
    ends = np.tile([[0, 1]], (7, 1))
    shares = Shares(np.array([0, 0, 0, 1]), np.array([4, 5, 6, 5]), np.array([1.0, 3.0, 1.0, 2.0]), 2)
    made = match(outcome, arm, stratum, ends, shares, cluster_weights(2, 5, seed=1), least=1)
    assert made.found.tolist() == [False, False, False, False, True, True, False]
    assert made.mean[:, 0] == pytest.approx([(1 * 2.5 + 3 * 6.0) / 4, 6.0])
    # Every pair has the same two ends here, so no draw can change a mean.
    assert np.allclose(made.mean, made.mean[:, :1])


def test_a_kind_with_too_few_pairs_does_not_count() -> None:
    outcome = np.array([10.0, 10.0, 40.0, 15.0])
    arm = np.array([1, 1, 2, 0])
    zeros, ends = np.zeros(4, np.int64), np.tile([[0, 1]], (4, 1))
    shares = shares_of(np.array([3]), np.ones(1))
    weights = cluster_weights(2, 0, seed=0)
    assert match(outcome, arm, zeros, ends, shares, weights, least=2).mean.item() == pytest.approx(5.0)
    assert match(outcome, arm, zeros, ends, shares, weights, least=1).mean.item() == pytest.approx(-10.0)
    assert np.isnan(match(outcome, arm, zeros, ends, shares, weights, least=3).mean.item())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(-20, 20))
def test_what_all_pairs_of_a_stratum_share_does_not_matter(seed: int, shift: float, effect: float) -> None:
    rng = np.random.default_rng(seed)
    side, cluster = np.arange(12) % 2, np.arange(12) // 2
    first, second = all_pairs(12)
    across = side[first] != side[second]
    stratum = rng.integers(0, 3, len(first))
    outcome = rng.normal(size=len(first))
    plain = estimate(outcome, side, stratum, cluster, 4).mean
    shifted = estimate(outcome + shift * stratum + effect * across, side, stratum, cluster, 4).mean
    assert np.allclose(shifted, plain + effect, atol=1e-8, equal_nan=True)
    order = rng.permutation(12)  # other names for the same places
    back = np.argsort(order)
    one, two = back[first], back[second]
    place = np.empty((12, 12), dtype=np.int64)
    place[first, second] = place[second, first] = np.arange(len(first))
    renamed = place[np.minimum(one, two), np.maximum(one, two)]
    again = estimate(outcome[np.argsort(renamed)], side[order], stratum[np.argsort(renamed)], cluster[order], 4)
    assert np.allclose(again.mean, plain, atol=1e-8, equal_nan=True)


def test_slopes_are_those_of_a_regression_with_a_dummy_per_stratum() -> None:
    rng = np.random.default_rng(5)
    stratum = np.repeat(np.arange(6), 15)
    covariates = rng.normal(size=(90, 2)) + stratum[:, None]
    control = rng.random(90) < 0.7
    outcome = covariates @ [1.5, -0.7] + 3.0 * stratum + rng.normal(0, 0.3, 90)
    dummies = (stratum[:, None] == np.arange(6)).astype(float)
    slopes = np.linalg.lstsq(np.hstack([covariates, dummies])[control], outcome[control], rcond=None)[0][:2]
    mean = np.stack([covariates[control & (stratum == number)].mean(axis=0) for number in range(6)])
    expected = outcome - (covariates - mean[stratum]) @ slopes
    assert straighten(outcome, covariates, stratum, np.zeros(90, np.int64), control) == pytest.approx(expected)
    # A class with fewer free pairs than asked for has no slope at all.
    assert straighten(outcome, covariates, stratum, np.zeros(90, np.int64), control, least=500) == pytest.approx(
        outcome
    )


def test_the_interval_knows_that_pairs_share_ends() -> None:
    """Places that are slow for all their pairs: bootstrapping pairs would be far too sure, clusters are not."""
    covered, pairwise, runs = 0, 0, 60
    side = np.arange(40) % 2
    first, second = all_pairs(40)
    across = side[first] != side[second]
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        slow, paired = rng.normal(0, 1, 40), rng.normal(0, 1, 40)
        # The effect of crossing differs by place: every pair of a place shares it, and its mean is 2.
        outcome = slow[first] + slow[second] + across * (2 + paired[first] + paired[second])
        made = estimate(outcome, side, np.zeros(len(first), np.int64), np.arange(40), 200)
        (low,), (high,) = interval(made.mean[:, 1:])
        covered += low <= 2 <= high
        own = outcome[across] - outcome[~across].mean()
        error = 1.96 * own.std() / np.sqrt(len(own))
        pairwise += abs(own.mean() - 2) <= error
    assert 0.85 * runs <= covered
    assert pairwise <= 0.6 * runs


def test_weights_are_the_same_for_the_same_seed_and_never_empty_a_stratum() -> None:
    one, two = cluster_weights(7, 5, seed=9), cluster_weights(7, 5, seed=9)
    assert np.array_equal(one, two)
    assert (one[:, 0] == 1).all()
    assert (one > 0).all()
    assert not np.array_equal(one, cluster_weights(7, 5, seed=10))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-2, 3)), min_size=1, max_size=40))
def test_strata_are_the_same_only_for_the_same_classes(rows: list[tuple[int, int]]) -> None:
    table = np.array(rows)
    code = strata(table[:, 0], table[:, 1])
    assert len(set(code.tolist())) == len(set(rows)) == code.max() + 1
    assert len(set(zip(code.tolist(), rows, strict=True))) == len(set(rows))
