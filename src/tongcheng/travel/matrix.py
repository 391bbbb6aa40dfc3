"""Times from many nodes to many through a hierarchy: exact, in blocks of origins, on as many threads as wanted."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongcheng.travel.encoding import TimeArray, encode
from tongcheng.travel.graph import UNREACHED, digest_of
from tongcheng.travel.hierarchy import Hierarchy
from tongcheng.travel.sweep import LANES, Down, Scratch, many_to_many, new_scratch, restrict


@dataclass(frozen=True)
class ManyToMany:
    """Times to a set of destinations, asked for again and again from blocks of origins.

    Parameters
    ----------
    hierarchy
        Of the network.
    targets
        Shape ``(t,)``, nodes of the destinations; -1 where one is not on the network.
    target_legs
        Shape ``(t,)``, ms after the road.
    cut_ms
        Longer times are not wanted.
    threads
        Threads that share a block; all processors by default.

    Examples
    --------
    >>> import pandas as pd
    >>> from tongcheng.travel import build_graph
    >>> from tongcheng.travel.hierarchy import build_hierarchy
    >>> nodes = pd.DataFrame({"node": ["a", "b"], "lon": [104.0, 104.1], "lat": [30.0, 30.0], "basis": "observed"})
    >>> links = pd.DataFrame({"link": ["ab"], "from_node": ["a"], "to_node": ["b"], "length_m": [1000.0],
    ...                       "speed_kmh": [60.0], "basis": ["observed"]})
    >>> both = np.array([0, 1], dtype=np.int32)
    >>> engine = ManyToMany(build_hierarchy(build_graph(nodes, links)), both, np.zeros(2, np.uint32), 3_600_000)
    >>> engine.rows(both).tolist()
    [[0, 60000], [60000, 0]]
    """

    hierarchy: Hierarchy
    targets: NDArray[np.int32]
    target_legs: NDArray[np.uint32]
    cut_ms: int = int(UNREACHED) - 1
    threads: int | None = None
    _idle: list[Scratch] = field(default_factory=list, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the scratch behind when sent to another process, where the scheduler decides what runs at once."""
        return ManyToMany, (self.hierarchy, self.targets, self.target_legs, self.cut_ms, 1)

    @cached_property
    def key(self) -> str:
        """Hash of network, destinations and cut-off; the same for every engine."""
        return digest_of([self.hierarchy.key, self.targets, self.target_legs, np.array([self.cut_ms])])

    def rows(self, sources: NDArray[np.int32], legs: NDArray[np.uint32] | None = None) -> NDArray[np.uint32]:
        """Give ms from nodes to the destinations, shape ``(len(sources), t)``, ``UNREACHED`` where there is none."""
        result = np.empty((len(sources), len(self.targets)), dtype=np.uint32)
        self.fill(sources, np.zeros(len(sources), dtype=np.uint32) if legs is None else legs, result)
        return result

    def fill(self, sources: NDArray[np.int32], legs: NDArray[np.uint32], result: TimeArray) -> None:
        """Write the times from nodes to the destinations into an array, in the form of its dtype.

        Parameters
        ----------
        sources
            Shape ``(s,)``, nodes; -1 where an origin is not on the network.
        legs
            Shape ``(s,)``, ms before the road.
        result
            Shape ``(s, t)``; see :mod:`tongcheng.travel.encoding`.
        """
        order = np.argsort(sources, kind="stable")  # neighbours share a sweep
        _ = self._places  # made before the threads ask for it
        threads = min(self.threads or processors(), max(1, len(sources) // LANES))
        if threads == 1:
            self._fill_part(order, sources, legs, result)
            return
        sweeps = -(-len(order) // LANES)
        edges = [LANES * (sweeps * part // threads) for part in range(threads)] + [len(order)]
        with ThreadPoolExecutor(threads) as pool:
            parts = [order[start:stop] for start, stop in itertools.pairwise(edges)]
            for _ in pool.map(lambda part: self._fill_part(part, sources, legs, result), parts):
                pass

    def _fill_part(
        self, order: NDArray[np.intp], sources: NDArray[np.int32], legs: NDArray[np.uint32], result: TimeArray
    ) -> None:
        """Fill some rows, 64 at a time so that they are still at hand in the cache when they are encoded."""
        rank = self.hierarchy.rank
        sweep = np.empty((LANES, len(self.targets)), dtype=np.uint32)
        lanes = np.arange(LANES)
        with self._scratch() as scratch:
            for start in range(0, len(order), LANES):
                rows = order[start : start + LANES]
                nodes = sources[rows]
                ranks = np.where(nodes >= 0, rank[nodes], -1).astype(np.int32)
                direct = result.dtype == np.uint32
                many_to_many(
                    self.hierarchy.up, self._down, ranks, legs[rows], rows if direct else lanes[: len(rows)],
                    self._places, self.target_legs, np.uint32(self.cut_ms), scratch, result if direct else sweep,
                )  # fmt: skip
                if not direct:
                    encode(sweep, result, rows)

    @cached_property
    def _down(self) -> Down:
        return restrict(self.hierarchy.down, self.hierarchy.rank[self.targets[self.targets >= 0]])

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        return np.where(self.targets >= 0, self._down.place[self.hierarchy.rank[self.targets]], -1).astype(np.int32)

    @contextmanager
    def _scratch(self) -> Iterator[Scratch]:
        """Lend scratch to one thread; list operations are atomic, so that no two threads get the same."""
        try:
            scratch = self._idle.pop()
        except IndexError:
            scratch = new_scratch(self.hierarchy.up, self._down, len(self.targets))
        try:
            yield scratch
        finally:
            self._idle.append(scratch)


def processors() -> int:
    """Give the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
