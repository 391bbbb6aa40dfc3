"""Where to open, beside spopt: ``python -m benchmarks.siting``.

Instances are OR-Library p-median problems (proven on both sides) and a generated circle: four clusters of homes, sites
at some of the homes, minutes by straight line with a delay of each home's own. Answers of both sides must agree.

*spopt* gets the same matrix and the same solver, HiGHS. Building the model is shown by itself, because that
is where it spends most of its time; for us that is everything before the solver starts: reach, identical sets merged,
arrays, HiGHS loaded. Rows with a gap in their text are beyond its reach.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.harness import Row, compare, main, measure, missing, version_of

_REACH, _SITES = 15.0, 40

#: Problems of 200 to 700 nodes; the first ones can be waited for with the peer.
_QUICK_PROBLEMS, _PROBLEMS = ("pmed7",), ("pmed7", "pmed6", "pmed16", "pmed21", "pmed26", "pmed31")
_PEER_PROBLEMS = ("pmed7", "pmed6")


def circle(demands: int, sites: int) -> tuple[Any, Any]:
    """Give minutes (float32) and residents; the same for the same size."""
    random = np.random.default_rng(7)
    centre = np.array([[0, 0], [45, 40], [-30, -70], [70, -45.0]])
    spread = np.array([22, 10, 11, 10.0])
    which = random.choice(4, demands, p=[0.6, 0.15, 0.15, 0.1])
    home = centre[which] + random.standard_normal((demands, 2)) * spread[which][:, None]
    people = random.lognormal(6, 1, demands).round() + 1
    site = home[random.choice(demands, sites, replace=False)]
    minutes = np.empty((demands, sites), np.float32)
    for row in range(0, demands, 4096):
        block = home[row : row + 4096]
        minutes[row : row + 4096] = 3 + 1.25 * np.hypot(*(block[:, None] - site).transpose(2, 0, 1))
    return minutes * (1 + 0.15 * random.random((demands, 1), dtype=np.float32)), people


def build(demands: int, sites: int) -> Callable[[], int]:
    """Build our covering model up to the start of the solver; gives the rows after merging."""
    from tongcheng.methods.mip_arrays import arrange
    from tongcheng.methods.mip_highs import load
    from tongcheng.methods.siting.cover_model import programme_of_most, reached
    from tongcheng.methods.siting.setting import check

    minutes, people = circle(demands, sites)

    def job() -> int:
        setting = check(minutes, people, count=_SITES)
        cover = reached(setting, _REACH)
        arrays = arrange(*programme_of_most(cover.classes, cover.weight, setting.free, setting.kept, _SITES))
        bounds, row_bounds = (arrays.lower, arrays.upper), (arrays.row_lower, arrays.row_upper)
        load(arrays.matrix, arrays.cost, bounds, row_bounds, arrays.integer, maximise=True)
        return int(arrays.row_lower.size)

    return job


def build_spopt(demands: int, sites: int) -> Callable[[], int]:
    """Build the same model with spopt; gives its rows."""
    from spopt.locate import MCLP

    minutes, people = circle(demands, sites)
    return lambda: len(MCLP.from_cost_matrix(minutes, people, _REACH, _SITES).problem.constraints)


def cover(demands: int, sites: int) -> Callable[[], list[float]]:
    """Cover the most people; gives how many and the gap."""
    from tongcheng.methods.siting import max_cover

    minutes, people = circle(demands, sites)

    def job() -> list[float]:
        answer = max_cover(minutes, people, _SITES, reach=_REACH)
        return [answer.objective, answer.gap]

    return job


def cover_spopt(demands: int, sites: int) -> Callable[[], list[float]]:
    """Cover the most people with spopt."""
    _hush()
    import pulp
    from spopt.locate import MCLP

    minutes, people = circle(demands, sites)

    def job() -> list[float]:
        model = MCLP.from_cost_matrix(minutes, people, _REACH, _SITES)
        model.solve(pulp.HiGHS(msg=False))
        return [float(pulp.value(model.problem.objective)), 0.0]

    return job


def median(demands: int, sites: int, p: int) -> Callable[[], list[float]]:
    """Find the p-median of the circle; gives total and gap."""
    from tongcheng.methods.siting import p_median

    minutes, people = circle(demands, sites)
    p_median(minutes[:300, :60], people[:300], 5)  # compiled or read from the cache before the clock

    def job() -> list[float]:
        answer = p_median(minutes, people, p)
        return [answer.objective, answer.gap]

    return job


def published(name: str) -> Callable[[], list[float]]:
    """Find and prove the p-median of an OR-Library problem."""
    from tests.methods.siting_cases import ORLIB, orlib

    from tongcheng.methods.siting import p_median

    cost, p = orlib(name), int(ORLIB.p[name])
    p_median(orlib("pmed2"), None, 10)  # compiled or read from the cache before the clock

    def job() -> list[float]:
        answer = p_median(cost, None, p)
        return [answer.objective, answer.gap]

    return job


def published_spopt(name: str) -> Callable[[], list[float]]:
    """Do the same with spopt."""
    _hush()
    import pulp
    from spopt.locate import PMedian
    from tests.methods.siting_cases import ORLIB, orlib

    cost, p = orlib(name), int(ORLIB.p[name])

    def job() -> list[float]:
        model = PMedian.from_cost_matrix(cost, np.ones(len(cost)), p)
        model.solve(pulp.HiGHS(msg=False))
        return [float(pulp.value(model.problem.objective)), 0.0]

    return job


def _hush() -> None:
    """Close the standard output of a process of the peer: its solver prints there before it can be silenced."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def rows(quick: bool) -> list[Row]:
    """Measure all sizes."""
    peer = version_of("spopt")
    if peer is None:
        missing("spopt")
    found = [_built(peer, *((1_000, 200) if quick else (6_400, 1_000))), _solved(peer, 1_000, 200)]
    problems = _QUICK_PROBLEMS if quick else _PROBLEMS
    found.extend(_problem(name, peer if name in _PEER_PROBLEMS else None) for name in problems)
    if not quick:
        size = (45_000, 1_000)
        pairs = size[0] * size[1]
        ours = measure(cover, *size)
        found.append(compare(f"most people within 15 min, {_said(*size)}, gap {ours.value[1]:.2%}", ours, pairs))
        for p in (20, 100):
            ours = measure(median, *size, p)
            found.append(compare(f"p-median, p = {p}, {_said(*size)}, gap {ours.value[1]:.2%}", ours, pairs))
    return found


