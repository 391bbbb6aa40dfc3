"""The worth of a link: what one more road between two places would change, for thousands of candidates.

A new link can only make times shorter, and only through itself, so that every time after it follows from four
trees of times to and from its ends (min-plus update of rank one; e.g. Ausiello et al. 1991). The result is that of
computing everything again with the link in place: times and counts exactly, gravity to rounding.

It does not cover closed or slowed roads (make the network again), nor several links at once (see
:mod:`tongcheng.travel.programme`), nor congestion.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.travel.appraiser import AT_ONCE, Measure, Places, chunks_by_place, ends_of, make_appraiser
from tongcheng.travel.candidates import Candidates, read_candidates
from tongcheng.travel.driving import DriveNetwork, snap_frame
from tongcheng.travel.memory import memory_limit_mb
from tongcheng.travel.snapping import ACCESS_KMH, DETOUR, MAX_KM

__all__ = [
    "Candidates",
    "Measure",
    "Places",
    "appraise_links",
    "estimate_links",
    "estimate_seconds",
    "places_of",
    "read_candidates",
]


def places_of(
    network: DriveNetwork,
    frame: pd.DataFrame,
    weight: NDArray[np.float64],
    *,
    access_kmh: float = ACCESS_KMH,
    detour: float = DETOUR,
    max_km: float = MAX_KM,
) -> Places:
    """Put the rows of a frame with ``lon`` and ``lat`` on the network, with what is counted at each.

    The arguments are those of :func:`tongcheng.travel.snapping.snap`.
    """
    found = snap_frame(network, frame, access_kmh=access_kmh, detour=detour, max_km=max_km)
    return Places(found.kernel_node, found.leg_ms, np.asarray(weight, dtype=np.float64))


#: Candidates that an estimate of the time looks at.
_FEW, _MORE = 32, 160

_TREE_BYTES = 4 * 4  # four trees of 32-bit milliseconds
_MB = 1e6


def estimate_links(candidates: Candidates, origins: Places, destinations: Places) -> float:
    """Tell the memory in MB that counting opportunities will need: a bit per pair, and the trees held at once.

    Raises
    ------
    InputError
        If it is more than this computer can hold, with what would do instead.
    """
    pairs = len(origins.node) * len(destinations.node) / 8
    trees = min(AT_ONCE, len(candidates.link)) * _TREE_BYTES * max(len(origins.node), len(destinations.node))
    need, limit = (pairs + trees) / _MB, memory_limit_mb()
    if need > limit:
        problems = Problems("links")
        problems.add(
            "too_large",
            expected=Text(f"不超过 {limit:.0f} MB", f"at most {limit:.0f} MB"),
            found=f"{len(origins.node)} × {len(destinations.node)}, {need:.0f} MB",
            remedy=Text("合并网格，或按城市分批计算", "merge zones, or go city by city"),
        )
        problems.raise_if_any()
    return need


def estimate_seconds(appraise: Callable[[Candidates], object], candidates: Candidates) -> float:
    """Tell how long an appraisal will take on this computer as it is loaded now, from two small parts of it.

    Parameters
    ----------
    appraise
        The appraisal as a function of the candidates.
    candidates
        All of them; few are simply told by the first part.
    """
    count = len(candidates.link)
    few, more = min(count, _FEW), min(count, _MORE)
    appraise(_first(candidates, few))  # compiles, and makes what is made once
    seconds = [_seconds(appraise, _first(candidates, number)) for number in (few, more)]
    slope = max(0.0, seconds[1] - seconds[0]) / max(1, more - few)
    return seconds[0] + slope * (count - few)


def _first(candidates: Candidates, count: int) -> Candidates:
    return Candidates(**{item.name: getattr(candidates, item.name)[:count] for item in fields(candidates)})


def _seconds(appraise: Callable[[Candidates], object], candidates: Candidates) -> float:
    start = time.perf_counter()
    appraise(candidates)
    return time.perf_counter() - start


def appraise_links(
    network: DriveNetwork,
    candidates: Candidates,
    origins: Places,
    destinations: Places,
    measure: Measure,
    *,
    city: NDArray[np.int64] | None = None,
    cities: Sequence[str] = (),
    same: bool = False,
    threads: int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> pd.DataFrame:
    """Tell what each candidate link alone would change.

    Parameters
    ----------
    network
        With a hierarchy.
    candidates
        From :func:`tongcheng.travel.candidates.read_candidates`.
    origins, destinations
        People and what they reach.
    measure
        What is summed.
    city, cities
        Shape ``(o,)``, entry of ``cities`` for each origin; only the total without them.
    same
        Whether origins and destinations are the same places; then a place reaches itself in no time.
    threads
        All processors by default.
    progress
        Called with the name of the step and the part of it that is done.

    Returns
    -------
    pandas.DataFrame
        One row per candidate in their order, index ``link``: one column per city of origin and ``total``. Units:
        people times weight for ``cumulative`` and ``gravity``, people times weight times minutes for ``time``.

    Examples
    --------
    Two towns 30 minutes apart by way of a third; a bridge of 5 minutes brings 10 people to 100 jobs, and back.

    >>> from tongcheng.travel import DriveNetwork, build_graph, build_hierarchy, components
    >>> from tongcheng.travel.candidates import read_candidates
    >>> nodes = pd.DataFrame({"node": ["a", "b", "c"], "lon": [104.0, 104.1, 104.0], "lat": [30.0, 30.0, 30.1],
    ...                       "basis": "observed"})
    >>> links = pd.DataFrame({"link": ["ab", "bc"], "from_node": ["a", "b"], "to_node": ["b", "c"],
    ...                       "length_m": 15_000.0, "speed_kmh": 60.0, "basis": "observed"})
    >>> graph = build_graph(nodes, links)
    >>> network = DriveNetwork(graph, components(graph), build_hierarchy(graph))
    >>> bridge = pd.DataFrame({"link": ["bridge"], "from_node": ["a"], "to_node": ["c"], "minutes": [5.0]})
    >>> here = Places(graph.node_of(nodes["node"]), np.zeros(3, np.uint32), np.array([10.0, 0, 0]))
    >>> there = Places(here.node, here.leg_ms, np.array([0, 0, 100.0]))
    >>> appraise_links(network, read_candidates(network, bridge), here, there, Measure("cumulative", 20.0))["total"]
    link
    bridge    1000.0
    Name: total, dtype: float64
    """
    appraiser = make_appraiser(
        network, origins, destinations, measure,
        city=city, cities=cities, same=same, threads=threads, progress=progress,
    )  # fmt: skip
    gains = np.zeros((len(candidates.link), len(appraiser.cities)))
    done = 0
    for chosen in chunks_by_place(candidates):
        nodes, ends = ends_of(candidates, chosen)
        gains[chosen] = appraiser.gains(appraiser.trees(nodes), ends)
        done += len(chosen)
        if progress is not None:
            progress("links", done / len(candidates.link))
    frame = pd.DataFrame(gains, index=pd.Index(candidates.link, name="link"), columns=list(appraiser.cities))
    if city is not None:
        frame["total"] = gains.sum(axis=1)
    return frame
