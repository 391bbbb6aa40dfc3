"""The data request list (数据需求清单): what each department is asked for, why, and the workbook that goes round.

This module says what is asked and how the workbook is laid out; :mod:`tongcheng.render.requests` writes it and
:mod:`tongcheng.region.importing.workbook` reads it back. Both take the layout from here.

A sheet of a table has four rows above its data: title; ids (hidden; ``residents.zone``, so that a sheet may be
renamed and its columns moved); labels; hints with the unit. An office may write another unit into the hint row.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tongcheng.language import NOTHING, Text, same
from tongcheng.region.region import Region
from tongcheng.region.schemas import Attribute, TableSchema, schemas
from tongcheng.region.value_labels import value_label

GUIDE = Text("说明", "Guide")
LIST = Text("数据需求清单", "Data request list")
CHOICES = Text("选项", "Choices")

TITLE_ROW, ID_ROW, LABEL_ROW, HINT_ROW, FIRST_ROW = 1, 2, 3, 4, 5

#: Attributes that every row has and that the guide sheet answers for the whole workbook.
PAPERS = ("basis", "source")

UNITS: dict[str, Text] = {
    "person": Text("人", "persons"), "job": Text("个", "jobs"), "min": Text("分钟", "minutes"),
    "m": Text("米", "metres"), "km/h": Text("公里/小时", "km/h"), "km²": Text("平方公里", "km²"),
    "°": Text("度", "degrees"), "年": Text("年", "year"), "亿元": Text("亿元", "100 million yuan"),
    "by kind": Text("按服务类别的规模单位", "unit of the kind"), "by unit": Text("见“单位”列", "see unit"),
}  # fmt: skip


@dataclass(frozen=True)
class RequestRow:
    """One field that somebody is asked for.

    Parameters
    ----------
    table, attribute
        Ids.
    table_label, label, definition, unit
        What it is, for people.
    allowed
        Kind of content, or the allowed words.
    status
        Whether it must be filled in.
    holder
        Department that usually holds it.
    opens
        Results that it opens.
    state
        What the circle already has.
    way
        ``sheet`` to fill in, or ``file`` for shapes and networks.
    """

    table: str
    attribute: str
    table_label: Text
    label: Text
    definition: Text
    unit: Text
    allowed: Text
    status: Text
    holder: Text
    opens: tuple[Text, ...]
    state: Text
    way: str


@dataclass(frozen=True)
class FormField:
    """One line of the form on the guide sheet."""

    name: str
    label: Text
    hint: Text
    required: bool = False
    choices: tuple[Text, ...] = ()


FORM = (
    FormField("publisher", Text("填报单位", "Reporting unit"), Text("单位全称", "full name"), required=True),
    FormField("title", Text("资料名称", "Title of the data"), Text("如：2024年卫生统计资料", "as it is cited"), required=True),
    FormField("licence", Text("使用许可", "Licence"), Text("可否公开、可供谁使用", "who may use it"), required=True, choices=(
        Text("已公开发布", "published"), Text("可公开使用", "open"), Text("限同城化办公室内部使用", "joint office only"))),
    FormField("basis", Text("数据性质", "Basis"), Text("各行未另填时适用", "where a row says nothing else"), required=True,
              choices=tuple(value_label("", "basis", name) for name in ("observed", "official", "modelled"))),
    FormField("published", Text("资料日期", "Date of the data"), Text("如：2024 或 2025-06", "year or month")),
    FormField("datum", Text("坐标系", "Datum"), Text("表中有经纬度时必填", "required with coordinates"), choices=(
        same("CGCS2000"), same("WGS84"), same("GCJ-02"), same("BD-09"))),
    FormField("note", Text("口径说明", "Caveats"), Text("统计范围、时点等", "scope, date and so on")),
)  # fmt: skip


def data_requests(
    region: Region | None, opens: Mapping[str, Sequence[Text]], *, tables: Collection[str] | None = None
) -> list[RequestRow]:
    """List the fields that departments are asked for.

    Parameters
    ----------
    region
        The circle, for what it already has; None for any.
    opens
        Labels of the results that a table (``jobs``) or one field of it (``facilities.capacity``) opens.
    tables
        Tables to ask for; by default all that somebody outside the office may hold.

    Returns
    -------
    list of RequestRow
        By table in the order of the schemas, key fields first as in the schema; basis and source are asked once,
        on the guide sheet.

    Raises
    ------
    KeyError
        If a table does not exist.

    Examples
    --------
    >>> rows = data_requests(None, {"jobs": [Text("岗位可达", "jobs within reach")]}, tables=["jobs"])
    >>> [row.attribute for row in rows]
    ['zone', 'industry', 'year', 'value', 'low', 'high']
    """
    wanted = [name for name in schemas() if name in tables] if tables is not None else requested_tables()
    if tables is not None and (unknown := set(tables) - set(schemas())):
        raise KeyError(f"there are no tables {', '.join(sorted(unknown))}")
    return [
        _row(schemas()[table], item, region, opens)
        for table in wanted
        for item in schemas()[table].attributes
        if item.name not in PAPERS
    ]


def requested_tables() -> list[str]:
    """Name the tables that somebody outside the office may hold, in the order of the schemas."""
    return [name for name in schemas() if _ways().get(name, "sheet") != "none"]


def fill_columns(table: str) -> tuple[Attribute, ...]:
    """Give the columns of the sheet of a table: all attributes but the shape, basis and source last."""
    return tuple(item for item in schemas()[table].attributes if item.kind != "geometry")


def has_sheet(table: str) -> bool:
    """Tell whether a table is filled in on a sheet; shapes and networks come as files."""
    return _ways().get(table, "sheet") == "sheet"


def cell_id(table: str, attribute: str) -> str:
    """Give the hidden id of a column."""
    return f"{table}.{attribute}"


def hint(table: str, item: Attribute) -> Text:
    """Say in a few words what belongs into a column: the unit, or the kind of content, and what a blank means."""
    words = _hint(item)
    if not item.default:
        return words
    default = value_label(table, item.name, item.default) if item.kind == "enum" else _default(item)
    return Text(f"{words.zh}，空则为{default.zh}", f"{words.en}; blank: {default.en}")


def _default(item: Attribute) -> Text:
    words = {"all": Text("全部", "all"), "False": Text("否", "no")}
    return words.get(item.default, same(item.default))


def _hint(item: Attribute) -> Text:
    if item.unit:
        return UNITS[item.unit]
    if item.kind == "enum":
        return Text("从列表选择", "choose")
    if item.references == "sources":
        return Text("空则用说明页所填", "blank: as on the guide")
    if item.references and item.kind == "ref":
        label = schemas()[item.references].label
        return Text(f"{label.zh}的代码或名称", "code or name")
    kinds = {
        "id": Text("编号，不重复", "unique id"),
        "text": Text("文字", "text"),
        "bool": Text("是/否", "yes or no"),
        "date": Text("日期，如 2025-01-31", "2025-01-31"),
        "period": Text("时期，如 2025-06", "2025-06"),
        "list": Text("多个用；分隔", "separate by ;"),
        "json": same("JSON"),
        "int": Text("整数", "whole number"),
        "float": Text("0 至 1", "0 to 1") if item.high == 1 else Text("数字", "number"),
        "geometry": Text("矢量文件", "file of shapes"),
    }
    return kinds[item.kind]


def allowed(table: str, item: Attribute) -> Text:
    """Say at length what a column may hold."""
    if item.kind == "enum":
        labels = [value_label(table, item.name, value) for value in item.values]
        return Text("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))
    if item.kind in {"int", "float"} and (item.low is not None or item.high is not None):
        words = item.range_text()
        return Text(f"整数，{words.zh}", f"whole, {words.en}") if item.kind == "int" else words
    if item.kind == "geometry":
        kinds = {"point": "点", "line": "线", "polygon": "面", "any": "点、线或面"}
        zh = f"{kinds[item.geometry or 'any']}（shp、GeoJSON、GeoPackage，注明坐标系）"
        return Text(zh, f"{item.geometry} (shapefile, GeoJSON, GeoPackage; say the datum)")
    return _hint(item) if not item.unit else Text("数字", "number")


def example(table: str, item: Attribute) -> str:
    """Give an example of a cell; places in examples are made up."""
    known = _examples()
    if (found := known.get((table, item.name)) or known.get(("", item.name))) is not None:
        return found
    if item.kind == "enum":
        return value_label(table, item.name, item.values[0]).zh
    if item.kind == "ref" and item.references:
        key = schemas()[item.references].attributes[0]
        return example(item.references, key)
    by_kind = {"int": "2025", "bool": "是", "date": "2025-01-31", "period": "2025-06"}
    return by_kind.get(item.kind, "")


def _row(
    schema: TableSchema, item: Attribute, region: Region | None, opens: Mapping[str, Sequence[Text]]
) -> RequestRow:
    name = schema.name
    status = {
        "key": Text("必填（编号）", "required (key)"),
        "required": Text("必填", "required"),
        "optional": Text("选填", "optional"),
    }[item.status]
    if item.default:
        default = value_label(name, item.name, item.default) if item.kind == "enum" else _default(item)
        status = Text(f"选填，空则为{default.zh}", f"optional; blank: {default.en}")
    return RequestRow(
        name,
        item.name,
        schema.label,
        item.label,
        item.description,
        UNITS[item.unit] if item.unit else NOTHING,
        allowed(name, item),
        status,
        schema.holder,
        tuple(opens.get(cell_id(name, item.name), opens.get(name, ()))),
        _state(region, name, item),
        "file" if item.kind == "geometry" or not has_sheet(name) else "sheet",
    )


def _state(region: Region | None, table: str, item: Attribute) -> Text:
    """Say how many rows of the circle hold a value; synthetic ones do not count."""
    if region is None:
        return NOTHING
    frame = region[table]
    if "basis" in frame and not region.fictional:
        frame = frame[frame["basis"] != "synthetic"]
    filled = int(frame[item.name].notna().sum()) if item.name in frame else 0
    if not filled:
        return Text("缺", "missing")
    if filled < len(frame):
        return Text(f"部分：{filled}/{len(frame)} 行", f"partly: {filled} of {len(frame)} rows")
    return Text(f"已有 {filled} 行", f"{filled} rows")


@cache
def _ways() -> dict[str, str]:
    return {row["table"]: row["way"] for row in _data("requests.csv")}


@cache
def _examples() -> dict[tuple[str, str], str]:
    return {(row["table"], row["attribute"]): row["example"] for row in _data("examples.csv")}


def _data(name: str) -> list[dict[str, str]]:
    text = files("tongcheng.region").joinpath(f"tables/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
