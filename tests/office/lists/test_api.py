"""The API: the same rights, revisions and problems as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.office.world import World
from tongcheng.office.audit.models import Event
from tongcheng.office.lists.models import Item

Browse = Callable[[str], Client]


@pytest.fixture
def call(browse: Browse) -> Callable[..., Any]:
    def run(who: str, verb: str, path: str, body: Any = None, expect: int = 200) -> Any:
        made = getattr(browse(who), verb)(f"/api/lists/{path}", body, content_type="application/json")
        assert made.status_code == expect, made.content.decode()
        return made.json()

    return run


def test_lists_and_rows_are_given_as_far_as_one_may_see(world: World, call: Any) -> None:
    pk = world.list.pk
    assert call("joint_office", "get", "")["items"][0]["code"] == "tasks-2022"
    rows = call("joint_office", "get", f"{pk}/items?kind=project&sort=-investment&limit=1")
    assert (rows["count"], rows["items"][0]["title"], rows["items"][0]["leads"]) == (
        2,
        "打通甲乙大道断头路",
        ["roads_a"],
    )
    assert float(rows["investment"]) == 15.7
    assert call("filler_b", "get", f"{pk}/items")["count"] == 2
    assert call("joint_office", "get", f"{pk}/items?unit=roads_b")["count"] == 1
    assert call("joint_office", "get", f"{pk}/items?unit=nobody")["count"] == 0
    call("filler_b", "get", f"items/{world.items['3'].uid}", expect=404)
    call("public", "get", "", expect=401)
    call("joint_office", "get", f"{pk}/items?state=x", expect=422)


def test_a_change_meets_another(world: World, call: Any) -> None:
    path = f"items/{world.items['1'].uid}"
    body = {"title": "甲", "leads": ["roads_b", "roads_a"], "reason": "会议", "revision": 1}
    made = call("joint_office", "patch", path, body)
    assert (made["title"], made["leads"], made["revision"]) == ("甲", ["roads_b", "roads_a"], 2)
    assert call("joint_office", "patch", path, body | {"title": "乙"}, 409)["fields"] == ["title"]
    assert call("joint_office", "patch", path, {"content": "新", "revision": 1, "reason": "会议"})["content"] == "新"
    call("joint_office", "patch", path, {"leads": ["nobody"], "reason": "x"}, 422)
    call("filler", "patch", path, {"title": "丙", "reason": "x"}, 403)
    assert Event.objects.filter(channel="api").exists()
    made = call(
        "joint_office",
        "patch",
        f"{path}/project",
        {"investment": "13", "permits": {"land": {"state": "已批"}}, "reason": "x"},
    )
    assert made["permits"]["land"]["state"] == "已批"
    first = made["milestones"][0]
    steps = {"reason": "x", "milestones": [{"id": first["id"], "text": "改"}, {"text": "新", "due": "2022-05-01"}]}
    assert len(call("joint_office", "patch", f"{path}/milestones", steps)["milestones"]) == 5


def test_rows_are_added_and_go_their_way(world: World, call: Any) -> None:
    pk = world.list.pk
    row = {
        "kind": "project",
        "title": "新",
        "leads": ["roads_a"],
        "reporting_unit": "roads_a",
        "project": {"investment": 2},
        "milestones": [{"text": "开工"}],
    }
    uid = call("joint_office", "post", f"{pk}/items", {"rows": [row]}, 201)[0]
    call("joint_office", "post", f"{pk}/items", {"rows": [{"title": "缺类型"}]}, 422)
    for name, state in (
        ("activate", "active"),
        ("complete", "done"),
        ("resume", "active"),
        ("complete", "done"),
        ("close", "closed"),
    ):
        assert call("joint_office", "post", f"items/{uid}/{name}", {"reason": "核实"})["state"] == state
    call("joint_office", "post", f"items/{uid}/cancel", {"reason": "x"}, 403)
    one, two, three = (str(world.items[code].uid) for code in "123")
    new = call("joint_office", "post", f"items/{one}/swap", {"reason": "换", "row": row})
    assert new["predecessors"] == [one]
    call("joint_office", "post", f"items/{two}/swap", {"reason": "换"}, 422)
    parts = call(
        "joint_office", "post", f"items/{two}/split", {"reason": "分", "parts": [{"title": "a"}, {"title": "b"}]}
    )
    assert call("joint_office", "get", f"items/{two}")["parts"] == parts
    merged = call(
        "joint_office",
        "post",
        f"items/{three}/merge",
        {"reason": "并", "others": [new["uid"]], "row": {"title": "合"}},
    )
    assert set(merged["predecessors"]) == {three, new["uid"]}
    lst = call("joint_office", "post", "", {"keeper": "office", "code": "n", "name": "新清单", "kind": "task"}, 201)
    moved = call("joint_office", "post", f"items/{merged['uid']}/transfer", {"reason": "移", "to": lst["id"]})
    assert moved["list"] == lst["id"]
    assert (
        call("joint_office", "post", f"items/{moved['uid']}/assign", {"reason": "移", "unit": "firm"})[
            "reporting_unit"
        ]
        == "firm"
    )
    call("joint_office", "post", f"{pk}/order", {"reason": "排", "order": [str(world.items["4"].uid)]})
    assert Item.objects.filter(list=pk).first().code == "4"


def test_versions_and_checks(world: World, call: Any) -> None:
    pk = world.list.pk
    call(
        "joint_office",
        "post",
        f"{pk}/versions",
        {"reason": "审定", "issued": "2022-03-01", "as_of": "2022-02-28"},
        201,
    )
    assert len(call("joint_office", "get", f"{pk}/versions/1")["rows"]) == 4
    assert len(call("filler", "get", f"{pk}/versions/1")["rows"]) == 1
    assert call("joint_office", "get", f"{pk}/checks") == []
    call("joint_office", "patch", f"{pk}", {"name": "新名", "reason": "改", "revision": 1})
    call("joint_office", "post", f"{pk}/archive", {"reason": "归"})
    call("joint_office", "patch", f"items/{world.items['1'].uid}", {"title": "x", "reason": "x"}, 403)
    assert not call("joint_office", "post", f"{pk}/reopen", {"reason": "回"})["closed"]
    call("administrator", "get", f"{pk}/versions", expect=404)
