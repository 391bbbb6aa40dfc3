"""How evenly access is spread: among residents, between cities and counties, by rank and income, below the norm.

What is compared is what residents get (accessible capacity per 1,000 of those a kind is for), not what stands where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.inequality import (
    concentration,
    concentration_erreygers,
    gini,
    palma,
    shortfall,
    theil_parts,
)
from tongcheng.region.age_groups import EVERYBODY
from tongcheng.region.region import Region
from tongcheng.results import Indicator
from tongcheng.sectors.services.declared_equity import (
    BELOW_LINE,
    CONCENTRATION,
    COVERED_CONCENTRATION,
    GINI,
    INCOME_CONCENTRATION,
    PALMA,
    SHORTFALL,
    THEIL,
    THEIL_CITIES,
    THEIL_COUNTIES,
    THEIL_WITHIN,
)
from tongcheng.sectors.services.ranks import rank_levels
from tongcheng.sectors.services.reached import covered
from tongcheng.sectors.services.rows import Keys, RowMaker
from tongcheng.sectors.services.sharing import Shared
from tongcheng.sectors.services.states import Ground

Floats = NDArray[np.float64]


class Note(Protocol):
    """Notes one figure."""

    def __call__(self, indicator: Indicator, value: float, group: str | None = None) -> None:
        """Note it."""


INCOME: Final = "disposable_income"


@dataclass(frozen=True, eq=False)
class Order:
    """Rank of each zone's county and income of its city; all NaN, or None, where they are not known."""

    rank: Floats
    income: Floats | None

    @classmethod
    def of(cls, region: Region) -> Order:
        """Read both from the circle."""
        income = city_income(region)
        zones = region["zones"]
        return cls(
            np.asarray(zones["county"].map(rank_levels(region)), dtype=np.float64),
            None if income is None else np.asarray(zones["city"].map(income), dtype=np.float64),
        )


def measure_equity(
    region: Region, ground: Ground, shared: Mapping[str, Shared], basis: str, order: Order
) -> pd.DataFrame:
    """Give inequality of one kind in every border state, for the circle and for each city.

    Zones without an answer (off the network, or nobody the kind is for) are left out. ``group`` of the share below the
    line is ``<kind>|<ages>`` for the residents of one age group.
    """
    supply = ground.supply
    made = RowMaker(supply.kind.kind, basis, supply.year, supply.kind.unit)
    counties = pd.factorize(region["zones"]["county"])[0].astype(np.intp)
    for name, state in shared.items():
        keys = Keys(name, "drive", ground.catchment_min)
        for level in ground.levels:
            if level.level not in {"city", "region"}:
                continue
            for number, place in enumerate(level.places):
                zones = level.zones[level.index == number]

                def note(
                    indicator: Indicator,
                    value: float,
                    group: str | None = None,
                    level: str = level.level,
                    place: str = place,
                    keys: Keys = keys,
                ) -> None:
                    made.add(indicator, level, [place], np.array([value]), keys, group=group)  # fmt: skip

                _spread(ground, state, zones, note)
                if level.level == "region":
                    _parts(ground, state, zones, counties, note)
                    _ordered(ground, name, state, zones, order, note)
    return made.frame()


def _answered(state: Shared, zones: NDArray[np.intp], people: Floats) -> NDArray[np.intp]:
    return zones[~np.isnan(state.access[zones]) & (people[zones] > 0)]


def _spread(ground: Ground, state: Shared, zones: NDArray[np.intp], note: Note) -> None:
    """Note Gini and Palma, and who has less than the norm, all and by age."""
    known = _answered(state, zones, ground.demand)
    had, people = state.access[known], ground.demand[known]
    if had.sum() > 0:
        note(GINI, gini(had, people))
        note(PALMA, palma(had, people))
    kind = ground.supply.kind
    if kind.norm is None:
        return
    groups: dict[str | None, Floats] = {None: ground.demand}
    if kind.group == EVERYBODY:
        groups |= {f"{kind.kind}|{name}": counted for name, counted in ground.ages.items()}
    for group, counted in groups.items():
        here = _answered(state, zones, counted)
        if len(here):
            share, depth = 100 * shortfall(state.access[here], kind.norm, counted[here], alphas=(0, 1))
            note(BELOW_LINE, float(share), group)
            note(SHORTFALL, float(depth), group)


def _parts(ground: Ground, state: Shared, zones: NDArray[np.intp], counties: NDArray[np.intp], note: Note) -> None:
    known = _answered(state, zones, ground.demand)
    had = state.access[known]
    if had.sum() <= 0:
        return
    parts = theil_parts(had, [ground.zone_city[known], counties[known]], ground.demand[known])
    note(THEIL, parts.total)
    for indicator, part in zip((THEIL_CITIES, THEIL_COUNTIES, THEIL_WITHIN), parts.parts, strict=True):
        note(indicator, part)


def _ordered(ground: Ground, name: str, state: Shared, zones: NDArray[np.intp], order: Order, note: Note) -> None:
    known = _answered(state, zones, ground.demand)
    had, people, rank = state.access[known], ground.demand[known], order.rank[known]
    if had.sum() <= 0:
        return
    if not np.isnan(rank).any() and len(np.unique(rank)) > 1:
        note(CONCENTRATION, concentration(had, rank, people))
        share = covered(ground, name, ground.catchment_min)[known] / 100
        if not np.isnan(share).any():
            note(COVERED_CONCENTRATION, concentration_erreygers(share, rank, people, bounds=(0.0, 1.0)))
    if order.income is not None:
        note(INCOME_CONCENTRATION, concentration(had, order.income[known], people))


def city_income(region: Region) -> pd.Series[float] | None:
    """Give the income of residents of each city in the latest year that all cities have, None if there is none."""
    rows = region["figures"]
    rows = rows[
        (rows["attribute"] == INCOME) & rows["value"].notna() & rows["subject"].isin(region["cities"]["city"])
    ]
    table = rows.drop_duplicates(["subject", "as_of"], keep="last").pivot(
        index="as_of", columns="subject", values="value"
    )
    whole = table.reindex(columns=region["cities"]["city"]).dropna()
    return whole.sort_index().iloc[-1] if len(whole) else None
