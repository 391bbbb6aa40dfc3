"""From the cells of a file to the words of the schema: units, codes for names, labels for values, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.borders import OPEN_TO_ALL
from tongcheng.region.importing import cells
from tongcheng.region.importing.mapping import TableMapping, name_bad_unit
from tongcheng.region.importing.raw import RawTable
from tongcheng.region.importing.units import Unit, find_unit, unit_of, units_like
from tongcheng.region.region import Region
from tongcheng.region.schemas import LIST_SEPARATOR, Attribute, TableSchema
from tongcheng.region.value_labels import value_of

_LIST_MARKS = re.compile(r"[；;、\n]+")
_CODE_LIST_MARKS = re.compile(r"[；;、，,\s]+")
_ALL_WORDS = {"all", "全体", "全部", "所有", "全部开放", "全圈", "不限"}
_SUFFIXES = ("市", "区", "县", "新区", "自治县")
_MOST_PER_COLUMN = 20

Write = Callable[[str], str | None]


def clean_table(
    raw: RawTable, schema: TableSchema, mapping: TableMapping, region: Region, problems: Problems
) -> pd.DataFrame:
    """Bring every column of a raw table to the words of its schema.

    Parameters
    ----------
    raw
        Table as it stands in its file.
    schema, mapping
        Table it becomes, and how.
    region
        Circle whose places may be named instead of coded.
    problems
        Gathers bad units, unknown names and cells without a value.

    Returns
    -------
    pandas.DataFrame
        One column per attribute of the file and constant of the mapping, for
        :func:`~tongcheng.region.columns.type_table`; geometry as it was.
    """
    frame = raw.frame.copy()
    for ours, value in mapping.constants.items():
        if ours in frame:
            frame[ours] = frame[ours].where(frame[ours].notna(), value)
        elif ours in schema.names:
            frame[ours] = pd.Series([value] * len(frame), dtype="object")
    for ours, paper in (("basis", mapping.basis), ("source", mapping.source)):
        if paper is not None and schema.name != "sources":  # what the mapping file says stands above the file
            frame[ours] = pd.Series([paper] * len(frame), dtype="object")
    _fill_unit(frame, raw, schema, mapping)
    _name_void_cells(raw, problems)
    for ours in frame.columns:
        attribute = schema[ours]
        if attribute.kind == "geometry" or pd.api.types.is_datetime64_any_dtype(frame[ours].dtype):
            continue
        write = _writer(attribute, schema, raw, mapping, problems)
        if write is None:
            continue
        frame[ours] = _written(frame[ours], write, mapping.values.get(ours, {}))
    for ours in frame.columns:
        if schema[ours].references is not None:
            frame[ours] = _coded(frame[ours], schema[ours], raw, region, problems)
    return frame


def _written(column: Any, write: Write, replaced: Mapping[str, str]) -> Any:
    """Write each different word of a column once."""
    words = column.astype("object").where(column.notna(), None).map(cells.plain)
    known: dict[str, str | None] = {}
    for word in words.dropna().unique():
        known[word] = write(replaced.get(word, word))
    return words.map(known).astype("object").where(words.notna(), None)


def _writer(
    attribute: Attribute, schema: TableSchema, raw: RawTable, mapping: TableMapping, problems: Problems
) -> Write | None:
    """Give the function that writes a word of a column, or None if words stay as they are."""
    kind = attribute.kind
    if kind in {"int", "float"}:
        return _number_writer(attribute, raw, mapping, problems)
    if kind == "date":
        return cells.day
    if kind == "period":
        return cells.period
    if kind == "bool":
        return cells.truth
    if kind == "enum":
        return lambda words: None if words in {"-", "—", "/"} else value_of(schema.name, attribute, words) or words
    if kind in {"id", "ref"}:
        return cells.code
    if kind == "list":
        if attribute.name == "open_to":
            return _opened
        marks = _CODE_LIST_MARKS if attribute.references else _LIST_MARKS
        return lambda words: LIST_SEPARATOR.join(part.strip() for part in marks.split(words) if part.strip()) or None
    return lambda words: words


def _opened(words: str) -> str | None:
    """Write whom a facility is open to: codes of cities, or ``all`` for what people write instead of it."""
    parts = [part for part in _CODE_LIST_MARKS.split(words) if part]
    return LIST_SEPARATOR.join(OPEN_TO_ALL if part.casefold() in _ALL_WORDS else part for part in parts) or None


def _number_writer(attribute: Attribute, raw: RawTable, mapping: TableMapping, problems: Problems) -> Write:
    if attribute.unit == "°":
        return cells.degrees if not _metres(raw, mapping) else lambda words: cells.number(words, None, None)[0]
    target = unit_of(attribute)
    stated = mapping.units.get(attribute.name) or raw.units.get(attribute.name, "")
    source = _stated_unit(attribute, stated, target, raw, problems)
    misfits: set[str] = set()

    def write(words: str) -> str | None:
        written, fits = cells.number(words, source, target)
        if not fits and target is not None and not misfits:
            misfits.add(words)
            name_bad_unit(raw.column(attribute.name), words, units_like(target), problems)
        return written

    return write


def _metres(raw: RawTable, mapping: TableMapping) -> bool:
    datum = mapping.datum or raw.datum
    return datum is not None and datum.projected


def _stated_unit(
    attribute: Attribute, stated: str, target: Unit | None, raw: RawTable, problems: Problems
) -> Unit | None:
    if not stated or target is None:
        return target
    source = find_unit(stated)
    if source is None or source.dimension != target.dimension:
        name_bad_unit(raw.column(attribute.name), stated, units_like(target), problems)
        return target
    if source.factor != target.factor:
        raw.notes.append(
            Text(
                f"“{raw.column(attribute.name)}”按 {stated} 读取，换算为 {attribute.unit or '比例'}",
                f"{raw.column(attribute.name)} read in {stated} and converted to {attribute.unit or 'a share'}",
            )
        )
    return source


def _fill_unit(frame: pd.DataFrame, raw: RawTable, schema: TableSchema, mapping: TableMapping) -> None:
    """Put the unit that the header of a value states into the table's own unit column."""
    stated = mapping.units.get("value") or raw.units.get("value", "")
    if stated and "unit" in schema.names and "unit" not in frame and schema["value"].unit == "by unit":
        frame["unit"] = pd.Series([stated] * len(frame), dtype="object")


