"""A day's timetable made ready: built once, then searched from every zone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.results import Basis
from tongcheng.travel.graph import digest_of
from tongcheng.travel.hilbert import hilbert_index
from tongcheng.travel.transit.footpaths import Declared, declared_transfers, footpaths_of, no_transfers
from tongcheng.travel.transit.from_feed import busiest_day, feed_trips
from tongcheng.travel.transit.kernel import Legs
from tongcheng.travel.transit.packing import Packed, pack
from tongcheng.travel.transit.trips import Trips
from tongcheng.travel.transit.walking import Walking

if TYPE_CHECKING:
    from tongcheng.region.gtfs import Feed


@dataclass(frozen=True)
class Timetable:
    """The runs of one day, the stops they serve and the ways between these.

    Parameters
    ----------
    stops
        One row per stop that is served: ``stop, name, station, lon, lat``. Rows are what the arrays count.
    runs
        One row per run, in the order of ``packed``: ``trip, line, name, mode, headsign``. A trip that runs by
        frequency stands once per departure.
    packed
        Calls and times.
    footpaths, change_s
        Ways between stops, and seconds for a change at the same stop.
    walking
        How people walk; doors are joined to the stops in the same way.
    date
        Day, ``2019-10-31``; empty for a modelled day.
    basis
        Weakest basis of everything it is made from.
    notes
        What a reader should know, in words.
    """

    stops: pd.DataFrame
    runs: pd.DataFrame
    packed: Packed = field(repr=False)
    footpaths: Legs = field(repr=False)
    change_s: NDArray[np.int32] = field(repr=False)
    walking: Walking = field(repr=False)
    date: str
    basis: Basis
    notes: tuple[Text, ...] = ()

    @cached_property
    def key(self) -> str:
        """Hash of stops, runs and footpaths: the same timetable has the same key on every computer."""
        places = self.stops[["lon", "lat"]].to_numpy(dtype="float64").ravel()
        ids = "\x1f".join(self.stops["stop"])
        return digest_of([ids, places, *self.packed, *self.footpaths, self.change_s])

    @property
    def calls(self) -> int:
        """Number of calls of all runs (stop events)."""
        return int((np.diff(self.packed.first).astype(np.int64) * np.diff(self.packed.trip_first)).sum())

    def stops_of(self, name: str) -> NDArray[np.int32]:
        """Give the rows of a stop, or of all stops of a station, by id.

        Raises
        ------
        InputError
            If nothing calls at a stop or station of that id.
        """
        found = np.flatnonzero((self.stops["stop"] == name).to_numpy())
        if len(found) == 0:
            found = np.flatnonzero((self.stops["station"] == name).to_numpy())
        if len(found) == 0:
            problems = Problems("timetable")
            problems.add(
                "unknown_stop",
                column="stop",
                expected=Text("当日有车停靠的站点编号", "the id of a stop that is served on the day"),
                found=name,
                remedy=Text(
                    "改正编号；timetable.stops 列出全部站点", "correct the id; timetable.stops lists all of them"
                ),
            )
            problems.raise_if_any()
        return found.astype(np.int32)


def feed_timetable(
    feed: Feed,
    date: str | None = None,
    *,
    walking: Walking | None = None,
    basis: Basis = "observed",
) -> Timetable:
    """Make the timetable of one day of a feed.

    Parameters
    ----------
    feed
        From :func:`tongcheng.region.gtfs.read_gtfs`.
    date
        ``2019-10-31`` or ``20191031``; by default the day the feed was read for, else the first of its busiest days.
    walking
        How people walk.
    basis
        Basis of the feed; ``synthetic`` for one of a fictional circle.

    Raises
    ------
    InputError
        If nothing runs on that day, naming the nearest day with service; or naming every call without a time and
        every unknown stop in the calls and transfers.

    Examples
    --------
    >>> timetable = feed_timetable(read_gtfs("TANK-GTFS.zip"), "2019-11-04")  # doctest: +SKIP
    """
    day = date or feed.date or busiest_day(feed)
    walking = walking or Walking()
    trips = feed_trips(feed, day)
    declared, notes = declared_transfers(feed.transfers, trips.stops, feed.stops["stop_id"])
    return make_timetable(
        trips,
        date=f"{pd.Timestamp(day):%Y-%m-%d}",
        basis=basis,
        walking=walking,
        declared=declared,
        notes=(*feed.notes, *_frequency_notes(feed), *notes),
    )


def make_timetable(
    trips: Trips,
    *,
    date: str,
    basis: Basis,
    walking: Walking,
    declared: Declared | None = None,
    notes: tuple[Text, ...] = (),
) -> Timetable:
    """Pack runs and join their stops by footpaths.

    Parameters
    ----------
    trips
        At least one run; all stops are served.
    date, basis, walking, notes
        See :class:`Timetable`.
    declared
        Transfers by row of ``trips.stops``.
    """
    lon, lat = (trips.stops[name].to_numpy(dtype="float64") for name in ("lon", "lat"))
    order = np.argsort(hilbert_index(lon, lat), kind="stable")
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    near = Trips(
        trips.stops.iloc[order].reset_index(drop=True), trips.table, trips.first, place[trips.stop],
        trips.arrival, trips.departure, trips.board, trips.alight,
    )  # fmt: skip
    declared = declared or no_transfers()
    declared = declared._replace(
        start=place[declared.start].astype(np.int64), end=place[declared.end].astype(np.int64)
    )
    packed, rows = pack(near)
    footpaths, change = footpaths_of(near.stops, walking, declared)
    runs = near.table.iloc[rows].reset_index(drop=True)
    return Timetable(near.stops, runs, packed, footpaths, change, walking, date, basis, notes)


def _frequency_notes(feed: Feed) -> tuple[Text, ...]:
    if len(feed.frequencies) == 0:
        return ()
    return (
        Text(
            "按间隔发车的车次自时段起点逐班展开",
            "runs by headway are laid out one by one from the start of their periods",
        ),
    )
