"""One project in money: its years, its costs and benefits by year, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.money import annuity_factor, irr, npv
from tongcheng.plan.appraisal.benefits import YearlyBenefit
from tongcheng.plan.appraisal.years import Building
from tongcheng.plan.assumptions import Assumptions

Floats = NDArray[np.float64]

#: The middle of all assumptions, all that speak against the project together, all that speak for it.
CASES = ("value", "low", "high")


@dataclass(frozen=True)
class Outlay:
    """What a project costs, in 亿元 of one year.

    Parameters
    ----------
    cost
        Value, low and high.
    operating
        A year of use: value, low and high; None where it is assumed as a share of the cost.
    """

    cost: tuple[float, float, float]
    operating: tuple[float, float, float] | None


@dataclass(frozen=True)
class Worth:
    """What follows, in 亿元 of the project's price year; value, low and high each.

    Parameters
    ----------
    cost, benefit, net
        Present values in the base year; ``cost`` holds operation and the residual value as a negative cost.
    ratio
        Benefit over cost.
    rate
        Internal rate of return of the middle case, NaN where there is none.
    """

    cost: tuple[float, float, float]
    benefit: tuple[float, float, float]
    net: tuple[float, float, float]
    ratio: tuple[float, float, float]
    rate: float


def yearly_cost(outlay: Outlay, assumptions: Assumptions, kind: str) -> tuple[float, float, float]:
    """Give building as an annuity over the years of use, and operation: value, low and high, 亿元 a year.

    The residual value is left out, so that it errs on the dear side.
    """
    rate, years = assumptions.get("discount_rate", kind), assumptions.get("appraisal_years", kind)
    cost = outlay.cost
    use = _operating(outlay, assumptions, kind)
    return (
        cost[0] * annuity_factor(rate.value, years.value) + use[0],
        cost[1] * annuity_factor(rate.low, years.high) + use[1],
        cost[2] * annuity_factor(rate.high, years.low) + use[2],
    )


def _operating(outlay: Outlay, assumptions: Assumptions, kind: str) -> tuple[float, float, float]:
    if outlay.operating is not None:
        return outlay.operating
    share = assumptions.get("operating_share", kind)
    cost = outlay.cost
    return cost[0] * share.value, cost[1] * share.low, cost[2] * share.high


def worth_of(
    outlay: Outlay, building: Building, yearly: YearlyBenefit, assumptions: Assumptions, kind: str, base_year: int
) -> Worth:
    """Put costs and benefits of all years side by side.

    Parameters
    ----------
    outlay, building, yearly
        What is spent, when, and what a year of use is worth.
    assumptions, kind
        Rates, years and shares.
    base_year
        Year in which present values stand, the same for all projects.

    Returns
    -------
    Worth
        ``low`` takes the high cost, the low benefit, the high rate, the short life and the low residual value together;
        ``high`` the opposite. Fares and tolls are not benefits: they pass from users to the operator.
    """
    made = [_case(case, outlay, building, yearly, assumptions, kind, base_year) for case in CASES]
    cost, benefit = (_three([one[key] for one in made]) for key in ("cost", "benefit"))
    net = _three([one["benefit"] - one["cost"] for one in made])
    ratio = _three([one["benefit"] / one["cost"] if one["cost"] > 0 else float("nan") for one in made])
    return Worth(cost, benefit, net, ratio, made[0]["rate"])


def _three(values: list[float]) -> tuple[float, float, float]:
    return values[0], values[1], values[2]


def _case(
    case: str, outlay: Outlay, building: Building, yearly: YearlyBenefit, assumptions: Assumptions, kind: str,
    base_year: int,
) -> dict[str, float]:  # fmt: skip
    for_it = {"value": "value", "low": "low", "high": "high"}[case]
    against = {"value": "value", "low": "high", "high": "low"}[case]

    def assumed(name: str, end: str) -> float:
        return float(getattr(assumptions.get(name, kind), end))

    at = CASES.index(against)
    cost, operating = outlay.cost[at], _operating(outlay, assumptions, kind)[at]
    rate, years = assumed("discount_rate", against), round(assumed("appraisal_years", for_it))
    first = min(building.shares)
    length = building.opening - first + years
    spent, gained = np.zeros(length), np.zeros(length)
    for year, share in building.shares.items():
        spent[year - first] += cost * share
    use = slice(building.opening - first, length)
    spent[use] += operating
    spent[-1] -= cost * assumed("residual_share", for_it)
    gained[use] = getattr(yearly, for_it) * (1 + assumed("benefit_growth", for_it)) ** np.arange(years)
    return {
        "cost": float(npv(spent, rate, first=first - base_year)),
        "benefit": float(npv(gained, rate, first=first - base_year)),
        "rate": irr(gained - spent) if case == "value" else float("nan"),
    }
