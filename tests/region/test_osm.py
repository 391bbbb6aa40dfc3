"""Reading OpenStreetMap files: small files with answers known by hand, and the real streets of Northern Kentucky."""

from __future__ import annotations

import math
from pathlib import Path

import osmium
import pandas as pd
import pytest
import shapely
from osmium.osm.mutable import Node, Way

from tongcheng.errors import InputError, Problems
from tongcheng.region.columns import type_table
from tongcheng.region.osm import OsmExtract, read_osm, read_speeds
from tongcheng.region.schemas import schemas

STREETS = Path(__file__).parents[2] / "samples" / "raw" / "nky" / "streets.osm.pbf"

#: 0.01 degree of longitude on the equator of WGS84: 6,378,137 m times pi / 18,000.
STEP_M = 6_378_137 * math.pi / 18_000

Ways = list[tuple[int, list[int], dict[str, str]]]


def write(
    path: Path, ways: Ways, *, nodes: dict[int, tuple[float, float]] | None = None, ways_first: bool = False
) -> Path:
    """Write a file; by default node ``k`` stands on the equator at ``k`` steps of 0.01 degree."""
    places = nodes or {k: (k / 100, 0.0) for k in sorted({ref for _, refs, _ in ways for ref in refs})}
    writer = osmium.SimpleWriter(str(path), overwrite=True)

    def put_nodes() -> None:
        for number, place in places.items():
            writer.add_node(Node(id=number, location=place))

    if not ways_first:
        put_nodes()
    for number, refs, tags in ways:
        writer.add_way(Way(id=number, nodes=refs, tags=tags))
    if ways_first:
        put_nodes()
    writer.close()
    return path


def one(tmp_path: Path, tags: dict[str, str], *, country: str = "world") -> pd.Series:
    """Read a file that holds one way with these tags, and give its only link."""
    extract = read_osm(write(tmp_path / "one.osm.pbf", [(7, [1, 2], tags)]), country=country)
    assert len(extract.road_links) == 1
    return extract.road_links.iloc[0]


def ends(extract: OsmExtract) -> dict[str, tuple[str, str]]:
    links = extract.road_links
    return {link: (a, b) for link, a, b in zip(links["link"], links["from_node"], links["to_node"], strict=True)}


def cut(extract: OsmExtract) -> set[str]:
    return set(extract.road_nodes.loc[extract.road_nodes["cut"], "node"])


@pytest.mark.parametrize("name", ["a.osm.pbf", "a.osm", "a.osm.gz"])
def test_ways_are_split_where_roads_meet_and_nowhere_else(tmp_path, name):
    nodes = {k: (k / 100, 0.0) for k in range(1, 6)} | {6: (0.03, 0.01), 7: (0.02, 0.01)}
    ways = [
        (10, [1, 2, 3, 4, 5], {"highway": "primary", "name": "人民路", "ref": "S106"}),
        (11, [3, 6], {"highway": "residential"}),
        (12, [2, 7], {"highway": "footway"}),  # a footway splits no road
    ]
    extract = read_osm(write(tmp_path / name, ways, nodes=nodes))
    assert ends(extract) == {"w10-1": ("n1", "n3"), "w10-2": ("n3", "n5"), "w11-1": ("n3", "n6")}
    assert set(extract.road_nodes["node"]) == {"n1", "n3", "n5", "n6"}
    links = extract.road_links.set_index("link")
    assert links.loc["w10-1", "length_m"] == pytest.approx(2 * STEP_M, abs=1e-3)
    assert list(links.loc["w10-1", "geometry"].coords) == [(0.01, 0.0), (0.02, 0.0), (0.03, 0.0)]
    assert links.loc["w10-2", ["name", "ref", "class"]].tolist() == ["人民路", "S106", "primary"]
    assert extract.counts["ways_not_drivable"] == 1


def test_a_way_that_meets_itself_is_split_there_and_its_ring_in_the_middle(tmp_path):
    nodes = {1: (0.0, 0.0), 2: (0.01, 0.0), 3: (0.02, 0.0), 4: (0.02, 0.01)}
    extract = read_osm(write(tmp_path / "a.osm.pbf", [(5, [1, 2, 3, 4, 2], {"highway": "service"})], nodes=nodes))
    assert ends(extract) == {"w5-1": ("n1", "n2"), "w5-2": ("n2", "n3"), "w5-3": ("n3", "n2")}
    alone = read_osm(
        write(tmp_path / "b.osm.pbf", [(5, [2, 3, 4, 2], {"junction": "roundabout", "highway": "primary"})])
    )
    assert ends(alone) == {"w5-1": ("n2", "n3"), "w5-2": ("n3", "n2")}


