"""Accounts and posts: who gives them, what must not be held together, passwords that are given once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.office.world import PASSWORD, ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import Act, RefusedError
from tongcheng.office.people import actions
from tongcheng.office.people.drafts import AccountDraft, PostDraft
from tongcheng.office.people.models import Person
from tongcheng.office.people.standing import SYSTEM, standing_of

TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


def _post(world: World, unit: str = "roads_a", role: str = "filler", **more: object) -> PostDraft:
    return PostDraft(world.units[unit].pk, role, more.pop("start", dt.date(2022, 1, 1)), **more)


def test_an_account_is_made_with_its_post_and_a_password_for_one_login(world: World) -> None:
    made = actions.create_account(
        world.act("administrator"), AccountDraft("zhang.san", "张三", "138", posts=(_post(world),))
    )
    assert made.person.check_password(made.password)
    assert made.person.must_change_password
    assert standing_of(made.person).units("filler") == {world.units["roads_a"].pk}
    events = Event.objects.order_by("number")
    assert [one.subject_type for one in events] == ["people.person", "people.appointment"]
    assert "password" not in (events[0].after or {})


def test_the_server_makes_accounts_as_well(world: World) -> None:
    act = Act(SYSTEM, channel="command")
    made = actions.create_account(act, AccountDraft("li.si", "李四"), password="a-very-long-word")
    assert made.password == "a-very-long-word"
    with pytest.raises(InputError):
        actions.create_account(act, AccountDraft("wang.wu", "王五"), password="12345")


@pytest.mark.parametrize(
    ("username", "name", "email"), [("filler", "重名", ""), ("有 空格", "x", ""), ("", "x", ""), ("ok", "", "no")]
)
def test_a_bad_account_is_not_made(world: World, username: str, name: str, email: str) -> None:
    with pytest.raises(InputError):
        actions.create_account(world.act("administrator"), AccountDraft(username, name, email=email))
    assert not Event.objects.exists()


@pytest.mark.parametrize("who", [*(role for role in ROLES if role != "administrator"), "public"])
def test_only_the_administrator_keeps_accounts(world: World, who: str) -> None:
    act, other = world.act(who, "理由"), world.people["filler_b"]
    for attempt in (
        lambda: actions.create_account(act, AccountDraft("x", "x")),
        lambda: actions.reset_password(act, other),
        lambda: actions.deactivate_account(act, other),
        lambda: actions.reactivate_account(act, other),
        lambda: actions.appoint(act, other, _post(world)),
        lambda: actions.end_appointment(act, other.appointments.get()),
    ):
        with pytest.raises(RefusedError, match="由系统管理员维护"):
            attempt()


def test_nobody_does_it_for_himself(world: World) -> None:
    act, own = world.act("administrator", "理由"), world.people["administrator"]
    for attempt in (
        lambda: actions.reset_password(act, own),
        lambda: actions.deactivate_account(act, own),
        lambda: actions.appoint(act, own, _post(world)),
        lambda: actions.end_appointment(act, own.appointments.get()),
        lambda: actions.hand_over(act, own),
    ):
        with pytest.raises(RefusedError, match="不得为本人办理"):
            attempt()


def test_an_administrator_holds_no_other_role_at_the_same_time(world: World) -> None:
    act, filler = world.act("administrator"), world.people["filler"]
    with pytest.raises(RefusedError, match="不得兼任"):
        actions.appoint(act, filler, _post(world, "office", "administrator"))
    drafts = (_post(world), _post(world, "office", "administrator"))
    with pytest.raises(RefusedError, match="不得兼任"):
        actions.create_account(act, AccountDraft("both", "兼任", posts=drafts))
    actions.end_appointment(act, filler.appointments.get(), dt.date(2021, 12, 31))
    actions.appoint(act, filler, _post(world, "office", "administrator"))
    assert standing_of(filler).roles == {"administrator"}


def test_posts_have_days_and_are_not_held_twice(world: World) -> None:
    act, filler = world.act("administrator"), world.people["filler"]
    with pytest.raises(RefusedError, match="已任此职"):
        actions.appoint(act, filler, _post(world))
    post = actions.appoint(
        act, filler, _post(world, "office", "joint_office", end=TODAY() + 30 * DAY, kind="seconded")
    )
    assert standing_of(filler).has("joint_office")
    assert not standing_of(filler, TODAY() + 31 * DAY).has("joint_office")
    assert not standing_of(filler, dt.date(2021, 12, 31)).has("joint_office")
    with pytest.raises(RefusedError, match="延期请另行任职"):
        actions.end_appointment(act, post, TODAY() + 40 * DAY)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"role": "king"}, "role"),
        ({"kind": "bought"}, "kind"),
        ({"end": dt.date(2021, 1, 1)}, "end"),
        ({"unit": 10**6}, "unit"),
    ],
)
def test_bad_posts_are_refused(world: World, change: dict[str, object], column: str) -> None:
    from dataclasses import replace

    with pytest.raises(InputError) as error:
        actions.appoint(
            world.act("administrator"), world.people["leader"], replace(_post(world, role="unit_head"), **change)
        )
    assert [one.column for one in error.value.problems] == [column]


def test_a_post_ends_at_once_and_one_to_come_is_taken_back(world: World) -> None:
    act, filler = world.act("administrator"), world.people["filler"]
    actions.end_appointment(act, filler.appointments.get())
    assert not standing_of(filler).roles
    with pytest.raises(RefusedError, match="已结束"):
        actions.end_appointment(act, filler.appointments.get())
    coming = actions.appoint(act, filler, _post(world, start=TODAY() + 9 * DAY))
    actions.end_appointment(act, coming)
    assert filler.appointments.count() == 1
    last = Event.objects.latest("number")
    assert (last.after, last.before["role"]) == (None, "filler")


def test_a_reset_password_works_once_and_is_not_in_the_log(world: World) -> None:
    made = actions.reset_password(world.act("administrator"), world.people["filler"])
    filler = Person.objects.get(username="filler")
    assert filler.must_change_password
    assert not filler.check_password(PASSWORD)
    event = Event.objects.get()
    assert event.after == {"password": "reset", "must_change_password": True}
    actions.change_password(Act(standing_of(filler)), filler, "my-own-secret-1")
    assert not Person.objects.get(username="filler").must_change_password
    assert made.password not in str(list(Event.objects.values()))


def test_one_changes_only_one_s_own_password_into_a_new_good_one(world: World) -> None:
    act, filler = world.act("filler"), world.people["filler"]
    with pytest.raises(RefusedError, match="本人"):
        actions.change_password(act, world.people["filler_b"], "my-own-secret-1")
    for bad in ("short", "password123", PASSWORD):
        with pytest.raises(InputError):
            actions.change_password(act, filler, bad)


def test_a_closed_account_has_no_rights_and_can_be_opened_again(world: World) -> None:
    act, filler = world.act("administrator", "泄露"), world.people["filler"]
    with pytest.raises(RefusedError, match="理由"):
        actions.deactivate_account(world.act("administrator"), filler)
    actions.deactivate_account(act, filler)
    assert standing_of(filler).person is None
    for attempt in (
        lambda: actions.deactivate_account(act, filler),
        lambda: actions.reset_password(act, filler),
        lambda: actions.appoint(act, filler, _post(world, role="unit_head")),
    ):
        with pytest.raises(RefusedError, match="已停用"):
            attempt()
    actions.reactivate_account(act, filler)
    assert standing_of(filler).has("filler")
    with pytest.raises(RefusedError, match="正在使用"):
        actions.reactivate_account(act, filler)


def test_names_are_corrected_by_oneself_or_the_administrator(world: World) -> None:
    filler = world.people["filler"]
    actions.change_account(world.act("filler"), filler, {"phone": "028-1", "name": "冒名"})
    assert filler.name == "filler同志"
    actions.change_account(world.act("administrator"), filler, {"name": "新名", "username": "ignored"})
    filler.refresh_from_db()
    assert (filler.name, filler.phone, filler.username) == ("新名", "028-1", "filler")
    with pytest.raises(RefusedError):
        actions.change_account(world.act("unit_head"), filler, {"name": "x"})
    with pytest.raises(InputError):
        actions.change_account(world.act("administrator"), filler, {"name": ""})


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("administrator", 12),
        ("joint_office", 12),
        ("auditor", 12),
        ("city_office", 3),
        ("filler", 2),
        ("filler_b", 2),
        ("public", 0),
    ],
)
def test_who_sees_whom(world: World, who: str, sees: int) -> None:
    assert Person.objects.visible_to(world.standing(who)).count() == sees
