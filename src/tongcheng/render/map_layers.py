"""Drawing the layers of a map: fills by class, outlines, lines, points and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from tongcheng.language import Text
from tongcheng.render import colors
from tongcheng.render.blocks import Layer
from tongcheng.render.classes import Classes, make_classes
from tongcheng.render.labels import Box, Label, place_labels
from tongcheng.render.map_frame import Frame
from tongcheng.render.numbers import MISSING, decimals_for, is_missing, number
from tongcheng.render.svg import Drawing, path_data

#: Up to so many shapes each is an element of its own that tells its name and value; more are drawn class by class.
MOST_SINGLE = 400

#: Detail below so many pixels is left out.
TOLERANCE = 0.35

_ORDER = {"fill": 0, "outline": 1, "line": 2, "point": 3}


@dataclass(frozen=True, eq=False)
class Drawn:
    """A layer ready to draw: its shapes in pixels and the class of each, if it has values."""

    layer: Layer
    shapes: NDArray[np.object_]
    classes: Classes | None


def prepare(layer: Layer, frame: Frame) -> Drawn:
    """Project a layer and put its values into classes.

    Raises
    ------
    ValueError
        If values or labels are not one per shape.
    """
    count = len(layer.shapes)
    for what, given in (("values", layer.values), ("labels", layer.labels or None)):
        if given is not None and len(given) != count:
            raise ValueError(f"layer {layer.name.en!r} has {count} shapes but {len(given)} {what}")
    shapes = frame.shapes(layer.shapes)
    if layer.values is None:
        return Drawn(layer, shapes, None)
    values = [float("nan") if is_missing(value) else float(value) for value in layer.values]
    strong = layer.kind in ("line", "point")
    return Drawn(layer, shapes, make_classes(values, scheme=layer.scheme, limits=layer.limits, strong=strong))


def draw_layers(drawing: Drawing, layers: Sequence[Drawn]) -> None:
    """Draw all layers: fills lowest, then outlines, lines, points; otherwise in the order given."""
    for drawn in sorted(layers, key=lambda item: _ORDER[item.layer.kind]):
        if len(drawn.shapes) > MOST_SINGLE:
            _draw_merged(drawing, drawn)
        elif drawn.layer.kind == "outline" and drawn.classes is None:
            path = path_data(shapely.simplify(drawn.shapes, TOLERANCE))
            drawing.add(f'<path d="{path}" {shape_style(drawn, None)}/>')
        else:
            _draw_single(drawing, drawn)


def shape_style(drawn: Drawn, position: int | None) -> str:
    """Give the attributes of a shape in a class (−1: no value; None: a layer without values)."""
    layer = drawn.layer
    color = layer.color
    if drawn.classes is not None and position is not None:
        color = drawn.classes.classes[position].color if position >= 0 else colors.HATCH
    if layer.kind == "line":
        dashes = ' stroke-dasharray="3 3"' if position == -1 else ""
        width = line_width(drawn, position)
        return f'fill="none" stroke="{color}" stroke-width="{width:g}" stroke-linejoin="round"{dashes}'
    if layer.kind == "point":
        inner = colors.PAPER if position == -1 else color
        return f'fill="{inner}" stroke="{colors.INK}" stroke-width="0.7"'
    if layer.kind == "outline" and position is None:
        return f'fill="none" stroke="{color}" stroke-width="{outline_width(layer):g}" stroke-linejoin="round"'
    if position is None:
        return f'fill="{color}" fill-rule="evenodd"'
    # Few shapes get a quiet rim; among many, a rim in their own colour closes the hairlines between neighbours.
    few = len(drawn.shapes) <= MOST_SINGLE
    rim = (colors.PAPER if layer.scheme == "sequential" else colors.LINE) if few else color
    return f'fill="{color}" stroke="{rim}" stroke-width="{0.7 if few else 0.5}" fill-rule="evenodd"'


def line_width(drawn: Drawn, position: int | None) -> float:
    """Give the width of a line; with values, wider means more."""
    base = drawn.layer.width or 1.6
    if drawn.classes is None or position is None or position < 0:
        return base
    return base * (0.7 + 0.45 * position)


def outline_width(layer: Layer) -> float:
    """Give the width of an outline: the fewer the shapes, the stronger."""
    return layer.width or (1.4 if len(layer.shapes) <= 12 else 0.7)


def point_radius(layer: Layer) -> float:
    """Give the radius of points: the more of them, the smaller."""
    count = len(layer.shapes)
    return layer.radius or (4.5 if count <= 60 else 3.0 if count <= MOST_SINGLE else 1.6)


def _draw_single(drawing: Drawing, drawn: Drawn) -> None:
    hatch = f"url(#{drawing.key}-hatch)"
    decimals = decimals_for(list(drawn.layer.values or []))
    shapes = drawn.shapes
    if drawn.layer.kind != "point":
        shapes = shapely.simplify(shapes, TOLERANCE, preserve_topology=True)
    drawing.add("<g>")
    for position, shape in enumerate(shapes):
        if shape is None or shape.is_empty:
            continue
        which = int(drawn.classes.index[position]) if drawn.classes else None
        style = shape_style(drawn, which)
        if which == -1 and drawn.layer.kind in ("fill", "outline"):
            style = f'fill="{hatch}" stroke="{colors.HATCH}" stroke-width="0.5"'
        hover = _hover(drawing, drawn.layer, position, decimals)
        if drawn.layer.kind == "point":
            drawing.add(_points([shape], point_radius(drawn.layer), style, hover))
        else:
            drawing.add(f'<path d="{path_data([shape])}" {style}>{hover}</path>')
    drawing.add("</g>")


def _hover(drawing: Drawing, layer: Layer, position: int, decimals: int) -> str:
    """Make what a shape tells under the mouse: its name, value and unit."""
    name = layer.labels[position] if layer.labels else layer.name
    if layer.values is None:
        return drawing.hover(name)
    value = layer.values[position]
    if is_missing(value):
        return drawing.hover(Text(f"{name.zh}：{MISSING}", f"{name.en}: {MISSING}"))
    words = number(value, decimals=decimals)
    return drawing.hover(Text(f"{name.zh}：{words}{layer.unit.zh}", f"{name.en}: {words} {layer.unit.en}".rstrip()))


def _points(shapes: Sequence[shapely.Geometry], radius: float, style: str, hover: str) -> str:
    coordinates = shapely.get_coordinates(shapes)
    return "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" {style}>{hover}</circle>' for x, y in coordinates
    )


def _draw_merged(drawing: Drawing, drawn: Drawn) -> None:
    """Draw many shapes as one path per class: neighbours of the same class melt into one."""
    positions = drawn.classes.index if drawn.classes else np.zeros(len(drawn.shapes), dtype=np.int64)
    for which in np.unique(positions).tolist():
        members = drawn.shapes[positions == which]
        style = shape_style(drawn, which if drawn.classes else None)
        if which == -1 and drawn.layer.kind in ("fill", "outline"):
            style = f'fill="url(#{drawing.key}-hatch)"'
        if drawn.layer.kind == "point":
            drawing.add(_dots(members, point_radius(drawn.layer), drawn, which))
        else:
            merged = _merge(members, area=drawn.layer.kind == "fill" or drawn.classes is not None)
            drawing.add(f'<path d="{path_data([merged])}" {style}/>')


def _merge(shapes: NDArray[np.object_], *, area: bool) -> shapely.Geometry:
    """Melt shapes on a grid of a tenth of a pixel, and drop detail nobody sees."""
    known = np.array([shape for shape in shapes if shape is not None and not shape.is_empty], dtype=object)
    if area and len(known) and shapely.get_dimensions(known).max() == 2:
        merged = shapely.union_all(shapely.make_valid(known), grid_size=0.1)
    else:
        known = shapely.boundary(known) if len(known) and shapely.get_dimensions(known).max() == 2 else known
        lines = shapely.get_parts(known)
        merged = shapely.line_merge(shapely.multilinestrings(lines[shapely.get_type_id(lines) == 1]))
    return shapely.simplify(merged, TOLERANCE, preserve_topology=True)


def _dots(shapes: NDArray[np.object_], radius: float, drawn: Drawn, which: int) -> str:
    """Draw many points as one path of round dots on a darker one, which gives them a rim."""
    steps = shapely.get_coordinates([shape for shape in shapes if shape is not None])
    path = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in steps)
    color = drawn.layer.color
    if drawn.classes is not None:
        color = drawn.classes.classes[which].color if which >= 0 else colors.PAPER
    common = f'<path d="{path}" fill="none" stroke-linecap="round"'
    rim = f'{common} stroke="{colors.INK}" stroke-width="{2 * radius + 0.8:g}"/>' if drawn.classes else ""
    return f'{rim}{common} stroke="{color}" stroke-width="{2 * radius:g}"/>'


def draw_names(drawing: Drawing, layers: Sequence[Drawn], frame: Frame, taken: Sequence[Box]) -> None:
    """Write the names of all layers, each language for itself, the layer with the fewest shapes first."""
    named = [drawn for drawn in layers if drawn.layer.labels]
    areas = [drawn for drawn in named if drawn.layer.kind in ("outline", "fill")]
    areas.sort(key=lambda drawn: len(drawn.shapes))
    others = [drawn for drawn in named if drawn.layer.kind in ("line", "point")]
    edge = (frame.left + 3, frame.top + 3, frame.left + frame.width - 3, frame.top + frame.height - 3)
    wanted: list[tuple[Text, Label]] = []
    for rank, drawn in enumerate([*areas, *others]):
        wanted += _wanted(drawn, bold=rank == 0 and bool(areas) and len(drawn.shapes) <= 12)
    dots = [drawn for drawn in layers if drawn.layer.kind == "point" and len(drawn.shapes) <= MOST_SINGLE]
    taken = [*taken, *(box for drawn in dots for box in _dot_boxes(drawn))]
    halo = (
        f'text-anchor="middle" paint-order="stroke" stroke="{colors.PAPER}" stroke-width="3" stroke-linejoin="round"'
    )
    for language in drawing.languages:
        tag = language if drawing.language == "both" else None
        labels = [replace(label, words=text.say(language)) for text, label in wanted if text.say(language)]
        for placed in place_labels(labels, frame=edge, taken=taken):
            style = halo + (' font-weight="600"' if placed.label.bold else "")
            drawing.add(drawing.text_element(placed.label.words, placed.x, placed.y, placed.label.size, style, tag))


def _dot_boxes(drawn: Drawn) -> list[Box]:
    radius = point_radius(drawn.layer)
    coordinates = shapely.get_coordinates([shape for shape in drawn.shapes if shape is not None])
    return [(x - radius, y - radius, x + radius, y + radius) for x, y in coordinates.tolist()]


def _wanted(drawn: Drawn, *, bold: bool) -> list[tuple[Text, Label]]:
    """Give the names of a layer with the middle of their shapes, the largest shape first."""
    beside = point_radius(drawn.layer) if drawn.layer.kind == "point" else None
    size = 14.5 if bold else 11.5
    made = []
    for text, shape in zip(drawn.layer.labels, drawn.shapes, strict=True):
        if shape is None or shape.is_empty:
            continue
        middle = _middle(shape)
        made.append((shapely.area(shape), text, Label("", *middle, size, beside, bold)))
    made.sort(key=lambda item: -item[0])
    return [(text, label) for _, text, label in made]


def _middle(shape: shapely.Geometry) -> tuple[float, float]:
    """Give the roomiest place in the largest part of an area, or the middle of a line."""
    parts = shapely.get_parts(shape)
    if shapely.get_dimensions(shape) == 2:
        part = parts[int(np.argmax(shapely.area(parts)))]
        valid = shapely.is_valid(part)
        point = shapely.maximum_inscribed_circle(part, tolerance=1.0) if valid else shapely.point_on_surface(part)
    elif shapely.get_dimensions(shape) == 1:
        longest = parts[int(np.argmax(shapely.length(parts)))]
        point = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    else:
        point = shapely.centroid(shape)
    x, y = shapely.get_coordinates(point)[0].tolist()
    return x, y
