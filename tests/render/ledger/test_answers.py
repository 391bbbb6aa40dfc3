"""The sender's workbook comes back with a result column and nothing else changed."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

from tongcheng.render.ledger import answer_workbook

RESULTS = [
    ("台账", 3, "changed", "形象进度 1 格已更新"),
    ("台账", 4, "error", "总投资应为数字，实为“约12亿”"),
    ("台账", 4, "conflict", "备注已被他人修改"),
    ("台账", 5, "unchanged", ""),
    ("台账", 0, "missing", "序号 9 未在表中列出，系统内不作删除"),
    ("没有的表", 7, "skipped", "=1+1"),
]


def _original(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.merge_cells("A1:C1")
    sheet["A1"] = "甲市2022年台账"
    for row in (["序号", "项目", "总投资"], [1, "环线", 12.5], [2, "大桥", "约12亿"], [3, "合计", "=SUM(C3:C4)"]):
        sheet.append(row)
    sheet["B3"].font = Font(bold=True, color="FF0000FF")
    sheet.row_dimensions[3].height = 40
    book.save(path)
    return path


def test_every_cell_that_was_sent_stays_and_the_results_stand_beside_it(tmp_path: Path) -> None:
    path = _original(tmp_path / "a.xlsx")
    before = openpyxl.load_workbook(path)["台账"]
    after = openpyxl.load_workbook(io.BytesIO(answer_workbook(path, RESULTS)))["台账"]
    for row in before.iter_rows():
        for cell in row:
            assert after[cell.coordinate].value == cell.value
    assert after["B3"].font.b
    assert after["D2"].value == "处理结果"
    assert after["D3"].value == "已更新：形象进度 1 格已更新"
    assert after["D4"].value == "有误：总投资应为数字，实为“约12亿”\n冲突：备注已被他人修改"
    assert after["D5"].value == "未变"
    colours = {row: after[f"D{row}"].fill.fgColor.rgb for row in (3, 4, 5)}
    assert len(set(colours.values())) == 3
    assert after.row_dimensions[3].height == 40


def test_what_belongs_to_no_row_is_said_on_the_summary(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(answer_workbook(_original(tmp_path / "a.xlsx"), RESULTS)))
    words = [[cell.value for cell in row] for row in book["处理结果汇总"].iter_rows()]
    assert ["未列出", "台账：序号 9 未在表中列出，系统内不作删除"] in words
    assert ["未读入", "没有的表：=1+1"] in words
    assert ["有误", "1"] in words


def test_an_answered_workbook_that_comes_again_keeps_one_column(tmp_path: Path) -> None:
    path = _original(tmp_path / "a.xlsx")
    path.write_bytes(answer_workbook(path, RESULTS))
    sheet = openpyxl.load_workbook(io.BytesIO(answer_workbook(path, [("台账", 3, "unchanged", "")])))["台账"]
    assert sheet.max_column == 4
    assert (sheet["D3"].value, sheet["D4"].value) == ("未变", None)


def test_what_openpyxl_cannot_keep_is_answered_with_its_values(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    import subprocess

    _original(tmp_path / "a.xlsx")
    done = subprocess.run(
        ["soffice", "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")],
        capture_output=True,
        check=False,
    )
    if done.returncode or not path.exists():
        import pytest

        pytest.skip("LibreOffice is not here")
    sheet = openpyxl.load_workbook(io.BytesIO(answer_workbook(path, RESULTS)))["台账"]
    assert (sheet["B3"].value, sheet["C3"].value, sheet["D3"].value) == ("环线", 12.5, "已更新：形象进度 1 格已更新")
