"""How many trips there are between zones: from a trip matrix, or an uncalibrated potential that is named so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse

from tongcheng.sectors.transport.worth.indicators import TIME_SAVED, TIME_SAVED_POTENTIAL
from tongcheng.sectors.transport.worth.scene import Scene
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.graph import UNREACHED

#: On an even plain the mean time of an exponential decay is 2 over the decay; 36 minutes is the mean commute of the
#: 45 large cities in the national commuting monitor (CAUPD 2023). Nobody has calibrated it to a circle.
DECAY_PER_MIN = 0.055

Trips = NDArray[np.float32]


class Demand(Protocol):
    """Whatever tells the trips of a day between zones."""

    @property
    def indicator(self) -> str:
        """Name of the result that it makes."""
        ...

    @property
    def states(self) -> tuple[int, ...]:
        """Border states (positions in ``STATES``) for which it tells trips."""
        ...

    def rows(self, rows: slice, before: NDArray[np.uint32]) -> Trips:
        """Give person-trips a day, shape (states of the scene, rows, zones), from the ms before."""
        ...


@dataclass(frozen=True)
class TripMatrix:
    """Trips that somebody has counted or calibrated; they do not change with the borders."""

    matrix: Any
    sparse: bool = False
    indicator: str = TIME_SAVED.indicator
    states: tuple[int, ...] = (0,)

    def rows(self, rows: slice, before: NDArray[np.uint32]) -> Trips:
        """Give trips, 0 in every state but today."""
        part: Any = self.matrix[rows]
        trips = np.zeros((2, *before.shape), dtype=np.float32)
        trips[0] = part.toarray() if self.sparse else part
        return trips


@dataclass(frozen=True)
class NoTrips:
    """Nothing is known of the trips."""

    indicator: str = ""
    states: tuple[int, ...] = ()

    def rows(self, rows: slice, before: NDArray[np.uint32]) -> Trips:
        """Give trips without any column."""
        assert rows.stop - rows.start == len(before)
        return np.zeros((2, len(before), 0), dtype=np.float32)


@dataclass(frozen=True)
class Potential:
    """One trip a day per resident, spread by jobs (or residents) and an exponential decay (Wilson 1971)."""

    scene: Scene
    decay_per_min: float = DECAY_PER_MIN
    indicator: str = TIME_SAVED_POTENTIAL.indicator
    states: tuple[int, ...] = (0, 1)

    def rows(self, rows: slice, before: NDArray[np.uint32]) -> Trips:
        """Give the trips of both border states: a closed border takes its share of them."""
        scene = self.scene
        own, theirs = scene.city[rows], scene.city
        pull = scene.amounts[-1, 0]
        near = np.where(
            before < UNREACHED, np.exp(-self.decay_per_min / MS_PER_MINUTE * before.astype(np.float64)), 0.0
        )
        trips = np.empty((len(scene.borders.openness), *before.shape), dtype=np.float32)
        for state in range(len(trips)):
            share = scene.borders.openness[state, 0][np.ix_(own, theirs)]
            late = np.exp(-self.decay_per_min / MS_PER_MINUTE * scene.borders.penalty_ms[state][np.ix_(own, theirs)])
            weight = near * share * late * pull[None, :]
            total = weight.sum(axis=1, keepdims=True)
            people = scene.people[0, rows][:, None]
            trips[state] = np.divide(people * weight, total, out=np.zeros_like(weight), where=total > 0)
        return trips


def make_demand(scene: Scene, trips: Any | None) -> Demand:
    """Take a trip matrix, or the potential where there is none.

    Parameters
    ----------
    scene
        The circle.
    trips
        Person-trips a day, shape (zones, zones), dense or sparse, in the order of ``region["zones"]``; or None.

    Raises
    ------
    ValueError
        If the matrix has another shape, or holds something that is no number of trips.
    """
    if trips is None:
        return Potential(scene)
    count = len(scene.city)
    if tuple(trips.shape) != (count, count):
        raise ValueError(f"trips are {tuple(trips.shape)}; a matrix of the {count} zones is wanted")
    sparse = bool(issparse(trips))
    values = np.asarray(trips.data if sparse else trips)
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise ValueError("trips are numbers of 0 or more; write 0 where there are none")
    return TripMatrix(trips.tocsr() if sparse else values, sparse)
