"""Maps as SVG: quiet outlines, names in two languages, the layer in question, a legend with classes and counts.

Every map says that it is schematic; a synthetic one says so across the picture as well.
"""

from __future__ import annotations

import shapely

from tongcheng.language import NOTHING, SCHEMATIC_MARK, SYNTHETIC_MARK, Text
from tongcheng.render import colors
from tongcheng.render.blocks import Map
from tongcheng.render.map_frame import Frame, draw_north, draw_scale, fit_frame
from tongcheng.render.map_layers import Drawn, draw_layers, draw_names, prepare
from tongcheng.render.map_legend import draw_legend
from tongcheng.render.numbers import number
from tongcheng.render.svg import Drawing, PictureLanguage, draw_head, draw_note, draw_watermark, text_width

#: Pixels: the whole picture, its panel and its legend.
WIDTH = 920.0
_PANEL = 660.0
_LEGEND = 212.0


def map_svg(picture: Map, *, language: PictureLanguage = "both", key: str = "map", legend: bool = True) -> str:
    """Draw a map as one SVG element.

    Parameters
    ----------
    picture
        Layers in WGS 84, title and note.
    language
        ``zh`` or ``en`` for a file of its own; ``both`` for a page, with the words of each language in elements of
        the class ``zh`` or ``en``.
    key
        Prefix of the ids in the picture; unique on its page.
    legend
        Draw the legend; a page that says it in words beside the picture leaves it out, and the picture is narrower.

    Returns
    -------
    str
        SVG text, 920 pixels wide, with the marks that it needs inside.

    Raises
    ------
    ValueError
        If a layer has not one value or label per shape, or more classes than can be told apart.

    Examples
    --------
    >>> import shapely
    >>> from tongcheng.render.blocks import Layer
    >>> county = Layer(Text("县", "counties"), [shapely.box(104, 30, 105, 31)], "fill", values=[3.5])
    >>> "示意图，不作为划界依据" in map_svg(Map(Text("人口", "People"), [county]), language="zh")
    True
    """
    drawing = Drawing(key, WIDTH if legend else WIDTH - _LEGEND - 24, language)
    top = draw_head(drawing, title=picture.title, under=NOTHING, synthetic=picture.synthetic)
    every = [shape for layer in picture.layers for shape in layer.shapes]
    every = [shapely.box(*picture.window)] if picture.window else every
    frame = fit_frame(every, left=12, top=top, width=_PANEL, most=700, least=320)
    layers = [prepare(layer, frame) for layer in picture.layers]
    _draw_panel(drawing, frame, layers, synthetic=picture.synthetic)
    below = frame.top + frame.height + 6
    if legend:
        left = frame.left + _PANEL + 24
        below = max(below, draw_legend(drawing, layers, left=left, top=top, width=WIDTH - left - 12) + 6)
    height = draw_note(drawing, picture.note, below) + 6
    return drawing.finish(height, title=picture.title, about=_about(picture, layers))


def _draw_panel(drawing: Drawing, frame: Frame, layers: list[Drawn], *, synthetic: bool) -> None:
    clip, hatch = f"{drawing.key}-clip", f"{drawing.key}-hatch"
    left, top, width, height = frame.box
    rectangle = f'x="{left:g}" y="{top:.1f}" width="{width:g}" height="{height:.1f}"'
    drawing.add(
        f'<defs><clipPath id="{clip}"><rect {rectangle}/></clipPath>'
        f'<pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{colors.PAPER}"/><path d="M0 0v6" stroke="{colors.HATCH}" '
        f'stroke-width="1.6"/></pattern></defs>'
    )
    drawing.add(f'<g clip-path="url(#{clip})">')
    draw_layers(drawing, layers)
    taken = [draw_scale(drawing, frame), draw_north(drawing, frame)]
    mark = max(text_width(SCHEMATIC_MARK.say(language), 11.5) for language in drawing.languages)
    taken.append((left, top + height - 24, left + mark + 18, top + height))
    if synthetic:
        draw_watermark(drawing, frame.box)
    draw_names(drawing, layers, frame, taken)
    drawing.add("</g>")
    style = f'fill="{colors.GREY}" paint-order="stroke" stroke="{colors.PAPER}" stroke-width="3"'
    drawing.say(SCHEMATIC_MARK, left + 9, top + height - 9, size=11.5, style=style)
    drawing.add(f'<rect {rectangle} fill="none" stroke="{colors.LINE}"/>')


def _about(picture: Map, layers: list[Drawn]) -> Text:
    """Say in words what the map shows, for those who cannot see it."""
    chinese, english = [], []
    for drawn in layers:
        name, count = drawn.layer.name, number(len(drawn.shapes))
        if drawn.classes is None:
            chinese.append(f"{name.zh}（{count}）")
            english.append(f"{name.en} ({count})")
            continue
        parts = [(item.label, item.count) for item in drawn.classes.classes]
        if drawn.classes.missing:
            parts.append((Text("无数据", "no value"), drawn.classes.missing))
        unit = drawn.layer.unit
        chinese.append(f"{name.zh}（{unit.zh}）：" + "，".join(f"{label.zh} {count}个" for label, count in parts))
        english.append(f"{name.en} ({unit.en}): " + ", ".join(f"{label.en}: {count}" for label, count in parts))
    marks = [SCHEMATIC_MARK, *([SYNTHETIC_MARK] if picture.synthetic else [])]
    return Text(
        "地图。" + "；".join([*chinese, *(mark.zh for mark in marks)]) + "。",
        "Map. " + "; ".join([*english, *(mark.en for mark in marks)]) + ".",
    )
