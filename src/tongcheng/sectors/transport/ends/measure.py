"""Dead ends and bottlenecks as figures and tables of a run."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.region.border_lines import border_lines
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, split
from tongcheng.results import Indicator, Results, make_results
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.dates import newest_date
from tongcheng.sectors.transport.ends.candidates import candidates_among, find_road_ends
from tongcheng.sectors.transport.ends.doubts import doubts, lacking_borders
from tongcheng.sectors.transport.ends.indicators import (
    BOTTLENECK_LENGTH,
    BOTTLENECKS,
    CROSSINGS_REOPENED,
    DEAD_END_LENGTH,
    DEAD_ENDS,
    ENDS_INDICATORS,
    ROAD_ENDS,
)
from tongcheng.travel.circle import CircleTravel

_KIND_OF: Final = {
    DEAD_ENDS: "dead_end", DEAD_END_LENGTH: "dead_end", CROSSINGS_REOPENED: "dead_end",
    BOTTLENECKS: "bottleneck", BOTTLENECK_LENGTH: "bottleneck",
}  # fmt: skip

_LENGTHS: Final = (DEAD_END_LENGTH, BOTTLENECK_LENGTH)


def measure_candidates(region: Region, travel: CircleTravel) -> Found:
    """Find dead ends and bottlenecks across the borders and count them.

    Parameters
    ----------
    region, travel
        The circle and its travel.

    Returns
    -------
    Found
        Counts and metres by border, county and circle (``group`` is ``all`` or an end class); tables ``candidates``
        (the proposals), ``road_ends`` (every road end near a border and every fall with its class and reason) and
        ``road_end_doubts`` (what the data lack, by name).

    Examples
    --------
    >>> from tongcheng import open_region
    >>> found = measure_candidates(open_region("chengdu"), CircleTravel(open_region("chengdu")))
    >>> len(found.results.frame), found.results.locked[0].indicator.indicator  # no road data of the circle is public
    (0, 'road_ends')
    """
    unlocked, locked = split(region, ENDS_INDICATORS)
    if not unlocked:
        return Found(Results(make_results([]), locked))
    lines = border_lines(region)
    frame = find_road_ends(region, travel.network, lines=lines)
    if BOTTLENECKS.indicator not in unlocked:
        frame = frame[frame["kind"] != "bottleneck"].reset_index(drop=True)
    lacking = lacking_borders(region, lines) if len(lines) else set()
    rows = [
        row
        for indicator in ENDS_INDICATORS
        if indicator.indicator in unlocked
        for row in _rows(region, lines, frame, indicator, unlocked[indicator.indicator], lacking)
    ]
    tables = {
        "candidates": candidates_among(frame),
        "road_ends": frame,
        "road_end_doubts": doubts(region, lines, frame),
    }
    return Found(Results(make_results(rows), locked), tables)


def _rows(
    region: Region,
    lines: gpd.GeoDataFrame,
    frame: gpd.GeoDataFrame,
    indicator: Indicator,
    evidence: Evidence,
    lacking: set[str],
) -> list[dict[str, Any]]:
    """Give one indicator at every level; a border without roads on one side has no number."""
    chosen = _counted(frame, indicator)
    amount = chosen["length_m"] if indicator in _LENGTHS else pd.Series(1.0, index=chosen.index)
    parts = chosen.assign(amount=amount.fillna(0.0), sure=amount.fillna(0.0) * (chosen["verdict"] == "confirmed"))
    borders = [f"{a}|{b}" for a, b in zip(lines["city_a"], lines["city_b"], strict=True)]
    levels = [("border", "border", [one for one in borders if one not in lacking])]
    if indicator is not CROSSINGS_REOPENED:
        levels.append(("county", "county_a", list(region["counties"]["county"])))
    year = newest_date(region, region["road_links"])
    ranged = indicator is not ROAD_ENDS
    rows = []
    for group, own in [("all", parts), *parts.groupby("end_class", sort=True)]:
        places = [("region", region.name, own)]
        places += [(level, place, own[own[column] == place]) for level, column, known in levels for place in known]
        for level, place, there in places:
            if group != "all" and level != "region" and there.empty:
                continue
            rows.append(
                {
                    "sector": indicator.sector,
                    "indicator": indicator.indicator,
                    "level": level,
                    "place": place,
                    "group": group,
                    "value": float(there["amount"].sum()),
                    "low": float(there["sure"].sum()) if ranged else np.nan,
                    "high": float(there["amount"].sum()) if ranged else np.nan,
                    "unit": indicator.unit,
                    "year": year,
                    "basis": evidence.basis,
                    "method": indicator.method,
                }
            )
    return rows


def _counted(frame: gpd.GeoDataFrame, indicator: Indicator) -> pd.DataFrame:
    """Give the rows that an indicator counts: all ends, or the candidates that nobody has rejected."""
    if indicator is ROAD_ENDS:
        return pd.DataFrame(frame[frame["kind"] == "dead_end"])
    candidates = candidates_among(frame)
    kind = candidates["kind"] == _KIND_OF[indicator]
    return pd.DataFrame(candidates[kind & (candidates["verdict"].fillna("") != "rejected")])
