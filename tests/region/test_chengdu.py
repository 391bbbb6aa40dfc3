"""The real sample: what it must hold, that its numbers are those of the raw pages, and that nothing is left loose."""

from __future__ import annotations

import csv
import io
import math
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import h3
import numpy as np
import pandas as pd
import pytest
import shapely

from tongcheng.region import Region, open_region
from tongcheng.region.datum import Datum, to_wgs84
from tongcheng.region.schemas import schemas

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
SHIPPED = ROOT / "src" / "tongcheng" / "region" / "samples" / "chengdu"

needs_raw = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the raw inputs are not part of a source distribution")

CITIES = {"510100": 20_937_757, "510600": 3_456_161, "511400": 2_955_219, "512000": 2_308_631}


@pytest.fixture(scope="module")
def circle() -> Region:
    return open_region("chengdu")


def raw(path: str) -> list[dict[str, str]]:
    with (SAMPLES / "raw" / path).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def build(out: Path) -> None:
    subprocess.run([sys.executable, str(SAMPLES / "build_chengdu.py"), "--out", str(out)], check=True, cwd=ROOT)


# What it must hold -------------------------------------------------------------------------------------------


def test_it_is_real_and_holds_what_was_counted(circle: Region) -> None:
    assert not circle.fictional
    counties = circle["counties"]
    by_city = circle["zones"].merge(circle["residents"], on="zone").groupby("city")["value"].sum()
    assert by_city.to_dict() == CITIES
    assert by_city.sum() == 29_657_768
    assert counties.groupby("city").size().to_dict() == {"510100": 20, "510600": 6, "511400": 6, "512000": 3}
    assert len(circle["townships"]) == 515
    assert (len(circle["lines"]), len(circle["stations"])) == (17, 353 + 28)


def test_residents_of_a_county_are_its_census_exactly(circle: Region) -> None:
    people = circle["zones"].merge(circle["residents"], on="zone").groupby("county")["value"].sum()
    figures = circle["figures"]
    census = figures[
        (figures["subject_table"] == "counties")
        & (figures["attribute"] == "resident_population")
        & (figures["as_of"] == "2020-11-01")
    ].set_index("subject")["value"]
    pd.testing.assert_series_equal(people, census, check_names=False, check_index_type=False)


def test_core_scope_by_county(circle: Region) -> None:
    counties = circle["counties"].set_index("county")
    people = circle["zones"].merge(circle["residents"], on="zone").groupby("county")["value"].sum()
    assert people[counties["in_core_scope"]].sum() == 27_613_219
    outside = set(counties.loc[~counties["in_core_scope"], "name"])
    assert outside == {"罗江区", "绵竹市", "洪雅县", "丹棱县", "安岳县"}


def test_what_nobody_published_is_absent(circle: Region) -> None:
    for table in ("road_nodes", "road_links", "jobs", "borders", "budgets", "flows", "project_edits"):
        assert table not in circle
    assert "hospital" not in set(circle["facilities"]["kind"])
    for name in circle:
        if "basis" in circle[name]:
            assert "synthetic" not in set(circle[name]["basis"])


# Residents ---------------------------------------------------------------------------------------------------


def test_cells_lie_in_their_county_and_values_in_their_range(circle: Region) -> None:
    zones, residents = circle["zones"], circle["residents"]
    outlines = circle["counties"].set_index("county")["geometry"]
    inside = shapely.contains_xy(outlines[zones["county"]].to_numpy(), zones["lon"], zones["lat"])
    assert inside.all()
    assert set(zones["county"]) == set(circle["counties"]["county"])
    assert all(h3.get_resolution(zone) == 7 for zone in zones["zone"])
    centres = np.array([h3.cell_to_latlng(zone) for zone in zones["zone"]])
    np.testing.assert_allclose(centres, zones[["lat", "lon"]], atol=1e-6)
    assert (residents["value"] == residents["value"].round()).all()
    assert (residents["low"] <= residents["value"]).all()
    assert (residents["value"] <= residents["high"]).all()
    assert (residents["low"] < residents["high"]).all()
    assert list(residents["zone"]) == list(zones["zone"])


