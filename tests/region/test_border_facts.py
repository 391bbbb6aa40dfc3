"""Border lines and what crosses them, on squares whose borders are meridians of known length."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tests.tiny import BORDER_KM
from tongcheng.language import same
from tongcheng.region import Region
from tongcheng.region.border_facts import border_facts
from tongcheng.region.border_lines import border_lines

GEOD = Geod(ellps="WGS84")
METRE = 1 / GEOD.inv(104.0, 30.1, 105.0, 30.1)[2]  # degrees east that are one metre at 30.1 north


def circle(**outlines: shapely.Geometry) -> Region:
    rows = [
        {"city": name, "name": name, "geometry": outline, "basis": "synthetic", "source": "tiny"}
        for name, outline in outlines.items()
    ]
    return Region("drawn", same("drawn"), True).with_tables({"cities": pd.DataFrame(rows)})


def meridian_km(south: float, north: float) -> float:
    return GEOD.line_length([104, 104], [south, north]) / 1000


def test_the_border_of_two_squares_is_their_common_side(tiny):
    lines = border_lines(tiny)
    assert lines[["city_a", "city_b"]].to_numpy().tolist() == [["A", "B"]]
    assert lines["length_km"].iloc[0] == pytest.approx(BORDER_KM, abs=0.001)
    assert GEOD.geometry_length(lines.geometry.iloc[0]) / 1000 == pytest.approx(BORDER_KM, abs=0.001)
    assert lines.geometry.iloc[0].bounds == pytest.approx((104.3, 30.0, 104.3, 30.2), abs=1e-6)


@pytest.mark.parametrize("apart_m", [-150, -20, 0, 40, 250])
def test_outlines_may_run_beside_each_other_within_the_tolerance(apart_m):
    west = 104.3 + apart_m * METRE
    region = circle(A=shapely.box(104.0, 30.0, 104.3, 30.2), B=shapely.box(west, 30.0, 104.6, 30.2))
    assert border_lines(region)["length_km"].iloc[0] == pytest.approx(BORDER_KM, rel=0.01)


def test_outlines_beyond_the_tolerance_do_not_touch():
    region = circle(A=shapely.box(104.0, 30.0, 104.3, 30.2), B=shapely.box(104.3 + 400 * METRE, 30.0, 104.6, 30.2))
    assert border_lines(region).empty
    assert border_facts(region).empty
    assert border_lines(region, tolerance_m=500)["length_km"].iloc[0] == pytest.approx(BORDER_KM, rel=0.01)


def test_a_common_corner_is_no_border():
    """Four squares around one point have four borders, not six; each as long as its side."""
    region = circle(
        SW=shapely.box(104.0, 30.0, 104.2, 30.1), SE=shapely.box(104.2, 30.0, 104.4, 30.1),
        NW=shapely.box(104.0, 30.1, 104.2, 30.2), NE=shapely.box(104.2, 30.1, 104.4, 30.2),
    )  # fmt: skip
    found = border_lines(region).set_index(["city_a", "city_b"])["length_km"]
    along = GEOD.line_length(np.linspace(104, 104.2, 200), np.full(200, 30.1)) / 1000
    expected = {("SW", "SE"): meridian_km(30, 30.1), ("NW", "NE"): meridian_km(30.1, 30.2), ("SW", "NW"): along,
                ("SE", "NE"): along}  # fmt: skip
    assert found.to_dict() == pytest.approx(expected, rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(30.01, 30.19), st.floats(-0.02, 0.02)), max_size=12, unique_by=lambda xy: round(xy[0], 3)
    )
)
def test_where_vertices_are_shared_the_line_is_the_intersection(bends):
    """Shapely's intersection of two boundaries is the answer of another program."""
    middle = [(104.3, 30.0), *((104.3 + dx, lat) for lat, dx in sorted(bends)), (104.3, 30.2)]
    west = shapely.Polygon([(104.0, 30.2), (104.0, 30.0), *middle])
    east = shapely.Polygon([(104.6, 30.2), (104.6, 30.0), *middle])
    common = GEOD.geometry_length(shapely.intersection(west.boundary, east.boundary)) / 1000
    found = border_lines(circle(A=west, B=east))
    assert found["length_km"].iloc[0] == pytest.approx(common, rel=0.005)


