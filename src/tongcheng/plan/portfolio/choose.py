"""Choose projects and their stages: the best plan under all conditions, with its bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tongcheng.language import Text
from tongcheng.methods.mip import Answer, Progress, Rows, Status, solve_mip
from tongcheng.plan.portfolio.check import check_problem
from tongcheng.plan.portfolio.model import DONE, Layout, build_model
from tongcheng.plan.portfolio.problem import Ints, PortfolioProblem
from tongcheng.plan.portfolio.words import Condition, conflict_words

#: A plan this close to its bound (a share) is as good as proven: published costs are less exact by far.
GAP = 1e-4

_EXPLAIN_S = 10.0


@dataclass(frozen=True)
class Portfolio:
    """A plan and how good it is.

    Parameters
    ----------
    status
        ``optimal`` (proven), ``feasible`` (with a gap), ``infeasible``, or ``unknown`` (time was over before any plan
        was found).
    stage
        Shape (n,): position of the stage in which a project is finished, -1 where it is not in the plan.
    objective, bound, gap
        Sum of the values, what no plan can exceed, and the share between; NaN where not known.
    seconds
        Wall-clock time.
    projects
        Ids, in the order of ``stage``.
    conflicts, conflict
        Where infeasible: the smallest set of conditions that exclude each other, by row and in words.
    """

    status: Status
    stage: Ints
    objective: float
    bound: float
    gap: float
    seconds: float
    projects: Sequence[str]
    conflicts: tuple[Condition, ...] = ()
    conflict: tuple[Text, ...] = field(default=())

    @property
    def found(self) -> bool:
        """Whether there is a plan."""
        return self.status in ("optimal", "feasible")

    @property
    def chosen(self) -> dict[str, int]:
        """Give the stage of each project in the plan, by id."""
        return {name: int(stage) for name, stage in zip(self.projects, self.stage, strict=True) if stage >= 0}


def choose(
    problem: PortfolioProblem,
    *,
    time_limit_s: float | None = None,
    gap: float = GAP,
    start: Ints | None = None,
    extra: Callable[[Layout], Sequence[Rows]] | None = None,
    progress: Callable[[Progress], bool | None] | None = None,
    explain: bool = True,
) -> Portfolio:
    """Choose the projects and stages that are worth most together.

    Parameters
    ----------
    problem
        What is chosen from and the conditions.
    time_limit_s
        Stop after these seconds with the best plan so far and its bound.
    gap
        Stop once the plan is this close to the bound, as a share of its value.
    start
        Shape (n,): a plan to begin with, stages or -1.
    extra
        Gives further conditions over the columns of the programme.
    progress
        Called now and then; where it returns True the search stops with the best plan so far.
    explain
        Where no plan keeps all conditions, name the smallest set that exclude each other.

    Returns
    -------
    Portfolio

    Raises
    ------
    InputError
        If the problem cannot be meant, see :func:`tongcheng.plan.portfolio.check.check_problem`.

    Examples
    --------
    Two cities, one stage; the bridge costs both, and 甲 has 8, 乙 5.

    >>> import numpy as np
    >>> problem = PortfolioProblem(
    ...     ["bridge", "road", "school"], ["growing"], ["甲", "乙"], value=np.array([[9.0], [4.0], [6.0]]),
    ...     cost=np.array([[[5.0], [3.0]], [[4.0], [0.0]], [[0.0], [4.0]]]), budget=np.array([[[8.0], [5.0]]]))
    >>> plan = choose(problem)
    >>> plan.chosen, plan.objective, plan.status
    ({'road': 0, 'school': 0}, 10.0, 'optimal')
    """
    check_problem(problem)
    model = build_model(problem)
    layout = model.layout
    if extra is not None:
        model.rows.extend(extra(layout))
    ends = dict(zip(problem.projects, layout.by[:, -1] if len(problem.projects) else [], strict=True))
    if any(ends[name] < 0 for name in problem.must):
        return _infeasible(problem, extra, explain=explain)
    begin = {DONE: layout.values(np.asarray(start))} if start is not None else None
    answer = solve_mip(
        model.columns, model.rows, maximise=True, time_limit_s=time_limit_s, gap=gap, start=begin, progress=progress,
        explain=False,
    )  # fmt: skip
    if answer.status == "infeasible":
        return _infeasible(problem, extra, explain=explain)
    stage = layout.finished(answer.values[DONE]) if answer.found else _nobody(problem)
    return _portfolio(problem, answer, stage)


def _portfolio(problem: PortfolioProblem, answer: Answer, stage: Ints) -> Portfolio:
    return Portfolio(
        answer.status, stage, answer.objective, answer.bound, answer.gap, answer.seconds, problem.projects
    )


def _nobody(problem: PortfolioProblem) -> Ints:
    return np.full(len(problem.projects), -1, np.int64)


def _infeasible(
    problem: PortfolioProblem, extra: Callable[[Layout], Sequence[Rows]] | None, *, explain: bool
) -> Portfolio:
    """Write every condition as a row of its own, so that the conflict can name it."""
    nan = float("nan")
    if not explain:
        return Portfolio("infeasible", _nobody(problem), nan, nan, nan, 0.0, problem.projects)
    model = build_model(problem, explicit=True)
    if extra is not None:
        model.rows.extend(extra(model.layout))
    answer = solve_mip(model.columns, model.rows, maximise=True, time_limit_s=_EXPLAIN_S, explain_limit_s=_EXPLAIN_S)
    conditions = tuple((item.rows, item.id) for item in answer.conflicts)
    words = tuple(conflict_words(problem, conditions))
    return Portfolio(
        "infeasible", _nobody(problem), nan, nan, nan, answer.seconds, problem.projects, conditions, words
    )
