"""One row per candidate: what people look at in the table, on the map and on the page about one road."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.sectors.transport.worth.from_candidates import REASONS
from tongcheng.sectors.transport.worth.indicators import (
    BENEFICIARIES,
    JOBS_REACHED_GAIN,
    RESIDENTS_REACHED_GAIN,
    TIME_SAVED,
    TIME_SAVED_POTENTIAL,
)
from tongcheng.sectors.transport.worth.scene import Floats, Scene
from tongcheng.sectors.transport.worth.sums import Column, Gains

#: What is carried over from the candidates, as far as it is there.
_KEPT = (
    "candidate", "kind", "end_class", "border", "city_a", "city_b", "county_a", "county_b", "name", "ref", "class",
    "technical_class", "admin_class", "lanes", "width_m", "surface", "speed_kmh", "speed_now_kmh", "attributes",
    "length_m", "border_m", "detour_m",
    "detour_ratio", "detour_min", "node", "counterpart_node", "links", "evidence_zh", "evidence_en", "members",
    "verdict", "verdict_reason", "basis", "year",
)  # fmt: skip

#: The sides of a border: the two cities, and everybody else.
SIDES = ("a", "b", "other")
_ENDS = ("", "_low", "_high")


def candidate_table(
    scene: Scene,
    columns: Sequence[Column],
    found: Sequence[Gains],
    candidates: pd.DataFrame,
    reasons: pd.Series[str],
    covered: pd.Series[str],
    purpose: str,
) -> pd.DataFrame:
    """Put candidates and their worth side by side, the most time saved under today's borders first.

    Parameters
    ----------
    scene, columns, found
        What was found.
    candidates
        Their rows.
    reasons
        Why a candidate has no worth, by candidate; ``""`` where it has.
    covered
        The project that mends it already, by candidate; ``""`` where there is none.
    purpose
        What the trips are for.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        ``time_saved``, ``beneficiaries`` with ``_low`` and ``_high``; per side (``_a _b _other``) ``time_saved``,
        ``beneficiaries``, and jobs (or residents) within 45 minutes summed over people (``reach``); ``time_saved_together``; ``project``; ``trips``
        (what they are for); ``reason_zh reason_en``.
    """
    kept = candidates[[name for name in _KEPT if name in candidates]].reset_index(drop=True)
    worth = pd.DataFrame(
        [
            {
                "candidate": gains.change,
                "trips": purpose,
                **worth_numbers(scene, columns, gains, _sides(kept, gains.change)),
            }
            for gains in found
        ]
    )
    table = kept.merge(worth, on="candidate", how="left") if len(worth) else kept.assign(time_saved=np.nan)
    table["project"] = [covered.get(name, "") for name in table["candidate"]]
    words = [REASONS[reasons.get(name, "")] for name in table["candidate"]]
    table["reason_zh"], table["reason_en"] = [text.zh for text in words], [text.en for text in words]
    if "geometry" in candidates:
        shapes = candidates.set_index("candidate")["geometry"].reindex(table["candidate"]).to_numpy()
        table = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"))
    return table.sort_values(
        ["time_saved", "candidate"], ascending=[False, True], na_position="last", ignore_index=True
    )


def _sides(kept: pd.DataFrame, change: str) -> tuple[str, str]:
    row = kept.loc[kept["candidate"] == change].iloc[0]
    return str(row["city_a"]), str(row["city_b"])


def worth_numbers(scene: Scene, columns: Sequence[Column], gains: Gains, sides: tuple[str, str]) -> dict[str, float]:
    """Give the numbers of one change for the two cities of a border and everybody else."""
    by_side = _by_side(scene, gains, sides)
    jobs = JOBS_REACHED_GAIN.indicator if "jobs" in scene.kinds else RESIDENTS_REACHED_GAIN.indicator
    saved = next(item.indicator for item in columns if item.indicator in _SAVED)
    numbers: dict[str, float] = {}
    for name, indicator, state, threshold in (
        ("time_saved", saved, "today", None),
        ("time_saved_together", saved, "together", None),
        ("beneficiaries", BENEFICIARIES.indicator, "", None),
        ("reach", jobs, "today", 45.0),
        ("reach_together", jobs, "together", 45.0),
    ):
        place = _column(columns, indicator, state, threshold)
        if place is None:
            continue
        values = np.vstack([by_side[:, place].sum(axis=0), by_side[:, place]])
        for side, (value, low, high) in zip(("", *(f"_{side}" for side in SIDES)), values, strict=True):
            ends = (value, min(value, low, high), max(value, low, high))
            numbers |= {f"{name}{side}{end}": number for end, number in zip(_ENDS, ends, strict=True)}
    return numbers


_SAVED = (TIME_SAVED.indicator, TIME_SAVED_POTENTIAL.indicator)


def _by_side(scene: Scene, gains: Gains, sides: tuple[str, str]) -> Floats:
    """Add up by side, shape (3, columns, 3)."""
    result = np.zeros((len(SIDES), *gains.by_city.shape[1:]))
    for city, values in zip(gains.city, gains.by_city, strict=True):
        name = scene.cities[city]
        result[sides.index(name) if name in sides else 2] += values
    return result


def _column(columns: Sequence[Column], indicator: str, state: str, threshold: float | None) -> int | None:
    for number, item in enumerate(columns):
        if item.indicator == indicator and item.state == state and (threshold is None or item.threshold == threshold):
            return number
    return None
