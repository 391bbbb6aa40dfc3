"""The log: every change is an event, the chain proves itself, the database refuses to change it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.office.world import World
from tongcheng.language import Text
from tongcheng.office.audit import chain
from tongcheng.office.audit.models import Event
from tongcheng.office.core import acting
from tongcheng.office.core.acting import Act, ConflictError, RefusedError
from tongcheng.office.core.recorded import OutsideActionError
from tongcheng.office.lists.models import Item


def _nobody(standing: object, subject: object) -> Text | None:
    return None if subject else Text("不行", "no")


@pytest.fixture
def rename() -> object:
    def run(act: Act, item: Item, title: str, base: int | None = None) -> None:
        chain.record(act, [item.revise({"title": title}, base)])
        item.save()

    yield acting.action("test.rename", Text("改名", "rename"), rule=_nobody)(run)
    del acting.ACTIONS["test.rename"]


def test_a_change_is_an_event_with_before_and_after(world: World, rename: object) -> None:
    rename(world.act("joint_office", "改错字"), world.items["1"], "甲乙大道")
    event = Event.objects.get()
    assert (event.number, event.action, event.reason) == (1, "test.rename", "改错字")
    assert event.before == {"title": "打通甲乙大道断头路"}
    assert event.after == {"title": "甲乙大道"}
    assert chain.verify() is None


def test_rows_do_not_change_outside_an_action(world: World) -> None:
    for write in (
        world.items["1"].save,
        lambda: Item.objects.update(title="x"),
        lambda: Item.objects.all().delete(),
    ):
        with pytest.raises(OutsideActionError):
            write()


def test_a_failing_action_leaves_neither_row_nor_event(world: World, rename: object) -> None:
    with pytest.raises(RefusedError):
        rename(world.act("joint_office"), None, "x")
    assert not Event.objects.exists()


def test_only_the_same_field_is_a_conflict(world: World, rename: object) -> None:
    item = world.items["1"]
    rename(world.act("joint_office"), item, "一", 1)
    with pytest.raises(ConflictError) as caught:
        rename(world.act("joint_office"), item, "二", 1)
    assert caught.value.fields == ("title",)
    assert item.clashes(1, ["content"]) == []


def test_the_database_refuses_to_change_the_log(world: World, rename: object) -> None:
    rename(world.act("joint_office"), world.items["1"], "甲乙大道")
    for statement in ("UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_verify_names_the_first_bad_event_and_a_cut_tail(world: World, rename: object) -> None:
    for title in "一二三":
        rename(world.act("joint_office"), world.items["1"], title)
    printed = chain.head()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_event_no_delete")
            cursor.execute("DROP TRIGGER audit_event_no_update")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM audit_event WHERE number = 3")
        assert chain.verify() is None
        assert chain.verify(printed) == (3, "cut")
        cursor.execute("UPDATE audit_event SET reason = '后补' WHERE number = 2")
    assert chain.verify() == (2, "changed")


def test_every_page_frame_works(browse: object) -> None:
    page = browse("joint_office").get("/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert browse("public").get("/").status_code == 302
