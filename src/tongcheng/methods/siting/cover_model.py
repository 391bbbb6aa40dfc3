"""Covering as a programme: demands that the same sites reach merged, a greedy choice, the fewest and the most."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tongcheng.methods.mip import Answer, Columns, Rows, solve_mip
from tongcheng.methods.siting.classes import merge
from tongcheng.methods.siting.setting import Setting

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class Cover(NamedTuple):
    """Classes of demands that no kept site reaches, their weight, and the weight that kept sites reach."""

    classes: sparse.csr_array[Any, tuple[int, int]]
    weight: Floats
    safe: float


def needed(setting: Setting, reach: float) -> Cover:
    """Give the classes of all who count.

    Raises
    ------
    Unreachable
        If somebody has no usable site within reach.
    """
    alone = lonely(setting, reach)
    if alone.size == 0:
        return reached(setting, reach)
    usable = setting.nearest_open(np.flatnonzero(setting.free))[1][alone]
    wider = f"Set the reach to {usable.max():g}, add" if np.isfinite(usable).all() else "Add"
    why = f"{alone.size} of {setting.weight.size} demands have no usable site within {reach:g}"
    remedy = f"{wider} a site near them, open the border for them, or leave them out."
    raise setting.unreachable(alone, why, remedy)


def lonely(setting: Setting, reach: float) -> Indices:
    """Give the demands that count and have no usable site within reach."""
    return np.flatnonzero((setting.weight > 0) & (np.diff(setting.within(reach).indptr) == 0))


def reached(setting: Setting, reach: float) -> Cover:
    """Give the classes of those who count and can be reached, but not by a kept site."""
    within, counted = setting.within(reach), setting.weight > 0
    is_kept = np.zeros(setting.free.size)
    is_kept[setting.kept] = 1
    safe = (within @ is_kept) > 0
    rows = np.flatnonzero(counted & ~safe & (np.diff(within.indptr) > 0))
    classes = merge(within[rows])
    weight = np.bincount(classes.of, setting.weight[rows], minlength=classes.covers.shape[0]).astype("float64")
    return Cover(classes.covers, weight, float(setting.weight[counted & safe].sum()))


def greedy(cover: Cover, setting: Setting, worth: Floats, count: int) -> tuple[Indices, bool]:
    """Open the site that reaches most worth, up to ``count`` sites; give them and whether all classes are reached."""
    by_site = cover.classes.tocsc()
    left = np.ones(worth.size, bool)
    number = cover.classes.T @ worth
    number[~setting.free] = -1
    number[setting.kept] = -1
    chosen = list(setting.kept)
    while left.any() and len(chosen) < count:
        site = int(np.argmax(number))
        chosen.append(site)
        rows = by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]
        rows = rows[left[rows]]
        left[rows] = False
        number -= cover.classes[rows].T @ worth[rows]
        number[site] = -1
    return np.sort(np.array(chosen, dtype=np.int64)), not left.any()


def fill(sites: Indices, setting: Setting, count: int) -> Indices:
    """Open further sites, by number, until there are ``count``."""
    spare = np.setdiff1d(np.flatnonzero(setting.free), sites)[: count - sites.size]
    return np.sort(np.r_[sites, spare])


def fewest(cover: Cover, setting: Setting, how: dict[str, Any], start: Indices | None = None) -> Answer:
    """Open the fewest sites that reach all classes."""
    rows = [Rows("reached", {"open": cover.classes}, lower=1.0)]
    begin = None if start is None else {"open": mark(start, setting.free.size)}
    return solve_mip([_open(setting.free, setting.kept, 1.0)], rows, start=begin, explain=False, **how)


def programme_of_most(
    classes: sparse.csr_array[Any, tuple[int, int]],
    weight: Floats,
    free: NDArray[np.bool_],
    kept: Indices,
    count: int,
) -> tuple[list[Columns], list[Rows]]:
    """Give the programme of ``count`` sites that reach the most weight of classes."""
    share = Columns("reached", weight, 0.0, 1.0)
    minus = -sparse.eye_array(weight.size, format="csr")
    rows = [
        Rows("near", {"open": classes, "reached": minus}, lower=0.0),
        Rows("count", {"open": np.ones((1, free.size))}, count, count),
    ]
    return [_open(free, kept, 0.0), share], rows


def mark(sites: Indices, size: int) -> Floats:
    """Give ones at positions."""
    ones = np.zeros(size)
    ones[sites] = 1
    return ones


def _open(free: NDArray[np.bool_], kept: Indices, cost: float) -> Columns:
    return Columns("open", np.full(free.size, cost), mark(kept, free.size), free.astype("float64"), integer=True)
