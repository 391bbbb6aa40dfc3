"""Planted dead ends, and ends that look like them but do no harm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree

from tongcheng.region.synth.draft import Draft
from tongcheng.region.synth.gaps import Gap
from tongcheng.region.synth.plane import Floats
from tongcheng.region.synth.standards import MOTORWAY, RESIDENTIAL, SERVICE, UNCLASSIFIED
from tongcheng.region.synth.terrain import Terrain, border_points

#: A planted road stops at most this far from the border, measured along the road.
STOPS_WITHIN_KM = 0.30

#: The road that it misses begins at most this far from its end.
LARGEST_GAP_KM = 1.5

_NEAREST_KM = 0.03
_SHORTEST_STUB_KM = 0.06
_BOTH_STOP_SHARE = 0.6

#: Harmless ends that face a counterpart: what stands between, or why nobody misses the road.
FACING = ("water", "cliff", "parking", "private", "construction")

#: Harmless lanes that lead away from the border, as a share of the dead ends.
_AWAY_SHARE = 1.0

_SHORTEST_BARRIER_KM = 0.5


class Planted(NamedTuple):
    """The draft with what was planted, and what that was by node and link number."""

    draft: Draft
    harmful: list[dict[str, Any]]
    decoys: list[dict[str, Any]]


def plant_ends(
    rng: np.random.Generator,
    terrain: Terrain,
    draft: Draft,
    gaps: Sequence[Gap],
    pairs: Sequence[tuple[int, int]],
    *,
    dead_ends: int,
) -> Planted:
    """Plant dead ends and decoys.

    Parameters
    ----------
    rng
        Random stream.
    terrain, draft
        The circle so far.
    gaps
        Places to use; the first become dead ends.
    pairs
        Neighbouring cities by number of the border.
    dead_ends
        How many dead ends are wanted; at most 60 % of the gaps are used for them.
    """
    count = min(dead_ends, int(np.ceil(0.6 * len(gaps))))
    builder = _Builder(rng, draft)
    harmful = [_dead_end(builder, gap, pairs) for gap in gaps[:count]]
    harmless: list[dict[str, Any]] = []
    for number, gap in enumerate(gaps[count:]):
        harmless += _facing_decoy(builder, gap, FACING[number % len(FACING)])
    away = _pointing_away(builder, terrain, gaps, wanted=round(_AWAY_SHARE * max(count, 2)))
    return Planted(builder.build(), harmful, harmless + away)


class _Builder:
    """Gathers new nodes, links and barriers, and hands out their numbers."""

    def __init__(self, rng: np.random.Generator, draft: Draft) -> None:
        self.rng = rng
        self.draft = draft
        self.points: list[Floats] = []
        self.rows: list[dict[str, Any]] = []
        self.barriers: list[tuple[str, shapely.LineString]] = []
        self.tree = shapely.STRtree(draft.lines())
        self._road = draft.roads

    def node(self, point: Floats) -> int:
        self.points.append(point)
        return len(self.draft.xy) + len(self.points) - 1

    def link(self, u: int, v: int, kind: int, **traits: Any) -> int:
        self.rows.append({"u": u, "v": v, "kind": kind, "road": self._road, **traits})
        self._road += 1
        return len(self.draft.links) + len(self.rows) - 1

    def build(self) -> Draft:
        grown = self.draft.with_nodes(np.array(self.points).reshape(-1, 2)).with_links(self.rows)
        return Draft(grown.xy, grown.links, (*self.draft.barriers, *self.barriers))


def _stub(builder: _Builder, node: int, gap: Gap, side_km: float, kind: int, **traits: Any) -> tuple[int, int, float]:
    """Build a road from a node towards the border that stops short of it; give end, link and distance (km)."""
    start = builder.draft.xy[node]
    longest = min(STOPS_WITHIN_KM, side_km - _SHORTEST_STUB_KM)
    rest = float(builder.rng.uniform(_NEAREST_KM, longest))
    end = builder.node(gap.crossing + (start - gap.crossing) / side_km * rest)
    return end, builder.link(node, end, kind, name=gap.name, ref=gap.ref, **traits), rest


def _dead_end(builder: _Builder, gap: Gap, pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Let a road stop on one side, or on both."""
    if builder.rng.random() < 0.5:
        gap = gap.turned()
    end, link, rest = _stub(builder, gap.u, gap, gap.side_u, gap.kind)
    both = builder.rng.random() < _BOTH_STOP_SHARE or rest + gap.side_v > LARGEST_GAP_KM
    row: dict[str, Any] = {
        "node": end, "link": link, "pair": gap.pair, "kind": gap.kind, "name": gap.name,
        "form": "both_stop" if both else "one_stops", "towards": pairs[gap.pair],
    }  # fmt: skip
    if both:
        other, other_link, other_rest = _stub(builder, gap.v, gap, gap.side_v, gap.kind)
        return {**row, "counterpart_node": other, "counterpart_link": other_link, "gap_km": rest + other_rest}
    links = builder.draft.links
    meeting = links[((links["u"] == gap.v) | (links["v"] == gap.v)) & (links["kind"] != MOTORWAY)]
    main = int(meeting.index[int(meeting["kind"].to_numpy().argmin())])
    return {**row, "counterpart_node": gap.v, "counterpart_link": main, "gap_km": rest + gap.side_v}


