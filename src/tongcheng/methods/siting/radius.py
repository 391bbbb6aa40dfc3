"""A p-median of few sites as a mixed-integer programme over radii (Cornuéjols, Nemhauser & Wolsey 1980).

One column for each demand and each radius at which a further site comes into reach: 1 if no open site lies within it.
Compared with a column per pair this needs a fraction of the columns (Elloumi 2010), and radii beyond a site that is
open for certain need none.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tongcheng.methods.mip import Answer, Columns, Rows, solve_mip
from tongcheng.methods.siting.lagrangian import OPEN
from tongcheng.methods.siting.nearby import Lists

Floats = NDArray[np.float64]


class Radii:
    """The radii of the demands around sites that are not closed.

    Parameters
    ----------
    lists
        Complete lists of the sites.
    weight
        Shape (demands,).
    state
        Shape (sites,): open or free; none is closed.
    count
        Number of sites to be open.
    """

    def __init__(self, lists: Lists, weight: Floats, state: NDArray[np.int8], count: int) -> None:
        self._state, self._count = state, count
        demand = np.repeat(np.arange(weight.size), np.diff(lists.start))
        first = np.zeros(demand.size, bool)
        first[lists.start[:-1]] = True
        new = first | np.r_[True, lists.cost[1:] != lists.cost[:-1]]
        radius = np.cumsum(new) - 1
        safe = np.zeros(radius[-1] + 1, bool)
        safe[radius[state[lists.site] == OPEN]] = True
        owner, cost = demand[new], lists.cost[new].astype("float64")
        before = np.cumsum(safe) - safe  # radii with an open site before this one, over all demands
        opening = np.flatnonzero(first[new])
        past = before - np.repeat(before[opening], np.diff(np.r_[opening, owner.size]))
        needed = past == 0
        last = np.r_[owner[1:] != owner[:-1], True] | ~np.r_[needed[1:], False]
        row = np.cumsum(needed & ~safe) - 1
        has_row = needed & ~safe
        column = np.cumsum(has_row & ~last) - 1
        has_column = has_row & ~last
        self.base = float((weight * cost[opening]).sum())
        self.size = int(has_row.sum())
        step = np.r_[cost[1:] - cost[:-1], 0.0]
        self._cost = weight[owner[has_column]] * step[has_column]
        inside = has_row[radius]
        shape = (self.size, state.size)
        ones = np.ones(int(inside.sum()))
        self._near = sparse.csr_array((ones, (row[radius[inside]], lists.site[inside])), shape=shape)
        own = np.flatnonzero(has_column)
        after = np.flatnonzero(has_row & ~first[new])
        entries = np.r_[np.ones(own.size), -np.ones(after.size)]
        places = np.r_[row[own], row[after]], np.r_[column[own], column[after - 1]]
        self._out = sparse.csr_array((entries, places), shape=(self.size, self._cost.size))
        self._need = first[new][has_row].astype("float64")

    def solve(self, *, time_limit_s: float | None, gap_absolute: float, progress: Any) -> Answer:
        """Solve it; the objective is without ``base``."""
        sites = self._state.size
        is_open = Columns("open", np.zeros(sites), (self._state == OPEN).astype("float64"), 1.0, integer=True)
        outside = Columns("outside", self._cost, 0.0, 1.0)
        rows = [
            Rows("near", {"open": self._near, "outside": self._out}, lower=self._need),
            Rows("count", {"open": np.ones((1, sites))}, self._count, self._count),
        ]
        return solve_mip(
            [is_open, outside],
            rows,
            time_limit_s=time_limit_s,
            gap_absolute=gap_absolute,
            progress=progress,
            explain=False,
        )
