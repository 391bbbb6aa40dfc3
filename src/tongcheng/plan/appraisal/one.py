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
    """What follows, in 亿元 of the project's price year.

    Parameters
    ----------
    cost
        Present value in the base year: building, operation, and the residual value as a negative cost.
    benefit, net, ratio
        Present value of benefits, the same less cost, and over cost: value, low and high each.
    rate
        Internal rate of return of the middle case, NaN where there is none.
    """

    cost: float
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
        ``low`` takes the high cost, the low benefit and the low residual value together, ``high`` the opposite, each at
        the rate and the years within their ranges at which it is lowest or highest. Fares and tolls are not benefits:
        they pass from users to the operator.
    """
    operating = _operating(outlay, assumptions, kind)
    rate, years = assumptions.get("discount_rate", kind), assumptions.get("appraisal_years", kind)
    residual, growth = assumptions.get("residual_share", kind), assumptions.get("benefit_growth", kind)

    def case(ends: tuple[int, int], discount: float, life: float, rest: float, grows: float) -> _Flows:
        amount = (yearly.value, yearly.low, yearly.high)[ends[1]]
        spends = outlay.cost[ends[0]], operating[ends[0]], rest
        return _flows(building, spends, (amount, grows), round(life), discount, base_year)

    middle = case((0, 0), rate.value, years.value, residual.value, growth.value)
    grid = [(r, y) for r in (rate.low, rate.value, rate.high) for y in (years.low, years.value, years.high)]
    against = [case((2, 1), r, y, residual.low, growth.low) for r, y in grid]
    for_it = [case((1, 2), r, y, residual.high, growth.high) for r, y in grid]
    return Worth(
        cost=middle.cost,
        benefit=(middle.benefit, min(one.benefit for one in against), max(one.benefit for one in for_it)),
        net=(middle.net, min(one.net for one in against), max(one.net for one in for_it)),
        ratio=(middle.ratio, min(one.ratio for one in against), max(one.ratio for one in for_it)),
        rate=irr(middle.by_year),
    )


@dataclass(frozen=True, eq=False)
class _Flows:
    """Present values of one case, and its net amounts by year."""

    cost: float
    benefit: float
    by_year: Floats

    @property
    def net(self) -> float:
        return self.benefit - self.cost

    @property
    def ratio(self) -> float:
        return self.benefit / self.cost if self.cost > 0 else float("nan")


def _flows(
    building: Building, spends: tuple[float, float, float], gains: tuple[float, float], years: int, rate: float,
    base_year: int,
) -> _Flows:  # fmt: skip
    """Lay out a case: cost, operation and residual share; yearly benefit and its growth."""
    cost, operating, residual = spends
    first = min(building.shares)
    length = building.opening - first + years
    spent, gained = np.zeros(length), np.zeros(length)
    for year, share in building.shares.items():
        spent[year - first] += cost * share
    use = slice(building.opening - first, length)
    spent[use] += operating
    spent[-1] -= cost * residual
    gained[use] = gains[0] * (1 + gains[1]) ** np.arange(years)
    start = first - base_year
    return _Flows(float(npv(spent, rate, first=start)), float(npv(gained, rate, first=start)), gained - spent)
