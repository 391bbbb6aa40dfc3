"""The portfolio against enumeration, a published knapsack, what must hold, and bad input."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.errors import InputError
from tongcheng.methods.mip import Progress, solve_mip
from tongcheng.plan.portfolio import PortfolioProblem, Relation, alternatives, budget_plus, choose, why_out
from tongcheng.plan.portfolio.check import nothing_fits
from tongcheng.plan.portfolio.fit import use_of
from tongcheng.plan.portfolio.model import DONE, build_model
from tongcheng.plan.portfolio.polish import LARGE, polish

CITIES, STAGES = ["A", "B"], ["starting", "growing"]


@st.composite
def problems(draw: st.DrawFn) -> PortfolioProblem:
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.integers(1, 5))
    names = [f"p{number}" for number in range(count)]
    money = ["all", "bond"][: draw(st.integers(1, 2))]
    shape = (count, 2, len(money))
    cost = random.integers(0, 6, shape) * (random.random(shape) < 0.7)
    kinds = ["after", "requires", "excludes", "together"]
    relations = []
    for _ in range(draw(st.integers(0, 3)) if count > 1 else 0):
        late, early = sorted(random.choice(count, 2, replace=False), reverse=True)
        same = tuple(random.random(2) < 0.5)
        relations.append(Relation(names[late], str(random.choice(kinds)), names[early], same))  # type: ignore[arg-type]
    earliest = random.integers(0, 2, count) * (random.random(count) < 0.4)
    spread = np.zeros((count, 2, 2))
    spread[:, 0, 0] = random.choice([1.0, 0.5], count)
    spread[:, 1, 0] = random.choice([0.0, 0.5], count)
    spread[:, 1, 1] = 1 - spread[:, 1, 0]
    return PortfolioProblem(
        names, STAGES, CITIES,
        value=random.integers(-3, 10, (count, 2)).astype(float),
        cost=cost.astype(float),
        budget=random.integers(0, 9, (2, 2, len(money))).astype(float),
        money=money,
        joint=random.integers(0, 4, 2).astype(float) if draw(st.booleans()) else None,
        spread=spread if draw(st.booleans()) else None,
        relations=relations,
        earliest=earliest if draw(st.booleans()) else None,
        latest=np.maximum(earliest, random.integers(0, 2, count)) if draw(st.booleans()) else None,
        must=[str(name) for name in random.choice(names, draw(st.integers(0, 1)), replace=False)],
        city_share={"B": 0.3} if draw(st.booleans()) else {},
        functions=[str(word) for word in random.choice(["x", "y"], count)],
        function_share={},
        net_gain=random.integers(-4, 8, (count, 2, 2)).astype(float),
        floor={"A": float(random.integers(-3, 2))} if draw(st.booleans()) else {},
    )  # fmt: skip


def keeps(problem: PortfolioProblem, plan: tuple[int, ...]) -> bool:
    """Check every condition of a plan one by one, without any matrix."""
    at = dict(zip(problem.projects, plan, strict=True))
    if any(at[name] < 0 for name in problem.must) or any(at[name] >= 0 for name in problem.never):
        return False
    first = [0] * len(plan) if problem.earliest is None else problem.earliest
    last = [1] * len(plan) if problem.latest is None else problem.latest
    if any(stage >= 0 and not low <= stage <= high for stage, low, high in zip(plan, first, last, strict=True)):
        return False
    return all(_related(item, at) for item in problem.relations) and _paid(problem, plan) and _fair(problem, plan)


def _related(item: Relation, at: dict[str, int]) -> bool:
    one, other = at[item.project], at[item.other]
    if item.kind == "excludes":
        return one < 0 or other < 0
    if item.kind == "together":
        return (one < 0) == (other < 0)
    if one < 0:
        return True
    if item.kind == "requires":
        return other >= 0
    return 0 <= other < one or (other == one and (not item.same_stage or item.same_stage[one]))


def _bills(problem: PortfolioProblem, plan: tuple[int, ...]) -> list[list[dict[str, float]]]:
    """Give what is paid by stage, city and kind of money."""
    bills = [[dict.fromkeys(problem.money, 0.0) for _ in CITIES] for _ in STAGES]
    for place, stage in enumerate(plan):
        for when in range(2):
            part = (1.0 if when == stage else 0.0) if problem.spread is None else problem.spread[place, stage, when]
            for city in range(2):
                for kind, name in enumerate(problem.money):
                    bills[when][city][name] += part * problem.cost[place, city, kind] if stage >= 0 else 0.0
    return bills


def _paid(problem: PortfolioProblem, plan: tuple[int, ...]) -> bool:
    for stage, cities in enumerate(_bills(problem, plan)):
        drawn = 0.0
        for city, bill in enumerate(cities):
            own = dict(zip(problem.money, problem.budget[stage, city], strict=True))
            if bill.get("bond", 0.0) > own.get("bond", 0.0) + 1e-9:
                return False
            left = own["all"] + own.get("bond", 0.0) - bill.get("bond", 0.0)
            drawn += max(0.0, bill["all"] - left)
        if drawn > (0.0 if problem.joint is None else problem.joint[stage]) + 1e-9:
            return False
    return True


def _fair(problem: PortfolioProblem, plan: tuple[int, ...]) -> bool:
    bills = _bills(problem, plan)
    city = [sum(sum(bills[stage][place].values()) for stage in range(2)) for place in range(2)]
    for name, part in problem.city_share.items():
        if city[CITIES.index(name)] < part * sum(city) - 1e-9:
            return False
    for name, least in problem.floor.items():
        gains = [problem.net_gain[p, s, CITIES.index(name)] for p, s in enumerate(plan) if s >= 0]
        if sum(gains) < least - 1e-9:
            return False
    return True


def worth(problem: PortfolioProblem, plan: tuple[int, ...]) -> float:
    return float(sum(problem.value[place, stage] for place, stage in enumerate(plan) if stage >= 0))


def allowed(problem: PortfolioProblem) -> list[tuple[int, ...]]:
    plans = itertools.product([-1, 0, 1], repeat=len(problem.projects))
    return [plan for plan in plans if keeps(problem, plan)]


@given(problems())
@settings(max_examples=150, deadline=None)
def test_the_best_of_all_subsets_and_timings(problem: PortfolioProblem) -> None:
    plans = allowed(problem)
    found = choose(problem, gap=0)
    if not plans:
        assert found.status == "infeasible"
        assert found.conflict
        return
    assert found.status == "optimal"
    assert found.objective == pytest.approx(max(worth(problem, plan) for plan in plans), abs=1e-6)
    assert keeps(problem, tuple(found.stage))
    assert worth(problem, tuple(found.stage)) == pytest.approx(found.objective, abs=1e-6)


def _broken(problem: PortfolioProblem, plan: tuple[int, ...]) -> set[tuple]:
    """Name every condition that a plan breaks, as conflicts name them; without joint money."""
    at = dict(zip(problem.projects, plan, strict=True))
    first = [0] * len(plan) if problem.earliest is None else problem.earliest
    last = [1] * len(plan) if problem.latest is None else problem.latest
    broken: set[tuple] = {("must", name) for name in problem.must if at[name] < 0}
    broken |= {("never", name) for name in problem.never if at[name] >= 0}
    for name, stage, low, high in zip(problem.projects, plan, first, last, strict=True):
        broken |= {("early", name)} if 0 <= stage < low else set()
        broken |= {("late", name)} if stage > high else set()
    for number, item in enumerate(problem.relations):
        if item.kind != "after":
            broken |= set() if _related(item, at) else {(item.kind, number)}
            continue
        one, other = at[item.project], at[item.other]
        for until in range(2):
            by = until if not item.same_stage or item.same_stage[until] else until - 1
            broken |= {("after", (number, until))} if 0 <= one <= until and not 0 <= other <= by else set()
    for stage, cities in enumerate(_bills(problem, plan)):
        for city, bill in enumerate(cities):
            own = dict(zip(problem.money, problem.budget[stage, city], strict=True))
            if bill.get("bond", 0.0) > own.get("bond", 0.0) + 1e-9:
                broken.add(("money", (stage, city, 1)))
            if sum(bill.values()) > sum(own.values()) + 1e-9:
                broken.add(("pool", (stage, city, None)))
    for name in problem.city_share:
        broken |= set() if _fair(replace(problem, floor={}), plan) else {("city_share", name)}
    for name in problem.floor:
        broken |= set() if _fair(replace(problem, city_share={}), plan) else {("floor", name)}
    return broken


@given(problems())
@settings(max_examples=120, deadline=None)
def test_a_conflict_excludes_itself_and_nothing_in_it_can_be_spared(problem: PortfolioProblem) -> None:
    """Against all subsets and timings: no plan keeps the named conditions, some plan keeps all of them but one."""
    problem = replace(problem, joint=None)
    found = choose(problem, gap=0)
    if found.status != "infeasible":
        return
    named = set(found.conflicts)
    plans = [_broken(problem, plan) for plan in itertools.product([-1, 0, 1], repeat=len(problem.projects))]
    assert all(broken & named for broken in plans)
    for one in named:
        assert any(not broken & (named - {one}) for broken in plans), one


@given(problems())
@settings(max_examples=40, deadline=None)
def test_alternatives_are_the_next_best_sets(problem: PortfolioProblem) -> None:
    best_of: dict[tuple[bool, ...], float] = {}
    for plan in allowed(problem):
        chosen = tuple(stage >= 0 for stage in plan)
        best_of[chosen] = max(best_of.get(chosen, -np.inf), worth(problem, plan))
    ranked = sorted(best_of.values(), reverse=True)
    best = choose(problem, gap=0)
    others = alternatives(problem, best, count=3)
    if not best.found:
        assert not others
        return
    assert [other.portfolio.objective for other in others] == pytest.approx(ranked[1:4], abs=1e-6)
    sets = {tuple(plan.stage >= 0) for plan in [best, *(other.portfolio for other in others)]}
    assert len(sets) == len(others) + 1


@given(problems())
@settings(max_examples=40, deadline=None)
def test_forcing_a_project_in_loses_what_enumeration_says(problem: PortfolioProblem) -> None:
    best = choose(problem, gap=0)
    if not best.found:
        return
    plans = allowed(problem)
    for reason in why_out(problem, best):
        place = list(problem.projects).index(reason.project)
        with_it = [worth(problem, plan) for plan in plans if plan[place] >= 0]
        if reason.kind == "window":
            assert not with_it
        else:
            expected = best.objective - max(with_it) if with_it else np.inf
            assert reason.loss == pytest.approx(expected, abs=1e-6)
            assert reason.text.zh
            assert reason.text.en


@given(problems())
@settings(max_examples=40, deadline=None)
def test_a_reason_is_enough_on_its_own(problem: PortfolioProblem) -> None:
    """What is named as broken is broken, and nothing else is: with these conditions gone the project could be added."""
    best = choose(problem, gap=0)
    if not best.found:
        return
    for reason in why_out(problem, best, force=False):
        plan = list(best.stage)
        plan[list(problem.projects).index(reason.project)] = reason.stage
        if reason.kind in ("never", "window", "no_value"):
            continue
        assert keeps(problem, tuple(plan)) == (not reason.broken)
        relaxed = _without(problem, reason.broken)
        if relaxed is not None:
            assert keeps(relaxed, tuple(plan))


def _without(problem: PortfolioProblem, broken: tuple) -> PortfolioProblem | None:
    gone = {key[0] if rows == "after" else key for rows, key in broken
            if rows in ("after", "requires", "excludes", "together")}  # fmt: skip
    relations = [item for number, item in enumerate(problem.relations) if number not in gone]
    budget = problem.budget.copy()
    for rows, key in broken:
        if rows in ("money", "pool"):
            budget[key[0], key[1], key[2] if rows == "money" else 0] = 1e6
    floor = {city: least for city, least in problem.floor.items() if ("floor", city) not in broken}
    share = {city: part for city, part in problem.city_share.items() if ("city_share", city) not in broken}
    return replace(problem, relations=relations, budget=budget, floor=floor, city_share=share)


@given(problems(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_more_money_never_makes_a_worse_plan(problem: PortfolioProblem, seed: int) -> None:
    random = np.random.default_rng(seed)
    less = choose(problem, gap=0)
    more = choose(replace(problem, budget=problem.budget + random.integers(0, 3, problem.budget.shape)), gap=0)
    if less.found:
        assert more.objective >= less.objective - 1e-6


def knapsack() -> PortfolioProblem:
    """Make problem p07 of Burkardt's collection (after Kreher and Stinson 1999): 15 items, 750, optimum 1458."""
    weight = [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120]
    profit = [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240]
    names = [f"item{number}" for number in range(15)]
    return PortfolioProblem(
        names, ["now"], ["A"], value=np.array(profit, dtype=float)[:, None],
        cost=np.array(weight, dtype=float)[:, None, None], budget=np.full((1, 1, 1), 750.0),
    )  # fmt: skip


