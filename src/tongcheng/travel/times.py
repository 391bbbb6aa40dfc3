"""Travel times for every sector: one small object, filled in blocks of origins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.results import Basis, weakest_basis
from tongcheng.travel.dijkstra import DijkstraEngine
from tongcheng.travel.graph import UNREACHED, Components, Graph, build_graph, components
from tongcheng.travel.memory import memory_limit_mb
from tongcheng.travel.snapping import ACCESS_KMH, DETOUR, MAX_KM, Snap, snap

if TYPE_CHECKING:
    from tongcheng.region import Region

Progress = Callable[[str, float], None]
Engine = Literal["hierarchy", "dijkstra"]

#: A place farther than this from its node is named in the notes, though it is reached.
FAR_KM = 1.0

_MS_PER_MINUTE = 60_000


class BlockSource(Protocol):
    """Whatever gives the times of a block of origins again and again, always the same."""

    def block(self, rows: slice) -> NDArray[np.float32]:
        """Give minutes of some origins to all destinations, NaN where there is none."""
        ...


@dataclass(frozen=True)
class Times:
    """Minutes from origins to destinations.

    Parameters
    ----------
    origins, destinations
        Their ids, shapes ``(o,)`` and ``(d,)``.
    mode
        ``drive``, ``transit`` or ``walk``.
    cutoff_min
        Longer times are NaN.
    basis
        Weakest basis of everything the times are made from.
    notes
        One row per place that is not reached or joins the road from afar: ``place, role, reason, component,
        distance_km``; words for the reasons in :data:`tongcheng.travel.snapping.REASONS`.
    source
        Gives the blocks.
    block_size
        Origins per block.
    percentile
        Percentile over departures; NaN where times do not depend on the departure.
    """

    origins: pd.Index[str]
    destinations: pd.Index[str]
    mode: Literal["drive", "transit", "walk"]
    cutoff_min: float
    basis: Basis
    notes: pd.DataFrame
    source: BlockSource = field(repr=False)
    block_size: int = 512
    percentile: float = float("nan")

    @property
    def shape(self) -> tuple[int, int]:
        """Number of origins and destinations."""
        return len(self.origins), len(self.destinations)

    def blocks(self) -> Iterator[tuple[slice, NDArray[np.float32]]]:
        """Give the times block after block: rows of the origins, and minutes of shape ``(rows, d)``.

        Minutes are NaN beyond the cut-off and where there is no way. A block is made when it is asked for and
        not kept, so that 45,000 zones need no more memory than 500.
        """
        for start in range(0, len(self.origins), self.block_size):
            rows = slice(start, min(start + self.block_size, len(self.origins)))
            yield rows, self.source.block(rows)

    def matrix(self, *, limit_mb: float | None = None) -> NDArray[np.float32]:
        """Give all times at once, shape ``(o, d)``.

        Parameters
        ----------
        limit_mb
            Largest matrix that is made; half of the memory of this computer by default.

        Raises
        ------
        InputError
            If the matrix is larger, with what would do instead.
        """
        limit = memory_limit_mb() if limit_mb is None else limit_mb
        need = 4 * len(self.origins) * len(self.destinations) / 1e6
        if need > limit:
            _refuse(need, limit, self.shape)
        result = np.empty(self.shape, dtype=np.float32)
        for rows, minutes in self.blocks():
            result[rows] = minutes
        return result

    def reachable(self, minutes: float) -> csr_array:
        """Tell who reaches whom in time: a sparse matrix of True, shape ``(o, d)``.

        Raises
        ------
        ValueError
            If ``minutes`` is beyond the cut-off, for then the times do not say.
        """
        if minutes > self.cutoff_min:
            raise ValueError(f"times end at {self.cutoff_min:g} minutes; ask for {minutes:g} with a longer cut-off")
        parts = [csr_array(block <= minutes) for _, block in self.blocks()]
        return csr_array(vstack(parts)) if parts else csr_array(self.shape, dtype=bool)


@dataclass(frozen=True)
class DriveNetwork:
    """The roads of a circle made ready: built once, then asked for zones, hospitals and schools."""

    graph: Graph
    parts: Components
    engine: Engine


def drive_network(region: Region, *, engine: Engine = "dijkstra", progress: Progress | None = None) -> DriveNetwork:
    """Make the roads of a circle ready for :func:`drive_times`.

    Raises
    ------
    InputError
        If the road tables cannot be used, naming every row.
    """
    if progress is not None:
        progress("graph", 0.0)
    graph = build_graph(region["road_nodes"], region["road_links"], file=region.file_name("road_links"))
    return DriveNetwork(graph, components(graph), engine)


def drive_times(
    region: Region,
    *,
    to: pd.DataFrame | None = None,
    cutoff_min: float = 60.0,
    engine: Engine = "dijkstra",
    threads: int | None = None,
    block: int = 512,
    progress: Progress | None = None,
    network: DriveNetwork | None = None,
    access_kmh: float = ACCESS_KMH,
    detour: float = DETOUR,
    max_km: float = MAX_KM,
) -> Times:
    """Give driving times from every zone to every zone, or to the places of a frame.

    A time is the access leg at the start, the road and the access leg at the end; from a zone to itself it is 0.

    Parameters
    ----------
    region
        The circle; its ``zones`` are the origins.
    to
        Destinations with their ids in the first column, ``lon`` and ``lat``; the zones by default.
    cutoff_min
        Longer times are not computed.
    engine
        ``dijkstra`` is the slow reference.
    threads
        Threads per block; all processors by default.
    block
        Origins per block.
    progress
        Called with the name of the step and the part of it that is done.
    network
        ``drive_network(region)``, if it is at hand: it is the slow part.
    access_kmh, detour, max_km
        See :func:`tongcheng.travel.snapping.snap`.

    Returns
    -------
    Times

    Raises
    ------
    InputError
        If the road tables cannot be used, naming every row.
    """
    del threads
    network = drive_network(region, engine=engine, progress=progress) if network is None else network
    zones = region["zones"]
    places = zones if to is None else to
    snaps = [
        snap(
            network.graph,
            frame["lon"].to_numpy(dtype=np.float64, na_value=np.nan),
            frame["lat"].to_numpy(dtype=np.float64, na_value=np.nan),
            access_kmh=access_kmh,
            detour=detour,
            max_km=max_km,
            parts=network.parts,
        )
        for frame in ([zones] if to is None else [zones, to])
    ]
    origin, destination = snaps[0], snaps[-1]
    origins, destinations = (pd.Index(frame.iloc[:, 0], dtype="str", name=None) for frame in (zones, places))
    cut_ms = min(round(cutoff_min * _MS_PER_MINUTE), int(UNREACHED) - 1)
    nodes = destination.node[destination.found]
    rows = _DriveRows(DijkstraEngine(network.graph, nodes, cut_ms), origin, destination, cut_ms, same=to is None)
    bases = [network.graph.basis, *_bases(zones), *([] if to is None else _bases(to))]
    notes = [_notes(origins, origin, "origin")]
    notes.append(_notes(destinations, destination, "destination"))
    return Times(
        origins, destinations, "drive", cutoff_min, weakest_basis(bases),
        pd.concat(notes, ignore_index=True), rows, block,
    )  # fmt: skip


class _RowsOfTimes(Protocol):
    def rows(self, sources: NDArray[np.int32]) -> NDArray[np.uint32]: ...


@dataclass(frozen=True)
class _DriveRows:
    """Road times between nodes, made into minutes between places."""

    engine: _RowsOfTimes
    origin: Snap
    destination: Snap
    cut_ms: int
    same: bool

    def block(self, rows: slice) -> NDArray[np.float32]:
        here = np.flatnonzero(self.origin.found[rows]) + rows.start
        there = np.flatnonzero(self.destination.found)
        minutes = np.full((rows.stop - rows.start, len(self.destination.found)), np.nan, dtype=np.float32)
        road = self.engine.rows(self.origin.node[here])
        total = road + self.origin.leg_ms[here, None] + self.destination.leg_ms[None, there]
        near = (road < UNREACHED) & (total <= self.cut_ms)
        minutes[np.ix_(here - rows.start, there)] = np.where(near, total / _MS_PER_MINUTE, np.nan)
        if self.same:
            minutes[here - rows.start, here] = 0
        return minutes


def _bases(frame: pd.DataFrame) -> list[str]:
    return list(frame["basis"].dropna().unique()) if "basis" in frame else []


def _notes(ids: pd.Index[str], found: Snap, role: str) -> pd.DataFrame:
    reason = np.where((found.reason == "") & (found.distance_km > FAR_KM), "far", found.reason)
    named = reason != ""
    component = pd.array(np.where(found.found, found.component, 0)[named], dtype="Int64")
    component[~found.found[named]] = pd.NA
    return pd.DataFrame(
        {
            "place": ids[named],
            "role": role,
            "reason": reason[named].astype(str),
            "component": component,
            "distance_km": found.distance_km[named],
        }
    ).astype({"place": "str", "role": "str", "reason": "str"})


def _refuse(need: float, limit: float, shape: tuple[int, int]) -> None:
    problems = Problems("times")
    problems.add(
        "matrix_too_large",
        expected=Text(f"不超过 {limit:.0f} MB 的矩阵", f"a matrix of at most {limit:.0f} MB"),
        found=f"{shape[0]} × {shape[1]}, {need:.0f} MB",
        remedy=Text(
            "改用 blocks() 逐块计算，或把网格合并后再算",
            "go through blocks() one by one, or merge the zones first",
        ),
    )
    problems.raise_if_any()
