"""Mixed-integer and linear programmes: arrays straight into HiGHS (Huangfu & Hall 2018), answers with their bound.

There is no modelling layer, because building a model term by term takes longer than solving it. A programme is a list
of named groups: :class:`Columns` (a cost, bounds, whole or not) and :class:`Rows` (one sparse matrix for each group of
columns that they touch, and bounds). Every column and row has an id, so that answers and conflicts can be told in
the words of the caller.

An answer is never a bare number: it has its bound, its gap and whether it is proven. Where nothing satisfies all rows,
the smallest set of rows that exclude each other is named. With one thread and no time limit the same input gives the
same answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from tongcheng.methods.mip_arrays import Arrays, arrange
from tongcheng.methods.mip_conflict import find_conflicts
from tongcheng.methods.mip_highs import load

Floats = NDArray[np.float64]
Status = Literal["optimal", "feasible", "infeasible", "unbounded", "unknown"]

#: An answer is proven where its gap is at most this.
PROVEN_GAP = 1e-6

#: Share by which two values of the same answer may differ.
_SAME = 1e-6


@dataclass(frozen=True)
class Columns:
    """A group of decisions.

    Parameters
    ----------
    name
        Name of the group.
    cost
        Shape (size,): what one unit of each decision adds to the objective. Sets the size of the group.
    lower, upper
        Scalar or shape (size,). ``numpy.inf`` where there is no bound.
    integer
        Whether the values are whole numbers; scalar or shape (size,).
    ids
        Ids of the decisions; their positions where not given.
    """

    name: str
    cost: ArrayLike
    lower: ArrayLike = 0.0
    upper: ArrayLike = np.inf
    integer: ArrayLike = False
    ids: Sequence[Any] | NDArray[Any] | None = None


@dataclass(frozen=True)
class Rows:
    """A group of conditions ``lower <= sum of parts @ columns <= upper``.

    Parameters
    ----------
    name
        Name of the group.
    parts
        By group of columns: a matrix of shape (rows, size of the group), sparse or dense. All have the same number
        of rows.
    lower, upper
        Scalar or shape (rows,). Equal where the sum is to be met exactly.
    ids
        Ids of the conditions; their positions where not given.
    """

    name: str
    parts: Mapping[str, sparse.sparray | sparse.spmatrix | NDArray[Any]]
    lower: ArrayLike = -np.inf
    upper: ArrayLike = np.inf
    ids: Sequence[Any] | NDArray[Any] | None = None


@dataclass(frozen=True)
class Conflict:
    """One condition of a set that cannot be satisfied together: the group of rows, and the row's position and id."""

    rows: str
    position: int
    id: Any


@dataclass(frozen=True)
class Progress:
    """How far a search is: seconds, best answer so far (NaN before the first), bound, gap (a share; NaN before)."""

    seconds: float
    objective: float
    bound: float
    gap: float


@dataclass(frozen=True)
class Answer:
    """What was found.

    Parameters
    ----------
    status
        ``optimal`` (proven), ``feasible`` (an answer with a gap), ``infeasible``, ``unbounded``, or ``unknown``
        (stopped before the first answer).
    values
        By group of columns, shape (size,); whole numbers are exactly whole. Empty where there is no answer.
    objective
        Value of the answer; NaN where there is none.
    bound
        No answer can be better than this; NaN where not known.
    gap
        ``|objective - bound| / |objective|``, a share; NaN where there is no answer.
    seconds
        Wall-clock time of the search, model building included.
    conflicts
        Where infeasible: the conditions that exclude each other, none of which can be spared. Empty where it was not
        asked for.
    prices
        By group of rows, shape (rows,): by how much the objective changes per unit of the binding bound (dual values).
        Only where no column is whole, else empty.
    """

    status: Status
    values: Mapping[str, Floats]
    objective: float
    bound: float
    gap: float
    seconds: float
    conflicts: tuple[Conflict, ...] = ()
    prices: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def proven(self) -> bool:
        """Whether nothing better exists, to a millionth."""
        return self.status == "optimal"

    @property
    def found(self) -> bool:
        """Whether there is an answer at all."""
        return bool(self.values)


