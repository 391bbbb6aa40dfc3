"""The API of comparisons: the same actions and the same rights as the pages."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.test import Client
from openpyxl import load_workbook

from tests.office.reconcile.test_pages import LEFT, RIGHT, version_of
from tests.office.world import World
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.figures.models import Figure
from tongcheng.office.reconcile import actions

Browse = Callable[[str], Client]


def send(client: Client, path: str, body: Any) -> Any:
    return client.post(f"/api/reconcile/{path}", json.dumps(body), content_type="application/json")


def test_a_list_beside_its_version(world: World, browse: Browse) -> None:
    assert world.list is not None
    sides = {"left": {"version": version_of(world).pk}, "right": {"list": world.list.pk}}
    with acting_as("test.setup"):
        world.items["1"].project.investment = Decimal("13.5")
        world.items["1"].project.save()
    made = send(browse("joint_office"), "", sides | {"name": "一月对二月"}).json()
    assert (made["name"], made["left"]["totals"]["rows"], made["right"]["totals"]["rows"]) == ("一月对二月", 4, 4)
    changed = {one["right"]["code"]: one["differences"] for one in made["pairs"] if one["differences"]}
    assert [(one["field"], one["left"], one["right"]) for one in changed["1"]] == [("investment", "12.5", "13.5")]
    money = next(one for one in made["bridges"] if one["name"] == "investment")
    assert Decimal(money["left"]) + Decimal(money["changed"]) == Decimal(money["right"])
    assert made["right"]["totals"]["double"] == 4
    file = browse("joint_office").get(f"/api/reconcile/{made['id']}/file.xlsx")
    assert load_workbook(io.BytesIO(file.content)).worksheets
    assert [one["id"] for one in browse("leader").get("/api/reconcile/").json()["items"]] == [made["id"]]


def test_what_people_decide(world: World, browse: Browse) -> None:
    made = actions.compare(world.act("city_office"), None, LEFT, RIGHT)
    path = f"{made.pk}/choices"
    said = {"left": "1", "right": "a", "same": True, "reason": "已核实"}
    assert send(browse("city_office_b"), path, said).status_code == 404
    assert send(browse("leader"), path, said).status_code == 403
    found = send(browse("city_office"), path, said).json()
    assert {(one["right"]["key"], one["by"]) for one in found["pairs"]} == {("a", "person"), ("b", "name")}
    unknown = send(browse("joint_office"), path, said | {"right": "z"})
    assert unknown.json()["problems"][0]["code"] == "unknown_row"
    assert made.choices.get().note == "已核实"


def test_who_may_compare_and_with_what(world: World, browse: Browse) -> None:
    assert world.list is not None
    lst, version = {"list": world.list.pk}, {"version": version_of(world).pk}
    for who in ("filler", "unit_head", "leader", "auditor", "administrator"):
        assert send(browse(who), "", {"left": lst, "right": version}).status_code == 403, who
    assert send(Client(), "", {"left": lst, "right": version}).status_code == 401
    assert send(browse("city_office"), "", {"left": lst, "right": version}).status_code == 404
    assert send(browse("joint_office"), "", {"left": lst, "right": {"list": 99999}}).status_code == 404
    both = send(browse("joint_office"), "", {"left": lst, "right": lst | version})
    assert both.json()["problems"][0]["code"] == "no_ledger"
    assert browse("filler").get("/api/reconcile/").status_code == 404
    assert browse("filler").get("/api/reconcile/published").status_code == 404


def test_published_numbers_that_differ(world: World, browse: Browse) -> None:
    with acting_as("test.setup"):
        for subject, value in (("l.total", 3), ("l.city.甲", 2), ("l.city.乙", 2)):
            Figure.objects.create(
                subject=subject, subject_name="清单", attribute="list_count", value=value, unit="个", as_of="2022-02",
                basis="official", source="公报",
            )  # fmt: skip
    (found,) = browse("joint_office").get("/api/reconcile/published").json()
    assert (found["sort"], Decimal(found["difference"]), found["sources"]) == ("double_count", 1, ["公报"])
