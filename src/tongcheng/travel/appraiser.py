"""What is made once before links can be valued: times before, trees, weights; and the values themselves.

Origins and destinations are taken in the order of the network's nodes, whatever the order of their tables:
neighbours then share words of bits and blocks of times, and what a link changes lies together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tongcheng.travel.candidates import Candidates
from tongcheng.travel.driving import DriveNetwork
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.graph import UNREACHED
from tongcheng.travel.link_kernels import (
    BLOCK,
    GRAVITY,
    LOW_BITS,
    TIME,
    WORDS,
    cumulative_gains,
    dense_gains,
    largest_of_blocks,
    mark_reached,
)
from tongcheng.travel.link_types import Decay, Dense, Ends, Trees, Weights
from tongcheng.travel.matrix import ManyToMany, processors

Progress = Callable[[str, float], None]

#: Candidates whose trees are held at once, and origins whose times are held at once while pairs are marked.
AT_ONCE = 256
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

    def take(self, order: NDArray[np.intp]) -> Places:
        """Give the places in another order."""
        return Places(self.node[order], self.leg_ms[order], self.weight[order])


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

    def __post_init__(self) -> None:
        if not self.cutoff_min > 0:
            raise ValueError(f"a cut-off is more than 0 minutes, not {self.cutoff_min:g}")
        if self.kind == "gravity" and not self.decay_per_min > 0:
            raise ValueError(f"gravity decays by more than 0 per minute, not {self.decay_per_min:g}")

    @property
    def cut_ms(self) -> int:
        """Cut-off in whole milliseconds."""
        return round(min(self.cutoff_min * MS_PER_MINUTE, float(UNREACHED) - 1))


@dataclass(frozen=True)
class Appraiser:
    """Ready to value links on one network by one measure; made by :func:`make_appraiser`.

    Parameters
    ----------
    measure
        What is summed.
    cities
        Names of the columns of gains.
    weights
        People, their city, and amounts.
    reached
        For ``cumulative``: bits of the pairs within the cut-off, one row of 64-bit words per origin; 254 MB for
        45,000 zones.
    dense, decay
        For the others: times of all pairs, 4 bytes each; and the tables of ``gravity``.
    there, back
        Find the times from nodes to all destinations, and (in the network turned round) from all origins to nodes.
    origin_order, destination_order
        Which origin and destination of the tables each row and column stands for.
    threads
        All processors by default.
    """

    measure: Measure
    cities: tuple[str, ...]
    weights: Weights
    reached: NDArray[np.uint64] | None
    dense: Dense | None
    decay: Decay
    there: ManyToMany
    back: ManyToMany
    origin_order: NDArray[np.intp]
    destination_order: NDArray[np.intp]
    threads: int | None

    def trees(self, nodes: NDArray[np.int32]) -> Trees:
        """Give the times from every origin to some distinct nodes and from them to every destination."""
        return Trees(self.back.rows(nodes), self.there.rows(nodes))

    def gains(self, trees: Trees, ends: Ends) -> NDArray[np.float64]:
        """Give what each candidate alone would bring, shape ``(c, cities)``.

        Candidates are shared among threads; the sum of each is made by one of them, always in the same order.
        """
        gains = np.zeros((len(ends.ms), len(self.cities)))
        count = max(1, min(self.threads or processors(), len(ends.ms)))

        def value(part: slice) -> None:
            some = Ends(ends.tail[part].copy(), ends.head[part].copy(), ends.ms[part].copy(), ends.both[part].copy())
            gains[part] = self._value(trees, some, keep=False)

        if count == 1:
            value(slice(None))
            return gains
        with ThreadPoolExecutor(count) as pool:
            for _ in pool.map(value, [slice(number, None, count) for number in range(count)]):
                pass
        return gains

    def accept(self, trees: Trees, ends: Ends, number: int) -> None:
        """Build one candidate: pairs that it brings nearer are nearer from now on. The trees stay as they were."""
        only = slice(number, number + 1)
        self._value(trees, Ends(ends.tail[only], ends.head[only], ends.ms[only], ends.both[only]), keep=True)
        if self.dense is not None:
            largest_of_blocks(*self.dense)

    def _value(self, trees: Trees, ends: Ends, *, keep: bool) -> NDArray[np.float64]:
        cut = np.uint32(self.measure.cut_ms)
        gains = np.zeros((len(ends.ms), len(self.cities)))
        if self.reached is not None:
            cumulative_gains(self.reached, trees, ends, self.weights, cut, keep, gains)
        elif self.dense is not None:
            kind = GRAVITY if self.measure.kind == "gravity" else TIME
            dense_gains(self.dense, trees, ends, self.weights, self.decay, kind, cut, keep, gains)
            if kind == TIME:
                gains /= MS_PER_MINUTE
        return gains


def make_appraiser(
    network: DriveNetwork,
    origins: Places,
    destinations: Places,
    measure: Measure,
    *,
    city: NDArray[np.int64] | None = None,
    cities: Sequence[str] = (),
    same: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Appraiser:
    """Find the times between all pairs; arguments as for :func:`tongcheng.travel.links.appraise_links`."""
    if network.hierarchy is None:
        raise ValueError("the worth of links needs a network with a hierarchy: drive_network(region)")
    codes = np.zeros(len(origins.node), dtype=np.int64) if city is None else np.asarray(city, dtype=np.int64)
    names = tuple(cities) if city is not None else ("total",)
    if len(codes) and not 0 <= codes.min() <= codes.max() < len(names):
        raise ValueError(f"city holds entries of cities, 0 to {len(names) - 1}, not {codes.min()} to {codes.max()}")
    origin_order = np.argsort(origins.node, kind="stable")
    destination_order = origin_order if same else np.argsort(destinations.node, kind="stable")
    start, end = origins.take(origin_order), destinations.take(destination_order)
    there = ManyToMany(network.hierarchy, end.node, end.leg_ms, measure.cut_ms, threads)
    back = ManyToMany(network.hierarchy.turned(), start.node, start.leg_ms, measure.cut_ms, threads)
    reached, dense = _pairs_before(there, start, len(end.node), measure, same=same, progress=progress)
    amount = np.zeros(_whole(len(end.node), 64 * WORDS))
    amount[: len(end.node)] = end.weight
    return Appraiser(
        measure=measure,
        cities=names,
        weights=Weights(start.weight, codes[origin_order], amount),
        reached=reached,
        dense=dense,
        decay=_decay(measure),
        there=there,
        back=back,
        origin_order=origin_order,
        destination_order=destination_order,
        threads=threads,
    )


def _pairs_before(
    engine: ManyToMany, origins: Places, count: int, measure: Measure, *, same: bool, progress: Progress | None
) -> tuple[NDArray[np.uint64] | None, Dense | None]:
    """Find bits or times of all pairs, some hundred origins at a time."""
    number, cut = len(origins.node), np.uint32(measure.cut_ms)
    reached = np.zeros((number, _whole(count, 64 * WORDS) // 64 if measure.kind == "cumulative" else 0), np.uint64)
    width = 0 if measure.kind == "cumulative" else _whole(count, BLOCK)
    dense = Dense(np.zeros((number, width), np.uint32), np.empty((number, width // BLOCK), np.uint32))
    for start in range(0, number, _ROWS):
        rows = slice(start, min(start + _ROWS, number))
        block = engine.rows(origins.node[rows], origins.leg_ms[rows])
        if same:
            here = np.flatnonzero(origins.node[rows] >= 0)
            block[here, here + start] = 0
        if measure.kind == "cumulative":
            mark_reached(block, cut, reached[rows])
        else:
            np.minimum(block, cut + np.uint32(1), out=dense.ms[rows, :count])
        if progress is not None:
            progress("times", rows.stop / number)
    if measure.kind == "cumulative":
        return reached, None
    largest_of_blocks(*dense)
    return None, dense


def _decay(measure: Measure) -> Decay:
    if measure.kind != "gravity":
        return Decay(np.ones(1), np.ones(1))
    per_ms = measure.decay_per_min / MS_PER_MINUTE
    high = np.arange((measure.cut_ms >> LOW_BITS) + 2, dtype=np.float64) * (1 << LOW_BITS)
    return Decay(np.exp(-per_ms * high), np.exp(-per_ms * np.arange(1 << LOW_BITS)))


def _whole(count: int, step: int) -> int:
    """Give the next multiple of a step."""
    return -(-count // step) * step


def chunks_by_place(candidates: Candidates) -> Iterator[NDArray[np.intp]]:
    """Give the candidates some hundred at a time, neighbours together: they share ends and sweeps."""
    order = np.argsort(candidates.tail, kind="stable")
    for start in range(0, len(order), AT_ONCE):
        yield order[start : start + AT_ONCE]


def ends_of(candidates: Candidates, chosen: NDArray[np.intp]) -> tuple[NDArray[np.int32], Ends]:
    """Give the distinct nodes at which some candidates end, and the candidates by rows of those nodes."""
    both = np.concatenate([candidates.tail[chosen], candidates.head[chosen]])
    nodes, row = np.unique(both, return_inverse=True)
    row = row.astype(np.int64)
    count = len(chosen)
    return nodes.astype(np.int32), Ends(row[:count], row[count:], candidates.ms[chosen], candidates.both[chosen])
