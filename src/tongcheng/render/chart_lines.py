"""Lines over ordered categories, with bands for ranges and the name of each line at its end."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.render import colors
from tongcheng.render.blocks import Chart, Series
from tongcheng.render.chart_scale import Scale, make_scale, range_at
from tongcheng.render.numbers import is_missing, number
from tongcheng.render.svg import Drawing, text_width

_HEIGHT = 300.0
_MOST_NAME = 190.0


def draw_lines(drawing: Drawing, chart: Chart, top: float) -> float:
    """Draw lines from ``top`` down and give the y below the axis."""
    bottom = top + _HEIGHT
    scale = make_scale(chart, start=bottom - 6, end=top + 8)
    ticks = [number(tick, decimals=scale.tick_decimals) for tick in scale.ticks]
    left = 12 + max(text_width(tick, 11.5) for tick in ticks) + 8
    right = drawing.width - 16 - _end_width(drawing, chart)
    for tick, words in zip(scale.ticks, ticks, strict=True):
        y = scale.at(tick)
        color, width = (colors.INK, 1) if tick == 0 else (colors.LINE, 0.8)
        drawing.add(f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="{color}" stroke-width="{width}"/>')
        drawing.say(words, left - 7, y + 4, size=11.5, style=f'text-anchor="end" fill="{colors.GREY}"')
    across = _positions(len(chart.categories), left + 14, right - 14)
    _categories(drawing, chart, across, bottom + 13)
    for index, series in enumerate(chart.series):
        _band(drawing, series, scale, across, index)
    for index, series in enumerate(chart.series):
        _line(drawing, chart, series, scale, across, index)
    _ends(drawing, chart, scale, right)
    return bottom + 26


def _positions(count: int, left: float, right: float) -> list[float]:
    if count == 1:
        return [(left + right) / 2]
    return [left + (right - left) * index / (count - 1) for index in range(count)]


def _end_words(chart: Chart, series: Series, scale: Scale) -> tuple[int, Text] | None:
    """Give the last known position of a line and what is written at its end."""
    there = [index for index, value in enumerate(series.values) if not is_missing(value)]
    if not there:
        return None
    last = number(series.values[there[-1]], decimals=scale.decimals)
    if len(chart.series) == 1:
        return there[-1], Text(last, last)
    return there[-1], Text(f"{series.name.zh} {last}", f"{series.name.en} {last}")


def _end_width(drawing: Drawing, chart: Chart) -> float:
    scale = make_scale(chart, start=0, end=1)
    ends = [found[1] for series in chart.series if (found := _end_words(chart, series, scale))]
    widths = [text_width(words.say(language), 12) for words in ends for language in drawing.languages]
    return min(_MOST_NAME, max(widths, default=0)) + 8


def _categories(drawing: Drawing, chart: Chart, across: list[float], y: float) -> None:
    """Write the names of the positions, leaving out those that would touch the one before."""
    for language in drawing.languages:
        tag = language if drawing.language == "both" else None
        free = float("-inf")
        for category, x in zip(chart.categories, across, strict=True):
            words = category.say(language)
            half = text_width(words, 11.5) / 2
            if x - half < free:
                continue
            free = x + half + 8
            style = f'text-anchor="middle" fill="{colors.GREY}"'
            drawing.add(drawing.text_element(words, x, y + 4, 11.5, style, tag))


def _band(drawing: Drawing, series: Series, scale: Scale, across: list[float], index: int) -> None:
    """Draw the range of a line as a pale band; it breaks where the range is missing."""
    color = colors.SERIES[index % len(colors.SERIES)]
    run: list[tuple[float, float, float]] = []
    for position, x in enumerate(across):
        ends = range_at(series, position)
        if ends is not None:
            run.append((x, scale.at(ends[0]), scale.at(ends[1])))
        if run and (ends is None or position == len(across) - 1):
            upper = " ".join(f"{x:.1f},{high:.1f}" for x, _, high in run)
            lower = " ".join(f"{x:.1f},{low:.1f}" for x, low, _ in reversed(run))
            drawing.add(f'<polygon points="{upper} {lower}" fill="{color}" fill-opacity="0.16"/>')
            run = []


def _line(drawing: Drawing, chart: Chart, series: Series, scale: Scale, across: list[float], index: int) -> None:
    """Draw one line with a mark at each value; a missing value breaks it."""
    color = colors.SERIES[index % len(colors.SERIES)]
    path, pen = "", "M"
    for value, x in zip(series.values, across, strict=True):
        if is_missing(value):
            pen = "M"
            continue
        path += f"{pen}{x:.1f} {scale.at(float(value)):.1f}"
        pen = "L"
    drawing.add(f'<path d="{path}" fill="none" stroke="{color}" stroke-width="2" stroke-linejoin="round"/>')
    for position, (value, x) in enumerate(zip(series.values, across, strict=True)):
        if not is_missing(value):
            category = chart.categories[position]
            words = number(value, decimals=scale.decimals)
            hover = drawing.hover(
                Text(
                    f"{category.zh} {series.name.zh}：{words}{chart.unit.zh}",
                    f"{category.en} {series.name.en}: {words} {chart.unit.en}",
                )
            )
            drawing.add(_marker(index, x, scale.at(float(value)), color, hover))


def _marker(index: int, x: float, y: float, color: str, hover: str) -> str:
    """Draw the mark of a series: each has its own shape, for eyes that do not tell the colours apart."""
    shapes = ("M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0z", "M-3.2-3.2h6.4v6.4h-6.4z", "M0-4l4 7h-8z",
              "M0-4.4l4.4 4.4l-4.4 4.4l-4.4-4.4z", "M0 4l4-7h-8z", "M-4-1h3v-3h2v3h3v2h-3v3h-2v-3h-3z")  # fmt: skip
    path = shapes[index % len(shapes)]
    style = f'fill="{color}" stroke="{colors.PAPER}" stroke-width="0.8"'
    return f'<path d="{path}" transform="translate({x:.1f} {y:.1f})" {style}>{hover}</path>'


def _ends(drawing: Drawing, chart: Chart, scale: Scale, right: float) -> None:
    """Write name and last value at the end of each line, moved apart where they would touch."""
    wanted = []
    for index, series in enumerate(chart.series):
        if found := _end_words(chart, series, scale):
            wanted.append((scale.at(float(series.values[found[0]])), found[1], index))
    wanted.sort(key=lambda item: item[0])
    ys = [item[0] for item in wanted]
    for later in range(1, len(ys)):
        ys[later] = max(ys[later], ys[later - 1] + 15)
    over = (ys[-1] - scale.start) if ys else 0
    if over > 0:
        ys = [y - over for y in ys]
    for y, (words, index) in zip(ys, [item[1:] for item in wanted], strict=True):
        style = f'fill="{colors.SERIES[index % len(colors.SERIES)]}" font-weight="600"'
        drawing.say(words, right + 2, y + 4, size=12, style=style)
