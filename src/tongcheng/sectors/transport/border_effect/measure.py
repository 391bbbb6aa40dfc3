"""How much longer a trip takes because it crosses a border between two cities, and who is out of reach for it."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.region.border_lines import border_lines
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, split
from tongcheng.results import Indicator, Results, make_results
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.border_effect.estimate import MINUTES, Estimate, estimate
from tongcheng.sectors.transport.border_effect.ground import Ground, Settings, make_ground
from tongcheng.sectors.transport.border_effect.indicators import (
    BORDER_EFFECT_INDICATORS,
    BORDER_JOBS_LOST,
    BORDER_MINUTES,
    BORDER_RESIDENTS_LOST,
)
from tongcheng.sectors.transport.border_effect.segments import border_segments
from tongcheng.travel.circle import CircleTravel

#: Why trips across a border have no estimate.
REASONS: dict[str, Text] = {
    "no_counterpart": Text("两市内没有条件相同的出行", "no like trip inside either city"),
    "unreachable": Text("道路不通或单程超过 3 小时", "no way by road within 3 hours"),
    "elsewhere": Text("连线不经过该交界", "the straight line does not cross this border"),
    "no_common_border": Text("两市不相邻", "the two cities do not touch"),
}
_TOO_FEW = Text("可比的跨界出行太少，不作估计", "too few comparable trips across to tell")

_OUTCOMES: dict[str, Indicator] = {
    MINUTES: BORDER_MINUTES,
    "residents": BORDER_RESIDENTS_LOST,
    "jobs": BORDER_JOBS_LOST,
}


def measure_border_effect(region: Region, travel: CircleTravel, *, settings: Settings | None = None) -> Found:
    """Measure the border effect as far as the data allow.

    Parameters
    ----------
    region
        The circle.
    travel
        Its roads.
    settings
        Choices; the defaults are those of a run.

    Returns
    -------
    Found
        Tables ``border_effect`` (one row per place), ``border_segments`` (lines) and ``border_effect_unmatched``
        (trips across without an estimate, with the reason).

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> found = measure_border_effect(circle, CircleTravel(circle))  # no road data are public
    >>> len(found.results.frame), len(found.results.locked)
    (0, 3)
    """
    settings = settings or Settings()
    unlocked, locked = split(region, BORDER_EFFECT_INDICATORS)
    if BORDER_MINUTES.indicator not in unlocked:
        return Found(Results(make_results([]), locked))
    lines = border_lines(region)
    if lines.empty:
        return Found(Results(make_results([]), locked))
    counted = ("residents", "jobs") if BORDER_JOBS_LOST.indicator in unlocked else ("residents",)
    ground = make_ground(region, travel.network, lines, counted, settings)
    segments = border_segments(lines, ground.plane)
    found = estimate(ground, segments, region.name, settings)
    year = str(count_by_zone(region).year)
    effect = _effect_table(found)
    results = pd.concat(
        [_result_rows(found, name, unlocked[_OUTCOMES[name].indicator], settings, year) for name in found.means],
        ignore_index=True,
    )
    tables = {
        "border_effect": effect.assign(year=year, basis=unlocked[BORDER_MINUTES.indicator].basis),
        "border_segments": _segment_table(segments, effect),
        "border_effect_unmatched": _unmatched_table(found, ground),
    }
    return Found(Results(make_results(results[results["value"].notna()]), locked), tables)


def _result_rows(found: Estimate, name: str, evidence: Evidence, settings: Settings, year: str) -> pd.DataFrame:
    indicator = _OUTCOMES[name]
    value, low, high = found.figures(name)
    return pd.DataFrame(
        {
            "sector": indicator.sector,
            "indicator": indicator.indicator,
            "level": found.targets.level,
            "place": found.targets.place,
            "mode": "drive",
            "threshold": np.nan if name == MINUTES else settings.within_min,
            "value": value,
            "low": low,
            "high": high,
            "unit": indicator.unit,
            "year": year,
            "basis": evidence.basis,
            "method": indicator.method,
        }
    )


def _effect_table(found: Estimate) -> pd.DataFrame:
    frame = pd.DataFrame({"level": found.targets.level, "place": found.targets.place}).astype("str")
    for name in found.means:
        column = name if name == MINUTES else f"{name}_lost"
        value, low, high = found.figures(name)
        frame = frame.assign(**{column: value, f"{column}_low": low, f"{column}_high": high})
    for outcome, column in ((MINUTES, "trips"), ("residents", "reach")):
        pairs, matched = found.pairs[outcome], found.matched[outcome]
        frame[f"{column}_pairs"] = pairs
        frame[f"{column}_matched"] = matched
    known = frame[MINUTES].notna()
    frame["reason_zh"] = np.where(known, NOTHING.zh, _TOO_FEW.zh)
    frame["reason_en"] = np.where(known, NOTHING.en, _TOO_FEW.en)
    return frame


def _segment_table(segments: gpd.GeoDataFrame, effect: pd.DataFrame) -> gpd.GeoDataFrame:
    rows = effect[effect["level"] == "segment"].drop(columns="level").rename(columns={"place": "segment"})
    joined = segments.merge(rows, on="segment", how="left")
    return gpd.GeoDataFrame(joined, geometry="geometry", crs="EPSG:4326")


def _unmatched_table(found: Estimate, ground: Ground) -> pd.DataFrame:
    frame = found.unmatched[found.unmatched["pairs"] > 0].reset_index(drop=True)
    words: Mapping[str, Text] = REASONS
    zh, en = frame["reason"].map(lambda name: words[name].zh), frame["reason"].map(lambda name: words[name].en)
    return frame.assign(reason_zh=zh.astype("str"), reason_en=en.astype("str"), zones_off_road=ground.off_road)
