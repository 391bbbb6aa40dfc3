"""Making a road network ready for fast questions, beside RoutingKit: ``python -m benchmarks.hierarchy``.

Ours is a contraction hierarchy of one set of times; *pyroutingkit* and *routingkit-cch* order the nodes without the
times and then put the times in, so that other times of the same roads cost them a fraction of this (their part of it
is a row of its own), where we start anew. One thread each. The first row compiles our kernels into an empty cache,
as the very first run on a computer does.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

import numpy as np

from benchmarks.harness import Row, compare, main, measure, missing, version_of
from benchmarks.matrix import QUICK, SIZES, arcs_of, load, load_graph, prepared


def cold_kernels() -> Callable[[], int]:
    """Compile everything that a first run of driving times needs."""
    os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp()
    import pandas as pd

    from tongcheng.travel import ManyToMany, build_graph, build_hierarchy

    nodes = pd.DataFrame({"node": ["a", "b"], "lon": [104.0, 104.1], "lat": 30.0, "basis": "synthetic"})
    links = pd.DataFrame({"link": ["ab"], "from_node": ["a"], "to_node": ["b"], "length_m": 1000.0,
                          "speed_kmh": 60.0, "basis": "synthetic"})  # fmt: skip

    def run() -> int:
        graph = build_graph(nodes, links)
        both, legs = np.array([0, 1], dtype=np.int32), np.zeros(2, dtype=np.uint32)
        result = np.empty((2, 2), dtype=np.float32)
        ManyToMany(build_hierarchy(graph), both, legs).fill(both, legs, result)
        return int(result[0, 1])

    return run


def our_hierarchy(folder: str) -> Callable[[], int]:
    """Order and shortcuts; gives the number of arcs."""
    from dataclasses import replace

    from tongcheng.travel import build_hierarchy

    graph = load_graph(folder)
    none = np.zeros(0, dtype=np.int32)
    two = replace(graph, nodes=graph.nodes[:2], first=np.zeros(3, np.int32), head=none, weight=none.astype(np.uint32))
    build_hierarchy(two)  # compiled or read from the cache before the clock
    return lambda: len(build_hierarchy(graph).up.head)


def routingkit_order(folder: str) -> Callable[[], int]:
    """Order and times with pyroutingkit."""
    import pyroutingkit

    arrays = load(folder)
    arcs = arcs_of(arrays)

    def make() -> int:
        engine = pyroutingkit.CCH()
        engine.build_topology(*arcs, len(arrays["lon"]))
        engine.customize_weights(arrays["weight"])
        return int(engine.arc_count)

    return make


def routingkit_times(folder: str) -> Callable[[], int]:
    """Only the times with pyroutingkit, the order being made."""
    import pyroutingkit

    arrays = load(folder)
    engine = pyroutingkit.CCH()
    engine.build_topology(*arcs_of(arrays), len(arrays["lon"]))

    def customise() -> int:
        engine.customize_weights(arrays["weight"])
        return int(engine.arc_count)

    return customise


def routingkit_cch_order(folder: str) -> Callable[[], int]:
    """Order and times with routingkit-cch."""
    import routingkit_cch

    arrays = load(folder)
    tail, head, lat, lon = (array.tolist() for array in arcs_of(arrays))
    weight = arrays["weight"].tolist()

    def make() -> int:
        order = routingkit_cch.compute_order_inertial(len(lat), tail, head, lat, lon)
        topology = routingkit_cch.CCH(order, tail, head, filter_always_inf_arcs=False)
        return len(routingkit_cch.CCHMetric(topology, weight).weights)

    return make


def rows(quick: bool) -> list[Row]:
    """Measure all sizes."""
    found = [compare("compile all kernels of driving times", measure(cold_kernels), 1)]
    for nodes, zones in (QUICK,) if quick else SIZES:
        folder = prepared(nodes, zones)
        count = len(load(folder)["lon"])
        ours = measure(our_hierarchy, folder, repeats=2)
        for package, run, work in (
            ("pyroutingkit", routingkit_order, "hierarchy"),
            ("routingkit-cch", routingkit_cch_order, "hierarchy"),
            ("pyroutingkit", routingkit_times, "other times, same roads"),
        ):
            if version_of(package) is None:
                missing(package)
                continue
            theirs = measure(run, folder, repeats=2)
            found.append(compare(f"{work}, {nodes} nodes", ours, count, peer=version_of(package), theirs=theirs))
    return found


if __name__ == "__main__":
    main(__doc__, rows)
