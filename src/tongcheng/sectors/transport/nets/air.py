"""The first net: airports with their runways, how long it takes to get there, and what is published of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, rows_of, split
from tongcheng.results import Results, make_results, weakest_basis
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.dates import newest_date
from tongcheng.sectors.transport.nets.air_indicators import (
    AIR_INDICATORS,
    AIRPORT_CATCHMENT,
    AIRPORT_MINUTES,
    AIRPORT_TRANSIT_MINUTES,
    AIRPORT_TRANSIT_WITHIN,
    AIRPORT_WITHIN,
    AIRPORTS,
    CARGO,
    CARGO_SHARE,
    LONGEST_RUNWAY,
    PASSENGERS,
    RUNWAYS,
)
from tongcheng.sectors.transport.nets.catchment import cargo_shares, catchment
from tongcheng.sectors.transport.nets.nearest import access_rows
from tongcheng.sectors.transport.nets.published import TONNES_A_YEAR, TRIPS_A_YEAR, published_rows
from tongcheng.sectors.transport.nets.rows import Papers, as_lower_bound, joined, resident_year, rows
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.times import Times, drive_times
from tongcheng.travel.transit import Timetable, Window, region_timetable, transit_times
from tongcheng.travel.transit.assumptions import Case

CUTOFF_MIN = 180.0
LIMITS_MIN = (60.0, 90.0, CUTOFF_MIN)

#: Longer, so that whoever gets there by the modelled timetable gets there by its slow end.
_FAR_CUTOFF_MIN = 300.0

#: Departures of the morning, every five minutes.
DEPARTURES = Window.between("07:00", "09:00", step_min=5)

#: A station that is named after the airport lies at most this far from the middle of its runways.
_TERMINAL_KM = 5.0
_TERMINAL_WORDS = (("航站楼", "terminal"), ("机场", "airport"))


def measure_air(region: Region, travel: CircleTravel) -> Found:
    """Measure airports, as far as the data open them.

    Parameters
    ----------
    region, travel
        The circle and its travel.

    Returns
    -------
    Found
        With the table ``net_airport_catchment``: the nearest airport of every zone by road.
    """
    unlocked, locked = split(region, AIR_INDICATORS)
    parts = [*_runways(region, unlocked), *_published(region, unlocked), *_by_transit(region, travel, unlocked)]
    tables: dict[str, pd.DataFrame] = {}
    if AIRPORT_MINUTES.indicator in unlocked:
        by_road, tables = _by_road(region, travel, unlocked)
        parts += by_road
    return Found(Results(make_results(joined(parts)), locked), tables)


def airports(region: Region) -> pd.DataFrame:
    """Give the airports with a position: ``facility name city lon lat``."""
    found = rows_of(region, AIRPORTS)
    placed = found["lon"].notna() & found["lat"].notna()
    return pd.DataFrame(found[placed].reset_index(drop=True))


def terminals(region: Region, served: pd.DataFrame) -> pd.DataFrame:
    """Say where one gets off for each airport.

    The middle of the runways is kilometres from any door. So an airport is reached at the stations within 5 km that
    are named after a terminal, else after the airport; without any it is reached where it stands in ``facilities``.

    Parameters
    ----------
    region
        The circle.
    served
        Stops of the timetable with ``stop name lon lat``.

    Returns
    -------
    pandas.DataFrame
        ``place lon lat airport name basis``, one or more rows per airport.
    """
    parts: list[pd.DataFrame] = []
    for airport in airports(region).to_dict("records"):
        shrink = np.cos(np.radians(airport["lat"]))
        km = np.hypot((served["lon"] - airport["lon"]) * shrink, served["lat"] - airport["lat"]) * 111.2
        near = served[km <= _TERMINAL_KM]
        words = near["name"].fillna("").str.lower()
        chosen = next(
            (near[named] for group in _TERMINAL_WORDS if (named := words.str.contains("|".join(group))).any()), None
        )
        if chosen is None:
            chosen = pd.DataFrame(
                [{"stop": airport["facility"], **{key: airport[key] for key in ("name", "lon", "lat")}}]
            )
        stops = chosen.drop_duplicates("stop").rename(columns={"stop": "place"})
        parts.append(
            stops[["place", "lon", "lat", "name"]].assign(airport=airport["facility"], basis=airport["basis"])
        )
    return pd.concat(parts, ignore_index=True)


def _runways(region: Region, unlocked: Mapping[str, Evidence]) -> list[pd.DataFrame]:
    if RUNWAYS.indicator not in unlocked:
        return []
    own = airports(region)
    runways = region["runways"]
    lengths = runways[runways["airport"].isin(own["facility"])].groupby("airport")["length_m"]
    basis = unlocked[RUNWAYS.indicator].basis
    papers = Papers(newest_date(region, runways), basis)
    number = own["facility"].map(lengths.size()).fillna(0.0)
    by_city = number.groupby(own["city"].to_numpy()).sum().reindex(region["cities"]["city"], fill_value=0.0)
    return [
        rows(RUNWAYS, papers, "facility", list(own["facility"]), number),
        rows(RUNWAYS, papers, "city", list(by_city.index), by_city),
        rows(RUNWAYS, papers, "region", [region.name], [float(number.sum())]),
        rows(LONGEST_RUNWAY, papers, "facility", list(own["facility"]), own["facility"].map(lengths.max())),
    ]


def _published(region: Region, unlocked: Mapping[str, Evidence]) -> list[pd.DataFrame]:
    parts: list[pd.DataFrame] = []
    for indicator, attribute, units in (
        (PASSENGERS, "airport_passengers", TRIPS_A_YEAR),
        (CARGO, "airport_cargo", TONNES_A_YEAR),
    ):
        if indicator.indicator in unlocked:
            parts.append(published_rows(region, indicator, attribute, units))
    return parts


def _by_transit(region: Region, travel: CircleTravel, unlocked: Mapping[str, Evidence]) -> list[pd.DataFrame]:
    timetable = travel.timetable
    if AIRPORT_TRANSIT_MINUTES.indicator not in unlocked or timetable is None:
        return []
    evidence = unlocked[AIRPORT_TRANSIT_MINUTES.indicator]
    papers = Papers(resident_year(region), weakest_basis([evidence.basis, timetable.basis]))
    times = _transit(region, timetable, CUTOFF_MIN)
    cases: tuple[Case, ...] = () if timetable.date else ("quick", "slow")
    others = [_transit(region, region_timetable(region, case=case), _FAR_CUTOFF_MIN) for case in cases]
    indicators = (AIRPORT_TRANSIT_MINUTES, AIRPORT_TRANSIT_WITHIN)
    parts = access_rows(region, indicators, papers, times, LIMITS_MIN, others=others, percentile=50.0)
    if timetable.date:
        return parts
    # A modelled timetable lacks the buses and trains that nobody entered: where it leads nowhere nothing is known.
    reached = as_lower_bound(parts[-1])["place"]
    return [parts[0], *(as_lower_bound(_of_places(part, reached)) for part in parts[1:])]


def _of_places(rows: pd.DataFrame, places: pd.Series[str]) -> pd.DataFrame:
    return rows[rows["place"].isin(places)]


def _transit(region: Region, timetable: Timetable, cutoff_min: float) -> Times:
    to = terminals(region, timetable.stops)
    return transit_times(
        region, timetable, to=to, departures=DEPARTURES, percentiles=(50.0,), cutoff_min=cutoff_min
    ).at(50.0)


def _by_road(
    region: Region, travel: CircleTravel, unlocked: Mapping[str, Evidence]
) -> tuple[list[pd.DataFrame], dict[str, pd.DataFrame]]:
    own = airports(region)
    times = drive_times(
        region, to=own[["facility", "lon", "lat", "basis"]], cutoff_min=CUTOFF_MIN, network=travel.network
    )
    papers = Papers(resident_year(region), unlocked[AIRPORT_MINUTES.indicator].basis)
    parts = access_rows(region, (AIRPORT_MINUTES, AIRPORT_WITHIN), papers, times, LIMITS_MIN)
    tables = {}
    if AIRPORT_CATCHMENT.indicator in unlocked:
        found, table = catchment(region, times, papers)
        parts.append(found)
        tables["net_airport_catchment"] = table
    if CARGO_SHARE.indicator in unlocked:
        parts.append(cargo_shares(region, times, unlocked[CARGO_SHARE.indicator].basis))
    return parts, tables
