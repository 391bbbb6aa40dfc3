"""Minutes between zones and sites under a border state, block after block, and who has no way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.access import join_blocks
from tongcheng.region.borders import TODAY, BorderState, opened_to
from tongcheng.region.region import Region
from tongcheng.sectors.services.siting.places import Places
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.times import Times, drive_times

Floats = NDArray[np.float64]
Minutes = NDArray[np.float32]

#: Today a border counts as open where at least this share of residents may cross.
OPEN_FROM: Final = 0.5


@dataclass(frozen=True, eq=False)
class Pairs:
    """Minutes of every pair that is open.

    Parameters
    ----------
    minutes
        Shape (zones, sites): dense float32 with NaN, or sparse up to a cut-off.
    nearest, nearest_site
        Shape (zones,): minutes to the nearest site whether or not a border is in the way, and its position; NaN and -1
        where there is none.
    usable
        Shape (zones,): minutes to the nearest site that may be used.
    before, before_site
        Shape (zones,): the same to the facilities that stand today.
    """

    minutes: Any
    nearest: Floats
    nearest_site: NDArray[np.int64]
    usable: Floats
    before: Floats
    before_site: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Roads:
    """Times from zones to the existing and the candidate sites, made once for all border states."""

    parts: tuple[Times, ...]

    @classmethod
    def of(cls, region: Region, travel: CircleTravel, places: Places) -> Roads:
        """Make them; candidates that are all the zones of the circle share the times between zones."""
        sites = places.sites
        parts = []
        own = sites[sites["existing"].to_numpy(dtype=bool)][["site", "lon", "lat"]]
        if len(own):
            parts.append(_to_existing(region, travel, places, own))
        new = sites[~sites["existing"].to_numpy(dtype=bool)][["site", "lon", "lat"]]
        if list(new["site"]) == list(region["zones"]["zone"]):
            parts.append(travel.zones)
        elif len(new):
            parts.append(drive_times(region, to=new, cutoff_min=travel.zones.cutoff_min, network=travel.network))
        return cls(tuple(parts))

    def blocks(self) -> Iterator[tuple[slice, Minutes]]:
        """Give minutes to all sites, block after block of zones."""
        for together in zip(*(part.blocks() for part in self.parts), strict=True):
            yield together[0][0], np.hstack([block for _, block in together])

    def lost(self) -> NDArray[np.intp]:
        """Give the zones that are on no road."""
        notes = self.parts[-1].notes
        names = notes[(notes["role"] == "origin") & notes["component"].isna()]["place"]
        return self.parts[-1].origins.get_indexer(pd.Index(names)).astype(np.intp)


def _to_existing(region: Region, travel: CircleTravel, places: Places, own: pd.DataFrame) -> Times:
    facilities = places.supply.facilities
    if len(own) == len(facilities):
        return travel.to(places.kind.kind, facilities[["facility", "lon", "lat"]])
    return drive_times(region, to=own, cutoff_min=travel.zones.cutoff_min, network=travel.network)


def pairs_of(
    region: Region,
    places: Places,
    roads: Roads,
    state: BorderState,
    *,
    cutoff_min: float | None,
    open_from: float = OPEN_FROM,
) -> Pairs:
    """Give the pairs that are open in a border state.

    Parameters
    ----------
    region, places, roads
        The circle, its sites and the times to them.
    state
        Border state. A siting model knows only open and closed: today a border counts as open from ``open_from``, with
        the minutes that crossing takes; ``open_to`` of a facility widens it.
    cutoff_min
        Pairs beyond are left out and the matrix is sparse; dense without it.
    open_from
        Share of openness.
    """
    cities = pd.Index(region["cities"]["city"])
    home = cities.get_indexer(pd.Index(region["zones"]["city"]))
    of_site = cities.get_indexer(pd.Index(places.sites["city"]))
    may = _open(places, state, of_site, cities, open_from)
    late = state.penalty_min[:, of_site].astype(np.float32)
    stands = places.existing
    told: list[tuple[Any, ...]] = []

    def open_blocks() -> Iterator[Minutes]:
        for rows, block in roads.blocks():
            usable = np.where(may[home[rows]], block + late[home[rows]], np.float32(np.nan))
            told.append((*_least(block), _least(usable)[0], *_least(usable[:, :stands])))
            yield usable

    blocks = open_blocks()
    minutes: Any = np.concatenate(list(blocks)) if cutoff_min is None else join_blocks(blocks, cutoff_min=cutoff_min)
    columns = [np.concatenate(column) for column in zip(*told, strict=True)]
    return Pairs(minutes, columns[0], columns[1], columns[2], columns[3], columns[4])


def _open(
    places: Places, state: BorderState, of_site: NDArray[np.intp], cities: pd.Index[str], open_from: float
) -> NDArray[np.bool_]:
    """Tell which cities' residents may use which site, shape (cities, sites)."""
    may = (state.openness >= open_from)[:, of_site]
    if state.name != TODAY:
        return may
    facilities = places.supply.facilities.drop_duplicates("facility").set_index("facility")["open_to"]
    cells = [facilities.get(site) if own else None for site, own in
             zip(places.sites["site"], places.sites["existing"], strict=True)]  # fmt: skip
    return np.asarray(may | opened_to(list(cities), cells).T, dtype=bool)


def _least(block: Minutes) -> tuple[Floats, NDArray[np.int64]]:
    """Give the least of each row and where it stands; NaN and -1 for a row without any."""
    if block.shape[1] == 0:
        return np.full(len(block), np.nan), np.full(len(block), -1, dtype=np.int64)
    filled = np.where(np.isnan(block), np.float32(np.inf), block)
    at = filled.argmin(axis=1)
    value = filled[np.arange(len(block)), at].astype(np.float64)
    known = np.isfinite(value)
    return np.where(known, value, np.nan), np.where(known, at, -1).astype(np.int64)
