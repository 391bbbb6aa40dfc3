"""The map of differences: white at zero, darker the further from it."""

from __future__ import annotations

from tongcheng.language import Language, Text
from tongcheng.office.workbench.comparing.asked import Compared
from tongcheng.office.workbench.comparing.rows import rows_of
from tongcheng.office.workbench.maps.access import number_of
from tongcheng.office.workbench.maps.shapes import outlines_of, place_name
from tongcheng.office.workbench.reading.measures import measure_of
from tongcheng.render.blocks import Layer, Map
from tongcheng.render.svg_map import map_svg


def can_be_drawn(asked: Compared) -> bool:
    """Say whether the places of a comparison have outlines."""
    return asked.level != "region" and len(outlines_of(asked.second.run, asked.level)) > 0


def draw(asked: Compared, language: Language) -> str:
    """Draw the differences of a comparison."""
    run = asked.second.run
    sides = (asked.second, asked.first)
    measure = next((m for one in sides if (m := measure_of(one.run, asked.level, asked.measure, one.scenario))), None)
    label, unit = (measure.label, measure.unit_label) if measure else (Text("", ""), Text("", ""))
    shapes = outlines_of(run, asked.level)
    differences = {row.key: row.difference for row in rows_of(asked)}
    values = [float("nan") if (one := differences.get(place)) is None else one for place in shapes.index]
    name = Text(f"{label.zh}之差", f"{label.en}, difference")
    layers = [Layer(name, list(shapes), "fill", values=values, unit=unit, scheme="diverging")]
    cities = outlines_of(run, "city")
    names = [Text(*place_name(run, "city", str(place))) for place in cities.index]
    words = Text("市界（示意）", "cities (schematic)")
    layers.append(Layer(words, list(cities), "outline", labels=names, color="#1f2328", width=1.4))
    first, second = asked.first.title, asked.second.title
    number = number_of(run.circle)
    approved = Text(f"审图号：{number}。", f" Map approval: {number}.") if number else Text("", "")
    note = Text(f"后者减前者：{second.zh} − {first.zh}。{approved.zh}", f"{second.en} − {first.en}.{approved.en}")
    synthetic = run.synthetic or asked.first.run.synthetic
    return map_svg(Map(name, layers, note, synthetic=synthetic), language=language, key="compare")
