"""The plan again under other weights, money and promises, fast enough to drag a budget: nothing is appraised again.

What takes long in :func:`tongcheng.plan.make.make_plan` and does not help while somebody is trying things (each reason
proven by force, one percent more money, what every rule of sharing would give) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from tongcheng.plan.appraisal import Appraisal
from tongcheng.plan.make import choose_or_refuse
from tongcheng.plan.making.intake import Intake, intake
from tongcheng.plan.making.rows import budget_rows, city_rows, money_rows, project_rows
from tongcheng.plan.options import PlanOptions
from tongcheng.plan.phases import dated_projects, schedule
from tongcheng.plan.portfolio import Portfolio, why_out
from tongcheng.plan.portfolio.problem import Ints
from tongcheng.plan.priorities import Priorities, reweigh
from tongcheng.plan.priorities.ease import Ease
from tongcheng.region.region import Region


@dataclass(frozen=True, eq=False)
class Measured:
    """What a run keeps of its projects: the circle, benefits and costs, and the scores of the criteria."""

    region: Region
    appraisal: Appraisal
    scores: pd.DataFrame

    @cached_property
    def day(self) -> date:
        """The day of a plan for which none was asked."""
        return PlanOptions().day(self.region)

    @classmethod
    def of_tables(cls, region: Region, tables: Mapping[str, pd.DataFrame]) -> Measured | None:
        """Take them from the tables of a run; None where it has no plan."""
        names = [item.name for item in fields(Appraisal) if item.name != "base_year"]
        wanted = {f"appraisal_{name}" for name in names} | {"priorities_scores", "plan_facts"}
        if not wanted <= set(tables):
            return None
        known = tables["plan_facts"].set_index("key")["value"]
        parts = {name: tables[f"appraisal_{name}"] for name in names}
        appraisal = Appraisal(**parts, base_year=int(known["base_year"]))
        return cls(region, appraisal, tables["priorities_scores"])


@dataclass(frozen=True, eq=False)
class Quick:
    """A plan as frames, as in :class:`tongcheng.plan.make.Plan`, with how good it is."""

    projects: pd.DataFrame
    money: pd.DataFrame
    budgets: pd.DataFrame
    cities: pd.DataFrame
    gantt: pd.DataFrame
    priorities: Priorities
    taken: Intake
    choice: Portfolio | None

    @property
    def chosen(self) -> dict[str, int]:
        """Give the stage of each project in the plan."""
        return {} if self.choice is None else self.choice.chosen


def quick_plan(
    measured: Measured, options: PlanOptions, *, ease: Ease | None = None, before: Mapping[str, int] | None = None
) -> Quick:
    """Make a plan from what is appraised already.

    Parameters
    ----------
    measured
        From a run.
    options
        As for the full plan; ``time_limit_s`` bounds the choice, whose bound is told.
    ease
        The sequencing rule.
    before
        Stage of each project in the plan to begin with.

    Raises
    ------
    InputError
        As :func:`tongcheng.plan.make.make_plan`.
    """
    region, appraisal = measured.region, measured.appraisal
    options = replace(options, today=options.today or measured.day)
    priorities = reweigh(measured.scores, weights=options.weights, ease=ease)
    taken = intake(region, appraisal, priorities, options)
    choice = choose_or_refuse(taken, options, start=_start(taken, before))
    reasons = [] if choice is None or taken.problem is None else why_out(taken.problem, choice, force=False)
    relations = [] if taken.problem is None else taken.problem.relations
    waits = [(item.project, item.other) for item in relations if item.kind == "after"]
    chosen = {} if choice is None else choice.chosen
    gantt = schedule(dated_projects(region, chosen), waits, today=options.day(region))
    projects = project_rows(region, appraisal, priorities, taken, choice, reasons, gantt)
    in_order = projects.loc[projects["decision"] == "in", "project"]
    money = money_rows(taken, choice)
    return Quick(
        projects=projects,
        money=money,
        budgets=budget_rows(taken, choice),
        cities=city_rows(region, appraisal, taken, choice, projects, money),
        gantt=gantt.set_index("project", drop=False).loc[in_order].reset_index(drop=True),
        priorities=priorities,
        taken=taken,
        choice=choice,
    )


def _start(taken: Intake, before: Mapping[str, int] | None) -> Ints | None:
    if taken.problem is None or not before:
        return None
    return np.array([before.get(name, -1) for name in taken.problem.projects], np.int64)
