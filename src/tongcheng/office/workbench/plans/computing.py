"""Plans of a run for the pages: computed by ``plan/`` from the run's stored tables, kept in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, cast

from tongcheng.errors import InputError, Problem
from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.plans.asked import LIMIT_S, Wishes
from tongcheng.office.workbench.reading import circle_of, stored_run

if TYPE_CHECKING:
    import pandas as pd

    from tongcheng.plan.options import Objective, PlanOptions
    from tongcheng.plan.quick import Measured, Quick

_KEPT = 48
_plans: OrderedDict[tuple[str, str], Solved] = OrderedDict()
_last: dict[str, Mapping[str, int]] = {}
_lock = Lock()


@dataclass(frozen=True, eq=False)
class Solved:
    """The answer to wishes: a plan, or the problems that forbid one."""

    wishes: Wishes
    plan: Quick | None
    problems: tuple[Problem, ...]
    seconds: float


def measured_of(run: Run) -> Measured | None:
    """Give what a run has appraised, or ``None`` if it holds no plan."""
    return _measured(run.pk, run.run_id)


@lru_cache(maxsize=4)
def _measured(pk: int, run_id: str) -> Measured | None:  # noqa: ARG001 - the id tells offices apart
    from tongcheng.plan.quick import Measured

    run = Run.objects.get(pk=pk)
    return Measured.of_tables(circle_of(run), stored_run(run).tables)


def budgets_of(run: Run) -> dict[tuple[str, str], float]:
    """Give the circle's budgets by stage and city in the plan's prices, 亿元; the joint money by an empty city."""
    measured = measured_of(run)
    return {} if measured is None else dict(_budgets(measured))


@lru_cache(maxsize=4)
def _budgets(measured: Measured) -> dict[tuple[str, str], float]:
    rows = _rows(measured)
    found: dict[tuple[str, str], float] = {}
    for stage, city, value in zip(rows["stage"], rows["city"], rows["value"], strict=True):
        key = str(stage), "" if city is None or city != city else str(city)
        found[key] = found.get(key, 0.0) + float(value)
    return found


def _rows(measured: Measured) -> pd.DataFrame:
    """Give budgets as given, brought to the plan's prices."""
    from tongcheng.plan.making.money import money_of
    from tongcheng.plan.options import PlanOptions

    return money_of(measured.region, measured.appraisal, PlanOptions()).rows


def options_of(run: Run, wishes: Wishes) -> PlanOptions:
    """Write wishes as the plan takes them."""
    from tongcheng.plan.options import PlanOptions

    return PlanOptions(
        objective=cast("Objective", wishes.objective),
        weights=wishes.given_weights(),
        budgets=_changed(run, wishes),
        budget_factor=wishes.factor / 100,
        must=wishes.must,
        never=wishes.never,
        time_limit_s=LIMIT_S,
        reasons=False,
    )


def _changed(run: Run, wishes: Wishes) -> pd.DataFrame | None:
    """Give the circle's budgets with the amounts that were asked for: kinds of money keep their parts."""
    measured = measured_of(run)
    if measured is None or not wishes.budgets:
        return None
    known, rows = budgets_of(run), measured.region["budgets"].copy()
    rows["value"] = rows["value"].astype("float64")
    cities = rows["city"].fillna("").astype("str")
    for (stage, city), wanted in wishes.budgets.items():
        given = known.get((stage, city), 0.0)
        if given > 0:
            own = (rows["stage"] == stage) & (cities == city)
            rows.loc[own, "value"] *= wanted / given
    return rows


def solved(run: Run, wishes: Wishes) -> Solved:
    """Give the plan for wishes: from memory if it was asked before, else beginning with the run's last one."""
    key = run.run_id, wishes.query("")
    with _lock:
        if key in _plans:
            _plans.move_to_end(key)
            return _plans[key]
    found = _solve(run, wishes)
    with _lock:
        _plans[key] = found
        while len(_plans) > _KEPT:
            _plans.popitem(last=False)
        if found.plan is not None and found.plan.chosen:
            _last[run.run_id] = found.plan.chosen
    return found


def _solve(run: Run, wishes: Wishes) -> Solved:
    from tongcheng.plan.quick import quick_plan

    measured, first = measured_of(run), time.perf_counter()
    assert measured is not None
    try:
        plan = quick_plan(measured, options_of(run, wishes), ease=wishes.ease, before=_last.get(run.run_id))
    except InputError as error:
        return Solved(wishes, None, error.problems, time.perf_counter() - first)
    return Solved(wishes, plan, (), time.perf_counter() - first)
