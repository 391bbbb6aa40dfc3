"""The figures of this room in the form of every other result."""

from __future__ import annotations

import pandas as pd

from tongcheng.monitor.census import census_rows
from tongcheng.monitor.indicators import (
    INDICATORS,
    LIST_DIFFERENCE,
    REQUIRED_PACE,
    RESIDENTS,
    RESIDENTS_BY_ZONE,
    VERSION_SPREAD,
)
from tongcheng.monitor.lists import reconcile_lists
from tongcheng.monitor.people import zone_rows
from tongcheng.monitor.targets import pace_table
from tongcheng.monitor.versions import version_table
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Results, make_results


def measure(region: Region) -> Results:
    """Compute census change, required pace, spread of versions and differences of lists, as far as data allow."""
    unlocked, locked = split(region, INDICATORS)
    makers = {
        RESIDENTS.indicator: census_rows,
        RESIDENTS_BY_ZONE.indicator: zone_rows,
        REQUIRED_PACE.indicator: _pace_rows,
        VERSION_SPREAD.indicator: _version_rows,
        LIST_DIFFERENCE.indicator: _list_rows,
    }
    parts = [make(region) for name, make in makers.items() if name in unlocked]
    parts = [part for part in parts if len(part)]
    return Results(make_results(pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()), locked)


def _pace_rows(region: Region) -> pd.DataFrame:
    table = pace_table(region)
    table = table[table["pace"].notna()]
    return pd.DataFrame(
        {
            "sector": "monitor",
            "indicator": REQUIRED_PACE.indicator,
            "level": "region",
            "place": table["subject"],
            "group": table["target"],
            "value": table["pace"],
            "unit": table["pace_unit"],
            "year": table["goal_year"].astype("str"),
            "basis": table["basis"],
        }
    )


def _version_rows(region: Region) -> pd.DataFrame:
    table = version_table(region)
    if table.empty:
        return table
    return pd.DataFrame(
        {
            "sector": "monitor",
            "indicator": VERSION_SPREAD.indicator,
            "level": "project",
            "place": table["subject"],
            "group": table["attribute"] + "/" + table["unit"],
            "value": table["spread"],
            "unit": VERSION_SPREAD.unit,
            "year": table["last_as_of"].map(lambda text: str(period_end(text).year)),
            "basis": table["basis"],
        }
    )


def _list_rows(region: Region) -> pd.DataFrame:
    table = reconcile_lists(region)
    if table.empty:
        return table
    item = table["item"].fillna("")
    return pd.DataFrame(
        {
            "sector": "monitor",
            "indicator": LIST_DIFFERENCE.indicator,
            "level": "region",
            "place": region.name,
            "group": table["list_key"] + "/" + table["dimension"] + "/" + item + "/" + table["issued_by"],
            "value": table["difference"].astype("float64"),
            "unit": LIST_DIFFERENCE.unit,
            "year": table["year"],
            "basis": table["basis"],
        }
    )
