"""A small run folder, made by hand: a few gaps, effects of one project, two candidates."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from tongcheng import open_region
from tongcheng.region import Region
from tongcheng.runs.hashing import file_hash

KEYS = ("level", "place", "borders", "scenario", "mode", "group", "threshold", "percentile")


def make_run(folder: Path, run_id: str = "r1", *, reached: float = 1000.0, fictional: bool = True) -> Path:
    """Make a run of the demo circle; ``reached`` is the world's value by which the project's effect is measured."""
    region = open_region("demo")
    small = {name: region[name] for name in ("cities", "counties", "projects", "service_kinds", "sources")}
    Region(region.name, region.title, fictional, small).save(folder / "circle")
    pd.DataFrame([_gap("k1", 40.0), _gap("k2", 25.0)]).to_parquet(folder / "gaps.parquet", index=False)
    results = [
        _figure("f-promised", "residents_reached_gain", "P02", 10.0, 8.0, 12.0),
        _figure("f-world", "residents_reached", "base", reached),
    ]
    pd.DataFrame(results).to_parquet(folder / "results.parquet", index=False)
    (folder / "tables").mkdir()
    candidates = [
        {"candidate": "d1", "name": "文庆路", "ref": "X1", "kind": "dead_end", "border": "990100|990200",
         "proposed": True, "evidence_zh": "依据", "evidence_en": "evidence"},
        {"candidate": "d2", "name": "x", "ref": None, "kind": "dead_end", "border": "", "proposed": False,
         "evidence_zh": "-", "evidence_en": "-"},
    ]  # fmt: skip
    pd.DataFrame(candidates).to_parquet(folder / "tables" / "candidates.parquet", index=False)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    papers = {
        "run": run_id,
        "region": "demo",
        "title": {"zh": "示意都市圈", "en": "demo"},
        "fictional": fictional,
        "software": "0",
        "code": "c0de",
        "files": {path.relative_to(folder).as_posix(): file_hash(path) for path in files},
    }
    (folder / "run.json").write_text(json.dumps(papers), encoding="utf-8")
    return folder


def _gap(key: str, shortfall: float) -> dict[str, object]:
    return {
        "gap_key": key, "sector": "services", "indicator": "beds_reached", "level": "county", "place": "990105",
        "borders": "together-today", "group": "all", "threshold": 60.0, "today": 100.0, "reference": 100.0 + shortfall,
        "shortfall": shortfall, "residents": 5000.0, "worth": 1.0, "unit": "bed", "year": "2020",
        "basis": "synthetic", "figure_today": f"today-{key}", "figure_reference": f"ref-{key}",
    }  # fmt: skip


def _figure(
    figure: str, indicator: str, scenario: str, value: float, low: float | None = None, high: float | None = None
) -> dict[str, object]:
    keys = dict(zip(KEYS, ("region", "demo", "today", scenario, "drive", "all", 60.0, None), strict=True))
    return {
        "figure_id": figure, "sector": "transport", "indicator": indicator, **keys, "value": value, "low": low,
        "high": high, "unit": "person", "year": "2020", "basis": "synthetic", "method": "",
    }  # fmt: skip
