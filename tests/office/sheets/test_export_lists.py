"""Lists leave the office as they are printed: parts below their row, joint leads in order, ids unseen."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.office.world import World, acting_as
from tongcheng.office.lists.models import FundingSource, Item, ItemUnit, List, Milestone, Permit, Project
from tongcheng.office.sheets.export.columns import _KNOWN
from tongcheng.office.sheets.export.lists import list_workbook
from tongcheng.office.sheets.export.rows import rows_of
from tongcheng.office.sheets.marks import marks_of
from tongcheng.office.sheets.reading.columns import recognise


def _book(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def _table(
    world: World, who: str = "joint_office", **options: Any
) -> tuple[Any, dict[str, str], list[dict[str, Any]]]:
    assert world.list is not None
    book = _book(list_workbook(world.list, world.standing(who), **options).data)
    marks = marks_of(book["_tongcheng"]["A1"].value)
    assert marks is not None
    sheet = book[marks.sheet]
    rows = [
        {key: sheet[f"{letter}{number}"].value for letter, key in marks.columns.items()}
        for number in range(marks.first_row, sheet.max_row + 1)
    ]
    return sheet, {key: letter for letter, key in marks.columns.items()}, rows


@pytest.fixture
def bundled(world: World) -> World:
    with acting_as("test.setup"):
        whole = world.items["1"]
        for order, name in enumerate(("北段", "南段")):
            part = Item.objects.create(
                list=world.list,
                code=f"1.{order + 1}",
                order=10 + order,
                kind="project",
                title=f"甲乙大道{name}",
                part_of=whole,
                reporting_unit=world.units["roads_a"],
                state="active",
                accountable_leader="张某",
            )
            Project.objects.create(item=part, investment=Decimal("6.25"))
        ItemUnit.objects.create(item=whole, unit=world.units["roads_b"], role="lead", order=1)
        ItemUnit.objects.create(item=whole, unit=world.units["office"], role="support", order=0)
    return world


def test_a_bundled_row_prints_with_its_parts_below_and_joint_leads_in_order(bundled: World) -> None:
    sheet, letters, rows = _table(bundled)
    assert [row["code"] for row in rows[:4]] == [1, "1.1", "1.2", 2]
    assert rows[0]["lead"] == "甲市交通局、乙市交通局"
    assert rows[0]["support"] == "同城化办公室"
    assert sheet[f"{letters['title']}7"].alignment.indent == 2
    assert "A6:A11" in {str(one) for one in sheet.merged_cells.ranges}
    assert [row["_uid"] for row in rows[:3]] == [str(Item.objects.get(code=code).uid) for code in ("1", "1.1", "1.2")]
    assert rows[0]["_revision"] == "1.1"
    assert sheet["A1"].value == "示意数据，不反映真实情况"


def test_a_part_is_not_counted_again(bundled: World) -> None:
    assert bundled.list is not None
    with acting_as("test.setup"):
        List.objects.filter(pk=bundled.list.pk).update(kind="project")
    bundled.list.refresh_from_db()
    _, _, rows = _table(bundled)
    total = next(row for row in rows if str(row["title"]).startswith("合计"))
    assert total["title"] == "合计（4 项）"
    assert total["investment"] == pytest.approx(15.7)
    assert "cities" in total


def test_a_project_ledger_has_money_by_source_and_permits(world: World) -> None:
    assert world.list is not None
    with acting_as("test.setup"):
        List.objects.filter(pk=world.list.pk).update(kind="project")
        project = Project.objects.get(item=world.items["1"])
        for amount in ("3", "1.5"):
            FundingSource.objects.create(project=project, kind="loan", amount=Decimal(amount))
        Permit.objects.create(project=project, kind="land", state="已批复")
        Project.objects.filter(pk=project.pk).update(in_statistics=False, start_year=2021, project_class="start")
    world.list.refresh_from_db()
    _, letters, rows = _table(world)
    assert (rows[0]["funding:loan"], rows[0]["permit:land"]) == (4.5, "已批复")
    assert (rows[0]["in_statistics"], rows[0]["start_year"], rows[0]["project_class"]) == ("否", 2021, "开工")
    assert "funding:bond" not in letters
    assert {"invested_before", "problem", "to_coordinate", "national_code", "permit:construction"} <= set(letters)


def test_every_printed_header_is_one_that_the_reader_knows(world: World) -> None:
    unread = {"other_milestones", "group", "stage", "kind"}
    for identifier, (label, over, _, _) in _KNOWN.items():
        if identifier in unread:
            continue
        header = label.fill(month=3).zh
        found = recognise(f"{over.zh}/{header}" if over.zh else header)
        assert found is not None, header
        assert found.identifier == identifier
    for words in ("任务名称", "任务名称（内容）", "项目名称", "服务事项"):
        found = recognise(words)
        assert found is not None
        assert found.identifier == "title"


def test_each_reader_gets_the_rows_they_may_see_and_the_public_no_names(bundled: World) -> None:
    with acting_as("test.setup"):
        bundled.items["1"].accountable_leader = "李某"
        bundled.items["1"].save()
    _, letters, rows = _table(bundled, "public")
    assert [row["title"] for row in rows if row["_uid"]] == ["打通甲乙大道断头路"]
    assert "accountable_leader" not in letters
    _, letters, rows = _table(bundled, "filler")
    assert "accountable_leader" in letters
    assert "办内研究事项" not in {row["title"] for row in rows}


def test_rows_that_left_the_list_come_only_if_asked_for(world: World) -> None:
    with acting_as("test.setup"):
        Item.objects.filter(pk=world.items["2"].pk).update(state="swapped")
    assert "乙河大桥" not in {row["title"] for row in _table(world)[2]}
    assert "乙河大桥" in {row["title"] for row in _table(world, every=True)[2]}


def test_a_formula_in_a_title_is_only_words_and_several_milestones_are_joined(world: World) -> None:
    with acting_as("test.setup"):
        Item.objects.filter(pk=world.items["1"].pk).update(title="=cmd|'/C calc'!A0")
        Milestone.objects.create(item=world.items["1"], order=9, quarter="2022Q1", text="开工")
        Milestone.objects.create(item=world.items["1"], order=10, text="长期推进")
    _, _, rows = _table(world)
    assert rows[0]["title"] == "'=cmd|'/C calc'!A0"
    assert rows[0]["milestone:2022Q1"] == "完成25%；开工"
    assert rows[0]["other_milestones"] == "长期推进"


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(world: World) -> None:
    assert world.list is not None
    counts = []
    for size in (0, 30):
        with acting_as("test.setup"):
            for number in range(size):
                item = Item.objects.create(
                    list=world.list,
                    code=f"x{number}",
                    order=100 + number,
                    kind="project",
                    title=f"第{number}项",
                    reporting_unit=world.units["roads_a"],
                    state="active",
                )
                Project.objects.create(item=item, investment=1)
        standing = world.standing("filler")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            rows_of(world.list, standing, "zh")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_marks_name_list_date_and_head(world: World) -> None:
    assert world.list is not None
    book = _book(list_workbook(world.list, world.standing("joint_office")).data)
    marks = json.loads(book["_tongcheng"]["A1"].value)
    assert (marks["kind"], marks["list"], marks["first_row"]) == ("list", "tasks-2022", 6)
    assert marks["chain_head"] in book.worksheets[0]["A3"].value
