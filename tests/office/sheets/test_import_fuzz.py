"""Mutated workbooks: never a broken page, never half an import. ``TONGCHENG_SOAK=1`` takes five times as many."""

from __future__ import annotations

import io
import os
import random
import zipfile
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.office.sheets.importing import saved
from tests.office.world import World
from tongcheng.office.audit import chain
from tongcheng.office.audit.models import Event
from tongcheng.office.lists.models import Item, Milestone, Project
from tongcheng.office.sheets.export.lists import list_workbook
from tongcheng.office.sheets.models import Import

MANY = 1000 if os.environ.get("TONGCHENG_SOAK") else 200
ODD: list[Any] = [
    *(
        None,
        "",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        -1,
        0,
        1e308,
        -0.0,
        10**18,
        True,
        "待定",
        "—",
        "同上",
        "#REF!",
    ),
    *(
        "合计",
        "一、其他",
        "注：见附件",
        "2026.2.30",
        "1.2亿",
        "50%",
        "约3.5",
        "\x0b".strip() or "空",
        "甲" * 5000,
        "甲\n乙\r\n丙",
    ),
    *(
        "甲市交通局、、，，；",
        "（甲市）",
        "牵头单位：",
        "'=1",
        "../../x",
        "<script>",
        "\u202e反",
        "🚧",
        "00000000-0000-0000-0000-000000000000",
    ),
]


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """Change cells, rows, columns, merges and hidden ids; or break the file itself."""
    sort = chance.randrange(10)
    if sort == 0:
        broken = bytearray(content)
        for _ in range(chance.randrange(1, 30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        return bytes(broken)
    if sort == 1:
        return content[: chance.randrange(len(content))]
    if sort == 2:
        return _with_broken_part(content, chance)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for _ in range(chance.randrange(1, 25)):
            cell = sheet.cell(chance.randrange(1, sheet.max_row + 3), chance.randrange(1, sheet.max_column + 3))
            if isinstance(cell, Cell):
                cell.value = chance.choice(ODD)
        _moved(sheet, chance)
    return saved(book)


def _moved(sheet: Worksheet, chance: random.Random) -> None:
    at = chance.randrange(1, max(2, sheet.max_row))
    edits = (
        lambda: sheet.insert_rows(at, chance.randrange(1, 4)),
        lambda: sheet.delete_rows(at, chance.randrange(1, 4)),
        lambda: sheet.insert_cols(chance.randrange(1, 8)),
        lambda: sheet.delete_cols(chance.randrange(1, 8), chance.randrange(1, 3)),
        lambda: setattr(sheet, "title", chance.choice(["甲", "Sheet'1", "a" * 30])[:30] + str(at % 10)),
        lambda: None,
    )
    chance.choice(edits)()


def _with_broken_part(content: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = old.namelist()
        victim = chance.choice(parts)
        for name in parts:
            data = old.read(name)
            if name == victim:
                how = chance.randrange(4)
                data = (b"", data[: len(data) // 2], data.replace(b"<", b"&", 3), data * 2)[how]
            new.writestr(name, data)
    return out.getvalue()


def _state() -> dict[str, Any]:
    return {
        "items": list(Item.objects.order_by("pk").values()),
        "projects": list(Project.objects.order_by("pk").values()),
        "milestones": list(Milestone.objects.order_by("pk").values()),
    }


def test_mutated_workbooks_never_break_a_page_and_never_leave_half_an_import(world: World, browse) -> None:
    chance = random.Random(7)
    client = browse("joint_office")
    content = list_workbook(world.list, world.standing("joint_office")).data
    seen = {"refused": 0, "applied": 0, "nothing": 0}
    for number in range(MANY):
        file = SimpleUploadedFile("表.xlsx", _mutated(content, chance))
        answer = client.post("/sheets/upload/", {"workbook": file})
        assert answer.status_code in (302, 422), number
        if answer.status_code == 422:
            seen["refused"] += 1
            continue
        one = Import.objects.latest("pk")
        if number % 5 == 0:
            for page in ("", "?state=all", "answer.xlsx"):
                assert client.get(f"/sheets/imports/{one.pk}/{page}").status_code == 200, (number, page)
        before, events = _state(), Event.objects.count()
        answer = client.post(f"/sheets/imports/{one.pk}/apply/", {"reason": "试验"})
        assert answer.status_code in (302, 403, 409, 422), number
        if answer.status_code == 302:
            seen["applied"] += 1
        else:
            seen["nothing"] += 1
            assert (_state(), Event.objects.count()) == (before, events), number
    assert chain.verify() is None
    assert min(seen.values()) > 0
    assert Item.objects.count() >= 4
