"""The files inside a GTFS zip as frames of text, read without unpacking anything to disk."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

import pandas as pd

from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Text

#: Files that are read, and the columns without which they are of no use.
FILES: dict[str, tuple[str, ...]] = {
    "agency": ("agency_name",),
    "stops": ("stop_id", "stop_name", "stop_lat", "stop_lon"),
    "routes": ("route_id", "route_type"),
    "trips": ("trip_id", "route_id", "service_id"),
    "stop_times": ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"),
    "calendar": (
        "service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "start_date", "end_date",
    ),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs"),
    "transfers": ("from_stop_id", "to_stop_id"),
    "feed_info": (),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
}  # fmt: skip
REQUIRED = ("stops", "routes", "trips", "stop_times")

#: The largest feed of a whole country is about 5 GB unpacked; text shrinks 5 to 30 times when zipped.
LARGEST_BYTES = 8_000_000_000
LARGEST_RATIO = 200
_SMALL_BYTES = 10_000_000

_WHOLE = Text("下载完整的 GTFS 压缩包", "download the whole GTFS zip")


def read_archive(path: Path) -> dict[str, pd.DataFrame]:
    """Read the known files of a feed; cells are text, empty ones missing; absent files give empty frames.

    Raises
    ------
    InputError
        If the file is missing, empty, no zip, cut short, larger than any feed when unpacked, reaches outside its
        folder, lacks a required file or column, or is not UTF-8; with every problem found.
    """
    _check_path(path)
    problems = Problems(path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive, problems)
            problems.raise_if_any()
            folder = _folder(archive)
            _check_required(archive, folder, problems)
            frames = {name: _read(archive, folder, name, problems) for name in FILES}
    except (zipfile.BadZipFile, EOFError, zipfile.zlib.error, NotImplementedError, OSError) as error:  # type: ignore[attr-defined]
        expected = Text("完整的 zip 压缩包", "a complete zip file")
        raise InputError([Problem("bad_zip", path.name, expected, str(error), _WHOLE)]) from error
    problems.raise_if_any()
    return frames


def _check_path(path: Path) -> None:
    expected = Text("GTFS 压缩包（.zip）", "a GTFS zip")
    if not path.is_file():
        remedy = Text("检查路径和文件名", "check the path and the name")
        raise InputError([Problem("no_file", path.name, expected, "没有此文件 / no such file", remedy)])
    if path.stat().st_size == 0:
        raise InputError([Problem("empty_file", path.name, expected, "0 bytes", _WHOLE)])


def _check_members(archive: zipfile.ZipFile, problems: Problems) -> None:
    """Look at names and stated sizes before anything is unpacked."""
    total = 0
    for item in archive.infolist():
        total += item.file_size
        name = PurePosixPath(item.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[:1]:
            problems.add(
                "path_outside",
                expected=Text("压缩包内的文件名", "names inside the zip"),
                found=item.filename,
                remedy=Text("不要使用此压缩包，向提供者索取正常文件", "do not use this zip; ask for a proper one"),
            )
        if item.flag_bits & 1:
            problems.add(
                "encrypted",
                expected=Text("未加密的压缩包", "a zip without a password"),
                found=item.filename,
                remedy=Text("去掉密码后重新压缩", "zip it again without a password"),
            )
        packed = max(item.compress_size, 1)
        if item.file_size > _SMALL_BYTES and item.file_size / packed > LARGEST_RATIO:
            problems.add(
                "zip_bomb",
                expected=Text(f"压缩比不超过 {LARGEST_RATIO}", f"a compression of at most {LARGEST_RATIO}"),
                found=f"{item.filename}: {item.file_size:,} / {item.compress_size:,} bytes",
                remedy=Text("疑似恶意压缩包，不予读取", "this looks like a zip bomb and is not read"),
            )
    if total > LARGEST_BYTES:
        problems.add(
            "zip_bomb",
            expected=Text("解压后不超过 8 GB", "at most 8 GB unpacked"),
            found=f"{total:,} bytes",
            remedy=Text("只保留本都市圈的线路", "keep only the routes of this circle"),
        )


def _folder(archive: zipfile.ZipFile) -> str:
    """Give the folder of the feed inside the zip: the top, unless everything lies one folder deeper."""
    names = archive.namelist()
    if any(f"{name}.txt" in names for name in REQUIRED):
        return ""
    folders = {name.rpartition("/")[0] for name in names if name.endswith("/stops.txt")}
    return f"{folders.pop()}/" if len(folders) == 1 else ""


def _check_required(archive: zipfile.ZipFile, folder: str, problems: Problems) -> None:
    names = set(archive.namelist())
    missing = [name for name in REQUIRED if f"{folder}{name}.txt" not in names]
    if not {f"{folder}calendar.txt", f"{folder}calendar_dates.txt"} & names:
        missing.append("calendar")
    for name in missing:
        problems.add(
            "missing_file",
            file=f"{name}.txt",
            expected=Text(f"压缩包内的 {name}.txt", f"{name}.txt inside the zip"),
            found=", ".join(sorted(names)[:15]) or "—",
            remedy=Text("向运营单位索取完整的时刻表数据", "ask the operator for the whole feed"),
        )


def _read(archive: zipfile.ZipFile, folder: str, name: str, problems: Problems) -> pd.DataFrame:
    columns = FILES[name]
    member = f"{folder}{name}.txt"
    if member not in archive.namelist():
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    try:
        frame = pd.read_csv(
            io.BytesIO(archive.read(member)),
            dtype="str",
            keep_default_na=False,
            na_values=[""],
            encoding="utf-8-sig",
            skipinitialspace=True,
        )
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        problems.add(
            "unreadable_file",
            file=f"{name}.txt",
            expected=Text("UTF-8 编码的 CSV", "CSV in UTF-8"),
            found=str(error).splitlines()[0],
            remedy=Text("另存为 UTF-8 后重新压缩", "save it as UTF-8 and zip again"),
        )
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    frame.columns = frame.columns.str.strip()
    for column in [column for column in columns if column not in frame.columns]:
        problems.add(
            "missing_column",
            file=f"{name}.txt",
            column=column,
            expected=Text(f"列 {column}", f"a column {column}"),
            found=", ".join(frame.columns),
            remedy=Text("按 GTFS 规范补上此列", "add the column as GTFS defines it"),
        )
    return frame.reindex(columns=[*frame.columns, *[column for column in columns if column not in frame.columns]])
