"""The API of people and units: the same actions, the same rights."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.office.world import World
from tongcheng.office.audit.models import Event
from tongcheng.office.people.models import Person, Unit

Browse = Callable[[str], Client]


def _send(client: Client, path: str, body: Any, method: str = "post") -> Any:
    return getattr(client, method)(f"/api/people/{path}", json.dumps(body), content_type="application/json")


def test_units_are_read_added_changed_and_dissolved(world: World, browse: Browse) -> None:
    client = browse("joint_office")
    assert client.get("/api/people/units").json()["count"] == 9
    assert [city["name"] for city in client.get("/api/people/cities").json()] == ["甲市", "乙市"]
    made = _send(client, "units", {"name": "某公司", "kind": "firm", "aliases": ["某司"]})
    assert made.status_code == 201
    key = made.json()["id"]
    changed = _send(
        client,
        f"units/{key}",
        {"short_name": "某", "aliases": ["某某司"], "parent": world.units["office"].pk},
        "patch",
    )
    assert (changed.json()["short_name"], changed.json()["parent"]) == ("某", world.units["office"].pk)
    assert _send(client, f"units/{key}", {"parent": key}, "patch").status_code == 422
    assert _send(client, f"units/{key}", {"parent": 10**6}, "patch").status_code == 422
    assert _send(client, f"units/{key}", {"parent": None}, "patch").json()["parent"] is None
    assert _send(client, f"units/{key}/dissolve", {}).status_code == 403
    assert _send(client, f"units/{key}/dissolve", {"reason": "撤并", "on": "2022-01-01"}).json()["dissolved"]
    assert client.get(f"/api/people/units/{key}").json()["name"] == "某公司"
    assert client.get("/api/people/units/1000000").status_code == 404
    assert Event.objects.filter(channel="api").count() == Event.objects.count() > 0


def test_problems_and_refusals_have_their_status(world: World, browse: Browse) -> None:
    bad = _send(browse("joint_office"), "units", {"name": "甲市交通委", "kind": "firm"})
    assert (bad.status_code, bad.json()["problems"][0]["code"]) == (422, "taken")
    refused = _send(browse("filler"), "units", {"name": "某公司", "kind": "firm"})
    assert (refused.status_code, refused.json()["why"]["zh"]) == (403, "单位由同城化办公室或系统管理员维护")
    assert browse("public").get("/api/people/units").status_code == 401
    assert Unit.objects.count() == 9


def test_names_are_understood(world: World, browse: Browse) -> None:
    found = _send(browse("filler"), "units/names", {"names": ["甲市交通委", "市交通局"]}).json()
    assert found[0] | {"suggestions": []} == {
        "name": "甲市交通委",
        "unit": world.units["roads_a"].pk,
        "how": "name",
        "ambiguous": False,
        "suggestions": [],
    }
    assert (found[1]["unit"], found[1]["ambiguous"]) == (None, True)


def test_accounts_and_posts(world: World, browse: Browse) -> None:
    client, unit = browse("administrator"), world.units["roads_a"].pk
    post = {"unit": unit, "role": "filler", "start": "2022-01-01"}
    made = _send(client, "persons", {"username": "sun", "name": "孙", "posts": [post]})
    assert made.status_code == 201
    key = made.json()["id"]
    assert Person.objects.get(pk=key).check_password(made.json()["password"])
    given = _send(client, f"persons/{key}/posts", post | {"role": "unit_head"})
    assert given.status_code == 201
    assert _send(client, f"persons/{key}/posts", post).status_code == 403
    assert _send(client, f"posts/{given.json()['id']}/end", {"on": "2022-02-01"}).status_code == 204
    assert _send(client, f"persons/{key}/password", {}).json()["password"]
    assert _send(client, f"persons/{key}/deactivate", {"reason": "x"}).status_code == 204
    assert _send(client, f"persons/{key}/reactivate", {}).status_code == 204
    listed = client.get("/api/people/persons?words=sun").json()["items"]
    assert [one["posts"][0]["role"] for one in listed] == ["filler"]


@pytest.mark.parametrize(
    ("who", "status", "pieces"), [("joint_office", 200, 1), ("administrator", 200, 0), ("unit_head", 403, 0)]
)
def test_open_work_and_handing_over(world: World, browse: Browse, who: str, status: int, pieces: int) -> None:
    from tongcheng.office.core.acting import _named as acting_as

    with acting_as("test.setup"):
        world.items["1"].officer = world.people["filler"].name
        world.items["1"].save()
    client, key = browse(who), world.people["filler"].pk
    found = client.get(f"/api/people/persons/{key}/open-work")
    assert found.status_code == status
    body = {"successor": world.people["unit_head"].pk, "last_day": "2022-05-31", "reason": "调离"}
    done = _send(client, f"persons/{key}/hand-over", body)
    assert done.status_code == status
    if status == 200:
        assert (found.json()[0]["count"], len(found.json()[0]["pieces"])) == (1, pieces)
        assert done.json() == {"posts_ended": 1, "posts_given": 1, "rows_passed": 1}


def test_others_are_not_there(world: World, browse: Browse) -> None:
    key = world.people["filler_b"].pk
    assert _send(browse("filler"), f"persons/{key}/password", {}).status_code == 404
    assert _send(browse("filler"), f"persons/{key}/hand-over", {"reason": "x"}).status_code == 404
