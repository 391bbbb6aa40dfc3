"""Door to door by public transport: walk or drive, wait, ride, change, walk, as :class:`tongcheng.travel.times.Times`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.results import Basis, weakest_basis
from tongcheng.travel.encoding import LONGEST_TENTHS_MIN, TimeArray, decode
from tongcheng.travel.memory import memory_limit_mb
from tongcheng.travel.times import Times, fill_block
from tongcheng.travel.transit.kernel import Legs
from tongcheng.travel.transit.nearby import on_sphere, turned
from tongcheng.travel.transit.search import LONGEST_MIN, MOST_RIDES, TransitRows, TransitSearch, Window
from tongcheng.travel.transit.timetable import Timetable
from tongcheng.travel.transit.trips import SECONDS_PER_MINUTE
from tongcheng.travel.transit.walking import Driving, drive_legs, shortest_of, walk_legs

if TYPE_CHECKING:
    from tongcheng.region import Region
    from tongcheng.travel.driving import Progress

#: Why a place has no times by public transport.
TRANSIT_REASONS: dict[str, Text] = {
    "no_position": Text("无坐标", "no coordinates"),
    "no_stop": Text("步行可达范围内无车站", "no stop within walking distance"),
}

PERCENTILES = (25.0, 50.0, 75.0)


@dataclass(frozen=True)
class Estimate:
    """What times will take.

    Parameters
    ----------
    seconds
        On one thread; two threads take half of it.
    block_mb
        Memory to go through the blocks, beside the timetable.
    kept_mb
        Memory to keep all times in milliseconds.
    """

    seconds: float
    block_mb: float
    kept_mb: float


@dataclass(frozen=True)
class TransitTimes:
    """Minutes from door to door, by percentile over the departures of a window.

    Parameters
    ----------
    origins, destinations
        Their ids, shapes ``(o,)`` and ``(d,)``.
    percentiles
        Ascending. The 50th is the time that half of the departures do not exceed.
    cutoff_min
        Longer times are NaN.
    basis
        Weakest basis of timetable and places.
    notes
        One row per place without a stop in reach: ``place, role, reason, component, distance_km``; words for the
        reasons in ``TRANSIT_REASONS``. Such a place may still be reached on foot.
    search
        Finds the times.
    block_size
        Origins per block.
    progress
        Called with ``"transit"`` and the part that is done.

    Examples
    --------
    >>> times = transit_times(region, feed_timetable(feed, "2019-11-04"))  # doctest: +SKIP
    >>> times.at(50).reachable(45).sum(axis=1)  # doctest: +SKIP
    """

    origins: pd.Index[str]
    destinations: pd.Index[str]
    percentiles: tuple[float, ...]
    cutoff_min: float
    basis: Basis
    notes: pd.DataFrame
    search: TransitSearch = field(repr=False)
    block_size: int = 256
    progress: Progress | None = field(default=None, repr=False)

    def at(self, percentile: float) -> Times:
        """Give the times of one percentile; each block is searched when it is asked for.

        To go through several percentiles, :meth:`blocks` and :meth:`keep` search only once for all of them.
        """
        if percentile not in self.percentiles:
            raise ValueError(f"the percentiles are {self.percentiles}, not {percentile:g}")
        return Times(
            origins=self.origins,
            destinations=self.destinations,
            mode="transit",
            cutoff_min=self.cutoff_min,
            basis=self.basis,
            notes=self.notes,
            source=TransitRows(self.search, (percentile,)),
            block_size=self.block_size,
            percentile=percentile,
            progress=self.progress,
        )

    def slices(self) -> list[slice]:
        """Give the rows of each block."""
        size, count = self.block_size, len(self.origins)
        return [slice(start, min(start + size, count)) for start in range(0, count, size)]

    def blocks(self, *, scheduler: str | None = None) -> Iterator[tuple[slice, NDArray[np.float32]]]:
        """Give the times block after block: rows of the origins, and minutes of shape ``(rows, percentiles, d)``.

        Parameters
        ----------
        scheduler
            Address of a Dask scheduler whose workers make the blocks; this process makes them by default. The times
            are the same.

        Raises
        ------
        InputError
            If the scheduler does not answer.
        """
        source = TransitRows(self.search, self.percentiles)
        slices, width = self.slices(), len(self.percentiles) * len(self.destinations)
        made: Iterator[NDArray[np.float32]]
        if scheduler is None:
            made = (fill_block(source, rows, width) for rows in slices)
        else:
            from tongcheng.travel.tasks import blocks_on

            made = blocks_on(scheduler, source, slices, width)
        for rows, minutes in zip(slices, made, strict=True):
            yield rows, minutes.reshape(len(minutes), len(self.percentiles), len(self.destinations))
            if self.progress is not None:
                self.progress("transit", rows.stop / len(self.origins))

    def estimate(self, *, origins: int = 4) -> Estimate:
        """Say what the whole will take, from the times of some origins on one thread.

        Parameters
        ----------
        origins
            How many are tried, evenly spread.
        """
        tried = np.linspace(0, len(self.origins) - 1, min(origins, len(self.origins))).astype(np.int32)
        self.search.seconds(tried[:1])  # compiled or read from the cache before the clock
        start = time.perf_counter()
        for row in tried:
            self.search.seconds(np.array([row], dtype=np.int32))
        each = (time.perf_counter() - start) / max(1, len(tried))
        cells = len(self.percentiles) * len(self.destinations)
        per_thread = 4 * len(self.destinations) * self.search.window.count
        per_thread += (
            16 * self.search.rides * (len(self.search.timetable.packed.stop) + len(self.search.timetable.stops))
        )
        block = 8 * self.block_size * cells
        return Estimate(
            seconds=each * len(self.origins),
            block_mb=(block + per_thread) / 1e6,
            kept_mb=4 * cells * len(self.origins) / 1e6,
        )

    def keep(self, *, tenths: bool = False, limit_mb: float | None = None) -> dict[float, Times]:
        """Search once and hold the times of every percentile in memory.

        Parameters
        ----------
        tenths
            Hold tenths of a second in 2 bytes per pair instead of milliseconds in 4; both are exact.
        limit_mb
            Largest matrices that are made, together; half of the memory of this computer by default.

        Raises
        ------
        InputError
            If they are too large, or the cut-off is beyond the 109 minutes that 2 bytes hold.
        """
        form = np.dtype(np.uint16 if tenths else np.uint32)
        shape = (len(self.percentiles), len(self.origins), len(self.destinations))
        limit = memory_limit_mb() if limit_mb is None else limit_mb
        need = form.itemsize * float(np.prod(shape, dtype=np.float64)) / 1e6
        _check_keeping(need, limit, self.cutoff_min if tenths else 0.0)
        held = np.empty(shape, dtype=form)
        source = TransitRows(self.search, self.percentiles)
        for rows in self.slices():
            block = np.empty((rows.stop - rows.start, shape[0] * shape[2]), dtype=form)
            source.fill(rows, block)
            held[:, rows] = block.reshape(len(block), shape[0], shape[2]).swapaxes(0, 1)
            if self.progress is not None:
                self.progress("transit", rows.stop / len(self.origins))
        return {
            percentile: replace(
                self.at(percentile), source=_Held(held[number], TransitRows(self.search, (percentile,)).key)
            )
            for number, percentile in enumerate(self.percentiles)
        }


def transit_times(
    region: Region,
    timetable: Timetable,
    *,
    to: pd.DataFrame | None = None,
    departures: Window | tuple[str, str] = ("07:00", "08:00"),
    percentiles: tuple[float, ...] = PERCENTILES,
    cutoff_min: float = 120.0,
    rides: int = 4,
    driving: Driving | None = None,
    threads: int | None = None,
    block: int = 256,
    progress: Progress | None = None,
) -> TransitTimes:
    """Give times by public transport from every zone to every zone, or to the places of a frame.

    A time counts from the moment of leaving the door, so that waiting is part of it. For each departure of the
    window the earliest arrival is found with at most ``rides`` rides (Delling, Pajor and Werneck 2012); percentiles
    are taken over the departures (Conway, Byrd and van der Linden 2017). Whoever is faster on foot walks.

    Parameters
    ----------
    region
        The circle; its ``zones`` are the origins.
    timetable
        From :func:`feed_timetable` or :func:`timetable_from_lines`; its ``walking`` says how people walk.
    to
        Destinations with their ids in the first column, ``lon`` and ``lat``; the zones by default.
    departures
        Every minute between two times of the day, or a :class:`Window`.
    percentiles
        0 to 100.
    cutoff_min
        Longer times are not computed.
    rides
        Most rides of a journey.
    driving
        Also drive from the door to a station; nobody drives at the other end.
    threads
        Threads per block; all processors by default.
    block
        Origins per block.
    progress
        Called with ``"transit"`` and the part that is done.

    Returns
    -------
    TransitTimes

    Raises
    ------
    InputError
        If the timetable is of another place, or a percentile, the cut-off or the rides make no sense.
    """
    window = departures if isinstance(departures, Window) else Window.between(*departures)
    _check_settings(percentiles, cutoff_min, rides)
    zones, walking = region["zones"], timetable.walking
    places = zones if to is None else to
    access = walk_legs(walking, zones, timetable.stops, walking.access_min)
    egress = access if to is None else walk_legs(walking, places, timetable.stops, walking.access_min)
    if driving is not None:
        parked = _calls_of(timetable, driving.modes)
        access = shortest_of(access, drive_legs(driving, zones, timetable.stops, parked))
    _check_place(zones, timetable, access)
    notes = [_notes(zones, timetable, access, "origin"), _notes(places, timetable, egress, "destination")]
    search = TransitSearch(
        timetable, access, turned(egress, len(timetable.stops)),
        walk_legs(walking, zones, places, walking.access_min), len(places), window,
        tuple(sorted({float(percentile) for percentile in percentiles})), int(cutoff_min * SECONDS_PER_MINUTE), rides,
        threads,
    )  # fmt: skip
    return TransitTimes(
        origins=_ids(zones),
        destinations=_ids(places),
        percentiles=search.percentiles,
        cutoff_min=cutoff_min,
        basis=weakest_basis([timetable.basis, *_bases(zones), *_bases(places)]),
        notes=pd.concat(notes, ignore_index=True),
        search=search,
        block_size=block,
        progress=progress,
    )


@dataclass(frozen=True)
class _Held:
    """Times of one percentile that are held in memory."""

    held: TimeArray
    key: str

    def fill(self, rows: slice, result: TimeArray) -> None:
        if result.dtype == np.float32:
            result[...] = decode(self.held[rows])
        elif result.dtype == self.held.dtype:
            result[...] = self.held[rows]
        else:
            raise ValueError(f"times are held as {self.held.dtype} and cannot be given as {result.dtype}")


def _ids(frame: pd.DataFrame) -> pd.Index[str]:
    ids: pd.Index[str] = pd.Index(frame.iloc[:, 0], dtype="str", name=None)
    return ids


def _bases(frame: pd.DataFrame) -> list[str]:
    return list(frame["basis"].dropna().unique()) if "basis" in frame else []


def _calls_of(timetable: Timetable, modes: tuple[str, ...]) -> NDArray[np.bool_]:
    """Tell at which stops vehicles of some modes call."""
    packed = timetable.packed
    chosen = timetable.runs["mode"].isin(modes).to_numpy()
    runs = np.add.reduceat(chosen, packed.trip_first[:-1]) if len(chosen) else chosen
    served = np.zeros(len(timetable.stops), dtype=bool)
    served[packed.stop[(runs > 0)[packed.pattern]]] = True
    return served


def _notes(places: pd.DataFrame, timetable: Timetable, legs: Legs, role: str) -> pd.DataFrame:
    """Name the places from which no stop can be walked to, with the straight distance to the nearest."""
    without = np.flatnonzero(np.diff(legs.first) == 0)
    lon, lat = (places[name].to_numpy(dtype="float64", na_value=np.nan)[without] for name in ("lon", "lat"))
    known = np.isfinite(lon) & np.isfinite(lat)
    km = np.full(len(without), np.nan)
    km[known] = _nearest_km(timetable, lon[known], lat[known])
    return pd.DataFrame(
        {
            "place": _ids(places)[without],
            "role": role,
            "reason": np.where(known, "no_stop", "no_position"),
            "component": pd.array([pd.NA] * len(without), dtype="Int64"),
            "distance_km": km,
        }
    ).astype({"place": "str", "role": "str", "reason": "str"})


def _nearest_km(timetable: Timetable, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    stops = on_sphere(*(timetable.stops[name].to_numpy(dtype="float64") for name in ("lon", "lat")))
    return np.asarray(cKDTree(stops).query(on_sphere(lon, lat))[0], dtype=np.float64)


def _check_place(zones: pd.DataFrame, timetable: Timetable, access: Legs) -> None:
    """Refuse a timetable of another place: none of its stops is near any zone."""
    if len(access.head) or len(zones) == 0:
        return
    lon, lat = (timetable.stops[name].to_numpy(dtype="float64") for name in ("lon", "lat"))
    here = [zones[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("lon", "lat")]
    known = np.isfinite(here[0]) & np.isfinite(here[1])
    km = _nearest_km(timetable, here[0][known], here[1][known]).min() if known.any() else np.nan
    problems = Problems("timetable")
    area = f"{np.nanmin(here[0]):.2f}–{np.nanmax(here[0]):.2f}, {np.nanmin(here[1]):.2f}–{np.nanmax(here[1]):.2f}"
    problems.add(
        "feed_elsewhere",
        column="lon, lat",
        expected=Text(f"网格（{area}）步行范围内有车站", f"stops within a walk of the zones ({area})"),
        found=f"{lon.min():.2f}–{lon.max():.2f}, {lat.min():.2f}–{lat.max():.2f} ({km:,.1f} km)",
        remedy=Text(
            "换用本都市圈的时刻表；或检查经纬度是否颠倒、坐标系是否为 WGS84",
            "use a timetable of this circle, or check for swapped coordinates and another datum",
        ),
    )
    problems.raise_if_any()


def _check_settings(percentiles: tuple[float, ...], cutoff_min: float, rides: int) -> None:
    problems = Problems("transit")
    for code, wrong, expected, found in (
        ("bad_percentiles", not percentiles or not all(0 <= value <= 100 for value in percentiles),
         Text("0 至 100 的百分位", "percentiles of 0 to 100"), percentiles),
        ("bad_cutoff", not 0 < cutoff_min <= LONGEST_MIN,
         Text(f"0 至 {LONGEST_MIN:.0f} 分钟", f"0 to {LONGEST_MIN:.0f} minutes"), cutoff_min),
        ("bad_rides", not 1 <= rides <= MOST_RIDES,
         Text(f"1 至 {MOST_RIDES} 次乘车", f"1 to {MOST_RIDES} rides"), rides),
    ):  # fmt: skip
        if wrong:
            problems.add(code, expected=expected, found=found, remedy=Text("改正设置", "correct the setting"))
    problems.raise_if_any()


def _check_keeping(need: float, limit: float, tenths_min: float) -> None:
    problems = Problems("times")
    if need > limit:
        problems.add(
            "matrix_too_large",
            expected=Text(f"合计不超过 {limit:.0f} MB", f"at most {limit:.0f} MB together"),
            found=f"{need:.0f} MB",
            remedy=Text("改用 blocks() 逐块计算，或减少百分位", "go through blocks() one by one, or ask for fewer percentiles"),
        )  # fmt: skip
    if tenths_min > LONGEST_TENTHS_MIN:
        problems.add(
            "cutoff_too_long",
            expected=Text(f"不超过 {LONGEST_TENTHS_MIN:.0f} 分钟", f"at most {LONGEST_TENTHS_MIN:.0f} minutes"),
            found=f"{tenths_min:g}",
            remedy=Text("改用毫秒（tenths=False）或缩短时限", "hold milliseconds (tenths=False) or shorten the cut-off"),
        )  # fmt: skip
    problems.raise_if_any()
