"""The list as a workbook: previewed, applied, refused cell by cell, and the same out and in."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.office.opportunities.conftest import Make
from tests.office.world import World
from tongcheng.office.lists.models import List
from tongcheng.office.opportunities.models import Opportunity

HEAD = ["机会名称", "需求方", "类型", "发布单位", "金额", "金额年份", "有效期至", "行业代码"]


def _upload(rows: list[list[Any]], lst: List) -> dict[str, Any]:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return {"list": str(lst.pk), "file": SimpleUploadedFile("机会.xlsx", out.getvalue())}


def test_a_table_is_previewed_and_applied(world: World, lst: List, browse: Callable[[str], Client]) -> None:
    client, page = browse("filler"), reverse("opportunities:import")
    rows = [HEAD, ["新场景", "政府需求", "应用场景", "甲市交通局", 1.5, 2022, dt.date(2035, 1, 1), "C39、G54"]]
    answer = client.post(page, _upload(rows, lst))
    assert answer.status_code == 200
    assert not Opportunity.objects.exists()
    token = re.search(r'name="table" value="([^"]+)"', answer.content.decode())
    assert token
    assert client.post(reverse("opportunities:apply"), {"table": token[1] + "x"}).status_code == 404
    assert browse("unit_head").post(reverse("opportunities:apply"), {"table": token[1]}).status_code == 404
    assert client.post(reverse("opportunities:apply"), {"table": token[1]}).status_code == 302
    [one] = Opportunity.objects.select_related("item")
    assert (one.money, one.industries, one.city) == (Decimal("1.5"), ["C39", "G54"], world.cities["甲"])


def test_bad_tables_say_everything_and_write_nothing(
    world: World, lst: List, browse: Callable[[str], Client]
) -> None:
    client, page = browse("filler"), reverse("opportunities:import")
    rows = [
        HEAD,
        ["好的一条", "政府需求", "应用场景", "甲市交通局", "", "", "", ""],
        ["坏的", "政府", "场景", "无此单位", "12亿元", "22", "明天", "Z9"],
        ["别人的", "企业需求", "应用场景", "乙市交通局", "", "", "", ""],
        ["", "企业需求", "应用场景", "", 3, "", "", ""],
    ]  # fmt: skip
    answer = client.post(page, _upload(rows, lst))
    words = answer.content.decode()
    assert answer.status_code == 422
    for expected in ("B3", "C3", "E3", "F3", "G3", "第 3 行", "第 5 行", "12亿元"):
        assert expected in words, expected
    answer = client.post(
        page, _upload([HEAD, rows[3], ["无年", "政府需求", "应用场景", "甲市交通局", 2, "", "", "Z9"]], lst)
    )
    assert answer.status_code == 422
    assert "只能办理本单位" in answer.content.decode()
    assert client.post(page, _upload([["别的", "表"]], lst)).status_code == 422
    late = _upload([HEAD, ["无年", "政府需求", "应用场景", "甲市交通局", 2, "", "", "Z9"]], lst)
    answer = client.post(page, late)
    assert answer.status_code == 422
    assert "第 2 行" in answer.content.decode()
    junk = {"list": str(lst.pk), "file": SimpleUploadedFile("x.xlsx", b"not a workbook")}
    assert client.post(page, junk).status_code == 422
    assert not Opportunity.objects.exists()


def test_what_goes_out_comes_back(make: Make, lst: List, browse: Callable[[str], Client]) -> None:
    one, other = make(title="=1+1场景", valid_until=dt.date(2035, 5, 1)), make("published", money=Decimal("0.035"),
                                                                         money_unit="wan", money_year=2022)  # fmt: skip
    client, page = browse("filler"), reverse("opportunities:import")
    content = client.get(reverse("opportunities:export")).content
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    same = client.post(page, {"list": str(lst.pk), "file": SimpleUploadedFile("a.xlsx", content)})
    assert "无需写入" in same.content.decode(), same.content.decode()
    [place] = [cell.column for row in sheet.iter_rows() for cell in row if cell.value == "地点"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in (one.item.code, other.item.code) and cell.column == 1:
                sheet.cell(cell.row, place).value = "改后地点"
    out = io.BytesIO()
    book.save(out)
    refused = client.post(page, {"list": str(lst.pk), "file": SimpleUploadedFile("a.xlsx", out.getvalue())})
    assert refused.status_code == 422
    assert "已发布" in refused.content.decode()
    assert Opportunity.objects.get(pk=one.pk).place == ""
