"""Measures of services on the tiny circle, by hand, and what must hold in any circle."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import tiny_region
from tongcheng.region import Region
from tongcheng.region.synth import synthesise
from tongcheng.sectors.found import Found
from tongcheng.sectors.services import SERVICE_INDICATORS, gaps, measure_services, service_gaps
from tongcheng.sectors.services.gates import supply_of
from tongcheng.sectors.services.kinds import kinds_of, standard_kinds
from tongcheng.sectors.services.radius import covered_share
from tongcheng.sectors.services.sharing import share
from tongcheng.sectors.services.states import catchment, ground_of
from tongcheng.travel.circle import CircleTravel

PAPERS = {"basis": "synthetic", "source": "tiny"}


def measured(region: Region) -> Found:
    return measure_services(region, CircleTravel(region))


def value(
    found: Found, indicator: str, place: str, group: str, borders: str = "", threshold: float = np.nan
) -> float:
    rows = found.results.frame
    rows = rows[(rows["indicator"] == indicator) & (rows["place"] == place) & (rows["group"] == group)]
    rows = rows[rows["borders"] == borders]
    if not np.isnan(threshold):
        rows = rows[rows["threshold"] == threshold]
    assert len(rows) == 1, (indicator, place, group, borders, threshold, len(rows))
    return float(rows["value"].iloc[0])


@pytest.fixture(scope="module")
def tiny_found() -> Found:
    return measured(tiny_region())


def test_supply_by_hand(tiny_found):
    # 100 beds stand in A1 (6,000 residents), 300 in B1 (15,000); the norm is 7 per 1,000.
    assert value(tiny_found, "service_per_1000", "A1", "hospital") == pytest.approx(100 / 6)
    assert value(tiny_found, "service_per_1000", "A2", "hospital") == 0.0
    assert value(tiny_found, "service_per_1000", "A", "hospital") == pytest.approx(100 / 30)
    assert value(tiny_found, "service_norm_share", "B", "hospital") == pytest.approx(100 * 300 / 48 / 7)
    # Places are per child of 0-14: a fifth of the residents.
    assert value(tiny_found, "service_per_1000", "A2", "school") == pytest.approx(1000 * 500 / (0.2 * 24_000))
    assert value(tiny_found, "service_capacity", "tiny", "school") == 1400


def test_minutes_and_coverage_by_hand(tiny_found):
    # City A to hA in z02: z01 10, z02 0, z03 10, z07 22, z08 12, z09 22 minutes; weights are thousands of residents.
    minutes = {1: 10, 2: 0, 3: 10, 7: 22, 8: 12, 9: 22}
    own = sum(zone * t for zone, t in minutes.items()) / 30
    assert value(tiny_found, "service_nearest_min", "A", "hospital", "apart") == pytest.approx(own, abs=0.05)
    # Nobody of A gets a nearer bed by crossing: the border stands between z03 and z04, hB lies in z05.
    assert value(tiny_found, "service_nearest_min", "A", "hospital", "together") == pytest.approx(own, abs=0.05)
    near = 100 * (1 + 2 + 3) / 30
    assert value(tiny_found, "service_minutes_share", "A", "hospital", "today", 10.0) == pytest.approx(near)


def test_a_school_of_the_other_city_counts_in_part_today(tiny_found):
    # sA stands in z08 and sB in z11; z10 (B2) reaches sB in 10 min. z03 (A1) reaches sA in 10 + 12 min.
    region = tiny_region()
    region.tables["facilities"] = region["facilities"].query("facility != 'sA'").reset_index(drop=True)
    found = measured(region)
    # Of A, z03 reaches sB in 10 + 10 + 12 = 32, z02 in 42, z09 and z01 in 44 and 52, z08 in 54, z07 in 64 minutes.
    # sB is open to A, so that today is together but for 5 minutes at the border: z08 takes 59 then, and is in.
    assert value(found, "service_minutes_share", "A", "school", "apart", 60.0) == 0.0
    inside = 100 * (30 - 7) / 30
    assert value(found, "service_minutes_share", "A", "school", "together", 60.0) == pytest.approx(inside)
    assert value(found, "service_minutes_share", "A", "school", "today", 60.0) == pytest.approx(inside)
    # Hospitals are half open: within 45 min z03 reaches hB in 20 (25 with the border) and counts half today.
    region.tables["facilities"] = region["facilities"].query("facility != 'hA'").reset_index(drop=True)
    found = measured(region)
    whole = value(found, "service_minutes_share", "A1", "hospital", "together", 45.0)
    assert value(found, "service_minutes_share", "A1", "hospital", "today", 45.0) == pytest.approx(whole / 2)


def test_supply_is_conserved_and_nothing_uncongested_falls(tiny_found):
    rows = tiny_found.results.frame
    for kind, capacity in (("hospital", 400.0), ("school", 1400.0)):
        for state in ("apart", "today", "together"):
            for level in ("county", "city", "region"):
                part = rows[(rows["indicator"] == "service_available") & (rows["group"] == kind)]
                part = part[(part["borders"] == state) & (part["level"] == level)]
                assert part["value"].sum() == pytest.approx(capacity)
    for name, sign in (("service_nearest_min", -1), ("service_minutes_share", 1), ("service_reached", 1)):
        part = rows[rows["indicator"] == name]
        wide = part.pivot_table(index=["level", "place", "group", "threshold"], columns="borders", values="value",
                                dropna=False).dropna(how="all")  # fmt: skip
        for less, more in pairwise(("apart", "today", "together")):
            assert (sign * (wide[more] - wide[less]) >= -1e-9).all()


def test_flows_lead_to_the_whole_and_losers_have_less(tiny_found):
    flows = tiny_found.tables["service_flows"]
    city = flows[(flows["level"] == "city") & (flows["kind"] == "hospital")]
    for _, part in city.groupby("borders"):
        assert part.groupby("destination")["capacity"].sum().to_dict() == pytest.approx({"A": 100.0, "B": 300.0})
    assert (city[city["borders"] == "apart"]["origin"] == city[city["borders"] == "apart"]["destination"]).all()
    crossing = city[(city["borders"] == "together") & (city["origin"] != city["destination"])]
    used = value(tiny_found, "service_used_by_others", "tiny", "hospital", "together")
    assert crossing["capacity"].sum() == pytest.approx(used)
    assert used == pytest.approx(value(tiny_found, "service_used_elsewhere", "tiny", "hospital", "together"))
    lost = tiny_found.tables["service_losers"].query("kind == 'hospital'")
    assert len(lost)
    assert (lost["loss_pct"] > 0).all()
    total = value(tiny_found, "service_losers", "tiny", "hospital", "together")
    assert lost["residents_losing"].sum() == pytest.approx(total)


def test_theil_parts_add_up(tiny_found):
    for state in ("apart", "today", "together"):
        parts = [value(tiny_found, f"service_theil_{name}", "tiny", "hospital", state)
                 for name in ("between_cities", "between_counties", "within")]  # fmt: skip
        assert sum(parts) == pytest.approx(value(tiny_found, "service_theil", "tiny", "hospital", state))


def test_a_disc_inside_a_square_and_beyond_the_line():
    squares = np.array([shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)], dtype=object)
    on_the_line = (np.array([1000.0]), np.array([500.0]))
    half = np.pi * 300**2 / 2 / 1e6
    assert covered_share(squares, on_the_line, 300.0) == pytest.approx([half, half], rel=0.005)
    city = pd.Series(["A", "B"])
    assert covered_share(squares, on_the_line, 300.0, city, pd.Series(["A"])) == pytest.approx([half, 0.0], rel=0.005)


def test_radius_tells_its_range(tiny_found):
    rows = tiny_found.results.frame.query("indicator == 'service_radius_share' and place == 'tiny'")
    row = rows[rows["borders"] == "together"].iloc[0]
    # Two discs of 500 m in zones of 10.6 by 9.6 km: little by area, and anything up to z08 and z11 as a whole.
    assert row["low"] == 0.0
    assert row["value"] == pytest.approx(100 * np.pi * 0.25 * (8 + 11) / (9.64 * 11.1) / 78, rel=0.01)
    assert row["high"] == pytest.approx(100 * (8 + 11) / 78)


def test_the_catchment_of_a_small_circle_shrinks():
    region = tiny_region()
    kind = next(one for one in kinds_of(region) if one.kind == "hospital")
    travel = CircleTravel(region)
    ground = ground_of(region, travel, supply_of(region, kind, SERVICE_INDICATORS[0]), [], {})
    # Within 60 minutes everybody reaches both hospitals, within 45 nine tenths do.
    assert ground.catchment_min == 30.0
    assert catchment(ground.minutes, ground.demand, 20.0) == 20.0


# What must hold in any circle ---------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.integers(0, 400), min_size=2, max_size=2).filter(any),
    st.floats(0, 1),
    st.floats(0, 30),
)
def test_sharing_never_makes_or_loses_capacity(capacity, openness, penalty):
    region = tiny_region()
    tables = {"borders": region["borders"].assign(openness=openness, penalty_min=penalty)}
    rows = region["facilities"].copy()
    rows.loc[rows["kind"] == "hospital", "capacity"] = [float(one) for one in capacity]
    region = region.with_tables({**tables, "facilities": rows})
    kind = next(one for one in kinds_of(region) if one.kind == "hospital")
    ground = ground_of(region, CircleTravel(region), supply_of(region, kind, SERVICE_INDICATORS[0]), [], {})
    for state in share(ground).values():
        assert state.values["available"][0].sum() == pytest.approx(state.found.supply[state.found.used].sum())
        assert state.values["spatial"][0].sum() <= sum(capacity) + 1e-6


def test_modelled_age_groups_and_openness_give_ranges():
    region = tiny_region()
    kinds = region["service_kinds"].copy()
    kinds.loc[kinds["kind"] == "school", "norm_group"] = "6-11"
    borders = region["borders"].assign(openness_low=0.1, openness_high=0.9)
    found = measured(region.with_tables({"service_kinds": kinds, "borders": borders}))
    rows = found.results.frame
    per = rows.query("indicator == 'service_per_1000' and group == 'school' and place == 'A'").iloc[0]
    assert per["value"] == pytest.approx(1000 * 500 / (0.4 * 0.2 * 30_000))
    assert (per["low"], per["high"]) == pytest.approx((per["value"] / 1.1, per["value"] / 0.9))
    near = rows.query(
        "indicator == 'service_reached' and group == 'hospital' and place == 'A' and borders == 'today'"
    )
    assert near["low"].iloc[0] < near["value"].iloc[0] < near["high"].iloc[0]


# What is locked stays locked ----------------------------------------------------------------------------------------


def test_a_kind_without_beds_is_counted_and_reached_but_not_shared():
    region = tiny_region(fictional=False)
    rows = region["facilities"].copy()
    rows.loc[rows["facility"] == "hB", "capacity"] = np.nan
    found = measured(region.with_tables({"facilities": rows}))
    made = set(found.results.frame.query("group == 'hospital'")["indicator"])
    assert made == {"service_facilities", "service_nearest_min", "service_minutes_share"}
    assert "service_capacity" in set(found.results.frame.query("group == 'school'")["indicator"])
    assert any(item.indicator.label.zh.startswith("医院") for item in found.results.locked)


def test_a_large_city_without_a_row_is_unlisted_and_not_empty():
    region = tiny_region(fictional=False)
    residents = region["residents"].assign(value=lambda rows: rows["value"] * 5)
    rows = region["facilities"].query("facility != 'hB'").reset_index(drop=True)
    found = measured(region.with_tables({"facilities": rows, "residents": residents}))
    hospital = found.results.frame.query("group == 'hospital'")
    assert set(hospital["place"]) <= {"A", "A1", "A2"}
    assert set(hospital["indicator"]) == {"service_facilities", "service_capacity", "service_per_1000",
                                          "service_norm_share"}  # fmt: skip
    asked = [need.where for item in found.results.locked for need, _ in item.missing]
    assert (("kind", "hospital"), ("city", "B")) in asked


def test_synthetic_rows_open_nothing_in_a_real_circle():
    region = tiny_region(fictional=False)
    region.tables["facilities"] = region["facilities"].assign(basis="synthetic")
    assert measured(region).results.frame.empty


def test_a_norm_that_is_to_be_checked_judges_nobody_in_a_real_circle():
    kinds = tiny_region()["service_kinds"].assign(norm_source="某规划（待核）")
    for fictional in (True, False):
        region = tiny_region(fictional=fictional)
        basis = "synthetic" if fictional else "observed"
        found = measured(region.with_tables({"service_kinds": kinds.assign(basis=basis)})).results.frame
        assert bool((found["indicator"] == "service_norm_share").any()) is fictional
        assert bool((found["indicator"] == "service_radius_share").any()) is fictional
    assert {kind.kind for kind in standard_kinds() if kind.norm is not None} == {
        "clinic", "kindergarten", "primary_school", "middle_school", "elder_care"}  # fmt: skip
    assert all(kind.radius_m is None for kind in standard_kinds())


def test_no_input_is_changed_and_the_same_input_gives_the_same_figures(tiny_found):
    region = tiny_region()
    again = measured(region)
    for name, table in tiny_region().tables.items():
        pd.testing.assert_frame_equal(region[name], table)
    pd.testing.assert_frame_equal(again.results.frame, tiny_found.results.frame)


# Gaps ----------------------------------------------------------------------------------------------------------------


def test_gaps_are_below_the_norm_and_worth_what_is_missing(tiny_found):
    rows = service_gaps(tiny_region(), tiny_found.results)
    norm = rows.query("indicator == 'service_per_1000' and group == 'hospital'").set_index("place")
    assert set(norm.index) == {"A2", "B2"}  # A1 and B1 have more than 7 beds per 1,000
    assert norm.loc["B2", "worth"] == pytest.approx(7 * 33)  # beds
    assert norm.loc["B2", "shortfall"] == pytest.approx(7.0)
    gain = rows.query("indicator == 'service_access'")
    assert (gain["borders"] == "together-today").all()
    assert (gain["reference"] > 1.05 * gain["today"]).all()
    assert rows["gap_key"].is_unique
    assert set(rows["figure_today"]) <= set(tiny_found.results.frame["figure_id"])
    assert len(gaps(tiny_region(), tiny_found.results)) == len(rows)


def test_coverage_is_compared_with_everybody_only_where_minutes_are_stated(tiny_found):
    region = tiny_region()  # hospital: 60 minutes stated; school: none
    rows = service_gaps(region, tiny_found.results).query("indicator == 'service_minutes_share'")
    assert (rows.loc[rows["group"] == "hospital", "reference"] == 100.0).all()
    school = rows[rows["group"] == "school"]
    line = value(tiny_found, "service_minutes_share", "tiny", "school", "today", 10.0)
    assert school["reference"].unique() == pytest.approx([line])


# A whole circle -------------------------------------------------------------------------------------------------------


def test_a_generated_circle_opens_everything_and_sums_add_up():
    region = synthesise(seed=4, nodes=1_000, zones=300).region
    found = measured(region)
    rows = found.results.frame
    sums = {item.indicator for item in SERVICE_INDICATORS if item.aggregate == "sum"}
    part = rows[rows["indicator"].isin(sums) & rows["level"].isin(["county", "city", "region"])]
    wide = part.pivot_table(index=["indicator", "group", "borders", "threshold"], columns="level", values="value",
                            aggfunc="sum", dropna=False).dropna(how="all")  # fmt: skip
    assert len(wide) > 100
    np.testing.assert_allclose(wide["county"], wide["region"], rtol=1e-9)
    np.testing.assert_allclose(wide["city"], wide["region"], rtol=1e-9)
    assert set(rows["basis"]) == {"synthetic"}
    made = set(rows["indicator"])
    locked = {item.indicator.indicator for item in found.results.locked}
    assert not made & locked
