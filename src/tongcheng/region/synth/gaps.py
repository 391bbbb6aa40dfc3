"""Places where two roads face each other across a border without being joined."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from tongcheng.region.synth.crossings import Cut
from tongcheng.region.synth.draft import Draft
from tongcheng.region.synth.network import urquhart
from tongcheng.region.synth.plane import Bools, Floats, Ints, Shapes
from tongcheng.region.synth.standards import MOTORWAY, RURAL, SECONDARY, TRUNK, UNCLASSIFIED
from tongcheng.region.synth.terrain import Terrain, border_points

#: Both ends of a gap lie at least this far from the border, so that a stub fits in between.
_LEAST_SIDE_KM = 0.13
_LONGEST_KM = 4.0

#: Gaps lie this far from one another and from roads that cross the border.
_APART_KM = 1.0


@dataclass(frozen=True, eq=False)
class Gap:
    """A place where a road could cross a border and does not.

    Parameters
    ----------
    u, v
        Nodes on both sides, each on a road that goes on.
    pair
        The border, a number into ``Cut.pairs``.
    kind, name, ref, road
        Of the road that would cross; road -1 where none was planned.
    crossing
        Where it would cross, kilometres.
    side_u, side_v
        Kilometres from each node to the crossing.
    """

    u: int
    v: int
    pair: int
    kind: int
    name: str | None
    ref: str | None
    road: int
    crossing: Floats
    side_u: float
    side_v: float

    def turned(self) -> Gap:
        """Give the same gap as seen from the other side."""
        return replace(self, u=self.v, v=self.u, side_u=self.side_v, side_v=self.side_u)


def find_gaps(
    rng: np.random.Generator,
    terrain: Terrain,
    cut: Cut,
    draft: Draft,
    *,
    names: tuple[np.ndarray, np.ndarray],
    wanted: int,
) -> list[Gap]:
    """Find gaps that are clear of other roads and rivers and lie well apart.

    Roads that were not built across a border come first; where they do not suffice, neighbouring nodes on both
    sides follow.

    Parameters
    ----------
    rng
        Random stream.
    terrain, cut, draft
        The circle so far.
    names
        Name and route number of every road of the uncut network.
    wanted
        How many gaps are wanted; there may be fewer.
    """
    order = np.lexsort((rng.random(len(cut.gone.u)), cut.gone.kind == UNCLASSIFIED, cut.gone.kind > UNCLASSIFIED))
    ends = np.column_stack([cut.gone.u, cut.gone.v])[order]
    road = cut.gone.road[order]
    kind = np.minimum(cut.gone.kind[order], UNCLASSIFIED)
    found = _clear(terrain, draft, _Open(ends, cut.gone_pair[order], kind, road, names[0][road], names[1][road]))
    chosen = _apart(draft, found, [], wanted)
    if len(chosen) < wanted:
        more = _clear(terrain, draft, _neighbours(rng, terrain, draft))
        chosen = _apart(draft, more, chosen, wanted)
    return chosen


@dataclass(frozen=True, eq=False)
class _Open:
    """Possible gaps: nodes (n, 2), border, class, road, name and route number of each."""

    ends: Ints
    pair: Ints
    kind: Ints
    road: Ints
    name: np.ndarray
    ref: np.ndarray

    def take(self, rows: Bools) -> _Open:
        columns = (self.ends, self.pair, self.kind, self.road, self.name, self.ref)
        return _Open(*(column[rows] for column in columns))


def _degree(draft: Draft) -> Ints:
    slow = draft.links[draft.links["kind"] != MOTORWAY]
    return np.bincount(np.concatenate([slow["u"], slow["v"]]), minlength=len(draft.xy))


def _clear(terrain: Terrain, draft: Draft, possible: _Open) -> list[Gap]:
    """Keep gaps that join two living roads, cross one border once and nothing else."""
    degree = _degree(draft)
    length = np.hypot(*(draft.xy[possible.ends[:, 0]] - draft.xy[possible.ends[:, 1]]).T)
    possible = possible.take((degree[possible.ends] >= 2).all(axis=1) & (length < _LONGEST_KM))
    if len(possible.ends) == 0:
        return []
    lines = np.asarray(shapely.linestrings(draft.xy[possible.ends]), dtype=object)
    borders = np.array(list(terrain.borders.values()), dtype=object)
    times = shapely.intersects(lines[:, None], borders[None, :]).sum(axis=1)
    crossing = shapely.intersection(lines, borders[possible.pair])
    good = (times == 1) & (shapely.get_type_id(crossing) == shapely.GeometryType.POINT)
    good &= ~_meets_others(terrain, draft, possible.ends, lines)
    place = shapely.get_coordinates(crossing[good])
    kept = possible.take(good)
    sides = np.hypot(*(draft.xy[kept.ends] - place[:, None, :]).transpose(2, 0, 1))
    return [
        Gap(int(u), int(v), int(pair), int(kind), name, ref, int(road), point, float(side[0]), float(side[1]))
        for (u, v), pair, kind, name, ref, road, point, side in zip(
            kept.ends, kept.pair, kept.kind, kept.name, kept.ref, kept.road, place, sides, strict=True
        )
        if side.min() >= _LEAST_SIDE_KM
    ]


def _meets_others(terrain: Terrain, draft: Draft, ends: Ints, lines: Shapes) -> Bools:
    """Tell which lines meet a link that does not start at one of their ends, or a river, railway or cliff."""
    u, v = draft.links["u"].to_numpy(), draft.links["v"].to_numpy()
    line, link = shapely.STRtree(draft.lines()).query(lines, predicate="intersects")
    own = (u[link, None] == ends[line]).any(axis=1) | (v[link, None] == ends[line]).any(axis=1)
    meets = np.zeros(len(lines), dtype=bool)
    meets[line[~own]] = True
    obstacles = shapely.union_all(np.array([*terrain.rivers, *terrain.railways, *terrain.cliffs], dtype=object))
    return np.asarray(meets | shapely.intersects(lines, obstacles))


def _neighbours(rng: np.random.Generator, terrain: Terrain, draft: Draft) -> _Open:
    """Give pairs of neighbouring nodes on both sides of a border that no link joins."""
    degree = _degree(draft)
    near, _ = cKDTree(border_points(terrain)).query(draft.xy, distance_upper_bound=_LONGEST_KM / 2)
    nodes = np.flatnonzero(np.isfinite(near) & (degree >= 2))
    edges = nodes[rng.permutation(np.vstack(urquhart(draft.xy[nodes])))]
    linked = pd.MultiIndex.from_arrays([draft.links["u"], draft.links["v"]])
    known = pd.MultiIndex.from_arrays(edges.T).isin(linked) | pd.MultiIndex.from_arrays(edges.T[::-1]).isin(linked)
    edges = edges[~known]
    lines = np.asarray(shapely.linestrings(draft.xy[edges]), dtype=object)
    borders = np.array(list(terrain.borders.values()), dtype=object)
    touches = shapely.intersects(lines[:, None], borders[None, :])
    rows = touches.any(axis=1)
    best = _main_kind(draft)
    kind = np.clip(best[edges[rows]].max(axis=1), SECONDARY, UNCLASSIFIED)
    nothing = np.full(int(rows.sum()), None, dtype=object)
    return _Open(edges[rows], touches[rows].argmax(axis=1), kind, np.full_like(kind, -1), nothing, nothing)


def _main_kind(draft: Draft) -> Ints:
    best = np.full(len(draft.xy), UNCLASSIFIED, dtype="int64")
    slow = draft.links[draft.links["kind"] != MOTORWAY]
    for end in ("u", "v"):
        np.minimum.at(best, slow[end].to_numpy(), slow["kind"].to_numpy())
    return best


def _apart(draft: Draft, gaps: list[Gap], chosen: list[Gap], wanted: int) -> list[Gap]:
    """Add gaps in their order as long as each lies well apart from the others and from roads over the border."""
    over = draft.links[draft.links["pair"] >= 0]
    built = (draft.xy[over["u"].to_numpy()] + draft.xy[over["v"].to_numpy()]) / 2
    taken = np.vstack([built, *[gap.crossing[None, :] for gap in chosen]])
    chosen = list(chosen)
    for gap in gaps:
        if len(chosen) >= wanted:
            break
        if np.hypot(*(taken - gap.crossing).T).min() < _APART_KM:
            continue
        chosen.append(gap)
        taken = np.vstack([taken, gap.crossing[None, :]])
    return chosen


def forget(draft: Draft, roads: Ints) -> Draft:
    """Make roads that were never carried over the border plain village roads, so that no main road ends there."""
    links = draft.links.copy()
    rows = links["road"].isin(roads) & (links["kind"] > TRUNK) & (links["kind"] < UNCLASSIFIED)
    lower, old = RURAL[UNCLASSIFIED], links.loc[rows, "kind"].to_numpy()
    usual = np.array([standard.speed_kmh for standard in RURAL])
    links.loc[rows, "speed_kmh"] = np.round(links.loc[rows, "speed_kmh"].astype(float) * lower.speed_kmh / usual[old])
    for column in ("technical", "admin", "lanes", "width_m", "surface"):
        links.loc[rows, column] = getattr(lower, column)
    links.loc[rows, "kind"] = UNCLASSIFIED
    links.loc[rows, ["name", "ref"]] = None
    return replace(draft, links=links)
