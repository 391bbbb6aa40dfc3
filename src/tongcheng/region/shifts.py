"""The public shifts GCJ-02 and BD-09, and the way back from them.

Map providers in China publish coordinates in GCJ-02 (a deliberate shift of 100–700 m) or BD-09 (one provider's
shift on top of it). The formulas have been public since 2013 (eviltransform and many others); the way back is
solved by iteration, not by the usual first-order guess.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

#: Rectangle in which GCJ-02 differs from WGS84: west, south, east, north (degrees).
CHINA = (72.004, 0.8293, 137.8347, 55.8271)

# Krassowsky 1940, on which the shift was defined.
_AXIS_M = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323

_BD_ANGLE = np.pi * 3000.0 / 180.0

# The shift changes by less than 1 % of the way, so each round gains two digits: eight reach the float's own end.
_ROUNDS = 8


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Shift WGS84 coordinates to GCJ-02; outside China's rectangle they stay as they are.

    Parameters
    ----------
    lon, lat
        Degrees, any shape.

    Returns
    -------
    tuple of numpy.ndarray
        Longitude and latitude in GCJ-02, degrees.

    Examples
    --------
    >>> lon, lat = wgs84_to_gcj02(104.084312, 30.720003)
    >>> round(float(lon), 5), round(float(lat), 5)
    (104.08685, 30.71763)
    """
    return _inside_china(_shift_gcj02, lon, lat)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Give WGS84 coordinates of GCJ-02 ones, to less than 1 cm; outside China's rectangle unchanged.

    Parameters
    ----------
    lon, lat
        Degrees, any shape.

    Returns
    -------
    tuple of numpy.ndarray
        Longitude and latitude in WGS84, degrees.
    """
    return _inside_china(lambda x, y: _invert(_shift_gcj02, x, y), lon, lat)


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Shift WGS84 coordinates to BD-09 (GCJ-02 and the provider's own shift on top)."""
    return _inside_china(lambda x, y: _shift_bd09(*_shift_gcj02(x, y)), lon, lat)


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Give WGS84 coordinates of BD-09 ones; outside China's rectangle unchanged."""
    return _inside_china(lambda x, y: _invert(_shift_gcj02, *_invert(_shift_bd09, x, y)), lon, lat)


def _inside_china(shift: Shift, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    x, y = (part.astype("float64") for part in np.broadcast_arrays(lon, lat))
    west, south, east, north = CHINA
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)  # NaN is not inside
    new_x, new_y = x.copy(), y.copy()
    new_x[inside], new_y[inside] = shift(x[inside], y[inside])
    return new_x, new_y


def _shift_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    pi = np.pi
    wave = 20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)
    root = np.sqrt(np.abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north = north + 2.0 / 3.0 * (
        wave
        + (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi))
        + (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y / 30.0 * pi))
    )
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east = east + 2.0 / 3.0 * (
        wave
        + (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi))
        + (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi))
    )
    phi = np.radians(lat)
    bend = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    metres_north = _AXIS_M * (1.0 - _ECCENTRICITY_2) / bend**1.5
    metres_east = _AXIS_M / np.sqrt(bend) * np.cos(phi)
    return lon + np.degrees(east / metres_east), lat + np.degrees(north / metres_north)


def _shift_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_ANGLE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_ANGLE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _invert(shift: Shift, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Find the point whose shift ends at (lon, lat), by fixed-point iteration."""
    x, y = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        there_x, there_y = shift(x, y)
        x, y = x - (there_x - lon), y - (there_y - lat)
    return x, y
