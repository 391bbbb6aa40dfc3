"""A criterion's raw numbers, project by project, with what is missing said in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

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
