"""GeoJSON (RFC 7946: WGS84 longitude and latitude) of rows with an outline; none without a map approval number."""

from __future__ import annotations

from typing import Any

from tongcheng.language import SCHEMATIC_MARK
from tongcheng.office.publication.content import KEYS, canonical
from tongcheng.office.publication.models import Snapshot

_HEAD = ("uri", "title", "publisher", "source", "licence", "as_of", "made", "redactions", "synthetic", "map_number")


def as_geojson(snapshot: Snapshot) -> bytes | None:
    """Write the features, every one with its row; ``None`` if the snapshot has no outlines."""
    content, shapes = snapshot.content, snapshot.shapes
    if shapes is None or not content.get("map_number"):
        return None
    key = KEYS[content["kind"]]
    said: dict[str, Any] = {name: content[name] for name in _HEAD}
    said |= {"type": "FeatureCollection", "schematic": {"zh": SCHEMATIC_MARK.zh, "en": SCHEMATIC_MARK.en}}
    said |= {"sha256": snapshot.sha256}
    if content["synthetic"]:
        said["notice"] = content["notice"]
    said["features"] = [
        {"type": "Feature", "id": row[key], "geometry": shapes[row[key]], "properties": row}
        for row in content["rows"]
        if row[key] in shapes
    ]
    return canonical(said)
