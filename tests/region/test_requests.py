"""The data request workbook: what it asks, and that a filled one comes back as it was filled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.tiny import tiny_region
from tongcheng.errors import InputError, Problem
from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.region import Region, open_region
from tongcheng.region.importing import apply_imports, preview
from tongcheng.region.importing.workbook import read_request_workbook
from tongcheng.region.new import new_region
from tongcheng.region.requests import (
    FORM,
    ID_ROW,
    PAPERS,
    UNITS,
    data_requests,
    example,
    fill_columns,
    has_sheet,
    requested_tables,
)
from tongcheng.region.schemas import schemas
from tongcheng.render.requests import write_request_workbook

ANSWERS = {
    "publisher": "甲市统计局",
    "title": "年鉴",
    "licence": "已公开发布",
    "basis": "公开发布",
    "datum": "CGCS2000",
}


@pytest.fixture
def real() -> Region:
    return tiny_region(fictional=False)


def workbook(folder: Path, region: Region | None = None, tables: list[str] | None = None) -> Path:
    path = folder / "清单.xlsx"
    write_request_workbook(path, data_requests(region, {}, tables=tables), region=region)
    return path


def sheet_of(book: Any, table: str) -> Worksheet:
    """Find the sheet of a table by its hidden ids."""
    for sheet in book.worksheets:
        if str(sheet.cell(ID_ROW, 1).value).startswith(f"{table}."):
            return sheet
    raise AssertionError(table)


def fill(
    path: Path, rows: dict[str, list[dict[str, Any]]], answers: dict[str, str] = ANSWERS, *, first: int = 5
) -> None:
    """Fill a workbook as a person would: answers on the guide sheet, rows under the headers."""
    book = openpyxl.load_workbook(path)
    guide = book["说明"]
    for row in range(1, guide.max_row + 1):
        field = str(guide.cell(row, 4).value or "").removeprefix("form.")
        if field in answers:
            guide.cell(row, 2).value = answers[field]
    for table, records in rows.items():
        sheet = sheet_of(book, table)
        columns = {str(sheet.cell(ID_ROW, at).value).split(".")[1]: at for at in range(1, sheet.max_column + 1)}
        for row, record in enumerate(records, first):
            for name, value in record.items():
                sheet.cell(row, columns[name]).value = value
    book.save(path)


def problems_of(path: Path, region: Region) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_request_workbook(path, region)
    return list(caught.value.problems)


def test_every_field_is_asked_for_with_holder_and_what_it_opens() -> None:
    beds, jobs = Text("可达床位", "beds within reach"), Text("可达岗位", "jobs within reach")
    rows = data_requests(None, {"facilities.capacity": [beds], "jobs": [jobs]})
    asked = {(row.table, row.attribute) for row in rows}
    for table in requested_tables():
        assert {name for name in schemas()[table].names if name not in PAPERS} == {a for t, a in asked if t == table}
    for row in rows:
        assert row.definition.zh
        assert row.definition.en
        assert row.allowed.zh
        assert row.holder.zh or row.table == "sources"
    opens = {(row.table, row.attribute): row.opens for row in rows}
    assert opens["facilities", "capacity"] == (beds,)
    assert opens["facilities", "grade"] == ()
    assert opens["jobs", "value"] == (jobs,)
    with pytest.raises(KeyError, match="job"):
        data_requests(None, {}, tables=["job"])


def test_units_and_examples_of_every_field_are_known() -> None:
    for table in requested_tables():
        for item in schemas()[table].attributes:
            assert not item.unit or item.unit in UNITS
            if item.mandatory and item.kind not in {"geometry", "json"}:
                assert example(table, item), (table, item.name)


def test_what_the_circle_has_is_said(real: Region) -> None:
    states = {row.attribute: row.state.zh for row in data_requests(real, {}, tables=["counties"])}
    assert states["name"] == "已有 4 行"
    assert states["area_km2"] == "缺"
    real.tables["counties"]["area_km2"] = [1.0, None, None, None]
    states = {row.attribute: row.state.en for row in data_requests(real, {}, tables=["counties"])}
    assert states["area_km2"] == "partly: 1 of 4 rows"
    synthetic = tiny_region(fictional=False)
    synthetic.tables["jobs"]["basis"] = "synthetic"
    assert {row.state.zh for row in data_requests(synthetic, {}, tables=["jobs"])} == {"缺"}


def test_a_filled_workbook_comes_back_as_it_was_filled(tmp_path: Path, real: Region) -> None:
    path = workbook(tmp_path, real)
    fill(path, {
        "counties": [{"county": "A1", "city": "甲市", "name": "甲南县", "area_km2": 12.5, "in_core_scope": "是",
                      "admin_rank": "市辖区"}],
        "residents": [{"zone": "z01", "year": 2024, "value": 1234}, {},
                      {"zone": "z02", "group": "60+", "year": 2024, "value": 99, "basis": "推算", "low": 90, "high": 110}],
        "facilities": [{"facility": "h9", "kind": "hospital", "name": "新医院", "city": "A 甲市", "county": "甲南县",
                        "open_to": "乙市", "capacity": 80, "lon": 104.06, "lat": 30.06, "as_of": "2025-06"}],
        "figures": [{"figure": "f1", "subject": "A", "attribute": "gdp", "value": 3.5, "unit": "亿元", "as_of": "2024",
                     "qualifier": "约数"}],
    })  # fmt: skip
    imports = read_request_workbook(path, real)
    assert [item.table for item in imports] == ["counties", "residents", "facilities", "figures"]
    after = apply_imports(real, imports)
    county = after["counties"].set_index("county").loc["A1"]
    assert (county["area_km2"], county["admin_rank"], county["in_core_scope"]) == (12.5, "district", True)
    assert county["geometry"] is not None
    new = after["residents"].loc[lambda rows: rows["year"] == 2024].set_index("zone")
    assert list(new["value"]) == [1234, 99]
    assert list(new["basis"]) == ["official", "modelled"]
    hospital = after["facilities"].set_index("facility").loc["h9"]
    assert (hospital["county"], hospital["as_of"], hospital["city"]) == ("A1", "2025-06", "A")
    assert (hospital["lon"], hospital["lat"]) == (pytest.approx(104.06, abs=1e-7), pytest.approx(30.06, abs=1e-7))
    assert after["figures"].set_index("figure").loc["f1", "qualifier"] == "about"
    source = after["sources"].set_index("source").loc[hospital["source"]]
    assert (source["publisher"], source["title"], source["licence"]) == ("甲市统计局", "年鉴", "已公开发布")
    assert source["datum"] == "CGCS2000"
    assert preview(real, imports[1]).new == 2
    after.save(tmp_path / "circle")
    assert len(open_region(tmp_path / "circle")["residents"]) == len(real["residents"]) + 2


def test_tables_of_one_workbook_may_refer_to_each_other(tmp_path: Path) -> None:
    folder = new_region(tmp_path / "新圈", title=Text("新都市圈", "New circle"))
    empty = open_region(folder)
    assert not list(empty)
    assert empty.title.zh == "新都市圈"
    path = workbook(tmp_path, empty, tables=["cities", "counties", "zones", "sources", "residents"])
    fill(path, {
        "residents": [{"zone": "q1", "year": 2020, "value": 7, "source": "census"}],
        "zones": [{"zone": "q1", "city": "丙市", "county": "丙县", "lon": 104, "lat": 30}],
        "counties": [{"county": "C1", "city": "丙市", "name": "丙县"}],
        "cities": [{"city": "C", "name": "丙市"}],
        "sources": [{"source": "census", "title": "普查", "licence": "公开"}],
    })  # fmt: skip
    after = apply_imports(empty, read_request_workbook(path, empty))
    assert after["zones"].iloc[0][["city", "county"]].tolist() == ["C", "C1"]
    assert after["residents"]["source"].iloc[0] == "census"
    after.save(folder)
    assert (folder / "README.md").is_file()
    assert open_region(folder)["residents"]["value"].sum() == 7


def test_a_workbook_that_people_have_rearranged(tmp_path: Path, real: Region) -> None:
    path = workbook(tmp_path, real, tables=["residents", "jobs", "budgets"])
    book = openpyxl.load_workbook(path)
    residents, jobs, budgets = (sheet_of(book, name) for name in ("residents", "jobs", "budgets"))
    for row in range(1, 5):  # years first, then a column of their own
        cells = [residents.cell(row, column).value for column in range(1, residents.max_column + 1)]
        for column, value in enumerate([cells[2], "经办" if row == 3 else None, *cells[:2], *cells[3:]], 1):
            residents.cell(row, column).value = value
    residents.insert_rows(1)
    residents.title = "人口（二科）"
    for column, value in enumerate([2024, "张三", "z01", None, 0.5], 1):
        residents.cell(6, column).value = value
    residents.cell(5, 5).value = "万人"
    residents.cell(9, 3).value = "注：初步数"
    jobs.sheet_state = "hidden"
    for column, value in enumerate(["z02", "制造业", 2024, 40], 1):
        jobs.cell(30, column).value = value
    budgets.delete_rows(ID_ROW)
    for column, value in enumerate(["b9", "成长期", "甲市", None, "3.5", 2025], 1):
        budgets.cell(4, column).value = value
    book.create_sheet("草稿")["A1"] = "随便写写"
    book.save(path)
    fill(path, {})
    imports = {item.table: item for item in read_request_workbook(path, real)}
    assert imports["residents"].frame[["zone", "year", "value"]].iloc[0].tolist() == ["z01", 2024, 5000]
    assert imports["jobs"].frame["value"].tolist() == [40]
    assert imports["budgets"].frame[["stage", "city", "value", "money_source"]].iloc[0].tolist() == [
        "growing",
        "A",
        3.5,
        "all",
    ]
    notes = "".join(note.zh for item in imports.values() for note in item.notes)
    assert "草稿" in notes
    assert "经办" in notes
    assert "初步数" in notes


def test_errors_of_all_sheets_at_once_by_sheet_and_cell(tmp_path: Path, real: Region) -> None:
    path = workbook(tmp_path, real, tables=["counties", "residents", "facilities"])
    fill(path, {
        "counties": [{"county": "C1", "city": "丁市", "name": "丁县"}],
        "residents": [{"zone": "z01", "year": 2024, "value": -3}, {"zone": "z02", "value": 5}],
        "facilities": [{"facility": "h9", "kind": "hospital", "name": "院", "city": "A", "county": "C1", "lon": 104}],
    }, answers={"publisher": "甲", "basis": "真的"})  # fmt: skip
    found = {(problem.file, problem.column) for problem in problems_of(path, real)}
    assert found == {
        ("清单.xlsx［区（市）县］", "B5 所属市"),
        ("清单.xlsx［常住人口］", "D5 人数"),
        ("清单.xlsx［常住人口］", "C6 年份"),
        ("清单.xlsx［说明］", "B6"),  # title of the data
        ("清单.xlsx［说明］", "B7"),  # licence
        ("清单.xlsx［说明］", "B8"),  # basis
        ("清单.xlsx［说明］", "B10"),  # datum
    }


def test_files_that_are_no_filled_workbook(tmp_path: Path, real: Region) -> None:
    path = workbook(tmp_path, real)
    assert [problem.code for problem in problems_of(path, real)] == ["nothing_filled_in"]
    (tmp_path / "a.csv").write_text("a", encoding="utf-8")
    assert [problem.code for problem in problems_of(tmp_path / "a.csv", real)] == ["unknown_format"]
    assert [problem.code for problem in problems_of(tmp_path / "b.xlsx", real)] == ["missing_file"]


def test_the_workbook_is_made_for_people(tmp_path: Path, real: Region) -> None:
    real.tables["cities"].loc[0, "name"] = "=HYPERLINK(1)"
    book = openpyxl.load_workbook(workbook(tmp_path, real))
    assert book.sheetnames[:2] == ["说明", "数据需求清单"]
    assert len(book["数据需求清单"]["A"]) == 1 + len(data_requests(real, {}))
    tables = [table for table in requested_tables() if has_sheet(table)]
    assert len(book.sheetnames) == 3 + len(tables)
    for table in tables:
        sheet = sheet_of(book, table)
        assert sheet.row_dimensions[ID_ROW].hidden
        assert sheet.freeze_panes
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$3:$4"
        assert all(sheet.cell(5, column).value is None for column in range(1, sheet.max_column + 1))
        ruled = {str(rule.sqref)[0] for rule in sheet.data_validations.dataValidation if rule.type == "list"}
        words = {openpyxl.utils.get_column_letter(at) for at, item in enumerate(fill_columns(table), 1)
                 if item.kind == "enum"}  # fmt: skip
        assert words <= ruled
    assert any("涉密内容不得录入" in str(cell.value) for cell in book["说明"]["A"])
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "@"))


def test_a_fictional_circle_is_marked_on_every_sheet(tmp_path: Path) -> None:
    fictional = tiny_region(fictional=True)
    book = openpyxl.load_workbook(workbook(tmp_path, fictional))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            assert SYNTHETIC_MARK.zh in str(sheet.oddHeader.center.text)


def test_new_folders(tmp_path: Path) -> None:
    cities = {"990100": "甲市", "990200": "乙市"}
    folder = new_region(tmp_path / "a", title=Text("甲乙", "Jia–Yi"), fictional=True, cities=cities)
    circle = open_region(folder)
    assert circle.fictional
    assert list(circle["cities"]["name"]) == ["甲市", "乙市"]
    assert SYNTHETIC_MARK.zh in (folder / "README.md").read_text(encoding="utf-8")
    before = sorted(path.read_bytes() for path in folder.iterdir())
    with pytest.raises(InputError, match="a"):
        new_region(folder, title=Text("x", "x"))
    assert sorted(path.read_bytes() for path in folder.iterdir()) == before
    assert {field.name for field in FORM} <= {"publisher", "title", "licence", "basis", "published", "datum", "note"}
