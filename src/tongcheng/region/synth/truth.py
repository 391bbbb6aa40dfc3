"""What was planted in a circle, by the ids of its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from tongcheng.region.synth.draft import Draft
from tongcheng.region.synth.plane import Floats, Ints
from tongcheng.region.synth.standards import CLASSES
from tongcheng.region.synth.terrain import Terrain

Row = dict[str, Any]
Rows = list[Row]

_DEAD_ENDS = (
    "dead_end", "node", "link", "counterpart_node", "counterpart_link", "city_a", "city_b", "class", "name", "form",
    "gap_m", "border_distance_m", "lon", "lat",
)  # fmt: skip
_BOTTLENECKS = (
    "bottleneck", "node", "link", "before_link", "links", "city_a", "city_b", "better_city", "name", "ref", "form",
    "attribute", "before", "after", "length_m", "border_distance_m", "lon", "lat",
)  # fmt: skip
_DECOYS = ("decoy", "of", "reason", "node", "link", "border_distance_m", "lon", "lat")


@dataclass(frozen=True, eq=False)
class Truth:
    """What was planted, so that a search can be judged.

    Parameters
    ----------
    dead_ends
        One row per missing piece of road over a border: ``node`` and ``link`` where the road stops,
        ``counterpart_node`` and ``counterpart_link`` where it goes on beyond (itself an end if ``form`` is
        ``both_stop``), ``city_a`` of the end and ``city_b`` of the counterpart, ``gap_m`` between the two nodes,
        ``border_distance_m`` of the end.
    bottlenecks
        One row per road that is worse from ``node`` on: ``link`` is the first worse one, ``before_link`` the last
        full one, ``links`` all worse ones (``;`` between), ``attribute`` what falls (``class lanes width_m surface``)
        from ``before`` to ``after`` (as text), ``form`` whether it stays worse (``fall``) or recovers (``pinch``).
    decoys
        Harmless places that look like a dead end or bottleneck (``of``), and why they are harmless (``reason``):
        ``water cliff parking private construction points_away cut`` and
        ``concrete unrecorded far_from_border``.
    rank_effect
        Growth of supply per resident with each step of administrative rank, natural logarithm; 0 for none.
    """

    dead_ends: pd.DataFrame
    bottlenecks: pd.DataFrame
    decoys: pd.DataFrame
    rank_effect: float


@dataclass(frozen=True, eq=False)
class Ids:
    """Ids of nodes and links by number, degrees of nodes (n, 2), the city of each node, and the codes of cities."""

    nodes: np.ndarray
    links: np.ndarray
    lonlat: Floats
    city: Ints
    cities: list[str]


def make_truth(
    terrain: Terrain, draft: Draft, ids: Ids, planted: tuple[Rows, Rows, Rows], exits: Ints, rank_effect: float
) -> Truth:
    """Put ids in the place of numbers.

    Parameters
    ----------
    terrain, draft, ids
        The circle.
    planted
        Dead ends, bottlenecks and decoys by number.
    exits
        Nodes where roads leave the circle.
    rank_effect
        As planted in the facilities.
    """
    borders = shapely.union_all(np.array(list(terrain.borders.values()), dtype=object))
    shapely.prepare(borders)

    def common(row: Row) -> Row:
        lon, lat = ids.lonlat[row["node"]]
        distance = shapely.distance(shapely.Point(draft.xy[row["node"]]), borders) * 1000
        return {
            **row, "node": ids.nodes[row["node"]], "link": ids.links[row["link"]],
            "border_distance_m": round(float(distance), 1), "lon": lon, "lat": lat,
        }  # fmt: skip

    dead_ends, bottlenecks, decoys = planted
    return Truth(
        _table([{**common(row), **_dead_end(row, ids)} for row in dead_ends], "dead_end", "D", _DEAD_ENDS),
        _table([{**common(row), **_bottleneck(row, ids)} for row in bottlenecks], "bottleneck", "B", _BOTTLENECKS),
        _table([common(row) for row in [*decoys, *_leaving(draft, exits)]], "decoy", "N", _DECOYS),
        rank_effect,
    )


def _dead_end(row: Row, ids: Ids) -> Row:
    here = int(ids.city[row["node"]])
    a, b = row["towards"]
    return {
        "counterpart_node": ids.nodes[row["counterpart_node"]],
        "counterpart_link": ids.links[row["counterpart_link"]],
        "city_a": ids.cities[here],
        "city_b": ids.cities[b if here == a else a],
        "class": CLASSES[row["kind"]],
        "gap_m": round(row["gap_km"] * 1000, 1),
    }


def _bottleneck(row: Row, ids: Ids) -> Row:
    is_class = row["attribute"] == "class"
    return {
        "before_link": ids.links[row["before_link"]],
        "links": ";".join(ids.links[row["links"]]),
        "city_a": ids.cities[row["towards"][0]],
        "city_b": ids.cities[row["towards"][1]],
        "better_city": ids.cities[row["better"]],
        "before": CLASSES[row["before"]] if is_class else str(row["before"]),
        "after": CLASSES[row["after"]] if is_class else str(row["after"]),
        "length_m": round(row["length_km"] * 1000, 1),
    }


def _leaving(draft: Draft, exits: Ints) -> list[Row]:
    """Give the ends where roads leave the circle: cut, not dead."""
    rows: list[Row] = []
    for node in exits:
        meeting = draft.links.index[(draft.links["u"] == node) | (draft.links["v"] == node)]
        if len(meeting):
            rows.append({"of": "dead_end", "reason": "cut", "node": int(node), "link": int(meeting[0])})
    return rows


def _table(rows: list[Row], key: str, letter: str, columns: tuple[str, ...]) -> pd.DataFrame:
    numbered = [{**row, key: f"{letter}{number:03d}"} for number, row in enumerate(rows, start=1)]
    return pd.DataFrame(numbered, columns=list(columns))
