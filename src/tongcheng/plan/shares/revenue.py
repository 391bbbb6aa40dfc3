"""Sharing the tax and revenue of a joint park between the cities that made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Partner:
    """One city of a joint park.

    Parameters
    ----------
    city
        Its id.
    hosts
        Whether the park lies in it; exactly one does.
    invested
        What it has put in, 亿元.
    moved_in
        Revenue a year of the firms that moved there from it, before they moved, 亿元.
    """

    city: str
    hosts: bool
    invested: float = 0.0
    moved_in: float = 0.0


@dataclass(frozen=True)
class RevenueRule:
    """How the retained revenue of a park is shared.

    Parameters
    ----------
    retained
        Part of the revenue that stays with local government, 0 to 1.
    kept_years
        First years in which all of it stays in the park.
    split
        Part of each partner afterwards, adding up to 1; None splits what exceeds the revenue of moved firms by
        investment and gives each what its own firms paid before.
    """

    retained: float = 1.0
    kept_years: int = 0
    split: tuple[float, ...] | None = None


def share_revenue(revenue: Sequence[float], partners: Sequence[Partner], rule: RevenueRule) -> Floats:
    """Share the revenue of each year; the last column is what stays in the park.

    Parameters
    ----------
    revenue
        Tax and fees a year, 亿元, from the first year on.
    partners, rule
        Who, and how.

    Returns
    -------
    numpy.ndarray
        Shape (years, partners + 1), 亿元; rows add up to the retained revenue.

    Raises
    ------
    ValueError
        If the parts do not add up, a number is negative, or not exactly one partner hosts the park.

    Examples
    --------
    All stays in the park for a year, then half and half:

    >>> rule = RevenueRule(retained=0.5, kept_years=1, split=(0.5, 0.5))
    >>> share_revenue([2.0, 4.0], [Partner("A", True), Partner("B", False)], rule).tolist()
    [[0.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    _check(revenue, partners, rule)
    shared = np.zeros((len(revenue), len(partners) + 1))
    for year, amount in enumerate(np.asarray(revenue, dtype=np.float64) * rule.retained):
        if year < rule.kept_years:
            shared[year, -1] = amount
        elif rule.split is not None:
            shared[year, :-1] = amount * np.array(rule.split)
        else:
            shared[year, :-1] = _by_origin_and_investment(amount, partners)
    return shared


def _by_origin_and_investment(amount: float, partners: Sequence[Partner]) -> Floats:
    """Give each what its own firms paid before (all scaled down if there is less), and the rest by investment."""
    before = np.array([partner.moved_in for partner in partners])
    if before.sum() >= amount:
        return np.asarray(amount * before / before.sum()) if before.sum() > 0 else before
    invested = np.array([partner.invested for partner in partners])
    if invested.sum() == 0:
        invested = np.array([float(partner.hosts) for partner in partners])
    return np.asarray(before + (amount - before.sum()) * invested / invested.sum())


def _check(revenue: Sequence[float], partners: Sequence[Partner], rule: RevenueRule) -> None:
    if sum(partner.hosts for partner in partners) != 1:
        raise ValueError("exactly one partner hosts the park")
    if not 0 <= rule.retained <= 1:
        raise ValueError(f"the retained part lies between 0 and 1, not at {rule.retained:g}")
    if rule.split is not None and (len(rule.split) != len(partners) or abs(sum(rule.split) - 1) > 1e-9):
        raise ValueError(f"the parts of {len(partners)} partners add up to 1, not {rule.split}")
    amounts = [*revenue, *(partner.invested for partner in partners), *(partner.moved_in for partner in partners)]
    if any(amount < 0 for amount in amounts):
        raise ValueError("revenue and investment are not negative")
