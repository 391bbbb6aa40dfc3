"""Gravity models: a textbook's table, other programs' answers, invariants."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, root_scalar

from tongcheng.methods.gravity import (
    Deterrence,
    Factors,
    calibrate,
    doubly_constrained,
    fit_poisson,
    rule_of_half,
    singly_constrained,
    unconstrained,
    whole,
)


def trips(made: Factors, weights: np.ndarray) -> np.ndarray:
    return made.trips(slice(0, len(weights)), weights)


def test_furness_of_ortuzar_and_willumsen() -> None:
    """Ortúzar and Willumsen, *Modelling Transport*, tables 5.7 and 5.8: three rounds, columns met last."""
    base = np.array([[5, 50, 100, 200], [50, 5, 100, 300], [50, 100, 5, 100], [100, 200, 250, 20]], dtype=float)
    origins, destinations = np.array([400.0, 460, 400, 702]), np.array([260.0, 400, 500, 802])
    published = [
        [5.25, 44.12, 98.24, 254.25],
        [45.30, 3.81, 84.78, 329.11],
        [77.04, 129.50, 7.21, 186.58],
        [132.41, 222.57, 309.77, 32.07],
    ]
    three = doubly_constrained(whole(base), origins, destinations, most=3)
    assert trips(three, base).round(2).tolist() == published
    assert not three.converged
    done = doubly_constrained(whole(base), origins, destinations)
    assert done.converged
    assert done.iterations > 3


def test_doubly_constrained_is_the_matrix_of_most_entropy() -> None:
    """Wilson 1967: of all matrices with these margins and this cost it has the largest entropy."""
    rng = np.random.default_rng(1)
    cost = rng.uniform(5, 40, (3, 3))
    origins, destinations = np.array([50.0, 30, 20]), np.array([20.0, 45, 35])
    weights = Deterrence(rate=0.08)(cost)
    made = trips(doubly_constrained(whole(weights), origins, destinations, tolerance=1e-12), weights)
    limits = [{"type": "eq", "fun": lambda t, k=k: t.reshape(3, 3)[k].sum() - origins[k]} for k in range(3)] + [
        {"type": "eq", "fun": lambda t, k=k: t.reshape(3, 3)[:, k].sum() - destinations[k]} for k in range(2)
    ]
    limits.append({"type": "eq", "fun": lambda t: (t * cost.ravel()).sum() - (made * cost).sum()})
    start = np.outer(origins, destinations).ravel() / 100
    found = minimize(
        lambda t: (t * np.log(t)).sum(), start, jac=lambda t: np.log(t) + 1, constraints=limits,
        bounds=[(1e-6, None)] * 9, method="SLSQP", options={"maxiter": 500, "ftol": 1e-13},
    )  # fmt: skip
    assert found.success
    assert found.x.reshape(3, 3) == pytest.approx(made, rel=1e-3)


sizes = st.integers(2, 7)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), origins=sizes, destinations=sizes, rate=st.floats(0, 0.3))
def test_margins_are_met(seed: int, origins: int, destinations: int, rate: float) -> None:
    rng = np.random.default_rng(seed)
    minutes = rng.uniform(1, 60, (origins, destinations))
    start = rng.uniform(1, 100, origins)
    end = rng.uniform(1, 100, destinations)
    end *= start.sum() / end.sum()
    weights = Deterrence(rate=rate)(minutes)
    both = trips(doubly_constrained(whole(weights), start, end), weights)
    assert both.sum(axis=1) == pytest.approx(start, rel=1e-4)
    assert both.sum(axis=0) == pytest.approx(end, rel=1e-4)
    rows = trips(singly_constrained(whole(weights), start, end), weights)
    assert rows.sum(axis=1) == pytest.approx(start)
    free = trips(unconstrained(whole(weights), start, end, total=1000.0), weights)
    assert free.sum() == pytest.approx(1000.0)
    # The ratios of trips between any four places are those of the weights: what balancing must not touch.
    cross = np.log(both[0, 0] * both[1, 1] / (both[0, 1] * both[1, 0]))
    assert cross == pytest.approx(np.log(weights[0, 0] * weights[1, 1] / (weights[0, 1] * weights[1, 0])), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 8))
def test_symmetric_people_and_times_give_symmetric_trips(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    minutes = rng.uniform(1, 60, (count, count))
    people = rng.uniform(1, 100, count)
    weights = Deterrence(rate=0.05, exponent=0.5)(minutes + minutes.T)
    made = trips(doubly_constrained(whole(weights), people, people, tolerance=1e-10), weights)
    assert made == pytest.approx(made.T, rel=1e-6)


def test_blocks_give_what_the_whole_gives() -> None:
    rng = np.random.default_rng(3)
    weights = rng.random((9, 5))
    origins, destinations = rng.random(9), rng.random(5)
    destinations *= origins.sum() / destinations.sum()
    once = doubly_constrained(whole(weights), origins, destinations)
    parts = [slice(0, 4), slice(4, 9)]
    again = doubly_constrained(lambda: ((rows, weights[rows]) for rows in parts), origins, destinations)
    assert trips(again, weights) == pytest.approx(trips(once, weights))


def test_what_cannot_be_met_is_said() -> None:
    weights = np.array([[1.0, 0.0], [0.0, 0.0]])
    made = doubly_constrained(whole(weights), np.array([10.0, 5.0]), np.array([10.0, 5.0]), most=50)
    assert made.lost == (5.0, 5.0)
    stuck = np.array([[1.0, 0.0], [1.0, 1.0]])  # whoever starts at the first place can only go to the first
    assert not doubly_constrained(whole(stuck), np.array([10.0, 5.0]), np.array([5.0, 10.0]), most=200).converged
    with pytest.raises(ValueError, match="10 trips start and 9 end"):
        doubly_constrained(whole(np.ones((1, 1))), np.array([10.0]), np.array([9.0]))
    with pytest.raises(ValueError, match="0 or more"):
        doubly_constrained(whole(np.ones((1, 1))), np.array([-1.0]), np.array([-1.0]))
    with pytest.raises(ValueError, match="never rises"):
        Deterrence(rate=-0.1)


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.4])
def test_hyman_finds_the_decay_of_a_mean_time(rate: float) -> None:
    rng = np.random.default_rng(7)
    minutes = rng.uniform(3, 50, (12, 12))
    people, jobs = rng.uniform(1, 9, 12), rng.uniform(1, 9, 12)
    jobs *= people.sum() / jobs.sum()

    def mean(one: float) -> float:
        weights = Deterrence(rate=one)(minutes)
        made = trips(doubly_constrained(whole(weights), people, jobs, tolerance=1e-10), weights)
        return float((made * minutes).sum() / made.sum())

    wanted = mean(rate)
    found = calibrate(mean, wanted, first=1 / wanted, tolerance=1e-9)
    other = root_scalar(lambda one: mean(one) - wanted, bracket=[1e-4, 3.0], method="brentq", xtol=1e-12)
    assert found.parameter == pytest.approx(other.root, rel=1e-5)
    assert found.parameter == pytest.approx(rate, rel=1e-5)
    assert len(found.steps) <= 15
    with pytest.raises(ValueError, match="no parameter gives"):
        calibrate(mean, mean(0.0) * 1.5, first=0.1)


def test_poisson_fit_is_that_of_a_log_linear_model() -> None:
    """Doubly constrained by Poisson likelihood is a log-linear model with a dummy per origin and destination."""
    rng = np.random.default_rng(11)
    minutes = rng.uniform(5, 50, (6, 6))
    across = np.add.outer(np.arange(6) // 3, np.arange(6) // 3) == 1
    people, jobs = rng.uniform(500, 5000, 6), rng.uniform(500, 5000, 6)
    jobs *= people.sum() / jobs.sum()

    def model(parameters: np.ndarray, start: np.ndarray = people, end: np.ndarray = jobs) -> np.ndarray:
        weights = Deterrence(rate=float(np.exp(parameters[0])))(minutes) * np.exp(parameters[1] * across)
        return trips(doubly_constrained(whole(weights), start, end, tolerance=1e-11), weights)

    flows = rng.poisson(model(np.array([np.log(0.07), np.log(0.4)]))).astype(float)
    fit = fit_poisson(
        lambda p: model(p, flows.sum(axis=1), flows.sum(axis=0)).ravel(), flows.ravel(), np.log([0.1, 1.0])
    )
    assert fit.converged
    rate, border = _log_linear(flows, minutes, across)
    assert np.exp(fit.parameters) == pytest.approx([rate, border], rel=1e-4)
    errors = np.sqrt(np.diag(fit.covariance))
    assert np.abs(fit.parameters - np.log([0.07, 0.4])).max() < 4 * errors.max()


def _log_linear(flows: np.ndarray, minutes: np.ndarray, across: np.ndarray) -> tuple[float, float]:
    """Fit a Poisson regression with dummies by iteratively reweighted least squares (Nelder and Wedderburn 1972)."""
    count = len(flows)
    origin, destination = np.repeat(np.arange(count), count), np.tile(np.arange(count), count)
    columns = [origin[:, None] == np.arange(count), destination[:, None] == np.arange(1, count)]
    design = np.hstack([*columns, -minutes.reshape(-1, 1), across.reshape(-1, 1)]).astype(float)
    expected = flows.ravel() + 0.5
    for _ in range(60):
        eta = np.log(expected)
        root = np.sqrt(expected)
        working = eta + (flows.ravel() - expected) / expected
        found = np.linalg.lstsq(design * root[:, None], working * root, rcond=None)[0]
        expected = np.exp(design @ found)
    return float(found[-2]), float(np.exp(found[-1]))


def test_dispersion_widens_the_interval() -> None:
    wild = np.array([1.0, 30.0, 2.0, 27.0])
    fit = fit_poisson(lambda p: np.exp(p[0]) * np.ones(4), wild, np.array([2.0]))
    assert np.exp(fit.parameters[0]) == pytest.approx(15.0)
    assert fit.dispersion == pytest.approx(((wild - 15) ** 2 / 15).sum() / 3)
    assert fit.covariance.item() == pytest.approx(fit.dispersion / 60, rel=1e-4)


def test_rule_of_half_is_the_area_under_the_demand() -> None:
    """For a small change half of the new trips is the area under the demand curve."""
    deterrence = Deterrence(rate=0.05)
    before, after = np.array([[40.0, 20.0]]), np.array([[39.5, 20.0]])
    now = np.array([[100.0, 70.0]])
    kept, new = rule_of_half(now, before, after, deterrence)
    times = np.linspace(39.5, 40.0, 2001)
    area = np.trapezoid(100.0 * deterrence(times) / deterrence(np.array(40.0)), times)
    assert kept + new == pytest.approx(area, rel=1e-4)
    assert kept == pytest.approx(50.0)
    none = rule_of_half(now, np.array([[np.nan, 20.0]]), np.array([[5.0, 20.0]]), deterrence)
    assert none == (0.0, 0.0)
    assert rule_of_half(now, after, before, deterrence)[0] == pytest.approx(-50.0)
