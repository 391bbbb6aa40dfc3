"""What residents can reach within a time under each border state: shared by every sector that asks it.

The border acts twice: ``openness`` says which share of another city's opportunities a resident may use, and
``penalty_min`` adds minutes to a trip that crosses. Through-traffic is never stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.access import cumulative
from tongcheng.region.borders import TODAY, BorderState
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.results import Indicator
from tongcheng.sectors.levels import memberships
from tongcheng.travel.times import Times

Floats = NDArray[np.float64]

THRESHOLDS_MIN = (30.0, 45.0, 60.0)

#: The three columns of every figure: value, low, high.
_ENDS = 3


@dataclass(frozen=True)
class Opportunity:
    """What is counted at the destinations.

    Parameters
    ----------
    indicator
        The result it makes.
    basis
        Weakest basis of its decisive inputs.
    year
        Year of the count.
    times
        Travel times to the destinations.
    amount
        Shape (destinations, 3): value, low, high.
    city
        Shape (destinations,): index of each destination's city in ``region["cities"]``.
    open_to
        Shape (destinations, cities), True where residents of a city may use it whatever the border says today;
        None if it opens to nobody beyond the rule.
    """

    indicator: Indicator
    basis: str
    year: int
    times: Times
    amount: Floats
    city: NDArray[np.intp]
    open_to: NDArray[np.bool_] | None = None


def measure_reach(
    region: Region,
    opportunities: Sequence[Opportunity],
    states: Mapping[str, Sequence[BorderState]],
    *,
    thresholds: Sequence[float] = THRESHOLDS_MIN,
) -> pd.DataFrame:
    """Count what residents reach by road, uncongested, at every level and in every border state.

    Parameters
    ----------
    region
        The circle.
    opportunities
        What is counted.
    states
        Border states by sector.
    thresholds
        Minutes.

    Returns
    -------
    pandas.DataFrame
        Rows for :func:`tongcheng.results.make_results`: zones, and means weighted by residents above them.
    """
    by_times: dict[int, list[Opportunity]] = {}
    for opportunity in opportunities:
        by_times.setdefault(id(opportunity.times), []).append(opportunity)
    parts = [rows for group in by_times.values() for rows in _measure_group(region, group, states, thresholds)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _measure_group(
    region: Region,
    group: Sequence[Opportunity],
    states: Mapping[str, Sequence[BorderState]],
    thresholds: Sequence[float],
) -> Iterator[pd.DataFrame]:
    """Measure opportunities that share their travel times, so that the times are made only once."""
    city_of_zone = pd.Index(region["cities"]["city"]).get_indexer(pd.Index(region["zones"]["city"]))
    tallies = [
        _Tally.of(opportunity, states[opportunity.indicator.sector], thresholds, len(city_of_zone))
        for opportunity in group
    ]
    for rows, minutes in group[0].times.blocks():
        for tally in tallies:
            tally.add(rows, minutes, city_of_zone[rows])
    residents = count_by_zone(region).value
    levels = memberships(region)
    zones = region["zones"]["zone"].to_numpy(dtype=object)
    for tally in tallies:
        tally.blank(_off_network(tally.opportunity.times))
        for state_number, state in enumerate(tally.states):
            for threshold_number, threshold in enumerate(thresholds):
                values = tally.reached[state_number, threshold_number]
                yield _rows(tally.opportunity, state, threshold, "zone", zones, values)
                for level in levels:
                    places = np.array(level.places, dtype=object)
                    means = level.mean(values, residents)
                    yield _rows(tally.opportunity, state, threshold, level.level, places, means)


@dataclass(frozen=True)
class _Tally:
    """Counts one kind of opportunity block by block.

    ``reached`` has shape (states, thresholds, zones, 3); ``usable`` one array (cities, destinations, 3) per state.
    """

    opportunity: Opportunity
    states: Sequence[BorderState]
    thresholds: Sequence[float]
    usable: Sequence[Floats]
    reached: Floats

    @classmethod
    def of(
        cls, opportunity: Opportunity, states: Sequence[BorderState], thresholds: Sequence[float], zones: int
    ) -> _Tally:
        usable = [_usable(opportunity, state) for state in states]
        return cls(opportunity, states, thresholds, usable, np.zeros((len(states), len(thresholds), zones, _ENDS)))

    def add(self, rows: slice, minutes: NDArray[np.float32], cities: NDArray[np.intp]) -> None:
        """Count for the zones of one block, city by city because the border differs between them."""
        for city in np.unique(cities):
            here = np.flatnonzero(cities == city)
            zones = np.arange(rows.start, rows.stop)[here]
            for number, state in enumerate(self.states):
                extra = state.penalty_min[city][self.opportunity.city].astype("float32")
                late = minutes[here] + extra if extra.any() else minutes[here]
                for position, threshold in enumerate(self.thresholds):
                    counted = cumulative(late, self.usable[number][city], threshold=threshold)
                    self.reached[number, position, zones] = counted

    def blank(self, zones: NDArray[np.intp]) -> None:
        """Zones without any road have no number, which is not the same as nothing within reach."""
        self.reached[:, :, zones] = np.nan


def _usable(opportunity: Opportunity, state: BorderState) -> Floats:
    """Give shape (cities, destinations, 3): what residents of each city may use at each destination."""
    shares = []
    for openness in (state.openness, state.low, state.high):
        share = (state.openness if openness is None else openness)[:, opportunity.city]
        if opportunity.open_to is not None and state.name == TODAY:
            share = np.where(opportunity.open_to.T, 1.0, share)
        shares.append(share)
    return np.stack(shares, axis=-1) * opportunity.amount[None, :, :]


def _off_network(times: Times) -> NDArray[np.intp]:
    """Give the origins that are on no road at all (an island or a far zone still has its own times)."""
    lost = times.notes[(times.notes["role"] == "origin") & times.notes["component"].isna()]
    return times.origins.get_indexer(pd.Index(lost["place"]))


def _rows(
    opportunity: Opportunity,
    state: BorderState,
    threshold: float,
    level: str,
    places: NDArray[np.object_],
    values: Floats,
) -> pd.DataFrame:
    indicator = opportunity.indicator
    ranged = bool((values[:, 1] != values[:, 2])[~np.isnan(values[:, 0])].any())
    return pd.DataFrame(
        {
            "sector": indicator.sector,
            "indicator": indicator.indicator,
            "level": level,
            "place": places,
            "borders": state.name,
            "mode": opportunity.times.mode,
            "threshold": threshold,
            "value": values[:, 0],
            "low": values[:, 1] if ranged else np.nan,
            "high": values[:, 2] if ranged else np.nan,
            "unit": indicator.unit,
            "year": str(opportunity.year),
            "basis": opportunity.basis,
            "method": indicator.method,
        }
    )
