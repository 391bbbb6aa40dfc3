"""County seats, and how far round the road takes one between them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from tongcheng.region.people import count_by_zone
from tongcheng.region.plane import ELLIPSOID
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis
from tongcheng.sectors.transport.nets.road_indicators import SEAT_DETOUR
from tongcheng.sectors.transport.nets.rows import Papers, resident_year, rows
from tongcheng.travel.dijkstra import DijkstraEngine
from tongcheng.travel.driving import DriveNetwork, snap_frame
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.graph import UNREACHED, Graph, build_graph
from tongcheng.travel.snapping import ACCESS_KMH, DETOUR, MAX_KM

#: Kind of facility that marks a county seat.
SEAT_KIND: Final = "county_seat"

#: Seats nearer than this are one town: a ratio of two short ways says nothing.
NEAREST_KM: Final = 5.0

#: At this speed a minute is a kilometre.
_KMH: Final = 60.0


def county_seats(region: Region) -> pd.DataFrame:
    """Give the seat of each county: its facility of kind ``county_seat``, else its zone with most residents.

    Returns
    -------
    pandas.DataFrame
        ``county city lon lat grounds`` with grounds ``point`` or ``zone``; counties without zones are absent.
    """
    facilities = region["facilities"]
    marked = facilities[(facilities["kind"] == SEAT_KIND) & facilities["lon"].notna() & facilities["lat"].notna()]
    points = marked.drop_duplicates("county").set_index("county")
    zones = region["zones"].assign(residents=count_by_zone(region).value)
    most = zones.sort_values(["residents", "zone"], ascending=[False, True], kind="stable").drop_duplicates("county")
    most = most.set_index("county")
    rows = []
    for county, city in zip(region["counties"]["county"], region["counties"]["city"], strict=True):
        table, grounds = (points, "point") if county in points.index else (most, "zone")
        if county in table.index:
            place = {"lon": float(table["lon"][county]), "lat": float(table["lat"][county])}
            rows.append({"county": county, "city": city, **place, "grounds": grounds})
    return pd.DataFrame(rows, columns=["county", "city", "lon", "lat", "grounds"])


def seat_pairs(region: Region, seats: pd.DataFrame, network: DriveNetwork) -> pd.DataFrame:
    """Give the shortest way and the quickest time between every two county seats.

    Both ways and the straight line go from road node to road node, so that what lies between a seat and its road
    neither lengthens nor shortens anything.

    Parameters
    ----------
    region
        The circle.
    seats
        As :func:`county_seats`.
    network
        Its roads.

    Returns
    -------
    pandas.DataFrame
        One row per unordered pair: ``county_a county_b city_a city_b straight_km road_km detour minutes`` (the mean of
        both ways; NaN where there is none) and ``reason`` (``off_network``, ``no_way`` or empty).
    """
    snapped = snap_frame(network, seats, access_kmh=ACCESS_KMH, detour=DETOUR, max_km=MAX_KM)
    places = network.graph.nodes[np.maximum(snapped.kernel_node, 0)]
    km = _both_ways(_by_length(region), places)
    minutes = _both_ways(network.graph, places)
    lon, lat = network.graph.lon[snapped.kernel_node], network.graph.lat[snapped.kernel_node]
    first, second = np.triu_indices(len(seats), 1)
    straight = ELLIPSOID.inv(lon[first], lat[first], lon[second], lat[second])[2] / 1000
    on = snapped.found[first] & snapped.found[second]
    road = np.where(on, km[first, second], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        detour = np.where(straight > 0, road / straight, np.nan)
    names, cities = seats["county"].to_numpy(dtype=object), seats["city"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "county_a": names[first],
            "county_b": names[second],
            "city_a": cities[first],
            "city_b": cities[second],
            "straight_km": np.where(on, straight, np.nan),
            "road_km": road,
            "detour": detour,
            "minutes": np.where(on, minutes[first, second], np.nan),
            "reason": np.select([~on, np.isnan(road)], ["off_network", "no_way"], default=""),
        }
    ).astype(dict.fromkeys(("county_a", "county_b", "city_a", "city_b", "reason"), "str"))


def detour_rows(region: Region, pairs: pd.DataFrame, basis: str, scenario: str) -> list[pd.DataFrame]:
    """Give mean detours: of each county to all others and to those of other cities, by border, and of the circle."""
    papers = Papers(resident_year(region), weakest_basis([basis, *region["road_links"]["basis"].dropna().unique()]))
    far = pairs[(pairs["straight_km"] >= NEAREST_KM) & pairs["detour"].notna()]
    across = far[far["city_a"] != far["city_b"]]
    order = {city: number for number, city in enumerate(region["cities"]["city"])}
    pair = [
        "|".join(sorted(both, key=lambda city: order[city]))
        for both in zip(across["city_a"], across["city_b"], strict=True)
    ]
    by_border = across["detour"].groupby(pd.Series(pair, index=across.index, dtype="str")).mean()
    parts = [rows(SEAT_DETOUR, papers, "border", list(by_border.index), by_border, scenario=scenario)]
    for group, chosen in (("all", far), ("cross", across), ("within", far[far["city_a"] == far["city_b"]])):
        keys = {"group": group, "scenario": scenario}
        if len(chosen):
            parts.append(rows(SEAT_DETOUR, papers, "region", [region.name], [chosen["detour"].mean()], **keys))
        both = pd.concat([chosen.set_index("county_a")["detour"], chosen.set_index("county_b")["detour"]])
        by_county = both.groupby(level=0).mean()
        if group != "within":
            parts.append(rows(SEAT_DETOUR, papers, "county", list(by_county.index), by_county, **keys))
    return parts


def _by_length(region: Region) -> Graph:
    """Give the road graph in which a minute is a kilometre."""
    links = region["road_links"].assign(speed_kmh=_KMH)
    return build_graph(region["road_nodes"], links, file=region.file_name("road_links"))


def _both_ways(graph: Graph, places: pd.Index[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Give minutes between nodes, the mean of both ways; NaN where one of them is missing."""
    nodes = graph.node_of(places)
    ms = DijkstraEngine(graph, nodes, np.zeros(len(nodes), dtype=np.uint32)).rows(nodes)
    minutes = np.where(ms < UNREACHED, ms / MS_PER_MINUTE, np.nan)
    return np.asarray((minutes + minutes.T) / 2)
