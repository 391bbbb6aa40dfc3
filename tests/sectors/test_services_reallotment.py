"""Re-allotment: by hand on the tiny circle, against brute force, and what must hold in any plan."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import tiny_region
from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.region.synth import synthesise
from tongcheng.sectors.found import Found
from tongcheng.sectors.services.reallotment import (
    REALLOTMENT_INDICATORS,
    Effort,
    Options,
    Programme,
    measure_reallotment,
    reallot,
    solve,
)
from tongcheng.sectors.services.reallotment.conflicts import reachable
from tongcheng.sectors.services.reallotment.moves import pair
from tongcheng.sectors.services.reallotment.stock import whole
from tongcheng.travel.circle import CircleTravel

#: Hospitals by place: beds 100 in A1 and 300 in B1, needed 42, 168, 105 and 231 in A1, A2, B1 and B2 (7 per 1,000).
HAND = Options(
    kinds=("hospital",), judged={"hospital": "place"}, years=3, give=0.05, take=1.0, build=0.0, parcels={},
    moves_from={"bed": 1}, across_from=1,
)  # fmt: skip


def measured(region: Region, options: Options = HAND) -> Found:
    return measure_reallotment(region, CircleTravel(region), options=options)


def plan_of(found: Found) -> pd.DataFrame:
    table = found.tables["service_reallotment"]
    return table[table["level"] == "county"].set_index(["place", "year"])


# By hand -------------------------------------------------------------------------------------------------------------


def test_who_has_too_many_gives_within_the_pace_and_down_to_the_floor():
    table = plan_of(measured(tiny_region()))
    # 5 % of 100 and of 300 a year, and never below 90 %: 5, 10, 10 and 15, 30, 30; all of it stays in the own city.
    assert [table.loc[("A1", year), "capacity_after"] for year in (2021, 2022, 2023)] == [95, 90, 90]
    assert [table.loc[("A2", year), "capacity_after"] for year in (2021, 2022, 2023)] == [5, 10, 10]
    assert [table.loc[("B2", year), "capacity_after"] for year in (2021, 2022, 2023)] == [15, 30, 30]
    assert table["moved_in_across"].sum() == 0
    assert table.loc[("A2", 2023), "lack_after"] == 168 - 10
    assert table.loc[("B2", 2021), "share"] == pytest.approx(100 * 15 / 231)
    assert table.loc[("A1", 2021), "floor"] == 90


def test_moves_are_told_from_whom_to_whom():
    moves = measured(tiny_region()).tables["service_moves"]
    told = [tuple(row) for row in moves[["year", "origin", "destination", "amount", "across"]].to_numpy()]
    assert told == [(2021, "A1", "A2", 5.0, False), (2021, "B1", "B2", 15.0, False),
                    (2022, "A1", "A2", 5.0, False), (2022, "B1", "B2", 15.0, False)]  # fmt: skip


def test_what_is_authorised_is_used_before_anything_is_built_or_moved():
    region = tiny_region()
    rows = region["facilities"].copy()
    rows["capacity_authorised"] = rows["capacity"]
    more = rows[rows["facility"] == "hA"].assign(
        facility="hA2", county="A2", capacity=20.0, capacity_authorised=188.0
    )  # fmt: skip
    region = region.with_tables({"facilities": pd.concat([rows, more], ignore_index=True)})
    found = measured(region, replace(HAND, take=5.0 / 168, give=0.001, build=1.0, opens_from={"bed": 1}))
    table = plan_of(found)
    # A2 may take 5 a year in all (three per cent of its need of 168): the authorised beds come first.
    assert table.loc[("A2", 2021), "filled"] == 5
    assert table.loc["A2"]["built"].sum() == 0
    grown = found.tables["service_growth"]
    assert grown[grown["how"] == "filled"][["facility", "added"]].to_numpy().tolist() == [["hA2", 15.0]]
    # B2 has none, so that it is built, as a new facility: half of the usual size (100 beds) or more makes one.
    built = grown[grown["county"] == "B2"]
    assert built["how"].tolist() == ["built"]
    assert found.tables["service_reallotment_kinds"]["price_as_of"].isna().all()


def test_without_a_norm_everybody_has_an_even_share_and_nothing_is_built_or_crosses():
    region = tiny_region()
    kinds = region["service_kinds"].copy()
    kinds["norm"] = np.nan
    found = measured(region.with_tables({"service_kinds": kinds}), replace(HAND, build=1.0))
    table = found.tables["service_reallotment"]
    assert table.loc[table["level"] == "region", "need"].unique().tolist() == [400.0]
    assert table[["built", "moved_in_across"]].to_numpy().sum() == 0
    circle = table[table["level"] == "region"]
    assert (circle["capacity_after"] == 400).all()


def test_projects_on_the_list_count_before_anything_is_planned():
    found = measure_reallotment(
        open_region("demo"), CircleTravel(open_region("demo")),
        options=Options(kinds=("elder_care",), judged={"elder_care": "place"}),
    )  # fmt: skip
    table = plan_of(found)
    assert table.loc[("990405", 2025), "listed"] == 400  # P18, to be finished in 2025
    assert found.tables["service_listed"]["project"].tolist() == ["P18"]
    assert table.loc[("990405", 2025), "lack_after"] == 0


def test_services_of_a_whole_city_are_judged_by_what_residents_can_use():
    region = tiny_region()
    travel = CircleTravel(region)
    (plan,), _ = reallot(region, travel, Options(kinds=("hospital",)))
    stock = plan.stock
    assert stock.judged == "residents"
    for state in ("apart", "today", "together"):
        assert stock.have(state).sum() == pytest.approx(400.0)  # nothing is lost or made by sharing
    apart = stock.have("apart")
    assert apart[:2].sum() == pytest.approx(100.0)
    found = measure_reallotment(region, travel, options=Options(kinds=("hospital",)))
    spared = found.tables["service_lack_states"]
    assert (spared["spared"] == spared["lack_today"] - spared["lack_together"]).all()
    assert spared["lack_today"].to_numpy() == pytest.approx(np.maximum(stock.need - stock.have("today"), 0))


# A promise ------------------------------------------------------------------------------------------------------------


def test_a_line_that_nobody_can_meet_is_refused_with_whose_and_how_far():
    asked = replace(HAND, line=0.5, line_year=2023)
    with pytest.raises(InputError) as caught:
        measured(tiny_region(), asked)
    (problem,) = caught.value.problems
    assert problem.code == "line_nobody_meets"
    assert "甲北县" in problem.found or "乙北县" in problem.found
    # 40 beds are free; A2 and B2 need 168 and 231: with 17 and 23 both have 23 / 231 of their need or more.
    assert "最多使各县都达到 9.9%" in problem.remedy.zh
    (plan,), _ = reallot(tiny_region(), CircleTravel(tiny_region()), HAND)
    line = np.array([np.nan, np.nan, 1.0])
    assert reachable(replace(plan.programme, line=line)) == pytest.approx(23 / 231, rel=1e-3)


def test_a_line_that_can_be_met_is_met():
    found = measured(tiny_region(), replace(HAND, line=0.09, line_year=2023))
    table = plan_of(found)
    assert table.loc[("A2", 2023), "capacity_after"] >= 15.12
    assert table.loc[("B2", 2023), "capacity_after"] >= 20.79


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (Options(floor=1.2), "not_a_share"),
        (Options(years=0), "no_years"),
        (Options(line=0.8), "half_a_line"),
        (Options(bands=((0.5, 1.0),)), "bad_bands"),
        (Options(budget={"hospital": 1.0}), "budget_without_cost"),
        (Options(kinds=("hospitl",)), "unknown_kind"),
    ],
)
def test_options_that_cannot_be_are_refused_by_name(options: Options, code: str):
    with pytest.raises(InputError) as caught:
        measured(tiny_region(), options)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_an_unknown_age_group_is_named_by_row():
    region = tiny_region()
    kinds = region["service_kinds"].copy()
    kinds.loc[kinds["kind"] == "school", "norm_group"] = "15-17"
    with pytest.raises(InputError) as caught:
        measured(region.with_tables({"service_kinds": kinds}), Options(kinds=("school",)))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.found) == ("unknown_age_group", 3, "15-17")


# Brute force ----------------------------------------------------------------------------------------------------------


def programme(random: np.random.Generator, *, spread: np.ndarray) -> Programme:
    """Two counties of one city, two years; small whole numbers."""
    years = 2
    capacity = random.integers(2, 7, 2).astype(float)
    return Programme(
        counties=("a", "b"), years=(2021, 2022), city=np.zeros(2, np.intp), capacity=capacity,
        need=random.integers(1, 8, 2).astype(float), spread=spread, listed=np.zeros((2, years)),
        floor=np.maximum(capacity - 3, 0), hold=np.zeros(2), give_year=np.full(2, 2.0),
        give_by=np.array([[2.0, 3.0]] * 2), take_year=np.full(2, 2.0), take_by=np.array([[2.0, 3.0]] * 2),
        slack=random.integers(0, 2, 2).astype(float), build_year=1.0, build_by=np.array([0.0, 1.0]),
        total=np.full(years, np.inf), may_move=np.array([random.random() < 0.7, True]),
        may_cross=np.zeros(years, bool), may_build=np.array([False, True]), line=np.full(years, np.nan),
        last=float(random.choice([1.0, 2.0])), worth=float(random.choice([0.0, 0.5])), effort=Effort(1.0, 2.0, 4.0, 6.0),
    )  # fmt: skip


def brute(own: Programme) -> tuple[float, float]:
    """Try every path; give the least weighted lack (with the price of changes), and the least effort of those."""
    best = (np.inf, np.inf)
    moves = range(-2, 3)  # from a to b in each year; a county gives or takes, so that one number tells both
    for move in product(moves, moves):
        if min(move) < 0 < max(move) or (move[0] and not own.may_move[0]):
            continue
        for fill in product((0, 1), repeat=4):
            for build in product((0, 1), repeat=2):
                found = judge(own, np.array(move, float), np.array(fill, float).reshape(2, 2), np.array(build, float))
                best = min(best, found)
    return best


def judge(own: Programme, move: np.ndarray, fill: np.ndarray, build: np.ndarray) -> tuple[float, float]:
    nothing = (np.inf, np.inf)
    grown = fill.copy()
    grown[:, 1] += build  # only in the second year
    given, taken = (
        np.stack([np.maximum(move, 0), np.maximum(-move, 0)]),
        np.stack([np.maximum(-move, 0), np.maximum(move, 0)]),
    )
    into = taken + grown
    if (
        ((given.sum(axis=1) > 0) & (into.sum(axis=1) > 0)).any()
        or (fill.sum(axis=1) > own.slack).any()
        or build.sum() > 1
    ):
        return nothing
    if (np.cumsum(given, axis=1) > own.give_by).any() or (np.cumsum(into, axis=1) > own.take_by).any():
        return nothing
    if (given > own.give_year[:, None]).any() or (into > own.take_year[:, None]).any():
        return nothing
    capacity = own.capacity[:, None] + np.cumsum(into - given, axis=1)
    if (capacity < own.floor[:, None]).any():
        return nothing
    lack = np.maximum(own.need[:, None] - own.spread @ capacity, 0.0)
    years = np.array([1.0, own.last])
    total, below = own.worth * float((into * np.array([1.0 + own.last, own.last])).sum()), 0.0
    for end, weight in own.bands:
        width = (end - below) * own.need[:, None]
        total += weight * float((years * np.clip(lack - below * own.need[:, None], 0.0, width)).sum())
        below = end
    effort = own.effort.move * taken.sum() + own.effort.fill * fill.sum() + own.effort.build * build.sum()
    return round(total, 6), float(effort)


@pytest.mark.parametrize("seed", range(12))
def test_both_steps_are_as_good_as_trying_everything(seed: int):
    random = np.random.default_rng(seed)
    spread = np.eye(2) if seed % 2 else np.array([[0.7, 0.2], [0.3, 0.8]])
    own = programme(random, spread=spread)
    path = solve(own)
    total, effort = brute(own)
    assert path.first.proven
    assert path.first.objective == pytest.approx(total, abs=1e-5)
    assert path.second is not None
    assert path.second.objective == pytest.approx(effort, abs=1e-5)


# What must hold in any plan -------------------------------------------------------------------------------------------

SMALL = st.lists(st.integers(0, 40), min_size=4, max_size=4)


@settings(deadline=None, max_examples=25)
@given(SMALL, SMALL, st.integers(0, 3), st.sampled_from([1, 5]))
def test_moving_conserves_supply_and_keeps_floors_and_pace(capacity, need, give, parcel):
    have, want, years = np.array(capacity, float), np.array(need, float), 3
    by = np.outer(np.full(4, float(give)), np.arange(1, years + 1))
    ever = np.ones(years, dtype=bool)
    own = Programme(
        counties=("a", "b", "c", "d"), years=(1, 2, 3), city=np.array([0, 0, 1, 1]), capacity=have, need=want,
        spread=np.eye(4), listed=np.zeros((4, years)), floor=np.minimum(np.maximum(0.9 * have, want), have),
        hold=np.minimum(have, want), give_year=np.full(4, max(give, parcel), float), give_by=by,
        take_year=np.full(4, 99.0), take_by=np.full((4, years), 99.0), slack=np.zeros(4), build_year=0.0,
        build_by=np.zeros(years), total=np.full(years, np.inf), may_move=ever, may_cross=np.array([False, True, True]),
        may_build=~ever, line=np.full(years, np.nan), parcel=parcel,
    )  # fmt: skip
    path = solve(own)
    assert path.first.bound <= path.first.objective + 1e-9
    assert path.capacity.sum(axis=0) == pytest.approx(np.full(years, have.sum()))
    for city in (slice(0, 2), slice(2, 4)):
        assert path.capacity[city, 0].sum() == pytest.approx(have[city].sum())  # nothing crosses in the first year
    assert (path.capacity >= own.floor[:, None] - 1e-9).all()
    out, into = (sum(path.changes[name] for name in names) for names in (("out", "out_across"), ("in", "in_across")))
    assert (np.cumsum(out, axis=1) <= by).all()
    assert not ((out.sum(axis=1) > 0) & (into.sum(axis=1) > 0)).any()
    assert (out % parcel == 0).all()
    assert path.lack.sum(axis=0)[-1] <= np.maximum(want - have, 0).sum() + 1e-9


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=30))
def test_whole_units_add_up(values):
    found = whole(np.array(values))
    assert (found == np.round(found)).all()
    assert found.sum() == pytest.approx(round(sum(values)), abs=1)
    assert (np.abs(found - values) < 1 + 1e-6).all()


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 9), min_size=5, max_size=5), st.permutations(range(5)))
def test_pairs_add_up_to_what_is_given_and_taken(out, order):
    into = np.array(out, float)[list(order)]
    pairs = pair(np.array(out, float), into, np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0))))
    left, right = np.zeros(5), np.zeros(5)
    for start, end, amount in pairs:
        assert start != end
        left[start] += amount
        right[end] += amount
    own = np.minimum(out, into)
    assert left.tolist() == (np.array(out) - own).tolist()
    assert right.tolist() == (into - own).tolist()


def test_a_generated_circle_adds_up_over_levels_and_between_tables():
    region = synthesise(seed=4, nodes=1_000, zones=300).region
    found = measure_reallotment(region, CircleTravel(region), options=Options(years=4))
    table = found.tables["service_reallotment"]
    sums = [
        "capacity_today",
        "need",
        "moved_in",
        "moved_out",
        "filled",
        "built",
        "listed",
        "capacity_after",
        "lack_after",
    ]
    wide = table.groupby(["kind", "year", "level"])[sums].sum().unstack("level")
    for name in sums:
        np.testing.assert_allclose(wide[name]["county"], wide[name]["region"])
        np.testing.assert_allclose(wide[name]["city"], wide[name]["region"])
    circle = table[table["level"] == "region"]
    assert (circle["moved_in"] == circle["moved_out"]).all()
    county = table[table["level"] == "county"]
    assert (county["capacity_after"] >= county["floor"] - 1e-9).all()
    last = circle.groupby("kind").last()
    change = circle.groupby("kind")[["filled", "built", "listed"]].sum().sum(axis=1)
    np.testing.assert_allclose(last["capacity_after"], last["capacity_today"] + change)
    moves = found.tables["service_moves"].groupby("kind")["amount"].sum()
    moved = circle.groupby("kind")["moved_in"].sum()
    assert moves.to_dict() == moved[moved > 0].to_dict()
    grown = found.tables["service_growth"].groupby(["kind", "how"])["added"].sum()
    for how in ("filled", "built"):
        want = circle.groupby("kind")[how].sum()
        got = grown.xs(how, level="how") if how in grown.index.get_level_values("how") else pd.Series(dtype="float64")
        assert got.to_dict() == want[want > 0].to_dict()
    rows = found.results.frame
    wide = rows.pivot_table(index=["indicator", "group", "borders"], columns="level", values="value", aggfunc="sum")
    np.testing.assert_allclose(wide["county"], wide["region"])
    np.testing.assert_allclose(wide["city"], wide["region"])
    assert found.tables["service_reallotment_kinds"]["proven"].all()
    assert set(rows["basis"]) == {"synthetic"}


def test_modelled_ages_give_a_range():
    region = tiny_region()
    kinds = region["service_kinds"].copy()
    kinds.loc[kinds["kind"] == "school", ["norm_group", "norm"]] = ["6-11", 0.3]
    found = measured(region.with_tables({"service_kinds": kinds}), Options(kinds=("school",)))
    row = found.results.frame.query("indicator == 'service_need' and level == 'region'").iloc[0]
    # Two fifths of a fifth of 78,000 children, 0.3 places each, ten per cent either way.
    assert (row["low"], row["value"], row["high"]) == pytest.approx((1685, 1872, 2059), abs=1)


# What is locked stays locked -------------------------------------------------------------------------------------------


def test_nothing_is_planned_for_a_kind_without_capacities():
    region = tiny_region(fictional=False)
    rows = region["facilities"].copy()
    rows.loc[rows["facility"] == "hB", "capacity"] = np.nan
    found = measure_reallotment(region.with_tables({"facilities": rows}), CircleTravel(region))
    assert set(found.results.frame["group"]) == {"school"}
    assert any(item.indicator.label.zh.startswith("医院") for item in found.results.locked)


def test_without_roads_only_what_is_judged_by_place_is_planned():
    region = tiny_region(fictional=False)
    bare = region.with_tables({"road_links": region["road_links"].iloc[:0]})
    found = measure_reallotment(bare, CircleTravel(bare))
    assert set(found.results.frame["group"]) == {"school"}
    assert "service_lack_shared" not in set(found.results.frame["indicator"])
    asked = [need.table for item in found.results.locked for need, _ in item.missing]
    assert "road_links" in asked


def test_real_circles_without_data_have_no_plan():
    for name in ("chengdu", "nky"):
        region = open_region(name)
        found = measure_reallotment(region, CircleTravel(region))
        assert found.results.frame.empty
        assert found.results.locked


def test_indicators_speak_both_languages_and_the_input_stays():
    assert len({item.indicator for item in REALLOTMENT_INDICATORS}) == len(REALLOTMENT_INDICATORS)
    assert all(item.label.zh and item.label.en and item.definition.en for item in REALLOTMENT_INDICATORS)
    region = tiny_region()
    one, two = measured(region), measured(region)
    pd.testing.assert_frame_equal(one.results.frame, two.results.frame)
    for name, table in tiny_region().tables.items():
        pd.testing.assert_frame_equal(region[name], table)
