"""The worth of 10,000 candidate links, beside running everything again for each: ``python -m benchmarks.links``.

Candidates are straight links of 0.5 to 6 km at 70 km/h, both ways, between nodes of a generated circle; each is
valued by what it adds to the destinations within 60 minutes, summed over people (and by gravity and minutes saved,
in rows of their own). One thread. What we time is everything after the hierarchy: the times before, the trees, the
sums.
Peers do not have this question, so that each candidate means the whole matrix again. *pyroutingkit* gets the kindest
form: the candidate stands in its graph already with an endless time, making that graph is not counted, and what is
timed is the change of its time and the matrix (with all candidates in the graph at once the matrix takes twice as
long); *scipy* is asked for the matrix again. One candidate is run in full and taken times the number
of candidates (scipy: 64 origins of one candidate). Its gain must be the same number as ours.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Measured, Row, compare, main, measure, missing, version_of
from benchmarks.matrix import LARGE, QUICK, SIZES, arcs_of, load, load_graph, prepared

_CUT_MS = 3_600_000
_SCIPY = 64


def drawn(arrays: dict[str, Any], count: int) -> tuple[Any, Any, Any]:
    """Draw candidates: tails, heads and ms; the same for the same circle."""
    from scipy.spatial import cKDTree

    rng = np.random.default_rng(5)
    place = np.column_stack([arrays["lon"] * np.cos(np.radians(arrays["lat"].mean())), arrays["lat"]]) * 111.2
    tail = rng.integers(0, len(place), 2 * count)
    turn, far = rng.uniform(0, 2 * np.pi, 2 * count), rng.uniform(0.5, 6, 2 * count)
    _, head = cKDTree(place).query(place[tail] + np.column_stack([np.cos(turn), np.sin(turn)]) * far[:, None])
    km = np.hypot(*(place[tail] - place[head]).T)
    good = np.flatnonzero((km > 0.5) & (km < 6))[:count]
    return tail[good].astype(np.int32), head[good].astype(np.int32), np.rint(km[good] / 70 * 3.6e6).astype(np.uint32)


def weights_for(zones: int) -> tuple[Any, Any]:
    """Give people and jobs of the zones: whole numbers, the same every time."""
    rng = np.random.default_rng(6)
    return rng.integers(100, 9_000, zones).astype(float), rng.integers(100, 9_000, zones).astype(float)


def ours_for(folder: str, count: int, kind: str, cutoff_min: float, decay: float) -> Callable[[], list[float]]:
    """Value all candidates; gives place and gain of the best."""
    import pandas as pd

    from tongcheng.travel import DriveNetwork, components, saved_hierarchy
    from tongcheng.travel.candidates import Candidates
    from tongcheng.travel.links import Measure, Places, appraise_links

    arrays = load(folder)
    graph = load_graph(folder)
    network = DriveNetwork(graph, components(graph), saved_hierarchy(graph, Path(folder)))
    zones, legs = arrays["zones"], np.zeros(len(arrays["zones"]), dtype=np.uint32)
    people, jobs = weights_for(len(zones))
    tail, head, ms = drawn(arrays, count)

    def value(first: int) -> list[float]:
        names = pd.Index(np.arange(first).astype(str))
        both, near = np.ones(first, dtype=bool), np.zeros((first, 2))
        links = Candidates(names, tail[:first], head[:first], ms[:first], both, near)
        measure_by = Measure(kind, cutoff_min, decay)  # type: ignore[arg-type]
        homes, work = Places(zones[:few], legs[:few], people[:few]), Places(zones[:few], legs[:few], jobs[:few])
        found = appraise_links(network, links, homes, work, measure_by, same=True, threads=1)["total"].to_numpy()
        return [float(found.argmax()), float(found.max())]

    few = 2
    value(2)  # compiled or read from the cache before the clock
    few = len(zones)
    return lambda: value(count)


def routingkit_for(folder: str, count: int, number: int) -> Callable[[], float]:
    """Run one candidate again with pyroutingkit; gives its gain."""
    import pyroutingkit

    arrays = load(folder)
    tail, head, lat, lon = arcs_of(arrays)
    u, v, ms = (array[number : number + 1].astype(np.uint32) for array in drawn(arrays, count))
    zones = arrays["zones"].astype(np.uint32)
    people, jobs = weights_for(len(zones))
    topology = pyroutingkit.CCHTopology()
    topology.build(np.concatenate([tail, u, v]), np.concatenate([head, v, u]), lat, lon, len(lat))
    engine = pyroutingkit.CCHMetric(topology)
    endless = np.full(2, pyroutingkit.INF_WEIGHT, dtype=np.uint32)
    engine.customize(np.concatenate([arrays["weight"], endless]))
    before = _reached(engine.distances_many_to_many(zones, zones), people, jobs)
    new = (len(tail) + np.array([0, 1])).astype(np.uint32)

    def again() -> float:
        engine.update_weights(new, np.repeat(ms, 2))
        return _reached(engine.distances_many_to_many(zones, zones), people, jobs) - before

    return again


def _reached(ms: Any, people: Any, jobs: Any) -> float:
    return float(sum(who * jobs[row <= _CUT_MS].sum() for who, row in zip(people, ms, strict=True)))


def scipy_for(folder: str, origins: int) -> Callable[[], int]:
    """Run one candidate again with scipy, for some origins."""
    from tongcheng.travel.dijkstra import DijkstraEngine

    zones = load(folder)["zones"]
    engine = DijkstraEngine(load_graph(folder), zones, np.zeros(len(zones), dtype=np.uint32), _CUT_MS)
    return lambda: int((engine.rows(zones[:origins]) <= _CUT_MS).sum())


def rows(quick: bool) -> list[Row]:
    """Measure all sizes."""
    found: list[Row] = []
    for nodes, zones in (QUICK,) if quick else SIZES:
        found.extend(_of_size(prepared(nodes, zones), nodes, 500 if quick else 10_000))
    if not quick:
        folder, count = prepared(*LARGE), 10_000
        ours = measure(ours_for, folder, count, "cumulative", 60.0, float("nan"))
        found.append(compare(f"{count} candidates × {LARGE[1]} zones, jobs within 60 min", ours, count))
    return found


def _of_size(folder: str, nodes: int, count: int) -> list[Row]:
    zones = len(load(folder)["zones"])
    work = f"{count} candidates × {zones} zones, {nodes} nodes"
    ours = measure(ours_for, folder, count, "cumulative", 60.0, float("nan"))
    best, gain = int(ours.value[0]), ours.value[1]
    found = []
    if version_of("pyroutingkit") is None:
        missing("pyroutingkit")
    else:
        once = measure(routingkit_for, folder, count, best)
        if once.value != gain:
            raise RuntimeError(f"candidate {best}: {gain} here, {once.value} with pyroutingkit")
        theirs = Measured(once.seconds * count, once.peak_mb, None)
        name = version_of("pyroutingkit")
        found.append(compare(f"{work}, jobs within 60 min (peer: 1 run)", ours, count, peer=name, theirs=theirs))
    some = min(_SCIPY, zones)
    once = measure(scipy_for, folder, some)
    theirs = Measured(once.seconds * count * zones / some, once.peak_mb, None)
    said = f"{work}, jobs within 60 min (peer: {some} origins of 1 run)"
    found.append(compare(said, ours, count, peer=version_of("scipy"), theirs=theirs))
    for kind, cutoff_min, decay, words in (
        ("gravity", 60.0, 0.03, "gravity within 60 min"),
        ("gravity", float("inf"), 0.03, "gravity without a cut-off"),
        ("time", 120.0, float("nan"), "minutes saved within 120 min"),
    ):
        found.append(compare(f"{work}, {words}", measure(ours_for, folder, count, kind, cutoff_min, decay), count))
    return found


if __name__ == "__main__":
    main(__doc__, rows)
