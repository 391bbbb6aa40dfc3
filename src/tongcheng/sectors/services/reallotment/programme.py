"""Who gives, who takes, what is added, year by year: the conditions of a plan, and the plan, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.mip import Answer, Conflict

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: What changes the capacity of a county in a year, with its sign.
CHANGES: Final = {"in": 1, "in_across": 1, "out": -1, "out_across": -1, "fill": 1, "build": 1}


@dataclass(frozen=True, eq=False)
class Effort:
    """What one unit takes of effort, by how it comes; only their order and ratio matter."""

    fill: float = 1.0
    move: float = 2.0
    build: float = 4.0
    across: float = 6.0


@dataclass(frozen=True, eq=False)
class Programme:
    """One kind: n counties, T years. Units of capacity are whole.

    Parameters
    ----------
    counties
        Ids, for conflicts.
    years
        Their numbers.
    city
        Shape (n,): index of each county's city.
    capacity, need
        Shape (n,): today's capacity, capacity needed.
    spread
        Shape (n, n): share of the capacity in the column's county that counts for the row's; the unit matrix where
        only what stands in a county counts.
    listed
        Shape (n, T): capacity that projects on the list bring in that year.
    floor, hold
        Shape (n,): least capacity at any time; least that counts for a county at any time.
    give_year, take_year
        Shape (n,): most that a county gives away, takes in within one year.
    give_by, take_by
        Shape (n, T): most that it gives, takes up to a year.
    slack
        Shape (n,): capacity that is authorised and not in use.
    build_year, build_by
        Scalar and shape (T,): most that is built in the circle in one year, up to a year.
    total
        Shape (T,): most that the circle may have in all; infinite for no limit.
    may_move, may_cross, may_build
        Shape (T,): whether capacity moves within cities, moves between cities, is built in a year.
    line
        Shape (T,): share of its need that every county must have in a year; NaN where nothing is promised.
    unit_cost, budget
        Cost of a unit that is built, and what may be spent on it in a year, shape (T,); None for no limit.
    bands
        Upper ends of the bands of lack as shares of the need (ascending, the last is 1), and the weight of each.
    last
        How often the last year counts, every other one counting once: relief that does not last is worth little.
    worth
        A unit that is moved, filled or built must relieve at least this many units of the lightest lack from then on.
    parcel
        Capacity moves and is built in parcels of this many units.
    effort
        Effort of a unit.
    """

    counties: tuple[str, ...]
    years: tuple[int, ...]
    city: NDArray[np.intp]
    capacity: Floats
    need: Floats
    spread: Floats
    listed: Floats
    floor: Floats
    hold: Floats
    give_year: Floats
    give_by: Floats
    take_year: Floats
    take_by: Floats
    slack: Floats
    build_year: float
    build_by: Floats
    total: Floats
    may_move: Bools
    may_cross: Bools
    may_build: Bools
    line: Floats
    unit_cost: float | None = None
    budget: Floats | None = None
    bands: tuple[tuple[float, float], ...] = ((0.2, 1.0), (0.4, 2.0), (1.0, 3.0))
    last: float = 1.0
    worth: float = 0.0
    parcel: int = 1
    effort: Effort = field(default_factory=Effort)


@dataclass(frozen=True, eq=False)
class Path:
    """What changes.

    Parameters
    ----------
    changes
        By name of ``CHANGES``, shape (n, T): units in that year, 0 or more.
    capacity
        Shape (n, T): at the end of each year.
    have
        Shape (n, T): what counts for each county.
    lack
        Shape (n, T): need less that, 0 or more.
    first, second
        The answers of both steps, with their bounds.
    conflicts
        Where nothing keeps all conditions: those that exclude each other; all else is empty then.
    """

    changes: dict[str, Floats]
    capacity: Floats
    have: Floats
    lack: Floats
    first: Answer
    second: Answer | None
    conflicts: tuple[Conflict, ...] = ()

    @property
    def found(self) -> bool:
        """Whether there is an answer."""
        return self.second is not None
