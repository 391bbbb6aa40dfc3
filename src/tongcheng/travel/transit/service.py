"""What a timetable offers: first and last departures and headways, by line and between two stops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.travel.transit.search import Window
from tongcheng.travel.transit.timetable import Timetable
from tongcheng.travel.transit.trips import SECONDS_PER_MINUTE

#: The day whose departures are counted; runs of the day before and after stand in the timetable, too.
DAY = Window.between("00:00", "24:00")


def departures(timetable: Timetable, origin: str, destination: str) -> pd.DataFrame:
    """List every run that takes one from a stop or station to another without a change.

    Parameters
    ----------
    timetable
        The day.
    origin, destination
        Ids of stops or stations.

    Returns
    -------
    pandas.DataFrame
        ``depart_min, arrive_min, line, name, trip``, by departure. A run that calls at several stops of the origin
        stands with the last of these calls, at several of the destination with the first after that.

    Raises
    ------
    InputError
        If nothing calls at one of the two on the day.
    """
    packed = timetable.packed
    starts, ends = timetable.stops_of(origin), timetable.stops_of(destination)
    boardable = np.zeros(len(packed.stop), dtype=bool)
    boardable[packed.board_at] = True
    on = np.flatnonzero(boardable & np.isin(packed.stop, starts))
    off = np.flatnonzero(packed.alight & np.isin(packed.stop, ends))
    parts = []
    for pattern in np.intersect1d(packed.pattern[on], packed.pattern[off]):
        last_off = off[packed.pattern[off] == pattern]
        here = on[(packed.pattern[on] == pattern) & (on < last_off[-1])]
        if len(here) == 0:
            continue
        start = here[-1]
        end = last_off[last_off > start][0]
        trips = np.arange(packed.trip_first[pattern], packed.trip_first[pattern + 1])
        depart, arrive = (
            packed.start[trips] + times[packed.profile[trips] + at]
            for times, at in ((packed.departure, start), (packed.arrival, end))
        )
        parts.append(_rows(timetable, trips, depart, arrive))
    if not parts:
        return _rows(timetable, np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    return pd.concat(parts).sort_values(["depart_min", "arrive_min", "trip"], ignore_index=True)


def pair_service(
    timetable: Timetable, pairs: list[tuple[str, str]], *, window: Window | tuple[str, str] = DAY
) -> pd.DataFrame:
    """Say how often and how long direct runs go between pairs of stops or stations.

    Parameters
    ----------
    timetable
        The day.
    pairs
        Ids of origins and destinations.
    window
        Departures that count; the whole day by default.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``origin, destination, runs``, ``first_min`` and ``last_min`` (departures), ``headway_min``
        (mean gap between departures), ``longest_gap_min``, ``wait_min`` (mean wait of one who comes at any moment
        between the first and the last departure: the gaps' squares over twice their sum, Welding 1957),
        ``ride_min`` (median). What two departures at least are needed for is NaN without them.

    Raises
    ------
    InputError
        If nothing calls at a stop of a pair on the day.
    """
    inside = window if isinstance(window, Window) else Window.between(*window)
    rows = []
    for origin, destination in pairs:
        found = departures(timetable, origin, destination)
        found = found[_inside(found["depart_min"].to_numpy(), inside)]
        ride = (found["arrive_min"] - found["depart_min"]).median()
        rows.append(
            {"origin": origin, "destination": destination, **_regularity(found["depart_min"]), "ride_min": ride}
        )
    return pd.DataFrame(rows)


def line_service(timetable: Timetable, *, window: Window | tuple[str, str] = DAY) -> pd.DataFrame:
    """Say how often each line goes, in each direction, between its ends.

    Parameters
    ----------
    timetable
        The day.
    window
        Departures from the first stop that count; the whole day by default.

    Returns
    -------
    pandas.DataFrame
        One row per line and pair of stations between which its runs go: ``line, name, mode, start, end``, ``toward``
        (the next station, on loops), ``stops`` (calls of a run), ``runs, first_min, last_min, headway_min, longest_gap_min, wait_min`` as in
        :func:`pair_service`, ``ride_min`` (median from end to end).
    """
    inside = window if isinstance(window, Window) else Window.between(*window)
    packed, stops = timetable.packed, timetable.stops
    pattern = np.repeat(np.arange(len(packed.trip_first) - 1), np.diff(packed.trip_first))
    begin, end = packed.first[:-1][pattern], packed.first[1:][pattern] - 1
    loop = packed.stop[begin] == packed.stop[end]
    frame = timetable.runs[["line", "name", "mode"]].assign(
        start=stops["station"].to_numpy()[packed.stop[begin]],
        end=stops["station"].to_numpy()[packed.stop[end]],
        toward=np.where(loop, stops["station"].to_numpy()[packed.stop[begin + 1]], ""),
        stops=end - begin + 1,
        depart_min=(packed.start + packed.departure[packed.profile + begin]) / SECONDS_PER_MINUTE,
        ride_min=(packed.arrival[packed.profile + end] - packed.departure[packed.profile + begin])
        / SECONDS_PER_MINUTE,
    )
    frame = frame[_inside(frame["depart_min"].to_numpy(), inside)]
    keys = ["line", "name", "mode", "start", "end", "toward"]
    rows: list[dict[str, Any]] = []
    for names, group in frame.groupby(keys, sort=True):
        rows.append(
            {
                **dict(zip(keys, names, strict=True)),
                "stops": int(group["stops"].median()),
                **_regularity(group["depart_min"]),
                "ride_min": group["ride_min"].median(),
            }
        )
    return pd.DataFrame(rows)


def _rows(timetable: Timetable, trips: NDArray[np.int64], depart: NDArray[Any], arrive: NDArray[Any]) -> pd.DataFrame:
    runs = timetable.runs.iloc[trips]
    return pd.DataFrame(
        {
            "depart_min": depart / SECONDS_PER_MINUTE,
            "arrive_min": arrive / SECONDS_PER_MINUTE,
            "line": runs["line"].to_numpy(),
            "name": runs["name"].to_numpy(),
            "trip": runs["trip"].to_numpy(),
        }
    )


def _inside(minutes: NDArray[np.float64], window: Window) -> NDArray[np.bool_]:
    seconds = minutes * SECONDS_PER_MINUTE
    return (seconds >= window.start_s) & (seconds < window.start_s + window.step_s * window.count)


def _regularity(depart_min: pd.Series[float]) -> dict[str, float]:
    times = np.sort(depart_min.to_numpy())
    gaps = np.diff(times)
    span = gaps.sum()
    known = len(gaps) > 0
    return {
        "runs": len(times),
        "first_min": float(times[0]) if len(times) else np.nan,
        "last_min": float(times[-1]) if len(times) else np.nan,
        "headway_min": float(gaps.mean()) if known else np.nan,
        "longest_gap_min": float(gaps.max()) if known else np.nan,
        "wait_min": float((gaps**2).sum() / (2 * span)) if known and span > 0 else np.nan,
    }
