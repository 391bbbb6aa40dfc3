"""How evenly access is spread: among residents, between cities and counties, by rank and income, below the norm.

What is compared is what residents get (accessible capacity per 1,000 of those a kind is for), not what stands where.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.results import Indicator
from tongcheng.sectors.services.declared import (
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


def measure_equity(region: Region, ground: Ground, shared: Mapping[str, Shared], basis: str) -> pd.DataFrame:
    """Give inequality of one kind in every border state, for the circle, and for each city where it has an answer.

    Zones without an answer (off the network, or nobody the kind is for) are left out. ``group`` of the share below the
    line is ``<kind>|<ages>`` for the residents of one age group.
    """
    supply = ground.supply
    made = RowMaker(supply.kind.kind, basis, supply.year, supply.kind.unit)
    for name, state in shared.items():
        keys = Keys(name, "drive", ground.catchment_min)
        for level in ground.levels:
            if level.level not in {"city", "region"}:
                continue
            for number, place in enumerate(level.places):
                zones = level.zones[level.index == number]
                _place(region, ground, state, (level.level, place, zones), made, keys)
    return made.frame()


def _place(
    region: Region,
    ground: Ground,
    state: Shared,
    where: tuple[str, str, NDArray[np.intp]],
    made: RowMaker,
    keys: Keys,
) -> None:
    level, place, zones = where
    known = zones[~np.isnan(state.access[zones]) & (ground.demand[zones] > 0)]
    had, people = state.access[known], ground.demand[known]
    if not len(known) or had.sum() <= 0:
        return

    def note(indicator: Indicator, value: float, group: str | None = None) -> None:
        made.add(indicator, level, [place], np.array([value]), keys, group=group)

    note(GINI, gini(had, people))
    note(PALMA, palma(had, people))
    line = ground.supply.kind.norm
    if line is not None:
        _below(region, ground, state, zones, note)
    if level != "region":
        return
    counties = pd.factorize(region["zones"]["county"])[0].astype(np.intp)
    parts = theil_parts(had, [ground.zone_city[known], counties[known]], people)
    note(THEIL, parts.total)
    for indicator, part in zip((THEIL_CITIES, THEIL_COUNTIES, THEIL_WITHIN), parts.parts, strict=True):
        note(indicator, part)
    _by_rank(region, ground, keys.borders, known, had, note)


def _below(region: Region, ground: Ground, state: Shared, zones: NDArray[np.intp], note: Note) -> None:
    """Note who has less than the norm, and the same for each age group where a kind is for everybody."""
    line, kind = ground.supply.kind.norm, ground.supply.kind
    assert line is not None
    groups: dict[str | None, Floats] = {None: ground.demand}
    if kind.group == "all":
        ages = sorted(str(name) for name in region["residents"]["group"].dropna().unique() if name != "all")
        groups |= {f"{kind.kind}|{name}": count_by_zone(region, group=name).value for name in ages}
    for group, people in groups.items():
        known = zones[~np.isnan(state.access[zones]) & (people[zones] > 0)]
        if not len(known):
            continue
        share, depth = 100 * shortfall(state.access[known], line, people[known], alphas=(0, 1))
        note(BELOW_LINE, float(share), group)
        note(SHORTFALL, float(depth), group)


def _by_rank(region: Region, ground: Ground, state: str, known: NDArray[np.intp], had: Floats, note: Note) -> None:
    people = ground.demand[known]
    levels = region["zones"]["county"].map(rank_levels(region)).to_numpy(dtype="float64")[known]
    if not np.isnan(levels).any() and len(np.unique(levels)) > 1:
        note(CONCENTRATION, concentration(had, levels, people))
        share = covered(ground, state, ground.catchment_min)[known] / 100
        if not np.isnan(share).any():
            value = concentration_erreygers(share, levels, people, bounds=(0.0, 1.0))
            note(COVERED_CONCENTRATION, value)
    income = city_income(region)
    if income is not None:
        ranked = region["zones"]["city"].map(income).to_numpy(dtype="float64")[known]
        note(INCOME_CONCENTRATION, concentration(had, ranked, people))


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
