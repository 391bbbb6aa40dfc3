"""Times by way of the new arcs of one change, for the origins and destinations that may gain by them.

A way that is shorter with the change passes a new arc last at some end; up to there it is led through the arcs, from
there on it is as before. An origin that reaches no end sooner gains nothing, nor does a destination that is reached
sooner from none, so that only the others are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongcheng.sectors.transport.worth.change import Change
from tongcheng.sectors.transport.worth.kernel import close_between, lead_to_ends, times_after
from tongcheng.sectors.transport.worth.network import Ms, Trees
from tongcheng.travel.graph import UNREACHED

_SPEEDS = 3
#: Row of the highest speed: whoever does not gain then does not gain at all.
_FASTEST = 2


@dataclass(frozen=True)
class Led:
    """The trees of one change, led through its arcs.

    Parameters
    ----------
    lead
        Shape (3, ends, zones): ms from every zone to each end with the change at three speeds, ``UNREACHED`` where
        that is no sooner than without it.
    from_end
        One array (ends, places) per set of places: ms from the ends, before the change.
    origins
        Zones that reach an end sooner.
    columns
        For each set of places those that are reached sooner from an end.
    cut_ms
        Longer times do not count.
    """

    lead: Ms
    from_end: tuple[Ms, ...]
    origins: NDArray[np.intp]
    columns: tuple[NDArray[np.intp], ...]
    cut_ms: int

    @classmethod
    def of(cls, change: Change, nodes: NDArray[np.int32], trees: Trees, cut_ms: int) -> Led:
        """Lead the trees of a change through its arcs; ``nodes`` are those of the trees, ascending."""
        place = np.searchsorted(nodes, change.ends)
        tail, head = (np.searchsorted(change.ends, ends) for ends in (change.tail, change.head))
        to_end = np.ascontiguousarray(trees.to_end[place])
        from_end = tuple(np.ascontiguousarray(times[place]) for times in trees.from_end)
        lead = np.empty((_SPEEDS, *to_end.shape), dtype=np.uint32)
        back = [np.empty_like(times) for times in from_end]
        for speed in range(_SPEEDS):
            between = np.ascontiguousarray(trees.between[np.ix_(place, place)])
            np.minimum.at(between, (tail, head), change.ms[speed])
            close_between(between)
            lead_to_ends(to_end, between, lead[speed])
            lead[speed][lead[speed] >= to_end] = UNREACHED
            if speed == _FASTEST:
                for times, result in zip(from_end, back, strict=True):
                    lead_to_ends(times, np.ascontiguousarray(between.T), result)
        origins: NDArray[np.intp] = np.flatnonzero((lead[_FASTEST] <= cut_ms).any(axis=0))
        columns = tuple(_sooner(after, times, cut_ms) for after, times in zip(back, from_end, strict=True))
        return cls(lead, from_end, origins, columns, cut_ms)

    def origins_in(self, rows: slice) -> NDArray[np.intp]:
        """Give the origins of a block that may gain, by row of the block."""
        inside = self.origins[(self.origins >= rows.start) & (self.origins < rows.stop)]
        found: NDArray[np.intp] = inside - rows.start
        return found

    def after(self, number: int, before: Ms, rows: slice, here: NDArray[np.intp]) -> Ms:
        """Give times with the change, shape (3, origins, columns), to one set of places."""
        columns = self.columns[number]
        result = np.empty((_SPEEDS, len(here), len(columns)), dtype=np.uint32)
        lead = self.lead[:, :, rows]
        from_end = np.ascontiguousarray(self.from_end[number][:, columns])
        times_after(before, lead, from_end, here, columns, np.uint32(self.cut_ms), result)
        return result


def _sooner(after: Ms, before: Ms, cut_ms: int) -> NDArray[np.intp]:
    found: NDArray[np.intp] = np.flatnonzero(((after < before) & (after <= cut_ms)).any(axis=0))
    return found
