"""Areas and belts from GeoJSON, every trouble said at once; and back for maps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import mapping, shape

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.documents.models import AreaKind

_SHAPES = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")
_KINDS = {"area": AreaKind.AREA, "区": AreaKind.AREA, "belt": AreaKind.BELT, "带": AreaKind.BELT}
MEND = Text("改正 GeoJSON 后重新上传", "correct the GeoJSON and send it again")
_MOST = 200


@dataclass(frozen=True)
class AreaDraft:
    """An area or belt as read."""

    kind: str
    name: str
    geometry: dict[str, Any]
    counties: tuple[Mapping[str, str], ...] = ()
    source: str = ""


def read_areas(content: bytes, file: str = "GeoJSON") -> list[AreaDraft]:
    """Read a FeatureCollection in degrees; properties: name, kind (area, belt), counties, source.

    ``counties`` is a list of names, of ``{"code", "name"}``, or names joined by 、.

    Raises
    ------
    InputError
        With every feature that cannot be taken.
    """
    problems = Problems(file)
    expected = Text("GeoJSON FeatureCollection（经纬度）", "a GeoJSON FeatureCollection in degrees")
    try:
        whole = json.loads(content)
        features = whole["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        features = None
    if not isinstance(features, list) or not 0 < len(features) <= _MOST:
        found = f"{len(features)} features" if isinstance(features, list) else "?"
        problems.add("geojson", expected=expected, found=found, remedy=MEND)
        problems.raise_if_any()
    drafts = [draft for row, one in enumerate(features, start=1) if (draft := _read(one, row, problems))]
    names = [one.name for one in drafts]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.add(
            "twice", expected=Text("各不相同的名称", "names that differ"), found=name, remedy=MEND, column="name"
        )
    problems.raise_if_any()
    return drafts


def _read(feature: Any, row: int, problems: Problems) -> AreaDraft | None:
    said = feature.get("properties") if isinstance(feature, dict) else None
    said = said if isinstance(said, dict) else {}
    name, kind = (
        str(said.get("name") or "").strip()[:120],
        _KINDS.get(str(said.get("kind") or "area").strip().lower()),
    )
    if not name:
        problems.add("name", expected=Text("名称", "a name"), found="", remedy=MEND, row=row, column="name")
    if kind is None:
        expected = Text("area（区）或 belt（带）", "area or belt")
        problems.add("kind", expected=expected, found=said.get("kind"), remedy=MEND, row=row, column="kind")
    geometry = _geometry(feature, row, problems)
    if geometry is None or not name or kind is None:
        return None
    counties = tuple(_counties(said.get("counties")))
    return AreaDraft(kind, name, geometry, counties, str(said.get("source") or "")[:400])


def _geometry(feature: Any, row: int, problems: Problems) -> dict[str, Any] | None:
    try:
        drawn = shape(feature["geometry"])
        right = drawn.geom_type in _SHAPES and not drawn.is_empty and drawn.is_valid
        west, south, east, north = drawn.bounds if right else (999.0,) * 4
    except (TypeError, KeyError, ValueError, AttributeError, shapely.errors.ShapelyError):
        right, west, south, east, north = False, 999.0, 999.0, 999.0, 999.0
    if not right or west < -180 or east > 180 or south < -90 or north > 90:
        expected = Text("有效的面或线，坐标为经纬度", "a valid polygon or line in degrees")
        problems.add("geometry", expected=expected, found="?", remedy=MEND, row=row, column="geometry")
        return None
    written: dict[str, Any] = json.loads(json.dumps(mapping(drawn)))
    return written


def _counties(said: Any) -> Iterator[Mapping[str, str]]:
    rows: Sequence[Any] = said.replace("，", "、").split("、") if isinstance(said, str) else said or ()
    for one in rows if isinstance(rows, (list, tuple)) else ():
        if isinstance(one, dict):
            yield {"code": str(one.get("code") or "").strip()[:20], "name": str(one.get("name") or "").strip()[:60]}
        elif str(one).strip():
            yield {"code": "", "name": str(one).strip()[:60]}
