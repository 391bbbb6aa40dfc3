"""2,000 projects × 3 stages × 4 cities chosen and timed, beside linopy and PuLP: ``python -m benchmarks.portfolio``.

The instance is drawn: costs and values log-normal, four projects in ten shared by two cities in the second instance (all in
one city in the first), 600 precedences (half of them not within one stage), 200 exclusions, budgets of each city and stage,
and twelve equity rows (least shares of cities and functions, a floor of net gain of each city).

*linopy* is written the way its guide asks for, in whole arrays, and hands its matrices to the same HiGHS; *PuLP* is written
term by term and uses CBC. All have one thread and the same conditions, the peers with one column per project and stage of
finishing. A plan of one must not exceed the bound of another; where it does, the benchmark fails. Seconds to a gap include
building. Who does not get there in a minute is told with the gap
that was reached. Seconds of the processor stand beside those of the clock, which a busy machine lengthens.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.harness import Measured, Row, compare, main, measure, missing, version_of

_LIMIT_S = 60.0
_REPLAN_S = 0.3


@dataclass(frozen=True)
class Drawn:
    """One instance as plain arrays."""

    value: Any
    cost: Any
    budget: Any
    net: Any
    function: Any
    earliest: Any
    after: Any
    same: Any
    excludes: Any


def drawn(projects: int, joint: float, seed: int = 1) -> Drawn:
    """Draw an instance: the same every time."""
    random = np.random.default_rng(seed)
    cities = 4
    home = random.integers(0, cities, projects)
    size = np.round(np.exp(random.normal(0.5, 1.0, projects)), 2)
    part = np.zeros((projects, cities))
    part[np.arange(projects), home] = 1.0
    two = np.flatnonzero(random.random(projects) < joint)
    share = random.uniform(0.2, 0.8, len(two))
    part[two, home[two]] = share
    part[two, (home[two] + random.integers(1, cities, len(two))) % cities] += 1 - share
    cost = part * size[:, None]
    worth = size * random.lognormal(0.2, 0.5, projects)
    discount = np.array([1.0, 0.84, 0.6])
    pairs = random.integers(0, projects, (projects * 3 // 10, 2))
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)[:, ::-1]
    apart = random.integers(0, projects, (projects // 10, 2))
    gains = part * 0.5 + random.dirichlet(np.ones(cities), projects) * 0.5
    return Drawn(
        value=np.round(worth[:, None] * discount, 3),
        cost=cost,
        budget=np.stack([cost.sum(axis=0) * share for share in (0.12, 0.15, 0.2)]),
        net=(1.3 * worth[:, None] * gains - cost)[:, None, :] * discount[None, :, None],
        function=random.integers(0, 4, projects),
        earliest=random.integers(0, 2, projects),
        after=pairs,
        same=random.random(len(pairs)) < 0.5,
        excludes=apart[apart[:, 0] != apart[:, 1]],
    )


_SHARE = 0.2


def problem_of(instance: Drawn) -> Any:
    """Write an instance as our problem."""
    from tongcheng.plan.portfolio import PortfolioProblem, Relation

    projects, cities = [f"p{number}" for number in range(len(instance.value))], list("ABCD")
    relations = [
        Relation(projects[late], "after", projects[early], () if same else (False,) * 3)
        for (late, early), same in zip(instance.after, instance.same, strict=True)
    ]
    relations += [Relation(projects[one], "excludes", projects[two]) for one, two in instance.excludes]
    return PortfolioProblem(
        projects, ["starting", "growing", "advancing"], cities, instance.value, instance.cost[..., None],
        instance.budget[..., None], relations=relations, earliest=instance.earliest, net_gain=instance.net,
        floor=dict.fromkeys(cities, 0.0), city_share=dict.fromkeys(cities, _SHARE),
        functions=[f"f{number}" for number in instance.function],
        function_share={f"f{number}": _SHARE for number in range(4)},
    )  # fmt: skip


def ours_build(projects: int, joint: float) -> Callable[[], int]:
    """Build and hand over to HiGHS."""
    from tongcheng.methods.mip_arrays import arrange
    from tongcheng.methods.mip_highs import load
    from tongcheng.plan.portfolio.model import build_model

    problem = problem_of(drawn(projects, joint))

    def build() -> int:
        model = build_model(problem)
        arrays = arrange(model.columns, model.rows)
        bounds, rows = (arrays.lower, arrays.upper), (arrays.row_lower, arrays.row_upper)
        return int(load(arrays.matrix, arrays.cost, bounds, rows, arrays.integer, maximise=True).getNumCol())

    return build


def ours_choose(projects: int, joint: float, gap: float, limit_s: float) -> Callable[[], list[float]]:
    """Choose; gives objective, bound, gap and seconds of the processor."""
    from tongcheng.plan.portfolio import choose

    problem = problem_of(drawn(projects, joint))

    def run() -> list[float]:
        start = time.process_time()
        plan = choose(problem, gap=gap, time_limit_s=limit_s)
        return [plan.objective, plan.bound, plan.gap, time.process_time() - start]

    return run


def ours_again(projects: int, limit_s: float) -> Callable[[], list[float]]:
    """Choose again after the values changed, beginning with the plan of before: what a person does at a screen."""
    from tongcheng.plan.portfolio import choose

    problem = problem_of(drawn(projects, 0.0))
    before = choose(problem, gap=1e-3, time_limit_s=30.0)
    change = np.random.default_rng(2).lognormal(0.0, 0.1, (projects, 1))
    problem = replace(problem, value=problem.value * change)

    def run() -> list[float]:
        start = time.process_time()
        plan = choose(problem, gap=0.0, time_limit_s=limit_s, start=before.stage)
        return [plan.objective, plan.bound, plan.gap, time.process_time() - start]

    return run


def _quiet() -> None:
    """Keep HiGHS's banner out of our output; a process that measures a peer says nothing else."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _linopy_model(instance: Drawn) -> Any:
    import linopy
    import xarray as xr

    def array(values: Any, *names: str) -> Any:
        return xr.DataArray(values, dims=names, coords={name: axes[name] for name in names if name in axes})

    count, stages = instance.value.shape
    axes = {"project": np.arange(count), "stage": np.arange(stages), "city": np.arange(4), "function": np.arange(4)}
    model = linopy.Model()
    x = model.add_variables(binary=True, coords=[(name, axes[name]) for name in ("project", "stage")], name="x")
    window = np.arange(stages)[None, :] >= instance.earliest[:, None]
    model.add_constraints(x <= array(window.astype(int), "project", "stage"), name="window")
    chosen = x.sum("stage")
    model.add_constraints(chosen <= 1, name="once")
    ends = [xr.DataArray(instance.after[:, side], dims="pair") for side in (0, 1)]
    same = xr.DataArray(instance.same.astype(float), dims="pair")
    for until in range(stages):
        late, early = ((1 * x.isel(stage=slice(0, until + 1))).isel(project=end).drop_vars("project") for end in ends)
        weight = xr.concat([xr.ones_like(same)] * until + [same], dim="stage").assign_coords(
            stage=np.arange(until + 1)
        )
        model.add_constraints(late.sum("stage") - (early * weight).sum("stage") <= 0, name=f"after{until}")
    first, second = (
        chosen.isel(project=xr.DataArray(instance.excludes[:, side], dims="couple")).drop_vars("project")
        for side in (0, 1)
    )
    model.add_constraints(first + second <= 1, name="excludes")
    cost = array(instance.cost, "project", "city")
    model.add_constraints((x * cost).sum("project") <= array(instance.budget, "stage", "city"), name="budget")
    total = cost.sum("city")
    model.add_constraints((x * (cost - _SHARE * total)).sum(["project", "stage"]) >= 0, name="city_share")
    kind = array(instance.function[:, None] == np.arange(4)[None, :], "project", "function")
    model.add_constraints((x * (total * (kind - _SHARE))).sum(["project", "stage"]) >= 0, name="function_share")
    net = array(instance.net, "project", "stage", "city")
    model.add_constraints((x * net).sum(["project", "stage"]) >= 0, name="floor")
    model.add_objective((x * array(instance.value, "project", "stage")).sum(), sense="max")
    return model


