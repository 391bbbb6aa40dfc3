"""Times between all zones, beside RoutingKit and scipy: ``python -m benchmarks.matrix``.

The same graph for all: a generated circle (``tongcheng.region.synth``), driving times in whole milliseconds, one
thread unless said. What is timed is the matrix; making the hierarchy (or its like) is ``benchmarks.hierarchy``.
Peers. *pyroutingkit* (MIT) and *routingkit-cch* bind RoutingKit's customizable contraction hierarchies; both give
milliseconds as integers, we give minutes with NaN, and the time of making them is ours. routingkit-cch answers one
origin at a time with a Python list; that list is part of its time, as nobody can have the answer without it. *scipy*
runs one Dijkstra per origin. Where a peer would take minutes, some of its origins are timed and the rest is taken in
proportion: ``work`` says how many. Every peer's times are compared with ours and must be the same milliseconds.

Circles, and our hierarchies of them, are made once and kept in a temporary folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Measured, Row, compare, main, measure, missing, version_of

#: Nodes and zones of the generated circles.
SIZES = ((264_000, 6_422), (404_000, 6_450))
QUICK = (20_000, 1_500)
LARGE = (404_000, 45_000)

_NO_LIMIT = (1 << 30) - 2
_HOUR = 3_600_000

#: Origins of which the times are compared, and origins timed where a peer is slow.
_COMPARED, _SCIPY, _RKC = 64, 64, 640


def prepared(nodes: int, zones: int) -> str:
    """Give the folder of a circle's graph, hierarchy and zones; make it if it is not there."""
    folder = Path(tempfile.gettempdir()) / "tongcheng-benchmarks" / f"{nodes}-{zones}"
    if not (folder / "graph.npz").is_file():
        measure(_prepare, str(folder), nodes, zones)
    return str(folder)


def _prepare(folder: str, nodes: int, zones: int) -> Callable[[], int]:
    from tongcheng.region.synth import synthesise
    from tongcheng.travel import build_graph, saved_hierarchy, snap

    def make() -> int:
        region = synthesise(seed=1, nodes=nodes, zones=zones).region
        graph = build_graph(region["road_nodes"], region["road_links"])
        found = snap(graph, *(region["zones"][name].to_numpy() for name in ("lon", "lat")))
        Path(folder).mkdir(parents=True, exist_ok=True)
        saved_hierarchy(graph, Path(folder))
        fields = {name: getattr(graph, name) for name in ("first", "head", "weight", "lon", "lat")}
        np.savez(Path(folder) / "graph.npz", zones=found.node[found.found], **fields)
        return graph.size

    return make


def load(folder: str) -> dict[str, Any]:
    """Give the arrays of a prepared graph."""
    with np.load(Path(folder) / "graph.npz") as content:
        return dict(content)


def load_graph(folder: str) -> Any:
    """Give a prepared graph as ours; its ids are numbers, and it knows no stretches."""
    import pandas as pd

    from tongcheng.travel.graph import Graph, Stretches

    arrays = load(folder)
    nodes, none = pd.Index(np.arange(len(arrays["lon"])).astype(str)), np.zeros(0, np.int32)
    time = np.zeros(0, np.uint32)
    return Graph(
        nodes=nodes, stretch=none, joinable=np.ones(len(nodes), bool), basis="synthetic",
        stretches=Stretches(nodes[:0], none, none, time, time, np.zeros(0, bool)),
        **{name: arrays[name] for name in ("first", "head", "weight", "lon", "lat")},
    )  # fmt: skip


def our_matrix(folder: str, cut_ms: int, threads: int, keep: bool) -> Callable[[], list[int]]:
    """Make all times in minutes, block by block; gives the ms of some rows as a checksum."""
    from tongcheng.travel import ManyToMany, saved_hierarchy
    from tongcheng.travel.driving import DriveRows

    zones = load(folder)["zones"]
    legs = np.zeros(len(zones), dtype=np.uint32)
    hierarchy = saved_hierarchy(load_graph(folder), Path(folder))

    def make() -> list[int]:
        engine = ManyToMany(hierarchy, zones, legs, cut_ms, threads)
        source = DriveRows(engine, zones, legs, same=True)
        whole = np.empty((len(zones) if keep else 512, len(zones)), dtype=np.float32)
        for start in range(0, len(zones), 512):
            rows = slice(start, min(start + 512, len(zones)))
            source.fill(rows, whole[rows] if keep else whole[: rows.stop - rows.start])
        return checksum(engine.rows(zones[:_COMPARED])) if keep else []

    make_small = ManyToMany(hierarchy, zones[:2], legs[:2], cut_ms, threads)
    source = DriveRows(make_small, zones, legs, same=False)
    source.fill(slice(0, 1), np.empty((1, 2), dtype=np.float32))  # compiled or read from the cache before the clock
    return make


