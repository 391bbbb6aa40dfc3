"""The 12306 timetable of 2016-03-10 as a GTFS feed of that one day."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from chengdu.raw import Row, data

DAY = "2016-03-10"
FEED = f"rail_{DAY}"

_SERVICE = "snapshot"
_RAIL = 2
_FIRST_YEAR_OF_ZIP = (1980, 1, 1, 0, 0, 0)  # fixed, so that the same timetable gives the same bytes


def write_feed(path: Path) -> None:
    """Write the feed; the same raw timetable gives the same bytes."""
    trips = running_trips()
    tables: dict[str, list[dict[str, object]]] = {
        "agency.txt": [
            {"agency_id": "CR", "agency_name": "中国铁路（12306）", "agency_url": "https://www.12306.cn",
             "agency_timezone": "Asia/Shanghai", "agency_lang": "zh"}
        ],
        "stops.txt": _stops(),
        "routes.txt": _routes(trips),
        "trips.txt": [_trip(trip, stops) for trip, stops in trips.items()],
        "stop_times.txt": [_stop_time(trip, row) for trip, stops in trips.items() for row in stops],
        "calendar.txt": [
            {"service_id": _SERVICE, **dict.fromkeys(_weekdays(), 1), "start_date": _plain(DAY), "end_date": _plain(DAY)}
        ],
        "feed_info.txt": [
            {"feed_publisher_name": "Tongcheng，据 metromancn/Parse12306（12306 列车时刻，2016-03-10 快照，车次不全）",
             "feed_publisher_url": "https://github.com/metromancn/Parse12306", "feed_lang": "zh",
             "feed_start_date": _plain(DAY), "feed_end_date": _plain(DAY), "feed_version": f"{DAY} snapshot, incomplete"}
        ],
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            entry = zipfile.ZipInfo(name, _FIRST_YEAR_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, _csv(rows))


def running_trips() -> dict[str, list[Row]]:
    """Give the trips of the day with their stops inside the four cities.

    A train listed with dates runs only on those. Trains that enter from outside lost their dates in the source and
    are taken to run on the day of the snapshot; where two variants of one train are left (C6254), the later one is
    kept, as the dates of C6251 say for the other direction.
    """
    trips: dict[str, list[Row]] = {}
    for row in data("rail/stop_times_4cities.csv"):
        trips.setdefault(row["trip_id"], []).append(row)
    running = {trip: rows for trip, rows in trips.items() if _runs(rows[0]["run_dates"])}
    latest = {rows[0]["train_no"]: trip for trip, rows in sorted(running.items(), key=lambda item: int(item[0]))}
    return {trip: rows for trip, rows in running.items() if latest[rows[0]["train_no"]] == trip}


def _runs(dates: str) -> bool:
    return dates in {"", "ALL"} or DAY in dates.split("|")


def _stops() -> list[dict[str, object]]:
    return [
        {"stop_id": f"rail_{row['telecode']}", "stop_name": row["station"], "stop_lat": row["lat_wgs84"],
         "stop_lon": row["lon_wgs84"]}
        for row in data("rail/hsr_stations_4cities.csv")
    ]  # fmt: skip


def _routes(trips: dict[str, list[Row]]) -> list[dict[str, object]]:
    names = sorted({_route(rows[0]) for rows in trips.values()})
    return [
        {"route_id": name, "agency_id": "CR", "route_short_name": name[0], "route_long_name": name[2:],
         "route_type": _RAIL}
        for name in names
    ]  # fmt: skip


def _route(row: Row) -> str:
    ends = sorted((row["origin"], row["terminus"]))
    return f"{row['train_no'][0]}_{ends[0]}—{ends[1]}"


def _trip(trip: str, stops: list[Row]) -> dict[str, object]:
    first = stops[0]
    direction = 0 if first["origin"] < first["terminus"] else 1
    return {
        "route_id": _route(first), "service_id": _SERVICE, "trip_id": trip, "trip_headsign": first["terminus"],
        "trip_short_name": first["train_no"], "direction_id": direction,
    }  # fmt: skip


def _stop_time(trip: str, row: Row) -> dict[str, object]:
    codes = {stop["station"]: stop["telecode"] for stop in data("rail/hsr_stations_4cities.csv")}
    arrival, departure = row["arr"] or row["dep"], row["dep"] or row["arr"]
    return {
        "trip_id": trip, "arrival_time": f"{arrival}:00", "departure_time": f"{departure}:00",
        "stop_id": f"rail_{codes[row['station']]}", "stop_sequence": int(row["stop_seq"]),
    }  # fmt: skip


def _weekdays() -> list[str]:
    return ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _plain(day: str) -> str:
    return day.replace("-", "")


def _csv(rows: list[dict[str, object]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
