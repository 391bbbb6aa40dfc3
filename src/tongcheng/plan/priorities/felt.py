"""Felt gain: residents who notice, for the money, those worst off first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.language import NOTHING, Text
from tongcheng.plan.appraisal.benefits import GAINING
from tongcheng.plan.assumptions import Assumptions
from tongcheng.plan.priorities.measured import Measured, by_county, missing
from tongcheng.region.region import Region

_SAVED = ("time_saved", "time_saved_potential")
_REACH = ("jobs_reached", "residents_reached")
_MINUTES = 60.0
_TRANSIT = "transit"
_POTENTIAL = Text("（节省时间为未标定势能）", " (time saved is an uncalibrated potential)")

NO_TRIPS = Text("需公共交通出行量，才知道省多少时间", "trips by public transport would tell how much time is saved")
NO_TIME = Text(
    "已测服务增量，但未测居民省多少时间，无法折算有感居民",
    "what it adds to services was measured, but no time saved, from which residents who notice are counted",
)
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
    seen = set(effects["scenario"])
    riders = set(effects.loc[effects["mode"] == _TRANSIT, "scenario"])
    effects = effects[effects["mode"] != _TRANSIT]
    gaining = effects[effects["indicator"] == GAINING]
    ids, counties = (
        [str(project) for project in projects["project"]],
        list(region["counties"]["county"].astype("str")),
    )
    weights = county_weights(region, results, assumptions.get("distribution_weight").value)[counties].to_numpy()
    persons = by_county(gaining, ids, counties)
    saved = effects[effects["indicator"].isin(_SAVED)]
    calibrated = set(saved.loc[saved["indicator"] == _SAVED[0], "scenario"])
    kept = saved[(saved["indicator"] == _SAVED[0]) | ~saved["scenario"].isin(calibrated)]
    minutes = by_county(kept, ids, counties)
    # Who saves half of what is noticed counts half: so it is minutes over the threshold, everybody at most.
    notice = assumptions.get("notice_min").value
    noticed = persons if notice == 0 else np.minimum(persons, np.maximum(minutes, 0.0) / notice)
    felt = np.asarray(noticed @ weights, dtype=np.float64)
    plain = noticed[0].sum(axis=1)
    told = set(gaining["scenario"])
    found = []
    for place, row in enumerate(projects.to_dict("records")):
        project = ids[place]
        if project not in told:
            why = NO_TRIPS if project in riders else NO_TIME if project in seen else reasons[project]
            found.append((project, missing(why)))
        elif not row["cost"] > 0:
            found.append((project, missing(NO_COST)))
        else:
            people = (float(persons[0, place].sum()), float(minutes[0, place].sum()), float(plain[place]))
            found.append((project, _felt(felt[:, place], people, row, project in calibrated)))
    return found


def _felt(
    ends: NDArray[np.float64], people: tuple[float, float, float], row: Mapping[Any, Any], real: bool
) -> Measured:
    """Put people over money; the range takes few people at the high cost and many at the low one."""
    value = float(ends[0]) / row["cost"]
    low, high = float(ends.min()) / row["cost_high"], float(ends.max()) / row["cost_low"]
    whole, total, plain = people
    each = total / whole if whole > 0 else 0.0
    extra = NOTHING if real else _POTENTIAL
    inputs = Text(
        f"受益 {whole:,.0f} 人，人均每日省 {each:.2f} 分钟，折合有感 {plain:,.0f} 人；投资 {row['cost']:.2f} 亿元{extra.zh}",
        f"{whole:,.0f} gain, {each:.2f} minutes a day each, {plain:,.0f} notice; cost {row['cost']:.2f} (100 m yuan){extra.en}",
    )
    return Measured(value, min(low, value), max(high, value), inputs)
