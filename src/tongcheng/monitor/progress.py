"""How far a target has come from where its plan began: 建设进程, each circle against its own plan."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.monitor.economic_census import REVISED, revised_between, series_of
from tongcheng.monitor.readings import Reading
from tongcheng.monitor.units import measure_of
from tongcheng.region.periods import is_period, period_end

Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Progress:
    """The way already gone.

    Parameters
    ----------
    baseline, baseline_as_of
        Where the plan began.
    share
        Per cent of the way from the baseline to the goal; above 100 beyond the goal, below 0 if it went back.
    elapsed
        Per cent of the time from the baseline to the end of the goal year, at the latest value.
    reason
        Why there is no share, or what must be read with it.
    """

    baseline: float = float("nan")
    baseline_as_of: str = ""
    share: float = float("nan")
    elapsed: float = float("nan")
    reason: Text = NOTHING


def progress_of(
    target: Row,
    series: Sequence[Reading],
    goal: float,
    *,
    falls: bool = False,
    changes: Sequence[pd.Timestamp] = (),
) -> Progress:
    """Measure a target against its own baseline.

    The baseline is the plan's own; where the plan gives none, the newest value of the year in which it was published
    or before. Values before and after an economic census, or before and after a change of territory, are two series,
    and no way is measured between them.

    Parameters
    ----------
    target
        Row of ``targets``.
    series
        Published values, oldest first, in the common unit.
    goal
        In the common unit.
    falls
        Whether less is better.
    changes
        Days on which the territory of the subject changed.

    Returns
    -------
    Progress
    """
    latest = series[-1]
    start = _baseline(target, series)
    if start is None:
        return Progress(reason=Text("规划没有基期值，发布前也无公布值", "no baseline in the plan or before it"))
    value, as_of, published = start
    shown = {"baseline": value, "baseline_as_of": as_of}
    first, end = period_end(as_of), period_end(str(int(target["year"])))
    reason = _broken(str(target["indicator"]), (as_of, published, first), latest, changes)
    if latest.day <= first:
        reason = Text("基期之后没有新的公布值", "no value published after the baseline")
    elif latest.day > end:
        reason = Text("目标年已过，缺目标年当年的公布值", "the goal year has passed without a value of that year")
    elif reached(str(target["operator"]), value, goal, falls=falls):
        reason = Text("基期已达到目标值", "the baseline already reached the goal")
    if reason is not None:
        return Progress(**shown, reason=reason)  # type: ignore[arg-type]
    return Progress(
        **shown,  # type: ignore[arg-type]
        share=100 * (latest.value - value) / (goal - value),
        elapsed=100 * (latest.day - first).days / (end - first).days,
    )


def reached(operator: str, value: float, goal: float, *, falls: bool) -> bool:
    """Tell whether a value is at its goal.

    Examples
    --------
    >>> reached(">", 100.0, 100.0, falls=False), reached("~", 31.0, 32.0, falls=True)
    (False, True)
    """
    if operator in {">", "<"}:
        return value < goal if falls else value > goal
    return value <= goal if falls else value >= goal


def _baseline(target: Row, series: Sequence[Reading]) -> tuple[float, str, str] | None:
    stated, as_of = target["baseline_value"], target["baseline_as_of"]
    if pd.notna(stated) and isinstance(as_of, str) and is_period(as_of):
        published = target["published"] if isinstance(target["published"], str) else ""
        return float(stated) * measure_of(target["unit"]).factor, as_of, published
    set_on = target["published"]
    if not isinstance(set_on, str) or not is_period(set_on):
        return None
    before = [reading for reading in series if reading.day.year <= period_end(set_on).year]
    return (before[-1].value, before[-1].as_of, before[-1].published) if before else None


def _broken(
    indicator: str, start: tuple[str, str, date], latest: Reading, changes: Sequence[pd.Timestamp]
) -> Text | None:
    as_of, published, first = start
    if indicator in REVISED:
        before, after = series_of(as_of, published), series_of(latest.as_of, latest.published)
        if before != after:
            census = revised_between(before, after)
            return Text(
                f"基期在{census.zh}修订之前，最近值在修订之后，不作比较",
                f"baseline before, latest value after the revision by {census.en}: not compared",
            )
    if any(first < day.date() <= latest.day for day in changes):
        return Text("期间区划有变更，不作比较", "the territory changed in between: not compared")
    return None
