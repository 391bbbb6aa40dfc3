"""How many trips there are between zones: from a trip matrix, or an uncalibrated potential that is named so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse

from tongcheng.region.region import Region
from tongcheng.sectors.transport.trips import TripMatrix, calibrate_trips, trip_matrix
from tongcheng.sectors.transport.worth.indicators import TIME_SAVED, TIME_SAVED_POTENTIAL
from tongcheng.sectors.transport.worth.scene import STATES, Scene
from tongcheng.travel.circle import CircleTravel
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
    def purpose(self) -> str:
        """What the trips are for: ``commuting``, ``all``, ``potential``."""
        ...

    @property
    def states(self) -> tuple[int, ...]:
        """Border states (positions in ``STATES``) for which it tells trips."""
        ...

    def rows(self, rows: slice, before: NDArray[np.uint32]) -> Trips:
        """Give person-trips a day, shape (states of the scene, rows, zones), from the ms before."""
        ...


class Blocks(Protocol):
    """Trips that are made block by block, as :class:`tongcheng.sectors.transport.trips.TripMatrix` gives them."""

    def blocks(self) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """Give rows of homes, and trips a day of shape ``(rows, zones)``, from the first row to the last."""
        ...


@dataclass(frozen=True)
class Matrix:
    """Trips that somebody has counted or calibrated; they do not change with the borders."""

    matrix: Any
    purpose: str
    sparse: bool = False
    indicator: str = TIME_SAVED.indicator
    states: tuple[int, ...] = (0,)

    def rows(self, rows: slice, before: NDArray[np.uint32]) -> Trips:
        """Give trips, 0 in every state but today."""
        part: Any = self.matrix[rows]
        return _today(part.toarray() if self.sparse else part, before)


class InBlocks:
    """Trips that are made when they are asked for; whoever asks for rows in their order makes each only once."""

    indicator = TIME_SAVED.indicator
    states: tuple[int, ...] = (0,)

    def __init__(self, trips: Blocks, purpose: str) -> None:
        self.purpose = purpose
        self._trips = trips
        self._blocks = iter(trips.blocks())
        self._held: tuple[slice, NDArray[np.float64]] = slice(0, 0), np.zeros((0, 0))

    def rows(self, rows: slice, before: NDArray[np.uint32]) -> Trips:
        """Give trips, 0 in every state but today."""
        parts, start = [], rows.start
        if start < self._held[0].start:
            self._blocks, self._held = iter(self._trips.blocks()), (slice(0, 0), np.zeros((0, 0)))
        while start < rows.stop:
            if start >= self._held[0].stop:
                self._held = next(self._blocks)
                continue
            held, block = self._held
            stop = min(rows.stop, held.stop)
            parts.append(block[start - held.start : stop - held.start])
            start = stop
        return _today(np.concatenate(parts), before)


def _today(trips: NDArray[np.float64], before: NDArray[np.uint32]) -> Trips:
    result = np.zeros((len(STATES), *before.shape), dtype=np.float32)
    result[0] = trips
    return result


@dataclass(frozen=True)
class NoTrips:
    """Nothing is known of the trips."""

    purpose: str = ""
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
    purpose: str = "potential"
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


def known_trips(region: Region, travel: CircleTravel) -> TripMatrix | None:
    """Give the commuting trips of a circle, calibrated to what it has; None where nothing calibrates them.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> known_trips(circle, CircleTravel(circle)) is None
    True
    """
    calibration = calibrate_trips(region, travel)
    return None if calibration is None else trip_matrix(region, travel.zones, calibration)


def make_demand(scene: Scene, trips: Any | None) -> Demand:
    """Take known trips, or the potential where there are none.

    Parameters
    ----------
    scene
        The circle.
    trips
        Person-trips a day between zones in the order of ``region["zones"]``, a row for each home: an array of shape
        (zones, zones), dense or sparse; something with ``blocks()`` such as
        :class:`tongcheng.sectors.transport.trips.TripMatrix`; or None.

    Raises
    ------
    ValueError
        If an array has another shape, or holds something that is no number of trips.
    """
    if trips is None:
        return Potential(scene)
    if hasattr(trips, "blocks"):
        return InBlocks(trips, str(getattr(getattr(trips, "calibration", None), "purpose", "all")))
    count = len(scene.city)
    if tuple(trips.shape) != (count, count):
        raise ValueError(f"trips are {tuple(trips.shape)}; a matrix of the {count} zones is wanted")
    sparse = bool(issparse(trips))
    values = np.asarray(trips.data if sparse else trips)
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise ValueError("trips are numbers of 0 or more; write 0 where there are none")
    return Matrix(trips.tocsr() if sparse else values, "all", sparse)