@pytest.mark.parametrize(
    ("tags", "direction", "turned"),
    [
        ({"oneway": "yes"}, "forward", False),
        ({"oneway": "-1"}, "forward", True),
        ({"oneway": "no", "junction": "roundabout"}, "both", False),
        ({"junction": "roundabout"}, "forward", False),
        ({"highway": "motorway"}, "forward", False),
        ({"highway": "motorway", "oneway": "no"}, "both", False),
        ({"highway": "motorway_link"}, "both", False),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, "both", False),
        ({}, "both", False),
    ],
)
def test_one_way(tmp_path, tags, direction, turned):
    nodes = {1: (0.0, 0.0), 2: (0.01, 0.005), 3: (0.02, 0.0)}
    way = (7, [1, 2, 3], {"highway": "tertiary"} | tags)
    link = read_osm(write(tmp_path / "a.osm.pbf", [way], nodes=nodes)).road_links.iloc[0]
    assert link["direction"] == direction
    assert (link["from_node"], link["to_node"]) == (("n3", "n1") if turned else ("n1", "n3"))
    assert link["geometry"].coords[0] == ((0.02, 0.0) if turned else (0.0, 0.0))
    assert link["link"] == "w7-1"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"maxspeed": "60"}, 60),
        ({"maxspeed": "30 mph"}, 30 * 1.609344),
        ({"maxspeed": "45mph"}, 45 * 1.609344),
        ({"maxspeed": "80;60"}, 60),
        ({"maxspeed": "walk"}, 6),
        ({"maxspeed": "CN:urban"}, 50),
        ({"maxspeed": "CN:rural"}, 70),
        ({"maxspeed": "DE:zone30"}, 30),
        ({"source:maxspeed": "CN:motorway"}, 100),
        ({"maxspeed:forward": "50", "maxspeed:backward": "40"}, 40),
        ({"maxspeed": "none"}, 55),  # the table's secondary road
        ({"maxspeed": "signals"}, 55),
        ({"maxspeed": "5000"}, 55),  # out of range: not believed
        ({"maxspeed": "fast"}, 55),
        ({}, 55),
    ],
)
def test_speed(tmp_path, tags, expected):
    assert one(tmp_path, {"highway": "secondary"} | tags)["speed_kmh"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"lanes": "4", "width": "15.5 m", "surface": "concrete:plates"}, (4, 15.5, "concrete")),
        ({"lanes:forward": "2", "lanes:backward": "1", "width": "20 ft", "surface": "dirt"}, (3, 6.096, "unpaved")),
        ({"lanes": "2; 3", "width": "7,5", "surface": "metal"}, (2, 7.5, "other")),
        ({"lanes": "many", "width": "wide"}, (math.nan, math.nan, None)),
        ({}, (math.nan, math.nan, None)),
    ],
)
def test_lanes_width_and_surface_are_read_or_left_empty(tmp_path, tags, expected):
    link = one(tmp_path, {"highway": "tertiary"} | tags)
    assert link["lanes"] == pytest.approx(expected[0], nan_ok=True)
    assert link["width_m"] == pytest.approx(expected[1], nan_ok=True)
    assert (None if pd.isna(link["surface"]) else link["surface"]) == expected[2]


def test_lanes_of_the_table_only_when_asked_for(tmp_path):
    path = write(tmp_path / "a.osm", [(1, [1, 2], {"highway": "primary"}), (2, [2, 3], {"highway": "motorway"})])
    assert read_osm(path, country="china").road_links["lanes"].isna().all()
    assert read_osm(path, country="china", assume_lanes=True).road_links["lanes"].tolist() == [4, 2]


@pytest.mark.parametrize(
    ("tags", "access"),
    [
        ({"access": "private"}, "private"),
        ({"access": "no"}, "private"),
        ({"access": "no", "motor_vehicle": "yes"}, "public"),
        ({"motor_vehicle": "agricultural"}, "private"),
        ({"access": "destination"}, "destination"),
        ({"motorcar": "customers"}, "destination"),
        ({"access": "permissive"}, "public"),
        ({}, "public"),
    ],
)
def test_access(tmp_path, tags, access):
    assert one(tmp_path, {"highway": "service"} | tags)["access"] == access


