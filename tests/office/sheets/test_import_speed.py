"""Five thousand rows: at most 50 queries for 1,000 of them; how long it takes is only told."""

from __future__ import annotations

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.office.sheets.importing import begun, edited, workbook
from tests.office.world import World
from tongcheng.office.lists.models import Item
from tongcheng.office.sheets import actions
from tongcheng.office.sheets.export.lists import list_workbook
from tongcheng.office.sheets.importing.preview import Target

HEAD = [
    "序号",
    "项目名称",
    "总投资",
    "年度计划投资",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "牵头单位",
    "配合单位",
    "涉及市",
    "完成时限",
    "备注",
]


def _rows(count: int) -> list[list[object]]:
    return [
        [
            f"P{n}",
            f"第{n}号{'道路桥梁医院学校'[n % 8]}工程",
            n / 7,
            n / 70,
            "开工",
            "完成30%",
            "完成60%",
            "完成",
            "甲市交通局",
            "乙市交通局、甲市卫健委",
            "甲市、乙市",
            "2022.11.30",
            "",
        ]
        for n in range(count)
    ]


def _measured(run) -> tuple[object, int, float]:
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as seen:
        result = run()
    return result, len(seen), time.perf_counter() - start


def test_many_rows_in_and_back(world: World, record_property) -> None:
    count = 1000
    content = workbook([["单位：亿元"], HEAD, *_rows(count)])
    one, queries, seconds = _measured(lambda: begun(world, "joint_office", content, target=Target(list=world.list)))
    assert one.preview["counts"]["rows_new"] == count
    record_property("preview of new rows", f"{seconds:.1f} s, {queries} queries")
    assert queries <= 60  # what a thousand rows may take is 50 each; some are asked once
    _, queries, seconds = _measured(lambda: actions.apply_import(world.act("joint_office", "批量"), one))
    record_property("apply of new rows", f"{seconds:.1f} s, {queries} queries")
    assert queries <= 60  # what a thousand rows may take is 50 each; some are asked once
    assert Item.objects.count() == count + 4

    def edit(sheet) -> None:
        headers = {cell.value: cell.column for row in sheet.iter_rows(max_row=8) for cell in row if cell.value}
        for row in range(8, sheet.max_row - 3):
            sheet.cell(row, headers["一季度"]).value = f"改{row}"
            sheet.cell(row, headers["配合单位"]).value = "甲市卫健委"

    back = edited(list_workbook(world.list, world.standing("joint_office")).data, edit)
    one, queries, seconds = _measured(lambda: begun(world, "joint_office", back))
    assert one.preview["counts"]["rows_changed"] > count - 10
    record_property("preview of changes", f"{seconds:.1f} s, {queries} queries")
    assert queries <= 60  # what a thousand rows may take is 50 each; some are asked once
    _, queries, seconds = _measured(lambda: actions.apply_import(world.act("joint_office", "批量修改"), one))
    record_property("apply of changes", f"{seconds:.1f} s, {queries} queries")
    assert queries <= 60  # what a thousand rows may take is 50 each; some are asked once
