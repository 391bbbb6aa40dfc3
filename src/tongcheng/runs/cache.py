"""Stages whose inputs have not changed are read back instead of computed again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from tongcheng.results import Results
from tongcheng.runs.locks import locks_from_json, locks_to_json
from tongcheng.sectors.found import Found

_RESULTS = "results.parquet"
_TABLES = "tables"
_LOCKED = "locked.json"


@dataclass(frozen=True)
class StageCache:
    """What parts of a run found, by key in a folder; ``folder=None`` keeps nothing."""

    folder: Path | None

    def found(self, key: str, compute: Callable[[], Found]) -> tuple[Found, bool]:
        """Give what was found under a key, and whether it was read back."""
        if self.folder is None:
            return compute(), False
        kept = self.folder / key
        if kept.is_dir():
            return _read(kept), True
        found = compute()
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=self.folder))
        _write(found, fresh)
        try:
            fresh.rename(kept)
        except OSError:  # another run was quicker; what it kept is the same
            shutil.rmtree(fresh)
        return found, False


def _write(found: Found, folder: Path) -> None:
    found.results.frame.to_parquet(folder / _RESULTS, index=False)
    (folder / _LOCKED).write_text(locks_to_json(found.results.locked), encoding="utf-8")
    (folder / _TABLES).mkdir()
    for name, table in found.tables.items():
        table.to_parquet(folder / _TABLES / f"{name}.parquet", index=False)


def _read(folder: Path) -> Found:
    locked = locks_from_json((folder / _LOCKED).read_text(encoding="utf-8"))
    results = Results(pd.read_parquet(folder / _RESULTS), locked)
    return Found(results, {path.stem: read_table(path) for path in sorted((folder / _TABLES).glob("*.parquet"))})


def read_table(path: Path) -> pd.DataFrame:
    """Read a table, with its geometry if it has one."""
    import pyarrow.parquet as pq

    if b"geo" in (pq.read_schema(path).metadata or {}):
        return gpd.read_parquet(path)
    return pd.read_parquet(path)