def test_states_bridges_tunnels_and_ferries(tmp_path):
    ways = [
        (1, [1, 2], {"highway": "construction", "construction": "motorway", "bridge": "viaduct"}),
        (2, [2, 3], {"highway": "proposed", "proposed": "trunk_link", "tunnel": "yes"}),
        (3, [3, 4], {"proposed:highway": "primary"}),
        (4, [4, 5], {"highway": "construction"}),
        (5, [5, 6], {"route": "ferry", "duration": "00:10", "name": "汽渡"}),
        (6, [6, 7], {"route": "ferry", "motor_vehicle": "no"}),
        (7, [7, 8], {"highway": "construction", "construction": "footway"}),
        (8, [8, 9], {"highway": "service", "area": "yes"}),
        (9, [9, 10], {"highway": "living_street", "bridge": "no", "tunnel": "building_passage"}),
    ]
    links = read_osm(write(tmp_path / "a.osm.pbf", ways)).road_links.set_index("link")
    assert links.index.tolist() == ["w1-1", "w2-1", "w3-1", "w4-1", "w5-1", "w9-1"]
    assert links["state"].tolist() == ["construction", "proposed", "proposed", "construction", "open", "open"]
    assert links["class"].tolist() == ["motorway", "trunk", "primary", "other", "ferry", "residential"]
    assert links["bridge"].tolist() == [True] + [False] * 5
    assert links["tunnel"].tolist() == [False, True] + [False] * 4
    assert links.loc["w5-1", "speed_kmh"] == pytest.approx(STEP_M / 1000 * 6)  # one step in ten minutes


def test_turning_places_are_known(tmp_path):
    path = tmp_path / "turn.osm.pbf"
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        writer.add_node(Node(id=1, location=(0.01, 0.0)))
        writer.add_node(Node(id=2, location=(0.02, 0.0), tags={"highway": "turning_circle"}))
        writer.add_way(Way(id=7, nodes=[1, 2], tags={"highway": "residential"}))
    assert read_osm(path).road_nodes.set_index("node")["turning"].to_dict() == {"n1": False, "n2": True}


def test_barriers(tmp_path):
    ways = [
        (1, [1, 2], {"highway": "primary"}),
        (2, [2, 3], {"railway": "rail", "name": "宝成铁路"}),
        (3, [3, 4], {"railway": "rail", "tunnel": "yes"}),
        (4, [4, 5], {"waterway": "river", "name": "沱江"}),
        (5, [5, 6], {"waterway": "ditch"}),
        (6, [6, 7], {"natural": "cliff"}),
        (7, [7, 8], {"natural": "water", "water": "reservoir"}),
        (8, [8, 9], {"railway": "tram"}),
    ]
    extract = read_osm(write(tmp_path / "a.osm.pbf", ways))
    rows = extract.barriers.set_index("barrier")
    assert rows["kind"].to_dict() == {"w2-1": "railway", "w4-1": "river", "w6-1": "cliff", "w7-1": "water"}
    assert rows.loc["w4-1", "name"] == "沱江"
    assert ends(extract) == {"w1-1": ("n1", "n2")}


def test_nodes_missing_from_the_file_cut_the_road_there(tmp_path):
    nodes = {k: (k / 100, 0.0) for k in (1, 2, 3, 6, 7)}
    path = write(tmp_path / "a.osm.pbf", [(9, [1, 2, 3, 4, 5, 6, 7, 8], {"highway": "trunk"})], nodes=nodes)
    extract = read_osm(path)
    assert ends(extract) == {"w9-1": ("n1", "n3"), "w9-2": ("n6", "n7")}
    assert cut(extract) == {"n3", "n6", "n7"}
    assert extract.counts["cut_missing_nodes"] == 3


def test_nodes_that_stand_behind_their_ways_are_not_missing(tmp_path):
    path = write(tmp_path / "a.osm", [(1, [1, 2, 3], {"highway": "trunk"})], ways_first=True)
    extract = read_osm(path)
    assert ends(extract) == {"w1-1": ("n1", "n3")}
    assert cut(extract) == set()


def test_drafts_of_an_editor_have_negative_ids(tmp_path):
    (
        tmp_path / "a.osm"
    ).write_text("""<osm version="0.6"><node id="-1" lat="0" lon="0"/><node id="-2" lat="0" lon="0.01"/>
    <way id="-3"><nd ref="-1"/><nd ref="-2"/><tag k="highway" v="primary"/></way></osm>""")
    extract = read_osm(tmp_path / "a.osm")
    assert ends(extract) == {"w-3-1": ("n-1", "n-2")}
    assert cut(extract) == set()


