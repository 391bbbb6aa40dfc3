"""The p-centre: open p sites so that nobody is further than needed from the nearest (Hakimi 1964)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tongcheng.methods.mip import Progress
from tongcheng.methods.siting.cover import cover_with, too_few
from tongcheng.methods.siting.result import Ids, Siting, gap_of
from tongcheng.methods.siting.setting import Allowed, Costs, Setting, check

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def p_centre(
    cost: Costs,
    weight: ArrayLike | None,
    p: int,
    *,
    kept: ArrayLike = (),
    forbidden: ArrayLike = (),
    allowed: Allowed = None,
    demand_ids: Ids = None,
    site_ids: Ids = None,
    gap: float = 0.0,
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Callable[[Progress], bool | None] | None = None,
) -> Siting:
    """Open ``p`` sites so that the greatest cost of anybody to the nearest open site is least.

    The answer is one of the costs in the matrix. It is closed in from both sides: can ``p`` sites cover everybody
    within so much (Minieka 1970)?

    Parameters
    ----------
    cost
        Shape (demands, sites): dense with NaN where there is no way, or sparse with the pairs that have one.
    weight
        Shape (demands,); demands of weight 0 do not count, all others count the same. ``None``: all count.
    p
        Number of open sites, kept ones included.
    kept, forbidden, allowed, demand_ids, site_ids, gap, time_limit_s, seed, progress
        As in :func:`~tongcheng.methods.siting.median.p_median`.

    Returns
    -------
    Siting
        ``objective`` is the greatest cost.

    Raises
    ------
    ArrayError
        If the input cannot be used.
    Unreachable
        If ``p`` sites cannot serve everybody; names them.

    Examples
    --------
    >>> place = np.array([0.0, 2.0, 5.0, 9.0])
    >>> answer = p_centre(abs(place[:, None] - place), None, 2)
    >>> answer.sites, answer.objective, answer.proven
    (array([1, 3]), 3.0, True)
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
    closing = _Closing(setting, p, seed)
    sites = closing.first()
    deadline = np.inf if time_limit_s is None else setting.begin + time_limit_s
    while gap_of(closing.upper, closing.lower) > gap and time.perf_counter() < deadline:
        if progress is not None:
            state = gap_of(closing.upper, closing.lower)
            if progress(Progress(time.perf_counter() - setting.begin, closing.upper, closing.lower, state)):
                break
        sites = closing.halve(sites, deadline)
    assignment, to_site = setting.nearest_open(sites)
    return setting.answer(
        sites,
        assignment,
        to_site,
        objective=closing.upper,
        bound=closing.lower,
        method="covering within a closing radius",
    )


@dataclass
class _Closing:
    """The radius between what is too little and what is enough."""

    setting: Setting
    count: int
    seed: int
    lower: float = 0.0
    upper: float = np.inf

    def first(self) -> Indices:
        """Give a choice that serves everybody, and set both ends."""
        costs = self._costs()
        nearest = np.min(costs, axis=1, initial=np.inf, where=np.isfinite(costs))
        if not np.isfinite(nearest).all():
            too_few(self.setting, self.count, np.inf)
        self.lower = float(nearest.max())
        sites = self._spread(costs)
        if sites is None:
            sites = cover_with(self.setting, self.count, np.inf, np.inf, self.seed)
        if sites is None:
            too_few(self.setting, self.count, np.inf)
            raise RuntimeError("a choice that serves everybody exists but was not found")
        self._accept(sites)
        return sites

    def halve(self, sites: Indices, deadline: float) -> Indices:
        """Try a radius between both ends; give the sites of the smaller upper end."""
        costs = self._costs()
        middle = (self.lower + self.upper) / 2
        radius = float(np.max(costs, initial=self.lower, where=costs <= middle))
        found = cover_with(self.setting, self.count, radius, deadline, self.seed)
        if found is not None:
            self._accept(found)
            return found
        if time.perf_counter() < deadline:
            self.lower = float(np.min(costs, initial=self.upper, where=costs > radius))
        return sites

    def _accept(self, sites: Indices) -> None:
        _, cost = self.setting.nearest_open(sites)
        self.upper = float(cost[self.setting.weight > 0].max())
        self.lower = min(self.lower, self.upper)

    def _costs(self) -> NDArray[Any]:
        """Give the costs between those who count and the sites that may be open."""
        table = self.setting.dense()
        if (self.setting.weight > 0).all() and self.setting.free.all():
            return table
        return table[np.ix_(self.setting.weight > 0, self.setting.free)]

    def _spread(self, costs: NDArray[Any]) -> Indices | None:
        """Give each time the nearest site to whoever is worst off (Gonzalez 1985); ``None`` if somebody is left out."""
        places = np.flatnonzero(self.setting.free)
        table = np.where(np.isfinite(costs), costs, np.inf)
        chosen = list(np.searchsorted(places, self.setting.kept))
        now = table[:, chosen].min(axis=1, initial=np.inf)
        while len(chosen) < self.count:
            worst = int(np.argmax(now))
            order = np.argsort(table[worst], kind="stable")
            chosen.append(next(int(site) for site in order if site not in chosen))
            now = np.minimum(now, table[:, chosen[-1]])
        return np.sort(places[chosen]) if np.isfinite(now).all() else None
