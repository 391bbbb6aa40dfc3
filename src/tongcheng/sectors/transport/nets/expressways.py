"""The third net: how near motorways and expressways are, how many cross the borders, how far round county seats lie."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from tongcheng.region.border_lines import TOLERANCE_M, border_lines
from tongcheng.region.border_roads import road_crossings
from tongcheng.region.outlines import city_outlines
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, split
from tongcheng.results import Results, make_results, weakest_basis
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.dates import newest_date
from tongcheng.sectors.transport.nets.interchanges import high_links, interchanges
from tongcheng.sectors.transport.nets.nearest import access_rows
from tongcheng.sectors.transport.nets.road_indicators import (
    EXPRESSWAY_CROSSINGS,
    EXPRESSWAY_DENSITY,
    INTERCHANGE_MINUTES,
    INTERCHANGE_WITHIN,
    INTERCHANGES,
    ROAD_INDICATORS,
    SEAT_DETOUR,
)
from tongcheng.sectors.transport.nets.rows import Papers, joined, resident_year, rows
from tongcheng.sectors.transport.nets.seats import county_seats, detour_rows, seat_pairs
from tongcheng.sectors.transport.nets.under_way import UNDER_WAY, with_projects_under_way
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.driving import DriveNetwork, drive_network
from tongcheng.travel.times import drive_times

CUTOFF_MIN = 60.0
LIMITS_MIN = (15.0, 30.0, CUTOFF_MIN)


def measure_expressways(region: Region, travel: CircleTravel) -> Found:
    """Measure motorways and expressways today and with the projects under way, as far as the data open them.

    Parameters
    ----------
    region, travel
        The circle and its travel.

    Returns
    -------
    Found
        With the tables ``net_interchanges`` (points) and ``net_seat_pairs`` (ways between county seats), each with
        its ``scenario``: ``base`` or ``under_way``.

    Raises
    ------
    InputError
        If the roads or the edits of a project under way cannot be used.
    """
    unlocked, locked = split(region, ROAD_INDICATORS)
    if not unlocked:
        return Found(Results(make_results([]), locked))
    after = with_projects_under_way(region)
    scenarios = [("base", region)] + ([(UNDER_WAY, after)] if after is not None else [])
    lines = border_lines(region) if EXPRESSWAY_CROSSINGS.indicator in unlocked else None
    parts: list[pd.DataFrame] = []
    points: list[gpd.GeoDataFrame] = []
    pairs: list[pd.DataFrame] = []
    for scenario, circle in scenarios:
        network = travel.network if circle is region else drive_network(circle, progress=travel.progress)
        found = interchanges(circle)
        points.append(found.assign(scenario=scenario))
        parts += _access(circle, network, found, unlocked, scenario)
        if lines is not None:
            parts += _crossings(circle, lines, unlocked, scenario)
        if SEAT_DETOUR.indicator in unlocked:
            between = seat_pairs(circle, county_seats(circle), network)
            pairs.append(between.assign(scenario=scenario))
            parts += detour_rows(circle, between, unlocked[SEAT_DETOUR.indicator].basis, scenario)
    tables: dict[str, pd.DataFrame] = {"net_interchanges": gpd.GeoDataFrame(pd.concat(points, ignore_index=True))}
    if pairs:
        tables["net_seat_pairs"] = pd.concat(pairs, ignore_index=True)
    return Found(Results(make_results(joined(parts)), locked), tables)


def _access(
    region: Region, network: DriveNetwork, found: gpd.GeoDataFrame, unlocked: Mapping[str, Evidence], scenario: str
) -> list[pd.DataFrame]:
    parts: list[pd.DataFrame] = []
    if INTERCHANGE_MINUTES.indicator in unlocked and len(found):
        papers = Papers(resident_year(region), _basis(region, unlocked[INTERCHANGE_MINUTES.indicator]))
        times = drive_times(region, to=found[["node", "lon", "lat", "basis"]], cutoff_min=CUTOFF_MIN, network=network)
        indicators = (INTERCHANGE_MINUTES, INTERCHANGE_WITHIN)
        parts += access_rows(
            region, indicators, papers, times, LIMITS_MIN, zones=scenario == "base", scenario=scenario
        )
    if INTERCHANGES.indicator in unlocked:
        parts += _counts(region, found, unlocked[INTERCHANGES.indicator], scenario)
    return parts


def _counts(region: Region, found: gpd.GeoDataFrame, evidence: Evidence, scenario: str) -> list[pd.DataFrame]:
    """Count interchanges by county, city and circle; those outside every county count nowhere."""
    papers = Papers(newest_date(region, region["road_links"]), _basis(region, evidence))
    own = found[found["node"] == found["interchange"]]
    counties = region["counties"]
    number = counties["county"].map(own["county"].value_counts()).fillna(0.0)
    by_city = number.groupby(counties["city"]).sum().reindex(region["cities"]["city"], fill_value=0.0)
    return [
        rows(INTERCHANGES, papers, "county", list(counties["county"]), number, scenario=scenario),
        rows(INTERCHANGES, papers, "city", list(by_city.index), by_city, scenario=scenario),
        rows(INTERCHANGES, papers, "region", [region.name], [float(number.sum())], scenario=scenario),
    ]


def _crossings(
    region: Region, lines: gpd.GeoDataFrame, unlocked: Mapping[str, Evidence], scenario: str
) -> list[pd.DataFrame]:
    links = region["road_links"]
    high = region.with_tables({"road_links": links[high_links(links)].reset_index(drop=True)})
    crossings = road_crossings(high, city_outlines(region), lines, tolerance_m=TOLERANCE_M)
    names = region["cities"].set_index("city")["name"]
    places, number = [], []
    for a, b in zip(lines["city_a"], lines["city_b"], strict=True):
        by_class, _ = crossings.of(a, b, names)
        places.append(f"{a}|{b}")
        number.append(sum(by_class.values()))
    papers = Papers(
        newest_date(region, region["road_links"]), _basis(region, unlocked[EXPRESSWAY_CROSSINGS.indicator])
    )
    measured = Papers(papers.year, weakest_basis(["modelled", papers.basis]))  # the length is that of outlines
    density = [count / length * 10 for count, length in zip(number, lines["length_km"], strict=True)]
    return [
        rows(EXPRESSWAY_CROSSINGS, papers, "border", places, number, scenario=scenario),
        rows(EXPRESSWAY_DENSITY, measured, "border", places, density, scenario=scenario),
    ]


def _basis(region: Region, evidence: Evidence) -> str:
    """Give the basis of a figure; links that a scenario adds or opens are modelled."""
    return weakest_basis([evidence.basis, *region["road_links"]["basis"].dropna().unique()])
