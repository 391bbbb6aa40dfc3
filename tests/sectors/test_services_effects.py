"""Effects of projects on services: by hand on the tiny circle, sums over levels, and what must hold."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pandas as pd
import pytest

from tests.tiny import middle, tiny_region
from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.sectors.found import Found
from tongcheng.sectors.services import measure_services
from tongcheng.sectors.services.effects import EFFECT_INDICATORS, effects, measure_effects
from tongcheng.travel.circle import CircleTravel

NEW = {"facility": "hN", "kind": "hospital", "name": "新院", "city": "A", "county": "A2", "lon": middle(8)[0],
       "lat": middle(8)[1], "capacity": 200}  # fmt: skip
#: In z03, ten minutes from B.
NEAR = {**NEW, "county": "A1", "lon": middle(3)[0], "lat": middle(3)[1]}
EDITS = [
    ("new", "AddFacility", NEW),
    ("near", "AddFacility", {**NEAR, "facility": "hM"}),
    ("open_new", "AddFacility", {**NEAR, "facility": "hO", "open_to": "all"}),
    ("more", "ChangeCapacity", {"facility": "hA", "capacity": 150}),
    ("less", "ChangeCapacity", {"facility": "hB", "capacity": 100}),
    ("open", "OpenBorder", {"city_a": "A", "city_b": "B", "sector": "services", "openness": 1.0, "penalty_min": 5}),
    ("rule", "OpenBorder", {"city_a": "A", "city_b": "B", "sector": "all", "openness": 1.0}),
    ("done", "AddFacility", {**NEW, "facility": "hD"}),
    ("road", "CloseLink", {"link": "x03-04"}),
]


def circle(**changes: pd.DataFrame) -> Region:
    region = tiny_region().with_tables(changes)
    papers = {"basis": "synthetic", "source": "tiny"}
    projects = [{"project": name, "name": name, "field": "公共服务", "cities": "A;B",
                 "status": "completed" if name == "done" else "planned"} for name in [*(edit[0] for edit in EDITS), "talk"]]  # fmt: skip
    rows = [{"project": name, "seq": 0, "edit": kind, "arguments": json.dumps(more)} for name, kind, more in EDITS]
    return region.with_tables(
        {"projects": pd.DataFrame(projects).assign(**papers), "project_edits": pd.DataFrame(rows).assign(**papers)}
    )


@cache
def tiny() -> Found:
    region = circle()
    return measure_effects(region, CircleTravel(region))


def value(project: str, indicator: str, place: str, borders: str = "", group: str = "hospital") -> float:
    rows = tiny().results.frame
    rows = rows[(rows["scenario"] == project) & (rows["indicator"] == indicator) & (rows["place"] == place)]
    rows = rows[(rows["borders"] == borders) & (rows["group"] == group)]
    assert len(rows) == 1, (project, indicator, place, borders, len(rows))
    return float(rows["value"].iloc[0])


def test_capacity_stands_where_it_is_added():
    assert value("new", "capacity_gain", "A") == 200
    assert value("new", "capacity_gain", "B") == 0
    assert value("new", "capacity_gain", "A2") == 200
    assert value("more", "capacity_gain", "tiny") == 50
    assert value("less", "capacity_gain", "B1") == -200
    assert value("new", "service_per_1000_gain", "A2") == pytest.approx(200 / 24)


def test_newly_served_by_hand():
    # Hospitals state 60 minutes. Without hA and with a new one in z08, A is served again; with both nobody is new.
    assert value("new", "newly_served", "tiny", "today") == 0
    facilities = tiny_region()["facilities"].query("facility != 'hA'").reset_index(drop=True)
    kinds = tiny_region()["service_kinds"].copy()
    kinds.loc[kinds["kind"] == "hospital", "minutes"] = 12.0
    region = circle(facilities=facilities, service_kinds=kinds)
    edits = region["project_edits"].query("project in ['new', 'open']").reset_index(drop=True)
    region = region.with_tables({"project_edits": edits})
    found = measure_effects(region, CircleTravel(region), ["new", "open"]).results.frame
    rows = found[(found["indicator"] == "newly_served") & (found["scenario"] == "new")].set_index(
        ["borders", "place"]
    )
    # Within 12 minutes of z08: z07, z08, z09 and z02, which are 7, 8, 9 and 2 thousand.
    assert rows.loc[("today", "A"), "value"] == 26_000
    assert rows.loc[("today", "A1"), "value"] == 2_000
    assert rows.loc[("together", "tiny"), "value"] == 26_000
    share = found[(found["indicator"] == "service_minutes_share_gain") & (found["scenario"] == "new")]
    assert share.set_index(["borders", "place"]).loc[("today", "A"), "value"] == pytest.approx(100 * 26 / 30)
    # z10 is across the border, 34 minutes away by road.
    assert ("today", "B2") not in rows.index
    assert rows.loc[("today", "B"), "value"] == 0


def test_what_is_open_to_all_serves_the_other_city_today_and_not_more_together():
    assert value("open_new", "available_gain", "B", "today") > value("near", "available_gain", "B", "today") + 1
    assert value("open_new", "available_gain", "B", "together") == pytest.approx(
        value("near", "available_gain", "B", "together")
    )


def test_opening_a_border_makes_nothing_and_gives_to_some_what_others_lose():
    assert value("open", "available_gain", "tiny", "today") == pytest.approx(0, abs=1e-6)
    gains = [value("open", "available_gain", city, "today") for city in ("A", "B")]
    assert sum(gains) == pytest.approx(0, abs=1e-6)
    assert abs(gains[0]) > 0.01
    assert value("open", "service_beneficiaries", "tiny", "today") > 0
    assert value("open", "service_losing", "tiny", "today") > 0
    own = tiny().results.frame.query("scenario == 'open'")
    assert set(own["borders"]) == {"today"}
    assert set(own["group"]) == {"hospital", "school"}
    assert "capacity_gain" not in set(own["indicator"])
    assert (own.loc[own["indicator"] == "newly_served", "value"] >= 0).all()


def test_gains_are_the_difference_of_the_measures_with_and_without():
    region = circle()
    before = measure_services(region, CircleTravel(region)).results.frame
    borders = region["borders"].copy()
    borders.loc[borders["sector"] == "services", "openness"] = 1.0
    opened = region.with_tables({"borders": borders})
    after = measure_services(opened, CircleTravel(opened)).results.frame
    rows = tiny().results.frame.query("scenario == 'open'")
    for gain, measure in (("service_access_gain", "service_access"), ("service_minutes_share_gain", "service_minutes_share"),
                          ("available_gain", "service_available")):  # fmt: skip
        own = rows[rows["indicator"] == gain]
        assert len(own)
        keys = ["level", "place", "group", "threshold"]
        one, two = (
            frame[(frame["indicator"] == measure) & (frame["borders"] == "today")].set_index(keys)["value"]
            for frame in (before, after)
        )
        index = pd.MultiIndex.from_frame(own[keys])
        expected = (two.reindex(index) - one.reindex(index)).to_numpy()
        np.testing.assert_allclose(own["value"], expected, atol=1e-6)


def test_cities_and_counties_add_up_to_the_circle():
    rows = tiny().results.frame
    sums = {item.indicator for item in EFFECT_INDICATORS if item.aggregate == "sum"}
    wide = rows[rows["indicator"].isin(sums)].pivot_table(
        index=["scenario", "indicator", "group", "borders"], columns="level", values="value", aggfunc="sum"
    )
    np.testing.assert_allclose(wide["city"], wide["region"], atol=1e-5)
    np.testing.assert_allclose(wide["county"].fillna(0), wide["region"], atol=1e-5)
    assert (rows["scenario"] != "base").all()


def test_the_others_are_named_with_the_reason():
    notes = tiny().tables["service_effects_notes"].set_index("project")["reason_en"]
    assert notes["done"] == "completed: part of today"
    assert notes["road"].startswith("no edit of service facilities")
    assert "talk" in notes.index
    # The row "all" changes nothing where services have a row of their own.
    assert notes["rule"].startswith("no edit of service facilities")
    assert set(tiny().tables["service_project_effects"]["project"]) == {
        "new", "near", "open_new", "more", "less", "open"}  # fmt: skip
    with pytest.raises(InputError):
        effects(circle(), CircleTravel(circle()), ["nwe"])


def test_openness_with_a_range_gives_a_range():
    borders = tiny_region()["borders"].assign(openness_low=0.1, openness_high=0.9)
    region = circle(borders=borders)
    rows = measure_effects(region, CircleTravel(region), ["new", "open"]).results.frame
    own = rows.query(
        "indicator == 'available_gain' and scenario == 'new' and place == 'B' and borders == 'today'"
    ).iloc[0]
    assert own["low"] < own["value"] < own["high"]
    own = rows.query(
        "indicator == 'available_gain' and scenario == 'open' and place == 'A' and group == 'hospital'"
    ).iloc[0]
    assert own["low"] < own["value"] < own["high"]


def test_without_roads_only_capacity_is_told():
    region = circle()
    bare = tiny_region(fictional=False)
    bare = bare.with_tables({
        "road_links": bare["road_links"].iloc[:0], "projects": region["projects"].assign(basis="official"),
        "project_edits": region["project_edits"].assign(basis="official").query("project != 'road'"),
    })  # fmt: skip
    found = measure_effects(bare, CircleTravel(bare), ["new"])
    assert set(found.results.frame["indicator"]) == {"capacity_gain", "service_per_1000_gain"}
    assert found.tables["service_effects_notes"]["project"].tolist() == ["new"]
    asked = {need.table for item in found.results.locked for need, _ in item.missing}
    assert asked == {"road_links"}


def test_a_real_circle_without_data_has_no_effects_and_the_input_stays():
    chengdu = open_region("chengdu")
    assert measure_effects(chengdu, CircleTravel(chengdu)).results.frame.empty
    region = circle()
    measure_effects(region, CircleTravel(region))
    for name, table in circle().tables.items():
        pd.testing.assert_frame_equal(region[name], table)
