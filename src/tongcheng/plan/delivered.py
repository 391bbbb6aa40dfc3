"""The loop closes: a project is delivered, the next run measures it, and what it promised stands beside what it did."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.edits import apply, edits_from_table
from tongcheng.region.periods import is_period
from tongcheng.region.region import Region

#: What a promised effect is measured by afterwards: the change of this figure of the circle as it is.
MEASURED_BY: dict[str, str] = {
    "residents_reached_gain": "residents_reached",
    "jobs_reached_gain": "jobs_reached",
}

_KEYS = ["level", "place", "borders", "mode", "group", "threshold", "percentile"]
_COLUMNS = [
    "project", "indicator", *_KEYS, "promised", "promised_low", "promised_high", "before", "after", "measured",
    "difference", "kept", "unit",
]  # fmt: skip


def deliver(region: Region, project: str, *, finish: str, apply_edits: bool = True) -> Region:
    """Give the circle after a project is completed: its state and date, and its edits in the world.

    Parameters
    ----------
    region
        The circle; it never changes.
    project
        Id.
    finish
        Day or month of completion.
    apply_edits
        Whether its edits are made in the tables; not wanted where a newer road extract holds them already.

    Raises
    ------
    InputError
        If there is no such project, it is completed or cancelled, the date is none, or an edit cannot be made.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> after = deliver(open_region("demo"), "P20", finish="2023-06")
    >>> after["projects"].set_index("project").loc["P20", ["status", "finish"]].tolist()
    ['completed', '2023-06']
    """
    problems = Problems(region.file_name("projects"))
    rows = region["projects"]
    own = rows[rows["project"] == project]
    if own.empty or own["status"].iloc[0] in ("completed", "cancelled"):
        problems.add(
            "not_deliverable", column="project",
            expected=Text("未完成的项目", "a project that is not completed"),
            found=project if own.empty else f"{project} {own['status'].iloc[0]}",
            remedy=Text("核对编号和状态", "check the id and its state"),
        )  # fmt: skip
    if not is_period(finish):
        problems.add(
            "bad_date", column="finish", expected=Text("日期，如 2023-06", "a date, like 2023-06"), found=finish,
            remedy=Text("改正日期", "correct the date"),
        )  # fmt: skip
    problems.raise_if_any()
    after = apply(region, edits_from_table(region, [project])[project]) if apply_edits else region
    here = rows["project"] == project
    done = rows.assign(status=rows["status"].mask(here, "completed"), finish=rows["finish"].mask(here, finish))
    return after.with_tables({"projects": done})


def promised_and_measured(before: pd.DataFrame, after: pd.DataFrame, project: str) -> pd.DataFrame:
    """Put what a project promised beside what the run after it measured.

    Parameters
    ----------
    before
        Results of the run in which the project was a scenario.
    after
        Results of the run in which it is part of the world. Whatever else changed between them is in the difference
        too: a fair comparison has nothing else changed, or says so.
    project
        Its id.

    Returns
    -------
    pandas.DataFrame
        One row per figure that both runs have: ``promised`` with its range, the figure ``before`` and ``after``,
        ``measured`` (after less before), ``difference`` (measured less promised), and ``kept``: whether it lies in the
        promised range or above it, to a thousandth.

    Examples
    --------
    >>> from tongcheng.results import empty_results
    >>> len(promised_and_measured(empty_results(), empty_results(), "p"))
    0
    """
    promised = before[(before["scenario"] == project) & before["indicator"].isin(list(MEASURED_BY))]
    promised = promised.assign(counterpart=promised["indicator"].map(MEASURED_BY))
    worlds = [
        frame.loc[
            (frame["scenario"] == "base") & frame["indicator"].isin(MEASURED_BY.values()), ["indicator", *_KEYS, "value"]
        ].rename(columns={"indicator": "counterpart", "value": name})
        for frame, name in ((before, "before"), (after, "after"))
    ]  # fmt: skip
    joined = promised.rename(columns={"value": "promised", "low": "promised_low", "high": "promised_high"})
    for world in worlds:
        joined = joined.merge(world, on=["counterpart", *_KEYS], how="inner")
    joined["project"] = project
    joined["measured"] = joined["after"] - joined["before"]
    joined["difference"] = joined["measured"] - joined["promised"]
    least = joined["promised_low"].fillna(joined["promised"])
    joined["kept"] = joined["measured"] >= least - 1e-3 * np.maximum(np.abs(least), 1.0)
    return joined[_COLUMNS].reset_index(drop=True)
