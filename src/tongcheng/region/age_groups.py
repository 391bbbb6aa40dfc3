"""Residents of an age group that a norm counts, made from the groups that the circle has.

The census gives broad groups, norms count narrow ones. A group is taken as counted, else added up from groups that
tile it, else, if one group of at most 15 years holds it, taken as an even share of that group. In the census of 2020
the five-year groups below 15 differ by up to 8 per cent a year of age from an even share (0-4: 77.88 million, 5-9:
90.24 million, 10-14: 85.26 million), so an even share has a range of 10 per cent; wider groups are not shared out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from tongcheng.region.people import Counts, count_by_zone
from tongcheng.region.region import Region
from tongcheng.results import Basis, weakest_basis

EVERYBODY: Final = "all"

#: Widest group that is shared out evenly, in years of age, and how far an even share may be off.
WIDEST_SHARED: Final = 15
SHARED_RANGE: Final = 0.10

How = Literal["counted", "added", "shared"]


@dataclass(frozen=True)
class Recipe:
    """How a group is made from groups that are there: their sum times a share."""

    how: How
    groups: tuple[str, ...]
    share: float = 1.0


@dataclass(frozen=True)
class GroupCounts:
    """Residents of a group by zone, how they were made and on what basis."""

    counts: Counts
    recipe: Recipe
    basis: Basis


def span_of(group: str) -> tuple[int, float] | None:
    """Read the first and last year of an age group; None if it is none.

    Examples
    --------
    >>> span_of("6-11"), span_of("60+"), span_of("all")
    ((6, 11.0), (60, inf), None)
    """
    first, dash, last = group.partition("-")
    if dash and first.isdigit() and last.isdigit() and int(first) <= int(last):
        return int(first), float(last)
    if group.endswith("+") and group[:-1].isdigit():
        return int(group[:-1]), float("inf")
    return None


def recipe_for(group: str, known: Iterable[str]) -> Recipe | None:
    """Tell how to make a group from those that are there, None if it cannot be made.

    Examples
    --------
    >>> recipe_for("0-14", ["0-4", "5-14", "60+"])
    Recipe(how='added', groups=('0-4', '5-14'), share=1.0)
    >>> recipe_for("6-11", ["0-14", "15-59"])
    Recipe(how='shared', groups=('0-14',), share=0.4)
    >>> recipe_for("15-17", ["15-59"]) is None
    True
    """
    known = sorted(set(known))
    if group in known:
        return Recipe("counted", (group,))
    span = span_of(group)
    if span is None:
        return None
    spans = {name: found for name in known if (found := span_of(name)) is not None}
    tiles = _tile(span, spans)
    if tiles is not None:
        return Recipe("added", tiles)
    holding = [name for name, (first, last) in spans.items() if first <= span[0] and span[1] <= last]
    narrow = [name for name in holding if spans[name][1] - spans[name][0] + 1 <= WIDEST_SHARED]
    if not narrow:
        return None
    least = min(narrow, key=lambda name: spans[name][1] - spans[name][0])
    return Recipe("shared", (least,), (span[1] - span[0] + 1) / (spans[least][1] - spans[least][0] + 1))


def _tile(span: tuple[int, float], spans: dict[str, tuple[int, float]]) -> tuple[str, ...] | None:
    """Cover a span without gap or overlap, each time by the group that reaches farthest without going beyond."""
    reached, chosen = float(span[0]), []
    while reached <= span[1]:
        here = [name for name, (first, last) in spans.items() if first == reached and last <= span[1]]
        if not here:
            return None
        best = max(here, key=lambda name: spans[name][1])
        chosen.append(best)
        reached = spans[best][1] + 1
        if spans[best][1] == float("inf"):
            break
    return tuple(chosen)


def count_group(region: Region, group: str) -> GroupCounts | None:
    """Give residents of a group by zone in the latest year, None if the circle's groups cannot make it.

    Parameters
    ----------
    region
        The circle.
    group
        ``all`` or an age group such as ``6-11`` or ``60+``.
    """
    residents = region["residents"]
    recipe = recipe_for(group, (str(name) for name in residents["group"].dropna().unique()))
    if recipe is None:
        return None
    parts = [count_by_zone(region, group=name) for name in recipe.groups]
    basis = weakest_basis(residents.loc[residents["group"].isin(recipe.groups), "basis"].dropna().unique())
    off = SHARED_RANGE if recipe.how == "shared" else 0.0
    counts = Counts(
        recipe.share * np.sum([part.value for part in parts], axis=0),
        (1 - off) * recipe.share * np.sum([part.low for part in parts], axis=0),
        (1 + off) * recipe.share * np.sum([part.high for part in parts], axis=0),
        max(part.year for part in parts),
    )
    return GroupCounts(counts, recipe, weakest_basis([basis, "modelled"]) if off else basis)


def known_groups(residents: pd.DataFrame) -> tuple[str, ...]:
    """Give the age groups that a circle counts, from the youngest; without ``all``."""
    names = [str(name) for name in residents["group"].dropna().unique() if span_of(str(name)) is not None]
    return tuple(sorted(names, key=lambda name: span_of(name) or (0, 0.0)))
