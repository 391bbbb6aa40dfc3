"""Reading the filled data request workbook back.

The layout is described in :mod:`tongcheng.region.requests`. Sheets may have been renamed, hidden or copied, columns
moved, added or left out, filler rows left blank, units changed in the hint row. What is wrong is named by sheet and
cell, all sheets at once.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Text
from tongcheng.region.datum import Datum
from tongcheng.region.importing.cells import plain
from tongcheng.region.importing.headers import Header, Layout, find_layout, parse_header
from tongcheng.region.importing.limits import WORKBOOKS, check_file
from tongcheng.region.importing.mapping import TableMapping
from tongcheng.region.importing.merge import apply_import
from tongcheng.region.importing.raw import RawTable, raw_from_sheet
from tongcheng.region.importing.sheets import Sheet, address, read_workbook
from tongcheng.region.importing.table import ImportedTable, finish
from tongcheng.region.importing.units import find_unit
from tongcheng.region.region import Region
from tongcheng.region.requests import CHOICES, FORM, GUIDE, LIST, hint
from tongcheng.region.schemas import schemas
from tongcheng.region.value_labels import value_of

_ID = re.compile(r"^([a-z_]+)\.([a-z_0-9]+)$")
_SEARCH_ROWS = 40
_OWN_SHEETS = {text.zh for text in (GUIDE, LIST, CHOICES)}
_EDGE = 2  # label row and hint row under the row of ids


@dataclass(frozen=True)
class Form:
    """What the guide sheet says about the whole workbook: its source, basis and datum.

    Parameters
    ----------
    file
        Name of the sheet, for messages.
    answers, cells
        Answer and cell by field.
    """

    file: str
    answers: dict[str, str]
    cells: dict[str, str]


def read_request_workbook(path: str | Path, region: Region) -> list[ImportedTable]:
    """Read a filled data request workbook.

    Parameters
    ----------
    path
        The workbook as it came back.
    region
        The circle it is for; it is not changed.

    Returns
    -------
    list of ImportedTable
        One per sheet that holds rows, sources first, in the order in which
        :func:`~tongcheng.region.importing.merge.apply_imports` takes them.

    Raises
    ------
    InputError
        With every problem of every sheet.
    """
    path = Path(path)
    problems = Problems(path.name)
    if not check_file(path, problems):
        raise InputError(problems.found)
    if path.suffix.lower() not in WORKBOOKS:
        _name_no_workbook(problems, path.suffix)
        raise InputError(problems.found)
    sheets = read_workbook(path, hidden=True)
    form = _form(sheets, path)
    raws, notes = _tables(sheets)
    if not raws:
        _name_nothing(problems, [sheet.name for sheet in sheets])
        raise InputError(problems.found)
    order = ["sources", *(name for name in schemas() if name != "sources")]
    raws.sort(key=lambda pair: order.index(pair[0]))
    mapping = _mapping(form, raws, problems)
    imports, found = _read_all(raws, mapping, region)
    problems.found.extend(found)
    problems.raise_if_any()
    imports[0] = replace(imports[0], notes=(*notes, *imports[0].notes))
    return imports


def _read_all(
    raws: list[tuple[str, RawTable]], mapping: TableMapping, region: Region
) -> tuple[list[ImportedTable], list[Problem]]:
    """Read table after table, so that a later one may refer to what an earlier one brings."""
    imports: list[ImportedTable] = []
    found: list[Problem] = []
    so_far = region
    for table, raw in raws:
        own = replace(mapping, basis=None, source=None, source_row={}) if table == "sources" else mapping
        here = Problems(raw.file)
        try:
            imported = finish(raw, schemas()[table], own, so_far, here)
            imports.append(imported)
            so_far = apply_import(so_far, imported)
        except InputError as error:
            found.extend(error.problems)
            so_far = _without(so_far, table, raw)
    return imports, found


def _without(region: Region, table: str, raw: RawTable) -> Region:
    """Give the circle without a table that could not be read, so that it does not cause further problems."""
    if table == "sources":
        ids = [words for words in raw.frame.get("source", []) if words]
        stub = pd.DataFrame({"source": ids, "title": "?", "licence": "?"}).drop_duplicates("source")
        return region.with_tables({"sources": pd.concat([region["sources"], stub]).drop_duplicates("source")})
    copy = region.copy()
    copy.tables.pop(table, None)
    return copy


def _tables(sheets: list[Sheet]) -> tuple[list[tuple[str, RawTable]], list[Text]]:
    """Find the sheets that are tables and take their rows; note the others."""
    raws, notes = [], []
    for sheet in sheets:
        found = _by_ids(sheet) or _by_label(sheet)
        if found is None:
            if sheet.name not in _OWN_SHEETS and _form_cells(sheet) == {} and any(map(any, sheet.rows)):
                notes.append(Text(f"未导入的工作表：{sheet.name}", f"sheet left out: {sheet.name}"))
            continue
        table, layout = found
        raw = raw_from_sheet(sheet, layout, schemas()[table])
        _take_off_apostrophes(raw)
        if len(raw.frame):
            raws.append((table, raw))
    return raws, notes


def _by_ids(sheet: Sheet) -> tuple[str, Layout] | None:
    """Find the hidden row of ids and what stands in its columns."""
    for row, cells in enumerate(sheet.rows[:_SEARCH_ROWS]):
        ids = {column: match for column, cell in enumerate(cells) if (match := _ID.match(plain(cell) or ""))}
        tables = [match[1] for match in ids.values() if match[1] in schemas()]
        if not tables:
            continue
        table = max(set(tables), key=tables.count)
        names = schemas()[table].names
        columns = {match[2]: column for column, match in ids.items() if match[1] == table and match[2] in names}
        return table, _layout(sheet, table, row, columns)
    return None


def _layout(sheet: Sheet, table: str, id_row: int, columns: dict[str, int]) -> Layout:
    first = id_row + 1
    while first <= id_row + _EDGE and first < len(sheet.rows) and _is_head(sheet, table, first, columns):
        first += 1
    width = max(len(row) for row in sheet.rows[id_row : first + 1])
    headers = []
    for column in range(width):
        words = [_text(sheet, row, column) for row in range(id_row + 1, first)]
        label = words[0].split("\n")[0].lstrip("＊*") if words else ""
        unit = next((line for text in words[1:] for line in text.split("\n") if find_unit(line.strip("（）() "))), "")
        bracket = (unit.strip("（）() "),) if unit else ()
        headers.append(Header(label, parse_header(label).names, bracket or parse_header(label).brackets))
    return Layout(first, headers, columns)


def _is_head(sheet: Sheet, table: str, row: int, columns: dict[str, int]) -> bool:
    """Tell whether a row holds labels, or hints and units, rather than data."""
    schema = schemas()[table]
    filled = alike = 0
    for name, column in columns.items():
        words = _text(sheet, row, column)
        if not words:
            continue
        filled += 1
        first = words.split("\n")[0].strip().lstrip("＊*")
        known = {schema[name].label.zh, schema[name].label.en, hint(table, schema[name]).zh}
        alike += first in known or parse_header(first).names[:1] == parse_header(schema[name].label.zh).names[:1]
    return filled > 0 and alike * 2 >= filled


def _by_label(sheet: Sheet) -> tuple[str, Layout] | None:
    """Find a table by the name of its sheet where the row of ids was deleted."""
    for table, schema in schemas().items():
        if sheet.name.strip() in {schema.label.zh, schema.label.en, table}:
            layout = find_layout(sheet, schema, {})
            if layout is not None:
                return table, _layout(sheet, table, layout.first_row - 2, layout.columns)
    return None


def _text(sheet: Sheet, row: int, column: int) -> str:
    return (plain(sheet.at(row, column)) or "") if row < len(sheet.rows) else ""


def _take_off_apostrophes(raw: RawTable) -> None:
    """Take off the apostrophe that the writer puts before words a spreadsheet would take for a formula."""
    for name in raw.frame:
        raw.frame[name] = raw.frame[name].map(
            lambda words: words[1:] if isinstance(words, str) and re.match(r"^'[=+\-@＝＋－＠]", words) else words
        )


def _form(sheets: list[Sheet], path: Path) -> Form:
    for sheet in sheets:
        if cells := _form_cells(sheet):
            answers = {name: words for name, (row, column) in cells.items() if (words := _text(sheet, row, column))}
            return Form(sheet.file, answers, {name: address(*at) for name, at in cells.items()})
    return Form(f"{path.name}［{GUIDE.zh}］", {}, {})


def _form_cells(sheet: Sheet) -> dict[str, tuple[int, int]]:
    """Give the cell of each answer: the one right of the label, in the row whose hidden id names the field."""
    return {
        words.removeprefix("form."): (row, 1)
        for row, cells in enumerate(sheet.rows)
        for cell in cells[2:]
        if isinstance(cell, str) and (words := cell.strip()).startswith("form.")
    }


def _mapping(form: Form, raws: list[tuple[str, RawTable]], problems: Problems) -> TableMapping:
    """Make of the form what rows take that say nothing of their own."""
    asks_source = any(_lacks(raw, "source") for table, raw in raws if table != "sources")
    asks_basis = any(_lacks(raw, "basis") for table, raw in raws if table != "sources")
    needed = {"basis": asks_basis, "datum": any(_has_points(raw) for _, raw in raws)}
    lacking = [
        field
        for field in FORM
        if field.name not in form.answers and needed.get(field.name, field.required and asks_source)
    ]
    for field in lacking:
        problems.add(
            "form_blank",
            file=form.file,
            column=form.cells.get(field.name, field.name),
            expected=field.label,
            found="（空）",
            remedy=Text(
                f"在“{GUIDE.zh}”填写{field.label.zh}，或在各行填写来源和数据性质",
                f"fill in {field.label.en.lower()} on the guide sheet, or source and basis in every row",
            ),
        )
    # Where an answer lacks, the problem is noted above and these stand in, so that not every row names it again.
    constants = {"basis": _basis(form, problems) or "observed"}
    known = schemas()["sources"].names
    row = {"title": "?", "licence": "?", **{name: words for name, words in form.answers.items() if name in known}}
    if not asks_source:
        return TableMapping(constants=constants, datum=_datum(form, problems))
    key = "|".join(row.get(name, "") for name in ("publisher", "title", "published"))
    source = "request-" + hashlib.blake2b(key.encode(), digest_size=5).hexdigest()
    return TableMapping(
        constants={**constants, "source": source},
        datum=_datum(form, problems),
        source_row={"source": source, **row},
    )


def _has_points(raw: RawTable) -> bool:
    return "lon" in raw.frame and bool(raw.frame["lon"].notna().any())


def _lacks(raw: RawTable, attribute: str) -> bool:
    return attribute not in raw.frame or bool(raw.frame[attribute].isna().any())


def _basis(form: Form, problems: Problems) -> str | None:
    words = form.answers.get("basis")
    if words is None:
        return None
    attribute = schemas()["zones"]["basis"]
    value = value_of("zones", attribute, words)
    if value is None:
        problems.add(
            "bad_value",
            file=form.file,
            column=form.cells["basis"],
            expected=Text("实测、公开发布或推算", "observed, official or modelled"),
            found=words,
            remedy=Text("从列表选择", "choose from the list"),
        )
    return value


def _datum(form: Form, problems: Problems) -> Datum | None:
    words = form.answers.get("datum")
    if words is None:
        return None
    try:
        return Datum.parse(words, file=form.file)
    except InputError as error:
        problems.found.extend(replace(problem, column=form.cells["datum"]) for problem in error.problems)
        return None


def _name_nothing(problems: Problems, names: list[str]) -> None:
    problems.add(
        "nothing_filled_in",
        expected=Text("至少一张填了数据的工作表", "at least one sheet with rows"),
        found="、".join(names),
        remedy=Text("用 tongcheng new 生成的数据需求清单填写", "fill in the workbook made by tongcheng new"),
    )


def _name_no_workbook(problems: Problems, suffix: str) -> None:
    problems.add(
        "unknown_format",
        expected=Text("填好的数据需求清单（.xlsx）", "the filled data request workbook (.xlsx)"),
        found=suffix or "—",
        remedy=Text("单独的表格用 tongcheng import table 导入", "import single tables with tongcheng import table"),
    )