def linopy_build(projects: int, joint: float) -> Callable[[], int]:
    """Build and hand over to HiGHS."""
    _quiet()
    instance = drawn(projects, joint)
    _linopy_model(drawn(20, joint))  # imports are not counted
    return lambda: int(_linopy_model(instance).to_highspy().getNumCol())


def linopy_choose(projects: int, joint: float, gap: float, limit_s: float) -> Callable[[], list[float]]:
    """Choose; gives objective, bound and gap."""
    _quiet()
    instance = drawn(projects, joint)
    _linopy_model(drawn(20, joint))

    def run() -> list[float]:
        solver = _linopy_model(instance).to_highspy()
        for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", gap), ("time_limit", limit_s)):
            solver.setOptionValue(name, value)
        solver.run()
        info = solver.getInfo()
        # linopy hands a maximum over as the minimum of the negative in some versions.
        best, bound = abs(info.objective_function_value), abs(info.mip_dual_bound)
        return [best, bound, (bound - best) / best]

    return run


def _pulp_model(instance: Drawn) -> tuple[Any, Any]:
    import pulp

    count, stages = instance.value.shape
    model = pulp.LpProblem("portfolio", pulp.LpMaximize)
    x = {
        (i, t): pulp.LpVariable(f"x_{i}_{t}", 0, int(t >= instance.earliest[i]), cat="Integer")
        for i in range(count) for t in range(stages)
    }  # fmt: skip
    model += pulp.LpAffineExpression([(x[key], float(instance.value[key])) for key in x])
    for i in range(count):
        model += pulp.lpSum(x[i, t] for t in range(stages)) <= 1
    for (late, early), same in zip(instance.after, instance.same, strict=True):
        for until in range(stages):
            before = range(until + 1) if same else range(until)
            model += pulp.lpSum(x[late, t] for t in range(until + 1)) <= pulp.lpSum(x[early, t] for t in before)
    for one, two in instance.excludes:
        model += pulp.lpSum(x[i, t] for i in {one, two} for t in range(stages)) <= 1
    total = instance.cost.sum(axis=1)
    for city in range(4):
        own = instance.cost[:, city]
        for t in range(stages):
            terms = [(x[i, t], float(own[i])) for i in range(count) if own[i]]
            model += pulp.LpAffineExpression(terms) <= float(instance.budget[t, city])
        for row in (
            np.repeat((own - _SHARE * total)[:, None], stages, axis=1),
            np.repeat((total * ((instance.function == city) - _SHARE))[:, None], stages, axis=1),
            instance.net[:, :, city],
        ):
            model += pulp.LpAffineExpression([(x[key], float(row[key])) for key in x]) >= 0
    return model, x


