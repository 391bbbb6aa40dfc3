"""Candidates that a project on the list covers already."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.columns import split_list
from tongcheng.region.plane import Plane
from tongcheng.region.region import Region

#: A new road of a project whose ends lie this near to those of a candidate is the same road.
NEAR_M = 300.0


def projects_that_cover(region: Region, candidates: pd.DataFrame) -> pd.Series[str]:
    """Name the project that mends a dead end or bottleneck already.

    A dead end is covered by a new link whose ends lie within ``NEAR_M`` of its own (either way round), a bottleneck by
    changes of most of its links. Cancelled projects cover nothing.

    Parameters
    ----------
    region
        The circle.
    candidates
        Dead ends and bottlenecks.

    Returns
    -------
    pandas.Series
        Project by candidate, ``""`` where there is none; the first in the order of the table.
    """
    projects = region["projects"]
    alive = projects.loc[projects["status"] != "cancelled", "project"]
    edits = region["project_edits"]
    edits = edits[edits["project"].isin(alive)]
    new = [
        (project, json.loads(text)) for project, kind, text in zip(edits["project"], edits["edit"], edits["arguments"], strict=True)
        if kind == "AddLink"
    ]  # fmt: skip
    changed: dict[str, set[str]] = {}
    for project, text in edits.loc[edits["edit"] == "ModifyLink", ["project", "arguments"]].itertuples(index=False):
        changed.setdefault(str(project), set()).add(str(json.loads(text)["link"]))
    by_ends = _by_ends(region, candidates, new)
    found = {}
    for row, (name, kind, links) in enumerate(
        zip(candidates["candidate"], candidates["kind"], candidates["links"], strict=True)
    ):
        if kind == "dead_end":
            found[name] = by_ends[row]
        else:
            found[name] = _by_links(set(split_list(None if pd.isna(links) else str(links))), changed)
    return pd.Series(found, dtype="str")


def _by_links(links: set[str], changed: dict[str, set[str]]) -> str:
    return next((project for project, own in changed.items() if len(links & own) * 2 > len(links)), "")


def _by_ends(region: Region, candidates: pd.DataFrame, new: list[tuple[str, dict[str, str]]]) -> list[str]:
    if not new:
        return [""] * len(candidates)
    nodes = region["road_nodes"].drop_duplicates("node").set_index("node")[["lon", "lat"]]
    known = nodes.to_numpy(dtype="float64")
    plane = Plane.around((known[:, 0].min(), known[:, 1].min(), known[:, 0].max(), known[:, 1].max()))

    def flat(ids: pd.Series[str]) -> NDArray[np.float64]:
        points = nodes.reindex(ids)
        return np.column_stack(plane.flat(points["lon"].to_numpy(), points["lat"].to_numpy()))

    one, other = flat(candidates["node"]), flat(candidates["counterpart_node"])
    start = flat(pd.Series([arguments["from_node"] for _, arguments in new]))
    end = flat(pd.Series([arguments["to_node"] for _, arguments in new]))

    def far(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(invalid="ignore"):  # an end that is not there is infinitely far away
            distance: NDArray[np.float64] = np.hypot(*(left[:, None, :] - right[None, :, :]).transpose(2, 0, 1))
        return distance

    same_way = np.maximum(far(one, start), far(other, end))
    turned = np.maximum(far(one, end), far(other, start))
    distance = np.nan_to_num(np.minimum(same_way, turned), nan=np.inf)
    nearest = distance.argmin(axis=1)
    return [new[place][0] if distance[row, place] <= NEAR_M else "" for row, place in enumerate(nearest)]
