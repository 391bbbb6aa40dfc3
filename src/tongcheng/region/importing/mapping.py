"""The mapping file: which column of somebody's file is which attribute, in which unit, datum and words.

.. code-block:: toml

    sheet = "常住人口"          # name or number; by default the sheet whose header fits best
    header_row = 3              # or [3, 4] for a header of two rows
    encoding = "gb18030"        # of a CSV file or shapefile, found out by default
    datum = "GCJ-02"            # of lon, lat or geometry
    datum_checked = true        # a person has compared the coordinates: no suspicion is raised
    append = true               # merge by key (default); false replaces the whole table
    key = ["name"]              # merge by these attributes instead of the table's key
    repair = true               # mend invalid outlines
    basis = "official"
    source = "deyang_2024"      # a row of sources; a new one as a table instead:

    [source]
    id = "deyang_2024"
    title = "德阳统计年鉴 2024"
    publisher = "德阳市统计局"
    licence = "已公开发布，注明来源可用"

    [columns]
    zone = "小区代码"
    value = "常住人口"
    year = { value = "2020" }   # in every row that has none of its own

    [units]
    value = "万人"

    [values.grade]
    "三级" = "三级甲等"
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text, same
from tongcheng.region.datum import Datum
from tongcheng.region.importing.units import conversion, find_unit, unit_of, units_like
from tongcheng.region.schemas import TableSchema, schemas
from tongcheng.results import BASES

_KEYS = (
    "sheet", "header_row", "encoding", "datum", "datum_checked", "append", "key", "repair", "basis", "source",
    "columns", "units", "values",
)  # fmt: skip


@dataclass(frozen=True)
class TableMapping:
    """How somebody's file is read as a table.

    Parameters
    ----------
    columns
        Header in the file by attribute.
    constants
        Value that every row gets which has none of its own, by attribute.
    units
        Unit of the file's numbers, by attribute.
    values
        Replacements of words, by attribute.
    datum
        Datum of the coordinates; None takes what the file says, else WGS84.
    datum_checked
        A person vouches for the datum.
    sheet, header_row, encoding
        Where the table stands in the file; rows from 1.
    append
        Merge with the rows that the region has; False replaces them.
    key
        Attributes to merge by; empty for the table's key.
    repair
        Mend invalid outlines.
    basis, source
        Basis and source id of every row, whatever the file says.
    source_row
        A new row for ``sources``, without its id.
    """

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    datum: Datum | None = None
    datum_checked: bool = False
    sheet: str | int | None = None
    header_row: tuple[int, ...] = ()
    encoding: str | None = None
    append: bool = True
    key: tuple[str, ...] = ()
    repair: bool = False
    basis: str | None = None
    source: str | None = None
    source_row: dict[str, str] = field(default_factory=dict)


def read_mapping(path: Path, schema: TableSchema) -> TableMapping:
    """Read a mapping file for a table.

    Raises
    ------
    InputError
        With everything that is wrong with it: no TOML, unknown entries, attributes, units, datum.
    """
    problems = Problems(path.name)
    if not path.is_file():
        problems.add(
            "missing_file",
            expected=Text("映射文件", "a mapping file"),
            found="—",
            remedy=Text("检查 --map 的路径", "check the path given to --map"),
        )
        raise InputError(problems.found)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.add(
            "bad_toml",
            expected=Text("UTF-8 编码的 TOML 文本", "TOML text in UTF-8"),
            found=error,
            remedy=Text("按所示行列改正；字符串要加引号", "correct the line and column shown; quote strings"),
        )
        raise InputError(problems.found) from error
    mapping = parse_mapping(content, schema, problems)
    problems.raise_if_any()
    return mapping


def parse_mapping(content: dict[str, Any], schema: TableSchema, problems: Problems) -> TableMapping:
    """Make a mapping from the content of a mapping file; note every problem and go on."""
    _name_unknown(content, _KEYS, problems, column=None)
    columns, constants = _columns(_table(content, "columns", problems), schema, problems)
    source, source_row = _source(content.get("source"), problems)
    mapping = TableMapping(
        columns=columns,
        constants=constants,
        units=_units(_table(content, "units", problems), schema, problems),
        values=_values(_table(content, "values", problems), schema, problems),
        datum=_datum(content.get("datum"), problems),
        datum_checked=_of_type(content, "datum_checked", bool, problems) or False,
        sheet=_of_type(content, "sheet", (str, int), problems),
        header_row=_header_row(content.get("header_row"), problems),
        encoding=_of_type(content, "encoding", str, problems),
        append=content.get("append", True) is not False,
        key=_key(content.get("key", []), schema, problems),
        repair=_of_type(content, "repair", bool, problems) or False,
        basis=_basis(content.get("basis"), problems),
        source=source,
        source_row=source_row,
    )
    _of_type(content, "append", bool, problems)
    return mapping


def _name_unknown(names: Collection[str], known: Collection[str], problems: Problems, *, column: str | None) -> None:
    for name in names:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1)
        problems.add(
            "unknown_entry",
            column=column or name,
            expected=Text("、".join(known), "one of " + ", ".join(known)),
            found=name,
            remedy=Text(f"是否为 {near[0]}？", f"did you mean {near[0]}?")
            if near
            else Text("改正或删去此项", "correct or drop the entry"),
        )


def _table(content: dict[str, Any], name: str, problems: Problems) -> dict[str, Any]:
    return _of_type(content, name, dict, problems) or {}


def _of_type(content: dict[str, Any], name: str, kind: type | tuple[type, ...], problems: Problems) -> Any:
    value = content.get(name)
    if value is None or isinstance(value, kind):
        return value
    kinds = kind if isinstance(kind, tuple) else (kind,)
    words = {bool: ("true 或 false", "true or false"), str: ("带引号的文字", "a quoted string"),
             int: ("整数", "a whole number"), dict: (f"[{name}] 小节", f"a section [{name}]")}  # fmt: skip
    problems.add(
        "bad_entry",
        column=name,
        expected=Text("或".join(words[item][0] for item in kinds), " or ".join(words[item][1] for item in kinds)),
        found=value,
        remedy=Text(f"改正 {name}", f"correct {name}"),
    )
    return None


def _columns(
    entries: dict[str, Any], schema: TableSchema, problems: Problems
) -> tuple[dict[str, str], dict[str, str]]:
    _name_unknown(entries, schema.names, problems, column="columns")
    columns, constants = {}, {}
    for ours, theirs in entries.items():
        if isinstance(theirs, dict) and set(theirs) == {"value"}:
            constants[ours] = _words(theirs["value"])
        elif isinstance(theirs, str) and theirs.strip():
            columns[ours] = theirs
        else:
            problems.add(
                "bad_entry",
                column=f"columns.{ours}",
                expected=Text('"表头" 或 { value = "…" }', '"header" or { value = "…" }'),
                found=theirs,
                remedy=Text(
                    "写文件中的表头，或每行相同的值", "give the header in the file, or the value of every row"
                ),
            )
    return columns, constants


def _words(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _units(entries: dict[str, Any], schema: TableSchema, problems: Problems) -> dict[str, str]:
    _name_unknown(entries, schema.names, problems, column="units")
    units = {}
    for ours, words in entries.items():
        if ours not in schema.names:
            continue
        target, source = unit_of(schema[ours]), find_unit(str(words))
        if target is not None and (source is None or conversion(source, target) is None):
            name_bad_unit(f"units.{ours}", str(words), units_like(target), problems)
        units[ours] = str(words)
    return units


def name_bad_unit(column: str, found: str, units: list[str], problems: Problems) -> None:
    """Note a unit that cannot be converted to the one of the schema."""
    problems.add(
        "bad_unit",
        column=column,
        expected=Text("单位：" + "、".join(units), "one of the units " + ", ".join(units)),
        found=found,
        remedy=Text(
            "核对单位，必要时在映射文件 [units] 写明", "check the unit; state it under [units] in the mapping file"
        ),
    )


def _values(entries: dict[str, Any], schema: TableSchema, problems: Problems) -> dict[str, dict[str, str]]:
    _name_unknown(entries, schema.names, problems, column="values")
    return {
        ours: {str(theirs): _words(value) for theirs, value in words.items()}
        for ours, words in entries.items()
        if isinstance(words, dict) or _of_type(entries, ours, dict, problems)
    }


def _datum(words: object, problems: Problems) -> Datum | None:
    if words is None:
        return None
    try:
        return Datum.parse(str(words), file=problems.file)
    except InputError as error:
        problems.found.extend(error.problems)
        return None


def _header_row(value: object, problems: Problems) -> tuple[int, ...]:
    rows = value if isinstance(value, list) else [] if value is None else [value]
    if all(isinstance(row, int) and not isinstance(row, bool) and row > 0 for row in rows):
        return tuple(rows)
    problems.add(
        "bad_entry",
        column="header_row",
        expected=Text("行号，如 3 或 [3, 4]", "row numbers like 3 or [3, 4]"),
        found=value,
        remedy=Text("写表头所在行，首行为 1", "give the rows of the header; the first row is 1"),
    )
    return ()


def _key(value: object, schema: TableSchema, problems: Problems) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    _name_unknown([str(name) for name in names], schema.names, problems, column="key")
    return tuple(str(name) for name in names if name in schema.names)


def _basis(value: object, problems: Problems) -> str | None:
    if value is not None and value not in BASES:
        problems.add(
            "bad_entry",
            column="basis",
            expected=same(" | ".join(BASES)),
            found=value,
            remedy=Text("实测 observed、公开发布 official、推算 modelled", "observed, official or modelled"),
        )
        return None
    return None if value is None else str(value)


def _source(value: object, problems: Problems) -> tuple[str | None, dict[str, str]]:
    if value is None or isinstance(value, str):
        return value, {}
    allowed = ["id", *(name for name in schemas()["sources"].names if name != "source")]
    if isinstance(value, dict):
        _name_unknown(value, allowed, problems, column="source")
        lacking = [name for name in ("id", "title", "licence") if not str(value.get(name, "")).strip()]
        if not lacking:
            row = {name: str(words) for name, words in value.items() if name in allowed and name != "id"}
            return str(value["id"]), row
    problems.add(
        "bad_source",
        column="source",
        expected=Text(
            "来源编号，或含 id、title、licence 的 [source] 小节", "a source id, or [source] with id, title, licence"
        ),
        found=value,
        remedy=Text("写明来源编号、名称和许可", "give the id, the title and the licence of the source"),
    )
    return None, {}