def pulp_build(projects: int, joint: float) -> Callable[[], int]:
    """Build only: CBC then reads a file, which is not counted."""
    instance = drawn(projects, joint)
    return lambda: len(_pulp_model(instance)[1])


def pulp_choose(projects: int, joint: float, gap: float, limit_s: float) -> Callable[[], list[float]]:
    """Choose with CBC; gives the objective (CBC's bound does not come through PuLP)."""
    import pulp

    instance = drawn(projects, joint)

    def run() -> list[float]:
        model, _ = _pulp_model(instance)
        model.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=gap, timeLimit=limit_s, threads=1))
        return [float(pulp.value(model.objective)), float("inf"), float("nan")]

    return run


_PEERS: dict[str, tuple[Any, Any]] = {"linopy": (linopy_build, linopy_choose), "pulp": (pulp_build, pulp_choose)}


def rows(quick: bool) -> list[Row]:
    """Measure building, two gaps, and planning again with a limit."""
    count = 300 if quick else 2_000
    found = []
    for joint, words in ((0.0, "each in one city"), (0.4, "four in ten joint")):
        found += _of_instance(count, joint, f"{count} projects × 3 stages × 4 cities, {words}", quick)
    again = measure(ours_choose, 200, 0.0, 0.0, _REPLAN_S)
    best = measure(ours_choose, 200, 0.0, 1e-3, 5.0 if quick else 30.0)
    from_best = (best.value[0] - again.value[0]) / best.value[0]
    work = f"plan 200 projects within {_REPLAN_S} s: gap {_percent(again.value[2])}, {_percent(from_best)} below the best of a long search"
    changed = measure(ours_again, 200, _REPLAN_S)
    words = f"plan them again within {_REPLAN_S} s from the plan of before, values changed: gap {_percent(changed.value[2])}"
    return [*found, compare(work, again, 200), compare(words, changed, 200)]


def _of_instance(count: int, joint: float, words: str, quick: bool) -> list[Row]:
    peers = [name for name in _PEERS if version_of(name) is not None]
    for name in sorted(set(_PEERS) - set(peers)):
        missing(name)
    found = []
    build = measure(ours_build, count, joint, repeats=3)
    for name in peers:
        theirs = measure(_PEERS[name][0], count, joint)
        found.append(compare(f"build: {words}", build, count, peer=version_of(name), theirs=theirs))
    limit_s = 10.0 if quick else _LIMIT_S
    for gap in (2e-3,) if quick else (1e-3, 1e-4):
        ours = measure(ours_choose, count, joint, gap, limit_s)
        work = f"to {_percent(gap)}: {words} (reached {_percent(ours.value[2])} in {ours.value[3]:.1f} s of the processor)"
        for name in peers:
            theirs = measure(_PEERS[name][1], count, joint, gap, limit_s)
            _agree(ours, theirs, name)
            note = f"; {name} {_percent(theirs.value[2])}" if theirs.value[2] == theirs.value[2] else ""
            found.append(compare(work + note, ours, count, peer=version_of(name), theirs=theirs))
    return found


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %"


def _agree(ours: Measured, theirs: Measured, name: str) -> None:
    """Check that no plan is better than the other's bound allows."""
    slack = 1e-6 * abs(ours.value[0])
    if theirs.value[0] > ours.value[1] + slack or ours.value[0] > theirs.value[1] + slack:
        raise RuntimeError(f"{name} and we disagree: {ours.value} here, {theirs.value} there")


if __name__ == "__main__":
    main(__doc__, rows)
