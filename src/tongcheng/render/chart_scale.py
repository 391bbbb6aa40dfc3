"""The value axis of a chart: its ends, its ticks, and where a value lies on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tongcheng.render.blocks import Chart, Series
from tongcheng.render.numbers import decimals_for, is_missing
from tongcheng.render.svg import tick_values


@dataclass(frozen=True)
class Scale:
    """A linear scale from values to pixels, with round ticks; zero is always on it.

    Parameters
    ----------
    ticks
        Round values from end to end.
    start, end
        Pixels of the first and the last tick.
    decimals
        Decimals of the numbers written beside the marks.
    tick_decimals
        Decimals of the numbers on the axis.
    """

    ticks: tuple[float, ...]
    start: float
    end: float
    decimals: int
    tick_decimals: int

    def at(self, value: float) -> float:
        """Give the pixel of a value."""
        share = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return self.start + share * (self.end - self.start)


def check_chart(chart: Chart) -> None:
    """Check that every series has one value, and one end of its range, per category.

    Raises
    ------
    ValueError
        If a series is longer or shorter than the categories, or has only one end of a range.
    """
    for series in chart.series:
        lists = [series.values, *(part for part in (series.low, series.high) if part is not None)]
        if any(len(part) != len(chart.categories) for part in lists) or (series.low is None) != (series.high is None):
            raise ValueError(f"series {series.name.en!r} does not fit the {len(chart.categories)} categories")


def known(values: Sequence[float] | None) -> list[float]:
    """Give the values that are there."""
    return [float(value) for value in values or () if not is_missing(value)]


def range_at(series: Series, position: int) -> tuple[float, float] | None:
    """Give the range of one value, if it has both ends."""
    if series.low is None or series.high is None:
        return None
    low, high = series.low[position], series.high[position]
    return None if is_missing(low) or is_missing(high) else (float(low), float(high))


def make_scale(chart: Chart, *, start: float, end: float) -> Scale:
    """Make the scale of a chart: all values, all ranges and zero lie on it."""
    values = [value for series in chart.series for value in known(series.values)]
    ends = [value for series in chart.series for part in (series.low, series.high) for value in known(part)]
    ticks = tuple(tick_values(min([0.0, *values, *ends]), max([0.0, *values, *ends])))
    step = ticks[1] - ticks[0]
    tick_decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return Scale(ticks, start, end, decimals_for([*values, *ends]), tick_decimals)
