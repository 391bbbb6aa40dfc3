"""The data dictionary, written from the schemas and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from tongcheng.region.schemas import Attribute, TableSchema, schemas


def data_dictionary() -> str:
    """Write every table and attribute as Markdown, in Chinese and English.

    Examples
    --------
    >>> "## zones" in data_dictionary()
    True
    """
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# 数据字典 Data dictionary"
    yield ""
    yield "由 `src/tongcheng/region/schema/` 生成（`make docs`），请勿手改。Made from the schemas by `make docs`; do not edit."
    yield ""
    yield "- 坐标为 WGS84；时间为分钟；金额为亿元并注明年份。Coordinates WGS84, times in minutes, money in 亿元 with a year."
    yield "- 列表用 `;` 分隔。Lists are separated by `;`."
    yield "- 时期 period：`2020`、`2020-11`、`2020-11-01`、`2025Q1`、`2022H1`、`2024-01/2024-08`。"
    yield ""
    yield from (f"- [{schema.name}](#{schema.name}) {schema.label.zh}" for schema in schemas().values())
    for schema in schemas().values():
        yield from _table(schema)


def _table(schema: TableSchema) -> Iterator[str]:
    yield ""
    yield f"## {schema.name}"
    yield ""
    yield f"**{schema.label.zh} {schema.label.en}** — {schema.description.zh}。{schema.description.en}."
    if schema.holder.zh:
        yield ""
        yield f"通常由{schema.holder.zh}掌握。Usually held by the {schema.holder.en}."
    yield ""
    yield "| 字段 attribute | 名称 | 类型 type | 单位 unit | 默认 default | 必填 status | 说明 description |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_row(attribute) for attribute in schema.attributes)


def _row(item: Attribute) -> str:
    status = {"key": "主键 key", "required": "必填 required", "optional": ""}[item.status]
    cells = [
        f"`{item.name}`",
        item.label.zh,
        _type(item),
        item.unit,
        item.default,
        status,
        f"{item.description.zh}。{item.description.en}",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _type(item: Attribute) -> str:
    if item.values:
        return "enum: " + ", ".join(item.values)
    if item.references:
        return f"{'list of ' if item.kind == 'list' else ''}→ {item.references}"
    if item.low is not None or item.high is not None:
        return f"{item.kind} {item.range_text().en.removeprefix('a number ')}"
    return f"{item.geometry}" if item.geometry else item.kind
