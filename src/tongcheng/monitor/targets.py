"""What pace a plan's targets need from here. A target is never called "not met": it has a required pace."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.region.periods import parse_period, period_end
from tongcheng.region.region import Region

#: Units of one quantity that targets and figures mix, to a common one.
_UNITS: Mapping[str, tuple[str, float]] = {
    "万亿元": ("亿元", 10_000.0),
    "亿元": ("亿元", 1.0),
    "万元": ("亿元", 1e-4),
}

#: Amounts whose pace is a growth rate; anything else is counted (lines, projects, kilometres).
_GROWING = {"亿元", "元", "人", "万人"}

Row = Mapping[Hashable, Any]

_DAYS_PER_YEAR = 365.25
_WHOLE_YEAR_DAYS = 365


def required_pace(first: float, target: float, years: float) -> float:
    """Give the average yearly growth in per cent from a value to a target.

    Parameters
    ----------
    first, target
        Values in the same unit and price basis, both positive.
    years
        Years between them, more than zero.

    Examples
    --------
    >>> round(required_pace(29756.8, 33000.0, 1), 1)
    10.9
    """
    if first <= 0 or target <= 0 or years <= 0:
        raise ValueError("a growth rate needs two positive values and a later target year")
    return float(100 * ((target / first) ** (1 / years) - 1))


def pace_table(region: Region) -> pd.DataFrame:
    """Give one row per target: the latest published value, the years left, the pace it needs, or why there is none.

    Returns
    -------
    pandas.DataFrame
        ``target plan territory name latest latest_as_of latest_basis goal unit goal_year pace pace_unit reason``;
        ``pace`` is per cent a year for amounts, percentage points for rates, and a number a year for things counted; ``reason`` (a Text) says
        why a pace is not computed or what must be read with it.
    """
    targets, figures = region["targets"], region["figures"]
    rows = [_pace_row(target, figures) for target in targets.to_dict("records")]
    return pd.DataFrame(rows)


def _pace_row(target: Row, figures: pd.DataFrame) -> Row:
    row: dict[Hashable, Any] = {
        "target": target["target"],
        "plan": target["plan"],
        "territory": target["territory"],
        "name": target["name"],
        "subject": target["subject"],
        "indicator": target["indicator"],
        "goal": target["value"],
        "goal_text": target["value_text"],
        "unit": target["unit"],
        "goal_year": target["year"],
        "price": target["price"],
        "latest": float("nan"),
        "latest_as_of": "",
        "basis": target["basis"],
        "pace": float("nan"),
        "pace_unit": "",
        "reason": NOTHING,
    }
    reason = _untestable(target)
    if reason is None:
        latest = _latest(target, figures)
        reason = (
            Text("没有同口径的已公布数值", "no published value of the same definition") if latest is None else None
        )
        if latest is not None:
            row.update(latest=latest["common"], latest_as_of=latest["as_of"], basis=latest["basis"])
            row.update(_pace(target, latest))
    if reason is not None:
        row["reason"] = reason
    return row


def _untestable(target: Row) -> Text | None:
    if target["kind"] == "qualitative" or pd.isna(target["value"]):
        return Text("原文为定性表述，无法检验", "worded without a number: not testable")
    if target["kind"] == "growth":
        return Text("目标本身是年均增速", "the target itself is a yearly growth rate")
    if pd.isna(target["year"]):
        return Text("原文没有目标年", "no target year is given")
    return None


def _latest(target: Row, figures: pd.DataFrame) -> Row | None:
    """Give the newest whole-year (or point-in-time) figure in the target's unit, never a quarter's sum."""
    goal_unit, _ = _common(str(target["unit"]))
    rows = figures[
        (figures["subject"] == target["subject"])
        & (figures["attribute"] == target["indicator"])
        & figures["value"].notna()
        & ~figures["qualifier"].isin(["planned", "derived"])
    ]
    kept = []
    for row in rows.to_dict("records"):
        unit, factor = _common(str(row["unit"]))
        first, last = parse_period(row["as_of"])
        partial = unit == "亿元" and (last - first).days + 1 < _WHOLE_YEAR_DAYS
        if unit == goal_unit and not partial:
            kept.append({**row, "common": float(row["value"]) * factor, "day": last})
    return max(kept, key=lambda row: row["day"]) if kept else None


def _common(unit: str) -> tuple[str, float]:
    return _UNITS.get(unit, (unit, 1.0))


def _pace(target: Row, latest: Row) -> Row:
    unit, factor = _common(str(target["unit"]))
    goal = float(target["value"]) * factor
    end = period_end(str(int(target["year"])))
    years = round((end - latest["day"]).days / _DAYS_PER_YEAR, 1)
    shown: dict[Hashable, Any] = {"goal": goal, "unit": unit}
    if years <= 0:
        return {**shown, "reason": Text("目标年已在最近数值之前", "the target year lies before the latest value")}
    if _reached(str(target["operator"]), float(latest["common"]), goal):
        return {
            **shown,
            "reason": Text("最近公布值已达到目标值", "the latest published value already reaches the goal"),
        }
    pace, pace_unit = _pace_of(float(latest["common"]), goal, years, unit)
    note = Text("现价，未扣除价格变化", "nominal, prices not removed") if target["price"] == "nominal" else NOTHING
    return {**shown, "pace": pace, "pace_unit": pace_unit, "reason": note}


def _pace_of(first: float, goal: float, years: float, unit: str) -> tuple[float, str]:
    """Rates move in points, amounts grow in per cent, and things that are counted come one by one."""
    if unit == "%":
        return (goal - first) / years, "百分点/年"
    if unit in _GROWING and first > 0:
        return required_pace(first, goal, years), "%/年"
    return (goal - first) / years, f"{unit}/年"


def _reached(operator: str, value: float, goal: float) -> bool:
    if operator == ">":
        return value > goal
    return value <= goal if operator in {"<", "<="} else value >= goal
