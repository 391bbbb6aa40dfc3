"""Times by public transport from places to places over a window of departures, in blocks of origins."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.gtfs.times import clock_minutes
from tongcheng.travel.encoding import MS_PER_MINUTE, TimeArray, encode
from tongcheng.travel.graph import UNREACHED, digest_of
from tongcheng.travel.matrix import processors
from tongcheng.travel.transit.kernel import NEVER, Legs, Scratch, new_scratch, search_blocks
from tongcheng.travel.transit.timetable import Timetable
from tongcheng.travel.transit.trips import SECONDS_PER_MINUTE

_MS_PER_SECOND = MS_PER_MINUTE // SECONDS_PER_MINUTE

#: The longest cut-off: a day. Milliseconds of it are far from ``UNREACHED``.
LONGEST_MIN = 1440.0

MOST_RIDES = 16


@dataclass(frozen=True)
class Window:
    """Departures at even distances.

    Parameters
    ----------
    start_s
        First departure, seconds after midnight.
    step_s
        Seconds from one to the next.
    count
        Number of departures.

    Examples
    --------
    >>> Window.between("07:00", "08:00")
    Window(start_s=25200, step_s=60, count=60)
    """

    start_s: int
    step_s: int
    count: int

    @classmethod
    def between(cls, first: str, last: str, *, step_min: float = 1.0) -> Window:
        """Give the departures from one time of the day until before another, e.g. every minute from 7 to 8.

        Raises
        ------
        InputError
            If a time cannot be read, the second is not after the first, or the step is not a whole second.
        """
        start, end = clock_minutes(first), clock_minutes(last)
        step = step_min * SECONDS_PER_MINUTE
        if not (end > start and step >= 1 and step == round(step)):
            problems = Problems("departures")
            problems.add(
                "bad_window",
                expected=Text("起止时刻，如 07:00 至 08:00", "two times of the day, like 07:00 and 08:00"),
                found=f"{first} – {last}, {step_min:g} min",
                remedy=Text("改正起止时刻或间隔", "correct the times or the step"),
            )
            problems.raise_if_any()
        seconds = round((end - start) * SECONDS_PER_MINUTE)
        return cls(round(start * SECONDS_PER_MINUTE), round(step), -(-seconds // round(step)))

    def rank(self, percentile: float) -> int:
        """Give the place of a percentile among the sorted times of all departures, 0 for the shortest.

        The nearest rank (Hyndman and Fan 1996, definition 1): the shortest time that at least so many percent of
        the departures do not exceed. It is a time that some departure takes, and says the same whether a departure
        that does not arrive is left waiting for ever or not.

        Examples
        --------
        >>> [Window(0, 60, 60).rank(percentile) for percentile in (0, 25, 50, 100)]
        [0, 14, 29, 59]
        """
        return max(0, int(np.ceil(percentile / 100 * self.count - 1e-9)) - 1)


@dataclass(frozen=True)
class TransitSearch:
    """Times of some percentiles from places to places, asked for again and again from blocks of origins.

    Parameters
    ----------
    timetable
        The day.
    access, egress, direct
        Ways from origins to stops, from stops to destinations, and from origins to destinations.
    destinations
        Number of destinations.
    window
        Departures.
    percentiles
        Ascending, 0 to 100.
    cut_s
        Longer times are not wanted, seconds.
    rides
        Most rides of a journey.
    threads
        Threads that share a block; all processors by default.
    """

    timetable: Timetable = field(repr=False)
    access: Legs = field(repr=False)
    egress: Legs = field(repr=False)
    direct: Legs = field(repr=False)
    destinations: int
    window: Window
    percentiles: tuple[float, ...]
    cut_s: int
    rides: int = 4
    threads: int | None = None
    _idle: list[Scratch] = field(default_factory=list, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the scratch behind when sent to another process, where the scheduler decides what runs at once."""
        return TransitSearch, (
            self.timetable, self.access, self.egress, self.direct, self.destinations, self.window,
            self.percentiles, self.cut_s, self.rides, 1,
        )  # fmt: skip

    @cached_property
    def key(self) -> str:
        """Hash of timetable, ways, departures and cut-off; percentiles are left to whoever asks for them."""
        window = self.window
        settings = np.array(
            [self.destinations, window.start_s, window.step_s, window.count, self.cut_s, self.rides], dtype=np.int64
        )
        return digest_of([self.timetable.key, *self.access, *self.egress, *self.direct, settings])

    def seconds(
        self, origins: NDArray[np.int32], percentiles: tuple[float, ...] | None = None, *, ranged: bool = True
    ) -> NDArray[np.int32]:
        """Give whole seconds, shape ``(origins, percentiles, destinations)``, ``NEVER`` where there are none.

        Parameters
        ----------
        origins
            Rows of ``access``.
        percentiles
            Some of those of the search; all by default.
        ranged
            False searches each departure anew: the plain algorithm, slower and with the same answers.
        """
        wanted = self.percentiles if percentiles is None else percentiles
        ranks = np.array([self.window.rank(percentile) for percentile in wanted], dtype=np.int32)
        result = np.empty((len(origins), len(ranks), self.destinations), dtype=np.int32)
        threads = min(self.threads or processors(), max(1, len(origins)))
        parts = np.array_split(np.arange(len(origins)), threads)

        def fill(part: NDArray[np.intp]) -> None:
            rows = slice(int(part[0]), int(part[-1]) + 1) if len(part) else slice(0, 0)
            self._fill(origins[rows], ranks, ranged, result[rows])

        if threads == 1:
            fill(parts[0])
            return result
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(fill, parts):
                pass
        return result

    def _fill(self, origins: NDArray[np.int32], ranks: NDArray[np.int32], ranged: bool, result: Any) -> None:
        table = self.timetable
        with self._scratch() as scratch:
            search_blocks(
                table.packed, table.footpaths, table.change_s, self.access, self.egress, self.direct, origins,
                self.window.start_s, self.window.step_s, self.window.count, self.cut_s, ranks, ranged, scratch,
                result,
            )  # fmt: skip

    @contextmanager
    def _scratch(self) -> Iterator[Scratch]:
        """Lend scratch to one thread; list operations are atomic, so that no two threads get the same."""
        try:
            scratch = self._idle.pop()
        except IndexError:
            scratch = new_scratch(self.timetable.packed, self.destinations, self.rides, self.window.count)
        yield scratch
        self._idle.append(scratch)  # only after a search that ended well: another leaves its marks behind


@dataclass(frozen=True)
class TransitRows:
    """Gives blocks of times by public transport: origins by row, destinations by column.

    Parameters
    ----------
    search
        Finds the times.
    percentiles
        The percentiles that are given, one after the other: the columns of a block are all destinations for the
        first, then all for the second, and so on.
    """

    search: TransitSearch
    percentiles: tuple[float, ...]

    @cached_property
    def key(self) -> str:
        """Hash of the search and the percentiles: the same key, the same times."""
        return digest_of([self.search.key, np.array(self.percentiles, dtype=np.float64)])

    def fill(self, rows: slice, result: TimeArray) -> None:
        """Write the times of some origins into an array, in the form of its dtype."""
        origins = np.arange(rows.start, rows.stop, dtype=np.int32)
        seconds = self.search.seconds(origins, self.percentiles).reshape(len(origins), -1)
        ms = np.where(seconds < NEVER, seconds.astype(np.uint32) * np.uint32(_MS_PER_SECOND), UNREACHED)
        encode(ms.astype(np.uint32, copy=False), result)
