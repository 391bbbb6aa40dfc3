"""Ways between stops for changing: walks, stations and the transfers of a feed, closed within the walking limit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.travel.ids import positions
from tongcheng.travel.transit.kernel import NEVER, Legs
from tongcheng.travel.transit.nearby import legs_of, on_sphere, rows_of, within
from tongcheng.travel.transit.trips import SECONDS_PER_MINUTE
from tongcheng.travel.transit.walking import Walking, walk_legs

#: Kinds of transfers in GTFS: a stated time, and a change that is not possible.
_STATED, _IMPOSSIBLE = 2, 3
_IN_SEAT = (4, 5)

#: Columns that narrow a transfer to routes or runs.
_NARROWER = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")

_FIRST_ROW = 2


class Declared(NamedTuple):
    """Transfers as a feed states them, one entry per pair of stops; ``seconds`` is ``NEVER`` where none is possible.

    Where a feed names a pair without a time, ``timed`` is False and the walk between the two decides.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    seconds: NDArray[np.int64]
    timed: NDArray[np.bool_]


def no_transfers() -> Declared:
    """Give what a timetable without transfers declares."""
    none = np.zeros(0, dtype=np.int64)
    return Declared(none, none, none, np.zeros(0, dtype=bool))


def declared_transfers(
    transfers: pd.DataFrame, stops: pd.DataFrame, known: pd.Series[str]
) -> tuple[Declared, tuple[Text, ...]]:
    """Read the transfers of a feed; one between stations holds for all their stops.

    Parameters
    ----------
    transfers
        As in the feed: ``from_stop_id``, ``to_stop_id``, ``transfer_type``, ``min_transfer_time`` (seconds).
    stops
        Stops that are served, as in :class:`tongcheng.travel.transit.trips.Trips`.
    known
        Ids of all stops of the feed; a transfer of stops that are not served today is left out.

    Returns
    -------
    declared : Declared
    notes : tuple of Text
        What was left out.

    Raises
    ------
    InputError
        Naming every row with an unknown stop.
    """
    rows = transfers.reset_index(drop=True)
    _check_stops(rows, known)
    kind = _numbers(rows, "transfer_type", 0.0)
    narrow = np.zeros(len(rows), dtype=bool)
    for column in _NARROWER:
        if column in rows:
            narrow |= rows[column].notna().to_numpy()
    left_out = narrow | np.isin(kind, _IN_SEAT)
    notes: tuple[Text, ...] = ()
    if left_out.any():
        count = int(left_out.sum())
        notes = (
            Text(
                f"{count:,} 条只限特定线路、车次或不下车的换乘未采用",
                f"{count:,} transfers for certain routes or trips, or in the seat, are not used",
            ),
        )
    rows, kind = rows[~left_out], kind[~left_out]
    seconds = np.where(kind == _IMPOSSIBLE, float(NEVER), _numbers(rows, "min_transfer_time", np.nan))
    seconds[(kind != _STATED) & (kind != _IMPOSSIBLE)] = np.nan
    return _spread(rows, seconds, stops), notes


def footpaths_of(stops: pd.DataFrame, walking: Walking, declared: Declared) -> tuple[Legs, NDArray[np.int32]]:
    """Give the ways between stops, and what a change at the same stop takes.

    Walks up to ``walking.change_min``, walks between the stops of one station however long, and declared transfers
    are put together and closed: whoever can walk from a to b and on to c can walk from a to c, as long as that takes
    no longer than ``change_min``. Where the feed states a time for a pair, or that one cannot change, that stands.

    Returns
    -------
    footpaths : Legs
        From each stop to others, whole seconds.
    change : numpy.ndarray
        Shape ``(stops,)``, seconds; ``NEVER`` where the feed says that one cannot change.
    """
    count = len(stops)
    walks = walk_legs(walking, stops, stops, walking.change_min)
    same = _station_pairs(stops)
    untimed = np.stack([declared.start, declared.end])[:, ~declared.timed]
    pairs = np.concatenate([same, untimed], axis=1)
    timed = declared.timed & (declared.start != declared.end)
    possible = timed & (declared.seconds < NEVER)
    rows = np.concatenate([rows_of(walks), pairs[0], declared.start[possible]])
    heads = np.concatenate([walks.head, pairs[1], declared.end[possible]])
    seconds = np.concatenate([walks.seconds, _on_foot(stops, walking, pairs), declared.seconds[possible]])
    stated = declared.start[timed] * count + declared.end[timed]
    keep = ~np.isin(rows * np.int64(count) + heads, stated) & (rows != heads)
    keep[len(keep) - int(possible.sum()) :] = True
    direct = legs_of(rows[keep], heads[keep], seconds[keep], count)
    closed = _closed(direct, round(walking.change_min * SECONDS_PER_MINUTE))
    row, head, time = (np.concatenate([a, b]) for a, b in zip(_entries(direct), closed, strict=True))
    keep = ~np.isin(row * np.int64(count) + head, stated) & (row != head)
    legs = legs_of(
        np.concatenate([row[keep], declared.start[possible]]),
        np.concatenate([head[keep], declared.end[possible]]),
        np.concatenate([time[keep], declared.seconds[possible]]),
        count,
    )
    change = np.full(count, round(walking.same_stop_min * SECONDS_PER_MINUTE), dtype=np.int32)
    own = declared.timed & (declared.start == declared.end)
    change[declared.start[own]] = declared.seconds[own]
    return legs, change


