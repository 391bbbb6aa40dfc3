"""Checks of rows as such: keys, references, missing and impossible values, papers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from tongcheng.language import Text, same
from tongcheng.region.checks.circle import Circle
from tongcheng.region.checks.model import Offenders, check
from tongcheng.region.columns import split_list
from tongcheng.region.lookup import nearest_id
from tongcheng.region.periods import is_period
from tongcheng.region.schemas import Attribute, TableSchema, schemas

#: References that have a check of their own.
_CHECKED_ELSEWHERE = {("road_links", "from_node"), ("road_links", "to_node")}

#: Tables that say what the place itself is; norms, rules and units may be official in a fictional circle.
_PLACE_TABLES = ("cities", "counties", "zones", "residents", "jobs", "facilities", "stations", "road_links")

_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")


def _tables(circle: Circle) -> Iterator[tuple[str, TableSchema, pd.DataFrame]]:
    for name in circle.region:
        yield name, schemas()[name], circle[name]


@check("error", Text("主键重复", "The same key stands in several rows"))
def duplicate_keys(circle: Circle, offenders: Offenders) -> None:
    """Find rows whose key stands in an earlier row."""
    for name, schema, rows in _tables(circle):
        keys = rows[list(schema.keys)]
        twice = (keys.duplicated() & keys.notna().all(axis=1)).to_numpy()
        offenders.rows(
            name,
            twice,
            column=", ".join(schema.keys),
            expected=Text("全表唯一的编号", "a key that no other row has"),
            found=lambda row, keys=keys: " / ".join(str(part) for part in keys.iloc[row]),  # type: ignore[misc]
            remedy=Text("删去重复行，或改用另一编号", "drop the row that is twice, or give it another key"),
        )


@check("error", Text("引用了不存在的编号", "A row refers to an id that does not exist"))
def unknown_references(circle: Circle, offenders: Offenders) -> None:
    """Find references (one id or a list of them) that lead nowhere, in every table."""
    for name, schema, rows in _tables(circle):
        for attribute in schema.attributes:
            target = attribute.references
            if target is None or attribute.name == "source" or (name, attribute.name) in _CHECKED_ELSEWHERE:
                continue
            known = set(circle[target][schemas()[target].keys[0]].dropna())
            bad = _unknown_words(rows[attribute.name], attribute, known)
            offenders.rows(
                name,
                bad,
                expected=Text(f"{target} 表中的编号", f"an id of the table {target}"),
                found=attribute.name,
                remedy=_near_remedy(rows[attribute.name], attribute, known, target),
            )


def _unknown_words(column: pd.Series[str], attribute: Attribute, known: set[str]) -> pd.Series[bool]:
    if attribute.kind == "ref":
        return column.notna() & ~column.isin(known)
    good = {cell for cell in column.dropna().unique() if set(split_list(cell)) <= known}
    return column.notna() & ~column.isin(good)


def _near_remedy(column: pd.Series[str], attribute: Attribute, known: set[str], target: str) -> Callable[[int], Text]:
    def remedy(row: int) -> Text:
        cell = str(column.iloc[row])
        words = [cell] if attribute.kind == "ref" else [word for word in split_list(cell) if word not in known]
        near = nearest_id(words[0], known) if words else None
        if near:
            return Text(f"是否为 {near}？改正编号", f"did you mean {near}? correct the id")
        return Text(f"改正编号，或先在 {target} 表中补上", f"correct the id, or add it to the table {target} first")

    return remedy


@check("error", Text("必填项为空", "A required value is missing"))
def missing_values(circle: Circle, offenders: Offenders) -> None:
    """Find empty cells of keys and required attributes (basis and source have checks of their own)."""
    for name, schema, rows in _tables(circle):
        for attribute in schema.attributes:
            if attribute.mandatory and attribute.name not in {"basis", "source"}:
                _name_empty(name, rows, attribute, offenders)
        if name == "sources":
            _name_empty(name, rows, schema["source"], offenders)


def _name_empty(table: str, rows: pd.DataFrame, attribute: Attribute, offenders: Offenders) -> None:
    offenders.rows(
        table,
        rows[attribute.name].isna().to_numpy(dtype=bool),
        expected=Text(f"每行都有{attribute.label.zh}", f"a {attribute.name} in every row"),
        found=attribute.name,
        remedy=Text(f"填写{attribute.label.zh}", f"fill in the {attribute.name}"),
    )


@check("error", Text("行没有来源", "Rows without a source"))
def rows_without_source(circle: Circle, offenders: Offenders) -> None:
    """Find rows that do not say where they come from."""
    for name, schema, rows in _tables(circle):
        if name != "sources" and "source" in schema.names:
            _name_empty(name, rows, schema["source"], offenders)


@check("error", Text("行没有数据性质", "Rows without a basis"))
def rows_without_basis(circle: Circle, offenders: Offenders) -> None:
    """Find rows that do not say whether they are observed, official, modelled or synthetic."""
    for name, schema, rows in _tables(circle):
        if "basis" in schema.names:
            _name_empty(name, rows, schema["basis"], offenders)


@check("error", Text("来源未登记", "The source is not in the table of sources"))
def unknown_sources(circle: Circle, offenders: Offenders) -> None:
    """Find rows whose source has no row in ``sources``."""
    known = set(circle["sources"]["source"].dropna())
    for name, schema, rows in _tables(circle):
        if name == "sources" or "source" not in schema.names:
            continue
        source = rows["source"]
        offenders.rows(
            name,
            source.notna() & ~source.isin(known),
            expected=Text("sources 表中的来源编号", "a row of the table sources"),
            found="source",
            remedy=_near_remedy(source, schema["source"], known, "sources"),
        )


@check("error", Text("数值超出允许范围", "A value is outside what the schema allows"))
def impossible_values(circle: Circle, offenders: Offenders) -> None:
    """Find numbers out of range, words that are no choice, periods and JSON that cannot be read."""
    for name, schema, rows in _tables(circle):
        for attribute in schema.attributes:
            column = rows[attribute.name] if attribute.kind != "geometry" else None
            bad = None if column is None else _impossible(column, attribute)
            if bad is not None:
                offenders.rows(
                    name,
                    bad,
                    expected=_expected(attribute),
                    found=attribute.name,
                    remedy=Text(f"改正{attribute.label.zh}", f"correct the {attribute.name}"),
                )


def _impossible(column: pd.Series, attribute: Attribute) -> np.ndarray | None:
    if attribute.kind in {"int", "float"}:
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        bad = np.isinf(numbers)
        if attribute.low is not None:
            bad |= numbers <= attribute.low if attribute.low_open else numbers < attribute.low
        if attribute.high is not None:
            bad |= numbers >= attribute.high if attribute.high_open else numbers > attribute.high
        return np.asarray(bad, dtype=bool)
    if attribute.kind == "enum":
        return (column.notna() & ~column.isin(attribute.values)).to_numpy(dtype=bool)
    readers: dict[str, Callable[[str], bool]] = {"period": is_period, "json": _is_json}
    if attribute.kind in readers:
        good = [word for word in column.dropna().unique() if readers[attribute.kind](word)]
        return (column.notna() & ~column.isin(good)).to_numpy(dtype=bool)
    return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _expected(attribute: Attribute) -> Text:
    if attribute.kind == "enum":
        return same(" | ".join(attribute.values))
    if attribute.kind == "period":
        return Text("2020、2020-11、2020-11-01、2025Q1 等", "2020, 2020-11, 2025Q1 …")
    if attribute.kind == "json":
        return Text("JSON 文本", "JSON text")
    return attribute.range_text()


@check("warning", Text("真实都市圈中有示意数据", "Synthetic rows in a real circle"))
def synthetic_in_real_circle(circle: Circle, offenders: Offenders) -> None:
    """Find synthetic rows in a circle that is not fictional; results that rest on them stay locked."""
    if circle.region.fictional:
        return
    for name, schema, rows in _tables(circle):
        if "basis" in schema.names:
            offenders.rows(
                name,
                rows["basis"] == "synthetic",
                expected=Text("实测、公开发布或推算的数据", "observed, official or modelled data"),
                found="basis",
                remedy=Text(
                    "换成真实数据或删去；在此之前依赖它的结果待数据",
                    "replace or drop it; results that rest on it stay locked until then",
                ),
            )


@check(
    "warning", Text("虚构都市圈中有实测数据，是否为真实都市圈？", "Observed rows in a fictional circle: is it real?")
)
def real_circle_named_fictional(circle: Circle, offenders: Offenders) -> None:
    """Find observed or official rows about places in a circle that is marked as fictional."""
    if not circle.region.fictional:
        return
    for name in _PLACE_TABLES:
        offenders.rows(
            name,
            circle[name]["basis"].isin(["observed", "official"]),
            expected=Text("示意数据", "synthetic data"),
            found="basis",
            remedy=Text(
                "若为真实都市圈，把 datapackage.json 的 fictional 改为 false；否则改正数据性质",
                "if the circle is real, set fictional to false in datapackage.json; else correct the basis",
            ),
        )


@check("warning", Text("颜色写法不对", "A colour is not #rrggbb"))
def colours(circle: Circle, offenders: Offenders) -> None:
    """Find colours that a map cannot use."""
    for name, schema, rows in _tables(circle):
        if "color" not in schema.names:
            continue
        words = rows["color"]
        bad = [word for word in words.dropna().unique() if not _COLOUR.match(word)]
        offenders.rows(
            name,
            words.isin(bad),
            expected=Text("#rrggbb，如 #1b6ca8", "#rrggbb such as #1b6ca8"),
            found="color",
            remedy=Text("改成六位十六进制颜色，或留空", "write six hexadecimal digits, or leave it empty"),
        )


CHECKS = (
    duplicate_keys,
    unknown_references,
    missing_values,
    rows_without_source,
    rows_without_basis,
    unknown_sources,
    impossible_values,
    synthetic_in_real_circle,
    real_circle_named_fictional,
    colours,
)
