"""Gains of zones added up by county and city."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tongcheng.sectors.transport.worth.demand import Demand
from tongcheng.sectors.transport.worth.indicators import (
    BENEFICIARIES,
    JOBS_REACHED_GAIN,
    NEWLY_WITHIN,
    RESIDENTS_REACHED_GAIN,
)
from tongcheng.sectors.transport.worth.scene import ENDS, STATES, Floats, Scene


@dataclass(frozen=True)
class Column:
    """What one column of gains is: the keys of its figure.

    Parameters
    ----------
    indicator, state, group, threshold
        As in the table of results.
    mean
        Whether the sum is divided by the residents of a place.
    """

    indicator: str
    state: str
    group: str = "all"
    threshold: float = float("nan")
    mean: bool = False


@dataclass(frozen=True)
class Gains:
    """What one change brings.

    Parameters
    ----------
    change
        Its id.
    county, city
        Entries of the counties and cities in which anything changes.
    by_county, by_city
        Shape (places, columns, 3): value, low, high; sums over residents.
    """

    change: str
    county: NDArray[np.intp]
    by_county: Floats
    city: NDArray[np.intp]
    by_city: Floats

    @property
    def total(self) -> Floats:
        """Sum over the circle, shape (columns, 3)."""
        total: Floats = self.by_city.sum(axis=0)
        return total


def columns_of(scene: Scene, demand: Demand) -> tuple[Column, ...]:
    """Say what the columns of gains are: people and jobs, facilities, trips, people who gain."""
    reach = {"residents": RESIDENTS_REACHED_GAIN, "jobs": JOBS_REACHED_GAIN}
    columns = [
        Column(reach[kind].indicator, state, threshold=minutes, mean=True)
        for kind in scene.kinds for state in STATES for minutes in scene.thresholds_min
    ]  # fmt: skip
    columns += [
        Column(NEWLY_WITHIN.indicator, state, target.group, minutes)
        for target in scene.targets for state in STATES for minutes in scene.thresholds_min
    ]  # fmt: skip
    columns += [Column(demand.indicator, STATES[state]) for state in demand.states]
    return (*columns, Column(BENEFICIARIES.indicator, ""))


@dataclass(frozen=True)
class Sums:
    """Gathers the gains of one change, block after block.

    Parameters
    ----------
    change
        Its id.
    scene
        Which county and city each zone lies in.
    columns
        Number of columns.
    """

    change: str
    scene: Scene
    columns: int
    _counties: dict[int, Floats] = field(default_factory=dict)
    _cities: dict[int, Floats] = field(default_factory=dict)

    def add(self, zones: NDArray[np.intp], values: Floats) -> None:
        """Add gains of some zones, shape (zones, columns, 3)."""
        for codes, sums in ((self.scene.county, self._counties), (self.scene.city, self._cities)):
            own = codes[zones]
            for place in np.unique(own[own >= 0]):
                part = values[own == place].sum(axis=0)
                sums[int(place)] = sums[int(place)] + part if int(place) in sums else part

    def gains(self) -> Gains:
        """Give the sums; places in which nothing changes are left out."""
        return Gains(self.change, *self._of(self._counties), *self._of(self._cities))

    def _of(self, sums: dict[int, Floats]) -> tuple[NDArray[np.intp], Floats]:
        places = sorted(place for place, values in sums.items() if values.any())
        values = np.stack([sums[place] for place in places]) if places else np.zeros((0, self.columns, ENDS))
        return np.array(places, dtype=np.intp), values
