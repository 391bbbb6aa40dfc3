"""Where a road over a border becomes worse: from which node on, over which links, and in what.

A road that carries traffic as far as its worst stretch does: the office's own example is a road of 22.4 km held up
by 3.42 narrow ones. A fall counts if the road is full for some way before it and worse for some way after it, if the
worse stretch holds the border or begins beside it, and if the traffic does not simply turn off with the route or
cross nearby on a road as good as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from tongcheng.region.border_roads import CARRIAGEWAYS_M
from tongcheng.sectors.transport.ends.routes import Follower, Route, Standards, crossing_links
from tongcheng.sectors.transport.ends.rules import MOTORWAY, RESIDENTIAL, TERTIARY, Rules
from tongcheng.sectors.transport.ends.streets import Floats, Ints, Streets

#: In this order one attribute speaks for the others that fall with it.
ATTRIBUTES = ("class", "lanes", "width_m", "surface")

#: Lanes of one direction that must be lost: a turning lane between both directions is half a lane.
_LANES_LOST = 1.0


@dataclass(frozen=True, eq=False)
class Fall:
    """One road that is worse from ``node`` on.

    Parameters
    ----------
    node, stop
        Where it becomes worse and where that ends.
    before
        The last full link.
    links
        The worse links in order.
    attributes
        What falls.
    pinch
        Whether it is as good as before again at ``stop``.
    border
        Position of the border that it crosses.
    crossing
        The link that crosses.
    """

    node: int
    stop: int
    before: int
    links: tuple[int, ...]
    attributes: tuple[str, ...]
    pinch: bool
    border: int
    crossing: int


@dataclass(frozen=True, eq=False)
class _Search:
    """What the search for falls needs everywhere."""

    streets: Streets
    follower: Follower
    standards: Standards
    rules: Rules
    crossings: Crossings


@dataclass(frozen=True, eq=False)
class Crossings:
    """Links over a border: border and middle (metres) of each."""

    link: Ints
    border: Ints
    middle: Floats

    @classmethod
    def of(cls, streets: Streets, borders: gpd.GeoDataFrame) -> Crossings:
        """Find the roads across every border."""
        pairs = {(a, b): row for row, (a, b) in enumerate(zip(borders["city_a"], borders["city_b"], strict=True))}
        link = crossing_links(streets)
        cities = np.array(streets.cities, dtype=object)
        a, b = cities[streets.city[streets.start[link]]], cities[streets.city[streets.end[link]]]
        border = np.array(
            [pairs.get((x, y), pairs.get((y, x), -1)) for x, y in zip(a, b, strict=True)], dtype=np.intp
        )
        link, border = link[border >= 0], border[border >= 0]
        return cls(link, border, (streets.xy[streets.start[link]] + streets.xy[streets.end[link]]) / 2)


def find_falls(streets: Streets, borders: gpd.GeoDataFrame, crossings: Crossings, rules: Rules) -> list[Fall]:
    """Find every fall of class, lanes, width or surface of a road over a border, near the border.

    Parameters
    ----------
    streets
        The roads.
    borders
        :func:`~tongcheng.region.border_lines.border_lines`.
    crossings
        Roads over them today.
    rules
        Lengths and shares.
    """
    if not len(crossings.link):
        return []
    search = _Search(streets, Follower(streets, rules), Standards.of(streets), rules, crossings)
    flat = streets.plane.flatten(borders.geometry.to_numpy())
    shapely.prepare(flat)
    found: list[Fall] = []
    for link, border in zip(crossings.link, crossings.border, strict=True):
        route = search.follower.route(int(link))
        if _is_ramp(search, route):
            continue
        for way in (route, route.turned()):
            found += _falls_on(search, way, flat[border], int(border))
    return found


def _is_ramp(search: _Search, route: Route) -> bool:
    """Tell whether a motorway link over the border bears no number: it is a ramp."""
    link = int(route.links[route.crossing])
    follower = search.follower
    return bool(search.streets.rank[link] == MOTORWAY and not follower.refs[link] and not follower.names[link])


def _falls_on(search: _Search, route: Route, line: shapely.Geometry, border: int) -> list[Fall]:
    """Find the falls of one road in one direction, those at one node as one."""
    rules, streets = search.rules, search.streets
    length = np.nan_to_num(search.follower.length[route.links])
    motorway = streets.rank[route.links[route.crossing]] == MOTORWAY
    run = rules.motorway_run_m if motorway else rules.run_m
    by_start: dict[int, list[tuple[str, int, bool]]] = {}
    for attribute in ATTRIBUTES:
        values = search.standards.values[attribute][route.links]
        for first, stop, pinch in drops(values, length, _least(attribute, values, rules), run):
            if attribute == "lanes" and _only_divided(search, route, first, length):
                continue
            if attribute != "class" or _felt(search, route, first, stop, pinch=pinch):
                by_start.setdefault(first, []).append((attribute, stop, pinch))
    falls = []
    for first, here in by_start.items():
        stop, pinch = max((stop, pinch) for _, stop, pinch in here)
        metres = float(shapely.distance(line, shapely.Point(streets.xy[route.nodes[first]])))
        holds = first - 1 <= route.crossing < stop
        if metres > (rules.falls_m if holds else rules.near_m) or _turns_off(search, route, first):
            continue
        fall = Fall(
            node=int(route.nodes[first]), stop=int(route.nodes[stop]), before=int(route.links[first - 1]),
            links=tuple(int(one) for one in route.links[first:stop]), attributes=tuple(name for name, _, _ in here),
            pinch=pinch, border=border, crossing=int(route.links[route.crossing]),
        )  # fmt: skip
        if not _other_way(search, route, fall):
            falls.append(fall)
    return falls


def _only_divided(search: _Search, route: Route, first: int, length: Floats) -> bool:
    """Tell whether lanes are not lost: turning lanes end, both directions join, or the lanes part at a fork."""
    if _at_interchange(search, route, first, length) or _joins(search, route, first):
        return True
    follower, node = search.follower, int(route.nodes[first])
    before, after = int(route.links[first - 1]), int(route.links[first])
    if follower.one_way[before]:
        sense = 1 if int(search.streets.end[before]) == node else -1
    elif follower.one_way[after]:
        sense = 1 if int(search.streets.start[after]) == node else -1
    else:
        return False
    onward = follower.forks(before, node, sense)
    if any(search.streets.rank[one] == MOTORWAY != search.streets.rank[before] for one in onward):
        return True  # a ramp takes its share
    each_way = np.where(follower.one_way[onward], follower.lanes[onward], follower.lanes[onward] / 2)
    full = follower.lanes[before] / (1 if follower.one_way[before] else 2)
    return len(onward) > 1 and float(np.maximum(each_way, 1.0).sum()) >= full


def _at_interchange(search: _Search, route: Route, first: int, length: Floats) -> bool:
    """Tell whether the full stretch is only as long as the turning lanes at a motorway's ramps."""
    lanes = search.standards.values["lanes"][route.links]
    full = lanes[:first][::-1] >= lanes[first - 1]
    bad = np.flatnonzero(~full)
    count = int(bad[0]) if len(bad) else first
    if length[first - count : first].sum() >= search.rules.motorway_run_m:
        return False
    nodes = route.nodes[first - count : first + 1]
    rank = search.streets.rank
    return any((rank[search.streets.meets.at(int(node))] == MOTORWAY).any() for node in nodes)


