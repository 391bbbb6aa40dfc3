"""The frames of a plan: projects in order with their reasons, money, budgets, cities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.plan.appraisal import Appraisal
from tongcheng.plan.making.intake import Intake
from tongcheng.plan.phases import stages
from tongcheng.plan.portfolio import Alternative, Margin, Portfolio
from tongcheng.plan.portfolio.fit import use_of
from tongcheng.plan.portfolio.why import WhyOut
from tongcheng.plan.priorities import CRITERIA, Priorities
from tongcheng.region.region import Region

NAN = float("nan")
_DECISIONS = ("in", "out", "open", "done")
_LABELS = {item.name: item.label for item in CRITERIA}

_FROM_APPRAISAL = [
    "cost", "cost_low", "cost_high", "price_year", "npv", "npv_low", "npv_high", "bcr", "newly_within", "newly_group",
    "cost_per_person", "basis",
]  # fmt: skip
_FROM_RANKS = ["place", "rank", "rank_low", "rank_high", "score", "score_low", "score_high", "missing"]
_FROM_GANTT = [
    "stage", "original_stage", "start", "finish", "original_start", "original_finish", "quarters", "after", "slack",
    "critical", "flags_zh", "flags_en",
]  # fmt: skip
_FROM_REGION = ["kind", "field", "sector", "function", "cities", "status", "lead_units", "support_units"]


def project_rows(
    region: Region, appraisal: Appraisal, priorities: Priorities, taken: Intake, choice: Portfolio | None,
    reasons: Sequence[WhyOut], gantt: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    """Put everything about each project into one row; those in the plan first, in order of stage, start and place."""
    own = region["projects"].drop_duplicates("project")
    frame = own[["project", "name", *_FROM_REGION]].reset_index(drop=True)
    for name in _FROM_REGION:
        frame[name] = frame[name].fillna("").astype("str")
    frame = frame.join(appraisal.projects.set_index("project")[_FROM_APPRAISAL], on="project")
    ranks = priorities.ranks.set_index("project")
    frame = frame.join(ranks[[name for name in _FROM_RANKS if name in ranks]], on="project")
    frame = frame.join(gantt.set_index("project")[_FROM_GANTT], on="project")
    for name in ("missing", "stage", "original_stage", "start", "finish", "original_start", "original_finish",
                 "after", "flags_zh", "flags_en", "newly_group"):  # fmt: skip
        frame[name] = frame[name].fillna("").astype("str")
    frame["critical"] = frame["critical"].fillna(value=False).astype(bool)
    chosen = {} if choice is None else choice.chosen
    left_out = set(taken.left_out["project"])
    states = zip(frame["project"], frame["status"], strict=True)
    frame["decision"] = [
        _decision(str(project), status, chosen, "open" if project in left_out or taken.problem is None else "out")
        for project, status in states
    ]
    frame["committed"] = frame["project"].isin(taken.started) & (frame["decision"] == "in")
    why = _why(frame, priorities, taken, reasons)
    for name in ("why_kind", "why_zh", "why_en", "remedy_zh", "remedy_en", "dominated_by"):
        frame[name] = [words[name] for words in why]
    frame["loss"] = [words["loss"] for words in why]
    return _ordered(frame)


def _decision(project: str, status: str, chosen: Mapping[str, int], otherwise: str) -> str:
    if status in ("completed", "cancelled"):
        return "done"
    return "in" if project in chosen else otherwise


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    position = {stage.stage: number for number, stage in enumerate(stages())}
    keys = pd.DataFrame(
        {
            "decision": frame["decision"].map(_DECISIONS.index),
            "stage": frame["stage"].map(position).fillna(len(position)),
            "new": ~frame["committed"],
            "start": frame["start"].where(frame["committed"], ""),
            "place": frame["place"].fillna(np.inf),
            "project": frame["project"],
        }
    )
    made = frame.loc[keys.sort_values(list(keys.columns), kind="stable").index].reset_index(drop=True)
    made.insert(0, "order", np.where(made["decision"] == "in", np.arange(1.0, len(made) + 1), np.nan))
    return made


def _why(
    frame: pd.DataFrame, priorities: Priorities, taken: Intake, reasons: Sequence[WhyOut]
) -> list[dict[str, Any]]:
    out = {reason.project: reason for reason in reasons}
    opened = taken.left_out.set_index("project").to_dict("index")
    told = [f"{name}{end}" for name in _LABELS for end in ("_score", "_inputs_zh", "_inputs_en")]
    scores = priorities.scores.set_index("project")[told].to_dict("index")
    blank = {
        "why_kind": "",
        "why_zh": "",
        "why_en": "",
        "remedy_zh": "",
        "remedy_en": "",
        "dominated_by": "",
        "loss": NAN,
    }
    words = []
    for row in frame[["project", "decision", "committed", "score", "rank", "rank_low", "rank_high"]].to_dict(
        "records"
    ):
        project, decision = row["project"], row["decision"]
        made: dict[str, Any] = dict(blank)
        if decision == "in":
            said = _why_in(row, scores.get(project, {}))
            made |= {"why_kind": "committed" if row["committed"] else "chosen", "why_zh": said.zh, "why_en": said.en}
        elif decision == "out" and project in out:
            reason = out[project]
            made |= {
                "why_kind": reason.kind, "why_zh": reason.text.zh, "why_en": reason.text.en,
                "dominated_by": reason.dominated_by, "loss": reason.loss,
            }  # fmt: skip
        elif decision == "open" and project in opened:
            left = opened[project]
            made |= {
                "why_kind": "open", "why_zh": left["reason_zh"], "why_en": left["reason_en"],
                "remedy_zh": left["remedy_zh"], "remedy_en": left["remedy_en"],
            }  # fmt: skip
        elif decision == "open":
            made |= {
                "why_kind": "open", "why_zh": "；".join(text.zh for text in taken.locked),
                "why_en": "; ".join(text.en for text in taken.locked),
            }  # fmt: skip
        words.append(made)
    return words


def _why_in(row: Mapping[Any, Any], scores: Mapping[Any, Any]) -> Text:
    """Say why a project is in: it goes on, or its rank with the strongest of its criteria."""
    lead = Text("在建，续建", "under construction, goes on") if row["committed"] else Text("", "")
    if pd.isna(row["score"]):
        return lead if lead.zh else Text("按要求列入", "in on request")
    rank = Text(
        f"得分 {row['score']:.0f}，第 {row['rank']:.0f} 位（九成权重下第 {row['rank_low']:.0f}–{row['rank_high']:.0f} 位）",
        f"score {row['score']:.0f}, rank {row['rank']:.0f} ({row['rank_low']:.0f}–{row['rank_high']:.0f} under nine weightings in ten)",
    )
    known = [name for name in _LABELS if pd.notna(scores.get(f"{name}_score"))]
    if known:
        best = max(known, key=lambda name: float(scores[f"{name}_score"]))
        label = _LABELS[best]
        inputs = Text(str(scores.get(f"{best}_inputs_zh") or ""), str(scores.get(f"{best}_inputs_en") or ""))
        rank = Text(
            f"{rank.zh}；得分主要来自{label.zh}" + (f"：{inputs.zh}" if inputs.zh else ""),
            f"{rank.en}; most of it for {label.en}" + (f": {inputs.en}" if inputs.en else ""),
        )
    return Text(f"{lead.zh}；{rank.zh}", f"{lead.en}; {rank.en}") if lead.zh else rank


def money_rows(taken: Intake, choice: Portfolio | None) -> pd.DataFrame:
    """Give public money by project, stage of spending and city."""
    rows: list[tuple[str, str, str, float]] = []
    problem = taken.problem
    if problem is not None and choice is not None:
        for place in np.flatnonzero(choice.stage >= 0):
            share = problem.spending()[place, choice.stage[place]]
            spent = share[:, None] * problem.cost[place].sum(axis=1)[None, :]
            rows += [
                (problem.projects[int(place)], problem.stages[s], problem.cities[c], float(spent[s, c]))
                for s, c in zip(*np.nonzero(spent), strict=True)
            ]
    return _frame(rows, ["project", "stage", "city"], ["value"])


def budget_rows(taken: Intake, choice: Portfolio | None) -> pd.DataFrame:
    """Give what becomes of each budget; the joint money has an empty city."""
    problem, rows = taken.problem, []
    given = taken.money.rows
    if problem is not None and choice is not None:
        use = use_of(problem, choice.stage)
        for s, stage in enumerate(problem.stages):
            for c, city in enumerate(problem.cities):
                own = given[(given["stage"] == stage) & (given["city"] == city)]
                value, used = float(own["value"].sum()), float(own["used"].sum())
                spent, drawn = float(use.spent[s, c].sum()), float(use.pool_over[s, c])
                rows.append((stage, city, value, used, spent, drawn, value - used - spent + drawn))
            joint = given[(given["stage"] == stage) & given["city"].isna()]
            value, drawn = float(joint["value"].sum()), float(use.pool_over[s].sum())
            rows.append((stage, "", value, 0.0, drawn, 0.0, value - drawn))
    return _frame(rows, ["stage", "city"], ["value", "used", "spent", "drawn", "left"])


def city_rows(
    region: Region, appraisal: Appraisal, taken: Intake, choice: Portfolio | None, projects: pd.DataFrame,
    money: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    """Give what each city pays and gains: all public money of the plan, and present values of what was appraised."""
    inside = set(projects.loc[projects["decision"] == "in", "project"])
    new = inside - set(taken.started)
    known = appraisal.cities[appraisal.cities["net"].notna() & appraisal.cities["project"].isin(new)]
    floors = {} if taken.problem is None else taken.problem.floor
    rows = []
    for city in region["cities"]["city"]:
        own = known[known["city"] == city]
        rows.append(
            (
                str(city), float(money.loc[money["city"] == city, "value"].sum()), float(own["cost_pv"].fillna(0).sum()),
                float(own["benefit"].sum()), _net(taken, choice, str(city)), floors.get(str(city), NAN),
                float(own["project"].nunique()), float(len(new)),
            )
        )  # fmt: skip
    numbers = ["cost", "cost_pv", "benefit_pv", "net", "floor", "appraised", "new_projects"]
    made = _frame(rows if choice is not None else [], ["city"], numbers)
    for name in ("cost", "benefit_pv"):
        total = made[name].sum()
        made[f"{name}_share"] = 100 * made[name] / total if total > 0 else np.nan
    return made


def _net(taken: Intake, choice: Portfolio | None, city: str) -> float:
    """Give the net gain of a city as the choice counted it: new projects, in the stages that were chosen."""
    problem = taken.problem
    if problem is None or choice is None or problem.net_gain is None:
        return NAN
    chosen = np.flatnonzero(choice.stage >= 0)
    return float(problem.net_gain[chosen, choice.stage[chosen], list(problem.cities).index(city)].sum())


def margin_rows(taken: Intake, margins: Sequence[Margin]) -> pd.DataFrame:
    """Give what one percent more of each amount would bring."""
    problem = taken.problem
    rows = []
    for margin in margins:
        assert problem is not None
        stage, city, kind = margin.money
        rows.append(
            (
                problem.stages[stage], "" if city is None else problem.cities[city],
                "joint" if kind is None else problem.money[kind], margin.text.zh, margin.text.en, margin.added,
                margin.gain, margin.most,
            )
        )  # fmt: skip
    return _frame(rows, ["stage", "city", "money", "text_zh", "text_en"], ["added", "gain", "most"])


def other_rows(taken: Intake, others: Sequence[Alternative]) -> pd.DataFrame:
    """Give other plans, ranked."""
    rows = [
        (
            ";".join(other.change.into), ";".join(other.change.out), ";".join(other.change.moved), other.text.zh,
            other.text.en, float(number), other.portfolio.objective, other.loss,
        )
        for number, other in enumerate(others, start=2)
    ]  # fmt: skip
    assert not rows or taken.problem is not None
    return _frame(rows, ["into", "out", "moved", "text_zh", "text_en"], ["number", "objective", "loss"])


def _frame(rows: Sequence[tuple[Any, ...]], words: Sequence[str], numbers: Sequence[str]) -> pd.DataFrame:
    """Make a frame whose columns have the same types however few rows there are."""
    made = pd.DataFrame(list(rows), columns=[*words, *numbers])
    return made.astype({**dict.fromkeys(words, "str"), **dict.fromkeys(numbers, "float64")})
