"""Railways, metro, tram and buses with their stations, stops and running times."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely.ops import substring

from tongcheng.region.synth.draft import Draft
from tongcheng.region.synth.facilities import Places
from tongcheng.region.synth.people import Zones
from tongcheng.region.synth.plane import Floats, Ints, shapes_to_degrees, to_degrees, wiggle
from tongcheng.region.synth.standards import MOTORWAY
from tongcheng.region.synth.terrain import Terrain, county_at

#: Stops of buses lie this far apart in town and between towns.
_STOP_KM, _RURAL_STOP_KM = 0.9, 2.5

_BUS_SLOWNESS = 1.25
_BUS_STOP_MIN = 0.5
_COLORS = {"rail": "#444444", "suburban_rail": "#7b3294", "metro": "#c0392b", "tram": "#16a085", "bus": "#2c7fb8"}
_STATION_KIND = {"rail": "high_speed_rail", "suburban_rail": "rail", "metro": "metro", "tram": "tram", "bus": "bus"}


@dataclass
class _Book:
    """Gathers stations, lines and stops."""

    terrain: Terrain
    places: Places
    stations: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    stops: list[dict[str, Any]] = field(default_factory=list)
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    named: dict[tuple[str, str], int] = field(default_factory=dict)

    def station(self, mode: str, key: str, xy: Floats, name: str | None = None) -> str:
        """Give the station of a mode at a place, new or known."""
        if (mode, key) in self.known:
            return self.known[mode, key]
        county = int(county_at(self.terrain, xy[None, :])[0])
        lon, lat = to_degrees(xy[None, :])[0]
        station = f"{mode}-{len(self.known) + 1:05d}"
        short = self.places.county_names[county][:2]
        number = self.named[mode, short] = self.named.get((mode, short), 0) + 1
        self.stations.append(
            {
                "station": station, "name": name or f"{short}{number}号站", "kind": _STATION_KIND[mode],
                "city": self.places.cities[int(self.terrain.county_city[county])],
                "county": self.places.counties[county], "lon": lon, "lat": lat,
            }
        )  # fmt: skip
        self.known[mode, key] = station
        return station

    def line(
        self, line: str, name: str, mode: str, path: Floats, stations: list[str], minutes: Floats, headway: float
    ) -> None:
        """Add an open line; nothing where the same station would follow itself."""
        keep = [0] + [place for place in range(1, len(stations)) if stations[place] != stations[place - 1]]
        if len(keep) < 2:
            return
        km = float(np.hypot(*np.diff(path, axis=0).T).sum())
        self.lines.append(
            {
                "line": line, "name": name, "mode": mode, "color": _COLORS[mode], "headway_min": headway,
                "speed_kmh": round(km / max(float(minutes[-1]), 0.1) * 60, 1), "state": "open",
                "geometry": shapes_to_degrees(np.array([shapely.LineString(path)], dtype=object))[0],
            }
        )  # fmt: skip
        for seq, place in enumerate(keep):
            self.stops.append(
                {"line": line, "seq": seq, "station": stations[place], "minutes": round(float(minutes[place]), 1)}
            )


def transit_tables(
    rng: np.random.Generator, terrain: Terrain, draft: Draft, zones: Zones, places: Places, *, buses: int
) -> dict[str, pd.DataFrame]:
    """Give the tables ``lines``, ``line_stops`` and ``stations``.

    Parameters
    ----------
    rng
        Random stream.
    terrain, draft, zones, places
        The circle.
    buses
        How many bus lines run inside cities; one more runs between each pair of neighbouring cities.
    """
    book = _Book(terrain, places)
    _railways(book)
    _city_rails(rng, book)
    _buses(rng, book, draft, zones, buses)
    return {
        "lines": pd.DataFrame(book.lines),
        "line_stops": pd.DataFrame(book.stops),
        "stations": pd.DataFrame(book.stations),
    }


def _railways(book: _Book) -> None:
    """Run trains from the capital to every other city, and a suburban train that stops short of the last border."""
    terrain, names = book.terrain, book.places.city_names
    step = max(7.0, terrain.radius_km / 5)
    for city, track in enumerate(terrain.railways, start=1):
        stations, minutes, path = _along(book, "rail", track, step, 110.0, 2.0)
        book.line(f"rail-{city}", f"{names[0][0]}{names[city][0]}铁路", "rail", path, stations, minutes, 40)
    track = terrain.railways[-1]
    length = _length_inside(terrain, track)
    stations, minutes, path = _along(book, "suburban_rail", _first_part(track, length), 3.5, 70.0, 0.8)
    book.line(
        "suburban-1", f"{names[0][0]}{names[-1][0]}市域铁路（一期）", "suburban_rail", path, stations, minutes, 15
    )


def _length_inside(terrain: Terrain, track: shapely.LineString) -> float:
    """Give how far a railway from the capital runs before it comes near the border, kilometres."""
    borders = np.array(list(terrain.borders.values()), dtype=object)
    points = shapely.get_coordinates(shapely.intersection(track, borders))
    first = min(track.project(shapely.Point(point)) for point in points)
    return float(max(0.6 * first, first - 1.5))


def _first_part(track: shapely.LineString, km: float) -> shapely.LineString:
    part = substring(track, 0, km)
    assert isinstance(part, shapely.LineString)
    return part


def _along(
    book: _Book, mode: str, track: shapely.LineString, step_km: float, speed_kmh: float, stop_min: float
) -> tuple[list[str], Floats, Floats]:
    """Put stations along a track at even distances; give them with the minutes from the first."""
    count = max(2, round(track.length / step_km) + 1)
    places = np.linspace(0, track.length, count)
    points = shapely.get_coordinates(shapely.line_interpolate_point(track, places))
    hub = book.places.city_names[0]
    stations = []
    for number, point in enumerate(points):
        key = f"{point[0]:.3f},{point[1]:.3f}"
        stations.append(book.station(mode, key, point, f"{hub}站" if number == 0 and mode == "rail" else None))
    minutes = places / speed_kmh * 60 + stop_min * np.arange(count)
    return stations, np.asarray(np.round(minutes, 1), dtype="float64"), shapely.get_coordinates(track)


def _city_rails(rng: np.random.Generator, book: _Book) -> None:
    """Run two metro lines through the capital's centre and a tram in the second city."""
    terrain = book.terrain
    turn = rng.uniform(0, np.pi)
    for number in range(2):
        angle = turn + number * np.pi / 2
        half = 0.15 * terrain.radius_km * np.array([np.cos(angle), np.sin(angle)])
        core = terrain.cores[0]
        bent = wiggle(rng, np.array([core - half, core, core + half]), step_km=2.0, amplitude=0.06)
        _rail_line(book, f"metro-{number + 1}", f"地铁{number + 1}号线", "metro", bent, core, 34.0, 6)
    core = terrain.cores[1]
    half = 0.07 * terrain.radius_km * np.array([np.cos(turn), np.sin(turn)])
    _rail_line(book, "tram-1", "有轨电车1号线", "tram", np.array([core - half, core, core + half]), core, 20.0, 10)


