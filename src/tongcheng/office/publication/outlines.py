"""Outlines of cities and counties for the public: names and shapes, no result of a run."""

from __future__ import annotations

import json
from typing import Any

import shapely

from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.maps.shapes import outlines_of, place_name

#: Degrees: about 10 m, far below what a schematic map shows.
_DETAIL = 1e-4


def outlines(run: Run) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Give a row per city and county, and its outline (WGS84 longitude and latitude) by its place."""
    rows: list[dict[str, Any]] = []
    shapes: dict[str, Any] = {}
    for level in ("city", "county"):
        found = outlines_of(run, level)
        simple = shapely.set_precision(shapely.simplify(found.to_numpy(), _DETAIL), 1e-5, mode="pointwise")
        for place, text in zip(found.index, shapely.to_geojson(simple), strict=True):
            zh, en = place_name(run, level, str(place))
            rows.append({"place": str(place), "level": level, "name": zh, "name_en": en})
            shapes[str(place)] = json.loads(text)
    return rows, shapes
