"""The generator of fictional circles: what it promises about ground, roads, people, files and the planted truth."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
from pyproj import Geod, Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.region.columns import split_list
from tongcheng.region.edits import edits_from_table, resolve
from tongcheng.region.gtfs import read_gtfs
from tongcheng.region.osm import read_osm
from tongcheng.region.schemas import schemas
from tongcheng.region.synth import Synthetic, synthesise, write_osm_pbf

SEED = 3
ORDER = ["motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service"]
_METRES = Transformer.from_crs("EPSG:4326", "EPSG:32631", always_xy=True)


def metres(lonlat: np.ndarray) -> np.ndarray:
    """Turn degrees into metres (UTM 31N), independently of the generator's plane."""
    return np.column_stack(_METRES.transform(lonlat[:, 0], lonlat[:, 1]))


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Synthetic:
    folder = tmp_path_factory.mktemp("feed")
    return synthesise(SEED, nodes=5_000, zones=400, feed_folder=folder)


@pytest.fixture(scope="module")
def region(made) -> Region:
    return made.region


class Roads:
    """The network of a circle as plain arrays in metres."""

    def __init__(self, region: Region) -> None:
        nodes, self.links = region["road_nodes"], region["road_links"]
        self.names = nodes["node"].to_numpy()
        self.number = pd.Series(np.arange(len(nodes)), index=nodes["node"])
        self.xy = metres(nodes[["lon", "lat"]].to_numpy())
        self.cut = nodes["cut"].to_numpy(dtype=bool)
        self.u = self.number[self.links["from_node"]].to_numpy()
        self.v = self.number[self.links["to_node"]].to_numpy()
        self.open = (self.links["state"] == "open").to_numpy()
        self.lines = shapely.linestrings(np.stack([self.xy[self.u], self.xy[self.v]], axis=1))
        outlines = shapely.transform(region["cities"].geometry.to_numpy(), metres)
        self.cities = region["cities"]["city"].to_numpy()
        inside = shapely.contains_xy(outlines[:, None], self.xy[None, :, 0], self.xy[None, :, 1])
        self.city = np.where(inside.any(axis=0), self.cities[inside.argmax(axis=0)], "")
        edges = [shapely.intersection(a.boundary, b.boundary) for i, a in enumerate(outlines) for b in outlines[:i]]
        self.border = shapely.union_all(np.array(edges, dtype=object))
        self.barriers = shapely.union_all(shapely.transform(region["barriers"].geometry.to_numpy(), metres))

    def degree(self, links: np.ndarray) -> np.ndarray:
        return np.bincount(np.r_[self.u[links], self.v[links]], minlength=len(self.xy))


@pytest.fixture(scope="module")
def roads(region) -> Roads:
    return Roads(region)


# -- the same again --------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_tables_and_another_one_others(tmp_path):
    first, again = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    again.mkdir()
    one = synthesise(7, nodes=1_000, zones=100, feed_folder=first)
    two = synthesise(7, nodes=1_000, zones=100, feed_folder=again)
    other = synthesise(8, nodes=1_000, zones=100)
    for name in one.region:
        pd.testing.assert_frame_equal(one.region[name], two.region[name])
    for part in ("dead_ends", "bottlenecks", "decoys"):
        pd.testing.assert_frame_equal(getattr(one.truth, part), getattr(two.truth, part))
    assert (first / "synthetic.zip").read_bytes() == (again / "synthetic.zip").read_bytes()
    assert not one.region["road_nodes"]["lon"].equals(other.region["road_nodes"]["lon"])


@pytest.mark.parametrize("bad", [{"nodes": 10}, {"zones": 99}, {"cities": 1}, {"cities": 9}])
def test_numbers_out_of_range_are_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        synthesise(1, **{"nodes": 1_000, "zones": 100, **bad})


@pytest.mark.parametrize("cities", [2, 8])
def test_size_is_as_asked(cities):
    made = synthesise(1, nodes=2_000, zones=170, cities=cities, residents=123_457)
    region = made.region
    assert len(region["cities"]) == cities
    assert len(region["zones"]) == 170
    assert abs(len(region["road_nodes"]) / 2_000 - 1) < 0.05
    people = region["residents"]
    assert people.loc[people["group"] == "all", "value"].sum() == 123_457
    assert set(region["zones"]["county"]) == set(region["counties"]["county"])


# -- the ground ------------------------------------------------------------------------------------------------------


