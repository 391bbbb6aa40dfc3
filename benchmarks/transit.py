"""Door to door by public transport over an hour of departures, beside ferrobus: ``python -m benchmarks.transit``.

A generated feed of the size of Chengdu's (20,000 stops, 2,450 patterns, 7 million calls) on the streets of a generated
circle of 404,000 nodes, and 6,450 places drawn where people live, so that nearly all of them have stops around. What is
timed: from every place to every place, 60 departures, the 25th, 50th and 75th percentile, at most four rides, walks of
20 minutes to and from stops and of 10 minutes between them, one thread. Making the timetable is timed apart.

Peer: *ferrobus* (RAPTOR in Rust, MIT or Apache-2.0) reads the same feed and the same streets and is asked for
``travel_time_matrix`` at one departure on one thread between some of the places; an hour of departures from all of them
is taken in proportion, and ``work`` says how many were timed. Its task is the smaller one: it leaves a place for the
nearest stop only, gives one departure without percentiles, and has fewer destinations. Streets are walked by ferrobus; ours are
straight lines times 1.3 here. That both find the same arrivals is shown by ``tests/travel/test_transit_peer.py``.
The second peer is our own RAPTOR without the range: every departure searched anew.

Feed and streets are made once and kept in a temporary folder.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.harness import Measured, Row, compare, main, measure, missing, version_of

#: Nodes of the circle, places; stops, bus, metro and railway lines of the feed; points that ferrobus is asked for.
FULL = (404_000, 6_450, 20_000, (1_200, 20, 6), 400)
QUICK = (20_000, 1_500, 2_000, (120, 4, 2), 200)

_START_S, _DEPARTURES, _RIDES = 7 * 3600, 60, 4
_PLAIN_ORIGINS = 32
_BLOCK = 64
_DATE = "20250304"
_DEGREE_KM = 111.2

#: Stops of a run, kilometres between them, km/h, seconds between departures (from, to), first and last hour.
_KINDS = (
    (30, 0.6, 18.0, (360, 900), 6, 22),
    (25, 1.6, 36.0, (240, 241), 6, 23),
    (10, 12.0, 110.0, (900, 901), 6, 23),
)


def prepared(size: tuple[Any, ...]) -> str:
    """Give the folder of streets and feed; make it if it is not there."""
    nodes, _, stops, _, _ = size
    folder = Path(tempfile.gettempdir()) / "tongcheng-benchmarks" / f"transit-{nodes}-{stops}"
    if not (folder / "feed.npz").is_file():
        measure(_prepare, str(folder), size)
    return str(folder)


def _prepare(folder: str, size: tuple[Any, ...]) -> Callable[[], int]:
    from tongcheng.region.synth import synthesise, write_osm_pbf
    from tongcheng.travel import build_graph, components

    nodes, places, stops, lines, _ = size

    def make() -> int:
        region = synthesise(seed=1, nodes=nodes, zones=places).region
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        write_osm_pbf(region, place / "streets.osm.pbf")
        graph = build_graph(region["road_nodes"], region["road_links"])
        main_part = np.flatnonzero((components(graph).label == 0) & graph.joinable)
        people = region["residents"]
        home = people[people["group"] == "all"].groupby("zone")["value"].sum()
        weight = region["zones"]["zone"].map(home).fillna(0).to_numpy()
        rng = np.random.default_rng(1)
        streets, zones = (
            np.column_stack([graph.lon, graph.lat])[main_part],
            region["zones"][["lon", "lat"]].to_numpy(),
        )
        feed = make_feed(rng, where_people_live(rng, streets, zones, weight, stops), lines)
        write_text_feed(place / "feed", feed)
        np.savez(place / "feed.npz", zones=where_people_live(rng, streets, zones, weight, places), **feed)
        return len(feed["stop"])

    return make


def where_people_live(
    rng: np.random.Generator, nodes: np.ndarray, zones: np.ndarray, weight: np.ndarray, count: int
) -> np.ndarray:
    """Draw different street nodes near zones by their residents."""
    from scipy.spatial import cKDTree

    drawn = rng.choice(len(zones), 6 * count, p=weight / weight.sum())
    near = zones[drawn] + rng.normal(0, 0.6 / _DEGREE_KM, (6 * count, 2))
    return nodes[rng.permutation(np.unique(cKDTree(nodes).query(near)[1]))[:count]]


def make_feed(rng: np.random.Generator, xy: np.ndarray, lines: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Make runs over stops: lines that wander, both ways, at even headways."""
    from scipy.spatial import cKDTree

    km = _DEGREE_KM
    tree, low, high = cKDTree(xy * km), xy.min(axis=0) * km, xy.max(axis=0) * km
    parts: dict[str, list[np.ndarray]] = {"stop": [], "time": [], "length": [], "line": []}
    line = 0
    for count, (calls, gap, kmh, headway, first, last) in zip(lines, _KINDS, strict=True):
        for _ in range(count):
            way = _wander(rng, xy * km, tree, low, high, calls, gap)
            seconds = np.maximum(30, np.hypot(*np.diff(xy[way] * km, axis=0).T) / kmh * 3600 + 20)
            starts = np.arange(first * 3600, last * 3600, int(rng.integers(*headway)))
            for order in (way, way[::-1]):
                hops = seconds if order is way else seconds[::-1]
                passed = np.append(0, np.cumsum(hops)).astype(np.int64)
                parts["stop"].append(np.tile(order, len(starts)))
                parts["time"].append((starts[:, None] + passed).ravel())
                parts["length"].append(np.full(len(starts), len(order)))
                parts["line"].append(np.full(len(starts), line))
                line += 1
    return {"xy": xy, **{name: np.concatenate(values) for name, values in parts.items()}}


