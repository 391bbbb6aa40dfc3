"""Chinese measures of supply: counts, capacity, per 1,000, share of the norm, authorised and actual, tertiary hospitals.

They ask what stands in a place and who lives there, not who uses it. Places without a listed city get no figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis
from tongcheng.sectors.levels import Membership
from tongcheng.sectors.services.declared import (
    AUTHORISED,
    CAPACITY,
    FACILITIES,
    NORM_SHARE,
    PER_1000,
    TERTIARY,
    TERTIARY_PER_MILLION,
)
from tongcheng.sectors.services.gates import Supply
from tongcheng.sectors.services.kinds import PER
from tongcheng.sectors.services.rows import RowMaker

Floats = NDArray[np.float64]

TERTIARY_GRADE: Final = "三级"
_MILLION = 1e6


def measure_supply(region: Region, supply: Supply, levels: Sequence[Membership]) -> pd.DataFrame:
    """Give the figures of supply of one kind by county, functional area, city and circle, as far as they are open.

    Parameters
    ----------
    region
        The circle.
    supply
        What the kind has.
    levels
        :func:`~tongcheng.sectors.levels.memberships` of the circle.

    Returns
    -------
    pandas.DataFrame
        Rows for :func:`tongcheng.results.make_results`.
    """
    if supply.counts is None or supply.facilities.empty:
        return pd.DataFrame()
    made = RowMaker(supply.kind.kind, supply.counts.basis, supply.year, supply.kind.unit)
    for level in levels:
        places, at = _places(region, supply, level)
        if not places.any():
            continue
        names = np.array(level.places, dtype=object)[places]
        count = _sums(at, np.ones(len(supply.facilities)), len(level.places))[places]
        made.add(FACILITIES, level.level, names, count)
        if supply.capacity is not None:
            _capacities(supply, level, (places, at), made)
        if (supply.facilities["grade"].fillna("").str.startswith(TERTIARY_GRADE)).any():
            _tertiary(region, supply, level, (places, at), made)
    return made.frame()


Where = tuple[NDArray[np.bool_], NDArray[np.intp]]


def _places(region: Region, supply: Supply, level: Membership) -> Where:
    """Tell which places of a level get figures, and to which place each facility belongs (-1 to none)."""
    rows = supply.facilities
    names = pd.Index(level.places)
    if level.level == "region":
        return np.array([not supply.unlisted]), np.zeros(len(rows), dtype=np.intp)
    if level.level == "functional_area":
        at = names.get_indexer(pd.Index(rows["functional_area"]))
        home = region["functional_areas"].set_index("functional_area")["city"].reindex(names)
        # An area counts the facilities that name it; one that nobody names is not stated rather than empty.
        return (~home.isin(supply.unlisted)).to_numpy() & np.isin(np.arange(len(names)), at), at.astype(np.intp)
    at = names.get_indexer(pd.Index(rows[level.level])).astype(np.intp)
    if level.level == "city":
        return ~names.isin(supply.unlisted), at
    home = region["counties"].set_index("county")["city"].reindex(names)
    return ~home.isin(supply.unlisted).to_numpy(), at


def _sums(at: NDArray[np.intp], values: NDArray[Any], places: int) -> Floats:
    return np.bincount(at[at >= 0], weights=values[at >= 0], minlength=places).astype("float64")


def _capacities(supply: Supply, level: Membership, where: Where, made: RowMaker) -> None:
    places, at = where
    names = np.array(level.places, dtype=object)[places]
    rows = supply.facilities
    capacity = _sums(at, rows["capacity"].to_numpy(dtype="float64"), len(level.places))[places]
    made.add(CAPACITY, level.level, names, capacity)
    stated = rows["capacity_authorised"].notna().to_numpy() & (rows["capacity_authorised"] > 0).to_numpy()
    if stated.any():
        actual, authorised = (
            _sums(at, np.where(stated, rows[column].to_numpy(dtype="float64"), 0.0), len(level.places))[places]
            for column in ("capacity", "capacity_authorised")
        )
        made.add(AUTHORISED, level.level, names, 100 * _over(actual, authorised))
    if supply.people is None:
        return
    ends = _people(level, supply.people.counts, places)
    per = [PER * _over(capacity, people) for people in ends]
    papers = RowMaker(made.group, weakest_basis([made.basis, supply.people.basis]), made.year, made.unit)
    papers.add(PER_1000, level.level, names, per[0], ends=np.stack(per))
    if supply.kind.norm is not None:
        share = [100 * value / supply.kind.norm for value in per]
        papers.add(NORM_SHARE, level.level, names, share[0], ends=np.stack(share))
    made.parts += papers.parts


def _tertiary(region: Region, supply: Supply, level: Membership, where: Where, made: RowMaker) -> None:
    places, at = where
    names = np.array(level.places, dtype=object)[places]
    first = supply.facilities["grade"].fillna("").str.startswith(TERTIARY_GRADE).to_numpy(dtype="float64")
    count = _sums(at, first, len(level.places))[places]
    people = _people(level, count_by_zone(region), places)[0]
    made.add(TERTIARY, level.level, names, count)
    made.add(TERTIARY_PER_MILLION, level.level, names, _MILLION * _over(count, people))


def _people(level: Membership, counts: Any, places: NDArray[np.bool_]) -> list[Floats]:
    return [level.sum(values)[places] for values in (counts.value, counts.low, counts.high)]


def _over(top: Floats, bottom: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)
