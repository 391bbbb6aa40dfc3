"""Three workbooks as strangers send them: units above the header, other years, columns nobody knows, odd days."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.office.sheets.importing import begun, rows_by_state, workbook
from tests.office.world import World
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item, List
from tongcheng.office.people.names import UnitNames
from tongcheng.office.progress.models import Period
from tongcheng.office.sheets import actions
from tongcheng.office.sheets.importing.preview import Target
from tongcheng.office.sheets.views import answer_of

TITLE = "甲乙都市圈2023年重点任务清单"
PROJECTS = ["序号", "项目名称", "总投资", "开工时间", "竣工时间", "责任单位"]


def _target(world: World) -> Target:
    return Target(list=world.list)


def _cells(row: dict[str, Any]) -> dict[str, str]:
    return {cell["c"]: cell["n"] for cell in row["cells"]}


def _page(browse, content: bytes, name: str = "来表.xlsx") -> tuple[str, str]:
    client = browse("joint_office")
    sent = client.post("/sheets/upload/", {"workbook": SimpleUploadedFile(name, content)})
    return sent["Location"], client.get(sent["Location"]).content.decode()


def test_a_row_that_names_only_the_unit_is_no_header(world: World) -> None:
    rows = [
        ["填报单位：联合办公室", "", "", "", "单位：万元"],
        ["大类", "序号", "任务内容", "年度投资", "进度安排", "", "牵头单位"],
        ["", "", "", "", "一季度", "二季度", ""],
        ["一、交通", 11, "推进甲乙市域铁路工程", "12,000", "围护结构", "—", "甲市交通局"],
    ]
    one = begun(world, "joint_office", workbook([[TITLE], *rows]), target=_target(world))
    assert one.preview["sheet"]["header"] == [3, 4]
    cells = _cells(rows_by_state(one)["new"][0])
    assert cells["year_plan"] == "1.2"
    assert "milestone:2022Q2" not in cells
    assert not one.preview["sheet"]["no_unit"]


def test_what_must_be_seen_stands_above_the_preview(world: World, browse) -> None:
    head = ["序号", "项目名称", "总投资", "其中：财政", "牵头单位"]
    body = [11, "新建甲乙大道北段", 12, 3, "甲市交通局"]
    place, page = _page(browse, workbook([[TITLE], head, body]))
    plain = page.split("<details")[0]
    assert "以下列不导入：D 其中：财政" in plain
    assert "金额列没有注明单位，按亿元读入：C" in plain
    assert "<strong>请选择</strong>" in page  # a list of 2022 is not taken for one of 2023
    client = browse("joint_office")
    client.post(f"{place}choose/", {"into": "list", "list": world.list.pk})
    assert "表题写 2023 年，清单为 2022 年" in client.get(place).content.decode().split("<details")[0]


def test_a_list_is_made_where_none_fits(world: World, browse) -> None:
    place, page = _page(browse, workbook([[TITLE], ["序号", "任务名称", "牵头单位"], [1, "新建北段", "甲市交通局"]]))
    assert f'value="{TITLE}"' in page
    assert 'value="2023"' in page
    keeper = world.list.keeper_id
    form = {"name": TITLE, "year": "2023", "kind": "task", "keeper": keeper}
    client = browse("joint_office")
    assert client.post(f"{place}list/", form).status_code == 302
    made = List.objects.get(year=2023)
    assert (made.name, made.kind, made.code, made.keeper_id) == (TITLE, "task", "task-2023", keeper)
    assert "表题写" not in client.get(place).content.decode()
    assert client.post(f"{place}list/", form | {"keeper": 999999}).status_code == 404
    assert browse("filler").post(f"{place}list/", form).status_code == 404


def test_the_day_of_completion_is_kept(world: World) -> None:
    rows = [
        [11, "丙丁桥", 1, "2023.3", "2026年3月底前", "甲市交通局"],
        [12, "数据中心", 1, "2023.2.30", "2025", "甲市交通局"],
        [13, "养老基地", 1, "2023", dt.date(2024, 5, 6), "甲市交通局"],
    ]
    one = begun(world, "joint_office", workbook([PROJECTS, *rows]), target=_target(world))
    found = {row["label"]: _cells(row) for row in rows_by_state(one)["new"]}
    assert (found["丙丁桥"]["end_year"], found["丙丁桥"]["due"]) == ("2026", "2026-03-31")
    assert "due" not in found["数据中心"]
    assert found["养老基地"]["due"] == "2024-05-06"
    (problem,) = one.preview["problems"]
    assert (problem["column"], problem["found"]) == ("D3 开工时间", "2023.2.30")
    actions.apply_import(world.act("joint_office", "导入"), one)
    assert Item.objects.get(title="丙丁桥").due == dt.date(2026, 3, 31)


def test_words_that_name_no_day_are_kept_in_the_remark(world: World) -> None:
    rows = [[11, "长期工作甲", "长期坚持"], [1, "打通甲乙大道断头路", "长期坚持"], [12, "新事", "2022年13月"]]
    one = begun(world, "joint_office", workbook([["序号", "任务名称", "完成时限"], *rows]), target=_target(world))
    states = rows_by_state(one)
    assert _cells(states["new"][0])["remark"] == "完成时限：长期坚持"
    assert [cell["c"] for cell in states["changed"][0]["cells"]] == ["remark"]
    assert [problem["column"] for problem in one.preview["problems"]] == ["C4 完成时限"]


@pytest.mark.parametrize("blank", ["—", "-", "/", "无"])
def test_a_stroke_is_an_empty_cell(world: World, blank: str) -> None:
    content = workbook([["序号", "项目名称", "建设内容及规模", "总投资（亿元）"], [11, "新路", blank, Decimal(1)]])
    one = begun(world, "joint_office", content, target=_target(world))
    assert "scale" not in _cells(rows_by_state(one)["new"][0])


def test_the_answer_marks_bad_cells_and_says_how_the_file_was_read(world: World) -> None:
    rows = [
        ["合计", "", 95800],
        [11, "新路", "12..5", "2023", "2025.12", "甲市交通局"],
        [12, "新桥", "约5000", "", "", "甲市交通局"],
    ]
    content = workbook([["单位：万元"], PROJECTS, *rows])
    one = begun(world, "joint_office", content, target=_target(world))
    actions.apply_import(world.act("joint_office", "导入"), one)
    one.refresh_from_db()
    book = openpyxl.load_workbook(io.BytesIO(answer_of(one).data))
    sheet = book.worksheets[0]
    assert sheet["G2"].value == "处理结果"
    assert "C4 总投资：12..5" in sheet["G4"].value
    assert sheet["G4"].value.startswith("新增（拟列入），但未写入")
    assert "序号 11" in sheet["G4"].value
    assert "实为：12..5" in sheet["C4"].comment.text
    assert sheet["C4"].fill.fgColor.rgb == "FFFBDAD7"
    words = {str(cell.value) for row in book["处理结果汇总"].iter_rows() for cell in row}
    assert {"有误单元格", "C 列“总投资”按万元读入"} <= words
    noted = next(cell for row in one.preview["rows"] for cell in row["cells"] if cell["n"] == "0.5")
    assert "5000万元" in noted["w"][0]
    assert "0.5 亿元" in noted["w"][0]


def test_an_office_of_every_city_is_taken_for_all_of_them(world: World) -> None:
    head = ["序号", "任务名称", "牵头单位", "配合单位"]
    rows = [
        [11, "新事", "各市交通局", "甲市交通局、四市交通局"],
        [12, "旧事", "甲市某某局、乙市某某委", "各市财政局"],
    ]
    one = begun(world, "joint_office", workbook([head, *rows]), target=_target(world))
    first = next(cell for cell in one.preview["rows"][0]["cells"] if cell["c"] == "lead")
    assert first["n"] == "甲市交通局、乙市交通局"
    assert "按各成员市展开" in first["w"][0]
    problems = {problem["column"]: problem for problem in one.preview["problems"]}
    assert problems["D2 配合单位"]["found"] == "四市交通局"  # the circle has two cities
    remedy = problems["C3 牵头单位"]["remedy"]["zh"]
    assert "“甲市某某局”" in remedy
    assert "“乙市某某委”" in remedy
    assert problems["D3 配合单位"]["found"] == "各市财政局"


def test_no_body_of_another_city_is_suggested(world: World) -> None:
    names = UnitNames.load()
    near = names.resolve("乙市交通委员办").suggestions
    assert all(unit.city is None or unit.city.name == "乙市" for unit in near)


def test_what_people_see_beside_the_values_is_said(world: World, browse) -> None:
    def change(sheet) -> None:
        sheet["C3"].comment = Comment("张科：\n此数待核", "张科")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet["B4"].font = Font(strike=True)

    head = ["序号", "项目名称", "总投资（亿元）", "责任分工（牵头、配合）"]
    rows = [[11, "新建北段", 12, "甲市交通局牵头，乙市交通局配合"], [12, "新建南段", 3, "甲市交通局"]]
    content = workbook([[TITLE], head, *rows], change)
    _, page = _page(browse, content)
    assert "原表隐藏了第 3 行，仍会读入" in page
    assert "原表隐藏了列 D 责任分工（牵头、配合），仍会读入" in page
    assert "原表第 4 行划了删除线" in page
    assert "张科： 此数待核" in page
    one = begun(world, "joint_office", content, target=_target(world))
    first, second = rows_by_state(one)["new"]
    notes = [note[0] for note in first["notes"]]
    assert "该行在原表中被隐藏，仍会读入" in notes
    assert "C3 批注：张科： 此数待核" in notes
    assert "该行在原表中划了删除线，仍会读入" in [note[0] for note in second["notes"]]
    assert (_cells(first)["lead"], _cells(first)["support"]) == ("甲市交通局", "乙市交通局")


def test_groups_numbered_in_brackets_alone_do_not_nest(world: World) -> None:
    head = ["编号", "事项名称", "责任单位"]
    rows = [["（一）", "交通"], [11, "事一", "甲市交通局"], ["（二）", "民生"], [12, "事二", "甲市交通局"]]
    one = begun(world, "joint_office", workbook([head, *rows]), target=_target(world))
    assert [_cells(row)["group"] for row in rows_by_state(one)["new"]] == ["(一)交通", "(二)民生"]


def test_a_table_of_another_year_is_not_taken_for_the_newest_period(world: World, browse) -> None:
    with acting_as("test.setup"):
        Period.objects.create(
            code="2022-12", kind="month", first_day=dt.date(2022, 12, 1), last_day=dt.date(2022, 12, 31),
            opens=dt.datetime(2022, 12, 1, tzinfo=dt.UTC),
        )  # fmt: skip
    rows = [["2023年工作进展表"], ["序号", "项目名称", "形象进度", "下步打算"], [1, "乙河大桥", "主桥合龙", "验收"]]
    _, page = _page(browse, workbook(rows))
    assert "<strong>请选择</strong>" in page


def test_what_a_list_does_not_take_and_odd_amounts_are_said(world: World, browse) -> None:
    head = ["序号", "项目名称", "建设年限", "总投资（万元）", "形象进度", "责任单位"]
    rows = [
        ["一、续建项目"],
        *([n, f"第{n}号路", "2021—2024", 90000 + n, "完成60%", "甲市交通局"] for n in (11, 12, 13)),
    ]
    rows += [[14, "甲乙科创走廊", "2023起", 3.9, "设计中", "甲市交通局"]]
    content = workbook([head, *rows])
    one = begun(world, "joint_office", content, target=_target(world))
    found = {row["label"]: _cells(row) for row in rows_by_state(one)["new"]}
    assert found["甲乙科创走廊"]["start_year"] == "2023"
    assert "end_year" not in found["甲乙科创走廊"]
    page = browse("joint_office").get(f"/sheets/imports/{one.pk}/").content.decode()
    assert "以下列是填报内容，清单不写入：E 形象进度" in page
    assert "请核对是万元还是亿元：D6 总投资（万元） 3.9" in page
    assert "总投资（亿元）" in page


def test_a_heading_and_a_column_of_groups_are_both_kept(world: World) -> None:
    head = ["序号", "类别", "具体事项", "责任单位"]
    rows = [["一", "交通", "", ""], [11, "轨道", "事一", "甲市交通局"], [12, "", "事二", "甲市交通局"]]
    one = begun(world, "joint_office", workbook([head, *rows]), target=_target(world))
    assert [_cells(row)["group"] for row in rows_by_state(one)["new"]] == ["一、交通／轨道", "一、交通"]
