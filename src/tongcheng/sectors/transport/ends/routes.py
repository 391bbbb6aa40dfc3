"""Following one road over a border: which link is its continuation, and how it is built along the way.

A road is followed as its users do: by its number or name first, then straight on (the "good continuation" by which
Thomson and Richardson, 1999, join links to strokes). Where a road changes its name it is followed only if nothing
else of its rank leaves the junction.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import shapely
from scipy.spatial import cKDTree

from tongcheng.sectors.transport.ends.counterparts import road_names
from tongcheng.sectors.transport.ends.rules import MOTORWAY, PARCEL, RESIDENTIAL, SURFACE_QUALITY, TECHNICAL, Rules
from tongcheng.sectors.transport.ends.streets import Bools, Floats, Ints, Streets

#: Largest turn (degrees) of a road that keeps its name, at a place without a side road, and at a junction.
_TURNS = (100.0, 60.0, 25.0)

#: A carriageway parts into branches that leave it by at most this angle.
_FORK_DEG = 40.0

#: A link's direction at its end is taken over so many metres.
_AT_END_M = 30.0


@dataclass(frozen=True, eq=False)
class Route:
    """One road over a border: links and nodes in order, and which link crosses."""

    links: Ints
    nodes: Ints
    crossing: int

    def turned(self) -> Route:
        """Give the same road from the other side."""
        return Route(self.links[::-1], self.nodes[::-1], len(self.links) - 1 - self.crossing)


class Follower:
    """Follows roads link by link; made once for a circle."""

    def __init__(self, streets: Streets, rules: Rules) -> None:
        self.streets = streets
        self.rules = rules
        self.names, self.refs = road_names(streets)
        self.one_way = (streets.links["direction"] == "forward").to_numpy(dtype=bool, na_value=False)
        self.length = streets.links["length_m"].to_numpy(dtype="float64", na_value=np.nan)

    @cached_property
    def usable(self) -> Bools:
        """Links that a road can go on by."""
        streets = self.streets
        return np.asarray(streets.built & streets.public & (streets.start != streets.end))

    @cached_property
    def lanes(self) -> Floats:
        """Lanes of every link; 0 where unknown."""
        return np.asarray(np.nan_to_num(self.streets.links["lanes"].to_numpy(dtype="float64", na_value=np.nan)))

    @cached_property
    def _ways(self) -> tuple[Floats, Floats]:
        """Directions in which links near a crossing leave their two nodes; NaN for links far from all."""
        streets = self.streets
        crossing = crossing_links(streets)
        middle = (streets.xy[streets.start[crossing]] + streets.xy[streets.end[crossing]]) / 2
        away, _ = cKDTree(middle).query(streets.xy, distance_upper_bound=2 * self.rules.follow_m)
        near = np.isfinite(away)
        rows = np.flatnonzero(self.usable & (near[streets.start] | near[streets.end]))
        lines = streets.lines(rows)
        leaving, arriving = np.full((2, len(streets.start), 2), np.nan)
        for turned, ways in ((lines, leaving), (shapely.reverse(lines), arriving)):
            first = shapely.get_coordinates(shapely.get_point(turned, 0))
            ways[rows] = shapely.get_coordinates(shapely.line_interpolate_point(turned, _AT_END_M)) - first
        return leaving, arriving

    def route(self, link: int) -> Route:
        """Follow the road of a link to both sides."""
        start, end = int(self.streets.start[link]), int(self.streets.end[link])
        sense = 1 if self.one_way[link] else 0
        back, back_nodes = self._walk(link, start, -sense)
        on, on_nodes = self._walk(link, end, sense)
        return Route(
            np.array([*back[::-1], link, *on], dtype=np.intp),
            np.array([*back_nodes[::-1], start, end, *on_nodes], dtype=np.intp),
            len(back),
        )

    def _walk(self, link: int, node: int, sense: int) -> tuple[list[int], list[int]]:
        """Follow from a node away from a link; ``sense`` is 1 with the traffic, -1 against it, 0 both ways."""
        links: list[int] = []
        nodes: list[int] = []
        seen = {node}
        gone, numbers = 0.0, str(self.refs[link])
        while gone < self.rules.follow_m:
            step = self._next(link, node, sense, numbers)
            if step is None:
                break
            link = step
            numbers = common_numbers(numbers, str(self.refs[link]))
            forward = int(self.streets.start[link]) == node
            node = int(self.streets.end[link] if forward else self.streets.start[link])
            if self.one_way[link]:
                sense = 1 if forward else -1
            links.append(link)
            nodes.append(node)
            gone += float(np.nan_to_num(self.length[link]))
            if node in seen:
                break
            seen.add(node)
        return links, nodes

    def _next(self, link: int, node: int, sense: int, numbers: str) -> int | None:
        """Give the link by which a road with some numbers goes on, None where it ends."""
        streets = self.streets
        others = [int(one) for one in streets.meets.at(node) if one != link and self.usable[one]]
        others = [one for one in others if self._fits(one, link, node, sense)]
        if not others:
            return None
        turns = {one: self.turn(link, one, node) for one in others}
        like = {one: self._likeness(link, one, numbers) for one in others if turns[one] <= _TURNS[0]}
        own = [one for one, much in like.items() if much]
        if own:  # the number before the name, the wider carriageway before the ramp, then the straightest
            return min(own, key=lambda one: (-like[one], -self._wide(link, one), turns[one], one))
        roads = [one for one in others if int(streets.rank[one]) not in PARCEL]
        best = min(roads, key=lambda one: (turns[one], one), default=None)
        if best is None:
            return None
        if len(roads) == 1 and not any(self.one_way[one] for one in streets.meets.at(node)):
            return best if turns[best] <= _TURNS[1] else None
        stays = any(streets.rank[one] <= streets.rank[link] for one in roads if one != best)
        return best if turns[best] <= _TURNS[2] and not stays and not self._named_apart(link, best) else None

    def forks(self, link: int, node: int, sense: int) -> list[int]:
        """Give the links into which a road parts at a node in one direction of traffic, side streets left out."""
        others = [int(one) for one in self.streets.meets.at(node) if one != link and self.usable[one]]
        leaves = {one: int(self.streets.start[one]) == node for one in others}
        onward = [one for one in others if not self.one_way[one] or leaves[one] == (sense == 1)]
        return [one for one in onward if self.turn(link, one, node) <= _FORK_DEG]

    def _wide(self, link: int, other: int) -> float:
        """Give the lanes of a carriageway where a motorway parts from its ramps."""
        return float(self.lanes[other]) if self.streets.rank[link] == MOTORWAY else 0.0

    def _named_apart(self, link: int, other: int) -> bool:
        """Tell whether both roads have names or numbers, and other ones."""
        return bool((self.names[link] or self.refs[link]) and (self.names[other] or self.refs[other]))

    def _fits(self, link: int, before: int, node: int, sense: int) -> bool:
        """Tell whether traffic can go on by a link; nobody goes on by a ramp."""
        motorway = self.streets.rank[[link, before]] == MOTORWAY
        if motorway.any() and not motorway.all() and not self.same_ref(link, before):
            return False
        if not self.one_way[link] or sense == 0:
            return True
        leaves = int(self.streets.start[link]) == node
        return leaves if sense == 1 else not leaves

    def _likeness(self, link: int, other: int, numbers: str) -> int:
        """Rank continuations: the same numbers, a common number, the same name; 0 for another road."""
        same_name = bool(self.names[link]) and self.names[link] == self.names[other]
        same = bool(numbers) and numbers == self.refs[other]
        return 4 * same + 2 * shares_number(numbers, str(self.refs[other])) + int(same_name)

    def same_ref(self, link: int, other: int) -> bool:
        """Tell whether two links have a route number in common."""
        return shares_number(self.refs[link], self.refs[other])

    def same_road(self, link: int, other: int) -> bool:
        """Tell whether two links bear the same number or the same name."""
        return self.same_ref(link, other) or (bool(self.names[link]) and self.names[link] == self.names[other])

    def turn(self, link: int, other: int, node: int) -> float:
        """Give the angle by which a road turns at a node, degrees."""
        way_in, way_out = -self._leaving(link, node), self._leaving(other, node)
        size = float(np.hypot(*way_in) * np.hypot(*way_out))
        if not size > 0:
            return 180.0
        return float(np.degrees(np.arccos(np.clip(way_in @ way_out / size, -1, 1))))

    def _leaving(self, link: int, node: int) -> Floats:
        """Give the direction in which a link leaves a node."""
        way: Floats = self._ways[0 if int(self.streets.start[link]) == node else 1][link]
        return way


def common_numbers(before: str, after: str) -> str:
    """Give the numbers of a road that has gone on: those that stay, or the new ones.

    Examples
    --------
    >>> common_numbers("G5;G93", "G93"), common_numbers("S1", ""), common_numbers("S1", "X2")
    ('G93', 'S1', 'X2')
    """
    stay = [number for number in before.split(";") if number and number in after.split(";")]
    return ";".join(stay) or after or before


@cache
def shares_number(one: str, other: str) -> bool:
    """Tell whether two cells of route numbers have one in common.

    Examples
    --------
    >>> shares_number("G5;G93", "G93"), shares_number("", "")
    (True, False)
    """
    return bool(one) and not set(one.split(";")).isdisjoint(other.split(";"))


@dataclass(frozen=True, eq=False)
class Standards:
    """How every link is built; higher is better, NaN is unknown.

    ``class`` is minus the rank, ``lanes`` those of one direction, ``width_m`` as given, ``surface`` its quality,
    ``speed_kmh`` as given, ``technical`` minus the technical class.
    """

    values: dict[str, Floats]

    @classmethod
    def of(cls, streets: Streets) -> Standards:
        """Read the standards of all links."""
        links = streets.links
        one_way = (links["direction"] == "forward").to_numpy(dtype=bool, na_value=False)
        lanes = links["lanes"].to_numpy(dtype="float64", na_value=np.nan)
        known = (links["class"].notna() & (links["class"] != "other")).to_numpy()
        return cls(
            {
                "class": np.where(known, -streets.rank.astype("float64"), np.nan),
                "lanes": np.where(one_way, lanes, lanes / 2),
                "width_m": links["width_m"].to_numpy(dtype="float64", na_value=np.nan),
                "surface": np.asarray(links["surface"].map(SURFACE_QUALITY), dtype="float64"),
                "speed_kmh": links["speed_kmh"].to_numpy(dtype="float64", na_value=np.nan),
                "technical": -np.asarray(links["technical_class"].map(TECHNICAL), dtype="float64"),
            }
        )


def crossing_links(streets: Streets) -> Ints:
    """Give the public roads, up to residential streets, whose ends lie in different cities."""
    a, b = streets.city[streets.start], streets.city[streets.end]
    road = streets.built & streets.public & (streets.rank <= RESIDENTIAL)
    return np.flatnonzero(road & (a >= 0) & (b >= 0) & (a != b)).astype(np.intp)
