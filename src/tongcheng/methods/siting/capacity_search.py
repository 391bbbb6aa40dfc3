"""Good answers and bounds of the capacitated p-median beyond the reach of a programme.

Prices and sites come from the Lagrangian relaxation of the p-median with a knapsack at every site (Mulvey & Beck
1984): a site serves first those who save most by it, until it is full. Who goes where at chosen sites is a transport
programme, solved exactly.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tongcheng.methods.mip import Columns, Progress, Rows, solve_mip
from tongcheng.methods.siting.lagrangian import CLOSED, FREE, OPEN, Effort, Price, Terms, raise_bound
from tongcheng.methods.siting.nearby import list_sites
from tongcheng.methods.siting.result import gap_of
from tongcheng.methods.siting.search import liked

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Csr: TypeAlias = "sparse.csr_array[Any, tuple[int, int]]"

#: Rounds of the bound between two looks for a better answer; how many times; how the step falls from time to time.
_ROUNDS, _TURNS, _FALL = 50, 12, 0.75

#: Open sites that a demand may be sent to at first, and the price of a place that is missing, times the greatest cost.
_NEAR, _MISSING = 8, 20.0

#: Gap to which undivided demands are placed; shares below are rounding.
_GAP, _SMALL = 1e-3, 1e-9


@dataclass
class Places:
    """Demands that need places and sites that have them.

    Parameters
    ----------
    cost
        Shape (demands, sites), NaN where a demand cannot use a site.
    weight, capacity
        Shapes (demands,) and (sites,).
    free, kept, count
        Sites that may be open, sites that are, and how many are to be.
    divisible
        Whether a demand may be split.
    sites, share, missing
        The best choice, who goes where, and the weight that has no place.
    upper, lower
        Its total and the bound.
    """

    cost: NDArray[Any]
    weight: Floats
    capacity: Floats
    free: NDArray[np.bool_]
    kept: Indices
    count: int
    divisible: bool
    sites: Indices = field(default_factory=lambda: np.zeros(0, np.int64))
    share: Csr | None = None
    missing: float = 0.0
    upper: float = np.inf
    lower: float = -np.inf
    _seen: set[bytes] = field(default_factory=set)

    def search(
        self,
        first: Indices,
        *,
        gap: float,
        deadline: float,
        begin: float,
        progress: Callable[[Progress], bool | None] | None,
    ) -> None:
        """Look for sites, beginning with a choice; sets ``sites``, ``share``, ``upper`` and ``lower``."""
        longest = max(64, 8 * self.free.size // self.count)
        lists = list_sites(self.cost, self.free, longest=longest)
        far = _MISSING * float(np.fmax.reduce(self.cost, axis=None))
        self._try(self._roomy(first), far)
        state = np.where(self.free, FREE, CLOSED).astype(np.int8)
        state[self.kept] = OPEN
        near = np.sort(np.where(np.isfinite(self.cost[:, first]), self.cost[:, first], far).astype("float64"), axis=1)
        cap = np.minimum(lists.horizon, far)
        price = np.minimum(1.2 * near[:, 0] + 1e-3 * far / _MISSING, cap)
        memory = Price(price, np.empty(self.free.size), np.zeros(self.free.size))
        terms = Terms(self.weight, cap, np.zeros((0, 0), self.cost.dtype), self.capacity)
        for turn in range(_TURNS):
            effort = Effort(_ROUNDS, 1.5 * _FALL**turn, 15, 1e-3)
            found = raise_bound(lists, terms, state, self.count, self.upper, self.upper, effort, memory)
            self.lower = max(self.lower, min(found, self.upper))
            for key in (memory.worth, -memory.often):
                self._try(self._roomy(liked(state, key, self.kept, self.count)), far)
            now = gap_of(self.upper, self.lower)
            stop = progress is not None and progress(
                Progress(time.perf_counter() - begin, self.upper, self.lower, now)
            )
            if stop or now <= gap or time.perf_counter() > deadline:
                break
        if not self.divisible:
            self._place_whole(far)

    def _roomy(self, sites: Indices) -> Indices:
        """Exchange the smallest sites for the largest that are closed until there is a place for everybody."""
        sites = np.sort(sites)
        spare = np.setdiff1d(np.flatnonzero(self.free), sites)
        spare = spare[np.argsort(-self.capacity[spare], kind="stable")]
        movable = np.setdiff1d(sites, self.kept)
        movable = movable[np.argsort(self.capacity[movable], kind="stable")]
        for old, new in zip(movable, spare, strict=False):
            if self.capacity[sites].sum() >= self.weight.sum() or self.capacity[new] <= self.capacity[old]:
                break
            sites = np.sort(np.r_[sites[sites != old], new])
        return sites

    def _try(self, sites: Indices, far: float) -> None:
        """Fill a choice of sites and take it if it is better."""
        if sites.tobytes() in self._seen:
            return
        self._seen.add(sites.tobytes())
        total, share, missing = self._transport(sites, far, min(_NEAR, sites.size))
        if missing > 0 and sites.size > _NEAR:
            total, share, missing = self._transport(sites, far, sites.size)
        if total < self.upper:
            self.sites, self.share, self.upper, self.missing = sites, share, total, missing

    def _place_whole(self, far: float) -> None:
        """Place undivided demands at the best choice."""
        near = min(_NEAR, self.sites.size)
        self.upper, self.share, self.missing = self._transport(self.sites, far, near, whole=True)
        if self.missing > 0 and self.sites.size > near:
            self.upper, self.share, self.missing = self._transport(self.sites, far, self.sites.size, whole=True)

    def _transport(self, sites: Indices, far: float, near: int, *, whole: bool = False) -> tuple[float, Csr, float]:
        """Send everybody to one of the nearest open sites: total, shares, and how much weight is left over."""
        table = np.where(np.isfinite(self.cost[:, sites]), self.cost[:, sites], np.inf)
        order = np.argsort(table, axis=1, kind="stable")[:, :near]
        demand = np.repeat(np.arange(len(table)), near)
        place = order.ravel()
        known = np.isfinite(table[demand, place])
        demand, place = demand[known], place[known]
        cost = table[demand, place].astype("float64")
        pairs, each = demand.size, np.arange(demand.size)
        share = Columns("share", self.weight[demand] * cost, 0.0, 1.0, integer=whole)
        left = Columns("left", self.weight * far, 0.0, 1.0)
        by_demand = sparse.csr_array((np.ones(pairs), (demand, each)), shape=(len(table), pairs))
        by_site = sparse.csr_array((self.weight[demand], (place, each)), shape=(sites.size, pairs))
        rows = [
            Rows("served", {"share": by_demand, "left": sparse.eye_array(len(table), format="csr")}, 1.0, 1.0),
            Rows("held", {"share": by_site}, upper=self.capacity[sites]),
        ]
        answer = solve_mip([share, left], rows, gap=_GAP if whole else 0.0, explain=False)
        value = np.where(answer.values["share"] > _SMALL, answer.values["share"], 0.0)
        shares = sparse.csr_array((value, (demand, sites[place])), shape=self.cost.shape)
        shares.eliminate_zeros()
        missing = float((self.weight * answer.values["left"]).sum())
        return answer.objective, shares, missing if missing > _SMALL * self.weight.sum() else 0.0
