"""A view as a picture drawn by the server: for print, for readers without WebGL or scripts, to take away."""

from __future__ import annotations

from tongcheng.language import Language, Text
from tongcheng.office.people.standing import Standing
from tongcheng.office.workbench.maps.access import number_of
from tongcheng.office.workbench.maps.asked import Asked
from tongcheng.office.workbench.maps.overlays import Overlay, frame_of, overlays_of
from tongcheng.office.workbench.maps.shapes import outlines_of, place_name
from tongcheng.office.workbench.maps.values import basis_words, coloured
from tongcheng.render.blocks import Layer, Map
from tongcheng.render.svg_map import map_svg


def draw(asked: Asked, standing: Standing, language: Language) -> str:
    """Draw a view as SVG, with legend, marks and the approval number if there is one."""
    return map_svg(picture(asked, standing), language=language, key="map")


def picture(asked: Asked, standing: Standing) -> Map:
    """Put a view into the blocks that all writers take."""
    layers = [*_fill(asked)]
    known = overlays_of(asked.run, standing)
    for name in asked.layers:
        if name in known:
            layers += _overlay(asked, standing, known[name])
    layers += _outlines(asked)
    return Map(asked.title, layers, note=_note(asked), synthetic=asked.run.synthetic, window=asked.window)


def _fill(asked: Asked) -> list[Layer]:
    found = coloured(asked)
    if found is None or asked.measure is None:
        return []
    shapes = outlines_of(asked.run, asked.level)
    return [
        Layer(
            asked.title,
            list(shapes),
            "fill",
            values=found.values.tolist(),
            unit=asked.measure.unit_label,
            scheme="diverging" if found.diverging else "sequential",
            limits=() if found.diverging else found.limits,
        )
    ]


def _outlines(asked: Asked) -> list[Layer]:
    found = []
    for level, words, color, width in (
        ("county", Text("区（市）县界（示意）", "counties (schematic)"), "#8c959f", 0.6),
        ("city", Text("市界（示意）", "cities (schematic)"), "#1f2328", 1.4),
    ):
        shapes = outlines_of(asked.run, level)
        if len(shapes):
            names = [Text(*place_name(asked.run, level, place)) for place in shapes.index] if level == "city" else []
            found.append(Layer(words, list(shapes), "outline", labels=names, color=color, width=width))
    return found


def _overlay(asked: Asked, standing: Standing, overlay: Overlay) -> list[Layer]:
    frame = frame_of(asked.run, standing, overlay)
    found = []
    for mark in overlay.marks:
        shapes = list(frame.geometry[frame["mark"] == mark.word])
        if shapes:
            kind = "outline" if overlay.kind == "fill" else overlay.kind
            found.append(Layer(mark.label, shapes, kind, color=mark.color, width=mark.size, radius=mark.size))
    return found


def _note(asked: Asked) -> Text:
    found = coloured(asked)
    run = asked.run
    words = basis_words(found) if found else Text("", "")
    zh, en = f"{words.zh}测度 {run.run_id[:12]}。", f"{words.en} Run {run.run_id[:12]}."
    number = number_of(run.circle)
    return Text(f"{zh}审图号：{number}。", f"{en} Map approval: {number}.") if number else Text(zh, en.strip())
