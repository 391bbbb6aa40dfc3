"""What goes out at the start of a period and what is read at its end: notice, templates, summary, responsibility."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from tests.office.sheets.export_world import draft, fill
from tests.office.world import World, acting_as
from tongcheng.office.lists.models import Item, Version
from tongcheng.office.people.models import Unit
from tongcheng.office.progress.models import Period
from tongcheng.office.progress.queries import units_owing
from tongcheng.office.sheets.export.templates import templates, unit_template

MARCH = "/sheets/export/periods/2022-03/"


@pytest.fixture
def office(world: World) -> World:
    return fill(world)


def _book(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def _values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _columns(book: Any) -> tuple[Any, dict[str, str]]:
    marks = json.loads(book["_tongcheng"]["A1"].value)
    return marks, {key: letter for letter, key in marks["columns"].items()}


def test_a_template_has_the_units_rows_last_time_in_grey_and_open_cells(office: World) -> None:
    draft(office)
    file = unit_template(Period.objects.get(code="2022-03"), office.units["roads_a"])
    assert file is not None
    assert file.name == "甲市交通局_2022年3月.xlsx"
    book = _book(file.data)
    assert book.sheetnames[:2] == ["填报说明", "填报表"]
    marks, letters = _columns(book)
    assert (marks["kind"], marks["period"], marks["unit"]) == ("ledger", "2022-03", "roads_a")
    sheet, row = book["填报表"], marks["first_row"]
    said = {key: sheet[f"{letter}{row}"] for key, letter in letters.items()}
    assert (said["last:word"].value, said["word"].value) == ("有序推进", "进度滞后")
    assert (said["last:percent"].value, said["percent"].value) == (20, 25.5)
    assert (said["milestone:2022Q1"].value, said["reached:2022Q1"].value) == ("完成25%", "已完成")
    assert said["report_remark"].value == "备注"
    assert said["_revision"].value == "1"
    assert not said["progress"].protection.locked
    assert said["last:progress"].protection.locked
    assert said["last:progress"].fill.fgColor.rgb != said["progress"].fill.fgColor.rgb
    assert sheet.protection.sheet
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert kinds == {"list", "decimal"}
    assert [sheet[f"{letters['title']}{one}"].value for one in range(row, row + 3)] == [
        "'=1+1 大道",
        "甲乙大道北段",
        "甲乙大道南段",
    ]
    assert any("涉密内容不得录入" in str(cell) for line in _values(book["填报说明"]) for cell in line)
    assert any(str(line[0]).startswith("单位负责人（签字）") for line in _values(sheet))


def test_a_unit_without_projects_is_not_asked_for_money(office: World) -> None:
    file = unit_template(Period.objects.get(code="2022-03"), office.units["health_a"])
    assert file is not None
    _, letters = _columns(_book(file.data))
    assert "invested_this_year" not in letters
    assert unit_template(Period.objects.get(code="2022-03"), office.units["firm"]) is None


def test_templates_take_a_constant_number_of_queries(office: World) -> None:
    period = Period.objects.get(code="2022-03")
    counts = []
    for units in (Unit.objects.filter(code__in=("roads_a", "office")), [one.unit for one in units_owing(period)]):
        rows = list(units)
        with CaptureQueriesContext(connection) as captured:
            templates(period, rows)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16


def test_the_notice_goes_out_with_every_template_in_one_click(office: World, browse: Callable[[str], Client]) -> None:
    with acting_as("test.setup"):
        nul = "" if connection.vendor == "postgresql" else "\x00"  # PostgreSQL keeps none
        Unit.objects.filter(code="roads_b").update(short_name=f"../乙/市{nul}局")
    answer = browse("joint_office").get(MARCH + "notice.zip")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names[0] == "关于报送2022年3月重点工作任务进展情况的通知.docx"
    assert names[1].endswith(".pdf")
    assert "附件2 填报表/甲市交通局_2022年3月.xlsx" in names
    assert all(".." not in name and name.count("/") <= 1 and "\x00" not in name for name in names)
    assert len(names) == 6
    words = [
        par.text
        for par in Document(io.BytesIO(zipfile.ZipFile(io.BytesIO(answer.content)).read(names[0]))).paragraphs
    ]
    assert "一、填报范围" in words
    assert any("2022年4月5日18:00" in one for one in words)
    assert "附件：1. 填报单位及条目" in words
    assert "同城化发展领导小组办公室" in words


def test_a_period_in_one_workbook(office: World, browse: Callable[[str], Client]) -> None:
    book = _book(browse("joint_office").get("/sheets/export/periods/2022-02/summary.xlsx").content)
    assert book.sheetnames == ["报送情况", "未报送名单", "进展汇总"]
    reported = {str(line[2]): line for line in _values(book["报送情况"])}
    assert reported["甲市交通运输局"][5:8] == ["是", "已采纳", "王某"]
    assert reported["甲市卫生健康委员会"][5:7] == ["否", "未填报"]
    missing = [line[2] for line in _values(book["未报送名单"])]
    assert "乙市交通运输局" in missing
    assert "甲市交通运输局" not in missing
    progress = next(line for line in _values(book["进展汇总"]) if line[3] == "'=1+1 大道")
    assert progress[5] == 1.25
    assert progress[6] == pytest.approx(0.2)


def test_the_responsibility_list_says_who_does_what(office: World, browse: Callable[[str], Client]) -> None:
    answer = browse("joint_office").get("/sheets/export/responsibility.xlsx?year=2022&unit=roads_b")
    rows = [line for line in _values(_book(answer.content).worksheets[0]) if isinstance(line[1], int)]
    assert [(line[3], line[5]) for line in rows] == [(1, "联合牵头"), (2, "牵头、填报")]
    assert rows[0][6] == "甲市交通局、同城化办公室"
    public = _values(_book(browse("public").get("/sheets/export/responsibility.xlsx").content).worksheets[0])
    assert not any("赵某" in str(cell) or "联络员" in str(cell) for line in public for cell in line)


@pytest.fixture
def version(office: World) -> Version:
    content = [
        {"uid": str(office.items["1"].uid), "kind": "project", "group": "一、交通", "code": "1", "title": "环线"}
        | {
            "q1": "力争开工",
            "leads": "甲市交通局、乙市交通局",
            "investment": "12.5",
            "due": "2022-12-31",
            "特别列": "x",
        },
        {"uid": str(office.items["4"].uid), "kind": "matter", "group": "一、交通", "code": "2", "title": "办内事项"},
    ]
    with acting_as("test.setup"):
        return Version.objects.create(
            list=office.list,
            number=1,
            name="第一版",
            document="同城办〔2022〕1号",
            issued=dt.date(2022, 3, 1),
            as_of=dt.date(2022, 2, 28),
            content=content,
            sha256="0" * 64,
            chain_head="7-abc",
        )


def test_a_version_is_printed_from_what_was_issued(version: Version, browse: Callable[[str], Client]) -> None:
    answer = browse("joint_office").get("/sheets/export/lists/tasks-2022/versions/1.xlsx")
    book = _book(answer.content)
    sheet = book.worksheets[0]
    words = _values(sheet)
    flat = [cell for line in words for cell in line]
    assert "截至2022年2月28日　版本：第一版（2022年3月1日印发）　记录链：7-abc" in flat
    assert "第一版　同城办〔2022〕1号" in flat
    assert {"环线", "办内事项", "力争开工", 12.5, "特别列"} <= set(flat)
    assert dt.date(2022, 12, 31) in [cell.date() for cell in flat if isinstance(cell, dt.datetime)]
    assert "_tongcheng" not in book.sheetnames


def test_of_a_version_each_reader_gets_the_rows_they_may_see(
    version: Version, browse: Callable[[str], Client]
) -> None:
    answer = browse("filler").get("/sheets/export/lists/tasks-2022/versions/1.xlsx")
    flat = [cell for line in _values(_book(answer.content).worksheets[0]) for cell in line]
    assert "环线" in flat
    assert "办内事项" not in flat


@pytest.mark.parametrize(
    ("path", "allowed", "refused"),
    [
        ("notice.zip", ["joint_office", "city_office"], ["filler", "administrator"]),
        ("notice.docx", ["joint_office"], ["filler"]),
        ("notice.pdf", ["joint_office"], ["unit_head"]),
        ("templates.zip", ["joint_office", "city_office", "filler"], ["administrator"]),
        ("templates/roads_a.xlsx", ["joint_office", "city_office", "filler"], ["filler_b", "city_office_b"]),
        ("templates/nobody.xlsx", [], ["joint_office"]),
        ("summary.xlsx", ["joint_office", "auditor", "filler"], ["administrator"]),
    ],
)
def test_who_may_not_see_it_gets_404(
    office: World, browse: Callable[[str], Client], path: str, allowed: list[str], refused: list[str]
) -> None:
    for who in allowed:
        assert browse(who).get(MARCH + path).status_code == 200, who
    for who in refused:
        assert browse(who).get(MARCH + path).status_code == 404, who
    assert browse("public").get(MARCH + path).status_code == 302
    assert browse("joint_office").post(MARCH + path).status_code == 405


def test_a_citys_office_gets_its_own_units_only(office: World, browse: Callable[[str], Client]) -> None:
    answer = browse("city_office_b").get(MARCH + "templates.zip")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["乙市交通局_2022年3月.xlsx"]


def test_list_downloads(office: World, browse: Callable[[str], Client]) -> None:
    for path in ("tasks-2022.xlsx", "tasks-2022.xlsx?groups=rows&every=1&parts=0", "tasks-2022/printed.xlsx"):
        answer = browse("public").get(f"/sheets/export/lists/{path}")
        flat = [cell for line in _values(_book(answer.content).worksheets[0]) for cell in line]
        assert "乙河大桥" not in flat
        assert "'=1+1 大道" in flat
    with acting_as("test.setup"):
        Item.objects.update(visibility="office")
    assert browse("public").get("/sheets/export/lists/tasks-2022.xlsx").status_code == 404
    assert browse("public").get("/sheets/export/lists/none.xlsx").status_code == 404


def test_in_english_the_words_around_are_english(office: World, browse: Callable[[str], Client]) -> None:
    client = browse("joint_office")
    client.cookies["language"] = "en"
    flat = [
        cell
        for line in _values(_book(client.get("/sheets/export/lists/tasks-2022.xlsx").content).worksheets[0])
        for cell in line
    ]
    assert {"Milestones", "Q1", "Lead", "Total investment", "Unit: CNY 100 m"} <= set(flat)
    book = _book(client.get(MARCH + "templates/roads_a.xlsx").content)
    assert book.sheetnames[0] == "How to fill it in"
