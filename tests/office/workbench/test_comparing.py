"""Comparisons: whose they are, that differences are those of the tables, and why some rows are not compared."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office.workbench.making import RUN_ID
from tests.office.workbench.test_overview import STATES, with_circle
from tests.office.world import World
from tongcheng.office.core.acting import Act
from tongcheng.office.figures.actions import attach_run
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import runs_folder
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.workbench.comparing import rows as compared
from tongcheng.office.workbench.comparing.asked import read
from tongcheng.office.workbench.reading import scenarios_of
from tongcheng.results import COLUMNS, figure_ids
from tongcheng.runs.hashing import file_hash

PAGE = "/workbench/compare/"
ZONES = "level=zone&sector=transport&measure=jobs_reached~~drive~45"


@pytest.fixture
def two(run: Run, tmp_path: Path, run_folder: Path) -> tuple[Run, Run]:
    """Attach a second run with figures of the whole circle."""
    return run, attach_run(Act(SYSTEM), with_circle(tmp_path / "made", run_folder, "b" * 20, STATES))


def test_who_reads_it_and_what_it_says_without_a_run(browse: Callable[[str], Client], world: World) -> None:
    assert "tongcheng office attach" in browse("filler").get(PAGE).content.decode()
    assert browse("administrator").get(PAGE).status_code == 404
    assert browse("public").get(PAGE).status_code == 302
    for page in ("download/map.svg", "download/table.csv"):
        assert browse("filler").get(PAGE + page).status_code == 404


def test_states_of_one_run(run: Run, browse: Callable[[str], Client]) -> None:
    client = browse("leader")
    text = client.get(f"{PAGE}?run={RUN_ID}&with={RUN_ID}&{ZONES}").content.decode()
    assert "同一次测度" in text
    assert f"with={RUN_ID}&amp;with_state=together" in text
    found = client.get(f"{PAGE}download/table.csv?run={RUN_ID}&with={RUN_ID}&{ZONES}")
    assert found.content.startswith("\ufeff".encode())
    lines = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))
    results = pd.read_parquet(runs_folder() / run.folder / "results.parquet")
    results = results[(results["level"] == "zone") & (results["indicator"] == "jobs_reached")]
    wide = results.pivot_table(index="place", columns="borders", values="value")
    wanted = (wide["together"] - wide["today"]).to_dict()
    assert {line["编号"]: float(line["差（后者−前者）"]) for line in lines} == wanted
    assert {line["标注"] for line in lines} == {"示意数据，不反映真实情况"}
    picture = client.get(f"{PAGE}download/map.svg?run={RUN_ID}&with={RUN_ID}&{ZONES}").content.decode()
    assert "#ffffff" in picture.lower()
    assert "示意图，不作为划界依据" in picture
    assert client.get(f"{PAGE}?run=nothing").status_code == 404


def test_two_runs_and_their_inputs(two: tuple[Run, Run], browse: Callable[[str], Client], monkeypatch: Any) -> None:
    asked = read(QueryDict(""), [two[1], two[0]])
    assert asked is not None
    assert (asked.first.run, asked.second.run, asked.level) == (*two, "region")
    (row,) = compared.rows_of(asked)
    assert row.why_not is not None
    assert row.why_not.zh == "前者没有此项"
    assert compared.inputs_of(asked) == ([], 2)
    text = browse("leader").get(PAGE).content.decode()
    assert "2 张表相同" in text
    assert "前者没有此项" in text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"unit": "%"}, "单位不同"),
        ({"year": "2010"}, "年份不同"),
        ({"basis": "official"}, "一方为示意数据"),
        ({}, ""),
    ],
)
def test_what_does_not_agree_is_not_compared(change: dict[str, str], why: str) -> None:
    papers = {"unit": "job", "year": "2020", "basis": "synthetic"}
    nan = float("nan")
    found = compared._why_not(compared.Value(1, nan, nan, **papers), compared.Value(2, nan, nan, **papers | change))
    assert (found.zh if found else "").startswith(why)
    assert bool(found) == bool(why)


def test_a_constant_number_of_queries(two: tuple[Run, Run], browse: Callable[[str], Client]) -> None:
    client = browse("leader")
    counts = []
    for address in (PAGE, f"{PAGE}?{ZONES}"):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] < 20


def test_scenarios_of_one_run(world: World, settings: Any, tmp_path: Path, run_folder: Path) -> None:
    settings.HOME = tmp_path / "home"
    folder = with_circle(tmp_path / "made", run_folder, "c" * 20, STATES)
    _add_effect(folder, {"P24": 30.0, "P04": 12.0})
    run = attach_run(Act(SYSTEM), folder)
    assert next(iter(scenarios_of(run))) == "base"
    assert set(scenarios_of(run)) == {"base", "P24", "P04"}
    query = {"run": run.run_id, "with": run.run_id, "with_scenario": "P24"}
    asked = read(query, [run])
    assert asked is not None
    assert asked.second.state == "today"
    (row,) = compared.rows_of(asked)
    assert (row.difference, row.first and row.first.value) == (30.0, 0.0)
    between = read(query | {"scenario": "P04"}, [run])
    assert between is not None
    assert [one.difference for one in compared.rows_of(between)] == [18.0]
    assert read(QueryDict(between.query()), [run]) == between
    unknown = read(query | {"with_scenario": "P99"}, [run])
    assert unknown is not None
    assert unknown.second.scenario == "base"


def _add_effect(folder: Path, gains: dict[str, float]) -> None:
    path = folder / "results.parquet"
    frame = pd.read_parquet(path)
    row = frame[(frame["level"] == "region") & (frame["borders"] == "today")].head(1)
    parts = [row.assign(scenario=one, indicator="jobs_reached_gain", value=gain) for one, gain in gains.items()]
    more = pd.concat(parts, ignore_index=True)
    more["figure_id"] = figure_ids(more)
    pd.concat([frame, more[COLUMNS]]).to_parquet(path, index=False)
    papers = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    papers["files"]["results.parquet"] = file_hash(path)
    (folder / "run.json").write_text(json.dumps(papers), encoding="utf-8")


def test_what_changed_in_the_inputs(
    run: Run, tmp_path: Path, run_folder: Path, browse: Callable[[str], Client]
) -> None:
    folder = with_circle(tmp_path / "made", run_folder, "d" * 20, STATES)
    _add_effect(folder, {"P24": 30.0})
    papers = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    papers["inputs"] |= {"road_links": "another", "budgets": "new"}
    papers["code"] = "another"
    (folder / "run.json").write_text(json.dumps(papers), encoding="utf-8")
    other = attach_run(Act(SYSTEM), folder)
    asked = read({}, [other, run])
    assert asked is not None
    found, alike = compared.inputs_of(asked)
    assert [one.change.zh for one in found] == ["后者新增", "内容不同"]
    assert alike == 1
    text = browse("leader").get(PAGE).content.decode()
    assert "内容不同" in text
    assert "软件版本不同" in text
    page = browse("leader").get(f"{PAGE}?run={other.run_id}&with={other.run_id}&with_scenario=P24").content.decode()
    assert 'name="with_scenario"' in page
    assert "项目成效按“不建”为零计" in page
