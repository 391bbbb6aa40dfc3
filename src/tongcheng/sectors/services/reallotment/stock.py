"""What each county has of a kind and needs of it: the arrays that a plan starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.access import add_up_flows, catchments
from tongcheng.methods.decays import gaussian
from tongcheng.region.edits import AddFacility, ChangeCapacity, edits_from_table
from tongcheng.region.periods import is_period, period_end
from tongcheng.region.region import Region
from tongcheng.sectors.services.gates import Supply
from tongcheng.sectors.services.kinds import PER
from tongcheng.sectors.services.reallotment.options import Judged
from tongcheng.sectors.services.sharing import DEVIATIONS
from tongcheng.sectors.services.states import Ground

Floats = NDArray[np.float64]

STATES: Final = ("apart", "today", "together")

#: Projects in these states bring nothing more, or nothing at all.
_OVER: Final = ("completed", "cancelled")


@dataclass(frozen=True, eq=False)
class Stock:
    """One kind by county; all arrays have shape (counties,) unless said otherwise.

    Parameters
    ----------
    supply
        What the kind has.
    counties, names, cities
        Ids, names, ids of their cities.
    capacity, slack
        In use; authorised and not in use.
    people
        Those it is for.
    need, need_low, need_high
        Whole units; the ends where the people are modelled.
    norm
        Whether the need follows from a norm; else it is an even share of what the circle has.
    judged
        ``place`` or ``residents``.
    reach
        By border state, shape (counties, counties): share of the capacity in the column's county that residents of the
        row's county use; empty while access is locked.
    """

    supply: Supply
    counties: tuple[str, ...]
    names: tuple[str, ...]
    cities: tuple[str, ...]
    capacity: Floats
    slack: Floats
    people: Floats
    need: Floats
    need_low: Floats
    need_high: Floats
    norm: bool
    judged: Judged
    reach: Mapping[str, Floats]

    @property
    def spread(self) -> Floats:
        """Give the shares that count: the unit matrix by place, those of today by residents."""
        return np.eye(len(self.counties)) if self.judged == "place" else self.reach["today"]

    def have(self, state: str) -> Floats:
        """Give the capacity that residents of each county can use in a border state."""
        found: Floats = self.reach[state] @ self.capacity
        return found


def stock_of(region: Region, supply: Supply, ground: Ground | None, judged: Judged) -> Stock:
    """Put together what a kind has and needs by county.

    Parameters
    ----------
    region
        The circle.
    supply
        What the kind has; its capacity and its people must be open.
    ground
        Its times and borders; None while access is locked.
    judged
        How its lack is told.
    """
    table = region["counties"].drop_duplicates("county")
    index = pd.Index(table["county"])
    rows = supply.facilities
    at = index.get_indexer(pd.Index(rows["county"]))
    capacity, authorised = (rows[name].to_numpy(dtype="float64") for name in ("capacity", "capacity_authorised"))
    slack = np.nan_to_num(np.floor(np.maximum(authorised - capacity, 0.0)))
    assert supply.people is not None
    counts, kind = supply.people.counts, supply.kind
    home = index.get_indexer(pd.Index(region["zones"]["county"]))
    people = [_sums(home, values, len(index)) for values in (counts.value, counts.low, counts.high)]
    total = float(capacity.sum())
    if kind.norm is not None:
        need = [whole(values * kind.norm / PER) for values in people]
    else:
        shares = [
            np.divide(values, values.sum(), out=np.zeros_like(values), where=values.sum() > 0) for values in people
        ]
        need = [whole(share * total) for share in shares]
    return Stock(
        supply=supply,
        counties=tuple(index),
        names=tuple(table["name"]),
        cities=tuple(table["city"]),
        capacity=_sums(at, capacity, len(index)),
        slack=_sums(at, slack, len(index)),
        people=people[0],
        need=need[0],
        need_low=need[1],
        need_high=need[2],
        norm=kind.norm is not None,
        judged=judged,
        reach={} if ground is None else {state: _reach(ground, state, home, at, len(index)) for state in STATES},
    )


def whole(values: Floats) -> Floats:
    """Round to whole units that add up to the rounded total: the largest remainders are rounded up (Hamilton 1792).

    Examples
    --------
    >>> whole(np.array([1.4, 1.4, 1.2])).tolist()
    [2.0, 1.0, 1.0]
    """
    down = np.floor(values + 1e-9)
    more = round(float(values.sum() - down.sum()))
    up = np.argsort(down - values, kind="stable")[: max(more, 0)]
    down[up] += 1
    return down


def listed(
    region: Region, stock: Stock, first: int, years: int
) -> tuple[Floats, list[dict[str, Any]]]:  # fmt: skip
    """Give what projects on the list bring by county and year, and the projects.

    Returns
    -------
    numpy.ndarray and list
        Shape (counties, years); rows ``project name county year capacity counted``. A project that finishes before the
        plan counts in its first year; one without a date, or beyond the plan, is named and not counted.
    """
    found = np.zeros((len(stock.counties), years))
    facilities = stock.supply.facilities.drop_duplicates("facility").set_index("facility")
    county_of, size_of = facilities["county"], facilities["capacity"].astype("float64")
    projects = region["projects"].drop_duplicates("project").set_index("project")
    with_edits = [name for name in dict.fromkeys(region["project_edits"]["project"]) if name in projects.index]
    told = []
    for project, scenario in edits_from_table(region, with_edits).items():
        row = projects.loc[project]
        if row["status"] in _OVER:
            continue
        for edit in scenario:
            if isinstance(edit, AddFacility) and edit.kind == stock.supply.kind.kind:
                county, more = edit.county, edit.capacity
            elif isinstance(edit, ChangeCapacity) and edit.facility in facilities.index:
                county, more = str(county_of[edit.facility]), edit.capacity - float(size_of[edit.facility])
            else:
                continue
            year = _finish(row["finish"])
            counted = county in stock.counties and year is not None and year < first + years
            if counted and year is not None:
                found[stock.counties.index(str(county)), max(year - first, 0)] += more
            told.append({"kind": stock.supply.kind.kind, "project": project, "name": str(row["name"]), "county": county,
                         "year": year, "capacity": more, "counted": counted})  # fmt: skip
    return found, told


def _finish(value: Any) -> int | None:
    return period_end(value).year if isinstance(value, str) and is_period(value) else None


def _sums(at: NDArray[np.intp], values: Floats, places: int) -> Floats:
    known = at >= 0
    return np.bincount(at[known], weights=values[known], minlength=places).astype(np.float64)


def _reach(ground: Ground, state: str, home: NDArray[np.intp], at: NDArray[np.intp], places: int) -> Floats:
    """Give the shares of use between counties; a county without any capacity would serve its own residents."""
    borders = ground.borders(next(one for one in ground.states if one.name == state))
    decay = gaussian(ground.catchment_min / DEVIATIONS, cutoff_min=ground.catchment_min)
    found = catchments(
        ground.minutes, ground.capacity, ground.demand, decay=decay, borders=borders, rule="three_step"
    )
    # Places without a county stand in one more group, which is left out.
    groups = np.where(home >= 0, home, places), np.where(at >= 0, at, places)
    flows = add_up_flows(found.served(), *groups, shape=(places + 1, places + 1))[:places, :places]
    stands = _sums(at, ground.capacity, places)
    shares = np.divide(flows, stands, out=np.zeros_like(flows), where=stands > 0)
    empty = np.flatnonzero(stands <= 0)
    shares[empty, empty] = 1.0
    return shares
