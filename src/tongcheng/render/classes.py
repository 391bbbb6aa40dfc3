"""Classes of a coloured layer: at most six, with rounded limits, colours, labels and counts of places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tongcheng.language import Text, same
from tongcheng.render import colors
from tongcheng.render.numbers import MINUS, compact, number

#: More classes than this nobody tells apart.
MOST_CLASSES = 6

_NO_VALUE = -1


@dataclass(frozen=True)
class ColorClass:
    """One class: what it holds, how it is drawn, how many places are in it."""

    label: Text
    color: str
    count: int


@dataclass(frozen=True)
class Classes:
    """Classes of a layer and the class of each shape.

    Parameters
    ----------
    classes
        From little to much.
    index
        Class of each shape, −1 where it has no value; shape ``(n,)``.
    """

    classes: tuple[ColorClass, ...]
    index: NDArray[np.int64]

    @property
    def missing(self) -> int:
        """Count of shapes without a value."""
        return int(np.count_nonzero(self.index == _NO_VALUE))


def make_classes(
    values: Sequence[float],
    *,
    scheme: Literal["sequential", "diverging"] = "sequential",
    limits: Sequence[float] = (),
    strong: bool = False,
) -> Classes:
    """Put values into at most six classes.

    Parameters
    ----------
    values
        One number per shape; NaN has no class.
    scheme
        ``sequential``, or ``diverging`` with a class of its own for zero, drawn white.
    limits
        Inner limits of the classes; for a diverging layer magnitudes, taken on either side. A value on a limit
        belongs to the class further from zero (diverging) or above (sequential). Empty: :func:`class_limits`.
    strong
        Leave out the palest colours, which a thin line or a small point would not show.

    Examples
    --------
    >>> [(item.label.zh, item.count) for item in make_classes([1, 5, 20], limits=[5, 10]).classes]
    [('<5', 1), ('5—10', 1), ('≥10', 1)]
    """
    clean = _without_noise(np.asarray(values, dtype="float64"))
    if scheme == "diverging":
        return _diverging(clean, sorted(abs(limit) for limit in limits if limit != 0))
    return _sequential(clean, sorted(limits), strong=strong)


def _without_noise(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to nine digits of the largest value: what differs less differs by rounding errors."""
    values = np.where(np.isfinite(values), values, np.nan)
    largest = np.nanmax(np.abs(values)) if np.isfinite(values).any() else 0.0
    digits = 8 - math.floor(math.log10(largest)) if largest else 0
    # Powers of ten beyond these cannot be written as a float.
    return np.round(values, digits) if abs(digits) < 290 else values


def class_limits(values: Sequence[float] | NDArray[np.float64], *, count: int = MOST_CLASSES) -> list[float]:
    """Give rounded inner limits of quantile classes.

    Few different values get a class each. Otherwise each limit is rounded to the fewest significant digits that keep
    the classes about as even as unrounded quantiles would be.

    Parameters
    ----------
    values
        Numbers; NaN is left out.
    count
        Most classes; fewer come out where many values are equal.

    Examples
    --------
    >>> class_limits(list(range(1000)), count=5)
    [200.0, 400.0, 600.0, 800.0]
    """
    known = np.asarray(values, dtype="float64")
    known = known[np.isfinite(known)]
    distinct = np.unique(known)
    if len(distinct) <= count:
        return [_roundest(low, high) for low, high in pairwise(distinct.tolist())]
    # The smallest value can be no inner limit: below it there is nothing.
    exact = np.unique(np.quantile(known, np.arange(1, count) / count, method="higher"))
    exact = exact[exact > distinct[0]]
    goal = _largest_class(known, exact)
    rounded = exact
    for digits in (1, 2, 3, 4):
        rounded = np.unique([_significant(limit, digits) for limit in exact])
        rounded = rounded[(rounded > distinct[0]) & (rounded <= distinct[-1])]
        if len(rounded) == len(exact) and _largest_class(known, rounded) <= 1.25 * goal:
            break
    return _without_empty(known, rounded.tolist())


def _largest_class(values: NDArray[np.float64], limits: NDArray[np.float64]) -> int:
    return int(np.bincount(np.searchsorted(limits, values, side="right")).max())


def _without_empty(values: NDArray[np.float64], limits: list[float]) -> list[float]:
    """Drop the upper limit of every class that holds nothing."""
    counts = np.bincount(np.searchsorted(limits, values, side="right"), minlength=len(limits) + 1)
    return [limit for limit, below in zip(limits, counts[:-1], strict=True) if below]


