"""The road beyond the line that a road end is missing: another end that faces it, or the road straight ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from tongcheng.sectors.transport.ends.road_ends import RoadEnds
from tongcheng.sectors.transport.ends.rules import MOTORWAY, RESIDENTIAL, Rules
from tongcheng.sectors.transport.ends.streets import Bools, Floats, Ints, Shapes, Streets

#: Of the roads straight ahead so many are looked at, the best first.
_TRIED = 12

#: The first and last metres of a missing piece touch the roads that it joins.
_FREE_M = 8.0

#: Names in which the number of a stretch stands apart, so that both stretches are one road.
_STRETCH = r"[一二三四五六七八九十百\d]*段$"


@dataclass(frozen=True, eq=False)
class Pairs:
    """Missing pieces: row of the end, node beyond, row of the end beyond (-1: the road goes on there).

    ``gap_m`` is straight; ``turn_deg`` the larger of the turns at its two ends; ``alike`` whether name or number of
    both roads are the same.
    """

    end: Ints
    node: Ints
    other: Ints
    gap_m: Floats
    turn_deg: Floats
    alike: Bools

    def take(self, rows: Ints | Bools) -> Pairs:
        """Keep some pairs."""
        return Pairs(
            self.end[rows],
            self.node[rows],
            self.other[rows],
            self.gap_m[rows],
            self.turn_deg[rows],
            self.alike[rows],
        )

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.end)


def find_counterparts(streets: Streets, ends: RoadEnds, rules: Rules, wanted: Bools) -> tuple[Pairs, Bools]:
    """Give the best counterpart of every end that has one, and the ends whose own city comes first.

    Ends that face each other come first (the nearest and straightest, of the same name before all), then the road
    straight ahead in another city. The missing piece meets no other road on its way.

    Parameters
    ----------
    streets, ends
        The roads and their ends.
    rules
        Distances and angles.
    wanted
        Ends that may have a counterpart.

    Returns
    -------
    tuple
        Pairs over a border, and for every end whether the end that it faces lies in its own city.
    """
    names = road_names(streets)
    every = _clear(streets, ends, _facing(streets, ends, names, rules, wanted))
    best = _best(every, len(ends))
    city = streets.city
    own = (city[ends.node[best.end]] == city[best.node]) | (city[ends.node[best.end]] < 0) | (city[best.node] < 0)
    inner = np.zeros(len(ends), dtype=bool)
    inner[best.end[own]] = True
    facing = _best(every.take(~inner[every.end] & ~inner[every.other]), len(ends))
    facing = facing.take(city[ends.node[facing.end]] != city[facing.node])
    left = wanted & ~inner
    left[facing.end] = False
    ahead = _best(_clear(streets, ends, _ahead(streets, ends, names, rules, left)), len(ends))
    return _joined(facing, ahead), inner


def road_names(streets: Streets) -> tuple[np.ndarray, np.ndarray]:
    """Give name (without the number of the stretch) and number of every link as words, empty where unknown."""
    name = streets.links["name"].fillna("").astype("str").str.replace(_STRETCH, "", regex=True)
    ref = streets.links["ref"].fillna("").astype("str")
    return name.to_numpy(dtype=object), ref.to_numpy(dtype=object)


def _turn(way: Floats, heading: Floats) -> Floats:
    """Give the angle between two directions, degrees."""
    size = np.hypot(*way.T) * np.hypot(*heading.T)
    cosine = np.einsum("ij,ij->i", way, heading) / np.where(size > 0, size, 1.0)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _longest(streets: Streets, ends: RoadEnds, rules: Rules) -> Floats:
    """Give how far away the counterpart of each end may be, by class."""
    small = streets.rank[ends.link] >= RESIDENTIAL
    return np.where(small, rules.street_gap_m, rules.gap_m)


def _facing(
    streets: Streets, ends: RoadEnds, names: tuple[np.ndarray, np.ndarray], rules: Rules, wanted: Bools
) -> Pairs:
    """Give all pairs of ends that point at each other, also those within one city: they are joined first."""
    rows = np.flatnonzero(wanted)
    xy = streets.xy[ends.node[rows]]
    found = cKDTree(xy).query_pairs(rules.gap_m, output_type="ndarray") if len(rows) else np.zeros((0, 2), int)
    a, b = rows[np.concatenate([found[:, 0], found[:, 1]])], rows[np.concatenate([found[:, 1], found[:, 0]])]
    way = streets.xy[ends.node[b]] - streets.xy[ends.node[a]]
    gap = np.hypot(*way.T)
    turn = np.maximum(_turn(way, ends.heading[a]), _turn(-way, ends.heading[b]))
    alike = _alike(names, ends.link[a], ends.link[b])
    longest = _longest(streets, ends, rules)
    good = (turn <= rules.ahead_deg) & (gap * np.sin(np.radians(turn)) <= rules.aside_m)
    good &= (gap <= np.minimum(longest[a], longest[b])) | alike
    return Pairs(a, ends.node[b], b, gap, turn, alike).take(good)


def _alike(names: tuple[np.ndarray, np.ndarray], one: Ints, other: Ints) -> Bools:
    alike = np.zeros(len(one), dtype=bool)
    for words in names:
        alike |= (words[one] == words[other]) & (words[one] != "")
    return alike


def _ahead(
    streets: Streets, ends: RoadEnds, names: tuple[np.ndarray, np.ndarray], rules: Rules, wanted: Bools
) -> Pairs:
    """Give nodes on through roads of another city that lie straight ahead of each end."""
    street = streets.through & (streets.rank != MOTORWAY)
    ramps = streets.degree(streets.built & (streets.rank == MOTORWAY))  # nobody joins a street to a ramp
    nodes = np.flatnonzero((streets.degree(street) >= 2) & (ramps == 0))
    rows = np.flatnonzero(wanted)
    if not len(rows) or not len(nodes):
        return _none()
    tree = cKDTree(streets.xy[nodes])
    near: Any = tree.query_ball_point(streets.xy[ends.node[rows]], rules.gap_m, return_sorted=True)
    counts = np.array([len(one) for one in near])
    end = np.repeat(rows, counts)
    node = nodes[np.concatenate(near).astype(np.intp)] if counts.sum() else np.zeros(0, dtype=np.intp)
    city = streets.city
    apart = (city[node] != city[ends.node[end]]) & (city[node] >= 0) & (city[ends.node[end]] >= 0)
    end, node = end[apart], node[apart]
    way = streets.xy[node] - streets.xy[ends.node[end]]
    gap = np.hypot(*way.T)
    turn = _turn(way, ends.heading[end])
    alike = _named_at(streets, names, street, ends.link[end], node)
    fits = (
        (turn <= rules.straight_deg)
        & (gap * np.sin(np.radians(turn)) <= rules.aside_m)
        & ((gap <= _longest(streets, ends, rules)[end]) | alike)
    )
    everything = Pairs(end, node, np.full(len(end), -1), gap, turn, alike)
    return everything.take(fits)


def _named_at(streets: Streets, names: tuple[np.ndarray, np.ndarray], street: Bools, link: Ints, node: Ints) -> Bools:
    """Tell whether a road of the same name or number as a link leaves a node."""
    rows = np.flatnonzero(street)
    alike = np.zeros(len(link), dtype=bool)
    for words in names:
        known = rows[words[rows] != ""]
        codes, _ = pd.factorize(words)
        there = np.concatenate([streets.start[known], streets.end[known]])
        keys = there * (codes.max() + 1) + np.concatenate([codes[known], codes[known]])
        asked = node * (codes.max() + 1) + codes[link]
        alike |= np.isin(asked, keys) & (words[link] != "")
    return alike


def _none() -> Pairs:
    none = np.zeros(0, dtype=np.intp)
    return Pairs(none, none, none, np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))


def cost(pairs: Pairs) -> Floats:
    """Give what makes one counterpart worse than another: metres, more of them for a turn, fewer for the same name."""
    return np.asarray(pairs.gap_m * (1 + (pairs.turn_deg / 30.0) ** 2) * np.where(pairs.alike, 0.25, 1.0))


def _clear(streets: Streets, ends: RoadEnds, pairs: Pairs) -> Pairs:
    """Keep the best pairs of each end that meet no other through road on their way."""
    order = np.lexsort((pairs.node, cost(pairs), pairs.end))
    pairs = pairs.take(order)
    place = np.arange(len(pairs)) - np.searchsorted(pairs.end, pairs.end)
    pairs = pairs.take(place < _TRIED)
    return pairs.take(~_meets_roads(streets, gap_lines(streets, ends, pairs)))


def gap_lines(streets: Streets, ends: RoadEnds, pairs: Pairs) -> Shapes:
    """Give the straight missing pieces on the plane."""
    points = np.stack([streets.xy[ends.node[pairs.end]], streets.xy[pairs.node]], axis=1)
    return np.asarray(shapely.linestrings(points), dtype=object)


def _meets_roads(streets: Streets, lines: Shapes) -> Bools:
    """Tell which lines meet a through road (motorways are barriers, not roads to join) away from their ends."""
    meets = np.zeros(len(lines), dtype=bool)
    if not len(lines):
        return meets
    inner = _shortened(lines)
    west, south, east, north = shapely.total_bounds(lines)
    x, y = streets.xy[:, 0], streets.xy[:, 1]
    inside = (x >= west - 3000) & (x <= east + 3000) & (y >= south - 3000) & (y <= north + 3000)
    chosen = np.flatnonzero(
        streets.through & (streets.rank != MOTORWAY) & (inside[streets.start] | inside[streets.end])
    )
    tree = shapely.STRtree(streets.lines(chosen))
    meets[np.unique(tree.query(inner, predicate="intersects")[0])] = True
    return meets


def _shortened(lines: Shapes) -> Shapes:
    """Leave out the first and last metres of straight lines."""
    xy = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    way = xy[:, 1] - xy[:, 0]
    size = np.maximum(np.hypot(*way.T), 1e-9)
    step = way / size[:, None] * np.minimum(_FREE_M, 0.3 * size)[:, None]
    return np.asarray(shapely.linestrings(np.stack([xy[:, 0] + step, xy[:, 1] - step], axis=1)), dtype=object)


def _best(pairs: Pairs, ends: int) -> Pairs:
    """Keep the first pair of each end; they are in order."""
    first = np.searchsorted(pairs.end, np.arange(ends))
    rows = first[first < len(pairs)]
    return pairs.take(np.unique(rows[np.isin(pairs.end[rows], np.arange(ends))]))


def _joined(one: Pairs, other: Pairs) -> Pairs:
    columns = ("end", "node", "other", "gap_m", "turn_deg", "alike")
    return Pairs(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in columns))