def test_a_published_knapsack() -> None:
    plan = choose(knapsack(), gap=0)
    assert plan.objective == 1458
    chosen = [1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1]
    assert (plan.stage >= 0).astype(int).tolist() == chosen
    assert plan.status == "optimal"


def weingartner_ness() -> PortfolioProblem:
    """Make Weingartner and Ness (1967), problem 1: 28 items, two budgets of 600, optimum 141,278."""
    value = [1898, 440, 22507, 270, 14148, 3100, 4650, 30800, 615, 4975, 1160, 4225, 510, 11880, 479, 440, 490, 330,
             110, 560, 24355, 2885, 11748, 4550, 750, 3720, 1950, 10500]  # fmt: skip
    first = [45, 0, 85, 150, 65, 95, 30, 0, 170, 0, 40, 25, 20, 0, 0, 25, 0, 0, 25, 0, 165, 0, 85, 0, 0, 0, 0, 100]
    second = [30, 20, 125, 5, 80, 25, 35, 73, 12, 15, 15, 40, 5, 10, 10, 12, 10, 9, 0, 20, 60, 40, 50, 36, 49, 40, 19,
              150]  # fmt: skip
    return PortfolioProblem(
        [f"w{number}" for number in range(28)], ["now"], CITIES, value=np.array(value, dtype=float)[:, None],
        cost=np.array([first, second], dtype=float).T[:, :, None], budget=np.full((1, 2, 1), 600.0),
    )  # fmt: skip


