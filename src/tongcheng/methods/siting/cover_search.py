"""The most people that p sites reach, in a large region: a p-median in which it costs 1 not to be reached.

Interchange and Lagrangian bound (Galvão & ReVelle 1996) as for the p-median; then the sites that no better answer opens
are left out, demands that the rest of the sites cannot tell apart are merged, and what is left goes to the solver.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.mip import Progress, solve_mip
from tongcheng.methods.siting.classes import merge
from tongcheng.methods.siting.cover_model import Cover, mark, programme_of_most
from tongcheng.methods.siting.interchange import Demand
from tongcheng.methods.siting.lagrangian import CLOSED, OPEN
from tongcheng.methods.siting.nearby import Lists
from tongcheng.methods.siting.result import gap_of
from tongcheng.methods.siting.search import Root, Search
from tongcheng.methods.siting.setting import Setting

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

#: Pairs within reach up to which the solver gets the whole problem; without a time limit it gets what is left by the
#: search up to so many pairs, if the gap is small already: with a larger one it needs minutes (measured).
_WHOLE, _REST, _REST_GAP = 20_000, 50_000, 0.0025

#: Pairs of classes and sites up to which the search makes a table of them.
_TABLE = 300_000_000

#: Price at which the search begins, of 1.
_PRICE = 0.2


class Found(NamedTuple):
    """Sites, the weight that nothing can exceed, and how they were found; weight that kept sites reach is not counted."""

    sites: Indices
    bound: float
    method: str


class How(NamedTuple):
    """When to stop, and whom to tell."""

    gap: float
    time_limit_s: float | None
    seed: int
    progress: Callable[[Progress], bool | None] | None


def most(cover: Cover, setting: Setting, count: int, first: Indices, how: How) -> Found:
    """Find the sites that reach the most weight, from a first choice."""
    if cover.classes.nnz <= _WHOLE or cover.classes.shape[0] * setting.free.size > _TABLE:
        return _solve(cover, setting.free, setting.kept, count, first, how, how.time_limit_s)
    total = float(cover.weight.sum())
    deadline = np.inf if how.time_limit_s is None else setting.begin + how.time_limit_s
    whole = bool((cover.weight % 1 == 0).all())
    search = Search(whole, how.gap, deadline, setting.begin, how.progress, of=total, lower=0.0)  # nobody is left out
    demand = Demand(_table(cover), cover.weight, 1.0)
    price = np.full(cover.weight.size, _PRICE)
    root = Root(search, _lists(cover), demand, setting.free, setting.kept, count, how.seed, final=False, price=price)
    search.offer(first, total - float(cover.weight[cover.classes @ mark(first, setting.free.size) > 0].sum()))
    method = "interchange and Lagrangian bound"
    if not root.first():
        return Found(search.chosen, total - search.upper, "no choice")
    if search.proven:
        return Found(search.chosen, total - search.bound, "interchange reaches all who can be reached")
    state, _ = root.bound()
    if search.proven or search.stopped:
        return Found(search.chosen, total - search.bound, method)
    rest, alive, fixed, safe = _rest(cover, state)
    left = None if how.time_limit_s is None else max(0.01, deadline - time.perf_counter())
    gap = gap_of(total - search.upper, total - search.bound)
    if left is None and (rest.classes.nnz > _REST or gap > _REST_GAP):
        return Found(search.chosen, total - search.bound, method)
    inside = np.flatnonzero(np.isin(alive, search.chosen))
    begin = inside if inside.size == count else None
    found = _solve(rest, np.ones(alive.size, bool), fixed, count, begin, how, left)
    bound = max(total - search.upper, min(total - search.bound, found.bound + safe))
    reached = float(cover.weight[cover.classes @ mark(alive[found.sites], setting.free.size) > 0].sum())
    sites = alive[found.sites] if reached > total - search.upper else search.chosen
    return Found(sites, bound, f"{method}, {found.method}")


def _solve(
    cover: Cover,
    free: NDArray[np.bool_],
    kept: Indices,
    count: int,
    first: Indices | None,
    how: How,
    limit_s: float | None,
) -> Found:
    """Solve it as a programme; the first choice where nothing better is found in time."""
    columns, rows = programme_of_most(cover.classes, cover.weight, free, kept, count)
    start = None
    if first is not None:
        ones = mark(first, free.size)
        start = {"open": ones, "reached": (cover.classes @ ones > 0).astype("float64")}
    answer = solve_mip(
        columns,
        rows,
        maximise=True,
        gap=how.gap,
        time_limit_s=limit_s,
        seed=how.seed,
        start=start,
        progress=how.progress,
        explain=False,
    )
    sites = np.flatnonzero(answer.values["open"] > 0.5) if answer.found else first
    bound = answer.bound if np.isfinite(answer.bound) else float(cover.weight.sum())
    bound = -np.inf if answer.status == "infeasible" else bound  # nothing better is left
    sites = np.zeros(0, np.int64) if sites is None else sites
    return Found(sites, bound, "mixed-integer programme")


def _rest(cover: Cover, state: NDArray[np.int8]) -> tuple[Cover, Indices, Indices, float]:
    """Give what is left: classes around sites that are not closed, those sites, the open ones, and what these reach."""
    alive = np.flatnonzero(state != CLOSED)
    classes = cover.classes[:, alive]
    fixed = np.flatnonzero(state[alive] == OPEN)
    safe = classes @ mark(fixed, alive.size) > 0
    rows = np.flatnonzero(~safe & (np.diff(classes.indptr) > 0))
    merged = merge(classes[rows])
    weight = np.bincount(merged.of, cover.weight[rows], minlength=merged.covers.shape[0]).astype("float64")
    return Cover(merged.covers, weight, 0.0), alive, fixed, float(cover.weight[safe].sum())


def _table(cover: Cover) -> NDArray[np.float32]:
    """Cost 0 where a site reaches a class, NaN where it does not."""
    table = np.full(cover.classes.shape, np.nan, np.float32)
    table[np.repeat(np.arange(cover.weight.size), np.diff(cover.classes.indptr)), cover.classes.indices] = 0
    return table


def _lists(cover: Cover) -> Lists:
    """Give the sites that reach each class; all are equally near."""
    classes = cover.classes
    nothing = np.zeros(classes.nnz, np.float32)
    return Lists(
        classes.indptr.astype(np.int64), classes.indices.astype(np.int32), nothing, np.full(cover.weight.size, np.inf)
    )
