"""Files with shapes: shapefile (also zipped), GeoJSON, GeoPackage, Parquet and GeoParquet."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text
from tongcheng.region.columns import FIRST_ROW
from tongcheng.region.datum import WGS84, Datum, datum_of_crs
from tongcheng.region.files import read_raw
from tongcheng.region.importing.headers import datum_of, match_headers, unit_words
from tongcheng.region.importing.limits import unpack
from tongcheng.region.importing.raw import RawTable
from tongcheng.region.schemas import TableSchema

#: Suffixes that are read here.
SHAPES = {".shp", ".zip", ".geojson", ".gpkg", ".parquet"}

_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}


def read_shapes(
    path: Path,
    schema: TableSchema,
    wanted: Mapping[str, str],
    *,
    layer: str | int | None = None,
    encoding: str | None = None,
) -> RawTable:
    """Read a file of features as a table.

    Parameters
    ----------
    path
        ``.shp``, ``.zip`` with a shapefile, ``.geojson``, ``.gpkg`` or ``.parquet``.
    schema
        Table that it is read as.
    wanted
        Field of an attribute where a mapping file names it.
    layer
        Layer (or shapefile in an archive) by name, or by number from 1.
    encoding
        Encoding of a shapefile's words; by default its ``.cpg``, else UTF-8 or GB18030, whichever fits.

    Returns
    -------
    RawTable
        Rows count features plus one, as a table program shows them; ``datum`` is what the file says.

    Raises
    ------
    InputError
        If it cannot be read, or is a shapefile without its parts.
    """
    frame, datum, name = read_features(path, layer=layer, encoding=encoding)
    return _raw(frame, datum, name, schema, wanted)


def read_features(
    path: Path, *, layer: str | int | None = None, encoding: str | None = None
) -> tuple[pd.DataFrame, Datum | None, str]:
    """Read a file of features as it is: its fields, the datum that it states, and its name for messages.

    Raises
    ------
    InputError
        As :func:`read_shapes`.
    """
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return _zipped(path, layer, encoding)
    if suffix == ".shp":
        return *_shapefile(path, path.name, encoding), path.name
    if suffix == ".gpkg":
        return _geopackage(path, layer)
    frame = read_raw(path)
    return frame, _stated(path, frame), path.name


def _raw(
    frame: pd.DataFrame, datum: Datum | None, file: str, schema: TableSchema, wanted: Mapping[str, str]
) -> RawTable:
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name not in {None, "geometry"}:
        frame = frame.rename_geometry("geometry")
    layout = match_headers([str(column) for column in frame.columns], schema, wanted, first_row=0)
    taken = {ours: layout.headers[column] for ours, column in layout.columns.items()}
    columns = {ours: _values(frame.iloc[:, column]) for ours, column in layout.columns.items()}
    if datum is None and "geometry" not in columns:
        datum = next((found for ours in ("lon", "lat") if ours in taken and (found := datum_of(taken[ours]))), None)
    return RawTable(
        file,
        pd.DataFrame(columns, index=pd.RangeIndex(len(frame))),
        np.arange(len(frame), dtype="int64") + FIRST_ROW,
        {ours: header.text for ours, header in taken.items()},
        {},
        {ours: words for ours, header in taken.items() if (words := unit_words(header))},
        datum,
        [header.text for header in layout.headers],
        [header.text for header in layout.headers if header not in taken.values()],
    )


def _values(column: Any) -> Any:
    return (
        column.to_numpy(dtype=object, na_value=None)
        if isinstance(column.dtype, pd.StringDtype)
        else column.to_numpy()
    )


def _zipped(path: Path, layer: str | int | None, encoding: str | None) -> tuple[pd.DataFrame, Datum | None, str]:
    """Unpack the parts of one shapefile beside each other; nothing else of the archive is written."""
    problems = Problems(path.name)
    with zipfile.ZipFile(path) as archive:
        members = {PurePosixPath(item.filename): item for item in archive.infolist() if not item.is_dir()}
    shapes = [name for name in members if name.suffix.lower() == ".shp" and not name.name.startswith(".")]
    chosen = _chosen([name.stem for name in shapes], layer, problems, Text("压缩包内的 .shp", ".shp in the archive"))
    main = shapes[chosen]
    with tempfile.TemporaryDirectory() as folder:
        for name, member in members.items():
            if name.with_suffix("") == main.with_suffix("") and name.suffix.lower() in _PARTS:
                with (Path(folder) / f"shapes{name.suffix.lower()}").open("wb") as stream:
                    stream.writelines(unpack(path, member))
        label = f"{path.name}［{main.name}］"
        return *_shapefile(Path(folder) / "shapes.shp", label, encoding), label


def _chosen(names: list[str], wanted: str | int | None, problems: Problems, what: Text) -> int:
    if len(names) == 1 and wanted is None:
        return 0
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return wanted - 1
    if wanted in names:
        return names.index(str(wanted))
    listed = "、".join(names)
    problems.add(
        "no_layer" if names else "no_shapefile",
        expected=Text("一个{what}", "one {what}").fill(what=what),
        found=listed or "—",
        remedy=Text("在映射文件写 sheet = 图层名", "name the layer as sheet in the mapping file")
        if names
        else Text("把 .shp .shx .dbf .prj 一并打包", "pack .shp, .shx, .dbf and .prj together"),
    )
    raise InputError(problems.found)


def _shapefile(path: Path, label: str, encoding: str | None) -> tuple[pd.DataFrame, Datum | None]:
    problems = Problems(label)
    lacking = [suffix for suffix in (".shx", ".dbf") if not path.with_suffix(suffix).is_file()]
    if lacking:
        problems.add(
            "shapefile_parts",
            expected=Text("同名的 .shp .shx .dbf .prj", ".shp, .shx, .dbf and .prj of the same name"),
            found="缺 missing " + " ".join(lacking),
            remedy=Text("向提供方索取全部文件，放在同一文件夹", "ask for all parts and put them into one folder"),
        )
        raise InputError(problems.found)
    encoding = encoding or _dbf_encoding(path)
    frame = _read_vector(path, label, problems, encoding=encoding)
    return frame, _of_frame(frame, label)


def _dbf_encoding(path: Path) -> str | None:
    """Find the encoding of a shapefile without ``.cpg``: Chinese ones are GB18030 more often than not."""
    if path.with_suffix(".cpg").is_file():
        return None
    content = path.with_suffix(".dbf").read_bytes()
    records = content[int.from_bytes(content[8:10], "little") :]
    for encoding in ("utf-8", "gb18030"):
        try:
            records.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def _geopackage(path: Path, layer: str | int | None) -> tuple[pd.DataFrame, Datum | None, str]:
    import pyogrio

    problems = Problems(path.name)
    try:
        names = [str(row[0]) for row in pyogrio.list_layers(path)]
    except pyogrio.errors.DataSourceError as error:
        raise _unreadable(problems, error) from error
    name = names[_chosen(names, layer, problems, Text("图层", "layer"))]
    label = f"{path.name}［{name}］" if len(names) > 1 else path.name
    frame = _read_vector(path, label, problems, layer=name)
    return frame, _of_frame(frame, label), label


def _read_vector(path: Path, label: str, problems: Problems, **options: Any) -> pd.DataFrame:
    import pyogrio
    import shapely

    problems.file = label
    options = {name: value for name, value in options.items() if value is not None}
    try:
        frame: pd.DataFrame = pyogrio.read_dataframe(path, **options)
    except shapely.errors.ShapelyError as error:
        broken = pyogrio.read_dataframe(path, on_invalid="ignore", **options)
        for row in np.flatnonzero(broken.geometry.isna().to_numpy()):
            name_broken(int(row) + FIRST_ROW, "geometry", str(error).splitlines()[0], problems)
        raise InputError(problems.found) from error
    except (pyogrio.errors.DataSourceError, ValueError, RuntimeError) as error:
        raise _unreadable(problems, error) from error
    return frame


def name_broken(row: int, column: str, found: str, problems: Problems) -> None:
    """Note a shape that is not valid."""
    problems.add(
        "broken_geometry",
        row=row,
        column=column,
        expected=Text("有效的图形：不自交、环闭合", "a valid shape: closed rings that do not cross themselves"),
        found=found,
        remedy=Text(
            "在制图软件中“修复几何”后重新导出；或在映射文件写 repair = true 并核对结果",
            "mend it in a mapping program and export again; or say repair = true in the mapping file and look at it",
        ),
    )


def _unreadable(problems: Problems, error: Exception) -> InputError:
    problems.add(
        "unreadable_file",
        expected=Text("完整的矢量文件", "a complete file of shapes"),
        found=str(error).splitlines()[0].split("/")[-1],
        remedy=Text("在制图软件中打开并重新导出", "open it in a mapping program and export it again"),
    )
    return InputError(problems.found)


def _of_frame(frame: pd.DataFrame, label: str) -> Datum | None:
    crs = getattr(frame, "crs", None)
    return None if crs is None else datum_of_crs(crs, file=label)


def _stated(path: Path, frame: pd.DataFrame) -> Datum | None:
    """Give the datum that GeoJSON or GeoParquet states; GeoJSON without a word is WGS84 (RFC 7946)."""
    if path.suffix.lower() == ".parquet":
        return _of_frame(frame, path.name) if isinstance(frame, gpd.GeoDataFrame) else None
    text = path.read_text(encoding="utf-8-sig")
    try:
        name = json.loads(text)["crs"]["properties"]["name"] if '"crs"' in text else None
    except (TypeError, KeyError):
        name = None
    if name is None:
        return WGS84
    return datum_of_crs(name, file=path.name)