def test_an_enclave_borders_all_around():
    hole = shapely.box(104.1, 30.05, 104.2, 30.15)
    region = circle(A=shapely.box(104.0, 30.0, 104.3, 30.2).difference(hole), B=hole)
    around = GEOD.geometry_length(hole.exterior) / 1000
    assert border_lines(region)["length_km"].iloc[0] == pytest.approx(around, rel=0.001)


def test_roads_and_lines_across_the_tiny_border(tiny):
    facts = border_facts(tiny).iloc[0]
    assert (facts["road_crossings"], facts["roads_primary"], facts["roads_secondary"]) == (1, 1, 0)
    assert facts["crossings_per_10km"] == pytest.approx(10 / BORDER_KM, rel=1e-4)
    assert (facts["rail_lines"], facts["other_lines"]) == (1, 0)
    assert facts["reason_zh"] == facts["reason_en"] == ""


def links(tiny: Region, *rows: dict[str, object]) -> Region:
    extra = pd.DataFrame([{**row, "basis": "synthetic", "source": "tiny"} for row in rows])
    return tiny.with_tables({"road_links": pd.concat([tiny["road_links"], extra])})


def test_only_open_roads_count_and_a_swing_over_the_line_does_not(tiny):
    road = {"from_node": "n09", "to_node": "n10", "class": "trunk", "length_m": 10_000, "speed_kmh": 60}
    swing = shapely.LineString([(104.25, 30.15), (104.32, 30.12), (104.25, 30.05)])
    region = links(
        tiny,
        {**road, "link": "open"},
        {**road, "link": "closed", "class": "motorway", "state": "closed"},
        {**road, "link": "swing", "class": "secondary", "from_node": "n09", "to_node": "n03", "geometry": swing},
    )
    facts = border_facts(region).iloc[0]
    assert (facts["roads_trunk"], facts["roads_motorway"], facts["roads_secondary"]) == (1, 0, 0)
    assert facts["road_crossings"] == 2


@pytest.mark.parametrize(("apart_m", "roads"), [(30, 1), (500, 2)])
def test_two_carriageways_are_one_road(tiny, apart_m, roads):
    north = 30.15 + apart_m / 111_000
    nodes = pd.DataFrame(
        [{"node": name, "lon": lon, "lat": north, "basis": "synthetic", "source": "tiny"}
         for name, lon in (("w", 104.25), ("e", 104.35))]
    )  # fmt: skip
    region = tiny.with_tables({"road_nodes": pd.concat([tiny["road_nodes"], nodes])})
    road = {"class": "motorway", "length_m": 10_000, "speed_kmh": 100, "direction": "forward"}
    region = links(
        region,
        {**road, "link": "east", "from_node": "n09", "to_node": "n10"},
        {**road, "link": "west", "from_node": "e", "to_node": "w"},
    )
    assert border_facts(region).iloc[0]["roads_motorway"] == roads


def test_two_streets_beside_each_other_are_two_roads(tiny):
    """Only one-way links are carriageways: a village street 30 m from the next is a road of its own."""
    nodes = [{"node": f"{side}{k}", "lon": lon, "lat": 30.15 + k * 30 / 111_000, "basis": "synthetic", "source": "tiny"}
             for side, lon in (("w", 104.29), ("e", 104.31)) for k in range(4)]  # fmt: skip
    region = tiny.with_tables({"road_nodes": pd.concat([tiny["road_nodes"], pd.DataFrame(nodes)])})
    streets = [{"link": f"r{k}", "from_node": f"w{k}", "to_node": f"e{k}", "class": "residential", "length_m": 2_000,
                "speed_kmh": 30} for k in range(4)]  # fmt: skip
    assert border_facts(links(region, *streets)).iloc[0]["roads_residential"] == 4
    one_way = [{**street, "direction": "forward"} for street in streets]
    assert border_facts(links(region, *one_way)).iloc[0]["roads_residential"] == 2  # 0 to 60 m, and 90 m


