"""Milliseconds inside, minutes outside: how times are written into an array, told by its dtype.

``uint32`` holds milliseconds, ``uint16`` tenths of a second up to 109 minutes, ``float32`` minutes with NaN. The
largest number of the integer forms means that there is no time; it never leaves this room.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tongcheng.travel.graph import UNREACHED

MS_PER_MINUTE = 60_000
MS_PER_TENTH = 100

#: No time, in tenths of a second.
NO_TENTHS = np.uint16(0xFFFF)

#: The longest cut-off that tenths of a second can hold, in minutes.
LONGEST_TENTHS_MIN = (int(NO_TENTHS) - 1) * MS_PER_TENTH / MS_PER_MINUTE

_NAN = np.float32(np.nan)
_MINUTE = np.float32(MS_PER_MINUTE)

TimeArray = NDArray[np.uint32] | NDArray[np.uint16] | NDArray[np.float32]


def encode(ms: NDArray[np.uint32], result: TimeArray, rows: NDArray[np.intp] | None = None) -> None:
    """Write milliseconds into an array in the form of its dtype.

    Parameters
    ----------
    ms
        Shape ``(o, d)``; ``UNREACHED`` where there is no time.
    result
        Shape ``(r, d)``; ``uint32``, ``uint16`` (rounded to the nearest tenth of a second) or ``float32``.
    rows
        Shape ``(o,)``, row of the result for each row of ``ms``; the same row by default.

    Examples
    --------
    >>> minutes = np.empty((1, 2), dtype=np.float32)
    >>> encode(np.array([[90_000, UNREACHED]], dtype=np.uint32), minutes)
    >>> minutes.tolist()
    [[1.5, nan]]
    """
    rows = np.arange(len(ms)) if rows is None else rows
    if result.dtype == np.float32:
        _to_minutes(ms, result, rows)
    elif result.dtype == np.uint16:
        _to_tenths(ms, result, rows)
    else:
        result[rows] = ms[: len(rows)]


def decode(times: TimeArray) -> NDArray[np.float32]:
    """Give minutes of encoded times, NaN where there is no time."""
    if times.dtype == np.float32:
        return times.astype(np.float32, copy=False)
    if times.dtype == np.uint16:
        return np.where(times == NO_TENTHS, _NAN, times * (MS_PER_TENTH / MS_PER_MINUTE)).astype(np.float32)
    minutes = np.empty(times.shape, dtype=np.float32)
    encode(times.astype(np.uint32, copy=False), minutes)
    return minutes


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def _to_minutes(ms: Any, result: Any, rows: Any) -> None:
    for row in range(len(rows)):
        for column in range(ms.shape[1]):
            time = ms[row, column]
            minutes = np.float32(time) / _MINUTE  # whole minutes stay whole; exact to the ms up to 280 minutes
            result[rows[row], column] = minutes if time < UNREACHED else _NAN


@njit(boundscheck=False, error_model="numpy", nogil=True, cache=True)
def _to_tenths(ms: Any, result: Any, rows: Any) -> None:
    for row in range(len(rows)):
        for column in range(ms.shape[1]):
            time = ms[row, column]
            result[rows[row], column] = np.uint16((time + 50) // MS_PER_TENTH) if time < UNREACHED else NO_TENTHS