def test_counties_tile_their_city(region):
    counties, cities = region["counties"], region["cities"].set_index("city")
    assert shapely.coverage_is_valid(counties.geometry.to_numpy())
    ellipsoid = Geod(ellps="WGS84")
    for city, own in counties.groupby("city"):
        whole = cities.loc[city, "geometry"]
        assert shapely.symmetric_difference(shapely.union_all(own.geometry), whole).area < 1e-12
        area = abs(ellipsoid.geometry_area_perimeter(whole)[0]) / 1e6
        assert own["area_km2"].sum() == pytest.approx(area, rel=1e-4)


def test_zones_lie_in_their_county_and_functional_areas_overlap_counties(region):
    zones = region["zones"]
    outline = region["counties"].set_index("county").geometry
    points = shapely.points(zones["lon"], zones["lat"])
    assert shapely.contains(outline[zones["county"]].to_numpy(), points).all()
    cities = region["cities"].set_index("city").geometry
    for row in region["functional_areas"].itertuples():
        assert len(split_list(row.counties)) >= 2
        assert shapely.difference(row.geometry, cities[row.city]).area < 1e-9


def test_every_reference_is_valid(region):
    for name in region:
        for attribute in schemas()[name].attributes:
            if attribute.references is None:
                continue
            known = set(region[attribute.references][schemas()[attribute.references].keys[0]])
            cells = region[name][attribute.name].dropna()
            used = set(cells) if attribute.kind == "ref" else {part for cell in cells for part in split_list(cell)}
            assert used <= known, (name, attribute.name)


def test_all_is_synthetic_and_passes_every_check(region):
    assert region.fictional
    assert list(region["sources"]["source"]) == ["synthetic"]
    for name in region:
        if name != "sources":
            assert set(region[name]["basis"]) == {"synthetic"}, name
            assert set(region[name]["source"]) == {"synthetic"}, name
    assert region.check(strict=True) == []


def test_groups_and_industries_add_up(region):
    for table, column in (("residents", "group"), ("jobs", "industry")):
        wide = region[table].pivot_table(index="zone", columns=column, values="value")
        assert (wide.drop(columns="all").sum(axis=1) == wide["all"]).all()
        assert (wide.to_numpy() % 1 == 0).all()


# -- roads -----------------------------------------------------------------------------------------------------------


def test_nearly_every_node_reaches_nearly_every_other(roads):
    back = (roads.links["direction"] == "both").to_numpy()
    assert (~back).any()
    tails = np.r_[roads.u[roads.open], roads.v[roads.open & back]]
    heads = np.r_[roads.v[roads.open], roads.u[roads.open & back]]
    graph = coo_array((np.ones(len(tails)), (tails, heads)), shape=(len(roads.xy),) * 2)
    _, part = connected_components(graph, directed=True, connection="strong")
    assert np.bincount(part).max() >= 0.98 * len(roads.xy)


def test_rivers_are_crossed_on_bridges_only(region, roads):
    rivers = shapely.transform(
        region["barriers"].loc[region["barriers"]["kind"] == "river"].geometry.to_numpy(), metres
    )
    crossing = shapely.intersects(roads.lines[:, None], rivers[None, :]).any(axis=1)
    bridge = roads.links["bridge"].to_numpy(dtype=bool)
    assert 0 < bridge.sum() < 0.02 * len(bridge)
    assert (crossing == bridge).all()
    dry = ~bridge
    graph = coo_array((np.ones(dry.sum()), (roads.u[dry], roads.v[dry])), shape=(len(roads.xy),) * 2)
    _, part = connected_components(graph, directed=False)
    whole = shapely.union_all(shapely.transform(region["cities"].geometry.to_numpy(), metres))
    banks = shapely.get_parts(shapely.difference(whole, shapely.union_all(rivers).buffer(1)))
    assert len(banks) == len(rivers) + 1
    on = shapely.contains_xy(banks[:, None], roads.xy[None, :, 0], roads.xy[None, :, 1])
    ashore = on.sum(axis=0) == 1
    assert ashore.mean() > 0.99
    assert pd.Series(on.argmax(axis=0)[ashore]).groupby(part[ashore]).nunique().max() == 1


def test_lengths_are_geodesic_and_classes_have_their_usual_speeds(region, roads):
    place = region["road_nodes"].set_index("node")[["lon", "lat"]]
    start, end = place.loc[roads.links["from_node"]].to_numpy(), place.loc[roads.links["to_node"]].to_numpy()
    _, _, length = Geod(ellps="WGS84").inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    assert np.abs(roads.links["length_m"] - length).max() < 0.11
    speed = roads.links.groupby("class")["speed_kmh"].median()
    assert speed.reindex([name for name in ORDER if name in speed]).is_monotonic_decreasing


