"""Shortfall: how much of the worst gaps a project closes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.plan.priorities.measured import Measured, missing

#: The effect that closes a gap has the gap's name and this at its end: ``jobs_reached`` and ``jobs_reached_gain``.
GAIN = "_gain"

#: Gaps of this part of the counties are the worst.
WORST_SHARE = 0.25

_TRANSIT = "transit"
_PERCENT = 100.0
_KEYS = ["indicator", "group"]

NO_GAPS = Text(
    "没有可达差距（gaps）：需路网、就业岗位、常住人口、交界开放程度",
    "no gaps in what is reached: roads, jobs, residents and openness of borders open them",
)
NOT_BY_CAR = Text(
    "差距按驾车测算，公共交通的可达差距尚未测算",
    "gaps are measured by car; those by public transport are not measured",
)
NO_MATCH = Text("测出的影响与任何差距都不对应", "none of its effects answers a gap")


def worst_gaps(gaps: pd.DataFrame, share: float = WORST_SHARE) -> pd.DataFrame:
    """Give the deepest gaps of each indicator and group: a part of its counties, at least one.

    Parameters
    ----------
    gaps
        As the run keeps them.
    share
        Of the gaps of each indicator.

    Returns
    -------
    pandas.DataFrame
        Rows of ``gaps`` with ``depth``, the shortfall over the reference.

    Examples
    --------
    >>> gaps = pd.DataFrame({"indicator": "jobs_reached", "group": "all", "place": ["a", "b"],
    ...                      "shortfall": [1.0, 4.0], "reference": [10.0, 8.0]})
    >>> worst_gaps(gaps)[["place", "depth"]].to_numpy().tolist()
    [['b', 0.5]]
    """
    own = gaps[gaps["reference"].gt(0) & gaps["shortfall"].gt(0)]
    own = own.assign(depth=own["shortfall"] / own["reference"])
    own = own.sort_values([*_KEYS, "depth", "place"], ascending=[True, True, False, True])
    count = own.groupby(_KEYS)["depth"].transform("size")
    return own[own.groupby(_KEYS).cumcount() < np.maximum(1, np.round(count * share))]


def shortfall_of(
    projects: list[str],
    gaps: pd.DataFrame,
    effects: pd.DataFrame,
    names: Mapping[str, str],
    reasons: Mapping[str, Text],
    *,
    share: float = WORST_SHARE,
) -> list[tuple[str, Measured]]:
    """Measure how much of the worst gaps each project closes.

    Parameters
    ----------
    projects
        Their ids.
    gaps
        As the run keeps them.
    effects
        Of projects under the borders of today.
    names
        Of counties.
    reasons
        Why a project has no effects.

    Returns
    -------
    list of (project, Measured)
        In percent: the mean over the gaps that the project's effects answer.
    """
    worst = worst_gaps(gaps, share)
    answered = {str(name) + GAIN for name in worst["indicator"]}
    own = effects[effects["indicator"].isin(answered) & (effects["mode"] != _TRANSIT)]
    told = {str(project): rows for project, rows in own.groupby("scenario")}
    modes = {str(project): set(rows) for project, rows in effects.groupby("scenario")["mode"]}
    found = []
    for project in projects:
        if worst.empty:
            found.append((project, missing(NO_GAPS)))
        elif project in told:
            found.append((project, _closed(worst, told[project], names)))
        elif project in modes:
            found.append((project, missing(NOT_BY_CAR if modes[project] == {_TRANSIT} else NO_MATCH)))
        else:
            found.append((project, missing(reasons[project])))
    return found


def _closed(worst: pd.DataFrame, effects: pd.DataFrame, names: Mapping[str, str]) -> Measured:
    """Give the part that is closed; a county whose reach does not change is not told and closes nothing."""
    parts, best = [], (0.0, "", 0.0)
    for (indicator, group), rows in worst.groupby(_KEYS, sort=True):
        own = effects[(effects["indicator"] == f"{indicator}{GAIN}") & (effects["group"] == group)]
        own = own[own["threshold"].isin(rows["threshold"])]
        if own.empty:
            continue
        counties = own[own["level"] == "county"].groupby("place")[["value", "low", "high"]].sum(min_count=1)
        ends = []
        for column in ("value", "low", "high"):
            gain = counties[column].fillna(counties["value"]).reindex(rows["place"]).fillna(0.0).to_numpy()
            closed = np.clip(gain, 0.0, rows["shortfall"].to_numpy())
            ends.append(float((closed * rows["residents"]).sum() / (rows["shortfall"] * rows["residents"]).sum()))
            if column == "value":
                shares = closed / rows["shortfall"].to_numpy()
                top = int(shares.argmax())
                best = max(best, (float(shares[top]), str(rows["place"].iloc[top]), float(rows["depth"].iloc[top])))
        parts.append(ends)
    if not parts:
        return missing(NO_MATCH)
    value, low, high = (_PERCENT * float(part) for part in np.mean(parts, axis=0))
    inputs = Text("最深的差距均未触及", "touches none of the deepest gaps")
    if best[0] > 0:
        closed_share, depth = f"{_PERCENT * best[0]:.2g}%", f"{_PERCENT * best[2]:.0f}%"
        place = names.get(best[1], best[1])
        inputs = Text(
            f"最多补上{place}差距的 {closed_share}（该县现状比同城水平低 {depth}）",
            f"closes {closed_share} of the gap of {place} (which is {depth} below the level together)",
        )
    return Measured(value, min(low, value), max(high, value), inputs)
