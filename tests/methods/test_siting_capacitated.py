"""Siting with capacities against enumeration with scipy's linear programmes."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.methods.siting_cases import choices
from tongcheng.methods.checks import ArrayError
from tongcheng.methods.siting import (
    Unreachable,
    capacitated_max_cover,
    capacitated_p_median,
    capacitated_set_cover,
    p_median,
)

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Costs with holes, weights, capacities that may not be enough, and the number of sites."""
    random = np.random.default_rng(seed)
    demands, sites = int(random.integers(2, 7)), int(random.integers(2, 5))
    cost = random.integers(1, 40, (demands, sites)).astype(float)
    cost[random.random(cost.shape) < 0.15] = np.nan
    p = int(random.integers(1, sites + 1))
    weight = random.integers(1, 9, demands).astype(float)
    return cost, weight, random.integers(2, 14, sites) * weight.sum() / (6 * p), p


def divided(cost: np.ndarray, weight: np.ndarray, capacity: np.ndarray, choice: list[int]) -> float:
    """Least total of a transport problem."""
    pairs = [(i, j) for i in range(len(weight)) for j in choice if np.isfinite(cost[i, j])]
    if not pairs:
        return np.inf
    served = np.array([[float(i == row) for i, _ in pairs] for row in range(len(weight))])
    held = np.array([[weight[i] * (j == site) for i, j in pairs] for site in choice])
    total = [weight[i] * cost[i, j] for i, j in pairs]
    answer = linprog(total, held, capacity[choice], served, np.ones(len(weight)), bounds=(0, 1))
    return answer.fun if answer.status == 0 else np.inf


def undivided(cost: np.ndarray, weight: np.ndarray, capacity: np.ndarray, choice: list[int]) -> float:
    """Least total over all assignments."""
    best = np.inf
    for places in itertools.product(choice, repeat=len(weight)):
        load = np.bincount(places, weight, minlength=len(capacity))
        total = (weight * cost[np.arange(len(weight)), places]).sum()
        if (load <= capacity + 1e-9).all() and np.isfinite(total):
            best = min(best, total)
    return best


@pytest.mark.parametrize(("divisible", "slow"), [(True, divided), (False, undivided)])
@given(seed=SEEDS)
@settings(max_examples=40, deadline=None)
def test_median_by_enumeration(divisible, slow, seed) -> None:
    cost, weight, capacity, p = drawn(seed)
    best = min(slow(cost, weight, capacity, choice) for choice in choices(cost.shape[1], p))
    if np.isinf(best):
        with pytest.raises(Unreachable):
            capacitated_p_median(cost, weight, capacity, p, divisible=divisible)
        return
    answer = capacitated_p_median(cost, weight, capacity, p, divisible=divisible)
    assert answer.objective == pytest.approx(best)
    assert answer.proven
    assert slow(cost, weight, capacity, list(answer.sites)) == pytest.approx(best)
    if divisible:
        shares = answer.shares.toarray()
        np.testing.assert_allclose(shares.sum(axis=1), 1)
        assert (weight @ shares <= capacity + 1e-6).all()
        assert np.nansum(weight[:, None] * shares * cost) == pytest.approx(best)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_most_served_and_fewest_sites_by_enumeration(seed) -> None:
    cost, weight, capacity, p = drawn(seed)
    reach = 25.0
    near = np.where(cost <= reach, 0.0, np.nan)
    spare = np.c_[near, np.ones(len(weight))]  # a site without end that serves nobody well
    ample = np.r_[capacity, weight.sum()]

    def lost(choice: list[int]) -> float:
        return divided(spare, weight, ample, [*choice, cost.shape[1]])

    best = weight.sum() - min(lost(choice) for choice in choices(cost.shape[1], p))
    answer = capacitated_max_cover(cost, weight, capacity, p, reach=reach)
    assert answer.objective == pytest.approx(best)
    assert answer.proven
    enough = [
        count
        for count in range(1, cost.shape[1] + 1)
        if min(lost(choice) for choice in choices(cost.shape[1], count)) < 1e-9
    ]
    if not enough:
        with pytest.raises(Unreachable):
            capacitated_set_cover(cost, weight, capacity, reach=reach)
        return
    fewest = capacitated_set_cover(cost, weight, capacity, reach=reach)
    assert fewest.objective == enough[0]
    assert fewest.proven


def plane(seed: int, demands: int, sites: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    home, site = random.random((demands, 2)), random.random((sites, 2))
    return np.linalg.norm(home[:, None] - site, axis=2) * 60, random.integers(1, 500, demands).astype(float)


@pytest.mark.parametrize("divisible", [True, False])
def test_beyond_the_programme_the_bound_is_honest(monkeypatch, divisible) -> None:
    cost, weight = plane(2, 80, 12)
    capacity = np.full(12, weight.sum() / 4)
    exact = capacitated_p_median(cost, weight, capacity, 5, divisible=divisible)
    assert exact.proven
    monkeypatch.setattr("tongcheng.methods.siting.capacitated._EXACT_PAIRS", 0)
    rough = capacitated_p_median(cost, weight, capacity, 5, divisible=divisible)
    assert rough.bound <= exact.objective * (1 + 1e-9)
    assert exact.objective <= rough.objective * (1 + 1e-6)
    assert rough.gap < 0.05
    load = np.bincount(rough.assignment, weight, minlength=12) if not divisible else weight @ rough.shares.toarray()
    assert (load <= capacity * (1 + 1e-6)).all()


def test_without_a_limit_it_is_the_p_median() -> None:
    cost, weight = plane(3, 60, 10)
    free = p_median(cost, weight, 3)
    bound_free = capacitated_p_median(cost, weight, np.full(10, weight.sum()), 3)
    assert bound_free.objective == pytest.approx(free.objective)
    tight = capacitated_p_median(cost, weight, np.full(10, weight.sum() / 2.5), 3)
    assert tight.objective > free.objective


def test_who_has_no_place_is_named() -> None:
    cost = np.array([[1.0, 2.0], [3.0, 1.0], [1.0, 1.0]])
    with pytest.raises(
        Unreachable, match="2 sites have no place for everybody; the best choice leaves 4 without one"
    ):
        capacitated_p_median(cost, [5, 5, 5], [6, 5], 2, demand_ids=["a", "b", "c"])


def test_a_wrong_capacity_is_named() -> None:
    with pytest.raises(ArrayError, match=r"capacity\[1\] must be a number of 0 or more, found -5"):
        capacitated_p_median(np.ones((2, 2)), [1, 1], [5, -5], 1)
