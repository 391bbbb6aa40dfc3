"""What is wrong with a portfolio problem, before anything is solved: every fault at once, cycles named."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from tongcheng.errors import Problems
from tongcheng.language import Text, preferred_language, same
from tongcheng.plan.portfolio.fit import fits_alone
from tongcheng.plan.portfolio.problem import KINDS, PortfolioProblem, Relation

_FILE = "portfolio"


def check_problem(problem: PortfolioProblem) -> None:
    """Refuse a problem that cannot be meant.

    Raises
    ------
    InputError
        Naming arrays of a wrong shape, missing or negative amounts, unknown or repeated ids, projects that are both
        promised and ruled out, shares that add up to more than everything, and cycles of ``after``.
    """
    problems = Problems(_FILE)
    _shapes(problem, problems)
    _ids(problem, problems)
    _shares(problem, problems)
    problems.raise_if_any()
    _numbers(problem, problems)
    _cycle(problem, problems)
    problems.raise_if_any()


def _shapes(problem: PortfolioProblem, problems: Problems) -> None:
    n, s, c, m = problem.size
    wanted = {
        "value": (n, s), "cost": (n, c, m), "budget": (s, c, m), "joint": (s,), "spread": (n, s, s),
        "earliest": (n,), "latest": (n,), "net_gain": (n, s, c),
    }  # fmt: skip
    for name, shape in wanted.items():
        array = getattr(problem, name)
        if array is not None and np.shape(array) != shape:
            problems.add(
                "wrong_shape", column=name, expected=same(str(shape)), found=np.shape(array),
                remedy=Text("按项目、阶段、市、资金来源的顺序排列", "lay it out by project, stage, city and kind of money"),
            )  # fmt: skip
    if problem.functions and len(problem.functions) != n:
        problems.add(
            "wrong_shape", column="functions", expected=same(str(n)), found=len(problem.functions),
            remedy=Text("每个项目一个功能", "give one function for each project"),
        )  # fmt: skip


def _ids(problem: PortfolioProblem, problems: Problems) -> None:
    remedy = Text("核对编号", "check the id")
    for name in ("projects", "stages", "cities", "money"):
        every: list[str] = list(getattr(problem, name))
        if len(set(every)) == len(every):
            continue
        for repeated in sorted({one for one in every if every.count(one) > 1}):
            problems.add(
                "repeated_id", column=name, expected=Text("不重复的编号", "ids that differ"), found=repeated,
                remedy=remedy,
            )  # fmt: skip
    both = sorted(set(problem.must) & set(problem.never))
    for one in both:
        problems.add(
            "must_and_never", column="must", expected=Text("必选与不选互不重叠", "promised or ruled out, not both"),
            found=problem.name(one).say(preferred_language()), remedy=Text("从其中一处删去", "take it out of one of the two"),
        )  # fmt: skip
    for item in problem.relations:
        if item.kind not in KINDS or item.project == item.other:
            problems.add(
                "bad_relation", column="relations", expected=Text("两个不同项目之间的关系", "a relation of two projects"),
                found=f"{item.project} {item.kind} {item.other}", remedy=remedy,
            )  # fmt: skip
    projects, cities = Text("方案内的项目", "a project of the plan"), Text("本圈的市", "a city of the circle")
    related = [one for item in problem.relations for one in (item.project, item.other)]
    functions = Text("项目所属的功能", "a function of some project")
    named: tuple[tuple[str, Collection[str], Collection[str], Text, str], ...] = (
        ("must", problem.must, problem.projects, projects, "unknown_project"),
        ("never", problem.never, problem.projects, projects, "unknown_project"),
        ("relations", related, problem.projects, projects, "unknown_project"),
        ("city_share", problem.city_share, problem.cities, cities, "unknown_city"),
        ("floor", problem.floor, problem.cities, cities, "unknown_city"),
        ("function_share", problem.function_share, problem.functions, functions, "unknown_function"),
    )
    for column, ids, known, expected, code in named:
        for one in sorted(set(ids) - set(known)):
            problems.add(code, column=column, expected=expected, found=one, remedy=remedy)


def _shares(problem: PortfolioProblem, problems: Problems) -> None:
    for column, shares in (("city_share", problem.city_share), ("function_share", problem.function_share)):
        wrong = [value for value in shares.values() if not 0 <= value <= 1]
        total = sum(shares.values())
        if wrong or total > 1 + 1e-9:
            problems.add(
                "share_too_large", column=column,
                expected=Text("每项 0 至 1，合计不超过 1", "each 0 to 1, at most 1 in all"),
                found=f"{total:g}", remedy=Text("调低占比", "lower the shares"),
            )  # fmt: skip


def _numbers(problem: PortfolioProblem, problems: Problems) -> None:
    """Name the first missing number of each array, by project."""
    for name in ("value", "cost", "net_gain", "spread"):
        array = getattr(problem, name)
        if array is None:
            continue
        wrong = ~np.isfinite(array)
        if name in ("cost", "spread"):
            wrong |= np.asarray(array) < 0
        rows = np.flatnonzero(wrong.reshape(len(problem.projects), -1).any(axis=1))
        if len(rows):
            first = problem.name(problem.projects[rows[0]]).say(preferred_language())
            problems.add(
                "missing_number", column=name, expected=Text("不缺、不为负的数值", "numbers, none missing"),
                found=f"{first} … {len(rows)}", remedy=Text("补齐，或不列入比选", "fill them in, or leave these out"),
            )  # fmt: skip
    for name in ("budget", "joint"):
        array = getattr(problem, name)
        if array is not None and (np.isnan(array) | (np.asarray(array) < 0)).any():
            problems.add(
                "bad_budget", column=name, expected=Text("不小于 0 的金额", "amounts of 0 or more"),
                found=str(np.asarray(array).min()), remedy=Text("改正预算", "correct the budget"),
            )  # fmt: skip


def _cycle(problem: PortfolioProblem, problems: Problems) -> None:
    cycle = find_cycle(problem.relations)
    if cycle:
        names = [problem.name(one) for one in [*cycle, cycle[0]]]
        problems.add(
            "circular_precedence", file="project_relations", column="after",
            expected=Text("前后关系不成环", "an order without a circle"),
            found=" → ".join(name.say(preferred_language()) for name in names),
            remedy=Text("删去环中一条“须在其后”的关系", "take one of these relations out"),
        )  # fmt: skip


def find_cycle(relations: Iterable[Relation]) -> list[str]:
    """Find a circle of ``after`` relations, each project followed by one that it waits for; empty if there is none.

    Examples
    --------
    >>> find_cycle([Relation("a", "after", "b"), Relation("b", "after", "c"), Relation("c", "after", "b")])
    ['b', 'c']
    """
    waits: dict[str, list[str]] = {}
    for item in relations:
        if item.kind == "after":
            waits.setdefault(item.project, []).append(item.other)
    done: set[str] = set()
    for first in list(waits):
        path = [] if first in done else [first]
        waiting = [iter(waits[one]) for one in path]
        while path:
            following = next(waiting[-1], None)
            if following is None:
                done.add(path.pop())
                waiting.pop()
            elif following in path:
                return path[path.index(following) :]
            elif following not in done:
                path.append(following)
                waiting.append(iter(waits.get(following, [])))
    return []


def nothing_fits(problem: PortfolioProblem) -> Text | None:
    """Say if not even the cheapest project fits any budget, or None."""
    if not len(problem.projects) or fits_alone(problem).any():
        return None
    total = problem.cost.sum(axis=(1, 2))
    cheapest = int(total.argmin())
    name, cost = problem.name(problem.projects[cheapest]), total[cheapest]
    return Text(
        f"预算连投资最少的项目也放不下：{name.zh}需 {cost:.2f} 亿元。请核对预算的阶段、市和资金来源。",
        f"The budget holds no project at all: the cheapest, {name.en}, costs {cost:.2f} (100 m yuan). "
        "Check stages, cities and kinds of money.",
    )
