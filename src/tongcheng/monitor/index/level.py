"""The level part of the index (发展水平): scores, ranks and how firm they are, as frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tongcheng.monitor.index.aggregate import How, aggregate, ranks
from tongcheng.monitor.index.normalise import ZScore
from tongcheng.monitor.index.robustness import Choices, leave_one_out, rank_ranges
from tongcheng.monitor.index.sheet import Sheet

#: Score at the worse goalpost, so that the geometric mean exists (OECD and JRC 2008).
FLOOR = 1.0

#: Seed of the draws of a run.
SEED = 2020

MEANS: tuple[How, ...] = ("linear", "geometric")


class IndexTables(NamedTuple):
    """Frames of one part of the index.

    Parameters
    ----------
    scores
        ``part kind place name year how score rank rank_low rank_high first score_low score_high coverage basis``;
        ranges only of the newest year and the linear mean.
    contributions
        ``part kind place name year how indicator label unit direction weight value score contribution``; the
        contributions of a place add up to its score. ``weight`` is in per cent of the weights of that part.
    left_out
        ``part kind indicator label place rank rank_without``.
    explained
        ``part kind choice share``: part of the variance of the shift in rank by choice.
    """

    scores: pd.DataFrame
    contributions: pd.DataFrame
    left_out: pd.DataFrame
    explained: pd.DataFrame


def level_tables(sheet: Sheet, *, seed: int = SEED, draws: int = 2000) -> IndexTables:
    """Compute the level part of a sheet.

    Scores run between goalposts at the least and the greatest value of all places and years. A range of ranks comes
    from ``draws`` draws of weights, mean, normalisation, an indicator left out and unknown values filled.

    Parameters
    ----------
    sheet
        Places and indicators.
    seed, draws
        Of the draws.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.monitor.index.sheet import level_sheet
    >>> tables = level_tables(level_sheet(open_region("demo"), "city"), draws=10)
    >>> rows = tables.scores[tables.scores["how"].eq("linear") & tables.scores["year"].eq(2024)]
    >>> rows.set_index("name")["rank"].astype(int).to_dict()
    {'甲市': 1, '乙市': 4, '丙市': 3, '丁市': 2}
    """
    normalise = sheet.goalposts(floor=FLOOR)
    choices = Choices(normalisations=(normalise, ZScore()))
    spread = rank_ranges(sheet.values, sheet.directions, sheet.weights, seed=seed, draws=draws, choices=choices)
    scores, contributions = _scores(sheet)
    newest = (scores["year"] == sheet.year) & (scores["how"] == "linear")
    for name, column in {
        "rank_low": spread.low,
        "rank_high": spread.high,
        "first": spread.first,
        "score_low": spread.score_low,
        "score_high": spread.score_high,
    }.items():
        scores[name] = np.nan
        scores.loc[newest, name] = column
    explained = pd.DataFrame(
        {
            "part": "level",
            "kind": sheet.kind,
            "choice": list(spread.explained),
            "share": list(spread.explained.values()),
        }
    )
    return IndexTables(scores, contributions, _left_out(sheet), explained)


def _scores(sheet: Sheet) -> tuple[pd.DataFrame, pd.DataFrame]:
    normalise = sheet.goalposts(floor=FLOOR)
    known: Any = np.isfinite(sheet.values).any(axis=0)
    rows, parts = [], []
    for year, values in sheet.panel.items():
        # A year in which other indicators are known has another index.
        if (np.isfinite(values).any(axis=0) != known).any():
            continue
        scores = normalise(values, sheet.directions)
        for how in MEANS:
            made = aggregate(scores, sheet.weights, how)
            keys = {
                "part": "level",
                "kind": sheet.kind,
                "place": sheet.places,
                "name": sheet.names,
                "year": year,
                "how": how,
            }
            rows.append(
                pd.DataFrame(
                    {
                        **keys,
                        "score": made.score,
                        "rank": ranks(made.score),
                        "coverage": made.coverage,
                        "basis": sheet.basis,
                    }
                )
            )
            if year == sheet.year:
                parts.append(_contributions(sheet, keys, scores, made.contributions))
    return pd.concat(rows, ignore_index=True), pd.concat(parts, ignore_index=True)


def _contributions(
    sheet: Sheet, keys: Mapping[str, object], scores: np.ndarray, contributions: np.ndarray
) -> pd.DataFrame:
    share = 100 * sheet.weights / sheet.weights.sum()
    frames = []
    for column, row in enumerate(sheet.indicators.to_dict("records")):
        frames.append(
            pd.DataFrame(
                {
                    **keys,
                    "indicator": row["indicator"],
                    "label": row["name"],
                    "label_en": row["name_en"],
                    "unit": row["unit"],
                    "direction": row["direction"],
                    "weight": share[column],
                    "value": sheet.values[:, column],
                    "score": scores[:, column],
                    "contribution": contributions[:, column],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _left_out(sheet: Sheet) -> pd.DataFrame:
    normalise = sheet.goalposts(floor=FLOOR)
    base = ranks(aggregate(normalise(sheet.values, sheet.directions), sheet.weights).score)
    without = leave_one_out(sheet.values, sheet.directions, sheet.weights, normalise)
    known: Any = np.isfinite(sheet.values).any(axis=0)
    frames = [
        pd.DataFrame(
            {
                "part": "level",
                "kind": sheet.kind,
                "indicator": row["indicator"],
                "label": row["name"],
                "label_en": row["name_en"],
                "place": sheet.places,
                "rank": base,
                "rank_without": without[column],
            }
        )
        for column, row in enumerate(sheet.indicators.to_dict("records"))
        if known[column]
    ]
    return pd.concat(frames, ignore_index=True)
