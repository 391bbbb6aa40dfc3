"""The data behind a picture as CSV, to be taken away with it.

The first lines begin with ``#`` and hold title, note and marks; then follow a header and rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import shapely

from tongcheng.language import SCHEMATIC_MARK, SYNTHETIC_MARK, Text
from tongcheng.render.blocks import Chart, Gantt, Layer, Map
from tongcheng.render.cells import harmless
from tongcheng.render.numbers import is_missing


def map_csv(picture: Map) -> str:
    """Write the coloured and named places of a map: layer, name, middle (WGS 84), value.

    The units stand once, in the first lines.

    Examples
    --------
    >>> place = Layer(Text("站", "stations"), [shapely.Point(104, 30.5)], "point", labels=[Text("甲", "A")])
    >>> map_csv(Map(Text("图", "Map"), [place])).splitlines()[-1]
    '站,甲,A,104.0000,30.5000,'
    """
    header = ["图层 layer", "名称 name (zh)", "名称 name (en)", "经度 lon", "纬度 lat", "数值 value"]
    layers = [layer for layer in picture.layers if layer.labels or layer.values is not None]
    units = [
        Text(f"{layer.name.zh}（{layer.unit.zh}）", f"{layer.name.en} ({layer.unit.en})")
        for layer in layers
        if layer.values is not None
    ]
    marks = [SCHEMATIC_MARK, *([SYNTHETIC_MARK] if picture.synthetic else [])]
    rows = (row for layer in layers for row in _places(layer))
    return _write([picture.title, picture.note, *units, *marks], header, rows)


def chart_csv(chart: Chart) -> str:
    """Write the values of a chart: category, series, value, range, unit.

    Examples
    --------
    >>> from tongcheng.render.blocks import Series
    >>> bars = Chart(Text("图", "Chart"), "bar", [Text("甲", "A")], [Series(Text("现", "now"), [3.5])], Text("人", "people"))
    >>> chart_csv(bars).splitlines()[-1]
    '甲,A,现 now,3.5,,,人 people'
    """
    header = ["类别 (zh)", "category (en)", "系列 series", "数值 value", "下限 low", "上限 high", "单位 unit"]
    rows = [
        [
            *(category.zh, category.en, _pair(series.name), _plain(series.values[position])),
            *(_plain(ends[position]) if ends is not None else "" for ends in (series.low, series.high)),
            _pair(chart.unit),
        ]
        for series in chart.series
        for position, category in enumerate(chart.categories)
    ]
    return _write([chart.title, chart.note, *([SYNTHETIC_MARK] if chart.synthetic else [])], header, rows)


def gantt_csv(chart: Gantt) -> str:
    """Write the rows of a Gantt chart: name, group, dates as they are and as they were, what it waits for.

    Examples
    --------
    >>> from tongcheng.render.blocks import Bar
    >>> bar = Bar("p", Text("路", "road"), Text("成长期", "growing"), 8092, 8095, after=("q",))
    >>> gantt_csv(Gantt(Text("图", "Chart"), [bar], 8091.5, Text("今日", "today"))).splitlines()[-1]
    'p,路,road,成长期,2023Q1,2023Q4,,,q,'
    """
    header = ["编号 id", "名称 (zh)", "name (en)", "阶段 group", "开工 start", "完工 finish", "原定开工 original start",
              "原定完工 original finish", "前置 after", "说明 flag"]  # fmt: skip
    rows = [
        [
            bar.key,
            bar.name.zh,
            bar.name.en,
            bar.group.zh,
            *(_quarter(place) for place in (bar.start, bar.finish, bar.original_start, bar.original_finish)),
            ";".join(bar.after),
            bar.flag.zh,
        ]
        for bar in chart.bars
    ]
    marks = [SYNTHETIC_MARK] if chart.synthetic else []
    return _write([chart.title, chart.note, chart.today_label, *marks], header, rows)


def _quarter(place: int | None) -> str:
    return "" if place is None else f"{place // 4}Q{place % 4 + 1}"


def _places(layer: Layer) -> Iterable[list[str]]:
    """Give one row per shape, a value with as many digits as it has, a place to some ten metres."""
    for position, shape in enumerate(layer.shapes):
        name = layer.labels[position] if layer.labels else Text("", "")
        middle = None if shape is None or shapely.is_empty(shape) else shapely.point_on_surface(shape)
        place = ["", ""] if middle is None else [f"{degrees:.4f}" for degrees in (middle.x, middle.y)]
        value = _plain(layer.values[position]) if layer.values is not None else ""
        yield [layer.name.zh, name.zh, name.en, *place, value]


def _plain(value: float | None) -> str:
    return "" if value is None or is_missing(value) else f"{value:.10g}"


def _pair(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}".strip()


def _write(head: Sequence[Text], header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    for text in head:
        if text.zh or text.en:
            out.write("# " + _pair(text).replace("\r", " ").replace("\n", " ") + "\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([harmless(word) for word in row] for row in rows)
    return out.getvalue()
