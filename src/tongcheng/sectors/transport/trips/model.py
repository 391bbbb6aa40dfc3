"""The zones between which people commute, and the gravity model over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tongcheng.methods.gravity import Deterrence, Factors, doubly_constrained, whole
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.sectors.transport.representatives import MOST, representatives
from tongcheng.travel.driving import DriveNetwork
from tongcheng.travel.times import drive_times

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Nobody is taken to commute longer one way.
LONGEST_MIN = 120.0

#: The age group that works, where the table of residents has it.
WORKING_AGE = "15-59"

#: Margins are met to this share of the mean margin while parameters are sought.
_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Zones:
    """Zones of a circle with people and jobs; every array has one entry per zone.

    Parameters
    ----------
    homes, jobs
        Residents of working age (all residents where no age is known), and jobs.
    city, county
        Numbers in the order of ``cities`` and ``counties``.
    cities, counties
        Ids.
    minutes
        Shape ``(n, n)``; inside a zone half of the time to the nearest other zone.
    """

    homes: Floats
    jobs: Floats
    city: Ints
    county: Ints
    cities: tuple[str, ...]
    counties: tuple[str, ...]
    minutes: NDArray[np.float32] = field(repr=False)


def people_of(region: Region) -> Floats:
    """Give those who may commute by zone: residents of working age, or all where no age is known."""
    residents = region["residents"]
    group = WORKING_AGE if (residents["group"] == WORKING_AGE).any() else "all"
    return count_by_zone(region, group=group).value


def make_zones(region: Region, network: DriveNetwork, *, most: int = MOST) -> Zones:
    """Gather zones, at most so many; the people of those left out are counted at a neighbour of the same county."""
    few = representatives(region, most=most)
    zones = region["zones"].iloc[few.rows].reset_index(drop=True)
    sampled = region if len(zones) == len(region["zones"]) else region.with_tables({"zones": zones})
    minutes = drive_times(sampled, cutoff_min=LONGEST_MIN, network=network).matrix()
    fill_own(minutes, 0)
    cities, counties = tuple(region["cities"]["city"]), tuple(region["counties"]["county"])
    return Zones(
        homes=few.gather(people_of(region)),
        jobs=few.gather(count_by_zone(region, "jobs").value),
        city=pd.Index(cities).get_indexer(pd.Index(zones["city"])).astype(np.int64),
        county=pd.Index(counties).get_indexer(pd.Index(zones["county"])).astype(np.int64),
        cities=cities,
        counties=counties,
        minutes=minutes,
    )


def fill_own(minutes: NDArray[np.float32], first: int) -> None:
    """Put half of the shortest time to another zone where origin and destination are one zone.

    Parameters
    ----------
    minutes
        A block, shape ``(rows, zones)``; changed in place.
    first
        Number of the zone in its first row.
    """
    rows = np.arange(len(minutes))
    own = minutes[rows, rows + first].copy()
    minutes[rows, rows + first] = np.inf
    nearest = np.fmin.reduce(minutes, axis=1)
    # A zone on no road (own time NaN) has no trips; one whose neighbours are all too far keeps to itself at 0 minutes.
    half = np.where(np.isfinite(nearest), nearest / 2, 0.0)
    minutes[rows, rows + first] = np.where(np.isnan(own), np.nan, half)


def coarser(zones: Zones, most: int) -> Zones:
    """Give zones of which every n-th of a county stands for its neighbours, for a first search of parameters."""
    if len(zones.homes) <= most:
        return zones
    kept = np.zeros(len(zones.homes), dtype=bool)
    stands_for = np.empty(len(zones.homes), dtype=np.int64)
    for county in np.unique(zones.county):
        own = np.flatnonzero(zones.county == county)
        wanted = max(1, round(most * len(own) / len(zones.homes)))
        chosen = own[((np.arange(wanted) + 0.5) * len(own) / wanted).astype(np.intp)]
        kept[chosen] = True
        near = np.nan_to_num(zones.minutes[np.ix_(own, chosen)], nan=np.inf)
        near[np.searchsorted(own, chosen), np.arange(wanted)] = -1.0  # a zone that is kept stands for itself
        stands_for[own] = chosen[near.argmin(axis=1)]
    number = np.cumsum(kept) - 1
    rows = np.flatnonzero(kept)
    return Zones(
        homes=np.bincount(number[stands_for], zones.homes, len(rows)).astype(np.float64),
        jobs=np.bincount(number[stands_for], zones.jobs, len(rows)).astype(np.float64),
        city=zones.city[rows],
        county=zones.county[rows],
        cities=zones.cities,
        counties=zones.counties,
        minutes=zones.minutes[np.ix_(rows, rows)],
    )


@dataclass(frozen=True, eq=False)
class Margins:
    """Commuters by zone of home and by zone of work; both add up to the same."""

    homes: Floats
    works: Floats


def spread(totals: Floats, place: Ints, weights: Floats, spare: Floats) -> Floats:
    """Share out totals of places to their zones by weights, or by spare weights where a place has none.

    Examples
    --------
    >>> ones = np.ones(3)
    >>> spread(np.array([10.0, 6.0]), np.array([0, 0, 1]), np.array([3.0, 1.0, 0.0]), ones).tolist()
    [7.5, 2.5, 6.0]
    """
    sums = np.bincount(place, weights, len(totals))
    used = np.where(sums[place] > 0, weights, spare)
    sums = np.bincount(place, used, len(totals))
    return np.asarray(totals[place] * np.divide(used, sums[place], out=np.zeros(len(used)), where=sums[place] > 0))


@dataclass(eq=False)
class Model:
    """A doubly constrained model over zones; remembers its last factors, from which the next balancing starts.

    Parameters
    ----------
    zones
        Zones.
    margins
        Commuters.
    """

    zones: Zones
    margins: Margins
    _last: Floats | None = None

    def weights(self, deterrence: Deterrence, border_factor: float) -> Floats:
        """Give the weight of every pair."""
        across = self.zones.city[:, None] != self.zones.city[None, :]
        return deterrence(self.zones.minutes) * np.where(across, border_factor, 1.0)

    def balance(self, weights: Floats) -> Factors:
        """Meet the margins."""
        made = doubly_constrained(
            whole(weights), self.margins.homes, self.margins.works, tolerance=_TOLERANCE, start=self._last
        )
        self._last = np.where(made.b > 0, made.b, 1.0)
        return made

    def flows(self, deterrence: Deterrence, border_factor: float, place: Ints, count: int) -> Floats:
        """Give commuters between places, shape ``(count, count)``."""
        f = self.weights(deterrence, border_factor)
        made = self.balance(f)
        return _gathered(f, made, place, count)

    def flows_and_minutes(self, deterrence: Deterrence, border_factor: float, place: Ints, count: int) -> Floats:
        """Give commuters between places and the minutes of all of them, shape ``(2, count, count)``."""
        f = self.weights(deterrence, border_factor)
        made = self.balance(f)
        timed = f * np.nan_to_num(self.zones.minutes, nan=0.0)
        return np.stack([_gathered(matrix, made, place, count) for matrix in (f, timed)])


def _gathered(matrix: Floats, made: Factors, place: Ints, count: int) -> Floats:
    zones = np.arange(len(place))
    homes = csr_array((made.a, (place, zones)), (count, len(place)))
    works = csr_array((made.b, (zones, place)), (len(place), count))
    return np.asarray((homes @ matrix) @ works)


def rows_of(blocks: Iterator[tuple[slice, NDArray[np.float32]]]) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Give blocks of minutes with the times inside zones filled in."""
    for rows, minutes in blocks:
        filled = minutes.copy()
        fill_own(filled, rows.start)
        yield rows, filled
