"""The files of a region: one per table (CSV, GeoJSON, Parquet or GeoParquet), feeds, and ``datapackage.json``."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import mapping, shape

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text
from tongcheng.region.columns import FIRST_ROW, type_table
from tongcheng.region.schemas import TableSchema, schemas

#: Tables with more rows than this are written as Parquet unless told otherwise.
PARQUET_FROM_ROWS = 5_000

SUFFIXES = (".csv", ".geojson", ".parquet")

#: Tables that Python's JSON can hold; a larger file is refused with a word instead of filling the memory.
_LARGEST_TEXT_FILE = 2_000_000_000


def read_table(path: Path, schema: TableSchema, problems: Problems) -> pd.DataFrame:
    """Read one table file and give its columns their types.

    Parameters
    ----------
    path
        ``.csv`` (UTF-8, with or without BOM), ``.geojson`` or ``.parquet``.
    schema
        Schema of the table.
    problems
        Gathers what is wrong with the file, by row and column.
    """
    try:
        raw = read_raw(path)
    except InputError as error:
        problems.found.extend(error.problems)
        return pd.DataFrame()
    here = Problems(path.name)
    typed = type_table(raw, schema, here)
    problems.found.extend(here.found)
    return typed


def read_raw(path: Path) -> pd.DataFrame:
    """Read a file as it is: CSV cells as text, Parquet and GeoJSON with their own types.

    Raises
    ------
    InputError
        If the file is empty, not UTF-8, or not of its format.
    """
    problems = Problems(path.name)
    size = path.stat().st_size
    if size == 0 or size > _LARGEST_TEXT_FILE:
        problems.add(
            "empty_file" if size == 0 else "file_too_large",
            expected=Text("有内容的文件", "a file with content")
            if size == 0
            else Text("小于 2 GB", "less than 2 GB"),
            found=f"{size} bytes",
            remedy=Text("重新导出此文件", "export the file again")
            if size == 0
            else Text("改用 Parquet 格式", "use Parquet instead"),
        )
        problems.raise_if_any()
    try:
        return _READERS[path.suffix.lower()](path)
    except InputError:  # itself a ValueError, and already says which feature is broken
        raise
    except (ValueError, KeyError, TypeError, OSError, AttributeError) as error:
        first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
        problems.add(
            "unreadable_file",
            expected=Text(f"{path.suffix} 格式、UTF-8 编码", f"a {path.suffix} file in UTF-8"),
            found=first_line,
            remedy=Text("检查文件是否完整，重新导出", "check that the file is complete and export it again"),
        )
        raise InputError(problems.found) from error


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig")


def _read_parquet(path: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    if b"geo" in (pq.read_schema(path).metadata or {}):
        return gpd.read_parquet(path)
    return pd.read_parquet(path)


def _read_geojson(path: Path) -> pd.DataFrame:
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise ValueError("no FeatureCollection")
    problems = Problems(path.name)
    rows: list[dict[str, Any]] = []
    for number, feature in enumerate(content["features"]):
        rows.append({**(feature.get("properties") or {}), "geometry": _shape(feature, number, problems)})
    problems.raise_if_any()
    return pd.DataFrame(rows)


def _shape(feature: dict[str, Any], number: int, problems: Problems) -> shapely.Geometry | None:
    if not feature.get("geometry"):
        return None
    try:
        return shape(feature["geometry"])
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        problems.add(
            "broken_geometry",
            row=number + FIRST_ROW,
            column="geometry",
            expected=Text("有效的 GeoJSON 几何", "a valid GeoJSON geometry"),
            found=f"{feature['geometry'].get('type')}: {error}",
            remedy=Text("在制图软件中修复后重新导出（行号为要素序号加一）",
                        "mend it in the mapping program and export again (row = feature number + 1)"),
        )  # fmt: skip
        return None


_READERS = {".csv": _read_csv, ".parquet": _read_parquet, ".geojson": _read_geojson}


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write one table in the format of its suffix; reading it again gives the same table, bit by bit."""
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    elif path.suffix == ".geojson":
        path.write_text(_geojson(table), encoding="utf-8")
    else:
        table.to_csv(path, index=False, lineterminator="\n", date_format="%Y-%m-%d")


def _geojson(table: pd.DataFrame) -> str:
    plain = pd.DataFrame(table.drop(columns="geometry"))
    for column in plain.columns[plain.dtypes.map(pd.api.types.is_datetime64_any_dtype)]:
        plain[column] = plain[column].dt.strftime("%Y-%m-%d")
    records = plain.astype("object").where(plain.notna(), None).to_dict("records")
    features = [
        {
            "type": "Feature",
            "properties": {key: value for key, value in record.items() if value is not None},
            "geometry": mapping(geometry) if geometry is not None else None,
        }
        for record, geometry in zip(records, table["geometry"], strict=True)
    ]
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def file_of(folder: Path, table: str) -> Path | None:
    """Give the file that holds a table, or None."""
    for suffix in SUFFIXES:
        if (folder / f"{table}{suffix}").exists():
            return folder / f"{table}{suffix}"
    return None


def suffix_for(schema: TableSchema, table: pd.DataFrame) -> str:
    """Choose the format in which a table is saved: small ones for people, large ones as Parquet."""
    if len(table) > PARQUET_FROM_ROWS:
        return ".parquet"
    if schema.spatial and table["geometry"].notna().any():
        return ".geojson"
    return ".csv"


def replace_folder(target: Path, fill: Any) -> None:
    """Fill a new folder and put it in the place of ``target`` at once, so that nothing is half-written.

    Parameters
    ----------
    target
        Folder to make or to replace.
    fill
        Called with the path of an empty folder beside the target.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        fill(fresh)
        fresh.chmod(0o755)
        if target.exists():
            old = fresh.with_name(fresh.name + "-old")
            target.rename(old)
            fresh.rename(target)
            shutil.rmtree(old)
        else:
            fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_text_atomically(path: Path, text: str) -> None:
    """Write a text file so that a reader sees the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(name).chmod(0o644)  # a temporary file is for its owner only
    Path(name).replace(path)


def data_package(meta: dict[str, Any], resources: dict[str, Path]) -> dict[str, Any]:
    """Describe a folder of tables in the Frictionless Data Package form (frictionlessdata.io, v1)."""
    return {
        "profile": "data-package",
        **meta,
        "resources": [
            {
                "name": name,
                "path": path.name,
                "profile": "tabular-data-resource",
                "schema": _fields(schemas()[name]),
            }
            if path.suffix == ".csv"
            else {"name": name, "path": path.name, "profile": "data-resource"}
            for name, path in resources.items()
        ],
    }


_FRICTIONLESS = {
    "int": "integer", "float": "number", "bool": "boolean", "date": "date", "json": "object", "geometry": "geojson",
}  # fmt: skip


def _fields(schema: TableSchema) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    for item in schema.attributes:
        constraints: dict[str, Any] = {"required": True} if item.mandatory else {}
        if item.values:
            constraints["enum"] = list(item.values)
        fields.append(
            {
                "name": item.name,
                "type": _FRICTIONLESS.get(item.kind, "string"),
                "title": item.label.zh,
                "description": item.description.en,
                **({"constraints": constraints} if constraints else {}),
            }
        )
    return {"fields": fields, "primaryKey": list(schema.keys)}
