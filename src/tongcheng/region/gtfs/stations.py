"""Stations and lines of a region from a feed."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.errors import Problems
from tongcheng.region.columns import type_table
from tongcheng.region.gtfs.feed import Feed
from tongcheng.region.plane import ELLIPSOID, outline_of_points
from tongcheng.region.schemas import schemas

#: Route types of GTFS (0–12, and the hundreds of the extended list) as modes of a line.
_MODES = {
    0: "tram", 1: "metro", 2: "rail", 3: "bus", 4: "ferry", 5: "tram", 11: "bus", 12: "metro",
    100: "rail", 200: "bus", 400: "metro", 700: "bus", 800: "bus", 900: "tram", 1000: "ferry", 1200: "ferry",
}  # fmt: skip
_SUBURBAN_RAIL, _HIGH_SPEED_RAIL = 109, 101
_KINDS = {"rail": "rail", "suburban_rail": "rail", "metro": "metro", "tram": "tram", "bus": "bus"}
_KIND_ORDER = ("high_speed_rail", "rail", "metro", "tram", "bus", "other")
_FEWEST_DEPARTURES = 3
_FASTEST_KMH = 400.0


def stations_from_feed(
    feed: Feed,
    *,
    source: str,
    date: str | None = None,
    basis: str = "observed",
    counties: gpd.GeoDataFrame | None = None,
    outside: str | None = None,
) -> dict[str, pd.DataFrame]:
    """Give the stations, lines and stops of lines of a feed as tables of a region.

    Parameters
    ----------
    feed
        The feed.
    source, basis
        Written in every row.
    date
        Day whose trips decide; by default the first of the days with the most trips. Routes that do not run on
        it are described by their other days, without a headway.
    counties
        Table ``counties``: a station belongs to the one it lies in.
    outside
        County of the stations that lie in none; empty by default.

    Returns
    -------
    dict of pandas.DataFrame
        ``stations`` (parent stations where the feed has them), ``lines`` (one per route) and ``line_stops`` (the
        stops of each route's most frequent trip of that day). ``headway_min`` is the median gap between the
        departures of the route in that direction, empty under three departures; ``speed_kmh`` includes stops.
    """
    chosen = date or feed.date or _busiest(feed)
    today = feed.trips_on(chosen)
    other = feed.trips[~feed.trips["route_id"].isin(today["route_id"].unique())]
    trips = pd.concat([today, other])
    times = feed.stop_times[feed.stop_times["trip_id"].isin(trips["trip_id"].unique())]
    patterns = _main_patterns(trips, times)
    stations = _stations(feed, counties, outside)
    lines = _lines(feed, today, times, patterns)
    line_stops = _line_stops(feed, times, patterns)
    tables = {"stations": stations, "lines": lines, "line_stops": line_stops}
    return {name: _typed(name, table.assign(source=source, basis=basis)) for name, table in tables.items()}


def _typed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    problems = Problems(name)
    typed = type_table(table, schemas()[name], problems)
    problems.raise_if_any()
    return typed


def _busiest(feed: Feed) -> str:
    day: Any = feed.trips_per_day().idxmax()
    return f"{day:%Y-%m-%d}"


def _station_ids(feed: Feed) -> pd.Series[str]:
    """Give the station of every stop: its parent, else itself."""
    stops = feed.stops.set_index("stop_id")
    own = pd.Series(stops.index, index=stops.index)
    return stops["parent_station"].fillna(own) if "parent_station" in stops else own


def mode_of(route_type: float) -> str:
    """Name the mode of a GTFS route type.

    Examples
    --------
    >>> mode_of(3), mode_of(109), mode_of(402), mode_of(1500)
    ('bus', 'suburban_rail', 'metro', 'other')
    """
    number = int(route_type)
    if number == _SUBURBAN_RAIL:
        return "suburban_rail"
    hundreds = number // 100 * 100
    return _MODES.get(number, _MODES.get(hundreds, "other") if hundreds else "other")


def _stations(feed: Feed, counties: gpd.GeoDataFrame | None, outside: str | None) -> pd.DataFrame:
    station = _station_ids(feed)
    kinds = _kinds(feed, station)
    places = feed.stops.set_index("stop_id").loc[kinds.index]
    frame = pd.DataFrame(
        {
            "station": kinds.index,
            "name": places["stop_name"].to_numpy(),
            "kind": kinds.to_numpy(),
            "lon": places["stop_lon"].to_numpy(),
            "lat": places["stop_lat"].to_numpy(),
        }
    )
    if counties is None:
        return frame
    found = outline_of_points(counties.geometry, frame["lon"], frame["lat"])
    codes = np.array([*counties["county"], outside], dtype=object)
    county = codes[found]  # -1, found nowhere, takes the last
    city = pd.Series(county).map(dict(zip(counties["county"], counties["city"], strict=True)))
    return frame.assign(county=county, city=city.to_numpy())


def _kinds(feed: Feed, station: pd.Series[str]) -> pd.Series[str]:
    """Give the kind of every served station, in the order of the file: the highest of its routes."""
    routes = feed.routes.set_index("route_id")["route_type"]
    route = feed.trips.set_index("trip_id")["route_id"]
    served = feed.stop_times.drop_duplicates(["trip_id", "stop_id"])
    types = served["trip_id"].map(route).map(routes)
    kinds = types.map({number: _kind(number) for number in types.unique()})
    rank = kinds.map({kind: number for number, kind in enumerate(_KIND_ORDER)})
    best = rank.groupby(served["stop_id"].map(station).to_numpy()).min()
    order = [item for item in dict.fromkeys(station) if item in best.index]
    return best.loc[order].map(dict(enumerate(_KIND_ORDER)))


def _kind(route_type: float) -> str:
    if int(route_type) == _HIGH_SPEED_RAIL:
        return "high_speed_rail"
    return _KINDS.get(mode_of(route_type), "other")


def _main_patterns(trips: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Give the most frequent trip of each route (of equals the longest, then the first): ``route_id``, ``trip_id``."""
    stops = times.groupby("trip_id", sort=False)["stop_id"].agg(tuple).rename("pattern")
    known = trips.join(stops, on="trip_id").dropna(subset=["pattern"])
    groups = known.groupby(["route_id", "pattern"], sort=False)
    counted = groups.agg(trip_id=("trip_id", "first"), trips=("trip_id", "size")).reset_index()
    counted["stops"] = counted["pattern"].map(len)
    ranked = counted.sort_values(["trips", "stops", "trip_id"], ascending=[False, False, True], kind="stable")
    return ranked.drop_duplicates("route_id")[["route_id", "trip_id"]]


def _line_stops(feed: Feed, times: pd.DataFrame, patterns: pd.DataFrame) -> pd.DataFrame:
    rows = times.merge(patterns, on="trip_id")
    rows["station"] = rows["stop_id"].map(_station_ids(feed))
    again = (rows["station"] == rows["station"].shift()) & (rows["route_id"] == rows["route_id"].shift())
    rows = rows[~again]
    start = rows.groupby("route_id")["departure_min"].transform("first")
    return pd.DataFrame(
        {
            "line": rows["route_id"].to_numpy(),
            "seq": rows.groupby("route_id").cumcount().to_numpy() + 1,
            "station": rows["station"].to_numpy(),
            "minutes": (rows["arrival_min"] - start).clip(lower=0).to_numpy(),
        }
    )


def _lines(feed: Feed, trips: pd.DataFrame, times: pd.DataFrame, patterns: pd.DataFrame) -> pd.DataFrame:
    routes = feed.routes.set_index("route_id").loc[patterns["route_id"]]
    main = feed.trips.set_index("trip_id").loc[patterns["trip_id"]]
    shapes = _shape_lines(feed)
    lines = [_line(feed, trip, row, shapes, times) for trip, row in main.iterrows()]
    minutes = times.groupby("trip_id")["arrival_min"].last() - times.groupby("trip_id")["departure_min"].first()
    hours = minutes.loc[patterns["trip_id"]].to_numpy() / 60
    km = np.array([ELLIPSOID.geometry_length(line) / 1000 if line is not None else np.nan for line in lines])
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = np.where((hours > 0) & (km > 0) & (km / hours <= _FASTEST_KMH), km / hours, np.nan)
    return pd.DataFrame(
        {
            "line": routes.index,
            "name": [_name(row) for _, row in routes.iterrows()],
            "mode": [mode_of(number) for number in routes["route_type"]],
            "color": [_color(row.get("route_color")) for _, row in routes.iterrows()],
            "speed_kmh": speed,
            "headway_min": [_headway(route, row, trips, times) for (route, row) in _with_direction(main)],
            "geometry": lines,
        }
    )


def _with_direction(main: pd.DataFrame) -> list[tuple[str, Any]]:
    directions = main["direction_id"] if "direction_id" in main else [None] * len(main)
    return list(zip(main["route_id"], directions, strict=True))


def _headway(route: str, direction: Any, trips: pd.DataFrame, times: pd.DataFrame) -> float:
    chosen = trips[trips["route_id"] == route]
    if "direction_id" in chosen and not pd.isna(direction):
        chosen = chosen[chosen["direction_id"] == direction]
    first = times[times["trip_id"].isin(chosen["trip_id"].unique())].groupby("trip_id")["departure_min"].first()
    gaps = np.diff(np.unique(first.to_numpy()))
    return float(np.median(gaps)) if len(gaps) + 1 >= _FEWEST_DEPARTURES else np.nan


def _shape_lines(feed: Feed) -> dict[str, shapely.LineString]:
    points = feed.shapes
    return {
        str(shape): shapely.LineString(rows[["shape_pt_lon", "shape_pt_lat"]].to_numpy())
        for shape, rows in points.groupby("shape_id", sort=False)
        if len(rows) > 1
    }


def _line(
    feed: Feed, trip: Any, row: pd.Series[Any], shapes: dict[str, shapely.LineString], times: pd.DataFrame
) -> shapely.LineString | None:
    """Give the shape of a trip, else straight lines between its stops."""
    if (shape := row.get("shape_id")) in shapes:
        return shapes[str(shape)]
    stops = feed.stops.set_index("stop_id").loc[times.loc[times["trip_id"] == trip, "stop_id"]]
    points = stops[["stop_lon", "stop_lat"]].to_numpy()
    return shapely.LineString(points) if len(points) > 1 else None


def _name(row: pd.Series[Any]) -> str:
    parts = [row.get("route_short_name"), row.get("route_long_name")]
    words = [str(part) for part in parts if isinstance(part, str) and part]
    return " ".join(dict.fromkeys(words)) or str(row.name)


def _color(value: Any) -> str | None:
    return f"#{value.lower()}" if isinstance(value, str) and len(value) == len("008000") else None
