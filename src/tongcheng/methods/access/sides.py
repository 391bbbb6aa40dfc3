"""The side from which access is asked, and the amounts of both sides."""

from __future__ import annotations

from typing import Any, Final, Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tongcheng.methods.checks import Checks

Floats = NDArray[np.float64]

#: From residents to what they reach, or from facilities to those who reach them.
Side = Literal["residents", "facilities"]

SIDES: Final = ("residents", "facilities")


def amount(
    checks: Checks, argument: str, values: ArrayLike | None, length: int, *, kinds: bool = False
) -> NDArray[np.float64]:
    """Check the supply or demand of one side; ``kinds`` allows a second axis."""
    if values is None:
        checks.add(argument, "shape", "None", extra=f"({length},)")
        return np.zeros(length)
    several = kinds and np.ndim(values) > 1
    return checks.array(argument, values, "not negative", shape=(length, None) if several else (length,))


def chosen(active: str) -> Side:
    """Check the side.

    Raises
    ------
    ArrayError
        If it is none.
    """
    checks = Checks()
    checks.word("active", active, SIDES)
    checks.raise_if_any()
    return cast("Side", active)


def other_amount(
    active: str, shape: tuple[int, ...], supply: ArrayLike | None, demand: ArrayLike | None
) -> tuple[Side, Any]:
    """Give the side and what is counted on the other one, for measures that need only that."""
    side = chosen(active)
    checks = Checks()
    if side == "residents":
        counted = amount(checks, "supply", supply, shape[1], kinds=True)
    else:
        counted = amount(checks, "demand", demand, shape[0], kinds=True)
    checks.raise_if_any()
    return side, counted
