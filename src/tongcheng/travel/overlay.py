"""Changes laid over a graph: nodes and their positions stay, so that whatever was snapped to it stays too."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.travel.candidates import Candidates
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.graph import Graph, Stretches, graph_of
from tongcheng.travel.ids import positions


def overlay(
    graph: Graph,
    *,
    closed: Collection[str] = (),
    minutes: Mapping[str, float] | None = None,
    added: Candidates | None = None,
) -> Graph:
    """Give the graph with some roads closed, slowed or sped up, and some added.

    Parameters
    ----------
    graph
        The network; it does not change.
    closed
        Links that carry traffic no more. A slower road beside one takes its place.
    minutes
        New time of links, both ways.
    added
        New links between nodes of the network.

    Returns
    -------
    Graph
        With the same nodes in the same order. It needs a hierarchy of its own.

    Raises
    ------
    InputError
        Naming every link that is not there or carries no traffic, and every time that is none.

    Examples
    --------
    >>> nodes = pd.DataFrame({"node": ["a", "b"], "lon": [104.0, 104.1], "lat": [30.0, 30.0], "basis": "observed"})
    >>> links = pd.DataFrame({"link": ["quick", "slow"], "from_node": "a", "to_node": "b", "length_m": 1000.0,
    ...                       "speed_kmh": [60.0, 30.0], "basis": "observed"})
    >>> from tongcheng.travel import build_graph
    >>> overlay(build_graph(nodes, links), closed=["quick"]).weight.tolist()
    [120000, 120000]
    """
    old = graph.stretches
    changes = dict(minutes or {})
    shut = positions(old.link, pd.Index(list(closed), dtype="str"))
    changed = positions(old.link, pd.Index(list(changes), dtype="str"))
    _check(dict(zip(closed, shut, strict=True)), dict(zip(changes, changed, strict=True)), changes)
    time = np.rint(np.array(list(changes.values()), dtype=np.float64) * MS_PER_MINUTE).astype(np.uint32)
    forward, backward = old.forward.copy(), old.backward.copy()
    forward[changed], backward[changed] = time, time
    kept = np.ones(len(old.tail), dtype=bool)
    kept[shut] = False
    new = Stretches(old.link[kept], old.tail[kept], old.head[kept], forward[kept], backward[kept], old.both[kept])
    if added is not None:
        new = Stretches(
            new.link.append(added.link),
            np.concatenate([new.tail, added.tail]),
            np.concatenate([new.head, added.head]),
            np.concatenate([new.forward, added.ms]),
            np.concatenate([new.backward, added.ms]),
            np.concatenate([new.both, added.both]),
        )
    return graph_of(graph.nodes, graph.lon, graph.lat, new, graph.joinable, graph.basis)


def _check(shut: Mapping[str, int], changed: Mapping[str, int], minutes: Mapping[str, float]) -> None:
    problems = Problems("road_links")
    for link, place in {**shut, **changed}.items():
        if place < 0:
            problems.add(
                "no_such_link", column="link", found=link,
                expected=Text("路段表中可通行的路段", "a link of road_links that carries traffic"),
                remedy=Text("改正路段编号", "correct the id of the link"),
            )  # fmt: skip
    for link, time in minutes.items():
        if not 0 <= time <= 24 * 60:
            problems.add(
                "bad_time", column="minutes", found=f"{link}: {time}",
                expected=Text("一天以内的行车时间", "a driving time of less than a day"),
                remedy=Text("改正行车时间（分钟）", "correct the time in minutes"),
            )  # fmt: skip
    problems.raise_if_any()
