"""Money over time: discounting, annuity, net present value, benefit over cost, internal rate of return, rule of half.

Amounts stand at the end of their years; year 0 is not discounted. Nothing here knows a currency or a price year: whoever
mixes prices of two years mixes them before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from tongcheng.methods.checks import Checks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

#: An internal rate of return is sought between these: from losing nearly all every year to multiplying by eleven.
_LOWEST_RATE, _HIGHEST_RATE = -0.99, 10.0
_STEPS = 2_000


def discount_factors(rate: float, years: int, *, first: int = 0) -> Floats:
    """Give what one unit in each of several years is worth in year 0.

    Parameters
    ----------
    rate
        Per year, above -1; 0.08 for 8 %.
    years
        How many.
    first
        The first of them; negative for years before year 0.

    Returns
    -------
    numpy.ndarray
        Shape (years,).

    Examples
    --------
    >>> discount_factors(0.25, 3)
    array([1.  , 0.8 , 0.64])
    """
    _refuse_rate(rate)
    return np.asarray((1.0 + rate) ** -np.arange(first, first + years, dtype=np.float64))


def npv(flows: ArrayLike, rate: float, *, first: int = 0) -> Floats:
    """Give the net present value of flows.

    Parameters
    ----------
    flows
        One amount per year along the last axis; earlier axes are projects.
    rate
        Per year.
    first
        Year of the first amount.

    Returns
    -------
    numpy.ndarray
        Of the earlier axes; a single number for one project.

    Raises
    ------
    ArrayError
        Naming every amount that is not known.

    Examples
    --------
    >>> float(npv([-100.0, 60.0, 60.0], 0.1).round(3))
    4.132
    """
    checks = Checks()
    amounts = checks.array("flows", flows, "known")
    checks.raise_if_any()
    return np.asarray(amounts @ discount_factors(rate, amounts.shape[-1], first=first))


def benefit_cost_ratio(benefits: ArrayLike, costs: ArrayLike, rate: float) -> Floats:
    """Give the present value of benefits over that of costs.

    Parameters
    ----------
    benefits, costs
        Amounts per year along the last axis, of the same years; costs as positive numbers.
    rate
        Per year.

    Returns
    -------
    numpy.ndarray
        NaN where nothing is spent.

    Examples
    --------
    >>> float(benefit_cost_ratio([0.0, 100.0], [40.0, 0.0], 0.25))
    2.0
    """
    gained, spent = npv(benefits, rate), npv(costs, rate)
    ratio = np.full(np.broadcast(gained, spent).shape, np.nan)
    np.divide(gained, spent, out=ratio, where=spent > 0)
    return ratio


def annuity_factor(rate: float, years: float) -> float:
    """Give the equal yearly amount that is worth one unit today.

    Parameters
    ----------
    rate
        Per year, 0 or more.
    years
        Life in years, above 0; ``inf`` for a thing that lasts for ever.

    Returns
    -------
    float
        ``rate / (1 - (1 + rate)**-years)``; ``1 / years`` at rate 0; the rate itself for ever (as in PyPSA).

    Examples
    --------
    >>> round(annuity_factor(0.08, 25), 6), annuity_factor(0.0, 20), annuity_factor(0.06, float("inf"))
    (0.093679, 0.05, 0.06)
    """
    checks = Checks()
    checks.array("rate", rate, "not negative", shape=())
    if not years > 0:
        checks.add("years", "positive", f"{years:g}")
    checks.raise_if_any()
    if np.isinf(years):
        return float(rate)
    if rate == 0:
        return 1.0 / years
    return float(rate / -np.expm1(-years * np.log1p(rate)))


def irr(flows: ArrayLike) -> float:
    """Give the rate at which flows are worth nothing.

    Parameters
    ----------
    flows
        One amount per year.

    Returns
    -------
    float
        NaN where there is no such rate between -99 % and 1,000 %, or more than one: then the question has no answer
        (Lorie and Savage 1955).

    Examples
    --------
    >>> round(irr([-100.0, 60.0, 60.0]), 4), irr([-100.0, 230.0, -132.0])
    (0.1307, nan)
    """
    amounts = np.asarray(flows, dtype=np.float64)
    years = np.arange(len(amounts), dtype=np.float64)

    def worth(rate: float) -> float:
        return float(amounts @ (1.0 + rate) ** -years)

    known = amounts[amounts != 0]
    turns = int((known[:-1] * known[1:] < 0).sum())
    if turns == 0:
        return float("nan")
    low, high = _LOWEST_RATE, _HIGHEST_RATE
    if turns > 1:  # with one turn of sign there is at most one rate (Descartes); with more they are counted
        # In steps of the logarithm, as a rate near -1 moves the value more than one near 10.
        rates = np.expm1(np.linspace(np.log1p(_LOWEST_RATE), np.log1p(_HIGHEST_RATE), _STEPS + 1))
        signs = np.sign((1.0 + rates)[:, None] ** -years @ amounts)
        zero, change = np.flatnonzero(signs == 0), np.flatnonzero(signs[:-1] * signs[1:] < 0)
        if len(zero) + len(change) != 1:
            return float("nan")
        if len(zero):
            return float(rates[zero[0]])
        low, high = float(rates[change[0]]), float(rates[change[0] + 1])
    elif worth(low) * worth(high) > 0:
        return float("nan")
    return float(brentq(worth, low, high, xtol=1e-14))


def rule_of_half(
    trips_before: ArrayLike, trips_after: ArrayLike, cost_before: ArrayLike, cost_after: ArrayLike
) -> Floats:
    """Give what travellers gain when a trip gets cheaper: those of before gain all, those who are new on average half.

    Parameters
    ----------
    trips_before, trips_after
        Trips, 0 or more, any shape.
    cost_before, cost_after
        Cost of a trip (money or time), same shape.

    Returns
    -------
    numpy.ndarray
        ``(before + after) / 2 * (cost before - cost after)`` (Tressider et al. 1968; Williams 1976), same shape.

    Examples
    --------
    >>> float(rule_of_half(1000, 1200, 30, 24))
    6600.0
    """
    checks = Checks()
    before = checks.array("trips_before", trips_before, "not negative")
    after = checks.array("trips_after", trips_after, "not negative")
    first = checks.array("cost_before", cost_before, "known")
    last = checks.array("cost_after", cost_after, "known")
    checks.raise_if_any()
    return np.asarray(0.5 * (before + after) * (first - last))


def _refuse_rate(rate: float) -> None:
    if not (np.isfinite(rate) and rate > -1):
        checks = Checks()
        checks.add("rate", "bounds", f"{rate:g}", extra="-1 and infinity, both left out")
        checks.raise_if_any()
