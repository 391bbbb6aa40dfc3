"""Shortfall: how much of the worst gaps a project closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.language import Text
from tongcheng.plan.priorities.measured import Measured, by_county, missing

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
    answers = [_Answer.of(rows, effects, projects) for _, rows in worst.groupby(_KEYS, sort=True)]
    modes = effects[["scenario", "mode"]].drop_duplicates().groupby("scenario")["mode"].agg(set).to_dict()
    found = []
    for place, project in enumerate(projects):
        own = [answer for answer in answers if answer.told[place]]
        if worst.empty:
            found.append((project, missing(NO_GAPS)))
        elif own:
            found.append((project, _closed(own, place, names)))
        elif project in modes:
            found.append((project, missing(NOT_BY_CAR if modes[project] == {_TRANSIT} else NO_MATCH)))
        else:
            found.append((project, missing(reasons[project])))
    return found


@dataclass(frozen=True, eq=False)
class _Answer:
    """The worst gaps of one indicator and group, and what each project closes of them.

    Parameters
    ----------
    rows
        The gaps.
    told
        Shape (projects,): whether the project's effects answer them at all.
    closed
        Shape (projects, gaps): part that is closed.
    total
        Shape (3, projects): value, low and high of the part of all of them, by residents.
    """

    rows: pd.DataFrame
    told: NDArray[np.bool_]
    closed: NDArray[np.float64]
    total: NDArray[np.float64]

    @classmethod
    def of(cls, rows: pd.DataFrame, effects: pd.DataFrame, projects: list[str]) -> _Answer:
        """Compare; a county whose reach does not change is not told and closes nothing."""
        first = rows.iloc[0]
        own = effects[
            (effects["indicator"] == f"{first['indicator']}{GAIN}")
            & (effects["group"] == first["group"])
            & (effects["mode"] != _TRANSIT)
            & effects["threshold"].isin(rows["threshold"])
        ]
        gains = by_county(own, projects, list(rows["place"]))
        shortfall, residents = rows["shortfall"].to_numpy(), rows["residents"].to_numpy()
        closed = np.clip(gains, 0.0, shortfall)
        total = (closed * residents).sum(axis=2) / (shortfall * residents).sum()
        told = pd.Index(projects).isin(own["scenario"].unique())
        return cls(rows, told, closed[0] / shortfall, total)


def _closed(answers: list[_Answer], place: int, names: Mapping[str, str]) -> Measured:
    """Give the mean over what a project's effects answer, and name the county where it closes most."""
    value, low, high = (_PERCENT * float(end) for end in np.mean([one.total[:, place] for one in answers], axis=0))
    best = max(answers, key=lambda one: float(one.closed[place].max()))
    top = int(best.closed[place].argmax())
    share, county = float(best.closed[place, top]), str(best.rows["place"].iloc[top])
    inputs = Text("最深的差距均未触及", "touches none of the deepest gaps")
    if share > 0:
        part, depth = _percent(share), f"{_PERCENT * float(best.rows['depth'].iloc[top]):.0f}%"
        inputs = Text(
            f"最多补上{names.get(county, county)}差距的{part.zh}（该县现状比同城水平低 {depth}）",
            f"closes {part.en} of the gap of {names.get(county, county)} (which is {depth} below the level together)",
        )
    return Measured(value, min(low, value), max(high, value), inputs)


def _percent(share: float) -> Text:
    """Write a part of a gap with no more digits than it is known to."""
    least = 0.01
    percent = _PERCENT * share
    if percent < least:
        return Text(f"不到 {least}%", f"under {least}%")
    number = f"{percent:.0f}%" if percent >= 1 else f"{percent:.1g}%"
    return Text(f" {number}", number)
