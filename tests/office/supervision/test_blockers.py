"""Blockers from accepted reports: listed once, verified, conferred on, decided, closed."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.office.supervision.conftest import TODAY, Watching
from tongcheng.errors import InputError
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.supervision import actions
from tongcheng.office.supervision.models import Blocker
from tongcheng.office.supervision.queries.due import reports_with_blockers

ASKS = {"to_coordinate": "请省厅协调用地指标", "decides": "省交通运输厅"}


def _list(watching: Watching) -> list[Blocker]:
    return actions.list_blockers(watching.system(), reports_with_blockers(TODAY))


def _verified(watching: Watching, sort: str = "study") -> Blocker:
    watching.report("1", dt.date(2022, 3, 31), **ASKS)
    (blocker,) = _list(watching)
    return actions.verify_blocker(
        watching.act("joint_office"),
        blocker,
        sort=sort,
        findings="指标缺口属实",
        decides=watching.world.units["province"],
        decide_by=TODAY + dt.timedelta(20),
    )


def test_the_way_of_a_blocker(watching: Watching) -> None:
    blocker = _verified(watching)
    assert blocker.asked_of == "省交通运输厅"
    with pytest.raises(RefusedError, match="先会商"):
        actions.decide_blocker(watching.act("leader"), blocker, "同意")
    actions.confer_blocker(watching.act("secretary"), blocker, "建议省厅统筹")
    actions.decide_blocker(watching.act("leader"), blocker, "省厅调剂200亩")
    with pytest.raises(RefusedError):
        actions.close_blocker(watching.act("leader"), blocker, "已落实")
    actions.close_blocker(watching.act("joint_office"), blocker, "指标已下达")
    assert (blocker.state, blocker.closed) == ("closed", TODAY)


def test_what_can_be_solved_needs_no_conference_and_what_needs_nobody_is_closed(watching: Watching) -> None:
    blocker = _verified(watching, "solvable")
    actions.decide_blocker(watching.act("joint_office"), blocker, "由市局解决")
    watching.report("2", dt.date(2022, 3, 31), to_coordinate="请协调")
    (other,) = _list(watching)
    actions.verify_blocker(watching.act("supervisor"), other, sort="none", findings="单位可自行解决")
    with pytest.raises(RefusedError, match="直接办结"):
        actions.decide_blocker(watching.act("leader"), other, "同意")
    actions.close_blocker(watching.act("supervisor"), other, "已告知单位")


def test_the_same_words_are_listed_once_until_closed(watching: Watching) -> None:
    blocker = _verified(watching, "solvable")
    watching.report("1", dt.date(2022, 4, 15), **ASKS)
    assert _list(watching) == []
    actions.decide_blocker(watching.act("leader"), blocker, "同意")
    actions.close_blocker(watching.act("joint_office"), blocker, "办结")
    assert _list(watching) == []  # the report of mid April came before it was closed
    watching.report("1", dt.date(2022, 5, 31), **ASKS)
    assert len(_list(watching)) == 1
    assert _list(watching) == []


def test_verification_names_who_decides_and_by_when(watching: Watching) -> None:
    watching.report("1", dt.date(2022, 3, 31), **ASKS)
    (blocker,) = _list(watching)
    with pytest.raises(InputError) as caught:
        actions.verify_blocker(watching.act("joint_office"), blocker, sort="", findings="")
    assert [one.column for one in caught.value.problems] == ["sort", "findings", "decides", "decide_by"]
    with acting_as("test.setup"):
        unit = watching.world.units["health_a"]
        unit.dissolved = dt.date(2022, 1, 1)
        unit.save()
    with pytest.raises(InputError):
        actions.verify_blocker(
            watching.act("joint_office"), blocker, sort="study", findings="是", decides=unit, decide_by=TODAY
        )
    for who in ("filler", "city_office_b", "leader"):
        with pytest.raises(RefusedError):
            actions.verify_blocker(watching.act(who), blocker, sort="none", findings="是")
