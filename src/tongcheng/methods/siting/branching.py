"""The proof of a p-median: what its bound closes for certain, then branch and bound (Christofides & Beasley 1982)."""

from __future__ import annotations

import heapq
import time

import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.siting.interchange import Demand, climb
from tongcheng.methods.siting.lagrangian import CLOSED, FREE, OPEN, Effort, Price, Terms, raise_bound
from tongcheng.methods.siting.nearby import Lists
from tongcheng.methods.siting.radius import Radii
from tongcheng.methods.siting.search import MARGIN, Search, liked, settle, table_for

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

#: How hard the bound of a branch is raised.
_EFFORT = Effort(150, 1.2, 12, 0.05)

#: After so many branches a programme over radii is solved instead if it has few rows; with few sites branches are quicker.
_PATIENCE, _PATIENCE_FEW_SITES, _FEW_ROWS = 60, 2_000, 12_000

#: Every so many branches an interchange starts from the sites that the bound likes.
_RHYTHM = 5

#: Up to this many sites branches are quicker than a programme.
_FEW_SITES = 30


class Tree:
    """Branch and bound over the sites that are not closed."""

    def __init__(
        self, search: Search, lists: Lists, demand: Demand, state: NDArray[np.int8], kept: Indices, count: int
    ) -> None:
        self._search, self._count = search, count
        self._alive = np.flatnonzero(state != CLOSED)
        self._kept = np.searchsorted(self._alive, kept)
        self._lists = _narrow(lists, self._alive, state.size)
        cost = np.ascontiguousarray(demand.cost[:, self._alive])
        self._demand = Demand(cost, demand.weight, demand.far)
        cap = np.minimum(lists.horizon, demand.far)
        self._terms = Terms(demand.weight, cap, table_for(cost, count), np.zeros(0))

    def prove(self, state: NDArray[np.int8], memory: Price, branches: int) -> str:
        """Branch until the answer is proven, time is over or the number of branches is used up; say how it ended."""
        search = self._search
        root = Price(memory.price, memory.worth[self._alive], memory.often[self._alive])
        heap = [(search.lower, 0, state[self._alive], root)]
        made, patience = 0, _PATIENCE if self._count > _FEW_SITES else _PATIENCE_FEW_SITES
        while heap and not search.tell():
            search.lower = max(search.lower, min(heap[0][0], search.upper))
            if search.proven or made >= branches:
                break
            if patience <= made < patience + 2:
                radii = self._radii(state)
                if radii is not None and self._programme(radii):
                    return "programme over radii"
            bound, _, parent, memory = heapq.heappop(heap)
            free = np.flatnonzero(parent == FREE)
            site = free[np.argmax(memory.often[free])]
            for choice in (OPEN, CLOSED):
                made += 1
                child = self._branch(parent, int(site), choice, bound, memory, made)
                if child is not None:
                    heapq.heappush(heap, (child[0], made, child[1], child[2]))
        rest = min(heap[0][0], search.upper) if heap else search.target
        search.lower = max(search.lower, rest)
        return f"{made} branches"

    def _branch(
        self, parent: NDArray[np.int8], site: int, choice: int, bound: float, memory: Price, turn: int
    ) -> tuple[float, NDArray[np.int8], Price] | None:
        """Bound a branch; give what is left of it, or None where nothing is."""
        search, count = self._search, self._count
        state = parent.copy()
        state[site] = choice
        settle(state, memory.worth, bound, search.target, count)
        own = Price(memory.price.copy(), np.empty(state.size), np.zeros(state.size))
        upper, target = search.upper, search.target
        raised = raise_bound(
            self._lists, self._terms, state, count, upper, target, _EFFORT, own
        )  # fmt: skip
        raised = max(bound, raised)
        if raised >= target:
            return None
        settle(state, own.worth, raised, target, count)
        decided = not (state == FREE).any()
        if decided or turn % _RHYTHM == 0:
            self._offer(liked(state, own.worth, self._kept, count), improve=not decided)
        return None if decided else (raised, state, own)

    def _offer(self, chosen: Indices, *, improve: bool) -> None:
        """Take the choice of a branch, after an interchange if it is not the only one left."""
        if chosen.size < self._count:
            return
        pinned = self._kept.size if improve else chosen.size
        free = np.ones(self._alive.size, bool)
        total = climb(self._lists, self._demand, free, chosen, pinned, np.zeros((0, 2)), 1)
        self._search.offer(self._alive[chosen], total)

    def _radii(self, state: NDArray[np.int8]) -> Radii | None:
        if (np.diff(self._lists.start) == 0).any() or np.isfinite(self._lists.horizon).any():
            return None
        radii = Radii(self._lists, self._demand.weight, state[self._alive], self._count)
        return radii if radii.size <= _FEW_ROWS else None

    def _programme(self, radii: Radii) -> bool:
        """Solve what is left as a programme; give False if it did not get to the end."""
        search = self._search
        left = None if search.deadline == np.inf else max(0.1, search.deadline - time.perf_counter())
        step = 1 - 2 * MARGIN if search.whole else max(search.tolerance, 1e-8) * search.upper
        answer = radii.solve(time_limit_s=left, gap_absolute=step, progress=None)
        if answer.found:
            chosen = self._alive[np.flatnonzero(answer.values["open"] > 0.5)]
            if chosen.size == self._count:
                search.offer(chosen, answer.objective + radii.base)
        if answer.status == "infeasible":
            search.lower = search.target
        elif answer.status != "unknown" or np.isfinite(answer.bound):
            search.lower = max(search.lower, min(answer.bound + radii.base, search.upper))
        return search.proven


def _narrow(lists: Lists, alive: Indices, sites: int) -> Lists:
    """Keep the entries of some sites and count those anew."""
    place = np.full(sites, -1, np.int32)
    place[alive] = np.arange(alive.size, dtype=np.int32)
    site = place[lists.site]
    kept = site >= 0
    start = np.r_[0, np.cumsum(kept)][lists.start]
    return Lists(start, site[kept], lists.cost[kept], lists.horizon)
