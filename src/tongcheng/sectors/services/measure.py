"""All measures of services of one circle, as far as its data open them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Locked, Results, make_results
from tongcheng.sectors.found import Found
from tongcheng.sectors.levels import Membership, memberships
from tongcheng.sectors.services.declared import (
    ACCESS,
    KIND_INDICATORS,
    PER_1000,
    SERVICE_INDICATORS,
)
from tongcheng.sectors.services.declared_equity import RANK_EFFECT
from tongcheng.sectors.services.equity import Order, measure_equity
from tongcheng.sectors.services.gates import Supply, supply_of
from tongcheng.sectors.services.kinds import kinds_of
from tongcheng.sectors.services.published import measure_fever_clinics, measure_published
from tongcheng.sectors.services.radius import measure_radius
from tongcheng.sectors.services.rank_test import measure_rank, rank_table
from tongcheng.sectors.services.reached import measure_reached
from tongcheng.sectors.services.sharing import flows, losers, measure_shared, share
from tongcheng.sectors.services.states import Floats, Ground, ground_of, residents_by_age
from tongcheng.sectors.services.supply import measure_supply
from tongcheng.travel.circle import CircleTravel


def measure_services(region: Region, travel: CircleTravel) -> Found:
    """Measure every kind of service: supply, access in every border state, equity, who serves whom, the rank test.

    Parameters
    ----------
    region
        The circle.
    travel
        Its travel; times are made only for kinds that are open.

    Returns
    -------
    Found
        Tables ``service_flows``, ``service_losers``, ``service_rank_test``, and the points ``service_facilities`` with
        their load today and together. A kind that lacks data makes no figure and says what opens it.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> found = measure_services(circle, CircleTravel(circle)).results.frame
    >>> found["indicator"].unique().tolist(), found["level"].unique().tolist()
    (['fever_clinics_per_100k'], ['city', 'county'])
    """
    unlocked, locked = split(region, SERVICE_INDICATORS)
    supplies = (
        [supply_of(region, kind, PER_1000) for kind in kinds_of(region)] if PER_1000.indicator in unlocked else []
    )
    frames, tables = [measure_published(region)], _Tables()
    fever, missing = measure_fever_clinics(region)
    frames.append(fever)
    circle = (
        _Circle(region, travel, memberships(region), residents_by_age(region), Order.of(region)) if supplies else None
    )
    for item in supplies:
        assert circle is not None
        frames += _of_kind(circle, item, tables, open_access=ACCESS.indicator in unlocked)
    if RANK_EFFECT.indicator in unlocked:
        ranks = rank_table(region, supplies)
        tables.ranks.append(ranks)
        frames.append(measure_rank(region, supplies, ranks))
    known = [frame for frame in frames if len(frame)]
    rows = pd.concat(known, ignore_index=True) if known else pd.DataFrame()
    kept = rows[rows["indicator"].isin(list(unlocked))] if len(rows) else rows
    return Found(Results(make_results(kept), (*locked, *_of_kinds(supplies, locked, missing))), tables.frames())


@dataclass(frozen=True)
class _Circle:
    """What all kinds share, made once."""

    region: Region
    travel: CircleTravel
    levels: Sequence[Membership]
    ages: Mapping[str, Floats]
    order: Order


def _of_kind(circle: _Circle, supply: Supply, tables: _Tables, *, open_access: bool) -> list[pd.DataFrame]:
    region, levels = circle.region, circle.levels
    frames = [measure_supply(region, supply, levels), measure_radius(region, supply, levels)]
    if supply.access is None or supply.people is None or supply.unlisted or not open_access:
        return frames
    ground = ground_of(region, circle.travel, supply, levels, circle.ages)
    frames.append(measure_reached(region, ground))
    basis = supply.shared
    if basis is None or not (ground.capacity > 0).any():
        tables.facilities.append(_points(ground, {}))
        return frames
    shared = share(ground)
    frames.append(measure_shared(region, ground, shared, basis))
    frames.append(measure_equity(region, ground, shared, basis, circle.order))
    tables.flows.append(flows(region, ground, shared))
    tables.losers.append(losers(region, ground, shared))
    tables.facilities.append(
        _points(ground, {f"load_{name}": shared[name].found.crowding for name in ("today", "together")})
    )
    return frames


def _points(ground: Ground, more: dict[str, Floats]) -> gpd.GeoDataFrame:
    rows = ground.supply.facilities
    names = ["facility", "kind", "name", "city", "county", "grade", "capacity", "capacity_authorised"]
    points = gpd.points_from_xy(rows["lon"], rows["lat"], crs="EPSG:4326")
    return gpd.GeoDataFrame(rows[names].assign(**more), geometry=points)


def _of_kinds(supplies: Sequence[Supply], locked: Sequence[Locked], missing: Sequence[Locked]) -> list[Locked]:
    """Say what each kind of the circle lacks; a default kind that it has not at all is locked already."""
    known = {item.indicator.indicator for item in locked}
    asked = {item.indicator for item in KIND_INDICATORS}
    found: list[Locked] = []
    for item in supplies:
        if f"service_{item.kind.kind}" not in known & asked:
            found += item.locked
    return [*found, *(item for item in missing if item.indicator.indicator not in known)]


class _Tables:
    """Tables that stand beside the figures, part by part."""

    def __init__(self) -> None:
        self.flows: list[pd.DataFrame] = []
        self.losers: list[pd.DataFrame] = []
        self.ranks: list[pd.DataFrame] = []
        self.facilities: list[pd.DataFrame] = []

    def frames(self) -> dict[str, pd.DataFrame]:
        """Give those that have rows."""
        named = {
            "service_flows": self.flows,
            "service_losers": self.losers,
            "service_rank_test": self.ranks,
            "service_facilities": self.facilities,
        }
        made = {}
        for name, parts in named.items():
            rows = [part for part in parts if len(part)]
            if rows:
                made[name] = pd.concat(rows, ignore_index=True)
        return made