# -- the planted truth -----------------------------------------------------------------------------------------------


def test_dead_ends_are_as_stated(made, roads):
    ends = made.truth.dead_ends
    assert len(ends) >= 8
    assert set(ends["form"]) == {"both_stop", "one_stops"}
    degree = roads.degree(np.ones(len(roads.u), dtype=bool))
    minutes = roads.links["length_m"].to_numpy() * roads.open
    graph = coo_array((minutes[roads.open], (roads.u[roads.open], roads.v[roads.open])), shape=(len(roads.xy),) * 2)
    for row in ends.itertuples():
        end, other = roads.number[row.node], roads.number[row.counterpart_node]
        assert degree[end] == 1
        assert degree[other] == 1 if row.form == "both_stop" else degree[other] >= 2
        assert (roads.city[end], roads.city[other]) == (row.city_a, row.city_b)
        away = shapely.distance(shapely.Point(roads.xy[end]), roads.border)
        assert away <= 301
        assert away == pytest.approx(row.border_distance_m, abs=2)
        gap = float(np.hypot(*(roads.xy[end] - roads.xy[other])))
        assert gap <= 1_501
        assert gap == pytest.approx(row.gap_m, rel=0.005, abs=1)
        link = roads.links.set_index("link").loc[row.link]
        assert row.node in {link["from_node"], link["to_node"]}
        assert link["class"] == row._8  # the attribute is called "class"
        detour = dijkstra(graph, directed=False, indices=end)[other]
        assert detour > 2 * gap


def test_bottlenecks_fall_in_what_they_say(made, roads):
    falls, links = made.truth.bottlenecks, roads.links.set_index("link")
    assert len(falls) >= 8
    assert set(falls["attribute"]) == {"class", "lanes", "width_m", "surface"}
    for row in falls.itertuples():
        before, after = links.loc[row.before_link], links.loc[row.link]
        shared = {before["from_node"], before["to_node"]} & {after["from_node"], after["to_node"]}
        assert shared == {row.node}
        assert before["name"] == after["name"] == row.name
        worse = links.loc[row.links.split(";")]
        if row.attribute == "class":
            rank = worse["class"].map(ORDER.index)
            assert (rank > ORDER.index(before["class"])).all()
        elif row.attribute == "surface":
            assert before["surface"] == "asphalt"
            assert set(worse["surface"]) == {"gravel"}
        else:
            assert (worse[row.attribute] < before[row.attribute]).all()
        assert str(before[row.attribute]) == row.before
        assert str(after[row.attribute]) == row.after
        assert row.border_distance_m <= 1_501


def test_a_plain_search_finds_all_that_was_planted_and_nothing_else(made, roads):
    """Ends near a border that see a road of another city ahead, with nothing between, are the planted ones."""
    links = roads.links
    public = roads.open & (links["access"] == "public").to_numpy() & (links["class"] != "service").to_numpy()
    degree = roads.degree(np.ones(len(links), dtype=bool))
    near = shapely.dwithin(shapely.points(roads.xy), roads.border, 800)
    ahead = public & (links["class"] != "motorway").to_numpy()
    tree = shapely.STRtree(roads.lines[ahead])
    rows = np.flatnonzero(ahead)
    found = set()
    for end in np.flatnonzero((degree == 1) & near & ~roads.cut):
        link = int(np.flatnonzero((roads.u == end) | (roads.v == end))[0])
        if not public[link]:
            continue
        start = roads.v[link] if roads.u[link] == end else roads.u[link]
        turn = np.arctan2(*(roads.xy[end] - roads.xy[start])[::-1]) + np.radians(np.linspace(-40, 40, 17))
        wedge = shapely.Polygon(
            [roads.xy[end], *(roads.xy[end] + 1_600 * np.column_stack([np.cos(turn), np.sin(turn)]))]
        )
        beyond = rows[tree.query(wedge, predicate="intersects")]
        own = roads.city[end]
        beyond = beyond[(roads.city[roads.u[beyond]] != own) & (roads.city[roads.v[beyond]] != own)]
        ways = shapely.shortest_line(shapely.Point(roads.xy[end]), shapely.intersection(roads.lines[beyond], wedge))
        if len(beyond) and not shapely.intersects(ways, roads.barriers).all():
            found.add(str(roads.names[end]))
    ends = made.truth.dead_ends
    planted = set(ends["node"]) | set(ends.loc[ends["form"] == "both_stop", "counterpart_node"])
    assert set(ends["node"]) <= found <= planted


