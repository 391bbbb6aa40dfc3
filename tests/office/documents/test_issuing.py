"""Numbers: used once, written as the standard writes them; what supersedes what; repeal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.office.documents.conftest import later
from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.documents import actions, queries
from tongcheng.office.documents.models import Consultation, Dossier, Issue, Version
from tongcheng.office.documents.reading import typed_text

DAY = dt.date(2022, 3, 1)


def _values(number: str = "甲乙同城办〔2022〕3号", **more: Any) -> dict[str, Any]:
    return {
        "number": number, "issuer": "同城化办公室", "signer": "王某", "main_to": "各市同城局", "copy_to": "省交通厅",
        "issued": DAY,
    } | more  # fmt: skip


def _another(world: World, title: str = "另一文件") -> Version:
    values = {"kind": "action_plan", "title": title, "unit": world.units["office"], "visibility": "units"}
    made = actions.save_dossier(world.act("joint_office"), Dossier(**values), values)
    return actions.add_version(world.act("joint_office"), made, typed_text(title, f"{title}\n正文一段。"))


def test_issued_versions_are_seen_as_far_as_they_reach(world: World, version: Version) -> None:
    issue = actions.issue_version(world.act("joint_office"), version, _values("甲乙同城办[2022]第03号"))
    assert issue.number == "甲乙同城办〔2022〕3号"
    assert Version.objects.visible_to(world.standing("filler_b")).exists()
    assert not Version.objects.visible_to(world.standing("public")).exists()
    assert queries.issues(world.standing("filler_b"), year=2022).count() == 1
    assert issue.holds(DAY)
    assert not issue.holds(DAY - dt.timedelta(1))
    with acting_as("test.setup"), pytest.raises(DatabaseError), transaction.atomic():
        Issue.objects.update(number="别号")
    with pytest.raises(RefusedError, match="已印发"):
        actions.issue_version(world.act("joint_office"), version, _values("甲乙同城办〔2022〕4号"))


def test_a_number_is_used_once(world: World, version: Version) -> None:
    actions.issue_version(world.act("joint_office"), version, _values())
    with pytest.raises(InputError) as caught:
        actions.issue_version(world.act("joint_office"), _another(world), _values("甲乙同城办（2022）3号"))
    (problem,) = caught.value.problems
    assert problem.code == "number_twice"
    assert "甲乙同城化发展三年行动计划" in problem.found


@pytest.mark.parametrize("number", ["", "3号", "甲乙同城办2022年3号", "甲乙同城办〔2021〕3号"])
def test_bad_numbers(world: World, version: Version, number: str) -> None:
    with pytest.raises(InputError):
        actions.issue_version(world.act("joint_office"), version, _values(number))
    assert not Issue.objects.exists()


@pytest.mark.parametrize("who", ROLES)
def test_who_issues_and_repeals(world: World, version: Version, who: str) -> None:
    if who == "joint_office":
        issue = actions.issue_version(world.act(who), version, _values())
        assert actions.repeal(world.act(who, "已完成使命"), issue, DAY).by is None
        return
    with pytest.raises(RefusedError):
        actions.issue_version(world.act(who), version, _values())
    issue = actions.issue_version(world.act("joint_office"), version, _values())
    with pytest.raises(RefusedError):
        actions.repeal(world.act(who, "理由"), issue, DAY)


def test_opinions_come_first(world: World, version: Version, consultation: Consultation) -> None:
    act = world.act("joint_office", "逾期视为无意见")
    with pytest.raises(RefusedError, match="未截止"):
        actions.issue_version(act, version, _values())
    asked = consultation.asked.get(unit=world.units["roads_a"])
    opinion = actions.save_opinion(world.act("filler"), asked, None, {"words": "建议"})
    actions.close_consultation(act, consultation)
    with pytest.raises(RefusedError, match="1条意见未处理"):
        actions.issue_version(act, version, _values())
    actions.dispose_opinions(act, [opinion], "accepted")
    actions.issue_version(act, version, _values())
    for run in (
        lambda: actions.dispose_opinions(act, [opinion], "not"),
        lambda: actions.open_consultation(act, version, [world.units["roads_a"]], later()),
    ):
        with pytest.raises(RefusedError, match="已印发"):
            run()


def test_one_supersedes_another(world: World, version: Version) -> None:
    old = actions.issue_version(world.act("joint_office"), version, _values())
    new = actions.issue_version(
        world.act("joint_office", "修订印发"),
        _another(world),
        _values("甲乙同城办〔2022〕9号", issued=dt.date(2022, 9, 1), in_force=dt.date(2022, 10, 1)),
        [old],
    )
    old = Issue.objects.select_related("ending__by").get(pk=old.pk)
    assert old.ending.by == new
    assert old.holds(dt.date(2022, 9, 30))
    assert not old.holds(dt.date(2022, 10, 1))
    with pytest.raises(RefusedError, match="失效"):
        actions.repeal(world.act("joint_office", "再废"), old, dt.date(2022, 12, 1))
    with pytest.raises(InputError):
        actions.issue_version(
            world.act("joint_office"), _another(world, "第三"), _values("甲乙同城办〔2022〕10号", issued=dt.date(2022, 11, 1)), [old]
        )  # fmt: skip
    found = queries.dossiers(world.standing("joint_office"), state="ended")
    assert [one.pk for one in found] == [version.dossier_id]
