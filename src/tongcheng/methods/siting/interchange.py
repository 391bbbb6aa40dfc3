"""Good answers of the p-median: one open site against one closed site until no exchange helps, again and again.

The interchange of Teitz & Bart (1968) in the fast form of Resende & Werneck (2007): what an insertion gains, what a
removal loses and what the pair saves are kept as accounts and mended only for the demands that a swap touches. From a
local optimum some sites are replaced at random and the interchange runs again (iterated local search). The first
choice is greedy (Kuehn & Hamburger 1963).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

#: A swap must help by this share of the total: less is rounding.
_LEAST = 1e-10


class Demand(NamedTuple):
    """What is to be served.

    Parameters
    ----------
    cost
        Shape (demands, sites); NaN or infinite where a demand cannot use a site.
    weight
        Shape (demands,), above 0.
    far
        What it costs a demand if no open site serves it; above every cost.
    """

    cost: Any
    weight: Any
    far: float


class _Accounts(NamedTuple):
    """Slot of each site (-1: closed); slots and costs of the two nearest open sites of each demand; the accounts.

    ``gain[j]``: what opening j saves. ``loss[k]``: what closing the site in slot k costs. ``both[j, k]``: what of the
    two does not happen if j replaces it.
    """

    slot: Any
    first: Any
    second: Any
    one: Any
    two: Any
    gain: Any
    loss: Any
    both: Any


@njit(boundscheck=False, nogil=True, cache=True)
def grow(lists: Any, demand: Any, free: Any, chosen: Any, pinned: int) -> None:
    """Fill a choice from ``chosen[pinned]`` on with the site that saves most, one after another."""
    gain, now = np.zeros(free.size), np.full(demand.weight.size, demand.far)
    taken = ~free
    for k in range(chosen.size):
        if k == 0:
            for i in range(now.size):
                for place in range(lists.start[i], lists.start[i + 1]):
                    gain[lists.site[place]] += demand.weight[i] * (now[i] - lists.cost[place])
        if k >= pinned:
            best = -1
            for j in range(free.size):
                if not taken[j] and (best < 0 or gain[j] > gain[best]):
                    best = j
            chosen[k] = best
        taken[chosen[k]] = True
        for i in range(now.size):
            value = demand.cost[i, chosen[k]]
            if value < now[i]:
                for place in range(lists.start[i], lists.start[i + 1]):
                    near = lists.cost[place]
                    if near >= now[i]:
                        break
                    gain[lists.site[place]] -= demand.weight[i] * (now[i] - max(near, value))
                now[i] = value


@njit(boundscheck=False, nogil=True, cache=True)
def climb(lists: Any, demand: Any, free: Any, chosen: Any, pinned: int, spins: Any, strength: int) -> float:
    """Improve a choice of sites in place and give its total.

    Parameters
    ----------
    lists, demand
        :class:`~tongcheng.methods.siting.nearby.Lists` and :class:`Demand`.
    free
        Shape (sites,): which sites may be opened.
    chosen
        Shape (p,): the sites; the first ``pinned`` stay.
    spins
        Random numbers from 0 to 1, shape (restarts, 2 * strength).
    strength
        How many sites are replaced at a restart.
    """
    demands, sites, count = demand.weight.size, free.size, chosen.size
    books = _Accounts(
        np.full(sites, -1, np.int32), np.empty(demands, np.int32), np.empty(demands, np.int32), np.empty(demands),
        np.empty(demands), np.zeros(sites), np.zeros(count), np.zeros((sites, count)),
    )  # fmt: skip
    for k in range(count):
        books.slot[chosen[k]] = k
    for i in range(demands):
        _find_two(i, lists, demand, chosen, books)
        _account(i, 1.0, lists, demand, books)
    best = _descend(lists, demand, free, chosen, pinned, books)
    kept = chosen.copy()
    for turn in range(spins.shape[0]):
        for step in range(strength):
            k = pinned + int(spins[turn, 2 * step] * (count - pinned))
            j = int(spins[turn, 2 * step + 1] * sites)
            while books.slot[j] >= 0 or not free[j]:
                j = j + 1 if j + 1 < sites else 0
            _swap(j, k, lists, demand, chosen, books)
        total = _descend(lists, demand, free, chosen, pinned, books)
        if total < best * (1 - _LEAST):
            best = total
            kept[:] = chosen
        elif total > best * (1 + _LEAST):
            _go_back(kept, lists, demand, chosen, books)
    chosen[:] = kept
    return best


@njit(boundscheck=False, nogil=True)
def _descend(lists: Any, demand: Any, free: Any, chosen: Any, pinned: int, books: Any) -> float:
    """Do the best swap until none helps; give the total."""
    least = _LEAST * _total(demand, books)
    while True:
        best, best_j, best_k = least, -1, -1
        for j in range(free.size):
            if books.slot[j] >= 0 or not free[j]:
                continue
            for k in range(pinned, chosen.size):
                value = books.gain[j] + books.both[j, k] - books.loss[k]
                if value > best:
                    best, best_j, best_k = value, j, k
        if best_j < 0:
            return _total(demand, books)
        _swap(best_j, best_k, lists, demand, chosen, books)


@njit(boundscheck=False, nogil=True)
def _total(demand: Any, books: Any) -> float:
    total = 0.0
    for i in range(demand.weight.size):
        total += demand.weight[i] * books.one[i]
    return total


@njit(boundscheck=False, nogil=True)
def _swap(j: int, k: int, lists: Any, demand: Any, chosen: Any, books: Any) -> None:
    """Open site ``j`` in slot ``k`` and mend the accounts of the demands around the old site and the new one."""
    books.slot[chosen[k]] = -1
    chosen[k] = j
    books.slot[j] = k
    for i in range(demand.weight.size):
        if books.first[i] == k or books.second[i] == k or demand.cost[i, j] < books.two[i]:
            _account(i, -1.0, lists, demand, books)
            _find_two(i, lists, demand, chosen, books)
            _account(i, 1.0, lists, demand, books)


@njit(boundscheck=False, nogil=True)
def _go_back(kept: Any, lists: Any, demand: Any, chosen: Any, books: Any) -> None:
    """Swap back to the kept choice; the order of the slots need not be the same."""
    wanted = np.zeros(books.slot.size, np.bool_)
    for k in range(kept.size):
        wanted[kept[k]] = True
    k = 0
    for place in range(kept.size):
        if books.slot[kept[place]] >= 0:
            continue
        while wanted[chosen[k]]:
            k += 1
        _swap(kept[place], k, lists, demand, chosen, books)
    kept[:] = chosen


@njit(boundscheck=False, nogil=True)
def _find_two(i: int, lists: Any, demand: Any, chosen: Any, books: Any) -> None:
    """Find the two nearest open sites of a demand: along its list, or among all open ones where the list ends."""
    first, second, one, two = -1, -1, demand.far, demand.far
    for place in range(lists.start[i], lists.start[i + 1]):
        k = books.slot[lists.site[place]]
        if k >= 0:
            if first < 0:
                first, one = k, lists.cost[place]
            else:
                second, two = k, lists.cost[place]
                break
    if second < 0 and lists.horizon[i] < np.inf:
        for k in range(chosen.size):
            value = demand.cost[i, chosen[k]]
            if k == first or not value < two:
                continue
            if value < one:
                first, second, one, two = k, first, value, one
            else:
                second, two = k, value
    books.first[i], books.second[i], books.one[i], books.two[i] = first, second, one, two


@njit(boundscheck=False, nogil=True)
def _account(i: int, sign: float, lists: Any, demand: Any, books: Any) -> None:
    """Put a demand into the accounts (``sign`` 1) or take it out (-1)."""
    k, one, two = books.first[i], books.one[i], books.two[i]
    amount = sign * demand.weight[i]
    if k >= 0:
        books.loss[k] += amount * (two - one)
    for place in range(lists.start[i], lists.start[i + 1]):
        value = lists.cost[place]
        if value >= two:
            break
        j = lists.site[place]
        if value < one:
            books.gain[j] += amount * (one - value)
        if k >= 0:
            books.both[j, k] += amount * (two - max(value, one))
