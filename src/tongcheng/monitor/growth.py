"""Targets that are growth rates: what the years left must bring, from published real growth only."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tongcheng.language import Text
from tongcheng.monitor.economic_census import REVISED
from tongcheng.region.periods import is_period, parse_period, period_end

Row = Mapping[Hashable, Any]

_WHOLE_YEAR_DAYS = 365

_MISSING_REAL = Text(
    "目标为年均增速，缺逐年公布的不变价增速；现价总量不能代替",
    "the target is yearly growth; real growth by year is not published, and nominal totals cannot stand for it",
)
_MISSING = Text("目标为年均增速，缺逐年公布的增速", "the target is yearly growth; growth by year is not published")


def rest_of_growth(goal: float, years: int, known: list[float]) -> float:
    """Give the average growth that the remaining years need for a whole period to average the goal.

    Parameters
    ----------
    goal
        Average yearly growth over the period, %.
    years
        Years of the period.
    known
        Growth of the years that are over, %; fewer than ``years``.

    Examples
    --------
    >>> round(rest_of_growth(10.0, 2, [8.0]), 2)
    12.04
    """
    so_far = math.prod(1 + rate / 100 for rate in known)
    left = years - len(known)
    if left <= 0:
        raise ValueError("no year is left")
    return float(100 * (((1 + goal / 100) ** years / so_far) ** (1 / left) - 1))


def growth_pace(target: Row, figures: pd.DataFrame) -> dict[Hashable, Any]:
    """Give what a growth target needs of the years left, from figures of ``<indicator>_growth``.

    Growth targets are real (不变价); totals in current prices never stand in for them.

    Returns
    -------
    dict
        Columns of :func:`tongcheng.monitor.targets.pace_table` that change.
    """
    missing = _MISSING_REAL if target["indicator"] in REVISED else _MISSING
    as_of = target["baseline_as_of"]
    if not isinstance(as_of, str) or not is_period(as_of) or pd.isna(target["year"]):
        return {"reason": missing}
    first, last = period_end(as_of).year + 1, int(target["year"])
    rows = _by_year(figures, str(target["subject"]), f"{target['indicator']}_growth")
    known = [rows[year] for year in range(first, last + 1) if year in rows]
    years = last - first + 1
    if not known or sorted(year for year in rows if first <= year <= last) != list(range(first, first + len(known))):
        return {"reason": missing}
    shown: dict[Hashable, Any] = {"latest": known[-1][0], "latest_as_of": known[-1][1], "basis": known[-1][2]}
    if len(known) == years:
        return {**shown, "reason": Text("规划期已满", "the period is over")}
    pace = rest_of_growth(float(target["value"]), years, [rate for rate, *_ in known])
    note = Text(
        f"不变价；{first}—{last} 年平均，余 {years - len(known)} 年",
        f"real; average {first}–{last}, {years - len(known)} years left",
    )
    return {**shown, "years": float(years - len(known)), "pace": pace, "pace_unit": "%/年", "reason": note}


def _by_year(figures: pd.DataFrame, subject: str, attribute: str) -> dict[int, tuple[float, str, str]]:
    rows = figures[(figures["subject"] == subject) & (figures["attribute"] == attribute) & figures["value"].notna()]
    found = {}
    for row in rows.to_dict("records"):
        first, last = parse_period(row["as_of"])
        if (last - first).days + 1 >= _WHOLE_YEAR_DAYS and first.year == last.year:
            found[last.year] = (float(row["value"]), str(row["as_of"]), str(row["basis"]))
    return found
