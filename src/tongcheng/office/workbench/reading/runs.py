"""An attached run as the pages read it: its papers, results, gaps, tables, layers, and the circle it measured.

Every file is verified by its hash when it is first read and then kept in memory.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import runs_folder
from tongcheng.office.people.standing import Standing

if TYPE_CHECKING:
    import pandas as pd

    from tongcheng.region import Region
    from tongcheng.runs.folder import StoredRun


def runs_for(standing: Standing) -> list[Run]:
    """Give the attached runs that a reader sees, the latest first; one query."""
    return list(Run.objects.visible_to(standing))


def choose_run(standing: Standing, run_id: str = "", *, circle: str = "") -> Run | None:
    """Give the run that ``?run=`` names, else the latest one (of a circle); ``None`` if there is none; one query.

    Parameters
    ----------
    standing
        Who reads.
    run_id
        What the address names; a run that this reader does not see is as one that is not there.
    circle
        Keep to runs of this circle.
    """
    rows = Run.objects.visible_to(standing)
    if circle:
        rows = rows.filter(circle=circle)
    if run_id:
        rows = rows.filter(run_id=run_id)
    run: Run | None = rows.first()
    return run


def folder_of(run: Run) -> Path:
    """Give the folder of a run in this office."""
    return runs_folder() / run.folder


def papers_of(run: Run) -> dict[str, Any]:
    """Give ``run.json``: title, options, hashes of the inputs, what is locked, files."""
    return _papers(str(folder_of(run)))


@lru_cache(maxsize=16)
def _papers(folder: str) -> dict[str, Any]:
    papers: dict[str, Any] = json.loads((Path(folder) / "run.json").read_text(encoding="utf-8"))
    return papers


def title_of(run: Run) -> Text:
    """Give a run's title in both languages; its row keeps the Chinese one."""
    title = papers_of(run).get("title") or {}
    return Text(str(title.get("zh") or run.name), str(title.get("en") or run.name))


def results_of(run: Run) -> pd.DataFrame:
    """Give every figure of a run (columns: ``tongcheng.results.COLUMNS``)."""
    return _frame(str(folder_of(run)), "results.parquet")


def gaps_of(run: Run) -> pd.DataFrame:
    """Give the gaps of a run as a frame; as sentences: ``figures.queries.gaps.gaps_of``."""
    return _frame(str(folder_of(run)), "gaps.parquet")


def has_table(run: Run, name: str) -> bool:
    """Say whether a run has a table of this name."""
    return f"tables/{name}.parquet" in papers_of(run)["files"]


def table_of(run: Run, name: str) -> pd.DataFrame:
    """Give a table of a run (``plan``, ``index``, ``candidates`` …), with its geometry if it has one; empty if none."""
    import pandas as pd

    return _frame(str(folder_of(run)), f"tables/{name}.parquet") if has_table(run, name) else pd.DataFrame()


@lru_cache(maxsize=96)
def _frame(folder: str, name: str) -> pd.DataFrame:
    from tongcheng.runs.cache import read_table

    return read_table(_verified(folder, name))


def layer_path(run: Run, name: str) -> Path | None:
    """Give the verified GeoJSON file of a layer (``zones``, ``counties``, ``one_hour`` …), or ``None``."""
    wanted = f"layers/{name}.geojson"
    return _verified(str(folder_of(run)), wanted) if wanted in papers_of(run)["files"] else None


@lru_cache(maxsize=256)
def _verified(folder: str, name: str) -> Path:
    from tongcheng.runs.hashing import file_hash

    path = Path(folder) / name
    wanted = _papers(folder)["files"].get(name, "—")
    found = file_hash(path) if path.is_file() else "—"
    if found == "—" or found != wanted:
        remedy = Text("从备份恢复测度结果", "restore the run from a backup")
        raise InputError([Problem("changed_file", name, Text(wanted, wanted), found, remedy)])
    return path


def circle_of(run: Run) -> Region:
    """Give the circle as it was measured, without its tables by zone and road."""
    return _circle(str(folder_of(run)))


@lru_cache(maxsize=4)
def _circle(folder: str) -> Region:
    from tongcheng.region import open_region

    return open_region(Path(folder) / "circle")


def names_of(run: Run) -> dict[str, Text]:
    """Give the names of cities, counties, functional areas, projects and the circle by id."""
    return _names(str(folder_of(run)))


@lru_cache(maxsize=4)
def _names(folder: str) -> dict[str, Text]:
    from tongcheng.runs.report.words import place_names

    return place_names(_circle(folder))


def stored_run(run: Run) -> StoredRun:
    """Give the run as ``plan_of_run`` and the sections of a report take it; read once, then kept in memory."""
    return _stored(str(folder_of(run)))


@lru_cache(maxsize=4)
def _stored(folder: str) -> StoredRun:
    from tongcheng.runs.folder import StoredRun

    papers = _papers(folder)
    tables = {
        Path(name).stem: _frame(folder, name)
        for name in sorted(papers["files"])
        if name.startswith("tables/") and name.endswith(".parquet")
    }
    return StoredRun(Path(folder), papers, _frame(folder, "results.parquet"), _frame(folder, "gaps.parquet"), tables)
