"""Rows of bottlenecks: falls of the same road put together, and the links that are to be mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.language import Text
from tongcheng.region.border_roads import CARRIAGEWAYS_M
from tongcheng.sectors.transport.ends.clusters import groups_of_links, stable_id
from tongcheng.sectors.transport.ends.detours import fastest_minutes
from tongcheng.sectors.transport.ends.falls import ATTRIBUTES, Crossings, Fall, find_falls
from tongcheng.sectors.transport.ends.names import OUTSIDE, border_name, city_names
from tongcheng.sectors.transport.ends.rules import MOTORWAY, Rules
from tongcheng.sectors.transport.ends.streets import Streets, counties_of
from tongcheng.sectors.transport.ends.words import ATTRIBUTES as LABELS
from tongcheng.sectors.transport.ends.words import fall_evidence, road_label, value_words
from tongcheng.travel.driving import DriveNetwork

_PLAIN: Final = ("name", "ref", "class", "technical_class", "admin_class", "lanes", "width_m", "surface", "speed_kmh")


def bottleneck_rows(
    streets: Streets, network: DriveNetwork, borders: gpd.GeoDataFrame, crossings: Crossings, rules: Rules
) -> pd.DataFrame:
    """Give one row per road that falls at a border; its standard is the one that it should have throughout."""
    length = streets.links["length_m"].to_numpy(dtype="float64", na_value=0.0)
    falls = [_until_as_good(streets, fall, length, rules) for fall in find_falls(streets, borders, crossings, rules)]
    falls = _merged(streets, _passed(streets, network, falls, rules))
    if not falls:
        return pd.DataFrame()
    frame = streets.links.iloc[[fall.before for fall in falls]][list(_PLAIN)].reset_index(drop=True)
    rows = pd.DataFrame([_row(streets, borders, fall) for fall in falls])
    return pd.concat([frame, rows], axis=1)


def _passed(streets: Streets, network: DriveNetwork, falls: list[Fall], rules: Rules) -> list[Fall]:
    """Leave out falls that the traffic drives round: the fastest way from end to end is not the worse stretch."""
    ids = streets.nodes["node"].to_numpy(dtype=object)
    ends = [(str(ids[fall.node]), str(ids[fall.stop])) for fall in falls]
    fastest = fastest_minutes(network, [one for one, _ in ends], [other for _, other in ends])
    length, speed = (
        streets.links[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("length_m", "speed_kmh")
    )
    minutes = length / 1000 / speed * 60
    own = np.array([minutes[list(fall.links)].sum() for fall in falls])
    return [fall for fall, best, over in zip(falls, fastest, own, strict=True) if not best < rules.round_share * over]


def _until_as_good(streets: Streets, fall: Fall, length: np.ndarray, rules: Rules) -> Fall:
    """End the worse stretch where it meets a road that is no worse than the full one: there the traffic has arrived."""
    if fall.pinch:
        return fall
    node, gone, crossed = fall.node, 0.0, fall.crossing not in fall.links
    for count, link in enumerate(fall.links, start=1):
        node = int(streets.end[link] if streets.start[link] == node else streets.start[link])
        gone += float(length[link])
        crossed |= link == fall.crossing
        others = [one for one in streets.meets.at(node) if one not in fall.links]
        good = any(
            streets.through[one] and MOTORWAY < streets.rank[one] <= streets.rank[fall.before] for one in others
        )
        if good and crossed and gone >= rules.run_m:
            return replace(fall, links=fall.links[:count], stop=node)
    return fall


def _merged(streets: Streets, falls: list[Fall]) -> list[Fall]:
    """Put falls that share a link, or that are the two carriageways of one road, together."""
    if not falls:
        return []
    side_by_side = _carriageways(streets, falls)
    twins = {row for pair in side_by_side for row in pair}
    group = groups_of_links([fall.links for fall in falls], side_by_side)
    length = streets.links["length_m"].to_numpy(dtype="float64", na_value=0.0)
    kept = []
    for number in range(int(group.max()) + 1):
        own = [falls[row] for row in np.flatnonzero(group == number)]
        best = min(own, key=lambda fall: _order(fall, length))
        links = list(best.links)
        for row in np.flatnonzero(group == number):
            if row in twins:  # the other carriageway is mended with this one
                links += [link for link in falls[row].links if link not in links]
        found = {name for fall in own for name in fall.attributes}
        attributes = tuple(name for name in ATTRIBUTES if name in found)
        kept.append(replace(best, links=tuple(links), attributes=attributes))
    return kept


def _order(fall: Fall, length: np.ndarray) -> tuple[bool, int, float, int]:
    """Put the fall first that holds the crossing, falls in most, is longest; ids make it the same again."""
    return fall.crossing not in fall.links, -len(fall.attributes), -float(length[list(fall.links)].sum()), fall.node


def _carriageways(streets: Streets, falls: list[Fall]) -> list[tuple[int, int]]:
    """Pair falls of one-way carriageways of one road: same border, same name or number, side by side."""
    words = streets.links[["name", "ref"]].fillna("").astype("str").to_numpy(dtype=object)
    one_way = (streets.links["direction"] == "forward").to_numpy(dtype=bool, na_value=False)
    middle = [(streets.xy[streets.start[f.crossing]] + streets.xy[streets.end[f.crossing]]) / 2 for f in falls]
    pairs = []
    for one in range(len(falls)):
        for other in range(one):
            a, b = falls[one], falls[other]
            apart = a.border != b.border or not (one_way[a.crossing] and one_way[b.crossing])
            if apart or a.crossing == b.crossing or np.hypot(*(middle[one] - middle[other])) > CARRIAGEWAYS_M:
                continue
            if any(x and x == y for x, y in zip(words[a.before], words[b.before], strict=True)):
                pairs.append((one, other))
    return pairs


def _row(streets: Streets, borders: gpd.GeoDataFrame, fall: Fall) -> dict[str, Any]:
    links = streets.links
    ids = streets.nodes["node"].to_numpy(dtype=object)
    rows = np.array(fall.links, dtype=np.intp)
    worse = links.iloc[rows]
    length = worse["length_m"].to_numpy(dtype="float64", na_value=0.0)
    speed = worse["speed_kmh"].to_numpy(dtype="float64", na_value=np.nan)
    full = float(links["speed_kmh"].iloc[fall.before])
    now = float(np.sum(length / 1000 / speed * 60))
    border = borders.iloc[fall.border]
    here = int(streets.city[fall.node])
    evidence, metres = _evidence(streets, borders, fall, float(length.sum()))
    codes = (*streets.cities, "")
    a, b = str(border["city_a"]), str(border["city_b"])
    counties = _counties(streets, fall)
    return {
        "candidate": stable_id("bottleneck", str(ids[fall.node]), str(links["link"].iloc[fall.links[0]])),
        "kind": "bottleneck",
        "end_class": "pinch" if fall.pinch else "fall",
        "proposed": True,
        "border": f"{a}|{b}",
        "border_m": round(metres, 1),
        "city_a": codes[here],
        "city_b": b if codes[here] == a else a,
        "county_a": counties[0],
        "county_b": counties[1],
        "node": ids[fall.node],
        "counterpart_node": ids[fall.stop],
        "links": ";".join(str(one) for one in worse["link"]),
        "attributes": ";".join(fall.attributes),
        "length_m": round(float(length.sum()), 1),
        "speed_now_kmh": round(float(length.sum()) / 1000 / now * 60, 1) if now > 0 else np.nan,
        "detour_m": np.nan,
        "detour_ratio": np.nan,
        "detour_min": np.nan,
        "saved_min": round(max(now - float(length.sum()) / 1000 / full * 60, 0.0), 2),
        "evidence_zh": evidence.zh,
        "evidence_en": evidence.en,
        "members": None,
        "geometry": _line(streets, rows),
    }


def _counties(streets: Streets, fall: Fall) -> tuple[str, str]:
    """Give the counties of the node where it falls, and of the other side of the crossing link."""
    nodes = streets.nodes
    sides = (int(streets.start[fall.crossing]), int(streets.end[fall.crossing]))
    far = sides[0] if streets.city[sides[0]] != streets.city[fall.node] else sides[1]
    at = [fall.node, far]
    found = counties_of(
        streets.region, nodes["lon"].to_numpy(dtype="float64")[at], nodes["lat"].to_numpy(dtype="float64")[at]
    )
    return str(found[0]), str(found[1])


def _line(streets: Streets, rows: np.ndarray) -> shapely.Geometry:
    lines: shapely.Geometry = shapely.line_merge(shapely.MultiLineString(list(streets.lines(rows))))
    return lines


def _evidence(streets: Streets, borders: gpd.GeoDataFrame, fall: Fall, length_m: float) -> tuple[Text, float]:
    links, names = streets.links, city_names(streets.region)
    border = borders.iloc[fall.border]
    line = streets.plane.flatten([border.geometry])[0]
    metres = float(shapely.distance(line, shapely.Point(streets.xy[fall.node])))
    before, after = links.iloc[fall.before], links.iloc[fall.links[0]]
    falls = [(LABELS[name], *(_with_direction(name, one) for one in (before, after))) for name in fall.attributes]
    words = {
        "road": road_label(before["name"], before["ref"], before["class"]),
        "line": border_name(names, str(border["city_a"]), str(border["city_b"])),
        "city": names.get((*streets.cities, "")[streets.city[fall.node]], OUTSIDE),
        "distance_m": metres, "length_m": length_m, "pinch": fall.pinch, "falls": falls,
    }  # fmt: skip
    return fall_evidence(words), metres


def _with_direction(attribute: str, link: pd.Series[Any]) -> Text:
    """Write a value; lanes say whether they are those of one carriageway or of both directions."""
    value = value_words(attribute, link[attribute])
    if attribute == "lanes":
        one_way = link["direction"] == "forward"
        return Text(
            ("单向 " if one_way else "双向 ") + value.zh, value.en + (" one way" if one_way else " both ways")
        )
    return value
