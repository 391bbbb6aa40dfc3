"""The legend of a map: unit, classes and counts of places."""

from __future__ import annotations

from collections.abc import Sequence

from tongcheng.language import Text
from tongcheng.render import colors
from tongcheng.render.map_layers import Drawn, outline_width, point_radius, shape_style
from tongcheng.render.numbers import number
from tongcheng.render.svg import Drawing

_GREY = f'fill="{colors.GREY}"'


def draw_legend(drawing: Drawing, layers: Sequence[Drawn], *, left: float, top: float, width: float) -> float:
    """Draw the legend from ``top`` down and give the y below it."""
    y = top
    for drawn in sorted(layers, key=lambda item: item.classes is None):
        y = (_classes if drawn.classes else _plain)(drawing, drawn, left, y, width)
    return y


def _classes(drawing: Drawing, drawn: Drawn, left: float, top: float, width: float) -> float:
    layer = drawn.layer
    assert drawn.classes is not None
    y = drawing.paragraph(layer.name, left, top, width=width, size=13, style='font-weight="600"')
    unit = Text(f"单位：{layer.unit.zh}" if layer.unit.zh else "", f"Unit: {layer.unit.en}" if layer.unit.en else "")
    base = y + 11
    drawing.say(unit, left, base, size=11.5, style=_GREY)
    drawing.say(Text("个数", "places"), left + width, base, size=11.5, style=f'text-anchor="end" {_GREY}')
    y = base + 8
    rows = [(index, item.label, item.count) for index, item in enumerate(drawn.classes.classes)]
    if drawn.classes.missing:
        rows.append((-1, Text("无数据", "no value"), drawn.classes.missing))
    for index, label, count in rows:
        _symbol(drawing, drawn, index, left, y)
        drawing.say(label, left + 34, y + 12, size=12)
        style = 'class="count" text-anchor="end" style="font-variant-numeric:tabular-nums"'
        drawing.add(
            f'<text x="{left + width:.1f}" y="{y + 12:.1f}" font-size="12" {style}>{number(count)}</text>',
        )
        y += 20
    return y + 10


def _plain(drawing: Drawing, drawn: Drawn, left: float, top: float, width: float) -> float:
    _symbol(drawing, drawn, None, left, top)
    below = drawing.paragraph(drawn.layer.name, left + 34, top, width=width - 34, size=12)
    return max(top + 20, below + 2)


def _symbol(drawing: Drawing, drawn: Drawn, which: int | None, x: float, y: float) -> None:
    """Draw a sample of what stands on the map."""
    style, middle = shape_style(drawn, which), y + 8
    if drawn.layer.kind == "line":
        drawing.add(f'<path d="M{x:.1f} {middle:.1f}h26" {style}/>')
        return
    if drawn.layer.kind == "point":
        radius = min(7.0, max(3.0, point_radius(drawn.layer)))
        drawing.add(f'<circle cx="{x + 13:.1f}" cy="{middle:.1f}" r="{radius:g}" {style}/>')
        return
    if which is None and drawn.layer.kind == "outline":
        width = outline_width(drawn.layer)
        drawing.add(f'<path d="M{x:.1f} {middle:.1f}h26" stroke="{drawn.layer.color}" stroke-width="{width:g}"/>')
        return
    fill = f'fill="url(#{drawing.key}-hatch)"' if which == -1 else style
    drawing.add(f'<rect x="{x:.1f}" y="{y + 1:.1f}" width="26" height="14" {fill}/>')
    drawing.add(
        f'<rect x="{x:.1f}" y="{y + 1:.1f}" width="26" height="14" fill="none" stroke="{colors.HATCH}" '
        f'stroke-width="0.6"/>'
    )
