"""What can be reached: measures of access on a block of travel times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def cumulative(minutes: NDArray[np.float32], opportunities: Floats, *, threshold: float) -> Floats:
    """Count the opportunities within a number of minutes (cumulative opportunities; Hansen 1959, Ingram 1971).

    Parameters
    ----------
    minutes
        Shape (origins, destinations); NaN where a destination cannot be reached.
    opportunities
        Shape (destinations, kinds).
    threshold
        Minutes, inclusive.

    Returns
    -------
    numpy.ndarray
        Shape (origins, kinds).

    Examples
    --------
    >>> cumulative(np.array([[10, 40, np.nan]], dtype="float32"), np.array([[5.0], [7.0], [9.0]]), threshold=30)
    array([[5.]])
    """
    return (minutes <= threshold).astype("float64") @ opportunities
