"""The p-median: open p sites so that the weighted cost of everybody to the nearest is least (Hakimi 1964)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tongcheng.methods.mip import Progress
from tongcheng.methods.siting.branching import Tree
from tongcheng.methods.siting.interchange import Demand
from tongcheng.methods.siting.nearby import WHOLE, Lists, list_sites
from tongcheng.methods.siting.result import Ids, Siting
from tongcheng.methods.siting.search import Root, Search
from tongcheng.methods.siting.setting import Allowed, Costs, Setting, check

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

#: Lists of a large matrix hold this many times the sites per open site, and at least so many.
_LISTED, _LEAST_LISTED = 8, 64

#: What it costs to serve nobody, times the greatest cost; one after another until everybody is served.
_FAR = (10.0, 1e3, 1e5, 1e7)


def p_median(
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
    branches: int | None = None,
    seed: int = 0,
    progress: Callable[[Progress], bool | None] | None = None,
) -> Siting:
    """Open ``p`` sites so that the sum of weight times cost to the nearest open site is least.

    Greedy and interchange give the answer, Lagrangian relaxation the bound, and the sites that the bound likes give
    better answers; where a gap is left, sites are closed for certain and the rest is proven by branch and bound or as a
    programme over radii.

    Parameters
    ----------
    cost
        Shape (demands, sites): dense with NaN where there is no way, or sparse with the pairs that have one (a sparse
        matrix is made dense). Minutes or metres, 0 or more.
    weight
        Shape (demands,); ``None`` for 1 each. Demands of weight 0 need not be served.
    p
        Number of open sites, kept ones included.
    kept, forbidden
        Sites that stay open, sites that may not be opened: positions, or booleans of shape (sites,).
    allowed
        Pairs that may be used, shape (demands, sites), dense or sparse: a closed border is a block of False.
    demand_ids, site_ids
        Ids for answers and errors.
    gap
        Stop once the answer is this close to the bound, as a share.
    time_limit_s
        Stop after about this many seconds. Without it the same input gives the same answer.
    branches
        How many branches to look at, at most. Without it 20,000 up to four million pairs; beyond, the gap is reported
        as it is.
    seed
        For the restarts of the interchange.
    progress
        Told how far the search is; where it returns True the search ends with the best answer so far.

    Returns
    -------
    Siting
        ``objective`` in units of weight times cost.

    Raises
    ------
    ArrayError
        If the input cannot be used; by argument and index.
    Unreachable
        If ``p`` sites cannot serve everybody; names them.

    Examples
    --------
    Four villages along a road at 0, 1, 5 and 6 km; two clinics.

    >>> place = np.array([0.0, 1.0, 5.0, 6.0])
    >>> answer = p_median(abs(place[:, None] - place), [10, 1, 1, 10], 2, site_ids=["a", "b", "c", "d"])
    >>> answer.site_ids, answer.objective, answer.proven
    (('a', 'd'), 2.0, True)

    References
    ----------
    Hakimi (1964), *Operations Research* 12; Teitz & Bart (1968), *Operations Research* 16; Cornuéjols, Fisher &
    Nemhauser (1977), *Management Science* 23; Resende & Werneck (2007), *Annals of Operations Research* 150.
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
    median = _Median(setting, p, gap=gap, time_limit_s=time_limit_s, branches=branches, seed=seed, progress=progress)
    search, how = median.run()
    sites = np.sort(search.chosen)
    assignment, to_site = setting.nearest_open(sites)
    served = setting.weight > 0
    objective = float((setting.weight[served] * to_site[served]).sum())
    bound = min(objective, search.bound)
    return setting.answer(sites, assignment, to_site, objective=objective, bound=bound, method=how)


class _Median:
    """One run: lists, first answer, bound, proof."""

    def __init__(
        self,
        setting: Setting,
        count: int,
        *,
        gap: float,
        time_limit_s: float | None,
        branches: int | None,
        seed: int,
        progress: Callable[[Progress], bool | None] | None,
    ) -> None:
        self._setting, self._count, self._seed = setting, count, seed
        self._rows = np.flatnonzero(setting.weight > 0)
        table = setting.dense()
        self._cost = table if self._rows.size == table.shape[0] else table[self._rows]
        self._weight = setting.weight[self._rows]
        small = self._cost.size <= WHOLE
        self._branches = branches if branches is not None else (20_000 if small else 0)
        known = self._cost[np.isfinite(self._cost)] if small else None
        whole = known is not None and bool((known % 1 == 0).all() and (self._weight % 1 == 0).all())
        deadline = np.inf if time_limit_s is None else setting.begin + time_limit_s
        self._search = Search(whole, gap, deadline, setting.begin, progress)
        self._dearest = float(np.fmax.reduce(self._cost, axis=None, initial=0.0, where=self._cost < np.inf))

    def run(self) -> tuple[Search, str]:
        """Search until everybody is served, with a rising price for those who are not."""
        setting, search = self._setting, self._search
        longest = max(_LEAST_LISTED, _LISTED * setting.free.size // self._count)
        lists = list_sites(self._cost, setting.free, longest=longest)
        alone = self._rows[np.diff(lists.start) == 0]
        if alone.size:
            why = f"{alone.size} of {setting.weight.size} demands can use no site"
            raise setting.unreachable(
                alone, why, "Add a site near them, open the border for them, or leave them out."
            )
        for times in _FAR:
            search.upper, search.lower = np.inf, -np.inf
            demand = Demand(self._cost, self._weight, times * max(self._dearest, 1e-9))
            how = self._serve(lists, demand)
            if np.isfinite(self._cost[:, search.chosen]).any(axis=1).all():
                break
            self._serve_all_or_raise()
        return search, how

    def _serve_all_or_raise(self) -> None:
        """Raise if the number of sites cannot serve everybody."""
        from tongcheng.methods.siting.cover import too_few

        too_few(self._setting, self._count, np.inf)

    def _serve(self, lists: Lists, demand: Demand) -> str:
        setting, search, count = self._setting, self._search, self._count
        root = Root(search, lists, demand, setting.free, setting.kept, count, self._seed, final=self._branches == 0)
        if not root.first():
            return "no choice"
        state, memory = root.bound()
        how = "interchange and Lagrangian bound"
        if search.proven or search.stopped or self._branches == 0:
            return how
        tree = Tree(search, lists, demand, state, setting.kept, count)
        return f"{how}, {tree.prove(state, memory, self._branches)}"
