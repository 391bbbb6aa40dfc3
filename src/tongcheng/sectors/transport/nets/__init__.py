"""The three nets (三张网): airports, rail, motorways and expressways."""

from __future__ import annotations

import pandas as pd

from tongcheng.region.region import Region
from tongcheng.results import Indicator, combine
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.nets.air import measure_air
from tongcheng.sectors.transport.nets.air_indicators import AIR_INDICATORS
from tongcheng.sectors.transport.nets.expressways import measure_expressways
from tongcheng.sectors.transport.nets.rail import measure_rail
from tongcheng.sectors.transport.nets.rail_indicators import RAIL_INDICATORS
from tongcheng.sectors.transport.nets.road_indicators import ROAD_INDICATORS
from tongcheng.sectors.transport.nets.targets import target_table
from tongcheng.travel.circle import CircleTravel

__all__ = [
    "AIR_INDICATORS",
    "NET_INDICATORS",
    "RAIL_INDICATORS",
    "ROAD_INDICATORS",
    "measure_air",
    "measure_expressways",
    "measure_nets",
    "measure_rail",
]

NET_INDICATORS: tuple[Indicator, ...] = (*AIR_INDICATORS, *RAIL_INDICATORS, *ROAD_INDICATORS)


def measure_nets(region: Region, travel: CircleTravel) -> Found:
    """Measure the three nets of a circle, as far as its data open them.

    Parameters
    ----------
    region, travel
        The circle and its travel.

    Returns
    -------
    Found
        The figures of ``NET_INDICATORS``; tables ``net_airport_catchment``, ``net_train_pairs``,
        ``net_crossing_lines``, ``net_interchanges``, ``net_seat_pairs`` as far as they are open, and ``net_targets``.

    Raises
    ------
    InputError
        Naming every feed of another place, every published figure of an unknown unit, and everything that is wrong
        with the edits of projects under way.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> found = measure_nets(circle, CircleTravel(circle))
    >>> figures = found.results.frame
    >>> pairs = figures[figures["indicator"] == "train_pairs_published"]
    >>> dict(zip(pairs["place"], pairs["value"]))
    {'510100|510600': 52.0, '510100|511400': 37.0}
    """
    parts = [measure_air(region, travel), measure_rail(region, travel), measure_expressways(region, travel)]
    results = combine(part.results for part in parts)
    tables: dict[str, pd.DataFrame] = {name: table for part in parts for name, table in part.tables.items()}
    targets = target_table(region, results.frame, NET_INDICATORS)
    return Found(results, {**tables, "net_targets": targets} if len(targets) else tables)
