"""A measured loss becomes a row that is offered to the problem list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pandas as pd

from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.results import Indicator, Results

#: ``today`` and ``reference`` are values per resident; ``worth`` is what closing the gap gives all residents.
GAP_COLUMNS = [
    "gap_key", "sector", "indicator", "level", "place", "borders", "group", "threshold", "today", "reference",
    "shortfall", "residents", "worth", "unit", "year", "basis", "figure_today", "figure_reference",
]  # fmt: skip

GAP_THRESHOLD_MIN = 60.0


def gap_key(sector: str, indicator: str, place: str, borders: str, group: str) -> str:
    """Hash what identifies a gap, so that the next run finds the same one."""
    text = f"{sector}\x1f{indicator}\x1f{place}\x1f{borders}\x1f{group}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def empty_gaps() -> pd.DataFrame:
    """Give a gap table without rows."""
    numbers = {"threshold", "today", "reference", "shortfall", "residents", "worth"}
    return pd.DataFrame({name: pd.Series(dtype="float64" if name in numbers else "str") for name in GAP_COLUMNS})


def reach_gaps(region: Region, results: Results, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Compare ``together`` with ``today`` by county, within an hour; rows in order of worth.

    Only measured results make gaps, so a locked result makes none.
    """
    names = [item.indicator for item in indicators if item.aggregate == "mean"]
    frame = results.frame
    wanted = frame[
        frame["indicator"].isin(names) & (frame["level"] == "county") & (frame["threshold"] == GAP_THRESHOLD_MIN)
    ]
    keys = ["sector", "indicator", "level", "place", "group", "threshold", "unit", "year", "basis"]
    today = wanted[wanted["borders"] == "today"].set_index(keys)
    together = wanted[wanted["borders"] == "together"].set_index(keys)
    numbers = ["value", "figure_id"]
    joined = (
        today[numbers]
        .merge(together[numbers], left_index=True, right_index=True, suffixes=("", "_reference"))
        .reset_index()
    )
    if joined.empty:
        return empty_gaps()
    joined = joined.rename(
        columns={
            "value": "today",
            "value_reference": "reference",
            "figure_id": "figure_today",
            "figure_id_reference": "figure_reference",
        }
    )
    joined["borders"] = "together-today"
    joined["shortfall"] = joined["reference"] - joined["today"]
    counts = count_by_zone(region).value
    by_county = pd.Series(counts).groupby(region["zones"]["county"].to_numpy()).sum()
    joined["residents"] = joined["place"].map(by_county).astype("float64")
    joined["worth"] = joined["shortfall"] * joined["residents"]
    joined = joined[joined["shortfall"] > 0]
    joined["gap_key"] = joined.apply(_key_of_row, axis=1)
    return joined.sort_values(["worth", "gap_key"], ascending=[False, True])[GAP_COLUMNS].reset_index(drop=True)


def _key_of_row(row: pd.Series) -> str:
    return gap_key(row["sector"], row["indicator"], row["place"], row["borders"], row["group"])


def collect_gaps(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put the gaps of several sectors into one table, in a stable order."""
    frames = [part for part in parts if len(part)]
    if not frames:
        return empty_gaps()
    together = pd.concat(frames, ignore_index=True)
    return together.sort_values(["sector", "indicator", "worth", "gap_key"], ascending=[True, True, False, True])[
        GAP_COLUMNS
    ].reset_index(drop=True)
