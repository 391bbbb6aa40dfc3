"""Large portfolios: better plans from small pieces of the problem, each solved exactly around the best plan so far.

A solver's bound is good after its first minute, its plan is not: most of the distance is in a few dozen projects at the
edge of being worth their money. Freed in each step are the projects in which the plan differs from the linear relaxation
(Danna, Rothberg and Le Pape 2005) and others drawn by how little they lose against their next best choice at the prices of
that relaxation (kernel search, Angelelli, Mansini and Speranza 2010); all others stay. Steps are ended by counting nodes
and not seconds, so that the same input gives the same plan.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.mip_arrays import Arrays, arrange
from tongcheng.methods.mip_highs import load
from tongcheng.plan.portfolio.model import Layout, Model
from tongcheng.plan.portfolio.problem import Floats, PortfolioProblem

#: Problems of so many columns are polished; smaller ones are proven soon enough.
LARGE = 1_500
#: The plan to begin with is this close to its bound.
FIRST_GAP = 5e-4

_FREED, _MOST = 50, 400
_GROW, _PATIENCE = 1.25, 6
_MOST_STEPS = 400
_FINE = 1e-5
_APART = 0.05
_SEED = 2020

#: Rows in which many projects meet; the others say how projects depend on each other.
_SHARED = ("money", "pool", "joint", "floor", "city_share", "function_share")


@dataclass(frozen=True)
class _Relaxed:
    """The linear relaxation: values of the columns, and the margin of each project at its prices."""

    values: Floats
    margin: Floats


def polish(
    problem: PortfolioProblem, model: Model, values: Floats, objective: float, *, enough: float,
    until: float = np.inf, stop: Callable[[float], bool] | None = None,
) -> tuple[Floats, float]:  # fmt: skip
    """Improve a plan until it is good enough, no step finds a better one for long, or time is over.

    Parameters
    ----------
    problem, model
        The problem as a programme.
    values, objective
        All columns of the plan to begin with, and its value.
    enough
        A plan worth this is not improved further.
    until
        Time of :func:`time.perf_counter` at which to stop.
    stop
        Told the value of the plan after each step; where it returns True the search stops.

    Returns
    -------
    values, objective
        Of the best plan.
    """
    arrays = arrange(model.columns, model.rows)
    layout = model.layout
    relaxed = _relax(problem, arrays, layout)
    random = np.random.default_rng(_SEED)
    freed, tries = _FREED, 0
    for _ in range(_MOST_STEPS):
        if objective >= enough or time.perf_counter() >= until or freed > _MOST:
            break
        free = _pick(relaxed, layout, values, freed, random)
        found = _step(arrays, layout, values, free, until)
        if found is not None and found[1] > objective + 1e-9 * abs(objective):
            values, objective, tries = *found, 0
        else:
            tries += 1
            if tries >= _PATIENCE:
                freed, tries = int(freed * _GROW), 0
        if stop is not None and stop(objective):
            break
    return values, objective


def _relax(problem: PortfolioProblem, arrays: Arrays, layout: Layout) -> _Relaxed:
    """Solve the relaxation; a project's margin is what its best choice of stage, or of none, gains over the next."""
    solver = load(arrays.matrix, arrays.cost, (arrays.lower, arrays.upper), _row_bounds(arrays), None, maximise=True)
    solver.run()
    solution = solver.getSolution()
    prices, by_row = np.array(solution.row_dual), arrays.matrix.tocsr()
    reduced = arrays.cost.copy()
    for group in arrays.row_groups:
        if group.name in _SHARED:
            reduced -= by_row[group.slice].T @ prices[group.slice]
    count, stages = len(problem.projects), len(problem.stages)
    change = np.zeros((count, stages))
    change[layout.project, layout.stage] = reduced[: layout.width]
    finishing = change[:, ::-1].cumsum(axis=1)[:, ::-1]
    choices = np.full((count, stages + 1), -np.inf)
    choices[layout.project, layout.stage] = finishing[layout.project, layout.stage]
    choices[:, -1] = 0.0
    choices.sort(axis=1)
    margin = np.where(np.isfinite(choices[:, -2]), choices[:, -1] - choices[:, -2], np.inf)
    return _Relaxed(np.array(solution.col_value), margin)


def _row_bounds(arrays: Arrays) -> tuple[Floats, Floats]:
    return arrays.row_lower, arrays.row_upper


def _pick(
    relaxed: _Relaxed, layout: Layout, values: Floats, freed: int, random: np.random.Generator
) -> NDArray[np.bool_]:
    """Choose the projects to be freed, shape (n,)."""
    count = len(relaxed.margin)
    apart = np.abs(values[: layout.width] - relaxed.values[: layout.width]) > _APART
    differ = np.unique(layout.project[apart])
    free = np.zeros(count, dtype=bool)
    free[differ if len(differ) <= freed else random.choice(differ, freed, replace=False)] = True
    least = float(np.quantile(relaxed.margin[np.isfinite(relaxed.margin)], 0.05))
    draw = random.exponential(1.0, count) * np.maximum(relaxed.margin, max(least, 1e-12))
    free[np.argsort(draw, kind="stable")[:freed]] = True
    return free


def _step(
    arrays: Arrays, layout: Layout, values: Floats, free: NDArray[np.bool_], until: float
) -> tuple[Floats, float] | None:
    """Solve the problem with only some projects free, in one node."""
    open_ = np.ones(len(values), dtype=bool)
    open_[: layout.width] = free[layout.project]
    fixed = np.where(arrays.integer, np.round(values), values)
    bounds = np.where(open_, arrays.lower, fixed), np.where(open_, arrays.upper, fixed)
    solver = load(arrays.matrix, arrays.cost, bounds, _row_bounds(arrays), arrays.integer, maximise=True)
    for name, value in (("mip_rel_gap", _FINE), ("mip_max_nodes", 1), ("time_limit", _left(until))):
        solver.setOptionValue(name, value)
    solver.setSolution(len(values), np.arange(len(values), dtype="int32"), values)
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    found = np.array(solver.getSolution().col_value, dtype=np.float64)
    found[arrays.integer] = np.round(found[arrays.integer]) + 0.0
    return found, float(arrays.cost @ found)


def _left(until: float) -> float:
    return max(0.05, min(until - time.perf_counter(), 1e7))
