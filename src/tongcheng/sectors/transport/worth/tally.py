"""From times before and after to what changes for people, zone by zone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tongcheng.sectors.transport.worth.demand import Demand
from tongcheng.sectors.transport.worth.kernel import best_shares, tally_zones
from tongcheng.sectors.transport.worth.network import Ms
from tongcheng.sectors.transport.worth.scene import ENDS, STATES, Floats, Scene
from tongcheng.sectors.transport.worth.sums import columns_of
from tongcheng.travel.encoding import MS_PER_MINUTE

Trips = NDArray[np.float32]

#: A trip that gets a second shorter goes over the new road or gains by it otherwise; less is rounding.
NOTICED_MS = 1_000


class Tally:
    """Counts what times mean for people.

    Parameters
    ----------
    scene
        People, borders, facilities.
    demand
        Trips between zones.
    cut_ms
        Longer times do not count.
    """

    def __init__(self, scene: Scene, demand: Demand, cut_ms: int) -> None:
        self.scene = scene
        self.demand = demand
        self.cut_ms = cut_ms
        self.columns = columns_of(scene, demand)

    def pairs(
        self, rows: slice, here: NDArray[np.intp], before: Ms, columns: NDArray[np.intp], after: Ms, trips: Trips
    ) -> tuple[Floats, Floats, Floats]:
        """Count what comes within each time, trips times ms saved, and trips that get shorter.

        Parameters
        ----------
        rows
            Zones of the block.
        here, columns
            Rows of the block and zones whose times ``after``, shape (3, here, columns), holds.
        before
            Times of the block to all zones.
        trips
            Trips of the block.

        Returns
        -------
        reach, saved, shorter
            Shapes (here, kinds, states, thresholds, 3), (here, states, 3), (here, 3).
        """
        scene = self.scene
        states, thresholds = len(STATES), len(scene.thresholds_min)
        reach = np.zeros((len(here), len(scene.amounts), states, thresholds, ENDS))
        saved, shorter = np.zeros((len(here), states, ENDS)), np.zeros((len(here), ENDS))
        tally_zones(
            before, after, here, columns, rows.start, scene.city, scene.borders.openness, scene.borders.penalty_ms,
            scene.thresholds_ms, scene.amounts, trips, NOTICED_MS, reach, saved, shorter,
        )  # fmt: skip
        return reach, saved, shorter

    def shares(
        self, number: int, zones: NDArray[np.intp], times: Ms, best: Floats | None = None,
        columns: NDArray[np.intp] | None = None,
    ) -> Floats:  # fmt: skip
        """Give the share of residents with a facility within each time, shape (zones, states, thresholds, 3).

        Parameters
        ----------
        number
            Kind of facility.
        zones
            Zones of the rows.
        times
            Shape (3, zones, facilities), ms.
        best
            Shares that hold already; they only grow.
        columns
            Facilities that ``times`` is about; all by default.
        """
        scene = self.scene
        shape = (len(zones), len(STATES), len(scene.thresholds_min), ENDS)
        result = np.zeros(shape) if best is None else best.copy()
        borders = scene.targets[number].borders
        openness, penalty = borders.openness, borders.penalty_ms
        if columns is not None:
            openness, penalty = openness[..., columns], penalty[..., columns]
        best_shares(times, scene.city[zones], openness, penalty, scene.thresholds_ms, result)
        return result

    def all_trips(self, times: Ms, trips: Trips) -> Floats:
        """Give the trips of today from some zones, or the residents within the cut-off where there are no trips."""
        found: Floats = trips[0].sum(axis=1, dtype=np.float64)
        if trips.shape[2] == 0:
            found = (times <= self.cut_ms).astype(np.float64) @ self.scene.amounts[0, 0]
        return found

    def values(
        self, zones: NDArray[np.intp], all_trips: Floats, reach: Floats, shares: Sequence[Floats], saved: Floats,
        shorter: Floats,
    ) -> Floats:  # fmt: skip
        """Put the columns side by side, times residents: shape (zones, columns, 3)."""
        count = len(zones)
        people = self.scene.people.T[zones][:, None, :]
        part = np.divide(shorter, all_trips[:, None], out=np.zeros_like(shorter), where=all_trips[:, None] > 0)
        parts = [
            people[:, :, :1] * reach.reshape(count, -1, ENDS),
            *(people * share.reshape(count, -1, ENDS) for share in shares),
            saved[:, list(self.demand.states)] / MS_PER_MINUTE,
            people * part[:, None, :],
        ]
        return np.concatenate(parts, axis=1)

    def difference(
        self, rows: slice, before: Sequence[tuple[Ms, ...]], after: Sequence[tuple[Ms, ...]], trips: Trips
    ) -> Floats:
        """Value whole blocks of times, also where some get longer.

        Parameters
        ----------
        rows
            Zones of the block.
        before, after
            Expected, low and high times to the zones and to each kind of facility.
        trips
            Trips of the block.

        Returns
        -------
        numpy.ndarray
            Shape (rows, columns, 3). A trip that is no longer possible within the cut-off is lost from what is
            reached, and adds nothing to the time.
        """
        zones = np.arange(rows.start, rows.stop)
        here, every = np.arange(len(zones)), np.arange(len(self.scene.city))
        parts = []
        for end in range(ENDS):
            old, new = before[end], after[end]
            gained = self.pairs(rows, here, old[0], every, _thrice(new[0]), trips)
            lost = self.pairs(rows, here, new[0], every, _thrice(old[0]), trips)
            shares = [
                self.shares(number, zones, _thrice(new[number + 1]))
                - self.shares(number, zones, _thrice(old[number + 1]))
                for number in range(len(self.scene.targets))
            ]
            values = self.values(
                zones, self.all_trips(old[0], trips), gained[0] - lost[0], shares, gained[1] - lost[1], gained[2]
            )
            parts.append(values[:, :, end])
        return np.stack(parts, axis=2)


def _thrice(times: Ms) -> Ms:
    return np.broadcast_to(times, (ENDS, *times.shape))