def test_a_road_cut_at_the_border_counts_once(tiny):
    """OSM puts a node where the name of a road changes: often on the line itself."""
    node = {"node": "m", "lon": 104.3, "lat": 30.15, "basis": "synthetic", "source": "tiny"}
    region = tiny.with_tables({"road_nodes": pd.concat([tiny["road_nodes"], pd.DataFrame([node])])})
    half = {"class": "trunk", "length_m": 5_000, "speed_kmh": 60}
    region = links(
        region,
        {**half, "link": "w", "from_node": "n09", "to_node": "m"},
        {**half, "link": "e", "from_node": "m", "to_node": "n10"},
    )
    assert border_facts(region).iloc[0]["roads_trunk"] == 1


def test_absent_data_are_nan_with_a_reason(tiny):
    bare = Region("bare", same("bare"), True, {name: tiny[name] for name in ("cities", "counties")})
    facts = border_facts(bare).iloc[0]
    assert facts[["road_crossings", "crossings_per_10km", "roads_primary", "rail_lines"]].isna().all()
    assert "road_links" in facts["reason_en"]
    assert "line_stops" in facts["reason_en"]

    # Roads of B that end 14 km before the border say nothing about it: a blank there is no zero.
    west = tiny["road_nodes"][(tiny["road_nodes"]["lon"] < 104.3) | (tiny["road_nodes"]["lon"] > 104.42)]
    ends = tiny["road_links"][["from_node", "to_node"]].isin(set(west["node"])).all(axis=1)
    half = tiny.with_tables({"road_nodes": west, "road_links": tiny["road_links"][ends]})
    facts = border_facts(half).iloc[0]
    assert np.isnan(facts["road_crossings"])
    assert "乙市" in facts["reason_zh"]
    assert facts["rail_lines"] == 1


def test_roads_cut_near_the_border_make_the_count_a_lower_bound(tiny):
    """An extract that ends at the line: one found is at least one, none found is not none."""
    node = {"node": "m", "lon": 104.298, "lat": 30.15, "cut": True, "basis": "synthetic", "source": "tiny"}
    region = tiny.with_tables({"road_nodes": pd.concat([tiny["road_nodes"], pd.DataFrame([node])])})
    facts = border_facts(region).iloc[0]
    assert facts["road_crossings"] == 1
    assert "more roads" in facts["reason_en"]
    roads = region["road_links"]
    none = border_facts(region.with_tables({"road_links": roads[roads["link"] != "x03-04"]})).iloc[0]
    assert np.isnan(none["road_crossings"])
    assert np.isnan(none["crossings_per_10km"])
    uncut = tiny["road_links"][tiny["road_links"]["link"] != "x03-04"]
    assert border_facts(tiny.with_tables({"road_links": uncut})).iloc[0]["road_crossings"] == 0


def test_railway_stations_without_trains_make_the_number_of_rail_lines_unknown(tiny):
    """Metro lines alone say nothing about the railway between two cities that both have a railway station."""

    def stations(*cities: str) -> Region:
        rows = [
            {
                "station": f"r{city}",
                "name": f"{city}站",
                "kind": "high_speed_rail",
                "city": city,
                "lon": 104.3,
                "lat": 30.1,
                "basis": "synthetic",
                "source": "tiny",
            }
            for city in cities
        ]
        return tiny.with_tables({"stations": pd.concat([tiny["stations"], pd.DataFrame(rows)])})

    facts = border_facts(stations("A", "B")).iloc[0]
    assert np.isnan(facts["rail_lines"])
    assert facts["urban_rail_lines"] == 1
    assert "railway" in facts["reason_en"]
    assert border_facts(stations("A")).iloc[0]["rail_lines"] == 1


def test_outlines_of_counties_stand_in_for_cities(tiny):
    cities = tiny["cities"].assign(geometry=None)
    region = tiny.with_tables({"cities": cities})
    assert border_lines(region)["length_km"].iloc[0] == pytest.approx(BORDER_KM, abs=0.001)


def test_the_input_stays_as_it_was(tiny):
    before = tiny.copy()
    border_facts(tiny)
    for name in tiny:
        pd.testing.assert_frame_equal(tiny[name], before[name])
    assert isinstance(border_lines(tiny), gpd.GeoDataFrame)
