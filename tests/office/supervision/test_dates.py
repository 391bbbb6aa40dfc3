"""Pauses with renewal and changes of dates: asked before, decided by another; original dates stay."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.office.supervision.conftest import TODAY, Watching
from tongcheng.errors import InputError
from tongcheng.office.audit import chain
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.lists.models import Milestone
from tongcheng.office.supervision import actions
from tongcheng.office.supervision.models import DueChange, Pause
from tongcheng.office.supervision.queries.due import lapsed

UNTIL = TODAY + dt.timedelta(60)


def _pause(watching: Watching) -> Pause:
    asked = actions.ask_pause(watching.act("filler", "征地未批"), watching.item(), "配合完成报批", UNTIL)
    return actions.decide_pause(watching.act("joint_office"), asked, True)


def test_a_pause_is_asked_decided_renewed_and_ended(watching: Watching) -> None:
    pause = _pause(watching)
    assert watching.item().state == "paused"
    assert lapsed(UNTIL) == []
    assert lapsed(UNTIL + dt.timedelta(1)) == [pause]
    later = UNTIL + dt.timedelta(5)
    again = actions.renew_pause(
        watching.act("filler", "仍未批复", later), pause, "等待批复", later + dt.timedelta(80)
    )
    assert again.start == later
    actions.decide_pause(watching.act("joint_office", day=later), again, True)
    assert [one.state for one in Pause.objects.order_by("pk")] == ["ended", "approved"]
    assert lapsed(later) == []
    actions.end_pause(watching.act("unit_head", "已批复", later), again)
    assert watching.item().state == "active"
    assert chain.verify() is None


def test_a_pause_needs_reason_and_next_step_and_lasts_a_quarter_at_most(watching: Watching) -> None:
    with pytest.raises(RefusedError, match="理由"):
        actions.ask_pause(watching.act("filler"), watching.item(), "报批", UNTIL)
    with pytest.raises(InputError) as caught:
        actions.ask_pause(watching.act("filler", "征地"), watching.item(), " ", TODAY + dt.timedelta(120))
    assert [one.column for one in caught.value.problems] == ["next_step", "until"]
    for who in ("filler_b", "city_office_b", "supervisor"):
        with pytest.raises(RefusedError):
            actions.ask_pause(watching.act(who, "征地"), watching.item(), "报批", UNTIL)


def test_nobody_decides_what_he_asked(watching: Watching) -> None:
    asked = actions.ask_pause(watching.act("joint_office", "征地"), watching.item(), "报批", UNTIL)
    with pytest.raises(RefusedError, match="待审批"):
        actions.ask_pause(watching.act("filler", "征地"), watching.item(), "报批", UNTIL)
    for who in ("joint_office", "filler", "city_office", "supervisor"):
        with pytest.raises(RefusedError):
            actions.decide_pause(watching.act(who), asked, True)
    with pytest.raises(RefusedError, match="理由"):
        actions.decide_pause(watching.act("joint_office_2"), asked, False)
    actions.decide_pause(watching.act("joint_office_2", "应继续推进"), asked, False)
    assert (asked.state, watching.item().state) == ("refused", "active")
    with pytest.raises(RefusedError, match="已办理"):
        actions.decide_pause(watching.act("joint_office_2"), asked, True)


def test_a_date_is_changed_through_the_list_and_the_original_stays(watching: Watching) -> None:
    milestone = Milestone.objects.get(item=watching.item(), quarter="2022Q2")
    new = dt.date(2022, 9, 15)
    asked = actions.ask_due_change(watching.act("filler", "汛期影响"), watching.item(), new, milestone)
    actions.decide_due_change(watching.act("joint_office", "同意"), asked, True)
    milestone.refresh_from_db()
    assert (milestone.due, milestone.original_due) == (new, dt.date(2022, 6, 30))
    whole = actions.ask_due_change(watching.act("filler", "顺延"), watching.item(), dt.date(2023, 3, 31))
    actions.decide_due_change(watching.act("joint_office"), whole, True)
    item = watching.item()
    assert (item.due, item.original_due) == (dt.date(2023, 3, 31), dt.date(2022, 12, 31))
    assert chain.verify() is None


def test_a_date_is_asked_for_before_it_has_passed(watching: Watching) -> None:
    past = Milestone.objects.get(item=watching.item(), quarter="2022Q1")
    with pytest.raises(RefusedError, match="已过"):
        actions.ask_due_change(watching.act("filler", "晚了"), watching.item(), dt.date(2022, 9, 1), past)
    with pytest.raises(InputError):
        actions.ask_due_change(watching.act("filler", "同日"), watching.item(), dt.date(2022, 12, 31))
    other = Milestone.objects.filter(item=watching.item("2")).last()
    with pytest.raises(InputError):
        actions.ask_due_change(watching.act("filler", "别的"), watching.item(), dt.date(2023, 1, 1), other)


def test_a_date_is_decided_by_another_and_only_if_it_still_stands(watching: Watching) -> None:
    asked = actions.ask_due_change(watching.act("joint_office", "顺延"), watching.item(), dt.date(2023, 3, 31))
    with pytest.raises(RefusedError, match="本人提出"):
        actions.decide_due_change(watching.act("joint_office"), asked, True)
    with pytest.raises(RefusedError, match="待审批"):
        actions.ask_due_change(watching.act("filler", "顺延"), watching.item(), dt.date(2023, 4, 30))
    from tongcheng.office.lists.actions import change_items

    item = watching.item()
    change_items(watching.act("joint_office", "改"), [item], {item.pk: {"due": dt.date(2023, 1, 31)}})
    with pytest.raises(RefusedError, match="请重新申请"):
        actions.decide_due_change(watching.act("joint_office_2"), asked, True)
    with pytest.raises(RefusedError, match="申请人"):
        actions.withdraw(watching.act("filler"), asked)
    actions.withdraw(watching.act("joint_office"), asked)
    assert DueChange.objects.get().state == "withdrawn"
