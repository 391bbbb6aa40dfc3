"""From a circle to a portfolio problem: which projects can be compared, with which money, under which conditions.

Nothing is dropped in silence: a project that cannot be compared is listed with the reason and with what would open it.
In a real circle synthetic rows never enter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.plan.appraisal import Appraisal
from tongcheng.plan.assumptions import read_assumptions
from tongcheng.plan.costs import costs
from tongcheng.plan.making.money import Money, left_to_pay, money_of
from tongcheng.plan.options import PlanOptions
from tongcheng.plan.phases import (
    Span,
    can_follow,
    continued,
    place,
    quarter_of,
    span_of,
    spread_over_stages,
    stage_of,
    stages,
)
from tongcheng.plan.portfolio.problem import ANY_MONEY, Floats, Ints, PortfolioProblem, Relation
from tongcheng.plan.priorities import Priorities
from tongcheng.region.region import Region

SCORE_UNIT = Text("分", "points")

_OVER = ("completed", "cancelled")
_PRIVATE = "private"
_QUARTERS = 4.0


@dataclass(frozen=True, eq=False)
class Intake:
    """What the choice starts from.

    Parameters
    ----------
    problem
        The problem; None where nothing can be chosen, and ``locked`` says what would open it.
    spans
        Published dates of every project in the problem.
    started
        Those under construction, which go on.
    left_out
        ``project name reason_zh reason_en remedy_zh remedy_en`` of every project that cannot be compared.
    money
        The budgets as they were used.
    locked
        What opens the plan.
    """

    problem: PortfolioProblem | None
    spans: dict[str, Span | None]
    started: tuple[str, ...]
    left_out: pd.DataFrame
    money: Money
    locked: tuple[Text, ...]


def intake(region: Region, appraisal: Appraisal, priorities: Priorities, options: PlanOptions) -> Intake:
    """Gather the portfolio problem of a circle.

    Raises
    ------
    InputError
        Naming budgets that cannot be used and promised projects that cannot be compared.
    """
    entries = _entries(region, appraisal, priorities, options)
    money = money_of(region, appraisal, options)
    entries = _depend_on_nothing_left_out(region, entries)
    left_out = entries.loc[~entries["over"] & (entries["reason_zh"] != ""), _LEFT_OUT].reset_index(drop=True)
    options.refuse_unknown(entries, left_out)
    own = entries[~entries["over"] & (entries["reason_zh"] == "")].reset_index(drop=True)
    dates = zip(own["project"], own["start"], own["finish"], strict=True)
    spans = {str(project): span_of(start, finish) for project, start, finish in dates}
    started = tuple(own.loc[own["started"] & ~own["project"].isin(options.never), "project"])
    locked = tuple(text for text in (money.locked, _nothing_to_choose(own, left_out)) if text != NOTHING)
    if locked:
        return Intake(None, spans, started, left_out, money, locked)
    problem = _problem(region, appraisal, options, own, spans, started, money)
    return Intake(problem, spans, started, left_out, money, ())


_LEFT_OUT = ["project", "name", "reason_zh", "reason_en", "remedy_zh", "remedy_en"]


def _entries(region: Region, appraisal: Appraisal, priorities: Priorities, options: PlanOptions) -> pd.DataFrame:
    """Put projects, their dates, their worth and why they cannot be compared side by side."""
    dates = region["projects"].drop_duplicates("project").set_index("project")[["start", "finish", "function"]]
    own = appraisal.projects.drop(columns=["stage"]).join(dates, on="project")
    scores = priorities.ranks.set_index("project")["score"] if len(priorities.ranks) else pd.Series(dtype="float64")
    why = priorities.scores.set_index("project")[["not_ranked_zh", "not_ranked_en"]]
    own = own.join(why, on="project")
    own["worth"] = own["npv"] if options.objective == "net" else own["project"].map(scores)
    raw = {project: cost.value for project, cost in costs(region).items()}
    own["spent_share"] = (own["spent"] / own["project"].map(raw)).clip(upper=1.0)
    own["over"] = own["status"].isin(_OVER)
    own["started"] = own["status"] == "under_construction"
    unshared = set(appraisal.costs.loc[appraisal.costs["city"] == "", "project"])
    rows = own[list(_ASKED)].to_dict("records")
    reasons = [_reason(region, row, unshared, options) for row in rows]
    for name, column in (("reason", 0), ("remedy", 1)):
        own[f"{name}_zh"] = [pair[column].zh for pair in reasons]
        own[f"{name}_en"] = [pair[column].en for pair in reasons]
    own["worth"] = own["worth"].fillna(0.0)
    return own


#: What decides whether a project can be compared.
_ASKED = (
    "project", "basis", "cost", "comparable", "price_note_zh", "price_note_en", "worth", "started", "not_ranked_zh",
    "not_ranked_en", "why_no_money_zh", "why_no_money_en",
)  # fmt: skip


def _reason(region: Region, row: Mapping[Any, Any], unshared: set[str], options: PlanOptions) -> tuple[Text, Text]:
    """Say why a project cannot be compared, and what would open it; nothing if it can."""
    if not region.fictional and row["basis"] == "synthetic":
        return (
            Text("示意数据，不得列入真实都市圈的方案", "synthetic rows never enter the plan of a real circle"),
            Text("换成有来源的数据", "put sourced data in their place"),
        )
    if pd.isna(row["cost"]):
        return (
            Text("未评估：投资未公布", "not appraised: no cost is published"),
            Text("补 figures 表 investment（亿元）", "fill investment (亿元) in the table figures"),
        )
    if not row["comparable"]:
        return (
            Text(f"未评估：{row['price_note_zh']}", f"not appraised: {row['price_note_en']}"),
            Text("补 figures 表 construction_price_index", "fill construction_price_index in the table figures"),
        )
    if row["project"] in unshared:
        return (
            Text("未评估：投资分市未公布", "not appraised: the cost by city is not published"),
            Text(
                "补 figures 表 length_in_<市代码> 或 cost_paid_by_<市代码>",
                "fill length_in_<city> or cost_paid_by_<city> in the table figures",
            ),
        )
    if pd.isna(row["worth"]) and not row["started"]:
        key = "why_no_money" if options.objective == "net" else "not_ranked"
        said = Text(str(row[f"{key}_zh"]), str(row[f"{key}_en"]))
        return Text(f"未评估：{said.zh}", f"not appraised: {said.en}"), _opens(row)
    return NOTHING, NOTHING


def _opens(row: Mapping[Any, Any]) -> Text:
    why = Text(str(row["why_no_money_zh"]), str(row["why_no_money_en"]))
    if not why.zh or why.zh.startswith("待数据"):
        return (
            why
            if why.zh
            else Text("补影响测算所需各表后重新测度", "fill the tables of its effects and measure again")
        )
    return Text(
        f"{why.zh}；补 project_edits 表或 figures 表（民间投资、使用者付费、需求对接）",
        f"{why.en}; fill project_edits, or private money, revenue and matched demand in figures",
    )


def _depend_on_nothing_left_out(region: Region, entries: pd.DataFrame) -> pd.DataFrame:
    """Leave out, with the reason, whatever needs a project that cannot be in the plan."""
    own = entries.set_index("project", drop=False)
    names, relations = own["name"], region["project_relations"]
    needs = relations[relations["relation"].isin(["after", "requires", "together"])]
    pairs = [(str(a), str(b)) for a, b in zip(needs["project"], needs["other"], strict=True)]
    pairs += [(b, a) for (a, b), kind in zip(pairs, needs["relation"], strict=True) if kind == "together"]
    changed = True
    while changed:
        changed = False
        for project, other in pairs:
            if project not in own.index or other not in own.index or own.at[project, "over"] or _out(own, project):
                continue
            gone = own.at[other, "status"] == "cancelled" or (_out(own, other) and not own.at[other, "started"])
            if gone:
                said = Text(f"依赖的“{names[other]}”不能列入", f"it needs “{names[other]}”, which cannot be in")
                own.loc[project, ["reason_zh", "reason_en"]] = [said.zh, said.en]
                own.loc[project, ["remedy_zh", "remedy_en"]] = [
                    f"先解决“{names[other]}”",
                    f"open “{names[other]}” first",
                ]
                changed = True
    return own.reset_index(drop=True)


def _out(own: pd.DataFrame, project: str) -> bool:
    return bool(own.at[project, "reason_zh"]) and not own.at[project, "over"]


def _nothing_to_choose(own: pd.DataFrame, left_out: pd.DataFrame) -> Text:
    if len(own):
        return NOTHING
    if left_out.empty:
        return Text("没有在建或待建项目（projects 表）", "there is no project to be built (table projects)")
    return Text(
        f"{len(left_out)} 个项目都未评估，先补各项目所列数据", f"none of the {len(left_out)} projects is appraised"
    )


def _problem(
    region: Region, appraisal: Appraisal, options: PlanOptions, own: pd.DataFrame, spans: dict[str, Span | None],
    started: Sequence[str], money: Money,
) -> PortfolioProblem:  # fmt: skip
    projects = [str(project) for project in own["project"]]
    cities = [str(city) for city in region["cities"]["city"]]
    now = quarter_of(options.day(region))
    earliest, latest = _windows(own, spans, now)
    late = _years_late(own, spans, earliest, now)
    rate = read_assumptions(appraisal.assumptions).get("discount_rate").value
    discount = (1.0 + rate) ** -late
    relations, never = _relations(region, own, spans, now)
    function = own["function"].fillna("").astype("str")
    return PortfolioProblem(
        projects=projects,
        stages=[stage.stage for stage in stages()],
        cities=cities,
        value=own["worth"].to_numpy(dtype=np.float64)[:, None] * discount,
        cost=_costs(appraisal, projects, cities, money.kinds),
        budget=money.budget,
        money=money.kinds,
        joint=money.joint if money.joint.any() else None,
        spread=_spread(own, spans, now),
        relations=relations,
        earliest=earliest,
        latest=latest,
        must=tuple(dict.fromkeys([*started, *options.must])),
        never=tuple(dict.fromkeys([*(name for name in never if name not in options.must), *options.never])),
        city_share=options.city_share,
        functions=list(function),
        function_share=options.function_share,
        net_gain=_net_gain(appraisal, projects, cities, started)[:, None, :] * discount[:, :, None],
        floor=options.floors(cities),
        labels=_labels(region, own, money.kinds),
        unit=SCORE_UNIT if options.objective == "score" else Text("亿元", "100 m yuan"),
    )


def _windows(own: pd.DataFrame, spans: dict[str, Span | None], now: int) -> tuple[Ints, Ints]:
    """Give the first and the last stage in which each project can be finished."""
    last = len(stages()) - 1
    earliest, latest = [], []
    for row in own[["project", "started"]].to_dict("records"):
        span = spans[row["project"]]
        if span is None:
            first = stage_of(now)
        elif row["started"]:
            first = stage_of(continued(span, now).finish)
        else:
            first = stage_of(place(span, stages()[0], not_before=now + 1).finish)
        earliest.append(first if first >= 0 else last + 1)
        latest.append(first if row["started"] and first >= 0 else last)
    return np.array(earliest, np.int64), np.array(latest, np.int64)


def _years_late(own: pd.DataFrame, spans: dict[str, Span | None], earliest: Ints, now: int) -> Floats:
    """Give by how many years each stage finishes a project after its first possible date, shape (n, s)."""
    late = np.zeros((len(own), len(stages())))
    for number, row in enumerate(own[["project", "started"]].to_dict("records")):
        first, span = int(earliest[number]), spans[row["project"]]
        for stage in range(first, len(stages())):
            if span is None:
                late[number, stage] = stages()[stage].middle_year - stages()[first].middle_year
            elif not row["started"]:
                finish = [place(span, stages()[when], not_before=now + 1).finish for when in (first, stage)]
                late[number, stage] = (finish[1] - finish[0]) / _QUARTERS
    return late


def _spread(own: pd.DataFrame, spans: dict[str, Span | None], now: int) -> Floats:
    """Give the part of each cost that is still to be paid in each stage, by stage of finishing."""
    count = len(stages())
    spread = np.zeros((len(own), count, count))
    for number, row in enumerate(own[["project", "started", "spent_share"]].to_dict("records")):
        span = spans[row["project"]]
        for stage in range(count):
            if span is None:
                spread[number, stage] = spread_over_stages(None, stage)
            elif row["started"]:
                finish = continued(span, now).finish
                rest = Span(min(now + 1, finish), finish)
                spread[number, stage] = np.multiply(left_to_pay(row, span, now), spread_over_stages(rest, stage))
            else:
                moved = place(span, stages()[stage], not_before=now + 1)
                spread[number, stage] = spread_over_stages(moved, stage)
    return spread


def _costs(appraisal: Appraisal, projects: Sequence[str], cities: Sequence[str], kinds: Sequence[str]) -> Floats:
    """Give public money by project, city and kind; private money is no burden on budgets."""
    cost = np.zeros((len(projects), len(cities), len(kinds)))
    rows = appraisal.costs[appraisal.costs["money_source"] != _PRIVATE]
    rows = rows[rows["project"].isin(projects) & rows["city"].isin(cities)]
    kind = rows["money_source"].where(rows["money_source"].isin(kinds), ANY_MONEY)
    place_of = [pd.Index(list(ids)).get_indexer(pd.Index(column)) for ids, column in
                ((projects, rows["project"]), (cities, rows["city"]), (kinds, kind))]  # fmt: skip
    np.add.at(cost, tuple(place_of), rows["value"].to_numpy(dtype=np.float64))
    return cost


def _net_gain(appraisal: Appraisal, projects: Sequence[str], cities: Sequence[str], started: Sequence[str]) -> Floats:
    """Give what each city gains net from new projects; 0 where it was not appraised, and for what is decided already."""
    net = np.zeros((len(projects), len(cities)))
    rows = appraisal.cities
    rows = rows[rows["net"].notna() & rows["project"].isin(projects) & ~rows["project"].isin(started)]
    rows = rows[rows["city"].isin(cities)]
    place_of = [
        pd.Index(list(ids)).get_indexer(pd.Index(rows[name]))
        for ids, name in ((projects, "project"), (cities, "city"))
    ]
    np.add.at(net, tuple(place_of), rows["net"].to_numpy(dtype=np.float64))
    return net


def _relations(
    region: Region, own: pd.DataFrame, spans: dict[str, Span | None], now: int
) -> tuple[list[Relation], list[str]]:
    """Give the relations inside the plan, and what is ruled out by a project that stands already."""
    status = region["projects"].drop_duplicates("project").set_index("project")["status"]
    inside = set(own["project"])
    found, never = [], []
    rows = region["project_relations"]
    for project, kind, other in zip(rows["project"], rows["relation"], rows["other"], strict=True):
        if kind == "excludes":
            standing = [one for one in (project, other) if status.get(one) == "completed"]
            never += [one for one in (project, other) if standing and one in inside and one not in standing]
        if project in inside and other in inside:
            same = tuple(
                can_follow(spans[other], spans[project], stage, not_before=now + 1) for stage in stages()
            ) if kind == "after" else ()  # fmt: skip
            found.append(Relation(str(project), kind, str(other), same))
    return found, never


def _labels(region: Region, own: pd.DataFrame, kinds: Sequence[str]) -> dict[str, Text]:
    names = zip(own["project"], own["name"], strict=True)
    labels = {str(project): Text(str(name), str(name)) for project, name in names}
    places = region["cities"]
    english = places["name_en"] if "name_en" in places else places["name"]
    for city, name, name_en in zip(places["city"], places["name"], english, strict=True):
        labels[str(city)] = Text(str(name), str(name if pd.isna(name_en) else name_en))
    labels |= {stage.stage: stage.label for stage in stages()}
    return (
        labels | {ANY_MONEY: Text("资金", "money")} | {kind: Text(kind, kind) for kind in kinds if kind != ANY_MONEY}
    )
