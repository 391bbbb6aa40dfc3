"""Horizontal bars, grouped by category, each with its number and its range beside it."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.render import colors
from tongcheng.render.blocks import Chart
from tongcheng.render.chart_scale import Scale, known, make_scale, range_at
from tongcheng.render.numbers import is_missing, number, ranged
from tongcheng.render.svg import Drawing, text_width, wrap

_FONT = 12.5
_MOST_NAME = 240.0
_GAP = 12.0


def draw_bars(drawing: Drawing, chart: Chart, top: float) -> float:
    """Draw bars from ``top`` down and give the y below the axis."""
    left, room = 12 + _name_width(drawing, chart), _label_width(drawing, chart)
    below_zero = any(value < 0 for series in chart.series for value in known(series.values))
    start = left + (room if below_zero else 0)
    scale = make_scale(chart, start=start, end=drawing.width - 12 - room)
    thick = 18.0 if len(chart.series) == 1 else 16.0
    group = thick * len(chart.series) + _GAP
    bottom = top + group * len(chart.categories) + _GAP / 2
    _axis(drawing, scale, top, bottom)
    for position, category in enumerate(chart.categories):
        y = top + _GAP / 2 + group * position
        _name(drawing, category, left - 8, y + (group - _GAP) / 2)
        for index in range(len(chart.series)):
            _bar(drawing, chart, scale, (index, position), y + index * thick, thick)
    zero = scale.at(0)
    drawing.add(f'<path d="M{zero:.1f} {top:.1f}V{bottom:.1f}" stroke="{colors.INK}" stroke-width="1"/>')
    return bottom + 22


def _name_width(drawing: Drawing, chart: Chart) -> float:
    names = [category.say(language) for category in chart.categories for language in drawing.languages]
    return min(_MOST_NAME, max((text_width(name, _FONT) for name in names), default=0)) + 10


def _words(chart: Chart, index: int, position: int, decimals: int) -> Text:
    series = chart.series[index]
    ends = range_at(series, position)
    return ranged(series.values[position], *(ends or (None, None)), decimals=decimals)


def _label_width(drawing: Drawing, chart: Chart) -> float:
    """Give the room that the numbers beside the bars need."""
    decimals = make_scale(chart, start=0, end=1).decimals
    words = [
        _words(chart, index, position, decimals).say(language)
        for index in range(len(chart.series))
        for position in range(len(chart.categories))
        for language in drawing.languages
    ]
    return max((text_width(word, 12) for word in words), default=0) + 8


def _axis(drawing: Drawing, scale: Scale, top: float, bottom: float) -> None:
    for tick in scale.ticks:
        x = scale.at(tick)
        drawing.add(f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{colors.LINE}" stroke-width="0.8"/>')
        words = number(tick, decimals=scale.tick_decimals)
        drawing.say(words, x, bottom + 15, size=11.5, style=f'text-anchor="middle" fill="{colors.GREY}"')


def _name(drawing: Drawing, category: Text, right: float, middle: float) -> None:
    """Write the name of a category, right-aligned, on at most two lines."""
    for language in drawing.languages:
        lines = wrap(category.say(language), _MOST_NAME, _FONT)
        if len(lines) > 2:
            lines = [lines[0], lines[1][:-1] + "…"]
        tag = language if drawing.language == "both" and category.zh != category.en else None
        first = middle + _FONT * 0.36 - (len(lines) - 1) * _FONT * 0.6
        for index, line in enumerate(lines):
            y = first + index * _FONT * 1.2
            drawing.add(drawing.text_element(line, right, y, _FONT, 'text-anchor="end"', tag))
        if tag is None:
            return


def _bar(drawing: Drawing, chart: Chart, scale: Scale, which: tuple[int, int], y: float, thick: float) -> None:
    """Draw one bar with its whiskers and its number."""
    index, position = which
    series, zero, middle = chart.series[index], scale.at(0), y + thick / 2
    value, words = series.values[position], _words(chart, index, position, scale.decimals)
    if is_missing(value):
        drawing.say(words, zero + 5, middle + 4, size=12, style=f'fill="{colors.GREY}"')
        return
    end, color = scale.at(float(value)), colors.SERIES[index % len(colors.SERIES)]
    left, width = min(zero, end), abs(end - zero)
    hover = drawing.hover(_full(chart, which, words))
    drawing.add(
        f'<rect x="{left:.1f}" y="{y + 0.5:.1f}" width="{max(width, 0.5):.1f}" height="{thick - 1.5:.1f}" '
        f'fill="{color}">{hover}</rect>'
    )
    reach = [zero, end]
    if ends := range_at(series, position):
        low, high = scale.at(ends[0]), scale.at(ends[1])
        reach += [low, high]
        cap = thick * 0.26
        path = (
            f"M{low:.1f} {middle:.1f}H{high:.1f}M{low:.1f} {middle - cap:.1f}v{2 * cap:.1f}"
            f"M{high:.1f} {middle - cap:.1f}v{2 * cap:.1f}"
        )
        drawing.add(f'<path d="{path}" stroke="{colors.PAPER}" stroke-width="3" fill="none"/>')
        drawing.add(f'<path d="{path}" stroke="{colors.INK}" stroke-width="1.2" fill="none"/>')
    halo = f'paint-order="stroke" stroke="{colors.PAPER}" stroke-width="3"'
    if float(value) < 0:
        drawing.say(words, min(reach) - 5, middle + 4, size=12, style=f'{halo} text-anchor="end"')
    else:
        drawing.say(words, max(reach) + 5, middle + 4, size=12, style=halo)


def _full(chart: Chart, which: tuple[int, int], words: Text) -> Text:
    category, series = chart.categories[which[1]], chart.series[which[0]]
    name = Text(f"{category.zh} {series.name.zh}", f"{category.en} {series.name.en}")
    return Text(f"{name.zh}：{words.zh}{chart.unit.zh}", f"{name.en}: {words.en} {chart.unit.en}")
