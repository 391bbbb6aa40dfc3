"""The overview: whose it is, what it says without a run or a meeting, and that its numbers are those of the run."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.office.supervision.conftest import TODAY, Watching, watched
from tests.office.world import World
from tongcheng.office.core.acting import Act
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.figures.actions import attach_run
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import runs_folder
from tongcheng.office.meetings.models import AgendaItem, Body, Meeting
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.supervision import actions
from tongcheng.office.workbench.overview import ledger, measured
from tongcheng.results import COLUMNS, figure_ids
from tongcheng.runs.hashing import file_hash

PAGE = "/workbench/"
STATES = {"apart": 1000.0, "today": 1250.0, "together": 2000.0}


def with_circle(folder: Path, source: Path, run_id: str, states: dict[str, float]) -> Path:
    """Copy a run and give it figures of the whole circle."""
    shutil.copytree(source, folder)
    fixed = {
        "sector": "transport", "indicator": "jobs_reached", "level": "region", "place": "demo", "scenario": "base",
        "mode": "drive", "group": "all", "threshold": 45.0, "percentile": np.nan, "low": np.nan, "high": np.nan,
        "unit": "job", "year": "2020", "basis": "synthetic", "method": "",
    }  # fmt: skip
    rows = pd.DataFrame([fixed | {"borders": state, "value": value} for state, value in states.items()])
    rows["figure_id"] = figure_ids(rows)
    path = folder / "results.parquet"
    pd.concat([pd.read_parquet(path), rows[COLUMNS]]).to_parquet(path, index=False)
    papers = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    papers |= {"run": run_id, "files": papers["files"] | {"results.parquet": file_hash(path)}}
    (folder / "run.json").write_text(json.dumps(papers), encoding="utf-8")
    return folder


@pytest.fixture
def watching(world: World) -> Watching:
    """Put the list under a rule."""
    return watched(world)


@pytest.fixture
def circle_run(world: World, settings: Any, tmp_path: Path, run_folder: Path) -> Run:
    """Attach a run with figures of the whole circle."""
    settings.HOME = tmp_path / "home"
    folder = with_circle(tmp_path / "made", run_folder, "b" * 20, STATES)
    return attach_run(Act(SYSTEM), folder)


@pytest.fixture
def meetings(world: World) -> tuple[Meeting, Meeting]:
    """Hold a meeting a month ago and plan one for next week."""
    today = timezone.localdate()
    with acting_as("test.setup"):
        body = Body.objects.create(code="group", name="领导小组")
        held = Meeting.objects.create(
            body=body, session=1, title="第一次会议", on=today - dt.timedelta(30), state="issued"
        )
        ahead = Meeting.objects.create(
            body=body, session=2, title="第二次会议", on=today + dt.timedelta(7), state="collecting"
        )
        AgendaItem.objects.create(meeting=ahead, order=1, verb="review", title="审议年度计划")
    return held, ahead


def test_who_reads_it(browse: Callable[[str], Client], world: World) -> None:
    for who in ("joint_office", "filler", "leader", "auditor", "city_office"):
        assert browse(who).get(PAGE).status_code == 200
    assert browse("administrator").get(PAGE).status_code == 404
    assert browse("public").get(PAGE).status_code == 302
    assert browse("leader").get(f"{PAGE}?run=nothing").status_code == 404
    assert browse("leader").get(f"{PAGE}overview/map.svg").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_without_run_and_meetings_it_says_what_to_do(browse: Callable[[str], Client], language: str) -> None:
    text = browse("leader").get(PAGE, headers={"accept-language": language}).content.decode()
    assert "tongcheng office attach" in text
    for said in ("没有已排定的会议", "还没有发布过的灯") if language == "zh-hans" else ("No meeting is planned",):
        assert said in text


def test_numbers_are_those_of_the_run(circle_run: Run, browse: Callable[[str], Client]) -> None:
    (row,) = measured.state_rows(circle_run)
    results = pd.read_parquet(runs_folder() / circle_run.folder / "results.parquet")
    wanted = results[results["level"] == "region"].set_index("borders")["value"]
    assert [value.zh for value in row.values] == [f"{wanted[one]:,.0f}" for one in ("apart", "today", "together")]
    assert (row.gained, row.offered) == ("+250 (+25%)", "+750 (+60%)")
    assert (row.year.zh, row.basis.zh) == ("2020年", "示意数据（非真实）")
    text = browse("leader").get(PAGE).content.decode()
    assert "+750 (+60%)" in text
    assert "示意数据，不反映真实情况" in text
    picture = browse("leader").get(f"{PAGE}overview/map.svg").content.decode()
    assert "示意数据，不反映真实情况" in picture
    assert "示意图，不作为划界依据" in picture


def test_what_is_closed_names_the_table_and_who_holds_it(run: Run) -> None:
    (one,), more = measured.openers(run)
    assert one.label.zh == "设施"
    assert one.holder.zh
    assert (one.count, more) == (1, 0)


def test_meetings_and_what_changed_since(
    meetings: tuple[Meeting, Meeting], world: World, browse: Callable[[str], Client]
) -> None:
    with acting_as("test.setup"):
        item = world.items["1"]
        item.state, item.ended = "closed", timezone.localdate()
        item.save()
    text = browse("leader").get(PAGE).content.decode()
    assert "审议年度计划" in text
    assert "第一次会议" in text
    assert "完成、销号 <b>1</b>" in text
    told = browse("filler").get(PAGE).content.decode()
    assert "审议年度计划" not in told  # its unit is not called to it


def test_before_publication_no_light_is_counted(watching: Watching, browse: Callable[[str], Client]) -> None:
    watching.propose()
    item = watching.item()
    for who in ("filler", "leader"):
        assert ledger.lights(watching.world.standing(who)).lists == ()
        assert "还没有发布过的灯" in browse(who).get(PAGE).content.decode()
    signal = watching.publish()
    (line,) = ledger.lights(watching.world.standing("filler")).lists
    assert (line.lst.pk, line.counts) == (item.list_id, {signal.published_colour: 1})
    assert ledger.lights(watching.world.standing("filler"), "elsewhere").lists == ()


def test_newly_red_was_not_red_before(watching: Watching, world: World) -> None:
    with acting_as("test.setup"):
        body = Body.objects.create(code="group", name="领导小组")
        on = TODAY - dt.timedelta(10)
        held = Meeting.objects.create(body=body, session=1, title="第一次会议", on=on, state="issued")
    watching.propose()
    signal = watching.signal()
    run = {"verified": actions.verify_lights, "conferred": actions.confer_lights, "decided": actions.decide_lights}
    run["verified"](watching.act("joint_office", "情况严重"), [signal], {signal.pk: "red"})
    run["conferred"](watching.act("secretary"), [watching.signal()])
    run["decided"](watching.act("leader"), [watching.signal()])
    standing = world.standing("leader")
    assert ledger.since(standing, held, TODAY).reds == ()
    actions.publish_lights(watching.act("joint_office"), [watching.signal()])
    assert [item.code for item in ledger.since(standing, held, TODAY).reds] == ["1"]
    with acting_as("test.setup"):
        held.on = TODAY + dt.timedelta(1)
        held.save()
    assert ledger.since(standing, held, TODAY).reds == ()


def test_queries_do_not_grow_with_rows(
    circle_run: Run, meetings: tuple[Meeting, Meeting], browse: Callable[[str], Client]
) -> None:
    client = browse("leader")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    with acting_as("test.setup"):
        for order in range(2, 8):
            AgendaItem.objects.create(meeting=meetings[1], order=order, title=f"议题{order}")
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few) < 40
