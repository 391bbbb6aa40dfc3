"""Bounds of the p-median: Lagrangian relaxation and the subgradient method (Cornuéjols, Fisher & Nemhauser 1977).

Each demand has a price, what it pays at most to be served. A site is worth what the demands around it save by it at
these prices, and no p sites cost less than all prices together minus the worth of the best p sites. A price rises
where no site serves at it and falls where several do, by the step of Held, Wolfe & Crowder (1974) in the direction of
Camerini, Fratta & Maffioli (1975).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

#: State of a site.
CLOSED, FREE, OPEN = -1, 0, 1

#: Share of the last direction that is kept where it points away from the new one.
_SMOOTH = 1.5

#: The bound must rise by this share, or the step is halved after some rounds.
_RISE = 1e-5

#: Memory of how often a site was among the best.
_FADE = 0.95


class Effort(NamedTuple):
    """How hard the bound is raised: rounds, first step, rounds without a rise before the step is halved, last step."""

    rounds: int
    step: float
    patience: int
    least_step: float


class Terms(NamedTuple):
    """What is to be bounded.

    Parameters
    ----------
    weight, cap
        Shape (demands,); the highest price: what a demand pays if it is not served, or the end of its list.
    table
        Costs, shape (demands, sites), or no rows: then the lists are read, which is quicker with many open sites.
    capacity
        Shape (sites,): weight that a site can serve; nothing where sites have no limit.
    """

    weight: Any
    cap: Any
    table: Any
    capacity: Any


class Price(NamedTuple):
    """What the method remembers of the best bound.

    Parameters
    ----------
    price
        Shape (demands,), in the unit of costs.
    worth
        Shape (sites,), 0 or less.
    often
        Shape (sites,): share of the last rounds in which a site was among the best p.
    """

    price: Any
    worth: Any
    often: Any


@njit(boundscheck=False, nogil=True, cache=True)
def raise_bound(
    lists: Any, terms: Any, state: Any, count: int, upper: float, target: float, effort: Any, memory: Any
) -> float:  # fmt: skip
    """Raise the bound of a p-median from the prices in ``memory``, which takes the best prices; give the bound.

    Parameters
    ----------
    lists, terms
        :class:`~tongcheng.methods.siting.nearby.Lists` and :class:`Terms`.
    state
        Shape (sites,): ``CLOSED``, ``FREE`` or ``OPEN``.
    count
        Number of sites.
    upper, target
        Total of a known answer; the bound at which to stop.
    effort, memory
        :class:`Effort` and :class:`Price`.
    """
    weight = terms.weight
    price, towards, slope = memory.price.copy(), np.zeros(weight.size), np.empty(weight.size)
    taken = np.empty(lists.site.size if terms.capacity.size > 0 else 0)
    worth, chosen = np.empty(state.size), np.zeros(state.size, np.bool_)
    best, step, stall = -np.inf, effort.step, 0
    for turn in range(effort.rounds):
        if terms.capacity.size > 0:
            _fill_sites(lists, weight, terms.capacity, price, worth, taken)
        else:
            _value_sites(lists, weight, price, worth)
        bound = _choose(worth, state, count, chosen)
        for i in range(weight.size):
            bound += weight[i] * price[i]
        fade = min(_FADE, turn / (turn + 1.0))
        for j in range(state.size):
            memory.often[j] = fade * memory.often[j] + (1 - fade) * chosen[j]
        if bound > best:
            stall = 0 if bound > best + _RISE * abs(best) or turn == 0 else stall + 1
            best = bound
            memory.price[:] = price
            memory.worth[:] = worth
        else:
            stall += 1
        if best >= target:
            break
        if stall >= effort.patience:
            stall, step = 0, step / 2
            if step < effort.least_step:
                break
            price[:] = memory.price
            towards[:] = 0.0
            continue
        _count_served(lists, terms, chosen, taken, price, slope)
        if not _step(terms, step * (upper - bound), price, towards, slope):
            break
    return best


@njit(boundscheck=False, nogil=True)
def _value_sites(lists: Any, weight: Any, price: Any, worth: Any) -> None:
    worth[:] = 0.0
    for i in range(weight.size):
        for place in range(lists.start[i], lists.start[i + 1]):
            value = lists.cost[place] - price[i]
            if value >= 0:
                break
            worth[lists.site[place]] += weight[i] * value


@njit(boundscheck=False, nogil=True)
def _choose(worth: Any, state: Any, count: int, chosen: Any) -> float:
    """Mark the open sites and the best free ones; give the sum of their worth."""
    total, left = 0.0, count
    for j in range(state.size):
        chosen[j] = state[j] == OPEN
        if chosen[j]:
            total += worth[j]
            left -= 1
    free = np.flatnonzero(state == FREE)
    order = free[np.argsort(worth[free])]
    for k in range(min(left, order.size)):
        chosen[order[k]] = True
        total += worth[order[k]]
    return total


@njit(boundscheck=False, nogil=True)
def _fill_sites(lists: Any, weight: Any, capacity: Any, price: Any, worth: Any, taken: Any) -> None:
    """Fill each site with those who save most by it: its worth, and the share of each demand that it takes."""
    first = np.zeros(worth.size + 1, np.int64)
    for i in range(weight.size):
        for place in range(lists.start[i], lists.start[i + 1]):
            if lists.cost[place] >= price[i]:
                break
            first[lists.site[place] + 1] += 1
    first = np.cumsum(first)
    entry, owner, value, next_free = (
        np.empty(first[-1], np.int64),
        np.empty(first[-1], np.int64),
        np.empty(first[-1]),
        first.copy(),
    )
    for i in range(weight.size):
        for place in range(lists.start[i], lists.start[i + 1]):
            if lists.cost[place] >= price[i]:
                break
            spot = next_free[lists.site[place]]
            next_free[lists.site[place]] += 1
            entry[spot], owner[spot], value[spot] = place, i, lists.cost[place] - price[i]
    for j in range(worth.size):
        own = slice(first[j], first[j + 1])
        order = np.argsort(value[own]) + first[j]
        worth[j], left = 0.0, capacity[j]
        for spot in order:
            need = weight[owner[spot]]
            used = min(need, left)
            left -= used
            worth[j] += used * value[spot]
            taken[entry[spot]] = used / need


@njit(boundscheck=False, nogil=True)
def _step(terms: Any, distance: float, price: Any, towards: Any, slope: Any) -> bool:
    """Move the prices; give False where every demand is served exactly once, so that nothing can be better."""
    weight, cap = terms.weight, terms.cap
    along, square = 0.0, 0.0
    for i in range(price.size):
        if (price[i] >= cap[i] and slope[i] > 0) or (price[i] <= 0 and slope[i] < 0):
            slope[i] = 0.0  # it cannot move that way, and must not shorten the step of the others
        along += weight[i] * slope[i] * towards[i]
        square += weight[i] * towards[i] * towards[i]
    keep = -_SMOOTH * along / square if along < 0 else 0.0
    square = 0.0
    for i in range(price.size):
        towards[i] = slope[i] + keep * towards[i]
        square += weight[i] * towards[i] * towards[i]
    if square == 0.0:
        return False
    length = max(distance, 0.0) / square
    for i in range(price.size):
        price[i] = min(cap[i], max(0.0, price[i] + length * towards[i]))
    return True


@njit(boundscheck=False, nogil=True)
def _count_served(lists: Any, terms: Any, chosen: Any, taken: Any, price: Any, slope: Any) -> None:
    """One minus the number of chosen sites (or their shares) that serve a demand at its price."""
    slope[:] = 1.0
    if terms.table.shape[0] > 0:
        sites = np.flatnonzero(chosen)
        for i in range(price.size):
            for k in range(sites.size):
                slope[i] -= terms.table[i, sites[k]] < price[i]
        return
    for i in range(price.size):
        for place in range(lists.start[i], lists.start[i + 1]):
            if lists.cost[place] >= price[i]:
                break
            if chosen[lists.site[place]]:
                slope[i] -= taken[place] if terms.capacity.size > 0 else 1.0