def test_dead_ends_near_the_edge_of_the_clip_are_cut_and_junctions_are_not(tmp_path):
    nodes = {1: (0.0, 0.0), 2: (0.0195, 0.0), 3: (0.01, 0.0), 4: (0.01, 0.0199), 5: (0.01, -0.0185), 6: (0.03, 0.0)}
    ways = [
        (1, [1, 3, 2], {"highway": "primary"}),  # n2 ends 55 m inside the edge
        (2, [3, 4], {"highway": "primary"}),  # n4 ends 11 m inside the edge
        (3, [3, 5], {"highway": "primary"}),  # n5 ends 167 m inside the edge
        (4, [3, 6], {"highway": "primary"}),  # n6 ends outside
    ]
    path = write(tmp_path / "a.osm.pbf", ways, nodes=nodes)
    assert cut(read_osm(path)) == set()
    clip = shapely.box(-0.02, -0.02, 0.02, 0.02)
    assert cut(read_osm(path, clip=clip)) == {"n2", "n4", "n6"}
    assert cut(read_osm(path, clip=clip, tolerance_m=20)) == {"n4", "n6"}
    west = shapely.box(-0.02, -0.02, 0.005, 0.02)  # the junction n3 lies outside
    assert cut(read_osm(path, clip=west)) == {"n2", "n4", "n5", "n6"}


def test_the_box_that_a_file_states_is_its_edge(tmp_path):
    text = """<osm version="0.6"><bounds minlat="-0.02" minlon="-0.02" maxlat="0.02" maxlon="0.02"/>
    <node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="0.0198"/><node id="3" lat="0.0202" lon="0"/>
    <way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
    <way id="2"><nd ref="1"/><nd ref="3"/><tag k="highway" v="primary"/></way></osm>"""
    (tmp_path / "a.osm").write_text(text)
    extract = read_osm(tmp_path / "a.osm")
    assert extract.box == (-0.02, -0.02, 0.02, 0.02)
    assert cut(extract) == {"n2", "n3"}


@pytest.mark.parametrize(
    ("tags", "admin", "technical", "speed"),
    [
        ({"highway": "motorway", "ref": "G5013"}, "national", "expressway", 100),
        ({"highway": "motorway"}, None, "expressway", 100),
        ({"highway": "trunk", "ref": "G213"}, "national", None, 70),
        ({"highway": "primary", "ref": "S106;X012"}, "provincial", None, 60),
        ({"highway": "secondary", "ref": "X012"}, "county", None, 40),
        ({"highway": "tertiary", "ref": "YA12"}, "township", None, 30),
        ({"highway": "unclassified", "ref": "C001"}, "village", None, 30),
        ({"highway": "primary", "name": "剑南大道"}, None, "urban_arterial", 60),
        ({"highway": "trunk", "name": "三环路"}, None, "urban_expressway", 70),
    ],
)
def test_classes_in_china(tmp_path, tags, admin, technical, speed):
    link = one(tmp_path, tags, country="china")
    found = [None if pd.isna(link[name]) else link[name] for name in ("admin_class", "technical_class")]
    assert found == [admin, technical]
    assert link["speed_kmh"] == speed
    assert one(tmp_path, tags)[["admin_class", "technical_class"]].isna().all()


def test_an_edited_table_of_speeds_holds_and_the_rest_stays(tmp_path):
    path = write(tmp_path / "a.osm.pbf", [(1, [1, 2], {"highway": "primary"}), (2, [2, 3], {"highway": "service"})])
    own = pd.DataFrame({"class": ["primary"], "speed_kmh": [72.0]})
    assert read_osm(path, speeds=own).road_links["speed_kmh"].tolist() == [72, 15]
    assert own.columns.tolist() == ["class", "speed_kmh"]  # the caller's table is not changed


def test_every_fault_of_a_table_of_speeds_is_named(tmp_path):
    file = tmp_path / "speeds.csv"
    file.write_text("country,class,speed_kmh,lanes\nworld,primary,-5,2\nworld,primary,50,x\nworld,trunk,900,\n")
    with pytest.raises(InputError) as caught:
        read_speeds(file)
    places = {(problem.row, problem.column) for problem in caught.value.problems}
    assert places == {(2, "speed_kmh"), (3, "lanes"), (4, "speed_kmh"), (3, "class")}
    with pytest.raises(InputError, match="atlantis"):
        read_osm(write(tmp_path / "a.osm", [(1, [1, 2], {"highway": "primary"})]), country="atlantis")


