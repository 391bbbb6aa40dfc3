"""New sites that every kind needs, in every border state, and the few that bring most people in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.region.borders import BorderState, apart, today, together
from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Locked, Results, make_results, weakest_basis
from tongcheng.sectors.found import Found
from tongcheng.sectors.levels import Membership, memberships
from tongcheng.sectors.services.gates import Supply, supply_of
from tongcheng.sectors.services.kinds import SECTOR, kinds_of
from tongcheng.sectors.services.offered import cover_minutes
from tongcheng.sectors.services.rows import Floats, Keys, RowMaker
from tongcheng.sectors.services.siting.answer import SitedKind
from tongcheng.sectors.services.siting.indicators import FIRST_SITES, SITES_NEEDED, SITING_INDICATORS, UNCOVERED
from tongcheng.sectors.services.siting.pairs import Roads
from tongcheng.sectors.services.siting.places import Places, places_of
from tongcheng.sectors.services.siting.site import Question, solve
from tongcheng.travel.circle import CircleTravel

#: How many sites "the first few" are (an assumption; ``new`` of ``site_kind`` asks for any other number).
FIRST: Final = 3

#: Each programme ends after so many seconds with its bound; none of the samples comes near it.
_LIMIT_S: Final = 120.0


def measure_siting(
    region: Region, travel: CircleTravel, tables: Mapping[str, pd.DataFrame] | None = None, *, first: int = FIRST
) -> Found:
    """Count the new sites that would reach everybody in every border state, and find the first few as one city.

    Today a border counts as open from an openness of a half, and facilities that are open to a city count for it.

    Parameters
    ----------
    region
        The circle.
    travel
        Its travel.
    tables
        Not read.
    first
        How many sites "the first few" are.

    Returns
    -------
    Found
        Figures by county, city and circle (sites by where they stand, people by where they live), and the tables
        ``service_sites`` (points: new sites by kind, model and border state, in their order), ``service_siting`` (one
        row per kind, model and border state, with bound, gap and who is left out) and ``service_sites_left_out``.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> len(measure_siting(circle, CircleTravel(circle)).results.frame)
    0
    """
    del tables
    unlocked, locked = split(region, SITING_INDICATORS)
    if SITES_NEEDED.indicator not in unlocked:
        return Found(Results(make_results([]), locked))
    made = _Made()
    levels = memberships(region)
    missing: list[Locked] = []
    for kind in kinds_of(region):
        supply = supply_of(region, kind, SITES_NEEDED)
        if supply.access is None or supply.people is None or supply.unlisted or supply.facilities.empty:
            missing += [item for item in supply.locked if item not in missing]
            continue
        places = places_of(region, kind)
        _site(region, travel, places, levels, made, first)
    rows = pd.concat(made.frames, ignore_index=True) if made.frames else pd.DataFrame()
    return Found(Results(make_results(rows), (*locked, *missing)), made.tables())


def compare_borders(alone: SitedKind, together_: SitedKind) -> int:
    """Give how many new sites open borders make unnecessary (若互通，少建 n 处): never below 0 where both are proven."""
    return len(alone.new_sites) - len(together_.new_sites)


def _site(
    region: Region, travel: CircleTravel, places: Places, levels: list[Membership], made: _Made, first: int
) -> None:
    roads = Roads.of(region, travel, places)
    asked = Question("lscp", None, cover_minutes(places.kind), (), 0.0, _LIMIT_S, 0, None)
    new = 0
    for state in (apart(region), today(region, SECTOR), together(region)):
        answer = solve(region, places, roads, state, asked, leave_out=True)
        made.add(places, answer, state)
        made.frames.append(_figures(region, places, answer, levels))
        new = len(answer.new_sites)
    few = min(first, new)  # as one city; more than reach everybody would reach nobody
    if few:
        best = solve(region, places, roads, together(region), replace(asked, model="mclp", new=few))
        made.add(places, best, together(region))
        made.frames.append(_first(places, best, levels))


def _papers(supply: Supply) -> RowMaker:
    assert supply.access is not None
    assert supply.people is not None
    basis = weakest_basis([supply.access.basis, supply.people.basis, "modelled"])
    return RowMaker(supply.kind.kind, basis, supply.year, supply.kind.unit)


def _figures(region: Region, places: Places, answer: SitedKind, levels: list[Membership]) -> pd.DataFrame:
    made, keys = _papers(places.supply), Keys(answer.borders, "drive", answer.minutes)
    new = answer.new_sites
    lacking: Floats = np.where(answer.zones["before_min"] <= answer.minutes, 0.0, answer.zones["people"])
    for level in levels:
        made.add(UNCOVERED, level.level, level.places, level.sum(lacking), keys)
        if level.level == "functional_area":
            continue
        where = pd.Series([region.name] * len(new)) if level.level == "region" else new[level.level]
        count = where.value_counts().reindex(list(level.places), fill_value=0).astype("float64")
        made.add(SITES_NEEDED, level.level, level.places, np.asarray(count), keys)
    return made.frame()


def _first(places: Places, answer: SitedKind, levels: list[Membership]) -> pd.DataFrame:
    made, keys = _papers(places.supply), Keys(answer.borders, "drive", answer.minutes)
    who = answer.zones
    newly: Floats = np.where(
        (who["minutes"] <= answer.minutes) & ~(who["before_min"] <= answer.minutes), who["people"], 0.0
    )  # fmt: skip
    for level in levels:
        made.add(FIRST_SITES, level.level, level.places, level.sum(newly), keys)
    return made.frame()


class _Made:
    """What is gathered kind by kind."""

    def __init__(self) -> None:
        self.frames: list[pd.DataFrame] = []
        self._sites: list[gpd.GeoDataFrame] = []
        self._rows: list[dict[str, Any]] = []
        self._out: list[pd.DataFrame] = []

    def add(self, places: Places, answer: SitedKind, state: BorderState) -> None:
        """Note one answer."""
        keys: dict[str, Any] = {
            "kind": answer.kind,
            "model": answer.model,
            "borders": state.name,
            "minutes": answer.minutes,
        }
        stands = places.existing
        within = answer.zones["before_min"] <= answer.minutes
        self._rows.append(
            {
                **keys,
                "existing": stands,
                "new": len(answer.new_sites),
                "bound": answer.answer.bound - stands if answer.model == "lscp" else answer.answer.bound,
                "gap": answer.answer.gap,
                "proven": answer.answer.proven,
                "people": float(places.people.sum()),
                "uncovered": float(places.people[~within.to_numpy()].sum()),
                "newly": float(answer.new_sites["newly"].sum()),
                "left_out_people": float(answer.left_out["people"].sum()) if len(answer.left_out) else 0.0,
                "left_out_zones": len(answer.left_out),
            }
        )
        self._sites.append(answer.new_sites.assign(**keys))
        if len(answer.left_out):
            self._out.append(answer.left_out.assign(**keys))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables that have rows."""
        found: dict[str, pd.DataFrame] = {}
        sites = [frame for frame in self._sites if len(frame)]
        if sites:
            found["service_sites"] = pd.concat(sites, ignore_index=True)
        if self._rows:
            found["service_siting"] = pd.DataFrame(self._rows)
        if self._out:
            found["service_sites_left_out"] = pd.concat(self._out, ignore_index=True)
        return found
