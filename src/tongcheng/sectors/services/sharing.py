"""Access with crowding, who serves whom across the line, and who loses when borders open.

The rule matters. Where residents count at every facility in reach (two steps), a large city claims the facilities of its
small neighbours many times over, and opening a border seems to give it more. Where everybody counts once, choosing the
nearer first (three steps), the reverse may hold. The figure is that of three steps; the others stand beside it, and
where they disagree about who gains there is no conclusion.

Opening a border lets residents in both directions share: supply stays, so what some gain others may lose. The capacity
that falls to residents always adds up to the capacity that anybody reaches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.access import Catchments, catchments, cumulative, gravity
from tongcheng.methods.decays import gaussian
from tongcheng.region.age_groups import EVERYBODY
from tongcheng.region.borders import BorderState
from tongcheng.region.region import Region
from tongcheng.sectors.levels import Membership
from tongcheng.sectors.services.declared import (
    ACCESS,
    AVAILABLE,
    BALANCED,
    CROWDING,
    GRAVITY,
    LOSERS,
    REACHED,
    SPATIAL,
    TWO_STEP,
    USED_BY_OTHERS,
    USED_ELSEWHERE,
)
from tongcheng.sectors.services.kinds import PER
from tongcheng.sectors.services.rows import Keys, RowMaker
from tongcheng.sectors.services.states import Ground

Floats = NDArray[np.float64]

#: Standard deviations in a catchment: the weight is 0.61, 0.14 and 0.01 at one, two and three thirds of it, near to
#: the steep weights of Luo and Qi (2009).
DEVIATIONS: Final = 3.0
_MEANS: Final = {"access": ACCESS, "two_step": TWO_STEP, "balanced": BALANCED, "reached": REACHED, "gravity": GRAVITY}
_SUMS: Final = {"available": AVAILABLE, "spatial": SPATIAL}
#: A zone loses if its access falls by more than this share: less is rounding.
NOTICED: Final = 0.001


@dataclass(frozen=True, eq=False)
class Shared:
    """One kind in one border state: catchments of three steps, and figures by zone with their ends.

    ``values`` holds by name arrays of shape (variants, zones); the first variant is the figure, the others its ends.
    """

    found: Catchments
    values: Mapping[str, Floats]

    @property
    def access(self) -> Floats:
        """Accessible capacity per 1,000 by zone."""
        return np.asarray(self.values["access"][0], dtype=np.float64)


def share(ground: Ground) -> dict[str, Shared]:
    """Share the capacity of one kind in every border state, by name of the state."""
    return {state.name: _in_state(ground, state) for state in ground.states}


def _in_state(ground: Ground, state: BorderState) -> Shared:
    decay = gaussian(ground.catchment_min / DEVIATIONS, cutoff_min=ground.catchment_min)
    parts: dict[str, list[Floats]] = {name: [] for name in (*_MEANS, *_SUMS)}
    first: Catchments | None = None
    for borders, demand in ground.variants(state):
        found, two, even = (
            catchments(ground.minutes, ground.capacity, demand, decay=decay, borders=borders, rule=rule)
            for rule in ("three_step", "two_step", "balanced")
        )
        once = _row_sums(even.served())
        parts["access"].append(PER * found.access)
        parts["two_step"].append(PER * two.access)
        parts["balanced"].append(PER * np.divide(once, demand, out=np.full(len(once), np.nan), where=demand > 0))
        parts["available"].append(_row_sums(found.served()))
        parts["spatial"].append(np.nan_to_num(two.access) * demand)
        parts["reached"].append(
            cumulative(ground.minutes, ground.capacity, threshold=ground.catchment_min, borders=borders)
        )
        parts["gravity"].append(gravity(ground.minutes, ground.capacity, decay=decay, borders=borders))
        first = found if first is None else first
    assert first is not None
    values = {name: np.stack(rows) for name, rows in parts.items()}
    for name in _MEANS:
        values[name][:, ground.lost] = np.nan
    return Shared(first, values)


def measure_shared(region: Region, ground: Ground, shared: Mapping[str, Shared], basis: str) -> pd.DataFrame:
    """Give access with crowding at every level and in every state, capacity across the line, load of facilities."""
    supply = ground.supply
    made = RowMaker(supply.kind.kind, basis, supply.year, supply.kind.unit)
    zones = region["zones"]["zone"].to_numpy(dtype=object)
    for name, state in shared.items():
        keys = Keys(name, "drive", ground.catchment_min)
        sides = _foreign(ground, state)
        made.add(ACCESS, "zone", zones, state.access, keys, ends=state.values["access"])
        for level in ground.levels:
            for column, indicator in _MEANS.items():
                means = np.stack([level.mean(one, ground.demand) for one in state.values[column]])
                made.add(indicator, level.level, level.places, means[0], keys, ends=means)
            for column, indicator in _SUMS.items():
                sums = np.stack([level.sum(one) for one in state.values[column]])
                made.add(indicator, level.level, level.places, sums[0], keys, ends=sums)
            _across(ground, sides, level, made, keys)
        made.add(CROWDING, "facility", supply.facilities["facility"].to_numpy(), state.found.crowding, keys)
    _losing(ground, shared, made)
    _by_age(ground, shared, made)
    return made.frame()


def _across(ground: Ground, sides: tuple[Floats, Floats], level: Membership, made: RowMaker, keys: Keys) -> None:
    """Note what residents of a place use in other cities, and what others use of its facilities."""
    elsewhere, given = sides
    made.add(USED_ELSEWHERE, level.level, level.places, level.sum(elsewhere), keys)
    if level.level not in {"county", "city", "region"}:
        return
    rows = ground.supply.facilities
    at = np.zeros(len(rows), dtype=np.intp)
    if level.level != "region":
        at = pd.Index(level.places).get_indexer(pd.Index(rows[level.level])).astype(np.intp)
    total = np.bincount(at[at >= 0], weights=given[at >= 0], minlength=len(level.places))
    made.add(USED_BY_OTHERS, level.level, level.places, total.astype("float64"), keys)


def _foreign(ground: Ground, state: Shared) -> tuple[Floats, Floats]:
    """Give the capacity that crosses a line, by zone that is given it and by facility that gives it."""
    served = state.found.served().tocoo()
    abroad = ground.zone_city[served.row] != ground.place_city[served.col]
    zones, facilities = served.shape
    weight = served.data[abroad]
    return (
        np.bincount(served.row[abroad], weights=weight, minlength=zones).astype(np.float64),
        np.bincount(served.col[abroad], weights=weight, minlength=facilities).astype(np.float64),
    )


def _losing(ground: Ground, shared: Mapping[str, Shared], made: RowMaker) -> None:
    lost = losing_zones(shared)
    keys = Keys("together", "drive", ground.catchment_min)
    for level in ground.levels:
        made.add(LOSERS, level.level, level.places, level.sum(np.where(lost, ground.demand, 0.0)), keys)


def losing_zones(shared: Mapping[str, Shared]) -> NDArray[np.bool_]:
    """Flag the zones whose access is lower together than today."""
    today, together = shared["today"].access, shared["together"].access
    with np.errstate(invalid="ignore"):
        return np.asarray(together < today * (1 - NOTICED))


def _by_age(ground: Ground, shared: Mapping[str, Shared], made: RowMaker) -> None:
    """Note access of the residents of each age group, where a kind is for everybody."""
    kind = ground.supply.kind
    if kind.group != EVERYBODY:
        return
    for name, state in shared.items():
        keys = Keys(name, "drive", ground.catchment_min)
        for group, people in ground.ages.items():
            for level in ground.levels:
                if level.level in {"city", "region"}:
                    values = level.mean(state.access, people)
                    made.add(ACCESS, level.level, level.places, values, keys, group=f"{kind.kind}|{group}")


def flows(region: Region, ground: Ground, shared: Mapping[str, Shared]) -> pd.DataFrame:
    """Give the capacity that crosses between counties of different cities, and between cities, by border state.

    Returns
    -------
    pandas.DataFrame
        ``kind level borders origin destination capacity share``: residents of ``origin`` are given ``capacity`` of
        facilities in ``destination``, which is ``share`` per cent of all that stands there. Capacity that anybody
        reaches is conserved: flows to all origins, the own one included, add up to it.
    """
    frames = []
    rows, zones = ground.supply.facilities, region["zones"]
    for name, state in shared.items():
        for level, table in (("city", "cities"), ("county", "counties")):
            places = pd.Index(region[table][level])
            origin = places.get_indexer(pd.Index(zones[level]))
            target = places.get_indexer(pd.Index(rows[level]))
            served = state.found.served().tocoo()
            known = (origin[served.row] >= 0) & (target[served.col] >= 0)
            pair = origin[served.row[known]] * len(places) + target[served.col[known]]
            total = np.bincount(pair, weights=served.data[known], minlength=len(places) ** 2)
            square = total.astype(np.float64).reshape(len(places), -1)
            frames.append(_flow_rows(region, ground, level, name, places, square, target))
    return pd.concat(frames, ignore_index=True)


def _flow_rows(
    region: Region,
    ground: Ground,
    level: str,
    state: str,
    places: pd.Index[str],
    total: Floats,
    target: NDArray[np.intp],
) -> pd.DataFrame:
    stands = np.bincount(target[target >= 0], weights=ground.capacity[target >= 0], minlength=len(places))
    home = np.arange(len(places))
    if level == "county":
        home = pd.Index(region["cities"]["city"]).get_indexer(pd.Index(region["counties"]["city"]))
    start, end = np.nonzero(total)
    kept = (home[start] != home[end]) if level == "county" else np.ones(len(start), dtype=bool)
    start, end = start[kept], end[kept]
    return pd.DataFrame(
        {
            "kind": ground.supply.kind.kind,
            "level": level,
            "borders": state,
            "origin": places[start],
            "destination": places[end],
            "capacity": total[start, end],
            "share": 100 * total[start, end] / np.where(stands[end] > 0, stands[end], np.nan),
            "unit": ground.supply.kind.unit,
        }
    )


def losers(region: Region, ground: Ground, shared: Mapping[str, Shared]) -> pd.DataFrame:
    """List the counties where anybody has less together than today: how many, and how much less.

    Returns
    -------
    pandas.DataFrame
        ``kind county city residents residents_losing today together change_pct loss_pct``: means over all residents
        of the county that the kind is for, and ``loss_pct`` over those who lose.
    """
    zones = region["zones"]
    lost = losing_zones(shared)
    weight = ground.demand
    frame = pd.DataFrame(
        {"county": zones["county"].to_numpy(), "people": weight, "losing": np.where(lost, weight, 0.0)}
    )
    for name in ("today", "together"):
        value = np.nan_to_num(shared[name].access) * weight
        frame[name] = value
        frame[f"{name}_losing"] = np.where(lost, value, 0.0)
    sums = frame.groupby("county", sort=False).sum()
    sums = sums[sums["losing"] > 0]
    home = region["counties"].set_index("county")["city"]
    result = pd.DataFrame(
        {
            "kind": ground.supply.kind.kind,
            "county": sums.index,
            "city": home.reindex(sums.index).to_numpy(),
            "residents": sums["people"].to_numpy(),
            "residents_losing": sums["losing"].to_numpy(),
            "today": (sums["today"] / sums["people"]).to_numpy(),
            "together": (sums["together"] / sums["people"]).to_numpy(),
            "change_pct": (100 * (sums["together"] / sums["today"] - 1)).to_numpy(),
            "loss_pct": (100 * (1 - sums["together_losing"] / sums["today_losing"])).to_numpy(),
        }
    )
    return result.sort_values(["residents_losing", "county"], ascending=[False, True]).reset_index(drop=True)


def _row_sums(matrix: Any) -> Floats:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
