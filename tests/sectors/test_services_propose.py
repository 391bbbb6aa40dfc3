"""Proposed projects of services: what they do is what the plan says, each alone, with costs only from the circle itself."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng import open_region
from tongcheng.region import Region
from tongcheng.region.edits import AddFacility, ChangeCapacity, OpenBorder, apply, edits_from_table
from tongcheng.region.synth import synthesise
from tongcheng.sectors import services
from tongcheng.sectors.proposed import Proposed
from tongcheng.sectors.services.effects import measure_effects
from tongcheng.sectors.services.propose import propose
from tongcheng.sectors.services.propose.ledger import Ledger
from tongcheng.sectors.services.reallotment import measure_reallotment
from tongcheng.sectors.services.siting import measure_siting
from tongcheng.sectors.services.unit_costs import published_unit_costs, unit_cost
from tongcheng.travel.circle import CircleTravel


@cache
def circle() -> tuple[Region, CircleTravel, dict[str, pd.DataFrame], pd.DataFrame]:
    region = synthesise(seed=4, nodes=1_000, zones=300).region
    travel = CircleTravel(region)
    measured = services.measure_services(region, travel)
    tables = dict(measured.tables)
    for measure in (measure_reallotment, measure_siting):
        tables |= measure(region, travel, tables).tables
    return region, travel, tables, services.gaps(region, measured.results)


@cache
def made() -> Proposed:
    return propose(*circle())


def test_ids_say_what_is_proposed_and_are_the_same_again():
    ids = made().projects["project"]
    assert ids.is_unique
    assert set(ids.str.split("-").str[1]) == {"build", "fill", "move", "site", "open"}
    again = propose(*circle())
    assert again.projects.equals(made().projects)
    assert again.project_edits.equals(made().project_edits)
    assert set(made().figures["subject"]) == set(ids)
    assert set(made().projects["basis"]) == {"synthetic"}


def test_they_fit_the_schemas_and_can_be_applied_one_by_one_and_all_together():
    region = made().added_to(circle()[0])
    assert not [one for one in region.check() if one.severity == "error"]
    scenarios = edits_from_table(region, list(made().projects["project"]))
    for project, scenario in scenarios.items():
        assert len(scenario), project
        apply(region, scenario)
        kinds = {type(edit) for edit in scenario}
        word = project.split("-")[1]
        assert kinds <= {"build": {AddFacility, ChangeCapacity}, "fill": {ChangeCapacity}, "move": {ChangeCapacity},
                         "site": {AddFacility}, "open": {OpenBorder}}[word]  # fmt: skip


def test_each_alone_does_what_the_plan_says():
    region, travel, tables, _ = circle()
    after = made().added_to(region)
    ids = made().projects["project"]
    found = measure_effects(after, travel, list(ids[~ids.str.startswith("prop-open")]))
    gain = found.results.frame.query("indicator == 'capacity_gain'").set_index(["scenario", "level", "place"])[
        "value"
    ]
    table = tables["service_reallotment"]
    county = table[table["level"] == "county"].groupby(["kind", "place"])[["built", "moved_in", "moved_out"]].sum()
    city = table[table["level"] == "city"].groupby(["kind", "place"])["filled"].sum()
    checked = 0
    for project in ids:
        _, word, *rest = project.split("-")
        if word == "build":
            kind, place = rest
            assert gain[project, "county", place] == pytest.approx(county.loc[(kind, place), "built"])
        elif word == "fill":
            kind, place = rest
            assert gain[project, "city", place] == pytest.approx(city[kind, place])
        elif word == "move":
            assert gain[project, "region", region.name] == 0.0  # what is moved is conserved
        else:
            continue
        checked += 1
    assert checked > 10


def test_only_the_circles_own_figures_tell_a_cost():
    region = circle()[0]
    costs = published_unit_costs(region)
    rows = made().figures.query("attribute == 'cost'").set_index("subject")
    amount = made().figures.query("attribute == 'amount'").set_index("subject")["value"]
    known = set(costs["kind"])
    for project in made().projects["project"]:
        word, kind = project.split("-")[1:3]
        expected = (word in {"build", "site"} and kind in known) or (word == "open" and "border" in known)
        assert (project in rows.index) is expected, project
        if expected:
            price = unit_cost(costs, "border" if word == "open" else kind)
            assert price is not None
            assert rows.loc[project, "value"] == pytest.approx(price.value * amount[project], abs=1e-4)
            assert rows.loc[project, "low"] <= rows.loc[project, "value"] <= rows.loc[project, "high"]


def test_published_costs_per_unit_by_hand():
    costs = published_unit_costs(open_region("demo")).set_index("project")
    # 6.8 and later 7.4 for 500 beds; a reform that opens three borders for 0.8.
    assert costs.loc["P15", ["low", "latest"]].tolist() == pytest.approx([0.0136, 0.0148])
    assert costs.loc["P16", "amount"] == 180  # 373 beds in place of 193
    assert costs.loc["P19", ["kind", "amount"]].tolist() == ["border", 3.0]
    found = unit_cost(costs.reset_index(), "hospital")
    assert found is not None
    assert (found.low, found.high) == pytest.approx((1.9 / 180, 7.4 / 500))
    assert unit_cost(costs.reset_index(), "clinic") is None
    assert "P12" not in costs.index  # a railway is no service


def test_what_is_on_the_list_or_too_small_is_named_and_not_proposed_again():
    region, travel, tables, gaps = circle()
    once = made().added_to(region)
    again = propose(once, travel, tables, gaps)
    assert not set(again.projects["project"]) & set(made().projects["project"])
    assert set(made().projects["project"]) <= set(again.notes["project"])
    notes = made().notes
    assert notes["reason_zh"].notna().all()
    assert notes["reason_en"].notna().all()


def test_borders_that_a_project_opens_are_left_to_it():
    region = open_region("demo")
    travel = CircleTravel(region)
    measured = services.measure_services(region, travel)
    found = propose(region, travel, measured.tables, services.gaps(region, measured.results))
    covered = found.notes.set_index("project")["covered_by"]
    assert covered["prop-open-990100-990200"] == "P19"
    assert set(found.projects["project"]) == {
        f"prop-open-{pair}" for pair in ("990200-990300", "990200-990400", "990300-990400")
    }
    edits = edits_from_table(found.added_to(region), ["prop-open-990200-990300"])["prop-open-990200-990300"].edits
    assert edits == (OpenBorder("990200", "990300", "services", 1.0, 8.0),)


def test_nothing_measured_proposes_nothing():
    region = tiny_region()
    found = propose(region, CircleTravel(region), {}, pd.DataFrame())
    assert [len(getattr(found, name)) for name in ("projects", "project_edits", "figures", "sources", "notes")] == [
        0
    ] * 5


def test_a_ledger_gives_each_project_facilities_of_its_own():
    rows = pd.DataFrame({"facility": ["a", "b", "c"], "county": "X", "capacity": [100.0, 200.0, 300.0]})
    ledger = Ledger(rows, pd.Series({"a": 9.0, "b": 5.0, "c": 1.0}))
    # The most crowded takes; the least crowded give a tenth each, and the largest what is left.
    assert ledger.add("in", "X", 7) == [ChangeCapacity("a", 107.0)]
    given = ledger.take("out", "X", 60)
    assert given == [ChangeCapacity("c", 260.0), ChangeCapacity("b", 180.0)]
    assert sum(rows.set_index("facility")["capacity"][edit.facility] - edit.capacity for edit in given) == 60
    assert ledger.clashes == []
    assert ledger.add("third", "X", 1) == [ChangeCapacity("a", 101.0)]  # none is free: from today, and named
    assert ledger.clashes == [("third", "in")]
