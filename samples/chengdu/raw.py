"""The raw inputs as they were taken, and the small tables beside this file that say how to read them."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd

RAW = Path(__file__).resolve().parents[1] / "raw"
HERE = Path(__file__).resolve().parent

#: Row of a spreadsheet in which the first record stands.
FIRST_ROW = 2

Row = dict[str, str]


def domain(name: str) -> list[Row]:
    """Read one table of the dossier, e.g. ``projects``."""
    return _read(RAW / "domain" / f"{name}.csv")


def data(path: str) -> list[Row]:
    """Read one table of the data, e.g. ``metro/stations.csv``."""
    return _read(RAW / "chengdu" / path)


def guide(name: str) -> list[Row]:
    """Read one of the tables beside this file."""
    return _read(HERE / f"{name}.csv")


def shapes(path: str) -> gpd.GeoDataFrame:
    """Read a GeoJSON of the data; every file is WGS84."""
    frame = gpd.read_file(RAW / "chengdu" / path)
    return frame.set_crs("EPSG:4326", allow_override=True)


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(stream)]