def _name_void_cells(raw: RawTable, problems: Problems) -> None:
    for (position, attribute), words in sorted(raw.void.items())[:_MOST_PER_COLUMN]:
        formula = words == "formula"
        problems.add(
            "formula_without_result" if formula else "error_cell",
            row=raw.row(position),
            column=raw.column(attribute, position),
            expected=Text("数值", "a value"),
            found="未计算的公式 a formula without result" if formula else words,
            remedy=Text("在 Excel 或 WPS 中打开、重新计算后保存", "open it in Excel or WPS, recalculate and save")
            if formula
            else Text("改正公式或填写数值", "correct the formula or write the value"),
        )


def _coded(column: Any, attribute: Attribute, raw: RawTable, region: Region, problems: Problems) -> Any:
    """Give the codes of places and kinds that are named: 成都市 for 510100, ``510104 锦江区`` for 510104."""
    table = attribute.references or ""
    if table not in region:
        return column
    codes = _codes(region, table)
    if table == "sources":  # what stays unknown is named once the file's own source is known too
        return column.map(lambda words: words if words is None else _code(words, codes) or words)
    known, unknown = {}, set()
    for words in column.dropna().unique():
        parts = words.split(LIST_SEPARATOR) if attribute.kind == "list" else [words]
        found = [_code(part, codes) for part in parts]
        if any(part is None for part in found):
            unknown.add(words)
        known[words] = words if words in unknown else LIST_SEPARATOR.join(part for part in found if part)
    _name_unknown_places(column, unknown, attribute, (raw, region), problems)
    return column.map(known).astype("object").where(column.notna(), None)


def _codes(region: Region, table: str) -> dict[str, str | None]:
    """Give the code for every code and name of a table; None where two rows share a name."""
    frame = region[table]
    ids = frame.iloc[:, 0].astype("str")
    codes: dict[str, str | None] = {}
    for names in (frame[name] for name in ("name", "name_en", "title") if name in frame):
        for code, name in zip(ids, names, strict=True):
            if pd.isna(name):
                continue
            for form in _forms(str(name)):
                codes[form] = code if codes.get(form, code) == code else None
    codes.update({code: code for code in ids})
    return codes


def _forms(name: str) -> list[str]:
    """Give the forms of a name: itself and, for places, without 市, 区 or 县 (at least two characters left)."""
    short = next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)
    return [name, short] if len(short) > 1 else [name]


def _code(words: str, codes: Mapping[str, str | None]) -> str | None:
    words = words.strip()
    if words in codes:
        return codes[words]
    first = words.split()[0] if words.split() else words  # 510104 锦江区, as the drop-down lists have it
    return codes.get(first) if first != words else None


def _name_unknown_places(
    column: Any, unknown: set[str], attribute: Attribute, context: tuple[RawTable, Region], problems: Problems
) -> None:
    raw, region = context
    table = attribute.references or ""
    named = 0
    for position, words in enumerate(column):
        if words not in unknown:
            continue
        named += 1
        if named > _MOST_PER_COLUMN:
            break
        problems.add(
            "unknown_reference",
            row=raw.row(position),
            column=raw.column(attribute.name, position),
            expected=Text(
                f"{region.file_name(table)} 中的代码或名称", f"a code or name in {region.file_name(table)}"
            ),
            found=words,
            remedy=Text(
                "改正；重名的写代码；新增的先导入所属的表",
                "correct it; give the code where names repeat; import what is new first",
            ),
        )
