"""Dead ends and bottlenecks across borders, beside the textbook in networkx: ``python -m benchmarks.deadends``.

Generated circles with planted dead ends and bottlenecks, and harmless places that look like them. Ours is
``find_road_ends`` with the border lines, on a network that is ready: every road end near a border with its class, and
every fall. The peer does for dead ends what the literature on missing links does (Vybornova et al. 2023: pairs of
loose ends, straight distance, detour over the network, declustering) with *networkx* and *scipy*: all pairs of ends in
different cities within 1.5 km whose way round is at least 2.5 times as long; of proposals that share an end the
shortest. It asks for no direction, no class, no barrier and no bottleneck; making its graph is not counted.

``work`` says how many of the proposals are planted (p) and how many of the planted are proposed (r). The row of seeds
runs on circles that no rule was made on. Circles and hierarchies are made once and kept in a temporary folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Measured, Row, compare, main, measure, missing, version_of

SIZES = (50_000, 400_000)
QUICK = (8_000,)

#: Seeds that were never looked at while the rules were made.
SEEDS, SEED_NODES = tuple(range(101, 113)), 20_000
QUICK_SEEDS = (101, 102)

_GAP_M, _RATIO = 1_500.0, 2.5


def circle(nodes: int, seed: int) -> Path:
    """Give the folder of a circle, its truth and its hierarchy; make it if it is not there."""
    folder = Path(tempfile.gettempdir()) / "tongcheng-benchmarks" / f"ends-{nodes}-{seed}"
    if not (folder / "dead_ends.parquet").is_file():
        measure(_make, str(folder), nodes, seed)
    return folder


def _make(folder: str, nodes: int, seed: int) -> Callable[[], int]:
    from tongcheng.region.synth import synthesise
    from tongcheng.travel.driving import drive_network

    def make() -> int:
        made = synthesise(seed=seed, nodes=nodes, zones=500)
        place = Path(folder)
        made.region.save(place / "region", suffix=".parquet")
        drive_network(made.region, cache=place)
        made.truth.bottlenecks.to_parquet(place / "bottlenecks.parquet")
        made.truth.dead_ends.to_parquet(place / "dead_ends.parquet")
        return len(made.region["road_nodes"])

    return make


def ours(folder: str) -> Callable[[], dict[str, float]]:
    """Search one circle."""
    from tongcheng.region import open_region
    from tongcheng.region.border_lines import border_lines
    from tongcheng.region.synth import synthesise
    from tongcheng.sectors.transport.ends import find_road_ends
    from tongcheng.travel.driving import drive_network

    small = synthesise(seed=1, nodes=1_000, zones=100).region
    find_road_ends(small, drive_network(small))  # compiled or read from the cache before the clock
    region = open_region(Path(folder) / "region")
    network = drive_network(region, cache=Path(folder))

    def search() -> dict[str, float]:
        return judged(folder, find_road_ends(region, network, lines=border_lines(region)))

    return search


def judged(folder: str, frame: Any) -> dict[str, float]:
    """Count proposals and planted places, and how many of each are right."""
    import pandas as pd

    truth = pd.read_parquet(Path(folder) / "dead_ends.parquet")
    planted = pd.read_parquet(Path(folder) / "bottlenecks.parquet")
    other = truth["counterpart_node"].where(truth["form"] == "both_stop", truth["node"])
    nodes = frame.loc[frame["proposed"] & (frame["kind"] == "dead_end"), "node"]
    links = [set(cell.split(";")) for cell in frame.loc[frame["kind"] == "bottleneck", "links"]]
    return {
        "d_found": len(nodes),
        "d_right": int(nodes.isin({*truth["node"], *other}).sum()),
        "d_planted": len(truth),
        "d_hit": int((truth["node"].isin(nodes) | other.isin(nodes)).sum()),
        "b_found": len(links),
        "b_right": sum(any(link in one for link in planted["link"]) for one in links),
        "b_planted": len(planted),
        "b_hit": sum(any(link in one for one in links) for link in planted["link"]),
    }


def textbook(folder: str) -> Callable[[], dict[str, float]]:
    """Search dead ends with networkx."""
    import networkx as nx
    import pandas as pd
    from scipy.spatial import cKDTree

    from tongcheng.region import open_region
    from tongcheng.region.outlines import city_outlines
    from tongcheng.region.plane import Plane, city_of_points

    region = open_region(Path(folder) / "region")
    nodes, links = region["road_nodes"], region["road_links"]
    links = links[(links["state"] == "open") & (links["access"] != "private")]
    graph = nx.DiGraph()
    for u, v, metres, way in zip(
        links["from_node"], links["to_node"], links["length_m"], links["direction"], strict=True
    ):
        graph.add_edge(u, v, weight=metres)
        if way == "both":
            graph.add_edge(v, u, weight=metres)

    def search() -> dict[str, float]:
        outlines = city_outlines(region)
        uses = pd.concat([links["from_node"], links["to_node"]]).value_counts()
        ends = nodes[nodes["node"].map(uses) == 1]
        city = city_of_points(outlines, ends["lon"], ends["lat"], tolerance_m=300)
        xy = np.column_stack(Plane.around(outlines.total_bounds).flat(ends["lon"], ends["lat"]))
        found = []
        for a, b in cKDTree(xy).query_pairs(_GAP_M):
            if city[a] == city[b] or min(city[a], city[b]) < 0:
                continue
            gap = float(np.hypot(*(xy[a] - xy[b])))
            one, other = ends["node"].iloc[a], ends["node"].iloc[b]
            try:
                metres, _ = nx.bidirectional_dijkstra(graph, one, other)
            except nx.NetworkXNoPath:
                continue
            if metres >= _RATIO * gap:
                found.append((gap, one, other))
        used: set[str] = set()
        rows = []
        for _, one, other in sorted(found):
            if one not in used and other not in used:
                used |= {one, other}
                rows.append({"kind": "dead_end", "proposed": True, "node": one, "links": ""})
        return judged(folder, pd.DataFrame(rows, columns=["kind", "proposed", "node", "links"]))

    return search


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def _words(found: dict[str, float], kind: str) -> str:
    right = _share(found[f"{kind}_right"], found[f"{kind}_found"])
    return f"p {right} r {_share(found[f'{kind}_hit'], found[f'{kind}_planted'])}"


def rows(quick: bool) -> list[Row]:
    """Measure all sizes, then many seeds."""
    found = []
    peer = version_of("networkx")
    if peer is None:
        missing("networkx")
    for nodes in QUICK if quick else SIZES:
        folder = str(circle(nodes, 1))
        mine = measure(ours, folder, repeats=2)
        words = f"{nodes:,} nodes: dead ends {_words(mine.value, 'd')}, bottlenecks {_words(mine.value, 'b')}"
        theirs = measure(textbook, folder) if peer is not None else None
        if theirs is not None:
            words += f"; peer dead ends {_words(theirs.value, 'd')}"
        found.append(compare(words, mine, nodes, peer=peer, theirs=theirs))
    found.append(_seeds(QUICK_SEEDS if quick else SEEDS, QUICK[0] if quick else SEED_NODES))
    return found


def _seeds(seeds: tuple[int, ...], nodes: int) -> Row:
    """Pool the results of many circles, and tell the worst of them."""
    results = [measure(ours, str(circle(nodes, seed))) for seed in seeds]
    total = {name: sum(result.value[name] for result in results) for name in results[0].value}
    worst = {
        f"{kind} {word}": min(result.value[f"{kind}_{part}"] / result.value[f"{kind}_{whole}"] for result in results)
        for kind in "db"
        for word, part, whole in (("p", "right", "found"), ("r", "hit", "planted"))
    }
    words = (
        f"{len(seeds)} other seeds, {nodes:,} nodes: dead ends {_words(total, 'd')}, bottlenecks {_words(total, 'b')}; "
        f"worst seed dead ends p {worst['d p']:.2f} r {worst['d r']:.2f}, bottlenecks p {worst['b p']:.2f} r {worst['b r']:.2f}"
    )
    seconds = sum(result.seconds for result in results)
    peak = max(result.peak_mb for result in results)
    return compare(words, Measured(seconds, peak, None), len(seeds))


if __name__ == "__main__":
    main(__doc__, rows)
