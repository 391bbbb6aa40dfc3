"""What first: three criteria from measured results, how firm the order is, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.methods.smaa import smaa
from tongcheng.plan.appraisal.appraise import Appraisal
from tongcheng.plan.appraisal.benefits import of_projects
from tongcheng.plan.appraisal.words import edits_of, locked_by, why_not
from tongcheng.plan.assumptions import read_assumptions
from tongcheng.plan.priorities.declared import EQUAL, NAMES
from tongcheng.plan.priorities.ease import Ease, ease_of
from tongcheng.plan.priorities.felt import felt_gain_of
from tongcheng.plan.priorities.market import market_pull_of
from tongcheng.plan.priorities.measured import frame_of
from tongcheng.plan.priorities.order import Order, blank, make_order
from tongcheng.plan.priorities.shortfall import shortfall_of
from tongcheng.region.region import Region
from tongcheng.results import Results

SAMPLES = 1_000
SEED = 2020

#: Ranks of which the acceptability is kept.
FIRST = 10


@dataclass(frozen=True, eq=False)
class Priorities:
    """Projects in order.

    Parameters
    ----------
    scores
        One row per project: ``project name sector cities status``, for each criterion its raw ``<name>`` with
        ``_low _high _inputs_zh _inputs_en _why_zh _why_en`` and ``_score`` (percent of the best), the parts of the
        ease, and ``ranked`` with ``not_ranked_zh not_ranked_en`` for those that are not.
    ranks
        One row per ranked project, in their final order: ``place`` (after the sequencing rule), ``rank`` (by score),
        ``score score_low score_high``, ``rank_low rank_mid rank_high`` (90 % of all weightings), ``first_share
        first_ten_share``, ``central_<criterion>`` (mean weights that put it first), ``topsis``, ``band``, ``missing``
        (criteria it is not ranked on), ``why_place_zh why_place_en``.
    swaps
        Neighbours by rank and criterion: the ``weight_now`` and the ``weight_swap`` at which they swap, if any.
    reversals
        Projects whose removal turns the order of two others: ``dropped project other pairs``.
    acceptability
        ``project rank share`` for the first ranks.
    weights
        ``criterion weight open``: the weights that were used, adding up to 1 over the criteria that are open.
    """

    scores: pd.DataFrame
    ranks: pd.DataFrame
    swaps: pd.DataFrame
    reversals: pd.DataFrame
    acceptability: pd.DataFrame
    weights: pd.DataFrame

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Give the frames by the names under which a run keeps them, ``priorities_<frame>``."""
        return {f"priorities_{item.name}": getattr(self, item.name) for item in fields(self)}


def check_weights(weights: Mapping[str, float] | None) -> dict[str, float]:
    """Give weights of the three criteria, adding up to 1.

    Raises
    ------
    InputError
        Naming unknown criteria, and weights that are negative, unknown or all 0.

    Examples
    --------
    >>> check_weights({"shortfall": 2, "market_pull": 1, "felt_gain": 1})["shortfall"]
    0.5
    """
    given = dict(EQUAL if weights is None else weights)
    problems = Problems("weights")
    for name in [name for name in given if name not in NAMES]:
        problems.add(
            "unknown_criterion",
            column=name,
            expected=Text("、".join(NAMES), ", ".join(NAMES)),
            found=name,
            remedy=Text("改正名称", "correct the name"),
        )
    for name, weight in given.items():
        if not (np.isfinite(weight) and weight >= 0):
            problems.add(
                "bad_weight",
                column=name,
                expected=Text("不小于 0 的数", "a number of 0 or more"),
                found=weight,
                remedy=Text("改正权重", "correct the weight"),
            )
    problems.raise_if_any()
    total = sum(given.get(name, 0.0) for name in NAMES)
    if total <= 0:
        problems.add(
            "no_weight",
            expected=Text("权重之和大于 0", "weights that add up to more than 0"),
            found=f"{total:g}",
            remedy=Text("至少给一项准则大于 0 的权重", "give at least one criterion a weight above 0"),
        )
    problems.raise_if_any()
    return {name: given.get(name, 0.0) / total for name in NAMES}


