"""Other plans that are nearly as good, and what more money would bring: the questions asked in every meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from tongcheng.language import Text
from tongcheng.methods.mip import Rows
from tongcheng.plan.portfolio.choose import Portfolio, choose
from tongcheng.plan.portfolio.model import DONE, Layout, MoneyKey
from tongcheng.plan.portfolio.problem import ANY_MONEY, PortfolioProblem
from tongcheng.plan.portfolio.words import money_words, names_words

#: What a larger budget is tried with: one hundredth.
MORE = 0.01

_SAME = 1e-9


@dataclass(frozen=True)
class Change:
    """How one plan differs from another.

    Parameters
    ----------
    into, out, moved
        Ids of projects that come in, go out, or are finished in another stage.
    """

    into: tuple[str, ...]
    out: tuple[str, ...]
    moved: tuple[str, ...]

    @classmethod
    def between(cls, old: Portfolio, new: Portfolio) -> Change:
        """Compare two plans of the same projects."""
        before, after = old.chosen, new.chosen
        return cls(
            tuple(name for name in after if name not in before),
            tuple(name for name in before if name not in after),
            tuple(name for name in after if name in before and before[name] != after[name]),
        )

    def words(self, problem: PortfolioProblem) -> Text:
        """Say the difference."""
        parts = [
            (self.into, Text("增加", "in: ")),
            (self.out, Text("减去", "out: ")),
            (self.moved, Text("改变阶段的有", "moved: ")),
        ]
        said = [(lead, names_words(problem, ids)) for ids, lead in parts if ids]
        if not said:
            return Text("方案不变", "the same plan")
        return Text(
            "，".join(lead.zh + names.zh for lead, names in said),
            "; ".join(lead.en + names.en for lead, names in said),
        )


@dataclass(frozen=True)
class Alternative:
    """Another plan: what it is worth less, and how it differs from the best."""

    portfolio: Portfolio
    loss: float
    change: Change
    text: Text


@dataclass(frozen=True)
class Margin:
    """What the plan would gain if one amount of money were larger.

    Parameters
    ----------
    money
        Position of stage, of city (None: joint money), and of the kind.
    added
        亿元.
    gain, most
        What the plan found gains, and what no plan can exceed; in the unit of the values.
    change
        What the larger plan does otherwise.
    text
        In words.
    """

    money: MoneyKey
    added: float
    gain: float
    most: float
    change: Change
    text: Text


def alternatives(
    problem: PortfolioProblem,
    best: Portfolio,
    *,
    count: int = 3,
    differ: int = 1,
    time_limit_s: float | None = None,
    gap: float = 0.0,
) -> list[Alternative]:
    """Give the next best plans, one after the other (no-good cuts, Balas and Jeroslow 1972).

    Parameters
    ----------
    problem, best
        The problem and its plan.
    count
        How many; fewer if there are no more.
    differ
        In how many projects, at least, each differs from all before.
    time_limit_s
        For each.
    gap
        Share of its bound at which the search for each stops.

    Returns
    -------
    list of Alternative
        In the order in which they were found, best first where all are proven.

    Examples
    --------
    >>> import numpy as np
    >>> problem = PortfolioProblem(["a", "b"], ["now"], ["甲"], value=np.array([[3.0], [2.0]]),
    ...                            cost=np.ones((2, 1, 1)), budget=np.ones((1, 1, 1)))
    >>> [(other.portfolio.chosen, other.loss) for other in alternatives(problem, choose(problem), count=1)]
    [({'b': 0}, 1.0)]
    """
    if not best.found:
        return []
    known, found = [best], []
    for _ in range(count):
        other = choose(problem, time_limit_s=time_limit_s, gap=gap, extra=_unlike(known, differ), explain=False)
        if not other.found:
            break
        known.append(other)
        change = Change.between(best, other)
        loss = best.objective - other.objective
        said, unit = change.words(problem), problem.unit
        text = Text(f"{said.zh}；少 {loss:.2f} {unit.zh}", f"{said.en}; {loss:.2f} {unit.en} less")
        found.append(Alternative(other, loss, change, text))
    return found


def _unlike(known: Sequence[Portfolio], differ: int) -> Callable[[Layout], Sequence[Rows]]:
    """Exclude plans: at least so many projects of each must be out that were in, or in that were out."""

    def rows(layout: Layout) -> list[Rows]:
        ends = layout.by[:, -1]
        there = ends >= 0
        matrix = np.zeros((len(known), layout.width))
        lower = np.zeros(len(known))
        for row, plan in enumerate(known):
            inside = plan.stage >= 0
            matrix[row, ends[there]] = np.where(inside, -1.0, 1.0)[there]
            lower[row] = differ - inside.sum()
        return [Rows("alternative", {DONE: sparse.coo_array(matrix)}, lower=lower)]

    return rows


def budget_plus(
    problem: PortfolioProblem,
    best: Portfolio,
    *,
    share: float = MORE,
    time_limit_s: float | None = None,
    gap: float = 0.0,
    progress: Callable[[float], None] | None = None,
) -> list[Margin]:
    """Solve again with each amount of money a little larger, one at a time.

    A budget that is not spent in full can still be worth more: the plan that would spend it may be another one. So each
    is solved again, beginning with the plan as it stands, and the gain is never negative.

    Parameters
    ----------
    problem, best
        The problem and its plan.
    share
        How much larger.
    time_limit_s, gap
        For each.
    progress
        Called with the share that is done.

    Returns
    -------
    list of Margin
        The one that brings most for its money first.
    """
    if not best.found:
        return []
    keys = _amounts(problem)
    found = []
    for number, key in enumerate(keys):
        stage, city, kind = key
        larger = problem.with_budget(stage, city, kind, share)
        plan = choose(larger, time_limit_s=time_limit_s, gap=gap, start=best.stage, explain=False)
        found.append(_margin(problem, best, plan, key, share))
        if progress is not None:
            progress((number + 1) / len(keys))
    return sorted(found, key=lambda margin: (-margin.gain / margin.added, margin.money[0], str(margin.money[1:])))


def _amounts(problem: PortfolioProblem) -> list[MoneyKey]:
    """Give all amounts of money that are limited and not nought."""
    keys: list[MoneyKey] = [
        (int(stage), int(city), int(kind))
        for stage, city, kind in zip(*np.nonzero(problem.budget), strict=True)
        if np.isfinite(problem.budget[stage, city, kind])
    ]
    if problem.joint is not None and ANY_MONEY in problem.money:
        keys += [(int(stage), None, None) for stage in np.flatnonzero(problem.joint)]
    return keys


def _margin(problem: PortfolioProblem, best: Portfolio, plan: Portfolio, key: MoneyKey, share: float) -> Margin:
    stage, city, kind = key
    if city is None:
        assert problem.joint is not None
        amount = float(problem.joint[stage])
    else:
        amount = float(problem.budget[stage, city, kind or 0])
    better = plan.found and plan.objective > best.objective + _SAME * max(1.0, abs(best.objective))
    gain = plan.objective - best.objective if better else 0.0
    change = Change.between(best, plan) if better else Change((), (), ())
    most = max(gain, (plan.bound if np.isfinite(plan.bound) else np.inf) - best.objective)
    return Margin(key, share * amount, gain, most, change, _margin_words(problem, key, share * amount, gain, change))


def _margin_words(problem: PortfolioProblem, key: MoneyKey, added: float, gain: float, change: Change) -> Text:
    what, unit = money_words(problem, key), problem.unit
    if gain == 0:
        return Text(
            f"{what.zh}再增加 {added:.3f} 亿元，方案不会更好", f"{what.en}: {added:.3f} more would change nothing"
        )
    said = change.words(problem)
    return Text(
        f"{what.zh}再增加 {added:.3f} 亿元，可多得 {gain:.3f} {unit.zh}：{said.zh}",
        f"{what.en}: {added:.3f} more would bring {gain:.3f} {unit.en}: {said.en}",
    )
