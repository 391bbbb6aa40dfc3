"""The problem as groups of columns and rows for :mod:`tongcheng.methods.mip`.

One column per project and stage in its window: whether the project is finished *by* the end of that stage. In this form
precedence has two entries a row (Christofides, Alvarez-Valdes and Tamarit 1987), and the solver finds better plans in
less time than with one column per stage of finishing. All rows are made as arrays; no loop runs over projects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tongcheng.methods.mip import Columns, Rows
from tongcheng.plan.portfolio.problem import ANY_MONEY, Floats, Ints, PortfolioProblem

#: Names of the groups of columns: finished by a stage, and joint money drawn by a city in a stage.
DONE, DRAWN = "done", "drawn"

#: Name of the rows that say what the columns mean, and are no condition: what is finished stays finished.
ORDER = "order"

#: One amount that is limited: position of stage, city (None: joint money) and kind of money (None: all of a city's).
MoneyKey = tuple[int, int | None, int | None]


@dataclass(frozen=True)
class Layout:
    """Which project and stage each column stands for.

    Parameters
    ----------
    project, stage
        Shape (columns,): positions; columns of a project follow each other in the order of stages.
    last
        Shape (columns,): whether it is the last column of its project.
    by
        Shape (n, s): column that says whether the project is finished by the stage, -1 where it cannot be yet.
    """

    project: Ints
    stage: Ints
    last: NDArray[np.bool_]
    by: Ints

    @property
    def width(self) -> int:
        """Give the number of columns."""
        return len(self.project)

    def finished(self, done: Floats) -> Ints:
        """Give the stage in which each project is finished, -1 where it is not in the plan; from column values."""
        stage = np.full(self.by.shape[0], -1, np.int64)
        chosen = np.flatnonzero(done > 0.5)[::-1]
        stage[self.project[chosen]] = self.stage[chosen]
        return stage

    def values(self, stage: Ints) -> Floats:
        """Give column values from the stage of finishing of each project."""
        own = stage[self.project]
        return ((own >= 0) & (own <= self.stage)).astype(np.float64)

    def by_stage(self, amount: Floats) -> Floats:
        """Turn amounts per project and stage *of finishing* (columns first) into those of the columns."""
        following = np.zeros_like(amount)
        following[:-1] = amount[1:]
        following[self.last] = 0.0
        return amount - following


@dataclass(frozen=True)
class Model:
    """Columns and rows for :func:`tongcheng.methods.mip.solve_mip`, and what the columns mean."""

    columns: list[Columns]
    rows: list[Rows]
    layout: Layout


def layout_of(problem: PortfolioProblem, *, explicit: bool = False) -> Layout:
    """Lay out the columns of a problem."""
    count, stages, _, _ = problem.size
    allowed = np.ones((count, stages), dtype=bool)
    if not explicit:
        allowed = problem.windows()
        allowed[np.isin(np.asarray(problem.projects), list(problem.never))] = False
    project, stage = np.nonzero(allowed)
    column = np.full((count, stages), -1, np.int64)
    column[project, stage] = np.arange(len(project))
    last = np.r_[project[1:] != project[:-1], np.ones(min(len(project), 1), dtype=bool)]
    return Layout(project, stage, last, np.maximum.accumulate(column, axis=1))


def build_model(problem: PortfolioProblem, *, explicit: bool = False, extra: Sequence[Rows] = ()) -> Model:
    """Write a checked problem as a programme.

    Parameters
    ----------
    problem
        From :func:`tongcheng.plan.portfolio.check.check_problem`.
    explicit
        Write ``must``, ``never`` and windows of time as rows of their own, so that a conflict can name them;
        otherwise as bounds, which is faster.
    extra
        Further rows over the columns, laid out by :func:`layout_of`.
    """
    layout = layout_of(problem, explicit=explicit)
    places = {name: place for place, name in enumerate(problem.projects)}
    lower = np.zeros(layout.width)
    if not explicit:
        ends = layout.by[[places[name] for name in problem.must], -1]
        lower[ends[ends >= 0]] = 1.0
    value = layout.by_stage(problem.value[layout.project, layout.stage])
    columns = [Columns(DONE, value, lower, 1.0, integer=True)]
    rows = [_order(layout), *_relations(problem, places, layout)]
    if explicit:
        rows += _explicit(problem, places, layout)
    spending = spent(problem, layout)
    rows += _money(problem, layout, spending)
    rows += _shares(problem, layout, spending)
    rows += _floor(problem, layout)
    if has_joint(problem):
        columns.append(Columns(DRAWN, np.zeros(problem.size[1] * problem.size[2])))
    return Model(columns, [item for item in rows if _height(item)] + list(extra), layout)


def entries(rows: Any, columns: Any, values: Any, shape: tuple[int, int]) -> sparse.coo_array:
    """Make a sparse matrix from its entries; those without a column (-1) are left out."""
    down, across = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    there = across >= 0
    amounts = np.broadcast_to(np.asarray(values, dtype=np.float64), across.shape)
    return sparse.coo_array((amounts[there], (down[there], across[there])), shape=shape)


def pairs(first: Ints, second: Ints, sign: float, width: int) -> sparse.coo_array:
    """Give rows ``first + sign * second`` of two columns each."""
    row = np.arange(len(first))
    return entries(np.r_[row, row], np.r_[first, second], np.repeat([1.0, sign], len(first)), (len(first), width))


def _height(rows: Rows) -> int:
    part: Any = next(iter(rows.parts.values()))
    return int(part.shape[0])


def _order(layout: Layout) -> Rows:
    """Write that what is finished stays finished."""
    early = np.flatnonzero(~layout.last)
    return Rows(ORDER, {DONE: pairs(early, early + 1, -1.0, layout.width)}, upper=0.0)


def _explicit(problem: PortfolioProblem, places: dict[str, int], layout: Layout) -> list[Rows]:
    ends = layout.by[:, -1]
    must = ends[[places[name] for name in problem.must]]
    never = ends[[places[name] for name in problem.never]]
    windows = problem.windows()
    first = np.where(windows.any(axis=1), windows.argmax(axis=1), problem.size[1])
    early = np.flatnonzero(first > 0)
    last = problem.size[1] - 1 - windows[:, ::-1].argmax(axis=1)
    late = np.flatnonzero((last < problem.size[1] - 1) & windows.any(axis=1))
    names = problem.projects
    return [
        Rows("must", {DONE: _single(must, layout)}, lower=1.0, ids=list(problem.must)),
        Rows("never", {DONE: _single(never, layout)}, upper=0.0, ids=list(problem.never)),
        Rows("early", {DONE: _single(layout.by[early, first[early] - 1], layout)}, upper=0.0,
             ids=[names[int(place)] for place in early]),
        Rows("late", {DONE: pairs(ends[late], layout.by[late, last[late]], -1.0, layout.width)}, upper=0.0,
             ids=[names[int(place)] for place in late]),
    ]  # fmt: skip


def _single(columns: Ints, layout: Layout) -> sparse.coo_array:
    return entries(np.arange(len(columns)), columns, 1.0, (len(columns), layout.width))


def _relations(problem: PortfolioProblem, places: dict[str, int], layout: Layout) -> list[Rows]:
    ends = layout.by[:, -1]
    rows = []
    for kind, sign, lower, upper in (
        ("requires", -1.0, -np.inf, 0.0), ("excludes", 1.0, -np.inf, 1.0), ("together", -1.0, 0.0, 0.0)
    ):  # fmt: skip
        ids, first, second = _of_kind(problem, places, kind)
        rows.append(Rows(kind, {DONE: pairs(ends[first], ends[second], sign, layout.width)}, lower, upper, ids))
    return [*rows, _after(problem, places, layout)]


def _of_kind(problem: PortfolioProblem, places: dict[str, int], kind: str) -> tuple[list[int], Ints, Ints]:
    chosen = [(number, item) for number, item in enumerate(problem.relations) if item.kind == kind]
    first = np.array([places[item.project] for _, item in chosen], np.int64)
    second = np.array([places[item.other] for _, item in chosen], np.int64)
    return [number for number, _ in chosen], first, second


def _after(problem: PortfolioProblem, places: dict[str, int], layout: Layout) -> Rows:
    """Write for every stage: finished by then only if the other is, by then or by the stage before."""
    stages = problem.size[1]
    numbers, first, second = _of_kind(problem, places, "after")
    same = np.array([problem.relations[number].same_stage or (True,) * stages for number in numbers], dtype=bool)
    before = np.concatenate([np.full((len(second), 1), -1), layout.by[second, :-1]], axis=1)
    others = np.where(same.reshape(-1, stages), layout.by[second], before).ravel()
    own = layout.by[first].ravel()
    # Outside its window a project's column is that of an earlier stage, whose row says it all.
    real = (own >= 0) & (layout.stage[own] == np.tile(np.arange(stages), len(first)))
    ids = [(number, stage) for number in numbers for stage in range(stages)]
    kept = [key for key, there in zip(ids, real, strict=True) if there]
    return Rows("after", {DONE: pairs(own[real], others[real], -1.0, layout.width)}, upper=0.0, ids=kept)


def has_joint(problem: PortfolioProblem) -> bool:
    """Tell whether the circle has joint money that can pay anything."""
    return problem.joint is not None and ANY_MONEY in problem.money


def spent(problem: PortfolioProblem, layout: Layout) -> Floats:
    """Give the money spent per project and stage of finishing, shape (columns, s, c, m)."""
    share = problem.spending()[layout.project, layout.stage]
    return np.asarray(share[:, :, None, None] * problem.cost[layout.project][:, None, :, :], dtype=np.float64)


def _money(problem: PortfolioProblem, layout: Layout, spending: Floats) -> list[Rows]:
    """Write what each kind of money pays at most, and what all money of a city together pays at most."""
    _, stages, cities, kinds = problem.size
    named = [place for place in range(kinds) if problem.money[place] != ANY_MONEY]
    ids: list[MoneyKey] = [(s, c, m) for s in range(stages) for c in range(cities) for m in named]
    rows = [_rows("money", layout, spending[..., named], upper=problem.budget[..., named].ravel(), ids=ids)]
    if ANY_MONEY not in problem.money:
        return rows
    ids = [(s, c, None) for s in range(stages) for c in range(cities)]
    pool = _rows("pool", layout, spending.sum(axis=3), upper=problem.budget.sum(axis=2).ravel(), ids=ids)
    if not has_joint(problem):
        return [*rows, pool]
    assert problem.joint is not None
    drawn = -sparse.eye_array(stages * cities, format="csr")
    by_stage = sparse.kron(sparse.eye_array(stages), np.ones((1, cities)), format="csr")
    joint: list[MoneyKey] = [(s, None, None) for s in range(stages)]
    return [
        *rows,
        Rows("pool", {**pool.parts, DRAWN: drawn}, upper=pool.upper, ids=ids),
        Rows("joint", {DRAWN: by_stage}, upper=problem.joint, ids=joint),
    ]


def _rows(name: str, layout: Layout, amount: Floats, *, ids: Sequence[Any], **bounds: Any) -> Rows:
    """Make one row for each amount per project and stage of finishing (columns first)."""
    flat = layout.by_stage(amount.reshape(layout.width, -1))
    return Rows(name, {DONE: sparse.coo_array(flat.T)}, ids=ids, **bounds)


def _shares(problem: PortfolioProblem, layout: Layout, spending: Floats) -> list[Rows]:
    """Write least parts of all money: what goes to one, less its part of everything, is not negative."""
    by_city = spending.sum(axis=(1, 3))
    every = by_city.sum(axis=1)
    place = {city: number for number, city in enumerate(problem.cities)}
    of_city = [by_city[:, place[city]] - part * every for city, part in problem.city_share.items()]
    own = np.asarray(problem.functions, dtype=object)[layout.project] if problem.functions else np.zeros(0, object)
    of_function = [(own == name) * every - part * every for name, part in problem.function_share.items()]
    return [
        _rows("city_share", layout, _stack(of_city, layout), lower=0.0, ids=list(problem.city_share)),
        _rows("function_share", layout, _stack(of_function, layout), lower=0.0, ids=list(problem.function_share)),
    ]


def _stack(amounts: Sequence[Floats], layout: Layout) -> Floats:
    return np.column_stack(amounts) if amounts else np.zeros((layout.width, 0))


def _floor(problem: PortfolioProblem, layout: Layout) -> list[Rows]:
    if problem.net_gain is None or not problem.floor:
        return []
    place = {city: number for number, city in enumerate(problem.cities)}
    net = problem.net_gain[layout.project, layout.stage][:, [place[city] for city in problem.floor]]
    return [_rows("floor", layout, net, lower=np.array(list(problem.floor.values())), ids=list(problem.floor))]
