"""Areas and belts that a document draws, as a map and a table of their counties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from tongcheng.language import Text, same
from tongcheng.render.blocks import Layer, Map
from tongcheng.render.official.words import marks
from tongcheng.render.papers import Block, Note, Paper, Picture, Table
from tongcheng.render.svg_map import map_svg


@dataclass(frozen=True)
class AreaRow:
    """An area or belt in degrees, with the names of its counties."""

    name: str
    kind: str
    shape: shapely.Geometry
    counties: Sequence[str] = ()
    source: str = ""


#: Told apart without red against green; the same order as the rows.
_COLOURS = ("#a9c4e4", "#f9cfa0", "#b5d8d3", "#d5bcd8", "#f3e3a1", "#cdb8a5", "#d3d0cd", "#b3d2ac")
_LINES = ("#2f5f98", "#b5651d", "#3b7f78", "#7d4a85", "#8f7a12", "#6b4a33", "#5f5b57", "#3c7433")
#: Millimetres: so high is the map with a table of so few rows on its page; with more rows these follow it.
_BESIDE, _FEW, _ALONE = 76.0, 3, 112.0


def areas(
    title: str, rows: Sequence[AreaRow], *, ground: Layer | None = None, locked: str = "", synthetic: bool = False
) -> Paper:
    """Draw the areas of a document and name their counties; the map says that it is schematic.

    ``ground`` is drawn below them (the counties' outlines); ``locked`` says what it needs where there is none.
    """
    layers = [ground] if ground is not None else []
    layers += [
        Layer(
            Text(one.name, one.name),
            [one.shape],
            "fill" if shapely.get_dimensions(one.shape) == 2 else "line",
            labels=[same(one.name)],
            color=(_COLOURS if shapely.get_dimensions(one.shape) == 2 else _LINES)[number % len(_COLOURS)],
            width=3.0 if shapely.get_dimensions(one.shape) < 2 else 0.0,
        )
        for number, one in enumerate(rows)
    ]
    picture = map_svg(Map(same(title), layers, synthetic=synthetic), language="zh", key="areas")
    said = [[one.name, one.kind, "、".join(one.counties) or "—"] for one in rows]
    sources = list(dict.fromkeys(one.source for one in rows if one.source))
    height = _BESIDE if len(rows) <= _FEW else _ALONE
    blocks: list[Block] = [Picture(picture, about=f"{title}：{'、'.join(one.name for one in rows)}", height=height)]
    blocks.append(
        Table(["名称", "类型", "所含区（市）县"], said, widths=(4, 1.5, 10), aligns=("left", "center", "left"))
    )
    blocks += [Note(locked)] if locked and ground is None else []
    blocks += [Note(f"资料出处：{'；'.join(sources)}")] if sources else []
    return Paper(f"{title}范围图", blocks, landscape=True, mark=marks(synthetic=synthetic))