def test_a_published_problem_of_two_budgets() -> None:
    assert choose(weingartner_ness(), gap=0).objective == 141278


def test_one_percent_more_says_what_it_brings() -> None:
    problem = knapsack()
    best = choose(problem, gap=0)
    (margin,) = budget_plus(problem, best, share=0.01)
    assert margin.added == 7.5
    assert margin.gain == choose(replace(problem, budget=problem.budget * 1.01), gap=0).objective - 1458 > 0
    assert "7.5" in margin.text.zh


def test_the_smallest_conflict_is_named_in_words() -> None:
    problem = PortfolioProblem(
        ["road", "bridge", "other"], ["now"], ["A"], value=np.ones((3, 1)), cost=np.full((3, 1, 1), 3.0),
        budget=np.full((1, 1, 1), 4.0), relations=[Relation("bridge", "requires", "road")], must=["bridge"],
    )  # fmt: skip
    plan = choose(problem)
    assert plan.status == "infeasible"
    assert {rows for rows, _ in plan.conflicts} == {"must", "requires", "pool"}
    assert any("bridge" in text.en and "road" in text.en for text in plan.conflict)


def test_a_circle_of_precedence_is_named() -> None:
    circle = [Relation("p0", "after", "p1"), Relation("p1", "after", "p2"), Relation("p2", "after", "p0")]
    blank = PortfolioProblem(["p0", "p1", "p2"], ["now"], ["A"], value=np.ones((3, 1)), cost=np.ones((3, 1, 1)),
                             budget=np.ones((1, 1, 1)), relations=circle)  # fmt: skip
    with pytest.raises(InputError, match=r"p0 → p1 → p2 → p0"):
        choose(blank)