def _significant(value: float, digits: int) -> float:
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _roundest(low: float, high: float) -> float:
    """Give the number with the fewest digits above ``low`` and not above ``high``."""
    candidates = (_significant(high, digits) for digits in range(1, 17))
    return next((value for value in candidates if low < value <= high), high)


def _sequential(values: NDArray[np.float64], given: list[float], *, strong: bool) -> Classes:
    known = values[np.isfinite(values)]
    if not len(known):
        return Classes((), np.full(len(values), _NO_VALUE))
    limits = given or class_limits(known)
    if len(limits) >= MOST_CLASSES:
        raise ValueError(f"{len(limits) + 1} classes; at most {MOST_CLASSES} can be told apart")
    index = np.where(np.isfinite(values), np.searchsorted(limits, np.nan_to_num(values), side="right"), _NO_VALUE)
    counts = np.bincount(index[index >= 0], minlength=len(limits) + 1)
    ramp = colors.SEQUENTIAL[min(2, MOST_CLASSES - len(counts)) if strong else 0 :]
    labels = _value_labels(np.unique(known)) if not given and len(np.unique(known)) == len(counts) else None
    labels = labels or _labels(limits)
    made = zip(labels, colors.pick(ramp, len(counts)), counts, strict=True)
    return Classes(tuple(ColorClass(label, color, int(count)) for label, color, count in made), index)


def _diverging(values: NDArray[np.float64], given: list[float]) -> Classes:
    """Put zero in a white class of its own and the rest in classes of equal magnitude on either side."""
    known = values[np.isfinite(values)]
    if not len(known):
        return Classes((), np.full(len(values), _NO_VALUE))
    size, below, above = np.abs(known[known != 0]), bool((known < 0).any()), bool((known > 0).any())
    per_side = 2 if below and above else MOST_CLASSES - 1
    limits = given or (class_limits(size, count=per_side) if len(size) else [])
    if len(limits) >= per_side:
        raise ValueError(f"{len(limits)} limits beside zero; here at most {per_side - 1} can be told apart")
    steps = len(limits) + 1
    side = np.searchsorted(limits, np.abs(np.nan_to_num(values)), side="right") + 1
    position = np.where(values == 0, 0, np.where(values < 0, -side, side))
    first, last = (-steps if below else 0), (steps if above else 0)
    shades = colors.pick(colors.LESS, steps)[::-1] if below else []
    shades += [colors.ZERO, *(colors.pick(colors.MORE, steps) if above else [])]
    labels = [_side_label(limits, step) for step in range(first, last + 1)]
    counts = [int(np.count_nonzero(position[np.isfinite(values)] == step)) for step in range(first, last + 1)]
    index = np.where(np.isfinite(values), position - first, _NO_VALUE)
    made = zip(labels, shades, counts, strict=True)
    return Classes(tuple(ColorClass(label, color, count) for label, color, count in made), index)


def _side_label(limits: list[float], step: int) -> Text:
    """Label the ``step``-th class from zero, negative below it."""
    if step == 0:
        return same("0")
    bounds = [0.0, *limits]
    near = bounds[abs(step) - 1]
    if abs(step) == len(bounds):
        sign = ("≥" if near else ">") if step > 0 else ("≤" if near else "<")
        return same(sign + _limit(math.copysign(near, step)))
    far = bounds[abs(step)]
    return _between(near, far) if step > 0 else _between(-far, -near)


def _labels(limits: Sequence[float]) -> list[Text]:
    if not limits:
        return [Text("全部", "all")]
    inner = [_between(low, high) for low, high in pairwise(limits)]
    return [same(f"<{_limit(limits[0])}"), *inner, same(f"≥{_limit(limits[-1])}")]


def _limit(value: float) -> str:
    """Write a limit with the digits that it has."""
    if abs(round(value, 6) - value) <= 1e-9 * abs(value):
        return compact(value, decimals=6)
    return f"{value:.9g}".replace("-", MINUS)


def _between(low: float, high: float) -> Text:
    first, last = _limit(low), _limit(high)
    if low < 0:
        return Text(f"{first}至{last}", f"{first} to {last}")
    return Text(f"{first}—{last}", f"{first}–{last}")


def _value_labels(distinct: NDArray[np.float64]) -> list[Text]:
    """Label each class by its only value, with as few decimals as keep them apart."""
    for decimals in range(7):
        words = [number(float(value), decimals=decimals) for value in distinct]
        exact = np.allclose(distinct, np.round(distinct, decimals), rtol=1e-3, atol=0)
        if len(set(words)) == len(words) and exact:
            return [same(word) for word in words]
    return [same(_limit(float(value))) for value in distinct]
