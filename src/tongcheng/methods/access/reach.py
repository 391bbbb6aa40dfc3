"""Measures without crowding: what one resident could reach if nobody else came."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse

from tongcheng.methods.access.pairs import Borders, Sparse, Times, checked, shape_of, sparse, usable_minutes, weigh
from tongcheng.methods.access.sides import other_amount
from tongcheng.methods.checks import Checks
from tongcheng.methods.decays import Decay, step

Floats = NDArray[np.float64]


def nearest(
    times: Times,
    supply: ArrayLike | None = None,
    demand: ArrayLike | None = None,
    *,
    borders: Borders | None = None,
    active: str = "residents",
    rank: int = 1,
) -> Floats:
    """Give the minutes to the nearest place that has any supply and is open.

    Parameters
    ----------
    times
        Minutes, shape (zones, places), dense or sparse.
    supply
        Shape (places,); a place with 0 is none. Needed from the side of residents.
    demand
        Shape (zones,). Needed from the side of facilities, which ask for the nearest zone with residents.
    borders
        A place counts as open if any share of it is.
    active
        ``residents`` or ``facilities``.
    rank
        1 for the nearest, 2 for the second nearest and so on.

    Returns
    -------
    numpy.ndarray
        Shape (zones,), or (places,) from the side of facilities; NaN where there are not ``rank`` places to reach.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> nearest(np.array([[12.0, 5.0, np.nan], [np.nan, np.nan, 1.0]]), [30, 0, 0])
    array([12., nan])
    """
    side, counted = other_amount(active, shape_of(times), supply, demand)
    if rank < 1:
        checks = Checks()
        checks.array("rank", rank, "positive")
        checks.raise_if_any()
    minutes = usable_minutes(times, borders)
    minutes = minutes if side == "residents" else minutes.T
    there = (counted if counted.ndim == 1 else counted.sum(axis=1)) > 0
    if issparse(minutes):
        return _least_stored(sparse(minutes), there, rank)
    held = np.where(there[None, :] & np.isfinite(minutes), minutes, np.nan)
    if held.shape[1] < rank:
        return np.full(held.shape[0], np.nan)
    return np.partition(held, rank - 1, axis=1)[:, rank - 1].astype(np.float64)


def cumulative(
    times: Times,
    supply: ArrayLike | None = None,
    demand: ArrayLike | None = None,
    *,
    threshold: float,
    borders: Borders | None = None,
    active: str = "residents",
) -> Floats:
    """Count what lies within a number of minutes (cumulative opportunities; Hansen 1959, Ingram 1971).

    It is :func:`gravity` with the decay ``step(threshold)``.

    Parameters
    ----------
    times
        Minutes, shape (zones, places), dense or sparse.
    supply
        Shape (places,) or (places, kinds). Needed from the side of residents.
    demand
        Shape (zones,) or (zones, kinds). Needed from the side of facilities (passive access).
    threshold
        Minutes, inclusive.
    borders
        See :class:`Borders`.
    active
        ``residents`` or ``facilities``.

    Returns
    -------
    numpy.ndarray
        Shape (zones,) or (zones, kinds); (places, …) from the side of facilities.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> cumulative(np.array([[10, 40, np.nan]], dtype="float32"), np.array([[5.0], [7.0], [9.0]]), threshold=30)
    array([[5.]])
    """
    decay = step(threshold)
    if issparse(times) or borders is not None or active != "residents":
        return gravity(times, supply, demand, decay=decay, borders=borders, active=active)
    # Dense blocks of one city come by the thousand: the same in a quarter of the time.
    minutes = checked(times, None)
    _, counted = other_amount(active, minutes.shape, supply, demand)
    found: Floats = (minutes <= decay.upper_min[0]).astype(np.float64) @ counted
    return found


def gravity(
    times: Times,
    supply: ArrayLike | None = None,
    demand: ArrayLike | None = None,
    *,
    decay: Decay,
    borders: Borders | None = None,
    active: str = "residents",
) -> Floats:
    """Add up supply, less of it the farther it is (Hansen 1959).

    Parameters
    ----------
    times, supply, demand, borders, active
        As for :func:`cumulative`.
    decay
        See :mod:`tongcheng.methods.decays`.

    Returns
    -------
    numpy.ndarray
        Shape (zones,) or (zones, kinds); (places, …) from the side of facilities.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> from tongcheng.methods.decays import exponential
    >>> gravity(np.array([[0.0, 10.0]]), [100, 100], decay=exponential(0.1)).round(1)
    array([136.8])
    """
    side, counted = other_amount(active, shape_of(times), supply, demand)
    weights = weigh(times, decay, borders)
    found: Any = (weights if side == "residents" else weights.T) @ counted
    return np.asarray(found, dtype=np.float64)


def _least_stored(minutes: Sparse, there: NDArray[np.bool_], rank: int) -> Floats:
    """Give the ``rank``-th least stored minutes of every row among the columns that are there."""
    held = there[minutes.indices] & np.isfinite(minutes.data)
    rows = np.repeat(np.arange(minutes.shape[0]), np.diff(minutes.indptr))[held]
    values = minutes.data[held].astype(np.float64)
    starts = np.searchsorted(rows, np.arange(minutes.shape[0] + 1))
    result = np.full(minutes.shape[0], np.nan)
    enough = np.flatnonzero(np.diff(starts) >= rank)
    if rank == 1:
        if len(enough):
            result[enough] = np.minimum.reduceat(values, starts[enough])
        return result
    for row in enough:
        result[row] = np.partition(values[starts[row] : starts[row + 1]], rank - 1)[rank - 1]
    return result
