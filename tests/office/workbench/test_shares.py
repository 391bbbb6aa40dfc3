"""The share page: who sees which joint project, what the rules give, and the rule that was agreed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from tests.office.workbench.making import RUN_ID
from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.figures.models import Run
from tongcheng.office.lists.models import Item
from tongcheng.office.meetings.models import Body, Meeting
from tongcheng.office.workbench.reading import circle_of
from tongcheng.office.workbench.shares.actions import agree_rule
from tongcheng.office.workbench.shares.models import AgreedRule
from tongcheng.office.workbench.shares.queries import projects_for, stake_for
from tongcheng.plan.shares import core_words, joint_projects, share_cost, stake_of

Browse = Callable[[str], Client]
SHARES = "/workbench/shares/"


@pytest.fixture
def meeting(world: World) -> Meeting:
    """Enter a meeting of the fictional circle."""
    with acting_as("test.setup"):
        body = Body.objects.first() or Body.objects.create(name="联席会议", unit=world.units["office"])
        row: Meeting = Meeting.objects.create(body=body, title="第一次联席会议", synthetic=True)
    return row


def _joint(run: Run) -> str:
    """Give a joint project of 甲市."""
    region = circle_of(run)
    return next(one for one in joint_projects(region) if "990100" in stake_of(region, one).cities)


def test_the_rules_are_those_of_the_plan(run: Run, browse: Browse) -> None:
    project = _joint(run)
    page = browse("joint_office").get(f"{SHARES}?project={project}")
    stake = stake_of(circle_of(run), project)
    wanted = {one.rule.name: one.amounts for one in share_cost(stake)}
    assert page.context["open"]
    for line in page.context["lines"]:
        amounts = wanted[line.name]
        assert [part.amount for part in line.parts] == pytest.approx([] if amounts is None else list(amounts))
        if line.parts:
            assert sum(part.amount for part in line.parts) == pytest.approx(stake.cost.value)
    text = page.content.decode()
    assert "<svg" in text
    assert "示意数据，不反映真实情况" in text
    assert escape(core_words(stake, share_cost(stake)[0]).zh) in text


def test_parties_and_the_joint_office_see_shares(run: Run, world: World, browse: Browse) -> None:
    every = {project for project, _ in projects_for(world.standing("joint_office"), run)}
    assert every == set(joint_projects(circle_of(run)))
    own = {project for project, _ in projects_for(world.standing("city_office_b"), run)}
    assert own == {project for project in every if "990200" in stake_for(run, project).cities}
    assert own < every
    foreign = min(every - own)
    assert browse("city_office_b").get(f"{SHARES}?project={foreign}").status_code == 404
    assert browse("city_office_b").get(f"{SHARES}?project={min(own)}").status_code == 200
    for who in ("filler", "leader", "supervisor", "auditor"):
        assert projects_for(world.standing(who), run) == []
        assert browse(who).get(f"{SHARES}?project={foreign}").status_code == 404
    assert browse("administrator").get(SHARES).status_code == 404
    assert Client().get(SHARES).status_code == 302


def test_a_unit_on_the_row_sees_its_project(run: Run, world: World, browse: Browse) -> None:
    project = _joint(run)
    with acting_as("test.setup"):
        Item.objects.filter(pk=world.items["1"].pk).update(project_id=project)
    assert [one for one, _ in projects_for(world.standing("filler"), run)] == [project]
    assert projects_for(world.standing("filler_b"), run) == []
    assert browse("filler").get(SHARES).status_code == 200


def test_the_agreed_rule_is_recorded(run: Run, world: World, meeting: Meeting, browse: Browse) -> None:
    project, client = _joint(run), browse("joint_office")
    form = {"run": RUN_ID, "project": project, "rule": "equal", "meeting": meeting.pk, "reason": "会议商定"}
    assert client.post(SHARES + "agree/", form | {"reason": ""}).status_code == 403
    assert client.post(SHARES + "agree/", form).status_code == 302
    row = AgreedRule.objects.get()
    assert sum(row.amounts.values()) == pytest.approx(stake_for(run, project).cost.value, abs=1e-3)
    page = browse("city_office").get(f"{SHARES}?project={project}").content.decode()
    assert "已商定" in page
    assert "会议商定" in page
    assert 'name="rule"' not in page


@pytest.mark.parametrize("who", [one for one in ROLES if one != "joint_office"])
def test_only_the_joint_office_records(run: Run, world: World, meeting: Meeting, browse: Browse, who: str) -> None:
    project = _joint(run)
    with pytest.raises(RefusedError):
        agree_rule(world.act(who, "商定"), run, project, "equal", meeting)
    form = {"run": RUN_ID, "project": project, "rule": "equal", "meeting": meeting.pk, "reason": "商定"}
    assert browse(who).post(SHARES + "agree/", form).status_code in (403, 404)
    assert not AgreedRule.objects.exists()


def test_what_cannot_be_agreed(run: Run, world: World, meeting: Meeting) -> None:
    project, act = _joint(run), world.act("joint_office", "商定")
    with pytest.raises(InputError):
        agree_rule(act, run, project, "nothing", meeting)
    with pytest.raises(InputError):
        agree_rule(act, run, "P99", "equal", meeting)
    with acting_as("test.setup"):
        Meeting.objects.filter(pk=meeting.pk).update(synthetic=False)
    meeting.refresh_from_db()
    with pytest.raises(RefusedError):
        agree_rule(act, run, project, "equal", meeting)


def test_without_a_run_the_page_says_what_to_do(browse: Browse) -> None:
    assert "tongcheng office attach" in browse("auditor").get(SHARES).content.decode()


def test_the_queries_do_not_grow(run: Run, browse: Browse, world: World) -> None:
    def count(client: Client, **query: Any) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(SHARES, query).status_code == 200
        return len(caught)

    client = browse("joint_office")
    client.get(SHARES)
    counts = {count(client, project=project) for project, _ in projects_for(world.standing("joint_office"), run)}
    assert len(counts) == 1
    assert counts.pop() < 12
