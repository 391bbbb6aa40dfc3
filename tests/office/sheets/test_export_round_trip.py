"""What was exported and comes back untouched changes nothing; what was filled in changes just that."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from tests.office.sheets.export_world import draft, fill
from tests.office.sheets.importing import begun, cell_of, rows_by_state, saved
from tests.office.world import World
from tongcheng.office.progress.models import Period
from tongcheng.office.sheets.export.lists import list_workbook
from tongcheng.office.sheets.export.templates import unit_template


def _changes(one: Any) -> list[tuple[str, str, str, str]]:
    return [(cell["c"], cell["s"], cell["o"], cell["n"]) for row in one.preview["rows"] for cell in row["cells"]]


@pytest.mark.parametrize("kind", ["project", "task", "problem"])
@pytest.mark.parametrize("groups", ["merged", "rows"])
def test_a_list_comes_back_unchanged(world: World, kind: str, groups: Any) -> None:
    fill(world, kind=kind)
    assert world.list is not None
    file = list_workbook(world.list, world.standing("joint_office"), groups=groups)
    one = begun(world, "joint_office", file.data)
    assert _changes(one) == []
    assert one.preview["problems"] == []
    assert one.preview["missing"] == []
    assert {row["state"] for row in one.preview["rows"]} == {"unchanged"}
    assert len(one.preview["rows"]) == 6


def test_a_template_comes_back_unchanged_begun_or_not(world: World) -> None:
    fill(world)
    period = Period.objects.get(code="2022-03")
    for begin in (False, True):
        if begin:
            draft(world)
        file = unit_template(period, world.units["roads_a"])
        assert file is not None
        one = begun(world, "joint_office", file.data)
        assert _changes(one) == []
        assert one.preview["problems"] == []
        assert {row["state"] for row in one.preview["rows"]} == {"unchanged"}


def test_what_a_unit_fills_in_is_just_that(world: World) -> None:
    fill(world)
    file = unit_template(Period.objects.get(code="2022-03"), world.units["roads_a"])
    assert file is not None

    def typed(sheet: Any) -> None:
        row = next(cell.row for cells in sheet.iter_rows() for cell in cells if cell.value == "'=1+1 大道")
        cell_of(sheet, "推进情况", row).value = "进度滞后"
        cell_of(sheet, "形象进度", row).value = "完成路基30%"
        cell_of(sheet, "1—3月完成投资", row).value = 2.5

    book = openpyxl.load_workbook(io.BytesIO(file.data))
    typed(book["填报表"])
    one = begun(world, "filler", saved(book))
    assert {(name, state) for name, state, _, _ in _changes(one)} == {
        ("word", "changed"),
        ("progress", "changed"),
        ("invested_this_year", "changed"),
    }
    (changed,) = rows_by_state(one)["changed"]
    assert changed["uid"] == str(world.items["1"].uid)
