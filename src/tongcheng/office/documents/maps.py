"""Areas and belts of a version as a picture and as GeoJSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapely.geometry import shape

from tongcheng.language import Text, same
from tongcheng.office.core.wording import language
from tongcheng.office.documents.models import Area, AreaKind, Version
from tongcheng.office.documents.outlines import LOCKED
from tongcheng.render.blocks import Layer, Map
from tongcheng.render.svg_map import map_svg

_COLORS = ("#0b5cad", "#8a5a00", "#176f30", "#7b3fa0", "#a3271d", "#2b7a78")


def areas_svg(version: Version, areas: Sequence[Area], ground: Layer | None = None) -> str:
    """Draw areas and belts, one layer each so that the legend names them, above the counties' outlines if known."""
    layers = [ground] if ground is not None else []
    for at, one in enumerate(areas):
        drawn = shape(one.geometry)
        layers.append(
            Layer(
                same(one.name), [drawn.boundary if "Polygon" in drawn.geom_type else drawn], "line",
                labels=[same(one.name)], color=_COLORS[at % len(_COLORS)],
                width=2.5 if one.kind == AreaKind.AREA else 4.0,
            )
        )  # fmt: skip
    note = Text("范围以印发文本为准。", "The issued text is decisive.")
    if ground is None:
        note = Text("{note}{locked}", "{note} {locked}").fill(note=note, locked=LOCKED)
    title = same(version.dossier.title)
    picture = Map(title, layers, note=note, synthetic=version.dossier.synthetic)
    return map_svg(picture, language=language(), key=f"areas{version.pk}")


def collection(version: Version, areas: Sequence[Area]) -> dict[str, Any]:
    """Give areas as a GeoJSON FeatureCollection."""
    return {
        "type": "FeatureCollection",
        "version": version.pk,
        "sha256": version.sha256,
        "synthetic": version.dossier.synthetic,
        "features": [
            {
                "type": "Feature",
                "properties": {"name": one.name, "kind": one.kind, "counties": one.counties, "source": one.source},
                "geometry": one.geometry,
            }
            for one in areas
        ],
    }