def prioritise(
    region: Region,
    results: Results,
    gaps: pd.DataFrame,
    appraisal: Appraisal,
    effects: pd.DataFrame,
    *,
    weights: Mapping[str, float] | None = None,
    ease: Ease | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Priorities:
    """Put the projects of a circle in order.

    Parameters
    ----------
    region, results, gaps
        The circle, its figures and its gaps.
    appraisal
        From :func:`tongcheng.plan.appraisal.appraise`.
    effects
        Rows of the results with ``scenario`` = project.
    weights
        By criterion, equal by default; made to add up to 1.
    ease
        How the sequencing rule is applied.
    samples, seed
        Weightings drawn for the ranges of ranks.

    Returns
    -------
    Priorities
        A project for which a criterion is not known keeps its place: the score takes the mean of the others, the range
        runs over all that is known, and ``missing`` says so. A criterion that is known of no project is left out for
        all, and ``weights`` says so.

    Raises
    ------
    InputError
        If the weights cannot be, or lie only on criteria of which nothing is known.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.plan.appraisal import appraise
    >>> from tongcheng.results import empty_results
    >>> from tongcheng.sectors.gaps import empty_gaps
    >>> circle, none = open_region("chengdu"), empty_results()
    >>> made = prioritise(circle, Results(none), empty_gaps(), appraise(circle, none), none)
    >>> len(made.ranks), made.scores["ranked"].any()
    (0, np.False_)
    """
    check_weights(weights)
    rule = ease or Ease()
    scores = _scores(region, results.frame, gaps, appraisal, of_projects(region, effects), rule)
    scores = _scaled(scores, _open_names(scores))
    return reweigh(scores, weights=weights, ease=rule, samples=samples, seed=seed)


def _open_names(scores: pd.DataFrame) -> list[str]:
    """Give the criteria that are known of any ranked project."""
    return [name for name in NAMES if scores.loc[scores["ranked"], name].notna().any()]


def reweigh(
    scores: pd.DataFrame,
    *,
    weights: Mapping[str, float] | None = None,
    ease: Ease | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Priorities:
    """Put projects in order whose criteria are measured already: scores know no weights.

    Parameters
    ----------
    scores
        Frame ``scores`` of :func:`prioritise`, as a run keeps it.
    weights, ease, samples, seed
        As for :func:`prioritise`.

    Raises
    ------
    InputError
        If the weights cannot be, or lie only on criteria of which nothing is known.
    """
    share, rule = check_weights(weights), ease or Ease()
    open_names = _open_names(scores)
    own = scores[scores["ranked"]].reset_index(drop=True)
    total = sum(share[name] for name in open_names)
    _refuse_closed(share, open_names)
    used = {name: share[name] / total if name in open_names and total > 0 else 0.0 for name in NAMES}
    table = pd.DataFrame(
        {"criterion": NAMES, "weight": [used[name] for name in NAMES], "open": [name in open_names for name in NAMES]}
    )
    if own.empty or total <= 0:
        order = Order.empty()
    else:
        columns = [f"{name}_score" for name in open_names]
        centre, low, high = (own[[name + end for name in columns]].to_numpy() for end in ("", "_low", "_high"))
        found = smaa(centre, low, high, samples=samples, seed=seed)
        vector = np.array([used[name] for name in open_names])
        order = make_order(own, centre, (low, high), vector, tuple(open_names), found, rule)
    return Priorities(scores, order.ranks, order.swaps, order.reversals, _acceptability(order), table)


def _refuse_closed(share: Mapping[str, float], open_names: list[str]) -> None:
    """Refuse weights that lie only on criteria of which nothing is known."""
    if open_names and sum(share[name] for name in open_names) <= 0:
        problems = Problems("weights")
        problems.add(
            "no_weight",
            expected=Text(f"{'、'.join(open_names)} 的权重大于 0", f"a weight above 0 for {', '.join(open_names)}"),
            found="、".join(name for name in NAMES if share[name] > 0),
            remedy=Text("给已有数据的准则加权", "give weight to a criterion that is known"),
        )
        problems.raise_if_any()


def _scores(
    region: Region, results: pd.DataFrame, gaps: pd.DataFrame, appraisal: Appraisal, effects: pd.DataFrame, rule: Ease
) -> pd.DataFrame:
    projects = appraisal.projects
    assumptions, reasons = read_assumptions(appraisal.assumptions), _reasons(region, projects, effects)
    ids = [str(project) for project in projects["project"]]
    names = dict(
        zip(region["counties"]["county"].astype("str"), region["counties"]["name"].astype("str"), strict=True)
    )
    parts: list[pd.DataFrame | pd.Series[Any]] = [
        frame_of("shortfall", shortfall_of(ids, gaps, effects, names, reasons)),
        frame_of("market_pull", market_pull_of(region, projects)),
        frame_of("felt_gain", felt_gain_of(region, projects, results, effects, assumptions, reasons)),
        ease_of(region, projects["project"], rule),
    ]
    columns = ["project", "name", "kind", "sector", "stage", "cities", "status", "cost", "price_year", "basis"]
    made = projects[columns].set_index("project").join(parts).reset_index()
    over = made["status"].isin(["completed", "cancelled"])
    known = made[list(NAMES)].notna().any(axis=1)
    made["ranked"] = ~over & known
    made["not_ranked_zh"] = np.where(over, "已建成或已取消，不排序", np.where(known, "", "三项准则均待数据"))
    made["not_ranked_en"] = np.where(
        over, "completed or cancelled: not ranked", np.where(known, "", "no criterion is known")
    )
    return made


def _reasons(region: Region, projects: pd.DataFrame, effects: pd.DataFrame) -> dict[str, Text]:
    """Say why a project has no effects, whatever it costs."""
    edits, locked = edits_of(region), locked_by(region, effects)
    return {
        str(row["project"]): why_not(row, True, edits.get(str(row["project"]), set()), set(), locked)
        for row in projects.to_dict("records")
    }


def _scaled(scores: pd.DataFrame, open_names: list[str]) -> pd.DataFrame:
    """Add each criterion as a percentage of the best of the ranked projects."""
    made = scores.copy()
    for name in NAMES:
        best = scores.loc[scores["ranked"], name].max() if name in open_names else np.nan
        for end in ("", "_low", "_high"):
            share = scores[name + end] / best if best > 0 else scores[name + end] * 0.0
            made[f"{name}_score{end}"] = 100.0 * share.where(scores["ranked"])
    return made


def _acceptability(order: Order) -> pd.DataFrame:
    """Give the share of weightings by project and rank, where there is any."""
    if order.found is None:
        return blank(("project", "rank", "share"))
    shares = order.found.shares(FIRST)
    place, rank = np.nonzero(shares)
    return pd.DataFrame(
        {"project": order.projects[place].astype("str"), "rank": rank + 1.0, "share": shares[place, rank]}
    )