def test_everything_wrong_is_told_at_once() -> None:
    problem = replace(
        knapsack(), must=["item1", "nobody"], never=["item1"], city_share={"A": 0.7, "X": 0.6},
        relations=[Relation("item1", "excludes", "item1")],
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        choose(problem)
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {"unknown_project", "must_and_never", "unknown_city", "share_too_large", "bad_relation"}
    with pytest.raises(InputError, match="item0"):
        choose(replace(knapsack(), value=np.full((15, 1), np.nan)))


def test_a_budget_that_nothing_fits_is_said() -> None:
    small = replace(knapsack(), budget=np.full((1, 1, 1), 60.0))
    assert choose(small).chosen == {}
    said = nothing_fits(small)
    assert said is not None
    assert "item0" in said.en
    assert nothing_fits(knapsack()) is None
    assert {reason.kind for reason in why_out(small, choose(small), force=False)} == {"too_dear"}


def test_a_time_limit_gives_a_plan_and_its_bound() -> None:
    random = np.random.default_rng(1)
    count = 300
    cost = random.lognormal(0, 1, (count, 2, 1))
    problem = PortfolioProblem(
        [f"p{number}" for number in range(count)], STAGES, CITIES, cost=cost, budget=cost.sum(0)[None] * [[[0.1]], [[0.2]]],
        value=cost.sum((1, 2))[:, None] * random.lognormal(0, 0.1, (count, 1)) * [1, 0.9],
    )  # fmt: skip
    plan = choose(problem, time_limit_s=0.3, gap=0)
    assert plan.status == "feasible"
    assert plan.bound > plan.objective > 0
    assert plan.seconds < 3


def large(count: int = 700) -> PortfolioProblem:
    """Draw a problem of more columns than are proven at once, with every kind of condition."""
    random = np.random.default_rng(7)
    cost = random.lognormal(0, 1, (count, 2, 1)) * (random.random((count, 2, 1)) < 0.7)
    late = random.integers(1, count, count // 3)
    names = [f"p{number}" for number in range(count)]
    kinds = random.choice(["after", "excludes", "requires", "together"], len(late))
    return PortfolioProblem(
        names, ["starting", "growing", "advancing"], CITIES, cost=cost,
        budget=cost.sum(0)[None] * [[[0.1]], [[0.15]], [[0.2]]],
        value=(cost.sum((1, 2))[:, None] + 0.1) * random.lognormal(0, 0.3, (count, 1)) * [1, 0.9, 0.7],
        relations=[
            Relation(names[one], str(kind), names[int(random.integers(0, one))], (False, True, False))  # type: ignore[arg-type]
            for one, kind in zip(late.tolist(), kinds, strict=True)
        ],
        net_gain=random.normal(0, 1, (count, 3, 2)), floor={"A": 5.0, "B": 5.0}, city_share={"A": 0.45, "B": 0.45},
    )  # fmt: skip


def test_a_large_plan_keeps_everything_and_two_ways_agree() -> None:
    """The plan made from pieces beside HiGHS alone: neither is worth more than the other's bound."""
    problem = large()
    told: list[Progress] = []
    plan = choose(problem, gap=4e-4, progress=told.append)
    model = build_model(problem)
    assert model.layout.width >= LARGE
    alone = solve_mip(model.columns, model.rows, maximise=True, gap=1e-3)
    assert worth(problem, tuple(plan.stage)) == pytest.approx(plan.objective, rel=1e-9)
    _keeps_large(problem, plan.stage)
    assert alone.objective <= plan.bound + 1e-6
    assert plan.objective <= alone.bound + 1e-6
    assert plan.gap <= 4e-4
    assert plan.gap == pytest.approx((plan.bound - plan.objective) / plan.objective)
    seconds, best = [state.seconds for state in told], [state.objective for state in told]
    assert seconds == sorted(seconds)
    known = [value for value in best if not np.isnan(value)]
    assert known == sorted(known)


def test_pieces_make_a_better_plan() -> None:
    problem = large()
    model = build_model(problem)
    first = solve_mip(model.columns, model.rows, maximise=True, gap=1e-2)
    values, objective = polish(problem, model, first.values[DONE], first.objective, enough=first.bound / 1.0004)
    stage = model.layout.finished(values)
    assert first.objective < objective <= first.bound + 1e-6
    assert worth(problem, tuple(stage)) == pytest.approx(objective, rel=1e-9)
    _keeps_large(problem, stage)


def _keeps_large(problem: PortfolioProblem, stage: np.ndarray) -> None:
    at = dict(zip(problem.projects, stage.tolist(), strict=True))
    assert all(_related(item, at) for item in problem.relations)
    assert use_of(problem, stage).kept
    chosen = np.flatnonzero(stage >= 0)
    gains = problem.net_gain[chosen, stage[chosen]].sum(axis=0)  # type: ignore[index]
    spent = problem.cost[chosen].sum(axis=(0, 2))
    assert (gains >= 5.0 - 1e-6).all()
    assert (spent >= 0.45 * spent.sum() - 1e-6).all()


def test_a_large_search_stops_when_it_is_told_to() -> None:
    """Also while it is putting the plan together from pieces: the best plan so far is kept with its bound."""
    calls: list[Progress] = []

    def listen(state: Progress) -> bool:
        calls.append(state)
        return not np.isnan(state.objective) and state.gap < 5e-4

    plan = choose(large(), gap=0, progress=listen)
    assert plan.found
    assert calls[-1].objective == pytest.approx(plan.objective)
    assert [state.gap < 5e-4 for state in calls if not np.isnan(state.gap)][:-1].count(True) == 0
