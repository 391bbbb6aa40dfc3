"""How far the circle reaches, in the form of every other result."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.monitor.delineate import Delineation, OuterCommuting, delineate, delineation_table, outer_commuting
from tongcheng.monitor.indicators import (
    CORE_COMMUTING,
    DELINEATION_INDICATORS,
    FUA_RESIDENTS,
    OUTER_COMMUTING,
    URBAN_CENTRE_SHARE,
)
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, split
from tongcheng.results import Indicator, Results, make_results, weakest_basis
from tongcheng.sectors.found import Found


def measure_delineation(region: Region, tables: Mapping[str, pd.DataFrame]) -> Found:
    """Find the functional urban area and set it beside the plan's scope and the hour.

    Parameters
    ----------
    region
        The circle.
    tables
        Tables of the run so far.

    Returns
    -------
    Found
        Figures, and the tables ``delineation`` (one row per county), ``functional_areas_found`` (outlines by
        threshold) and ``outer_commuting`` (the published total that stands in where there is no matrix).
    """
    unlocked, locked = split(region, DELINEATION_INDICATORS)
    made: dict[str, pd.DataFrame] = {}
    rows: list[pd.DataFrame] = []
    if URBAN_CENTRE_SHARE.indicator in unlocked and len(region["counties"]):
        found = delineate(region, flows=CORE_COMMUTING.indicator in unlocked)
        table = delineation_table(region, found, tables)
        made["delineation"] = table
        rows.append(_centre_rows(table, found, unlocked[URBAN_CENTRE_SHARE.indicator]))
        if found.areas and found.commuters is not None:
            made["functional_areas_found"] = _outlines(region, found)
            basis = weakest_basis([unlocked[CORE_COMMUTING.indicator].basis, found.commuters.basis])
            rows += [_share_rows(table, found, basis), *_resident_rows(region, found, basis)]
    if OUTER_COMMUTING.indicator in unlocked:
        outer = outer_commuting(region)
        if outer is not None:
            made["outer_commuting"] = _outer_table(outer)
            rows.append(_outer_row(region, outer))
    known = [part for part in rows if len(part)]
    frame = pd.concat(known, ignore_index=True) if known else pd.DataFrame()
    return Found(Results(make_results(frame), locked), made)


def _base(item: Indicator) -> dict[str, str]:
    return {"sector": item.sector, "indicator": item.indicator, "unit": item.unit, "method": item.method}


def _centre_rows(table: pd.DataFrame, found: Delineation, evidence: Evidence) -> pd.DataFrame:
    ranged = (table["urban_low"] != table["urban_high"]).any()
    return pd.DataFrame(
        {
            "level": "county",
            "place": table["county"],
            "value": table["urban_share"],
            "low": table["urban_low"] if ranged else np.nan,
            "high": table["urban_high"] if ranged else np.nan,
            "year": str(found.centres.year),
            "basis": evidence.basis,
            **_base(URBAN_CENTRE_SHARE),
        }
    ).dropna(subset=["value"])


def _share_rows(table: pd.DataFrame, found: Delineation, basis: str) -> pd.DataFrame:
    assert found.commuters is not None
    return pd.DataFrame(
        {
            "level": "county",
            "place": table["county"],
            "value": table["share"],
            "year": found.commuters.period,
            "basis": basis,
            **_base(CORE_COMMUTING),
        }
    ).dropna(subset=["value"])


def _resident_rows(region: Region, found: Delineation, basis: str) -> list[pd.DataFrame]:
    """Give the residents within, by threshold; those of counties add up to cities and to the circle."""
    counties = region["counties"]
    rows = []
    for threshold in found.areas:
        inside = pd.Series(np.where(found.within(threshold), found.residents, 0.0))
        by_city = inside.groupby(counties["city"].to_numpy()).sum()
        places = [
            ("county", list(counties["county"]), list(inside)),
            ("city", list(by_city.index), list(by_city)),
            ("region", [region.name], [float(inside.sum())]),
        ]
        rows += [
            pd.DataFrame(
                {
                    "level": level,
                    "place": names,
                    "value": values,
                    "threshold": threshold,
                    "year": str(found.centres.year),
                    "basis": basis,
                    **_base(FUA_RESIDENTS),
                }
            )
            for level, names, values in places
        ]
    return rows


def _outlines(region: Region, found: Delineation) -> gpd.GeoDataFrame:
    """Give the outline of every functional area under every threshold, the leading one marked."""
    counties = region["counties"]
    rows = []
    for threshold, areas in found.areas.items():
        for number in range(len(areas.cities)):
            inside = areas.area == number
            core = inside & np.array([role == "core" for role in areas.role])
            head = int(np.argmax(np.where(core, found.residents, -1.0)))
            rows.append(
                {
                    "threshold": threshold,
                    "area": counties["county"].iloc[head],
                    "name": counties["name"].iloc[head],
                    "leading": number == found.main[threshold],
                    "counties": int(inside.sum()),
                    "cities": counties.loc[inside, "city"].nunique(),
                    "residents": float(found.residents[inside].sum()),
                    "geometry": shapely.union_all(list(counties.loc[inside, "geometry"])),
                }
            )
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="EPSG:4326")


def _outer_row(region: Region, outer: OuterCommuting) -> pd.DataFrame:
    ranged = outer.high > outer.share
    return pd.DataFrame(
        [
            {
                "level": "region",
                "place": region.name,
                "value": outer.share,
                "low": outer.share if ranged else np.nan,
                "high": outer.high if ranged else np.nan,
                "year": outer.published.as_of,
                "basis": outer.basis,
                **_base(OUTER_COMMUTING),
            }
        ]
    )


def _outer_table(outer: OuterCommuting) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "share": outer.share,
                "high": outer.high,
                "commuters": outer.commuters,
                "residents": outer.residents,
                "cities": ";".join(outer.cities),
                "published": outer.published.value,
                "unit": outer.published.unit,
                "as_of": outer.published.as_of,
                "scope": outer.published.scope,
                "census": outer.census,
                "source": outer.published.source,
                "basis": outer.basis,
            }
        ]
    )
