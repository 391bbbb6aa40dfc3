"""The runs of one day of a GTFS feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.gtfs.stations import mode_of
from tongcheng.travel.ids import positions
from tongcheng.travel.transit.trips import SECONDS_PER_MINUTE, Trips, joined

if TYPE_CHECKING:
    from tongcheng.region.gtfs import Feed

_DAY_S = 24 * 3600

#: Runs of the next day are taken along that begin before this hour: whoever leaves at night changes to them.
_NEXT_DAY_S = 6 * 3600

_NOT_AVAILABLE = 1
_MOST_NAMED = 20
_FEWEST_STOPS = 2


def busiest_day(feed: Feed) -> str:
    """Give the first of the days with the most runs."""
    counts = feed.trips_per_day()
    return f"{counts.index[int(counts.to_numpy().argmax())]:%Y-%m-%d}"


def feed_trips(feed: Feed, date: str) -> Trips:
    """Give the runs that one can ride on a day: of its services, and of those of the night before and after.

    Runs by frequency are laid out one by one from the start of each period, also where the feed calls them inexact.
    Runs of the day before stand with their times after midnight; runs of the next day that begin before 6:00 are
    there for journeys that end in the night.

    Parameters
    ----------
    feed
        The feed.
    date
        ``2019-10-31`` or ``20191031``.

    Raises
    ------
    InputError
        If nothing runs on that day, naming the nearest day with service; or naming every call without a time and
        every call at an unknown stop.
    """
    feed.require_service(date)
    _check_calls(feed)
    day = pd.Timestamp(date)
    parts = []
    for shift in (0, -1, 1):
        services = feed.services_on(f"{day + pd.Timedelta(days=shift):%Y-%m-%d}")
        part = _laid_out(feed, services)
        if len(part.table) == 0:
            continue
        part = part.shifted(np.full(len(part.table), shift * _DAY_S, dtype=np.int64))
        keep = _overlapping(part, shift)
        parts.append(part.take(np.flatnonzero(keep)))
    return joined(parts).served()


def _overlapping(part: Trips, shift: int) -> NDArray[np.bool_]:
    begin, end = part.departure[part.first[:-1]], part.arrival[part.first[1:] - 1]
    if shift == 0:
        return np.ones(len(begin), dtype=bool)
    return (end >= 0) if shift < 0 else (begin < _DAY_S + _NEXT_DAY_S)


def _laid_out(feed: Feed, services: tuple[str, ...]) -> Trips:
    trips = feed.trips[feed.trips["service_id"].isin(services)]
    times = feed.stop_times
    code = positions(pd.Index(trips["trip_id"]), times["trip_id"])
    rows = np.flatnonzero(code >= 0)
    rows = rows[np.argsort(code[rows], kind="stable")]
    length = np.bincount(code[rows], minlength=len(trips))
    first = np.zeros(len(trips) + 1, dtype=np.int64)
    np.cumsum(length, out=first[1:])
    calls = times.iloc[rows]
    whole = Trips(
        _stops(feed.stops), _table(feed, trips), first,
        positions(pd.Index(feed.stops["stop_id"]), calls["stop_id"]),
        _seconds(calls["arrival_min"]), _seconds(calls["departure_min"]),
        _allowed(calls, "pickup_type"), _allowed(calls, "drop_off_type"),
    )  # fmt: skip
    return _repeated(feed, whole.take(np.flatnonzero(length >= _FEWEST_STOPS)))


def _repeated(feed: Feed, trips: Trips) -> Trips:
    """Lay out the runs by frequency: each period from its start, less than its end, every headway."""
    periods = feed.frequencies
    if len(periods) == 0:
        return trips
    row = positions(pd.Index(trips.table["trip"]), periods["trip_id"])
    begin, end, headway = (
        periods[name].to_numpy(dtype="float64") for name in ("start_min", "end_min", "headway_min")
    )
    count = np.where(row >= 0, np.maximum(np.ceil((end - begin) / headway - 1e-9), 0), 0).astype(np.int64)
    which = np.repeat(np.arange(len(periods)), count)
    number = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    leaves = np.rint((begin[which] + number * headway[which]) * SECONDS_PER_MINUTE).astype(np.int64)
    timed = np.flatnonzero(~np.isin(np.arange(len(trips.table)), row))
    model = row[which]
    shift = np.concatenate([np.zeros(len(timed), dtype=np.int64), leaves - trips.departure[trips.first[model]]])
    return trips.take(np.concatenate([timed, model])).shifted(shift)


def _stops(stops: pd.DataFrame) -> pd.DataFrame:
    station = stops["stop_id"]
    if "parent_station" in stops:
        station = stops["parent_station"].fillna(stops["stop_id"])
    return pd.DataFrame(
        {
            "stop": stops["stop_id"].astype("str").to_numpy(),
            "name": stops["stop_name"].fillna("").astype("str").to_numpy(),
            "station": station.astype("str").to_numpy(),
            "lon": stops["stop_lon"].to_numpy(dtype="float64"),
            "lat": stops["stop_lat"].to_numpy(dtype="float64"),
        }
    )


def _table(feed: Feed, trips: pd.DataFrame) -> pd.DataFrame:
    routes = feed.routes
    row = positions(pd.Index(routes["route_id"]), trips["route_id"])
    name = _column(routes, "route_short_name").fillna(_column(routes, "route_long_name")).fillna(routes["route_id"])
    mode = routes["route_type"].map({kind: mode_of(kind) for kind in routes["route_type"].unique()})
    return pd.DataFrame(
        {
            "trip": trips["trip_id"].astype("str").to_numpy(),
            "line": trips["route_id"].astype("str").to_numpy(),
            "name": name.astype("str").to_numpy()[row],
            "mode": mode.astype("str").to_numpy()[row],
            "headsign": _column(trips, "trip_headsign").fillna("").astype("str").to_numpy(),
        }
    )


def _column(frame: pd.DataFrame, name: str) -> pd.Series[str]:
    return frame[name] if name in frame else pd.Series(pd.NA, index=frame.index, dtype="str")


def _allowed(calls: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    if column not in calls:
        return np.ones(len(calls), dtype=bool)
    return np.asarray((calls[column] != _NOT_AVAILABLE).to_numpy(dtype=bool))


def _seconds(minutes: pd.Series[float]) -> NDArray[np.int32]:
    return np.rint(minutes.to_numpy(dtype="float64") * SECONDS_PER_MINUTE).astype(np.int32)


def _check_calls(feed: Feed) -> None:
    """Refuse calls without a time or at a stop that is not there; a feed that was read has none."""
    problems = Problems("stop_times.txt")
    times = feed.stop_times
    blank = np.flatnonzero((times["arrival_min"].isna() | times["departure_min"].isna()).to_numpy())
    unknown = np.flatnonzero(positions(pd.Index(feed.stops["stop_id"]), times["stop_id"]) < 0)
    for code, rows, expected, remedy in (
        ("no_time", blank, Text("每个停站都有时刻", "a time at every stop"),
         Text("补上时刻，或用 read_gtfs 读取以便内插", "add the times, or read the feed with read_gtfs, which fills them")),
        ("unknown_stop", unknown, Text("stops.txt 中已有的站点", "a stop that stands in stops.txt"),
         Text("改正站点编号，或在 stops.txt 中补上", "correct the stop's id, or add the stop to stops.txt")),
    ):  # fmt: skip
        for row in rows[:_MOST_NAMED]:
            call = times.iloc[row]
            line = int(call["row"]) if "row" in times else None
            found = f"trip {call['trip_id']}, stop {call['stop_id']}"
            problems.add(code, row=line, expected=expected, found=found, remedy=remedy)
        if len(rows) > _MOST_NAMED:
            problems.add("more_rows", expected=expected, found=f"… +{len(rows) - _MOST_NAMED}", remedy=remedy)
    problems.raise_if_any()
