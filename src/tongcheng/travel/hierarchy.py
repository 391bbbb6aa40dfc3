"""A contraction hierarchy of a road graph: made once per network, saved by the hash of its contents.

Closing or slowing a road makes another network and another hierarchy; a circle of 400,000 nodes takes some seconds.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongcheng.travel.arc_lists import Lists, entries
from tongcheng.travel.contraction import CONTRACTING_LIMIT, RANKING_LIMIT, contract
from tongcheng.travel.graph import Graph

#: Part of the file name; raised when the form of the file or the building of hierarchies changes.
_FORM = f"1-{RANKING_LIMIT}-{CONTRACTING_LIMIT}"


class Arcs(NamedTuple):
    """Arcs in compressed rows, by rank: those of rank ``r`` are ``first[r]:first[r + 1]`` and lead higher."""

    first: NDArray[np.int32]
    head: NDArray[np.int32]
    weight: NDArray[np.uint32]


@dataclass(frozen=True)
class Hierarchy:
    """A road graph with its nodes in order of importance, and shortcuts.

    Parameters
    ----------
    rank
        Shape ``(n,)``, rank of each node of the graph; the most important has ``n - 1``.
    up
        Arcs from each rank to higher ones.
    down
        Arcs to each rank from higher ones, turned round: ``head`` is where they come from.
    key
        Key of the graph.
    """

    rank: NDArray[np.int32]
    up: Arcs
    down: Arcs
    key: str

    def turned(self) -> Hierarchy:
        """Give the hierarchy of the same graph with every arc turned round: times *to* places."""
        return Hierarchy(self.rank, self.down, self.up, self.key)


def build_hierarchy(graph: Graph, *, progress: Callable[[str, float], None] | None = None) -> Hierarchy:
    """Rank the nodes of a graph and add the shortcuts that keep every shortest time.

    Parameters
    ----------
    graph
        The network.
    progress
        Called with ``"hierarchy"`` and the part that is done.

    Returns
    -------
    Hierarchy
        The same for the same graph, on every computer.

    References
    ----------
    Geisberger, R., Sanders, P., Schultes, D. and Vetter, C. (2012) Exact routing in large road networks using
    contraction hierarchies. *Transportation Science* 46(3).

    Examples
    --------
    >>> import pandas as pd
    >>> from tongcheng.travel import build_graph
    >>> nodes = pd.DataFrame({"node": ["a", "b"], "lon": [104.0, 104.1], "lat": [30.0, 30.0], "basis": "observed"})
    >>> links = pd.DataFrame({"link": ["ab"], "from_node": ["a"], "to_node": ["b"], "length_m": [1000.0],
    ...                       "speed_kmh": [60.0], "basis": ["observed"]})
    >>> build_hierarchy(build_graph(nodes, links)).up.weight.tolist()
    [60000]
    """

    def report(part: float) -> None:
        if progress is not None:
            progress("hierarchy", part)

    rank, out, into = contract(graph.first, graph.head, graph.weight, report)
    return Hierarchy(rank, _by_rank(rank, out), _by_rank(rank, into), graph.key)


def _by_rank(rank: NDArray[np.int32], lists: Lists) -> Arcs:
    place = entries(lists)
    tail = np.repeat(rank, lists.length)
    head, weight = rank[lists.head[place]], lists.weight[place]
    order = np.lexsort((head, tail))
    first = np.zeros(len(rank) + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=len(rank)), out=first[1:])
    return Arcs(first, head[order], weight[order])


def saved_hierarchy(graph: Graph, folder: Path, *, progress: Callable[[str, float], None] | None = None) -> Hierarchy:
    """Read the hierarchy of a graph from a folder; make it and save it there if it is not there or broken.

    Parameters
    ----------
    graph
        The network.
    folder
        Where hierarchies are kept, e.g. :func:`cache_folder`.
    progress
        As for :func:`build_hierarchy`.
    """
    path = folder / f"hierarchy-{_FORM}-{graph.key}.npz"
    found = _read(path, graph)
    if found is None:
        found = build_hierarchy(graph, progress=progress)
        _write(path, found)
    return found


def cache_folder() -> Path:
    """Give the folder for what can be computed again: ``$TONGCHENG_HOME/cache``, else the user's cache folder."""
    home = os.environ.get("TONGCHENG_HOME")
    if home:
        return Path(home) / "cache"
    import platformdirs

    return platformdirs.user_cache_path("tongcheng", appauthor=False)


def _write(path: Path, hierarchy: Hierarchy) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {"rank": hierarchy.rank}
    for name, arcs in (("up", hierarchy.up), ("down", hierarchy.down)):
        arrays |= {f"{name}_{field}": array for field, array in arcs._asdict().items()}
    handle, fresh = tempfile.mkstemp(prefix=".hierarchy-", suffix=".npz", dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)
    Path(fresh).replace(path)


def _read(path: Path, graph: Graph) -> Hierarchy | None:
    """Read a hierarchy; None if there is none or its file is damaged."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as content:
            rank = content["rank"]
            up, down = (
                Arcs(content[f"{name}_first"], content[f"{name}_head"], content[f"{name}_weight"])
                for name in ("up", "down")
            )
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    fits = len(rank) == graph.size and all(len(arcs.first) == graph.size + 1 for arcs in (up, down))
    return Hierarchy(rank, up, down, graph.key) if fits else None
