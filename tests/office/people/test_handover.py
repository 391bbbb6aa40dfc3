"""Somebody leaves: one action ends the posts, passes all open work on and closes the account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from tests.office.world import World
from tongcheng.language import Text
from tongcheng.office.audit import chain
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import Act, Change, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.waiting import waiting_for
from tongcheng.office.people import actions, handover
from tongcheng.office.people.handover import Piece, Work
from tongcheng.office.people.models import Appointment, Person
from tongcheng.office.people.standing import standing_of
from tongcheng.office.progress.models import Ledger, Period

DAY = dt.timedelta(days=1)


@pytest.fixture
def open_work(world: World) -> Ledger:
    """The filler has begun a ledger and stands on rows in several ways; a namesake stands on another city's row."""
    filler = world.people["filler"]
    with acting_as("test.setup"):
        for code, fields in (
            ("1", {"officer": filler.name, "liaison_a": f"{filler.name} 028-8000", "liaison_b": f"{filler.name}一"}),
            ("2", {"officer": filler.name}),
            ("3", {"officer": "别人"}),
        ):
            for field, value in fields.items():
                setattr(world.items[code], field, value)
            world.items[code].save()
        day = dt.date(2022, 3, 31)
        period = Period.objects.create(
            code="2022-03", kind="month", first_day=day.replace(day=1), last_day=day, opens=timezone.now()
        )
        return Ledger.objects.create(period=period, unit=world.units["roads_a"], author=filler)


def _successor(world: World) -> Person:
    person = world.people["unit_head"]
    person.phone = "028-9000"
    person.save()
    return person


def test_all_open_work_is_shown_before(world: World, open_work: Ledger) -> None:
    found = {piece.label: piece for work in handover.open_work(world.people["filler"]) for piece in work.pieces}
    assert set(found) == {"甲市交通局 2022-03", "1 打通甲乙大道断头路"}
    note = found["1 打通甲乙大道断头路"].note
    assert note is not None
    assert note.zh == "责任人、联络员A角"


def test_one_action_ends_posts_passes_work_and_closes_the_account(world: World, open_work: Ledger) -> None:
    leaver, successor = world.people["filler"], _successor(world)
    done = actions.hand_over(world.act("joint_office", "借调期满"), leaver, successor, timezone.localdate())
    assert (done.posts_ended, done.posts_given) == (1, 1)
    assert done.rows_passed >= 1
    item = world.items["1"]
    item.refresh_from_db()
    assert (item.officer, item.liaison_a, item.liaison_b) == (
        successor.name,
        f"{successor.name} 028-9000",
        f"{leaver.name}一",
    )
    other = type(item).objects.get(code="2")
    assert other.officer == leaver.name  # a namesake on another unit's row
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert not standing_of(leaver, timezone.localdate() + DAY).roles
    tomorrow = standing_of(successor, timezone.localdate() + DAY)
    assert tomorrow.roles == {"unit_head", "filler"}
    assert not [work for work in handover.open_work(leaver) if work.passes]
    events = Event.objects.filter(action="people.hand_over")
    assert {one.reason for one in events} == {"借调期满"}
    assert len({one.request_id for one in events}) == 1
    assert chain.verify() is None


def test_any_app_may_register_what_passes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = []

    def take(act: Act, person: Person, successor: Person) -> list[Change]:
        passed.append((person, successor))
        return []

    monkeypatch.setattr(handover, "_SOURCES", {})
    work = Work(Text("会议材料", "papers"), (Piece("第三次会议"),))
    handover.register("test.papers", find=lambda person: work, pass_on=take)
    leaver = world.people["secretary"]
    with pytest.raises(RefusedError, match="请指定接手人"):
        actions.hand_over(world.act("administrator", "调离"), leaver)
    actions.hand_over(world.act("administrator", "调离"), leaver, world.people["leader"])
    assert passed == [(leaver, world.people["leader"])]


def test_open_work_needs_a_successor_who_can_take_it(world: World, open_work: Ledger) -> None:
    leaver, office = world.people["filler"], world.people["joint_office"]
    closed = world.people["leader"]
    closed.is_active = False
    closed.save()
    for successor, words in (
        (None, "请指定接手人"),
        (leaver, "不能是本人"),
        (closed, "已停用"),
        (office, "不得给自己任职"),
        (world.people["administrator"], "不得兼任"),
    ):
        with pytest.raises(RefusedError, match=words):
            actions.hand_over(world.act("joint_office", "调离"), leaver, successor)
    assert Appointment.objects.get(person=leaver).end is None
    assert not Event.objects.exists()


def test_work_may_pass_without_the_posts_and_the_last_day_may_come_later(world: World, open_work: Ledger) -> None:
    leaver, last = world.people["filler"], timezone.localdate() + 10 * DAY
    done = actions.hand_over(
        world.act("joint_office", "调离"), leaver, world.people["joint_office"], last, take_posts=False
    )
    leaver.refresh_from_db()
    assert done.posts_given == 0
    assert leaver.is_active
    assert standing_of(leaver, last).has("filler")
    assert not standing_of(leaver, last + DAY).roles


def test_somebody_without_open_work_leaves_without_successor(world: World) -> None:
    done = actions.hand_over(world.act("administrator", "退休"), world.people["secretary"])
    assert (done.posts_ended, done.posts_given, done.rows_passed) == (1, 0, 0)


@pytest.mark.parametrize("who", ["filler_b", "unit_head", "city_office", "secretary", "leader", "auditor", "public"])
def test_others_do_not_hand_over(world: World, who: str) -> None:
    with pytest.raises(RefusedError, match="移交由"):
        actions.hand_over(world.act(who, "x"), world.people["filler"])


def test_an_administrator_is_replaced_by_an_administrator_only(world: World) -> None:
    with pytest.raises(RefusedError, match="另一位系统管理员"):
        actions.hand_over(world.act("joint_office", "x"), world.people["administrator"])


def test_the_page_shows_the_work_to_the_office_and_only_counts_to_the_administrator(
    world: World, open_work: Ledger, browse: Callable[[str], Client]
) -> None:
    url = f"/people/accounts/{world.people['filler'].pk}/hand-over/"
    assert "打通甲乙大道断头路" in browse("joint_office").get(url).content.decode()
    page = browse("administrator").get(url).content.decode()
    assert "打通甲乙大道断头路" not in page
    assert "只见件数" in page
    assert browse("unit_head").get(url).status_code == 404
    sent = {"successor": _successor(world).pk, "last_day": "2022-05-31", "take_posts": "on", "reason": "挂职结束"}
    assert browse("administrator").post(url, sent | {"last_day": "32"}).status_code == 422
    assert browse("administrator").post(url, sent | {"successor": ""}).status_code == 422
    assert browse("administrator").post(url, sent).status_code == 302
    assert Appointment.objects.get(person=world.people["filler"]).end == dt.date(2022, 5, 31)


def test_secondments_that_end_wait_for_the_office(world: World) -> None:
    post = world.people["filler"].appointments.get()
    with acting_as("test.setup"):
        post.kind, post.end = "seconded", timezone.localdate() + 2 * DAY
        post.save()
    for who, count in (("joint_office", 1), ("administrator", 1), ("unit_head", 0)):
        found = [row for row in waiting_for(world.standing(who)) if "借调" in row.title.zh]
        assert len(found) == count
        assert all(row.urgency == "soon" for row in found)
