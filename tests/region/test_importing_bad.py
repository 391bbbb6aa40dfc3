"""Bad files: each is refused with file, sheet, cell, what was expected and found, and a remedy; all at once."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.region.books import book, mapping
from tests.tiny import tiny_region
from tongcheng.errors import InputError, Problem
from tongcheng.region import Region
from tongcheng.region.importing import import_table
from tongcheng.region.importing.mapping import TableMapping

HEADERS = ["网格编号", "年份", "人数"]


@pytest.fixture
def real() -> Region:
    return tiny_region(fictional=False)


def refused(table: str, file: Path, region: Region, chosen: TableMapping | None = None) -> dict[str, Problem]:
    """Import a bad file; give its problems by code, each with all it must say."""
    with pytest.raises(InputError) as caught:
        import_table(table, file, mapping=chosen or mapping(), region=region)
    for problem in caught.value.problems:
        assert file.name in problem.file or problem.code == "unknown_table"
        assert all(problem.expected)
        assert problem.found
        assert all(problem.remedy)
    return {problem.code: problem for problem in caught.value.problems}


def test_every_bad_cell_at_once_by_its_address(tmp_path: Path, real: Region) -> None:
    rows = [["统计表"], HEADERS, ["z01", 2024, -3], ["z02", "二〇二四", 5], ["z03", 2024, "约300"], ["z99", 2024, 7]]
    with pytest.raises(InputError) as caught:
        import_table("residents", book(tmp_path / "人口.xlsx", rows, title="街道"), mapping=mapping(), region=real)
    said = {(item.row, item.column, item.found, item.code) for item in caught.value.problems}
    assert said == {
        (3, "C3 人数", "-3", "bad_value"),
        (4, "B4 年份", "二〇二四", "bad_value"),
        (5, "C5 人数", "约300", "bad_value"),
        (6, "A6 网格编号", "z99", "unknown_reference"),
    }
    assert {item.file for item in caught.value.problems} == {"人口.xlsx［街道］"}


def test_what_was_found_is_in_the_words_of_the_file(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [["网格编号", "年份", "人数（万人）"], ["z01", 2024, -0.3]])
    assert refused("residents", file, real)["bad_value"].found == "-0.3"


def test_a_code_twice(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "市.xlsx", [["市代码", "名称"], ["A", "甲市"], ["C", "丙市"], ["A", "丁市"]])
    problem = refused("cities", file, real)["key_twice"]
    assert (problem.row, problem.column) == (4, "A4 市代码")
    assert "第 2 行" in problem.found


def test_missing_and_empty_files(tmp_path: Path, real: Region) -> None:
    book(tmp_path / "人口.xlsx", [HEADERS])
    assert "人口.xlsx" in refused("residents", tmp_path / "人口2.xlsx", real)["missing_file"].remedy.zh
    assert "no_rows" in refused("residents", tmp_path / "人口.xlsx", real)
    (tmp_path / "a.csv").touch()
    assert refused("residents", tmp_path / "a.csv", real)["empty_file"].found == "0 bytes"
    assert "missing_file" in refused("residents", tmp_path, real)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    assert "unknown_format" in refused("residents", tmp_path / "a.pdf", real)


@pytest.mark.parametrize("suffix", [".xls", ".xlsx"])
@pytest.mark.parametrize(
    "content", [b"<html><table><tr><td>1</td></tr></table>", b"a,b\n1,2\n", b"\x01\x02\x00\x03" * 9]
)
def test_disguised_workbooks(tmp_path: Path, real: Region, suffix: str, content: bytes) -> None:
    file = tmp_path / f"a{suffix}"
    file.write_bytes(content)
    assert ".xlsx" in refused("residents", file, real)["disguised_file"].remedy.zh


def test_a_workbook_under_another_suffix_is_read_for_what_it_is(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [HEADERS, ["z01", 2024, 3]]).rename(tmp_path / "a.xls")
    assert import_table("residents", file, mapping=mapping(), region=real).frame["value"].iloc[0] == 3


def test_passwords(tmp_path: Path, real: Region) -> None:
    locked = tmp_path / "a.xlsx"  # an encrypted workbook is an OLE file with a stream of this name
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert "密码" in refused("residents", locked, real)["password"].remedy.zh


def test_broken_archives(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [HEADERS, ["z01", 2024, 3]])
    file.write_bytes(file.read_bytes()[:2000])
    assert "broken_archive" in refused("residents", file, real)


def test_zip_bombs_even_those_that_lie_about_their_size(tmp_path: Path, real: Region) -> None:
    file = tmp_path / "a.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 100_000_000)
    assert file.stat().st_size < 200_000
    assert "zip_bomb" in refused("residents", file, real)
    content = bytearray(file.read_bytes())
    for at in range(len(content) - 4):
        if content[at : at + 4] == struct.pack("<I", 100_000_000):
            content[at : at + 4] = struct.pack("<I", 10)
    lying = tmp_path / "b.xlsx"
    lying.write_bytes(bytes(content))
    with zipfile.ZipFile(lying) as archive:
        assert archive.infolist()[0].file_size == 10
    assert "zip_bomb" in refused("residents", lying, real)


def test_a_stray_cell_far_away_does_not_fill_the_memory(tmp_path: Path, real: Region) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(HEADERS)
    sheet.cell(1_000_000, 16_000, "x")
    workbook.save(tmp_path / "a.xlsx")
    problem = refused("residents", tmp_path / "a.xlsx", real)["sheet_too_large"]
    assert problem.found == "A1:WQJ1000000"
    _rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", b' r="WQJ1000000"', b"")  # cells need not give their address
    _rewrite(tmp_path / "b.xlsx", tmp_path / "c.xlsx", b'<c r="C1"', b'<c r="WQJ1"')
    assert "sheet_too_large" in refused("residents", tmp_path / "c.xlsx", real)


def _rewrite(source: Path, target: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))


def opendocument(path: Path, rows: str) -> Path:
    """Write an OpenDocument sheet from the XML of its rows."""
    names = ["office", "table", "text", "calcext"]
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    body = f'<office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return path


def cell(words: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{words}</text:p></table:table-cell>'


def test_opendocument_that_repeats_itself_or_merges(tmp_path: Path, real: Region) -> None:
    header = f"<table:table-row>{''.join(map(cell, HEADERS))}</table:table-row>"
    row = "<table:table-row {}>{}</table:table-row>"
    many = row.format('table:number-rows-repeated="100000"', cell("5", 'table:number-columns-repeated="1000"'))
    problem = refused("residents", opendocument(tmp_path / "a.ods", header + many), real)["sheet_too_large"]
    assert problem.found == "A1:ALL100001"
    covered = '<table:covered-table-cell table:number-columns-repeated="1"/>'
    first = row.format("", cell("z01") + cell("2024", 'table:number-rows-spanned="2"') + cell("3"))
    second = row.format("", cell("z02") + covered + cell("4"))
    file = opendocument(tmp_path / "b.ods", header + first + second)
    frame = import_table("residents", file, mapping=mapping(), region=real).frame
    assert frame[["year", "value"]].to_numpy().tolist() == [[2024, 3], [2024, 4]]
    wrong = row.format("", cell("z01") + cell("2024") + cell("#N/A", 'calcext:value-type="error"'))
    assert "error_cell" in refused("residents", opendocument(tmp_path / "c.ods", header + wrong), real)


def test_errors_and_formulas_without_a_result_are_not_blanks(tmp_path: Path, real: Region) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["县代码", "面积"], ["A1", "=1+1"], ["A2", "#N/A"]):
        sheet.append(row)
    sheet["B3"].data_type = "e"
    workbook.save(tmp_path / "a.xlsx")
    problems = refused("counties", tmp_path / "a.xlsx", real)
    assert problems["formula_without_result"].column == "B2 面积"
    assert (problems["error_cell"].column, problems["error_cell"].found) == ("B3 面积", "#N/A")


def test_wrong_columns(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [["网格编号", "年份", "常住人口数"], ["z01", 2024, 3]])
    problem = refused("residents", file, real, mapping(columns={"value": "常住人口量"}))["wrong_column"]
    assert "常住人口数" in problem.remedy.zh
    unnamed = book(tmp_path / "b.xlsx", [["网格编号", "年份", "量"], ["z01", 2024, 3]])
    missing = refused("residents", unnamed, real)["missing_column"]
    assert missing.column == "value"
    assert "量" in missing.found
    assert "columns" in missing.remedy.zh
    assert "two_columns" in refused(
        "residents", book(tmp_path / "c.xlsx", [[*HEADERS, "人数"], ["z01", 2024, 3, 4]]), real
    )
    assert "no_header" in refused("residents", book(tmp_path / "d.xlsx", [["甲", "乙"], [1, 2]]), real)


def test_papers_are_asked_for(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [HEADERS, ["z01", 2024, 3]])
    with pytest.raises(InputError) as caught:
        import_table("residents", file, region=real)
    assert {problem.column for problem in caught.value.problems} == {"basis", "source"}
    assert all("[source]" in problem.remedy.zh for problem in caught.value.problems)
    known = book(
        tmp_path / "b.xlsx", [["县代码", "面积"], ["A1", 25]]
    )  # a new value does not come from an old source
    with pytest.raises(InputError) as caught:
        import_table("counties", known, region=real)
    assert {problem.column for problem in caught.value.problems} == {"basis", "source"}
    assert "unknown_source" in refused("residents", file, real, TableMapping(basis="official", source="nobody"))


def test_nothing_synthetic_in_a_real_circle(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [HEADERS, ["z01", 2024, 3]])
    assert "synthetic_in_real" in refused("residents", file, real, mapping(basis="synthetic"))
    import_table("residents", file, mapping=mapping(basis="synthetic"), region=tiny_region(fictional=True))


def test_a_published_figure_is_never_overwritten(tmp_path: Path, real: Region) -> None:
    header = ["数值编号", "对象", "属性", "截至", "数值"]
    file = book(tmp_path / "a.xlsx", [header, ["residents-A-2020", "A", "resident_population", "2020-11-01", 1]])
    assert "figure_overwritten" in refused("figures", file, real)
    new = book(tmp_path / "b.xlsx", [header, ["residents-A-2021", "A", "resident_population", "2021", 1]])
    import_table("figures", new, mapping=mapping(), region=real)


def test_units_that_measure_something_else(tmp_path: Path, real: Region) -> None:
    for header in ("人数（户）", "人数（万户）", "人数（万人次）"):
        file = book(tmp_path / "a.xlsx", [["网格编号", "年份", header], ["z01", 2024, 3]])
        assert "万人" in refused("residents", file, real)["bad_unit"].expected.zh


def test_two_sheets_that_fit_alike(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [HEADERS, ["z01", 2024, 3]], title="一季度")
    workbook = openpyxl.load_workbook(file)
    for title in ("二季度", "隐藏"):
        sheet = workbook.copy_worksheet(workbook.worksheets[0])
        sheet.title = title
    workbook["二季度"]["C2"] = 5
    workbook["隐藏"].sheet_state = "hidden"
    workbook.save(file)
    assert refused("residents", file, real)["which_sheet"].found == "一季度、二季度"
    chosen = import_table("residents", file, mapping=mapping(sheet="二季度"), region=real)
    assert chosen.frame["value"].iloc[0] == 5
    assert import_table("residents", file, mapping=mapping(sheet=1), region=real).frame["value"].iloc[0] == 3
    assert "no_sheet" in refused("residents", file, real, mapping(sheet="三季度"))


def test_broken_text_files(tmp_path: Path, real: Region) -> None:
    file = tmp_path / "a.csv"
    file.write_text("网格编号,年份,人数\nz01,2024,1,234\n", encoding="utf-8")
    assert refused("residents", file, real)["wide_row"].row == 2
    file.write_text('网格编号,年份,人数\nz01,2024,"12\n', encoding="utf-8")
    assert "broken_csv" in refused("residents", file, real)
    file.write_bytes(b"\xff\xff\x00\x01\x81")
    assert "encoding" in refused("residents", file, real)


def test_unknown_tables(tmp_path: Path, real: Region) -> None:
    file = book(tmp_path / "a.xlsx", [HEADERS])
    assert "residents" in refused("resident", file, real)["unknown_table"].remedy.zh
    assert "residents" in refused("常住人口", file, real)["unknown_table"].remedy.zh
