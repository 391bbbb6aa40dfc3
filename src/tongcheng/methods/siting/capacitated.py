"""Siting where a site holds only so much: p-median, fewest sites and most people served, with capacities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from tongcheng.methods.checks import Checks
from tongcheng.methods.mip import Answer, Columns, Progress, Rows, solve_mip
from tongcheng.methods.siting.capacity_search import Places
from tongcheng.methods.siting.median import p_median
from tongcheng.methods.siting.result import Ids, Siting
from tongcheng.methods.siting.setting import Allowed, Costs, Setting, check

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Listener = Callable[[Progress], bool | None]

#: Up to this many pairs the programme is solved as a whole.
_EXACT_PAIRS = 10_000

_REMEDY = "Open more sites, give them more capacity, or open the border"


def capacitated_p_median(
    cost: Costs,
    weight: ArrayLike,
    capacity: ArrayLike,
    p: int,
    *,
    divisible: bool = True,
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
    """Open ``p`` sites and give everybody a place so that the sum of weight times cost is least.

    Up to 10,000 pairs the programme is solved as it is. Beyond, sites come from a Lagrangian relaxation with a
    knapsack at every site (Mulvey & Beck 1984), places at those sites from a transport programme, and the gap is
    reported.

    Parameters
    ----------
    cost
        Shape (demands, sites): dense with NaN where there is no way, or sparse with the pairs that have one.
    weight
        Shape (demands,): places needed.
    capacity
        Shape (sites,): places that a site has if it is open.
    p
        Number of open sites, kept ones included.
    divisible
        Whether the people of a demand may be served by several sites.
    kept, forbidden, allowed, demand_ids, site_ids, gap, time_limit_s, seed, progress
        As in :func:`~tongcheng.methods.siting.median.p_median`.

    Returns
    -------
    Siting
        ``objective`` in units of weight times cost; ``shares`` where demands are divisible.

    Raises
    ------
    ArrayError
        If the input cannot be used.
    Unreachable
        If ``p`` sites have no place for everybody; names whom the best choice leaves out.
    TimeoutError
        If no choice was found within the time limit.

    Examples
    --------
    Everybody would go to ``a``, which has 12 places.

    >>> cost = np.array([[1.0, 5.0], [1.0, 2.0]])
    >>> answer = capacitated_p_median(cost, [10, 10], [12, 12], 2, site_ids=["a", "b"])
    >>> answer.objective, answer.shares.toarray().round(1).tolist()
    (28.0, [[1.0, 0.0], [0.2, 0.8]])
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
    flow = _Flow(setting, _capacity(capacity, setting), np.inf, divisible=divisible)
    how = {"gap": gap, "time_limit_s": time_limit_s, "seed": seed, "progress": progress}
    flow.all_have_a_site()
    if flow.size <= _EXACT_PAIRS:
        answer = flow.solve(flow.total_cost, 0.0, flow.everybody(), p, how)
        if answer.status == "infeasible":
            raise flow.left_out(p, how)
        return flow.answer(answer, "mixed-integer programme", objective=answer.objective)
    places = flow.places(p)
    deadline = np.inf if time_limit_s is None else setting.begin + time_limit_s
    first = p_median(
        flow.cost, flow.weight, p, kept=setting.kept, forbidden=~setting.free, branches=0, seed=seed
    ).sites
    places.search(first, gap=gap, deadline=deadline, begin=setting.begin, progress=progress)
    return flow.placed(places)


