"""Orders: who issues what to whom, the way of an order, escalation, letters to whom one cannot order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.office.supervision.conftest import TODAY, Watching
from tongcheng.errors import InputError
from tongcheng.office.audit import chain
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.supervision import actions
from tongcheng.office.supervision.actions import Draft
from tongcheng.office.supervision.models import Order

DUE = TODAY + dt.timedelta(7)


def _draft(watching: Watching, kind: str = "reminder", unit: str = "roads_a", **more: Any) -> Draft:
    return Draft(kind, watching.world.units[unit], "加快甲乙大道建设", "请于时限前报送推进情况。", DUE, **more)


def _issue(watching: Watching, kind: str = "reminder", unit: str = "roads_a", who: str = "supervisor") -> Order:
    (order,) = actions.issue_orders(watching.act(who), [_draft(watching, kind, unit, item=watching.item())])
    return order


def test_the_way_of_an_order(watching: Watching) -> None:
    order = _issue(watching)
    assert order.number == "同城催〔2022〕1号"
    assert order.is_overdue(DUE + dt.timedelta(1))
    actions.acknowledge_order(watching.act("filler"), order)
    actions.answer_order(watching.act("unit_head"), order, "已增加作业面")
    assert (order.state, order.entered_for, order.acknowledged_by) == ("answered", False, "filler同志")
    with pytest.raises(RefusedError, match="理由"):
        actions.close_order(watching.act("supervisor"), order)
    actions.close_order(watching.act("supervisor", "现场核实属实"), order)
    assert (order.state, order.settled_note) == ("closed", "现场核实属实")
    assert chain.verify() is None
    for again in (actions.acknowledge_order, lambda act, one: actions.answer_order(act, one, "再报")):
        with pytest.raises(RefusedError):
            again(watching.act("filler"), order)


def test_hint_reminder_order_instruction(watching: Watching) -> None:
    order, kinds = _issue(watching, "hint"), ["hint"]
    for who in ("supervisor", "supervisor", "leader"):
        following = actions.escalate_order(watching.act(who, "逾期未复"), order, DUE, "王市长")
        order.refresh_from_db()
        assert order.state == "escalated"
        assert following.follows == order
        assert f"前发{order.number}，逾期未复" in following.text
        order = following
        kinds.append(order.kind)
    assert kinds == ["hint", "reminder", "supervision_order", "instruction"]
    with pytest.raises(RefusedError, match="不再升级"):
        actions.escalate_order(watching.act("leader", "再催"), order, DUE)


@pytest.mark.parametrize("unit", ["province", "firm"])
def test_whom_one_cannot_order_one_writes_a_letter(watching: Watching, unit: str) -> None:
    for kind in ("hint", "reminder", "supervision_order", "instruction"):
        draft = replace(_draft(watching, kind, unit), instructed_by="王市长")
        with pytest.raises(RefusedError, match="请改用函"):
            actions.issue_orders(watching.act("supervisor"), [draft])
    letter = _issue(watching, "letter", unit)
    following = actions.escalate_order(watching.act("joint_office", "未复"), letter, DUE)
    assert (following.kind, following.number) == ("letter", "同城函〔2022〕2号")


def test_a_dissolved_unit_is_not_written_to(watching: Watching) -> None:
    unit = watching.world.units["roads_a"]
    order = _issue(watching)
    with acting_as("test.setup"):
        unit.dissolved = dt.date(2022, 4, 1)
        unit.save()
    order = Order.objects.select_related("unit").get(pk=order.pk)
    for again in (
        lambda: actions.issue_orders(watching.act("supervisor"), [_draft(watching)]),
        lambda: actions.escalate_order(watching.act("supervisor", "未复"), order, DUE),
    ):
        with pytest.raises(RefusedError, match="已于2022年4月1日撤销"):
            again()


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("hint", {"joint_office", "supervisor", "city_office"}),
        ("reminder", {"joint_office", "supervisor"}),
        ("supervision_order", {"supervisor", "leader"}),
        ("instruction", {"leader", "secretary", "supervisor"}),
        ("letter", {"joint_office", "supervisor"}),
    ],
)
def test_who_issues_what(watching: Watching, kind: str, allowed: set[str]) -> None:
    found = set()
    for who in watching.world.people:
        if who.endswith("_2"):
            continue
        try:
            actions.issue_orders(watching.act(who), [replace(_draft(watching, kind), instructed_by="王市长")])
            found.add(who)
        except RefusedError:
            pass
    assert found == allowed


def test_bad_drafts_are_told_all_at_once(watching: Watching) -> None:
    bad = replace(_draft(watching, "instruction"), title=" ", text="", due=dt.date(2022, 4, 1))
    with pytest.raises(InputError) as caught:
        actions.issue_orders(watching.act("leader"), [_draft(watching, "instruction"), bad])
    assert [(one.row, one.column) for one in caught.value.problems] == [
        (1, "instructed_by"),
        (2, "title"),
        (2, "text"),
        (2, "instructed_by"),
        (2, "due"),
    ]
    assert not Order.objects.exists()


def test_a_light_is_cited_once_it_is_published(watching: Watching) -> None:
    watching.propose()
    draft = _draft(watching, item=watching.item(), light=watching.signal().light)
    with pytest.raises(RefusedError, match="尚未发布"):
        actions.issue_orders(watching.act("supervisor"), [draft])
    watching.publish()
    assert actions.issue_orders(watching.act("supervisor"), [draft])


def test_who_answers_and_who_settles(watching: Watching) -> None:
    order = _issue(watching)
    for who in ("filler_b", "city_office_b", "leader", "auditor"):
        with pytest.raises(RefusedError):
            actions.answer_order(watching.act(who), order, "已办")
    with pytest.raises(RefusedError, match="收到回复后"):
        actions.close_order(watching.act("supervisor", "好"), order)
    with pytest.raises(InputError):
        actions.answer_order(watching.act("joint_office"), order, " ")
    actions.answer_order(watching.act("joint_office"), order, "电话回复：已复工")
    assert order.entered_for
    with pytest.raises(RefusedError, match="本人录入"):
        actions.close_order(watching.act("joint_office", "属实"), order)
    actions.return_answer(watching.act("supervisor", "未说明时间"), order)
    assert (order.state, order.answered) == ("acknowledged", None)


def test_the_office_of_its_city_answers_for_a_unit_that_never_logs_in(watching: Watching) -> None:
    order = _issue(watching, "hint")
    actions.acknowledge_order(watching.act("city_office"), order, "王科长")
    assert (order.acknowledged_by, order.entered_for) == ("王科长", True)
    actions.answer_order(watching.act("city_office"), order, "电话答复：已复工")
    assert (order.answerer, order.entered_for) == (watching.world.people["city_office"], True)
    with pytest.raises(RefusedError, match="本人录入"):
        actions.close_order(watching.act("city_office", "属实"), order)


def test_numbers_count_by_kind(watching: Watching) -> None:
    numbers = [_issue(watching, kind).number for kind in ("hint", "reminder", "hint")]
    assert numbers == ["同城提〔2022〕1号", "同城催〔2022〕1号", "同城提〔2022〕2号"]


def test_orders_are_seen_by_their_unit_its_city_and_the_office(watching: Watching) -> None:
    _issue(watching)
    seen = {who for who in watching.world.people if Order.objects.visible_to(watching.world.standing(who)).exists()}
    assert seen >= {"filler", "unit_head", "city_office", "joint_office", "supervisor", "leader", "auditor"}
    assert not seen & {"filler_b", "city_office_b", "administrator"}
