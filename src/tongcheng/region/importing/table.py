"""Importing one table: ``tongcheng import table TABLE FILE --map mapping.toml``.

Nothing is written here. A file becomes an :class:`ImportedTable`, or one :class:`~tongcheng.errors.InputError`
with everything that is wrong with it, by file, sheet and cell; :func:`~tongcheng.region.importing.merge.apply_import`
puts it into a circle.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text
from tongcheng.region.columns import type_table
from tongcheng.region.datum import WGS84
from tongcheng.region.importing.clean import clean_table
from tongcheng.region.importing.complete import complete, datum_for, type_partial
from tongcheng.region.importing.headers import Layout, find_layout
from tongcheng.region.importing.limits import WORKBOOKS, check_file
from tongcheng.region.importing.mapping import TableMapping, read_mapping
from tongcheng.region.importing.raw import RawTable, raw_from_sheet
from tongcheng.region.importing.shapes import SHAPES, read_shapes
from tongcheng.region.importing.sheets import Sheet, read_text, read_workbook
from tongcheng.region.importing.verify import (
    name_no_rows,
    name_overwritten,
    name_suspected_datum,
    name_synthetic,
    name_two_columns,
    name_unknown_sources,
    name_unmatched,
    name_wide_rows,
)
from tongcheng.region.region import Region
from tongcheng.region.schemas import TableSchema, schemas

_TEXTS = {".csv", ".txt", ".tsv"}


@dataclass(frozen=True)
class ImportedTable:
    """Rows that were read from a file and fit their schema.

    Parameters
    ----------
    table
        Name of the table.
    frame
        Whole rows, typed, WGS84.
    sources
        Rows for ``sources`` that come with them; empty if their source is known.
    notes
        What was converted, passed over or kept, in words.
    append
        Whether the rows are merged with those that the circle has, or replace them.
    """

    table: str
    frame: pd.DataFrame
    sources: pd.DataFrame
    notes: tuple[Text, ...]
    append: bool


def import_table(
    table: str, file: str | Path, *, mapping: TableMapping | str | Path | None = None, region: Region
) -> ImportedTable:
    r"""Read a table from somebody's file.

    Parameters
    ----------
    table
        Name of a table, e.g. ``residents``.
    file
        ``.csv`` (UTF-8, UTF-16 or GB18030), ``.xlsx .xls .et .ods``, ``.shp`` or ``.zip`` with one, ``.geojson``,
        ``.gpkg``, ``.parquet``.
    mapping
        A mapping or the path of a mapping file (see :mod:`tongcheng.region.importing.mapping`); without one, columns
        are found by their headers: attribute names, Chinese and English labels, usual synonyms, units in brackets.
    region
        The circle it is for: places may be named instead of coded, and known rows keep what the file does not say.

    Returns
    -------
    ImportedTable
        Whole rows. The circle is not changed.

    Raises
    ------
    InputError
        With every problem of the file.

    Examples
    --------
    >>> import tempfile
    >>> from tongcheng import open_region
    >>> papers = TableMapping(basis="official", source="new", source_row={"title": "公报", "licence": "公开"})
    >>> with tempfile.TemporaryDirectory() as place:
    ...     file = Path(place) / "面积.csv"
    ...     _ = file.write_text("区划代码,面积（公顷）\n510104,6051\n", encoding="gb18030")
    ...     imported = import_table("counties", file, mapping=papers, region=open_region("chengdu"))
    >>> float(imported.frame["area_km2"].iloc[0]), imported.frame["name"].iloc[0]
    (60.51, '锦江区')
    """
    schema = _schema(table)
    path = Path(file)
    chosen = _mapping(mapping, schema)
    problems = Problems(path.name)
    if not check_file(path, problems):
        raise InputError(problems.found)
    raw = read_table_file(path, schema, chosen, problems)
    return finish(raw, schema, chosen, region, problems)


def finish(
    raw: RawTable, schema: TableSchema, mapping: TableMapping, region: Region, problems: Problems
) -> ImportedTable:
    """Make whole, checked rows of a raw table.

    Raises
    ------
    InputError
        With every problem noted before and now.
    """
    problems.file = raw.file
    name_unmatched(raw, mapping, problems)
    words = clean_table(raw, schema, mapping, region, problems)
    partial = type_partial(words, raw, schema, mapping, problems)
    old = region[schema.name]
    whole = complete(partial, old, schema, mapping.key or schema.keys, raw, problems)
    name_suspected_datum(partial, raw, schema.name, (mapping, region), problems)
    sources = _sources(whole.frame, old, whole.known, mapping, problems)
    if schema.name != "sources":
        name_unknown_sources(whole.frame, sources, region, raw, problems)
    name_synthetic(whole.frame, region, raw, problems)
    if schema.name == "figures" and mapping.append:
        name_overwritten(whole.frame, old, whole.known, raw, problems)
    if not len(raw.frame) and not problems.found:
        name_no_rows(problems)
    problems.raise_if_any()
    notes = (*raw.notes, *_notes(raw, mapping))
    return ImportedTable(schema.name, whole.frame, sources, notes, mapping.append)


def read_table_file(path: Path, schema: TableSchema, mapping: TableMapping, problems: Problems) -> RawTable:
    """Read a file that has been looked at as a raw table, whatever its format.

    Raises
    ------
    InputError
        If its format is unknown, or no header fits.
    """
    suffix = path.suffix.lower()
    if suffix in SHAPES:
        return read_shapes(path, schema, mapping.columns, layer=mapping.sheet, encoding=mapping.encoding)
    if suffix in _TEXTS:
        sheets = [read_text(path, encoding=mapping.encoding)]
    elif suffix in WORKBOOKS:
        sheets = read_workbook(path, sheet=mapping.sheet)
    else:
        problems.add(
            "unknown_format",
            expected=Text(
                "、".join(sorted(_TEXTS | WORKBOOKS | SHAPES)),
                "one of " + ", ".join(sorted(_TEXTS | WORKBOOKS | SHAPES)),
            ),
            found=suffix or "—",
            remedy=Text("另存为 .xlsx、.csv、.geojson 或 .gpkg", "save it as .xlsx, .csv, .geojson or .gpkg"),
        )
        raise InputError(problems.found)
    sheet, layout = _best_sheet(sheets, schema, mapping, problems)
    name_two_columns(sheet, layout, problems)
    if not sheet.name:
        name_wide_rows(sheet, layout, problems)
    return raw_from_sheet(sheet, layout, schema)


def _schema(table: str) -> TableSchema:
    if table in schemas():
        return schemas()[table]
    near = difflib.get_close_matches(table, schemas(), n=1)
    by_label = [name for name, schema in schemas().items() if table in schema.label]
    hint = (by_label or near or [""])[0]
    problems = Problems(table)
    problems.add(
        "unknown_table",
        expected=Text("表名：" + "、".join(schemas()), "one of the tables " + ", ".join(schemas())),
        found=table,
        remedy=Text(f"是否为 {hint}？", f"did you mean {hint}?") if hint else Text("改正表名", "correct the name"),
    )
    raise InputError(problems.found)


def _mapping(mapping: TableMapping | str | Path | None, schema: TableSchema) -> TableMapping:
    if isinstance(mapping, TableMapping):
        return mapping
    return TableMapping() if mapping is None else read_mapping(Path(mapping), schema)


def _best_sheet(
    sheets: list[Sheet], schema: TableSchema, mapping: TableMapping, problems: Problems
) -> tuple[Sheet, Layout]:
    """Choose the sheet whose header names most attributes; refuse to guess between two."""
    found = [
        (sheet, layout)
        for sheet in sheets
        if (layout := find_layout(sheet, schema, mapping.columns, header_rows=mapping.header_row)) is not None
    ]
    most = max((len(layout.columns) for _, layout in found), default=0)
    best = [(sheet, layout) for sheet, layout in found if len(layout.columns) == most and most > 0]
    if len(best) == 1:
        return best[0]
    if best:
        problems.add(
            "which_sheet",
            expected=Text("一张工作表", "one sheet"),
            found="、".join(sheet.name for sheet, _ in best),
            remedy=Text('在映射文件写 sheet = "工作表名"', 'write sheet = "name of the sheet" in the mapping file'),
        )
    else:
        labels = "、".join(item.label.zh for item in schema.attributes if item.mandatory)
        names = ", ".join(item.name for item in schema.attributes if item.mandatory)
        problems.add(
            "no_header",
            expected=Text(f"含 {labels} 等表头的一行", f"a row of headers such as {names}"),
            found="、".join(_first_texts(sheets)) or "—",
            remedy=Text("在映射文件 [columns] 写明各列表头", "name the headers under [columns] in the mapping file"),
        )
    raise InputError(problems.found)


def _first_texts(sheets: list[Sheet]) -> list[str]:
    return [str(cell) for sheet in sheets[:1] for row in sheet.rows[:3] for cell in row if cell not in {None, ""}][
        :12
    ]


def _sources(
    frame: pd.DataFrame, old: pd.DataFrame, known: Any, mapping: TableMapping, problems: Problems
) -> pd.DataFrame:
    """Make the row of ``sources`` that the mapping file gives; say whose rows it completes."""
    schema = schemas()["sources"]
    if not mapping.source_row:
        return type_table(pd.DataFrame(), schema, Problems("sources"))
    row = {"source": mapping.source, **mapping.source_row}
    if mapping.datum is not None and "datum" not in row:
        row["datum"] = mapping.datum.name
    if "source" in old and (known >= 0).any():
        before = sorted(set(old["source"].iloc[known[known >= 0]].dropna()) - {mapping.source})
        if before and len(frame):
            kept = f"文件未列的字段沿用 {'、'.join(before)} / other attributes kept from {', '.join(before)}"
            row["note"] = f"{row['note']}；{kept}" if row.get("note") else kept
    here = Problems("[source]")
    typed = type_table(pd.DataFrame([row]), schema, here)
    problems.found.extend(here.found)
    return typed


def _notes(raw: RawTable, mapping: TableMapping) -> list[Text]:
    notes = []
    if raw.ignored:
        names = raw.ignored
        notes.append(Text(f"未导入的列：{'、'.join(names)}", f"columns left out: {', '.join(names)}"))
    if {"lon", "geometry"} & set(raw.frame.columns):
        datum = datum_for(raw, mapping)
        if datum != WGS84:
            notes.append(
                Text(f"坐标由 {datum.name} 换算为 WGS84", f"coordinates converted from {datum.name} to WGS84")
            )
        elif mapping.datum is None and raw.datum is None:
            notes.append(Text("文件未写坐标系，按 WGS84 读取", "the file names no datum; read as WGS84"))
    return notes