def test_on_roads_over_a_border_only_planted_ones_change(made, roads):
    links = roads.links[roads.links["ref"].notna() & roads.open]
    crossing = roads.city[roads.number[links["from_node"]]] != roads.city[roads.number[links["to_node"]]]
    over = links[links["ref"].isin(links.loc[crossing, "ref"])]
    changes = over.groupby("ref")[["class", "lanes", "width_m"]].nunique().max(axis=1) > 1
    changes |= over[over["surface"] == "gravel"].groupby("ref").size().reindex(changes.index, fill_value=0) > 0
    assert set(changes.index[changes]) == set(made.truth.bottlenecks["ref"])


def test_decoys_are_what_they_say(made, roads):
    decoys, links = made.truth.decoys, roads.links.set_index("link")
    reasons = set(decoys.loc[decoys["of"] == "dead_end", "reason"])
    assert {"points_away", "cut", "parking", "construction"} <= reasons
    assert {"far_from_border", "concrete", "unrecorded"} == set(decoys.loc[decoys["of"] == "bottleneck", "reason"])
    assert set(decoys.loc[decoys["reason"] == "cut", "node"]) == set(roads.names[roads.cut])
    parking = links.loc[decoys.loc[decoys["reason"] == "parking", "link"]]
    assert set(parking["class"]) == {"service"}
    building = roads.links[roads.links["state"] == "construction"]
    sites = set(building["from_node"]) | set(building["to_node"])
    assert set(decoys.loc[decoys["reason"] == "construction", "node"]) == sites
    assert not set(decoys["node"]) & set(made.truth.dead_ends["node"])


@pytest.mark.parametrize("planted", [0.3, 0.0])
def test_the_rank_effect_is_in_the_beds_and_can_be_switched_off(planted):
    made = synthesise(11, nodes=1_000, zones=800, cities=6, rank_effect=planted)
    region = made.region
    assert made.truth.rank_effect == planted
    counties = region["counties"].set_index("county")
    level = counties["admin_rank"].map({"district": 2, "county_city": 1, "county": 0})
    level += (counties["admin_rank"] == "district") & (counties["city"] == region["cities"]["city"].iloc[0])
    county = region["zones"].set_index("zone")["county"]
    people = (
        region["residents"].loc[lambda rows: rows["group"] == "all"].set_index("zone")["value"].groupby(county).sum()
    )
    facilities = region["facilities"]

    def slope(kind: str) -> tuple[float, float]:
        capacity = facilities[facilities["kind"] == kind].groupby("county")["capacity"].sum()
        supply = np.log(capacity / people).reindex(level.index).to_numpy()
        design = np.column_stack([np.ones(len(level)), level])
        value, rest, _, _ = np.linalg.lstsq(design, supply, rcond=None)
        error = np.sqrt(rest[0] / (len(level) - 2) * np.linalg.inv(design.T @ design)[1, 1])
        return float(value[1]), float(error)

    for kind, expected in (("hospital", planted), ("clinic", 0.0)):
        value, error = slope(kind)
        assert abs(value - expected) < 3 * error
        assert error < 0.05


# -- files -----------------------------------------------------------------------------------------------------------


def test_the_pbf_holds_what_the_circle_has(region, tmp_path):
    path = tmp_path / "circle.osm.pbf"
    write_osm_pbf(region, path)
    counts = {"node": 0, "highway": 0, "other": 0}
    for item in osmium.FileProcessor(path):
        kind = "node" if item.is_node() else "highway" if "highway" in item.tags else "other"
        counts[kind] += 1
    bends = sum(len(line.coords) for line in region["barriers"].geometry)
    assert counts == {
        "node": len(region["road_nodes"]) + bends,
        "highway": len(region["road_links"]),
        "other": len(region["barriers"]),
    }


def test_the_reader_of_pbf_gives_the_links_back(region, tmp_path):
    path = tmp_path / "circle.osm.pbf"
    write_osm_pbf(region, path)
    ours, read = region["road_links"], read_osm(path, country="china")
    links = read.road_links
    way = links["link"].str.extract(r"^w(\d+)-", expand=False).astype(int)
    links = links.iloc[way.argsort(kind="stable")].reset_index(drop=True)
    assert len(read.road_nodes) == len(region["road_nodes"])
    columns = ["class", "speed_kmh", "direction", "lanes", "width_m", "surface", "bridge", "tunnel", "access", "state",
               "name", "ref"]  # fmt: skip
    pd.testing.assert_frame_equal(pd.DataFrame(links[columns]), pd.DataFrame(ours[columns]))
    assert np.abs(links["length_m"] - ours["length_m"]).max() < 0.1