def _facing_decoy(builder: _Builder, gap: Gap, reason: str) -> list[dict[str, Any]]:
    """Plant an end that faces a counterpart and yet is harmless; one row per end."""
    barrier = _barrier(builder, gap)
    if reason in {"parking", "private"} or (reason != "construction" and barrier is None):
        reason, kind = ("parking", SERVICE) if reason == "parking" else ("private", RESIDENTIAL)
        end, link = _stub(builder, gap.u, gap, gap.side_u, kind, access="private")[:2]
        return [{"of": "dead_end", "reason": reason, "node": end, "link": link}]
    ends = [_stub(builder, gap.u, gap, gap.side_u, gap.kind), _stub(builder, gap.v, gap, gap.side_v, gap.kind)]
    if reason == "construction":
        builder.link(ends[0][0], ends[1][0], gap.kind, name=gap.name, ref=gap.ref, state=reason, pair=gap.pair)
    elif barrier is not None:
        builder.barriers.append((reason, barrier))
    return [{"of": "dead_end", "reason": reason, "node": end, "link": link} for end, link, _ in ends]


def _barrier(builder: _Builder, gap: Gap) -> shapely.LineString | None:
    """Draw a canal or rock face at the border across a gap, clear of every road; None where there is no room."""
    way = (builder.draft.xy[gap.v] - builder.draft.xy[gap.u]) / (gap.side_u + gap.side_v)
    sideways = np.array([-way[1], way[0]])
    half = 0.8
    while half > _SHORTEST_BARRIER_KM / 2:
        line = shapely.LineString([gap.crossing - half * sideways, gap.crossing, gap.crossing + half * sideways])
        if len(builder.tree.query(line, predicate="dwithin", distance=0.02)) == 0:
            return line
        half *= 0.85
    return None


def _pointing_away(builder: _Builder, terrain: Terrain, gaps: Sequence[Gap], *, wanted: int) -> list[dict[str, Any]]:
    """Plant village lanes near the border that lead away from it."""
    draft, rng = builder.draft, builder.rng
    line = border_points(terrain)
    distance, nearest = cKDTree(line).query(draft.xy, distance_upper_bound=0.9)
    distance, nearest = np.asarray(distance), np.asarray(nearest)
    slow = draft.links[draft.links["kind"] != MOTORWAY]
    degree = np.bincount(np.concatenate([slow["u"], slow["v"]]), minlength=len(draft.xy))
    nodes = np.flatnonzero((distance > 0.15) & np.isfinite(distance) & (degree >= 2))
    if gaps:
        clear, _ = cKDTree(np.array([gap.crossing for gap in gaps])).query(draft.xy[nodes])
        nodes = nodes[np.asarray(clear) > 0.7]
    borders = shapely.union_all(np.array(list(terrain.borders.values()), dtype=object))
    shapely.prepare(borders)
    obstacles = shapely.union_all(np.array([*terrain.rivers, *terrain.railways, *terrain.cliffs], dtype=object))
    found: list[dict[str, Any]] = []
    planted: set[int] = set()
    for node in np.tile(rng.permutation(nodes), 4):
        if len(found) >= wanted:
            break
        if int(node) in planted:
            continue
        away = draft.xy[node] - line[nearest[node]]
        turn = np.arctan2(away[1], away[0]) + rng.uniform(-0.8, 0.8)
        end = draft.xy[node] + rng.uniform(0.08, 0.22) * np.array([np.cos(turn), np.sin(turn)])
        if shapely.intersects(_view(end, turn), borders):
            continue
        lane = shapely.LineString([draft.xy[node] + 0.1 * (end - draft.xy[node]), end])
        if len(builder.tree.query(lane, predicate="dwithin", distance=0.02)) or shapely.intersects(lane, obstacles):
            continue
        planted.add(int(node))
        number = builder.node(end)
        link = builder.link(int(node), number, UNCLASSIFIED)
        found.append({"of": "dead_end", "reason": "points_away", "node": number, "link": link})
    return found


def _view(end: Floats, turn: float) -> shapely.Polygon:
    """Give what lies ahead of the end of a road: 50 degrees to each side, as far as a counterpart may be."""
    angles = turn + np.radians(np.linspace(-50, 50, 9))
    arc = end + (LARGEST_GAP_KM + 0.5) * np.column_stack([np.cos(angles), np.sin(angles)])
    return shapely.Polygon(np.vstack([end, arc]))
