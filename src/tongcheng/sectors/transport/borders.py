"""Border facts as figures: length, roads and rail across, crossings per 10 km."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from tongcheng.region.border_facts import border_facts
from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Results, make_results
from tongcheng.sectors.transport.indicators import (
    BORDER_INDICATORS,
    BORDER_LENGTH,
    CROSSINGS_PER_10KM,
    RAIL_ACROSS,
    ROAD_CROSSINGS,
)

#: Which column of the border facts each figure is.
_COLUMNS = {
    BORDER_LENGTH: "length_km",
    ROAD_CROSSINGS: "road_crossings",
    CROSSINGS_PER_10KM: "crossings_per_10km",
    RAIL_ACROSS: "urban_rail_lines",
}


def measure_borders(region: Region, lines: gpd.GeoDataFrame) -> Results:
    """Give length, roads across, rail lines across and crossings per 10 km of every border, as far as data allow.

    Parameters
    ----------
    region
        The circle.
    lines
        Its :func:`~tongcheng.region.border_lines.border_lines`.
    """
    unlocked, locked = split(region, BORDER_INDICATORS)
    if not unlocked:
        return Results(make_results([]), locked)
    facts = border_facts(region, lines=lines)
    if facts.empty:
        return Results(make_results([]), locked)
    year = str(_year(region))
    parts = [
        pd.DataFrame(
            {
                "sector": indicator.sector,
                "indicator": indicator.indicator,
                "level": "border",
                "place": facts["city_a"] + "|" + facts["city_b"],
                "value": facts[column].astype("float64"),
                "unit": indicator.unit,
                "year": year,
                "basis": unlocked[indicator.indicator].basis,
                "method": indicator.method,
            }
        )
        for indicator, column in _COLUMNS.items()
        if indicator.indicator in unlocked
    ]
    rows = pd.concat(parts, ignore_index=True)
    return Results(make_results(rows[rows["value"].notna()]), locked)


def _year(region: Region) -> int:
    years = region["residents"]["year"]
    return int(years.max()) if len(years) else 0
