"""Indicators on one scale, higher is better: normalisations as values.

A normalisation is made once and called with values and directions; it can be compared, hashed and printed, so that an
index can say which one it was made with. All three give the same scores whatever unit a column is in. OECD and JRC
(2008), *Handbook on Constructing Composite Indicators*, step 5.

Examples
--------
>>> MinMax()(np.array([[10.0], [20.0], [40.0]]), ["more"]).ravel().round(2)
array([  0.  ,  33.33, 100.  ])
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Values of shape (places, indicators) and ``more`` or ``less`` for each indicator in; scores of the same shape out.
Normalisation = Callable[[Floats, Sequence[str]], Floats]

#: Values that differ by less than this part of themselves are equal.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class MinMax:
    """Share of the way from the worse goalpost to the better one, 0 to 100.

    Values beyond a goalpost count as the goalpost. A column without any spread has no score: it tells nobody apart.

    Parameters
    ----------
    low, high
        Goalposts, one number per indicator, in the units of the values; the least and the greatest value if None.
        Fixed goalposts make scores of several years comparable.
    floor
        Score at the worse goalpost. The geometric mean needs one above 0.
    """

    low: tuple[float, ...] | None = None
    high: tuple[float, ...] | None = None
    floor: float = 0.0

    def __call__(self, values: Floats, directions: Sequence[str]) -> Floats:
        """Give the scores."""
        low = _least(values) if self.low is None else np.asarray(self.low, dtype=np.float64)
        high = -_least(-values) if self.high is None else np.asarray(self.high, dtype=np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(high - low > _ROUNDING * np.abs(high), (values - low) / (high - low), np.nan)
        share = np.clip(share, 0.0, 1.0)
        share = np.where(_falling(directions), 1.0 - share, share)
        return self.floor + (100.0 - self.floor) * share


@dataclass(frozen=True)
class ZScore:
    """Standard deviations from the mean of the places (population form), moved to ``centre`` and ``spread``."""

    centre: float = 0.0
    spread: float = 1.0

    def __call__(self, values: Floats, directions: Sequence[str]) -> Floats:
        """Give the scores."""
        known = np.isfinite(values)
        count = known.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(known, values, 0.0).sum(axis=0) / count
            deviation = np.sqrt(np.where(known, (values - mean) ** 2, 0.0).sum(axis=0) / count)
            size = np.abs(np.where(known, values, 0.0)).max(axis=0, initial=0.0)
            score = np.where(deviation > _ROUNDING * size, (values - mean) / deviation, np.nan)
        return self.centre + self.spread * np.where(_falling(directions), -score, score)


@dataclass(frozen=True)
class DistanceTo:
    """Ratio to a reference, which is 100; of what is better when less, the reference over the value.

    Parameters
    ----------
    reference
        One number per indicator, in the units of the values: a leading place, a target, a past year.
    """

    reference: tuple[float, ...]

    def __call__(self, values: Floats, directions: Sequence[str]) -> Floats:
        """Give the scores; NaN where a ratio would divide by nothing."""
        reference = np.asarray(self.reference, dtype=np.float64)
        falling = _falling(directions)
        with np.errstate(invalid="ignore", divide="ignore"):
            score = 100.0 * np.where(falling, reference / values, values / reference)
        return np.where(np.isfinite(score), score, np.nan)


def _falling(directions: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([direction == "less" for direction in directions])


def _least(values: Floats) -> Floats:
    """Give the least known value of each column, NaN for a column without any."""
    least = np.where(np.isfinite(values), values, np.inf).min(axis=0, initial=np.inf)
    return np.where(np.isfinite(least), least, np.nan)
