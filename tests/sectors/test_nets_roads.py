"""Motorways and expressways against numbers computed by hand (see tests/tiny.py)."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sectors.nets_circle import nets_region, value, with_figures
from tests.tiny import BORDER_KM, middle
from tongcheng.region import Region
from tongcheng.region.plane import ELLIPSOID
from tongcheng.results import Results
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.nets import measure_expressways, measure_nets
from tongcheng.sectors.transport.nets.interchanges import interchanges
from tongcheng.sectors.transport.nets.seats import county_seats
from tongcheng.travel.circle import CircleTravel


def building(region: Region) -> Region:
    """Put project p1 (a road from n09 to n10) under construction, as a motorway."""
    projects = region["projects"].assign(status="under_construction")
    edits = region["project_edits"].copy()
    link = {**json.loads(edits["arguments"].iloc[0]), "class": "motorway"}
    return region.with_tables({"projects": projects, "project_edits": edits.assign(arguments=json.dumps(link))})


@pytest.fixture(scope="module")
def found() -> Found:
    region = building(nets_region())
    return measure_expressways(region, CircleTravel(region))


@pytest.fixture(scope="module")
def results(found: Found) -> Results:
    return found.results


#: Minutes to n03 or n04, where the motorway meets other roads; residents of zone k are 1,000 k.
TODAY = {1: 20, 2: 10, 3: 0, 4: 0, 5: 10, 6: 20, 7: 32, 8: 22, 9: 12, 10: 12, 11: 22, 12: 32}
#: With n09 and n10, too.
AFTER = {1: 20, 2: 10, 3: 0, 4: 0, 5: 10, 6: 20, 7: 20, 8: 10, 9: 0, 10: 0, 11: 10, 12: 20}


@pytest.mark.parametrize(("scenario", "minutes"), [("base", TODAY), ("under_way", AFTER)])
def test_minutes_to_an_interchange(results: Results, scenario: str, minutes: dict[int, int]) -> None:
    mean = sum(number * minute for number, minute in minutes.items()) / 78
    assert value(results, "interchange_minutes", "tiny", scenario=scenario) == pytest.approx(mean, abs=1e-4)
    near = sum(number for number, minute in minutes.items() if minute <= 15) / 78 * 100
    assert value(results, "interchange_within", "tiny", scenario=scenario, threshold=15.0) == pytest.approx(near)


def test_interchanges_add_up(results: Results) -> None:
    assert [value(results, "interchanges", place) for place in ("A1", "A2", "B1", "A", "B", "tiny")] == [
        1, 0, 1, 1, 1, 2,
    ]  # fmt: skip
    assert value(results, "interchanges", "tiny", scenario="under_way") == 4


def test_crossings_per_ten_kilometres(results: Results) -> None:
    assert value(results, "expressway_crossings", "A|B") == 1
    assert value(results, "expressway_crossings_per_10km", "A|B") == pytest.approx(10 / BORDER_KM, rel=1e-4)
    assert value(results, "expressway_crossings", "A|B", scenario="under_way") == 2


def test_detour_between_county_seats(found: Found) -> None:
    # Seats are the zones with most residents: A1 z03, A2 z09, B1 z06, B2 z12. z09 to z12: 12 + 30 + 12 km.
    def straight(one: int, other: int) -> float:
        return float(ELLIPSOID.inv(*middle(one), *middle(other))[2]) / 1000

    ways = {("A1", "A2"): 12 / straight(3, 9), ("A1", "B1"): 30 / straight(3, 6), ("A1", "B2"): 42 / straight(3, 12),
            ("A2", "B1"): 42 / straight(9, 6), ("A2", "B2"): 54 / straight(9, 12),
            ("B1", "B2"): 12 / straight(6, 12)}  # fmt: skip
    pairs = found.tables["net_seat_pairs"]
    base = pairs[pairs["scenario"] == "base"].set_index(["county_a", "county_b"])["detour"].to_dict()
    assert base == pytest.approx(ways, rel=1e-4)
    across = [ways[pair] for pair in ways if pair[0][0] != pair[1][0]]
    assert value(found.results, "seat_detour", "A|B") == pytest.approx(np.mean(across), rel=1e-4)
    assert value(found.results, "seat_detour", "tiny", group="all") == pytest.approx(
        np.mean(list(ways.values())), rel=1e-4
    )
    after = pairs[pairs["scenario"] == "under_way"].set_index(["county_a", "county_b"])["road_km"]
    assert after["A2", "B2"] == pytest.approx(30, abs=1e-3)  # straight along the northern row


def test_a_marked_seat_goes_before_the_fullest_zone() -> None:
    region = nets_region()
    lon, lat = middle(10)
    kinds = pd.concat([region["service_kinds"], region["service_kinds"].iloc[[0]].assign(kind="county_seat")])
    seat = pd.DataFrame([{"facility": "seat", "kind": "county_seat", "name": "县城", "city": "B", "county": "B2",
                          "lon": lon, "lat": lat, "basis": "observed", "source": "tiny"}])  # fmt: skip
    facilities = pd.concat([region["facilities"], seat], ignore_index=True)
    seats = county_seats(region.with_tables({"service_kinds": kinds, "facilities": facilities})).set_index("county")
    assert (seats["lon"]["B2"], seats["grounds"]["B2"], seats["grounds"]["A1"]) == (lon, "point", "zone")


def test_a_seat_on_no_road_is_named() -> None:
    region = nets_region()
    zones = region["zones"].copy()
    zones.loc[zones["zone"] == "z12", "lat"] += 0.5  # 55 km north of everything
    moved = region.with_tables({"zones": zones})
    pairs = measure_expressways(moved, CircleTravel(moved)).tables["net_seat_pairs"]
    lost = pairs[pairs["county_b"] == "B2"]
    assert set(lost["reason"]) == {"off_network"}
    assert lost["detour"].isna().all()
    assert (pairs.loc[pairs["county_b"] != "B2", "reason"] == "").all()


def test_a_motorway_being_built_is_under_way() -> None:
    region = nets_region()
    links = region["road_links"].copy()
    links.loc[links["link"] == "x03-04", "state"] = "construction"
    results = measure_expressways(region.with_tables({"road_links": links}), CircleTravel(
        region.with_tables({"road_links": links}))).results  # fmt: skip
    assert value(results, "expressway_crossings", "A|B") == 0
    assert value(results, "expressway_crossings", "A|B", scenario="under_way") == 1


def test_a_service_area_is_no_interchange_and_ramps_nearby_are_one() -> None:
    region = nets_region()
    links = region["road_links"]
    joins = links["to_node"].eq("n03") | links["from_node"].eq("n03")
    service = links.assign(**{"class": links["class"].where(~joins | (links["class"] == "motorway"), "service")})
    assert list(interchanges(region.with_tables({"road_links": service}))["node"]) == ["n04"]
    nodes = region["road_nodes"].copy()
    nodes.loc[nodes["node"] == "n04", "lon"] = float(nodes.loc[nodes["node"] == "n03", "lon"].iloc[0]) + 0.004
    near = interchanges(region.with_tables({"road_nodes": nodes}))
    assert len(near) == 2
    assert near["interchange"].nunique() == 1  # 385 m apart


def test_targets_stand_beside_what_is_measured_and_published() -> None:
    region = building(nets_region())
    targets = pd.DataFrame(
        [
            {"target": "a", "indicator": "interchanges", "value": 5.0, "subject": "region"},
            {"target": "b", "indicator": "suburban_lines_open", "value": 3.0, "subject": "region"},
            {"target": "c", "indicator": "gdp", "value": 9.0, "subject": "region"},
        ]
    ).assign(plan="规划", territory="全域", name="x", kind="level", operator=">=", unit="", year=2027, basis="official",
             source="tiny")  # fmt: skip
    figures = [
        {"subject": "region", "attribute": "suburban_lines_open", "value": 1, "unit": "条", "as_of": "2024-09"}
    ]
    region = with_figures(region.with_tables({"targets": targets}), figures)
    table = measure_nets(region, CircleTravel(region)).tables["net_targets"].set_index("target")
    assert list(table.index) == ["a", "b"]
    assert (table["measured"]["a"], table["under_way"]["a"]) == (2, 4)
    assert (table["published"]["b"], table["published_as_of"]["b"]) == (1, "2024-09")
    assert np.isnan(table["measured"]["b"])


@settings(max_examples=8, deadline=None)
@given(ends=st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda pair: pair[0] != pair[1]),
       kind=st.sampled_from(["motorway", "primary", "residential"]))  # fmt: skip
def test_a_new_road_never_takes_anybody_farther_from_an_interchange(ends: tuple[int, int], kind: str) -> None:
    region = nets_region()
    a, b = ends
    new = pd.DataFrame([{"link": "new", "from_node": f"n{a:02d}", "to_node": f"n{b:02d}", "class": kind,
                         "length_m": 60_000, "speed_kmh": 80, "basis": "observed", "source": "tiny"}])  # fmt: skip
    wider = region.with_tables({"road_links": pd.concat([region["road_links"], new], ignore_index=True)})
    before, after = (measure_expressways(one, CircleTravel(one)).results.frame for one in (region, wider))

    def zones(frame: pd.DataFrame) -> pd.Series:
        rows = frame[(frame["indicator"] == "interchange_minutes") & (frame["level"] == "zone")]
        return rows.set_index("place")["value"]

    assert (zones(after).reindex(zones(before).index) <= zones(before) + 1e-9).all()