def test_every_cell_inside_a_county_is_there(circle: Region) -> None:
    # H3's own fill, county by county, against ours by point in polygon
    filled = {cell for outline in circle["counties"]["geometry"] for cell in h3.geo_to_cells(outline, 7)}
    ours = set(circle["zones"]["zone"])
    assert len(filled ^ ours) <= 2  # H3 tests on the sphere, ours in the plane: a centre on the line may differ
    assert circle["zones"]["area_km2"].sum() == pytest.approx(33_121, rel=0.005)  # geodesic area of the outlines


def test_hongya_towns_agree_with_its_census_and_bound_its_range(circle: Region) -> None:
    figures = circle["figures"]
    towns = figures[(figures["subject_table"] == "townships") & (figures["attribute"] == "resident_population")]
    zones = circle["zones"].merge(circle["residents"], on="zone")
    hongya = zones[zones["county"] == "511423"]
    assert len(towns) == 12
    assert towns["value"].sum() == hongya["value"].sum() == 295_744
    assert hongya["high"].max() <= towns["value"].max()  # no cell of 5 km² holds more than the largest town


@needs_raw
def test_models_beat_even_spread_one_level_up(circle: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SAMPLES))
    from chengdu.residents import misplaced_one_level_up

    wrong = misplaced_one_level_up(circle["zones"])
    assert 0.3 < wrong["uniform"] < 0.5
    assert max(wrong["nearest"], wrong["sum"], wrong["centre"]) < 0.12
    assert wrong["mean"] < wrong["uniform"] / 2


# Papers ------------------------------------------------------------------------------------------------------


def test_every_source_exists_and_says_its_licence(circle: Region) -> None:
    known = circle["sources"].set_index("source")
    assert known["licence"].notna().all()
    assert known["url"].dropna().str.match(r"https?://\S+$").all()
    for name in circle:
        if name != "sources":
            assert set(circle[name]["source"]) <= set(known.index), name
    lost = set(known.index) - {source for name in circle if name != "sources" for source in circle[name]["source"]}
    assert lost == {"jianyang_2016", "airports", "geonames", "county_seats"} - set(circle["service_kinds"]["source"])


def test_no_key_stands_twice(circle: Region) -> None:
    for name in circle:
        assert not circle[name].duplicated(list(schemas()[name].keys)).any(), name


def test_references_are_valid(circle: Region) -> None:
    keys = {name: set(circle[name][schemas()[name].keys[0]]) for name in circle}
    for name in circle:
        for attribute in schemas()[name].attributes:
            if attribute.references is None:
                continue
            cells = circle[name][attribute.name].dropna()
            values = cells.str.split(";").explode() if attribute.kind == "list" else cells
            assert set(values) <= keys[attribute.references], (name, attribute.name)


def test_subjects_and_attributes_of_figures_are_known(circle: Region) -> None:
    figures = circle["figures"]
    for table, rows in figures.dropna(subset=["subject_table"]).groupby("subject_table"):
        assert set(rows["subject"]) <= set(circle[table][schemas()[table].keys[0]]), table
    indicators = set(circle["indicators"]["indicator"])
    assert set(figures["attribute"]) <= indicators
    assert set(circle["targets"]["indicator"]) <= indicators
    numeric = figures[figures["value"].notna()]
    assert set(numeric.loc[numeric["unit"].isna(), "attribute"]) <= {"air_quality_index"}  # an index without unit
    assert (figures["value"].notna() | figures["value_text"].notna() | figures["rank"].notna()).all()


