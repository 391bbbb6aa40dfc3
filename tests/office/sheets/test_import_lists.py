"""Lists come back: what was exported here, and tables from elsewhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.office.sheets.importing import HEADER, again, begun, cell_of, edited, row_of, rows_by_state, workbook
from tests.office.world import World
from tongcheng.office.audit import chain
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ConflictError, RefusedError
from tongcheng.office.lists.actions import change_items, change_milestones, change_projects
from tongcheng.office.lists.models import Item
from tongcheng.office.sheets import actions
from tongcheng.office.sheets.export.lists import list_workbook
from tongcheng.office.sheets.importing.preview import Target
from tongcheng.office.sheets.models import Import


def _exported(world: World, who: str = "joint_office") -> bytes:
    return list_workbook(world.list, world.standing(who)).data


def _target(world: World) -> Target:
    return Target(list=world.list)


def test_what_was_exported_and_not_touched_changes_nothing(world: World) -> None:
    one = begun(world, "joint_office", _exported(world))
    assert (one.kind, one.list) == ("list", world.list)
    assert one.preview["counts"] == {"rows_unchanged": 4, "rows": 4, "missing": 0, "problems": 0}
    with pytest.raises(RefusedError):
        actions.apply_import(world.act("joint_office", "核对"), one)


def test_a_changed_cell_is_one_change_and_one_event(world: World) -> None:
    def edit(sheet):
        row = row_of(sheet, "打通甲乙大道断头路")
        cell_of(sheet, "一季度", row).value = "完成30%"
        cell_of(sheet, "牵头单位", row).value = "甲市交通委、乙市交通局"

    one = begun(world, "joint_office", edited(_exported(world), edit))
    row = rows_by_state(one)["changed"][0]
    assert {cell["c"]: (cell["o"], cell["n"]) for cell in row["cells"]} == {
        "milestone:2022Q1": ("完成25%", "完成30%"),
        "lead": ("甲市交通局", "甲市交通局、乙市交通局"),
    }
    actions.apply_import(world.act("joint_office", "按会议意见修改"), one)
    item = Item.objects.get(code="1")
    assert item.milestones.get(quarter="2022Q1").text == "完成30%"
    assert [one.unit.code for one in item.item_units.filter(role="lead").order_by("order")] == ["roads_a", "roads_b"]
    event = Event.objects.get(action="lists.change_items")
    assert (event.channel, event.reason) == ("sheet", "按会议意见修改")
    assert chain.verify() is None
    one.refresh_from_db()
    assert one.state == "applied"
    with pytest.raises(RefusedError):
        actions.apply_import(world.act("joint_office", "再来一次"), one)


def test_only_the_same_cell_on_both_sides_is_a_conflict(world: World) -> None:
    content = _exported(world)
    item = world.items["1"]
    act = world.act("joint_office", "期间修改")
    change_items(act, [item], {item.pk: {"remark": "系统改", "due": dt.date(2022, 11, 30)}})
    change_milestones(act, [item], {item.pk: [{"pk": item.milestones.get(quarter="2022Q2").pk, "text": "系统改Q2"}]})

    def edit(sheet):
        row = row_of(sheet, "打通甲乙大道断头路")
        cell_of(sheet, "完成时限", row).value = "2022年10月底"
        cell_of(sheet, "一季度", row).value = "表改Q1"

    content = edited(content, edit)
    one = begun(world, "joint_office", content)
    row = rows_by_state(one)["conflict"][0]
    assert {cell["c"]: cell["s"] for cell in row["cells"]} == {
        "due": "conflict",
        "milestone:2022Q1": "changed",
        "milestone:2022Q2": "theirs",
    }
    one = again(world, "joint_office", one, cells={f"{row['row']}:due": "file"})
    actions.apply_import(world.act("joint_office", "以表为准"), one)
    item = Item.objects.get(code="1")
    assert (item.due, item.remark) == (dt.date(2022, 10, 31), "系统改")
    assert [one.text for one in item.milestones.order_by("quarter")[:2]] == ["表改Q1", "系统改Q2"]


def test_what_changes_after_the_preview_stops_the_whole_import(world: World) -> None:
    def edit(sheet):
        cell_of(sheet, "完成时限", row_of(sheet, "打通甲乙大道断头路")).value = "2022年10月底"
        cell_of(sheet, "完成时限", row_of(sheet, "乙河大桥")).value = "2022年9月底"

    one = begun(world, "joint_office", edited(_exported(world), edit))
    item = world.items["2"]
    change_items(world.act("joint_office", "抢先"), [item], {item.pk: {"due": dt.date(2022, 8, 31)}})
    with pytest.raises(ConflictError):
        actions.apply_import(world.act("joint_office", "导入"), one)
    assert Item.objects.get(code="1").due == dt.date(2022, 12, 31)


def test_the_second_phase_is_not_taken_for_the_first(world: World) -> None:
    names = ["甲乙河谷污水处理厂及配套管网工程（一期）", "甲乙河谷快速路1标段路基工程"]
    content = workbook([HEADER, *([n, name] for n, name in enumerate(names, 7))])
    first = begun(world, "joint_office", content, target=_target(world))
    actions.apply_import(world.act("joint_office", "一期"), first)
    later = [["", names[0].replace("一期", "二期")], ["", names[1].replace("1", "2")]]
    second = begun(world, "joint_office", workbook([HEADER, *later]), target=_target(world))
    assert [(row["how"], row["state"]) for row in second.preview["rows"]] == [("doubtful", "doubtful")] * 2


def test_a_naked_table_finds_its_rows_adds_new_ones_and_never_deletes(world: World) -> None:
    content = workbook(
        [
            ["甲乙都市圈2022年重点项目表"],
            HEADER,
            ["一、交通"],
            ["９", "打通甲乙大道断头路工程", "130,000", "甲市交通运输局", "乙市交通局", "2022.11.30"],
            [2, "乙河大桥", "约4亿元", "", "", ""],
            ["合计", "", 200000],
            [5, "轨道S9线", "1.2亿", "轨道公司，甲市交通局", "", "一季度末"],
            ["注：数据为初步统计"],
        ]
    )
    one = begun(world, "joint_office", content, target=_target(world))
    found = rows_by_state(one)
    assert [(row["label"], row["how"]) for row in found["changed"]] == [
        ("1 打通甲乙大道断头路", "alike"),
        ("2 乙河大桥", "both"),
    ]
    assert [row["label"] for row in found["new"]] == ["轨道S9线"]
    assert len(one.preview["missing"]) == 2
    actions.apply_import(world.act("joint_office", "按来表更新"), one)
    assert Item.objects.count() == 5
    made = Item.objects.get(title="轨道S9线")
    assert (made.state, made.kind, made.code, made.group) == ("draft", "project", "5", "一、交通")
    assert (made.project.investment, made.due) == (Decimal("1.2"), dt.date(2022, 3, 31))
    assert made.reporting_unit == world.units["firm"]
    first = Item.objects.get(title__startswith="打通")
    assert (first.code, first.title, first.project.investment) == ("9", "打通甲乙大道断头路工程", Decimal(13))
    assert Item.objects.get(code="2").due == dt.date(2022, 12, 31)  # an empty cell of a naked table says nothing


def test_cells_in_error_stay_and_are_named_with_their_place(world: World) -> None:
    content = workbook([HEADER, [1, "打通甲乙大道断头路", "待定", "不存在的局", "乙市交通局", "尽快"]])
    one = begun(world, "joint_office", content, target=_target(world))
    places = {(problem["column"], problem["code"]) for problem in one.preview["problems"]}
    assert places == {
        ("C2 总投资（万元）", "not_money"),
        ("D2 牵头单位", "unknown_unit"),
        ("F2 完成时限", "not_a_date"),
    }
    actions.apply_import(world.act("joint_office", "导入能导入的"), one)
    item = Item.objects.get(code="1")
    assert item.project.investment == Decimal("12.5")
    assert item.item_units.get(role="support").unit == world.units["roads_b"]


def test_a_formula_never_calculated_is_unknown_not_zero(world: World) -> None:
    content = workbook([HEADER, [1, "打通甲乙大道断头路", "=1+1", "", "", ""]])
    one = begun(world, "joint_office", content, target=_target(world), blanks="clear")
    cells = {cell["c"]: cell["s"] for cell in one.preview["rows"][0]["cells"]}
    assert cells["investment"] == "error"
    assert one.preview["problems"][0]["code"] == "formula_without_result"


def test_a_known_number_with_quite_another_name_is_a_new_row(world: World, browse) -> None:
    content = workbook([["序号", "项目名称", "完成时限"], [1, "完全不同的文旅项目", "2022.6.30"]])
    one = begun(world, "joint_office", content, target=_target(world))
    row = rows_by_state(one)["new"][0]
    assert row["near"][0][0] == row["coded"] == str(world.items["1"].uid)
    assert "序号相同而名称不同" in row["notes"][0][0]
    client = browse("joint_office")
    client.post(f"/sheets/imports/{one.pk}/decide/", {"all_rows": "code"})
    one.refresh_from_db()
    assert rows_by_state(one)["changed"][0]["how"] == "chosen"
    one = again(world, "joint_office", one, rows={"2": "skip"})
    assert rows_by_state(one)["skipped"]


def test_a_row_that_waits_for_a_decision_shows_its_cells(world: World, browse) -> None:
    content = workbook([["序号", "项目名称", "完成时限"], [1, "打通甲乙快速通道", "2022.6.30"]])
    one = begun(world, "joint_office", content, target=_target(world))
    row = rows_by_state(one)["doubtful"][0]
    assert {cell["c"]: cell["s"] for cell in row["cells"]}["due"] == "read"
    with pytest.raises(RefusedError):
        actions.apply_import(world.act("joint_office", "导入"), one)
    browse("joint_office").post(f"/sheets/imports/{one.pk}/decide/", {"all_rows": "new"})
    one.refresh_from_db()
    assert rows_by_state(one)["new"]


def test_the_same_row_twice_is_taken_once(world: World) -> None:
    content = workbook([["序号", "项目名称", "备注"], [2, "乙河大桥", "一"], [2, "乙河大桥", "二"]])
    one = begun(world, "joint_office", content, target=_target(world))
    assert [row["state"] for row in one.preview["rows"]] == ["changed", "twice"]


def test_the_mapping_can_be_chosen(world: World) -> None:
    content = workbook([["编号", "啥", "钱"], [1, "打通甲乙大道断头路", 70000]])
    one = begun(world, "joint_office", content, target=_target(world))
    assert not one.preview["rows"]
    choices = {"header": [1, 1], "columns": {"B": "title", "C": "year_plan"}, "units": {"C": "万元"}}
    one = again(world, "joint_office", one, **choices)
    (cell,) = one.preview["rows"][0]["cells"]
    assert (cell["c"], cell["n"]) == ("year_plan", "7")


def test_a_unit_changes_only_what_it_may(world: World) -> None:
    def edit(sheet):
        row = row_of(sheet, "打通甲乙大道断头路")
        cell_of(sheet, "完成时限", row).value = "2022年10月底"
        sheet.cell(row=row, column=sheet.max_column).value = None

    one = begun(world, "filler", edited(_exported(world, "filler"), edit))
    (row,) = [row for row in one.preview["rows"] if row["cells"]]
    assert (row["state"], row["cells"][0]["s"]) == ("refused", "refused")
    with pytest.raises(RefusedError):
        actions.apply_import(world.act("filler", "修改"), one)


def test_who_may_begin_and_who_may_go_on(world: World) -> None:
    content = _exported(world)
    for who in ("public", "auditor", "leader", "supervisor", "administrator"):
        with pytest.raises(RefusedError):
            begun(world, who, content)
    one = begun(world, "city_office", content)
    for who in ("city_office_b", "filler", "auditor"):
        with pytest.raises(RefusedError):
            actions.discard_import(world.act(who), one)
    actions.discard_import(world.act("joint_office"), one)
    with pytest.raises(RefusedError):
        actions.discard_import(world.act("city_office"), one)
    assert Import.objects.get().state == "discarded"


def test_funding_permits_and_projects_come_back(world: World) -> None:
    item = world.items["1"]
    given = {
        "funding": [{"kind": "bond", "name": "专项债", "amount": Decimal(3)}],
        "permits": {"land": {"state": "已批复", "granted": dt.date(2022, 1, 5)}},
    }
    change_projects(world.act("joint_office", "补充"), [item], {item.pk: given})
    content = workbook(
        [
            ["单位：万元"],
            ["序号", "项目名称", "资金来源", "", "前期手续", "", "起止年限"],
            ["", "", "专项债券", "银行贷款", "用地", "环评", ""],
            [1, "打通甲乙大道断头路", 30000, 20000, "已批复", "办理中", "2020-2023"],
        ]
    )
    one = begun(world, "joint_office", content, target=_target(world))
    cells = {cell["c"]: cell["n"] for cell in one.preview["rows"][0]["cells"]}
    assert cells == {"funding:loan": "2", "permit:environment": "办理中", "start_year": "2020", "end_year": "2023"}
    actions.apply_import(world.act("joint_office", "导入"), one)
    project = Item.objects.get(code="1").project
    assert {one.kind: one.amount for one in project.funding.all()} == {"bond": 3, "loan": 2}
    assert {one.kind: one.granted for one in project.permits.all()} == {
        "land": dt.date(2022, 1, 5),
        "environment": None,
    }
    assert (project.start_year, project.end_year) == (2020, 2023)


def test_queries_do_not_grow_with_the_rows(world: World) -> None:
    def run(count: int) -> tuple[int, int]:
        rows = [
            [f"N{count}-{n}", f"第{count}批新项目{n}号道路", n + 1, "甲市交通局", "乙市交通局", "2022.6.30"]
            for n in range(count)
        ]
        with CaptureQueriesContext(
            connection,
        ) as first:
            one = begun(world, "joint_office", workbook([HEADER, *rows]), target=_target(world))
        with CaptureQueriesContext(connection) as second:
            actions.apply_import(world.act("joint_office", "批量"), one)
        return len(first), len(second)

    run(3)
    small, large = run(10), run(300)
    assert large[0] <= small[0] + 2
    assert large[1] <= small[1] + 6
