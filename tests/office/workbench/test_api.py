"""The workbench by API: the same actions and rights as its pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.office.workbench.making import RUN_ID
from tests.office.workbench.planning import PLAN_RUN, make_planned
from tests.office.world import World
from tongcheng.office.core.acting import Act
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.figures.actions import attach_run
from tongcheng.office.figures.models import Run, Verdict
from tongcheng.office.lists.models import Item, List
from tongcheng.office.meetings.models import Body, Meeting
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.workbench.maps.models import MapNumber
from tongcheng.office.workbench.plans.models import PlanDraft

Browse = Callable[[str], Client]
API = "/api/workbench"
MAP = f"{API}/map/{RUN_ID}"
JOBS = "jobs_reached~~drive~45"


def send(client: Client, address: str, **body: Any) -> Any:
    """Post JSON."""
    return client.post(address, json.dumps(body), content_type="application/json")


def test_the_map_by_layers_values_and_details(run: Run, browse: Browse) -> None:
    client = browse("auditor")
    found = client.get(MAP).json()
    assert found["synthetic"]
    assert {one["key"] for one in found["levels"]["zone"]} == {JOBS, "residents_by_zone"}
    assert "candidates" in {one["name"] for one in found["layers"]}
    view = f"level=zone&measure={JOBS}&state=together-today"
    legend = client.get(f"{MAP}/legend?{view}").json()
    assert legend["unit"] == {"zh": "个", "en": "jobs"}
    page = client.get(f"{MAP}/values?{view}&limit=3").json()
    assert page["count"] == sum(one["count"] for one in legend["classes"]) + legend["missing"]
    assert [one["value"] for one in page["items"]] == [0, 1, 2]
    place = page["items"][1]
    assert not place["name"]["zh"].startswith("网格")  # named by its county
    told = client.get(f"{MAP}/places/zone/{place['place']}").json()
    assert {one["key"]: one["values"] for one in told["figures"]}[JOBS] == {
        "apart": 101,
        "today": 102,
        "together": 103,
    }
    assert client.get(f"{MAP}/layers/areas").json()["type"] == "FeatureCollection"
    for wrong in ("/layers/none", "/places/zone/none", "/places/none/none"):
        assert client.get(MAP + wrong).status_code == 404
    for wrong in (f"level=zone&measure={JOBS}&state=no", "level=zone&measure=no", "level=no&measure=no"):
        assert client.get(f"{MAP}/legend?{wrong}").status_code == 422


def test_who_reads_the_map(run: Run, browse: Browse) -> None:
    assert browse("filler").get(MAP).status_code == 200
    assert browse("administrator").get(MAP).status_code == 404
    assert Client().get(MAP).status_code == 401


def test_a_candidate_is_judged_and_a_number_entered(run: Run, browse: Browse) -> None:
    judged = {"verdict": "confirmed", "reason": "已踏勘"}
    assert send(browse("filler"), f"{MAP}/candidates/d1/verdict", **judged).status_code == 403
    client = browse("joint_office")
    assert send(client, f"{MAP}/candidates/d1/verdict", verdict="confirmed", reason="").status_code == 403
    assert send(client, f"{MAP}/candidates/d9/verdict", **judged).status_code == 422
    assert send(client, f"{MAP}/candidates/d1/verdict", **judged).json()["verdict"] == "confirmed"
    assert Verdict.objects.get().subject == "d1"
    rows = client.get(f"{MAP}/candidates").json()["items"]
    assert [one["verdict"] and one["verdict"]["reason"] for one in rows] == ["已踏勘", None]
    entered = {"number": "GS（2024）0650号", "reason": "批复"}
    assert send(browse("auditor"), f"{MAP}/number", **entered).status_code == 403
    assert send(client, f"{MAP}/number", **entered).json()["circle"] == "demo"
    assert MapNumber.objects.get().number == entered["number"]


@pytest.fixture
def planned(world: World, settings: Any, tmp_path: Path) -> Run:
    """Attach a run with a plan."""
    settings.HOME = tmp_path / "home"
    return attach_run(Act(SYSTEM), make_planned(tmp_path / "made"))


def test_a_plan_is_computed_saved_compared_and_sent(planned: Run, world: World, browse: Browse) -> None:
    client = browse("joint_office")
    found = send(client, f"{API}/plans/{PLAN_RUN}").json()
    chosen = [one["project"] for one in found["projects"] if one["decision"] == "in"]
    # What is committed cannot be left out.
    asked = ((one, send(client, f"{API}/plans/{PLAN_RUN}", never=[one])) for one in chosen)
    first, without = next((one, answer.json()) for one, answer in asked if answer.status_code == 200)
    assert next(one for one in without["projects"] if one["project"] == first)["decision"] == "out"
    assert send(browse("filler"), f"{API}/plans/{PLAN_RUN}/saved", name="甲").status_code == 403
    kept = [send(client, f"{API}/plans/{PLAN_RUN}/saved", name=name, never=never).json()["id"]
            for name, never in (("甲", []), ("乙", [first]))]  # fmt: skip
    assert PlanDraft.objects.count() == client.get(f"{API}/plans/saved").json()["count"] == 2
    assert client.get(f"{API}/plans/saved/{kept[1]}").json()["options"] == {"never": first}
    pairs = client.get(f"{API}/plans/saved/{kept[0]}/beside/{kept[1]}").json()["projects"]
    assert pairs[0]["differs"]
    assert browse("filler").get(f"{API}/plans/saved/{kept[0]}").status_code == 404
    with acting_as("test.setup"):
        List.objects.create(
            code="projects",
            name="项目清单",
            kind="project",
            keeper=world.units["office"],
            circle="demo",
            synthetic=True,
        )
    sent = send(client, f"{API}/plans/saved/{kept[0]}/send", list="projects", reason="经会议研究")
    assert Item.objects.filter(list__code="projects", state="draft").count() == len(sent.json()["made"]) > 0
    assert send(client, f"{API}/plans/saved/{kept[0]}/send", list="projects", reason="经会议研究").status_code == 403


def test_shares_are_for_the_parties(run: Run, world: World, browse: Browse) -> None:
    client = browse("joint_office")
    joint = client.get(f"{API}/shares/{RUN_ID}").json()
    address = f"{API}/shares/{RUN_ID}/{joint[0]['project']}"
    rules = client.get(address).json()["rules"]
    opened = next(one for one in rules if one["parts"])
    assert sum(one["share"] for one in opened["parts"]) == pytest.approx(100)
    assert browse("filler").get(address).status_code == 404
    with acting_as("test.setup"):
        body = Body.objects.first() or Body.objects.create(name="联席会议", unit=world.units["office"])
        meeting = Meeting.objects.create(body=body, title="第一次联席会议", synthetic=True)
    agreed = {"rule": opened["name"], "meeting": meeting.pk, "reason": "会议商定"}
    assert send(browse("secretary"), f"{address}/agreed", **agreed).status_code == 403
    assert send(client, f"{address}/agreed", **agreed).json()["meeting"] == meeting.pk
    assert client.get(address).json()["agreed"][0]["rule"] == opened["name"]
