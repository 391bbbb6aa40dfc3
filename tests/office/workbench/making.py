"""A run of the fictional circle made by hand in a second: its real outlines, invented figures, two candidates."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng import open_region
from tongcheng.region import Region
from tongcheng.region.outlines import zone_outlines
from tongcheng.results import COLUMNS, figure_ids
from tongcheng.runs.hashing import file_hash, table_hash

RUN_ID = "a1b2c3d4e5f6a7b8c9d0"
_LARGE = ("zones", "residents", "jobs", "road_nodes", "road_links", "line_stops", "flows", "cases")


@cache
def _demo() -> Region:
    return open_region("demo")


def make_run(folder: Path, run_id: str = RUN_ID, *, fictional: bool = True) -> Path:
    """Write the run folder."""
    region = _demo()
    small = {name: region[name] for name in region if name not in _LARGE}
    Region(region.name, region.title, fictional, small).save(folder / "circle")
    outlines = zone_outlines(region).set_axis(region["zones"]["zone"])
    _results(region, list(outlines.index)).to_parquet(folder / "results.parquet", index=False)
    pd.DataFrame({"gap_key": pd.Series(dtype="str")}).to_parquet(folder / "gaps.parquet", index=False)
    (folder / "tables").mkdir()
    _candidates(region).to_parquet(folder / "tables/candidates.parquet", index=False)
    (folder / "layers").mkdir()
    layer = gpd.GeoDataFrame({"place": outlines.index}, geometry=list(outlines), crs="EPSG:4326")
    (folder / "layers/zones.geojson").write_text(layer.to_json(drop_id=True), encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    need = {"table": "facilities", "where": {"kind": "museum"}, "lack": "missing"}
    papers = {
        "run": run_id,
        "region": "demo",
        "title": region.title._asdict(),
        "fictional": fictional,
        "software": "0",
        "code": "c0de",
        "inputs": {name: table_hash(region[name]) for name in ("road_links", "road_nodes")},
        "locked": [{"indicator": "station_walk", "missing": [need]}],
        "files": {path.relative_to(folder).as_posix(): file_hash(path) for path in files},
    }
    (folder / "run.json").write_text(json.dumps(papers), encoding="utf-8")
    return folder


def _results(region: Region, zones: list[str]) -> pd.DataFrame:
    counties = [str(one) for one in region["counties"]["county"]]
    parts = []
    for level, places in (("zone", zones), ("county", counties)):
        base = np.arange(len(places), dtype="float64")
        for number, state in enumerate(("apart", "today", "together")):
            row = {"borders": state, "threshold": 45.0, "value": 100 + base * (1 + number), "unit": "job"}
            parts.append(_rows("jobs_reached", level, places, row))
        parts.append(_rows("residents_by_zone", level, places, {"value": base, "unit": "person", "mode": ""}))
    frame = pd.concat(parts, ignore_index=True)
    frame["figure_id"] = figure_ids(frame)
    return frame[COLUMNS]


def _rows(indicator: str, level: str, places: list[str], values: dict[str, object]) -> pd.DataFrame:
    fixed = {
        "sector": "transport", "indicator": indicator, "level": level, "borders": "", "scenario": "base",
        "mode": "drive", "group": "all", "threshold": np.nan, "percentile": np.nan, "low": np.nan, "high": np.nan,
        "year": "2020", "basis": "synthetic", "method": "",
    }  # fmt: skip
    return pd.DataFrame({"place": places} | fixed | values)


def _candidates(region: Region) -> gpd.GeoDataFrame:
    at = region["cities"].geometry.iloc[0].representative_point()
    shapes = [shapely.LineString([(at.x + 0.1 * n, at.y), (at.x + 0.1 * n + 0.003, at.y)]) for n in range(2)]
    rows = {
        "candidate": ["d1", "d2"], "name": ["文庆路", "西溪路"], "ref": ["X1", None], "kind": ["dead_end", "bottleneck"],
        "border": ["990100|990200", "990100|990300"], "proposed": [True, True], "length_m": [371.5, np.nan],
        "evidence_zh": ["两端同名", "车道减少"], "evidence_en": ["the same name", "fewer lanes"],
    }  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")
