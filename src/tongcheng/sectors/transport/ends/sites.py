"""Every road end near a border with its class: what it is, what it misses, and whether that is worth a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from tongcheng.sectors.transport.ends.counterparts import Pairs, find_counterparts, gap_lines
from tongcheng.sectors.transport.ends.detours import detours
from tongcheng.sectors.transport.ends.falls import Crossings
from tongcheng.sectors.transport.ends.obstacles import obstacles
from tongcheng.sectors.transport.ends.road_ends import RoadEnds, road_ends
from tongcheng.sectors.transport.ends.rules import MOTORWAY, RANK, RESIDENTIAL, Rules
from tongcheng.sectors.transport.ends.streets import Bools, Streets
from tongcheng.travel.driving import DriveNetwork

#: An end this near to the convex edge of all road data is cut by it, whatever the table says.
EDGE_M: Final = 60.0

#: A link that is being built and begins this near to an end goes on from it.
_BUILDING_M: Final = 40.0

#: A line is drawn along roads if it has a point every so many metres; it passes an end if it comes so near to the
#: end and to the place so far ahead of it.
_ROAD_MODES: Final = ("bus", "brt")
_DRAWN_EVERY_M: Final = 120.0
_BUS_M, _BUS_AHEAD_M = 20.0, 50.0

#: What blocks a missing piece; such an end is reported with what it needs, and not proposed.
BLOCKED: Final = ("water", "cliff", "rail", "motorway", "barrier")


@dataclass(frozen=True, eq=False)
class Sites:
    """Road ends and what was found out about them.

    Parameters
    ----------
    ends
        The ends.
    frame
        One row per end, in their order: ``end_class``, ``pair`` (row of ``pairs`` or -1), ``barrier`` (name),
        ``detour_min detour_m gap_m`` (NaN where nothing lies beyond).
    pairs
        Best counterpart of the ends that have one.
    """

    ends: RoadEnds
    frame: pd.DataFrame
    pairs: Pairs


def find_sites(
    streets: Streets, network: DriveNetwork, borders: gpd.GeoDataFrame, crossings: Crossings, rules: Rules
) -> Sites:
    """Classify every road end near a border.

    Parameters
    ----------
    streets, network
        The roads, and what carries traffic on them.
    borders
        :func:`~tongcheng.region.border_lines.border_lines`.
    crossings
        Roads over them today.
    rules
        Thresholds.
    """
    ends = road_ends(streets, borders, rules)
    known = _known_before(streets, ends)
    pairs, inner = find_counterparts(streets, ends, rules, known == "")
    known[inner] = "inner"
    lines = gap_lines(streets, ends, pairs)
    border = [_border_between(streets, borders, ends, pairs, row) for row in range(len(pairs))]
    kind, barrier = obstacles(streets.region, streets, lines, pairs, border, crossings)
    way = _ways_round(streets, network, ends, pairs)
    frame = pd.DataFrame(
        {
            "end_class": np.where(known == "", "away", known),
            "pair": np.full(len(ends), -1),
            "barrier": "",
            "border": ends.border,
            "gap_m": np.nan,
            "detour_m": np.nan,
            "detour_min": np.nan,
        }
    )
    rows = pairs.end
    frame.loc[rows, "pair"] = np.arange(len(pairs))
    frame.loc[rows, "border"] = border
    frame.loc[rows, "barrier"] = barrier
    frame.loc[rows, "gap_m"] = pairs.gap_m
    frame.loc[rows, "detour_m"], frame.loc[rows, "detour_min"] = way
    frame.loc[rows, "end_class"] = _classes_of_pairs(streets, ends, pairs, kind, way[0], rules)
    return Sites(ends, frame, pairs)


def _known_before(streets: Streets, ends: RoadEnds) -> np.ndarray:
    """Give the class of ends that need no look beyond the line; empty for the others."""
    link = ends.link
    one_way = (streets.links["direction"] == "forward").to_numpy(dtype=bool, na_value=False)[link]
    cut = streets.nodes["cut"].to_numpy(dtype=bool, na_value=False)[ends.node]
    impossible = (one_way & ~ends.loop) | (streets.rank[link] == MOTORWAY)  # nobody could leave again: data end here
    parcel = streets.parcel[link]
    state = _states_at(streets, ends)
    conditions = [
        cut | impossible | _at_edge(streets, ends), state == "construction", state == "closed", state == "ferry",
        _passed_by_bus(streets, ends), parcel,
    ]  # fmt: skip
    names = ["cut", "construction", "closed", "ferry", "hole", "parcel"]
    return np.select(conditions, names, default="").astype(object)


def _at_edge(streets: Streets, ends: RoadEnds) -> Bools:
    """Tell which ends lie at the convex edge of all road data."""
    hull = shapely.boundary(shapely.convex_hull(shapely.MultiPoint(streets.xy)))
    return np.asarray(shapely.distance(hull, shapely.points(streets.xy[ends.node])) <= EDGE_M)


def _states_at(streets: Streets, ends: RoadEnds) -> np.ndarray:
    """Tell at which ends a road goes on that is being built or planned, is closed, or is a ferry."""
    links = streets.links
    state = links["state"].fillna("open").to_numpy(dtype=object)
    found = np.full(len(ends), "", dtype=object)
    groups = {
        "ferry": (streets.rank == RANK["ferry"]) & (state == "open"),
        "closed": state == "closed",
        "construction": np.isin(state, ["construction", "proposed"]),
    }
    for name, chosen in groups.items():
        rows = np.flatnonzero(chosen & streets.known)
        if not len(rows):
            continue
        there = streets.xy[np.concatenate([streets.start[rows], streets.end[rows]])]
        away, _ = cKDTree(there).query(streets.xy[ends.node], distance_upper_bound=_BUILDING_M)
        found[np.isfinite(away)] = name
    return found


def _border_between(streets: Streets, borders: gpd.GeoDataFrame, ends: RoadEnds, pairs: Pairs, row: int) -> int:
    """Give the border between the cities of a pair, or the one nearest to the end where they do not touch."""
    one = streets.cities[streets.city[ends.node[pairs.end[row]]]]
    other = streets.cities[streets.city[pairs.node[row]]]
    same = borders["city_a"].isin([one, other]) & borders["city_b"].isin([one, other])
    found = np.flatnonzero(same.to_numpy())
    return int(found[0]) if len(found) else int(ends.border[pairs.end[row]])


def _ways_round(
    streets: Streets, network: DriveNetwork, ends: RoadEnds, pairs: Pairs
) -> tuple[np.ndarray, np.ndarray]:
    """Give metres and minutes of the way round today for each pair."""
    ids = streets.nodes["node"].to_numpy(dtype=object)
    length = streets.links.set_index("link")["length_m"]
    lengths = length[~length.index.duplicated()].reindex(network.graph.stretches.link).to_numpy(dtype="float64")
    found = detours(network, ids[ends.node[pairs.end]], ids[pairs.node], lengths)
    return found.metres, found.minutes


def _classes_of_pairs(
    streets: Streets, ends: RoadEnds, pairs: Pairs, kind: np.ndarray, metres: np.ndarray, rules: Rules
) -> np.ndarray:
    """Give the class of ends with a counterpart.

    A residential street that stops by itself is built so (cul-de-sac); one that faces another end, meets a street
    of its own name or stops just short of the next one is a street in two pieces.
    """
    ratio = metres / pairs.gap_m
    small = streets.rank[ends.link[pairs.end]] >= RESIDENTIAL
    street = small & ~pairs.alike
    alone = (pairs.other < 0) & (pairs.gap_m > rules.alone_m)
    turning = ends.loop | streets.turning[ends.node]
    turning = turning[pairs.end] | ((pairs.other >= 0) & turning[pairs.other])
    by_design = street & (alone | turning | (pairs.turn_deg > rules.street_deg))
    by_design |= street & (ratio < rules.street_ratio)
    by_design |= small & turning & (pairs.other < 0)  # it may meet itself under its own name
    near = (ratio < rules.detour_ratio) | (metres - pairs.gap_m < rules.saved_m)
    conditions = [near, by_design, kind != "", np.isnan(metres)]
    return np.select(conditions, ["served", "culdesac", kind, "island"], default="real").astype(object)


def _passed_by_bus(streets: Streets, ends: RoadEnds) -> Bools:
    """Tell at which ends a bus line, drawn along the roads, goes on: then the road does, and the data have a hole."""
    lines = streets.region["lines"]
    shapes = streets.plane.flatten(lines.loc[lines["mode"].isin(_ROAD_MODES), "geometry"].dropna().to_numpy())
    passed = np.zeros(len(ends), dtype=bool)
    if not len(shapes):
        return passed
    detailed = shapes[shapely.length(shapes) / shapely.get_num_coordinates(shapes) <= _DRAWN_EVERY_M]
    tree = shapely.STRtree(detailed)
    here = streets.xy[ends.node]
    end, line = tree.query(shapely.points(here), predicate="dwithin", distance=_BUS_M)
    ahead = shapely.points(here[end] + _BUS_AHEAD_M * ends.heading[end])
    passed[end[shapely.dwithin(ahead, detailed[line], _BUS_M)]] = True
    return passed
