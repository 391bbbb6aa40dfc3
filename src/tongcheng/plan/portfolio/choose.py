"""Choose projects and their stages: the best plan under all conditions, with its bound."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy import sparse

from tongcheng.language import Text
from tongcheng.methods.mip import PROVEN_GAP, Answer, Progress, Rows, Status, solve_mip
from tongcheng.plan.portfolio.check import check_problem
from tongcheng.plan.portfolio.model import DONE, ORDER, Layout, Model, build_model
from tongcheng.plan.portfolio.polish import FIRST_GAP, LARGE, polish
from tongcheng.plan.portfolio.problem import Floats, Ints, PortfolioProblem
from tongcheng.plan.portfolio.words import Condition, conflict_words

#: A plan this close to its bound (a share) is as good as proven: published costs are less exact by far.
GAP = 1e-4

_EXPLAIN_S, _SPARE_S = 10.0, 1.0


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
    answer = _solve(problem, model, begin, _Search(time_limit_s, gap, progress))
    if answer.status == "infeasible":
        return _infeasible(problem, extra, explain=explain)
    stage = layout.finished(answer.values[DONE]) if answer.found else _nobody(problem)
    return _portfolio(problem, answer, stage)


@dataclass(frozen=True)
class _Search:
    """How long, how close, and who is told."""

    time_limit_s: float | None
    gap: float
    progress: Callable[[Progress], bool | None] | None


class _Ear:
    """Tells the caller how far all steps of a search are together, and remembers that it asked to stop."""

    def __init__(self, progress: Callable[[Progress], bool | None] | None) -> None:
        self._progress, self._first = progress, time.perf_counter()
        self._best, self._bound = float("nan"), float("nan")
        self.stopped = False

    @property
    def seconds(self) -> float:
        """Give the seconds since the search began."""
        return time.perf_counter() - self._first

    @property
    def hear(self) -> Callable[[Progress], bool] | None:
        """Give what a single step calls; None where nobody listens."""
        return None if self._progress is None else self.told

    def told(self, state: Progress) -> bool:
        """Pass on the best plan and bound of all steps so far; True to stop."""
        self._best = float(np.fmax(self._best, state.objective))
        self._bound = float(np.fmin(self._bound, state.bound))
        gap = max(0.0, self._bound - self._best) / max(abs(self._best), 1e-9)
        if self._progress is not None and self._progress(Progress(self.seconds, self._best, self._bound, gap)):
            self.stopped = True
        return self.stopped


def _solve(problem: PortfolioProblem, model: Model, begin: Mapping[str, Floats] | None, search: _Search) -> Answer:
    """Solve; a large problem in three steps: a good plan and its bound, a better plan from pieces, the proof."""
    ear = _Ear(search.progress)
    limit = np.inf if search.time_limit_s is None else search.time_limit_s

    def run(gap: float, start: Mapping[str, Floats] | None) -> Answer:
        left = None if np.isinf(limit) else max(0.01, limit - ear.seconds)
        return solve_mip(
            model.columns, model.rows, maximise=True, time_limit_s=left, gap=gap, start=start, progress=ear.hear,
            explain=False,
        )  # fmt: skip

    if model.layout.width < LARGE or search.gap >= FIRST_GAP:
        return run(search.gap, begin)
    answer = run(FIRST_GAP, begin)
    if not answer.found or not answer.gap > search.gap or ear.stopped:
        return answer
    answer = _polished(problem, model, answer, search.gap, limit, ear)
    if answer.gap > search.gap and ear.seconds < limit and not ear.stopped:
        proven = run(search.gap, answer.values)
        better = proven if proven.found and proven.objective >= answer.objective else answer
        answer = _told(better, float(np.fmin(proven.bound, answer.bound)))
    return replace(answer, seconds=ear.seconds)


def _polished(problem: PortfolioProblem, model: Model, answer: Answer, gap: float, limit: float, ear: _Ear) -> Answer:
    """Improve the plan from pieces; the bound stays."""

    def stop(objective: float) -> bool:
        return ear.told(Progress(ear.seconds, objective, answer.bound, 0.0))

    values = np.concatenate([answer.values[group.name] for group in model.columns])
    enough = answer.bound - gap * abs(answer.objective)
    until = time.perf_counter() + limit - ear.seconds
    values, objective = polish(problem, model, values, answer.objective, enough=enough, until=until, stop=stop)
    parts = np.split(values, np.cumsum([np.size(group.cost) for group in model.columns])[:-1])
    better = {group.name: part for group, part in zip(model.columns, parts, strict=True)}
    return _told(replace(answer, values=better, objective=objective), answer.bound)


def _told(answer: Answer, bound: float) -> Answer:
    """Give an answer with another bound, and with the gap and status that follow."""
    gap = max(0.0, bound - answer.objective) / max(abs(answer.objective), 1e-9)
    return replace(answer, status="optimal" if gap <= PROVEN_GAP else "feasible", bound=bound, gap=gap)


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
    conditions = _smallest(model, [(item.rows, item.id) for item in answer.conflicts])
    words = tuple(conflict_words(problem, conditions))
    return Portfolio(
        "infeasible", _nobody(problem), nan, nan, nan, answer.seconds, problem.projects, conditions, words
    )


def _smallest(model: Model, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Spare conditions one by one that are not needed: what excludes itself in fractions may do so with less in wholes."""
    kept = [one for one in conditions if one[0] != ORDER]
    for one in list(kept):
        rest = [other for other in kept if other != one]
        if _excluded(model, rest):
            kept = rest
    return tuple(kept)


def _excluded(model: Model, conditions: Sequence[Condition]) -> bool:
    """Whether no plan keeps these conditions, whatever it is worth."""
    rows = []
    for group in model.rows:
        if group.name == ORDER:
            rows.append(group)
            continue
        matrices: dict[str, Any] = dict(group.parts)
        height = next(iter(matrices.values())).shape[0]
        ids = list(range(height)) if group.ids is None else list(group.ids)
        places = [ids.index(key) for name, key in conditions if name == group.name]
        if places:
            parts = {name: sparse.csr_array(matrix)[places] for name, matrix in matrices.items()}
            lower, upper = (np.broadcast_to(end, height)[places] for end in (group.lower, group.upper))
            rows.append(Rows(group.name, parts, lower, upper))
    columns = [replace(group, cost=np.zeros(np.size(group.cost))) for group in model.columns]
    return solve_mip(columns, rows, time_limit_s=_SPARE_S, explain=False).status == "infeasible"
