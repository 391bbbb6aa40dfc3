"""Candidate links: read from a frame, put on the network, and refused by name where they cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.travel.driving import DriveNetwork
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.snapping import Snap, snap

#: Farthest that an end may lie from its node.
CANDIDATE_MAX_KM = 1.0

_FIRST_ROW = 2
_LONGEST_MIN = 24 * 60.0


@dataclass(frozen=True)
class Candidates:
    """Links that could be built.

    Parameters
    ----------
    link
        Stable ids.
    tail, head
        Shape ``(c,)``, nodes of the network.
    ms
        Shape ``(c,)``, driving time over the link.
    both
        Shape ``(c,)``, whether it leads both ways.
    distance_km
        Shape ``(c, 2)``, how far each end lies from its node.
    """

    link: pd.Index[str]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    ms: NDArray[np.uint32]
    both: NDArray[np.bool_]
    distance_km: NDArray[np.float64]


def read_candidates(
    network: DriveNetwork,
    frame: pd.DataFrame,
    *,
    max_km: float = CANDIDATE_MAX_KM,
    file: str = "candidates.geojson",
) -> Candidates:
    """Put candidate links on the network.

    Parameters
    ----------
    network
        The roads.
    frame
        Ids in the first column; ends by ``geometry`` (lines in WGS84) or by ``from_node`` and ``to_node`` (ids of
        road nodes); time by ``minutes``, or by ``speed_kmh`` with ``length_m`` or the length of the line. Optional
        ``direction``: ``both`` (default) or ``forward``.
    max_km
        Farthest that the end of a line may lie from the nearest node.
    file
        For messages.

    Raises
    ------
    InputError
        Naming every candidate with an unknown node, an end too far from any road, no line or no sensible time.
    """
    problems = Problems(file)
    if len(frame) == 0:
        problems.add(
            "no_candidates", expected=Text("至少一条候选道路", "at least one candidate"), found="0",
            remedy=Text("在文件中画出候选道路", "draw the candidates in the file"),
        )  # fmt: skip
        problems.raise_if_any()
    if "from_node" in frame and "to_node" in frame:
        tail, head = (_nodes(network, frame, column, problems) for column in ("from_node", "to_node"))
        distance = np.zeros((len(frame), 2))
    else:
        tail, head, distance = _snapped(network, frame, max_km, problems)
    minutes = _minutes(frame, problems)
    problems.raise_if_any()
    direction = frame["direction"].fillna("both") if "direction" in frame else pd.Series("both", index=frame.index)
    return Candidates(
        pd.Index(frame.iloc[:, 0].astype("str"), dtype="str", name=None),
        tail,
        head,
        np.rint(minutes * MS_PER_MINUTE).astype(np.uint32),
        (direction == "both").to_numpy(),
        distance,
    )


def _nodes(network: DriveNetwork, frame: pd.DataFrame, column: str, problems: Problems) -> NDArray[np.int32]:
    nodes = network.graph.node_of(frame[column])
    for row in np.flatnonzero(nodes < 0):
        problems.add(
            "unknown_node", row=int(row) + _FIRST_ROW, column=column, found=frame[column].iloc[row],
            expected=Text("道路节点表中的编号", "an id of road_nodes"),
            remedy=Text("改正编号，或改用线形", "correct the id, or draw a line instead"),
        )  # fmt: skip
    return nodes


def _snapped(
    network: DriveNetwork, frame: pd.DataFrame, max_km: float, problems: Problems
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    lines = _lines(frame, problems)
    ends = []
    for side in (0, -1):
        points = shapely.get_point(lines, side)
        found = snap(
            network.graph, shapely.get_x(points), shapely.get_y(points),
            max_km=max_km, parts=network.parts, main_first=False,
        )  # fmt: skip
        _name_far(found, lines, "start" if side == 0 else "end", max_km, problems)
        ends.append(found)
    return ends[0].node, ends[1].node, np.column_stack([end.distance_km for end in ends])


def _lines(frame: pd.DataFrame, problems: Problems) -> NDArray[Any]:
    empty = np.full(len(frame), None, dtype=object)
    lines = np.asarray(frame["geometry"], dtype=object) if "geometry" in frame else empty
    good = shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING
    for row in np.flatnonzero(~good):
        problems.add(
            "no_line", row=int(row) + _FIRST_ROW, column="geometry",
            expected=Text("一条线，或 from_node 和 to_node", "a line, or from_node and to_node"),
            found="—" if lines[row] is None else shapely.GeometryType(shapely.get_type_id(lines[row])).name,
            remedy=Text("画一条由起点到终点的线", "draw one line from start to end"),
        )  # fmt: skip
    drawn = lines.copy()
    drawn[~good] = None
    return drawn


def _name_far(found: Snap, lines: NDArray[Any], side: str, max_km: float, problems: Problems) -> None:
    words = {"start": Text("起点", "start"), "end": Text("终点", "end")}[side]
    for row in np.flatnonzero(~found.found & ~shapely.is_missing(lines)):
        problems.add(
            "far_from_road", row=int(row) + _FIRST_ROW, column="geometry",
            expected=Text("{side}距道路不超过 {km:g} 公里", "a {side} within {km:g} km of a road").fill(side=words, km=max_km),
            found=f"{found.distance_km[row]:.1f} km",
            remedy=Text("把端点移到道路上，或放宽 max_km", "move the end onto a road, or allow more with max_km"),
        )  # fmt: skip


def _minutes(frame: pd.DataFrame, problems: Problems) -> NDArray[np.float64]:
    """Give the time over each candidate."""
    if "minutes" in frame:
        minutes, column = frame["minutes"].to_numpy(dtype=np.float64, na_value=np.nan), "minutes"
    elif "speed_kmh" in frame:
        speed, column = frame["speed_kmh"].to_numpy(dtype=np.float64, na_value=np.nan), "speed_kmh"
        with np.errstate(divide="ignore", invalid="ignore"):
            minutes = np.where(speed > 0, _length_m(frame) / 1000 / speed * 60, np.nan)
    else:
        minutes, column = np.full(len(frame), np.nan), "minutes"
    for row in np.flatnonzero(~((minutes >= 0) & (minutes <= _LONGEST_MIN))):
        found = frame[column].iloc[row] if column in frame else "—"
        problems.add(
            "bad_time", row=int(row) + _FIRST_ROW, column=column, found=found,
            expected=Text("一天以内的行车时间", "a driving time of less than a day"),
            remedy=Text("填写 minutes，或 speed_kmh（及 length_m）", "fill in minutes, or speed_kmh (and length_m)"),
        )  # fmt: skip
    return minutes


def _length_m(frame: pd.DataFrame) -> NDArray[np.float64]:
    if "length_m" in frame:
        return np.asarray(frame["length_m"].to_numpy(dtype=np.float64, na_value=np.nan))
    if "geometry" not in frame:
        return np.full(len(frame), np.nan)
    lines = gpd.GeoSeries(frame["geometry"].to_numpy(), crs="EPSG:4326")
    return np.asarray(lines.to_crs(lines.estimate_utm_crs()).length, dtype=np.float64)