def _joins(search: _Search, route: Route, first: int) -> bool:
    """Tell whether a one-way street merely becomes one for both ways, with as many lanes in all.

    The carriageway of a divided road has a twin: another one-way link of the same name or number nearby that leads
    the other way.
    """
    follower, streets = search.follower, search.streets
    before, after = int(route.links[first - 1]), int(route.links[first])
    if not follower.one_way[before] or follower.one_way[after]:
        return False
    if follower.lanes[after] < search.rules.lanes_share * follower.lanes[before]:
        return False
    line = streets.lines(np.array([before]))[0]
    middle = np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(line, 0.5, normalized=True))[0])
    start, end = streets.xy[streets.start[before]], streets.xy[streets.end[before]]
    reach = CARRIAGEWAYS_M + shapely.length(line)
    near = np.flatnonzero(follower.one_way & (np.abs(streets.xy[streets.start] - middle).max(axis=1) < reach))
    for link in near:
        way = streets.xy[streets.end[link]] - streets.xy[streets.start[link]]
        if link != before and follower.same_road(int(link), before) and way @ (end - start) < 0:
            return False
    return True


def _felt(search: _Search, route: Route, first: int, stop: int, *, pinch: bool) -> bool:
    """Tell whether travellers feel a fall of class: lanes, width, technical class or speed fall with it.

    A road that becomes a residential street has arrived, unless it becomes a road again.
    """
    rules = search.rules
    before, after = int(route.links[first - 1]), route.links[first:stop]
    if search.streets.rank[before] > TERTIARY:
        return False
    if np.median(search.streets.rank[after]) >= RESIDENTIAL and not pinch:
        return False
    values = {name: (column[before], column[after[0]]) for name, column in search.standards.values.items()}
    full, worse = values["lanes"]
    if worse <= rules.lanes_share * full:
        return True
    if values["width_m"][1] < rules.same_width * values["width_m"][0]:
        return True
    if values["technical"][1] < values["technical"][0]:
        return True
    full_speed, speed = values["speed_kmh"]
    unknown = np.isnan(
        [full, worse]
    ).any()  # as many lanes as before, and a speed that follows from the class, say nothing
    return bool(unknown and speed <= rules.speed_share * full_speed)


