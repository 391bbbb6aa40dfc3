"""Several links one after the other: each time the best one left, valued with those before it in place.

Links help or hinder each other, so that the best ten together are not the ten best alone. The greedy rule is the
usual one for choosing under a count (Nemhauser, Wolsey and Fisher 1978); gains of roads are not submodular, so
that it comes without a bound, and a link may gain by the ones before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.travel.appraiser import Appraiser, Measure, Places, ends_of, make_appraiser
from tongcheng.travel.candidates import Candidates
from tongcheng.travel.driving import DriveNetwork
from tongcheng.travel.graph import UNREACHED
from tongcheng.travel.link_kernels import close_trees
from tongcheng.travel.link_types import Ends, Trees
from tongcheng.travel.matrix import ManyToMany
from tongcheng.travel.memory import memory_limit_mb


@dataclass(frozen=True)
class Programme:
    """Links in the order in which they were chosen.

    Parameters
    ----------
    steps
        One row per link: ``link``, ``gain`` with the links before it in place, ``alone`` without any of them,
        ``cost`` and ``total`` of the gains so far; then one column of gains per city.
    after
        Bits or times of all pairs with all chosen links in place.
    """

    steps: pd.DataFrame
    after: Appraiser = field(repr=False)


def greedy_programme(
    network: DriveNetwork,
    candidates: Candidates,
    origins: Places,
    destinations: Places,
    measure: Measure,
    *,
    most: int,
    cost: NDArray[np.float64] | None = None,
    budget: float = float("inf"),
    city: NDArray[np.int64] | None = None,
    cities: Sequence[str] = (),
    same: bool = False,
    threads: int | None = None,
    limit_mb: float | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Programme:
    """Choose links one by one, each with the best gain (per cost) beside those already chosen.

    After each choice the times of all pairs and all trees are brought up to date exactly; nothing is estimated.

    Parameters
    ----------
    network, candidates, origins, destinations, measure, city, cities, same, threads, progress
        As for :func:`tongcheng.travel.links.appraise_links`.
    most
        Number of links at most.
    cost, budget
        Shape ``(c,)``, positive, and what may be spent; gain per cost decides then. By default every link costs 1.
    limit_mb
        Memory for the trees; half of this computer's by default.

    Returns
    -------
    Programme
        Ends early when nothing that can be paid brings anything.

    Raises
    ------
    InputError
        If the trees of all candidates do not fit, with how many would.
    """
    price = np.ones(len(candidates.link)) if cost is None else np.asarray(cost, dtype=np.float64)
    nodes, ends = ends_of(candidates, np.arange(len(candidates.link)))
    _refuse_too_many(len(nodes), origins, destinations, limit_mb)
    appraiser = make_appraiser(
        network, origins, destinations, measure,
        city=city, cities=cities, same=same, threads=threads, progress=progress,
    )  # fmt: skip
    trees = appraiser.trees(nodes)
    between = _Between(appraiser, nodes)
    open_ = np.ones(len(price), dtype=bool)
    alone: NDArray[np.float64] | None = None
    rows: list[dict[str, object]] = []
    left, total = budget, 0.0
    for step in range(most):
        value = appraiser.gains(trees, ends)
        alone = value.sum(axis=1) if alone is None else alone
        rate = np.where(open_ & (price <= left), value.sum(axis=1) / price, 0.0)
        best = int(rate.argmax())
        if rate[best] <= 0:
            break
        _accept(best, ends, appraiser, trees, between)
        open_[best] = False
        gain = float(value[best].sum())
        total, left = total + gain, left - float(price[best])
        row = {"link": candidates.link[best], "gain": gain, "alone": float(alone[best]), "cost": float(price[best])}
        by_city = dict(zip(appraiser.cities, value[best].tolist(), strict=True)) if city is not None else {}
        rows.append({**row, "total": total, **by_city})
        if progress is not None:
            progress("programme", (step + 1) / most)
    columns = ["link", "gain", "alone", "cost", "total", *(appraiser.cities if city is not None else ())]
    return Programme(pd.DataFrame(rows, columns=columns), appraiser)


def _accept(best: int, ends: Ends, appraiser: Appraiser, trees: Trees, between: _Between) -> None:
    """Build one link: close pairs, trees and the times between ends, all from their values before it."""
    tail, head, ms = int(ends.tail[best]), int(ends.head[best]), ends.ms[best]
    appraiser.accept(trees, ends, best)
    cut = np.uint32(appraiser.measure.cut_ms)
    from_tail, from_head = between.from_end(tail), between.from_end(head)
    to_tail, to_head = between.to_end(tail), between.to_end(head)
    before = Trees(trees.to_end[[tail, head]], trees.from_end[[tail, head]])
    close_trees(trees, before.to_end[0], before.from_end[1], to_tail, from_head, ms, cut)
    between.add(tail, head, int(ms), to_tail, from_head)
    if ends.both[best]:
        close_trees(trees, before.to_end[1], before.from_end[0], to_head, from_tail, ms, cut)
        between.add(head, tail, int(ms), to_head, from_tail)


class _Between:
    """Times between the ends of candidates, with the links that have been accepted.

    A row or column is found in the network as it was at first and then led through the accepted links in their
    order, so that no matrix of all ends is needed.
    """

    def __init__(self, appraiser: Appraiser, nodes: NDArray[np.int32]) -> None:
        none = np.zeros(len(nodes), dtype=np.uint32)
        self._there = ManyToMany(appraiser.there.hierarchy, nodes, none, threads=1)
        self._back = ManyToMany(appraiser.back.hierarchy, nodes, none, threads=1)
        self._nodes = nodes
        self._links: list[tuple[NDArray[np.int64], NDArray[np.int64], int, int, int]] = []

    def add(self, near: int, far: int, ms: int, to_near: NDArray[np.uint32], from_far: NDArray[np.uint32]) -> None:
        """Add a link from ``near`` to ``far``, with the times to its near and from its far end before it."""
        self._links.append((from_far.astype(np.int64), to_near.astype(np.int64), near, far, ms))

    def from_end(self, end: int) -> NDArray[np.uint32]:
        """Give ms from one end to all ends."""
        times = self._there.rows(self._nodes[end : end + 1])[0].astype(np.int64)
        for from_far, _to_near, near, _far, ms in self._links:
            times = np.minimum(times, times[near] + ms + from_far)
        return _as_ms(times)

    def to_end(self, end: int) -> NDArray[np.uint32]:
        """Give ms from all ends to one end."""
        times = self._back.rows(self._nodes[end : end + 1])[0].astype(np.int64)
        for _from_far, to_near, _near, far, ms in self._links:
            times = np.minimum(times, times[far] + ms + to_near)
        return _as_ms(times)


def _as_ms(times: NDArray[np.int64]) -> NDArray[np.uint32]:
    return np.minimum(times, np.int64(UNREACHED)).astype(np.uint32)


def _refuse_too_many(ends: int, origins: Places, destinations: Places, limit_mb: float | None) -> None:
    limit = memory_limit_mb() if limit_mb is None else limit_mb
    per_end = 4 * (len(origins.node) + len(destinations.node)) / 1e6
    if ends * per_end <= limit:
        return
    fit = max(1, int(limit / per_end / 2))
    problems = Problems("candidates")
    problems.add(
        "too_many_candidates",
        expected=Text(f"不超过 {limit:.0f} MB", f"at most {limit:.0f} MB"),
        found=f"{ends} × 2 × {len(origins.node)}, {ends * per_end:.0f} MB",
        remedy=Text(
            f"先用 appraise_links 单独评估，再取收益最大的约 {fit} 条组合",
            f"appraise them alone first and combine about {fit} of the best",
        ),
    )
    problems.raise_if_any()
