"""What is assumed of lines whose timetable nobody published: speeds, headways and hours, each with its grounds."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text, same

#: The middle of the range, its quick end and its slow end; times under ``quick`` are the low end of a range.
Case = Literal["central", "quick", "slow"]

_COLUMN: dict[Case, str] = {"central": "value", "quick": "quick", "slow": "slow"}
_ATTRIBUTES = ("run_kmh", "stop_loss_s", "winding", "headway_min", "first_min", "last_min")
_OTHERS = "other"
_FIRST_ROW = 2


@cache
def _shipped() -> pd.DataFrame:
    with files("tongcheng.travel.transit").joinpath("assumptions.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream)


def assumptions_table() -> pd.DataFrame:
    """Give the table of assumptions, to read, to change and to hand to :func:`timetable_from_lines`.

    Returns
    -------
    pandas.DataFrame
        ``group, mode, spacing_from_km`` (mean distance of stations from which the group holds), ``attribute, unit,
        value, quick, slow, grounds, source, url, date``. Attributes: ``run_kmh`` (speed between stops),
        ``stop_loss_s`` (what braking, standing and starting take), ``winding`` (track over straight lines),
        ``headway_min``, ``first_min`` and ``last_min`` (departures from the ends, minutes after midnight), and for
        changes ``same_stop_min``.

    Examples
    --------
    >>> table = assumptions_table()
    >>> table.loc[(table["group"] == "metro") & (table["attribute"] == "headway_min"), ["quick", "value", "slow"]]
    ...     # doctest: +SKIP
    """
    return _shipped().copy()


def check_assumptions(table: pd.DataFrame) -> None:
    """Refuse a table in which a value is missing, or the ends of a range do not lie around its middle.

    Raises
    ------
    InputError
        Naming every row.
    """
    problems = Problems("assumptions.csv")
    for row, entry in enumerate(table.to_dict("records")):
        numbers = [entry["quick"], entry["value"], entry["slow"]]
        rising = all(np.diff(numbers) >= 0)
        falling = all(np.diff(numbers) <= 0)
        if not (rising or falling) or not np.isfinite(np.array(numbers, dtype="float64")).all() or min(numbers) < 0:
            problems.add(
                "bad_range",
                row=row + _FIRST_ROW,
                column="quick, value, slow",
                expected=Text("不为负的三个数，value 居中", "three numbers of 0 or more, value between the others"),
                found=f"{entry['group']} {entry['attribute']}: {numbers}",
                remedy=Text("改正取值", "correct the values"),
            )
    known = set(zip(table["group"], table["attribute"], strict=True))
    for group in sorted(set(table["group"]) - {"change"} | {_OTHERS}):
        for attribute in _ATTRIBUTES:
            if (group, attribute) not in known:
                problems.add(
                    "missing_assumption",
                    column="attribute",
                    expected=same(f"{group}: {attribute}"),
                    found="—",
                    remedy=Text("补上此行", "add the row"),
                )
    problems.raise_if_any()


def assumed(table: pd.DataFrame, mode: str, spacing_km: float, case: Case) -> dict[str, float]:
    """Give what is assumed of a line of some mode and mean distance between stations.

    Parameters
    ----------
    table
        As :func:`assumptions_table`.
    mode
        Mode of the line; one that the table does not know is ``other``.
    spacing_km
        Mean straight distance between stations; of the groups of a mode the last one holds that starts below it.
    case
        ``central``, ``quick`` or ``slow``.

    Examples
    --------
    >>> assumed(assumptions_table(), "metro", 1.3, "central")["headway_min"]
    4.0
    """
    rows = table[table["mode"] == (mode if mode in set(table["mode"]) else _OTHERS)]
    start = rows.loc[rows["spacing_from_km"] <= max(spacing_km, 0.0), "spacing_from_km"].max()
    chosen = rows[rows["spacing_from_km"] == start]
    return dict(zip(chosen["attribute"], chosen[_COLUMN[case]].astype("float64"), strict=True))


def change_minutes(table: pd.DataFrame, case: Case) -> float:
    """Give what a change at a station takes; 0 if the table does not say."""
    rows = table[table["attribute"] == "same_stop_min"]
    return float(rows[_COLUMN[case]].iloc[0]) if len(rows) else 0.0
