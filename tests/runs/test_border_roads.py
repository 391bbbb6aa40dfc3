"""The order of border roads and the page about one, by hand (see tests/sectors/hand_circle.py)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.sectors.hand_circle import candidates, hand_region, trips
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.region.border_lines import border_lines
from tongcheng.render.blocks import Table
from tongcheng.results import combine
from tongcheng.runs.folder import read_run, write_run
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.roads_ranked import ranking
from tongcheng.runs.report.why import why_html, why_report
from tongcheng.runs.report.worth import section
from tongcheng.sectors.gaps import empty_gaps
from tongcheng.sectors.transport.effects import measure_effects
from tongcheng.sectors.transport.worth import measure_worth
from tongcheng.travel.circle import CircleTravel


def circle(*, costs: bool) -> Region:
    """Give the hand-made circle; with costs: ``head`` 4 (once 2) and ``foot`` 0.5 for 2 km each."""
    region = hand_region()
    projects = region["projects"]
    kept = projects[projects["project"].isin(["head", "foot"])]
    edits = region["project_edits"]
    published = [("head", 2.0, "2019"), ("head", 4.0, "2021"), ("foot", 0.5, "2021")] if costs else []
    figures = pd.DataFrame(
        [
            {"figure": f"{project}.{when}", "subject": project, "subject_table": "projects", "attribute": "investment",
             "value": value, "unit": "亿元", "as_of": when, "basis": "synthetic", "source": "hand"}
            for project, value, when in published
        ],
        columns=["figure", "subject", "subject_table", "attribute", "value", "unit", "as_of", "basis", "source"],
    )  # fmt: skip
    return region.with_tables(
        {"projects": kept, "project_edits": edits[edits["project"].isin(kept["project"])], "figures": figures}
    )


def run_of(region: Region) -> Run:
    travel = CircleTravel(region)
    found = candidates()
    worth = measure_worth(region, travel, found.assign(candidate="c-" + found["candidate"]), trips())
    effect = measure_effects(region, travel, trips=trips())
    tables = {**worth.tables, **effect.tables, "border_lines": border_lines(region), "travel_notes": travel.notes}
    results = combine([worth.results, effect.results])
    return Run(
        run_id="hand", region=region, inputs={}, options={"thresholds_min": [30.0, 45.0, 60.0]}, findings=[],
        results=results.frame, gaps=empty_gaps(), locked=results.locked, tables=tables,
    )  # fmt: skip


@pytest.fixture(scope="module")
def run() -> Run:
    return run_of(circle(costs=True))


def table_of(report: object, title: str) -> Table:
    blocks = [block for part in report.sections for block in part.blocks]  # type: ignore[attr-defined]
    return next(block for block in blocks if isinstance(block, Table) and block.title.en == title)


def test_money_decides_the_order_where_every_road_has_a_cost(run: Run) -> None:
    """Over the head 2,240 person-minutes for 4 (2 to 4); the foot 225 for 0.5: 560 against 450 a hundred million yuan."""
    ranked = ranking(run)
    assert ranked is not None
    assert ranked.per_cost
    assert [road.id for road in ranked.roads] == ["head", "foot"]  # their candidates are covered by them
    assert [ranked.rate(road).value * 60 for road in ranked.roads] == [pytest.approx(560), pytest.approx(450)]
    assert ranked.rate(ranked.roads[0]).high * 60 == pytest.approx(1120)
    assert ranked.roads[0].people_by == (pytest.approx(700), 0.0, 0.0)


def test_length_decides_where_a_cost_is_missing() -> None:
    ranked = ranking(run_of(circle(costs=False)))
    assert ranked is not None
    assert not ranked.per_cost
    assert [ranked.rate(road).value * 60 for road in ranked.roads] == [pytest.approx(1120), pytest.approx(112.5)]


def test_the_page_says_what_would_change_the_order(run: Run) -> None:
    """560 / 450 = 1.244: the foot below 0.5 / 1.244 = 0.40, or the head above 4 * 1.244 = 4.98; its cost was 2 once."""
    report = why_report(run, "head")
    assert report.title.zh == "为什么先修head"
    rows = table_of(report, "Beside the next three").rows
    assert [row["place"] for row in rows] == [1, 2]
    assert rows[1]["swap"].zh == "其投资降到 0.4 亿元以下，或本路投资升到 4.98 亿元以上；在区间之外"  # type: ignore[union-attr]
    sides = table_of(report, "What each side gains")
    assert [row["people"] for row in sides.rows] == [pytest.approx(700), 0.0]
    assert sides.total is not None
    assert sides.total["saved"] == pytest.approx(2240 / 60)
    assert "700 人受益（甲市 700 人、乙市 0 人）" in report.conclusion.zh
    assert why_report(run, "foot").title.zh == "foot为什么排第 2"


def test_a_candidate_on_the_list_is_its_project_and_others_are_refused_with_the_reason(run: Run) -> None:
    assert why_report(run, "c-head").title.zh == "为什么先修head"
    with pytest.raises(InputError) as caught:
        why_report(run, "c-nowhere")
    assert caught.value.problems[0].found == "c-nowhere（对侧没有可接的道路）"
    with pytest.raises(InputError):
        why_report(replace(run, tables={}), "head")


def test_the_section_names_every_road_and_every_candidate_left_out(run: Run) -> None:
    made = section(run)
    assert made is not None
    tables = [block for block in made.blocks if isinstance(block, Table)]
    assert [row["rank"] for row in tables[0].rows] == [1, 2]
    assert len(tables[1].rows) == 5
    assert section(replace(run, tables={})) is None


def test_the_page_is_the_same_from_the_folder_of_the_run(run: Run, tmp_path: Path) -> None:
    stored = read_run(write_run(run, tmp_path / "run"))
    assert why_html(stored, "head") == why_html(run, "head")
