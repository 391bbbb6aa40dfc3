"""Does a plan keep its budgets: money by stage, city and kind, joint money included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongcheng.plan.portfolio.problem import ANY_MONEY, Floats, Ints, PortfolioProblem

_TOLERANCE = 1e-7


@dataclass(frozen=True)
class Use:
    """Money that a plan uses.

    Parameters
    ----------
    spent
        Shape (s, c, m), 亿元.
    named_over
        Shape (s, c, m): by how much costs of a named kind exceed money of that kind.
    pool_over
        Shape (s, c): by how much all costs of a city exceed its own money; joint money may cover it.
    joint_over
        Shape (s,): by how much that exceeds the joint money.
    """

    spent: Floats
    named_over: Floats
    pool_over: Floats
    joint_over: Floats

    @property
    def kept(self) -> bool:
        """Whether all budgets are kept."""
        return bool((self.named_over <= _TOLERANCE).all() and (self.joint_over <= _TOLERANCE).all())


def use_of(problem: PortfolioProblem, stage: Ints) -> Use:
    """Count the money that a plan uses.

    Parameters
    ----------
    problem
        The problem.
    stage
        Shape (n,): stage of finishing, -1 where a project is not in the plan.
    """
    chosen = np.flatnonzero(stage >= 0)
    share = problem.spending()[chosen, stage[chosen]]
    spent = np.einsum("is,icm->scm", share, problem.cost[chosen])
    stages, cities = problem.size[1:3]
    named = np.array([name != ANY_MONEY for name in problem.money])
    named_over = np.where(named, np.maximum(spent - problem.budget, 0.0), 0.0)
    pool_over = np.zeros((stages, cities))
    if not named.all():
        pool_over = np.maximum(spent.sum(axis=2) - problem.budget.sum(axis=2), 0.0)
    joint = np.zeros(stages) if problem.joint is None else problem.joint
    return Use(spent, named_over, pool_over, np.maximum(pool_over.sum(axis=1) - joint, 0.0))


def fits_alone(problem: PortfolioProblem) -> NDArray[np.bool_]:
    """Tell for each project whether the budgets would hold it alone in some stage of its window, shape (n,)."""
    windows = problem.windows()
    fits = np.zeros(len(problem.projects), dtype=bool)
    for place in range(len(problem.projects)):
        for stage in np.flatnonzero(windows[place]):
            alone = np.full(len(problem.projects), -1, np.int64)
            alone[place] = stage
            if use_of(problem, alone).kept:
                fits[place] = True
                break
    return fits
