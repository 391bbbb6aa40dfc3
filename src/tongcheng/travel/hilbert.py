"""Places in the order of a Hilbert curve, so that neighbours on the map are neighbours in memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BITS = 16


def hilbert_index(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give each place its step along a Hilbert curve over the box of all places.

    Parameters
    ----------
    lon, lat
        Shape ``(n,)``, degrees; finite.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``, 0 to 2**32 - 1.

    References
    ----------
    Hilbert, D. (1891) Ueber die stetige Abbildung einer Linie auf ein Flächenstück.

    Examples
    --------
    >>> hilbert_index(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.0, 1.0, 1.0, 0.0])).argsort().tolist()
    [0, 1, 2, 3]
    """
    x, y = _cells(lon), _cells(lat)
    index = np.zeros(len(x), dtype=np.int64)
    side = np.int64(1) << (_BITS - 1)
    while side > 0:
        right, upper = (x & side) > 0, (y & side) > 0
        index += side * side * ((3 * right.astype(np.int64)) ^ upper.astype(np.int64))
        x, y = _turn(x, y, right, upper)
        side >>= 1
    return index


def _cells(values: NDArray[np.float64]) -> NDArray[np.int64]:
    if len(values) == 0:
        return np.zeros(0, dtype=np.int64)
    low, high = float(values.min()), float(values.max())
    scale = ((1 << _BITS) - 1) / (high - low) if high > low else 0.0
    return np.rint((values - low) * scale).astype(np.int64)


def _turn(
    x: NDArray[np.int64], y: NDArray[np.int64], right: NDArray[np.bool_], upper: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    whole = np.int64((1 << _BITS) - 1)
    flip = right & ~upper
    x, y = np.where(flip, whole - x, x), np.where(flip, whole - y, y)
    return np.where(upper, x, y), np.where(upper, y, x)
