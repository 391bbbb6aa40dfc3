"""Datums: published pairs, PROJ's own answer, and the way there and back."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.errors import InputError
from tongcheng.region.datum import (
    BD09,
    CGCS2000,
    GCJ02,
    WGS84,
    Datum,
    bd09_to_wgs84,
    cgcs2000_projected,
    cgcs2000_zone,
    from_wgs84,
    gcj02_to_wgs84,
    median_offset_m,
    shapes_from_wgs84,
    shapes_to_wgs84,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

# Rows of metromancn/MetroMapOpenMiniProgram (MIT) and metromancn/Parse12306 (MIT) with both datums, converted by
# another program: GCJ-02 longitude and latitude, WGS84 longitude and latitude.
PAIRS = np.array([
    [104.086848, 30.717629, 104.084312, 30.720003],  # 韦家碾
    [104.083468, 30.704632, 104.080936, 30.707014],  # 升仙湖
    [104.141625, 30.62886, 104.139112, 30.631302],  # 成都东
    [104.068464, 30.605893, 104.065958, 30.608335],  # 成都南
])  # fmt: skip

inside_china = st.tuples(st.floats(73, 137), st.floats(1.5, 55))


def test_shift_meets_pairs_made_by_another_program() -> None:
    lon, lat = gcj02_to_wgs84(PAIRS[:, 0], PAIRS[:, 1])
    assert median_offset_m(lon, lat, PAIRS[:, 2], PAIRS[:, 3]) < 0.2  # the pairs are rounded to 0.1 m
    lon, lat = wgs84_to_gcj02(PAIRS[:, 2], PAIRS[:, 3])
    assert median_offset_m(lon, lat, PAIRS[:, 0], PAIRS[:, 1]) < 0.2
    assert 300 < median_offset_m(*PAIRS.T) < 400


def test_bd09_of_a_published_point() -> None:
    # The example that coordtransform (MIT) prints in its documentation: BD-09 116.404, 39.915 is
    # GCJ-02 116.39762729119315, 39.90865673957631.
    lon, lat = bd09_to_wgs84(116.404, 39.915)
    lon, lat = wgs84_to_gcj02(lon, lat)
    assert float(median_offset_m(lon, lat, 116.39762729119315, 39.90865673957631)) < 1.5


@given(inside_china)
@settings(max_examples=200, deadline=None)
def test_shift_there_and_back_within_a_decimetre(point: tuple[float, float]) -> None:
    lon, lat = point
    for there, back in ((wgs84_to_gcj02, gcj02_to_wgs84), (wgs84_to_bd09, bd09_to_wgs84)):
        assert median_offset_m(*back(*there(lon, lat)), lon, lat) < 0.1


@given(st.tuples(st.floats(-180, 71), st.floats(-90, 90)))
@settings(max_examples=50, deadline=None)
def test_outside_china_nothing_moves(point: tuple[float, float]) -> None:
    for move in (wgs84_to_gcj02, gcj02_to_wgs84, wgs84_to_bd09, bd09_to_wgs84):
        assert tuple(map(float, move(*point))) == point


def test_unknown_coordinates_stay_unknown_and_inputs_unchanged() -> None:
    lon, lat = np.array([104.0, np.nan]), np.array([30.0, 30.0])
    new_lon, _ = wgs84_to_gcj02(lon, lat)
    assert np.isnan(new_lon[1])
    assert new_lon[0] != 104.0
    assert lon[0] == 104.0


def test_cgcs2000_is_wgs84_to_a_centimetre() -> None:
    lon, lat = to_wgs84(PAIRS[:, 2], PAIRS[:, 3], CGCS2000)
    assert median_offset_m(lon, lat, PAIRS[:, 2], PAIRS[:, 3]) < 0.01


@pytest.mark.parametrize("code", [4491, 4501, 4502, 4513, 4523, 4527, 4534, 4544, 4554])
def test_projected_there_and_back(code: int) -> None:
    datum = Datum.parse(f"EPSG:{code}")
    assert datum.projected
    easting, northing = from_wgs84(PAIRS[:, 2], PAIRS[:, 3], datum)
    lon, lat = to_wgs84(easting, northing, datum)
    assert median_offset_m(lon, lat, PAIRS[:, 2], PAIRS[:, 3]) < 0.01


def test_central_meridian_has_its_false_easting() -> None:
    lon, lat = to_wgs84([500_000.0], [3_394_000.0], cgcs2000_projected(105))
    assert lon[0] == pytest.approx(105, abs=1e-9)
    assert to_wgs84([35_500_000.0], [3_394_000.0], cgcs2000_zone(35)) == (lon, lat)
    # 3,394 km from the equator along the meridian: 90 degrees are 10,001.966 km on GRS80.
    assert lat[0] == pytest.approx(30.667, abs=0.01)


def test_local_meridian_is_the_same_projection() -> None:
    easting, northing = from_wgs84([104.0], [30.667], cgcs2000_projected(104))
    assert easting[0] == pytest.approx(500_000, abs=1e-6)
    assert northing[0] == pytest.approx(from_wgs84([105.0], [30.667], cgcs2000_projected(105))[1][0], abs=1e-6)


@pytest.mark.parametrize(
    ("words", "crs"),
    [
        ("CGCS2000", "EPSG:4490"),
        ("国家2000", "EPSG:4490"),
        ("2000国家大地坐标系", "EPSG:4490"),
        ("EPSG:4490", "EPSG:4490"),
        ("4527", "EPSG:4527"),
        ("CGCS2000 / 3-degree Gauss-Kruger CM 105E", "EPSG:4544"),
        ("CGCS2000 / 3-degree Gauss-Kruger zone 35", "EPSG:4523"),
        ("CGCS2000 / Gauss-Kruger zone 18", "EPSG:4496"),
        ("2000国家大地坐标系 3度带 中央经线102", "EPSG:4543"),
        ("国家2000 3度带 35带", "EPSG:4523"),
        ("WGS-84", "EPSG:4326"),
        ("ＷＧＳ８４", "EPSG:4326"),
    ],
)
def test_names_of_datums(words: str, crs: str) -> None:
    assert Datum.parse(words).crs == crs


def test_names_of_shifts() -> None:
    assert Datum.parse("gcj02") == Datum.parse("火星坐标系") == Datum.parse("高德") == GCJ02
    assert Datum.parse("百度 BD-09") == BD09
    assert Datum.parse("wgs 84") == WGS84


@pytest.mark.parametrize(
    "words", ["西安80", "EPSG:4610", "Beijing 1954", "EPSG:2333", "成都独立坐标系", "EPSG:99999", "国家2000 99带"]
)
def test_refused_with_a_remedy(words: str) -> None:
    with pytest.raises(InputError) as caught:
        Datum.parse(words, file="mapping.toml")
    problem = caught.value.problems[0]
    assert problem.file == "mapping.toml"
    assert problem.found
    assert problem.remedy.zh
    assert problem.remedy.en


def test_frames_are_moved_and_left_alone() -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["甲", "乙"]},
        geometry=[shapely.box(104, 30, 104.1, 30.1), None],
        index=[7, 9],
        crs="EPSG:4326",
    )
    before = frame.copy()
    gcj = shapes_from_wgs84(frame, GCJ02)
    assert gcj.crs is None
    back = shapes_to_wgs84(gcj, GCJ02)
    assert back.crs == frame.crs
    assert list(back.index) == [7, 9]
    assert back.geometry.iloc[1] is None
    assert shapely.hausdorff_distance(back.geometry.iloc[0], frame.geometry.iloc[0]) < 1e-6
    assert shapely.hausdorff_distance(gcj.geometry.iloc[0], frame.geometry.iloc[0]) > 1e-3
    projected = shapes_from_wgs84(frame.geometry, Datum.parse("EPSG:4544"))
    # pyproj's own conversion of the same frame
    assert shapely.equals_exact(projected.iloc[0], frame.to_crs("EPSG:4544").geometry.iloc[0], tolerance=1e-6)
    assert frame.equals(before)
