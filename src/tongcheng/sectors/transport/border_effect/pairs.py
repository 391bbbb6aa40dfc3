"""Pairs of zones inside one city and across a border, with what makes them alike."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.matching import both_ends, strata
from tongcheng.sectors.transport.border_effect.ground import Ground

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Limits between classes of straight distance, km: finer where trips are short and pairs are many.
DISTANCE_LIMITS_KM = np.concatenate([np.arange(1, 20), np.arange(20, 60, 2), np.arange(60, 205, 5)]).astype("float64")

#: Barriers between two places are told apart up to so many; more are rare.
_MOST_HARD, _MOST_SOFT = 2, 1

_CLASSES_PER_BAND = 4

#: Pairs inside a city that a band needs for a slope.
SLOPE_PAIRS = 30


@dataclass(frozen=True, eq=False)
class Pairs:
    """Unordered pairs; every array has one entry per pair.

    Parameters
    ----------
    first, second
        Numbers of the zones.
    km
        Straight distance.
    distance_class, density_class, hard, soft
        What must be alike: classes of distance and of density at both ends, barriers in between.
    minutes
        Mean of both directions, NaN where one has no way.
    within
        Share of the two directions that take no longer than the hour: 0, 0.5 or 1.
    """

    first: Ints
    second: Ints
    km: Floats
    distance_class: Ints
    density_class: Ints
    hard: Ints
    soft: Ints
    minutes: Floats
    within: Floats

    def __len__(self) -> int:
        return len(self.first)

    def take(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Give some of the pairs."""
        return Pairs(**{item.name: getattr(self, item.name)[chosen] for item in fields(self)})

    @property
    def slope_class(self) -> Ints:
        """Bands of distance, each of a few classes, in which an outcome falls or rises alike."""
        return self.distance_class // _CLASSES_PER_BAND

    def strata(self) -> Ints:
        """Give every pair the number of its stratum."""
        return strata(self.distance_class, self.density_class, self.hard, self.soft)


def inside(ground: Ground, city: int, *, most_km: float, within_min: float) -> Pairs:
    """Give the pairs inside one city."""
    own = np.flatnonzero(ground.city == city)
    first, second = np.triu_indices(len(own), 1)
    return _pairs(ground, own[first], own[second], most_km, within_min)


def across(ground: Ground, city_a: int, city_b: int, *, most_km: float, within_min: float) -> Pairs:
    """Give the pairs with one end in each of two cities."""
    here, there = np.flatnonzero(ground.city == city_a), np.flatnonzero(ground.city == city_b)
    first, second = np.meshgrid(here, there, indexing="ij")
    return _pairs(ground, first.ravel(), second.ravel(), most_km, within_min)


def join(parts: list[Pairs]) -> Pairs:
    """Put groups of pairs one after the other."""
    return Pairs(
        **{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Pairs)}
    )


def longest_within(ground: Ground, minutes: float) -> float:
    """Give the longest straight distance, km, that anybody covers within some minutes."""
    longest = 0.0
    for row, times in enumerate(ground.minutes):
        reached = times <= minutes
        if reached.any():
            longest = max(longest, float(np.hypot(*(ground.xy[reached] - ground.xy[row]).T).max()))
    return longest


def _pairs(ground: Ground, first: NDArray[np.intp], second: NDArray[np.intp], most_km: float, within: float) -> Pairs:
    km = np.hypot(*(ground.xy[first] - ground.xy[second]).T)
    near = km <= most_km
    first, second, km = first[near], second[near], km[near]
    out, back = ground.minutes[first, second], ground.minutes[second, first]
    classes = int(ground.density_class.max(initial=0)) + 1
    hard, soft = ground.barriers.between(ground.xy[first], ground.xy[second])
    return Pairs(
        first=first.astype(np.int64),
        second=second.astype(np.int64),
        km=km,
        distance_class=np.asarray(np.searchsorted(DISTANCE_LIMITS_KM, km, side="right"), dtype=np.int64),
        density_class=both_ends(ground.density_class[first], ground.density_class[second], classes),
        hard=np.minimum(hard, _MOST_HARD),
        soft=np.minimum(soft, _MOST_SOFT),
        minutes=(out.astype("float64") + back) / 2,
        within=((out <= within).astype("float64") + (back <= within)) / 2,
    )