_NOT_QUANTITIES = re.compile(
    r"https?://\S+|\b(?:19|20)\d\d(?:-(?:\d\d(?:-\d\d)?|Q\d))?\b|(?:19|20)\d\d年|\d+月|[A-Z]+\d+"
    r"|cdmztch \d+|\d+-year|km2\b|/100 km2"
)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def quantities(*cells: str) -> set[float]:
    return {
        float(item.replace(",", "")) for cell in cells for item in _NUMBER.findall(_NOT_QUANTITIES.sub(" ", cell))
    }


def of_page(circle: Region, cell: str) -> pd.DataFrame:
    sources, figures = circle["sources"], circle["figures"]
    address = re.search(r"https?://[^\s()]+", cell)
    assert address is not None
    return figures[figures["source"].isin(sources.loc[sources["url"] == address[0], "source"])]


@needs_raw
def test_every_number_of_the_raw_indicators_is_a_figure(circle: Region) -> None:
    checked = 0
    for row in raw("domain/indicators.csv"):
        if not row["value"] and not row["rank"]:
            continue
        published = of_page(circle, row["source"])
        values = set(published["value"].dropna()) | set(published["rank"].dropna().astype(float))
        assert quantities(row["value"], row["rank"], row["note"]) <= values, row
        checked += len(quantities(row["value"], row["rank"], row["note"]))
    assert checked > 100


@needs_raw
def test_every_number_of_the_raw_projects_is_a_figure(circle: Region) -> None:
    figures = circle["figures"]
    columns = ["length_km", "length_split_km", "investment_100m_cny", "funding_or_share", "status_reported", "note"]
    checked = 0
    for row in raw("domain/projects.csv"):
        own = figures.loc[figures["subject"] == row["project_id"], "value"]
        values = set(own.dropna()) | set(of_page(circle, row["source"])["value"].dropna())
        found = quantities(*(row[column] for column in columns))
        assert found <= values, (row["project_id"], found - values)
        checked += len(found)
    assert checked > 80


@needs_raw
def test_a_transcript_that_the_page_does_not_say_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SAMPLES))
    from chengdu.proof import cited

    row = {"file": "projects", "row": "7", "key": "S5", "column": "investment_100m_cny", "phrase": "127"}
    assert cited(row)["length_km"] == "56"
    with pytest.raises(ValueError, match="'127', not '128'"):
        cited({**row, "phrase": "128"})
    with pytest.raises(ValueError, match="is about S5, not S11"):
        cited({**row, "key": "S11"})


# Published figures -------------------------------------------------------------------------------------------


def versions(circle: Region, subject: str, attribute: str) -> list[tuple[str, float]]:
    figures = circle["figures"]
    rows = figures[(figures["subject"] == subject) & (figures["attribute"] == attribute)].sort_values("as_of")
    return list(zip(rows["as_of"], rows["value"], strict=True))


def test_versions_of_s5_and_s11_are_kept_with_their_dates(circle: Region) -> None:
    assert versions(circle, "S5", "length") == [("2021-09-26", 50.4), ("2022-03-28", 56), ("2022-08-10", 59)]
    assert versions(circle, "S5", "investment") == [("2022-03-28", 127), ("2022-08-10", 226)]
    assert [value for _, value in versions(circle, "S11", "investment")] == [276, 254, 307.94]


def test_gdp_target_and_figure_can_be_compared(circle: Region) -> None:
    target = circle["targets"].set_index("target").loc["PLAN-1"]
    figures = circle["figures"]
    latest = figures[
        (figures["subject"] == target["subject"])
        & (figures["attribute"] == target["indicator"])
        & (figures["as_of"] == "2024")
    ].iloc[0]
    assert (target["value"], target["unit"], target["value_text"]) == (33_000, "亿元", "3.3 万亿元")
    assert (latest["value"], latest["unit"]) == (29_756.8, "亿元")
    assert round(100 * (target["value"] / latest["value"] - 1), 1) == 10.9
    assert target["price"] == "nominal"


