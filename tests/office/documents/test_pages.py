"""Pages and the API: who gets them, what they say, what a bad file answers."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.office.documents import files
from tests.office.documents.conftest import later
from tests.office.world import World
from tongcheng.office.documents import actions
from tongcheng.office.documents.models import Consultation, Dossier, Issue, Opinion, PlanNode, Version
from tongcheng.office.lists.models import Item
from tongcheng.office.search.queries import find

Browse = Callable[[str], Client]


def _pages(version: Version, other: Version, consultation: Consultation) -> list[str]:
    asked = consultation.asked.get(unit__code="roads_a")
    of_version = ("version", "adoption", "consult", "issue", "coverage", "tree", "new_node", "areas", "draw")
    return [
        reverse("documents:dossiers"),
        reverse("documents:dossiers") + "?state=draft&kind=action_plan&words=甲乙",
        reverse("documents:new"),
        reverse("documents:register"),
        reverse("documents:dossier", args=[version.dossier_id]),
        reverse("documents:edit", args=[version.dossier_id]),
        reverse("documents:add_version", args=[version.dossier_id]),
        *(reverse(f"documents:{name}", args=[version.pk]) for name in of_version),
        reverse("documents:compare", args=[version.pk, other.pk]),
        reverse("documents:compare", args=[other.pk, version.pk]) + "?whole=1",
        reverse("documents:rows", args=[version.pk, 6]),
        reverse("documents:tie", args=[version.pk, 6]),
        *(reverse("documents:consultations") + f"?state={name}" for name in ("", "open", "waiting", "undecided")),
        reverse("documents:consultation", args=[consultation.pk]),
        reverse("documents:change_consultation", args=[consultation.pk]),
        reverse("documents:answer", args=[consultation.pk, asked.pk]) + "?paragraph=6",
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens(
    browse: Browse, version: Version, revised: Version, consultation: Consultation, language: str
) -> None:
    client = browse("joint_office")
    client.cookies["language"] = language
    for address in _pages(version, revised, consultation):
        assert client.get(address).status_code == 200, address


def test_strangers_get_nothing(
    browse: Browse, version: Version, revised: Version, consultation: Consultation
) -> None:
    for address in _pages(version, revised, consultation):
        assert browse("public").get(address).status_code == 302
    for address in (
        reverse("documents:version", args=[revised.pk]),
        reverse("documents:file", args=[revised.pk]),
        reverse("documents:adoption_file", args=[revised.pk, "docx"]),
        reverse("documents:compare", args=[version.pk, revised.pk]),
        reverse("documents:issue", args=[version.pk]),
        reverse("documents:edit", args=[version.dossier_id]),
        reverse("documents:rows", args=[version.pk, 6]),
    ):
        assert browse("filler").get(address).status_code == 404, address
    assert browse("administrator").get(reverse("documents:version", args=[version.pk])).status_code == 404


def test_a_document_through_the_site(world: World, browse: Browse) -> None:
    office, unit = browse("joint_office"), browse("filler")
    said = {
        "kind": "notice",
        "title": "关于报送进展的通知",
        "visibility": "units",
        "unit": world.units["office"].pk,
        "text_known": "on",
    }
    assert office.post(reverse("documents:new"), said).status_code == 302
    dossier = Dossier.objects.get()
    add = reverse("documents:add_version", args=[dossier.pk])
    sent = files.tracked()  # once: a Word file carries the second it was made
    answer = office.post(add, {"label": "稿", "file": SimpleUploadedFile("a.docx", sent)})
    assert answer.status_code == 422
    assert "李四 1" in answer.content.decode()
    assert 'value="稿"' in answer.content.decode()
    file = SimpleUploadedFile("../../办法.docx", sent)
    assert office.post(add, {"label": "稿", "file": file, "accept_changes": "on"}).status_code == 302
    version = Version.objects.get()
    assert version.name == "办法.docx"
    got = office.get(reverse("documents:file", args=[version.pk]))
    assert b"".join(got) == sent
    consult = reverse("documents:consult", args=[version.pk])
    asked = [world.units["roads_a"].pk, world.units["roads_b"].pk]
    assert office.post(consult, {"due": later().isoformat(), "units": asked}).status_code == 302
    round_ = Consultation.objects.get()
    mine = round_.asked.get(unit=world.units["roads_a"])
    words = {"words": "建议改为15日", "paragraph": version.paragraphs.get(order=2).pk}
    assert unit.post(reverse("documents:answer", args=[round_.pk, mine.pk]), words).status_code == 302
    other = round_.asked.get(unit=world.units["roads_b"])
    assert unit.post(reverse("documents:no_opinion", args=[round_.pk, other.pk])).status_code == 404
    assert browse("filler_b").post(reverse("documents:no_opinion", args=[round_.pk, other.pk])).status_code == 302
    opinion = Opinion.objects.get()
    decide = reverse("documents:dispose", args=[round_.pk, opinion.pk])
    assert office.post(decide, {"disposition": "not", "revision": 1}).status_code == 422
    assert office.post(decide, {"disposition": "not", "reason": "与省级要求一致", "revision": 1}).status_code == 302
    assert office.post(reverse("documents:close_consultation", args=[round_.pk])).status_code == 302
    issue = {
        "number": "甲乙同城办〔2022〕5号", "issuer": "同城化办公室", "signer": "王某", "main_to": "各单位", "issued": "2022-03-01",
    }  # fmt: skip
    assert office.post(reverse("documents:issue", args=[version.pk]), issue).status_code == 302
    page = browse("filler_b").get(reverse("documents:version", args=[version.pk])).content.decode()
    assert "甲乙同城办〔2022〕5号" in page
    assert "现行有效" in page
    for kind in ("docx", "pdf", "xlsx"):
        assert office.get(reverse("documents:adoption_file", args=[version.pk, kind])).status_code == 200
    repeal = reverse("documents:repeal", args=[Issue.objects.get().pk])
    assert office.post(repeal, {"on": "2022-06-01", "reason": "已完成"}).status_code == 302
    assert "已废止" in office.get(reverse("documents:register")).content.decode()


def test_a_plan_through_the_site(world: World, browse: Browse, version: Version) -> None:
    client = browse("joint_office")
    assert world.list is not None
    rows = {
        "list": world.list.pk, "kind": "matter", "titles": "打通一条\n打通二条", "unit": world.units["roads_a"].pk,
        "due": "2022-12-31",
    }  # fmt: skip
    assert client.post(reverse("documents:rows", args=[version.pk, 6]), rows).status_code == 302
    assert Item.objects.filter(origin_kind="paragraph").count() == 2
    tie = reverse("documents:tie", args=[version.pk, 7]) + f"?list={world.list.pk}"
    assert client.post(tie, {"items": [world.items["2"].pk]}).status_code == 302
    for name in ("no_row", "row_wanted"):
        address = reverse(f"documents:{name}", args=[version.pk, 3])
        assert client.post(address, {"reason": "总体要求"}).status_code == 302
    node = {"kind": "target", "title": "断头路", "order": 1}
    assert client.post(reverse("documents:new_node", args=[version.pk]), node).status_code == 302
    made = PlanNode.objects.get()
    assert client.post(reverse("documents:remove_node", args=[version.pk, made.pk])).status_code == 302
    square = {"type": "Polygon", "coordinates": [[[104, 30], [105, 30], [105, 31], [104, 31], [104, 30]]]}
    whole = {"features": [{"properties": {"name": "示范区"}, "geometry": square}]}
    file = SimpleUploadedFile("areas.json", json.dumps(whole).encode())
    assert client.post(reverse("documents:draw", args=[version.pk]), {"file": file}).status_code == 302
    page = client.get(reverse("documents:areas", args=[version.pk])).content.decode()
    assert "<svg" in page
    assert client.get(reverse("documents:areas_file", args=[version.pk])).json()["features"][0]["properties"]["name"]


def test_a_scan_says_what_is_missing(world: World, browse: Browse, dossier: Dossier) -> None:
    add = reverse("documents:add_version", args=[dossier.pk])
    file = SimpleUploadedFile("扫描.pdf", files.scan())
    page = browse("secretary").post(add, {"file": file}, follow=True).content.decode()
    assert "没有文本层：原件已保存" in page


def test_pages_ask_a_constant_number_of_queries(
    world: World, browse: Browse, version: Version, consultation: Consultation
) -> None:
    client = browse("joint_office")
    pages = (
        reverse("documents:dossiers"),
        reverse("documents:version", args=[version.pk]),
        reverse("documents:consultation", args=[consultation.pk]),
        reverse("documents:adoption", args=[version.pk]),
    )

    def ask() -> list[int]:
        counts = []
        for address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
        return counts

    asked = consultation.asked.get(unit=world.units["roads_a"])
    paragraph = version.paragraphs.get(order=6)
    values = {"words": "意见", "paragraph": paragraph}
    actions.save_opinion(world.act("filler"), asked, None, values)
    before = ask()
    for number in range(4):
        actions.save_opinion(world.act("filler"), asked, None, values)
        more = {"kind": "notice", "title": f"通知{number}"}
        actions.save_dossier(world.act("secretary"), Dossier(**more), more)
    assert ask() == before


def test_the_text_is_found(world: World, version: Version) -> None:
    found = find(world.standing("joint_office"), "断头路")
    assert "document" in [kind.name for kind, _ in found.by_kind]


def test_the_api(
    world: World, browse: Browse, version: Version, revised: Version, consultation: Consultation
) -> None:
    client = browse("joint_office")

    def post(address: str, body: object) -> dict[str, object]:
        answer = client.post(f"/api/documents/{address}", json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content
        found: dict[str, object] = answer.json()
        return found

    assert client.get("/api/documents/").json()["count"] == 1
    assert post("", {"kind": "notice", "title": "通知"})["title"] == "通知"
    whole = client.get(f"/api/documents/{version.dossier_id}").json()
    assert [one["number"] for one in whole["versions"]] == [2, 1]
    read = client.get(f"/api/documents/versions/{version.pk}").json()
    assert len(read["paragraphs"]) == 10
    lines = client.get(f"/api/documents/versions/{version.pk}/compare/{revised.pk}").json()
    assert {line["change"] for line in lines} == {"same", "changed", "added", "removed"}
    assert client.get(f"/api/documents/versions/{version.pk}/coverage").json()["open"] == [3, 6, 7, 9, 10]
    assert client.get(f"/api/documents/versions/{version.pk}/areas").json()["features"] == []
    asked = consultation.asked.get(unit=world.units["roads_a"])
    opinion = post(f"consultations/{consultation.pk}/units/{asked.pk}/opinions", {"words": "建议", "paragraph": 6})
    other = consultation.asked.get(unit=world.units["roads_b"])
    assert post(f"consultations/{consultation.pk}/units/{other.pk}/none", {})["answer"] == "no_opinion"
    assert post(f"opinions/{opinion['id']}/disposition", {"disposition": "accepted"})["disposition"] == "accepted"
    assert post(f"consultations/{consultation.pk}/close", {})["state"] == "closed"
    shown = client.get(f"/api/documents/consultations/{consultation.pk}").json()
    assert shown["opinions"][0]["paragraph"] == 6
    body = {
        "number": "甲乙同城办〔2022〕1号", "issuer": "办", "signer": "王", "main_to": "各单位", "issued": "2022-01-01",
    }  # fmt: skip
    assert post(f"versions/{version.pk}/issue", body)["superseded_by"] is None
    again = client.post(
        f"/api/documents/versions/{revised.pk}/issue", json.dumps(body), content_type="application/json"
    )
    assert again.status_code == 422
    file = {"file": SimpleUploadedFile("a.doc", files.old_word()), "label": "稿"}
    assert client.post(f"/api/documents/{version.dossier_id}/versions", file).status_code == 422
    file = {"file": SimpleUploadedFile("a.pdf", files.pdf()), "label": "稿"}
    assert client.post(f"/api/documents/{version.dossier_id}/versions", file).json()["number"] == 3
    assert browse("filler").get(f"/api/documents/versions/{revised.pk}").status_code == 404
