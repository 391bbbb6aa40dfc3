"""The second net: trains between cities, urban rail and buses across the borders, stations within reach."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tongcheng.region.gtfs import Feed
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, split
from tongcheng.results import Indicator, Results, make_results, weakest_basis
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.nets.crossing_lines import bus_lines_across, urban_rail_across
from tongcheng.sectors.transport.nets.feeds import TrainTimetable, read_feeds, train_timetable
from tongcheng.sectors.transport.nets.published import (
    LINES,
    MINUTES,
    PAIRS,
    TRIPS_A_DAY,
    published_rows,
)
from tongcheng.sectors.transport.nets.rail_indicators import (
    BUS_ACROSS,
    BUS_RIDERS,
    CROSSING_FIRST,
    CROSSING_HEADWAY,
    CROSSING_LAST,
    CROSSING_MINUTES,
    INTERCITY_BUS,
    RAIL_INDICATORS,
    RIDERS,
    STATION_DRIVE,
    STATION_WALK,
    TIMETABLE_METHOD,
    TRAIN_FASTEST,
    TRAIN_FIRST,
    TRAIN_HEADWAY,
    TRAIN_INTERVAL_PUBLISHED,
    TRAIN_LAST,
    TRAIN_PAIRS,
    TRAIN_PAIRS_PUBLISHED,
    TRAIN_TYPICAL,
)
from tongcheng.sectors.transport.nets.rows import Papers, joined, rows
from tongcheng.sectors.transport.nets.stations import stations_by_car, stations_on_foot
from tongcheng.sectors.transport.nets.trains import train_pairs
from tongcheng.travel.circle import CircleTravel

INCOMPLETE = "trains seen in an incomplete timetable; others may be faster, earlier or later"

_PUBLISHED: tuple[tuple[Indicator, str, Mapping[str, float], str], ...] = (
    (TRAIN_PAIRS_PUBLISHED, "train_pairs", PAIRS, "all"),
    (TRAIN_INTERVAL_PUBLISHED, "train_interval", MINUTES, "all"),
    (TRAIN_INTERVAL_PUBLISHED, "train_interval_shortest", MINUTES, "shortest"),
    (RIDERS, "riders", TRIPS_A_DAY, "all"),
    (INTERCITY_BUS, "intercity_bus_lines", LINES, "all"),
    (BUS_RIDERS, "border_bus_riders", TRIPS_A_DAY, "all"),
)


def measure_rail(region: Region, travel: CircleTravel) -> Found:
    """Measure rail and the buses across the borders, as far as the data open them.

    Parameters
    ----------
    region, travel
        The circle and its travel.

    Returns
    -------
    Found
        With the tables ``net_train_pairs`` (what trains offer between two cities, and whether the timetable is whole)
        and ``net_crossing_lines`` (urban rail lines across a border).

    Raises
    ------
    InputError
        Naming every feed of another place, and every published figure of an unknown unit.
    """
    unlocked, locked = split(region, RAIL_INDICATORS)
    feeds = read_feeds(region)
    tables: dict[str, pd.DataFrame] = {}
    parts = [
        published_rows(region, indicator, attribute, units, group=group)
        for indicator, attribute, units, group in _PUBLISHED
        if indicator.indicator in unlocked
    ]
    trains, pairs = _trains(region, feeds, unlocked)
    parts += trains
    if pairs is not None:
        tables["net_train_pairs"] = pairs
    if CROSSING_MINUTES.indicator in unlocked:
        crossing = urban_rail_across(region, travel.timetable)
        tables["net_crossing_lines"] = crossing
        parts += _crossing_rows(crossing)
    if BUS_ACROSS.indicator in unlocked:
        buses = bus_lines_across(region)
        papers = Papers(_feed_date(travel), unlocked[BUS_ACROSS.indicator].basis)
        parts.append(rows(BUS_ACROSS, papers, "border", list(buses.index), buses, mode="bus"))
    if STATION_WALK.indicator in unlocked:
        parts += stations_on_foot(region, unlocked[STATION_WALK.indicator].basis)
    if STATION_DRIVE.indicator in unlocked:
        parts += stations_by_car(region, travel, unlocked[STATION_DRIVE.indicator].basis)
    return Found(Results(make_results(joined(parts)), locked), tables)


def _trains(
    region: Region, feeds: dict[str, Feed], unlocked: Mapping[str, Evidence]
) -> tuple[list[pd.DataFrame], pd.DataFrame | None]:
    if TRAIN_FASTEST.indicator not in unlocked:
        return [], None
    chosen = train_timetable(region, feeds)
    if chosen is None:
        return [], None
    pairs = train_pairs(region, chosen.timetable)
    table = pairs.assign(feed=chosen.name, date=chosen.timetable.date, whole=chosen.whole)
    return _pair_rows(region, pairs, chosen, unlocked), table


def _pair_rows(
    region: Region, pairs: pd.DataFrame, chosen: TrainTimetable, unlocked: Mapping[str, Evidence]
) -> list[pd.DataFrame]:
    method = TIMETABLE_METHOD if chosen.whole else INCOMPLETE
    places = list(pairs["city_a"] + "|" + pairs["city_b"])
    basis = weakest_basis([chosen.timetable.basis, unlocked[TRAIN_FASTEST.indicator].basis])
    papers = Papers(chosen.timetable.date, basis)

    def at_borders(indicator: Indicator, column: str, group: str = "all") -> pd.DataFrame:
        return rows(indicator, papers, "border", places, pairs[column], mode="rail", group=group, method=method)

    parts = [at_borders(TRAIN_FASTEST, "fastest_min"), at_borders(TRAIN_TYPICAL, "typical_min")]
    for number, (a, b) in enumerate(zip(pairs["city_a"], pairs["city_b"], strict=True)):
        for way, group in (("ab", f"{a}>{b}"), ("ba", f"{b}>{a}")):
            for indicator, name in ((TRAIN_FIRST, "first"), (TRAIN_LAST, "last")):
                value = [pairs[f"{name}_{way}"].iloc[number]]
                parts.append(
                    rows(indicator, papers, "border", [f"{a}|{b}"], value, mode="rail", group=group, method=method)
                )
    if chosen.whole and TRAIN_PAIRS.indicator in unlocked:
        counted = (pairs["runs_ab"] + pairs["runs_ba"]) / 2
        parts += [
            rows(TRAIN_PAIRS, papers, "border", places, counted, mode="rail"),
            rows(TRAIN_PAIRS, papers, "region", [region.name], [float(counted.sum())], mode="rail"),
            at_borders(TRAIN_HEADWAY, "headway_min"),
        ]
    return parts


def _crossing_rows(lines: pd.DataFrame) -> list[pd.DataFrame]:
    parts = []
    for line in lines.to_dict("records"):
        papers = Papers(str(line["year"]), str(line["basis"]))
        for indicator, name in (
            (CROSSING_MINUTES, "minutes"), (CROSSING_HEADWAY, "headway"), (CROSSING_FIRST, "first"),
            (CROSSING_LAST, "last"),
        ):  # fmt: skip
            parts.append(
                rows(
                    indicator, papers, "border", [str(line["border"])], [line[name]], mode=str(line["mode"]),
                    group=str(line["line"]), low=line.get(f"{name}_low"), high=line.get(f"{name}_high"),
                )
            )  # fmt: skip
    return parts


def _feed_date(travel: CircleTravel) -> str:
    return travel.timetable.date if travel.timetable is not None else ""
