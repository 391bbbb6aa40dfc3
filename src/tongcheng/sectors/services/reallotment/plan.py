"""One kind, from its stock to its path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongcheng.region.region import Region
from tongcheng.sectors.services.reallotment.options import Options
from tongcheng.sectors.services.reallotment.programme import Path, Programme
from tongcheng.sectors.services.reallotment.solve import solve
from tongcheng.sectors.services.reallotment.stock import Stock, listed

Floats = NDArray[np.float64]

#: A number of units is whole within this much.
_ROUNDING = 1e-9

#: The ends of a range need not be proven to a millionth.
_ENDS_GAP = 1e-3


@dataclass(frozen=True, eq=False)
class Reallotment:
    """The plan of one kind.

    Parameters
    ----------
    stock
        What it starts from.
    programme, path
        The conditions and the answer.
    ends
        Paths for the low and the high end of the need, where it is modelled.
    projects
        What projects on the list bring: rows of :func:`~tongcheng.sectors.services.reallotment.stock.listed`.
    """

    stock: Stock
    programme: Programme
    path: Path
    ends: tuple[Path, ...]
    projects: tuple[dict[str, Any], ...]


def plan_kind(region: Region, stock: Stock, options: Options, *, unit_cost: float | None = None) -> Reallotment:
    """Plan one kind.

    Parameters
    ----------
    region
        The circle; its projects count.
    stock
        What the kind has and needs.
    options
        Pace and order.
    unit_cost
        亿元 of a unit that is built, if known.
    """
    first = first_year(stock, options)
    coming, projects = listed(region, stock, first, options.years)
    programme = programme_of(stock, coming, options, unit_cost=unit_cost)
    path = solve(programme)
    ends: tuple[Path, ...] = ()
    if path.found and (stock.need_low != stock.need_high).any():
        ends = tuple(
            solve(programme_of(stock, coming, options, need=need, unit_cost=unit_cost), gap=_ENDS_GAP)
            for need in (stock.need_low, stock.need_high)
        )
    return Reallotment(stock, programme, path, ends, tuple(projects))


def first_year(stock: Stock, options: Options) -> int:
    """Give the first year of the plan."""
    return options.first_year if options.first_year is not None else int(stock.supply.year) + 1


def programme_of(
    stock: Stock, coming: Floats, options: Options, *, need: Floats | None = None, unit_cost: float | None = None
) -> Programme:
    """Turn stock and options into conditions.

    Shares of a pace become whole units: never more than the share allows up to any year, and in a single year at most
    the next whole number above it, or one parcel, so that a county with ten windows may give one of them in five years.
    """
    first, years = first_year(stock, options), options.years
    want = stock.need if need is None else need
    number = np.arange(1, years + 1)
    kind, spread = stock.supply.kind, stock.spread
    parcel = options.parcel(kind)
    larger = np.maximum(stock.capacity, want)
    base = stock.capacity[:, None] + np.cumsum(
        coming, axis=1
    )  # what projects on the list leave, if nothing else changes
    least = np.minimum(stock.capacity, base.min(axis=1))
    held = np.minimum(spread @ stock.capacity, (spread @ base).min(axis=1))
    opens, moves = options.opens(kind), options.moves(kind)
    never = options.across_from is None or not stock.norm  # without a norm nobody can say that a city has too much
    crosses = years + 1 if never else max(options.across_from or 1, moves)
    built = options.build * float(stock.capacity.sum()) if stock.norm else 0.0
    line = np.full(years, np.nan)
    if options.line is not None and options.line_year is not None and 0 <= options.line_year - first < years:
        line[options.line_year - first] = options.line
    budget = options.budget.get(kind.kind)
    return Programme(
        counties=stock.counties,
        years=tuple(first + int(one) - 1 for one in number),
        city=np.unique(np.array(stock.cities, dtype=str), return_inverse=True)[1].astype(np.intp),
        capacity=stock.capacity,
        need=want,
        spread=spread,
        listed=coming,
        # Whoever falls short by place gives nothing, whatever its residents can use elsewhere.
        floor=np.minimum(np.maximum(options.floor * stock.capacity, np.minimum(stock.capacity, want)), least),
        hold=np.minimum(held, want),
        give_year=np.maximum(_up(options.give * stock.capacity), parcel),
        give_by=_down(options.give * stock.capacity[:, None] * number),
        take_year=np.maximum(_up(options.take * larger), parcel),
        take_by=_down(options.take * larger[:, None] * number),
        slack=stock.slack,
        build_year=max(float(np.ceil(built - _ROUNDING)), parcel if built > 0 else 0.0),
        build_by=_down(built * np.maximum(number - opens + 1, 0)),
        total=_total(stock, base, want),
        may_move=number >= moves,
        may_cross=number >= crosses,
        may_build=number >= opens,
        line=line,
        unit_cost=unit_cost,
        budget=None if budget is None else np.full(years, budget),
        bands=options.bands,
        last=float(years),
        worth=options.worth,
        parcel=parcel,
        effort=options.effort,
    )


def _total(stock: Stock, base: Floats, need: Floats) -> Floats:
    """Give the most that the circle may have: where residents of many counties share, no more than all need in all."""
    if stock.judged == "place":
        return np.full(base.shape[1], np.inf)
    most: Floats = np.maximum(base.sum(axis=0), float(need.sum()))
    return most


def _up(values: Floats) -> Floats:
    return np.ceil(values - _ROUNDING)


def _down(values: Floats) -> Floats:
    return np.floor(values + _ROUNDING)
