"""Hashes of inputs and of the code: the same inputs give the same run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from tongcheng.region import Region

#: Libraries whose version can change a figure.
_LIBRARIES = ("numpy", "scipy", "pandas", "geopandas", "shapely", "numba", "h3")


def table_hash(table: pd.DataFrame) -> str:
    """Hash the content of a frame, geometry included."""
    digest = hashlib.blake2b(digest_size=16)
    plain = pd.DataFrame(table)
    if isinstance(table, gpd.GeoDataFrame) and "geometry" in table:
        plain = plain.drop(columns="geometry").assign(geometry=table.geometry.to_wkb())
    batch = pa.Table.from_pandas(plain, preserve_index=False).replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_table(batch)
    digest.update(sink.getvalue())
    return digest.hexdigest()


def region_hashes(region: Region) -> dict[str, str]:
    """Hash every table and every feed of a circle by name."""
    hashes = {name: table_hash(region[name]) for name in region}
    hashes.update({f"gtfs/{name}": file_hash(path) for name, path in sorted(region.feeds.items())})
    return hashes


def file_hash(path: Path) -> str:
    """Hash a file with SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def code_version() -> str:
    """Hash our own source and the versions of the libraries that compute."""
    digest = hashlib.blake2b(digest_size=8)
    root = Path(str(files("tongcheng")))
    for path in sorted([*root.rglob("*.py"), *root.rglob("schema/*.csv")]):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update(json.dumps({name: version(name) for name in _LIBRARIES}).encode())
    return digest.hexdigest()


def key_of(*parts: Any) -> str:
    """Hash any JSON-able parts to a short key."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def hashes_of(hashes: dict[str, str], tables: Iterable[str]) -> dict[str, str]:
    """Give the hashes of some tables, the absent ones as empty text."""
    return {name: hashes.get(name, "") for name in tables}
