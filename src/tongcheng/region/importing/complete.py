"""From the words of a file to whole, typed rows: coordinates, types, what the circle already knows, problems named.

A file often holds only some columns of a table, e.g. codes and outlines. Rows that the circle already has keep
what the file does not say; a blank cell says nothing. Only basis and source are never kept: new values do not
come from an old source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.errors import Problem, Problems
from tongcheng.language import Text
from tongcheng.region.columns import FIRST_ROW, type_table
from tongcheng.region.datum import WGS84, Datum, shapes_to_wgs84, to_wgs84
from tongcheng.region.importing.mapping import TableMapping
from tongcheng.region.importing.raw import RawTable, cell_words
from tongcheng.region.importing.shapes import name_broken
from tongcheng.region.schemas import Attribute, TableSchema

_MOST_PER_COLUMN = 20
_PAPERS = ("basis", "source")
_FAMILIES = {
    "point": {"Point"},
    "line": {"LineString", "MultiLineString"},
    "polygon": {"Polygon", "MultiPolygon"},
    "any": {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"},
}
_KINDS = {"point": "点", "line": "线", "polygon": "面", "any": "点、线或面"}


@dataclass(frozen=True)
class Completed:
    """Whole rows of a table, and which of them the circle already has.

    Parameters
    ----------
    frame
        All attributes of the schema, typed.
    known
        For each row, the position of the row in the circle that it replaces; -1 for new ones.
    """

    frame: pd.DataFrame
    known: np.ndarray[Any, np.dtype[np.int64]]


def type_partial(
    words: pd.DataFrame, raw: RawTable, schema: TableSchema, mapping: TableMapping, problems: Problems
) -> pd.DataFrame:
    """Type the columns that a file has, in WGS84; no column needs to be there yet.

    Parameters
    ----------
    words
        Columns of :func:`~tongcheng.region.importing.clean.clean_table`.
    raw
        The table as it stands in the file, for messages.
    schema, mapping
        Table it becomes, and how.
    problems
        Gathers bad values, coordinates and shapes by their place in the file.
    """
    words = words.copy()
    if "geometry" in words:
        words["geometry"] = _geometry(words["geometry"], raw, schema["geometry"], mapping, problems)
    for name in schema.keys:
        if schema[name].default:
            default = schema[name].default
            words[name] = words[name].where(words[name].notna(), default) if name in words else default
    _move_points(words, raw, mapping, problems)
    present = [replace(item, status="optional", default="") for item in schema.attributes if item.name in words]
    here = Problems(raw.file)
    typed = type_table(words, replace(schema, attributes=tuple(present)), here)
    problems.found.extend(placed(problem, raw) for problem in here.found)
    return typed


def complete(
    partial: pd.DataFrame,
    old: pd.DataFrame,
    schema: TableSchema,
    key: Sequence[str],
    raw: RawTable,
    problems: Problems,
) -> Completed:
    """Make whole rows: what the file says, else what the circle knows, else the default.

    Parameters
    ----------
    partial
        Typed columns of the file.
    old
        Table of the circle; rows without a counterpart are not used.
    schema
        The table.
    key
        Attributes by which rows are the same.
    raw, problems
        For messages: keys that are missing or stand twice, missing columns and cells.
    """
    _name_missing_keys(partial, schema, key, raw, problems)
    known = counterparts(partial, old, key)
    columns: dict[str, Any] = {}
    for name in schema.names:
        if name not in partial and name not in old:
            continue
        kept = old if name in schema.keys or name not in _PAPERS else old.drop(columns=name, errors="ignore")
        columns[name] = _overlaid(name, partial, kept, known)
        if name not in partial and columns[name].isna().all():
            del columns[name]
    _name_twice(columns, schema, raw, problems)
    here = Problems(raw.file)
    whole = type_table(pd.DataFrame(columns, index=pd.RangeIndex(len(partial))), schema, here)
    wanted = {"missing_column", "missing_value", "more_rows"}
    missing = [placed(item, raw) for item in here.found if item.code in wanted]
    bad = {(item.row, item.column) for item in problems.found}  # a bad value is not missing too
    problems.found.extend(item for item in missing if (item.row, item.column) not in bad)
    return Completed(whole, known)


def placed(problem: Problem, raw: RawTable) -> Problem:
    """Put a problem of a typed table where it stands in the file: sheet, row, cell, and the cell's own words."""
    attribute = problem.column or ""
    if problem.code == "missing_column":
        return _missing_column(problem, attribute, raw)
    if problem.row is None:
        return replace(problem, column=raw.column(attribute) if attribute in raw.headers else attribute or None)
    position = problem.row - FIRST_ROW
    found = cell_words(raw, position, attribute) if attribute in raw.headers else problem.found
    return replace(problem, row=raw.row(position), column=raw.column(attribute, position), found=found)


