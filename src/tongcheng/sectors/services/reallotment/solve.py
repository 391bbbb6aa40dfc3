"""The best plan under its conditions: a mixed-integer programme over counties and years in two steps.

First the lack of all counties over all years is made as small as the pace allows, deeper lacks first, without changes
that relieve too little; then, among the plans that are as good, the one of least effort is chosen. Both steps are exact and
have their bound.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.mip import Columns, Rows, solve_mip
from tongcheng.sectors.services.reallotment.model import IN_PARCELS, Model
from tongcheng.sectors.services.reallotment.programme import CHANGES, Effort, Path, Programme

Bools = NDArray[np.bool_]

#: The second step may be worse than the first by this share, for rounding.
_SLACK: Final = 1e-9


def solve(programme: Programme, *, time_limit_s: float | None = None, gap: float = 1e-6) -> Path:
    """Find the path.

    Parameters
    ----------
    programme
        One kind.
    time_limit_s
        For each of the two steps; without it the same input gives the same path.
    gap
        Each step stops this close to its bound.

    Returns
    -------
    Path
        Without changes and with conflicts where no path keeps all conditions.

    References
    ----------
    Deeper lacks weigh more by a piecewise linear convex cost, which a linear programme takes as it is; effort comes
    second in a lexicographic order (Isermann 1982, *OR Spektrum* 4).

    Examples
    --------
    A county with 10 beds too many gives 3 a year to its neighbour in the same city, which has 10 too few.

    >>> two, years = np.zeros(2), (2021, 2022, 2023, 2024)
    >>> many, ever = np.full((2, 4), 99.0), np.ones(4, dtype=bool)
    >>> path = solve(Programme(("a", "b"), years, np.zeros(2, np.intp), np.array([30.0, 10.0]), np.full(2, 20.0),
    ...     np.eye(2), np.zeros((2, 4)), np.array([20.0, 10.0]), two, np.full(2, 3.0), many, np.full(2, 99.0), many,
    ...     two, 0.0, np.zeros(4), np.full(4, np.inf), ever, ~ever, ~ever, np.full(4, np.nan)))
    >>> path.capacity[1].tolist(), path.first.proven
    ([13.0, 16.0, 19.0, 20.0], True)
    """
    columns, rows = Model(programme).parts()
    how: dict[str, Any] = {"time_limit_s": time_limit_s, "gap": gap}
    first = solve_mip(columns, rows, **how)
    if not first.found:
        nothing = np.zeros((len(programme.counties), len(programme.years)))
        return Path({}, nothing, nothing, nothing, first, None, first.conflicts)
    worst = first.objective * (1 + _SLACK) + _SLACK
    cap = Rows("no_worse", {column.name: np.asarray(column.cost)[None, :] for column in columns}, upper=worst)
    second = solve_mip(
        _by_effort(columns, programme.effort, programme.parcel), [*rows, cap], start=first.values, **how
    )
    values = second.values if second.found else first.values
    shape = (len(programme.counties), len(programme.years))
    size = {name: programme.parcel if name in IN_PARCELS else 1 for name in CHANGES}
    changes = {name: size[name] * np.round(values[name].reshape(shape)) + 0.0 for name in CHANGES}
    gained = np.add.reduce([sign * changes[name] for name, sign in CHANGES.items()]) + programme.listed
    capacity = programme.capacity[:, None] + np.cumsum(gained, axis=1)
    have = programme.spread @ capacity
    return Path(changes, capacity, have, np.maximum(programme.need[:, None] - have, 0.0), first, second)


def parts_for_share(programme: Programme, *, promised: Bools) -> tuple[list[Columns], list[Rows]]:
    """Give columns and rows in which a share of the need that all counties have in some years is to be made greatest.

    Parameters
    ----------
    programme
        One kind, without a line.
    promised
        Shape (T,): the years.
    """
    model = Model(programme)
    columns, rows = model.parts()
    free = [
        Columns(item.name, np.zeros(np.size(item.cost)), item.lower, item.upper, item.integer) for item in columns
    ]
    return [*free, Columns("share", [1.0], 0.0, 1.0)], [*rows, model.share(promised)]


def _by_effort(columns: list[Columns], effort: Effort, parcel: int) -> list[Columns]:
    """Give the same columns with the effort of each change as their cost."""
    cost = {"fill": effort.fill, "in": effort.move, "in_across": effort.across, "build": effort.build}
    cost = {name: value * (parcel if name in IN_PARCELS else 1) for name, value in cost.items()}
    return [
        Columns(
            item.name, np.full(np.size(item.cost), cost.get(item.name, 0.0)), item.lower, item.upper, item.integer
        )
        for item in columns
    ]
