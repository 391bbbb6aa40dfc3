"""Commuting trips between all zones in blocks, for whoever asks what a new road would save."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.gravity import Deterrence, Factors, doubly_constrained, rule_of_half
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.sectors.transport.trips.calibrate import Calibration
from tongcheng.sectors.transport.trips.model import Margins, people_of, rows_of, spread
from tongcheng.sectors.transport.trips.observed import PURPOSE, TRIPS_PER_COMMUTER
from tongcheng.travel.memory import memory_limit_mb
from tongcheng.travel.times import Times

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_BYTES_PER_PAIR = 4


@dataclass(frozen=True, eq=False)
class TripMatrix:
    """Commuting trips between zones, made block by block.

    Parameters
    ----------
    times
        Times between zones.
    calibration
        How people commute.
    city
        Number of the city of each zone.
    factors
        Factors that meet the margins.
    """

    times: Times
    calibration: Calibration
    city: Ints
    factors: Factors

    def blocks(self) -> Iterator[tuple[slice, Floats]]:
        """Give rows of homes, and trips a day (there and back) of shape ``(rows, zones)``."""
        for rows, minutes in rows_of(self.times.blocks()):
            weights = _weights(minutes, self.calibration, self.city, rows)
            yield rows, TRIPS_PER_COMMUTER * self.factors.trips(rows, weights)

    def time_saved(self, after: Times) -> tuple[float, float]:
        """Give the person-minutes a day that other times save: those of today's trips, and of the trips they bring.

        The way back is taken to be as long as the way there. See :func:`tongcheng.methods.gravity.rule_of_half`.

        Parameters
        ----------
        after
            Times between the same zones with something changed, in blocks of the same size.

        Raises
        ------
        ValueError
            If the zones are not the same.
        """
        if not self.times.origins.equals(after.origins) or self.times.slices() != after.slices():
            raise ValueError("times before and after must be between the same zones, in the same blocks")
        kept = new = 0.0
        deterrence: Deterrence = self.calibration.deterrence
        for (_, trips), (_, before), (_, then) in zip(
            self.blocks(), rows_of(self.times.blocks()), rows_of(after.blocks()), strict=True
        ):
            one, two = rule_of_half(trips, before, then, deterrence)
            kept, new = kept + one, new + two
        return kept, new


def trip_matrix(region: Region, times: Times, calibration: Calibration, *, purpose: str = PURPOSE) -> TripMatrix:
    """Give commuting trips between all zones.

    Parameters
    ----------
    region
        The circle.
    times
        Times between its zones.
    calibration
        From :func:`tongcheng.sectors.transport.trips.calibrate_trips`.
    purpose
        Must be commuting: that is all the calibration knows.

    Raises
    ------
    InputError
        For any other purpose.
    """
    calibration.refuse(purpose)
    size_mb = times.shape[0] * times.shape[1] * _BYTES_PER_PAIR / 1e6
    held = times.keep() if size_mb < memory_limit_mb() else times
    city = pd.Index(region["cities"]["city"]).get_indexer(pd.Index(region["zones"]["city"])).astype(np.int64)
    margins = margins_of(region, calibration)

    def blocks() -> Iterator[tuple[slice, Floats]]:
        for rows, minutes in rows_of(held.blocks()):
            yield rows, _weights(minutes, calibration, city, rows)

    # Balancing goes over the weights some hundred times: they are made once where they fit.
    kept = list(blocks()) if 8 * size_mb / _BYTES_PER_PAIR < memory_limit_mb() / 2 else None
    factors = doubly_constrained(blocks if kept is None else lambda: iter(kept), margins.homes, margins.works)
    return TripMatrix(held, calibration, city, factors)


def margins_of(region: Region, calibration: Calibration) -> Margins:
    """Give commuters by zone of home and of work."""
    homes, jobs = people_of(region), count_by_zone(region, "jobs").value
    if calibration.level == "region":
        return Margins(homes * (calibration.commuters / homes.sum()), jobs * (calibration.commuters / jobs.sum()))
    tables = {"county": ("counties", "county"), "city": ("cities", "city"), "zone": ("zones", "zone")}
    table, column = tables[calibration.level]
    place = pd.Index(region[table][column]).get_indexer(pd.Index(region["zones"][column])).astype(np.int64)
    ones = np.ones(len(place))
    return Margins(
        spread(np.array(calibration.homes), place, homes, ones),
        spread(np.array(calibration.works), place, jobs, ones),
    )


def _weights(minutes: NDArray[np.float32], calibration: Calibration, city: Ints, rows: slice) -> Floats:
    across = city[rows, None] != city[None, :]
    return calibration.deterrence(minutes) * np.where(across, calibration.border_factor, 1.0)
