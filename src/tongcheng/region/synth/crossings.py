"""Rivers with few bridges, borders with few crossings: what of the network is left when they cut it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from tongcheng.region.synth.network import Net
from tongcheng.region.synth.plane import Bools, Floats, Ints, Shapes
from tongcheng.region.synth.standards import MOTORWAY, PRIMARY, TERTIARY, TRUNK
from tongcheng.region.synth.terrain import Terrain, border_points

#: Share of the roads of each class (motorway … service) that cross each kind of line.
_KEPT = {
    "river": (1, 1, 0.7, 0.3, 0.10, 0, 0, 0),
    "railway": (1, 1, 1, 0.9, 0.5, 0.25, 0.25, 0),
    "cliff": (1, 1, 0.6, 0.2, 0, 0, 0, 0),
    "border": (1, 1, 0.85, 0.4, 0.10, 0, 0, 0),
}

#: Within this distance of a border every end of a road is planted, none is left to chance.
BAND_KM = 2.5

_NONE = -1


@dataclass(frozen=True, eq=False)
class Cut:
    """The network as borders, rivers, railways and cliffs leave it.

    Parameters
    ----------
    net
        Links that are left; nodes keep their numbers.
    bridge, tunnel
        Per link.
    pair
        Per link the border that it crosses, a number into ``pairs``; -1 for none.
    pairs
        Neighbouring cities.
    gone
        Links over a border that were not built and cross nothing else, with ``gone_pair``.
    shortened
        Roads that would cross a border and do not.
    """

    net: Net
    bridge: Bools
    tunnel: Bools
    pair: Ints
    pairs: list[tuple[int, int]]
    gone: Net
    gone_pair: Ints
    shortened: Ints


def cut_network(rng: np.random.Generator, terrain: Terrain, net: Net, exits: Ints) -> Cut:
    """Cut roads at lines that few roads cross, and tidy what is left.

    Parameters
    ----------
    rng
        Random stream.
    terrain
        The ground.
    net
        The whole network.
    exits
        Nodes where roads leave the circle; never tidied away.

    Returns
    -------
    Cut
        In which every node can be reached from every other, and no road ends within ``BAND_KM`` of a border unless
        it leaves the circle.
    """
    tree = shapely.STRtree(link_lines(net))
    pairs = list(terrain.borders)
    pair, several = _border_of(tree, terrain, len(net.u))
    lines = {"river": terrain.rivers, "railway": terrain.railways, "cliff": terrain.cliffs}
    crosses = {name: _crosses(tree, list(shapes), len(net.u)) for name, shapes in lines.items()}
    blocked = np.zeros(len(net.u), dtype=bool)
    for name, crossing in crosses.items():
        blocked |= crossing & ~_lucky(rng, net, _KEPT[name])
    no_border = (pair != _NONE) & ~_lucky(rng, net, _KEPT["border"])
    no_border |= several & (net.kind > TRUNK)
    no_border |= _of_roads(net, _twice(net, pair)) & (pair != _NONE) & (net.kind > TRUNK)
    for _ in range(3):
        left = ~(blocked | no_border | _of_roads(net, np.unique(net.road[no_border])))
        no_border |= _of_roads(net, _class_ends_near(terrain, net, pair, left)) & (pair != _NONE)
    left = ~(blocked | no_border)
    left &= _tidy(terrain, net, left, exits)
    clean = no_border & ~blocked & ~several & ~np.logical_or.reduce(list(crosses.values()))
    return Cut(
        net=net.take(left),
        bridge=crosses["river"][left],
        tunnel=crosses["cliff"][left],
        pair=pair[left],
        pairs=pairs,
        gone=net.take(clean),
        gone_pair=pair[clean],
        shortened=np.unique(net.road[no_border]),
    )


def link_lines(net: Net) -> Shapes:
    """Give the straight line of each link in kilometres."""
    return np.asarray(shapely.linestrings(np.stack([net.xy[net.u], net.xy[net.v]], axis=1)), dtype=object)


def _border_of(tree: shapely.STRtree, terrain: Terrain, count: int) -> tuple[Ints, Bools]:
    pair = np.full(count, _NONE, dtype="int64")
    times = np.zeros(count, dtype="int64")
    for number, border in enumerate(terrain.borders.values()):
        rows = np.unique(tree.query(shapely.get_parts(border), predicate="intersects")[1])
        pair[rows] = number
        times[rows] += 1
    return pair, times > 1


def _crosses(tree: shapely.STRtree, lines: list[shapely.LineString], count: int) -> Bools:
    crossing = np.zeros(count, dtype=bool)
    if lines:
        crossing[np.unique(tree.query(np.array(lines, dtype=object), predicate="intersects")[1])] = True
    return crossing


def _lucky(rng: np.random.Generator, net: Net, shares: tuple[float, ...]) -> Bools:
    """Draw once per road, so that a road is cut as a whole or not at all."""
    luck = rng.random(net.roads)
    return luck[net.road] < np.array(shares)[net.kind]


def _twice(net: Net, pair: Ints) -> Ints:
    """Give the roads that cross borders more than once."""
    return np.flatnonzero(np.bincount(net.road[pair != _NONE], minlength=net.roads) > 1)


def _of_roads(net: Net, roads: Ints) -> Bools:
    return np.isin(net.road, roads)


def _class_ends_near(terrain: Terrain, net: Net, pair: Ints, left: Bools) -> Ints:
    """Give crossing roads whose class ends near the border, so that no fall of class is there by chance."""
    crossing = np.unique(net.road[left & (pair != _NONE) & (net.kind >= PRIMARY) & (net.kind <= TERTIARY)])
    first, last = road_ends(net)
    near = cKDTree(border_points(terrain))
    found = []
    for kind in range(PRIMARY, TERTIARY + 1):
        same = left & (net.kind <= kind) & (net.kind != MOTORWAY)
        meeting = np.bincount(np.concatenate([net.u[same], net.v[same]]), minlength=len(net.xy))
        roads = crossing[net.kind[first[crossing]] == kind]
        for ends in (net.u[first[roads]], net.v[last[roads]]):
            distance, _ = near.query(net.xy[ends])
            found.append(roads[(meeting[ends] < 2) & (np.asarray(distance) < BAND_KM)])
    return np.unique(np.concatenate(found))


def road_ends(net: Net) -> tuple[Ints, Ints]:
    """Give the first and the last link of each road; 0 for numbers without a link."""
    order = np.lexsort((net.at, net.road))
    roads = net.road[order]
    first, last = np.zeros(net.roads, dtype="int64"), np.zeros(net.roads, dtype="int64")
    starts = np.flatnonzero(np.append(True, roads[1:] != roads[:-1]))
    stops = np.append(starts[1:], len(roads)) - 1
    first[roads[starts]] = order[starts]
    last[roads[starts]] = order[stops]
    return first, last


def _tidy(terrain: Terrain, net: Net, left: Bools, exits: Ints) -> Bools:
    """Keep the largest connected part, and drop ends of roads near borders until there are none."""
    distance, _ = cKDTree(border_points(terrain)).query(net.xy, distance_upper_bound=BAND_KM)
    near = np.isfinite(np.asarray(distance))
    near[exits] = False
    left = left & _in_largest(net.u, net.v, left, len(net.xy))
    while True:
        degree = np.bincount(np.concatenate([net.u[left], net.v[left]]), minlength=len(net.xy))
        ending = near & (degree == 1)
        drop = left & (ending[net.u] | ending[net.v])
        if not drop.any():
            return left
        left = left & ~drop


def _in_largest(u: Ints, v: Ints, left: Bools, count: int) -> Bools:
    graph = coo_array((np.ones(int(left.sum()), dtype="int8"), (u[left], v[left])), shape=(count, count))
    _, part = connected_components(graph, directed=False)
    inside = part == np.bincount(part).argmax()
    return np.asarray(inside[u])


def one_way(rng: np.random.Generator, net: Net, candidates: Bools, share: float) -> Bools:
    """Choose links for one-way traffic such that every node can still be reached from every other.

    Returns
    -------
    numpy.ndarray
        Per link, True where traffic runs from ``u`` to ``v`` only.
    """
    forward = candidates & (rng.random(len(net.u)) < share)
    used = np.unique(np.concatenate([net.u, net.v]))
    while True:
        both = ~forward
        tails, heads = np.concatenate([net.u, net.v[both]]), np.concatenate([net.v, net.u[both]])
        graph = coo_array((np.ones(len(tails), dtype="int8"), (tails, heads)), shape=(len(net.xy),) * 2)
        _, part = connected_components(graph, directed=True, connection="strong")
        outside = part != np.bincount(part[used]).argmax()
        mend = forward & (outside[net.u] | outside[net.v])
        if not mend.any():
            return forward
        forward &= ~mend


def nearest_km(points: Floats, lines: Shapes) -> Floats:
    """Give the exact distance of points (n, 2) to the nearest of some lines."""
    whole = shapely.union_all(lines)
    shapely.prepare(whole)
    return np.asarray(shapely.distance(shapely.points(points), whole), dtype="float64")
