"""The worth of a link: what one more road between two places would change, for thousands of candidates.

A new link can only make times shorter, and only through itself, so that every time after it follows from four
trees of times to and from its ends (min-plus update of rank one; e.g. Ausiello et al. 1991). The result is that of
computing everything again with the link in place: times and counts exactly, gravity to rounding.

It does not cover closed or slowed roads (make the network again), nor several links at once (see
:mod:`tongcheng.travel.programme`), nor congestion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.travel.candidates import Candidates
from tongcheng.travel.driving import DriveNetwork, snap_frame
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.graph import UNREACHED
from tongcheng.travel.hierarchy import Hierarchy
from tongcheng.travel.link_kernels import (
    BLOCK,
    GRAVITY,
    LOW_BITS,
    TIME,
    WORDS,
    Decay,
    Dense,
    Ends,
    Trees,
    Weights,
    cumulative_gains,
    dense_gains,
    largest_of_blocks,
    mark_reached,
)
from tongcheng.travel.matrix import ManyToMany, processors
from tongcheng.travel.snapping import ACCESS_KMH, DETOUR, MAX_KM

#: Candidates whose trees are held at once.
_AT_ONCE = 256

#: Origins whose times are held at once while pairs are marked.
_ROWS = 512


@dataclass(frozen=True)
class Places:
    """Places on the network with what is counted there.

    Parameters
    ----------
    node, leg_ms
        Shapes ``(p,)``: node (-1: not on the network), and ms between it and the place.
    weight
        Shape ``(p,)``: people at an origin; jobs, beds or whatever is reached at a destination.
    """

    node: NDArray[np.int32]
    leg_ms: NDArray[np.uint32]
    weight: NDArray[np.float64]


def places_of(
    network: DriveNetwork,
    frame: pd.DataFrame,
    weight: NDArray[np.float64],
    *,
    access_kmh: float = ACCESS_KMH,
    detour: float = DETOUR,
    max_km: float = MAX_KM,
) -> Places:
    """Put the rows of a frame with ``lon`` and ``lat`` on the network, with what is counted at each.

    The arguments are those of :func:`tongcheng.travel.snapping.snap`.
    """
    found = snap_frame(network, frame, access_kmh=access_kmh, detour=detour, max_km=max_km)
    return Places(found.kernel_node, found.leg_ms, np.asarray(weight, dtype=np.float64))


@dataclass(frozen=True)
class Measure:
    """What a link is valued by; summed over people at the origins.

    Parameters
    ----------
    kind
        ``cumulative``: destinations within ``cutoff_min``, each counted by its weight.
        ``gravity``: weights that decay with the time, ``exp(-decay_per_min * minutes)`` (Hansen 1959), within the
        cut-off. ``time``: minutes saved times the weight of the destination, over pairs within the cut-off before.
    cutoff_min
        Longer times do not count.
    decay_per_min
        Only for ``gravity``.
    """

    kind: Literal["cumulative", "gravity", "time"]
    cutoff_min: float = float("inf")
    decay_per_min: float = float("nan")

    @property
    def cut_ms(self) -> int:
        """Cut-off in whole milliseconds."""
        return round(min(self.cutoff_min * MS_PER_MINUTE, float(UNREACHED) - 1))


def appraise_links(
    network: DriveNetwork,
    candidates: Candidates,
    origins: Places,
    destinations: Places,
    measure: Measure,
    *,
    city: NDArray[np.int64] | None = None,
    cities: Sequence[str] = (),
    same: bool = False,
    threads: int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> pd.DataFrame:
    """Tell what each candidate link alone would change.

    Parameters
    ----------
    network
        With a hierarchy.
    candidates
        From :func:`tongcheng.travel.candidates.read_candidates`.
    origins, destinations
        People and what they reach.
    measure
        What is summed.
    city, cities
        Shape ``(o,)``, entry of ``cities`` for each origin; only the total without them.
    same
        Whether origins and destinations are the same places; then a place reaches itself in no time.
    threads
        All processors by default.
    progress
        Called with the name of the step and the part of it that is done.

    Returns
    -------
    pandas.DataFrame
        One row per candidate in their order, index ``link``: one column per city of origin and ``total``. Units:
        people times weight for ``cumulative`` and ``gravity``, people times weight times minutes for ``time``.

    Examples
    --------
    Two towns 30 minutes apart by way of a third; a bridge of 5 minutes brings 10 people to 100 jobs, and back.

    >>> from tongcheng.travel import DriveNetwork, build_graph, build_hierarchy, components
    >>> from tongcheng.travel.candidates import read_candidates
    >>> nodes = pd.DataFrame({"node": ["a", "b", "c"], "lon": [104.0, 104.1, 104.0], "lat": [30.0, 30.0, 30.1],
    ...                       "basis": "observed"})
    >>> links = pd.DataFrame({"link": ["ab", "bc"], "from_node": ["a", "b"], "to_node": ["b", "c"],
    ...                       "length_m": 15_000.0, "speed_kmh": 60.0, "basis": "observed"})
    >>> graph = build_graph(nodes, links)
    >>> network = DriveNetwork(graph, components(graph), build_hierarchy(graph))
    >>> bridge = pd.DataFrame({"link": ["bridge"], "from_node": ["a"], "to_node": ["c"], "minutes": [5.0]})
    >>> here = Places(graph.node_of(nodes["node"]), np.zeros(3, np.uint32), np.array([10.0, 0, 0]))
    >>> there = Places(here.node, here.leg_ms, np.array([0, 0, 100.0]))
    >>> appraise_links(network, read_candidates(network, bridge), here, there, Measure("cumulative", 20.0))["total"]
    link
    bridge    1000.0
    Name: total, dtype: float64
    """
    codes = np.zeros(len(origins.node), dtype=np.int64) if city is None else np.asarray(city, dtype=np.int64)
    names = list(cities) if city is not None else ["total"]
    baseline = make_baseline(network, origins, destinations, measure, same=same, threads=threads, progress=progress)
    weights = weights_of(origins, destinations, codes)
    gains = np.zeros((len(candidates.link), len(names)))
    maker = tree_maker(network, origins, destinations, measure.cut_ms, threads)
    done = 0
    for chosen in chunks_by_place(candidates):
        nodes, ends = ends_of(candidates, chosen)
        gains[chosen] = all_gains(baseline, maker.trees(nodes), ends, weights, len(names), threads)
        done += len(chosen)
        if progress is not None:
            progress("links", done / len(candidates.link))
    frame = pd.DataFrame(gains, index=pd.Index(candidates.link, name="link"), columns=names)
    if city is not None:
        frame["total"] = gains.sum(axis=1)
    return frame


@dataclass(frozen=True)
class Baseline:
    """What is known about all pairs before any link: bits for ``cumulative``, times for the others.

    Parameters
    ----------
    measure
        What it was made for.
    reached
        Bits of the pairs within the cut-off, one row of 64-bit words per origin: 254 MB for 45,000 zones.
    dense
        Times of all pairs; 4 bytes each.
    decay
        Tables for ``gravity``.
    """

    measure: Measure
    reached: NDArray[np.uint64] | None
    dense: Dense | None
    decay: Decay

    def gains(
        self, trees: Trees, ends: Ends, weights: Weights, cities: int, *, keep: bool = False
    ) -> NDArray[np.float64]:
        """Give what each candidate brings, shape ``(c, cities)``; with ``keep``, accept the (one) candidate."""
        cut = np.uint32(self.measure.cut_ms)
        gains = np.zeros((len(ends.ms), cities))
        if self.reached is not None:
            cumulative_gains(self.reached, trees, ends, weights, cut, keep, gains)
        elif self.dense is not None:
            kind = GRAVITY if self.measure.kind == "gravity" else TIME
            dense_gains(self.dense, trees, ends, weights, self.decay, kind, cut, keep, gains)
            if kind == TIME:
                gains /= MS_PER_MINUTE
            if keep:
                largest_of_blocks(*self.dense)
        return gains


def make_baseline(
    network: DriveNetwork,
    origins: Places,
    destinations: Places,
    measure: Measure,
    *,
    same: bool = False,
    threads: int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Baseline:
    """Find the times between all pairs as far as a measure needs them; arguments as for :func:`appraise_links`."""
    engine = ManyToMany(needed_hierarchy(network), destinations.node, destinations.leg_ms, measure.cut_ms, threads)
    shape = len(origins.node), len(destinations.node)
    cut = np.uint32(measure.cut_ms)
    if measure.kind == "cumulative":
        reached = np.zeros((shape[0], _whole(shape[1], 64 * WORDS) // 64), dtype=np.uint64)
    else:
        dense = Dense(
            np.zeros((shape[0], _whole(shape[1], BLOCK)), dtype=np.uint32),
            np.empty((shape[0], _whole(shape[1], BLOCK) // BLOCK), dtype=np.uint32),
        )
    for start in range(0, shape[0], _ROWS):
        rows = slice(start, min(start + _ROWS, shape[0]))
        block = engine.rows(origins.node[rows], origins.leg_ms[rows])
        if same:
            here = np.flatnonzero(origins.node[rows] >= 0)
            block[here, here + start] = 0
        if measure.kind == "cumulative":
            mark_reached(block, cut, reached[rows])
        else:
            np.minimum(block, cut + np.uint32(1), out=dense.ms[rows, : shape[1]])
        if progress is not None:
            progress("times", rows.stop / shape[0])
    if measure.kind == "cumulative":
        return Baseline(measure, reached, None, _decay(measure))
    largest_of_blocks(*dense)
    return Baseline(measure, None, dense, _decay(measure))


def _whole(count: int, step: int) -> int:
    """Give the next multiple of a step."""
    return -(-count // step) * step


def _decay(measure: Measure) -> Decay:
    if measure.kind != "gravity":
        return Decay(np.ones(1), np.ones(1))
    per_ms = measure.decay_per_min / MS_PER_MINUTE
    high = np.arange((measure.cut_ms >> LOW_BITS) + 2, dtype=np.float64) * (1 << LOW_BITS)
    return Decay(np.exp(-per_ms * high), np.exp(-per_ms * np.arange(1 << LOW_BITS)))


def weights_of(origins: Places, destinations: Places, city: NDArray[np.int64]) -> Weights:
    """Give people and amounts as the kernels want them: amounts filled up to whole blocks with 0."""
    count = len(destinations.weight)
    amount = np.zeros(_whole(count, 64 * WORDS))
    amount[:count] = destinations.weight
    return Weights(origins.weight, city, amount)


def chunks_by_place(candidates: Candidates) -> Iterator[NDArray[np.intp]]:
    """Give the candidates some hundred at a time, neighbours together: they share ends and sweeps."""
    order = np.argsort(candidates.tail, kind="stable")
    for start in range(0, len(order), _AT_ONCE):
        yield order[start : start + _AT_ONCE]


def ends_of(candidates: Candidates, chosen: NDArray[np.intp]) -> tuple[NDArray[np.int32], Ends]:
    """Give the distinct nodes at which some candidates end, and the candidates by rows of those nodes."""
    both = np.concatenate([candidates.tail[chosen], candidates.head[chosen]])
    nodes, row = np.unique(both, return_inverse=True)
    row = row.astype(np.int64)
    count = len(chosen)
    return nodes.astype(np.int32), Ends(row[:count], row[count:], candidates.ms[chosen], candidates.both[chosen])


@dataclass(frozen=True)
class TreeMaker:
    """Finds the times from every origin to some nodes, and from the nodes to every destination."""

    back: ManyToMany
    there: ManyToMany

    def trees(self, nodes: NDArray[np.int32]) -> Trees:
        """Give both for distinct nodes, one row each."""
        return Trees(self.back.rows(nodes), self.there.rows(nodes))


def tree_maker(
    network: DriveNetwork, origins: Places, destinations: Places, cut_ms: int, threads: int | None
) -> TreeMaker:
    """Make ready to find trees up to a cut-off."""
    hierarchy = needed_hierarchy(network)
    return TreeMaker(
        ManyToMany(hierarchy.turned(), origins.node, origins.leg_ms, cut_ms, threads),
        ManyToMany(hierarchy, destinations.node, destinations.leg_ms, cut_ms, threads),
    )


def all_gains(
    baseline: Baseline, trees: Trees, ends: Ends, weights: Weights, cities: int, threads: int | None
) -> NDArray[np.float64]:
    """Value candidates on as many threads as wanted; each candidate's sum is made by one thread in one order."""
    gains = np.zeros((len(ends.ms), cities))
    count = min(threads or processors(), len(ends.ms))
    parts = [slice(number, None, count) for number in range(count)]

    def value(part: slice) -> None:
        some = Ends(ends.tail[part].copy(), ends.head[part].copy(), ends.ms[part].copy(), ends.both[part].copy())
        gains[part] = baseline.gains(trees, some, weights, cities)

    if count == 1:
        value(parts[0])
        return gains
    with ThreadPoolExecutor(count) as pool:
        for _ in pool.map(value, parts):
            pass
    return gains


def needed_hierarchy(network: DriveNetwork) -> Hierarchy:
    """Give the hierarchy of a network that has one."""
    if network.hierarchy is None:
        raise ValueError("the worth of links needs a network with a hierarchy: drive_network(region)")
    return network.hierarchy