def _turns_off(search: _Search, route: Route, first: int) -> bool:
    """Tell whether the route with its number leaves the road where it becomes worse: the traffic goes with it."""
    follower, rank = search.follower, search.streets.rank
    before, after = int(route.links[first - 1]), int(route.links[first])
    if not follower.refs[before] or follower.refs[after] == follower.refs[before]:
        return False
    others = [int(one) for one in search.streets.meets.at(int(route.nodes[first])) if one not in (before, after)]
    return any(follower.same_ref(before, one) and rank[one] <= rank[before] for one in others)


def _other_way(search: _Search, route: Route, fall: Fall) -> bool:
    """Tell whether another road, no worse than this one before its fall, crosses the same border nearby."""
    crossings, streets = search.crossings, search.streets
    here = (streets.xy[streets.start[fall.crossing]] + streets.xy[streets.end[fall.crossing]]) / 2
    near = np.hypot(*(crossings.middle - here).T) <= search.rules.other_way_m
    near &= (crossings.border == fall.border) & ~np.isin(crossings.link, route.links)
    for link in crossings.link[near]:
        if search.follower.same_road(int(link), fall.before):  # the other carriageway of the same road
            continue
        if all(_as_good(search, int(link), fall.before, name) for name in ("class", *fall.attributes)):
            return True
    return False


def _as_good(search: _Search, link: int, other: int, attribute: str) -> bool:
    values = search.standards.values[attribute]
    return bool(values[link] >= values[other])


def _least(attribute: str, values: Floats, rules: Rules) -> Floats:
    """Give the value at or below which a link is worse than one of each value."""
    if attribute == "lanes":
        return np.minimum(values - _LANES_LOST, values * rules.lanes_share)
    if attribute == "width_m":
        return values * rules.width_share
    return values - 1.0


def drops(values: Floats, length: Floats, worse_at: Floats, run_m: float) -> Iterator[tuple[int, int, bool]]:
    """Find where values along a road fall and stay low.

    Parameters
    ----------
    values, length
        Standard (NaN unknown) and metres of each link in order.
    worse_at
        For each link, the value at or below which another counts as worse.
    run_m
        How long the road is full before, and worse after.

    Yields
    ------
    tuple
        First worse link, the link after the last worse one, and whether the road is full again there.

    Examples
    --------
    >>> metres = np.full(6, 200.0)
    >>> lanes = np.array([2.0, 2.0, 1.0, 1.0, 2.0, 2.0])
    >>> list(drops(lanes, metres, lanes - 1, 300.0))
    [(2, 4, True)]
    """
    count = len(values)
    for first in range(1, count):
        before, limit = values[first - 1], worse_at[first - 1]
        if not values[first] <= limit:  # also where one of them is unknown
            continue
        full = _run(values[:first][::-1] >= before, length[:first][::-1])
        stop = first
        while stop < count and not values[stop] > limit:
            stop += 1
        known = ~np.isnan(values[first:stop])
        if full < run_m or length[first:stop][known].sum() < run_m:
            continue
        pinch = stop < count and _run(values[stop:] >= before, length[stop:]) >= run_m
        yield first, stop, bool(pinch)


def _run(good: np.ndarray, length: Floats) -> float:
    """Add up the lengths of the first links in a row that are good."""
    bad = np.flatnonzero(~good)
    return float(length[: bad[0] if len(bad) else len(good)].sum())
