"""The plain figures that an office looks at first: so much per thousand residents, so many of them within reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tongcheng.methods.checks import Checks

Floats = NDArray[np.float64]


def per_residents(supply: ArrayLike, residents: ArrayLike, *, per: float = 1.0) -> Floats:
    """Give supply per so many residents of each place.

    Parameters
    ----------
    supply
        Beds, school places, staff …, 0 or more, any shape.
    residents
        Residents of the age group that it is for, of the same shape.
    per
        1,000 for a figure per thousand.

    Returns
    -------
    numpy.ndarray
        Of the same shape; 0 where there is no supply, NaN where there is nobody.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> per_residents([300, 0, 20], [50_000, 4_000, 0], per=1000)
    array([ 6.,  0., nan])
    """
    checks = Checks()
    there = checks.array("supply", supply, "not negative")
    people = checks.array("residents", residents, "not negative", shape=there.shape)
    checks.array("per", per, "positive", shape=())
    checks.raise_if_any()
    rate = np.full(there.shape, np.nan)
    np.divide(there * float(per), people, out=rate, where=people > 0)
    return rate


def coverage(minutes: ArrayLike, limit: float, residents: ArrayLike) -> float:
    """Give the share of residents who reach a service within its standard.

    Parameters
    ----------
    minutes
        Minutes (or metres) to the nearest, shape (zones,); NaN, nothing to be reached, is not within anything.
    limit
        The standard in the same unit, inclusive.
    residents
        Shape (zones,).

    Returns
    -------
    float
        0 to 1; NaN if nobody lives anywhere.

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    >>> coverage([10, 15, 16, np.nan], 15, [100, 200, 50, 50])
    0.75
    """
    checks = Checks()
    far = np.asarray(minutes, dtype=np.float64)
    checks.array("minutes", np.nan_to_num(far, posinf=0.0), "not negative", shape=(None,))
    people = checks.array("residents", residents, "not negative", shape=far.shape)
    checks.array("limit", limit, "not negative", shape=())
    checks.raise_if_any()
    return float(people[far <= limit].sum() / people.sum()) if people.sum() > 0 else float("nan")
