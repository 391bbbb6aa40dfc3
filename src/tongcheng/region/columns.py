"""From the words in a file to the typed column of a table, with every bad cell named."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.region.periods import is_period
from tongcheng.region.schemas import LIST_SEPARATOR, Attribute, TableSchema

#: Rows are counted as a spreadsheet shows them: the header is row 1.
FIRST_ROW = 2

_MOST_PER_COLUMN = 20
_TRUE = {"true", "yes", "1", "是", "t", "y"}
_FALSE = {"false", "no", "0", "否", "f", "n"}

Column = pd.Series  # of any dtype


def type_table(frame: pd.DataFrame, schema: TableSchema, problems: Problems) -> pd.DataFrame:
    """Give every column of a table its dtype; note each problem and go on.

    Parameters
    ----------
    frame
        Columns of text, or columns that already have their type.
    schema
        Schema of the table.
    problems
        Gathers unknown and missing columns, missing values and bad cells.

    Returns
    -------
    pandas.DataFrame
        All attributes of the schema in its order; absent optional ones hold their default or nothing. A
        GeoDataFrame (WGS84) if the schema has a geometry. Values after a problem are undefined.
    """
    _name_unknown_columns(frame, schema, problems)
    columns: dict[str, Any] = {}
    for attribute in schema.attributes:
        if attribute.kind == "geometry":
            continue
        columns[attribute.name] = _column(frame, attribute, problems)
    typed = pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))
    if not schema.spatial:
        return typed
    return _with_geometry(typed, frame, schema["geometry"], problems)


def empty_table(schema: TableSchema) -> pd.DataFrame:
    """Give a table without rows, with all dtypes."""
    return _empty_table(schema).copy()


@cache
def _empty_table(schema: TableSchema) -> pd.DataFrame:
    return type_table(pd.DataFrame(), schema, Problems(schema.name))


def split_list(text: str | None) -> list[str]:
    """Split the cell of a list attribute.

    Examples
    --------
    >>> split_list("510100; 510600")
    ['510100', '510600']
    """
    if text is None or pd.isna(text):
        return []
    return [part.strip() for part in str(text).replace("；", LIST_SEPARATOR).split(LIST_SEPARATOR) if part.strip()]


def _name_unknown_columns(frame: pd.DataFrame, schema: TableSchema, problems: Problems) -> None:
    for column in frame.columns:
        if column in schema.names:
            continue
        near = difflib.get_close_matches(str(column), schema.names, n=1)
        hint = Text(f"，是否为 {near[0]}？", f"; did you mean {near[0]}?") if near else same("")
        problems.add(
            "unknown_column",
            column=str(column),
            expected=Text("本表的列：" + "、".join(schema.names), "one of " + ", ".join(schema.names)),
            found=column,
            remedy=Text("改正列名或删去该列{hint}", "rename or drop the column{hint}").fill(hint=hint),
        )


def _column(frame: pd.DataFrame, attribute: Attribute, problems: Problems) -> Column:
    if attribute.name not in frame.columns:
        if attribute.mandatory and not attribute.default and len(frame):
            problems.add(
                "missing_column",
                column=attribute.name,
                expected=Text(f"列 {attribute.name}（{attribute.label.zh}）", f"a column {attribute.name}"),
                found="—",
                remedy=Text("补上此列", "add the column")
                if attribute.name not in {"basis", "source"}
                else Text(
                    "补上此列：每行都要有数据性质和来源",
                    "add the column: every row needs its basis and source",
                ),
            )
        raw: Column = pd.Series([None] * len(frame), dtype="object")
    else:
        raw = frame[attribute.name].reset_index(drop=True)
    raw = _blank_to_missing(raw)
    if attribute.default and raw.isna().any():  # as words: a column that already has its type takes no word
        raw = raw.astype("object").where(raw.notna(), attribute.default)
    typed = _typed(raw, attribute, problems)
    if attribute.mandatory and attribute.name in frame.columns:
        _name_missing(raw, attribute, problems)
    return typed


def _blank_to_missing(raw: Column) -> Column:
    if raw.dtype == object or isinstance(raw.dtype, pd.StringDtype):
        text = raw.astype("str").str.strip()
        return raw.where(raw.notna() & (text != ""), None)
    return raw


def _typed(raw: Column, attribute: Attribute, problems: Problems) -> Column:
    kind = attribute.kind
    if kind in {"int", "float"}:
        return _numbers(raw, attribute, problems)
    if kind == "bool":
        return _booleans(raw, attribute, problems)
    if kind == "date":
        return _dates(raw, attribute, problems)
    words = _words(raw)
    if kind == "enum":
        _name_bad(
            words,
            _fails(words, attribute.values.__contains__),
            attribute,
            same(" | ".join(attribute.values)),
            problems,
        )
    elif kind == "period":
        bad = _fails(words, is_period)
        _name_bad(
            words,
            bad,
            attribute,
            Text("2020、2020-11、2020-11-01、2025Q1 等", "2020, 2020-11, 2025Q1 …"),
            problems,
        )
    elif kind == "json":
        bad = _fails(words, _is_json)
        _name_bad(words, bad, attribute, Text("JSON 文本", "JSON text"), problems)
    return words


def _words(raw: Column) -> Column:
    if pd.api.types.is_float_dtype(raw.dtype):  # codes that a spreadsheet turned into numbers
        raw = raw.map(lambda value: None if pd.isna(value) else f"{value:.0f}" if value == int(value) else str(value))
    words = raw.astype("str")
    words = words.where(raw.notna(), None)
    return words.str.strip().astype("str")


def _fails(words: Column, accept: Callable[[str], bool]) -> Column:
    good = {word for word in words.dropna().unique() if accept(word)}
    return words.notna() & ~words.isin(good)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _numbers(raw: Column, attribute: Attribute, problems: Problems) -> Column:
    source = raw.str.replace(",", "", regex=False) if isinstance(raw.dtype, pd.StringDtype) else raw
    if source.dtype == object:
        source = source.map(lambda value: value.replace(",", "") if isinstance(value, str) else value)
    numbers = pd.to_numeric(source, errors="coerce").astype("float64")
    expected = attribute.range_text()
    bad = raw.notna() & (numbers.isna() | np.isinf(numbers))
    if attribute.low is not None:
        bad |= numbers <= attribute.low if attribute.low_open else numbers < attribute.low
    if attribute.high is not None:
        bad |= numbers >= attribute.high if attribute.high_open else numbers > attribute.high
    if attribute.kind == "int":
        expected = Text("整数，" + expected.zh, "a whole number, " + expected.en)
        bad |= numbers.notna() & (numbers != numbers.round())
    _name_bad(raw, bad, attribute, expected, problems)
    if attribute.kind == "int":
        return numbers.where(~bad).round().astype("Int64")
    return numbers


def _booleans(raw: Column, attribute: Attribute, problems: Problems) -> Column:
    if isinstance(raw.dtype, pd.BooleanDtype) or raw.dtype == bool:
        return raw.astype("boolean")
    words = raw.map(lambda value: None if pd.isna(value) else str(value).strip().lower().removesuffix(".0"))
    known = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
    values = words.map(known)
    _name_bad(raw, raw.notna() & values.isna(), attribute, Text("是/否", "yes or no"), problems)
    return values.astype("boolean")


def _dates(raw: Column, attribute: Attribute, problems: Problems) -> Column:
    if pd.api.types.is_datetime64_any_dtype(raw.dtype):
        return raw.astype("datetime64[s]")
    dates = pd.to_datetime(raw.astype("object"), errors="coerce", format="mixed")
    _name_bad(
        raw,
        raw.notna() & dates.isna(),
        attribute,
        Text("日期，如 2020-02-25", "a date like 2020-02-25"),
        problems,
    )
    return dates.astype("datetime64[s]")


def _name_bad(raw: Column, bad: Any, attribute: Attribute, expected: Text, problems: Problems) -> None:
    rows = np.flatnonzero(np.asarray(bad.fillna(value=False), dtype=bool) & raw.notna().to_numpy())
    for row in rows[:_MOST_PER_COLUMN]:
        problems.add(
            "bad_value",
            row=int(row) + FIRST_ROW,
            column=attribute.name,
            expected=expected,
            found=raw.iloc[row],
            remedy=Text(f"改正{attribute.label.zh}", f"correct the {attribute.name}"),
        )
    _name_rest(len(rows), attribute, expected, problems)


def _name_missing(raw: Column, attribute: Attribute, problems: Problems) -> None:
    rows = np.flatnonzero(raw.isna().to_numpy())
    expected = Text(f"每行都有{attribute.label.zh}", f"a {attribute.name} in every row")
    for row in rows[:_MOST_PER_COLUMN]:
        problems.add(
            "missing_value",
            row=int(row) + FIRST_ROW,
            column=attribute.name,
            expected=expected,
            found="（空）",
            remedy=Text(f"填写{attribute.label.zh}", f"fill in the {attribute.name}"),
        )
    _name_rest(len(rows), attribute, expected, problems)


def _name_rest(count: int, attribute: Attribute, expected: Text, problems: Problems) -> None:
    if count > _MOST_PER_COLUMN:
        problems.add(
            "more_rows",
            column=attribute.name,
            expected=expected,
            found=f"… +{count - _MOST_PER_COLUMN}",
            remedy=Text("其余各行同样处理", "the remaining rows likewise"),
        )


def _with_geometry(
    typed: pd.DataFrame, frame: pd.DataFrame, attribute: Attribute, problems: Problems
) -> gpd.GeoDataFrame:
    if "geometry" in frame.columns:
        geometry = gpd.GeoSeries(frame["geometry"].to_numpy(), crs="EPSG:4326")
    else:
        geometry = gpd.GeoSeries(np.full(len(frame), None, dtype=object), crs="EPSG:4326")
    if attribute.mandatory:
        _name_missing(geometry.reset_index(drop=True), attribute, problems)
    return gpd.GeoDataFrame(typed, geometry=geometry, crs="EPSG:4326")
