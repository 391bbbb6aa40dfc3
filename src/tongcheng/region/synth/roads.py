"""The road network before borders and rivers cut it: trunk roads between seats, then finer and finer levels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from scipy.spatial import cKDTree

from tongcheng.region.synth.network import Net, grow, join_nets, keep_clear, new_net, scatter, subdivide, urquhart
from tongcheng.region.synth.plane import Bools, Floats, Ints, stream, wiggle
from tongcheng.region.synth.standards import (
    MOTORWAY,
    PRIMARY,
    RESIDENTIAL,
    SECONDARY,
    TERTIARY,
    TRUNK,
    UNCLASSIFIED,
)
from tongcheng.region.synth.terrain import Field, Terrain, county_at, spacing_field, urbanity

#: Spacing of the roads of each level in the country, kilometres; finer where life is denser.
_LEVELS = ((PRIMARY, 7.0), (SECONDARY, 3.2), (TERTIARY, 1.5))

_STREAM_TRUNKS, _STREAM_LEVELS, _STREAM_LOCAL, _STREAM_MOTORWAYS = 20, 21, 30, 31

#: A level is left out where local roads would be about as far apart.
_LEAST_RATIO = 1.35

#: Nodes that cutting, pruning and planting cost or add, as found by trial.
_ALLOWANCE = 1.035

_CALIBRATIONS = 4
_TOLERANCE = 0.01
_URBAN_FROM = 0.32

#: Share of local streets between two crossings that was never built.
_UNBUILT = 0.42

#: Share of blocks that are closed by a further street, in the country and in centres.
_CLOSED_RURAL, _CLOSED_URBAN = 0.12, 0.6


@dataclass(frozen=True, eq=False)
class Streets:
    """The network with what is known about single roads.

    Parameters
    ----------
    net
        Nodes and links.
    ramp
        Which roads are ramps of motorways, shape (roads,).
    ends
        Seats that a trunk road joins, by road, shape (roads, 2); -1 for other roads and for exits. Motorways hold
        the cities that they join.
    exits
        Nodes where a road leaves the circle.
    """

    net: Net
    ramp: Bools
    ends: Ints
    exits: Ints


def build_streets(seed: int, terrain: Terrain, *, nodes: int) -> Streets:
    """Build the network of a circle.

    Parameters
    ----------
    seed
        Seed of the circle.
    terrain
        Its ground.
    nodes
        Wanted number of nodes; met within a few per cent.

    Returns
    -------
    Streets
    """
    field = spacing_field(terrain)
    net, ends, exits = _trunks(stream(seed, _STREAM_TRUNKS), terrain, field)
    base = _local_spacing(seed, terrain, field, nodes)
    rng = stream(seed, _STREAM_LEVELS)
    for kind, rural_km in _LEVELS:
        if rural_km >= _LEAST_RATIO * base:
            net, _ = _level(rng, terrain, net, kind, _spacing(field, rural_km))
    lines, joined = _motorway_lines(stream(seed, _STREAM_MOTORWAYS), terrain)
    wanted = round(nodes * _ALLOWANCE) - sum(len(line) for line in lines)
    net = _local_level(seed, terrain, field, net, base, wanted)
    padded = np.full((net.roads, 2), -1, dtype="int64")
    padded[: len(ends)] = ends
    return _motorways(terrain, Streets(net, np.zeros(net.roads, bool), padded, exits), lines, joined)


def _spacing(field: Field, rural_km: float) -> Callable[[Floats], Floats]:
    return lambda xy: rural_km * field.at(xy)


def _trunks(rng: np.random.Generator, terrain: Terrain, field: Field) -> tuple[Net, Ints, Ints]:
    """Join seats with one another and with the exits of the circle."""
    seats = len(terrain.seats)
    points = np.vstack([terrain.seats, terrain.exits])
    edges, _ = urquhart(points)
    edges = edges[(edges[:, 0] < seats)]
    lonely = np.setdiff1d(np.arange(seats, len(points)), edges[:, 1])
    nearest = np.asarray(cKDTree(terrain.seats).query(points[lonely])[1], dtype="int64")
    edges = np.vstack([edges, np.column_stack([nearest, lonely])])
    ends = np.where(edges < seats, edges, -1)
    net = subdivide(rng, new_net(points, edges, TRUNK), _spacing(field, 12.0), wobble=0.06)
    return _pull_inside(terrain, net), ends, np.arange(seats, len(points))


def _pull_inside(terrain: Terrain, net: Net) -> Net:
    """Move nodes that a bend carried over the rim back inside."""
    xy = net.xy.copy()
    for _ in range(6):
        outside = ~shapely.contains_xy(terrain.outline, xy[:, 0], xy[:, 1])
        xy[outside] *= 0.98
    return replace(net, xy=xy)


def _local_spacing(seed: int, terrain: Terrain, field: Field, nodes: int) -> float:
    """Estimate the spacing of local roads in the country that gives the wanted number of nodes."""
    rng = stream(seed, _STREAM_LOCAL)
    reach = 1.25 * terrain.radius_km
    points = rng.uniform(-reach, reach, (20_000, 2))
    points = points[shapely.contains_xy(terrain.outline, points[:, 0], points[:, 1])]
    density = float(np.mean(field.at(points) ** -2.0))
    return float(np.sqrt(terrain.outline.area * density / nodes))


def _fresh_points(
    rng: np.random.Generator, terrain: Terrain, net: Net, spacing: Callable[[Floats], Floats]
) -> Floats:
    points = scatter(rng, spacing, 1.25 * terrain.radius_km)
    shapely.prepare(terrain.outline)
    points = points[shapely.contains_xy(terrain.outline, points[:, 0], points[:, 1])]
    return keep_clear(points, net, spacing)


def _level(
    rng: np.random.Generator, terrain: Terrain, net: Net, kind: int, spacing: Callable[[Floats], Floats]
) -> tuple[Net, Ints]:
    net = _pull_inside(terrain, subdivide(rng, net, spacing, wobble=0.05))
    return grow(net, _fresh_points(rng, terrain, net, spacing), kind, spacing)


def _local_level(seed: int, terrain: Terrain, field: Field, coarse: Net, base: float, nodes: int) -> Net:
    """Fill the circle with local roads; their spacing is adjusted until the number of nodes is right."""
    for _ in range(_CALIBRATIONS):
        rng = stream(seed, _STREAM_LOCAL)
        spacing = _spacing(field, base)
        net = _pull_inside(terrain, subdivide(rng, coarse, spacing, wobble=0.04))
        points = _fresh_points(rng, terrain, net, spacing)
        count = len(net.xy) + len(points)
        if abs(count - nodes) < _TOLERANCE * nodes:
            break
        base *= float(np.sqrt(count / nodes))
    net, extra = grow(net, points, RESIDENTIAL, spacing)
    middle = (net.xy[extra[:, 0]] + net.xy[extra[:, 1]]) / 2
    closing = _CLOSED_RURAL + (_CLOSED_URBAN - _CLOSED_RURAL) * urbanity(terrain, middle)
    extra = extra[rng.random(len(extra)) < closing]
    net = _thin_out(rng, join_nets(net, new_net(net.xy, extra, RESIDENTIAL)))
    middle = (net.xy[net.u] + net.xy[net.v]) / 2
    country = (net.kind == RESIDENTIAL) & (urbanity(terrain, middle) < _URBAN_FROM)
    return replace(net, kind=np.where(country, UNCLASSIFIED, net.kind))


def _thin_out(rng: np.random.Generator, net: Net) -> Net:
    """Leave out some local streets between two crossings, so that ends and long blocks appear."""
    for _ in range(2):
        degree = np.bincount(np.concatenate([net.u, net.v]), minlength=len(net.xy))
        crossing = (degree[net.u] >= 3) & (degree[net.v] >= 3) & (net.kind == RESIDENTIAL)
        net = net.take(~(crossing & (rng.random(len(net.u)) < _UNBUILT / 2)))
    return net


def _motorways(terrain: Terrain, streets: Streets, lines: list[Floats], joined: Ints) -> Streets:
    """Add a ring around the capital and a motorway from it past every other city to the rim, with interchanges."""
    net = streets.net
    xy, u, v, road, exits = [net.xy], [], [], [], []
    ring = len(net.xy)
    size = ring
    for number, line in enumerate(lines):
        first = ring + int(np.hypot(*(lines[0] - line[0]).T).argmin()) if number else size
        own = size + np.arange(len(line) - (number > 0))
        chain = np.append(own, own[0]) if number == 0 else np.append(first, own)
        xy.append(line[int(number > 0) :])
        u.append(chain[:-1])
        v.append(chain[1:])
        road.append(np.full(len(chain) - 1, number))
        size += len(own)
        if number:
            exits.append(int(own[-1]))
    starts, ends = np.concatenate(u), np.concatenate(v)
    roads = np.concatenate(road)
    place = np.concatenate([np.arange(len(part)) / len(part) for part in u])
    span = np.concatenate([np.full(len(part), 1 / len(part)) for part in u])
    kinds = np.full(len(starts), MOTORWAY)
    motorways = Net(np.vstack(xy), starts, ends, kinds, roads, place, span)
    ramps = _interchanges(terrain, net, motorways, ring)
    whole = join_nets(replace(net, xy=motorways.xy), motorways)
    whole = join_nets(whole, new_net(motorways.xy, ramps, MOTORWAY))
    others = np.full((len(ramps), 2), -1, dtype="int64")
    return Streets(
        whole,
        np.concatenate([np.zeros(whole.roads - len(ramps), bool), np.ones(len(ramps), bool)]),
        np.vstack([streets.ends, joined, others]),
        np.concatenate([streets.exits, exits]),
    )


def _motorway_lines(rng: np.random.Generator, terrain: Terrain) -> tuple[list[Floats], Ints]:
    """Draw the ring and the motorways; the second array holds the cities that each joins."""
    radius, centre = terrain.radius_km, terrain.cores[0]
    step = float(np.clip(radius / 25, 1.0, 3.0))
    around = np.linspace(0, 2 * np.pi, max(12, round(2 * np.pi * 0.17 * radius / step)), endpoint=False)
    distance = 0.17 * radius * (1 + rng.uniform(-0.03, 0.03, len(around)))
    ring = centre + distance[:, None] * np.column_stack([np.cos(around), np.sin(around)])
    lines, joined = [ring], [(0, 0)]
    for number, core in enumerate(terrain.cores[1:], start=1):
        way = (core - centre) / np.hypot(*(core - centre))
        past = core + 0.05 * radius * np.array([-way[1], way[0]])
        ray = shapely.intersection(shapely.LineString([past, past + 3 * radius * way]), terrain.outline)
        rim = past + 0.99 * (shapely.get_coordinates(shapely.get_parts(ray)[0])[-1] - past)
        start = ring[int(np.hypot(*(ring - (centre + 0.17 * radius * way)).T).argmin())]
        lines.append(wiggle(rng, np.array([start, past, rim]), step_km=step * 1.3, amplitude=0.03))
        joined.append((0, number))
    return lines, np.array(joined, dtype="int64")


def _interchanges(terrain: Terrain, net: Net, motorways: Net, first: int) -> Ints:
    """Join about every third node of the motorways to the nearest main road of the same city."""
    main = np.unique(np.concatenate([ends[net.kind <= SECONDARY] for ends in (net.u, net.v)]))
    main = main[main < len(net.xy)]
    spots = np.arange(first, len(motorways.xy))[1::3]
    distance, nearest = cKDTree(net.xy[main]).query(motorways.xy[spots])
    distance, target = np.asarray(distance), main[np.asarray(nearest)]
    city = np.append(terrain.county_city, -1)
    same = city[county_at(terrain, motorways.xy[spots])] == city[county_at(terrain, net.xy[target])]
    good = same & (distance < max(2.5, terrain.radius_km / 25)) & (distance > 0)
    order = np.argsort(distance[good], kind="stable")
    spots, target = spots[good][order], target[good][order]
    _, once = np.unique(target, return_index=True)
    return np.column_stack([spots[once], target[once]])
