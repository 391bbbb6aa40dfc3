"""Felt gain: residents who notice, for the money, those worst off first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.plan.assumptions import Assumptions
from tongcheng.plan.priorities.measured import Measured, missing
from tongcheng.region.region import Region

_SAVED = ("time_saved", "time_saved_potential")
_REACH = ("jobs_reached", "residents_reached")
_MINUTES = 60.0
_MODE = "drive"
_POTENTIAL = Text("（节省时间为未标定势能）", " (time saved is an uncalibrated potential)")

NO_TRIPS = Text("需公共交通出行量，才知道省多少时间", "trips by public transport would tell how much time is saved")
NO_COST = Text("需 figures 表 investment", "opened by figures: investment")


def county_weights(region: Region, results: pd.DataFrame, power: float) -> pd.Series[float]:
    """Give the weight of a resident of each county: mean reach of the circle over the county's, to a power.

    Parameters
    ----------
    region
        The circle.
    results
        Its figures.
    power
        0 for equal weights; 1 makes a county with half the mean reach count twice.

    Returns
    -------
    pandas.Series
        By county; 1 for all where reach by county is locked.
    """
    counties = region["counties"]["county"].astype("str")
    for name in _REACH:
        rows = results[
            (results["indicator"] == name) & (results["borders"] == "today") & (results["threshold"] == _MINUTES)
            & (results["scenario"] == "base") & (results["group"] == "all")
        ]  # fmt: skip
        own = rows[rows["level"] == "county"].set_index("place")["value"]
        whole = rows.loc[rows["level"] == "region", "value"]
        if len(own) and len(whole) and (own > 0).all():
            return ((float(whole.iloc[0]) / own) ** power).reindex(counties).fillna(1.0)
    return pd.Series(1.0, index=counties)


def felt_gain_of(
    region: Region,
    projects: pd.DataFrame,
    results: pd.DataFrame,
    effects: pd.DataFrame,
    assumptions: Assumptions,
    reasons: Mapping[str, Text],
) -> list[tuple[str, Measured]]:
    """Measure residents who notice per 亿元.

    Parameters
    ----------
    region, results
        The circle and its figures.
    projects
        Frame ``projects`` of the appraisal.
    effects
        Of projects under the borders of today.
    assumptions
        ``notice_min`` and ``distribution_weight``.
    reasons
        Why a project has no effects.

    Returns
    -------
    list of (project, Measured)
        Persons per 亿元, in prices of the project's own year.
    """
    weights = county_weights(region, results, assumptions.get("distribution_weight").value)
    notice = assumptions.get("notice_min").value
    own = effects[(effects["level"] == "county") & (effects["mode"] == _MODE)]
    told = set(effects.loc[(effects["indicator"] == "beneficiaries") & (effects["mode"] == _MODE), "scenario"])
    gaining = {str(name): rows for name, rows in own[own["indicator"] == "beneficiaries"].groupby("scenario")}
    saving = {str(name): rows for name, rows in own[own["indicator"].isin(_SAVED)].groupby("scenario")}
    seen, found = set(effects["scenario"]), []
    for row in projects.to_dict("records"):
        project = str(row["project"])
        if project not in told:
            found.append((project, missing(NO_TRIPS if project in seen else reasons[project])))
        elif not row["cost"] > 0:
            found.append((project, missing(NO_COST)))
        else:
            pair = (gaining.get(project, own.iloc[:0]), saving.get(project, own.iloc[:0]))
            found.append((project, _felt(pair, weights, notice, row)))
    return found


def _felt(
    pair: tuple[pd.DataFrame, pd.DataFrame], weights: pd.Series[float], notice: float, row: Mapping[Any, Any]
) -> Measured:
    gain, saved = pair
    kept = saved[saved["indicator"] == _SAVED[0]] if (saved["indicator"] == _SAVED[0]).any() else saved
    ends, plain = [], 0.0
    for column in ("value", "low", "high"):
        persons = gain.set_index("place")[column].fillna(gain.set_index("place")["value"])
        minutes = kept.set_index("place")[column].fillna(kept.set_index("place")["value"]).reindex(persons.index)
        # Who saves half of what is noticed counts half; so it is minutes over the threshold, everybody at most.
        noticed = persons if notice == 0 else np.minimum(persons, minutes.fillna(0.0).clip(lower=0.0) / notice)
        ends.append(float((noticed * weights.reindex(persons.index).fillna(1.0)).sum()))
        if column == "value":
            plain, whole, total = float(noticed.sum()), float(persons.sum()), float(minutes.sum())
    value, low, high = ends[0] / row["cost"], min(ends) / row["cost_high"], max(ends) / row["cost_low"]
    each = total / whole if whole > 0 else 0.0
    extra = _POTENTIAL if len(kept) and kept["indicator"].iloc[0] == _SAVED[1] else Text("", "")
    inputs = Text(
        f"受益 {whole:,.0f} 人，人均每日省 {each:.2f} 分钟，折合有感 {plain:,.0f} 人；投资 {row['cost']:.2f} 亿元{extra.zh}",
        f"{whole:,.0f} gain, {each:.2f} minutes a day each, {plain:,.0f} notice; cost {row['cost']:.2f} (100 m yuan){extra.en}",
    )
    return Measured(value, min(low, value), max(high, value), inputs)
