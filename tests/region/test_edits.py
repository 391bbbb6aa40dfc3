"""Edits change a copy and say everything that is wrong with them before anything is done."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import middle, tiny_region
from tongcheng.errors import InputError, Problems
from tongcheng.region import Region
from tongcheng.region.borders import today
from tongcheng.region.edits import (
    AddFacility,
    AddLine,
    AddLink,
    ChangeCapacity,
    ChangeService,
    CloseLink,
    Edit,
    ModifyLink,
    OpenBorder,
    Scenario,
    apply,
    arguments_of,
    edits_from_table,
    edits_to_table,
    parse_edit,
    resolve,
)
from tongcheng.region.plane import ELLIPSOID

NEW_ROAD = AddLink("x09-10", "n09", "n10", "primary", 60.0, 2.0, 10_000.0)
LINKS = [f"x{k:02d}-{k + 6:02d}" for k in range(1, 7)]
NODES = [f"n{k:02d}" for k in range(1, 13)]


def same_region(one: Region, other: Region) -> bool:
    if list(one) != list(other) or (one.name, one.title, one.meta) != (other.name, other.title, other.meta):
        return False
    for name in one:
        pd.testing.assert_frame_equal(one[name], other[name])
    return True


def kinds_of_edits() -> st.SearchStrategy[Edit]:
    speeds = st.floats(5, 120)
    changes = st.fixed_dictionaries(
        {}, optional={"speed_kmh": speeds, "lanes": st.sampled_from([1.0, 2.0]), "bridge": st.booleans(),
                      "class": st.sampled_from(["trunk", "tertiary"]), "name": st.just("新路"), "state": st.just("open")}
    ).filter(bool)  # fmt: skip
    minutes = st.lists(st.floats(0, 60), min_size=3, max_size=3).map(sorted)
    return st.one_of(
        st.builds(AddLink, st.uuids().map(str), st.sampled_from(NODES[:6]), st.sampled_from(NODES[6:]),
                  st.just("primary"), speeds, st.none() | st.just(2.0), st.none() | st.just(80_000.0)),
        st.builds(ModifyLink, st.sampled_from(LINKS[3:]), changes),
        st.builds(CloseLink, st.sampled_from(LINKS[:3])),
        st.builds(AddLine, st.uuids().map(str), st.just("2号线"), st.just("metro"),
                  minutes.map(lambda m: tuple(zip(("s2", "s4", "s5"), m, strict=True))), st.just(6.0)),
        st.builds(ChangeService, st.just("M1"), st.floats(1, 60), st.none() | speeds),
        st.builds(AddFacility, st.uuids().map(str), st.just("hospital"), st.just("新院"), st.just("A"),
                  st.sampled_from(["A1", "A2", None]), st.just(104.1), st.just(30.1), st.floats(0, 500),
                  st.none() | st.just("三级甲等"), st.sampled_from([None, "all", "B"])),
        st.builds(ChangeCapacity, st.sampled_from(["hA", "hB"]), st.floats(0, 900)),
        st.builds(OpenBorder, st.just("B"), st.just("A"), st.sampled_from(["all", "health", "services"]),
                  st.floats(0, 1), st.floats(0, 30)),
    )  # fmt: skip


def closed_once(edits: list[Edit]) -> list[Edit]:
    """Hypothesis may close a link twice, which is an error on purpose."""
    seen: set[str] = set()
    return [
        edit for edit in edits if not (isinstance(edit, CloseLink) and (edit.link in seen or seen.add(edit.link)))
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(kinds_of_edits(), max_size=6).map(closed_once))
def test_the_circle_that_edits_are_applied_to_never_changes(edits):
    region, untouched = tiny_region(), tiny_region()
    after = apply(region, Scenario("drawn", tuple(edits)))
    assert same_region(region, untouched)
    # Nor does it when somebody writes into the result afterwards.
    for name in after:
        after.tables[name].loc[:, "source" if name != "sources" else "title"] = "overwritten"
    after.meta["scribble"] = 1
    assert same_region(region, untouched)


@settings(max_examples=30, deadline=None)
@given(st.lists(kinds_of_edits(), max_size=5).map(closed_once))
def test_edits_survive_the_table_and_apply_to_the_same(edits):
    region = tiny_region()
    scenario = Scenario("北部连接路", tuple(edits))
    rows = edits_to_table(scenario, project="p1", basis="synthetic", source="tiny")
    again = edits_from_table(region.with_tables({"project_edits": rows}), ["p1"])["p1"]
    assert again == scenario
    assert again.id == scenario.id
    assert same_region(apply(region, again), apply(region, scenario))


def test_nothing_applied_is_the_same_circle(tiny):
    after = apply(tiny, Scenario("nothing"))
    assert same_region(after, tiny)
    assert after is not tiny


@settings(max_examples=60, deadline=None)
@given(st.lists(kinds_of_edits(), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_id_depends_on_content_and_order_and_not_on_keys(edits, random):
    scenario = Scenario("one", tuple(edits))

    def shuffled(value):
        if isinstance(value, dict):
            keys = list(value)
            random.shuffle(keys)
            return {key: shuffled(value[key]) for key in keys}
        return int(value) if isinstance(value, float) and value.is_integer() else value

    problems = Problems("x")
    again = [parse_edit(type(edit).__name__, shuffled(arguments_of(edit)), problems) for edit in edits]
    assert not problems.found
    assert Scenario("another name", tuple(again)).id == scenario.id
    if edits[0] != edits[-1]:
        assert Scenario("one", tuple(reversed(edits))).id != scenario.id or edits == edits[::-1]
    assert Scenario("one", tuple(edits[1:])).id != scenario.id
    assert Scenario("one", (*edits, CloseLink("x01-02"))).id != scenario.id


def test_each_edit_does_what_it_says(tiny):
    scenario = Scenario("all kinds", (
        AddLink("new", "n09", "n10", "primary", 60.0),
        ModifyLink("x03-04", {"speed_kmh": 80, "lanes": 6, "name": "大道"}),
        CloseLink("x01-07"),
        AddLine("M2", "2号线", "metro", (("s5", 0.0), ("s2", 20.0)), 5.0),
        ChangeService("M1", 4.0),
        AddFacility("hC", "hospital", "丙院", "B", "B2", 104.55, 30.15, 200.0, "三级甲等", "A"),
        ChangeCapacity("hA", 150.0),
        OpenBorder("B", "A", "services", 0.9, 2.0),
        OpenBorder("A", "B", "health", 0.7),
    ))  # fmt: skip
    after = apply(tiny, scenario)
    links = after["road_links"].set_index("link")
    straight = ELLIPSOID.inv(*middle(9), *middle(10))[2]
    assert links.loc["new", "length_m"] == pytest.approx(straight)
    assert links.loc["new", ["direction", "state", "access"]].tolist() == ["both", "open", "public"]
    assert links.loc["x03-04", ["speed_kmh", "lanes", "name", "length_m"]].tolist() == [80, 6, "大道", 10_000]
    assert links.loc["x01-07", "state"] == "closed"
    stops = after["line_stops"][after["line_stops"]["line"] == "M2"]
    assert stops[["seq", "station", "minutes"]].to_numpy().tolist() == [[0, "s5", 0.0], [1, "s2", 20.0]]
    assert after["lines"].set_index("line").loc[["M1", "M2"], "headway_min"].tolist() == [4, 5]
    assert after["lines"].set_index("line").loc["M1", "speed_kmh"] == 70
    places = after["facilities"].set_index("facility")
    assert places.loc["hC", ["city", "capacity", "open_to"]].tolist() == ["B", 200, "A"]
    assert places.loc["hA", "capacity"] == 150
    assert today(after, "services").openness[0, 1] == 0.9
    assert today(after, "services").penalty_min[0, 1] == 2
    assert today(after, "health").openness[1, 0] == 0.7
    assert today(after, "transport").openness[0, 1] == 0.2


def test_changed_rows_carry_the_papers_of_the_scenario_and_others_keep_theirs(tiny):
    scenario = Scenario("北部连接路", (NEW_ROAD, ModifyLink("x03-04", {"lanes": 4})))
    after = apply(tiny, scenario)
    sources = after["road_links"].set_index("link")["source"]
    changed = set(sources[sources == f"scenario:{scenario.id}"].index)
    assert changed == {"x09-10", "x03-04"}
    assert set(sources.drop(list(changed))) == {"tiny"}
    row = after["sources"].set_index("source").loc[scenario.source]
    assert "北部连接路" in row["title"]
    assert set(after["road_links"]["basis"]) == {"synthetic"}
    real = apply(tiny_region(fictional=False), scenario)["road_links"].set_index("link")["basis"]
    assert real[["x09-10", "x03-04", "x01-02"]].tolist() == ["modelled", "modelled", "observed"]


def test_order_counts(tiny):
    first, second = OpenBorder("A", "B", "all", 0.3), OpenBorder("B", "A", "all", 0.6)
    assert today(apply(tiny, Scenario("", (first, second))), "all").openness[0, 1] == 0.6
    assert today(apply(tiny, Scenario("", (second, first))), "all").openness[0, 1] == 0.3
    assert resolve(tiny, [CloseLink("x03-04"), ModifyLink("x03-04", {"lanes": 4})])
    assert not resolve(tiny, [ModifyLink("x03-04", {"lanes": 4}), CloseLink("x03-04")])
    # A closed road may be opened again.
    assert not resolve(tiny, [CloseLink("x03-04"), ModifyLink("x03-04", {"state": "open"}), CloseLink("x03-04")])


def test_all_problems_of_a_bad_list_come_at_once_with_the_nearest_id(tiny):
    bad = [
        AddLink(
            "x03-04", "n3", "n04", "avenue", 900.0, -1.0, 10.0, "up"
        ),  # taken, n3, class, speed, lanes, direction
        AddLink("near", "n03", "n04", "primary", 60.0, None, 9_000.0),  # shorter than the straight line
        AddLink("near", "n05", "n05", "primary", 60.0),  # twice; a loop
        CloseLink("x03-4"),  # unknown: did you mean x03-04
        CloseLink("x01-02"),
        ModifyLink("x01-02", {"lanes": 2, "lane": 2}),  # closed before; no such attribute
        ModifyLink("x02-03", {"speed_kmh": float("nan"), "bridge": "yes", "to_node": "n01"}),
        AddLine("M1", "1号线", "train", (("s2", 5.0), ("s9", 3.0)), 0.0),  # taken, mode, minutes, s9, headway
        ChangeService("M1"),  # nothing changes
        AddFacility("hA", "clinic", "", "A", "B1", 304.0, 30.0, -5.0, None, "A;Q"),
        ChangeCapacity("hZ", -1.0),
        OpenBorder("A", "A", "sport", 1.5, -2.0),
    ]
    found = resolve(tiny, bad)
    by_edit: dict[int, list[str]] = {}
    for problem in found:
        by_edit.setdefault(int(problem.column.split()[0].removeprefix("#")), []).append(problem.code)
    assert {number: sorted(codes) for number, codes in by_edit.items()} == {
        1: ["bad_value"] * 4 + ["id_taken", "unknown_from_node"],
        2: ["shorter_than_straight"],
        3: ["id_taken", "loop"],
        4: ["unknown_link"],
        6: ["closed_before", "unknown_attribute"],
        7: ["bad_value", "bad_value", "unknown_attribute"],
        8: ["bad_value", "bad_value", "id_taken", "minutes_fall", "unknown_station"],
        9: ["no_changes"],
        10: ["bad_value", "bad_value", "county_of_another_city", "id_taken", "unknown_kind", "unknown_open_to"],
        11: ["bad_value", "unknown_facility"],
        12: ["bad_value"] * 3 + ["border_with_itself"],
    }
    remedies = {problem.found: problem.remedy.en for problem in found}
    assert "x03-04" in remedies["x03-4"]
    assert "n03" in remedies["n3"]
    assert "lanes" in remedies["lane"]
    with pytest.raises(InputError) as caught:
        apply(tiny, Scenario("bad", tuple(bad)))
    assert len(caught.value.problems) == len(found)
    assert same_region(tiny, tiny_region())


def test_bad_rows_of_the_table_are_named_by_row(tiny):
    rows = pd.DataFrame(
        [
            {"seq": 0, "edit": "CloseLnk", "arguments": "{}"},
            {"seq": 1, "edit": "CloseLink", "arguments": "[1]"},
            {"seq": 2, "edit": "AddLink", "arguments": json.dumps({"link": "x", "speed": 60, "class": 3.5})},
            {"seq": 3, "edit": "AddLine", "arguments": json.dumps(
                {"line": "l", "name": "n", "mode": "bus", "stops": [["s2", "soon"]]})},
        ]
    ).assign(project="p1", basis="synthetic", source="tiny")  # fmt: skip
    broken = Region("b", tiny.title, True, {**tiny.tables, "project_edits": rows})
    with pytest.raises(InputError) as caught:
        edits_from_table(broken, ["p1", "p2"])
    found = [(problem.row, problem.code) for problem in caught.value.problems]
    assert found == [
        (2, "unknown_edit"),
        (3, "bad_arguments"),
        (4, "unknown_argument"),
        *[(4, "missing_argument")] * 2,
        (4, "bad_argument"),
        (4, "missing_argument"),
        (5, "bad_argument"),
        (None, "unknown_project"),
    ]


def test_projects_come_in_the_order_asked_for(tiny):
    edit = tiny["project_edits"].iloc[[0]]
    rows = pd.concat([edit.assign(seq=5), edit.assign(seq=2, edit="CloseLink", arguments='{"link": "x01-02"}')])
    more = pd.concat([tiny["projects"], tiny["projects"].assign(project="p0", name="空项目")])
    region = tiny.with_tables({"project_edits": rows, "projects": more})
    scenarios = edits_from_table(region, ["p0", "p1"])
    assert [len(scenario) for scenario in scenarios.values()] == [0, 2]
    assert scenarios["p1"].edits == (CloseLink("x01-02"), NEW_ROAD)
    assert list(edits_from_table(region)) == ["p1"]
    joined = Scenario.join("both", [scenarios["p1"], Scenario("more", (CloseLink("x02-03"),))])
    assert len(joined) == 3
