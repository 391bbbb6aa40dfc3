"""Rows of dead ends: every road end near a border, overlapping proposals put together."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from tongcheng.language import Text
from tongcheng.sectors.transport.ends.clusters import groups_of_lines, stable_id
from tongcheng.sectors.transport.ends.counterparts import cost, gap_lines
from tongcheng.sectors.transport.ends.falls import Crossings
from tongcheng.sectors.transport.ends.names import OUTSIDE, border_name, city_names
from tongcheng.sectors.transport.ends.rules import PARCEL, Rules
from tongcheng.sectors.transport.ends.sites import Sites, find_sites
from tongcheng.sectors.transport.ends.streets import Floats, Ints, Streets, counties_of
from tongcheng.sectors.transport.ends.words import end_evidence, road_label
from tongcheng.travel.driving import DriveNetwork

#: A place this near where the data are cut makes the way round doubtful.
_CUT_NEAR_M: Final = 500.0

_PLAIN: Final = ("name", "ref", "class", "technical_class", "admin_class", "lanes", "width_m", "surface", "speed_kmh")


def dead_end_rows(
    streets: Streets, network: DriveNetwork, borders: gpd.GeoDataFrame, crossings: Crossings, rules: Rules
) -> pd.DataFrame:
    """Give one row per road end near a border; the two ends of one missing piece, and pieces side by side, are one.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`~tongcheng.sectors.transport.ends.candidates.COLUMNS` that this kind has, lines on the
        plane.
    """
    sites = find_sites(streets, network, borders, crossings, rules)
    if not len(sites.ends):
        return pd.DataFrame()
    links = _described_by(streets, sites)
    frame = streets.links.iloc[links][list(_PLAIN)].reset_index(drop=True)
    frame[["name", "ref"]] = streets.links[["name", "ref"]].iloc[sites.ends.link].to_numpy()
    frame = frame.assign(**_places(streets, borders, sites), **_way(sites, frame["speed_kmh"]))
    frame["kind"] = "dead_end"
    frame["end_class"] = sites.frame["end_class"]
    frame["proposed"] = frame["end_class"] == "real"
    frame["geometry"] = _lines(streets, sites)
    frame["candidate"] = _ids(streets, sites)
    evidence = _evidence(streets, borders, sites, rules)
    frame["evidence_zh"], frame["evidence_en"] = [text.zh for text in evidence], [text.en for text in evidence]
    frame["members"], kept = _merged(sites, frame, rules)
    return frame[kept].reset_index(drop=True)


def _described_by(streets: Streets, sites: Sites) -> Ints:
    """Give the link whose standard the missing piece would have: the lower of the two roads that face each other."""
    link = sites.ends.link.copy()
    pairs = sites.pairs
    facing = pairs.other >= 0
    here, there = pairs.end[facing], sites.ends.link[pairs.other[facing]]
    lower = streets.rank[there] > streets.rank[link[here]]
    link[here[lower]] = there[lower]
    return link


def _places(streets: Streets, borders: gpd.GeoDataFrame, sites: Sites) -> dict[str, Any]:
    """Give nodes, border, cities and counties of every end."""
    ends, pairs = sites.ends, sites.pairs
    nodes = streets.nodes
    ids = nodes["node"].to_numpy(dtype=object)
    lon, lat = nodes["lon"].to_numpy(dtype="float64"), nodes["lat"].to_numpy(dtype="float64")
    beyond = np.full(len(ends), -1)
    beyond[pairs.end] = pairs.node
    known = beyond >= 0
    at = sites.frame["border"].to_numpy()
    a, b = borders["city_a"].to_numpy(dtype=object)[at], borders["city_b"].to_numpy(dtype=object)[at]
    codes = np.append(np.array(streets.cities, dtype=object), "")
    here = codes[streets.city[ends.node]]
    there = np.where(known, codes[streets.city[np.maximum(beyond, 0)]], np.where(here == a, b, a))
    far = _where(known, counties_of(streets.region, lon[beyond], lat[beyond]))
    return {
        "node": ids[ends.node],
        "counterpart_node": _where(known, ids[beyond]),
        "links": None,
        "attributes": None,
        "border": a + "|" + b,
        "border_m": np.round(ends.distance_m, 1),
        "city_a": here,
        "city_b": there,
        "county_a": counties_of(streets.region, lon[ends.node], lat[ends.node]),
        "county_b": far,
    }


def _where(known: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Keep known values; None elsewhere."""
    found = values.astype(object)
    found[~known] = None
    return found


