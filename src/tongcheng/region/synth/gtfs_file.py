"""Write the lines of a circle as a GTFS feed (gtfs.org, Schedule Reference)."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tongcheng.region.region import Region
from tongcheng.region.synth.plane import Bools, Floats, Ints

_ROUTE_TYPE = {"tram": 0, "metro": 1, "rail": 2, "suburban_rail": 2, "brt": 3, "bus": 3, "ferry": 4, "other": 3}

#: Modes whose every stop has a time; others have times at every fourth stop only.
_TIMED_MODES = {"rail", "suburban_rail", "metro"}
_TIMED_EVERY = 4

_FIRST_MIN, _LAST_MIN = 6 * 60, 22 * 60 + 30
_WEEKEND_FACTOR = 1.5
_SECONDS = 30 * 3600

_AGENCY = "tongcheng-synthetic"
_STAMP = (2020, 1, 1, 0, 0, 0)

#: Public holidays inside the feed on which the weekend timetable runs.
_HOLIDAYS = (date(2025, 1, 1), date(2025, 5, 1), date(2025, 10, 1))


def write_gtfs(
    region: Region, path: Path, *, first: date = date(2025, 1, 1), last: date = date(2026, 12, 31)
) -> None:
    """Write the open lines of a circle as a GTFS feed; the same lines give the same bytes.

    Parameters
    ----------
    region
        A circle with ``lines``, ``line_stops`` with minutes, and ``stations``.
    path
        File to write.
    first, last
        First and last day of service.

    Notes
    -----
    Each line runs in both directions at its headway from 6:00 to 22:30, half as often at weekends and on holidays.
    Buses and trams have times at the first, the last and every fourth stop; the times between are blank, as the
    reference allows.

    Examples
    --------
    >>> import tempfile
    >>> circle = synthesise(seed=1, nodes=1000, zones=100).region  # doctest: +SKIP
    >>> write_gtfs(circle, Path(tempfile.mkdtemp()) / "feed.zip")  # doctest: +SKIP
    """
    lines = region["lines"]
    lines = lines[(lines["state"] == "open") & lines["line"].isin(region["line_stops"]["line"])]
    trips, times = _trips(lines, region["line_stops"], region["stations"])
    stations = region["stations"]
    stations = stations[stations["station"].isin(times["stop_id"])]
    files = {
        "agency.txt": pd.DataFrame(
            [{"agency_id": _AGENCY, "agency_name": region.title.en, "agency_url": "https://example.org",
              "agency_timezone": "Asia/Shanghai", "agency_lang": "zh"}]
        ),
        "stops.txt": pd.DataFrame(
            {"stop_id": stations["station"], "stop_name": stations["name"], "stop_lat": stations["lat"],
             "stop_lon": stations["lon"], "location_type": 0}
        ),
        "routes.txt": pd.DataFrame(
            {"route_id": lines["line"], "agency_id": _AGENCY, "route_long_name": lines["name"],
             "route_type": lines["mode"].map(_ROUTE_TYPE), "route_color": lines["color"].str.removeprefix("#")}
        ),
        "trips.txt": trips,
        "stop_times.txt": times,
        "calendar.txt": _calendar(first, last),
        "calendar_dates.txt": _exceptions(first, last),
        "feed_info.txt": pd.DataFrame(
            [{"feed_publisher_name": "Tongcheng (synthetic)", "feed_publisher_url": "https://example.org",
              "feed_lang": "zh", "feed_start_date": f"{first:%Y%m%d}", "feed_end_date": f"{last:%Y%m%d}",
              "feed_version": "1"}]
        ),
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, table in files.items():
            text = io.StringIO()
            table.to_csv(text, index=False, lineterminator="\n")
            info = zipfile.ZipInfo(name, date_time=_STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.getvalue(), compresslevel=6)


def _calendar(first: date, last: date) -> pd.DataFrame:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    rows = []
    for service, weekend in (("weekday", False), ("weekend", True)):
        runs = {day: int((number >= 5) == weekend) for number, day in enumerate(days)}
        rows.append({"service_id": service, **runs, "start_date": f"{first:%Y%m%d}", "end_date": f"{last:%Y%m%d}"})
    return pd.DataFrame(rows)


def _exceptions(first: date, last: date) -> pd.DataFrame:
    rows = []
    for day in _HOLIDAYS:
        if first <= day <= last and day.weekday() < 5:
            rows.append({"service_id": "weekday", "date": f"{day:%Y%m%d}", "exception_type": 2})
            rows.append({"service_id": "weekend", "date": f"{day:%Y%m%d}", "exception_type": 1})
    return pd.DataFrame(rows, columns=["service_id", "date", "exception_type"])


def _trips(
    lines: pd.DataFrame, line_stops: pd.DataFrame, stations: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the files ``trips`` and ``stop_times``."""
    stops = dict(list(line_stops.sort_values(["line", "seq"]).groupby("line", sort=False)))
    clock, names = _clock(), stations.set_index("station")["name"]
    trips, times = [], []
    for line, mode, headway in zip(lines["line"], lines["mode"], lines["headway_min"], strict=True):
        own = stops[line]
        served, minutes = own["station"].to_numpy(dtype=object), own["minutes"].to_numpy(dtype="float64")
        for service, factor in (("weekday", 1.0), ("weekend", _WEEKEND_FACTOR)):
            starts = np.arange(_FIRST_MIN, _LAST_MIN + 1e-9, max(float(headway) * factor, 1.0))
            for direction in (0, 1):
                way = slice(None) if direction == 0 else slice(None, None, -1)
                passed = minutes if direction == 0 else minutes[-1] - minutes[::-1]
                ids = np.array([f"{line}-{service}-{direction}-{number:03d}" for number in range(len(starts))])
                ends = served[way]
                trips.append(
                    pd.DataFrame(
                        {"route_id": line, "service_id": service, "trip_id": ids,
                         "trip_headsign": names[ends[-1]],
                         "direction_id": direction}
                    )
                )  # fmt: skip
                times.append(_stop_times(ids, starts, ends, passed, _timed(mode, len(ends)), clock))
    return pd.concat(trips, ignore_index=True), pd.concat(times, ignore_index=True)


def _timed(mode: str, count: int) -> Bools:
    timed = np.arange(count) % _TIMED_EVERY == 0
    timed[-1] = True
    return np.asarray(timed | (mode in _TIMED_MODES), dtype=bool)


def _clock() -> np.ndarray:
    seconds = np.arange(_SECONDS)
    return np.array(
        [f"{hour:02d}:{minute:02d}:{second:02d}" for hour, minute, second in zip(
            (seconds // 3600).tolist(), (seconds // 60 % 60).tolist(), (seconds % 60).tolist(), strict=True)],
        dtype=object,
    )  # fmt: skip


def _stop_times(
    trips: np.ndarray, starts: Floats, stations: np.ndarray, passed: Floats, timed: Bools, clock: np.ndarray
) -> pd.DataFrame:
    count = len(stations)
    seconds: Ints = np.round((starts[:, None] + passed[None, :]) * 60).astype("int64")
    words = clock[np.minimum(seconds, _SECONDS - 1)]
    words[:, ~timed] = None
    words = words.ravel()
    return pd.DataFrame(
        {
            "trip_id": np.repeat(trips, count),
            "arrival_time": words,
            "departure_time": words,
            "stop_id": np.tile(stations, len(trips)),
            "stop_sequence": np.tile(np.arange(1, count + 1), len(trips)),
            "timepoint": np.tile(timed.astype("int64"), len(trips)),
        }
    )
