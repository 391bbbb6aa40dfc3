"""Residents and jobs per zone as plain arrays, for the year and group asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.region import Region

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """One number per zone (in the order of ``region["zones"]``) with its range and year."""

    value: Numbers
    low: Numbers
    high: Numbers
    year: int


def count_by_zone(region: Region, table: str = "residents", *, group: str = "all") -> Counts:
    """Give residents or jobs of the latest year per zone; zones without a row count zero.

    Parameters
    ----------
    region
        The circle.
    table
        ``residents`` or ``jobs``.
    group
        Group (``residents``) or industry (``jobs``).

    Returns
    -------
    Counts
        ``low`` and ``high`` equal ``value`` where no range is given.

    Raises
    ------
    ValueError
        If the table has no row of the group.
    """
    attribute = "group" if table == "residents" else "industry"
    rows = region[table]
    rows = rows[rows[attribute] == group]
    if rows.empty:
        raise ValueError(f"table {table} has no rows with {attribute} = {group!r}")
    year = int(rows["year"].max())
    rows = rows[rows["year"] == year].set_index("zone")
    zones = region["zones"]["zone"]

    def column(values: pd.Series[float]) -> Numbers:
        return np.asarray(zones.map(values).fillna(0.0), dtype="float64")

    value = rows["value"]
    return Counts(column(value), column(rows["low"].fillna(value)), column(rows["high"].fillna(value)), year)