def _entries(legs: Legs) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    return rows_of(legs).astype(np.int64), legs.head.astype(np.int64), legs.seconds.astype(np.int64)


def _closed(legs: Legs, limit: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give the shortest ways over any stops between, up to a limit in seconds."""
    every = np.arange(len(legs.first) - 1, dtype=np.int32)
    nothing = np.zeros(len(every), dtype=np.uint32)
    arcs = (legs.first, legs.head, legs.seconds.astype(np.uint32))
    row, head, time = within(arcs, (every, nothing), (every, nothing), limit)
    return row.astype(np.int64), head.astype(np.int64), time.astype(np.int64)


def _station_pairs(stops: pd.DataFrame) -> NDArray[np.int64]:
    """Give all ordered pairs of different stops of one station, shape ``(2, pairs)``."""
    codes = stops["station"].factorize()[0]
    order = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes)
    many = np.flatnonzero(sizes > 1)
    begin = np.cumsum(sizes) - sizes
    pairs = [
        np.stack([grid.ravel() for grid in np.meshgrid(members, members, indexing="ij")])
        for members in (order[begin[code] : begin[code] + sizes[code]] for code in many)
    ]
    if not pairs:
        return np.zeros((2, 0), dtype=np.int64)
    together = np.concatenate(pairs, axis=1)
    return np.asarray(together[:, together[0] != together[1]])


def _on_foot(stops: pd.DataFrame, walking: Walking, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the seconds of straight walks between pairs of stops, however long."""
    places = on_sphere(stops["lon"].to_numpy(dtype="float64"), stops["lat"].to_numpy(dtype="float64"))
    km = np.sqrt(((places[pairs[0]] - places[pairs[1]]) ** 2).sum(axis=1))
    seconds: NDArray[np.int64] = np.ceil(km * walking.detour / walking.kmh * 3600 - 1e-6).astype(np.int64)
    return seconds


def _spread(rows: pd.DataFrame, seconds: NDArray[np.float64], stops: pd.DataFrame) -> Declared:
    """Spread transfers of stations over their stops; a row of two stops goes before one of their stations."""
    stop_at = (
        positions(pd.Index(stops["stop"]), rows["from_stop_id"]),
        positions(pd.Index(stops["stop"]), rows["to_stop_id"]),
    )
    members = {str(name): group.to_numpy() for name, group in pd.Series(stops.index).groupby(stops["station"])}
    found: dict[tuple[int, int], tuple[int, float]] = {}
    for number in range(len(rows)):
        ends = []
        for column, place in (("from_stop_id", stop_at[0][number]), ("to_stop_id", stop_at[1][number])):
            ends.append([place] if place >= 0 else members.get(str(rows[column].iloc[number]), []))
        breadth = int(stop_at[0][number] < 0) + int(stop_at[1][number] < 0)
        for start in ends[0]:
            for end in ends[1]:
                before = found.get((int(start), int(end)))
                if before is None or breadth <= before[0]:
                    found[int(start), int(end)] = (breadth, float(seconds[number]))
    if not found:
        return no_transfers()
    pairs = np.array(list(found), dtype=np.int64).T
    time = np.array([seconds for _, seconds in found.values()])
    timed = ~np.isnan(time)
    return Declared(pairs[0], pairs[1], np.where(timed, time, 0).astype(np.int64), timed)


def _numbers(rows: pd.DataFrame, column: str, default: float) -> NDArray[np.float64]:
    if column not in rows:
        return np.full(len(rows), default)
    return np.asarray(pd.to_numeric(rows[column], errors="coerce").fillna(default).to_numpy(dtype="float64"))


def _check_stops(rows: pd.DataFrame, known: pd.Series[str]) -> None:
    problems = Problems("transfers.txt")
    for column in ("from_stop_id", "to_stop_id"):
        for row in np.flatnonzero(~rows[column].isin(known).to_numpy()):
            problems.add(
                "unknown_stop",
                row=int(row) + _FIRST_ROW,
                column=column,
                expected=Text("stops.txt 中已有的站点", "a stop that stands in stops.txt"),
                found=rows[column].iloc[row],
                remedy=Text(
                    "改正站点编号，或在 stops.txt 中补上", "correct the stop's id, or add the stop to stops.txt"
                ),
            )
    problems.raise_if_any()
