"""Covering: the fewest sites that reach everybody, and the most people that p sites reach."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from tongcheng.methods.mip import Answer, Columns, Progress, Rows, solve_mip
from tongcheng.methods.siting.classes import merge
from tongcheng.methods.siting.result import Ids, Siting
from tongcheng.methods.siting.setting import Allowed, Costs, Setting, check

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Listener = Callable[[Progress], bool | None]


def set_cover(
    cost: Costs,
    weight: ArrayLike | None = None,
    *,
    reach: float,
    kept: ArrayLike = (),
    forbidden: ArrayLike = (),
    allowed: Allowed = None,
    demand_ids: Ids = None,
    site_ids: Ids = None,
    gap: float = 0.0,
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Listener | None = None,
) -> Siting:
    """Open the fewest sites so that everybody has one within reach (LSCP; Toregas, Swain, ReVelle & Bergman 1971).

    Parameters
    ----------
    cost
        Shape (demands, sites): dense with NaN where there is no way, or sparse with the pairs that have one.
    weight
        Shape (demands,); demands of weight 0 need not be reached. ``None``: all are.
    reach
        Greatest cost, inclusive.
    kept, forbidden, allowed, demand_ids, site_ids, gap, time_limit_s, seed, progress
        As in :func:`~tongcheng.methods.siting.median.p_median`.

    Returns
    -------
    Siting
        ``objective`` is the number of open sites, kept ones included.

    Raises
    ------
    ArrayError
        If the input cannot be used.
    Unreachable
        If somebody has no usable site within reach; names them with their nearest site.

    Examples
    --------
    >>> place = np.array([0.0, 1.0, 5.0, 6.0])
    >>> answer = set_cover(abs(place[:, None] - place), reach=1)
    >>> answer.objective, answer.assignment.shape, answer.proven
    (2.0, (4,), True)
    """
    setting = check(
        cost, weight, kept=kept, forbidden=forbidden, allowed=allowed, demand_ids=demand_ids, site_ids=site_ids
    )
    cover = _needed(setting, reach)
    how = {"gap": gap, "time_limit_s": time_limit_s, "seed": seed, "progress": progress}
    answer = _fewest(cover, setting, how)
    if not answer.found:
        raise TimeoutError("no choice was found within the time limit: allow more time")
    sites = np.flatnonzero(answer.values["open"] > 0.5)
    assignment, to_site = setting.nearest_open(sites, reach)
    bound = min(float(sites.size), float(np.ceil(answer.bound - 1e-6)))
    return setting.answer(
        sites, assignment, to_site, objective=float(sites.size), bound=bound, method="mixed-integer programme"
    )


def max_cover(
    cost: Costs,
    weight: ArrayLike | None,
    p: int,
    *,
    reach: float,
    kept: ArrayLike = (),
    forbidden: ArrayLike = (),
    allowed: Allowed = None,
    demand_ids: Ids = None,
    site_ids: Ids = None,
    gap: float = 0.0,
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Listener | None = None,
) -> Siting:
    """Open ``p`` sites so that the most people have one within reach (MCLP; Church & ReVelle 1974).

    Parameters
    ----------
    cost
        Shape (demands, sites): dense with NaN where there is no way, or sparse with the pairs that have one.
    weight
        Shape (demands,): people; ``None`` for 1 each.
    p
        Number of open sites, kept ones included.
    reach
        Greatest cost, inclusive.
    kept, forbidden, allowed, demand_ids, site_ids, gap, time_limit_s, seed, progress
        As in :func:`~tongcheng.methods.siting.median.p_median`.

    Returns
    -------
    Siting
        ``objective`` is the weight that is reached; the bound is above it. Demands that are not reached have the
        assignment -1.

    Raises
    ------
    ArrayError
        If the input cannot be used.

    Examples
    --------
    >>> place = np.array([0.0, 1.0, 5.0, 9.0])
    >>> answer = max_cover(abs(place[:, None] - place), [10, 20, 25, 1], 1, reach=1)
    >>> answer.objective, answer.proven
    (30.0, True)
    """
    setting = check(
        cost,
        weight,
        kept=kept,
        forbidden=forbidden,
        allowed=allowed,
        count=p,
        demand_ids=demand_ids,
        site_ids=site_ids,
    )
    cover = _reached(setting, reach, setting.weight > 0)
    how = {"gap": gap, "time_limit_s": time_limit_s, "seed": seed, "progress": progress}
    answer = _most(cover, setting, p, how)
    if not answer.found:
        raise TimeoutError("no choice was found within the time limit: allow more time")
    sites = np.flatnonzero(answer.values["open"] > 0.5)
    assignment, to_site = setting.nearest_open(sites, reach)
    objective = float(setting.weight[assignment >= 0].sum())
    bound = max(objective, answer.bound + cover.safe)
    return setting.answer(
        sites, assignment, to_site, objective=objective, bound=bound, method="mixed-integer programme"
    )


def too_few(setting: Setting, count: int, reach: float) -> None:
    """Raise if ``count`` sites cannot reach everybody; name whom the best choice leaves out.

    Raises
    ------
    Unreachable
        With the number of sites that would do.
    """
    how = {"gap": 0.0, "time_limit_s": None, "seed": 0, "progress": None}
    cover = _needed(setting, reach)
    fewest = round(_fewest(cover, setting, how).objective)
    if fewest <= count:
        return
    best = _most(_reached(setting, reach, setting.weight > 0), setting, count, how)
    assignment, _ = setting.nearest_open(np.flatnonzero(best.values["open"] > 0.5), reach)
    out = np.flatnonzero((assignment < 0) & (setting.weight > 0))
    why = f"{count} sites cannot serve everybody; the best choice leaves out {out.size} of {setting.weight.size} demands"
    raise setting.unreachable(out, why, f"Open at least {fewest} sites, or open the border for them.")


def cover_with(setting: Setting, count: int, reach: float, deadline: float, seed: int) -> Indices | None:
    """Give ``count`` sites that reach everybody who counts, or ``None`` where none are found before the deadline."""
    cover = _reached(setting, reach, setting.weight > 0)
    if _lonely(setting, reach).size:
        return None
    greedy = _greedy(cover, setting, count)
    if greedy is not None:
        return greedy
    left = None if deadline == np.inf else max(0.01, deadline - time.perf_counter())

    def enough(progress: Progress) -> bool:
        return bool(progress.objective <= count or progress.bound > count + 1e-6)

    answer = _fewest(cover, setting, {"time_limit_s": left, "seed": seed, "progress": enough})
    if not answer.found or answer.objective > count + 0.5:
        return None
    return _fill(np.flatnonzero(answer.values["open"] > 0.5), setting, count)


def _greedy(cover: _Cover, setting: Setting, count: int) -> Indices | None:
    """Open the site that reaches most, again and again; ``None`` if that takes too many."""
    covers = cover.classes
    by_site = covers.tocsc()
    left = np.ones(covers.shape[0], bool)
    number = np.bincount(covers.indices, minlength=covers.shape[1])
    chosen = list(setting.kept)
    while left.any():
        if len(chosen) >= count:
            return None
        site = int(np.argmax(number))
        chosen.append(site)
        rows = by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]
        rows = rows[left[rows]]
        left[rows] = False
        number -= np.bincount(covers[rows].indices, minlength=number.size)
    return _fill(np.sort(np.array(chosen, dtype=np.int64)), setting, count)


def _fill(sites: Indices, setting: Setting, count: int) -> Indices:
    """Open further sites, by number, until there are ``count``."""
    spare = np.setdiff1d(np.flatnonzero(setting.free), sites)[: count - sites.size]
    return np.sort(np.r_[sites, spare])


class _Cover(NamedTuple):
    """Classes of demands that no kept site reaches, their weight, and the weight that kept sites reach."""

    classes: sparse.csr_array[Any, tuple[int, int]]
    weight: Floats
    safe: float


def _needed(setting: Setting, reach: float) -> _Cover:
    lonely = _lonely(setting, reach)
    if lonely.size:
        why = f"{lonely.size} of {setting.weight.size} demands have no usable site within {reach:g}"
        error = setting.unreachable(lonely, why, "")
        far = np.nanmax(error.nearest) if np.isfinite(error.nearest).any() else np.nan
        wider = f"Set the reach to {far:g}, add" if far > reach else "Add"
        remedy = f"{wider} a site near them, open the border for them, or leave them out."
        raise setting.unreachable(lonely, why, remedy)
    return _reached(setting, reach, setting.weight > 0)


def _lonely(setting: Setting, reach: float) -> Indices:
    """Give the demands that count and have no usable site within reach."""
    return np.flatnonzero((setting.weight > 0) & (np.diff(setting.within(reach).indptr) == 0))


def _reached(setting: Setting, reach: float, counted: NDArray[np.bool_]) -> _Cover:
    """Give the classes of demands that count and are not reached by a kept site."""
    within = setting.within(reach)
    is_kept = np.zeros(setting.free.size)
    is_kept[setting.kept] = 1
    safe = (within @ is_kept) > 0
    open_rows = np.flatnonzero(counted & ~safe & (np.diff(within.indptr) > 0))
    classes = merge(within[open_rows])
    weight = np.bincount(classes.of, setting.weight[open_rows], minlength=classes.covers.shape[0])
    return _Cover(classes.covers, weight.astype("float64"), float(setting.weight[counted & safe].sum()))


def _open(setting: Setting, cost: float) -> Columns:
    lower = np.zeros(setting.free.size)
    lower[setting.kept] = 1
    return Columns("open", np.full(setting.free.size, cost), lower, setting.free.astype("float64"), True)


def _fewest(cover: _Cover, setting: Setting, how: dict[str, Any]) -> Answer:
    rows = [Rows("reached", {"open": cover.classes}, lower=1.0)]
    return solve_mip([_open(setting, 1.0)], rows, gap_absolute=1 - 1e-3, explain=False, **how)


def _most(cover: _Cover, setting: Setting, count: int, how: dict[str, Any]) -> Answer:
    classes = cover.weight.size
    reached = Columns("reached", cover.weight, 0.0, 1.0)
    rows = [
        Rows("near", {"open": cover.classes, "reached": -sparse.eye_array(classes, format="csr")}, lower=0.0),
        Rows("count", {"open": np.ones((1, setting.free.size))}, count, count),
    ]
    return solve_mip([_open(setting, 0.0), reached], rows, maximise=True, explain=False, **how)
