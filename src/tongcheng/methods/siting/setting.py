"""The input of every siting method, checked once: who is to be served, by which sites, at what cost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from tongcheng.methods.checks import Checks
from tongcheng.methods.siting.result import PROVEN_GAP, Ids, Siting, Unreachable, gap_of, name

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Csr: TypeAlias = "sparse.csr_array[Any, tuple[int, int]]"

#: Costs, shape (demands, sites): dense with NaN (or infinite) where there is no way, or sparse with the pairs that have one.
Costs: TypeAlias = "NDArray[Any] | sparse.sparray"

#: Pairs that may be used, shape (demands, sites), dense or sparse; ``None`` for all.
Allowed: TypeAlias = "NDArray[np.bool_] | sparse.sparray | None"


@dataclass(frozen=True, eq=False)
class Setting:
    """Checked arrays.

    Parameters
    ----------
    cost
        Shape (demands, sites): dense with NaN, or by row; without the pairs that may not be used.
    given
        The costs with them.
    weight
        Shape (demands,).
    kept
        Positions of the sites that stay open, ascending.
    free
        Shape (sites,): sites that may be open, kept ones included.
    demand_ids, site_ids
        Ids or ``None``.
    begin
        When the clock started.
    """

    cost: Any
    given: Any
    weight: Floats
    kept: Indices
    free: NDArray[np.bool_]
    demand_ids: Ids
    site_ids: Ids
    begin: float

    def dense(self) -> NDArray[Any]:
        """Give the costs as a dense array, NaN where a demand cannot use a site."""
        return _filled(self.cost) if _is_sparse(self.cost) else np.asarray(self.cost)

    def within(self, reach: float) -> Csr:
        """Give the pairs within reach whose site may be open, as ones."""
        cost = self.cost
        if _is_sparse(cost):
            near = cost.data <= reach
            rows = np.repeat(np.arange(cost.shape[0]), np.diff(cost.indptr))[near]
            columns = cost.indices[near]
            good = self.free[columns]
            data = np.ones(int(good.sum()))
            return sparse.csr_array((data, (rows[good], columns[good])), shape=cost.shape)
        reached = (cost <= reach) & self.free
        columns = np.flatnonzero(reached.ravel()) % reached.shape[1]
        start = np.r_[0, np.cumsum(np.count_nonzero(reached, axis=1))]
        return sparse.csr_array((np.ones(columns.size), columns.astype(np.int32), start), shape=reached.shape)

    def unreachable(self, demands: Indices, why: str, remedy: str) -> Unreachable:
        """Make the error that names demands with their nearest site, whether or not it may be used."""
        given = self.given[demands]
        table = _filled(given) if _is_sparse(given) else np.asarray(given, dtype="float64")
        table = np.where(np.isfinite(table), table, np.inf)
        site = table.argmin(axis=1)
        nearest = table[np.arange(demands.size), site]
        known = np.isfinite(nearest)
        return Unreachable(
            demands,
            np.where(known, nearest, np.nan),
            np.where(known, site, -1),
            why=why,
            remedy=remedy,
            demand_ids=self.demand_ids,
            site_ids=self.site_ids,
        )

    def nearest_open(self, sites: Indices, reach: float = np.inf) -> tuple[Indices, Floats]:
        """Give the nearest of the open sites for each demand and its cost; -1 and NaN where there is none."""
        table = self.cost[:, sites]
        table = _filled(table) if _is_sparse(table) else np.asarray(table)
        table = np.where(table <= reach, table, np.inf)
        if table.shape[1] == 0:
            return np.full(table.shape[0], -1), np.full(table.shape[0], np.nan)
        place = table.argmin(axis=1)
        cost = table[np.arange(len(table)), place].astype("float64")
        known = np.isfinite(cost)
        return np.where(known, sites[place], -1), np.where(known, cost, np.nan)

    def answer(
        self,
        sites: Indices,
        assignment: Indices,
        cost: Floats,
        *,
        objective: float,
        bound: float,
        method: str,
        shares: Csr | None = None,
    ) -> Siting:
        """Make the result."""
        gap = gap_of(objective, bound)
        return Siting(
            sites,
            tuple(name(self.site_ids, int(site)) for site in sites),
            assignment,
            cost,
            objective,
            bound,
            gap,
            gap <= PROVEN_GAP,
            time.perf_counter() - self.begin,
            method,
            shares,
        )


def check(
    cost: Costs,
    weight: ArrayLike | None,
    *,
    kept: ArrayLike = (),
    forbidden: ArrayLike = (),
    allowed: Allowed = None,
    count: int | None = None,
    demand_ids: Ids = None,
    site_ids: Ids = None,
) -> Setting:
    """Check the input of a siting method.

    Raises
    ------
    ArrayError
        Every fault of every argument, by index.
    """
    begin = time.perf_counter()
    checks = Checks()
    given = _costs(checks, cast("Any", cost))
    demands, sites = given.shape
    weights = np.ones(demands) if weight is None else checks.array("weight", weight, "not negative", shape=(demands,))
    keep, shut = _mask(checks, "kept", kept, sites), _mask(checks, "forbidden", forbidden, sites)
    for site in np.flatnonzero(keep & shut):
        checks.add("forbidden", "index", repr(name(site_ids, int(site))), index=(int(site),), extra="and is not kept")
    least, most = max(1, int(keep.sum())), int((~shut).sum())
    if count is not None and not least <= count <= most:
        checks.add("p", "index", str(count), extra=f"({least} to {most}: kept sites, sites that may be open)")
    for argument, ids, size in (("demand_ids", demand_ids, demands), ("site_ids", site_ids, sites)):
        if ids is not None and len(ids) != size:
            checks.add(argument, "shape", f"({len(ids)},)", extra=f"({size},)")
    if allowed is not None and np.shape(cast("Any", allowed)) != given.shape:
        checks.add("allowed", "shape", str(np.shape(cast("Any", allowed))), extra=str(given.shape))
    checks.raise_if_any()
    usable = given if allowed is None else _masked(given, allowed)
    return Setting(usable, given, weights, np.flatnonzero(keep), ~shut, demand_ids, site_ids, begin)


def _is_sparse(value: Any) -> bool:
    return bool(sparse.issparse(value))


def _costs(checks: Checks, cost: Any) -> Any:
    if _is_sparse(cost):
        given: Any = sparse.csr_array(cost)
        wrong = np.flatnonzero(~(given.data >= 0))
        rows = np.repeat(np.arange(given.shape[0]), np.diff(given.indptr))
        places = [(int(rows[k]), int(given.indices[k])) for k in wrong]
        for pair, k in zip(places, wrong, strict=True):
            checks.add("cost", "not negative", f"{given.data[k]:g}", index=pair)
        return _without_endless(given)
    given = np.asarray(cost)
    given = given if given.dtype in (np.float32, np.float64) else given.astype("float64")
    if given.ndim != 2 or 0 in given.shape:
        checks.add("cost", "shape", str(given.shape), extra="(demands, sites)")
        checks.raise_if_any()
    if np.fmin.reduce(given, axis=None) < 0:
        for place in np.argwhere(given < 0):
            checks.add("cost", "not negative", f"{given[tuple(place)]:g}", index=tuple(int(i) for i in place))
    if np.fmax.reduce(given, axis=None) == np.inf:  # no way, as shortest paths tell it
        given = np.where(np.isinf(given), given.dtype.type(np.nan), given)
    return given


def _without_endless(given: Any) -> Any:
    """Give the pairs that have a way."""
    good = np.isfinite(given.data)
    if good.all():
        return given
    rows = np.repeat(np.arange(given.shape[0]), np.diff(given.indptr))[good]
    return sparse.csr_array((given.data[good], (rows, given.indices[good])), shape=given.shape)


def _mask(checks: Checks, argument: str, chosen: ArrayLike, sites: int) -> NDArray[np.bool_]:
    array = np.asarray(chosen)
    if array.dtype == bool:
        if array.shape == (sites,):
            return array.copy()
        checks.add(argument, "shape", str(array.shape), extra=f"({sites},)")
        return np.zeros(sites, bool)
    places = (
        np.zeros(0, np.intp) if array.size == 0 else checks.indices(argument, array, length=array.size, below=sites)
    )
    mask = np.zeros(sites, bool)
    mask[places[(places >= 0) & (places < sites)]] = True
    return mask


def _masked(given: Any, allowed: Any) -> Any:
    """Give the costs of the pairs that may be used."""
    if not _is_sparse(given):
        open_pair = allowed.toarray() if _is_sparse(allowed) else np.asarray(allowed)
        return np.where(open_pair.astype(bool), given, given.dtype.type(np.nan))
    rows = np.repeat(np.arange(given.shape[0]), np.diff(given.indptr))
    picked = sparse.csr_array(allowed)[rows, given.indices] if _is_sparse(allowed) else allowed[rows, given.indices]
    picked = picked.toarray().ravel() if _is_sparse(picked) else np.asarray(picked).ravel()
    good = picked.astype(bool)
    return sparse.csr_array((given.data[good], (rows[good], given.indices[good])), shape=given.shape)


def _filled(cost: Any) -> Floats:
    table = np.full(cost.shape, np.nan)
    rows = np.repeat(np.arange(cost.shape[0]), np.diff(cost.indptr))
    table[rows, cost.indices] = cost.data
    return table
