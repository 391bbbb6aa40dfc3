"""Trips between zones by gravity: more between large places, fewer the longer the way.

The family of Wilson (1971, *A family of spatial interaction models*, Environment and Planning 3): unconstrained, singly
and doubly constrained. Trips are ``a_i f(t_ij) b_j``; only the factors ``a`` and ``b`` are kept, so that the whole
matrix need never exist at once: whatever gives ``f`` block by block can be balanced.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Minutes = NDArray[np.floating]

#: Gives ``f`` as often as it is asked: rows of the origins, and values of shape ``(rows, destinations)``.
Blocks = Callable[[], Iterable[tuple[slice, Floats]]]

Kind = Literal["exponential", "power"]

#: Times below this are taken for it where a power of the time is meant.
_SHORTEST_MIN = 1.0

_MOST_STEPS = 60

#: Change of a parameter, as a share of it, by which slopes are taken.
_NUDGE = 1e-3

#: Numbers of a block that stays in the cache.
_CACHED = 100_000


@dataclass(frozen=True)
class Deterrence:
    """How trips fall with the way: ``t ** -exponent * exp(-rate t)``, 0 where there is no way.

    Exponential with ``exponent`` 0 (Wilson 1971), a power with ``rate`` 0 (Hansen 1959), both together the combined
    function of Tanner (1961). Times below a minute count as one minute for the power.

    Examples
    --------
    >>> Deterrence(rate=0.1)(np.array([0.0, 10.0, np.nan])).round(4).tolist()
    [1.0, 0.3679, 0.0]
    >>> Deterrence(exponent=2.0)(np.array([0.5, 2.0])).tolist()
    [1.0, 0.25]
    """

    rate: float = 0.0
    exponent: float = 0.0

    def __post_init__(self) -> None:
        if not (self.rate >= 0 and self.exponent >= 0 and math.isfinite(self.rate + self.exponent)):
            raise ValueError(
                f"deterrence never rises: rate and exponent are 0 or more, not {self.rate}, {self.exponent}"
            )

    def __call__(self, minutes: Minutes) -> Floats:
        """Give the weights, shape of ``minutes``."""
        times = np.asarray(minutes, dtype=np.float64)
        weights = np.exp(times * -self.rate)
        if self.exponent:
            weights *= np.maximum(times, _SHORTEST_MIN) ** -self.exponent
        return np.asarray(np.where(np.isnan(weights), 0.0, weights))

    @classmethod
    def of(cls, kind: Kind, parameter: float) -> Deterrence:
        """Make one of the kinds with one parameter."""
        return cls(rate=parameter) if kind == "exponential" else cls(exponent=parameter)


@dataclass(frozen=True, eq=False)
class Factors:
    """Factors that make trips of weights: ``trips = a[:, None] * f * b[None, :]``.

    Parameters
    ----------
    a, b
        Shapes ``(origins,)`` and ``(destinations,)``.
    iterations
        Rounds of balancing; 0 where none is needed.
    error
        Largest difference of a margin from what it should be, as a share of the mean margin.
    converged
        Whether the error is within the tolerance.
    lost
        Trips that no way leads anywhere: origins (first) and destinations (second) without any weight.
    """

    a: Floats
    b: Floats
    iterations: int
    error: float
    converged: bool
    lost: tuple[float, float] = (0.0, 0.0)

    def trips(self, rows: slice, weights: Floats) -> Floats:
        """Give the trips of a block."""
        return np.asarray(self.a[rows, None] * weights * self.b[None, :])


def whole(weights: Floats) -> Blocks:
    """Give a matrix that fits in memory as blocks that fit in the processor's cache, for each is gone through twice."""
    size = max(1, _CACHED // max(weights.shape[1], 1))
    rows = [slice(start, min(start + size, len(weights))) for start in range(0, len(weights), size)]
    return lambda: ((here, weights[here]) for here in rows)


def unconstrained(blocks: Blocks, origins: Floats, destinations: Floats, *, total: float) -> Factors:
    """Give ``total`` trips in proportion to ``origins``, ``destinations`` and weights.

    Examples
    --------
    >>> made = unconstrained(whole(np.array([[1.0, 0.5]])), np.array([10.0]), np.array([2.0, 4.0]), total=100.0)
    >>> made.trips(slice(0, 1), np.array([[1.0, 0.5]])).tolist()
    [[50.0, 50.0]]
    """
    everything = sum(float(origins[rows] @ (f @ destinations)) for rows, f in blocks())
    if everything <= 0:
        raise ValueError("no way leads from any origin to any destination")
    return Factors(origins * (total / everything), destinations.astype(np.float64), 0, 0.0, True)


def singly_constrained(blocks: Blocks, origins: Floats, destinations: Floats) -> Factors:
    """Share out the trips of every origin by ``destinations`` and weights; the columns are free.

    Examples
    --------
    >>> f = np.array([[1.0, 0.5], [0.0, 0.0]])
    >>> made = singly_constrained(whole(f), np.array([60.0, 5.0]), np.array([1.0, 1.0]))
    >>> made.trips(slice(0, 2), f).tolist(), made.lost
    ([[40.0, 20.0], [0.0, 0.0]], (5.0, 0.0))
    """
    a = np.zeros(len(origins))
    lost = 0.0
    for rows, f in blocks():
        sums = f @ destinations
        a[rows] = np.divide(origins[rows], sums, out=np.zeros(len(sums)), where=sums > 0)
        lost += float(origins[rows][sums <= 0].sum())
    return Factors(a, destinations.astype(np.float64), 0, 0.0, True, (lost, 0.0))


def doubly_constrained(
    blocks: Blocks,
    origins: Floats,
    destinations: Floats,
    *,
    tolerance: float = 1e-6,
    most: int = 1000,
    start: Floats | None = None,
) -> Factors:
    """Meet the margins of both sides by balancing in turns (Furness 1965; Deming and Stephan 1940).

    Parameters
    ----------
    blocks
        Weights.
    origins, destinations
        Margins, shapes ``(o,)`` and ``(d,)``; both add up to the same.
    tolerance
        Largest difference of a margin, as a share of the mean margin.
    most
        Rounds at most.
    start
        Factors ``b`` to begin with, e.g. those of nearly the same weights.

    Returns
    -------
    Factors
        ``converged`` is False where the margins cannot be met with these weights.

    Raises
    ------
    ValueError
        If the margins do not add up to the same, or one is negative.

    Examples
    --------
    >>> made = doubly_constrained(whole(np.ones((2, 2))), np.array([30.0, 10.0]), np.array([20.0, 20.0]))
    >>> made.trips(slice(0, 2), np.ones((2, 2))).tolist(), made.converged
    ([[15.0, 15.0], [5.0, 5.0]], True)
    """
    _refuse_margins(origins, destinations)
    a, b = np.zeros(len(origins)), np.ones(len(destinations)) if start is None else start.astype(np.float64)
    scale = max(float(origins.sum()) / max(len(origins), 1), 1e-300)
    error, iterations = math.inf, 0
    columns = np.zeros(len(destinations))
    while iterations < most and error > tolerance:
        worst, fresh, columns = _round(blocks, origins, b, a)
        with np.errstate(over="ignore"):
            next_b = np.divide(destinations, columns, out=np.zeros(len(columns)), where=columns > 0)
        if not (np.isfinite(fresh).all() and np.isfinite(next_b).all()):
            break  # margins that cannot be met drive the factors apart without end
        a, b = fresh, next_b
        error = math.inf if iterations == 0 else worst / scale
        iterations += 1
    lost = (float(origins[a <= 0].sum()), float(destinations[columns <= 0].sum()))
    return Factors(a, b, iterations, error, error <= tolerance, lost)


def _round(blocks: Blocks, origins: Floats, b: Floats, a: Floats) -> tuple[float, Floats, Floats]:
    """Give how far the rows are off with the factors so far, factors that meet them, and what then ends where."""
    columns, worst, fresh = np.zeros(len(b)), 0.0, np.zeros(len(a))
    with np.errstate(over="ignore", invalid="ignore"):
        for rows, f in blocks():
            sums = f @ b
            worst = max(worst, float(np.abs(a[rows] * sums - origins[rows])[sums > 0].max(initial=0.0)))
            fresh[rows] = np.divide(origins[rows], sums, out=np.zeros(len(sums)), where=sums > 0)
            columns += fresh[rows] @ f
    return worst, fresh, columns


def _refuse_margins(origins: Floats, destinations: Floats) -> None:
    if (origins < 0).any() or (destinations < 0).any():
        raise ValueError("trips that start and end are 0 or more")
    if not math.isclose(float(origins.sum()), float(destinations.sum()), rel_tol=1e-9):
        raise ValueError(f"{origins.sum():g} trips start and {destinations.sum():g} end; scale one side first")


class Step(NamedTuple):
    """One step of a calibration: parameter, and what the model gives for it."""

    parameter: float
    value: float


@dataclass(frozen=True)
class Found:
    """A parameter for which the model gives what was wanted, and the way there."""

    parameter: float
    steps: tuple[Step, ...]


def calibrate(model: Callable[[float], float], wanted: float, *, first: float, tolerance: float = 1e-6) -> Found:
    """Find the parameter above 0 for which a falling model gives a value (secant steps of Hyman 1969).

    Hyman, G. M. (1969) *The calibration of trip distribution models*, Environment and Planning 1. A step that leaves
    the bracket of what is known is replaced by halving it, so that the search always ends.

    Parameters
    ----------
    model
        Mean minutes, trips across …, as a function of the parameter; falls as it rises.
    wanted
        What the model should give.
    first
        Where to begin; Hyman takes 1 over the mean time for an exponential.
    tolerance
        Of the value, as a share of ``wanted``.

    Raises
    ------
    ValueError
        If no parameter gives the value: with what lies nearest.

    Examples
    --------
    >>> round(calibrate(lambda rate: 1 / rate, 25.0, first=1.0).parameter, 6)
    0.04
    """
    if not (math.isfinite(wanted) and math.isfinite(first) and first > 0):
        raise ValueError(f"a calibration needs numbers above 0, not {wanted} from {first}")
    steps: list[Step] = []
    low, high, parameter = 0.0, math.inf, first
    for _ in range(_MOST_STEPS):
        steps.append(Step(parameter, model(parameter)))
        value = steps[-1].value
        if abs(value - wanted) <= tolerance * abs(wanted):
            return Found(parameter, tuple(steps))
        low, high = (parameter, high) if value > wanted else (low, parameter)
        parameter = _next(steps, wanted, low, high)
    nearest = min(steps, key=lambda step: abs(step.value - wanted))
    raise ValueError(f"no parameter gives {wanted:g}; the nearest is {nearest.value:g}")


def _next(steps: list[Step], wanted: float, low: float, high: float) -> float:
    if len(steps) == 1:
        here = steps[0]
        guess = here.parameter * here.value / wanted if wanted > 0 else math.nan
    else:
        (p0, v0), (p1, v1) = steps[-2:]
        guess = p1 + (wanted - v1) * (p1 - p0) / (v1 - v0) if v1 != v0 else math.nan
    if math.isfinite(guess) and low < guess < min(high, 10 * steps[-1].parameter):
        return guess
    return 2 * low if math.isinf(high) else (low + high) / 2


@dataclass(frozen=True, eq=False)
class Fit:
    """Parameters of most likelihood, and how sure they are.

    Parameters
    ----------
    parameters
        Shape ``(p,)``.
    covariance
        Shape ``(p, p)``, widened by the dispersion.
    deviance
        Of the Poisson likelihood.
    dispersion
        Pearson's statistic over the degrees of freedom, at least 1: how much wilder the flows are than Poisson.
    steps
        Rounds of scoring.
    converged
        Whether the last step was small.
    """

    parameters: Floats
    covariance: Floats
    deviance: float
    dispersion: float
    steps: int
    converged: bool


def fit_poisson(
    model: Callable[[Floats], Floats], observed: Floats, first: Floats, *, tolerance: float = 1e-6, most: int = 40
) -> Fit:
    """Fit parameters to observed flows by Poisson likelihood (Flowerdew and Aitkin 1982), by Fisher scoring.

    Flows between places are wilder than Poisson; so the covariance is that of quasi-likelihood (Wedderburn 1974).

    Parameters
    ----------
    model
        Expected flows, shape ``(n,)``, of parameters, shape ``(p,)``; above 0 wherever it can be.
    observed
        Shape ``(n,)``.
    first
        Parameters to begin with.
    tolerance
        Last step, as a share of its standard error.
    most
        Rounds at most.

    Examples
    --------
    >>> fit = fit_poisson(lambda p: np.exp(p[0]) * np.ones(3), np.array([8.0, 10.0, 12.0]), np.array([1.0]))
    >>> round(float(np.exp(fit.parameters[0])), 6), fit.converged
    (10.0, True)
    """
    parameters = np.asarray(first, dtype=np.float64)
    expected = model(parameters)
    deviance, converged, steps = _deviance(observed, expected), False, 0
    slopes, information = _information(model, parameters, expected)
    while steps < most and not converged:
        steps += 1
        good = expected > 0
        score = slopes[good].T @ ((observed - expected)[good] / expected[good])
        step = np.linalg.pinv(information, hermitian=True) @ score
        shrink = 1.0
        while shrink > 1e-6:
            trial = model(parameters + shrink * step)
            worth = _deviance(observed, trial)
            if worth <= deviance + 1e-9 * abs(deviance):
                break
            shrink /= 2
        parameters = parameters + shrink * step
        expected, deviance = trial, worth
        slopes, information = _information(model, parameters, expected)
        converged = bool(np.sqrt(max(float(step @ information @ step), 0.0)) <= max(tolerance, 1e-6))
        converged |= bool(np.abs(shrink * step).max(initial=0.0) < 1e-7)
    good = expected > 0
    free = max(int(good.sum()) - len(parameters), 1)
    dispersion = max(float(((observed - expected)[good] ** 2 / expected[good]).sum()) / free, 1.0)
    covariance = np.asarray(dispersion * np.linalg.pinv(information, hermitian=True), dtype=np.float64)
    return Fit(parameters, covariance, deviance, dispersion, steps, converged)


def _information(model: Callable[[Floats], Floats], parameters: Floats, expected: Floats) -> tuple[Floats, Floats]:
    slopes = slopes_of(model, parameters)
    good = expected > 0
    return slopes, slopes[good].T @ (slopes[good] / expected[good, None])


def slopes_of(model: Callable[[Floats], Floats], parameters: Floats) -> Floats:
    """Give the change of what a model gives with each parameter, shape ``(n, p)``, by central differences."""
    columns = []
    for number in range(len(parameters)):
        step = np.zeros(len(parameters))
        step[number] = _NUDGE * max(abs(float(parameters[number])), 0.01)
        columns.append((model(parameters + step) - model(parameters - step)) / (2 * step[number]))
    return np.column_stack(columns)


def _deviance(observed: Floats, expected: Floats) -> float:
    if (observed[expected <= 0] > 0).any() or not np.isfinite(expected).all():
        return math.inf
    there = (observed > 0) & (expected > 0)
    return float(
        2 * ((observed[there] * np.log(observed[there] / expected[there])).sum() - (observed - expected).sum())
    )


def common_share(observed: Floats, expected: Floats) -> float:
    """Give the common part of commuters, 0 to 1: trips that both matrices have (Lenormand et al. 2016).

    Examples
    --------
    >>> common_share(np.array([10.0, 0.0]), np.array([5.0, 5.0]))
    0.5
    """
    return float(2 * np.minimum(observed, expected).sum() / (observed.sum() + expected.sum()))


def rule_of_half(trips: Floats, before: Minutes, after: Minutes, deterrence: Deterrence) -> tuple[float, float]:
    """Give the minutes that a change of times saves: those of today's trips, and those of trips it brings.

    Trips between two places change with their weights, ``T1 = T0 f(t1) / f(t0)``; a trip that is new saves half
    (Tressider et al. 1968; Ortúzar and Willumsen 2011, section 15).

    Parameters
    ----------
    trips
        Today's, any shape.
    before, after
        Minutes, same shape; a pair without a way before has no trips and so saves nothing.
    deterrence
        The calibrated one.

    Examples
    --------
    >>> rule_of_half(np.array([100.0]), np.array([30.0]), np.array([20.0]), Deterrence(exponent=1.0))
    (1000.0, 250.0)
    """
    there = np.isfinite(before) & np.isfinite(after) & (trips > 0)
    now, one, two = trips[there], np.asarray(before, np.float64)[there], np.asarray(after, np.float64)[there]
    saved = one - two
    then = now * deterrence(two) / deterrence(one)
    return float((now * saved).sum()), float((0.5 * (then - now) * saved).sum())
