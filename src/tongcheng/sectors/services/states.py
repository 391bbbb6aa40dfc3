"""What one kind is measured with: times, borders in every state, and the ends of what is modelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.access import Borders, join_blocks
from tongcheng.methods.access.pairs import Sparse
from tongcheng.region.age_groups import known_groups
from tongcheng.region.borders import BorderState, apart, opened_to, today, together
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.sectors.levels import Membership
from tongcheng.sectors.services.gates import Supply
from tongcheng.sectors.services.kinds import SECTOR
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.times import Times

Floats = NDArray[np.float64]

#: A kind is shared within fewer minutes where more than this share of residents and facilities reach each other.
SATURATED: Final = 0.8
#: Minutes that are tried, from the longest.
LADDER_MIN: Final = (60.0, 45.0, 30.0, 20.0, 15.0, 10.0, 5.0)


@dataclass(frozen=True, eq=False)
class Ground:
    """One kind with its travel times.

    Parameters
    ----------
    supply
        What the kind has.
    minutes
        From zones to its facilities, sparse.
    lost
        Zones that are on no road: they have no answer, which is not the same as nothing within reach.
    zone_city, place_city
        Index of each zone's and facility's city.
    opened
        Shape (facilities, cities), True where residents of a city may use it whatever the border says today.
    states
        Border states, ``apart``, ``today``, ``together``.
    catchment_min
        Minutes within which capacity is shared.
    levels
        Which zones make up which place.
    ages
        Residents of each age group that the circle counts, by zone.
    """

    supply: Supply
    minutes: Sparse
    lost: NDArray[np.intp]
    zone_city: NDArray[np.intp]
    place_city: NDArray[np.intp]
    opened: NDArray[np.bool_]
    states: tuple[BorderState, ...]
    catchment_min: float
    levels: tuple[Membership, ...]
    ages: Mapping[str, Floats]

    @property
    def demand(self) -> Floats:
        """Residents it is for, by zone."""
        assert self.supply.people is not None
        return self.supply.people.counts.value

    @property
    def capacity(self) -> Floats:
        """Capacity by facility."""
        return self.supply.facilities["capacity"].to_numpy(dtype="float64")

    def borders(self, state: BorderState, openness: Floats | None = None) -> Borders:
        """Give what a border state does to each pair; ``facilities.open_to`` may only widen today."""
        return Borders.between(
            self.zone_city,
            self.place_city,
            state.openness if openness is None else openness,
            state.penalty_min,
            opened=self.opened if state.name == "today" else None,
        )

    def variants(self, state: BorderState) -> list[tuple[Borders, Floats]]:
        """Give borders and demand as they are, then the ends of what is modelled about both."""
        assert self.supply.people is not None
        counts = self.supply.people.counts
        shares = [state.openness, *(ends for ends in (state.low, state.high) if ends is not None)]
        people = [counts.value]
        if (counts.low != counts.value).any() or (counts.high != counts.value).any():
            people += [counts.low, counts.high]
        return [(self.borders(state, share), number) for share in shares for number in people]


def residents_by_age(region: Region) -> dict[str, Floats]:
    """Give the residents by zone of each age group that the circle counts, from the youngest."""
    return {group: count_by_zone(region, group=group).value for group in known_groups(region["residents"])}


def ground_of(
    region: Region,
    travel: CircleTravel,
    supply: Supply,
    levels: Sequence[Membership],
    ages: Mapping[str, Floats],
) -> Ground:
    """Make times and borders of one kind; it must be open for access."""
    rows = supply.facilities[["facility", "lon", "lat"]]
    times = travel.to(supply.kind.kind, rows)
    cities = pd.Index(region["cities"]["city"])
    minutes = join_blocks(block for _, block in times.blocks())
    people = np.ones(len(region["zones"])) if supply.people is None else supply.people.counts.value
    return Ground(
        supply=supply,
        minutes=minutes,
        lost=_off_network(times),
        zone_city=cities.get_indexer(pd.Index(region["zones"]["city"])).astype(np.intp),
        place_city=cities.get_indexer(pd.Index(supply.facilities["city"])).astype(np.intp),
        opened=opened_to(list(cities), supply.facilities["open_to"]),
        states=(apart(region), today(region, SECTOR), together(region)),
        catchment_min=catchment(minutes, people, supply.kind.catchment_min),
        levels=tuple(levels),
        ages=ages,
    )


def catchment(minutes: Sparse, people: Floats, wanted: float, ladder: Sequence[float] = LADDER_MIN) -> float:
    """Give the minutes of a catchment: those wanted, or fewer where nearly everybody reaches nearly everything.

    Examples
    --------
    >>> near = join_blocks([np.array([[4.0, 12.0], [14.0, 6.0]])])
    >>> catchment(near, np.ones(2), 60.0)
    10.0
    """
    pairs = people.sum() * minutes.shape[1]
    weight = np.repeat(people, np.diff(minutes.indptr))
    for step in (wanted, *(one for one in ladder if one < wanted)):
        if pairs == 0 or weight[minutes.data <= step].sum() / pairs <= SATURATED:
            return step
    return min(ladder)


def _off_network(times: Times) -> NDArray[np.intp]:
    lost = times.notes[(times.notes["role"] == "origin") & times.notes["component"].isna()]
    return times.origins.get_indexer(pd.Index(lost["place"])).astype(np.intp)
