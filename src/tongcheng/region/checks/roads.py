"""Checks of the road network: ends, lengths, speeds, islands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tongcheng.language import Text
from tongcheng.region.checks.circle import Circle
from tongcheng.region.checks.model import Offenders, check
from tongcheng.region.lookup import nearest_id
from tongcheng.region.plane import ELLIPSOID

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Lowest and highest free-flow speed per class, km/h. The Chinese design speeds (JTG B01-2014: 80–120 for expressways,
#: 60–100, 40–80, 30–40 and 20–30 for classes 1 to 4) lie inside, and so do the limits of other countries.
SPEEDS_KMH: Final[dict[str, tuple[float, float]]] = {
    "motorway": (40, 140),
    "trunk": (20, 120),
    "primary": (15, 110),
    "secondary": (10, 100),
    "tertiary": (10, 100),
    "unclassified": (5, 100),
    "residential": (5, 90),
    "service": (3, 60),
    "track": (3, 60),
    "ferry": (3, 70),
    "other": (3, 130),
}

#: A link may be this much shorter than the straight line (rounding of lengths and coordinates).
_SHORTER_BY: Final = 0.99
_SHORTER_BY_M: Final = 3.0
#: A link this many times its straight line plus a margin is looked at; hairpins and loops reach about 5.
_LONGER_BY: Final = 6.0
_LONGER_BY_M: Final = 1_000.0
#: How far a stated length may exceed that of its own line.
_LONGER_THAN_LINE: Final = 1.1


@check("error", Text("路段端点不存在", "A road link ends at an unknown node"))
def unknown_nodes(circle: Circle, offenders: Offenders) -> None:
    """Find links of which an end is no row of ``road_nodes``."""
    links = circle["road_links"]
    known = circle["road_nodes"]["node"].dropna()
    for column, rows in zip(("from_node", "to_node"), circle.link_ends, strict=True):

        def remedy(row: int, column: str = column) -> Text:
            near = nearest_id(str(links[column].iloc[row]), known)
            if near:
                return Text(
                    f"是否为 {near}？补上节点或改正编号", f"did you mean {near}? add the node or correct the id"
                )
            return Text("在 road_nodes 表补上节点，或改正编号", "add the node to road_nodes, or correct the id")

        offenders.rows(
            "road_links",
            (rows < 0) & links[column].notna().to_numpy(),
            expected=Text("road_nodes 表中的节点", "a node of the table road_nodes"),
            found=column,
            remedy=remedy,
        )


@check("warning", Text("路段首尾为同一节点", "A road link ends where it starts"))
def self_loops(circle: Circle, offenders: Offenders) -> None:
    """Find links from a node to itself: they lead nowhere in a computation."""
    links = circle["road_links"]
    offenders.rows(
        "road_links",
        links["from_node"].notna() & (links["from_node"] == links["to_node"]),
        column="to_node",
        expected=Text("与起点不同的终点", "an end that is not the start"),
        found="to_node",
        remedy=Text("环路在中间加一个节点分成两段，误录的删去", "cut a ring at a node in the middle; drop a mistake"),
    )


@check("warning", Text("路段重复", "The same road link stands twice"))
def links_twice(circle: Circle, offenders: Offenders) -> None:
    """Find links of one class, length and line between the same two nodes."""
    links = circle["road_links"]
    start, end = circle.link_ends
    keys = pd.DataFrame(
        {
            "a": np.minimum(start, end),
            "b": np.maximum(start, end),
            "class": links["class"],
            "length": links["length_m"].round(),
            "way": np.where(links["direction"] == "forward", np.sign(end - start), 0),
        }
    )
    # The two halves of a ring are alike in all of these but run along different lines.
    alike = keys.duplicated(keep=False).to_numpy() & (start >= 0) & (end >= 0) & (start != end)
    shapes = np.full(len(links), b"", dtype=object)
    shapes[alike] = shapely.to_wkb(shapely.normalize(links["geometry"].to_numpy()[alike]))
    offenders.rows(
        "road_links",
        alike & keys.assign(shape=shapes).duplicated().to_numpy(),
        column="from_node, to_node",
        expected=Text("每段道路一行", "one row per stretch of road"),
        found=lambda row: f"{links['link'].iloc[row]}: {links['from_node'].iloc[row]} – {links['to_node'].iloc[row]}",
        remedy=Text("删去重复的一行", "drop one of the rows"),
    )


@check("warning", Text("与主路网不相连的道路", "Roads that are not joined to the main network"))
def isolated_roads(circle: Circle, offenders: Offenders) -> None:
    """Find parts of the open network that no road joins to its largest part, the largest of them first."""
    links = circle["road_links"]
    start, end = circle.link_ends
    open_links = np.flatnonzero(
        (start >= 0) & (end >= 0) & (links["state"] == "open").to_numpy(dtype=bool, na_value=False)
    )
    if not len(open_links):
        return
    size = len(circle["road_nodes"])
    ends = start[open_links], end[open_links]
    part = connected_components(coo_matrix((np.ones(len(open_links)), ends), shape=(size, size)), directed=False)[1]
    used = np.zeros(size, dtype=bool)
    used[ends[0]] = used[ends[1]] = True
    nodes = np.bincount(part[used], minlength=part.max() + 1)
    part_of_link = part[ends[0]]
    km = np.bincount(part_of_link, weights=links["length_m"].to_numpy(dtype="float64")[open_links] / 1000)
    islands = np.flatnonzero((nodes > 0) & (np.arange(len(nodes)) != nodes.argmax()))
    islands = islands[np.argsort(-nodes[islands], kind="stable")]
    first = np.full(len(nodes), -1, dtype=np.intp)
    first[part_of_link[::-1]] = open_links[::-1]
    offenders.rows(
        "road_links",
        first[islands],
        column="from_node",
        expected=Text("与主路网相连", "a way to the main network"),
        found=lambda row: (
            f"{links['link'].iloc[row]} …: {nodes[part[start[row]]]:,} × node, {km[part[start[row]]]:,.1f} km"
        ),
        remedy=Text(
            "补上缺失的路段或渡口；确为孤立的可保留，当地居民的时间将注明不可达",
            "add the missing link or ferry; what is truly an island may stay and is reported as unreachable",
        ),
    )


@check("warning", Text("路段长度不合常理", "The length of a road link is absurd"))
def link_lengths(circle: Circle, offenders: Offenders) -> None:
    """Find links shorter than the straight line between their ends, or absurdly longer than it or their own line."""
    links = circle["road_links"]
    length, straight = links["length_m"].to_numpy(dtype="float64"), circle.straight_m
    with np.errstate(invalid="ignore"):
        short = length < straight * _SHORTER_BY - _SHORTER_BY_M
        long = np.flatnonzero(length > straight * _LONGER_BY + _LONGER_BY_M)
    drawn = _drawn_m(links["geometry"].to_numpy()[long])
    long = long[np.isnan(drawn) | (length[long] > drawn * _LONGER_THAN_LINE)]

    def expected(row: int) -> Text:
        return Text(
            f"与直线距离 {straight[row]:,.0f} m 相称的长度", f"a length that fits {straight[row]:,.0f} m straight"
        )

    offenders.rows(
        "road_links",
        np.concatenate([np.flatnonzero(short), long]),
        column="length_m",
        expected=expected,
        found=lambda row: f"{links['link'].iloc[row]}: {length[row]:,.0f} m",
        remedy=Text("核对长度单位（米）和两端节点坐标", "check the unit (metres) and the coordinates of both ends"),
    )


def _drawn_m(lines: NDArray[np.object_]) -> NDArray[np.float64]:
    metres = np.full(len(lines), np.nan)
    for position, line in enumerate(lines):
        if line is not None and not shapely.is_empty(line):
            metres[position] = ELLIPSOID.geometry_length(line)
    return metres


@check("warning", Text("路段速度不合常理", "The speed of a road link is absurd for its class"))
def absurd_speeds(circle: Circle, offenders: Offenders) -> None:
    """Find free-flow speeds outside what roads of the class have anywhere."""
    links = circle["road_links"]
    speed = links["speed_kmh"]
    low, high = (
        links["class"].map({name: limits[end] for name, limits in SPEEDS_KMH.items()}).astype("float64")
        for end in (0, 1)
    )

    def expected(row: int) -> Text:
        kind = str(links["class"].iloc[row])
        slow, fast = SPEEDS_KMH[kind]
        return Text(f"{kind} 的 {slow:.0f}–{fast:.0f} km/h", f"{slow:.0f}–{fast:.0f} km/h for {kind}")

    offenders.rows(
        "road_links",
        (speed < low) | (speed > high),
        column="speed_kmh",
        expected=expected,
        found=lambda row: f"{links['link'].iloc[row]}: {speed.iloc[row]:g} km/h",
        remedy=Text("核对速度单位和道路类别", "check the unit of the speed and the class of the road"),
    )


@check("warning", Text("没有路段的节点", "A node without any road"))
def nodes_without_links(circle: Circle, offenders: Offenders) -> None:
    """Find nodes at which no link starts or ends."""
    nodes = circle["road_nodes"]
    used = np.zeros(len(nodes), dtype=bool)
    for rows in circle.link_ends:
        used[rows[rows >= 0]] = True
    # A row that repeats a node is reported as a duplicate key, not here.
    offenders.rows(
        "road_nodes",
        ~used & ~nodes["node"].duplicated().to_numpy(),
        expected=Text("至少一条路段的端点", "an end of at least one link"),
        found="node",
        remedy=Text("删去该节点，或补上缺失的路段", "drop the node, or add the missing link"),
    )


CHECKS = (
    unknown_nodes,
    self_loops,
    links_twice,
    isolated_roads,
    link_lengths,
    absurd_speeds,
    nodes_without_links,
)
