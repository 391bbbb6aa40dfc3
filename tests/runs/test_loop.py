"""The loop, end to end: a gap, a row of the plan, a delivered edit, a new run, measured beside promised."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng.errors import InputError
from tongcheng.plan.delivered import deliver, promised_and_measured
from tongcheng.plan.make import Plan
from tongcheng.plan.options import PlanOptions
from tongcheng.region import Region
from tongcheng.runs import measure_circle, read_run, write_run
from tongcheng.runs.folder import StoredRun
from tongcheng.runs.plan_folder import plan_of_run


def circle() -> Region:
    """Give the tiny circle with what an office would know of its one project: dates, cost, length by city, money."""
    region = tiny_region()
    papers = {"basis": "synthetic", "source": "tiny"}
    known = {"investment": (3.0, "亿元"), "length_in_A": (5.0, "km"), "length_in_B": (5.0, "km")}
    figures = [
        {"figure": f"p1-{name}", "subject": "p1", "subject_table": "projects", "attribute": name, "value": value,
         "unit": unit, "as_of": "2022-12"}
        for name, (value, unit) in known.items()
    ]  # fmt: skip
    budgets = [
        {"budget": city, "stage": "growing", "city": city, "value": 2.0, "price_year": 2022} for city in ("A", "B")
    ]
    projects = region["projects"].assign(start="2023-01", finish="2024-12", lead_units="甲市交通运输局")
    return region.with_tables(
        {
            "figures": pd.concat([region["figures"], pd.DataFrame(figures).assign(**papers)], ignore_index=True),
            "budgets": pd.DataFrame(budgets).assign(**papers),
            "projects": projects,
        }
    )


def stored(region: Region, folder: Path) -> StoredRun:
    return read_run(write_run(measure_circle(region), folder))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    return stored(circle(), tmp_path_factory.mktemp("loop") / "first")


@pytest.fixture(scope="module")
def plan(first: StoredRun) -> Plan:
    return plan_of_run(first, PlanOptions())


@pytest.fixture(scope="module")
def second(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    """Deliver what the plan holds, on the date that it holds, and measure again."""
    row = plan.projects.set_index("project").loc["p1"]
    assert row["decision"] == "in"
    after = deliver(circle(), "p1", finish=row["finish"])
    return stored(after, tmp_path_factory.mktemp("loop") / "second")


def test_the_gap_becomes_a_row_of_the_list(first: StoredRun, plan: Plan) -> None:
    worst = first.gaps[first.gaps["indicator"] == "jobs_reached"].iloc[0]
    promised = first.results[
        (first.results["scenario"] == "p1")
        & (first.results["indicator"] == "jobs_reached_gain")
        & (first.results["place"] == worst["place"])
    ]
    assert (promised["value"] > 0).any()  # the project helps where the gap is
    task = plan.year_list.iloc[0]
    assert task["project"] == "p1"
    assert "北部连接路" in task["content"]
    assert task["lead_units"] == "甲市交通运输局"


def test_measured_stands_beside_promised_and_they_agree(first: StoredRun, second: StoredRun) -> None:
    """The update of the times by one link is exact, and nothing else changed: what was promised came."""
    table = promised_and_measured(first.results, second.results, "p1")
    assert set(table["indicator"]) == {"jobs_reached_gain", "residents_reached_gain"}
    assert {"today", "together"} <= set(table["borders"])
    assert len(table) >= 2 * 2 * 3 * 3  # two measures, two border states, three levels, three thresholds
    assert table["measured"].to_numpy() == pytest.approx(table["promised"].to_numpy(), rel=1e-6, abs=1e-6)
    assert table["kept"].all()
    own = table[(table["indicator"] == "jobs_reached_gain") & (table["level"] == "region")]
    own = own[(own["borders"] == "together") & (own["threshold"] == 30)]
    assert own["measured"].iloc[0] == pytest.approx(2641.025641, rel=1e-6)


def test_a_broken_promise_is_seen(first: StoredRun) -> None:
    """Completed on paper only: nothing has changed on the ground."""
    paper = deliver(circle(), "p1", finish="2024-12", apply_edits=False)
    table = promised_and_measured(first.results, measure_circle(paper).results, "p1")
    assert (table["measured"] == 0).all()
    promised = table["promised"] > 1
    assert promised.any()
    assert not table.loc[promised, "kept"].any()


def test_the_row_is_done_and_the_same_gap_is_found_smaller(first: StoredRun, second: StoredRun) -> None:
    made = plan_of_run_or_locked(second)
    assert "p1" in made
    assert "p1" not in set(second.results["scenario"])
    old, new = (run.gaps.set_index("gap_key") for run in (first, second))
    same = old.index.intersection(new.index)
    reach = [key for key in same if old.loc[key, "indicator"] == "jobs_reached"]
    assert reach
    assert all(new.loc[key, "today"] >= old.loc[key, "today"] for key in reach)
    assert any(new.loc[key, "today"] > old.loc[key, "today"] for key in reach)


def plan_of_run_or_locked(run: StoredRun) -> str:
    """With nothing left to build there is no plan; the answer says so, and p1 is among what is completed."""
    with pytest.raises(InputError) as caught:
        plan_of_run(run, PlanOptions())
    assert caught.value.problems[0].code == "locked_circle"
    done = run.region["projects"]
    return ",".join(done.loc[done["status"] == "completed", "project"])


@pytest.mark.parametrize(("project", "finish"), [("nobody", "2024-12"), ("p1", "soon")])
def test_what_cannot_be_delivered_is_refused(project: str, finish: str) -> None:
    with pytest.raises(InputError, match=project if project == "nobody" else finish):
        deliver(circle(), project, finish=finish)
    done = deliver(circle(), "p1", finish="2024-12", apply_edits=False)
    with pytest.raises(InputError, match="completed"):
        deliver(done, "p1", finish="2025-01")
