"""Travel times for every sector: one small object, filled in blocks of origins."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.results import Basis, weakest_basis
from tongcheng.travel.driving import (
    DriveNetwork,
    DriveRows,
    Engine,
    Progress,
    drive_network,
    notes_of,
    snap_frame,
)
from tongcheng.travel.encoding import LONGEST_TENTHS_MIN, MS_PER_MINUTE, TimeArray, decode
from tongcheng.travel.graph import UNREACHED
from tongcheng.travel.memory import memory_limit_mb
from tongcheng.travel.snapping import ACCESS_KMH, DETOUR, MAX_KM

if TYPE_CHECKING:
    from tongcheng.region import Region

__all__ = ["DriveNetwork", "Estimate", "Times", "drive_network", "drive_times"]

#: Origins of an estimate, and bytes that a pair takes in a file.
_SAMPLE = 64
_BYTES_PER_PAIR = 4.2


class BlockSource(Protocol):
    """Whatever gives the times of a block of origins again and again, always the same."""

    def fill(self, rows: slice, result: TimeArray) -> None:
        """Write the times of some origins into an array, in the form of its dtype."""
        ...

    @property
    def key(self) -> str:
        """Hash of everything the times follow from."""
        ...


@dataclass(frozen=True)
class Estimate:
    """What all times will need.

    Parameters
    ----------
    seconds
        On this computer, as it is loaded now.
    matrix_mb, tenths_mb, block_mb, file_mb
        Memory of the whole as minutes or milliseconds, in tenths of a second, of one block; and on the disk.
    """

    seconds: float
    matrix_mb: float
    tenths_mb: float
    block_mb: float
    file_mb: float


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
    progress
        Called with ``"times"`` and the part that is done, block after block.
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
    progress: Progress | None = field(default=None, repr=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of origins and destinations."""
        return len(self.origins), len(self.destinations)

    def slices(self) -> list[slice]:
        """Give the rows of each block."""
        size = self.block_size
        return [slice(start, min(start + size, len(self.origins))) for start in range(0, len(self.origins), size)]

    def blocks(
        self, *, scheduler: str | None = None, only: Sequence[slice] | None = None
    ) -> Iterator[tuple[slice, NDArray[np.float32]]]:
        """Give the times block after block: rows of the origins, and minutes of shape ``(rows, d)``.

        Minutes are NaN beyond the cut-off and where there is no way. A block is made when it is asked for and
        not kept, so that 45,000 zones need no more memory than 500.

        Parameters
        ----------
        scheduler
            Address of a Dask scheduler whose workers make the blocks, e.g. ``tcp://10.0.0.5:8786``; this process
            makes them by default. The times are the same.
        only
            Some of :meth:`slices`; all by default.

        Raises
        ------
        InputError
            If the scheduler does not answer.
        """
        slices = self.slices() if only is None else only
        made: Iterator[NDArray[np.float32]]
        if scheduler is None:
            made = (fill_block(self.source, rows, len(self.destinations)) for rows in slices)
        else:
            from tongcheng.travel.tasks import blocks_on

            made = blocks_on(scheduler, self.source, slices, len(self.destinations))
        for rows, minutes in zip(slices, made, strict=True):
            yield rows, minutes
            if self.progress is not None:
                self.progress("times", rows.stop / len(self.origins))

    def estimate(self) -> Estimate:
        """Make the times of a few origins and tell from them what all will need.

        Returns
        -------
        Estimate
        """
        count = len(self.origins)
        few = slice(count // 2, min(count // 2 + _SAMPLE, count))  # the middle of the circle, where most is reached
        fill_block(self.source, few, len(self.destinations))  # compiles, and makes what is made once
        start = time.perf_counter()
        minutes = fill_block(self.source, few, len(self.destinations))
        seconds = (time.perf_counter() - start) * count / max(1, few.stop - few.start)
        per_mb = count * len(self.destinations) / 1e6
        share = float(np.isfinite(minutes).mean()) if minutes.size else 0.0
        return Estimate(
            seconds=seconds,
            matrix_mb=4 * per_mb,
            tenths_mb=2 * per_mb,
            block_mb=4 * min(self.block_size, count) * len(self.destinations) / 1e6,
            file_mb=_BYTES_PER_PAIR * share * per_mb,
        )

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
        result: NDArray[np.float32] = self._dense(np.dtype(np.float32), limit_mb)
        return result

    def keep(self, *, tenths: bool = False, limit_mb: float | None = None) -> Times:
        """Make all times now and hold them in memory, for whoever goes through them many times.

        Parameters
        ----------
        tenths
            Hold tenths of a second in 2 bytes per pair instead of milliseconds in 4; not for the worth of links.
        limit_mb
            As for :meth:`matrix`.

        Raises
        ------
        InputError
            If they are too large, or the cut-off is beyond the 109 minutes that 2 bytes hold.
        """
        if tenths and self.cutoff_min > LONGEST_TENTHS_MIN:
            _refuse_tenths(self.cutoff_min)
        held = self._dense(np.dtype(np.uint16 if tenths else np.uint32), limit_mb)
        return replace(self, source=_Kept(held, self.source.key))

    def _dense(self, form: np.dtype[Any], limit_mb: float | None) -> Any:
        limit = memory_limit_mb() if limit_mb is None else limit_mb
        need = form.itemsize * len(self.origins) * len(self.destinations) / 1e6
        if need > limit:
            _refuse(need, limit, self.shape)
        result = np.empty(self.shape, dtype=form)
        for rows in self.slices():
            self.source.fill(rows, result[rows])
            if self.progress is not None:
                self.progress("times", rows.stop / len(self.origins))
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


def drive_times(
    region: Region,
    *,
    to: pd.DataFrame | None = None,
    cutoff_min: float = 60.0,
    engine: Engine = "hierarchy",
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
        ``hierarchy``, or ``dijkstra`` for the slow reference; both give the same milliseconds.
    threads
        Threads per block; all processors by default.
    block
        Origins per block.
    progress
        Called with the name of the step and the part of it that is done.
    network
        ``drive_network(region)``, if it is at hand: it is the slow part. It brings its own engine.
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
    network = drive_network(region, engine=engine, progress=progress) if network is None else network
    zones = region["zones"]
    places = zones if to is None else to
    legs = {"access_kmh": access_kmh, "detour": detour, "max_km": max_km}
    start = snap_frame(network, zones, **legs)
    end = start if to is None else snap_frame(network, to, **legs)
    cut_ms = round(min(cutoff_min * MS_PER_MINUTE, float(UNREACHED) - 1))
    found = network.engine(end.kernel_node, end.leg_ms, cut_ms, threads)
    origins, destinations = (pd.Index(frame.iloc[:, 0], dtype="str", name=None) for frame in (zones, places))
    return Times(
        origins=origins,
        destinations=destinations,
        mode="drive",
        cutoff_min=cutoff_min,
        basis=weakest_basis([network.graph.basis, *_bases(zones), *_bases(places)]),
        notes=pd.concat(
            [notes_of(origins, start, "origin"), notes_of(destinations, end, "destination")], ignore_index=True
        ),
        source=DriveRows(found, start.kernel_node, start.leg_ms, same=to is None),
        block_size=block,
        progress=progress,
    )


def fill_block(source: BlockSource, rows: slice, destinations: int) -> NDArray[np.float32]:
    """Make one block of minutes: in a loop, in a thread or as a task, always the same."""
    minutes = np.empty((rows.stop - rows.start, destinations), dtype=np.float32)
    source.fill(rows, minutes)
    return minutes


@dataclass(frozen=True)
class _Kept:
    """Times that are held in memory."""

    held: TimeArray
    key: str

    def fill(self, rows: slice, result: TimeArray) -> None:
        if result.dtype == np.float32:
            result[...] = decode(self.held[rows])
        elif result.dtype == self.held.dtype:
            result[...] = self.held[rows]
        else:
            raise ValueError(f"times are held as {self.held.dtype} and cannot be given as {result.dtype}")


def _bases(frame: pd.DataFrame) -> list[str]:
    return list(frame["basis"].dropna().unique()) if "basis" in frame else []


def _refuse(need: float, limit: float, shape: tuple[int, int]) -> None:
    problems = Problems("times")
    problems.add(
        "matrix_too_large",
        expected=Text(f"不超过 {limit:.0f} MB 的矩阵", f"a matrix of at most {limit:.0f} MB"),
        found=f"{shape[0]} × {shape[1]}, {need:.0f} MB",
        remedy=Text(
            "改用 blocks() 逐块计算，或用 save_times 写入文件夹",
            "go through blocks() one by one, or write them to a folder with save_times",
        ),
    )
    problems.raise_if_any()


def _refuse_tenths(cutoff_min: float) -> None:
    problems = Problems("times")
    problems.add(
        "cutoff_too_long",
        expected=Text(f"不超过 {LONGEST_TENTHS_MIN:.0f} 分钟", f"at most {LONGEST_TENTHS_MIN:.0f} minutes"),
        found=f"{cutoff_min:g}",
        remedy=Text("改用毫秒（tenths=False）或缩短时限", "hold milliseconds (tenths=False) or shorten the cut-off"),
    )
    problems.raise_if_any()
