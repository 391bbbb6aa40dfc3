"""Zones from polygons with residents: squares whose owners and areas are known by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.errors import InputError, Problems
from tongcheng.region.blocks import zones_from_blocks
from tongcheng.region.columns import type_table
from tongcheng.region.schemas import schemas

#: Two counties side by side on the equator, 0.1 degree each, and a member without outline.
COUNTIES = gpd.GeoDataFrame(
    {"county": ["a1", "b1", "rest"], "city": ["a", "b", "r"]},
    geometry=[shapely.box(0, 0, 0.1, 0.1), shapely.box(0.1, 0, 0.2, 0.1), None],
    crs="EPSG:4326",
)
OPTIONS = {"residents": "people", "ids": "id", "counties": COUNTIES, "year": 2020, "source": "census"}


def blocks(*rows: tuple[object, object, object]) -> gpd.GeoDataFrame:
    ids, people, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"id": list(ids), "people": list(people)}, geometry=list(shapes), crs="EPSG:4326")


def counties_of(polygons: gpd.GeoDataFrame, **options: object) -> list[str]:
    return zones_from_blocks(polygons, **(OPTIONS | options))[0]["county"].tolist()  # type: ignore[arg-type]


def problems_of(polygons: gpd.GeoDataFrame, **options: object) -> set[tuple[str, int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        zones_from_blocks(polygons, **(OPTIONS | options))  # type: ignore[arg-type]
    return {(problem.code, problem.row, problem.column) for problem in caught.value.problems}


def test_a_polygon_belongs_to_the_county_that_covers_most_of_it():
    polygons = blocks(
        ("inside a", 1, shapely.box(0.01, 0.01, 0.02, 0.02)),
        ("mostly b", 1, shapely.box(0.09, 0.01, 0.13, 0.02)),
        ("half and half", 1, shapely.box(0.09, 0.03, 0.11, 0.04)),
        ("a corner in a", 1, shapely.box(-0.03, 0.0, 0.01, 0.02)),
    )
    assert counties_of(polygons) == ["a1", "b1", "a1", "a1"]
    assert counties_of(polygons, outside="rest") == ["a1", "b1", "a1", "rest"]


def test_polygons_outside_all_counties_go_to_the_stated_member_or_are_refused():
    polygons = blocks(("in", 1, shapely.box(0, 0, 0.01, 0.01)), ("out", 2, shapely.box(1, 1, 1.01, 1.01)))
    assert counties_of(polygons, outside="rest") == ["a1", "rest"]
    assert problems_of(polygons) == {("outside", 3, "geometry")}
    assert problems_of(polygons, outside="nowhere") == {("unknown_county", None, "outside")}


def test_zones_and_residents_fit_their_tables_and_the_input_stays():
    u_shape = shapely.box(0, 0, 0.09, 0.09) - shapely.box(0.02, 0.02, 0.07, 0.09)
    polygons = blocks(("u", 120, u_shape), ("none", 0, shapely.box(0.03, 0.03, 0.04, 0.04)))
    before = polygons.copy()
    zones, people = zones_from_blocks(polygons.to_crs("EPSG:3857"), **OPTIONS)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(polygons, before)
    assert people[["zone", "group", "year", "value"]].to_numpy().tolist() == [
        ["u", "all", 2020, 120],
        ["none", "all", 2020, 0],
    ]
    for zone, shape in zip(zones.itertuples(), polygons.geometry, strict=True):
        assert shape.contains(shapely.Point(zone.lon, zone.lat))
    # 0.01 by 0.01 degree on the equator of WGS84: 1.113195 km by 1.105743 km.
    assert zones.loc[1, "area_km2"] == pytest.approx(1.113195 * 1.105743, rel=1e-5)
    for name, table in {"zones": zones, "residents": people}.items():
        problems = Problems(name)
        pd.testing.assert_frame_equal(type_table(table, schemas()[name], problems), table)
        assert problems.found == []


def test_every_fault_is_told_at_once_by_row():
    bow_tie = shapely.Polygon([(0, 0), (0.01, 0.01), (0.01, 0), (0, 0.01)])
    square = shapely.box(0, 0, 0.01, 0.01)
    polygons = blocks(
        ("b1", -3, square), ("b2", None, square), ("b1", 5, square), ("b4", 5, bow_tie), ("b5", 5, None),
        ("", 5, square), ("b7", 5, shapely.LineString([(0, 0), (1, 1)])), ("b8", "many", square),
    )  # fmt: skip
    assert problems_of(polygons) == {
        ("negative", 2, "people"), ("bad_value", 3, "people"), ("id_twice", 4, "id"),
        ("broken_polygon", 5, "geometry"), ("empty_polygon", 6, "geometry"), ("missing_value", 7, "id"),
        ("no_polygon", 8, "geometry"), ("bad_value", 9, "people"),
    }  # fmt: skip


def test_columns_and_the_coordinate_system_must_be_there():
    polygons = blocks(("b1", 1, shapely.box(0, 0, 0.01, 0.01)))
    assert problems_of(polygons, residents="pop") == {("missing_column", None, "pop")}
    assert problems_of(polygons.set_crs(None, allow_override=True)) == {("no_datum", None, "geometry")}
    empty = COUNTIES.assign(geometry=gpd.GeoSeries([None, None, None], crs="EPSG:4326"))
    assert problems_of(polygons, counties=empty) == {("no_outlines", None, "geometry")}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-0.05, 0.2), st.floats(-0.05, 0.1), st.integers(0, 5000)), min_size=1, max_size=8)
)
def test_nobody_is_lost_and_the_choice_is_the_largest_part(squares):
    shapes = [shapely.box(x, y, x + 0.03, y + 0.03) for x, y, _ in squares]
    polygons = blocks(*((f"b{number}", square[2], shapes[number]) for number, square in enumerate(squares)))
    zones, people = zones_from_blocks(polygons, **OPTIONS, outside="rest")  # type: ignore[arg-type]
    assert people["value"].sum() == sum(square[2] for square in squares)
    for shape, county in zip(shapes, zones["county"], strict=True):
        parts = {
            "a1": shape.intersection(COUNTIES.geometry[0]).area,
            "b1": shape.intersection(COUNTIES.geometry[1]).area,
        }
        parts["rest"] = shape.area - sum(parts.values())
        assert parts[county] == pytest.approx(max(parts.values()), rel=1e-2, abs=1e-7)
    assert np.isfinite(zones[["lon", "lat", "area_km2"]]).all().all()
