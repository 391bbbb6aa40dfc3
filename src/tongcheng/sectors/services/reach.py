"""Hospital beds: where they stand and who can reach them, with and without the border."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from tongcheng.region.borders import BorderState, opened_to
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, rows_of, split
from tongcheng.results import Results, make_results
from tongcheng.sectors.gaps import reach_gaps
from tongcheng.sectors.reach import Opportunity, measure_reach
from tongcheng.sectors.services.indicators import BEDS, BEDS_REACHED, HOSPITALS, INDICATORS
from tongcheng.travel.times import Times


def hospitals(region: Region) -> pd.DataFrame:
    """Give the hospitals that are destinations, in the order of ``times["hospital"]``."""
    return rows_of(region, HOSPITALS).reset_index(drop=True)


def measure(region: Region, times: Mapping[str, Times], borders: Mapping[str, Sequence[BorderState]]) -> Results:
    """Count hospital beds by place, and beds within 30, 45 and 60 minutes in each border state.

    Parameters
    ----------
    region
        The circle.
    times
        ``times["hospital"]``: road times from zones to :func:`hospitals`; not needed while locked.
    borders
        ``borders["services"]``: border states.
    """
    unlocked, locked = split(region, INDICATORS)
    parts = []
    if BEDS.indicator in unlocked:
        parts.append(_beds_by_place(region, unlocked[BEDS.indicator]))
    if BEDS_REACHED.indicator in unlocked:
        opportunity = _beds(region, times["hospital"], unlocked[BEDS_REACHED.indicator])
        parts.append(measure_reach(region, [opportunity], borders))
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return Results(make_results(rows), locked)


def gaps(region: Region, results: Results) -> pd.DataFrame:
    """Give one row per county whose residents reach fewer beds within an hour because of the border today."""
    return reach_gaps(region, results, INDICATORS)


def _year(rows: pd.DataFrame, region: Region) -> int:
    stated = rows["as_of"].dropna()
    return max(period_end(text).year for text in stated) if len(stated) else int(region["residents"]["year"].max())


def _beds(region: Region, times: Times, evidence: Evidence) -> Opportunity:
    rows = hospitals(region)
    cities = pd.Index(region["cities"]["city"])
    return Opportunity(
        indicator=BEDS_REACHED,
        basis=evidence.basis,
        year=_year(rows, region),
        times=times,
        amount=np.repeat(rows["capacity"].to_numpy(dtype="float64")[:, None], 3, axis=1),
        city=cities.get_indexer(pd.Index(rows["city"])).astype(np.intp),
        open_to=opened_to(list(cities), rows["open_to"]),
    )


def _beds_by_place(region: Region, evidence: Evidence) -> pd.DataFrame:
    rows = rows_of(region, HOSPITALS)
    by_level = {
        "county": rows.groupby("county")["capacity"].sum().reindex(region["counties"]["county"], fill_value=0.0),
        "city": rows.groupby("city")["capacity"].sum().reindex(region["cities"]["city"], fill_value=0.0),
        "region": pd.Series({region.name: rows["capacity"].sum()}),
    }
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "sector": BEDS.sector,
                    "indicator": BEDS.indicator,
                    "level": level,
                    "place": values.index.astype("str"),
                    "value": values.to_numpy(dtype="float64"),
                    "unit": BEDS.unit,
                    "year": str(_year(rows, region)),
                    "basis": evidence.basis,
                }
            )
            for level, values in by_level.items()
        ],
        ignore_index=True,
    )
