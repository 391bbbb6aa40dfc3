"""Times of a timetable in minutes after midnight of the day of service, and the blank ones between."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.columns import FIRST_ROW

Minutes = NDArray[np.float64]

_CLOCK = re.compile(r"^\s*(\d{1,3}):([0-5]\d)(?::([0-5]\d))?\s*$")

#: So many rows are named one by one; the rest is counted.
MOST_NAMED = 20


def clock_minutes(text: str) -> float:
    """Read ``hh:mm:ss``; hours may pass 24 on trips after midnight. NaN if it is no time.

    Examples
    --------
    >>> clock_minutes("06:45:30"), clock_minutes("25:10:00"), clock_minutes("6.45")
    (405.5, 1510.0, nan)
    """
    match = _CLOCK.match(text)
    if not match:
        return float("nan")
    return int(match[1]) * 60 + int(match[2]) + int(match[3] or 0) / 60


def column_minutes(column: pd.Series[str], file: str, problems: Problems) -> pd.Series[float]:
    """Read a column of times; each distinct text once. Texts that are no time are noted by row."""
    codes, texts = column.factorize()  # a blank has the code -1 and takes the NaN at the end
    known = np.array([*(clock_minutes(text) for text in texts), np.nan])
    minutes = pd.Series(known[codes], index=column.index)
    bad = np.flatnonzero((column.notna() & minutes.isna()).to_numpy())
    name_rows(
        bad,
        column,
        problems,
        code="bad_time",
        file=file,
        expected=Text("时刻，如 06:45:00（可超过 24 时）", "a time like 06:45:00 (24 and more hours are fine)"),
        remedy=Text("改正时刻", "correct the time"),
    )
    return minutes


def name_rows(
    rows: NDArray[np.intp],
    column: pd.Series[str],
    problems: Problems,
    *,
    code: str,
    file: str,
    expected: Text,
    remedy: Text,
) -> None:
    """Note a problem for each row, at most ``MOST_NAMED`` of them, and count the rest."""
    for row in rows[:MOST_NAMED]:
        value = column.iloc[row]
        found = "（空）" if pd.isna(value) else value
        where = int(row) + FIRST_ROW
        problems.add(
            code, file=file, row=where, column=str(column.name), expected=expected, found=found, remedy=remedy
        )
    if len(rows) > MOST_NAMED:
        problems.add(
            "more_rows",
            file=file,
            column=str(column.name),
            expected=expected,
            found=f"… +{len(rows) - MOST_NAMED}",
            remedy=Text("其余各行同样处理", "the remaining rows likewise"),
        )


def fill_blank_times(times: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Fill blank times between timed stops, by distance where both ends and the stop have one, else evenly.

    Parameters
    ----------
    times
        ``trip_id``, ``arrival_min``, ``departure_min``, ``shape_dist_traveled`` in the order of the trips and
        their stops. A single missing time of a stop equals the other.
    problems
        Gathers trips whose first or last stop has no time, and times that run backwards.

    Returns
    -------
    pandas.DataFrame
        A copy with every time filled, and ``interpolated`` where one was.
    """
    times = times.copy()
    arrival = times["arrival_min"].fillna(times["departure_min"]).to_numpy().copy()
    departure = times["departure_min"].fillna(times["arrival_min"]).to_numpy().copy()
    trip = times["trip_id"].factorize()[0]
    timed = ~np.isnan(arrival)
    first = np.append(True, trip[1:] != trip[:-1]) if len(trip) else timed
    last = np.append(trip[1:] != trip[:-1], True) if len(trip) else timed
    _name_open_ends(times, np.flatnonzero((first | last) & ~timed), problems)
    blank = np.flatnonzero(~timed)
    if len(blank) and not problems.found:
        share, before, after = _share(times, timed, blank)
        arrival[blank] = departure[before] + share * (arrival[after] - departure[before])
        departure[blank] = arrival[blank]
    _name_backwards(times, arrival, departure, first, problems)
    return times.assign(arrival_min=arrival, departure_min=departure, interpolated=~timed)


def _share(times: pd.DataFrame, timed: NDArray[np.bool_], blank: NDArray[np.intp]) -> tuple[Minutes, ...]:
    """Give how far each blank stop lies between the timed stops around it, and where these are."""
    place = np.arange(len(timed))
    before = np.maximum.accumulate(np.where(timed, place, 0))[blank]
    after = np.minimum.accumulate(np.where(timed, place, len(timed) - 1)[::-1])[::-1][blank]
    evenly = (blank - before) / (after - before)
    distance = times["shape_dist_traveled"].to_numpy()
    length = distance[after] - distance[before]
    with np.errstate(invalid="ignore", divide="ignore"):
        along = (distance[blank] - distance[before]) / length
        usable = (length > 0) & (along >= 0) & (along <= 1)
    return np.where(usable, along, evenly), before, after


def _name_open_ends(times: pd.DataFrame, rows: NDArray[np.intp], problems: Problems) -> None:
    _name_stops(
        times,
        rows,
        problems,
        code="open_end",
        expected=Text("首站和末站的时刻", "a time at the first and the last stop"),
        remedy=Text("补上该车次首末站的时刻", "add the times of the trip's first and last stop"),
    )


def _name_backwards(
    times: pd.DataFrame, arrival: Minutes, departure: Minutes, first: NDArray[np.bool_], problems: Problems
) -> None:
    with np.errstate(invalid="ignore"):
        back = departure < arrival
        back[1:] |= ~first[1:] & (arrival[1:] < departure[:-1])
    _name_stops(
        times,
        np.flatnonzero(back),
        problems,
        code="time_runs_back",
        expected=Text("时刻不早于前一站", "a time not before that of the stop before"),
        remedy=Text("改正时刻，或检查 stop_sequence", "correct the time, or check stop_sequence"),
    )


def _name_stops(
    times: pd.DataFrame, rows: NDArray[np.intp], problems: Problems, *, code: str, expected: Text, remedy: Text
) -> None:
    for row in rows[:MOST_NAMED]:
        stop = times.iloc[row]
        problems.add(
            code,
            file="stop_times.txt",
            row=int(stop["row"]),
            column="arrival_time",
            expected=expected,
            found=f"trip {stop['trip_id']}, stop_sequence {stop['stop_sequence']}",
            remedy=remedy,
        )
    if len(rows) > MOST_NAMED:
        rest = f"… +{len(rows) - MOST_NAMED}"
        problems.add("more_rows", file="stop_times.txt", expected=expected, found=rest, remedy=remedy)
