"""Answers of the map's data: packed, with a tag, so that a browser asks again and is told that nothing changed."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

if TYPE_CHECKING:
    import geopandas as gpd

_GEOJSON = "application/geo+json"


def send(request: HttpRequest, content: bytes, kind: str, *, packed: bool = False) -> HttpResponse:
    """Answer with bytes, gzipped where the browser takes it, or with 304 if it has them already."""
    tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        body = content if packed else gzip.compress(content, 4, mtime=0)
        response = HttpResponse(body, content_type=kind, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(content) if packed else content, content_type=kind)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response


def send_packed(request: HttpRequest, path: Path) -> HttpResponse:
    """Answer with a gzipped GeoJSON file."""
    return send(request, path.read_bytes(), _GEOJSON, packed=True)


def send_features(request: HttpRequest, content: dict[str, Any], kind: str = _GEOJSON) -> HttpResponse:
    """Answer with GeoJSON."""
    return send(request, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), kind)


def features_of(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give an overlay as GeoJSON with about a metre of detail."""
    import shapely

    texts = shapely.to_geojson(shapely.set_precision(frame.geometry.to_numpy(), 1e-5, mode="pointwise"))
    rows = zip(frame["id"], frame["zh"], frame["en"], frame["mark"], texts, strict=True)
    features = [
        {
            "type": "Feature",
            "id": number,
            "properties": {"p": ident, "z": zh, "m": mark} | ({"e": en} if en != zh else {}),
            "geometry": json.loads(text),
        }
        for number, (ident, zh, en, mark, text) in enumerate(rows)
    ]
    return {"type": "FeatureCollection", "features": features}