def test_list_totals_add_up_as_published(circle: Region) -> None:
    totals = circle["list_totals"]
    rows = totals[(totals["list_key"] == "major_projects_2022") & (totals["issued_by"] == "同城化办公室")]
    counts = {name: list(group["count"]) for name, group in rows.groupby("dimension")}
    assert counts["total"] == [194]
    assert sorted(counts["city"]) == sorted([98, 47, 53, 48])
    assert sum(counts["city"]) == 246
    assert sorted(counts["sector"]) == sorted([72, 81, 25, 16])
    assert sum(counts["sector"]) == 194
    assert sorted(counts["class"]) == sorted([19, 52, 105, 18])
    assert sum(counts["class"]) == 194
    deyang = totals[(totals["list_key"] == "major_projects_2022") & (totals["city"] == "510600")]
    assert dict(zip(deyang["issued_by"], deyang["count"], strict=True)) == {
        "同城化办公室": 47,
        "德阳市区域协同发展局": 48,
    }
    assert set(deyang["item"]) == {"德阳"}


def test_jianyang_names_its_change_of_city(circle: Region) -> None:
    changed = circle["counties"].dropna(subset=["changed_on"])
    assert list(changed["name"]) == ["简阳市"]
    assert changed["changed_on"].iloc[0].year == 2016


def test_cases_only_grow(circle: Region) -> None:
    assert len(circle["cases"]) == 1_619 - 14  # the province's rows of 未公布来源 are not its total
    for _, rows in circle["cases"].sort_values("date").groupby("city"):
        for column in ("confirmed", "cured", "dead"):
            assert (rows[column].dropna().astype("int64").diff().dropna() >= 0).all()


# Places ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["stations", "facilities"])
def test_points_lie_in_their_city_and_county(circle: Region, table: str) -> None:
    rows = circle[table].dropna(subset=["lon"])
    for level, key in (("cities", "city"), ("counties", "county")):
        outlines = circle[level].set_index(key)["geometry"]
        assert shapely.contains_xy(outlines[rows[key]].to_numpy(), rows["lon"], rows["lat"]).all()


def test_counties_tile_their_city(circle: Region) -> None:
    outlines = circle["cities"].set_index("city")["geometry"]
    for city, rows in circle["counties"].groupby("city"):
        together = shapely.union_all(rows["geometry"].to_numpy())
        assert together.symmetric_difference(outlines[city]).area < 1e-4 * together.area
        assert shapely.area(rows["geometry"].to_numpy()).sum() == pytest.approx(together.area, rel=1e-6)


@needs_raw
def test_stations_are_wgs84_not_gcj02(circle: Region) -> None:
    ours = circle["stations"].set_index("station")
    for path, key, name, lon, lat in (
        ("chengdu/metro/stations.csv", "metro_", "id", "lon_gcj02", "lat_gcj02"),
        ("chengdu/rail/hsr_stations_4cities.csv", "rail_", "telecode", "lon_src", "lat_src"),
    ):
        rows = pd.DataFrame(raw(path))
        found = ours.loc[key + rows[name]]
        expected = to_wgs84(
            rows[lon].astype(float), rows[lat].astype(float), Datum.parse("GCJ-02")
        )  # our own conversion
        np.testing.assert_allclose(found["lon"], expected[0], atol=2e-5)
        np.testing.assert_allclose(found["lat"], expected[1], atol=2e-5)
        assert (np.hypot(found["lon"] - rows[lon].astype(float).to_numpy(), 0) > 0.001).all()


def test_lines_run_through_their_stops(circle: Region) -> None:
    places = circle["stations"].set_index("station")[["lon", "lat"]]
    for line, stops in circle["line_stops"].sort_values("seq").groupby("line"):
        drawn = circle["lines"].set_index("line").loc[line, "geometry"]
        np.testing.assert_array_equal(np.array(drawn.coords), places.loc[stops["station"]].to_numpy())
    kinds = circle["stations"].set_index("station")["kind"]
    on_tram = circle["line_stops"]["line"].str.startswith("tram")
    assert set(kinds[circle["line_stops"].loc[~on_tram, "station"]]) == {"metro"}