def _rail_line(
    book: _Book, line: str, name: str, mode: str, path: Floats, middle: Floats, speed_kmh: float, headway: float
) -> None:
    """Add a line with stations about 1.3 km apart, one of them exactly in the middle."""
    track = shapely.LineString(path)
    centre = track.project(shapely.Point(middle))
    before = np.linspace(0, centre, max(2, round(centre / 1.3) + 1))
    after = np.linspace(centre, track.length, max(2, round((track.length - centre) / 1.3) + 1))[1:]
    places = np.concatenate([before, after])
    points = shapely.get_coordinates(shapely.line_interpolate_point(track, places))
    stations = [book.station(mode, f"{x:.3f},{y:.3f}", np.array([x, y])) for x, y in points]
    book.line(line, name, mode, path, stations, places / speed_kmh * 60, headway)


def _buses(rng: np.random.Generator, book: _Book, draft: Draft, zones: Zones, buses: int) -> None:
    """Run buses along the fastest roads: from places where people live to the city's centre, and across borders."""
    terrain, names = book.terrain, book.places.city_names
    roads = draft.links[(draft.links["kind"] != MOTORWAY) & (draft.links["state"] == "open")]
    used = np.unique(np.concatenate([roads["u"], roads["v"]]))
    tree = cKDTree(draft.xy[used])
    graph = _graph(draft, roads)
    people = zones.residents.sum(axis=1)
    per_city = np.maximum(1, np.bincount(zones.city, weights=people) / people.sum() * buses).astype("int64")
    for city, core in enumerate(terrain.cores):
        start = int(used[tree.query(core)[1]])
        before = _fastest(graph, start)
        near = np.hypot(*(zones.xy - core).T) < 0.35 * terrain.radius_km
        own = np.flatnonzero((zones.city == city) & near & (people > 0))
        chosen = rng.choice(own, per_city[city], p=people[own] / people[own].sum())
        ends = np.vstack([terrain.seats[terrain.county_city == city], zones.xy[chosen]])
        for number, end in enumerate(used[np.asarray(tree.query(ends)[1])], start=1):
            path = _path(before, int(end))
            town = number > len(ends) - len(chosen)
            name = f"{names[city]}{number}路"
            _bus(book, draft, f"bus-{city + 1}-{number:03d}", name, path, _STOP_KM if town else _RURAL_STOP_KM,
                 15 if town else 30)  # fmt: skip
    for a, b in terrain.borders:
        start, end = (int(used[tree.query(xy)[1]]) for xy in _facing_seats(terrain, a, b))
        before = _fastest(graph, start)
        name = f"{names[a][0]}{names[b][0]}毗邻公交"
        _bus(book, draft, f"bus-{a + 1}{b + 1}", name, _path(before, end), _RURAL_STOP_KM, 40)


