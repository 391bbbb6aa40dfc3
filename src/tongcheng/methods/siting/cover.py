"""Covering: the fewest sites that reach everybody, and the most people that p sites reach."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tongcheng.methods.mip import Progress
from tongcheng.methods.siting.cover_model import fewest, fill, greedy, lonely, needed, reached
from tongcheng.methods.siting.cover_search import How, most
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
    cover = needed(setting, reach)
    how = {"gap": gap, "time_limit_s": time_limit_s, "seed": seed, "progress": progress}
    first, _ = greedy(cover, setting, np.ones(cover.weight.size), setting.free.size)
    answer = fewest(cover, setting, how, first)
    sites = np.flatnonzero(answer.values["open"] > 0.5) if answer.found else first
    sites = first if first.size < sites.size else sites
    assignment, to_site = setting.nearest_open(sites, reach)
    least = max(float(setting.kept.size), float(cover.weight.size > 0))
    bound = min(float(sites.size), float(np.ceil(answer.bound - 1e-6)) if np.isfinite(answer.bound) else least)
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

    Notes
    -----
    Up to 20,000 pairs within reach, after demands that the same sites reach have been merged, the solver gets the whole
    problem. Beyond, interchange and a Lagrangian bound come first; what they leave open goes to the solver where little
    is left or a time limit is given, else the gap is reported as it is.

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
    cover = reached(setting, reach)
    first = fill(greedy(cover, setting, cover.weight, p)[0], setting, p)
    found = most(cover, setting, p, first, How(gap, time_limit_s, seed, progress))
    sites = fill(np.sort(found.sites), setting, p)
    assignment, to_site = setting.nearest_open(sites, reach)
    objective = float(setting.weight[assignment >= 0].sum())
    bound = max(objective, found.bound + cover.safe)
    return setting.answer(sites, assignment, to_site, objective=objective, bound=bound, method=found.method)


def too_few(setting: Setting, count: int, reach: float) -> None:
    """Raise if ``count`` sites cannot reach everybody; name whom the best choice leaves out.

    Raises
    ------
    Unreachable
        With the number of sites that would do.
    """
    how = {"gap": 0.0, "time_limit_s": None, "seed": 0, "progress": None}
    enough = fewest(needed(setting, reach), setting, how).objective
    # Without an answer (a solver that was stopped from outside) nobody is said to be unreachable.
    if not np.isfinite(enough) or round(enough) <= count:
        return
    cover = reached(setting, reach)
    first = fill(greedy(cover, setting, cover.weight, count)[0], setting, count)
    best = most(cover, setting, count, first, How(0.0, None, 0, None))
    assignment, _ = setting.nearest_open(fill(best.sites, setting, count), reach)
    out = np.flatnonzero((assignment < 0) & (setting.weight > 0))
    why = f"{count} sites cannot serve everybody; the best choice leaves out {out.size} of {setting.weight.size} demands"
    raise setting.unreachable(out, why, f"Open at least {round(enough)} sites, or open the border for them.")


def cover_with(setting: Setting, count: int, reach: float, deadline: float, seed: int) -> Indices | None:
    """Give ``count`` sites that reach everybody who counts, or ``None`` where none are found before the deadline."""
    if lonely(setting, reach).size:
        return None
    cover = reached(setting, reach)
    first, all_reached = greedy(cover, setting, np.ones(cover.weight.size), count)
    if all_reached:
        return fill(first, setting, count)
    left = None if deadline == np.inf else max(0.01, deadline - time.perf_counter())

    def enough(progress: Progress) -> bool:
        return bool(progress.objective <= count or progress.bound > count + 1e-6)

    answer = fewest(cover, setting, {"time_limit_s": left, "seed": seed, "progress": enough})
    if not answer.found or answer.objective > count + 0.5:
        return None
    return fill(np.flatnonzero(answer.values["open"] > 0.5), setting, count)
