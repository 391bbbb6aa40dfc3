"""Polygons of any file, in WGS84, with all their fields: what ``import blocks`` starts from."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.datum import WGS84, Datum, shapes_to_wgs84
from tongcheng.region.importing.limits import check_file
from tongcheng.region.importing.shapes import SHAPES, read_features


def read_polygons(path: str | Path, *, datum: str | None = None) -> gpd.GeoDataFrame:
    """Read a file of polygons.

    Parameters
    ----------
    path
        ``.shp``, ``.zip`` with a shapefile, ``.geojson``, ``.gpkg`` or GeoParquet.
    datum
        ``WGS84``, ``GCJ-02``, ``CGCS2000`` or an EPSG code, where the file does not say; WGS84 by default.

    Returns
    -------
    geopandas.GeoDataFrame
        All fields of the file, polygons in WGS84.

    Raises
    ------
    InputError
        If the file is missing, empty, broken, a zip bomb, of another format, or has no shapes.
    """
    place = Path(path)
    problems = Problems(place.name)
    if place.suffix.lower() not in SHAPES:
        problems.add(
            "unknown_format",
            expected=Text("、".join(sorted(SHAPES)), "one of " + ", ".join(sorted(SHAPES))),
            found=place.suffix or "—",
            remedy=Text("另存为其中一种格式", "save it in one of these formats"),
        )
        problems.raise_if_any()
    check_file(place, problems)
    problems.raise_if_any()
    frame, stated, _ = read_features(place)
    if "geometry" not in frame.columns:
        problems.add(
            "no_shapes",
            column="geometry",
            expected=Text("面图形", "polygons"),
            found="、".join(map(str, frame.columns)) or "—",
            remedy=Text("导出含图形的文件", "export a file that holds shapes"),
        )
        problems.raise_if_any()
    chosen = Datum.parse(datum) if datum is not None else stated or WGS84
    shapes = gpd.GeoDataFrame(pd.DataFrame(frame).drop(columns="geometry"), geometry=frame["geometry"].to_numpy())
    return shapes_to_wgs84(shapes, chosen)
