"""A change of the road network: new arcs at three speeds, or whole networks where something gets slower."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongcheng.travel.graph import Graph


@dataclass(frozen=True)
class Change:
    """What one candidate or project does to the roads.

    Parameters
    ----------
    change
        Id of the candidate or project.
    tail, head
        Shape (arcs,): new or faster arcs, each in one direction, by nodes of the graph.
    ms
        Shape (3, arcs): time over each at the speed expected, at a low and at a high one.
    rebuilt
        The whole graph at the three speeds, where a road is closed or gets slower; then the arcs are not used.
    """

    change: str
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    ms: NDArray[np.uint32]
    rebuilt: tuple[Graph, ...] = ()

    @property
    def ends(self) -> NDArray[np.int32]:
        """Distinct nodes at which the arcs start or end, ascending."""
        return np.unique(np.concatenate([self.tail, self.head])).astype(np.int32)


def both_ways(
    tail: NDArray[np.int32], head: NDArray[np.int32], ms: NDArray[np.uint32], both: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]]:
    """Give one arc per direction of some links.

    Parameters
    ----------
    tail, head, both
        Shape (links,).
    ms
        Shape (3, links).

    Examples
    --------
    >>> one, two = np.array([4], np.int32), np.array([7], np.int32)
    >>> both_ways(one, two, np.full((3, 1), 60_000, np.uint32), np.array([True]))[0].tolist()
    [4, 7]
    """
    return (
        np.concatenate([tail, head[both]]).astype(np.int32),
        np.concatenate([head, tail[both]]).astype(np.int32),
        np.concatenate([ms, ms[:, both]], axis=1).astype(np.uint32),
    )