def test_runways_are_as_long_as_they_say(circle: Region) -> None:
    import pyproj

    geod = pyproj.Geod(ellps="WGS84")
    for row in circle["runways"].itertuples():
        assert geod.geometry_length(row.geometry) == pytest.approx(row.length_m, rel=0.05)


def test_rivers_stay_near_the_circle(circle: Region) -> None:
    outline = shapely.union_all(circle["cities"]["geometry"].to_numpy())
    assert all(shapely.distance(circle["barriers"]["geometry"].to_numpy(), outline) < 0.12)
    assert circle["barriers"]["geometry"].is_valid.all()


# The feed ----------------------------------------------------------------------------------------------------


def test_feed_is_whole(circle: Region) -> None:
    assert list(circle.feeds) == ["rail_2016-03-10"]
    with zipfile.ZipFile(circle.feeds["rail_2016-03-10"]) as archive:
        feed = {name: pd.read_csv(io.BytesIO(archive.read(name)), dtype=str) for name in archive.namelist()}
    times, trips, stops = feed["stop_times.txt"], feed["trips.txt"], feed["stops.txt"]
    assert set(times["stop_id"]) <= set(stops["stop_id"]) <= set(circle["stations"]["station"])
    assert set(times["trip_id"]) == set(trips["trip_id"])
    assert set(trips["route_id"]) == set(feed["routes.txt"]["route_id"])
    assert set(feed["calendar.txt"]["start_date"]) == set(feed["calendar.txt"]["end_date"]) == {"20160310"}
    assert trips["trip_short_name"].is_unique  # a train runs once a day
    assert len(trips) == 94
    for _, rows in times.groupby("trip_id", sort=False):
        clock = rows[["arrival_time", "departure_time"]].to_numpy().ravel()
        assert list(clock) == sorted(clock)
        assert len(rows) >= 2


# The folder --------------------------------------------------------------------------------------------------


def test_folder_is_small_and_says_what_the_outlines_are() -> None:
    size = sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file())
    assert size < 4_000_000
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert "示意图，不作为划界依据" in readme
    assert "tongcheng import table counties" in readme


def test_numbers_of_the_readme_are_those_of_the_tables(circle: Region) -> None:
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    for line in readme.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        names = re.findall(r"`(\w+)`", cells[0])
        counts = [item.strip().replace(",", "") for item in cells[1].split("/")] if len(cells) == 3 else []
        if not names or not all(count.isdigit() for count in counts) or not counts:
            continue
        for name, count in zip(names, counts * len(names) if len(counts) == 1 else counts, strict=True):
            assert len(circle[name]) == int(count), line


@needs_raw
def test_the_same_raw_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path / "again")
    ours = {path.relative_to(SHIPPED): path.read_bytes() for path in SHIPPED.rglob("*") if path.is_file()}
    again = {
        path.relative_to(tmp_path / "again"): path.read_bytes()
        for path in (tmp_path / "again").rglob("*")
        if path.is_file()
    }
    assert set(again) == set(ours)
    for name, content in again.items():
        if name.suffix == ".parquet":  # its bytes name the version of the writer
            pd.testing.assert_frame_equal(
                pd.read_parquet(io.BytesIO(content)), pd.read_parquet(io.BytesIO(ours[name])), rtol=1e-9
            )
        else:
            assert content == ours[name], name


def test_round_trip(circle: Region, tmp_path: Path) -> None:
    back = open_region(circle.save(tmp_path / "copy"))
    for name in circle:
        pd.testing.assert_frame_equal(pd.DataFrame(circle[name]), pd.DataFrame(back[name]))
    assert math.isclose(back["residents"]["value"].sum(), 29_657_768)
