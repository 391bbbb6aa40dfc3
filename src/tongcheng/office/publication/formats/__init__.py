"""The files of a snapshot: each is made of what was frozen, so that the same snapshot is the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tongcheng.office.publication.formats.geojson import as_geojson
from tongcheng.office.publication.formats.oc4ids import as_oc4ids
from tongcheng.office.publication.formats.package import as_package
from tongcheng.office.publication.formats.tables import as_csv, as_json
from tongcheng.office.publication.models import Snapshot


class Format(NamedTuple):
    """A kind of file: what browsers call it, and how it is written; ``None`` where a snapshot has no such file."""

    content_type: str
    write: Callable[[Snapshot], bytes | None]


FORMATS: Mapping[str, Format] = {
    "json": Format("application/json; charset=utf-8", as_json),
    "csv": Format("text/csv; charset=utf-8", as_csv),
    "geojson": Format("application/geo+json", as_geojson),
    "oc4ids.json": Format("application/json; charset=utf-8", as_oc4ids),
    "datapackage.json": Format("application/json; charset=utf-8", as_package),
}


def formats_of(snapshot: Snapshot) -> list[str]:
    """Name the files that a snapshot has."""
    content = snapshot.content
    has = {
        "geojson": bool(content.get("map_number")),
        "oc4ids.json": content["kind"] == "list" and any(row["kind"] == "project" for row in content["rows"]),
    }
    return [name for name in FORMATS if has.get(name, True)]