def _said(demands: int, sites: int) -> str:
    return f"{demands:,} × {sites:,}"


def _built(peer: str | None, demands: int, sites: int) -> Row:
    ours = measure(build, demands, sites, repeats=3)
    theirs = measure(build_spopt, demands, sites) if peer else None
    return compare(f"covering model built, {_said(demands, sites)}", ours, demands * sites, peer=peer, theirs=theirs)


def _solved(peer: str | None, demands: int, sites: int) -> Row:
    ours = measure(cover, demands, sites)
    theirs = measure(cover_spopt, demands, sites) if peer else None
    if theirs is not None and abs(theirs.value[0] - ours.value[0]) > 1e-6 * ours.value[0]:
        raise RuntimeError(f"most people: {ours.value[0]} here, {theirs.value[0]} with spopt")
    return compare(f"built and solved, {_said(demands, sites)}", ours, demands * sites, peer=peer, theirs=theirs)


def _problem(name: str, peer: str | None) -> Row:
    from tests.methods.siting_cases import ORLIB

    ours = measure(published, name)
    if ours.value != [float(ORLIB.optimum[name]), 0.0]:
        raise RuntimeError(f"{name}: found {ours.value}, known {ORLIB.optimum[name]}")
    theirs = measure(published_spopt, name) if peer else None
    if theirs is not None and abs(theirs.value[0] - ours.value[0]) > 1e-3:
        raise RuntimeError(f"{name}: {ours.value[0]} here, {theirs.value[0]} with spopt")
    nodes = _nodes(name)
    return compare(
        f"{name} proven, {nodes} nodes, p = {ORLIB.p[name]}", ours, nodes * nodes, peer=peer, theirs=theirs
    )


def _nodes(name: str) -> int:
    from tests.methods.siting_cases import DATA

    return int((DATA / "pmedian" / f"{name}.txt").read_text().split()[0])


if __name__ == "__main__":
    main(__doc__, rows)
