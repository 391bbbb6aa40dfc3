"""Why a project is not in the plan: the fewest conditions that it would break, and what forcing it in would cost."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tongcheng.language import Text
from tongcheng.plan.portfolio.alternatives import Change
from tongcheng.plan.portfolio.choose import Portfolio, choose
from tongcheng.plan.portfolio.fit import fits_alone, use_of
from tongcheng.plan.portfolio.problem import ANY_MONEY, Ints, PortfolioProblem
from tongcheng.plan.portfolio.words import Condition, and_words, condition_words, conflict_words, names_words

Kind = Literal["never", "window", "no_value", "too_dear", "budget", "relation", "share", "floor", "tie"]

_TOLERANCE = 1e-7
_MONEY = ("money", "pool", "joint")

#: A project is compared with one that costs much less by nobody.
_ALIKE = 0.5


@dataclass(frozen=True)
class WhyOut:
    """Why one project is not in the plan.

    Parameters
    ----------
    project
        Its id.
    kind
        ``never`` (ruled out), ``window`` (no stage is open to it), ``no_value`` (worth nothing or less),
        ``too_dear`` (no budget holds it even alone), ``budget`` (its money is spent on others), ``relation`` (a
        project that it needs is out, or one that excludes it is in), ``share`` or ``floor`` (a minimum would be
        missed), ``tie`` (it could be added within the gap of the plan).
    stage
        Position of the stage in which it comes closest; -1 where there is none.
    broken
        The conditions that the plan would break with it in that stage, nothing else being changed.
    dominated_by
        A project in the plan that is worth as much in every stage and costs nobody more, if there is one.
    loss, least_loss
        What the best plan with it is worth less, and what any plan with it is worth less at least; infinite where no
        plan can hold it, NaN where it was not tried.
    change
        What would have to make room for it; None where it was not tried.
    text
        In words.
    """

    project: str
    kind: Kind
    stage: int
    broken: tuple[Condition, ...]
    dominated_by: str
    loss: float
    least_loss: float
    change: Change | None
    text: Text


def why_out(
    problem: PortfolioProblem,
    plan: Portfolio,
    projects: Collection[str] | None = None,
    *,
    force: bool = True,
    time_limit_s: float | None = None,
    gap: float = 0.0,
    progress: Callable[[float], None] | None = None,
) -> list[WhyOut]:
    """Tell for each project that is not in a plan why it is not.

    Parameters
    ----------
    problem, plan
        The problem and its plan.
    projects
        Ids to be explained; by default all that are out.
    force
        Verify the reason: solve again with the project promised, and say what is lost.
    time_limit_s, gap
        For each of these.
    progress
        Called with the share that is done.

    Returns
    -------
    list of WhyOut
        In the order of the problem.

    Examples
    --------
    >>> problem = PortfolioProblem(["a", "b"], ["now"], ["甲"], value=np.array([[3.0], [2.0]]),
    ...                            cost=np.ones((2, 1, 1)), budget=np.ones((1, 1, 1)))
    >>> reason, = why_out(problem, choose(problem))
    >>> reason.kind, reason.dominated_by, reason.loss
    ('budget', 'a', 1.0)
    """
    out = [name for name, stage in zip(problem.projects, plan.stage, strict=True) if stage < 0]
    wanted = out if projects is None else [name for name in out if name in set(projects)]
    alone, places = fits_alone(problem), {name: place for place, name in enumerate(problem.projects)}
    found = []
    for number, name in enumerate(wanted):
        reason = _reason(problem, plan, places[name], fits=bool(alone[places[name]]))
        if reason.kind == "too_dear":
            reason = replace(reason, loss=float("inf"), least_loss=float("inf"))
        elif force and reason.kind not in ("never", "window"):
            reason = _forced(problem, plan, reason, time_limit_s, gap)
        found.append(replace(reason, text=_words(problem, plan, reason)))
        if progress is not None:
            progress((number + 1) / len(wanted))
    return found


def _reason(problem: PortfolioProblem, plan: Portfolio, place: int, *, fits: bool) -> WhyOut:
    name, nothing, nan = problem.projects[place], Text("", ""), float("nan")
    if name in problem.never:
        return WhyOut(name, "never", -1, (("never", name),), "", nan, nan, None, nothing)
    stages = np.flatnonzero(problem.windows()[place])
    if not len(stages):
        return WhyOut(name, "window", -1, (("early", name),), "", nan, nan, None, nothing)
    tries = [(int(stage), broken_with(problem, plan.stage, place, int(stage))) for stage in stages]
    worth = problem.value[place]
    if (worth[stages] <= _TOLERANCE).all():
        return WhyOut(name, "no_value", int(stages[worth[stages].argmax()]), (), "", nan, nan, None, nothing)
    stage, broken = min(
        ((stage, rows) for stage, rows in tries if worth[stage] > _TOLERANCE),
        key=lambda tried: (len(tried[1]), -worth[tried[0]]),
    )
    kind = _kind(broken, fits=fits)
    better = _dominating(problem, plan, place) if kind in ("budget", "floor", "share") else ""
    return WhyOut(name, kind, stage, tuple(broken), better, nan, nan, None, nothing)


def _kind(broken: list[Condition], *, fits: bool) -> Kind:
    groups = {rows for rows, _ in broken}
    if not fits:
        return "too_dear"
    if groups & {"after", "requires", "excludes", "together"}:
        return "relation"
    if groups & {"money", "pool", "joint"}:
        return "budget"
    if "floor" in groups:
        return "floor"
    return "share" if groups else "tie"


def broken_with(problem: PortfolioProblem, stage: Ints, place: int, when: int) -> list[Condition]:
    """Give the conditions that a plan would break with one more project in a stage.

    Parameters
    ----------
    problem
        The problem.
    stage
        Shape (n,): the plan.
    place, when
        Positions of the project and of the stage.
    """
    trial = np.array(stage)
    trial[place] = when
    return [*_broken_relations(problem, trial, place), *_broken_money(problem, trial, place, when),
            *_broken_minimums(problem, trial)]  # fmt: skip


def _broken_relations(problem: PortfolioProblem, stage: Ints, place: int) -> list[Condition]:
    at = dict(zip(problem.projects, stage, strict=True))
    own = problem.projects[place]
    found: list[Condition] = []
    for number, item in enumerate(problem.relations):
        if own not in (item.project, item.other):
            continue
        one, other = at[item.project], at[item.other]
        if item.kind == "excludes":
            bad = one >= 0 and other >= 0
        elif item.kind == "together":
            bad = (one >= 0) != (other >= 0)
        elif item.kind == "requires":
            bad = one >= 0 and other < 0
        else:
            meet = not item.same_stage or (one >= 0 and item.same_stage[one])
            bad = one >= 0 and (other < 0 or other > one or (other == one and not meet))
        if bad:
            found.append((item.kind, (number, int(one)) if item.kind == "after" else number))
    return found


def _broken_money(problem: PortfolioProblem, stage: Ints, place: int, when: int) -> list[Condition]:
    use = use_of(problem, stage)
    touched = np.einsum("s,cm->scm", problem.spending()[place, when], problem.cost[place]) > 0
    found: list[Condition] = []
    for s, c, m in zip(*np.nonzero((use.named_over > _TOLERANCE) & touched), strict=True):
        found.append(("money", (int(s), int(c), int(m))))
    if ANY_MONEY not in problem.money:
        return found
    joint = problem.joint is not None
    for s in np.flatnonzero(use.joint_over > _TOLERANCE):
        cities = np.flatnonzero((use.pool_over[s] > _TOLERANCE) & touched[s].any(axis=1))
        found += [("pool", (int(s), int(c), None)) for c in cities]
        if joint and len(cities):
            found.append(("joint", (int(s), None, None)))
    return found


def _broken_minimums(problem: PortfolioProblem, stage: Ints) -> list[Condition]:
    chosen = np.flatnonzero(stage >= 0)
    found: list[Condition] = []
    if problem.net_gain is not None:
        net = problem.net_gain[chosen, stage[chosen]].sum(axis=0)
        found += [
            ("floor", city) for city, least in problem.floor.items()
            if net[list(problem.cities).index(city)] < least - _TOLERANCE
        ]  # fmt: skip
    by_city = use_of(problem, stage).spent.sum(axis=(0, 2))
    every = by_city.sum()
    for city, part in problem.city_share.items():
        if by_city[list(problem.cities).index(city)] < part * every - _TOLERANCE:
            found.append(("city_share", city))
    if problem.function_share:
        share = problem.spending()[chosen, stage[chosen]].sum(axis=1)
        money = share * problem.cost[chosen].sum(axis=(1, 2))
        own = np.asarray(problem.functions, dtype=object)[chosen]
        found += [
            ("function_share", name) for name, part in problem.function_share.items()
            if money[own == name].sum() < part * every - _TOLERANCE
        ]  # fmt: skip
    return found


def _dominating(problem: PortfolioProblem, plan: Portfolio, place: int) -> str:
    """Name a project of similar size in the plan that is worth as much in every stage and costs nobody more."""
    worth = (problem.value >= problem.value[place]).all(axis=1)
    cheap = (problem.cost <= problem.cost[place]).all(axis=(1, 2))
    fair = np.ones(len(worth), dtype=bool)
    if problem.net_gain is not None:
        fair = (problem.net_gain >= problem.net_gain[place]).all(axis=(1, 2))
    total = problem.cost.sum(axis=(1, 2))
    better = np.flatnonzero(worth & cheap & fair & (total >= _ALIKE * total[place]) & (plan.stage >= 0))
    if not len(better):
        return ""
    return problem.projects[int(better[problem.value[better].sum(axis=1).argmax()])]


def _forced(
    problem: PortfolioProblem, plan: Portfolio, reason: WhyOut, time_limit_s: float | None, gap: float
) -> WhyOut:
    promised = replace(problem, must=[*problem.must, reason.project])
    best = choose(promised, time_limit_s=time_limit_s, gap=gap)
    if best.status == "infeasible":
        return replace(reason, loss=float("inf"), least_loss=float("inf"), broken=best.conflicts or reason.broken)
    if not best.found:
        return reason
    least = max(0.0, plan.objective - best.bound) if np.isfinite(best.bound) else 0.0
    return replace(reason, loss=plan.objective - best.objective, least_loss=least, change=Change.between(plan, best))


def _words(problem: PortfolioProblem, plan: Portfolio, reason: WhyOut) -> Text:
    lead = _lead(problem, plan, reason)
    if np.isinf(reason.loss) and reason.kind != "too_dear":
        rows = [row for row in reason.broken if row != ("must", reason.project)]
        said = and_words(conflict_words(problem, rows))
        return Text(f"无法入选，与下列条件冲突：{said.zh}", f"No plan can hold it: {said.en}")
    if reason.change is None:
        return lead
    unit = problem.unit
    if reason.loss <= _TOLERANCE:
        return Text(f"{lead.zh}；换入不亏，可作备选", f"{lead.en}; taking it instead would lose nothing")
    room = names_words(problem, reason.change.out)
    swap = Text(f"，须让出{room.zh}", f" and push out {room.en}") if reason.change.out else Text("", "")
    return Text(
        f"{lead.zh}；若强行列入，总值少 {reason.loss:.2f} {unit.zh}{swap.zh}",
        f"{lead.en}; forcing it in would lose {reason.loss:.2f} {unit.en}{swap.en}",
    )


def _lead(problem: PortfolioProblem, plan: Portfolio, reason: WhyOut) -> Text:
    money = [row for row in reason.broken if row[0] in _MONEY]
    parts = [
        words for row in reason.broken if row not in money and (words := condition_words(problem, row)) is not None
    ]
    said = and_words([*parts, *(_lacking(problem, plan, reason) if money else [])])
    better = problem.name(reason.dominated_by) if reason.dominated_by else None
    more = (
        Text(f"；“{better.zh}”同样的钱办更多的事", f"; “{better.en}” gives more for no more money")
        if better is not None
        else Text("", "")
    )
    return {
        "never": Text("按要求不列入", "ruled out on request"),
        "window": Text("规划期内来不及完成", "cannot be finished within the plan"),
        "no_value": Text("评估净值不为正", "it is worth nothing or less"),
        "too_dear": Text(f"单独建设也超出预算（{said.zh}）", f"no budget holds it, even alone ({said.en})"),
        "budget": Text(f"资金已用于更优项目（{said.zh}）{more.zh}", f"the money goes to better ones ({said.en}){more.en}"),
        "relation": Text(f"受其他项目制约（{said.zh}）", f"it depends on others ({said.en})"),
        "floor": Text(f"列入后达不到底线（{said.zh}）{more.zh}", f"a floor would be missed ({said.en}){more.en}"),
        "share": Text(f"列入后达不到最低占比（{said.zh}）", f"a least share would be missed ({said.en})"),
        "tie": Text("与入选方案相差在求解误差之内", "within the gap of the plan"),
    }[reason.kind]  # fmt: skip


def _lacking(problem: PortfolioProblem, plan: Portfolio, reason: WhyOut) -> list[Text]:
    """Say how much money is lacking where, the project being added to the plan as it stands (or alone)."""
    place = list(problem.projects).index(reason.project)
    trial = np.full(len(problem.projects), -1, np.int64) if reason.kind == "too_dear" else np.array(plan.stage)
    trial[place] = reason.stage
    use = use_of(problem, trial)
    said = []
    for s, stage in enumerate(problem.stages):
        when = problem.name(stage)
        for c, m in zip(*np.nonzero(use.named_over[s] > _TOLERANCE), strict=True):
            who, what = problem.name(problem.cities[int(c)]), problem.name(problem.money[int(m)])
            over = use.named_over[s, c, m]
            said.append(Text(f"{who.zh}{when.zh}{what.zh}差 {over:.2f} 亿元",
                             f"{who.en} lacks {over:.2f} (100 m yuan) of {what.en} in the {when.en} stage"))  # fmt: skip
        if use.joint_over[s] > _TOLERANCE:
            cities = [problem.name(problem.cities[int(c)]) for c in np.flatnonzero(use.pool_over[s] > _TOLERANCE)]
            zh, en = "、".join(city.zh for city in cities), ", ".join(city.en for city in cities)
            joint = problem.joint is not None and bool(problem.joint[s])
            after = Text("（用尽共同资金后）", " after all joint money") if joint else Text("", "")
            said.append(Text(f"{zh}{when.zh}共差 {use.joint_over[s]:.2f} 亿元{after.zh}",
                             f"{en} lack {use.joint_over[s]:.2f} (100 m yuan) in the {when.en} stage{after.en}"))  # fmt: skip
    return said