def _missing_column(problem: Problem, attribute: str, raw: RawTable) -> Problem:
    """Say what stands in the file instead, and where the mapping file helps."""
    if attribute in {"basis", "source"}:
        remedy = Text(
            "在映射文件写 basis 和 [source]（编号、名称、许可），或在表中加此列",
            "state basis and [source] (id, title, licence) in the mapping file, or add the column",
        )
    else:
        remedy = Text(
            f'补上此列，或在映射文件 [columns] 写 {attribute} = "文件中的表头"',
            f'add the column, or write {attribute} = "header in the file" under [columns] in the mapping file',
        )
    return replace(problem, found="、".join(raw.all_headers) or "—", remedy=remedy)


def _overlaid(name: str, partial: pd.DataFrame, old: pd.DataFrame, known: Any) -> Any:
    """Give a column: the file's values, and the circle's where the file has none."""
    rows = pd.RangeIndex(len(partial))
    if name in old:
        before = old[name].reset_index(drop=True).astype("object").reindex(known)
        before = pd.Series(before.to_numpy(), index=rows, dtype="object").where(known >= 0, None)
    else:
        before = pd.Series([None] * len(partial), index=rows, dtype="object")
    if name not in partial:
        return before
    said = pd.Series(partial[name].to_numpy(dtype=object), index=rows, dtype="object")
    return said.where(partial[name].notna().to_numpy(), before)


def counterparts(partial: pd.DataFrame, old: pd.DataFrame, key: Sequence[str]) -> Any:
    """Give for each row the position of the old row with the same key, -1 where there is none or more than one."""
    if not len(old) or any(name not in partial or name not in old for name in key):
        return np.full(len(partial), -1, dtype="int64")
    keys = pd.MultiIndex.from_frame(_key_words(old, key))
    wanted = pd.MultiIndex.from_frame(_key_words(partial, key))
    unique = ~keys.duplicated(keep=False)
    found = keys[unique].get_indexer(wanted)
    positions = np.flatnonzero(unique)
    return np.where(found >= 0, positions[found], -1) if len(positions) else np.full(len(partial), -1, dtype="int64")


