"""A GTFS feed in memory, its days of service, and the refusal of days without any.

Follows the General Transit Feed Specification, Schedule reference (MobilityData).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Text
from tongcheng.region.gtfs.archive import read_archive
from tongcheng.region.gtfs.references import check_references
from tongcheng.region.gtfs.times import column_minutes, fill_blank_times, name_rows

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADDED, _REMOVED = 1, 2
#: Days outside are mistyped; a calendar over them would fill the memory.
_FIRST_DAY, _LAST_DAY = pd.Timestamp("1990-01-01"), pd.Timestamp("2099-12-31")


@dataclass(frozen=True)
class Feed:
    """A feed: one frame per file, with text, numbers, days and minutes in place of the words of the files.

    Parameters
    ----------
    file
        Name of the zip.
    stops, routes, trips, agency, feed_info
        As in the files; ``stop_lat``, ``stop_lon`` in degrees, ``route_type`` and ``location_type`` whole numbers.
    stop_times
        In the order of trips and stops: ``arrival_min``, ``departure_min`` (minutes after midnight of the day of
        service, 1,440 and more after the next), ``interpolated`` (the file left the time blank), ``row`` in the file.
    calendar, calendar_dates
        Weekdays as booleans, days as dates.
    frequencies
        ``start_min``, ``end_min``, ``headway_min``.
    transfers, shapes
        As in the files; shapes in their order.
    date
        Day that was asked for, with service, or None.
    notes
        What a reader should know, in words.
    """

    file: str
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    frequencies: pd.DataFrame
    transfers: pd.DataFrame
    agency: pd.DataFrame
    feed_info: pd.DataFrame
    shapes: pd.DataFrame
    date: str | None = None
    notes: tuple[Text, ...] = ()

    def dates(self) -> tuple[str, str]:
        """Give the first and the last day with service, as ``2019-10-31``."""
        days = self.trips_per_day()
        running = days.index[days > 0]
        return f"{running[0]:%Y-%m-%d}", f"{running[-1]:%Y-%m-%d}"

    def trips_per_day(self) -> pd.Series[int]:
        """Count the runs of every day from the first to the last of the calendar; 0 on days without service.

        Returns
        -------
        pandas.Series
            By day. A trip that runs by frequency counts once per departure.
        """
        services = _service_days(self.calendar, self.calendar_dates)
        runs = self._runs().groupby(self.trips["service_id"].to_numpy()).sum()
        counts = services.to_numpy(dtype="float64") @ runs.reindex(services.columns).fillna(0.0).to_numpy()
        return pd.Series(counts.round().astype("int64"), index=services.index, name="trips")

    def _runs(self) -> pd.Series[float]:
        """Give how often each row of ``trips`` runs on a day of its service."""
        rows = self.frequencies
        departures = np.ceil((rows["end_min"] - rows["start_min"]).to_numpy() / rows["headway_min"].to_numpy())
        by_trip = pd.Series(departures, dtype="float64").groupby(rows["trip_id"].to_numpy()).sum()
        return self.trips["trip_id"].map(by_trip).fillna(1.0).astype("float64")

    def services_on(self, date: str) -> tuple[str, ...]:
        """Name the services that run on a day; none outside the calendar.

        Parameters
        ----------
        date
            ``2019-10-31`` or ``20191031``.
        """
        day = parse_day(date, self.file)
        services = _service_days(self.calendar, self.calendar_dates)
        if day not in services.index:
            return ()
        running = services.loc[[day]].to_numpy()[0]
        return tuple(sorted(services.columns[running]))

    def trips_on(self, date: str) -> pd.DataFrame:
        """Give the rows of ``trips`` that run on a day.

        Raises
        ------
        InputError
            If nothing runs on that day; the nearest day with service is named.
        """
        self.require_service(date)
        return self.trips[self.trips["service_id"].isin(self.services_on(date))]

    def require_service(self, date: str) -> None:
        """Raise an InputError that names the nearest day with service, unless something runs on the day."""
        day = parse_day(date, self.file)
        counts = self.trips_per_day()
        if counts.get(day, 0) > 0:
            return
        running = counts[counts > 0]
        away = np.abs(running.index.to_numpy() - day.to_datetime64())
        position = int(np.argmin(away))
        nearest = f"{running.index[position]:%Y-%m-%d}"
        first, last = self.dates()
        raise InputError(
            [
                Problem(
                    "no_service",
                    self.file,
                    Text(f"有班次的日期（{first} 至 {last} 之间）", f"a day with service ({first} to {last})"),
                    f"{day:%Y-%m-%d}: 0",
                    Text(
                        f"改用 {nearest}（{running.iloc[position]:,} 班），或换一份涵盖该日的时刻表",
                        f"use {nearest} ({running.iloc[position]:,} trips), or a feed that covers the day",
                    ),
                    column="date",
                )
            ]
        )


def read_gtfs(path: str | Path, *, date: str | None = None) -> Feed:
    """Read a GTFS zip.

    Parameters
    ----------
    path
        The zip. It is read in place; nothing is unpacked to disk.
    date
        A day on which something must run, ``2019-10-31`` or ``20191031``.

    Returns
    -------
    Feed
        All times filled: blank ones lie between the timed stops around them in proportion to
        ``shape_dist_traveled`` where the three stops have it, else evenly by stop.

    Raises
    ------
    InputError
        With every problem: no zip, a zip bomb, names outside the zip, missing files and columns, wrong numbers,
        days and times, repeated keys, references that lead nowhere, and a day without service.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> feed = read_gtfs(open_region("nky").feeds["tank"], date="2019-11-04")
    >>> feed.dates(), int(feed.trips_per_day()["2019-11-04"]), feed.services_on("2019-11-28")
    (('2019-10-31', '2020-08-27'), 995, ('Sunday',))
    """
    place = Path(path)
    frames = read_archive(place)
    problems = Problems(place.name)
    check_references(frames, problems)
    typed: dict[str, Any] = {
        name: _TYPERS[name](frame, problems) if name in _TYPERS else frame for name, frame in frames.items()
    }
    problems.raise_if_any()
    typed["stop_times"] = fill_blank_times(typed["stop_times"], problems)
    _check_places(typed, problems)
    problems.raise_if_any()
    _make_whole(typed)
    feed = Feed(file=place.name, **typed, notes=_notes(typed))
    if not (feed.trips_per_day() > 0).any():
        expected = Text("至少一天有班次", "at least one day with service")
        remedy = Text("检查 calendar.txt 和 calendar_dates.txt", "check calendar.txt and calendar_dates.txt")
        raise InputError([Problem("no_service", place.name, expected, "0", remedy)])
    if date is None:
        return feed
    feed.require_service(date)
    return Feed(file=place.name, **typed, notes=feed.notes, date=f"{parse_day(date, place.name):%Y-%m-%d}")


def parse_day(text: str, file: str) -> pd.Timestamp:
    """Read a day written ``2019-10-31`` or ``20191031``."""
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return pd.to_datetime(text, format=form)
        except ValueError:
            continue
    expected = Text("日期，如 2019-10-31", "a day like 2019-10-31")
    raise InputError([Problem("bad_date", file, expected, text, Text("改正日期", "correct the day"), column="date")])


def _service_days(calendar: pd.DataFrame, exceptions: pd.DataFrame) -> pd.DataFrame:
    """Lay out which service (columns) runs on which day (rows)."""
    edges = pd.concat([calendar["start_date"], calendar["end_date"], exceptions["date"]]).dropna()
    days = pd.date_range(edges.min(), edges.max(), name="date") if len(edges) else pd.DatetimeIndex([], name="date")
    services = sorted(set(calendar["service_id"]) | set(exceptions["service_id"]))
    runs = np.zeros((len(days), len(services)), dtype=bool)
    column = {service: number for number, service in enumerate(services)}
    weekday = days.day_of_week.to_numpy()
    day = days.to_numpy()
    patterns = calendar[list(_WEEKDAYS)].to_numpy(dtype=bool)
    start, end = calendar["start_date"].to_numpy(), calendar["end_date"].to_numpy()
    for row, service in enumerate(calendar["service_id"]):
        runs[:, column[service]] |= patterns[row][weekday] & (day >= start[row]) & (day <= end[row])
    at = days.get_indexer(pd.DatetimeIndex(exceptions["date"]))
    for kind, value in ((_ADDED, True), (_REMOVED, False)):
        chosen = (exceptions["exception_type"] == kind).to_numpy(dtype=bool)
        runs[at[chosen], exceptions.loc[chosen, "service_id"].map(column).to_numpy(dtype="int64")] = value
    return pd.DataFrame(runs, index=days, columns=services)


def _stops(frame: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    numbers = {name: _numbers(frame, name, "stops", problems, low=-limit, high=limit)
               for name, limit in (("stop_lat", 90.0), ("stop_lon", 180.0))}  # fmt: skip
    return frame.assign(**numbers, location_type=_optional(frame, "location_type", "stops", problems))


def _routes(frame: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    return frame.assign(route_type=_numbers(frame, "route_type", "routes", problems, low=0, required=True))


def _stop_times(frame: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    file = "stop_times"
    typed = pd.DataFrame(
        {
            "trip_id": frame["trip_id"],
            "stop_id": frame["stop_id"],
            "stop_sequence": _numbers(frame, "stop_sequence", file, problems, low=0, required=True),
            "arrival_min": column_minutes(frame["arrival_time"], f"{file}.txt", problems),
            "departure_min": column_minutes(frame["departure_time"], f"{file}.txt", problems),
            "shape_dist_traveled": _optional(frame, "shape_dist_traveled", file, problems, fill=np.nan),
            "pickup_type": _optional(frame, "pickup_type", file, problems),
            "drop_off_type": _optional(frame, "drop_off_type", file, problems),
            "row": np.arange(len(frame)) + 2,
        }
    )
    order = pd.Series(frame["trip_id"].factorize()[0], index=typed.index)
    place = np.lexsort((typed["stop_sequence"].to_numpy(), order.to_numpy()))
    return typed.iloc[place].reset_index(drop=True)


def _calendar(frame: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    days = {day: _numbers(frame, day, "calendar", problems, low=0, high=1, required=True) == 1 for day in _WEEKDAYS}
    dates = {name: _dates(frame, name, "calendar", problems) for name in ("start_date", "end_date")}
    return frame.assign(**days, **dates)


def _calendar_dates(frame: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    kind = _numbers(frame, "exception_type", "calendar_dates", problems, low=_ADDED, high=_REMOVED, required=True)
    return frame.assign(date=_dates(frame, "date", "calendar_dates", problems), exception_type=kind)


def _frequencies(frame: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    file = "frequencies"
    headway = _numbers(frame, "headway_secs", file, problems, low=1, required=True) / 60
    return frame.assign(
        start_min=column_minutes(frame["start_time"], f"{file}.txt", problems),
        end_min=column_minutes(frame["end_time"], f"{file}.txt", problems),
        headway_min=headway,
    ).drop(columns=["start_time", "end_time", "headway_secs"])


def _shapes(frame: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    limits = {"shape_pt_lat": (-90, 90), "shape_pt_lon": (-180, 180), "shape_pt_sequence": (0, np.inf)}
    numbers = {name: _numbers(frame, name, "shapes", problems, low=low, high=high, required=True)
               for name, (low, high) in limits.items()}  # fmt: skip
    typed = frame.assign(**numbers)
    return typed.sort_values(["shape_id", "shape_pt_sequence"], kind="stable", ignore_index=True)


_TYPERS = {
    "stops": _stops, "routes": _routes, "stop_times": _stop_times, "calendar": _calendar,
    "calendar_dates": _calendar_dates, "frequencies": _frequencies, "shapes": _shapes,
}  # fmt: skip


_WHOLE = {
    "stops": ("location_type",), "routes": ("route_type",), "calendar_dates": ("exception_type",),
    "stop_times": ("stop_sequence", "pickup_type", "drop_off_type"), "shapes": ("shape_pt_sequence",),
}  # fmt: skip


def _numbers(
    frame: pd.DataFrame,
    column: str,
    file: str,
    problems: Problems,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    required: bool = False,
) -> pd.Series[float]:
    numbers = pd.to_numeric(frame[column], errors="coerce").astype("float64")
    bad = frame[column].notna() & ~numbers.between(low, high)
    if required:
        bad |= frame[column].isna()
    limits = f"{low:g} … {high:g}"
    name_rows(
        np.flatnonzero(bad.to_numpy()),
        frame[column],
        problems,
        code="bad_value",
        file=f"{file}.txt",
        expected=Text(f"数字（{limits}）", f"a number ({limits})"),
        remedy=Text("改正数值", "correct the number"),
    )
    return numbers


def _optional(
    frame: pd.DataFrame, column: str, file: str, problems: Problems, *, fill: float = 0.0
) -> pd.Series[float]:
    if column not in frame:
        return pd.Series(fill, index=frame.index, dtype="float64")
    return _numbers(frame, column, file, problems, low=0).fillna(fill)


def _dates(frame: pd.DataFrame, column: str, file: str, problems: Problems) -> pd.Series[pd.Timestamp]:
    dates = pd.to_datetime(frame[column], format="%Y%m%d", errors="coerce").astype("datetime64[s]")
    bad = ~dates.between(_FIRST_DAY, _LAST_DAY)
    name_rows(
        np.flatnonzero(bad.to_numpy()),
        frame[column],
        problems,
        code="bad_date",
        file=f"{file}.txt",
        expected=Text("日期，如 20191031", "a day like 20191031"),
        remedy=Text("改正日期", "correct the day"),
    )
    return dates


def _make_whole(frames: dict[str, pd.DataFrame]) -> None:
    """Turn the numbers that are whole by definition from floats, which held the faulty ones, into integers."""
    for name, columns in _WHOLE.items():
        frames[name] = frames[name].astype(dict.fromkeys(columns, "int64"))


def _check_places(frames: dict[str, pd.DataFrame], problems: Problems) -> None:
    stops = frames["stops"]
    used = stops["stop_id"].isin(frames["stop_times"]["stop_id"].unique())
    rows = np.flatnonzero((used & (stops["stop_lat"].isna() | stops["stop_lon"].isna())).to_numpy())
    name_rows(
        rows,
        stops["stop_id"],
        problems,
        code="no_place",
        file="stops.txt",
        expected=Text("停靠站的经纬度", "a position for every stop that is served"),
        remedy=Text("补上 stop_lat、stop_lon", "fill in stop_lat and stop_lon"),
    )


def _notes(frames: dict[str, pd.DataFrame]) -> tuple[Text, ...]:
    times = frames["stop_times"]
    blank = int(times["interpolated"].sum())
    idle = int((~frames["trips"]["trip_id"].isin(times["trip_id"].unique())).sum())
    notes = [
        Text(f"{blank:,} 个停站时刻为空，已内插", f"{blank:,} blank times were interpolated") if blank else None,
        Text(f"{idle:,} 个车次没有停站", f"{idle:,} trips have no stops") if idle else None,
    ]
    return tuple(note for note in notes if note is not None)
