"""Who has less than enough, who is covered, and marks along a distribution."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from tongcheng.methods.checks import Checks
from tongcheng.methods.inequality.people import Floats, counted_people


def shortfall(
    values: ArrayLike, line: float, weights: ArrayLike | None = None, *, alphas: Sequence[float] = (0, 1, 2)
) -> Floats:
    """Tell how many have less than enough, and how far below the line they are (Foster, Greer and Thorbecke 1984).

    Parameters
    ----------
    values, weights
        As for :func:`gini`.
    line
        Enough for one resident, above 0; who has exactly that has enough.
    alphas
        0 gives the share of residents below the line; 1 their mean distance from it, as a share of the line, over
        all residents; 2 the same with the worst-off counting more.

    Returns
    -------
    numpy.ndarray
        Shape (alphas,), 0 to 1; NaN if nobody lives anywhere.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> shortfall([0, 5, 10, 20], line=10)
    array([0.5   , 0.375 , 0.3125])
    """
    checks = Checks()
    enough = checks.array("line", line, "positive", shape=())
    powers = checks.array("alphas", alphas, "not negative", shape=(None,))
    checks.raise_if_any()
    counted = counted_people(values, weights)
    had, people = counted.had, counted.people
    if not len(people):
        return np.full(len(powers), np.nan)
    lacking = had < enough
    gap = np.where(lacking, 1 - had / enough, 0.0)
    terms = np.where(lacking, gap ** powers[:, None], 0.0)
    return np.asarray(terms @ people / people.sum(), dtype=np.float64)


def quantiles(values: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Give weighted quantiles, as if every place stood there once for each of its residents.

    Whole weights give the quantiles of the repeated values (Hyndman and Fan 1996, type 7).

    Parameters
    ----------
    values, weights
        As for :func:`gini`; the values may be negative.
    probabilities
        0 to 1, shape (n,).

    Returns
    -------
    numpy.ndarray
        Shape (n,); NaN if nobody lives anywhere.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> quantiles([1, 5], [0.4, 0.9], weights=[3, 2])
    array([1., 5.])
    """
    checks = Checks()
    wanted = checks.array("probabilities", probabilities, "share", shape=(None,))
    checks.raise_if_any()
    counted = counted_people(values, weights, rule="known")
    had, people = counted.had, counted.people
    if not len(people):
        return np.full(len(wanted), np.nan)
    order = np.argsort(had, kind="stable")
    upto = np.cumsum(people[order])
    place = 1 + (upto[-1] - 1) * wanted
    low = np.maximum(np.floor(place), 1)
    high = np.minimum(low + 1, upto[-1])
    last = len(order) - 1
    below, above = (had[order][np.minimum(np.searchsorted(upto, one), last)] for one in (low, high))
    part = place % 1
    return np.asarray(below * (1 - part) + above * part, dtype=np.float64)
