"""Who is served by whom, added up by county or city."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tongcheng.methods.access.pairs import Sparse, sparse
from tongcheng.methods.checks import Checks

Floats = NDArray[np.float64]


def add_up_flows(
    flows: Sparse, zones: ArrayLike, facilities: ArrayLike, *, shape: tuple[int, int] | None = None
) -> Floats:
    """Add up flows between zones and facilities by the groups that they lie in.

    Parameters
    ----------
    flows
        Of shape (zones, facilities), e.g. ``catchments(…).served()``.
    zones, facilities
        Index of the group of each, e.g. of its county or city.
    shape
        Number of groups on both sides; up to the highest index by default.

    Returns
    -------
    numpy.ndarray
        Shape (groups of zones, groups of facilities), dense.

    Raises
    ------
    ArrayError
        Naming every index that cannot be.

    Examples
    --------
    >>> add_up_flows(sparse(np.array([[1.0, 2.0], [0.0, 4.0]])), [0, 0], [0, 1])
    array([[1., 6.]])
    """
    matrix = sparse(flows)
    sides = [np.asarray(side) for side in (zones, facilities)]
    wide, high = (int(side.max(initial=-1)) + 1 for side in sides) if shape is None else shape
    checks = Checks()
    first = checks.indices("zones", sides[0], length=matrix.shape[0], below=wide)
    second = checks.indices("facilities", sides[1], length=matrix.shape[1], below=high)
    checks.raise_if_any()
    pair = np.repeat(first, np.diff(matrix.indptr)) * high + second[matrix.indices]
    return np.bincount(pair, matrix.data, wide * high).reshape(wide, high).astype(np.float64)
