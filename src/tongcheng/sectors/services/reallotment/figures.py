"""Plans as figures: what is needed and lacking, what moves and grows, by county, city and circle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tongcheng.results import Indicator, weakest_basis
from tongcheng.sectors.levels import Membership
from tongcheng.sectors.services.reallotment.indicators import (
    BUILT,
    FILLED,
    LACK,
    LACK_AFTER,
    LACK_SHARED,
    LISTED,
    MOVED_IN,
    MOVED_OUT,
    NEED,
)
from tongcheng.sectors.services.reallotment.plan import Reallotment
from tongcheng.sectors.services.reallotment.stock import STATES, Stock
from tongcheng.sectors.services.rows import NO_KEYS, Floats, Keys, RowMaker

_CHANGES: tuple[tuple[Indicator, tuple[str, ...]], ...] = (
    (MOVED_IN, ("in", "in_across")),
    (MOVED_OUT, ("out", "out_across")),
    (FILLED, ("fill",)),
    (BUILT, ("build",)),
)


def figures(region_name: str, plan: Reallotment) -> pd.DataFrame:
    """Give the figures of one kind, for :func:`tongcheng.results.make_results`.

    What is so today carries the year of the facilities, what the plan does its last year; the range is that of the need
    where the people are modelled.
    """
    stock, supply = plan.stock, plan.stock.supply
    assert supply.capacity is not None
    assert supply.people is not None
    papers = [supply.capacity.basis, supply.people.basis]
    if stock.judged == "residents" and supply.access is not None:
        papers.append(supply.access.basis)
    kind, paths = supply.kind, (plan.path, *plan.ends)
    now = RowMaker(kind.kind, weakest_basis(papers), supply.year, kind.unit)
    then = RowMaker(kind.kind, weakest_basis([*papers, "modelled"]), str(plan.programme.years[-1]), kind.unit)
    shared = RowMaker(kind.kind, supply.shared or weakest_basis([*papers, "modelled"]), supply.year, kind.unit)
    needs = np.stack([stock.need, stock.need_low, stock.need_high])
    have = stock.spread @ stock.capacity
    for level in _levels(region_name, stock):
        _put(now, NEED, level, needs)
        _put(now, LACK, level, np.maximum(needs - have, 0.0))
        _put(then, LACK_AFTER, level, [path.lack[:, -1] for path in paths])
        for indicator, names in _CHANGES:
            _put(then, indicator, level, [_total([path.changes[name] for name in names]) for path in paths])
        _put(then, LISTED, level, [plan.programme.listed.sum(axis=1)])
        for state in STATES if stock.reach else ():
            _put(shared, LACK_SHARED, level, np.maximum(needs - stock.have(state), 0.0), Keys(state, "drive"))
    frames = [made.frame() for made in (now, then, shared)]
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)


def _total(changes: Sequence[Floats]) -> Floats:
    found: Floats = np.add.reduce(list(changes)).sum(axis=1)
    return found


def _put(
    made: RowMaker, indicator: Indicator, level: Membership, values: Floats | Sequence[Floats], keys: Keys = NO_KEYS
) -> None:
    sums = np.stack([level.sum(one) for one in values])
    made.add(indicator, level.level, level.places, sums[0], keys, ends=sums)


def _levels(region_name: str, stock: Stock) -> tuple[Membership, ...]:
    """Give counties, their cities and the circle as sums of county figures."""
    every = np.arange(len(stock.counties), dtype=np.intp)
    cities = tuple(dict.fromkeys(stock.cities))
    home = np.array([cities.index(city) for city in stock.cities], dtype=np.intp)
    return (
        Membership("county", stock.counties, every, every),
        Membership("city", cities, home, every),
        Membership("region", (region_name,), np.zeros_like(every), every),
    )
