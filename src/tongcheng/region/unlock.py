"""Which results a circle's data open.

In a real circle a result whose decisive input is missing, incomplete or synthetic is *locked*: there is no number,
and instead a word on what opens it. Only a fictional circle may rest on synthetic rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from tongcheng.region.region import Region
from tongcheng.results import Basis, Indicator, Lack, Locked, Need, weakest_basis

#: A table that must cover the circle lies within this distance of a zone ...
NEAR_KM = 2.0
#: ... for at least this share of the residents.
COVERED_SHARE = 0.8

_KM_PER_DEGREE = 111.32


@dataclass(frozen=True)
class Evidence:
    """The basis of an open result, and the source rows it cites."""

    basis: Basis
    sources: tuple[str, ...]


def assess(region: Region, indicator: Indicator) -> Evidence | Locked:
    """Tell whether a result may be computed, and on what basis.

    Parameters
    ----------
    region
        The circle.
    indicator
        The result with its needs.

    Returns
    -------
    Evidence or Locked
        The weakest basis among the decisive rows, or what is missing.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.language import same
    >>> jobs = Indicator("x", "transport", same("x"), same("x"), "job", "sum", (Need("jobs", ("value",)),))
    >>> type(assess(open_region("chengdu"), jobs)).__name__
    'Locked'
    """
    return _judge(indicator, {need: _look(region, need) for need in indicator.needs})


def split(region: Region, indicators: Iterable[Indicator]) -> tuple[dict[str, Evidence], tuple[Locked, ...]]:
    """Divide results into those that are open (by name) and those that are locked."""
    indicators = tuple(indicators)
    needs = {need for item in indicators for need in item.needs}
    looked = {need: _look(region, need) for need in needs}
    found = {item.indicator: _judge(item, looked) for item in indicators}
    unlocked = {name: item for name, item in found.items() if isinstance(item, Evidence)}
    return unlocked, tuple(item for item in found.values() if isinstance(item, Locked))


@dataclass(frozen=True)
class _Look:
    """What a look at one need found: what it lacks, if anything, and the papers of its rows."""

    lack: Lack | None
    bases: tuple[str, ...]
    sources: tuple[str, ...]


def _look(region: Region, need: Need) -> _Look:
    rows = rows_of(region, need)
    papers = (tuple(rows[name].dropna().unique()) for name in ("basis", "source"))
    return _Look(_lack(region, rows, need), *papers)


def _judge(indicator: Indicator, looked: Mapping[Need, _Look]) -> Evidence | Locked:
    looks = [(need, looked[need]) for need in indicator.needs]
    lacks = tuple((need, look.lack) for need, look in looks if look.lack is not None)
    if lacks:
        return Locked(indicator, lacks)
    sources = sorted({source for _, look in looks for source in look.sources})
    return Evidence(weakest_basis(basis for _, look in looks for basis in look.bases), tuple(sources))


def rows_of(region: Region, need: Need) -> pd.DataFrame:
    """Give the rows of a table that count for a need."""
    rows = region[need.table]
    for attribute, value in need.where:
        rows = rows[rows[attribute] == value]
    return rows


def _lack(region: Region, rows: pd.DataFrame, need: Need) -> Lack | None:
    if rows.empty:
        return "missing"
    if not region.fictional and (rows["basis"] == "synthetic").any():
        return "synthetic"
    if any(rows[attribute].isna().any() for attribute in need.attributes):
        return "incomplete"
    if need.covers and covered_share(region, rows) < COVERED_SHARE:
        return "incomplete"
    return None


def covered_share(region: Region, points: pd.DataFrame, *, near_km: float = NEAR_KM) -> float:
    """Give the share of residents whose zone has one of the points within ``near_km`` (straight line)."""
    zones, residents = region["zones"], region["residents"]
    if zones.empty:
        return 0.0
    counted = residents[residents["group"] == "all"]
    latest = counted[counted["year"] == counted["year"].max()]
    weight = zones["zone"].map(latest.set_index("zone")["value"]).fillna(0.0).to_numpy()
    if weight.sum() == 0:
        weight = np.ones(len(zones))
    shrink = np.cos(np.radians(zones["lat"].mean()))
    tree = cKDTree(np.column_stack([points["lon"] * shrink, points["lat"]]) * _KM_PER_DEGREE)
    places = np.column_stack([zones["lon"] * shrink, zones["lat"]]) * _KM_PER_DEGREE
    distance, _ = tree.query(places, distance_upper_bound=near_km)
    return float(weight[np.isfinite(distance)].sum() / weight.sum())
