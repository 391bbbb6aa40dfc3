"""What changes of the roads bring, one by one, from exact times with each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tongcheng.sectors.transport.worth.change import Change
from tongcheng.sectors.transport.worth.demand import Demand
from tongcheng.sectors.transport.worth.led import Led
from tongcheng.sectors.transport.worth.network import Ms, Roads
from tongcheng.sectors.transport.worth.scene import ENDS, Floats, Scene
from tongcheng.sectors.transport.worth.sums import Gains, Sums
from tongcheng.sectors.transport.worth.tally import Tally

Progress = Callable[[str, float], None]

#: Changes whose trees are held at once.
_AT_ONCE = 256


class Valuer:
    """Ready to value changes of the roads of one circle; the times before are made once.

    Parameters
    ----------
    scene
        People, borders, facilities.
    roads
        Times before.
    demand
        Trips between zones.
    """

    def __init__(self, scene: Scene, roads: Roads, demand: Demand) -> None:
        self.scene = scene
        self.roads = roads
        self.tally = Tally(scene, demand, roads.cut_ms)
        self.columns = self.tally.columns
        self._held: tuple[tuple[Ms, ...], NDArray[np.float32]] | None = None
        trips_of, best = [], []
        for rows in roads.blocks():
            times, trips = self._block(rows)
            trips_of.append(self.tally.all_trips(times[0], trips))
            best.append(self._shares(rows, times))
        self._all_trips = np.concatenate(trips_of)
        self._best = [np.concatenate(parts) for parts in zip(*best, strict=True)]

    def gains(self, changes: Sequence[Change], *, progress: Progress | None = None) -> Iterator[Gains]:
        """Give what each change alone brings; neighbours stand together, whatever order they come in."""
        count, done = max(len(changes), 1), 0
        quick = [change for change in changes if not change.rebuilt]
        quick.sort(key=lambda change: (int(change.tail[0]) if len(change.tail) else -1, change.change))
        for start in range(0, len(quick), _AT_ONCE):
            for gains in self._led(quick[start : start + _AT_ONCE]):
                yield gains
                done += 1
            if progress is not None:
                progress("worth", done / count)
        for change in changes:
            if change.rebuilt:
                yield self._rebuilt(change)
                done += 1
                if progress is not None:
                    progress("worth", done / count)

    def _whole(self, rows: slice) -> bool:
        return bool(rows.stop - rows.start == len(self.scene.city))

    def _block(self, rows: slice) -> tuple[tuple[Ms, ...], NDArray[np.float32]]:
        """Give times and trips of some zones; they are kept if they are all."""
        if self._held is not None:
            return self._held
        times = self.roads.before(rows)
        made = times, self.tally.demand.rows(rows, times[0])
        if self._whole(rows):
            self._held = made
        return made

    def _shares(self, rows: slice, times: tuple[Ms, ...]) -> list[Floats]:
        zones = np.arange(rows.start, rows.stop)
        return [
            self.tally.shares(number, zones, np.broadcast_to(block, (ENDS, *block.shape)))
            for number, block in enumerate(times[1:])
        ]

    def _led(self, changes: Sequence[Change]) -> Iterator[Gains]:
        """Value changes that only make roads new or faster, from the trees of their ends."""
        nodes = np.unique(np.concatenate([change.ends for change in changes])).astype(np.int32)
        trees = self.roads.trees(nodes)
        led = [Led.of(change, nodes, trees, self.roads.cut_ms) for change in changes]
        sums = [Sums(change.change, self.scene, len(self.columns)) for change in changes]
        for rows in self.roads.blocks():
            times, trips = self._block(rows)
            for ways, total in zip(led, sums, strict=True):
                here = ways.origins_in(rows)
                if len(here) == 0:
                    continue
                zones = rows.start + here
                after = ways.after(0, times[0], rows, here)
                reach, saved, shorter = self.tally.pairs(rows, here, times[0], ways.columns[0], after, trips)
                shares = [self._newly(number, ways, times, rows, here) for number in range(len(self._best))]
                total.add(zones, self.tally.values(zones, self._all_trips[zones], reach, shares, saved, shorter))
        for total in sums:
            yield total.gains()

    def _newly(self, number: int, ways: Led, times: tuple[Ms, ...], rows: slice, here: NDArray[np.intp]) -> Floats:
        """Give the growth of the share of residents who have a facility within each time."""
        zones = rows.start + here
        before = self._best[number][zones]
        if len(ways.columns[number + 1]) == 0:
            return np.zeros_like(before)
        after = ways.after(number + 1, times[number + 1], rows, here)
        grown: Floats = self.tally.shares(number, zones, after, before, ways.columns[number + 1]) - before
        return grown

    def _rebuilt(self, change: Change) -> Gains:
        """Value a change that also takes something away: all times are made again on its networks."""
        total = Sums(change.change, self.scene, len(self.columns))
        networks = [self.roads.with_graph(graph) for graph in change.rebuilt]
        for rows in self.roads.blocks():
            times, trips = self._block(rows)
            after = [network.before(rows) for network in networks]
            total.add(np.arange(rows.start, rows.stop), self.tally.difference(rows, [times] * ENDS, after, trips))
        return total.gains()
