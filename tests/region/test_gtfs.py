"""Reading GTFS feeds: small feeds with answers known by hand, and the real timetable of Northern Kentucky."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.errors import InputError, Problems
from tongcheng.region.gtfs import Feed, read_gtfs, stations_from_feed
from tongcheng.region.gtfs.times import fill_blank_times

TANK = Path(__file__).parents[2] / "samples" / "raw" / "nky" / "TANK-GTFS.zip"

#: A weekday bus over three stops, whose middle stop has no time, and a shuttle that runs by frequency on Saturdays.
FILES = {
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\ns1,东站,30.0,104.0\ns2,中站,30.0,104.1\ns3,西站,30.0,104.2\n",
    "routes.txt": "route_id,route_short_name,route_long_name,route_type,route_color\nr1,1,东西线,3,00FF00\nr2,2,,1,\n",
    "trips.txt": "route_id,service_id,trip_id\nr1,wk,t1\nr1,wk,t2\nr2,sat,t3\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
        "t1,23:50:00,23:50:00,s1,1,0\nt1,,,s2,5,3\nt1,24:10:00,24:10:00,s3,9,4\n"
        "t2,08:00:00,08:00:00,s1,1,\nt2,,,s2,2,\nt2,08:20:00,08:20:00,s3,3,\n"
        "t3,06:00:00,06:00:00,s1,1,\nt3,06:12:00,06:12:00,s2,2,\n"
    ),
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "wk,1,1,1,1,1,0,0,20200224,20200308\n"
    ),
    "calendar_dates.txt": "service_id,date,exception_type\nwk,20200226,2\nsat,20200229,1\n",
    "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nt3,06:00:00,07:00:00,600\n",
}


def feed_file(folder: Path, changes: dict[str, str | None] | None = None, *, inside: str = "") -> Path:
    """Write the feed with some files replaced, or left out where the replacement is None."""
    path = folder / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (FILES | (changes or {})).items():
            if text is not None:
                archive.writestr(inside + name, text)
    return path


def problems_of(path: Path, **options: str) -> list[tuple[str, str, int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        read_gtfs(path, **options)
    for problem in caught.value.problems:
        assert problem.expected.zh
        assert problem.remedy.en
    return [(problem.code, problem.file, problem.row, problem.column) for problem in caught.value.problems]


def swap(name: str, old: str, new: str) -> dict[str, str | None]:
    assert old in FILES[name]
    return {name: FILES[name].replace(old, new, 1)}


def test_days_of_service_by_hand(tmp_path):
    feed = read_gtfs(feed_file(tmp_path))
    days = feed.trips_per_day()
    assert days.index[0].isoformat()[:10] == "2020-02-24"
    # Monday 24 February to Sunday 8 March; Wednesday 26 is taken out, Saturday 29 put in: six departures.
    assert days.tolist() == [2, 2, 0, 2, 2, 6, 0, 2, 2, 2, 2, 2, 0, 0]
    assert feed.dates() == ("2020-02-24", "2020-03-06")
    assert feed.services_on("2020-02-29") == ("sat",)
    assert feed.services_on("20200224") == ("wk",)
    assert feed.services_on("2020-02-26") == ()
    assert feed.services_on("2031-01-01") == ()
    assert feed.trips_on("2020-02-29")["trip_id"].tolist() == ["t3"]


def test_blank_times_are_interpolated_by_distance_else_evenly(tmp_path):
    times = read_gtfs(feed_file(tmp_path)).stop_times.set_index(["trip_id", "stop_id"])
    assert times.loc[("t1", "s2"), "arrival_min"] == pytest.approx(1430 + 20 * 3 / 4)  # 3 of 4 km
    assert times.loc[("t1", "s3"), "arrival_min"] == 1450  # 24:10
    assert times.loc[("t2", "s2"), ["arrival_min", "departure_min"]].tolist() == [490, 490]
    assert times["interpolated"].tolist() == [False, True, False, False, True, False, False, False]
    assert read_gtfs(feed_file(tmp_path)).notes[0].en == "2 blank times were interpolated"


def test_one_missing_time_of_a_stop_equals_the_other(tmp_path):
    change = swap("stop_times.txt", "t2,,,s2", "t2,08:07:00,,s2")
    times = read_gtfs(feed_file(tmp_path, change)).stop_times.set_index(["trip_id", "stop_id"])
    assert times.loc[("t2", "s2"), "departure_min"] == 487
    assert not times.loc[("t2", "s2"), "interpolated"]


def test_stops_come_in_the_order_of_their_sequence(tmp_path):
    lines = FILES["stop_times.txt"].splitlines(keepends=True)
    mixed = "".join([lines[0], *reversed(lines[1:])])
    times = read_gtfs(feed_file(tmp_path, {"stop_times.txt": mixed})).stop_times
    for _, trip in times.groupby("trip_id"):
        assert trip["stop_sequence"].is_monotonic_increasing
        assert trip["arrival_min"].is_monotonic_increasing


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 30)), st.integers(0, 9)), min_size=2, max_size=12))
def test_interpolated_times_never_run_back_and_keep_what_was_given(stops):
    stops[0], stops[-1] = (0, 0), (0, stops[-1][1])
    clock = np.cumsum([gap or 0 for gap, _ in stops]) + 360.0
    given_times = np.where([gap is None for gap, _ in stops], np.nan, clock)
    frame = pd.DataFrame(
        {
            "trip_id": "t",
            "stop_sequence": range(len(stops)),
            "arrival_min": given_times,
            "departure_min": given_times,
            "shape_dist_traveled": np.cumsum([step for _, step in stops]).astype("float64"),
            "row": range(len(stops)),
        }
    )
    problems = Problems("feed.zip")
    times = fill_blank_times(frame, problems)["arrival_min"]
    assert problems.found == []
    assert (np.diff(times) >= -1e-9).all()
    assert (times[~np.isnan(given_times)] == given_times[~np.isnan(given_times)]).all()
    assert times.notna().all()


def test_a_day_without_service_is_refused_by_name(tmp_path):
    path = feed_file(tmp_path)
    assert read_gtfs(path, date="20200224").date == "2020-02-24"
    with pytest.raises(InputError) as caught:
        read_gtfs(path, date="2020-03-08")
    (problem,) = caught.value.problems
    assert problem.code == "no_service"
    assert "2020-03-08" in problem.found
    assert "2020-03-06" in problem.remedy.zh
    assert problems_of(path, date="yesterday")[0][0] == "bad_date"


def test_a_byte_order_mark_spaces_and_a_folder_in_the_zip_do_no_harm(tmp_path):
    changes = {"stops.txt": "\ufeff" + FILES["stops.txt"].replace(",stop_name", ", stop_name")}
    feed = read_gtfs(feed_file(tmp_path, changes, inside="gtfs/"))
    assert feed.stops["stop_name"].tolist() == ["东站", "中站", "西站"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"stop_times.txt": None}, ("missing_file", "stop_times.txt", None, None)),
        ({"calendar.txt": None, "calendar_dates.txt": None}, ("missing_file", "calendar.txt", None, None)),
        (swap("stops.txt", "stop_lat", "latitude"), ("missing_column", "stops.txt", None, "stop_lat")),
        (swap("stops.txt", "30.0,104.1", "91,104.1"), ("bad_value", "stops.txt", 3, "stop_lat")),
        (swap("stops.txt", "30.0,104.1", ",104.1"), ("no_place", "stops.txt", 3, "stop_id")),
        (swap("stops.txt", "s3,", "s1,"), ("key_twice", "stops.txt", 4, "stop_id")),
        (swap("trips.txt", "r1,wk,t2", "r9,wk,t2"), ("broken_reference", "trips.txt", 3, "route_id")),
        (swap("trips.txt", "r1,wk,t2", "r1,sun,t2"), ("broken_reference", "trips.txt", 3, "service_id")),
        (swap("stop_times.txt", "t3,06:00:00", "t9,06:00:00"), ("broken_reference", "stop_times.txt", 8, "trip_id")),
        (swap("stop_times.txt", "s3,9", "s9,9"), ("broken_reference", "stop_times.txt", 4, "stop_id")),
        (swap("stop_times.txt", "24:10:00,24:10:00", "24.10,24:10:00"), ("bad_time", "stop_times.txt", 4, "arrival_time")),
        (swap("stop_times.txt", "24:10:00,24:10:00", ","), ("open_end", "stop_times.txt", 4, "arrival_time")),
        (swap("stop_times.txt", "24:10:00,24:10:00", "00:10:00,00:10:00"), ("time_runs_back", "stop_times.txt", 4, "arrival_time")),
        (swap("calendar.txt", "20200224", "2020-02-24"), ("bad_date", "calendar.txt", 2, "start_date")),
        (swap("calendar.txt", "20200308", "29990308"), ("bad_date", "calendar.txt", 2, "end_date")),
        (swap("calendar.txt", "wk,1", "wk,7"), ("bad_value", "calendar.txt", 2, "monday")),
        ({"trips.txt": "route_id,service_id,trip_id\n"}, ("no_rows", "trips.txt", None, None)),
    ],
)  # fmt: skip
def test_broken_feeds_are_refused_with_file_row_and_column(tmp_path, changes, expected):
    assert expected in problems_of(feed_file(tmp_path, changes))


def test_all_problems_are_told_at_once(tmp_path):
    changes = (
        swap("stops.txt", "s3,", "s1,") | swap("trips.txt", "r1,wk,t2", "r9,wk,t2") | {"frequencies.txt": "a\n1\n"}
    )
    codes = {problem[0] for problem in problems_of(feed_file(tmp_path, changes))}
    assert codes == {"missing_column"}  # nothing can be checked before the columns are there
    changes["frequencies.txt"] = None
    codes = {problem[0] for problem in problems_of(feed_file(tmp_path, changes))}
    assert codes == {"key_twice", "broken_reference"}


def test_a_text_that_is_not_utf8_is_refused(tmp_path):
    path = feed_file(tmp_path, {"stops.txt": None})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("stops.txt", FILES["stops.txt"].encode("gbk"))
    assert ("unreadable_file", "stops.txt", None, None) in problems_of(path)


def _bomb(folder: Path) -> Path:
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stop_times.txt", b"0" * 30_000_000)
    return path


def _outside(folder: Path) -> Path:
    path = feed_file(folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../etc/stops.txt", "x")
    return path


def _bytes(folder: Path, content: bytes) -> Path:
    path = folder / "feed.zip"
    path.write_bytes(content)
    return path


def _damaged(folder: Path) -> Path:
    content = bytearray(TANK.read_bytes())
    content[5000:5020] = b"\x00" * 20
    return _bytes(folder, bytes(content))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: folder / "nothing.zip", "no_file"),
        (lambda folder: _bytes(folder, b""), "empty_file"),
        (lambda folder: _bytes(folder, b"no zip at all"), "bad_zip"),
        (lambda folder: _bytes(folder, TANK.read_bytes()[:500_000]), "bad_zip"),
        (_damaged, "bad_zip"),
        (_bomb, "zip_bomb"),
        (_outside, "path_outside"),
    ],
)
def test_bad_zips_are_refused(tmp_path, make, code):
    assert [problem[0] for problem in problems_of(make(tmp_path))] == [code]


@pytest.fixture(scope="module")
def tank() -> Feed:
    return read_gtfs(TANK)


def test_real_feed_agrees_with_another_program(tank):
    # partridge 1.1.2, read_trip_counts_by_date and load_feed.
    days = tank.trips_per_day()
    assert tank.dates() == ("2019-10-31", "2020-08-27")
    assert days.value_counts().to_dict() == {995: 169, 353: 47, 991: 43, 412: 43}
    assert days.loc["2019-11-28"] == 353  # Thanksgiving runs as a Sunday
    assert (len(tank.stop_times), len(tank.stops), len(tank.shapes)) == (102_049, 1_256, 63_919)


def test_stations_and_lines_by_hand(tmp_path):
    counties = gpd.GeoDataFrame(
        {"county": ["a1", "b1"], "city": ["a", "b"]},
        geometry=[shapely.box(103.9, 29.9, 104.05, 30.1), None],
        crs="EPSG:4326",
    )
    feed = read_gtfs(feed_file(tmp_path))
    tables = stations_from_feed(feed, source="x", date="2020-02-24", counties=counties, outside="b1")
    stations = tables["stations"].set_index("station")
    assert stations["kind"].tolist() == ["metro", "metro", "bus"]  # the metro serves the first two
    assert stations[["city", "county"]].to_numpy().tolist() == [["a", "a1"], ["b", "b1"], ["b", "b1"]]
    lines = tables["lines"].set_index("line")
    assert lines["mode"].to_dict() == {"r1": "bus", "r2": "metro"}
    assert lines["name"].to_dict() == {"r1": "1 东西线", "r2": "2"}
    assert lines.loc["r1", "color"] == "#00ff00"
    assert np.isnan(lines.loc["r2", "headway_min"])
    # 0.2 degrees of longitude at 30 N (19.297 km on WGS84) in 20 minutes.
    assert lines.loc["r1", "speed_kmh"] == pytest.approx(3 * 19.297, abs=0.01)
    stops = tables["line_stops"]
    assert stops.loc[stops["line"] == "r1", ["seq", "station"]].to_numpy().tolist() == [
        [1, "s1"],
        [2, "s2"],
        [3, "s3"],
    ]
    assert stops.loc[stops["line"] == "r2", "minutes"].tolist() == [0, 12]


def test_tables_of_the_real_feed_refer_to_each_other(tank):
    tables = stations_from_feed(tank, source="tank")
    assert set(tables["line_stops"]["station"]) <= set(tables["stations"]["station"])
    assert set(tables["line_stops"]["line"]) == set(tables["lines"]["line"])
    assert len(tables["lines"]) == tank.trips["route_id"].nunique() == 44
    assert tables["lines"]["speed_kmh"].between(8, 60).all()  # a bus
    assert tables["lines"]["headway_min"].dropna().between(5, 720).all()
