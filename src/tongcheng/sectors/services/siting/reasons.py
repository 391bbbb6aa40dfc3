"""Who cannot be served, county by county: how many, how far the nearest site is, what is in the way, and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problem
from tongcheng.language import Text
from tongcheng.region.borders import BorderState
from tongcheng.region.region import Region
from tongcheng.sectors.services.siting.pairs import Pairs
from tongcheng.sectors.services.siting.places import Places

_SHOWN: Final = 5

REASONS: Final[dict[str, Text]] = {
    "no_road": Text("网格未接入路网", "the zone is on no road"),
    "no_way": Text("60 分钟内没有任何点位", "no site within 60 minutes"),
    "border": Text("最近的点位在交界对侧，未开放", "the nearest site lies across a closed border"),
    "far": Text("最近的可用点位超过规定时间", "the nearest usable site is beyond the minutes"),
}

_REMEDIES: Final[dict[str, Text]] = {
    "no_road": Text("补道路或核对网格坐标", "add the road, or check the point of the zone"),
    "no_way": Text("在该县补候选点，或补道路", "add a candidate in the county, or a road"),
    "border": Text(
        "开放与{city}的交界，或在该县补候选点", "open the border with {city}, or add a candidate in the county"
    ),
    "far": Text(
        "放宽到 {minutes} 分钟，或在该县补候选点", "allow {minutes} minutes, or add a candidate in the county"
    ),
}


@dataclass(frozen=True, eq=False)
class LeftOut:
    """Zones that no site can serve.

    Parameters
    ----------
    zones
        ``zone county city people reason nearest_min nearest_site nearest_city usable_min``.
    problems
        One per county and reason.
    """

    zones: pd.DataFrame
    problems: Sequence[Problem]


def unreached(
    region: Region,
    places: Places,
    pairs: Pairs,
    far: NDArray[np.bool_],
    state: BorderState,
    limit: float,
    *,
    lost: NDArray[np.intp],
) -> LeftOut:
    """Name those who cannot be served.

    Parameters
    ----------
    region, places, pairs
        The circle, its sites and their minutes.
    far
        Shape (zones,): who.
    state
        Border state.
    limit
        Minutes; infinite where any way will do.
    lost
        Zones that are on no road.
    """
    at = np.flatnonzero(far)
    zones = region["zones"].iloc[at]
    site = pairs.nearest_site[at]
    names, cities = (np.array([*places.sites[key], None], dtype=object) for key in ("site", "city"))  # -1: none
    some = site >= 0
    near, usable = pairs.nearest[at], pairs.usable[at]
    reason = np.select(
        [np.isin(at, lost), ~some, near <= limit], ["no_road", "no_way", "border"], "far"
    )  # fmt: skip
    frame = pd.DataFrame(
        {
            "zone": zones["zone"].to_numpy(),
            "county": zones["county"].to_numpy(),
            "city": zones["city"].to_numpy(),
            "people": places.people[at],
            "reason": reason.astype(object),
            "nearest_min": near,
            "nearest_site": names[site],
            "nearest_city": cities[site],
            "usable_min": usable,
        }
    )
    return LeftOut(
        frame, [_problem(region, own, state, limit) for _, own in frame.groupby(["county", "reason"], sort=False)]
    )


def _problem(region: Region, rows: pd.DataFrame, state: BorderState, limit: float) -> Problem:
    first = rows.iloc[0]
    counties = region["counties"].drop_duplicates("county").set_index("county")["name"]
    city_names = region["cities"].drop_duplicates("city").set_index("city")["name"]
    county = str(counties.get(first["county"], first["county"]))
    reason = str(first["reason"])
    shown = "、".join(rows["zone"].astype(str).head(_SHOWN)) + (
        f" 等 {len(rows)} 个网格" if len(rows) > _SHOWN else ""
    )
    near = rows["nearest_min"].dropna()
    span = "—".join(dict.fromkeys(f"{end:.0f}" for end in (near.min(), near.max()))) if len(near) else ""
    minutes = f"，最近点位 {span} 分钟" if span else ""
    within = f"在 {limit:g} 分钟内" if np.isfinite(limit) else ""
    within_en = f" within {limit:g} minutes" if np.isfinite(limit) else ""
    across = "、".join(dict.fromkeys(str(city_names.get(one, one)) for one in rows["nearest_city"].dropna()))
    reach = rows["usable_min"].fillna(rows["nearest_min"]).dropna()
    remedy = _REMEDIES[reason].fill(city=across, minutes=f"{np.ceil(reach.max()):.0f}" if len(reach) else "—")
    return Problem(
        f"unreachable_{reason}", "zones",
        Text(f"{county}的网格{within}有可用点位（{state.label.zh}）", f"a usable site for every zone of {county}{within_en} ({state.label.en})"),
        f"{shown}，{rows['people'].sum():,.0f} 人{minutes}：{REASONS[reason].zh}", remedy,
    )  # fmt: skip
