"""Trains between every two cities: how many, how fast, how far apart, first and last."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.region.region import Region
from tongcheng.travel.transit import Timetable

_DAY_MIN = 1440.0
_SECONDS = 60.0


def rides(timetable: Timetable, city: pd.Series[str], *, mode: str = "rail") -> pd.DataFrame:
    """List every direct ride of a day from one city to another.

    A run that calls at several stations of a city is boarded at the last of them before the other city and left at
    the first there.

    Parameters
    ----------
    timetable
        The day.
    city
        City by station; stations without one count nowhere.
    mode
        Vehicles that count.

    Returns
    -------
    pandas.DataFrame
        ``trip city_on city_off depart_min`` of each ride within the day.
    """
    calls = _calls(timetable, city, mode)
    columns = ["trip", "seq", "city", "depart_min"]
    pairs = calls.loc[calls["board"], columns].merge(
        calls.loc[calls["alight"], ["trip", "seq", "city"]], on="trip", suffixes=("_on", "_off")
    )
    pairs = pairs[(pairs["seq_on"] < pairs["seq_off"]) & (pairs["city_on"] != pairs["city_off"])]
    pairs = pairs[(pairs["depart_min"] >= 0) & (pairs["depart_min"] < _DAY_MIN)]
    pairs = pairs.sort_values(["seq_on", "seq_off"], ascending=[False, True], kind="stable")
    pairs = pairs.drop_duplicates(["trip", "city_on", "city_off"])
    return pairs[["trip", "city_on", "city_off", "depart_min"]].reset_index(drop=True)


def station_rides(timetable: Timetable, city: pd.Series[str], *, mode: str = "rail") -> pd.DataFrame:
    """List the rides between every two stations of different cities: ``station_on station_off … minutes``."""
    calls = _calls(timetable, city, mode)
    on = calls.loc[calls["board"], ["trip", "seq", "city", "station", "depart_min"]]
    off = calls.loc[calls["alight"], ["trip", "seq", "city", "station", "arrive_min"]]
    pairs = on.merge(off, on="trip", suffixes=("_on", "_off"))
    pairs = pairs[(pairs["seq_on"] < pairs["seq_off"]) & (pairs["city_on"] != pairs["city_off"])]
    return pairs.assign(minutes=pairs["arrive_min"] - pairs["depart_min"]).reset_index(drop=True)


def train_pairs(region: Region, timetable: Timetable, *, mode: str = "rail") -> pd.DataFrame:
    """Say what trains offer between every two cities.

    Parameters
    ----------
    region
        The circle.
    timetable
        The day.
    mode
        Vehicles that count.

    Returns
    -------
    pandas.DataFrame
        One row per pair of cities that a train joins, in the order of ``cities``: ``city_a city_b``; ``runs_ab
        runs_ba``; ``first_ab last_ab first_ba last_ba`` (minutes after midnight); ``headway_min`` (mean gap between
        departures, the longer of the two ways; NaN with fewer than two); ``station_a station_b`` (the two that most
        trains join, either way), ``fastest_min typical_min`` between them.
    """
    city = region["stations"].drop_duplicates("station").set_index("station")["city"].dropna()
    found, by_station = rides(timetable, city, mode=mode), station_rides(timetable, city, mode=mode)
    rows = []
    for a, b in combinations(region["cities"]["city"], 2):
        row: dict[str, Any] = {"city_a": a, "city_b": b}
        gaps = []
        for way, (start, end) in {"ab": (a, b), "ba": (b, a)}.items():
            here = (found["city_on"] == start) & (found["city_off"] == end)
            times = np.sort(found.loc[here, "depart_min"].to_numpy(dtype="float64"))
            row[f"runs_{way}"] = len(times)
            row[f"first_{way}"], row[f"last_{way}"] = (times[0], times[-1]) if len(times) else (np.nan, np.nan)
            gaps.append(float(np.diff(times).mean()) if len(times) > 1 else np.nan)
        if row["runs_ab"] + row["runs_ba"] == 0:
            continue
        row["headway_min"] = np.nan if np.isnan(gaps).all() else float(np.nanmax(gaps))
        rows.append({**row, **_between_stations(by_station, a, b)})
    return pd.DataFrame(rows, columns=list(_COLUMNS))


_COLUMNS = (
    "city_a", "city_b", "runs_ab", "runs_ba", "first_ab", "last_ab", "first_ba", "last_ba", "headway_min",
    "station_a", "station_b", "fastest_min", "typical_min",
)  # fmt: skip


def _between_stations(pairs: pd.DataFrame, a: str, b: str) -> dict[str, Any]:
    """Give the two stations that most trains join, and the minutes between them, both ways together."""
    forth = pairs[(pairs["city_on"] == a) & (pairs["city_off"] == b)]
    back = pairs[(pairs["city_on"] == b) & (pairs["city_off"] == a)]
    both = pd.concat(
        [
            forth[["station_on", "station_off", "minutes"]],
            back[["station_off", "station_on", "minutes"]].set_axis(["station_on", "station_off", "minutes"], axis=1),
        ]
    )
    counts = both.groupby(["station_on", "station_off"]).size().sort_index()
    chosen: Any = counts.idxmax()
    minutes = both[(both["station_on"] == chosen[0]) & (both["station_off"] == chosen[1])]["minutes"]
    return {
        "station_a": str(chosen[0]),
        "station_b": str(chosen[1]),
        "fastest_min": float(minutes.min()),
        "typical_min": float(minutes.median()),
    }


def _calls(timetable: Timetable, city: pd.Series[str], mode: str) -> pd.DataFrame:
    """Lay out the calls of the runs of a mode at stations with a city."""
    packed, stops = timetable.packed, timetable.stops
    pattern = np.repeat(np.arange(len(packed.trip_first) - 1), np.diff(packed.trip_first))
    trips = np.flatnonzero((timetable.runs["mode"] == mode).to_numpy())
    length = (packed.first[1:] - packed.first[:-1])[pattern[trips]].astype(np.int64)
    trip = np.repeat(trips, length)
    seq = np.arange(len(trip)) - np.repeat(np.cumsum(length) - length, length)
    at = packed.first[:-1][pattern[trip]] + seq
    known = stops["station"].where(stops["station"].isin(city.index), stops["stop"]).to_numpy(dtype=object)
    boardable = np.zeros(len(packed.stop), dtype=bool)
    boardable[packed.board_at] = True
    frame = pd.DataFrame(
        {
            "trip": trip,
            "seq": seq,
            "station": pd.Series(known[packed.stop[at]], dtype="str"),
            "arrive_min": (packed.start[trip] + packed.arrival[packed.profile[trip] + at]) / _SECONDS,
            "depart_min": (packed.start[trip] + packed.departure[packed.profile[trip] + at]) / _SECONDS,
            "board": boardable[at],
            "alight": packed.alight[at],
        }
    )
    frame["city"] = frame["station"].map(city)
    return frame[frame["city"].notna()].reset_index(drop=True)