def solve_mip(
    columns: Sequence[Columns],
    rows: Sequence[Rows],
    *,
    maximise: bool = False,
    time_limit_s: float | None = None,
    max_nodes: int | None = None,
    gap: float = 0.0,
    gap_absolute: float = 1e-6,
    threads: int = 1,
    seed: int = 0,
    start: Mapping[str, ArrayLike] | None = None,
    progress: Callable[[Progress], bool | None] | None = None,
    explain: bool = True,
    explain_limit_s: float = 30.0,
) -> Answer:
    """Find the values of the columns that satisfy all rows at the least (or greatest) sum of costs.

    Parameters
    ----------
    columns, rows
        Groups of decisions and of conditions; names are unique.
    maximise
        Seek the greatest sum instead of the least.
    time_limit_s
        Stop after this many seconds with the best answer so far and its bound.
    max_nodes
        Stop after this many branches: unlike seconds, a limit under which the same input gives the same answer.
    gap, gap_absolute
        Stop once the answer is this close to the bound, as a share or in units of the objective.
    threads, seed
        With one thread the search is repeatable.
    start
        Values to begin with, by group of columns; a group may be left out and single values may be NaN.
    progress
        Called now and then during the search; where it returns True the search stops with the best answer so far.
    explain
        Where nothing satisfies all rows, find the conditions that exclude each other.
    explain_limit_s
        Seconds for that; when they are over, the set that is named still excludes itself but may not be the smallest.

    Returns
    -------
    Answer

    Raises
    ------
    ValueError
        If names are repeated or unknown, shapes differ or numbers are missing; the group and id are named.
    RuntimeError
        If HiGHS failed.

    Examples
    --------
    Three projects of 5, 4 and 3 亿元 that are worth 10, 7 and 5; eight can be spent.

    >>> build = Columns("build", cost=[10, 7, 5], upper=1, integer=True, ids=["road", "rail", "bridge"])
    >>> budget = Rows("budget", {"build": np.array([[5, 4, 3]])}, upper=8, ids=["2026"])
    >>> answer = solve_mip([build], [budget], maximise=True)
    >>> answer.objective, answer.values["build"], answer.proven
    (15.0, array([1., 0., 1.]), True)

    A condition that cannot be met is named.

    >>> all_three = Rows("promised", {"build": np.ones((1, 3))}, lower=3)
    >>> answer = solve_mip([build], [budget, all_three], maximise=True)
    >>> answer.status, [(conflict.rows, conflict.id) for conflict in answer.conflicts]
    ('infeasible', [('budget', '2026'), ('promised', 0)])
    """
    begin = time.perf_counter()
    arrays = arrange(columns, rows)
    watcher = _Watcher(progress, begin)
    how = _How(maximise, time_limit_s, max_nodes, gap, gap_absolute, threads, seed)
    model = _run(arrays, how, watcher, None if start is None else arrays.spread(start))
    if start is not None and _misled(model, arrays):
        model = _run(arrays, how, watcher, None)
    answer = _read(model, arrays, begin)
    if answer.status == "infeasible" and explain:
        found = find_conflicts(arrays, limit_s=explain_limit_s)
        conflicts = tuple(Conflict(*arrays.row(position)) for position in found)
        answer = Answer("infeasible", {}, np.nan, np.nan, np.nan, time.perf_counter() - begin, conflicts)
    return answer


@dataclass(frozen=True)
class _How:
    maximise: bool
    time_limit_s: float | None
    max_nodes: int | None
    gap: float
    gap_absolute: float
    threads: int
    seed: int


def _run(arrays: Arrays, how: _How, watcher: _Watcher, start: Floats | None) -> Any:
    """Load the programme and solve it; give the solver."""
    bounds, row_bounds = (arrays.lower, arrays.upper), (arrays.row_lower, arrays.row_upper)
    model = load(
        arrays.matrix,
        arrays.cost,
        bounds,
        row_bounds,
        arrays.integer,
        maximise=how.maximise,
        threads=how.threads,
        seed=how.seed,
    )
    model.setOptionValue("mip_rel_gap", float(how.gap))
    model.setOptionValue("mip_abs_gap", float(how.gap_absolute))
    if how.time_limit_s is not None:
        model.setOptionValue("time_limit", float(how.time_limit_s))
    if how.max_nodes is not None:
        model.setOptionValue("mip_max_nodes", int(how.max_nodes))
    if start is not None:
        known = np.flatnonzero(~np.isnan(start)).astype("int32")
        model.setSolution(known.size, known, start[known])
    if watcher.listens:
        model.setCallback(watcher.hear, None)
        for kind in watcher.kinds:
            model.startCallback(kind)
    model.run()
    watcher.raise_fault()
    return model