def _way(sites: Sites, speed: pd.Series[float]) -> dict[str, Any]:
    """Give length, way round and what is saved."""
    frame = sites.frame
    gap = frame["gap_m"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = frame["detour_m"].to_numpy() / gap
        minutes = frame["detour_min"].to_numpy() - gap / 1000 / speed.to_numpy(dtype="float64", na_value=np.nan) * 60
    return {
        "length_m": np.round(gap, 1),
        "detour_m": np.round(frame["detour_m"].to_numpy(), 1),
        "detour_ratio": np.round(ratio, 2),
        "detour_min": np.round(frame["detour_min"].to_numpy(), 2),
        "saved_min": np.round(np.maximum(minutes, 0.0), 2),
        "speed_now_kmh": np.nan,
    }


def _lines(streets: Streets, sites: Sites) -> np.ndarray:
    """Give the missing piece, or the last link where nothing lies beyond."""
    lines = streets.lines(sites.ends.link)
    lines[sites.pairs.end] = gap_lines(streets, sites.ends, sites.pairs)
    return lines


def _ids(streets: Streets, sites: Sites) -> list[str]:
    """Hash the road ends: both where two face each other, so that either of them gives the same id."""
    ids = streets.nodes["node"].to_numpy(dtype=object)
    other = np.full(len(sites.ends), -1)
    other[sites.pairs.end] = sites.pairs.other
    nodes = ids[sites.ends.node]
    return [
        stable_id("dead_end", str(node), *([str(nodes[far])] if far >= 0 else []))
        for node, far in zip(nodes, other, strict=True)
    ]


def _evidence(streets: Streets, borders: gpd.GeoDataFrame, sites: Sites, rules: Rules) -> list[Text]:
    names = city_names(streets.region)
    codes = (*streets.cities, "")  # the last one for places outside every city
    known = borders[["city_a", "city_b"]].to_numpy(dtype=object)
    links, ends, pairs = streets.links, sites.ends, sites.pairs
    labels = links[["name", "ref", "class"]].to_numpy(dtype=object)
    beyond = _roads_beyond(streets, sites)
    cut_m = _cut_near(streets, sites)
    texts = []
    for row, site in enumerate(sites.frame.to_dict("records")):
        pair = int(site["pair"])
        here = names.get(codes[streets.city[ends.node[row]]], OUTSIDE)
        there = names.get(codes[streets.city[pairs.node[pair]]], OUTSIDE) if pair >= 0 else here
        words = {
            "road": road_label(*labels[ends.link[row]]), "beyond": road_label(*labels[beyond[row]]),
            "line": border_name(names, *known[int(site["border"])]), "here": here, "there": there,
            "distance_m": ends.distance_m[row], "end_class": site["end_class"], "gap_m": site["gap_m"],
            "detour_m": site["detour_m"], "detour_min": site["detour_min"], "barrier": site["barrier"],
            "facing": pair >= 0 and pairs.other[pair] >= 0, "alike": pair >= 0 and bool(pairs.alike[pair]),
            "cut_m": cut_m[row],
        }  # fmt: skip
        texts.append(end_evidence(words, rules.gap_m / 1000))
    return texts


def _roads_beyond(streets: Streets, sites: Sites) -> Ints:
    """Give the link that stands for the road beyond: the end that faces, else the best road at the node."""
    ends, pairs = sites.ends, sites.pairs
    found = ends.link.copy()
    for end, node, other in zip(pairs.end, pairs.node, pairs.other, strict=True):
        if other >= 0:
            found[end] = ends.link[other]
        else:
            found[end] = min(
                streets.meets.at(int(node)), key=lambda link: (streets.rank[link] in PARCEL, streets.rank[link], link)
            )
    return found


def _cut_near(streets: Streets, sites: Sites) -> Floats:
    """Give how far from each end the data are cut, infinite beyond ``_CUT_NEAR_M``."""
    cut = streets.nodes["cut"].to_numpy(dtype=bool, na_value=False)
    if not cut.any():
        return np.full(len(sites.ends), np.inf)
    away, _ = cKDTree(streets.xy[cut]).query(streets.xy[sites.ends.node], distance_upper_bound=_CUT_NEAR_M)
    return np.asarray(away, dtype="float64")


def _merged(sites: Sites, frame: pd.DataFrame, rules: Rules) -> tuple[list[str | None], np.ndarray]:
    """Keep the best proposal of each group; the ids of the others become its members.

    Ends without a counterpart each stay a row; the two ends of one missing piece are one row.
    """
    members: list[str | None] = [None] * len(frame)
    kept = np.ones(len(frame), dtype=bool)
    pairs = sites.pairs
    price = cost(pairs)
    group = np.full(len(pairs), -1)
    proposed = frame["proposed"].to_numpy()[pairs.end]
    lines = frame["geometry"].to_numpy()[pairs.end]
    border = sites.frame["border"].to_numpy()[pairs.end]
    group[proposed] = groups_of_lines(lines[proposed], border[proposed], rules.merge_m)
    ids = frame["candidate"].to_numpy(dtype=object)
    for number in range(int(group.max()) + 1 if len(group) else 0):
        rows = np.flatnonzero(group == number)
        best = rows[np.lexsort((ids[pairs.end[rows]].astype(str), price[rows], pairs.other[rows] < 0))[0]]
        own = ids[pairs.end[best]]
        twins = rows[ids[pairs.end[rows]] == own]
        best = min(twins, key=lambda row: str(frame["node"].iloc[pairs.end[row]]))
        others = sorted({str(one) for one in ids[pairs.end[rows]]} - {own})
        members[pairs.end[best]] = ";".join(others) or None
        kept[pairs.end[rows[rows != best]]] = False
    twice = pd.Series(ids).duplicated() & ~frame["proposed"]  # the other end of a piece that is no proposal
    return members, kept & ~twice.to_numpy()