def _wander(
    rng: np.random.Generator, km: np.ndarray, tree: Any, low: np.ndarray, high: np.ndarray, calls: int, gap: float
) -> np.ndarray:
    """Go from a stop into some direction, bending a little, and call at the nearest stop after every gap."""
    while True:
        way = [int(rng.integers(len(km)))]
        here, angle = km[way[0]].copy(), rng.uniform(0, 2 * np.pi)
        for _ in range(4 * calls):
            angle += rng.normal(0, 0.15)
            here += gap * np.array([np.cos(angle), np.sin(angle)])
            nearest = int(tree.query(here)[1])
            if nearest not in way[-3:]:
                way.append(nearest)
            if len(way) == calls or (here < low).any() or (here > high).any():
                break
        if len(way) > 1:
            return np.array(way)


def write_text_feed(folder: Path, feed: dict[str, np.ndarray]) -> None:
    """Write the feed as a GTFS folder for the peer, each direction a route of its own."""
    import pyarrow as pa
    from pyarrow import csv

    folder.mkdir(parents=True, exist_ok=True)
    seconds = np.arange(32 * 3600)
    clock = pa.array(
        [f"{hour:02d}:{minute:02d}:{second:02d}"
         for hour, minute, second in zip(seconds // 3600, seconds // 60 % 60, seconds % 60, strict=True)]
    )  # fmt: skip
    trip = np.repeat(np.arange(len(feed["length"])), feed["length"])
    first = np.cumsum(feed["length"]) - feed["length"]
    times = clock.take(pa.array(feed["time"]))
    lines = np.unique(feed["line"])
    stops = np.arange(len(feed["xy"]))
    tables = {
        "stop_times": {"trip_id": trip, "arrival_time": times, "departure_time": times, "stop_id": feed["stop"],
                       "stop_sequence": np.arange(len(trip)) - np.repeat(first, feed["length"])},
        "trips": {"route_id": feed["line"], "service_id": np.zeros(len(first), dtype=int),
                  "trip_id": np.arange(len(first))},
        "stops": {"stop_id": stops, "stop_name": stops, "stop_lat": feed["xy"][:, 1], "stop_lon": feed["xy"][:, 0]},
        "routes": {"route_id": lines, "route_short_name": lines, "route_type": np.full(len(lines), 3)},
        "agency": {"agency_name": ["x"], "agency_url": ["https://example.org"], "agency_timezone": ["Asia/Shanghai"]},
        "calendar": {"service_id": [0], **{day: [1] for day in (
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")},
            "start_date": ["20250101"], "end_date": ["20251231"]},
        "calendar_dates": {"service_id": [0], "date": ["20241231"], "exception_type": [1]},
        "feed_info": {"feed_publisher_name": ["x"], "feed_publisher_url": ["https://example.org"], "feed_lang": ["zh"]},
    }  # fmt: skip
    for name, columns in tables.items():
        csv.write_csv(pa.table(columns), folder / f"{name}.txt", csv.WriteOptions(quoting_style="none"))


def load(folder: str) -> dict[str, np.ndarray]:
    """Give the arrays of a prepared feed."""
    with np.load(Path(folder) / "feed.npz") as content:
        return dict(content)


def trips_of(feed: dict[str, np.ndarray]) -> Any:
    """Give the runs of a prepared feed as ours."""
    from tongcheng.travel.transit.trips import Trips

    names = np.arange(len(feed["xy"])).astype(str)
    stops = pd.DataFrame({"stop": names, "name": names, "station": names})
    lines = feed["line"].astype(str)
    table = pd.DataFrame({"trip": np.arange(len(lines)).astype(str), "line": lines, "name": lines})
    times, everywhere = feed["time"].astype(np.int32), np.ones(len(feed["time"]), dtype=bool)
    return Trips(
        stops.assign(lon=feed["xy"][:, 0], lat=feed["xy"][:, 1]), table.assign(mode="bus", headsign=""),
        np.append(0, np.cumsum(feed["length"])), feed["stop"].astype(np.int32), times, times, everywhere, everywhere,
    ).served()  # fmt: skip


def timetable_of(feed: dict[str, np.ndarray]) -> Any:
    """Make the timetable of a prepared feed."""
    from tongcheng.travel.transit import Walking
    from tongcheng.travel.transit.timetable import make_timetable

    return make_timetable(trips_of(feed), date="2025-03-04", basis="synthetic", walking=Walking())


def our_timetable(folder: str) -> Callable[[], int]:
    """Make the timetable; gives the number of its calls."""
    from tongcheng.travel.transit.timetable import make_timetable
    from tongcheng.travel.transit.walking import Walking

    feed = load(folder)
    timetable_of({**feed, **{name: feed[name][:1] for name in ("length", "line")}, "stop": feed["stop"][: feed["length"][0]],
                  "time": feed["time"][: feed["length"][0]]})  # fmt: skip
    trips = trips_of(feed)
    return lambda: make_timetable(trips, date="", basis="synthetic", walking=Walking()).calls


def our_hour(folder: str, cut_min: int, origins: int, ranged: bool) -> Callable[[], float]:
    """Find the times from some zones to all, block by block; gives how many pairs are reached."""
    from tongcheng.travel.transit.kernel import NEVER
    from tongcheng.travel.transit.nearby import turned
    from tongcheng.travel.transit.search import TransitSearch, Window
    from tongcheng.travel.transit.walking import Walking, walk_legs

    feed = load(folder)
    table = timetable_of(feed)
    zones = pd.DataFrame(feed["zones"], columns=["lon", "lat"])
    access = walk_legs(Walking(), zones, table.stops, 20)
    search = TransitSearch(
        table, access, turned(access, len(table.stops)), walk_legs(Walking(), zones, zones, 20), len(zones),
        Window(_START_S, 60, _DEPARTURES), (25.0, 50.0, 75.0), cut_min * 60, _RIDES, 1,
    )  # fmt: skip
    chosen = np.random.default_rng(0).permutation(len(zones))[:origins].astype(np.int32)
    search.seconds(chosen[:1], ranged=ranged)  # compiled or read from the cache before the clock

    def find() -> float:
        reached = 0
        for start in range(0, len(chosen), _BLOCK):
            reached += int((search.seconds(chosen[start : start + _BLOCK], ranged=ranged) < NEVER).sum())
        return reached / (3 * len(chosen) * len(zones))

    return find


def ferrobus_minute(folder: str, origins: int) -> Callable[[], float]:
    """Find the times between some zones at one departure with ferrobus; gives the share of pairs reached."""
    import datetime as dt

    os.environ["RAYON_NUM_THREADS"] = "1"
    import ferrobus

    zones = load(folder)["zones"]
    day = dt.datetime.strptime(_DATE, "%Y%m%d").replace(tzinfo=dt.UTC).date()
    model = ferrobus.create_transit_model(f"{folder}/streets.osm.pbf", [f"{folder}/feed"], day, 600)
    points = []
    for row in np.random.default_rng(0).permutation(len(zones)):
        try:
            points.append(ferrobus.create_transit_point(zones[row, 1], zones[row, 0], model, 1200, 10))
        except ValueError:
            continue  # too far from any street
        if len(points) == origins:
            break

    def find() -> float:
        found: Any = ferrobus.travel_time_matrix(model, points, _START_S, _RIDES)
        return sum(value is not None for row in found for value in row) / len(points) ** 2

    return find


def rows(quick: bool) -> list[Row]:
    """Measure making the timetable, the hour, and the peers."""
    size = QUICK if quick else FULL
    folder = prepared(size)
    feed = load(folder)
    zones, calls = len(feed["zones"]), len(feed["stop"])
    made = measure(our_timetable, folder)
    found = [compare(f"timetable of {calls:,} calls, {len(feed['xy']):,} stops", made, calls)]
    work = f"{_DEPARTURES} departures × {zones:,} places × {zones:,} places, {calls:,} calls"
    long, short = (measure(our_hour, folder, minutes, zones, True) for minutes in (120, 60))
    plain = measure(our_hour, folder, 120, _PLAIN_ORIGINS, False)
    plain_all = Measured(plain.seconds * zones / _PLAIN_ORIGINS, plain.peak_mb, None)
    said = f"{work}, within 120 min"
    found.append(compare(f"{said} (peer: {_PLAIN_ORIGINS} origins timed)", long, zones * _DEPARTURES,
                         peer="our RAPTOR, every departure anew", theirs=plain_all))  # fmt: skip
    if version_of("ferrobus") is None:
        missing("ferrobus")
    else:
        points = size[-1]
        theirs = measure(ferrobus_minute, folder, points, repeats=3)
        hour = Measured(theirs.seconds * _DEPARTURES * zones / points, theirs.peak_mb, None)
        found.append(compare(f"{said} (peer: one departure, {points} × {points} timed)", long, zones * _DEPARTURES,
                             peer=version_of("ferrobus"), theirs=hour))  # fmt: skip
    found.append(compare(f"{work}, within 60 min", short, zones * _DEPARTURES))
    return found


if __name__ == "__main__":
    main(__doc__, rows)
