"""Costs, benefits and double counts: one project by hand, what must add up, the real circle, and bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan.appraised import SAVED, circle, effect, effects, figure, saved, with_projects
from tests.tiny import tiny_region
from tongcheng.errors import InputError
from tongcheng.plan.appraisal import Appraisal, appraise
from tongcheng.plan.assumptions import assumptions_table, read_assumptions
from tongcheng.region import open_region
from tongcheng.results import empty_results

COST = figure("investment", 2.0)
LENGTHS = (figure("length", 10.0, "km"), figure("length_in_A", 4.0, "km"), figure("length_in_B", 6.0, "km"))
#: Half of 65,237 yuan over 2,000 hours, on 250 days a year.
YUAN_A_YEAR = 65_237 * 0.5 / 2000 / 60 * 250


def row(made: Appraisal, project: str = "p1") -> pd.Series:
    return made.projects.set_index("project").loc[project]


def by_hand() -> tuple[float, float]:
    """Two years of building at 1 亿元 (365 days each), twenty years of use; residual a quarter; 8 %; base 2022."""
    cost = 1.0 + 1.0 / 1.08
    benefit = 0.0
    for year in range(2024, 2044):
        cost += 2.0 * 0.015 / 1.08 ** (year - 2022)
        benefit += 6000 * YUAN_A_YEAR / 1e8 / 1.08 ** (year - 2022)
    return cost - 2.0 * 0.25 / 1.08 ** (2043 - 2022), benefit


def test_one_project_by_hand() -> None:
    one = row(appraise(circle(COST, *LENGTHS), effects(*saved())))
    cost, benefit = by_hand()
    assert one["cost_pv"] == pytest.approx(cost)
    assert one["benefit_pv"] == pytest.approx(benefit)
    assert one["npv"] == pytest.approx(benefit - cost)
    assert one["bcr"] == pytest.approx(benefit / cost)
    assert one["npv_low"] < one["npv"] < one["npv_high"]
    assert one["bcr_low"] < one["bcr"] < one["bcr_high"]
    assert one["annual_cost"] == pytest.approx(2.0 * 0.08 / (1 - 1.08**-20) + 0.03)
    assert (one["opening"], one["cost_per_km"], one["why_no_money_zh"], one["asset"]) == (2024, 0.2, "", "road")


def test_published_operation_is_used_instead_of_a_share() -> None:
    region = circle(COST, figure("operating_cost", 0.1, "亿元/年"))
    one = row(appraise(region, effects(*saved())))
    assert one["annual_cost"] == pytest.approx(2.0 * 0.08 / (1 - 1.08**-20) + 0.1)


def test_new_trips_gain_half_and_come_on_top() -> None:
    without = row(appraise(circle(COST), effects(*saved())))["benefit_pv"]
    with_new = row(appraise(circle(COST), effects(*saved(), *saved(times=0.5, indicator="time_saved_new_trips"))))
    assert with_new["benefit_pv"] == pytest.approx(1.5 * without)


def test_people_newly_within_and_their_cost() -> None:
    rows = [
        effect("newly_within", place, value, group=group, threshold=60.0)
        for group, values in {"airport": (300, 100, 200), "hospital": (500, 500, 0)}.items()
        for place, value in zip(("tiny", "A", "B"), values, strict=True)
    ]
    made = appraise(circle(COST), effects(*rows))
    one = row(made)
    assert (one["newly_within"], one["newly_group"]) == (500, "hospital")  # kinds overlap: never added up
    assert one["cost_per_person"] == pytest.approx(one["annual_cost"] * 1e8 / 500)
    assert made.reach.loc[made.reach["place"] == "B", "persons"].tolist() == [200]
    assert set(made.unpriced["indicator"]) == {"newly_within"}


def test_the_parts_add_up_to_the_project() -> None:
    region = circle(COST, *LENGTHS, figure("private_investment", 0.5), cities="A;B")
    made = appraise(region, effects(*saved()))
    one, cities = row(made), made.cities
    for whole, part in (("cost", "cost"), ("cost_pv", "cost_pv"), ("benefit_pv", "benefit"), ("npv", "net")):
        assert cities[part].sum() == pytest.approx(one[whole])
    assert cities.set_index("city")["cost"].to_dict() == pytest.approx({"A": 0.8, "B": 1.2})
    assert (cities.set_index("city")["benefit"] / one["benefit_pv"]).to_dict() == pytest.approx(
        {"A": 0.75, "B": 0.25}
    )
    assert made.costs["value"].sum() == pytest.approx(2.0)
    assert made.costs.groupby("money_source")["value"].sum().to_dict() == pytest.approx(
        {"private": 0.5, "public": 1.5}
    )
    assert made.costs.groupby("year")["value"].sum().to_dict() == pytest.approx({2022: 1.0, 2023: 1.0})


def test_a_city_that_gains_without_paying_has_its_row() -> None:
    made = appraise(circle(COST, cities="A"), effects(*saved()))
    other = made.cities.set_index("city").loc["B"]
    assert (other["cost"], other["rule"]) == (0, "")
    assert other["net"] == other["benefit"] > 0
    assert made.cities["net"].sum() == pytest.approx(row(made)["npv"])


def test_one_project_of_two_cities_counts_once_in_the_circle() -> None:
    region = with_projects(circle(COST), {"project": "p2", "cities": "B"}, {"project": "p3", "status": "cancelled"})
    counts = appraise(region, effects(*saved())).counts.set_index("measure")
    assert counts.loc["projects", ["sum_of_cities", "double_count", "circle_total"]].tolist() == [3, 1, 2]
    assert counts.loc["investment", ["sum_of_cities", "double_count", "circle_total"]].tolist() == [4, 2, 2]
    assert counts.loc["projects", "parts"] == "甲市 1、乙市 2"


def test_prices_of_two_years_are_never_mixed_silently() -> None:
    region = with_projects(
        circle(COST, figure("investment", 3.0, subject="p2", as_of="2020")), {"project": "p2", "name": "另一条路"}
    )
    made = appraise(region, empty_results())
    old = row(made, "p2")
    assert (old["cost"], old["price_year"], old["comparable"]) == (3.0, 2020, False)
    assert "未折算到 2022 年" in old["price_note_zh"]
    note = made.notes[made.notes["project"] == "p2"].iloc[0]
    figures = region["figures"]
    assert figures.iloc[int(note["row"]) - 2]["figure"] == "p2.investment.2020"
    assert "construction_price_index" in note["remedy_zh"]
    assert set(made.counts.loc[made.counts["measure"] == "investment", "price_year"]) == {2020, 2022}


def test_a_published_index_brings_prices_to_one_year() -> None:
    index = [
        figure("construction_price_index", value, "上年=100", subject="region", as_of=year)
        for year, value in {"2021": 104.0, "2022": 105.0}.items()
    ]
    region = with_projects(
        circle(COST, figure("investment", 3.0, subject="p2", as_of="2020"), *index), {"project": "p2"}
    )
    made = appraise(region, empty_results())
    assert row(made, "p2")["cost"] == pytest.approx(3.0 * 1.04 * 1.05)
    assert bool(made.projects["comparable"].all())
    back = appraise(region, empty_results(), base_year=2020)
    assert row(back)["cost"] == pytest.approx(2.0 / 1.04 / 1.05)
    half = appraise(region.with_tables({"figures": region["figures"].iloc[:-1]}), empty_results())
    assert not row(half, "p2")["comparable"]  # an index with a hole brings nothing


def test_operation_in_prices_of_another_year_is_not_mixed_in() -> None:
    region = circle(COST, figure("operating_cost", 9.0, "亿元/年", as_of="2019"))
    made = appraise(region, effects(*saved()))
    assert row(made)["annual_cost"] == pytest.approx(2.0 * 0.08 / (1 - 1.08**-20) + 0.03)
    assert made.notes["what_zh"].str.contains("运营成本为 2019 年价").any()


def test_private_money_of_another_year_is_brought_by_its_own_index_or_not_used() -> None:
    old, rows = figure("private_investment", 1.0, as_of="2020"), effects(*saved())
    made = appraise(circle(COST, old), rows)
    assert np.isnan(row(made)["private"])
    assert made.costs["money_source"].unique().tolist() == ["public"]
    assert made.notes["what_zh"].str.contains("社会资本为 2020 年价").any()
    index = [
        figure("construction_price_index", 110.0, "上年=100", subject="region", as_of=year)
        for year in ("2021", "2022")
    ]
    assert row(appraise(circle(COST, old, *index), rows))["private"] == pytest.approx(1.21)
    newer = circle(figure("investment", 2.0, as_of="2020"), figure("private_investment", 1.0), *index)
    assert row(appraise(newer, rows, base_year=2022))["private"] == 1.0  # the cost is brought, it is there already


def test_a_potential_is_not_put_in_money() -> None:
    made = appraise(circle(COST), effects(*saved(indicator="time_saved_potential")))
    assert np.isnan(row(made)["npv"])
    assert "未标定" in row(made)["why_no_money_zh"]
    assert made.unpriced["why_zh"].tolist() == ["未经通勤流标定的势能，只比大小，不折成货币"]
    assert "flows" in made.notes["remedy_en"].iloc[-1]


@pytest.mark.parametrize(
    ("changes", "figures", "rows", "why"),
    [
        ({"status": "completed"}, [COST], saved(), "已建成"),
        ({"status": "cancelled"}, [COST], saved(), "已取消"),
        ({}, [], saved(), "未公布投资"),
        ({"start": None, "finish": None}, [COST], saved(), "缺开工、完工时间"),
        ({}, [COST], [], "待数据：流量（flows）"),
    ],
)
def test_a_project_without_money_says_why(changes, figures, rows, why: str) -> None:
    region = circle(*(figures or [figure("riders", 1.0, "万人次/日")]), **changes)
    made = appraise(region, effects(*rows) if rows else empty_results())
    one = made.projects.iloc[0]
    assert np.isnan(one["npv"])
    assert one["why_no_money_zh"].startswith(why)
    if one["status"] == "planned":
        note = made.notes.iloc[-1]
        assert (note["file"], note["row"]) == ("projects.csv", 2)
        assert note["remedy_zh"]
        assert note["remedy_en"]


def test_a_project_whose_effects_nobody_measured_says_so() -> None:
    flow = {"origin": "A", "destination": "B", "level": "city", "purpose": "commuting", "value": 9.0, "unit": "persons",
            "period": "2020", "basis": "synthetic", "source": "tiny"}  # fmt: skip
    region = with_projects(circle(COST, figure("investment", 1.0, subject="p2")), {"project": "p2"})
    made = appraise(region.with_tables({"flows": pd.DataFrame([flow])}), empty_results())
    assert row(made)["why_no_money_zh"] == "登记的改动尚无本板块的影响测算"
    assert row(made, "p2")["why_no_money_zh"].startswith("没有登记对路网")


def test_one_missing_date_is_assumed() -> None:
    made = appraise(circle(COST, start=None), effects(*saved()))
    assert made.costs.groupby("year")["value"].sum().sum() == pytest.approx(2.0)
    assert row(made)["opening"] == 2024


def test_a_real_circle_gets_no_number_that_nobody_measured() -> None:
    region = circle({**COST, "basis": "official"}, fictional=False)
    made = appraise(region, empty_results())
    one = row(made)
    assert one["cost"] == 2.0
    assert made.cities["rule"].tolist() == ["unknown", "unknown"]
    assert made.cities["cost"].isna().all()  # nothing agreed, no length by city: not shared
    assert made.costs["city"].unique().tolist() == [""]
    assert made.costs["value"].sum() == pytest.approx(2.0)
    assert one[["annual_cost", "npv", "bcr", "newly_within", "cost_per_person"]].isna().all()


def test_chengdu_shows_what_was_published_and_nothing_else() -> None:
    made = appraise(open_region("chengdu"), empty_results())
    projects = made.projects.set_index("project")
    locked = ["annual_cost", "cost_pv", "benefit_pv", "npv", "bcr", "irr", "newly_within", "cost_per_person"]
    assert projects[locked].isna().all().all()
    assert made.reach.empty
    assert made.unpriced.empty
    assert projects.loc["S5", ["cost", "cost_low", "cost_high", "versions"]].tolist() == [226, 127, 226, 2]
    assert projects.loc["S3", "cost_per_km"] == pytest.approx(133.84 / 39.7)
    assert projects.loc["DER-01", "cost_per_km"] == pytest.approx(0.30 / 3.42)
    assert projects.loc["S5", "why_no_money_zh"].startswith("待数据：")
    assert set(made.cities["rule"]) == {"paid", "length", "unknown"}
    assert made.cities.set_index(["project", "city"]).loc[("S3", "512000"), "cost"] == pytest.approx(7.85)
    published = made.counts.set_index("list").loc["2022年重大项目清单"]
    assert published[["sum_of_cities", "double_count", "circle_total"]].tolist() == [246, 52, 194]
    assert not projects["comparable"].all()
    assert made.counts.groupby("measure").size()["investment"] == 6  # one row per price year, never added up


@settings(deadline=None, max_examples=8)
@given(st.floats(0.1, 50), st.floats(1.1, 5), st.integers(2015, 2024), st.integers(0, 6))
def test_more_time_is_worth_more_and_more_cost_less(cost: float, times: float, start: int, years: int) -> None:
    region = circle(figure("investment", cost), *LENGTHS, start=f"{start}-03", finish=f"{start + years}-10")
    one, more = (row(appraise(region, effects(*saved(times=by)))) for by in (1.0, times))
    assert more["benefit_pv"] == pytest.approx(times * one["benefit_pv"])
    assert more["npv"] > one["npv"]
    dear = circle(figure("investment", times * cost), *LENGTHS, start=f"{start}-03", finish=f"{start + years}-10")
    assert row(appraise(dear, effects(*saved())))["cost_pv"] == pytest.approx(times * one["cost_pv"])
    assert one["npv_low"] <= one["npv"] <= one["npv_high"]


def test_inputs_do_not_change_and_frames_can_be_kept(tmp_path) -> None:
    region, rows = circle(COST, *LENGTHS), effects(*saved())
    before = {name: region[name].copy() for name in ("figures", "projects")}, rows.copy()
    made = appraise(region, rows)
    for name, table in before[0].items():
        pd.testing.assert_frame_equal(region[name], table)
    pd.testing.assert_frame_equal(rows, before[1])
    for name, table in made.tables().items():
        assert name.startswith("appraisal_")
        table.to_parquet(tmp_path / "table.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "table.parquet"), table)
    again = appraise(region, rows)
    pd.testing.assert_frame_equal(made.projects, again.projects)


def test_units_are_named_with_row_and_remedy() -> None:
    region = circle(
        figure("investment", 20_000.0, "万元"),
        figure("operating_cost", -1.0, "亿元/年"),
        figure("ease_land", 130.0, "%"),
    )
    with pytest.raises(InputError) as caught:
        appraise(region, empty_results())
    problems = caught.value.problems
    first = len(tiny_region()["figures"]) + 2
    assert [(one.row, one.code) for one in problems] == [
        (first, "wrong_unit"), (first + 1, "bad_amount"), (first + 2, "bad_amount"),
    ]  # fmt: skip
    assert problems[0].expected.zh == "亿元"
    assert "换算" in problems[0].remedy.zh


def test_effects_that_do_not_add_up_are_refused() -> None:
    rows = [one for one in saved() if one["place"] != "B"]
    with pytest.raises(InputError, match="6000"):
        appraise(circle(COST), effects(*rows))


def test_assumptions_are_checked_and_can_be_changed() -> None:
    table = assumptions_table()
    assert (table["source"].str.len() > 0).all()
    assert set(table["checked"]) == {"已核", "待核"}
    seen = table[table["checked"] == "已核"]
    assert seen["url"].notna().all()  # nothing passes for seen without a place where it was seen
    broken = table.assign(value=table["value"].where(table["assumption"] != "working_days", 999.0))
    with pytest.raises(InputError, match="working_days"):
        appraise(circle(COST), empty_results(), assumptions=broken)
    with pytest.raises(InputError, match="discount_rate"):
        read_assumptions(table[table["assumption"] != "discount_rate"])
    dear = table.copy()
    share = dear["assumption"] == "commuting_time_share"
    dear.loc[share, ["value", "high"]] = [1.0, 1.2]
    one, two = (row(appraise(circle(COST), effects(*saved()), assumptions=given)) for given in (None, dear))
    assert two["benefit_pv"] == pytest.approx(2 * one["benefit_pv"])


def test_an_hour_is_worth_the_same_in_every_city() -> None:
    cities = appraise(circle(COST), effects(*saved())).cities.set_index("city")["benefit"]
    assert cities["A"] / SAVED["A"][0] == pytest.approx(cities["B"] / SAVED["B"][0])