def _misled(model: Any, arrays: Arrays) -> bool:
    """Whether the solver stopped at a value that its own answer does not have.

    HiGHS 1.16 may take a start over into the presolved programme with too good an objective, and then prunes by it.
    """
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return False
    told = float(model.getInfo().objective_function_value)
    found = float(arrays.cost @ np.array(model.getSolution().col_value))
    return abs(told - found) > _SAME * max(1.0, abs(found))


class _Watcher:
    """Hands the state of a search on; an error in the caller's function stops the search and is raised after it."""

    def __init__(self, progress: Callable[[Progress], bool | None] | None, begin: float) -> None:
        kind = highspy.cb.HighsCallbackType
        self.kinds = (kind.kCallbackMipImprovingSolution, kind.kCallbackMipLogging, kind.kCallbackMipInterrupt)
        self._stoppable = (kind.kCallbackMipInterrupt,)
        self._progress = progress
        self.listens = progress is not None
        self._begin = begin
        self._stop = False
        self._fault: BaseException | None = None

    def hear(self, kind: Any, _message: str, state: Any, reply: Any, _data: object) -> None:
        """Take one call of HiGHS."""
        if kind in self._stoppable:
            reply.user_interrupt = self._stop
            return
        if self._progress is None or self._stop:
            return
        best, bound = (
            value if abs(value) < 1e30 else np.nan for value in (state.mip_primal_bound, state.mip_dual_bound)
        )
        seconds = time.perf_counter() - self._begin
        try:
            self._stop = bool(self._progress(Progress(seconds, best, bound, _gap(best, bound))))
        except BaseException as fault:  # noqa: BLE001 - it must not cross the C++ frames; raised in raise_fault
            self._fault, self._stop = fault, True

    def raise_fault(self) -> None:
        """Raise what the caller's function raised."""
        if self._fault is not None:
            raise self._fault


def _read(model: Any, arrays: Arrays, begin: float) -> Answer:
    state = model.getModelStatus()
    kind = highspy.HighsModelStatus
    if state == kind.kUnboundedOrInfeasible:  # presolve does not tell which; without it the simplex method does
        model.setOptionValue("presolve", "off")
        model.run()
        state = model.getModelStatus()
    if state in (kind.kSolveError, kind.kModelError, kind.kLoadError, kind.kPresolveError, kind.kPostsolveError):
        raise RuntimeError(f"HiGHS ended with {model.modelStatusToString(state)}")
    seconds = time.perf_counter() - begin
    if state in (kind.kInfeasible, kind.kUnbounded, kind.kUnboundedOrInfeasible):
        status: Status = "infeasible" if state == kind.kInfeasible else "unbounded"
        return Answer(status, {}, np.nan, np.nan, np.nan, seconds)
    info = model.getInfo()
    whole = bool(arrays.integer.any())
    finished = state in (kind.kOptimal, kind.kModelEmpty)
    bound = float(info.mip_dual_bound) if whole else (float(info.objective_function_value) if finished else np.nan)
    bound = bound if abs(bound) < 1e30 else np.nan
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Answer("unknown", {}, np.nan, bound, np.nan, seconds)
    solution = model.getSolution()
    values = np.array(solution.col_value, dtype="float64")
    values[arrays.integer] = np.round(values[arrays.integer]) + 0.0  # no minus zero
    objective = float(arrays.cost @ values)
    gap = _gap(objective, bound)
    proven = finished and gap <= PROVEN_GAP
    prices = {} if whole or not finished else arrays.split_rows(np.array(solution.row_dual, dtype="float64"))
    return Answer(
        "optimal" if proven else "feasible", arrays.split(values), objective, bound, gap, seconds, (), prices
    )


def _gap(objective: float, bound: float) -> float:
    if np.isnan(objective) or np.isnan(bound):
        return float("nan")
    distance = abs(objective - bound)
    return float(distance / max(abs(objective), 1e-9)) if distance > 1e-9 else 0.0
