"""What stands in the way of a missing piece: rivers, railways, cliffs, motorways, and what only bridges betray."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from tongcheng.region.region import Region
from tongcheng.sectors.transport.ends.counterparts import Pairs
from tongcheng.sectors.transport.ends.falls import Crossings
from tongcheng.sectors.transport.ends.rules import MOTORWAY
from tongcheng.sectors.transport.ends.streets import Bools, Shapes, Streets

#: End class of what stands in the way, by the kind of barrier; where several do, the first one counts.
KINDS: Final = {
    "river": "water", "water": "water", "cliff": "cliff", "railway": "rail", "motorway": "motorway", "other": "barrier",
}  # fmt: skip

#: Without a table of barriers: within this distance every road over the border, at least two, is a bridge.
_BRIDGES_WITHIN_M = 2_000.0
_LEAST_BRIDGES = 2


def obstacles(
    region: Region, streets: Streets, lines: Shapes, pairs: Pairs, borders: Sequence[int], crossings: Crossings
) -> tuple[np.ndarray, np.ndarray]:
    """Tell what each missing piece would have to go over or under.

    Parameters
    ----------
    region, streets
        The circle and its roads.
    lines
        Straight missing pieces on the plane.
    pairs
        What they join.
    borders
        Position of the border that each crosses.
    crossings
        Roads over borders today.

    Returns
    -------
    tuple of numpy.ndarray
        End class (empty where nothing stands in the way) and name of the barrier, shape (pairs,).
    """
    kind = np.full(len(pairs), "", dtype=object)
    name = np.full(len(pairs), "", dtype=object)
    if not len(pairs):
        return kind, name
    barriers = region["barriers"]
    shapes = streets.plane.flatten(barriers["geometry"].to_numpy())
    line, row = shapely.STRtree(shapes).query(lines, predicate="intersects")
    order = {value: number for number, value in enumerate(KINDS)}
    kinds = barriers["kind"].to_numpy(dtype=object)
    names = barriers["name"].fillna("").to_numpy(dtype=object)
    for one, at in sorted(zip(line, row, strict=True), key=lambda hit: -order[kinds[hit[1]]]):
        kind[one], name[one] = KINDS[kinds[at]], names[at]
    motorway = _over_motorway(streets, lines) & (kind == "")
    kind[motorway] = "motorway"
    if not len(barriers):
        kind[_only_bridges(streets, pairs, lines, borders, crossings) & (kind == "")] = "barrier"
    return kind, name


def _over_motorway(streets: Streets, lines: Shapes) -> Bools:
    """Tell which lines meet a motorway that runs neither on a bridge nor in a tunnel."""
    links = streets.links
    away = links["bridge"].fillna(value=False).to_numpy(bool) | links["tunnel"].fillna(value=False).to_numpy(bool)
    rows = np.flatnonzero(streets.built & (streets.rank == MOTORWAY) & ~away)
    meets = np.zeros(len(lines), dtype=bool)
    meets[np.unique(shapely.STRtree(streets.lines(rows)).query(lines, predicate="intersects")[0])] = True
    return meets


def _only_bridges(
    streets: Streets, pairs: Pairs, lines: Shapes, borders: Sequence[int], crossings: Crossings
) -> Bools:
    """Tell where every road over the same border nearby is a bridge: water or a railway must lie there."""
    bridge = streets.links["bridge"].fillna(value=False).to_numpy(bool)[crossings.link]
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    found = np.zeros(len(pairs), dtype=bool)
    for row, (point, border) in enumerate(zip(middle, borders, strict=True)):
        near = (crossings.border == border) & (np.hypot(*(crossings.middle - point).T) <= _BRIDGES_WITHIN_M)
        found[row] = near.sum() >= _LEAST_BRIDGES and bool(bridge[near].all())
    return found
