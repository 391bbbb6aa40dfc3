"""Where roads end near a border: the end, the road that leads to it, and which way it points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from tongcheng.sectors.transport.ends.rules import Rules
from tongcheng.sectors.transport.ends.streets import Bools, Floats, Ints, Streets

#: The direction of a road is taken over its last metres, so that the curb of a turning place does not turn it.
LOOK_BACK_M = 60.0

#: A road is walked back from its end until it meets another, at most so many links.
_MOST_LINKS = 40

#: A loop at the end of a road that is no longer than this is a turning place.
TURNING_LOOP_M = 220.0


@dataclass(frozen=True, eq=False)
class RoadEnds:
    """Ends of roads near a border, in the order of the table of nodes; every array has one entry per end.

    Parameters
    ----------
    node
        Where the road stops.
    link
        Its last link.
    border, distance_m
        Position of the nearest border, and how far away it is.
    heading
        Shape (ends, 2), unit vector in which the road points.
    loop
        Whether it ends in a turning loop.
    goes_on
        Whether a service road, a track or a private road goes on from here.
    branch
        Links from the end back to the next junction.
    length_m
        Length of the branch.
    """

    node: Ints
    link: Ints
    border: Ints
    distance_m: Floats
    heading: Floats
    loop: Bools
    goes_on: Bools
    branch: list[list[int]] = field(repr=False)
    length_m: Floats

    def __len__(self) -> int:
        """Count the ends."""
        return len(self.node)


def road_ends(streets: Streets, borders: gpd.GeoDataFrame, rules: Rules) -> RoadEnds:
    """Find every end of a road near a border.

    An end is a node at which one built link meets no other, or one through road meets only service roads, tracks
    and private ones, or a small loop hangs on one link.

    Parameters
    ----------
    streets
        The roads.
    borders
        :func:`~tongcheng.region.border_lines.border_lines`.
    rules
        ``near_m`` counts.
    """
    built, through = streets.degree(streets.built), streets.degree(streets.through)
    loops = _loops(streets)
    ends = (built == 1) | ((through == 1) & (built > 1))
    ends[list(loops)] = True
    near = near_borders(streets, borders, np.flatnonzero(ends), rules.near_m)
    node, border, distance = near
    goes_on = (built[node] > 1) & (through[node] == 1)
    last = np.array([_last_link(streets, int(one), loops) for one in node], dtype=np.intp)
    branches = [_walk_back(streets, int(one), int(link), built) for one, link in zip(node, last, strict=True)]
    length = streets.links["length_m"].to_numpy(dtype="float64")
    return RoadEnds(
        node=node,
        link=last,
        border=border,
        distance_m=distance,
        heading=_headings(streets, node, branches),
        loop=np.isin(node, list(loops)),
        goes_on=goes_on & ~np.isin(node, list(loops)),
        branch=branches,
        length_m=np.array([length[branch].sum() for branch in branches]),
    )


def near_borders(
    streets: Streets, borders: gpd.GeoDataFrame, nodes: Ints, distance_m: float
) -> tuple[Ints, Ints, Floats]:
    """Keep the nodes near a border: node, position of the nearest border, metres to it."""
    if not len(borders) or not len(nodes):
        nothing = np.zeros(0, dtype=np.intp)
        return nothing, nothing, np.zeros(0)
    tree = shapely.STRtree(streets.plane.flatten(borders.geometry.to_numpy()))
    hits, metres = tree.query_nearest(
        shapely.points(streets.xy[nodes]), max_distance=distance_m, return_distance=True, all_matches=False
    )
    return nodes[hits[0]], hits[1].astype(np.intp), np.asarray(metres, dtype="float64")


def _loops(streets: Streets) -> dict[int, frozenset[int]]:
    """Find turning loops: two links between the same two nodes (or one from a node to itself) that hang on one link.

    Returns
    -------
    dict
        The links of the loop by the node at which it hangs.
    """
    a, b = np.minimum(streets.start, streets.end), np.maximum(streets.start, streets.end)
    rows = np.flatnonzero(streets.built)
    key = a[rows] * len(streets.xy) + b[rows]
    order = np.argsort(key, kind="stable")
    twice = np.flatnonzero(np.diff(key[order]) == 0)
    groups = [(int(rows[order[at]]), int(rows[order[at + 1]])) for at in twice]
    groups += [(int(row), int(row)) for row in rows[a[rows] == b[rows]]]
    length = streets.links["length_m"].to_numpy(dtype="float64")
    ends = np.bincount(np.concatenate([streets.start[rows], streets.end[rows]]), minlength=len(streets.xy))
    found = {}
    for one, other in groups:
        whole = length[one] + (length[other] if one != other else 0.0)
        if whole > TURNING_LOOP_M:
            continue
        ring = frozenset((one, other))
        for node, far in ((a[one], b[one]), (b[one], a[one])):
            if ends[node] == 3 and (ends[far] == 2 or node == far):
                found[int(node)] = ring
    return found


def _last_link(streets: Streets, node: int, loops: dict[int, frozenset[int]]) -> int:
    """Give the link that leads to an end: a through road before all others."""
    links = [int(link) for link in streets.meets.at(node) if int(link) not in loops.get(node, ())]
    return min(links, key=lambda link: (not streets.through[link], streets.rank[link], link))


def _walk_back(streets: Streets, node: int, link: int, degree: Ints) -> list[int]:
    """Give the links from an end back to the next place where roads meet."""
    branch = [link]
    while len(branch) < _MOST_LINKS:
        node = int(streets.end[link] if streets.start[link] == node else streets.start[link])
        if degree[node] != 2:
            break
        onward = [int(other) for other in streets.meets.at(node) if other != link]
        if len(onward) != 1 or onward[0] in branch:
            break
        link = onward[0]
        branch.append(link)
    return branch


def _headings(streets: Streets, node: Ints, branches: list[list[int]]) -> Floats:
    """Give the direction from a point some metres back on the road to its end."""
    links = np.array(sorted({link for branch in branches for link in branch}), dtype=np.intp)
    line_of = dict(zip(links.tolist(), streets.lines(links), strict=True))
    heading = np.zeros((len(node), 2))
    for row, (one, branch) in enumerate(zip(node, branches, strict=True)):
        xy = _towards_end(streets, int(one), branch, line_of)
        back = np.hypot(*(xy[::-1] - xy[-1]).T)
        far = np.flatnonzero(back >= LOOK_BACK_M)
        way = xy[-1] - xy[::-1][far[0] if len(far) else -1]
        size = float(np.hypot(*way))
        heading[row] = way / size if size > 0 else 0.0
    return heading


def _towards_end(streets: Streets, node: int, branch: list[int], line_of: Mapping[int, shapely.Geometry]) -> Floats:
    """Give the points of the last stretch of a road, the end last."""
    parts: list[Floats] = []
    at, gone = node, 0.0
    for link in branch:
        xy = shapely.get_coordinates(line_of[link])
        if streets.start[link] == at and streets.end[link] != at:
            xy = xy[::-1]
        parts.insert(0, xy)
        gone += float(np.hypot(*np.diff(xy, axis=0).T).sum())
        at = int(streets.start[link] if streets.end[link] == at else streets.end[link])
        if gone >= LOOK_BACK_M:
            break
    return np.concatenate(parts)
