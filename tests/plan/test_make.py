"""Plans of a small circle by hand, what must add up, and what is refused."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.plan.planned import nothing_measured, planned_region
from tongcheng.errors import InputError
from tongcheng.plan.form import annual_list
from tongcheng.plan.make import Plan, make_plan
from tongcheng.plan.options import PlanOptions
from tongcheng.region import Region


def plan_of(region: Region | None = None, **options: object) -> Plan:
    return make_plan(region or planned_region(), options=PlanOptions(**options), **nothing_measured())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of()


def test_the_plan_by_hand(plan: Plan) -> None:
    """Road and bridge take all of A's growing money; B's rest is too little for the school, which waits three years.

    Park would need the road out; the rail costs more than everything; the clinic goes on.
    """
    rows = plan.projects.set_index("project")
    assert rows["decision"].to_dict() == {
        "clinic": "in", "road": "in", "bridge": "in", "school": "in", "rail": "out", "park": "out", "nocost": "open",
        "done": "done",
    }  # fmt: skip
    assert rows.loc[["clinic", "road", "bridge"], "stage"].unique().tolist() == ["growing"]
    assert rows.loc["school", ["stage", "start", "finish"]].tolist() == ["advancing", "2026Q1", "2026Q4"]
    assert list(plan.projects["project"][:4]) == ["clinic", "road", "bridge", "school"]
    facts = plan.facts.set_index("key")["value"]
    assert float(facts["objective"]) == pytest.approx(100 + 75 + 50 / 1.08**3, rel=1e-5)
    assert facts["status"] == "optimal"


def test_reasons_are_told_and_verified(plan: Plan) -> None:
    rows = plan.projects.set_index("project")
    assert rows.loc["rail", "why_kind"] == "too_dear"
    assert "43.00" in rows.loc["rail", "why_zh"]  # 50 less the seven of the growing stage
    assert rows.loc["park", "why_kind"] == "relation"
    assert rows.loc["park", "loss"] == pytest.approx(75)  # 100 of the road less its own 25
    assert "投资未公布" in rows.loc["nocost", "why_zh"]
    assert "investment" in rows.loc["nocost", "remedy_zh"]


def test_money_adds_up(plan: Plan) -> None:
    spent = plan.budgets[plan.budgets["city"] != ""].groupby(["stage", "city"])["spent"].sum()
    rows = plan.money.groupby(["stage", "city"])["value"].sum()
    pd.testing.assert_series_equal(spent[spent > 0], rows.rename("spent"), check_names=False)
    assert rows["growing", "A"] == 4.0
    assert rows["growing", "B"] == pytest.approx(2.0 + 0.5)  # half the bridge, and what is left of the clinic
    assert (plan.budgets["left"] >= -1e-9).all()
    assert plan.cities.set_index("city")["cost"].to_dict() == pytest.approx({"A": 4.0, "B": 5.5})
    totals = plan.shares.groupby("rule")["amount"].sum()
    assert totals.nunique() == 1  # every rule splits the same money
    assert totals.iloc[0] == pytest.approx(2 + 4 + 3 + 1)


def test_who_draws_no_joint_money_will_ask() -> None:
    """With three of joint money B builds its school at once: it draws 2.5 of what it has not, and A, which pays 4, none."""
    region = planned_region()
    joint = region["budgets"].iloc[:1].assign(budget="joint", stage="growing", city=None, value=3.0)
    made = plan_of(region.with_tables({"budgets": pd.concat([region["budgets"], joint], ignore_index=True)}))
    drawn = made.budgets[made.budgets["city"] == "B"].set_index("stage")["drawn"]
    assert drawn["growing"] == pytest.approx(2.5)
    asked = made.challenges[made.challenges["kind"] == "joint"]
    assert asked["city"].tolist() == ["A"]
    assert "2.50 亿元" in asked["text_zh"].iloc[0]
    assert "乙市用 100%；本市用 0%，而全部公共资金中本市占 42%" in asked["text_zh"].iloc[0]


def test_completed_projects_have_used_their_stage() -> None:
    region = planned_region()
    more = region["budgets"].iloc[:1].assign(budget="s", stage="starting", city="A", value=5.0)
    both = region.with_tables({"budgets": pd.concat([region["budgets"], more], ignore_index=True)})
    row = plan_of(both, reasons=False).budgets.set_index(["stage", "city"]).loc["starting", "A"]
    assert row["used"] == pytest.approx(1.0)
    assert row["left"] == pytest.approx(4.0)


def test_what_is_asked_for_is_done() -> None:
    assert plan_of(never=["road"], reasons=False).projects.set_index("project").loc["park", "decision"] == "in"
    stopped = plan_of(never=["clinic"], reasons=False).projects.set_index("project")
    assert stopped.loc["clinic", "decision"] == "out"
    promised = plan_of(must=["park"], reasons=False).projects.set_index("project")
    assert promised.loc[["park", "road"], "decision"].tolist() == ["in", "out"]
    rich = plan_of(budget_factor=20.0, reasons=False).projects.set_index("project")
    assert rich.loc["rail", "decision"] == "in"


def test_another_day_moves_what_can_still_be_done() -> None:
    later = plan_of(today=date(2025, 6, 30), reasons=False).projects.set_index("project")
    assert later.loc["road", ["stage", "start"]].tolist() == ["advancing", "2025Q3"]
    assert "已过" in later.loc["road", "flags_zh"]
    assert "晚 10 个季度" in later.loc["road", "flags_zh"]
    assert later.loc["clinic", "finish"] == "2025Q3"


def test_the_list_has_the_form_of_the_real_one(plan: Plan) -> None:
    rows = plan.year_list.set_index("project")
    assert rows["content"].to_dict() == {"clinic": "建成clinic", "road": "开工建设road", "bridge": "开工建设bridge"}
    assert rows["class"].tolist() == ["竣工", "开工", "开工"]
    assert rows.loc["road", ["q1", "q4"]].tolist() == ["3月底前开工", "时序进度50%"]
    assert rows["group"].unique().tolist() == ["一、交通互联"]
    assert rows.loc["road", "lead_units"] == "甲单位、乙单位"
    next_year = annual_list(plan.projects, 2024).set_index("project")
    assert next_year.loc["road", ["class", "q4"]].tolist() == ["竣工", "12月底前建成"]
    assert annual_list(plan.projects, 2025)["project"].tolist() == ["school"]
    assert annual_list(plan.projects, 2025)["class"].tolist() == ["前期"]
    assert annual_list(plan.projects, 2030).empty


def test_the_same_input_gives_the_same_plan(plan: Plan) -> None:
    again = plan_of()
    for name, table in plan.tables().items():
        pd.testing.assert_frame_equal(table, again.tables()[name])


def test_conditions_that_exclude_each_other_are_named() -> None:
    with pytest.raises(InputError, match=r"park.*road.*|road.*park.*"):
        plan_of(must=["road", "park"])
    with pytest.raises(InputError, match=r"rail"):
        plan_of(must=["rail"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"must": ["raod"]}, "road"),
        ({"must": ["nocost"]}, "投资未公布"),
        ({"never": ["done"]}, "completed"),
        ({"weights": {"shortfall": 0.0, "market_pull": 0.0, "felt_gain": 0.0}}, "0"),
        ({"budgets": pd.DataFrame([{"budget": "b", "stage": "growing", "city": "X", "value": 1.0, "price_year": 2022,
                                    "money_source": "all", "basis": "synthetic", "source": "tiny"}])}, "X"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_meant(options: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        plan_of(**options)


def test_budgets_in_other_prices_are_named_by_row() -> None:
    with pytest.raises(InputError, match=r"construction_price_index") as caught:
        plan_of(planned_region(price_year=2015))
    assert [problem.row for problem in caught.value.problems] == [2, 3, 4, 5]


def test_a_total_beside_its_parts_is_refused() -> None:
    region = planned_region()
    twice = region["budgets"].iloc[:1].assign(budget="again", money_source="专项债券")
    both = region.with_tables({"budgets": pd.concat([region["budgets"], twice], ignore_index=True)})
    with pytest.raises(InputError, match="growing A"):
        plan_of(both)


def test_a_budget_that_nothing_fits_is_refused() -> None:
    region = planned_region()
    small = region.with_tables({"budgets": region["budgets"].assign(value=0.01)})
    with pytest.raises(InputError, match="park"):
        plan_of(small, never=["clinic"])


def test_without_budgets_the_plan_is_locked_and_says_what_opens_it() -> None:
    region = planned_region()
    del region.tables["budgets"]
    plan = plan_of(region)
    assert plan.locked
    assert "budgets" in plan.facts.set_index("key").loc["locked_zh", "value"]
    assert set(plan.projects["decision"]) == {"open", "done"}
    assert plan.money.empty
    assert plan.gantt.empty


def test_synthetic_rows_never_enter_the_plan_of_a_real_circle() -> None:
    region = planned_region(fictional=False)
    projects = region["projects"]
    mixed = projects.assign(basis=projects["basis"].where(projects["project"] != "road", "synthetic"))
    rows = plan_of(region.with_tables({"projects": mixed}), reasons=False).projects.set_index("project")
    assert rows.loc["road", "decision"] == "open"
    assert "示意" in rows.loc["road", "why_zh"]
    assert rows.loc["bridge", "decision"] == "in"
    locked = region.with_tables({"budgets": region["budgets"].assign(basis="synthetic")})
    assert plan_of(locked).locked


def test_what_needs_a_project_that_cannot_be_in_is_left_out_with_the_reason() -> None:
    region = planned_region()
    needs = pd.DataFrame([{"project": "bridge", "relation": "requires", "other": "nocost"}]).assign(
        basis="synthetic", source="tiny"
    )
    rows = plan_of(region.with_tables({"project_relations": needs}), reasons=False).projects.set_index("project")
    assert rows.loc["bridge", "decision"] == "open"
    assert "nocost" in rows.loc["bridge", "why_zh"]


def test_a_circle_of_relations_is_named() -> None:
    region = planned_region()
    pairs = [("road", "bridge"), ("bridge", "school"), ("school", "road")]
    circle = pd.DataFrame([{"project": a, "relation": "after", "other": b} for a, b in pairs])
    with pytest.raises(InputError, match="road → bridge → school → road"):
        plan_of(region.with_tables({"project_relations": circle.assign(basis="synthetic", source="tiny")}))


def test_a_floor_of_net_gain_holds_for_every_city() -> None:
    """Without any appraised benefit every city is at nought, which keeps a floor of nought and no floor above."""
    kept = plan_of(floor=0.0, reasons=False)
    assert (kept.cities["net"] >= kept.cities["floor"] - 1e-9).all()
    with pytest.raises(InputError, match="净收益"):
        plan_of(floor={"A": 0.1})
