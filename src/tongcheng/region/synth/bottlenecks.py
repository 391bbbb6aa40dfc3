"""Planted bottlenecks: a road that crosses a border and is worse beyond it; and changes that do no harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd
import shapely

from tongcheng.region.synth.draft import Draft
from tongcheng.region.synth.ends import Planted
from tongcheng.region.synth.plane import Floats, Ints
from tongcheng.region.synth.standards import PRIMARY, RURAL, SECONDARY, TERTIARY, TRUNK
from tongcheng.region.synth.terrain import Terrain, far_from_border

#: A fall begins at most this far from the border.
FALLS_WITHIN_KM = 1.5

#: A road keeps its full size for at least this long before it falls, and stays worse for at least as long.
_LEAST_RUN_KM = 0.3
_PINCH_KM = 1.8
_FAR_KM = 6.0

#: The rarer kinds first, where several have been planted equally often.
_ORDER = ("surface", "width_m", "lanes", "class")
_ALLOWED = {
    TRUNK: {"class", "lanes"},
    PRIMARY: {"class", "lanes"},
    SECONDARY: {"class", "width_m", "surface"},
    TERTIARY: {"class", "width_m", "surface"},
}
_NARROW = {SECONDARY: 5.0, TERTIARY: 4.5}


@dataclass(frozen=True, eq=False)
class _Road:
    """A road that crosses a border once: its links in order, its nodes, and which link crosses."""

    kind: int
    links: Ints
    nodes: Ints
    crossing: int
    pair: int
    lengths: Floats


def plant_bottlenecks(
    rng: np.random.Generator,
    terrain: Terrain,
    draft: Draft,
    pairs: Sequence[tuple[int, int]],
    city: Ints,
    *,
    wanted: int,
) -> Planted:
    """Plant bottlenecks on roads that cross a border, and harmless changes on others.

    Parameters
    ----------
    rng
        Random stream.
    terrain, draft
        The circle so far.
    pairs
        Neighbouring cities by number of the border.
    city
        City of each node.
    wanted
        How many are wanted; there may be fewer.

    Returns
    -------
    Planted
    """
    roads = _crossing_roads(draft)
    mixed = rng.permutation(len(roads)).tolist()
    halves = [[n for n in mixed if (roads[n].kind <= PRIMARY) == major] for major in (False, True)]
    order = [number for pair in zip_longest(*halves) for number in pair if number is not None]
    borders = shapely.union_all(np.array(list(terrain.borders.values()), dtype=object))
    links = draft.links.copy()
    rows: list[dict[str, Any]] = []
    used = dict.fromkeys(_ORDER, 0)
    spare = []
    for number in order:
        road = roads[number]
        row = None
        if len(rows) < wanted:
            fewest = min(_ALLOWED[road.kind], key=lambda name: (used[name], _ORDER.index(name)))
            row = _plant(rng, draft, links, road, city, borders, attribute=fewest)
        if row is None:
            spare.append(road)
        else:
            rows.append({**row, "towards": pairs[road.pair]})
            used[row["attribute"]] += 1
    decoys = _harmless(links, spare, wanted) + _far_falls(rng, terrain, draft, links, max(2, wanted // 2))
    return Planted(replace(draft, links=links), rows, decoys)


def _crossing_roads(draft: Draft) -> list[_Road]:
    """Give the roads that cross exactly one border once and are unbroken."""
    links = draft.links
    own = links[(links["kind"] >= TRUNK) & (links["kind"] <= TERTIARY) & (links["state"] == "open") & ~links["ramp"]]
    times = own[own["pair"] >= 0].groupby("road").size()
    groups = own[own["road"].isin(times.index[times == 1])].sort_values(["road", "at"]).groupby("road", sort=True)
    found = []
    for _, group in groups:
        u, v = group["u"].to_numpy(), group["v"].to_numpy()
        if len(group) < 3 or (u[1:] != v[:-1]).any():
            continue
        nodes = np.append(u, v[-1])
        lengths = np.hypot(*np.diff(draft.xy[nodes], axis=0).T)
        crossing = int(np.flatnonzero(group["pair"] >= 0)[0])
        found.append(
            _Road(
                int(group["kind"].iloc[0]),
                group.index.to_numpy(),
                nodes,
                crossing,
                int(group["pair"].iloc[crossing]),
                lengths,
            )
        )
    return found


def _plant(
    rng: np.random.Generator,
    draft: Draft,
    links: pd.DataFrame,
    road: _Road,
    city: Ints,
    borders: shapely.Geometry,
    *,
    attribute: str,
) -> dict[str, Any] | None:
    """Make a road worse beyond the border, or between two places on both sides of it; None where it is too short."""
    if rng.random() < 0.5:
        road = replace(
            road,
            links=road.links[::-1],
            nodes=road.nodes[::-1],
            crossing=len(road.links) - 1 - road.crossing,
            lengths=road.lengths[::-1],
        )
    reach = np.asarray(shapely.distance(shapely.points(draft.xy[road.nodes]), borders))
    before, after = road.crossing, road.crossing + 1
    start = before if reach[before] <= reach[after] else after  # node at which the fall begins
    pinch = rng.random() < 0.4
    stop = _pinch_end(road, start) if pinch else len(road.links)
    if stop is None or start < 1 or reach[start] > FALLS_WITHIN_KM:
        return None
    if road.lengths[:start].sum() < _LEAST_RUN_KM or road.lengths[start:stop].sum() < _LEAST_RUN_KM:
        return None
    worse = road.links[start:stop]
    full = links.loc[road.links[start - 1]]
    for column, value in _fallen(road.kind, attribute).items():
        links.loc[worse, column] = value
    slower = {"class": None, "lanes": 0.8, "width_m": 0.75, "surface": 0.6}[attribute]
    speed = RURAL[road.kind + 1].speed_kmh / RURAL[road.kind].speed_kmh if slower is None else slower
    links.loc[worse, "speed_kmh"] = np.round(links.loc[worse, "speed_kmh"].astype(float) * speed)
    now = links.loc[worse[0]]
    column = "kind" if attribute == "class" else attribute
    return {
        "node": int(road.nodes[start]), "link": int(worse[0]), "before_link": int(road.links[start - 1]),
        "links": [int(link) for link in worse], "name": full["name"], "ref": full["ref"], "pair": road.pair,
        "attribute": attribute, "before": full[column], "after": now[column],
        "form": "pinch" if pinch else "fall", "better": int(city[road.nodes[0]]),
        "length_km": float(road.lengths[start:stop].sum()),
    }  # fmt: skip


def _pinch_end(road: _Road, start: int) -> int | None:
    """Give the link at which a narrow stretch ends again; the crossing link lies inside it."""
    stop = max(road.crossing, start) + 1
    while stop < len(road.links) - 1 and road.lengths[start:stop].sum() < _PINCH_KM:
        stop += 1
    rest = float(road.lengths[stop:].sum())
    return stop if rest >= _LEAST_RUN_KM else None


def _fallen(kind: int, attribute: str) -> dict[str, Any]:
    if attribute == "class":
        lower = RURAL[kind + 1]
        return {
            "kind": kind + 1, "technical": lower.technical, "admin": lower.admin, "lanes": lower.lanes,
            "width_m": lower.width_m, "surface": lower.surface,
        }  # fmt: skip
    if attribute == "lanes":
        return {"lanes": 2.0, "width_m": 8.5, "technical": "class_2"}
    if attribute == "width_m":
        return {"width_m": _NARROW[kind], "technical": "class_4" if kind == TERTIARY else "class_3"}
    return {"surface": "gravel"}


def _harmless(links: pd.DataFrame, spare: list[_Road], wanted: int) -> list[dict[str, Any]]:
    """Change roads across a border without making them worse: concrete for asphalt, or lanes not recorded."""
    found = []
    spare = [road for road in spare if road.crossing + 1 < len(road.links)]
    for number, road in enumerate(spare[: max(2, wanted // 2)]):
        beyond = road.links[road.crossing + 1 :]
        reason = ("concrete", "unrecorded")[number % 2]
        if reason == "concrete":
            links.loc[beyond, "surface"] = "concrete"
        else:
            links.loc[beyond, "lanes"] = np.nan
        row = {"of": "bottleneck", "reason": reason, "node": int(road.nodes[road.crossing + 1])}
        found.append({**row, "link": int(beyond[0])})
    return found


def _far_falls(
    rng: np.random.Generator, terrain: Terrain, draft: Draft, links: pd.DataFrame, wanted: int
) -> list[dict[str, Any]]:
    """Narrow roads far away from any border."""
    far = far_from_border(terrain, draft.xy, min(_FAR_KM, terrain.radius_km / 6))
    own = links[(links["kind"] == SECONDARY) & (links["width_m"] == RURAL[SECONDARY].width_m)]
    inside = far[own["u"].to_numpy()] & far[own["v"].to_numpy()]
    whole = pd.Series(inside, index=own.index).groupby(own["road"]).all()
    roads = whole.index[whole].to_numpy()
    found: list[dict[str, Any]] = []
    for road in rng.permutation(roads):
        group = own[own["road"] == road].sort_values("at")
        if len(found) >= wanted:
            break
        if len(group) < 4:
            continue
        worse = group.index[len(group) // 2 :]
        links.loc[worse, "width_m"] = _NARROW[SECONDARY]
        row = {"of": "bottleneck", "reason": "far_from_border", "node": int(group.loc[worse[0], "u"])}
        found.append({**row, "link": int(worse[0])})
    return found
