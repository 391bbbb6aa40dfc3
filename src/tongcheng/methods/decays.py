"""How the weight of a place falls with the minutes to it: decays as values.

A decay is made once, checked when it is made, and called with minutes; it can be compared, hashed and printed, so that
a result can say which one it was made with. Every decay is 1 at 0 minutes, never rises, and is 0 beyond its
``cutoff_min``, which is inclusive. Any other function of an array that does so may stand in its place.

Examples
--------
>>> step(30)(np.array([0.0, 30.0, 31.0]))
array([1., 1., 0.])
>>> gaussian(20, cutoff_min=60)
Gaussian(sd_min=20.0, cutoff_min=60.0)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from tongcheng.methods.checks import Checks

Floats = NDArray[np.float64]

#: Minutes of any shape in, weights from 0 to 1 of the same shape out.
Decay = Callable[[NDArray[Any]], Floats]


@dataclass(frozen=True)
class Steps:
    """Full weight up to the first mark, less up to each further one, nothing beyond the last (Luo and Qi 2009)."""

    upper_min: tuple[float, ...]
    weights: tuple[float, ...]

    def __call__(self, minutes: NDArray[Any]) -> Floats:
        """Give the weights."""
        minutes = np.asarray(minutes)
        if len(self.upper_min) == 1:
            return (minutes <= self.upper_min[0]).astype(np.float64) * self.weights[0]
        # Counting the rings around each pair is ten times as fast as searching its ring, and 30.1 minutes lie within
        # 30.1 in either precision.
        rings = np.zeros(minutes.shape, dtype=np.int16)
        for upper in self.upper_min:
            rings += minutes <= upper
        return np.array([0.0, *reversed(self.weights)]).take(rings)


@dataclass(frozen=True)
class Linear:
    """Falls in a straight line to 0 at the cut-off."""

    cutoff_min: float

    def __call__(self, minutes: NDArray[Any]) -> Floats:
        """Give the weights."""
        return np.maximum(0.0, 1.0 - np.asarray(minutes, dtype=np.float64) / self.cutoff_min)


@dataclass(frozen=True)
class Exponential:
    """``exp(-rate t)`` (Wilson 1971)."""

    rate: float
    cutoff_min: float = math.inf

    def __call__(self, minutes: NDArray[Any]) -> Floats:
        """Give the weights."""
        minutes = np.asarray(minutes)
        return _within(np.exp(minutes.astype(np.float64) * -self.rate), minutes, self.cutoff_min)


@dataclass(frozen=True)
class Gaussian:
    """``exp(-t² / 2 sd²)`` (Ingram 1971)."""

    sd_min: float
    cutoff_min: float = math.inf

    def __call__(self, minutes: NDArray[Any]) -> Floats:
        """Give the weights."""
        minutes = np.asarray(minutes)
        return _within(np.exp(-0.5 * (minutes.astype(np.float64) / self.sd_min) ** 2), minutes, self.cutoff_min)


@dataclass(frozen=True)
class GaussianToZero:
    """A Gaussian whose standard deviation is the cut-off, brought down to 0 there (Dai 2010)."""

    cutoff_min: float

    def __call__(self, minutes: NDArray[Any]) -> Floats:
        """Give the weights."""
        minutes, foot = np.asarray(minutes), math.exp(-0.5)
        weights = (np.exp(-0.5 * (minutes.astype(np.float64) / self.cutoff_min) ** 2) - foot) / (1 - foot)
        return np.maximum(0.0, _within(weights, minutes, self.cutoff_min))


@dataclass(frozen=True)
class InversePower:
    """``t ** -exponent``, 1 below one minute (Hansen 1959)."""

    exponent: float
    cutoff_min: float = math.inf

    def __call__(self, minutes: NDArray[Any]) -> Floats:
        """Give the weights."""
        minutes = np.asarray(minutes)
        weights = np.maximum(minutes.astype(np.float64), 1.0) ** -self.exponent
        return _within(weights, minutes, self.cutoff_min)


@dataclass(frozen=True)
class Logistic:
    """Falls as one minus a logistic distribution with this median and standard deviation, scaled to 1 at 0."""

    median_min: float
    sd_min: float
    cutoff_min: float = math.inf

    def __call__(self, minutes: NDArray[Any]) -> Floats:
        """Give the weights."""
        minutes = np.asarray(minutes)
        slope = math.pi / (self.sd_min * math.sqrt(3))
        start = float(expit(slope * self.median_min))
        weights = expit(slope * (self.median_min - minutes.astype(np.float64))) / start
        return _within(weights, minutes, self.cutoff_min)


def step(cutoff_min: float) -> Steps:
    """Give the decay of cumulative opportunities and of the first 2SFCA: 1 up to the cut-off, 0 beyond."""
    return steps([cutoff_min], [1.0])


def steps(upper_min: Sequence[float], weights: Sequence[float]) -> Steps:
    """Give a stepped decay.

    Parameters
    ----------
    upper_min
        Inclusive upper ends of the rings, rising.
    weights
        Weight of each ring, 0 to 1, never rising.

    Raises
    ------
    ArrayError
        If they are not of one length, out of range or out of order.

    Examples
    --------
    >>> steps([10, 20, 30], [1, 0.68, 0.22])(np.array([10.0, 10.5, 30.0, 30.1]))
    array([1.  , 0.68, 0.22, 0.  ])
    """
    checks = Checks()
    marks = checks.array("upper_min", upper_min, "not negative", shape=(None,))
    heights = checks.array("weights", weights, "share", shape=(marks.size if marks.ndim == 1 else None,))
    checks.raise_if_any()
    if not len(marks):
        checks.add("upper_min", "shape", "()", extra="(1 or more,)")
    for place in np.flatnonzero(np.diff(marks) <= 0) + 1:
        checks.add("upper_min", "order", f"{marks[place]:g}", index=(int(place),), extra=f"{marks[place - 1]:g}")
    for place in np.flatnonzero(np.diff(heights) > 0) + 1:
        checks.add("weights", "fall", f"{heights[place]:g}", index=(int(place),), extra=f"{heights[place - 1]:g}")
    checks.raise_if_any()
    return Steps(tuple(marks.tolist()), tuple(heights.tolist()))


def linear(cutoff_min: float) -> Linear:
    """Give a decay that falls in a straight line to 0 at the cut-off."""
    return Linear(_positive("cutoff_min", cutoff_min))


def exponential(rate: float, *, cutoff_min: float | None = None) -> Exponential:
    """Give ``exp(-rate t)``, ``rate`` per minute."""
    return Exponential(_positive("rate", rate), _cutoff(cutoff_min))


def gaussian(sd_min: float, *, cutoff_min: float | None = None) -> Gaussian:
    """Give ``exp(-t² / 2 sd²)``, ``sd_min`` in minutes."""
    return Gaussian(_positive("sd_min", sd_min), _cutoff(cutoff_min))


def gaussian_to_zero(cutoff_min: float) -> GaussianToZero:
    """Give the Gaussian of Dai (2010), which reaches 0 at the cut-off."""
    return GaussianToZero(_positive("cutoff_min", cutoff_min))


def inverse_power(exponent: float, *, cutoff_min: float | None = None) -> InversePower:
    """Give ``t ** -exponent``, 1 below one minute."""
    return InversePower(_positive("exponent", exponent), _cutoff(cutoff_min))


def logistic(median_min: float, sd_min: float, *, cutoff_min: float | None = None) -> Logistic:
    """Give one minus a logistic distribution with this median and standard deviation, scaled to 1 at 0 minutes."""
    return Logistic(_positive("median_min", median_min), _positive("sd_min", sd_min), _cutoff(cutoff_min))


def _within(weights: Floats, minutes: NDArray[Any], cutoff_min: float) -> Floats:
    if math.isfinite(cutoff_min):
        weights[minutes > cutoff_min] = 0.0
    return weights


def _cutoff(value: float | None) -> float:
    return math.inf if value is None else _positive("cutoff_min", value)


def _positive(name: str, value: float) -> float:
    checks = Checks()
    checks.array(name, value, "positive", shape=())
    checks.raise_if_any()
    return float(value)
