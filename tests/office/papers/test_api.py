"""The API of papers: the same actions and the same rights as the pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.office.world import World
from tongcheng.office.papers.models import Draft, Issued
from tongcheng.office.progress.models import Period

Browse = Callable[[str], Client]


def send(client: Client, path: str, body: Any = None, method: str = "post") -> Any:
    return getattr(client, method)(f"/api/papers/{path}", json.dumps(body or {}), content_type="application/json")


def test_a_paper_from_its_draft_to_what_went_out(world: World, period: Period, browse: Browse) -> None:
    office = browse("joint_office")
    made = send(office, "", {"kind": "special_report", "period": period.code}).json()
    assert (made["state"], made["as_of"], made["pages"]) == ("draft", "2022-06-30", 2)
    assert made["chain_head"]
    progress = next(one for one in made["sections"] if one["key"] == "progress")
    path = f"{made['id']}/sections/{progress['id']}"
    changed = send(office, path, {"text": "总体有序。", "revision": progress["revision"]}, "patch")
    assert changed.json()["edited"]
    again = send(office, path, {"text": "又改", "revision": progress["revision"]}, "patch")
    assert (again.status_code, again.json()["fields"]) == (409, ["text"])
    assert (
        send(office, f"{made['id']}", {"number": "同城办〔2022〕9号"}, "patch").json()["number"]
        == "同城办〔2022〕9号"
    )
    assert send(office, f"{made['id']}/redraft").json()["sections"][0]["text"] == "总体有序。"
    early = send(office, f"{made['id']}/issue", {"on": "2022-06-01"})
    assert (early.status_code, early.json()["problems"][0]["code"]) == (422, "too_early")
    gone = send(office, f"{made['id']}/issue", {"on": "2022-07-05"}).json()
    assert (gone["state"], gone["issued"]["on"]) == ("issued", "2022-07-05")
    pdf = office.get(f"/api/papers/{made['id']}/file.pdf").content
    assert hashlib.sha256(pdf).hexdigest() == gone["issued"]["pdf_sha256"]
    assert office.get(f"/api/papers/{made['id']}/file.docx").content == bytes(Issued.objects.get().docx)
    assert send(office, f"{made['id']}/discard", {"reason": "作废"}).status_code == 403
    assert [one["id"] for one in office.get("/api/papers/").json()["items"]] == [made["id"]]


def test_tables_come_with_the_sections(world: World, period: Period, browse: Browse) -> None:
    made = send(browse("secretary"), "", {"kind": "bulletin", "period": period.code}).json()
    table = next(one["table"] for one in made["sections"] if one["key"] == "table")
    assert table["header"][1] == "名称"
    assert len(table["rows"]) == 5


def test_rights_are_those_of_the_pages(world: World, period: Period, browse: Browse) -> None:
    item = str(world.items["1"].uid)
    order = {"kind": "reminder", "unit": "roads_a", "items": [item], "answer_by": "2099-12-01"}
    for who in ("filler", "city_office", "leader", "auditor"):
        assert send(browse(who), "", {"kind": "brief", "period": period.code}).status_code == 403, who
    assert send(Client(), "", order).status_code == 401
    made = send(browse("supervisor"), "", order).json()
    assert send(browse("supervisor"), f"{made['id']}/issue").status_code == 403
    assert browse("filler").get(f"/api/papers/{made['id']}").status_code == 404
    send(browse("joint_office"), f"{made['id']}/issue")
    assert browse("filler").get(f"/api/papers/{made['id']}").json()["state"] == "issued"
    assert browse("filler_b").get(f"/api/papers/{made['id']}").status_code == 404
    assert browse("filler_b").get(f"/api/papers/{made['id']}/file.pdf").status_code == 404
    assert [one["unit"] for one in browse("filler").get("/api/papers/").json()["items"]] == ["roads_a"]


def test_bad_input_is_told_plainly(world: World, period: Period, browse: Browse) -> None:
    office = browse("joint_office")
    assert send(office, "", {"kind": "poem"}).json()["problems"][0]["code"] == "unknown_kind"
    assert send(office, "", {"kind": "bulletin"}).json()["problems"][0]["code"] == "no_period"
    assert send(office, "", {"kind": "bulletin", "period": "1999-01"}).status_code == 404
    nowhere = {"kind": "letter", "unit": "province", "items": ["00000000-0000-0000-0000-000000000000"]}
    assert send(office, "", nowhere).status_code == 404
    assert send(office, "", {"kind": "letter", "unit": "province"}).json()["problems"][0]["code"] == "no_item"
    made = send(office, "", {"kind": "brief", "period": period.code}).json()
    assert send(office, f"{made['id']}", {"title": "长" * 201}, "patch").status_code == 422
    other = send(office, "", {"kind": "year", "period": period.code}).json()
    strange = f"{made['id']}/sections/{other['sections'][0]['id']}"
    assert send(office, strange, {"text": "x"}, "patch").status_code == 404
    assert send(office, f"{made['id']}/discard", {"reason": ""}).status_code == 403
    assert send(office, f"{made['id']}/discard", {"reason": "重复"}).json()["state"] == "discarded"
    assert Draft.objects.count() == 2
