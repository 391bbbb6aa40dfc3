"""A criterion's raw numbers, project by project, with what is missing said in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.language import NOTHING, Text

NAN = float("nan")


@dataclass(frozen=True)
class Measured:
    """What one criterion is for one project.

    Parameters
    ----------
    value, low, high
        In the unit of the criterion; NaN where it is not known.
    inputs
        The raw numbers behind it, in words.
    why
        Why it is not known and which table opens it; empty if it is.
    """

    value: float
    low: float
    high: float
    inputs: Text = NOTHING
    why: Text = NOTHING


def missing(why: Text) -> Measured:
    """Give a criterion that is not known, never a nought."""
    return Measured(NAN, NAN, NAN, why=why)


def frame_of(name: str, measured: Iterable[tuple[str, Measured]]) -> pd.DataFrame:
    """Put one criterion of all projects into columns ``<name>``, ``_low``, ``_high``, ``_inputs_…``, ``_why_…``."""
    rows = [
        {
            "project": project,
            name: one.value,
            f"{name}_low": one.low,
            f"{name}_high": one.high,
            f"{name}_inputs_zh": one.inputs.zh,
            f"{name}_inputs_en": one.inputs.en,
            f"{name}_why_zh": one.why.zh,
            f"{name}_why_en": one.why.en,
        }
        for project, one in measured
    ]
    return pd.DataFrame(rows).set_index("project")


def by_county(rows: pd.DataFrame, projects: Sequence[str], counties: Sequence[str]) -> NDArray[np.float64]:
    """Give effects as an array: value, low and high by project and county; a county that is not told has 0.

    Parameters
    ----------
    rows
        Effects of one indicator; only those of counties count.
    projects, counties
        Ids, in the order of the array.

    Returns
    -------
    numpy.ndarray
        Shape (3, projects, counties).
    """
    own = rows[rows["level"] == "county"]
    project, county = (
        pd.Index(projects).get_indexer(pd.Index(own["scenario"])),
        pd.Index(counties).get_indexer(pd.Index(own["place"])),
    )
    there = (project >= 0) & (county >= 0)
    made = np.zeros((3, len(projects), len(counties)))
    value = own["value"].to_numpy(dtype=np.float64)
    for place, column in enumerate(("value", "low", "high")):
        amount = own[column].to_numpy(dtype=np.float64)
        amount = np.where(np.isnan(amount), value, amount)
        np.add.at(made[place], (project[there], county[there]), amount[there])
    return made
