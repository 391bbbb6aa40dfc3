"""The search for p sites: what is known of the best answer and its bound, and how both are found at first.

Greedy and interchange give an answer, Lagrangian relaxation a bound, and the sites that the bound likes are where the
interchange starts again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.mip import Progress
from tongcheng.methods.siting.interchange import Demand, climb, grow
from tongcheng.methods.siting.lagrangian import CLOSED, FREE, OPEN, Effort, Price, Terms, raise_bound
from tongcheng.methods.siting.nearby import WHOLE, Lists
from tongcheng.methods.siting.result import gap_of

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

#: Where totals are whole numbers a bound this far above the next better total proves an answer.
MARGIN = 1e-3

#: Gap that is proven where totals are not whole.
_LEAST_GAP = 1e-7

#: Rounds of the bound between two looks for a better answer; how many times; how the step falls from time to time.
_ROUNDS, _TURNS, _FALL = 50, 14, 0.75

#: In a large problem: how often a better answer is looked for, and the share by which the gap must shrink meanwhile.
_RARELY, _SHRINK = 3, 0.03

#: Restarts of the interchange, in a large problem, and the share of the sites that each replaces.
_RESTARTS, _RESTARTS_LARGE, _STRENGTH = 5, 1, 0.2


@dataclass
class Search:
    """State of the search for one p-median.

    Parameters
    ----------
    whole
        Whether every total is a whole number.
    tolerance
        Share of the total to which it is to be proven.
    deadline
        Reading of the clock at which to stop; infinite for never.
    begin
        Reading at which it began.
    progress
        Told of every step; stops the search by returning True.
    of
        Where the answer is what is left of something, that; else 0.
    upper, chosen
        The best answer.
    lower
        The best bound.
    """

    whole: bool
    tolerance: float
    deadline: float
    begin: float
    progress: Callable[[Progress], bool | None] | None
    of: float = 0.0
    upper: float = np.inf
    chosen: Indices = field(default_factory=lambda: np.zeros(0, np.int64))
    lower: float = -np.inf
    stopped: bool = False

    @property
    def target(self) -> float:
        """The bound at which the answer is proven."""
        scale = abs(self.value(self.upper))
        least = 1 - MARGIN if self.whole else _LEAST_GAP * scale
        return self.upper - max(self.tolerance * scale, least)

    def value(self, total: float) -> float:
        """Give a total as the answer that people see."""
        return self.of - total if self.of else total

    @property
    def bound(self) -> float:
        """The best bound, rounded up where totals are whole."""
        return float(min(self.upper, np.ceil(self.lower - MARGIN / 2))) if self.whole else min(self.upper, self.lower)

    @property
    def proven(self) -> bool:
        """Whether the bound is good enough."""
        return self.lower >= self.target

    def offer(self, chosen: Indices, total: float) -> None:
        """Take an answer if it is better."""
        total = float(np.rint(total)) if self.whole else total
        if total < self.upper:
            self.upper, self.chosen = total, np.sort(chosen)

    def tell(self) -> bool:
        """Tell how far it is; give True if it must end."""
        if self.progress is not None and not self.stopped:
            seconds = time.perf_counter() - self.begin
            upper, lower = self.value(self.upper), self.value(self.lower)
            self.stopped = bool(self.progress(Progress(seconds, upper, lower, gap_of(upper, lower))))
        self.stopped = self.stopped or time.perf_counter() > self.deadline
        return self.stopped


def table_for(cost: NDArray[Any], count: int) -> NDArray[Any]:
    """Give the costs where looking up each open site is quicker than reading the lists, else nothing."""
    return cost if count * count <= cost.shape[1] else np.zeros((0, 0), cost.dtype)


def settle(state: NDArray[np.int8], worth: Floats, bound: float, target: float, count: int) -> None:
    """Close sites that no better answer opens and open those that every better answer has, in place."""
    free = np.flatnonzero(state == FREE)
    left = count - int((state == OPEN).sum())
    if left <= 0:
        state[free] = CLOSED
    elif free.size <= left:
        state[free] = OPEN
    else:
        order = free[np.argsort(worth[free], kind="stable")]
        value = worth[order]
        state[order[left:][bound + value[left:] - value[left - 1] >= target]] = CLOSED
        state[order[:left][bound - value[:left] + value[left] >= target]] = OPEN


def liked(state: NDArray[np.int8], key: Floats, kept: Indices, count: int) -> Indices:
    """Give the kept sites, the other open ones, and of the free ones those with the least key."""
    is_open, free = np.flatnonzero(state == OPEN), np.flatnonzero(state == FREE)
    order = free[np.argsort(key[free], kind="stable")]
    return np.concatenate([kept, np.setdiff1d(is_open, kept), order])[:count]


@dataclass
class Root:
    """A problem and the first part of the search for its answer.

    Parameters
    ----------
    search
        What is known so far.
    lists, demand
        What is to be served.
    free, kept, count
        Sites that may be open, sites that stay open, number of sites.
    seed
        For the restarts.
    final
        Whether nothing follows: the search then ends where it gains little.
    price
        Prices to begin with; made from the first answer where not given.
    """

    search: Search
    lists: Lists
    demand: Demand
    free: NDArray[np.bool_]
    kept: Indices
    count: int
    seed: int
    final: bool
    price: Floats | None = None

    def first(self) -> bool:
        """Find a first answer; give False where there is no choice."""
        chosen = np.full(self.count, -1, np.int64)
        chosen[: self.kept.size] = self.kept
        grow(self.lists, self.demand, self.free, chosen, self.kept.size)
        settled = self.count in (self.kept.size, int(self.free.sum()))
        strength = max(1, int((self.count - self.kept.size) * _STRENGTH))
        restarts = _RESTARTS if self.demand.cost.size <= WHOLE else _RESTARTS_LARGE
        spins = np.random.default_rng(self.seed).random((0 if settled else restarts, 2 * strength))
        pinned = self.count if settled else self.kept.size
        total = climb(self.lists, self.demand, self.free, chosen, pinned, spins, strength)
        self.search.offer(chosen, total)
        if settled:
            self.search.lower = self.search.upper
        return not settled

    def bound(self) -> tuple[NDArray[np.int8], Price]:
        """Raise the bound in turns; after each, the sites that it likes are the start of an interchange."""
        search, demand, count = self.search, self.demand, self.count
        state = np.where(self.free, FREE, CLOSED).astype(np.int8)
        state[self.kept] = OPEN
        cap = np.minimum(self.lists.horizon, demand.far)
        price = np.minimum(self._first_price() if self.price is None else self.price, cap)
        memory = Price(price, np.empty(self.free.size), np.zeros(self.free.size))
        terms = Terms(demand.weight, cap, table_for(demand.cost, count), np.zeros(0))
        for turn in range(_TURNS):
            before = search.upper - search.lower
            effort = Effort(_ROUNDS, 1.5 * _FALL**turn, 15, 1e-3)
            found = raise_bound(self.lists, terms, state, count, search.upper, search.target, effort, memory)
            search.lower = max(search.lower, found)
            if search.tell():
                break
            if (not self.final or turn % _RARELY == 1) and self._improve(state, memory):
                break
            gained = before - (search.upper - search.lower)
            if search.proven or (self.final and turn % _RARELY == 2 and gained < _SHRINK * before):
                break
        if not (search.proven or search.stopped):
            settle(state, memory.worth, search.lower, search.target, count)
        return state, memory

    def _improve(self, state: NDArray[np.int8], memory: Price) -> bool:
        """Start the interchange from what the bound likes; give True if the search must end."""
        for key in (memory.worth, -memory.often):
            chosen = liked(state, key, self.kept, self.count)
            nothing = np.zeros((0, 2))
            self.search.offer(chosen, climb(self.lists, self.demand, self.free, chosen, self.kept.size, nothing, 1))
            if self.search.tell():
                return True
        return False

    def _first_price(self) -> Floats:
        """Give prices between the costs of the nearest and the second nearest open site."""
        cost, far = self.demand.cost, self.demand.far
        costs = np.where(np.isfinite(near := cost[:, self.search.chosen]), near, far).astype("float64")
        costs = np.partition(costs, min(1, costs.shape[1] - 1), axis=1)
        first, second = costs[:, 0], costs[:, min(1, costs.shape[1] - 1)]
        most = float(np.fmax.reduce(first))
        second = np.minimum(second, 2 * first + 1e-3 * most)
        price: Floats = first + (second - first) / 2 + 1e-4 * most
        return price
