"""Who has how much of the whole: Gini, Palma, concentration."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from tongcheng.methods.checks import Checks
from tongcheng.methods.inequality.people import Floats, People, counted_people, mean_of

#: The worst-off and best-off of Palma (2011).
WORST_OFF: Final = 0.4
BEST_OFF: Final = 0.1


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Give the Gini coefficient: 0 if all have the same, towards 1 if one has all (Gini 1914).

    Parameters
    ----------
    values
        What a resident of each place has, 0 or more, shape (places,).
    weights
        Residents of each place.

    Returns
    -------
    float
        NaN if nobody lives anywhere or nobody has anything.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> round(gini([1, 2, 3, 4]), 3)
    0.25
    """
    return _concentrated(counted_people(values, weights))


def palma(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    rank_by: ArrayLike | None = None,
    *,
    marks: tuple[float, float] | None = None,
) -> float:
    """Give what the best-off tenth has over what the worst-off two fifths have, both per head (Palma 2011).

    Parameters
    ----------
    values, weights
        As for :func:`gini`.
    rank_by
        What makes a resident of each place well off, e.g. income; the values themselves by default.
    marks
        Two marks of ``rank_by``, for example the 0.4 and 0.9 :func:`quantiles` of a larger population. Whole places
        up to the first and above the second are compared. Without marks a place that lies across a mark is divided,
        and places that rank alike are divided alike.

    Returns
    -------
    float
        NaN if nobody lives anywhere, the worst-off have nothing, or no place is up to or above the marks.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> palma([1, 1, 1, 1, 2, 2, 2, 2, 2, 4])
    4.0
    """
    counted = counted_people(values, weights, rank_by)
    if marks is None:
        low, high = _first(counted, counted.rank, WORST_OFF), _first(counted, -counted.rank, BEST_OFF)
    else:
        low, high = mean_of(counted, counted.rank <= marks[0]), mean_of(counted, counted.rank > marks[1])
    return high / low if low > 0 else float("nan")


def concentration(values: ArrayLike, rank_by: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Give the concentration index: whether those who are better off have more (Kakwani, Wagstaff, van Doorslaer 1997).

    Parameters
    ----------
    values, weights
        As for :func:`gini`.
    rank_by
        What makes a resident of each place well off; residents that rank alike share one rank.

    Returns
    -------
    float
        −1 to 1, above 0 if the better-off have more. NaN as for :func:`gini`.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> round(concentration([1, 2, 3, 4], rank_by=[10, 20, 30, 40]), 3)
    0.25
    >>> round(concentration([4, 3, 2, 1], rank_by=[10, 20, 30, 40]), 3)
    -0.25
    """
    return _concentrated(counted_people(values, weights, rank_by))


def concentration_erreygers(
    values: ArrayLike, rank_by: ArrayLike, weights: ArrayLike | None = None, *, bounds: tuple[float, float]
) -> float:
    """Give the concentration index of something that has bounds, corrected for them (Erreygers 2009).

    Unlike the plain index it is as large for having as for lacking, with the sign turned.

    Parameters
    ----------
    values, rank_by, weights
        As for :func:`concentration`.
    bounds
        Least and most that a resident can have at all, e.g. 0 and 1 for a share.

    Returns
    -------
    float
        −1 to 1; NaN if nobody lives anywhere.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.
    """
    counted = counted_people(values, weights, rank_by)
    low, high = (float(bound) for bound in bounds)
    checks = Checks()
    if not low < high:
        checks.add("bounds", "order", f"{high:g}", index=(1,), extra=f"{low:g}")
    for k in np.flatnonzero((counted.had < low) | (counted.had > high)):
        checks.add(
            "values", "bounds", f"{counted.had[k]:g}", index=(int(counted.place[k]),), extra=f"{low:g} to {high:g}"
        )
    checks.raise_if_any()
    if not len(counted.people):
        return float("nan")
    mean = float(counted.had @ counted.people / counted.people.sum())
    return 0.0 if mean == 0 else 4 * mean / (high - low) * _concentrated(counted)


def _concentrated(counted: People) -> float:
    """Give twice the area between the diagonal and the curve of what is had by rank, over the whole."""
    total = float(counted.had @ counted.people)
    if total <= 0:
        return float("nan")
    _, alike = np.unique(counted.rank, return_inverse=True)
    people = np.bincount(alike, counted.people)
    amount = np.bincount(alike, counted.people * counted.had)
    middle = (np.cumsum(people) - people / 2) / people.sum()
    return float(2 * (amount @ middle) / total - 1)


def _first(counted: People, rank: Floats, share: float) -> float:
    """Give the mean of the first share of residents by rank; those who rank alike are divided alike."""
    if not len(rank):
        return float("nan")
    _, alike = np.unique(rank, return_inverse=True)
    people = np.bincount(alike, counted.people)
    amount = np.bincount(alike, counted.people * counted.had)
    wanted = share * people.sum()
    taken = np.clip(wanted - (np.cumsum(people) - people), 0.0, people)
    return float((amount / people) @ taken / wanted)
