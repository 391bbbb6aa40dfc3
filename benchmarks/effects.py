"""Effects of 1,000 and 10,000 candidate roads, everything that the report tells: ``python -m benchmarks.effects``.

Candidates are those of ``benchmarks.links``: straight roads of 0.5 to 6 km at 70 km/h between nodes of a generated
circle, here at three speeds each (10 % slower, as expected, 10 % faster). For each we count residents and jobs within 30, 45
and 60 minutes under two border states, people newly near an employment centre, a hospital and an airport, time saved by a potential,
and people who gain, by city and county with low and high: what ``sectors.transport.worth`` does. What is timed is
everything after the hierarchy: the times before, the trees, the sums. One process, one thread per sum.
Peers do not have this question: each candidate means the matrix again. *pyroutingkit* gets the kindest form, as in
``benchmarks.links``: the candidate stands in its graph already with an endless time, and only the change of its time,
the matrix, and **one** of our columns (jobs within 60 minutes) at **one** speed are timed. One candidate is run and
taken times the number of candidates. Its gain must be the same number as ours.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Measured, Row, compare, main, measure, missing, version_of
from benchmarks.links import drawn
from benchmarks.matrix import QUICK, SIZES, arcs_of, load, prepared

_CUT_MS = 3_600_000


def region_of(folder: str) -> Any:
    """Give the circle of a prepared graph; made once and kept beside it."""
    from tongcheng.region import open_region
    from tongcheng.region.synth import synthesise

    place = Path(folder) / "circle"
    if not (place / "datapackage.json").is_file():
        nodes, zones = (int(part) for part in Path(folder).name.split("-"))
        synthesise(seed=1, nodes=nodes, zones=zones).region.save(place)
    return open_region(place)


def made(folder: str) -> Callable[[], int]:
    """Make the circle."""
    return lambda: len(region_of(folder)["zones"])


def network_of(folder: str, region: Any) -> Any:
    from tongcheng.travel import DriveNetwork, build_graph, components, saved_hierarchy

    graph = build_graph(region["road_nodes"], region["road_links"])
    return DriveNetwork(graph, components(graph), saved_hierarchy(graph, Path(folder)))


def ours_for(folder: str, count: int) -> Callable[[], list[float]]:
    """Value all candidates; gives place and gain of the best in jobs within the hour, as one city."""
    from tongcheng.region.unlock import split
    from tongcheng.sectors.transport.worth import WORTH_INDICATORS
    from tongcheng.sectors.transport.worth.change import Change, both_ways
    from tongcheng.sectors.transport.worth.measure import make_valuer
    from tongcheng.travel.circle import CircleTravel

    region = region_of(folder)
    travel = CircleTravel(region)
    travel.__dict__["network"] = network_of(folder, region)
    tail, head, ms = drawn(load(folder), count)
    spread = np.rint(np.stack([ms, ms / 0.9, ms / 1.1])).astype(np.uint32)
    both = np.ones(1, dtype=bool)
    changes = [
        Change(str(number), *both_ways(tail[[number]], head[[number]], spread[:, [number]], both))
        for number in range(count)
    ]
    unlocked, _ = split(region, WORTH_INDICATORS)

    def value(some: list[Any]) -> list[float]:
        valuer = make_valuer(region, travel, unlocked, None)
        column = next(
            number for number, item in enumerate(valuer.columns)
            if (item.indicator, item.state, item.threshold) == ("jobs_reached_gain", "together", 60.0)
        )  # fmt: skip
        best = [-1.0, -1.0]
        for gains in valuer.gains(some):
            gain = float(gains.total[column, 0])
            if gain > best[1]:
                best = [float(gains.change), gain]
        return best

    value(changes[:2])  # compiled or read from the cache before the clock
    return lambda: value(changes)


def routingkit_for(folder: str, count: int, number: int) -> Callable[[], float]:
    """Run one candidate again with pyroutingkit; gives its gain."""
    import pyroutingkit

    from tongcheng.region.people import count_by_zone
    from tongcheng.travel.links import places_of

    region = region_of(folder)
    network = network_of(folder, region)
    zones = places_of(network, region["zones"], count_by_zone(region).value)
    jobs = count_by_zone(region, "jobs").value
    arrays = load(folder)
    tail, head, lat, lon = arcs_of(arrays)
    u, v, ms = (array[number : number + 1].astype(np.uint32) for array in drawn(arrays, count))
    topology = pyroutingkit.CCHTopology()
    topology.build(np.concatenate([tail, u, v]), np.concatenate([head, v, u]), lat, lon, len(lat))
    engine = pyroutingkit.CCHMetric(topology)
    endless = np.full(2, pyroutingkit.INF_WEIGHT, dtype=np.uint32)
    engine.customize(np.concatenate([arrays["weight"], endless]))
    node = zones.node.astype(np.uint32)

    def reached() -> float:
        total = 0.0
        for row, times in enumerate(engine.distances_many_to_many(node, node)):
            near = times.astype(np.int64) + zones.leg_ms[row] + zones.leg_ms <= _CUT_MS
            near[row] = True
            total += zones.weight[row] * jobs[near].sum()
        return float(total)

    before = reached()
    new = (len(tail) + np.array([0, 1])).astype(np.uint32)

    def again() -> float:
        engine.update_weights(new, np.repeat(ms, 2))
        return reached() - before

    return again


def rows(quick: bool) -> list[Row]:
    """Measure all sizes."""
    found: list[Row] = []
    works = ((QUICK, 1_000),) if quick else ((QUICK, 1_000), (QUICK, 10_000), (SIZES[0], 1_000))
    for (nodes, zones), count in works:
        folder = prepared(nodes, zones)
        measure(made, folder)
        found.append(_of_size(folder, nodes, count))
    return found


def _of_size(folder: str, nodes: int, count: int) -> Row:
    zones = Path(folder).name.split("-")[1]
    ours = measure(ours_for, folder, count)
    best, gain = int(ours.value[0]), ours.value[1]
    work = f"{count} candidates × {zones} zones, {nodes} nodes, all effects (peer: jobs within 60 min, 1 run)"
    if version_of("pyroutingkit") is None:
        missing("pyroutingkit")
        return compare(work, ours, count)
    once = measure(routingkit_for, folder, count, best)
    if not np.isclose(once.value, gain, rtol=1e-9):
        raise RuntimeError(f"candidate {best}: {gain} here, {once.value} with pyroutingkit")
    theirs = Measured(once.seconds * count, once.peak_mb, None)
    return compare(work, ours, count, peer=version_of("pyroutingkit"), theirs=theirs)


if __name__ == "__main__":
    main(__doc__, rows)
