"""One kind with a project and without it, zone by zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from tongcheng.methods.access import catchments, join_blocks
from tongcheng.methods.decays import gaussian
from tongcheng.region.borders import BorderState, opened_to, today, together
from tongcheng.region.region import Region
from tongcheng.region.unlock import rows_of
from tongcheng.results import Need
from tongcheng.sectors.services.effects.projects import ServiceProject
from tongcheng.sectors.services.kinds import PER, SECTOR
from tongcheng.sectors.services.reached import covered
from tongcheng.sectors.services.sharing import DEVIATIONS
from tongcheng.sectors.services.states import Ground
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.times import drive_times

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Side:
    """A kind in one border state: the first variant is the figure, the others its ends.

    Parameters
    ----------
    covered
        Shape (variants, zones): share of residents within the minutes, 0 to 1.
    access
        Shape (variants, zones): accessible capacity per 1,000.
    available
        Shape (variants, zones): capacity that falls to residents.
    people
        Shape (variants, zones).
    """

    covered: Floats
    access: Floats
    available: Floats
    people: Floats


def grounds_after(
    region: Region, travel: CircleTravel, ground: Ground, projects: Iterable[ServiceProject]
) -> dict[str, Ground]:
    """Give the ground of a kind with each project; times to all their new facilities are made at once.

    Catchments stay those of today, so that like is compared with like.
    """
    kind = ground.supply.kind.kind
    rows = {one.project: _rows(one.after, kind) for one in projects}
    known = ground.supply.facilities["facility"]
    fresh = pd.concat([own[~own["facility"].isin(known)] for own in rows.values()], ignore_index=True)
    fresh = fresh.drop_duplicates("facility", ignore_index=True)
    minutes: Any = None
    index = pd.Index(fresh["facility"].astype("str"))
    if len(fresh):
        cutoff = travel.zones.cutoff_min
        times = drive_times(region, to=fresh[["facility", "lon", "lat"]], cutoff_min=cutoff, network=travel.network)
        minutes = join_blocks(block for _, block in times.blocks())
    return {one.project: _ground(ground, one, rows[one.project], minutes, index) for one in projects}


def _rows(region: Region, kind: str) -> pd.DataFrame:
    return rows_of(region, Need("facilities", (), (("kind", kind),))).reset_index(drop=True)


def _ground(
    ground: Ground, project: ServiceProject, rows: pd.DataFrame, minutes: Any, index: pd.Index[str]
) -> Ground:
    cities = pd.Index(project.after["cities"]["city"])
    added = rows.loc[~rows["facility"].isin(ground.supply.facilities["facility"]), "facility"]
    table = ground.minutes
    if len(added):
        table = csr_array(hstack([table, minutes[:, index.get_indexer(pd.Index(added))]], format="csr"))
    return replace(
        ground,
        supply=replace(ground.supply, facilities=rows),
        minutes=table,
        place_city=cities.get_indexer(pd.Index(rows["city"])).astype(np.intp),
        opened=opened_to(list(cities), rows["open_to"]),
        states=(today(project.after, SECTOR), together(project.after)),
    )


def side_of(ground: Ground, state: str, minutes: float, *, shared: bool) -> Side:
    """Measure one side.

    Parameters
    ----------
    ground
        With the project or without it.
    state
        ``today`` or ``together``.
    minutes
        In which coverage counts.
    shared
        Whether capacities are known, so that they can be shared; NaN otherwise.
    """
    own = next(one for one in ground.states if one.name == state)
    decay = gaussian(ground.catchment_min / DEVIATIONS, cutoff_min=ground.catchment_min)
    reached, access, available, people = [], [], [], []
    for share in [own.openness, *(ends for ends in (own.low, own.high) if ends is not None)]:
        with_share = _with(ground, own, share)
        near = np.nan_to_num(covered(with_share, state, minutes)) / 100.0
        for number in _people(ground):
            found = None
            if shared:
                found = catchments(
                    ground.minutes, ground.capacity, number, decay=decay, borders=with_share.borders(own, share),
                    rule="three_step",
                )  # fmt: skip
            nothing = np.full(len(number), np.nan)
            reached.append(near)
            people.append(number)
            access.append(nothing if found is None else PER * np.nan_to_num(found.access))
            available.append(nothing if found is None else np.asarray(found.served().sum(axis=1)).ravel())
    return Side(np.stack(reached), np.stack(access), np.stack(available), np.stack(people))


def _with(ground: Ground, state: BorderState, openness: Floats) -> Ground:
    own = BorderState(state.name, state.cities, openness, state.penalty_min)
    return replace(ground, states=tuple(own if one.name == state.name else one for one in ground.states))


def _people(ground: Ground) -> list[Floats]:
    assert ground.supply.people is not None
    counts = ground.supply.people.counts
    modelled = (counts.low != counts.value).any() or (counts.high != counts.value).any()
    return [counts.value, counts.low, counts.high] if modelled else [counts.value]
