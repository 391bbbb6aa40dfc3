"""Run folders: written at once or not at all, read and verified by their hashes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tongcheng import __version__
from tongcheng.errors import InputError, Problems
from tongcheng.language import Language, Text
from tongcheng.region import Region, open_region
from tongcheng.region.files import replace_folder
from tongcheng.render.excel import write_workbook
from tongcheng.render.html import write_html
from tongcheng.runs.cache import read_table
from tongcheng.runs.hashing import code_version, file_hash
from tongcheng.runs.layers import write_layers
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report import make_report

_RUN_FILE = "run.json"
_OUTSIDE = {_RUN_FILE, "log.json"}
_CIRCLE = "circle"

#: Tables by place, which can be large; the others go into the run, so that plans and the office need nothing else.
_LARGE = ("zones", "residents", "jobs", "road_nodes", "road_links", "line_stops", "flows", "cases")


def write_run(run: Run, folder: str | Path, *, language: Language = "zh") -> Path:
    """Write a run folder.

    ``run.json`` (what, from what, hashes), ``log.json`` (seconds), ``results.parquet``, ``gaps.parquet``,
    ``tables/*.parquet``, ``circle/`` (the tables of the circle that are not by zone or road), ``layers/*.geojson``, ``report.html`` and ``lists.xlsx``. Everything but ``log.json`` is the same, byte by
    byte, whenever the inputs, the options and the code are.

    Parameters
    ----------
    run
        A finished run.
    folder
        Folder to make; an older run there is replaced, anything else is not touched.
    language
        Language of the workbook; the report holds both.

    Raises
    ------
    InputError
        If the folder exists and is not a run.
    """
    target = Path(folder).resolve()
    refuse_other_folders(target)
    replace_folder(target, lambda fresh: _fill(run, fresh, language))
    return target


def refuse_other_folders(target: Path) -> None:
    """Refuse a folder that holds something that is not a run.

    Raises
    ------
    InputError
        Naming the folder.
    """
    if not target.exists() or (target / _RUN_FILE).is_file() or (target.is_dir() and not any(target.iterdir())):
        return
    problems = Problems(str(target))
    problems.add(
        "folder_in_use",
        expected=Text("新的或已有运行结果的文件夹", "a new folder, or one that holds a run"),
        found=Text("其他内容", "something else").say("zh"),
        remedy=Text("换一个输出文件夹", "name another folder"),
    )
    problems.raise_if_any()


def _fill(run: Run, folder: Path, language: Language) -> None:
    write_frame(run.results, folder / "results.parquet")
    write_frame(run.gaps, folder / "gaps.parquet")
    (folder / "tables").mkdir()
    for name, table in run.tables.items():
        write_table(table, folder / "tables" / f"{name}.parquet")
    small = {name: run.region[name] for name in run.region if name not in _LARGE}
    replace(run.region, tables=small, feeds={}, files={}).save(folder / _CIRCLE)
    (folder / "layers").mkdir()
    write_layers(run, folder / "layers")
    report = make_report(run)
    (folder / "report.html").write_text(write_html(report), encoding="utf-8")
    write_workbook(folder / "lists.xlsx", report, language=language)
    _write_json(folder / _RUN_FILE, _papers(run, folder))
    _write_json(folder / "log.json", {"stages": run.log})


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as Parquet without anything that changes from run to run."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd", version="2.6")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table that stands beside the figures, with its geometry if it has one."""
    if isinstance(table, gpd.GeoDataFrame):
        table.to_parquet(path, index=False, compression="zstd")
    else:
        write_frame(table, path)


def _papers(run: Run, folder: Path) -> dict[str, Any]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _OUTSIDE)
    return {
        "run": run.run_id,
        "region": run.region.name,
        "title": run.region.title._asdict(),
        "fictional": run.region.fictional,
        "software": __version__,
        "code": code_version(),
        "options": run.options,
        "inputs": run.inputs,
        "locked": [
            {
                "indicator": item.indicator.indicator,
                "missing": [
                    {"table": need.table, "where": dict(need.where), "lack": lack} for need, lack in item.missing
                ],
            }
            for item in run.locked
        ],
        "files": {path.relative_to(folder).as_posix(): file_hash(path) for path in files},
    }


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class StoredRun:
    """A run folder whose files are what they were when it was written."""

    folder: Path
    papers: dict[str, Any]
    results: pd.DataFrame
    gaps: pd.DataFrame
    tables: dict[str, pd.DataFrame]

    @cached_property
    def region(self) -> Region:
        """The circle as it was measured, without its tables by zone and road."""
        return open_region(self.folder / _CIRCLE)


def read_run(folder: str | Path) -> StoredRun:
    """Read a run folder and verify every hash.

    Raises
    ------
    InputError
        If it is no run, or a file is missing or was changed.
    """
    root = Path(folder)
    problems = Problems(str(root))
    again = Text("重新运行 tongcheng run", "run tongcheng run again")
    if not (root / _RUN_FILE).is_file():
        problems.add("no_run", expected=Text("运行结果文件夹", "a run folder"), found=root, remedy=again)
        problems.raise_if_any()
    try:
        papers = json.loads((root / _RUN_FILE).read_text(encoding="utf-8"))
    except ValueError as error:
        problems.add("bad_run", file=_RUN_FILE, expected=Text("JSON 文本", "JSON text"), found=error, remedy=again)
        raise InputError(problems.found) from error
    for name, digest in papers["files"].items():
        path = root / name
        found = file_hash(path) if path.is_file() else "—"
        if found != digest:
            problems.add("changed_file", file=name, expected=Text(digest, digest), found=found, remedy=again)
    problems.raise_if_any()
    return StoredRun(
        root,
        papers,
        pd.read_parquet(root / "results.parquet"),
        pd.read_parquet(root / "gaps.parquet"),
        {path.stem: read_table(path) for path in sorted((root / "tables").glob("*.parquet"))},
    )