def _key_words(frame: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({name: frame[name].astype("str").to_numpy() for name in key})


def _name_missing_keys(
    partial: pd.DataFrame, schema: TableSchema, key: Sequence[str], raw: RawTable, problems: Problems
) -> None:
    for name in key:
        if name in partial or name in schema.keys:  # type_table names a missing key of the schema
            continue
        problems.add(
            "missing_column",
            column=name,
            expected=Text(f"合并依据的列 {schema[name].label.zh}", f"a column {name} to merge by"),
            found="、".join(raw.all_headers) or "—",
            remedy=Text("补上此列，或改映射文件的 key", "add the column, or change key in the mapping file"),
        )


def _name_twice(columns: dict[str, Any], schema: TableSchema, raw: RawTable, problems: Problems) -> None:
    """Note rows of the file that have the same key."""
    if any(name not in columns for name in schema.keys) or not schema.keys:
        return
    keys = pd.DataFrame({name: columns[name].astype("str") for name in schema.keys})
    complete_key = np.all([columns[name].notna() for name in schema.keys], axis=0)
    twice = np.flatnonzero(keys.duplicated(keep="first").to_numpy() & complete_key)
    wanted = {tuple(keys.iloc[position]) for position in twice[:_MOST_PER_COLUMN]}
    rows = list(enumerate(keys.itertuples(index=False))) if wanted else []
    first = {tuple(row): position for position, row in reversed(rows) if tuple(row) in wanted}
    for position in twice[:_MOST_PER_COLUMN]:
        values = tuple(keys.iloc[position])
        before = first[values]
        named = next((name for name in schema.keys if name in raw.headers), schema.keys[0])
        problems.add(
            "key_twice",
            row=raw.row(int(position)),
            column=raw.column(named, int(position)),
            expected=Text(
                "每个" + "、".join(schema[name].label.zh for name in schema.keys) + "只一行",
                "one row per " + ", ".join(schema.keys),
            ),
            found=f"{' '.join(values)}（第 {raw.row(before)} 行已有 also in row {raw.row(before)}）",
            remedy=Text("改正编码，或删去重复的一行", "correct the code, or delete one of the rows"),
        )


def datum_for(raw: RawTable, mapping: TableMapping) -> Datum:
    """Give the datum of a file: as the mapping says, else as the file says, else WGS84."""
    return mapping.datum or raw.datum or WGS84


def _move_points(words: pd.DataFrame, raw: RawTable, mapping: TableMapping, problems: Problems) -> None:
    """Bring ``lon`` and ``lat`` to WGS84 in place; note points that the projection cannot hold."""
    if "lon" not in words or "lat" not in words:
        return
    datum = datum_for(raw, mapping)
    x, y = (pd.to_numeric(words[name], errors="coerce").to_numpy("float64") for name in ("lon", "lat"))
    _name_swapped(x, y, datum, raw, problems)
    if datum == WGS84:
        return
    lon, lat = to_wgs84(x, y, datum)
    numbers = np.isfinite(x) & np.isfinite(y)
    for position in np.flatnonzero(numbers & ~np.isfinite(lon))[:_MOST_PER_COLUMN]:
        problems.add(
            "outside_projection",
            row=raw.row(int(position)),
            column=raw.column("lon", int(position)),
            expected=Text(f"{datum.name} 的坐标", f"coordinates in {datum.name}"),
            found=f"{x[position]:g}, {y[position]:g}",
            remedy=Text(
                "核对坐标系、分带和东、北坐标的次序", "check the datum, the zone and which is easting and northing"
            ),
        )
    for name, moved in (("lon", lon), ("lat", lat)):
        words[name] = pd.Series(moved, index=words.index).astype("object").where(np.isfinite(moved), words[name])


def _name_swapped(x: Any, y: Any, datum: Datum, raw: RawTable, problems: Problems) -> None:
    """Note longitude and latitude (or easting and northing) that stand in each other's column."""
    good = np.isfinite(x) & np.isfinite(y)
    if not good.any():
        return
    if datum.projected:
        swapped = np.median(y[good]) > 10_000_000 > np.median(x[good])  # a zone number stands before eastings only
    else:
        swapped = bool(np.all((np.abs(y[good]) > 90) & (np.abs(x[good]) <= 90)))
    if swapped:
        problems.add(
            "swapped_coordinates",
            column=raw.column("lon"),
            expected=Text("经度（或东坐标 Y）", "longitude (or the easting)"),
            found=f"{x[good][0]:g}, {y[good][0]:g}",
            remedy=Text(
                "经纬度两列对调；测量成果的 X 是北坐标，应作 lat",
                "swap the two columns; what surveyors call X is the northing and belongs into lat",
            ),
        )


def _geometry(column: Any, raw: RawTable, attribute: Attribute, mapping: TableMapping, problems: Problems) -> Any:
    """Give shapes in WGS84; note those that are broken, empty or of another kind."""
    shapes = np.array([_shape(value) for value in column], dtype=object)
    for position in np.flatnonzero([isinstance(shape, str) for shape in shapes])[:_MOST_PER_COLUMN]:
        name_broken(raw.row(int(position)), raw.column("geometry", int(position)), str(shapes[position]), problems)
    shapes = np.array([None if isinstance(shape, str) else shape for shape in shapes], dtype=object)
    if mapping.repair:
        shapes = _repaired(shapes, raw)
    _name_bad_shapes(shapes, raw, attribute, problems)
    datum = datum_for(raw, mapping)
    series = gpd.GeoSeries(shapely.force_2d(shapes))
    return pd.Series((series if datum == WGS84 else shapes_to_wgs84(series, datum)).to_numpy(), dtype="object")


def _shape(value: object) -> object:
    """Give a shape; WKT is read; what cannot be read is given back as its error."""
    if value is None or isinstance(value, shapely.Geometry):
        return None if value is None or shapely.is_empty(value) else value
    if not isinstance(value, str):
        return None
    try:
        return shapely.from_wkt(value)
    except shapely.errors.ShapelyError as error:
        return str(error).splitlines()[0]


def _repaired(shapes: Any, raw: RawTable) -> Any:
    broken = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    shapes = shapes.copy()
    for position in broken:
        before = shapes[position]
        shapes[position] = _polygons_only(shapely.make_valid(before), before)
        change = abs(shapes[position].area / before.area - 1) if before.area else 0.0
        row = raw.row(int(position))
        raw.notes.append(
            Text(
                f"第 {row} 行的图形已修复，面积变化 {change:.2%}",
                f"shape of row {row} mended, area changed by {change:.2%}",
            )
        )
    return shapes


def _polygons_only(mended: Any, before: Any) -> Any:
    """Keep the parts of the dimension that the shape had; mending leaves stray lines behind."""
    if mended.geom_type != "GeometryCollection":
        return mended
    dimension = shapely.get_dimensions(before)
    return shapely.union_all([part for part in mended.geoms if shapely.get_dimensions(part) == dimension])


def _name_bad_shapes(shapes: Any, raw: RawTable, attribute: Attribute, problems: Problems) -> None:
    present = ~shapely.is_missing(shapes)
    for position in np.flatnonzero(present & ~shapely.is_valid(shapes))[:_MOST_PER_COLUMN]:
        reason = str(shapely.is_valid_reason(shapes[position]))
        name_broken(raw.row(int(position)), raw.column("geometry", int(position)), reason, problems)
    family = _FAMILIES[attribute.geometry or "any"]
    for position in np.flatnonzero(present):
        kind = shapes[position].geom_type
        if kind in family:
            continue
        problems.add(
            "wrong_geometry",
            row=raw.row(int(position)),
            column=raw.column("geometry", int(position)),
            expected=Text(_KINDS[attribute.geometry or "any"], attribute.geometry or "any"),
            found=kind,
            remedy=Text("导出正确的图层", "export the right layer"),
        )
        break
