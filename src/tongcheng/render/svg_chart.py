"""Charts as SVG: horizontal grouped bars and lines, with ranges, direct labels and a zero line."""

from __future__ import annotations

from tongcheng.language import SYNTHETIC_MARK, Language, Text
from tongcheng.render import colors
from tongcheng.render.blocks import Chart
from tongcheng.render.chart_bars import draw_bars
from tongcheng.render.chart_lines import draw_lines
from tongcheng.render.chart_scale import check_chart
from tongcheng.render.numbers import decimals_for, ranged
from tongcheng.render.svg import Drawing, PictureLanguage, draw_head, draw_note, draw_watermark, text_width

WIDTH = 920.0

#: Beyond so many values the description for screen readers points to the table instead of reading them all.
_MOST_SPOKEN = 60


def chart_svg(chart: Chart, *, language: PictureLanguage = "both", key: str = "chart") -> str:
    """Draw a chart as one SVG element.

    Parameters
    ----------
    chart
        Categories and series; missing values are NaN: a bar without length, a gap in a line.
    language
        ``zh`` or ``en`` for a file of its own; ``both`` for a page.
    key
        Prefix of the ids in the picture; unique on its page.

    Returns
    -------
    str
        SVG text, 920 pixels wide, with the synthetic mark inside where it applies.

    Raises
    ------
    ValueError
        If a series does not fit the categories.

    Examples
    --------
    >>> from tongcheng.render.blocks import Series
    >>> bars = Chart(Text("人口", "People"), "bar", [Text("A", "A")], [Series(Text("2020", "2020"), [3.5])], Text("万人", "10,000"))
    >>> chart_svg(bars, language="zh").count("<rect") > 1
    True
    """
    check_chart(chart)
    drawing = Drawing(key, WIDTH, language)
    unit = Text(f"单位：{chart.unit.zh}", f"Unit: {chart.unit.en}") if chart.unit.zh else chart.unit
    top = draw_head(drawing, title=chart.title, under=unit, synthetic=chart.synthetic)
    if len(chart.series) > 1 and chart.kind == "bar":
        top = _legend(drawing, chart, top)
    behind = len(drawing.parts)
    below = draw_bars(drawing, chart, top) if chart.kind == "bar" else draw_lines(drawing, chart, top)
    if chart.synthetic:
        mark = Drawing(key, WIDTH, language)
        draw_watermark(mark, (12, top, WIDTH - 24, below - top), opacity=0.17)
        # Behind the bars and lines, so that the numbers stay easy to read.
        drawing.parts[behind:behind] = mark.parts
    height = draw_note(drawing, chart.note, below + 4) + 8
    return drawing.finish(height, title=chart.title, about=_about(chart))


def _legend(drawing: Drawing, chart: Chart, top: float) -> float:
    """Draw the names of the series in the order of their marks, on as many lines as they need."""
    ends = []
    for language in drawing.languages:
        x, y = 12.0, top + 4
        for index, series in enumerate(chart.series):
            name = series.name.say(language)
            width = 18 + text_width(name, 12.5) + 22
            if x > 12 and x + width > WIDTH - 12:
                x, y = 12.0, y + 20
            _swatch(drawing, index, x, y, language)
            tag = language if drawing.language == "both" else None
            drawing.add(drawing.text_element(name, x + 18, y + 11, 12.5, "", tag))
            x += width
        ends.append(y + 24)
    return max(ends)


def _swatch(drawing: Drawing, index: int, x: float, y: float, language: Language) -> None:
    color = colors.SERIES[index % len(colors.SERIES)]
    tag = f' class="{language}"' if drawing.language == "both" else ""
    drawing.add(f'<rect{tag} x="{x:.1f}" y="{y:.1f}" width="13" height="13" fill="{color}"/>')


def _about(chart: Chart) -> Text:
    """Say in words what the chart shows, for those who cannot see it."""
    if len(chart.categories) * len(chart.series) > _MOST_SPOKEN:
        parts = [Text(f"{len(chart.categories)}项", f"{len(chart.categories)} items")]
    else:
        parts = [
            _spoken(chart, series_index, position)
            for series_index in range(len(chart.series))
            for position in range(len(chart.categories))
        ]
    if chart.synthetic:
        parts.append(SYNTHETIC_MARK)
    return Text(
        f"图（{chart.unit.zh}）。" + "；".join(part.zh for part in parts) + "。",
        f"Chart ({chart.unit.en}). " + "; ".join(part.en for part in parts) + ".",
    )


def _spoken(chart: Chart, series_index: int, position: int) -> Text:
    series, category = chart.series[series_index], chart.categories[position]
    decimals = decimals_for([float(value) for value in series.values])
    low = series.low[position] if series.low is not None else None
    high = series.high[position] if series.high is not None else None
    words = ranged(series.values[position], low, high, decimals=decimals)
    return Text(f"{category.zh} {series.name.zh} {words.zh}", f"{category.en} {series.name.en} {words.en}")
