"""Budgets by stage, city and kind of money, in one year's prices, less what has been spent already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import NOTHING, Text
from tongcheng.plan.appraisal import Appraisal
from tongcheng.plan.appraisal.prices import INDEX, price_index
from tongcheng.plan.costs import costs
from tongcheng.plan.options import PlanOptions
from tongcheng.plan.phases import Span, quarter_of, span_of, spread_over_stages, stages
from tongcheng.plan.portfolio.problem import ANY_MONEY, Floats
from tongcheng.region.columns import type_table
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas

_PRIVATE = "private"
_FIRST_ROW = 2


@dataclass(frozen=True, eq=False)
class Money:
    """Budgets as a plan uses them, 亿元 in prices of the appraisal.

    Parameters
    ----------
    kinds
        Kinds of money that costs are told apart by; ``ANY_MONEY`` first.
    budget
        Shape (stages, cities, kinds).
    joint
        Shape (stages,).
    rows
        ``stage city money_source value price_year used left basis``: budgets as given, in the plan's prices, less what
        completed and started projects have used.
    locked
        What opens the plan where there is no budget.
    """

    kinds: tuple[str, ...]
    budget: Floats
    joint: Floats
    rows: pd.DataFrame
    locked: Text


def money_of(region: Region, appraisal: Appraisal, options: PlanOptions) -> Money:
    """Gather the budgets of a circle.

    Parameters
    ----------
    region, appraisal, options
        Inputs.

    Raises
    ------
    InputError
        Naming budgets of an unknown city, in prices that cannot be brought to those of the costs, or given both in all
        and by kind.
    """
    rows = _given(region, options)
    cities = [str(city) for city in region["cities"]["city"]]
    if not region.fictional and len(rows):
        rows = rows[rows["basis"] != "synthetic"]
    kinds = _kinds(appraisal, rows)
    if rows.empty:
        blank = np.zeros((len(stages()), len(cities), len(kinds)))
        locked = Text(
            "预算（budgets 表）：按阶段、市和资金来源填报", "budgets (table budgets) by stage, city and kind of money"
        )
        return Money(kinds, blank, np.zeros(len(stages())), _blank_rows(), locked)
    problems = Problems(region.file_name("budgets"))
    rows = _priced(region, appraisal, rows, options, problems)
    _check(rows, cities, problems)
    problems.raise_if_any()
    rows = _less_used(rows, _used(region, appraisal, quarter_of(options.day(region))))
    return Money(kinds, *_arrays(rows, cities, kinds), rows, NOTHING)


def _given(region: Region, options: PlanOptions) -> pd.DataFrame:
    if options.budgets is None:
        return region["budgets"].reset_index(drop=True)
    problems = Problems("budgets")
    frame = type_table(options.budgets, schemas()["budgets"], problems)
    problems.raise_if_any()
    return frame.reset_index(drop=True)


def _kinds(appraisal: Appraisal, rows: pd.DataFrame) -> tuple[str, ...]:
    """Tell kinds apart only where costs name a kind for which there is money; public money pays what is not named."""
    named = set(appraisal.costs["money_source"]) & set(rows.get("money_source", pd.Series(dtype="str")))
    return (ANY_MONEY, *sorted(named - {_PRIVATE, ANY_MONEY}))


def _priced(
    region: Region, appraisal: Appraisal, rows: pd.DataFrame, options: PlanOptions, problems: Problems
) -> pd.DataFrame:
    """Bring every budget to the prices of the costs."""
    index, to = price_index(region), appraisal.base_year
    values = []
    for place, (value, year) in enumerate(zip(rows["value"], rows["price_year"], strict=True)):
        factor = 1.0 if pd.isna(year) else index.factor(int(year), to)
        if np.isnan(factor):
            problems.add(
                "other_prices", row=place + _FIRST_ROW, column="price_year",
                expected=Text(f"{to} 年价，或有建筑价格指数可折算", f"prices of {to}, or an index to bring them there"),
                found=str(year), remedy=Text(f"在 figures 表补 {INDEX}", f"enter {INDEX} in the table figures"),
            )  # fmt: skip
        values.append(float(value) * factor * options.budget_factor)
    return rows.assign(value=values, price_year=float(to))


def _check(rows: pd.DataFrame, cities: Sequence[str], problems: Problems) -> None:
    for place, (city, stage) in enumerate(zip(rows["city"], rows["stage"], strict=True)):
        if pd.notna(city) and city not in cities:
            problems.add(
                "unknown_city", row=place + _FIRST_ROW, column="city",
                expected=Text("本圈的市；共同资金留空", "a city of the circle; empty for joint money"), found=city,
                remedy=Text("改正市代码", "correct the city"),
            )  # fmt: skip
        if stage not in {one.stage for one in stages()}:
            problems.add(
                "unknown_stage", row=place + _FIRST_ROW, column="stage",
                expected=Text("、".join(one.stage for one in stages()), ", ".join(one.stage for one in stages())),
                found=stage, remedy=Text("改正阶段", "correct the stage"),
            )  # fmt: skip
    own = rows[rows["city"].notna()]
    for (stage, city), group in own.groupby(["stage", "city"], sort=True):
        if (group["money_source"] == ANY_MONEY).any() and group["money_source"].nunique() > 1:
            problems.add(
                "total_and_parts", column="money_source", row=int(group.index[0]) + _FIRST_ROW,
                expected=Text("只填合计，或只分来源", "either the total or its kinds"), found=f"{stage} {city}",
                remedy=Text("删去合计行或分项行", "take out the total or the kinds"),
            )  # fmt: skip


def left_to_pay(row: Mapping[Any, Any], span: Span, now: int) -> float:
    """Give the part of a started project's cost that is not spent: as published, or else by time.

    Parameters
    ----------
    row
        With ``spent_share``, NaN where nothing was published.
    span
        Its dates.
    now
        Quarter of today, counted as spent.
    """
    if pd.notna(row["spent_share"]):
        return 1.0 - float(row["spent_share"])
    return min(1.0, max(0, span.finish - now) / span.quarters)


def _used(region: Region, appraisal: Appraisal, now: int) -> dict[tuple[str, str], float]:
    """Give public money that is spent already, by stage and city."""
    raw = {project: cost.value for project, cost in costs(region).items()}
    dates = region["projects"].drop_duplicates("project").set_index("project")
    projects = appraisal.projects[appraisal.projects["comparable"]].set_index("project")
    shares: dict[str, list[float]] = {}
    for project, row in projects[["status", "spent"]].to_dict("index").items():
        span = span_of(dates.at[project, "start"], dates.at[project, "finish"])
        if row["status"] not in ("completed", "under_construction") or span is None:
            continue
        until = Span(span.start, max(span.start, min(span.finish, now)))
        spent = 1.0
        if row["status"] == "under_construction":
            share = row["spent"] / raw[str(project)] if str(project) in raw else float("nan")
            spent = 1.0 - left_to_pay({"spent_share": min(share, 1.0) if pd.notna(share) else share}, span, now)
        else:
            until = span
        shares[str(project)] = [spent * part for part in spread_over_stages(until, 0)]
    found: dict[tuple[str, str], float] = {}
    public = appraisal.costs[appraisal.costs["money_source"] != _PRIVATE]
    total = public.groupby(["project", "city"], as_index=False)["value"].sum()
    for project, city, value in zip(total["project"], total["city"], total["value"], strict=True):
        for stage, part in zip(stages(), shares.get(str(project), []), strict=False):
            if part > 0:
                found[stage.stage, str(city)] = found.get((stage.stage, str(city)), 0.0) + part * float(value)
    return found


def _less_used(rows: pd.DataFrame, used: Mapping[tuple[str, str], float]) -> pd.DataFrame:
    """Take off what is spent in each stage and city, from all kinds in proportion; never more than there was."""
    total = rows.groupby(["stage", "city"])["value"].transform("sum").to_numpy(dtype=np.float64)
    gone = [used.get((str(stage), str(city)), 0.0) for stage, city in zip(rows["stage"], rows["city"], strict=True)]
    share = np.divide(rows["value"], total, out=np.zeros(len(rows)), where=total > 0)
    taken = np.minimum(np.nan_to_num(share * np.array(gone)), rows["value"])
    made = rows.assign(used=taken, left=rows["value"] - taken)
    return made[["stage", "city", "money_source", "value", "price_year", "used", "left", "basis"]]


def _arrays(rows: pd.DataFrame, cities: Sequence[str], kinds: Sequence[str]) -> tuple[Floats, Floats]:
    budget = np.zeros((len(stages()), len(cities), len(kinds)))
    joint = np.zeros(len(stages()))
    place = {stage.stage: number for number, stage in enumerate(stages())}
    for row in rows.to_dict("records"):
        stage = place[str(row["stage"])]
        if pd.isna(row["city"]):
            joint[stage] += float(row["left"])
        else:
            kind = kinds.index(str(row["money_source"])) if row["money_source"] in kinds else 0
            budget[stage, cities.index(str(row["city"])), kind] += float(row["left"])
    return budget, joint


def _blank_rows() -> pd.DataFrame:
    words = ("stage", "city", "money_source", "basis")
    names = ("stage", "city", "money_source", "value", "price_year", "used", "left", "basis")
    return pd.DataFrame({name: pd.Series(dtype="str" if name in words else "float64") for name in names})
