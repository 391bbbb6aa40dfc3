"""Dead ends and bottlenecks as changes of the network, and the ones that cannot be valued with the reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.language import Text
from tongcheng.region.columns import split_list
from tongcheng.sectors.transport.worth.change import Change, both_ways
from tongcheng.sectors.transport.worth.speeds import Speeds
from tongcheng.travel.driving import DriveNetwork
from tongcheng.travel.ids import positions

#: Why a candidate has no worth.
REASONS: dict[str, Text] = {
    "": Text("", ""),
    "rejected": Text("已核定为不成立", "rejected by a person"),
    "no_counterpart": Text("对侧没有可接的道路", "no road to join beyond"),
    "unknown_node": Text("端点不在路网中", "an end is not on the network"),
    "unknown_link": Text("待改路段不在现状路网中", "a link to be mended carries no traffic today"),
    "no_links": Text("没有列出待改路段", "no links to be mended are named"),
    "no_speed": Text("没有速度，道路类别也推不出速度", "no speed, and none follows from its class"),
    "no_length": Text("没有长度", "no length"),
    "not_faster": Text("改造后速度不高于现状", "no faster than today"),
}


def changes_of(
    network: DriveNetwork, links: pd.DataFrame, speeds: Speeds, candidates: pd.DataFrame
) -> tuple[list[Change], pd.Series[str]]:
    """Turn candidates into changes.

    A dead end becomes a link between ``node`` and ``counterpart_node`` (``length_m``, ``speed_kmh`` or the median
    speed of its ``class``); a bottleneck lets its ``links`` be driven at ``speed_kmh``, in their own directions.

    Parameters
    ----------
    network
        The roads.
    links
        Table ``road_links``.
    speeds
        Spread of speeds by class.
    candidates
        Dead ends and bottlenecks, one row each.

    Returns
    -------
    list of Change, and the reason by candidate
        Reasons are keys of ``REASONS``; ``""`` for a candidate that became a change.
    """
    changes, reasons = [], {}
    frame = candidates.reset_index(drop=True)
    ranges = speeds.range(frame)
    node, counterpart = (network.graph.node_of(frame[name].astype("str")) for name in ("node", "counterpart_node"))
    stretches = _Stretches(network, links)
    for row, (name, kind, verdict) in enumerate(
        zip(frame["candidate"], frame["kind"], frame["verdict"], strict=True)
    ):
        speed = ranges[:, row]
        if verdict == "rejected":
            reasons[name] = "rejected"
        elif not (speed > 0).all():
            reasons[name] = "no_speed"
        else:
            made = (
                _join(frame.iloc[row], int(node[row]), int(counterpart[row]), speed)
                if kind == "dead_end"
                else stretches.mend(str(name), frame["links"].iloc[row], speed)
            )
            reasons[name] = made if isinstance(made, str) else ""
            if not isinstance(made, str):
                changes.append(made)
    return changes, pd.Series(reasons, dtype="str")


def _join(row: pd.Series[Any], node: int, counterpart: int, speed: NDArray[np.float64]) -> Change | str:
    """Join the ends of a missing link; both directions."""
    if pd.isna(row["counterpart_node"]) or row["counterpart_node"] == "":
        return "no_counterpart"
    if node < 0 or counterpart < 0:
        return "unknown_node"
    length = float(row["length_m"])
    if not length > 0:
        return "no_length"
    ms = np.rint(length * 3600 / speed).astype(np.uint32)[:, None]
    tail, head = np.array([node], np.int32), np.array([counterpart], np.int32)
    return Change(str(row["candidate"]), *both_ways(tail, head, ms, np.array([True])))


class _Stretches:
    """Looks up links that carry traffic, with their lengths."""

    def __init__(self, network: DriveNetwork, links: pd.DataFrame) -> None:
        self._stretches = network.graph.stretches
        lengths = links.drop_duplicates("link").set_index("link")["length_m"]
        self._length = lengths.reindex(self._stretches.link).to_numpy(dtype=np.float64)

    def mend(self, candidate: str, cell: Any, speed: NDArray[np.float64]) -> Change | str:
        """Let links be driven at another speed; one that is as fast already stays as it is."""
        names = split_list(None if pd.isna(cell) else str(cell))
        if not names:
            return "no_links"
        place = positions(self._stretches.link, pd.Index(names, dtype="str"))
        if (place < 0).any():
            return "unknown_link"
        new = np.rint(self._length[place] * 3600 / speed[:, None])
        old = self._stretches.forward[place].astype(np.float64)
        if not (new[0] < old).any():
            return "not_faster"
        ms = np.minimum(new, old).astype(np.uint32)
        tail, head, both = (getattr(self._stretches, name)[place] for name in ("tail", "head", "both"))
        return Change(candidate, *both_ways(tail, head, ms, both))
