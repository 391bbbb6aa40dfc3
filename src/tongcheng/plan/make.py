"""The plan: which projects, when, with whose money, why, and what each city would say to it.

Plans are made from what a run has measured; nothing is measured again. Everything in a plan is a frame of plain rows,
so that it can be stored beside the run, printed, and taken into the office.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, preferred_language
from tongcheng.plan.appraisal import Appraisal, appraise
from tongcheng.plan.form import annual_list
from tongcheng.plan.making.challenges import challenges
from tongcheng.plan.making.intake import Intake, intake
from tongcheng.plan.making.rows import budget_rows, city_rows, margin_rows, money_rows, other_rows, project_rows
from tongcheng.plan.making.shared_cost import shared_cost
from tongcheng.plan.options import OBJECTIVES, PlanOptions
from tongcheng.plan.phases import dated_projects, schedule
from tongcheng.plan.portfolio import Alternative, Margin, Portfolio, alternatives, budget_plus, choose, why_out
from tongcheng.plan.portfolio.check import nothing_fits
from tongcheng.plan.portfolio.problem import Ints
from tongcheng.plan.portfolio.why import WhyOut
from tongcheng.plan.portfolio.words import and_words
from tongcheng.plan.priorities import Priorities, prioritise
from tongcheng.region.region import Region
from tongcheng.results import Results

#: Told: the name of what is being done, and the share of it that is done.
Tell = Callable[[Text, float], None]

#: With so many candidates reasons, other plans and budgets are still proven; above, each gets some seconds.
_FEW = 100
_EACH_S = 2.0


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan as frames.

    Parameters
    ----------
    projects
        One row per project of the circle, those in the plan first and in order: ``decision`` is ``in``, ``out``,
        ``open`` (not appraised: ``reason`` and ``remedy``) or ``done``; with stage, dates now and as they were, rank,
        money and why.
    money
        ``project stage city value``: public money by stage of spending, 亿元 in prices of ``base_year``.
    budgets
        ``stage city value used spent drawn left``: money as given, spent already, spent by the plan, drawn
        from joint money, and what is left; an empty city is the joint money.
    cities
        By city: cost, benefit, net gain of new projects, its floor, and the shares of cost and benefit.
    shares
        What each city pays for the plan by each rule: ``rule city amount open_projects joint_projects``.
    challenges
        Rows that somebody of each city would challenge.
    margins, others
        What one percent more of each amount of money would bring; other plans that are nearly as good.
    gantt
        As :func:`tongcheng.plan.phases.schedule`.
    year_list
        The year's tasks in the form of the real list.
    facts
        ``key value``: status, objective, bound, dates, units, and what opens the plan where it is locked.
    grounds
        Tables that it rests on, by the names under which a run keeps them: appraisal and priorities.
    """

    projects: pd.DataFrame
    money: pd.DataFrame
    budgets: pd.DataFrame
    cities: pd.DataFrame
    shares: pd.DataFrame
    challenges: pd.DataFrame
    margins: pd.DataFrame
    others: pd.DataFrame
    gantt: pd.DataFrame
    year_list: pd.DataFrame
    facts: pd.DataFrame
    grounds: Mapping[str, pd.DataFrame]

    @property
    def locked(self) -> bool:
        """Whether nothing could be chosen."""
        return "locked_zh" in set(self.facts["key"])

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Give the frames by the names under which a run keeps them: ``plan`` and ``plan_<frame>``."""
        names = (
            "money",
            "budgets",
            "cities",
            "shares",
            "challenges",
            "margins",
            "others",
            "gantt",
            "year_list",
            "facts",
        )
        return {"plan": self.projects} | {f"plan_{name}": getattr(self, name) for name in names}


def make_plan(
    region: Region,
    results: pd.DataFrame,
    gaps: pd.DataFrame,
    effects: pd.DataFrame,
    options: PlanOptions | None = None,
    *,
    appraisal: Appraisal | None = None,
    progress: Tell | None = None,
) -> Plan:
    """Make the plan of a circle from what was measured.

    Parameters
    ----------
    region
        The circle; its tables by zone and road are not needed.
    results, gaps
        Figures and gap rows of a run.
    effects
        Rows of the results with ``scenario`` = project.
    options
        Weights, money, promises, floors, dates.
    appraisal
        Where it was made before.
    progress
        Called with what is being done and the share of it.

    Returns
    -------
    Plan
        Where nothing can be chosen the plan is locked: it lists what is not appraised and what would open it.

    Raises
    ------
    InputError
        Naming bad options and budgets, a circle of precedence, a budget that nothing fits, and the smallest set of
        conditions that exclude each other.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.results import empty_results
    >>> from tongcheng.sectors.gaps import empty_gaps
    >>> plan = make_plan(open_region("chengdu"), empty_results(), empty_gaps(), empty_results())
    >>> plan.locked, sorted(set(plan.projects["decision"]))
    (True, ['done', 'open'])
    """
    options, tell = options or PlanOptions(), progress or _silent
    if appraisal is None:
        tell(Text("评估投资与效益", "appraising"), 0.0)
        appraisal = appraise(region, effects)
        tell(Text("评估投资与效益", "appraising"), 1.0)
    tell(Text("排先后", "ranking"), 0.0)
    priorities = prioritise(region, Results(results), gaps, appraisal, effects, weights=options.weights)
    tell(Text("排先后", "ranking"), 1.0)
    taken = intake(region, appraisal, priorities, options)
    choice = choose_or_refuse(taken, options, tell)
    reasons = _reasons(taken, choice, options, tell)
    return _plan(region, appraisal, priorities, options, taken, choice, reasons, tell)


def _silent(_: Text, __: float) -> None:
    return None


def choose_or_refuse(
    taken: Intake, options: PlanOptions, tell: Tell = _silent, *, start: Ints | None = None
) -> Portfolio | None:
    """Choose, or say in words why no plan can be chosen; None where the plan is locked.

    Raises
    ------
    InputError
        Naming a budget that nothing fits, and the smallest set of conditions that exclude each other.
    """
    if taken.problem is None:
        return None
    label = Text("选择组合", "choosing")
    tell(label, 0.0)
    none = nothing_fits(taken.problem)
    if none is not None and not taken.problem.must:
        raise InputError(
            [_refused("nothing_fits", none.say(preferred_language()), Text("增加预算", "give more money"))]
        )
    choice = choose(taken.problem, time_limit_s=options.time_limit_s, gap=options.gap, start=start)
    tell(label, 1.0)
    if choice.status == "infeasible":
        remedy = Text("放宽其中任意一条", "relax any one of them")
        raise InputError([_refused("conflict", and_words(choice.conflict).say(preferred_language()), remedy)])
    if not choice.found:
        raise InputError(
            [_refused("no_time", f"{choice.seconds:.1f} s", Text("延长 --time-limit", "allow more time"))]
        )
    return choice


def _refused(code: str, found: str, remedy: Text) -> Problem:
    return Problem(
        code, "plan", Text("各项条件可以同时满足的方案", "a plan that keeps all conditions"), found, remedy
    )


def _reasons(taken: Intake, choice: Portfolio | None, options: PlanOptions, tell: Tell) -> list[WhyOut]:
    if choice is None or taken.problem is None:
        return []
    label = Text("核实未入选的原因", "why projects are out")
    each = (
        options.time_limit_s if len(taken.problem.projects) <= _FEW else min(options.time_limit_s or _EACH_S, _EACH_S)
    )
    return why_out(
        taken.problem, choice, force=options.reasons, time_limit_s=each, gap=options.gap,
        progress=lambda share: tell(label, share),
    )  # fmt: skip


def _plan(
    region: Region, appraisal: Appraisal, priorities: Priorities, options: PlanOptions, taken: Intake,
    choice: Portfolio | None, reasons: list[WhyOut], tell: Tell,
) -> Plan:  # fmt: skip
    chosen = {} if choice is None else choice.chosen
    today = options.day(region)
    relations = [] if taken.problem is None else taken.problem.relations
    waits = [(item.project, item.other) for item in relations if item.kind == "after"]
    gantt = schedule(dated_projects(region, chosen), waits, today=today)
    projects = project_rows(region, appraisal, priorities, taken, choice, reasons, gantt)
    in_order = projects.loc[projects["decision"] == "in", "project"]
    gantt = gantt.set_index("project", drop=False).loc[in_order].reset_index(drop=True)
    money = money_rows(taken, choice)
    budgets, shares = budget_rows(taken, choice), shared_cost(region, appraisal, projects)
    margins, others = _more(taken, choice, options, tell)
    return Plan(
        projects=projects,
        money=money,
        budgets=budgets,
        cities=city_rows(region, appraisal, taken, choice, projects, money),
        shares=shares,
        challenges=challenges(region, appraisal, projects, budgets),
        margins=margin_rows(taken, margins),
        others=other_rows(taken, others),
        gantt=gantt,
        year_list=annual_list(projects, options.list_year(region)),
        facts=_facts(region, appraisal, options, taken, choice),
        grounds={**appraisal.tables(), **priorities.tables()},
    )


def _more(
    taken: Intake, choice: Portfolio | None, options: PlanOptions, tell: Tell
) -> tuple[list[Margin], list[Alternative]]:
    """Try each budget with one percent more, and look for the next best plans."""
    problem = taken.problem
    if problem is None or choice is None or not options.reasons:
        return [], []
    label = Text("试算预算与其他方案", "other budgets and plans")
    limit, gap = options.time_limit_s, options.gap
    margins = budget_plus(
        problem, choice, time_limit_s=limit, gap=gap, progress=lambda share: tell(label, 0.7 * share)
    )
    others = alternatives(problem, choice, count=options.others, time_limit_s=limit, gap=gap)
    tell(label, 1.0)
    return margins, others


def _facts(
    region: Region, appraisal: Appraisal, options: PlanOptions, taken: Intake, choice: Portfolio | None
) -> pd.DataFrame:
    goal = OBJECTIVES[options.objective]
    facts: dict[str, object] = {
        "today": options.day(region).isoformat(),
        "year": options.list_year(region),
        "base_year": appraisal.base_year,
        "goal_zh": goal.zh,
        "goal_en": goal.en,
        "budget_factor": options.budget_factor,
    }
    if options.weights is not None:
        facts["weights"] = ", ".join(f"{name}={weight:g}" for name, weight in sorted(options.weights.items()))
    if taken.locked:
        facts |= {
            "locked_zh": "；".join(text.zh for text in taken.locked),
            "locked_en": "; ".join(text.en for text in taken.locked),
        }
    if choice is not None and taken.problem is not None:
        facts |= {
            "status": choice.status, "objective": choice.objective, "bound": choice.bound, "gap": choice.gap,
            "unit_zh": taken.problem.unit.zh, "unit_en": taken.problem.unit.en,
        }  # fmt: skip
    rows = [(key, _plain(value)) for key, value in facts.items()]
    return pd.DataFrame(rows, columns=["key", "value"], dtype="str")


def _plain(value: object) -> str:
    return format(value, ".6g") if isinstance(value, float | np.floating) else str(value)
