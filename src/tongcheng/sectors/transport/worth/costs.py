"""What a kilometre of road cost in the same circle, from its published figures; no appraisal, no other source.

The spread is wide and stays wide: one narrow road was mended for 0.09 of a hundred million yuan per km, others were
built for 1.5. Whoever wants it narrower must publish more figures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tongcheng.language import Text, same
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis

MONEY, LENGTH = "亿元", "km"

#: Fewer projects of a kind than this say nothing on their own.
ENOUGH = 3

#: Words that make a project without edits a road, and those that make it something else.
_ROAD = "断头|瓶颈|公路|道路|快速路|高速|大道|路改造"
_NO_ROAD = "铁|轨"
_MEND = "改造|拓宽|提升|扩容|扩建|提档|升级"

_COLUMNS = ["project", "work", "class", "low", "latest", "high", "as_of", "basis", "source"]


@dataclass(frozen=True)
class CostRange:
    """What a road may cost, in 亿元.

    Parameters
    ----------
    value, low, high
        Median, least and most of the projects it rests on.
    per_km
        The same per km.
    projects
        Ids of those projects.
    as_of
        Date of the latest figure.
    basis
        ``modelled``, or ``synthetic``.
    scope
        In words.
    """

    value: float
    low: float
    high: float
    per_km: tuple[float, float, float]
    projects: tuple[str, ...]
    as_of: str
    basis: str
    scope: Text


def published_costs(region: Region) -> pd.DataFrame:
    """Give the published cost per km of every road project: investment over length, each version of both.

    Parameters
    ----------
    region
        The circle; ``figures`` with attributes ``investment`` (亿元) and ``length`` (km) of ``projects``.

    Returns
    -------
    pandas.DataFrame
        ``project``; ``work`` (``new`` or ``mend``, from the edits, else from the words of the list); ``class`` (from
        the edits, empty where there are none); ``low``, ``latest``, ``high`` in 亿元 per km over all versions;
        ``as_of`` of the latest investment; ``basis``; ``source``.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> costs = published_costs(open_region("chengdu")).set_index("project")
    >>> round(float(costs.loc["DER-01", "latest"]), 3), round(float(costs["high"].max()), 2)
    (0.088, 1.5)
    """
    figures = region["figures"]
    known = figures[(figures["subject_table"] == "projects") & figures["value"].gt(0)]
    projects = region["projects"].drop_duplicates("project").set_index("project")
    money = known[(known["attribute"] == "investment") & (known["unit"] == MONEY)]
    length = known[(known["attribute"] == "length") & (known["unit"] == LENGTH)]
    kinds = _kinds(region, projects)
    rows = []
    for project in sorted(set(money["subject"]) & set(length["subject"]) & set(kinds)):
        sums = _dated(money[money["subject"] == project])
        lengths = _dated(length[length["subject"] == project])
        rates = sums["value"].to_numpy()[:, None] / lengths["value"].to_numpy()[None, :]
        papers = [*sums["basis"], *lengths["basis"]]
        rows.append(
            (project, *kinds[project], rates.min(), rates[-1, -1], rates.max(), sums["as_of"].iloc[-1],
             weakest_basis(papers), ";".join(sorted({*sums["source"], *lengths["source"]})))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=_COLUMNS)


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the versions of a figure in the order of their dates."""
    ends = rows["as_of"].map(period_end)
    return rows.assign(end=ends).sort_values(["end", "figure"], kind="stable")


def _kinds(region: Region, projects: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Tell which projects are roads: new or mended, and of which class."""
    kinds: dict[str, tuple[str, str]] = {}
    words = projects["field"].fillna("") + " " + projects["name"].fillna("")
    for project, text in words[
        words.str.contains(_ROAD) & ~projects["field"].fillna("").str.contains(_NO_ROAD)
    ].items():
        kinds[str(project)] = ("mend" if pd.Series([text]).str.contains(_MEND).iloc[0] else "new", "")
    edits = region["project_edits"]
    for project, own in edits[edits["edit"].isin(["AddLink", "ModifyLink"])].groupby("project", sort=True):
        work = "new" if (own["edit"] == "AddLink").any() else "mend"
        kinds[str(project)] = (work, _class_of(region, own))
    return kinds


def _class_of(region: Region, edits: pd.DataFrame) -> str:
    """Give the class that most edited links will have."""
    links = region["road_links"].drop_duplicates("link").set_index("link")["class"]
    found = []
    for text in edits["arguments"]:
        arguments = json.loads(text)
        own = arguments.get("class") or arguments.get("changes", {}).get("class")
        found.append(str(own or links.get(arguments["link"], "")))
    return str(pd.Series(found).mode().iloc[0])


def cost_range(costs: pd.DataFrame, *, work: str, road_class: str, length_km: float) -> CostRange | None:
    """Tell what a road may cost from what comparable ones did.

    Taken are projects of the same work and class, if there are three; else of the same work; else all roads.

    Parameters
    ----------
    costs
        From :func:`published_costs`.
    work
        ``new`` or ``mend``.
    road_class, length_km
        Of the road.

    Returns
    -------
    CostRange or None
        None where the circle has published nothing, or the length is not known.
    """
    if costs.empty or not length_km > 0:
        return None
    same_work = costs["work"] == work
    pools = [
        (costs[same_work & (costs["class"] == road_class)], _pool_words(work, road_class)),
        (costs[same_work], _pool_words(work, "")),
        (costs, Text("各类道路", "roads of all kinds")),
    ]
    pool, words = next(((rows, text) for rows, text in pools if len(rows) >= ENOUGH), pools[-1])
    per_km = (float(np.median(pool["latest"])), float(pool["low"].min()), float(pool["high"].max()))
    value, low, high = (round(rate * length_km, 4) for rate in per_km)
    scope = Text(
        f"按本圈已公布的 {len(pool)} 个{words.zh}项目每公里 {per_km[1]:.2f}—{per_km[2]:.2f} 亿元（中位 {per_km[0]:.2f}）推算",
        f"from {len(pool)} published projects ({words.en}) of this circle, {per_km[1]:.2f} to {per_km[2]:.2f} "
        f"(median {per_km[0]:.2f}) hundred million yuan per km",
    )
    return CostRange(
        value, low, high, per_km, tuple(pool["project"]), max(pool["as_of"], key=period_end),
        weakest_basis(["modelled", *pool["basis"]]), scope,
    )  # fmt: skip


def _pool_words(work: str, road_class: str) -> Text:
    words = Text("新建道路", "new roads") if work == "new" else Text("道路改造", "mended roads")
    if not road_class:
        return words
    kind = same(road_class)
    return Text(f"{words.zh}（{kind.zh}）", f"{words.en}, {kind.en}")
