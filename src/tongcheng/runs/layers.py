"""Map layers of a run as GeoJSON, so that any mapping program can open them."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from tongcheng.language import SCHEMATIC_MARK, SYNTHETIC_MARK
from tongcheng.region.outlines import city_outlines, zone_outlines
from tongcheng.runs.pipeline import Run

_DECIMALS = 6
_NAMED_BY = ("indicator", "threshold", "percentile", "borders", "group")


def write_layers(run: Run, folder: Path) -> list[Path]:
    """Write one GeoJSON per level (zones, counties, cities, borders), and one per table that has a geometry.

    Returns
    -------
    list of pathlib.Path
        Files written; a layer without any outline is not written.
    """
    region = run.region
    shapes = {
        "zones": zone_outlines(region).set_axis(region["zones"]["zone"]),
        "counties": _indexed(region["counties"], "county"),
        "cities": city_outlines(region),
        "borders": _borders(run.tables["border_lines"]),
    }
    levels = {"zones": "zone", "counties": "county", "cities": "city", "borders": "border"}
    written = []
    for name, outlines in shapes.items():
        known = outlines[outlines.notna()]
        if known.empty:
            continue
        path = folder / f"{name}.geojson"
        path.write_text(_geojson(run, known, _figures(run, levels[name])), encoding="utf-8")
        written.append(path)
    for name, table in run.tables.items():
        if isinstance(table, gpd.GeoDataFrame) and name != "border_lines" and len(table):
            path = folder / f"{name}.geojson"
            path.write_text(_table_geojson(run, table), encoding="utf-8")
            written.append(path)
    return written


def _indexed(table: pd.DataFrame, key: str) -> gpd.GeoSeries:
    return gpd.GeoSeries(table["geometry"].to_numpy(), index=table[key], crs="EPSG:4326")


def _borders(lines: pd.DataFrame) -> gpd.GeoSeries:
    return gpd.GeoSeries(lines["geometry"].to_numpy(), index=lines["city_a"] + "|" + lines["city_b"], crs="EPSG:4326")


def _figures(run: Run, level: str) -> pd.DataFrame:
    rows = run.results[(run.results["level"] == level) & (run.results["scenario"] == "base")]
    names = [_column(*key) for key in zip(*(rows[key] for key in _NAMED_BY), strict=True)]
    return rows.assign(name=names).pivot_table(index="place", columns="name", values="value", aggfunc="first")


def _column(indicator: str, threshold: float, percentile: float, borders: str, group: str) -> str:
    parts = [
        indicator,
        "" if pd.isna(threshold) else f"{threshold:g}",
        "" if pd.isna(percentile) else f"p{percentile:g}",
    ]
    parts.append(borders)
    parts.append("" if group == "all" else group.replace(" ", "_"))
    return "_".join(part for part in parts if part)


def _geojson(run: Run, outlines: pd.Series, figures: pd.DataFrame) -> str:
    columns = figures.to_dict("index")
    rows = [({"place": place, **columns.get(place, {})}, shape) for place, shape in outlines.items()]
    return _collection(run, rows)


def _table_geojson(run: Run, table: gpd.GeoDataFrame) -> str:
    known = table[table.geometry.notna()]
    records = pd.DataFrame(known.drop(columns=known.geometry.name)).to_dict("records")
    return _collection(run, list(zip(records, known.geometry, strict=True)))


def _collection(run: Run, rows: Sequence[tuple[dict[Hashable, Any], shapely.Geometry]]) -> str:
    marks = [SCHEMATIC_MARK.zh] + ([SYNTHETIC_MARK.zh] if run.region.fictional else [])
    mark: dict[Hashable, Any] = {"mark": SYNTHETIC_MARK.zh} if run.region.fictional else {}
    features = [
        {
            "type": "Feature",
            "properties": {**{key: value for key, value in record.items() if not _unknown(value)}, **mark},
            "geometry": json.loads(_geojson_text(shape)),
        }
        for record, shape in rows
    ]
    content = {"type": "FeatureCollection", "note": marks, "features": features}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"


def _unknown(value: Any) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _plain(value: Any) -> Any:
    """Turn numbers and arrays of numpy into those of JSON."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _geojson_text(shape: shapely.Geometry) -> str:
    """Write a geometry with about 0.1 m of detail."""
    return str(shapely.to_geojson(shapely.set_precision(shape, 10**-_DECIMALS, mode="pointwise")))
