"""What leaves the office: only what is named, only after a second person's approval, the same bytes for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office.publication.conftest import DAY, fresh, out, publication
from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item
from tongcheng.office.publication.actions import (
    add_publication,
    approve_snapshot,
    change_publication,
    make_snapshot,
    withdraw_snapshot,
)
from tongcheng.office.publication.models import Publication

EVERYBODY = (*ROLES, "filler_b", "unit_head_b", "city_office_b", "public")


# --- nothing internal leaks -------------------------------------------------------------------------------------------


MODEL_OF = {"list": ("lists.item", "lists.project"), "services": ("cross_services.service", "cross_services.offer")}
BESIDE = {"people.unit.name", "people.unit.code", "people.city.name", "people.city.code"}


# --- who may, in which state ------------------------------------------------------------------------------------------


def _refused(action: Callable[..., object], *args: object) -> bool:
    events = Event.objects.count()
    try:
        with transaction.atomic():
            action(*args)
            transaction.set_rollback(True)
    except RefusedError:
        assert Event.objects.count() == events
        return True
    return False


def test_roles_by_action_by_state(world: World) -> None:
    shown = publication(world)
    waiting = make_snapshot(world.act("joint_office"), shown, DAY)
    published, withdrawn = out(world, shown), out(world, shown)
    withdraw_snapshot(world.act("leader", "有误"), withdrawn)
    for who in EVERYBODY:
        joint = who == "joint_office"
        act, again = world.act(who, "理由"), Publication.objects.get(pk=shown.pk)
        other = Publication(slug="x", kind="services", title="x", title_en="x", publisher="x", source="x")
        assert _refused(add_publication, act, other) is not joint
        assert _refused(change_publication, act, again, {"title": "另一标题"}) is not joint
        assert _refused(make_snapshot, act, shown, DAY) is not joint
        assert _refused(approve_snapshot, act, fresh(waiting)) is (who != "leader")  # the maker is the joint office
        assert _refused(withdraw_snapshot, act, fresh(waiting)) is (who not in ("joint_office", "leader"))
        assert _refused(withdraw_snapshot, act, fresh(published)) is (who not in ("joint_office", "leader"))
        for done in (published, withdrawn):
            assert _refused(approve_snapshot, act, fresh(done))
        assert _refused(withdraw_snapshot, act, fresh(withdrawn))
    with pytest.raises(RefusedError, match="理由"):
        withdraw_snapshot(world.act("leader"), fresh(published))


def test_the_maker_does_not_approve_and_the_page_offers_it_to_others(
    world: World, browse: Callable[[str], Client]
) -> None:
    shown = publication(world)
    made = make_snapshot(world.act("joint_office"), shown, DAY)
    with pytest.raises(RefusedError, match="制作人"):
        approve_snapshot(world.act("joint_office"), fresh(made))
    url = f"/open/{shown.slug}/{made.number}/"
    assert "审定并公开" not in browse("joint_office").get(url).content.decode()
    assert browse("joint_office").post(f"{url}approve/").status_code == 403
    leader = browse("leader")
    assert "审定并公开" in leader.get(url).content.decode()
    assert "审定公开数据" in leader.get("/").content.decode()
    assert leader.post(f"{url}approve/").status_code == 302
    assert browse("public").get(url).status_code == 200
    assert leader.post(f"{url}withdraw/", {"reason": "数据有误"}).status_code == 302
    assert fresh(made).state == "withdrawn"


def test_rows_that_became_internal_are_not_approved(world: World) -> None:
    made = make_snapshot(world.act("joint_office"), publication(world), DAY)
    with acting_as("test.setup"):
        Item.objects.filter(pk=world.items["1"].pk).update(visibility="office")
    with pytest.raises(RefusedError, match="不再公开"):
        approve_snapshot(world.act("leader"), fresh(made))


def test_bad_descriptions_and_nothing_public_are_refused(world: World) -> None:
    for kind, values, column in (("list", {"list": None}, "list"), ("areas", {}, "circle"),
                                 ("services", {"slug": "new"}, "slug")):  # fmt: skip
        with pytest.raises(InputError) as error:
            add_publication(
                world.act("joint_office"), Publication(**({"slug": "a", "kind": kind, "title": "t"} | values))
            )
        assert [one.column for one in error.value.problems] == [column]
    act = world.act("joint_office")
    with pytest.raises(RefusedError, match="没有可公开"):
        make_snapshot(act, publication(world, "services"), DAY)
    with pytest.raises(RefusedError, match="晚于今天"):
        make_snapshot(act, publication(world), dt.date(2999, 1, 1))


# --- addresses and files ----------------------------------------------------------------------------------------------


def test_snapshots_do_not_change_even_in_the_database(world: World) -> None:
    made = out(world, publication(world))
    for table in ("publication_snapshot", "publication_approval"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE publication_snapshot SET rows = 0 WHERE id = %s", [made.pk])


def test_pages_ask_a_constant_number_of_queries(world: World, browse: Callable[[str], Client]) -> None:
    shown, client = publication(world), browse("public")
    one = out(world, shown)
    urls = [
        "/open/",
        f"/open/{shown.slug}/",
        f"/open/{shown.slug}/1/",
        f"/open/{shown.slug}/1.json",
        "/open/feed.atom",
    ]

    def counts() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    counts()
    before = counts()
    for _ in range(3):
        out(world, shown)
    assert counts() == before
    assert one.state == "published"


def test_the_office_works_by_pages_and_api(world: World, browse: Callable[[str], Client]) -> None:
    office = browse("joint_office")
    sent = {
        "slug": "rows", "title": "清单", "title_en": "Rows", "kind": "list", "list": world.list.pk if world.list else "",
        "publisher": "同城办", "licence": "CC-BY-4.0", "source": "台账",
    }  # fmt: skip
    assert office.post("/open/new/", sent).headers["Location"] == "/open/rows/"
    page = office.get("/open/rows/make/").content.decode()
    assert "打通甲乙大道断头路" in page
    assert "可见范围不是“公开”：3 行" in page
    assert "乙河大桥" not in page
    assert office.post("/open/rows/make/", {"as_of": "2022-12-31"}).headers["Location"] == "/open/rows/1/"
    assert office.post("/open/rows/edit/", sent | {"title": "新名"}).status_code == 302
    assert browse("filler").get("/open/rows/make/").status_code == 404
    assert office.get("/api/publication/rows/snapshots").json()["items"][0]["state"] == "waiting"
    base = "/api/publication/rows/snapshots"
    made = office.post(base, {"as_of": "2022-12-31"}, content_type="application/json")
    assert made.json()["number"] == 2
    assert office.post(f"{base}/2/approve").status_code == 403
    leader = browse("leader")
    assert leader.post(f"{base}/2/approve").json()["state"] == "published"
    gone = leader.post(f"{base}/2/withdraw", {"reason": "有误"}, content_type="application/json")
    assert gone.json()["state"] == "withdrawn"
