"""Roads that look grown: points whose spacing follows density, joined by Urquhart graphs, level by level.

The Urquhart graph (Urquhart 1980) is the Delaunay triangulation without the longest side of each triangle; it
contains the minimum spanning tree, so that nothing falls apart, and has about as many crossings as real streets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import Delaunay, cKDTree

from tongcheng.region.synth.plane import Bools, Floats, Ints

#: Spacing in kilometres at points (n, 2).
Spacing = Callable[[Floats], Floats]

_SMALLEST_CELL_KM = 0.03
_LONGEST_FACTOR = 5.0


@dataclass(frozen=True, eq=False)
class Net:
    """Roads as arrays.

    Parameters
    ----------
    xy
        Nodes in kilometres, shape (n, 2).
    u, v
        First and last node of each link, shape (m,).
    kind
        Class of each link as a number, see ``standards``.
    road
        Road of each link: links of one road follow one another and look alike.
    at, span
        Where on its road a link starts, and how much of it it covers, 0 to 1.
    """

    xy: Floats
    u: Ints
    v: Ints
    kind: Ints
    road: Ints
    at: Floats
    span: Floats

    @property
    def roads(self) -> int:
        """One more than the highest road number."""
        return int(self.road.max()) + 1 if len(self.road) else 0

    def take(self, rows: Ints | Bools) -> Net:
        """Give the net with some of its links; nodes keep their numbers."""
        return Net(
            self.xy, self.u[rows], self.v[rows], self.kind[rows], self.road[rows], self.at[rows], self.span[rows]
        )


def new_net(xy: Floats, edges: Ints, kind: int) -> Net:
    """Give a net in which every edge (m, 2) is a road of its own."""
    count = len(edges)
    return Net(
        xy,
        edges[:, 0].astype("int64"),
        edges[:, 1].astype("int64"),
        np.full(count, kind, dtype="int64"),
        np.arange(count, dtype="int64"),
        np.zeros(count),
        np.ones(count),
    )


def join_nets(first: Net, second: Net) -> Net:
    """Put two nets over the nodes of the second together; roads of the second are renumbered."""
    return Net(
        second.xy,
        np.concatenate([first.u, second.u]),
        np.concatenate([first.v, second.v]),
        np.concatenate([first.kind, second.kind]),
        np.concatenate([first.road, second.road + first.roads]),
        np.concatenate([first.at, second.at]),
        np.concatenate([first.span, second.span]),
    )


def subdivide(rng: np.random.Generator, net: Net, spacing: Spacing, *, wobble: float) -> Net:
    """Halve links until none is longer than 1.3 times the spacing at its middle; middles move sideways a little."""
    while True:
        delta = net.xy[net.v] - net.xy[net.u]
        length = np.hypot(delta[:, 0], delta[:, 1])
        middle = (net.xy[net.u] + net.xy[net.v]) / 2
        long = length > 1.3 * spacing(middle)
        if not long.any():
            return net
        rows = np.flatnonzero(long)
        shift = np.clip(rng.normal(0, wobble, len(rows)), -2 * wobble, 2 * wobble)[:, None]
        middle = middle[rows] + np.column_stack([-delta[rows, 1], delta[rows, 0]]) * shift
        new = len(net.xy) + np.arange(len(rows))
        half = net.span[rows] / 2
        kept, split = net.take(~long), net.take(rows)
        net = Net(
            np.vstack([net.xy, middle]),
            np.concatenate([kept.u, split.u, new]),
            np.concatenate([kept.v, new, split.v]),
            np.concatenate([kept.kind, split.kind, split.kind]),
            np.concatenate([kept.road, split.road, split.road]),
            np.concatenate([kept.at, split.at, split.at + half]),
            np.concatenate([kept.span, half, half]),
        )


def scatter(rng: np.random.Generator, spacing: Spacing, extent_km: float) -> Floats:
    """Scatter points over a square of ``2 * extent_km`` so that their distance follows the spacing.

    Cells of a quadtree are split until they are about as wide as the spacing; each leaf holds one point near its
    middle.
    """
    size = 2.0 ** np.ceil(np.log2(extent_km / 4))
    steps = np.arange(-np.ceil(extent_km / size), np.ceil(extent_km / size)) * size + size / 2
    cells = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    found = []
    while len(cells):
        wanted = spacing(cells) * 2.0 ** rng.uniform(-0.5, 0.5, len(cells))
        split = (size > wanted) & (size > _SMALLEST_CELL_KM)
        leaves = cells[~split]
        found.append(leaves + rng.uniform(-0.33, 0.33, leaves.shape) * size)
        quarter = size / 4 * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
        cells = (cells[split][:, None, :] + quarter[None, :, :]).reshape(-1, 2)
        size /= 2
    return np.vstack(found)


def keep_clear(points: Floats, net: Net, spacing: Spacing) -> Floats:
    """Drop points that lie close to a node or within the circle over a link, so that roads stay Delaunay edges."""
    if len(net.u) == 0 or len(points) == 0:
        return points
    distance, _ = cKDTree(net.xy).query(points)
    free = distance > 0.45 * spacing(points)
    middles = (net.xy[net.u] + net.xy[net.v]) / 2
    half = np.hypot(*(net.xy[net.v] - net.xy[net.u]).T) / 2
    distances, nearest = cKDTree(middles).query(points, k=min(4, len(middles)))
    rows = (len(points), -1)
    outside = np.asarray(distances).reshape(rows) > 1.05 * half[np.asarray(nearest).reshape(rows)]
    return np.asarray(points[free & outside.all(axis=1)])


def urquhart(points: Floats) -> tuple[Ints, Ints]:
    """Join points (n, 2).

    Returns
    -------
    numpy.ndarray
        Edges of the Urquhart graph, shape (m, 2), smaller number first.
    numpy.ndarray
        Further edges that close a block without a sharp corner (Gabriel edges), shape (k, 2).
    """
    mesh = Delaunay(points)
    corners, neighbour = mesh.simplices.astype("int64"), mesh.neighbors
    rows = np.arange(len(corners))
    ends = corners[:, [[1, 2], [2, 0], [0, 1]]]  # side k lies opposite to corner k, as in ``neighbors``
    square = ((points[ends[:, :, 0]] - points[ends[:, :, 1]]) ** 2).sum(axis=2)
    keys = ends.min(axis=2) * len(points) + ends.max(axis=2)
    longest = square.argmax(axis=1)
    blunt = square[rows, longest] > square.sum(axis=1) - square[rows, longest]
    longest_key = keys[rows, longest]
    triangle, side = np.nonzero((rows[:, None] < neighbour) | (neighbour < 0))  # each edge once
    key, other = keys[triangle, side], neighbour[triangle, side]
    here = key == longest_key[triangle]
    there = (other >= 0) & (key == longest_key[other])
    corner = (here & blunt[triangle]) | (there & blunt[other])
    dropped = here | there
    return _edges(np.sort(key[~dropped]), len(points)), _edges(np.sort(key[dropped & ~corner]), len(points))


def _edges(keys: Ints, count: int) -> Ints:
    return np.column_stack([keys // count, keys % count])


def grow(net: Net, points: Floats, kind: int, spacing: Spacing) -> tuple[Net, Ints]:
    """Add points and join them to the net by roads of one class.

    Returns
    -------
    Net
        The grown net.
    numpy.ndarray
        Edges that might be added to close blocks, shape (k, 2).
    """
    old = len(net.xy)
    xy = np.vstack([net.xy, points])
    edges, extra = urquhart(xy)
    chosen = _worth_building(xy, edges, old, spacing)
    grown = join_nets(net, new_net(xy, edges[chosen], kind))
    return replace(grown, xy=xy), extra[_worth_building(xy, extra, old, spacing)]


def _worth_building(xy: Floats, edges: Ints, old: int, spacing: Spacing) -> Bools:
    length = np.hypot(*(xy[edges[:, 0]] - xy[edges[:, 1]]).T)
    middle = (xy[edges[:, 0]] + xy[edges[:, 1]]) / 2
    return np.asarray((edges[:, 1] >= old) & (length < _LONGEST_FACTOR * spacing(middle)))
