"""From whom to whom: what a year moves within a city, and between cities, paired over the shortest distances."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from tongcheng.methods.mip import Columns, Rows, solve_mip
from tongcheng.region.people import count_by_zone
from tongcheng.region.plane import Plane
from tongcheng.region.region import Region
from tongcheng.sectors.services.reallotment.plan import Reallotment

Floats = NDArray[np.float64]

COLUMNS = (
    "kind",
    "year",
    "origin",
    "destination",
    "origin_city",
    "destination_city",
    "across",
    "amount",
    "km",
    "unit",
)


def moves(region: Region, plans: list[Reallotment]) -> pd.DataFrame:
    """Pair those who give with those who take.

    Within each year, and within each city or between cities, the pairs with the least sum of units times straight
    kilometres between the centres of their residents (the transport problem; Hitchcock 1941).

    Returns
    -------
    pandas.DataFrame
        ``kind year origin destination origin_city destination_city across amount km unit``.
    """
    rows: list[tuple[object, ...]] = []
    km = county_km(region)
    for plan in plans:
        stock, changes = plan.stock, plan.path.changes
        cities = np.array(stock.cities)
        for number, year in enumerate(plan.programme.years):
            groups = [(cities == city, "out", "in") for city in dict.fromkeys(stock.cities)]
            groups.append((np.ones(len(cities), dtype=bool), "out_across", "in_across"))
            for members, gives, takes in groups:
                out = np.where(members, changes[gives][:, number], 0.0)
                into = np.where(members, changes[takes][:, number], 0.0)
                for start, end, amount in pair(out, into, km):
                    rows.append(
                        (stock.supply.kind.kind, year, stock.counties[start], stock.counties[end], stock.cities[start],
                         stock.cities[end], stock.cities[start] != stock.cities[end], amount, km[start, end],
                         stock.supply.kind.unit)
                    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def pair(out: Floats, into: Floats, km: Floats) -> list[tuple[int, int, float]]:
    """Give origin, destination and amount of each pair.

    Examples
    --------
    >>> pair(np.array([3.0, 0.0, 2.0]), np.array([0.0, 5.0, 0.0]), np.ones((3, 3)))
    [(0, 1, 3.0), (2, 1, 2.0)]
    """
    own = np.minimum(out, into)  # whoever gives and takes in one year keeps his own
    left, right = out - own, into - own
    starts, ends = np.flatnonzero(left > 0), np.flatnonzero(right > 0)
    if not len(starts) or not len(ends):
        return []
    one, other = len(starts), len(ends)
    move = Columns("move", km[np.ix_(starts, ends)].ravel(), integer=True)
    rows = [
        Rows("give", {"move": sparse.kron(sparse.eye_array(one), np.ones((1, other)))}, left[starts], left[starts]),
        Rows("take", {"move": sparse.kron(np.ones((1, one)), sparse.eye_array(other))}, right[ends], right[ends]),
    ]
    amount = solve_mip([move], rows).values["move"].reshape(one, other)
    return [(int(starts[i]), int(ends[j]), float(amount[i, j])) for i, j in np.argwhere(amount > 0)]


def county_km(region: Region) -> Floats:
    """Give straight kilometres between the centres of the residents of counties."""
    zones, index = region["zones"], pd.Index(region["counties"].drop_duplicates("county")["county"])
    at = index.get_indexer(pd.Index(zones["county"]))
    plane = Plane.around([zones["lon"].min(), zones["lat"].min(), zones["lon"].max(), zones["lat"].max()])
    people = count_by_zone(region).value + 1e-9  # a county that nobody lives in still has a centre
    known = at >= 0
    sums = [
        np.bincount(at[known], (people * values)[known], len(index))
        for values in (*plane.flat(zones["lon"], zones["lat"]), 1.0)
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        x, y = sums[0] / sums[2], sums[1] / sums[2]
    found: Floats = np.nan_to_num(np.hypot(x[:, None] - x, y[:, None] - y) / 1000.0)
    return found
