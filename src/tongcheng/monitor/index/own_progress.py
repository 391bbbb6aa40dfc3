"""The progress part of the index (建设进程): a circle against its own plan, no other circle in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.monitor.index.aggregate import aggregate
from tongcheng.monitor.index.level import SEED, IndexTables
from tongcheng.monitor.index.sheet import PROGRESS, check_indicators
from tongcheng.monitor.whose import CIRCLE
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis

#: A target that has gone beyond its goal counts as full, one that went back as nothing.
FULL = 100.0


def progress_sheet(region: Region, pace: pd.DataFrame) -> pd.DataFrame:
    """Give one row per weighted indicator of the progress part with the target that measures it, or why none does.

    Of several targets for one indicator the one published last stands.

    Parameters
    ----------
    region
        The circle.
    pace
        Its targets, see :func:`tongcheng.monitor.targets.pace_table`.

    Returns
    -------
    pandas.DataFrame
        ``indicator label label_en unit direction weight target baseline baseline_as_of latest latest_as_of goal
        goal_year progress elapsed score basis reason``; ``score`` is the progress within 0 and 100.
    """
    indicators = check_indicators(region, PROGRESS)
    ours = pace[pace["own"] & (pace["subject"] == CIRCLE[0]) & pace["goal"].notna()] if len(pace) else pace
    rows = []
    for row in indicators.to_dict("records"):
        found = ours[ours["indicator"] == row["indicator"]] if len(ours) else ours
        base = {
            "indicator": row["indicator"],
            "label": row["name"],
            "label_en": row["name_en"],
            "unit": row["unit"],
            "direction": row["direction"],
            "weight": row["weight"],
        }
        rows.append(base | (_of_target(found) if len(found) else _NONE))
    return pd.DataFrame(rows)


_NONE = {
    "target": "",
    "baseline": np.nan,
    "baseline_as_of": "",
    "latest": np.nan,
    "latest_as_of": "",
    "goal": np.nan,
    "goal_year": pd.NA,
    "progress": np.nan,
    "elapsed": np.nan,
    "score": np.nan,
    "basis": "",
    "reason": Text("规划未设本圈目标", "the plan sets no target for the circle"),
}


def _of_target(found: pd.DataFrame) -> dict[str, object]:
    ordered = found.sort_values(["published", "target"], na_position="first", kind="stable")
    known = ordered[ordered["progress"].notna()]
    row = (known if len(known) else ordered).iloc[-1]
    share = row["progress"]
    reason = row["progress_reason"] if pd.isna(share) else NOTHING
    if pd.isna(share) and not reason.zh:
        reason = row["reason"]
    return {
        **{name: row[name] for name in _NONE if name not in {"score", "reason"}},
        "score": float(np.clip(share, 0.0, FULL)),
        "reason": reason,
    }


def progress_tables(
    region: Region, sheet: pd.DataFrame, *, seed: int = SEED, draws: int = 2000
) -> IndexTables | None:
    """Compute the progress part.

    Linear only: a target without any progress yet scores 0, and a geometric mean would let it stand for all others.

    Returns
    -------
    IndexTables or None
        None if targets with a dated baseline and a later value hold less than two thirds of the weight.
    """
    if sheet.empty:
        return None
    scores = sheet["score"].to_numpy(dtype=np.float64)[None, :]
    weights = sheet["weight"].to_numpy(dtype=np.float64)
    made = aggregate(scores, weights)
    if not np.isfinite(made.score[0]):
        return None
    known = np.isfinite(scores[0])
    keys: dict[str, Any] = {"part": "progress", "kind": "circle", "place": CIRCLE[0], "name": region.title.zh,
            "year": int(sheet.loc[known, "latest_as_of"].str[:4].max()), "how": "linear"}  # fmt: skip
    low, high = _weight_range(scores, weights, known, seed, draws)
    frame = pd.DataFrame(
        [
            {
                **keys,
                "score": made.score[0],
                "rank": np.nan,
                "coverage": made.coverage[0],
                "basis": weakest_basis(sheet.loc[known, "basis"]),
                "rank_low": np.nan,
                "rank_high": np.nan,
                "first": np.nan,
                "score_low": low,
                "score_high": high,
            }
        ]
    )
    columns = ["indicator", "label", "label_en", "unit", "direction"]
    contributions = sheet[columns].assign(
        **keys,
        weight=100 * weights / weights.sum(),
        value=sheet["latest"],
        score=scores[0],
        contribution=made.contributions[0],
    )
    return IndexTables(frame, contributions, _left_out(sheet, weights, made.score[0]), pd.DataFrame())


def _weight_range(
    scores: np.ndarray, weights: np.ndarray, known: np.ndarray, seed: int, draws: int
) -> tuple[float, float]:
    """Give the 5th and the 95th percentile of the score under weights drawn around the given ones."""
    rng = np.random.default_rng(seed)
    share = weights[known] / weights[known].sum()
    drawn = rng.dirichlet(10.0 * known.sum() * share, size=draws) @ scores[0, known]
    low, high = np.percentile(drawn, (5, 95))
    return float(low), float(high)


def _left_out(sheet: pd.DataFrame, weights: np.ndarray, whole: float) -> pd.DataFrame:
    scores = sheet["score"].to_numpy(dtype=np.float64)
    rows = []
    for position in np.flatnonzero(np.isfinite(scores)):
        kept = weights.copy()
        kept[position] = 0.0
        left = np.where(np.isfinite(scores), kept, 0.0)
        if left.sum() <= 0:
            continue
        rows.append(
            {
                "part": "progress",
                "kind": "circle",
                **{name: sheet[name].iloc[position] for name in ("indicator", "label", "label_en")},
                "place": CIRCLE[0],
                "score": whole,
                "score_without": float((left * np.nan_to_num(scores)).sum() / left.sum()),
            }
        )
    return pd.DataFrame(rows)
