"""The figures of this room in the form of every other result, and the tables that stand beside them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tongcheng.monitor.census import census_rows
from tongcheng.monitor.delineated import measure_delineation
from tongcheng.monitor.indexed import measure_index
from tongcheng.monitor.indicators import (
    DELINEATION_INDICATORS,
    INDEX_INDICATORS,
    INDICATORS,
    LIST_DIFFERENCE,
    REQUIRED_PACE,
    RESIDENTS,
    RESIDENTS_BY_ZONE,
    VERSION_SPREAD,
)
from tongcheng.monitor.lists import reconcile_lists
from tongcheng.monitor.peers import peers_table
from tongcheng.monitor.people import zone_rows
from tongcheng.monitor.targets import pace_frame, pace_table
from tongcheng.monitor.versions import version_table
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Results, combine, make_results
from tongcheng.sectors.found import Found
from tongcheng.travel.circle import CircleTravel

_PLAIN = tuple(item for item in INDICATORS if item not in (*INDEX_INDICATORS, *DELINEATION_INDICATORS))


def measure_monitor(region: Region, travel: CircleTravel, tables: Mapping[str, pd.DataFrame]) -> Found:
    """Measure how far the circle is: census, pace, versions, lists, index, peers and delineation.

    Parameters
    ----------
    region
        The circle.
    travel
        Not used: monitoring makes no times of its own.
    tables
        Tables of the parts before; ``one_hour_counties`` stands beside the functional area where it is there.

    Returns
    -------
    Found
        Figures, and the tables ``pace`` (every target with its pace, progress and remark), ``peers``, those of
        :func:`tongcheng.monitor.indexed.measure_index` and of
        :func:`tongcheng.monitor.delineated.measure_delineation`.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> found = measure_monitor(circle, CircleTravel(circle), {})
    >>> sorted(item.indicator.indicator for item in found.results.locked)
    ['core_commuting_share', 'fua_residents', 'index_level', 'index_progress', 'index_rank', 'target_progress']
    """
    del travel
    pace = pace_table(region)
    index = measure_index(region, pace)
    extent = measure_delineation(region, tables)
    made = {**index.tables, **extent.tables}
    if len(pace):
        made["pace"] = pace_frame(pace)
    peers = peers_table(region)
    if len(peers):
        made["peers"] = peers
    return Found(combine([measure(region), index.results, extent.results]), made)


def measure(region: Region) -> Results:
    """Compute census change, required pace, spread of versions and differences of lists, as far as data allow."""
    unlocked, locked = split(region, _PLAIN)
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
    table = table[table["pace"].notna() & table["own"]] if len(table) else table
    if table.empty:
        return table
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
            "basis": table["basis"].astype("str"),
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
