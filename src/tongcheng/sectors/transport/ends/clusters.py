"""Proposals that overlap become one: the same missing piece seen from both sides, or pieces side by side."""

from __future__ import annotations

import hashlib

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tongcheng.sectors.transport.ends.streets import Ints, Shapes


def stable_id(kind: str, *ids: str) -> str:
    """Hash stable ids, whatever their order, to the id of a candidate.

    Examples
    --------
    >>> stable_id("dead_end", "n1", "n2") == stable_id("dead_end", "n2", "n1")
    True
    """
    text = "\x1f".join([kind, *sorted(ids)])
    letter = {"dead_end": "d", "bottleneck": "b"}[kind]
    return letter + hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def groups_of_lines(lines: Shapes, border: Ints, distance_m: float) -> Ints:
    """Put lines over the same border that come near to each other into one group.

    Returns
    -------
    numpy.ndarray
        Number of the group of each line.
    """
    if not len(lines):
        return np.zeros(0, dtype=np.intp)
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=distance_m)
    same = border[one] == border[other]
    return _connected(one[same], other[same], len(lines))


def groups_of_links(links: list[tuple[int, ...]], also: list[tuple[int, int]]) -> Ints:
    """Put sets of links that share a link into one group, and the pairs ``also``."""
    owner = np.repeat(np.arange(len(links)), [len(one) for one in links])
    link = np.concatenate([np.asarray(one, dtype=np.intp) for one in links]) if links else owner
    order = np.lexsort((owner, link))
    same = np.flatnonzero(np.diff(link[order]) == 0)
    pairs = np.array(also, dtype=np.intp).reshape(-1, 2)
    one = np.concatenate([owner[order][same], pairs[:, 0]])
    other = np.concatenate([owner[order][same + 1], pairs[:, 1]])
    return _connected(one, other, len(links))


def _connected(one: Ints, other: Ints, count: int) -> Ints:
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label, dtype=np.intp)
