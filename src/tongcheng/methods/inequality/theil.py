"""Theil's T and its parts: between cities, between counties, inside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from tongcheng.methods.checks import Checks
from tongcheng.methods.inequality.people import Floats, counted_people


@dataclass(frozen=True)
class TheilParts:
    """Theil's T, taken apart by nested groups.

    Parameters
    ----------
    total
        Theil's T of all places.
    parts
        What lies between the first groups, between the second inside the first …, and inside the last; they add up
        to ``total``.
    """

    total: float
    parts: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class TheilGroups:
    """What each group adds to Theil's T.

    Parameters
    ----------
    between
        Share of the whole amount times the logarithm of group mean over mean, shape (groups,). Negative for a group
        that has less than the mean; together they are 0 or more.
    within
        Theil's T inside the group times its share of the whole amount, shape (groups,).
    """

    between: Floats
    within: Floats


def theil(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Give Theil's T: 0 if all have the same, the logarithm of their number if one has all (Theil 1967).

    Parameters, errors and NaN as for :func:`gini`.

    Examples
    --------
    >>> theil([5, 5, 5])
    0.0
    >>> round(theil([0, 0, 0, 1]), 4)  # the logarithm of 4
    1.3863
    """
    counted = counted_people(values, weights)
    return _theil(counted.had, counted.people)


def theil_parts(values: ArrayLike, groups: Sequence[ArrayLike], weights: ArrayLike | None = None) -> TheilParts:
    """Take Theil's T apart: between cities, between counties inside cities, inside counties.

    Parameters
    ----------
    values, weights
        As for :func:`gini`.
    groups
        Index of the group of each place, from the widest to the narrowest, each of shape (places,); every narrower
        group lies in one wider.

    Returns
    -------
    TheilParts
        One part more than there are groupings; all NaN as for :func:`gini`.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be, and places whose group lies in two wider ones.

    Examples
    --------
    >>> found = theil_parts([1.0, 1.0, 3.0, 5.0], [[0, 0, 1, 1], [0, 0, 1, 2]])
    >>> [round(part, 4) for part in found.parts], round(found.total, 4)
    ([0.1927, 0.0253, 0.0], 0.218)
    """
    checks = Checks()
    members = [_grouped(checks, f"groups[{level}]", group, np.size(values)) for level, group in enumerate(groups)]
    checks.raise_if_any()
    for level in range(1, len(members)):
        _nests(checks, level, members[level - 1], members[level])
    checks.raise_if_any()
    counted = counted_people(values, weights)
    had, people = counted.had, counted.people
    total = _theil(had, people)
    inner = [_theil(_group_means(had, people, member[counted.place]), people) for member in members]
    steps = [0.0, *inner, total]
    # Between equal groups, rounding would leave a part a hair below 0.
    parts = [max(0.0, later - earlier) if total >= 0 else total for earlier, later in pairwise(steps)]
    return TheilParts(total, tuple(parts))


def theil_groups(values: ArrayLike, group: ArrayLike, weights: ArrayLike | None = None) -> TheilGroups:
    """Tell what each group adds to Theil's T, between and within; all of it adds up to the whole.

    Parameters
    ----------
    values, weights
        As for :func:`gini`.
    group
        Index of the group of each place, shape (places,).

    Returns
    -------
    TheilGroups
        Shape (groups,), up to the highest index; 0 for a group that has nothing, NaN for one without residents.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.
    """
    checks = Checks()
    member = _grouped(checks, "group", group, np.size(values))
    checks.raise_if_any()
    count = int(member.max(initial=-1)) + 1
    counted = counted_people(values, weights)
    had, people, member = counted.had, counted.people, member[counted.place]
    residents, amount = np.bincount(member, people, count), np.bincount(member, people * had, count)
    if amount.sum() <= 0:
        return TheilGroups(np.full(count, np.nan), np.full(count, np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = amount / amount.sum()
        relative = share * residents.sum() / residents
        between = share * np.log(np.where(relative > 0, relative, 1.0))
    mean = had @ people / people.sum()
    whole = np.bincount(member, people * xlogy(had / mean, had / mean), count) / people.sum()
    alone = residents == 0
    return TheilGroups(np.where(alone, np.nan, between), np.where(alone, np.nan, np.maximum(0.0, whole - between)))


def _theil(had: Floats, people: Floats) -> float:
    total = float(had @ people)
    if total <= 0:
        return float("nan")
    relative = had * (people.sum() / total)
    return max(0.0, float(people @ xlogy(relative, relative) / people.sum()))


def _group_means(had: Floats, people: Floats, group: NDArray[np.intp]) -> Floats:
    """Give every place the mean of its group."""
    top, bottom = np.bincount(group, people * had), np.bincount(group, people)
    return np.asarray(top[group] / bottom[group], dtype=np.float64)


def _grouped(checks: Checks, argument: str, group: ArrayLike, length: int) -> NDArray[np.intp]:
    return checks.indices(argument, group, length=length, below=np.iinfo(np.int32).max)


def _nests(checks: Checks, level: int, wide: NDArray[np.intp], narrow: NDArray[np.intp]) -> None:
    """Note the places whose narrow group lies elsewhere than where it was first found."""
    _, first, member = np.unique(narrow, return_index=True, return_inverse=True)
    for place in np.flatnonzero(wide != wide[first][member]):
        checks.add(
            f"groups[{level}]",
            "nested",
            f"{narrow[place]} in {wide[place]} and in {wide[first][member][place]}",
            index=(int(place),),
        )
