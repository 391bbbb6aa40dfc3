"""The runs kept in the office's folder, read back."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.figures.models import Run

if TYPE_CHECKING:
    import pandas as pd

    from tongcheng.runs.folder import StoredRun


def runs_folder() -> Path:
    """Give the folder of the attached runs."""
    return Path(settings.HOME) / "runs"


def stored(run: Run) -> StoredRun:
    """Read an attached run with everything, and verify every hash; for actions, not for pages."""
    from tongcheng.runs import read_run

    return read_run(runs_folder() / run.folder)


def part(run: Run, name: str) -> pd.DataFrame:
    """Read one table of an attached run, such as ``gaps.parquet``, and verify its hash; kept in memory."""
    return _part(str(runs_folder() / run.folder), name)


@lru_cache(maxsize=16)
def _part(folder: str, name: str) -> pd.DataFrame:
    import pandas as pd

    from tongcheng.runs.hashing import file_hash

    root = Path(folder)
    papers: dict[str, Any] = json.loads((root / "run.json").read_text(encoding="utf-8"))
    wanted = papers["files"].get(name)
    found = file_hash(root / name) if (root / name).is_file() else "—"
    if wanted is None or found != wanted:
        problem = Problem(
            "changed_file",
            name,
            Text(str(wanted), str(wanted)),
            found,
            Text("从备份恢复测度结果", "restore the run from a backup"),
        )
        raise InputError([problem])
    return pd.read_parquet(root / name)


def indicator_label(name: str) -> Text:
    """Give the label of an indicator, or its name if this version does not know it."""
    from tongcheng.runs.catalogue import indicator

    try:
        return indicator(name).label
    except KeyError:
        return Text(name, name)
