"""Rows of the results table from numbers by zone and by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.results import Indicator
from tongcheng.sectors.levels import memberships

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Papers:
    """What stands beside every figure of one kind: its year and basis."""

    year: str
    basis: str


def rows(
    indicator: Indicator, papers: Papers, level: str, places: Sequence[str], values: Iterable[float], **keys: Any
) -> pd.DataFrame:
    """Give rows of one indicator at one level; unknown values are left out.

    Parameters
    ----------
    indicator, papers
        What it is and on what it rests.
    level, places, values
        One value per place.
    **keys
        Further columns of the results table, e.g. ``threshold=60`` or ``low=…`` (a scalar or one per place).
    """
    method = keys.pop("method", indicator.method)
    frame = pd.DataFrame(
        {
            "sector": indicator.sector,
            "indicator": indicator.indicator,
            "level": level,
            "place": list(places),
            "value": np.asarray(list(values), dtype="float64"),
            "unit": indicator.unit,
            "year": papers.year,
            "basis": papers.basis,
            "method": method,
            **keys,
        }
    )
    return frame[frame["value"].notna()]


def mean_rows(
    region: Region, indicator: Indicator, papers: Papers, values: Floats, *, zones: bool = True, **keys: Any
) -> pd.DataFrame:
    """Give the value of every zone and the mean over residents of every place above them.

    Parameters
    ----------
    values
        Shape (zones,), or (zones, 3) for value, low and high; NaN counts nowhere.
    zones
        Whether the zones themselves get rows.
    """
    columns = values if values.ndim == 2 else values[:, None]
    residents = count_by_zone(region).value
    parts = [_level(indicator, papers, "zone", list(region["zones"]["zone"]), columns, keys)] if zones else []
    parts += [
        _level(indicator, papers, level.level, level.places, level.mean(columns, residents), keys)
        for level in memberships(region)
    ]
    return pd.concat(parts, ignore_index=True)


def sum_rows(
    region: Region, indicator: Indicator, papers: Papers, values: Floats, *, levels: Sequence[str], **keys: Any
) -> pd.DataFrame:
    """Give the sum over the zones of every place of some levels."""
    parts = [
        rows(indicator, papers, level.level, level.places, level.sum(values), **keys)
        for level in memberships(region)
        if level.level in levels
    ]
    return pd.concat(parts, ignore_index=True)


#: Said in the method of a share that leaves out what the tables do not know of.
LOWER_BOUND = "lower bound: what the tables lack is not counted"


def as_lower_bound(shares: pd.DataFrame) -> pd.DataFrame:
    """Mark shares as lower bounds, and leave out those of 0, which say nothing then."""
    ends = [name for name in ("value", "high") if name in shares]
    known = shares[shares[ends].max(axis=1) > 0]
    return known.assign(method=known["method"] + "; " + LOWER_BOUND)


def joined(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put rows together; an empty frame without any."""
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else pd.DataFrame()


def resident_year(region: Region) -> str:
    """Give the year of the residents that weigh the means."""
    return str(count_by_zone(region).year)


def _level(
    indicator: Indicator, papers: Papers, level: str, places: Sequence[str], columns: Floats, keys: dict[str, Any]
) -> pd.DataFrame:
    ends = {} if columns.shape[1] == 1 else {"low": columns[:, 1], "high": columns[:, 2]}
    return rows(indicator, papers, level, places, columns[:, 0], **keys, **ends)