def capacitated_max_cover(
    cost: Costs,
    weight: ArrayLike,
    capacity: ArrayLike,
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
    """Open ``p`` sites so that the most people get a place within reach (Pirkul & Schilling 1991).

    Parameters are those of :func:`capacitated_p_median` and :func:`~tongcheng.methods.siting.cover.max_cover`; demands
    are divisible.

    Returns
    -------
    Siting
        ``objective`` is the weight that is served; ``shares`` says by whom.

    Examples
    --------
    >>> answer = capacitated_max_cover(np.array([[1.0, 9.0], [1.0, 2.0]]), [10, 10], [12, 9], 1, reach=5)
    >>> answer.objective, answer.sites
    (12.0, array([0]))
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
    flow = _Flow(setting, _capacity(capacity, setting), reach, divisible=True)
    how = {"gap": gap, "time_limit_s": time_limit_s, "seed": seed, "progress": progress}
    answer = flow.most(p, how)
    return flow.answer(answer, "mixed-integer programme", objective=answer.objective)


def capacitated_set_cover(
    cost: Costs,
    weight: ArrayLike,
    capacity: ArrayLike,
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
    """Open the fewest sites so that everybody gets a place within reach (Current & Storbeck 1988).

    Parameters are those of :func:`capacitated_p_median` and :func:`~tongcheng.methods.siting.cover.set_cover`; demands
    are divisible.

    Returns
    -------
    Siting
        ``objective`` is the number of open sites; ``shares`` says who is served where.

    Raises
    ------
    Unreachable
        If all sites together have no place for everybody within reach; names whom they leave out.

    Examples
    --------
    >>> answer = capacitated_set_cover(np.array([[1.0, 4.0], [1.0, 2.0]]), [10, 10], [12, 9], reach=5)
    >>> answer.objective, answer.proven
    (2.0, True)
    """
    setting = check(
        cost, weight, kept=kept, forbidden=forbidden, allowed=allowed, demand_ids=demand_ids, site_ids=site_ids
    )
    flow = _Flow(setting, _capacity(capacity, setting), reach, divisible=True)
    how = {"gap": gap, "time_limit_s": time_limit_s, "seed": seed, "progress": progress}
    flow.all_have_a_site()
    answer = flow.solve(0.0, 1.0, flow.everybody(), None, how)
    if answer.status == "infeasible":
        raise flow.left_out(None, how)
    return flow.answer(answer, "mixed-integer programme", objective=float(np.rint(answer.objective)))


def _capacity(capacity: ArrayLike, setting: Setting) -> Floats:
    checks = Checks()
    array = checks.array("capacity", capacity, "not negative", shape=(setting.free.size,))
    checks.raise_if_any()
    return array


class _Flow:
    """Pairs within reach of demands that need places, and the programme over their shares."""

    def __init__(self, setting: Setting, capacity: Floats, reach: float, *, divisible: bool) -> None:
        self._setting, self.capacity, self._reach, self._divisible = setting, capacity, reach, divisible
        self._needs = np.flatnonzero(setting.weight > 0)
        pairs = setting.within(min(reach, np.finfo(np.float64).max))[self._needs]
        self._row = np.repeat(np.arange(self._needs.size), np.diff(pairs.indptr))
        self._site = pairs.indices.astype(np.int64)
        self.size = int(self._site.size)
        self.weight = setting.weight[self._needs]
        self.cost = setting.dense()[self._needs]
        self._pair_cost = self.cost[self._row, self._site].astype("float64")
        self.total_cost = self.weight[self._row] * self._pair_cost

    def all_have_a_site(self) -> None:
        """Raise if somebody has no usable site within reach."""
        alone = self._needs[np.bincount(self._row, minlength=self._needs.size) == 0]
        if alone.size:
            within = f" within {self._reach:g}" if np.isfinite(self._reach) else ""
            why = f"{alone.size} of {self._setting.weight.size} demands have no usable site{within}"
            raise self._setting.unreachable(
                alone, why, "Add a site near them, open the border for them, or leave them out."
            )

    def everybody(self) -> Rows:
        """Give the condition that everybody is served."""
        return Rows("served", {"share": self._by_demand()}, lower=1.0, upper=1.0)

    def most(self, count: int | None, how: dict[str, Any]) -> Answer:
        """Serve as many as there are places for."""
        served = Rows("served", {"share": self._by_demand()}, upper=1.0)
        return self.solve(self.weight[self._row], 0.0, served, count, how, maximise=True)

    def solve(
        self,
        cost: Floats | float,
        per_site: float,
        served: Rows,
        count: int | None,
        how: dict[str, Any],
        *,
        maximise: bool = False,
    ) -> Answer:
        """Solve the programme of sites and shares."""
        sites, pairs = self._setting.free.size, self.size
        lower = np.zeros(sites)
        lower[self._setting.kept] = 1
        is_open = Columns("open", np.full(sites, per_site), lower, self._setting.free.astype("float64"), integer=True)
        share = Columns("share", np.broadcast_to(cost, pairs), 0.0, 1.0, integer=not self._divisible)
        each = np.arange(pairs)
        held = sparse.csr_array((self.weight[self._row], (self._site, each)), shape=(sites, pairs))
        of = sparse.csr_array((-np.ones(pairs), (each, self._site)), shape=(pairs, sites))
        rows = [
            served,
            Rows("held", {"share": held, "open": -sparse.diags_array(self.capacity)}, upper=0.0),
            Rows("open first", {"share": sparse.eye_array(pairs, format="csr"), "open": of}, upper=0.0),
        ]
        if count is not None:
            rows.append(Rows("count", {"open": np.ones((1, sites))}, count, count))
        answer = solve_mip([is_open, share], rows, maximise=maximise, explain=False, **how)
        if answer.status == "unknown":
            raise TimeoutError("no choice was found within the time limit: allow more time")
        return answer

    def places(self, count: int) -> Places:
        """Give what the search beyond the reach of a programme needs."""
        setting = self._setting
        return Places(self.cost, self.weight, self.capacity, setting.free, setting.kept, count, self._divisible)

    def placed(self, places: Places) -> Siting:
        """Make the result of that search."""
        share = places.share
        if share is None or places.missing > 0:
            served = np.zeros(self._needs.size) if share is None else np.asarray(share.sum(axis=1)).ravel()
            why = f"no {places.count} sites with a place for everybody were found; without one are"
            raise self._setting.unreachable(self._needs[served < 1 - 1e-6], why, _REMEDY)
        value = np.asarray(share[self._row, self._site]).ravel()
        how = "Lagrangian relaxation and transport programme"
        return self.report(places.sites, value, how, objective=places.upper, bound=places.lower)

    def left_out(self, count: int | None, how: dict[str, Any]) -> Exception:
        """Make the error that names whom the best choice leaves out."""
        self._divisible = True
        best = self.most(count, how)
        served = np.bincount(self._row, best.values["share"], minlength=self._needs.size)
        out = self._needs[served < 1 - 1e-6]
        if out.size == 0:
            out = self._needs
        places = self.weight.sum() - best.objective
        sites = "all sites together" if count is None else f"{count} sites"
        why = f"{sites} have no place for everybody; the best choice leaves {places:g} without one, of {out.size} demands"
        return self._setting.unreachable(out, why, _REMEDY)

    def answer(self, found: Answer, method: str, *, objective: float) -> Siting:
        """Make the result from shares of pairs."""
        share = np.where(found.values["share"] > 1e-9, found.values["share"], 0.0)
        sites = np.flatnonzero(found.values["open"] > 0.5)
        return self.report(sites, share, method, objective=objective, bound=found.bound)

    def report(self, sites: Indices, share: Floats, method: str, *, objective: float, bound: float) -> Siting:
        """Make the result."""
        setting, kept = self._setting, share > 0
        places = self._needs[self._row[kept]], self._site[kept]
        shares = sparse.csr_array((share[kept], places), shape=(setting.weight.size, setting.free.size))
        total = np.bincount(places[0], share[kept], minlength=setting.weight.size)
        paid = np.bincount(places[0], share[kept] * self._pair_cost[kept], minlength=setting.weight.size)
        served = total > 0
        mean = np.divide(paid, total, out=np.full(total.size, np.nan), where=served)
        order = np.lexsort((places[1], -share[kept], places[0]))
        first = order[np.r_[True, np.diff(places[0][order]) > 0]] if order.size else order
        assignment = np.full(setting.weight.size, -1)
        assignment[places[0][first]] = places[1][first]
        return setting.answer(
            sites, assignment, mean, objective=objective, bound=bound, method=method,
            shares=shares if self._divisible else None,
        )  # fmt: skip

    def _by_demand(self) -> sparse.csr_array[Any, tuple[int, int]]:
        each = np.arange(self.size)
        return sparse.csr_array((np.ones(self.size), (self._row, each)), shape=(self._needs.size, self.size))