def test_the_shipped_table_has_every_class_for_both_countries():
    from tongcheng.region.osm.roads import CLASSES

    table = read_speeds()
    for country in ("china", "world"):
        assert {*CLASSES, "ferry", "other"} - {"road"} <= set(table.loc[table["country"] == country, "class"])
    assert table["source"].notna().all()


def half(tmp_path: Path) -> Path:
    content = STREETS.read_bytes()
    return _bytes(tmp_path / "half.osm.pbf", content[: len(content) // 2])


def _bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: folder / "nothing.osm.pbf", "no_file"),
        (lambda folder: _bytes(folder / "zero.osm.pbf", b""), "empty_file"),
        (half, "cut_short"),
        (lambda folder: _bytes(folder / "notes.osm.pbf", b"this is not a map at all"), "unreadable_file"),
        (lambda folder: _bytes(folder / "streets.zip", b"PK"), "wrong_format"),
        (lambda folder: _bytes(folder / "a.osm", b'<osm version="0.6"><node id="1" lat="1" lon='), "cut_short"),
        (lambda folder: write(folder / "a.osm.pbf", [(1, [1, 2], {"highway": "footway"})]), "no_roads"),
        (
            lambda folder: write(folder / "b.osm.pbf", [(1, [1, 2], {"highway": "primary"})], nodes={9: (0.0, 0.0)}),
            "no_roads",
        ),
    ],
)
def test_bad_files_are_refused_by_name(tmp_path, make, code):
    path = make(tmp_path)
    with pytest.raises(InputError) as caught:
        read_osm(path)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.file == path.name
    assert problem.found
    for language in ("zh", "en"):
        assert problem.expected.say(language)
        assert problem.remedy.say(language)


def test_a_way_that_stands_twice_is_read_once(tmp_path):
    ways = [(1, [1, 2], {"highway": "primary"})] * 2
    extract = read_osm(write(tmp_path / "a.osm.pbf", ways))
    assert len(extract.road_links) == 1
    assert extract.counts["ways_twice"] == 1


@pytest.fixture(scope="module")
def kentucky() -> OsmExtract:
    return read_osm(STREETS)


def test_real_streets(kentucky):
    assert kentucky.counts["highways"] == 16_664
    assert kentucky.counts["roads"] + kentucky.counts["ways_not_drivable"] == 16_664
    nodes, links = kentucky.road_nodes, kentucky.road_links
    assert nodes["node"].is_unique
    assert links["link"].is_unique
    assert (links["from_node"] != links["to_node"]).all()
    assert set(links["from_node"]) | set(links["to_node"]) == set(nodes["node"])
    for table, frame in {"road_nodes": nodes, "road_links": links, "barriers": kentucky.barriers}.items():
        problems = Problems(table)
        pd.testing.assert_frame_equal(type_table(frame, schemas()[table], problems), frame)
        assert problems.found == []


def test_links_of_real_streets_join_up_with_their_lines(kentucky):
    places = kentucky.road_nodes.set_index("node")[["lon", "lat"]]
    links = kentucky.road_links
    lines = links.geometry
    for column, position in (("from_node", 0), ("to_node", -1)):
        found = shapely.get_coordinates(shapely.get_point(lines.to_numpy(), position))
        assert (found == places.loc[links[column]].to_numpy()).all()
    flat = lines.to_crs("EPSG:32616").length  # UTM: scale 0.9996 to 1.0002 here
    assert (flat / links["length_m"]).between(0.9994, 1.0004).all()


def test_lengths_by_class_agree_with_another_program(kentucky):
    # pyrosm 0.25.0, get_network("driving+service"), links with their class; its lengths are on a sphere.
    pyrosm_km = {"motorway": 199.104, "primary": 67.408, "secondary": 156.438, "tertiary": 111.865}
    km = kentucky.road_links.groupby("class")["length_m"].sum() / 1000
    for road_class, expected in pyrosm_km.items():
        assert km[road_class] == pytest.approx(expected, rel=1e-3)


def test_reading_twice_gives_the_same(kentucky):
    again = read_osm(STREETS)
    for table in ("road_nodes", "road_links", "barriers"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(kentucky, table))
    assert again.counts == kentucky.counts


def test_progress_runs_to_the_end_of_every_stage():
    heard: list[tuple[str, float]] = []
    read_osm(STREETS, progress=lambda stage, share: heard.append((stage, share)))
    assert list(dict.fromkeys(stage for stage, _ in heard)) == ["read", "split", "tables"]
    assert [share for stage, share in heard if stage == "read"][-1] == 1.0
    assert all(0 <= share <= 1 for _, share in heard)
