"""The same journeys with ferrobus (MIT or Apache-2.0), an independent RAPTOR in Rust, on a generated circle.

What ferrobus does otherwise, by its source, and how the comparison meets it:

* it takes all runs of a route with the same number of stops for runs over the same stops, so that the two directions
  of a line become one: here each direction is a route of its own;
* it wants every time of a call written out: here they are;
* it puts stops on the nearest street node without a walk, and knows one stop per node: here stations stand on nodes,
  and journeys begin and end at stops that are alone on theirs;
* it leaves a door for the nearest stop only: here a journey begins at a stop;
* it measures streets on a sphere and cuts the seconds of each off: here ours do the same;
* it walks all the way one street farther than its limit allows, and walks on from a stop to which it has walked, so
  that two walks after one ride are longer than the limit: its own itinerary tells such pairs.
"""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from tongcheng.region.gtfs import read_gtfs
from tongcheng.region.synth import synthesise, write_gtfs, write_osm_pbf
from tongcheng.travel.graph import components
from tongcheng.travel.transit import Walking, Window, feed_timetable, walk_streets
from tongcheng.travel.transit.kernel import NEVER
from tongcheng.travel.transit.nearby import legs_of, rows_of, turned
from tongcheng.travel.transit.search import TransitSearch

ferrobus = pytest.importorskip("ferrobus", reason="ferrobus is not installed (extra bench)")

METRES_PER_SECOND = 1.4
DAY, LEAVES, RIDES = dt.date(2025, 3, 4), (7 * 3600, 7 * 3600 + 754, 21 * 3600 + 100), 4
WALKS = ("access_walk", "transfer", "egress_walk")
#: Coordinates in the pbf are rounded, so that a street may lose a second that it has in the tables.
ROUNDING_S = 2


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def unpack_for_peer(feed_file: Path, folder: Path) -> None:
    """Write the feed as a folder, every direction a route of its own and every time filled."""
    with zipfile.ZipFile(feed_file) as archive:
        archive.extractall(folder)
    trips = pd.read_csv(folder / "trips.txt", dtype=str)
    trips.assign(route_id=trips["route_id"] + "-" + trips["direction_id"]).to_csv(folder / "trips.txt", index=False)
    routes = pd.read_csv(folder / "routes.txt", dtype=str)
    both = pd.concat([routes.assign(route_id=routes["route_id"] + way) for way in ("-0", "-1")])
    both.to_csv(folder / "routes.txt", index=False)
    calls = read_gtfs(feed_file).stop_times
    times = [clock(second) for second in np.rint(calls["departure_min"] * 60).astype(int)]
    filled = calls[["trip_id", "stop_id", "stop_sequence"]].assign(arrival_time=times, departure_time=times)
    filled.to_csv(folder / "stop_times.txt", index=False)


def seconds_of_streets(nodes: pd.DataFrame, links: pd.DataFrame) -> np.ndarray:
    """Give the whole seconds of every street, straight on a sphere and cut off, as ferrobus has them."""
    places = np.radians(nodes.set_index("node")[["lon", "lat"]])
    (lon, lat), (other_lon, other_lat) = (places.loc[links[end]].to_numpy().T for end in ("from_node", "to_node"))
    half = np.sin((other_lat - lat) / 2) ** 2
    half += np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    return np.floor(2 * 6_371_008.8 * np.arcsin(np.sqrt(half)) / METRES_PER_SECOND)


class Both:
    """One circle in both programs."""

    def __init__(self, folder: Path, limit_s: int) -> None:
        region = synthesise(seed=1, nodes=3000, zones=150, buses=50).region
        links = region["road_links"]
        links = links[~links["class"].str.startswith("trunk")]
        links = links.assign(length_m=seconds_of_streets(region["road_nodes"], links) * METRES_PER_SECOND)
        streets = walk_streets(region.with_tables({"road_links": links}), kmh=METRES_PER_SECOND * 3.6)
        main = np.flatnonzero(components(streets).label == 0)
        stations = region["stations"]
        nodes = np.column_stack([streets.lon[main], streets.lat[main]])
        nearest = nodes[cKDTree(nodes).query(stations[["lon", "lat"]].to_numpy())[1]].round(7)
        region = region.with_tables({"stations": stations.assign(lon=nearest[:, 0], lat=nearest[:, 1])})
        feed_file, pbf, peer = folder / "feed.zip", folder / "streets.osm.pbf", folder / "feed"
        write_gtfs(region, feed_file)
        write_osm_pbf(region, pbf)
        unpack_for_peer(feed_file, peer)
        self.model = ferrobus.create_transit_model(str(pbf), [str(peer)], DAY, limit_s)
        walking = Walking(kmh=METRES_PER_SECOND * 3.6, detour=1.0, change_min=limit_s / 60, streets=streets)
        self.table = feed_timetable(read_gtfs(feed_file), f"{DAY}", walking=walking)
        stops = self.table.stops
        alone = np.flatnonzero(~stops.duplicated(["lon", "lat"], keep=False).to_numpy())
        self.rows, self.points = [], []
        for row in np.random.default_rng(0).permutation(alone)[:120]:
            try:
                self.points.append(
                    ferrobus.create_transit_point(stops["lat"][row], stops["lon"][row], self.model, 0, 1)
                )
            except ValueError:
                continue  # its node lies a ten-millionth of a degree beside the one in the pbf
            self.rows.append(row)

    def ours(self, leave: int) -> np.ndarray:
        count, foot = len(self.table.stops), self.table.footpaths
        own = np.arange(count)
        legs = legs_of(
            np.concatenate([rows_of(foot), own]), np.concatenate([foot.head, own]),
            np.concatenate([foot.seconds, np.zeros(count, dtype=np.int64)]), count,
        )  # fmt: skip
        search = TransitSearch(
            self.table, legs, turned(legs, count), legs, count, Window(leave, 60, 1), (50.0,), 86_400, RIDES
        )
        seconds = search.seconds(np.array(self.rows, dtype=np.int32))[:, 0][:, self.rows]
        return np.where(seconds < NEVER, seconds, np.nan)

    def theirs(self, leave: int) -> np.ndarray:
        found: Any = ferrobus.travel_time_matrix(self.model, self.points, leave, RIDES)
        return np.array([[np.nan if value is None else value for value in row] for row in found])

    def walks_beyond_the_limit(self, start: int, end: int, leave: int, limit_s: int) -> bool:
        """Tell whether ferrobus's own itinerary has walks in a row that are together longer than its limit."""
        text = ferrobus.detailed_journey(self.model, self.points[start], self.points[end], leave, RIDES)
        longest = together = 0
        for leg in (leg["properties"] for leg in json.loads(text)["features"]):
            together = together + leg["duration"] if leg["leg_type"] in WALKS else 0
            longest = max(longest, together)
        return longest > limit_s


@pytest.mark.parametrize("limit_s", [300, 900])
def test_arrivals_are_those_of_ferrobus(tmp_path: Path, limit_s: int) -> None:
    both = Both(tmp_path, limit_s)
    assert len(both.points) > 30
    for leave in LEAVES:
        ours, theirs = both.ours(leave), both.theirs(leave)
        assert np.array_equal(np.isnan(ours), np.isnan(theirs))
        assert np.isfinite(ours).mean() > 0.3
        apart = np.abs(ours - theirs)
        assert (apart[np.isfinite(apart)] == 0).mean() > 0.9
        for start, end in np.argwhere(apart > ROUNDING_S):
            assert ours[start, end] > theirs[start, end]
            assert both.walks_beyond_the_limit(start, end, leave, limit_s)
        assert (apart > ROUNDING_S).mean() < 0.05
