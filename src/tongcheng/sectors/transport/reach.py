"""Residents and jobs within reach by road, with and without the border."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from tongcheng.region.borders import BorderState
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Results, make_results
from tongcheng.sectors.gaps import reach_gaps
from tongcheng.sectors.reach import Opportunity, measure_reach
from tongcheng.sectors.transport.indicators import INDICATORS, JOBS_REACHED, RESIDENTS_REACHED
from tongcheng.travel.times import Times

_TABLES = {RESIDENTS_REACHED.indicator: "residents", JOBS_REACHED.indicator: "jobs"}


def measure(region: Region, times: Mapping[str, Times], borders: Mapping[str, Sequence[BorderState]]) -> Results:
    """Count residents and jobs within 30, 45 and 60 minutes in each border state.

    Parameters
    ----------
    region
        The circle.
    times
        ``times["zones"]``: road times between zones; not needed while everything is locked.
    borders
        ``borders["transport"]``: border states.

    Returns
    -------
    Results
        Figures of the results that the data open, and those that stay locked.
    """
    unlocked, locked = split(region, INDICATORS)
    city = pd.Index(region["cities"]["city"]).get_indexer(pd.Index(region["zones"]["city"]))
    opportunities = []
    for indicator in INDICATORS:
        if indicator.indicator not in unlocked:
            continue
        counts = count_by_zone(region, _TABLES[indicator.indicator])
        opportunities.append(
            Opportunity(
                indicator=indicator,
                basis=unlocked[indicator.indicator].basis,
                year=counts.year,
                times=times["zones"],
                amount=np.column_stack([counts.value, counts.low, counts.high]),
                city=city.astype(np.intp),
            )
        )
    return Results(make_results(measure_reach(region, opportunities, borders)), locked)


def gaps(region: Region, results: Results) -> pd.DataFrame:
    """Give one row per county that loses people or jobs within an hour because of the border today."""
    return reach_gaps(region, results, INDICATORS)
