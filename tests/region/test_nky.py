"""The shipped sample of Northern Kentucky: what its sources publish, and that it is built from them alone."""

from __future__ import annotations

import importlib.util
from itertools import combinations
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import shapely

from tongcheng.region import Region, open_region
from tongcheng.region.gtfs import read_gtfs

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src" / "tongcheng" / "region" / "samples" / "nky"


@pytest.fixture(scope="module")
def nky() -> Region:
    return open_region("nky")


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_nky", ROOT / "samples" / "build_nky.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_building_again_gives_the_same_bytes(tmp_path):
    builder().build(tmp_path / "nky")
    shipped = {path.relative_to(SHIPPED): path.read_bytes() for path in SHIPPED.rglob("*") if path.is_file()}
    again = {path.relative_to(tmp_path / "nky"): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert sorted(again) == sorted(shipped)
    assert [name for name in shipped if shipped[name] != again[name]] == []


def test_the_folder_is_small():
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 5_000_000


def test_members(nky):
    cities, counties = nky["cities"], nky["counties"]
    assert len(cities) == 37
    assert counties["county"].tolist() == counties["city"].tolist() == cities["city"].tolist()
    assert (cities["admin_rank"] == "municipality").sum() == 33  # three places have no government of their own
    outlines = counties.geometry
    assert outlines.is_valid.all()
    total = shapely.area(shapely.union_all(outlines.to_numpy()))
    assert shapely.area(outlines.to_numpy()).sum() == pytest.approx(total, rel=1e-5)  # nothing overlaps


def test_residents_are_those_of_the_census(nky):
    people = nky["residents"].set_index("zone")["value"]
    assert people.sum() == 227_919
    assert len(people) == len(nky["zones"]) == 3_114
    assert set(nky["residents"]["year"]) == {2010}
    by_city = people.groupby(nky["zones"].set_index("zone")["city"]).sum()
    # United States Census 2010, municipalities that lie wholly inside the extract.
    assert by_city["ludlow"] == 4_407
    # 21 % of the residents live outside the 36.
    assert by_city["unincorporated"] / people.sum() == pytest.approx(0.21, abs=0.005)


def test_zones_lie_in_their_member(nky):
    zones = nky["zones"]
    inside = shapely.contains_xy(zones.geometry.to_numpy(), zones["lon"], zones["lat"])
    assert inside.all()
    outline = nky["counties"].set_index("county").geometry.loc[zones["county"]].to_numpy()
    shared = shapely.area(shapely.intersection(zones.geometry.to_numpy(), outline))
    assert (shared / shapely.area(zones.geometry.to_numpy())).min() > 0.3  # the largest of at most three parts
    assert (shared / shapely.area(zones.geometry.to_numpy()) > 0.5).mean() > 0.99


def test_dead_ends_are_cut_outside_the_strip_around_the_routes_and_not_inside(nky):
    nodes, links = nky["road_nodes"].set_index("node"), nky["road_links"]
    ends = pd.concat([links["from_node"], links["to_node"]]).value_counts()
    dead = nodes.loc[ends.index[ends == 1]]
    assert dead["cut"].sum() == nodes["cut"].sum() == 723  # nothing but dead ends
    # Metres on a flat map of 39 degrees north, to a point every 50 m or less along the shapes of the timetable.
    scale = 111_200 * np.array([np.cos(np.radians(39.03)), 1.0])
    shapes = read_gtfs(nky.feeds["tank"]).shapes
    lines = shapely.linestrings(
        shapes[["shape_pt_lon", "shape_pt_lat"]].to_numpy() * scale,
        indices=shapes["shape_id"].astype("int64").rank(method="dense").astype("int64") - 1,
    )
    routes = shapely.STRtree(shapely.points(shapely.get_coordinates(shapely.segmentize(lines, 50))))
    _, away = routes.query_nearest(
        shapely.points(dead[["lon", "lat"]] * scale), return_distance=True, all_matches=False
    )
    assert dead.loc[away > 500, "cut"].all()
    assert dead.loc[away < 400, "cut"].mean() < 0.02


def test_every_pair_is_open_and_today_equals_together(nky):
    borders = nky["borders"]
    pairs = {frozenset(pair) for pair in combinations(nky["cities"]["city"], 2)}
    assert {frozenset(pair) for pair in zip(borders["city_a"], borders["city_b"], strict=True)} == pairs
    assert len(borders) == len(pairs)
    assert (borders[["openness", "openness_low", "openness_high"]] == 1).all().all()
    assert (borders["penalty_min"] == 0).all()
    assert set(borders["basis"]) == {"modelled"}


def test_what_the_sources_do_not_say_is_absent(nky):
    assert not nky.fictional
    assert "jobs" not in nky
    assert nky["facilities"]["capacity"].isna().all()
    assert len(nky["facilities"]) == 3
    bases = {basis for name in nky if "basis" in nky[name] for basis in nky[name]["basis"]}
    assert bases == {"observed", "official", "modelled"}
    modelled = {name for name in nky if "basis" in nky[name] and (nky[name]["basis"] == "modelled").any()}
    assert modelled == {"borders", "cities", "counties"}


def test_every_row_has_a_source_with_a_licence(nky):
    known = set(nky["sources"]["source"])
    used = {source for name in nky if name != "sources" for source in nky[name]["source"]}
    assert used == known
    assert nky["sources"].set_index("source").loc["osm", "licence"] == "ODbL-1.0"


def test_stations_and_feed(nky):
    assert len(nky["stations"]) == 1_255
    assert nky["stations"]["city"].notna().all()
    assert (nky.feeds["tank"].read_bytes()) == (ROOT / "samples" / "raw" / "nky" / "TANK-GTFS.zip").read_bytes()