def test_the_feed_is_legal_and_has_every_line(region):
    with zipfile.ZipFile(region.feeds["synthetic"]) as archive:
        files = {
            name: list(csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8"))) for name in archive.namelist()
        }
    assert len(files["routes.txt"]) == len(region["lines"])
    assert len(files["stops.txt"]) == region["line_stops"]["station"].nunique()
    trips = {row["trip_id"]: row for row in files["trips.txt"]}
    assert len(trips) == len(files["trips.txt"])
    services = {row["service_id"] for row in files["calendar.txt"]}
    assert {row["service_id"] for row in trips.values()} == services
    times = pd.DataFrame(files["stop_times.txt"])
    assert set(times["trip_id"]) == set(trips)
    assert set(times["stop_id"]) == {row["stop_id"] for row in files["stops.txt"]}
    blank = times["arrival_time"] == ""
    assert 0 < blank.mean() < 0.8
    assert (blank == (times["timepoint"] == "0")).all()
    ends = times.groupby("trip_id").agg(first=("arrival_time", "first"), last=("arrival_time", "last"))
    assert (ends != "").all(axis=None)
    parts = times.loc[~blank, "arrival_time"].str.split(":", expand=True).astype(int)
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    assert (seconds.groupby(times.loc[~blank, "trip_id"]).diff().dropna() >= 0).all()


def test_the_reader_of_feeds_reads_it(region):
    feed = read_gtfs(region.feeds["synthetic"], date="2025-03-05")
    assert len(feed.stops) == region["line_stops"]["station"].nunique()
    assert feed.stop_times["arrival_min"].notna().all()
    assert feed.stop_times["interpolated"].any()
    workday, sunday, holiday = (len(feed.trips_on(day)) for day in ("2025-03-05", "2025-03-09", "2025-10-01"))
    assert workday > sunday == holiday > 0
    with pytest.raises(InputError):
        feed.require_service("2027-01-01")


# -- the shipped sample ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo() -> Region:
    return open_region("demo")


def test_the_demo_opens_is_complete_and_marked(demo):
    assert demo.fictional
    assert list(demo["cities"]["name"]) == ["甲市", "乙市", "丙市", "丁市"]
    assert set(schemas()) - set(demo) == {"verdicts"}
    for name in demo:
        if name != "sources":
            assert set(demo[name]["basis"]) == {"synthetic"}, name
    folder = Path(demo.feeds["demo"]).parents[1]
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 6e6


def test_the_only_findings_in_the_demo_are_the_two_planted_in_its_lists(demo):
    assert {finding.check for finding in demo.check()} == {"list_totals", "list_versions"}


def test_the_edits_of_the_demo_resolve_one_by_one_and_together(demo):
    scenarios = edits_from_table(demo)
    kinds = {type(edit).__name__ for scenario in scenarios.values() for edit in scenario.edits}
    assert kinds >= {
        "AddLink",
        "ModifyLink",
        "AddFacility",
        "ChangeCapacity",
        "OpenBorder",
        "AddLine",
        "ChangeService",
    }
    assert resolve(demo, [edit for scenario in scenarios.values() for edit in scenario.edits]) == []


def test_the_demo_is_what_the_generator_makes_today(demo):
    made = synthesise(seed=2020, nodes=20_000, zones=1_500, dead_ends=16, bottlenecks=12, name="demo")
    for table, key in (("road_links", "link"), ("facilities", "facility"), ("zones", "zone")):
        own = demo[table][key][~demo[table][key].str.startswith("fever-")]  # the sample puts them beside hospitals
        assert list(made.region[table][key]) == list(own)
    for column in ("lon", "lat"):
        np.testing.assert_allclose(made.region["road_nodes"][column], demo["road_nodes"][column], atol=1e-6)
    census = demo["figures"].set_index("figure")["value"]
    people = made.region["residents"].loc[lambda rows: rows["group"] == "all", "value"].sum()
    assert census["region.resident_population.2020"] == people
    closed = [
        edit for scenario in edits_from_table(demo).values() for edit in scenario.edits if hasattr(edit, "from_node")
    ]
    gaps = set(zip(made.truth.dead_ends["node"], made.truth.dead_ends["counterpart_node"], strict=True))
    assert {(edit.from_node, edit.to_node) for edit in closed} <= gaps
