"""Three workbooks as strangers send them: units above the header, other years, columns nobody knows, odd days."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.office.sheets.importing import begun, rows_by_state, workbook
from tests.office.world import World
from tongcheng.office.lists.models import List
from tongcheng.office.sheets.importing.preview import Target

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
