"""From scores to an order: ranks with their ranges, what swaps neighbours, and whether the order hangs on one project."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.language import Text
from tongcheng.methods.smaa import Acceptability, swap_weight, topsis
from tongcheng.plan.priorities.declared import CRITERIA
from tongcheng.plan.priorities.ease import Ease, sequence_of

Floats = NDArray[np.float64]

_LABELS = {item.name: item.label for item in CRITERIA}

#: Neighbours by rank among so many first are compared.
_COMPARED = 20
_FIRST_TEN = 10
_TIE = 1e-9


@dataclass(frozen=True, eq=False)
class Order:
    """Ranks, swaps and reversals of projects that can be ranked; ``found`` is None without any."""

    projects: NDArray[np.object_]
    ranks: pd.DataFrame
    swaps: pd.DataFrame
    reversals: pd.DataFrame
    found: Acceptability | None

    @classmethod
    def empty(cls) -> Order:
        """Give an order of nothing."""
        ranks, swaps, reversals = (blank(columns) for columns in (_RANKS, _SWAPS, _REVERSALS))
        return cls(np.empty(0, dtype=object), ranks, swaps, reversals, None)


_RANKS = (
    "place", "rank", "project", "name", "cities", "score", "score_low", "score_high", "rank_low", "rank_mid", "rank_high",
    "first_share", "first_ten_share", "topsis", "band", "ease", "missing", "why_place_zh", "why_place_en",
)  # fmt: skip
_SWAPS = ("rank", "project", "other", "criterion", "weight_now", "weight_swap")
_REVERSALS = ("dropped", "project", "other", "pairs")
_WORDS = {"project", "name", "cities", "missing", "why_place_zh", "why_place_en", "other", "criterion", "dropped"}


def blank(columns: tuple[str, ...]) -> pd.DataFrame:
    """Give a frame without rows, its words and numbers told apart."""
    return pd.DataFrame({name: pd.Series(dtype="str" if name in _WORDS else "float64") for name in columns})


def make_order(
    own: pd.DataFrame, centre: Floats, ends: tuple[Floats, Floats], weights: Floats, names: tuple[str, ...],
    found: Acceptability, rule: Ease,
) -> Order:  # fmt: skip
    """Rank projects.

    Parameters
    ----------
    own
        Scores of the ranked projects.
    centre, ends
        Their scores by criterion, shape (projects, criteria), NaN where not known, and the ends of their ranges.
    weights, names
        Of the open criteria.
    found
        Ranks under many weightings.
    rule
        The sequencing rule.
    """
    filled = fill(centre)
    score = filled @ weights
    order = _sorted(score, own["project"])
    complete = np.asarray(~np.isnan(centre).any(axis=1))
    sequence, bands = sequence_of(own.assign(complete=complete), order, found, rule)
    ranks = _ranks(own, centre, ends, filled, weights, names, found)
    ranks["rank"] = _rank_numbers(score)
    ranks["place"] = np.argsort(np.array(sequence)) + 1.0
    band = np.empty(len(order))
    band[order] = bands
    ranks["band"] = band
    rows = ranks.to_dict("records")
    texts = [_why(row, order[0] == position, rule) for position, row in enumerate(rows)]
    ranks["why_place_zh"], ranks["why_place_en"] = [text.zh for text in texts], [text.en for text in texts]
    ordered = ranks[[*_RANKS, *(f"central_{name}" for name in names)]]
    projects = own["project"].to_numpy(dtype=object)
    return Order(
        projects,
        ordered.sort_values("place", ignore_index=True),
        _swaps(own["project"], filled, weights, names, order),
        _reversals(own["project"], centre, weights, order),
        found,
    )


def fill(centre: Floats) -> Floats:
    """Put the mean of the known values of a criterion where one is not known.

    Examples
    --------
    >>> fill(np.array([[1.0], [3.0], [np.nan]])).ravel().tolist()
    [1.0, 3.0, 2.0]
    """
    known = ~np.isnan(centre)
    count = known.sum(axis=0)
    mean = np.divide(np.where(known, centre, 0.0).sum(axis=0), count, out=np.zeros(centre.shape[1]), where=count > 0)
    return np.where(known, centre, mean)


def _sorted(score: Floats, projects: pd.Series[str]) -> list[int]:
    """Give positions in the order of scores; the same score in the order of ids."""
    rounded = np.round(score / _TIE) * _TIE
    return [int(place) for place in np.lexsort((projects.to_numpy(dtype=object).astype(str), -rounded))]


def _rank_numbers(score: Floats) -> Floats:
    higher = score[None, :] > score[:, None] + _TIE
    return np.asarray(1.0 + higher.sum(axis=1))


def _ranks(
    own: pd.DataFrame, centre: Floats, ends: tuple[Floats, Floats], filled: Floats, weights: Floats,
    names: tuple[str, ...], found: Acceptability,
) -> pd.DataFrame:  # fmt: skip
    known = ~np.isnan(centre)
    complete = known.all(axis=1)
    least, most = (np.nanmin(centre, axis=0), np.nanmax(centre, axis=0))
    low, high = np.where(known, ends[0], least) @ weights, np.where(known, ends[1], most) @ weights
    rank_low, rank_mid, rank_high = found.interval()
    closeness = np.full(len(own), np.nan)
    if complete.sum() > 1:
        closeness[complete] = topsis(filled[complete], weights)
    centres = found.central_weights()
    return pd.DataFrame(
        {
            "project": own["project"],
            "name": own["name"],
            "cities": own["cities"],
            "score": filled @ weights,
            "score_low": low,
            "score_high": high,
            "rank_low": rank_low,
            "rank_mid": rank_mid,
            "rank_high": rank_high,
            "first_share": found.within(1),
            "first_ten_share": found.within(_FIRST_TEN),
            "topsis": closeness,
            "ease": own["ease"],
            "missing": [";".join(name for name, there in zip(names, row, strict=True) if not there) for row in known],
            **{f"central_{name}": centres[:, place] for place, name in enumerate(names)},
        }
    )


def _why(row: Any, leads: bool, rule: Ease) -> Text:
    """Say what moved a project from its rank."""
    moved = int(row["rank"] - row["place"])
    lacks = [_LABELS[name] for name in str(row["missing"]).split(";") if name]
    said = []
    if moved > 0:
        words = "、".join(
            part for part, on in (("民生优先", rule.livelihood_first), ("先易后难", rule.easy_first)) if on
        )
        said.append(Text(f"按{words or '准则齐全者在前'}提前 {moved} 位", f"{moved} up in it"))
    elif moved < 0:
        said.append(Text(f"档内后移 {-moved} 位", f"{-moved} down in it"))
    elif leads:
        said.append(Text("得分最高", "highest score"))
    if lacks:
        said.append(
            Text(
                "未评" + "、".join(label.zh for label in lacks) + "，暂列",
                "not ranked on " + " and ".join(label.en for label in lacks) + ", provisional",
            )
        )
    return Text("；".join(text.zh for text in said), "; ".join(text.en for text in said))


def _swaps(
    projects: pd.Series[str], filled: Floats, weights: Floats, names: tuple[str, ...], order: list[int]
) -> pd.DataFrame:
    rows = [
        {
            "rank": place + 1.0, "project": projects[one], "other": projects[other], "criterion": name,
            "weight_now": float(weights[criterion]),
            "weight_swap": swap_weight(filled[one], filled[other], weights, criterion),
        }
        for place, (one, other) in enumerate(pairwise(order[: _COMPARED + 1]))
        for criterion, name in enumerate(names)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_SWAPS))


def _reversals(projects: pd.Series[str], centre: Floats, weights: Floats, order: list[int]) -> pd.DataFrame:
    """Leave out one project after another and look for neighbours whose order turns.

    Scores are percentages of the best, so that leaving out the best of a criterion may turn others. If any two turn,
    two neighbours do. Only projects that lack no criterion are compared, as the place of the others hangs on a mean.
    """
    whole = [place for place in order if not np.isnan(centre[place]).any()]
    known = np.where(np.isnan(centre), 0.0, centre)
    rows = []
    for dropped in order:
        left = known.copy()
        left[dropped] = 0.0
        top = left.max(axis=0)
        kept = [place for place in whole if place != dropped]
        score = np.divide(known[kept], top, out=np.zeros((len(kept), len(top))), where=top > 0) @ weights
        turned = np.flatnonzero(score[1:] > score[:-1] + _TIE)
        if len(turned):
            one, other = kept[int(turned[0])], kept[int(turned[0]) + 1]
            rows.append((projects[dropped], projects[one], projects[other], float(len(turned))))
    made = pd.DataFrame(rows, columns=list(_REVERSALS))
    return made if rows else blank(_REVERSALS)