def _graph(draft: Draft, roads: pd.DataFrame) -> csr_array:
    u, v = roads["u"].to_numpy(), roads["v"].to_numpy()
    km = np.hypot(*(draft.xy[u] - draft.xy[v]).T)
    minutes = np.maximum(km / roads["speed_kmh"].to_numpy(dtype="float64") * 60, 1e-4)
    back = ~roads["one_way"].to_numpy(dtype=bool)
    tails, heads = np.concatenate([u, v[back]]), np.concatenate([v, u[back]])
    return csr_array((np.concatenate([minutes, minutes[back]]), (tails, heads)), shape=(len(draft.xy),) * 2)


def _fastest(graph: csr_array, start: int) -> Ints:
    """Give the node before each node on the fastest way from a node; negative where there is none."""
    _, before = dijkstra(graph, directed=True, indices=[start], return_predecessors=True)
    return np.asarray(before[0], dtype="int64")


def _path(before: Ints, end: int) -> list[int]:
    path = [end]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _facing_seats(terrain: Terrain, a: int, b: int) -> tuple[Floats, Floats]:
    """Give the seats of two cities that lie closest to each other."""
    first, second = terrain.seats[terrain.county_city == a], terrain.seats[terrain.county_city == b]
    distance = np.hypot(*(first[:, None, :] - second[None, :, :]).transpose(2, 0, 1))
    row, column = np.unravel_index(distance.argmin(), distance.shape)
    return first[row], second[column]


def _bus(book: _Book, draft: Draft, line: str, name: str, path: list[int], step_km: float, headway: float) -> None:
    if len(path) < 2:
        return
    xy = draft.xy[path]
    km = np.append(0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T)))
    count = max(2, round(km[-1] / step_km) + 1)
    places = np.unique(np.searchsorted(km, np.linspace(0, km[-1], count)).clip(0, len(path) - 1))
    stations = [book.station("bus", str(path[place]), xy[place]) for place in places]
    minutes = km[places] / 36.0 * 60 * _BUS_SLOWNESS + _BUS_STOP_MIN * np.arange(len(places))
    book.line(line, name, "bus", xy, stations, minutes, headway)
