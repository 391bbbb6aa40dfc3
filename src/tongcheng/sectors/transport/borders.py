"""Border facts as figures: length, roads and rail across, crossings per 10 km."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from tongcheng.region.border_facts import border_facts
from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Basis, Indicator, Results, make_results, weakest_basis
from tongcheng.sectors.transport.dates import newest_date
from tongcheng.sectors.transport.indicators import (
    BORDER_INDICATORS,
    BORDER_LENGTH,
    CROSSINGS_PER_10KM,
    RAIL_ACROSS,
    ROAD_CROSSINGS,
)

#: Which column of the border facts each figure is, and the tables whose date it has.
_COLUMNS = {
    BORDER_LENGTH: ("length_km", ("cities", "counties")),
    ROAD_CROSSINGS: ("road_crossings", ("road_links",)),
    CROSSINGS_PER_10KM: ("crossings_per_10km", ("road_links",)),
    RAIL_ACROSS: ("urban_rail_lines", ("lines", "line_stops")),
}

#: Measured by this program along outlines of some detail: the length that a survey publishes is another one.
_MEASURED = (BORDER_LENGTH, CROSSINGS_PER_10KM)


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
    parts = [
        pd.DataFrame(
            {
                "sector": indicator.sector,
                "indicator": indicator.indicator,
                "level": "border",
                "place": facts["city_a"] + "|" + facts["city_b"],
                "value": facts[column].astype("float64"),
                "unit": indicator.unit,
                "year": newest_date(region, *(_used(region, table) for table in tables)),
                "basis": _basis(indicator, unlocked[indicator.indicator].basis),
                "method": indicator.method,
            }
        )
        for indicator, (column, tables) in _COLUMNS.items()
        if indicator.indicator in unlocked
    ]
    rows = pd.concat(parts, ignore_index=True)
    return Results(make_results(rows[rows["value"].notna()]), locked)


def _basis(indicator: Indicator, basis: Basis) -> Basis:
    return weakest_basis(["modelled", basis]) if indicator in _MEASURED else basis


def _used(region: Region, table: str) -> pd.DataFrame:
    """Give the rows of a table that border facts rest on: outlines only where they are drawn."""
    rows = region[table]
    return rows[rows["geometry"].notna()] if table in {"cities", "counties"} else rows
