"""Dead ends on a circle small enough to compute by hand: two cities, one road round, two stubs that face each other.

Metres east and north of the middle of the border, which runs north and south::

    (-2000, 2000) ---------                        (2000, 2000)
         |                                              |
    (-2000, 0) ------ (-150, 0)   |   (150, 0) ---- (2000, 0)
         |                        |                     |
    (-2000, -2000) --------------------------- (2000, -2000)

Every road is tertiary at 60 km/h, so a kilometre is a minute. From stub to stub it is 300 m straight and
1850 + 2000 + 4000 + 2000 + 1850 = 11,700 m round.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tongcheng.errors import InputError
from tongcheng.language import same
from tongcheng.region import Region
from tongcheng.sectors.transport.ends import ENDS_INDICATORS, find_candidates, find_road_ends, measure_candidates
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.driving import drive_network

LON, LAT = 104.0, 30.0
GEOD = Geod(ellps="WGS84")
EAST = 1 / GEOD.inv(LON, LAT, LON + 1, LAT)[2]
NORTH = 1 / GEOD.inv(LON, LAT, LON, LAT + 1)[2]

NODES = {
    "sw": (-2000, -2000), "w": (-2000, 0), "nw": (-2000, 2000), "a": (-150, 0),
    "se": (2000, -2000), "e": (2000, 0), "ne": (2000, 2000), "b": (150, 0),
}  # fmt: skip
LINKS = {
    "w-a": ("w", "a"), "e-b": ("e", "b"), "w-sw": ("w", "sw"), "w-nw": ("w", "nw"), "e-se": ("e", "se"),
    "e-ne": ("e", "ne"), "sw-se": ("sw", "se"),
}  # fmt: skip


def place(x: float, y: float) -> tuple[float, float]:
    return LON + x * EAST, LAT + y * NORTH


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(*place(west, south), *place(east, north))


def circle(
    nodes: dict[str, tuple[float, float]] | None = None,
    links: dict[str, dict[str, Any]] | None = None,
    **tables: list[dict[str, Any]],
) -> Region:
    """Make the circle with further nodes, further or changed links, and further tables."""
    every = {**NODES, **(nodes or {})}
    rows = {name: {"from_node": ends[0], "to_node": ends[1]} for name, ends in LINKS.items()}
    for name, changes in (links or {}).items():
        rows[name] = {**rows.get(name, {}), **changes}
    made = []
    for name, row in rows.items():
        (x, y), (u, v) = every[row["from_node"]], every[row["to_node"]]
        plain = {"link": name, "class": "tertiary", "speed_kmh": 60.0, "length_m": float(np.hypot(u - x, v - y))}
        made.append({**plain, **row})
    outlines = {"A": box(-4000, -3000, 0, 3000), "B": box(0, -3000, 4000, 3000)}
    raw: dict[str, list[dict[str, Any]]] = {
        "cities": [{"city": city, "name": city, "geometry": shape} for city, shape in outlines.items()],
        "counties": [{"county": f"{city}1", "city": city, "name": city, "geometry": shape} for city, shape in outlines.items()],
        "road_nodes": [dict(zip(("node", "lon", "lat"), (name, *place(*xy)), strict=True)) for name, xy in every.items()],
        "road_links": made,
        **tables,
    }  # fmt: skip
    frames = {name: pd.DataFrame(content).assign(basis="synthetic", source="hand") for name, content in raw.items()}
    return Region("hand", same("hand"), True).with_tables(frames)


def search(region: Region) -> gpd.GeoDataFrame:
    return find_road_ends(region, drive_network(region, engine="dijkstra"))


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([place(*point) for point in points])


def row_of(frame: pd.DataFrame, node: str) -> Any:
    chosen = frame[frame["node"] == node]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_two_stubs_are_one_candidate_with_the_way_round() -> None:
    frame = search(circle())
    assert len(frame) == 1
    row = frame.iloc[0]
    assert {row["node"], row["counterpart_node"]} == {"a", "b"}
    assert (row["kind"], row["end_class"], row["proposed"], row["border"]) == ("dead_end", "real", True, "A|B")
    assert row["length_m"] == pytest.approx(300, abs=1)
    assert row["detour_m"] == pytest.approx(11_700, abs=0.2)
    assert row["detour_min"] == pytest.approx(11.7, abs=0.01)
    assert row["saved_min"] == pytest.approx(11.4, abs=0.01)
    assert {row["county_a"], row["county_b"]} == {"A1", "B1"}
    assert GEOD.geometry_length(row["geometry"]) == pytest.approx(300, abs=1)


def test_a_stub_that_faces_a_road_that_goes_on() -> None:
    """Without the eastern stub the road ahead of the western one is the eastern road, 2,150 m away: too far."""
    far = circle(links={"e-b": {"state": "closed"}})
    assert row_of(search(far), "a")["end_class"] == "away"
    near = circle({"e": (1000, 0)}, {"e-b": {"state": "closed"}})
    row = row_of(search(near), "a")
    assert (row["counterpart_node"], row["end_class"]) == ("e", "real")
    assert row["length_m"] == pytest.approx(1150, abs=1)


@pytest.mark.parametrize(
    ("kind", "expected", "word"), [("river", "water", "bridge"), ("railway", "rail", "underpass"), ("cliff", "cliff", "tunnel")]
)  # fmt: skip
def test_what_stands_between_blocks_the_proposal_and_is_named(kind: str, expected: str, word: str) -> None:
    wall = {"barrier": "x", "kind": kind, "name": "府河", "geometry": line((50, -500), (50, 500))}
    row = search(circle(barriers=[wall])).iloc[0]
    assert (row["end_class"], row["proposed"]) == (expected, False)
    assert word in row["evidence_en"]
    assert "府河" in row["evidence_zh"]
    aside = {**wall, "geometry": line((50, 100), (50, 500))}
    assert search(circle(barriers=[aside])).iloc[0]["proposed"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"w-a": {"access": "private"}}, "parcel"),
        ({"w-a": {"class": "service"}}, "parcel"),
        ({"w-a": {"direction": "forward"}}, "cut"),
        ({"a-b": {"from_node": "a", "to_node": "b", "state": "construction"}}, "construction"),
        ({"a-b": {"from_node": "a", "to_node": "b", "state": "closed"}}, "closed"),
        ({"a-b": {"from_node": "a", "to_node": "b", "class": "ferry"}}, "ferry"),
    ],
)
def test_ends_that_are_no_dead_ends(changes: dict[str, dict[str, Any]], expected: str) -> None:
    row = row_of(search(circle(links=changes)), "a")
    assert (row["end_class"], row["proposed"]) == (expected, False)


def test_a_node_cut_by_the_extract_is_no_dead_end() -> None:
    region = circle()
    nodes = region["road_nodes"].assign(cut=region["road_nodes"]["node"] == "a")
    assert row_of(search(region.with_tables({"road_nodes": nodes})), "a")["end_class"] == "cut"


def test_a_bus_that_goes_on_shows_a_hole_in_the_data() -> None:
    route = shapely.segmentize(line((-2000, 0), (-150, 0), (150, 0), (2000, 0)), 50 * EAST)
    bus = {"line": "1", "name": "1", "mode": "bus", "geometry": route}
    assert set(search(circle(lines=[bus]))["end_class"]) == {"hole"}
    sketch = {**bus, "geometry": line((-2000, 0), (2000, 0))}  # straight from stop to stop: not drawn along roads
    assert search(circle(lines=[sketch])).iloc[0]["end_class"] == "real"


def test_a_road_nearby_serves_the_end() -> None:
    """From stub to stub it is 50 + 2 x 223.6 + 50 = 547 m over the bend, less than 2.5 times the 300 m between."""
    nodes = {"p": (-200, 0), "q": (200, 0), "bend": (0, 100)}
    links = {
        "w-a": {"to_node": "p"}, "p-a": {"from_node": "p", "to_node": "a"}, "e-b": {"to_node": "q"},
        "q-b": {"from_node": "q", "to_node": "b"}, "p-o": {"from_node": "p", "to_node": "bend"},
        "o-q": {"from_node": "bend", "to_node": "q"},
    }  # fmt: skip
    row = row_of(search(circle(nodes, links)), "a")
    assert row["detour_m"] == pytest.approx(100 + 2 * np.hypot(200, 100), abs=1)
    assert (row["end_class"], row["proposed"]) == ("served", False)


def test_an_end_that_faces_one_of_its_own_city_is_no_matter_of_the_border() -> None:
    nodes = {"c": (-400, 0), "d": (-250, 0), "d2": (-250, 300)}
    links = {"w-a": {"to_node": "c"}, "d-a": {"from_node": "d", "to_node": "a"}}
    frame = search(circle(nodes, links))
    assert row_of(frame, "c")["end_class"] == "inner"


def test_residential_streets_end_by_design_unless_they_face_each_other() -> None:
    alone = circle({"e": (300, 0)}, {"w-a": {"class": "residential"}, "e-b": {"state": "closed"}})
    assert row_of(search(alone), "a")["end_class"] == "culdesac"  # 450 m from the road beyond
    both = circle(links={"w-a": {"class": "residential"}, "e-b": {"class": "residential"}})
    assert search(both).iloc[0]["end_class"] == "real"
    ring = {"loop": (-120, 30)}
    turn = {"o": {"from_node": "a", "to_node": "loop"}, "i": {"from_node": "loop", "to_node": "a"}}
    bulb = circle(ring, {"w-a": {"class": "residential"}, "e-b": {"class": "residential"}, **turn})
    assert row_of(search(bulb), "a")["end_class"] == "culdesac"


def test_people_decide_and_the_latest_decision_counts() -> None:
    name = search(circle()).iloc[0]["candidate"]
    said = [
        {"subject": name, "decided": "2024-01-01", "verdict": "confirmed", "reason": "现场核实"},
        {"subject": name, "decided": "2024-03-01", "verdict": "rejected", "reason": "铁路用地"},
        {"subject": name, "decided": "2024-02-01", "verdict": "unsure", "reason": "待查"},
        {"subject": "another", "decided": "2024-04-01", "verdict": "unsure", "reason": "x"},
    ]
    row = search(circle(verdicts=said)).iloc[0]
    assert (row["verdict"], row["verdict_reason"]) == ("rejected", "铁路用地")
    wall = {"barrier": "x", "kind": "river", "geometry": line((50, -500), (50, 500))}
    blocked = circle(barriers=[wall], verdicts=said[:1])
    assert list(find_candidates(blocked, drive_network(blocked, engine="dijkstra"))["candidate"]) == [name]


@settings(deadline=None, max_examples=15)
@given(st.randoms(use_true_random=False))
def test_order_of_rows_and_direction_of_drawing_change_nothing(random: Any) -> None:
    region = circle(links={"w-a": {"class": "secondary"}})
    links = region["road_links"].copy()
    flip = np.array([random.random() < 0.5 for _ in range(len(links))])
    links.loc[flip, ["from_node", "to_node"]] = links.loc[flip, ["to_node", "from_node"]].to_numpy()
    tables = {"road_links": links, "road_nodes": region["road_nodes"]}
    mixed = {name: table.sample(frac=1, random_state=random.randrange(2**31)) for name, table in tables.items()}
    shuffled = region.with_tables({name: table.reset_index(drop=True) for name, table in mixed.items()})
    one, other = search(region), search(shuffled)
    columns = ["candidate", "node", "counterpart_node", "end_class", "class", "detour_m", "evidence_en"]
    pd.testing.assert_frame_equal(pd.DataFrame(one[columns]), pd.DataFrame(other[columns]))


def measured(region: Region) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    found = measure_candidates(region, CircleTravel(region))
    return found.results.frame, dict(found.tables)


def with_people(**more: Any) -> Region:
    zones = [
        {"zone": f"z{city}", "city": city, "county": f"{city}1", "lon": place(x, 0)[0], "lat": LAT}
        for city, x in (("A", -1000), ("B", 1000))
    ]
    people = [{"zone": f"z{city}", "year": 2020, "value": 1000.0} for city in "AB"]
    return circle(zones=zones, residents=people, **more)


def test_sums_add_up_and_inputs_stay() -> None:
    region = with_people(nodes={"x": (-100, -300), "y": (-2000, -300)},
                         links={"y-x": {"from_node": "y", "to_node": "x"}, "y-w": {"from_node": "y", "to_node": "w"}})  # fmt: skip
    before = {name: region[name].copy() for name in ("road_nodes", "road_links", "counties")}
    frame, tables = measured(region)
    for name, table in before.items():
        pd.testing.assert_frame_equal(region[name], table)
    for item in ENDS_INDICATORS:
        own = frame[(frame["indicator"] == item.indicator) & (frame["group"] == "all")]
        sums = own.groupby("level")["value"].sum()
        assert sums.nunique() == 1, item.indicator
    ends = frame[(frame["indicator"] == "road_ends") & (frame["level"] == "region")].set_index("group")["value"]
    assert ends["all"] == ends.drop("all").sum() == len(tables["road_ends"])
    assert tables["candidates"].iloc[0]["worth"] == pytest.approx(11.4 * 2000, rel=1e-3)


def test_rejected_candidates_count_no_more_and_confirmed_ones_are_sure() -> None:
    name = search(circle()).iloc[0]["candidate"]

    def count(verdict: str) -> tuple[float, float]:
        said = [{"subject": name, "decided": "2024-01-01", "verdict": verdict, "reason": "x"}]
        frame, _ = measured(with_people(verdicts=said))
        row = frame[
            (frame["indicator"] == "dead_ends") & (frame["level"] == "region") & (frame["group"] == "all")
        ].iloc[0]
        return row["low"], row["value"]

    assert count("confirmed") == (1, 1)
    assert count("unsure") == (0, 1)
    assert count("rejected") == (0, 0)


def doubts_of(region: Region) -> pd.DataFrame:
    return measured(region)[1]["road_end_doubts"].set_index("code")


def test_bad_data_are_named_with_what_the_result_is_worth() -> None:
    _, tables = measured(with_people(links={"w-a": {"class": "other"}}))
    rows = tables["road_end_doubts"].set_index("code")
    assert rows.loc["no_class", "subject"] == "w-a"
    assert "no_barriers" in rows.index
    assert len(tables["candidates"]) == 1  # the dead end is found all the same
    with pytest.raises(InputError, match="class"):
        circle(links={"w-a": {"class": None}})


def test_cities_that_do_not_touch_are_named() -> None:
    apart = with_people()
    third = pd.DataFrame(
        [{"city": "C", "name": "丙", "geometry": box(9000, 0, 9900, 900), "basis": "synthetic", "source": "x"}]
    )
    cities = pd.concat([apart["cities"], third], ignore_index=True)
    rows = doubts_of(apart.with_tables({"cities": cities}))
    assert sorted(rows.loc[["no_touch"], "subject"]) == ["A", "B"]
    assert rows.loc[["no_touch"], "text_zh"].str.contains("丙").all()


def test_an_extract_that_ends_at_the_border_gives_no_number_and_says_so() -> None:
    region = with_people()
    nodes, links = region["road_nodes"], region["road_links"]
    west = nodes[nodes["node"].isin(["sw", "w", "nw", "a"])]
    kept = links[links["from_node"].isin(west["node"]) & links["to_node"].isin(west["node"])]
    zones = region["zones"].assign(
        lon=place(-1000, 0)[0]
    )  # all live where there are roads, so that nothing is locked
    half = region.with_tables({"road_nodes": west, "road_links": kept, "zones": zones})
    frame, tables = measured(half)
    assert frame[frame["level"] == "border"].empty
    assert "no_roads" in set(tables["road_end_doubts"]["code"])


def test_nothing_to_search_gives_an_empty_table() -> None:
    region = circle()
    empty = region.with_tables({"road_links": region["road_links"].iloc[:0]})
    assert list(find_road_ends(empty, drive_network(region, engine="dijkstra")).columns) == list(
        search(region).columns
    )
