"""The pages and the API of imports, and files that are no workbooks."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.office.sheets.importing import HEADER, workbook
from tests.office.world import World
from tongcheng.office.lists.models import Item
from tongcheng.office.sheets.models import Import, Workbook

ROW = [1, "打通甲乙大道断头路", 130000, "甲市交通局", "", "2022.11.30"]


def _send(client, content: bytes, name: str = "表.xlsx"):
    return client.post("/sheets/upload/", {"workbook": SimpleUploadedFile(name, content)})


def _begun(client, rows=(HEADER, ROW)) -> Import:
    assert _send(client, workbook(rows)).status_code == 302
    return Import.objects.latest("pk")


def test_the_whole_way_by_the_pages(world: World, browse) -> None:
    client = browse("joint_office")
    assert "涉密内容不得录入" in client.get("/sheets/").content.decode()
    one = _begun(client)
    page = client.get(f"/sheets/imports/{one.pk}/").content.decode()
    assert "2022-11-30" in page
    assert "将写入 2 个单元格" in page
    assert client.post(f"/sheets/imports/{one.pk}/apply/", {"reason": ""}).status_code == 403
    assert client.post(f"/sheets/imports/{one.pk}/apply/", {"reason": "按表更新"}).status_code == 302
    assert str(Item.objects.get(code="1").due) == "2022-11-30"
    page = client.get(f"/sheets/imports/{one.pk}/").content.decode()
    assert "已导入：修改 1 行" in page
    answer = client.get(f"/sheets/imports/{one.pk}/answer.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)).worksheets[0]
    assert sheet.cell(1, 7).value == "处理结果"
    assert "完成时限：2022-12-31 → 2022-11-30" in sheet.cell(2, 7).value
    assert sheet.cell(2, 6).value == "2022.11.30"
    kept = b"".join(client.get(f"/sheets/imports/{one.pk}/original/").streaming_content)
    assert kept == workbook((HEADER, ROW)) or len(kept) == one.workbook.size


def test_what_is_chosen_on_the_page_is_previewed_again(world: World, browse) -> None:
    client = browse("joint_office")
    one = _begun(client)
    sent = {"into": "list", "list": world.list.pk, "sheet": "Sheet", "header_first": "1", "header_last": "1"}
    sent |= {"column_C": "year_plan", "unit_C": "亿元", "column_F": "", "revision": one.revision}
    assert client.post(f"/sheets/imports/{one.pk}/choose/", sent).status_code == 302
    one.refresh_from_db()
    assert {cell["c"]: cell["n"] for cell in one.preview["rows"][0]["cells"]} == {"year_plan": "130000"}
    stale = client.post(f"/sheets/imports/{one.pk}/apply/", {"reason": "x", "revision": one.revision - 1})
    assert stale.status_code == 403
    assert client.post(f"/sheets/imports/{one.pk}/decide/", {"row_2": "skip", "back": "state=all"}).status_code == 302
    one.refresh_from_db()
    assert one.preview["rows"][0]["state"] == "skipped"
    assert client.post(f"/sheets/imports/{one.pk}/discard/").status_code == 302
    assert client.get(f"/sheets/imports/{one.pk}/").status_code == 200


def test_every_state_of_the_page_can_be_looked_at_in_both_languages(world: World, browse) -> None:
    client = browse("joint_office")
    rows = (HEADER, ROW, [2, "另一个名字完全不像", 5, "不存在的局", "", "尽快"], [7, "新路", 1, "甲市交通局", "", ""])
    one = _begun(client, rows)
    for language in ("en", "zh-hans"):  # a language stays active in the thread: Chinese last
        client.post("/language/", {"language": language})
        for query in ("", "?state=all", "?state=doubtful", "?state=new&page=99", "?state=nonsense"):
            assert client.get(f"/sheets/imports/{one.pk}/{query}").status_code == 200


def test_an_import_is_for_who_made_it_and_for_the_office(world: World, browse) -> None:
    one = _begun(browse("city_office"))
    for who, status in (
        ("city_office", 200),
        ("joint_office", 200),
        ("auditor", 200),
        ("filler", 404),
        ("public", 302),
    ):
        for page in ("", "original/", "answer.xlsx"):
            answer = browse(who).get(f"/sheets/imports/{one.pk}/{page}")
            assert answer.status_code == status
            answer.close()
    assert browse("filler").post(f"/sheets/imports/{one.pk}/apply/", {"reason": "x"}).status_code == 404
    assert browse("auditor").post(f"/sheets/imports/{one.pk}/apply/", {"reason": "x"}).status_code == 403
    assert _send(browse("auditor"), workbook((HEADER, ROW))).status_code == 403


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"PK\x03\x04 not really",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"\x09\x08" + b"\0" * 40,
        b"%PDF-1.7",
    ],
)
def test_what_is_no_workbook_is_refused_and_not_kept(world: World, browse, content: bytes) -> None:
    answer = _send(browse("joint_office"), content)
    assert answer.status_code in (302, 422)
    assert not Workbook.objects.exists()


def test_a_zip_bomb_and_a_stray_far_cell_are_refused(world: World, browse) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 200_000_000)
    assert _send(browse("joint_office"), out.getvalue()).status_code == 422

    def far(sheet) -> None:
        sheet["XFD1048576"] = "x"

    assert _send(browse("joint_office"), workbook((HEADER, ROW), far)).status_code == 422
    assert not Workbook.objects.exists()


def test_names_of_files_lead_nowhere(world: World, browse) -> None:
    client = browse("joint_office")
    _send(client, workbook((HEADER, ROW)), "../../etc/台账<script>.xlsx")
    kept = Workbook.objects.get()
    assert kept.name == "台账<script>.xlsx"
    assert "script" not in kept.file.name
    assert "<script>.xlsx" not in client.get("/sheets/").content.decode()


def test_the_api_does_the_same(world: World, browse) -> None:
    client = browse("joint_office")
    content = SimpleUploadedFile("表.xlsx", workbook((HEADER, ROW)))
    one = client.post("/api/sheets/imports", {"workbook": content}).json()
    assert (one["list"], one["counts"]["rows_changed"]) == ("tasks-2022", 1)
    base = f"/api/sheets/imports/{one['id']}"
    assert client.get(f"{base}/preview?state=changed").json()["rows"][0]["row"] == 2
    body = {"choices": {"columns": {"F": ""}}}
    one = client.post(f"{base}/choices", body, content_type="application/json").json()
    assert one["counts"]["cells_changed"] == 1
    refused = client.post(f"{base}/apply", {"reason": " "}, content_type="application/json")
    assert refused.status_code == 403
    done = client.post(f"{base}/apply", {"reason": "按表"}, content_type="application/json")
    assert done.json() == {"changed": 1, "added": 0, "cells": 1}
    assert client.post(f"{base}/discard").status_code == 403
    assert browse("filler").get(base).status_code == 404
    bad = client.post("/api/sheets/imports", {"workbook": SimpleUploadedFile("x.xlsx", b"no")})
    assert bad.status_code == 422


def test_the_page_asks_a_constant_number_of_questions(world: World, browse) -> None:
    client = browse("joint_office")
    counts = []
    for size in (2, 60):
        one = _begun(
            client, (HEADER, *([f"N{size}-{n}", f"第{n}号新路{size}", n, "甲市交通局", "", ""] for n in range(size)))
        )
        client.get(f"/sheets/imports/{one.pk}/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/sheets/imports/{one.pk}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
