"""Every run of a vehicle on one day, in seconds: what feeds and lines are brought to before they are packed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Columns of ``Trips.stops`` and ``Trips.table``.
STOP_COLUMNS = ("stop", "name", "station", "lon", "lat")
TRIP_COLUMNS = ("trip", "line", "name", "mode", "headsign")

SECONDS_PER_MINUTE = 60


@dataclass(frozen=True)
class Trips:
    """The runs of one day, one after the other; the stops of run ``t`` are ``first[t]:first[t + 1]``.

    Parameters
    ----------
    stops
        One row per stop: ``stop`` (id), ``name``, ``station`` (the station it belongs to, else itself), ``lon``,
        ``lat``.
    table
        One row per run: ``trip`` (id), ``line``, ``name`` (of the line), ``mode``, ``headsign``.
    first
        Shape ``(t + 1,)``.
    stop
        Shape ``(e,)``, row in ``stops``.
    arrival, departure
        Shape ``(e,)``, whole seconds after midnight of the day; below zero on runs that began the day before.
    board, alight
        Shape ``(e,)``, whether one may get on and off there.
    """

    stops: pd.DataFrame
    table: pd.DataFrame
    first: NDArray[np.int64]
    stop: NDArray[np.int32]
    arrival: NDArray[np.int32]
    departure: NDArray[np.int32]
    board: NDArray[np.bool_]
    alight: NDArray[np.bool_]

    def take(self, rows: NDArray[np.intp]) -> Trips:
        """Give some runs, in the order of ``rows``; a run may be taken more than once. The stops stay."""
        first, entries = ragged_rows(self.first, rows)
        return Trips(
            self.stops, self.table.iloc[rows].reset_index(drop=True), first, self.stop[entries],
            self.arrival[entries], self.departure[entries], self.board[entries], self.alight[entries],
        )  # fmt: skip

    def shifted(self, seconds: NDArray[np.int64]) -> Trips:
        """Give the runs later by some seconds each, shape ``(t,)``."""
        each = np.repeat(seconds, np.diff(self.first))
        arrival, departure = ((times + each).astype(np.int32) for times in (self.arrival, self.departure))
        return Trips(
            self.stops, self.table, self.first, self.stop, arrival, departure, self.board, self.alight
        )  # fmt: skip

    def served(self) -> Trips:
        """Leave out the stops at which no run of the day calls."""
        used = np.zeros(len(self.stops), dtype=bool)
        used[self.stop] = True
        place = np.cumsum(used, dtype=np.int32) - 1
        return Trips(
            self.stops[used].reset_index(drop=True), self.table, self.first, place[self.stop].astype(np.int32),
            self.arrival, self.departure, self.board, self.alight,
        )  # fmt: skip


def joined(parts: list[Trips]) -> Trips:
    """Put the runs of several sets one after the other; a stop with the same id is the same stop.

    Where two sets know a stop of one id, the first set says where it lies.
    """
    stops = pd.concat([part.stops for part in parts], ignore_index=True).drop_duplicates("stop", ignore_index=True)
    ids = pd.Index(stops["stop"])
    places = [ids.get_indexer(pd.Index(part.stops["stop"]))[part.stop].astype(np.int32) for part in parts]
    starts = np.cumsum([0, *(len(part.stop) for part in parts)])
    first = [part.first[:-1] + start for part, start in zip(parts, starts, strict=False)]

    def together(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in parts])

    return Trips(
        stops, pd.concat([part.table for part in parts], ignore_index=True),
        np.append(np.concatenate(first), starts[-1]).astype(np.int64), np.concatenate(places),
        together("arrival"), together("departure"), together("board"), together("alight"),
    )  # fmt: skip


def ragged_rows(first: NDArray[np.int64], rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give where chosen rows of a ragged array begin when put one after the other, and the entries they take.

    Examples
    --------
    >>> ragged_rows(np.array([0, 2, 5]), np.array([1, 0]))
    (array([0, 3, 5]), array([2, 3, 4, 0, 1]))
    """
    length = (first[1:] - first[:-1])[rows]
    begin = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(length, out=begin[1:])
    entries = np.repeat(first[:-1][rows] - begin[:-1], length) + np.arange(begin[-1])
    return begin, entries
