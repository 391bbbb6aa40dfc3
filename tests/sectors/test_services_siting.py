"""Siting of services on the tiny circle: by hand, against brute force, and what open borders may never do."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from tests.tiny import middle, tiny_region
from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.region.synth import synthesise
from tongcheng.sectors.services.siting import (
    SITING_INDICATORS,
    SitedKind,
    compare_borders,
    measure_siting,
    site_kind,
    thinned,
)
from tongcheng.travel.circle import CircleTravel


@cache
def tiny() -> tuple[Region, CircleTravel]:
    region = tiny_region()
    return region, CircleTravel(region)


def asked(kind: str = "hospital", **more: object) -> SitedKind:
    region, travel = tiny()
    return site_kind(region, travel, kind, **more)  # type: ignore[arg-type]


def minutes(borders: str) -> np.ndarray:
    """Give minutes from zones to all zones; NaN across a closed border."""
    region, travel = tiny()
    table = travel.zones.matrix().astype(float)
    city = region["zones"]["city"].to_numpy()
    return table if borders == "together" else np.where(city[:, None] == city, table, np.nan)


#: Zones in which the hospitals stand.
STANDS = (1, 4)
PEOPLE = 1000.0 * np.arange(1, 13)


# By hand and against brute force -------------------------------------------------------------------------------------


def test_one_more_site_in_the_north_of_each_city_covers_everybody_within_ten_minutes():
    # z02 and z05 cover the southern row; in the north only the middle of three zones reaches both others in 10 minutes.
    found = asked(minutes=10.0, borders="together")
    assert found.new_sites["site"].tolist() == ["z11", "z08"]
    assert found.new_sites["order"].tolist() == [1, 2]
    assert found.new_sites["newly"].tolist() == [33_000.0, 24_000.0]  # z10 to z12; z07 to z09
    assert found.fewest == 2
    assert found.counties.set_index("county").loc["B2", ["within_before", "within", "max_min"]].tolist() == [
        0,
        33_000,
        10,
    ]


@pytest.mark.parametrize("borders", ["apart", "together"])
@pytest.mark.parametrize("reach", [5.0, 10.0, 13.0, 20.0, 22.0, 34.0])
@pytest.mark.parametrize("keep", [True, False])
def test_no_choice_covers_everybody_with_fewer(borders: str, reach: float, keep: bool):
    found = asked(minutes=reach, borders=borders, keep=keep)
    near = minutes(borders) <= reach + 1e-6
    stands = list(STANDS) if keep else []
    fewest = next(
        count
        for count in range(13)
        if any(near[:, [*stands, *chosen]].any(axis=1).all() for chosen in combinations(range(12), count))
    )
    assert len(found.new_sites) == fewest
    assert found.answer.proven
    assert (found.zones["minutes"] <= reach + 1e-6).all()


def best_median(borders: str, count: int) -> float:
    table = np.where(np.isnan(minutes(borders)), np.inf, minutes(borders))
    sums = (float(PEOPLE @ table[:, [*STANDS, *chosen]].min(axis=1)) for chosen in combinations(range(12), count))
    return min(sums)


@pytest.mark.parametrize("borders", ["apart", "together"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_medians_centres_and_covers_are_as_good_as_trying_everything(borders: str, count: int):
    table = np.where(np.isnan(minutes(borders)), np.inf, minutes(borders))
    median = asked(model="p_median", new=count, borders=borders)
    assert median.answer.objective == pytest.approx(best_median(borders, count), rel=1e-5)
    assert median.answer.bound <= median.answer.objective + 1e-6
    centre = asked(model="p_centre", new=count, borders=borders)
    least = min(table[:, [*STANDS, *chosen]].min(axis=1).max() for chosen in combinations(range(12), count))
    assert centre.answer.objective == pytest.approx(least, rel=1e-5)
    cover = asked(model="mclp", new=count, minutes=10.0, borders=borders)
    most = max(
        PEOPLE[(table[:, [*STANDS, *chosen]] <= 10.0001).any(axis=1)].sum()
        for chosen in combinations(range(12), count)
    )
    assert cover.answer.objective == pytest.approx(most)
    assert cover.answer.bound >= cover.answer.objective - 1e-6


def test_capacities_send_people_farther():
    """A site for 40,000 and one for 38,000 hold everybody only if some of the north go where there is room."""
    region, travel = tiny()
    bare = region.with_tables({"service_kinds": region["service_kinds"].assign(norm=np.nan)})
    sites = pd.DataFrame(
        [{"site": f"s{zone}", "lon": middle(zone)[0], "lat": middle(zone)[1], "capacity": size}
         for zone, size in ((8, 40_000.0), (11, 38_000.0))]
    )  # fmt: skip
    wide = site_kind(bare, travel, "hospital", model="p_median", new=2, sites=sites, keep=False)
    tight = site_kind(bare, travel, "hospital", model="capacitated_p_median", new=2, sites=sites, keep=False)
    assert tight.answer.objective >= wide.answer.objective
    assert tight.answer.shares is not None
    used = PEOPLE @ tight.answer.shares.toarray()
    assert (used <= np.array([40_000.0, 38_000.0]) + 1e-6).all()
    assert used.sum() == pytest.approx(78_000)
    # z04 is nearer to s11 (10 + 12 + 0 = 22) than to s8 (32); 48,000 people of B are nearest to s11, so that 10,000 move.
    assert wide.new_sites.set_index("site").loc["s11", "served"] == 48_000


# Borders -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["hospital", "school"])
@pytest.mark.parametrize("reach", [5.0, 10.0, 15.0, 20.0, 25.0, 34.0])
def test_opening_a_border_never_needs_more_sites(kind: str, reach: float):
    alone, now, together = (asked(kind, minutes=reach, borders=state) for state in ("apart", "today", "together"))
    assert len(alone.new_sites) >= len(now.new_sites) >= len(together.new_sites)
    assert compare_borders(alone, together) >= 0


def test_an_open_border_makes_a_site_unnecessary():
    # Without the hospital of B and within 20 minutes: alone B needs z05 and z11 or the like, together z03 serves z04.
    region, travel = tiny()
    rows = region["facilities"].query("facility != 'hB'").reset_index(drop=True)
    region = region.with_tables({"facilities": rows})
    travel = CircleTravel(region)
    alone, together = (
        site_kind(region, travel, "hospital", minutes=34.0, borders=state) for state in ("apart", "together")
    )
    # z02 reaches z05 in 30 and z04 in 20; z10 and z11, 32 and 42; z06 and z12 40 and 52: one site serves what is left
    # either way, and none is saved; within 54 minutes nothing is needed as one city, and still one alone.
    assert (len(alone.new_sites), len(together.new_sites)) == (1, 1)
    alone, together = (
        site_kind(region, travel, "hospital", minutes=52.0, borders=state) for state in ("apart", "together")
    )
    assert (len(alone.new_sites), len(together.new_sites)) == (1, 0)
    assert compare_borders(alone, together) == 1


def test_today_a_border_is_open_from_a_share_and_crossing_takes_its_minutes():
    region, _ = tiny()
    rows = region["facilities"].query("facility != 'hB'").reset_index(drop=True)
    region = region.with_tables({"facilities": rows})
    travel = CircleTravel(region)
    open_now, closed = (
        site_kind(region, travel, "hospital", minutes=52.0, borders="today", open_from=share) for share in (0.5, 0.6)
    )
    assert len(closed.new_sites) == 1  # openness 0.5 is not 0.6
    assert len(open_now.new_sites) == 1  # it is open, but z12 takes 52 + 5 minutes
    more = site_kind(region, travel, "hospital", minutes=57.0, borders="today", open_from=0.5)
    assert len(more.new_sites) == 0


# Who cannot be reached ------------------------------------------------------------------------------------------------


def one_site(zone: int) -> pd.DataFrame:
    lon, lat = middle(zone)
    return pd.DataFrame([{"site": "only", "lon": lon, "lat": lat}])


def test_those_who_cannot_be_reached_are_named_with_county_minutes_and_remedy():
    with pytest.raises(InputError) as caught:
        asked(minutes=15.0, borders="apart", keep=False, sites=one_site(4))
    problems = {problem.expected.zh.split("的网格")[0]: problem for problem in caught.value.problems}
    assert problems["甲南县"].code == "unreachable_border"  # z03 is 10 minutes from z04, across the border
    told = next(p for p in caught.value.problems if p.code == "unreachable_border")
    assert "z03" in told.found
    assert "3,000 人" in told.found
    assert "开放与乙市的交界" in told.remedy.zh
    far = next(p for p in caught.value.problems if p.expected.zh.startswith("乙北县"))
    # Of B2, z10 is 12 minutes away; z11 and z12 take 22 and 32.
    assert far.code == "unreachable_far"
    assert "z11、z12" in far.found
    assert "放宽到 32 分钟" in far.remedy.zh


def test_they_can_be_left_out_and_are_listed():
    found = asked(minutes=15.0, borders="apart", keep=False, sites=one_site(4), leave_out=True)
    assert found.new_sites["site"].tolist() == ["only"]
    out = found.left_out.set_index("zone")
    assert out.loc["z03", "reason"] == "border"
    assert out.loc["z12", "nearest_min"] == pytest.approx(32, abs=0.1)
    assert out["people"].sum() == 78_000 - 4_000 - 5_000 - 10_000


def test_too_few_sites_are_told_how_many_would_do():
    with pytest.raises(InputError) as caught:
        asked(model="p_median", new=1, keep=False, borders="apart")
    (problem,) = caught.value.problems
    assert problem.code == "too_few_sites"
    assert "2" in problem.remedy.en


# Bad input -------------------------------------------------------------------------------------------------------------


def codes(**more: object) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        asked(**more)  # type: ignore[arg-type]
    return [(problem.code, problem.row) for problem in caught.value.problems]


def test_bad_arguments_and_rows_are_refused_with_their_row():
    assert codes(kind="hospitl") == [("unknown_kind", None)]
    assert codes(model="median") == [("unknown_model", None), ("no_number", None)]
    assert codes(model="mclp") == [("no_number", None)]
    assert codes(minutes=-1.0) == [("bad_minutes", None)]
    assert codes(forbidden=["z99"]) == [("unknown_site", None)]
    demand = pd.DataFrame({"zone": ["z01", "z1", "z03"], "value": [1.0, 2.0, -3.0]})
    assert codes(demand=demand) == [("unknown_zone", 3), ("bad_demand", 4)]
    twice = pd.concat([one_site(4), one_site(5)], ignore_index=True)
    assert codes(sites=twice) == [("site_twice", 3)]
    assert codes(sites=one_site(4).assign(lat=1e3)) == [("bad_point", 2)]
    assert codes(sites=one_site(4).drop(columns="lat")) == [("missing_column", None)]
    nothing = one_site(4).assign(capacity=0.0)
    assert codes(model="capacitated_p_median", new=1, sites=nothing) == [("no_capacity", 2)]
    assert codes(demand=demand.iloc[:1].assign(value=0.0)) == [("nobody_to_serve", None)]


def test_facilities_without_capacity_and_unknown_ages_are_named_by_row():
    region, travel = tiny()
    rows = region["facilities"].assign(capacity=lambda frame: frame["capacity"].where(frame["facility"] != "hB", 0.0))
    with pytest.raises(InputError) as caught:
        site_kind(region.with_tables({"facilities": rows}), travel, "hospital", model="capacitated_p_median", new=1)
    assert [(one.code, one.file, one.row) for one in caught.value.problems] == [("no_capacity", "facilities.csv", 3)]
    kinds = region["service_kinds"].assign(norm_group="15-17")
    with pytest.raises(InputError) as caught:
        site_kind(region.with_tables({"service_kinds": kinds}), travel, "school")
    assert [(one.code, one.row) for one in caught.value.problems] == [("unknown_age_group", 3)]


def test_own_demand_is_served_in_place_of_residents():
    found = asked(model="mclp", new=1, minutes=5.0, demand=pd.DataFrame({"zone": ["z07", "z12"], "value": [3, 2]}))
    assert found.new_sites["site"].tolist() == ["z07"]
    assert found.answer.objective == 3.0


def test_a_circle_without_roads_says_what_it_lacks():
    region = tiny_region(fictional=False)
    bare = region.with_tables({"road_links": region["road_links"].iloc[:0]})
    with pytest.raises(InputError) as caught:
        site_kind(bare, CircleTravel(bare), "hospital")
    assert [problem.code for problem in caught.value.problems] == ["locked_missing"]


# A whole circle ---------------------------------------------------------------------------------------------------------


def test_figures_of_a_generated_circle_add_up_and_agree_with_the_tables():
    region = synthesise(seed=4, nodes=1_000, zones=300).region
    found = measure_siting(region, CircleTravel(region))
    rows, table = found.results.frame, found.tables["service_siting"]
    wide = rows.pivot_table(index=["indicator", "group", "borders"], columns="level", values="value", aggfunc="sum")
    np.testing.assert_allclose(wide["county"], wide["region"])
    np.testing.assert_allclose(wide["city"], wide["region"])
    cover = table[table["model"] == "lscp"].pivot_table(index="kind", columns="borders", values="new")
    assert (cover["apart"] >= cover["today"]).all()
    assert (cover["today"] >= cover["together"]).all()
    assert table["proven"].all()
    needed = rows[(rows["indicator"] == "service_sites_needed") & (rows["level"] == "region")]
    assert needed["value"].sum() == table.loc[table["model"] == "lscp", "new"].sum()
    first = table[table["model"] == "mclp"].set_index("kind")
    served = rows[(rows["indicator"] == "service_first_sites_served") & (rows["level"] == "region")].set_index(
        "group"
    )
    np.testing.assert_allclose(served["value"].sort_index(), first["newly"].sort_index())
    sites = found.tables["service_sites"]
    assert not sites["existing"].any()
    assert (sites.groupby(["kind", "model", "borders"])["order"].min() == 1).all()
    assert sites.crs == "EPSG:4326"


def test_a_large_circle_has_candidates_where_people_live():
    region = open_region("demo")
    assert len(thinned(region)) == 1_500
    few = thinned(region, every=100, most=200)
    assert 100 < len(few) <= 200
    assert thinned(region, every=100, most=200).tolist() == few.tolist()


def test_a_real_circle_sites_what_its_data_open_and_nothing_else():
    region = open_region("nky")
    found = measure_siting(region, CircleTravel(region))
    table = found.tables["service_siting"].set_index(["model", "borders"])
    assert table.loc[("lscp", "apart"), "new"] > table.loc[("lscp", "today"), "new"]
    assert set(found.results.frame["basis"]) == {"modelled"}
    assert measure_siting(open_region("chengdu"), CircleTravel(open_region("chengdu"))).results.frame.empty


def test_indicators_speak_both_languages_and_the_input_stays():
    assert all(item.label.zh and item.label.en and item.definition.en for item in SITING_INDICATORS)
    for name, table in tiny_region().tables.items():
        pd.testing.assert_frame_equal(tiny()[0][name], table)
