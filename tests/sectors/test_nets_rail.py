"""Trains, crossing lines and stations against numbers computed by hand, and published numbers of chengdu."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.sectors.nets_circle import locked, nets_region, value, with_figures, with_trains
from tongcheng.errors import InputError
from tongcheng.region import Region, open_region
from tongcheng.region.plane import ELLIPSOID
from tongcheng.results import Results
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.nets import RAIL_INDICATORS, measure_nets, measure_rail
from tongcheng.travel.circle import CircleTravel


def measured(region: Region) -> Found:
    return measure_rail(region, CircleTravel(region))


@pytest.fixture
def whole(tmp_path: Path) -> Found:
    return measured(with_trains(nets_region(), tmp_path, whole=True))


@pytest.fixture(scope="module")
def chengdu() -> Results:
    region = open_region("chengdu")
    return measure_nets(region, CircleTravel(region)).results


def test_trains_between_two_cities(whole: Found) -> None:
    results = whole.results
    assert value(results, "train_pairs", "A|B") == (3 + 1) / 2  # three there, one back, and the bus is no train
    assert value(results, "train_pairs", "tiny") == 2
    assert value(results, "train_headway", "A|B") == ((9 * 60 + 12 - 432) + (18 * 60 - 552)) / 2
    # Boarded at the last station of A (07:12), left at the first of it on the way back.
    assert value(results, "train_first", "A|B", group="A>B") == 7 * 60 + 12
    assert value(results, "train_last", "A|B", group="A>B") == 18 * 60
    assert value(results, "train_first", "A|B", group="B>A") == 21 * 60
    # Most trains join s_a1 and s_b1 (d1 30, d2 36, d3 22, u1 30 minutes), not the nearer s_a2 and s_b1.
    assert value(results, "train_fastest", "A|B") == 22
    assert value(results, "train_typical", "A|B") == 30
    assert whole.tables["net_train_pairs"]["whole"].all()


def test_an_incomplete_timetable_counts_nothing(tmp_path: Path) -> None:
    found = measured(with_trains(nets_region(), tmp_path, whole=False))
    assert {"train_pairs", "train_headway"} <= locked(found.results)
    assert not found.results.frame["indicator"].isin(["train_pairs", "train_headway"]).any()
    assert value(found.results, "train_fastest", "A|B") == 22
    seen = found.results.frame[found.results.frame["indicator"] == "train_fastest"]
    assert set(seen["year"]) == {"2025-01-06"}
    assert "incomplete" in seen["method"].iloc[0]


def test_a_feed_of_another_place_is_refused_by_name(tmp_path: Path) -> None:
    region = with_trains(nets_region(), tmp_path, whole=True)
    region.feeds["elsewhere"] = next(iter(open_region("nky").feeds.values()))
    with pytest.raises(InputError) as caught:
        measured(region)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("feed_elsewhere", "gtfs/elsewhere.zip")


def test_urban_rail_across_the_border(whole: Found) -> None:
    # M1 states its minutes (24 from end to end) and its headway (10), so that the model has no range of them.
    region = nets_region()
    line = measured(region).tables["net_crossing_lines"].iloc[0]
    assert (line["border"], line["line"], line["stated"]) == ("A|B", "M1", "headway;minutes")
    assert line["minutes"] == line["minutes_low"] == line["minutes_high"] == 24
    assert line["headway"] == 10


def test_unstated_minutes_and_headway_have_a_range() -> None:
    region = nets_region()
    bare = region.with_tables(
        {
            "lines": region["lines"].assign(speed_kmh=None, headway_min=None),
            "line_stops": region["line_stops"].assign(minutes=None),
        }
    )
    results = measured(bare).results.frame
    rows = results[results["indicator"].isin(["urban_rail_minutes", "urban_rail_headway"])]
    assert len(rows) == 2
    assert (rows["low"] < rows["value"]).all()
    assert (rows["value"] < rows["high"]).all()
    assert set(rows["basis"]) == {"modelled"}


def test_a_bus_line_counts_once_for_each_border() -> None:
    region = nets_region()
    results = measured(region.with_tables({"lines": region["lines"].assign(mode="bus")})).results
    assert value(results, "bus_across", "A|B") == 1
    assert "bus_across" in locked(measured(region).results)


def test_walk_to_a_station_is_the_share_of_the_area(whole: Found) -> None:
    # s_a1 stands in the middle of z01; a walk of 15 minutes at 4.5 km/h leads 1,125 / 1.3 metres.
    area = abs(ELLIPSOID.polygon_area_perimeter([104.0, 104.1, 104.1, 104.0], [30.0, 30.0, 30.1, 30.1])[0])
    expected = 100 * 3.14159265 * (1125 / 1.3) ** 2 / area
    share = value(whole.results, "station_walk", "z01", group="all")
    assert share == pytest.approx(expected, rel=2e-3)
    # The other two trains' stations and the four of the metro: z02 z03 (two at one place) z04 z05.
    residents = 1 + 2 + 3 + 4 + 5
    assert value(whole.results, "station_walk", "tiny", group="all") == pytest.approx(
        share * residents / 78, rel=2e-3
    )


def test_drive_to_a_railway_station(whole: Found) -> None:
    # Railway stations in z01, z03, z05. Farther than 30 minutes from all: none (z08 is 22 from z03 by z09 or z02).
    assert value(whole.results, "station_drive", "tiny", group="railway") == 100
    # z07 is 12 from z01; by metro only (z02 to z05) it is 22.
    assert value(whole.results, "station_drive", "z07", group="all") == 100


def test_published_figures_of_pairs_lines_and_circle() -> None:
    region = with_figures(
        nets_region(),
        [
            {"subject": "B-A", "attribute": "train_pairs", "value": 30, "unit": "对/日", "as_of": "2023"},
            {"subject": "M1", "attribute": "riders", "value": 3.1, "unit": "万人次/日", "as_of": "2024"},
            {
                "subject": "region",
                "attribute": "border_bus_riders",
                "value": 4000,
                "unit": "人次/日",
                "as_of": "2024",
            },
        ],
    )
    results = measured(region).results
    assert value(results, "train_pairs_published", "A|B") == 30
    assert value(results, "transit_riders", "M1") == 31_000
    assert value(results, "border_bus_riders", "tiny") == 4000
    assert {"intercity_bus_lines", "train_interval_published"} <= locked(results)


def test_inputs_stay_as_they_were(tmp_path: Path) -> None:
    region = with_trains(nets_region(), tmp_path, whole=True)
    before = region.copy()
    measure_nets(region, CircleTravel(region))
    for name in before:
        pd.testing.assert_frame_equal(before[name], region[name])


def test_chengdu_published_trains(chengdu: Results) -> None:
    # qi18.com 2021-12: 成德 52 对、平均间隔 20 分钟；成眉 37 对、27 分钟；成资最短间隔 5 分钟。
    assert value(chengdu, "train_pairs_published", "510100|510600") == 52
    assert value(chengdu, "train_pairs_published", "510100|511400") == 37
    assert value(chengdu, "train_interval_published", "510100|510600") == 20
    assert value(chengdu, "train_interval_published", "510100|511400") == 27
    assert value(chengdu, "train_interval_published", "510100|512000", group="shortest") == 5
    published = chengdu.frame[chengdu.frame["indicator"] == "train_pairs_published"]
    assert set(published["year"]) == {"2021-12"}
    assert set(published["basis"]) == {"official"}
    # 12306 of 2016 is not whole: nothing is counted in it.
    assert {"train_pairs", "train_headway"} <= locked(chengdu)


def test_chengdu_trains_of_2016_as_another_reader_finds_them(chengdu: Results) -> None:
    """The fastest from 成都东 to 资阳北 or back, read straight from the zip."""
    path = next(iter(open_region("chengdu").feeds.values()))
    with zipfile.ZipFile(path) as archive:
        calls = list(csv.DictReader(io.TextIOWrapper(archive.open("stop_times.txt"), encoding="utf-8-sig")))
    trips: dict[str, dict[str, dict[str, str]]] = {}
    for call in calls:
        trips.setdefault(call["trip_id"], {})[call["stop_id"]] = call

    def minutes(text: str) -> float:
        hours, mins, seconds = (int(part) for part in text.split(":"))
        return 60 * hours + mins + seconds / 60

    rides = []
    for trip in trips.values():
        if {"rail_ICW", "rail_FYW"} <= set(trip):
            ends = sorted((trip["rail_ICW"], trip["rail_FYW"]), key=lambda call: int(call["stop_sequence"]))
            rides.append(minutes(ends[1]["arrival_time"]) - minutes(ends[0]["departure_time"]))
    assert len(rides) > 10
    assert value(chengdu, "train_fastest", "510100|512000") == min(rides)
    assert value(chengdu, "train_typical", "510100|512000") == pd.Series(rides).median()


def test_chengdu_s3_airports_and_riders(chengdu: Results) -> None:
    # 人民网 2024-09-29: 资阳线全程约 26 分钟，6:30 至 22:00；日均客运 3.1 万人次（2025）。
    s3 = chengdu.frame[chengdu.frame["group"] == "s3"].set_index("indicator")
    assert s3["low"]["urban_rail_minutes"] <= 26 <= s3["high"]["urban_rail_minutes"]
    assert (s3["value"]["urban_rail_first"], s3["value"]["urban_rail_last"]) == (390, 1320)
    assert set(s3["place"]) == {"510100|512000"}
    assert set(s3["basis"]) == {"modelled"}
    assert value(chengdu, "transit_riders", "S3") == 31_000
    # 双流两条 3,600 米；天府三条，最长 4,000 米。
    assert [value(chengdu, "airport_runways", code) for code in ("ZUUU", "ZUTF", "510100")] == [2, 3, 5]
    assert value(chengdu, "airport_longest_runway", "ZUTF") == pytest.approx(4000, abs=1)
    assert value(chengdu, "airport_longest_runway", "ZUUU") == pytest.approx(3600, abs=1)


def test_chengdu_roads_stay_locked(chengdu: Results) -> None:
    roads = {"interchanges", "interchange_minutes", "expressway_crossings", "seat_detour", "station_drive",
             "airport_minutes", "airport_catchment"}  # fmt: skip
    assert roads <= locked(chengdu)
    assert not set(chengdu.frame["indicator"]) & locked(chengdu)
    assert {item.indicator for item in RAIL_INDICATORS} - locked(chengdu) <= set(chengdu.frame["indicator"])


def test_noughts_of_an_old_list_of_stations_are_unknown(tmp_path: Path) -> None:
    region = with_trains(nets_region(), tmp_path, whole=True)
    sources = pd.DataFrame(
        [
            {"source": "tiny", "title": "tiny", "licence": "x", "published": "2025"},
            {"source": "old", "title": "old", "licence": "x", "published": "2016"},
        ]
    )
    stations = region["stations"].copy()
    stations.loc[stations["kind"] == "high_speed_rail", "source"] = "old"
    old = measured(region.with_tables({"sources": sources, "stations": stations})).results.frame
    new = measured(region.with_tables({"sources": sources})).results.frame

    def shares(frame: pd.DataFrame, group: str) -> pd.DataFrame:
        rows = frame[
            (frame["indicator"] == "station_walk") & (frame["group"] == group) & (frame["level"] == "county")
        ]
        return rows.set_index("place")

    assert list(shares(old, "railway").index) == ["A1", "B1"]
    assert shares(old, "railway")["method"].str.contains("lower bound").all()
    assert set(shares(old, "railway")["year"]) == {"2016"}
    # A list that is up to date may say 0.
    assert shares(new, "railway")["value"]["A2"] == 0
    assert shares(old, "urban_rail")["value"]["A2"] == 0
    assert not shares(new, "railway")["method"].str.contains("lower bound").any()
