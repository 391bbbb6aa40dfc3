"""A run with a plan in it, made by hand: the fictional circle's projects appraised from published figures alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.office.workbench.making import make_run
from tongcheng import open_region
from tongcheng.plan.make import make_plan
from tongcheng.plan.options import PlanOptions
from tongcheng.results import empty_results
from tongcheng.runs.folder import write_table
from tongcheng.runs.hashing import file_hash
from tongcheng.sectors.gaps import empty_gaps

PLAN_RUN = "b1b2c3d4e5f6a7b8c9d0"


def make_planned(folder: Path, run_id: str = PLAN_RUN, **wanted: Any) -> Path:
    """Write the run folder."""
    make_run(folder, run_id, **wanted)
    none = empty_results()
    made = make_plan(open_region("demo"), none, empty_gaps(), none, PlanOptions(reasons=False))
    for name, table in {**made.grounds, **made.tables()}.items():
        write_table(table, folder / f"tables/{name}.parquet")
    papers = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    tables = sorted((folder / "tables").glob("*.parquet"))
    papers["files"] |= {path.relative_to(folder).as_posix(): file_hash(path) for path in tables}
    (folder / "run.json").write_text(json.dumps(papers), encoding="utf-8")
    return folder