def routingkit_matrix(folder: str) -> Callable[[], list[int]]:
    """All times with pyroutingkit."""
    import pyroutingkit

    arrays = load(folder)
    zones = arrays["zones"].astype(np.uint32)
    engine = pyroutingkit.CCH()
    engine.build_topology(*arcs_of(arrays), len(arrays["lon"]))
    engine.customize_weights(arrays["weight"])
    return lambda: checksum(engine.distances_many_to_many(zones, zones)[:_COMPARED])


def routingkit_cch_rows(folder: str, origins: int) -> Callable[[], list[int]]:
    """Times of some origins with routingkit-cch."""
    import routingkit_cch

    arrays = load(folder)
    tail, head, lat, lon = (array.tolist() for array in arcs_of(arrays))
    order = routingkit_cch.compute_order_inertial(len(lat), tail, head, lat, lon)
    topology = routingkit_cch.CCH(order, tail, head, filter_always_inf_arcs=False)
    metric = routingkit_cch.CCHMetric(topology, arrays["weight"].tolist())
    zones = arrays["zones"].tolist()

    def find() -> list[int]:
        engine = routingkit_cch.CCHOneToMany(metric, zones)
        found = [engine.distances_from(zone) for zone in zones[:origins]]
        return checksum(np.array([[_NO_LIMIT + 1 if ms is None else ms for ms in row] for row in found[:_COMPARED]]))

    return find


def scipy_rows(folder: str, origins: int) -> Callable[[], list[int]]:
    """Times of some origins with scipy."""
    from tongcheng.travel.dijkstra import DijkstraEngine

    arrays = load(folder)
    zones = arrays["zones"]
    engine = DijkstraEngine(load_graph(folder), zones, np.zeros(len(zones), dtype=np.uint32))
    return lambda: checksum(engine.rows(zones[:origins])[:_COMPARED])


def arcs_of(arrays: dict[str, Any]) -> tuple[Any, ...]:
    """Give tails, heads, latitudes and longitudes as the peers want them."""
    tail = np.repeat(np.arange(len(arrays["lon"]), dtype=np.uint32), np.diff(arrays["first"]))
    place = (arrays[name].astype(np.float32) for name in ("lat", "lon"))
    return (tail, arrays["head"].astype(np.uint32), *place)


def checksum(ms: Any) -> list[int]:
    """Sum times so that any difference shows; whatever stands for no way counts as none."""
    reached = np.where(ms <= _NO_LIMIT, ms, 0).astype(np.int64)
    return [
        int(part) for part in (reached.sum(), (reached * np.arange(1, ms.shape[1] + 1)).sum(), (reached > 0).sum())
    ]


def rows(quick: bool) -> list[Row]:
    """Measure all sizes."""
    found: list[Row] = []
    for nodes, zones in (QUICK,) if quick else SIZES:
        found.extend(_of_size(nodes, zones))
    if not quick:
        folder = prepared(*LARGE)
        count = len(load(folder)["zones"])
        ours = measure(our_matrix, folder, _HOUR, 1, False)
        found.append(compare(f"{count} × {count} within 60 min, block by block, {LARGE[0]} nodes", ours, count**2))
    return found


def _of_size(nodes: int, zones: int) -> list[Row]:
    folder = prepared(nodes, zones)
    count = len(load(folder)["zones"])
    work = f"{count} × {count}, {nodes} nodes"
    ours = measure(our_matrix, folder, _NO_LIMIT, 1, True, repeats=3)
    found = []
    for package, run, part in (
        ("pyroutingkit", routingkit_matrix, 1.0),
        ("routingkit-cch", routingkit_cch_rows, min(_RKC, count) / count),
        ("scipy", scipy_rows, min(_SCIPY, count) / count),
    ):
        if version_of(package) is None:
            missing(package)
            continue
        timed = round(part * count)
        theirs = measure(run, folder) if part == 1 else measure(run, folder, timed)
        if theirs.value != ours.value:
            raise RuntimeError(f"{package} gives other times: {theirs.value}, not {ours.value}")
        said = work if part == 1 else f"{work} (peer: {timed} origins timed)"
        whole = Measured(theirs.seconds / part, theirs.peak_mb, None)
        found.append(compare(said, ours, count**2, peer=version_of(package), theirs=whole))
    two = measure(our_matrix, folder, _NO_LIMIT, 2, True, repeats=3)
    hour = measure(our_matrix, folder, _HOUR, 1, True, repeats=3)
    found.append(compare(f"{work}, two threads", two, count**2))
    found.append(compare(f"{work}, within 60 min", hour, count**2))
    return found


if __name__ == "__main__":
    main(__doc__, rows)
