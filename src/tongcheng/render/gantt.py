"""Gantt charts as SVG: by quarter, original dates hollow, current ones solid, what waits for what, today's line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tongcheng.language import SYNTHETIC_MARK, Text, same
from tongcheng.render import colors
from tongcheng.render.blocks import Bar, Gantt
from tongcheng.render.svg import Drawing, PictureLanguage, draw_head, draw_note, draw_watermark, text_width, wrap

WIDTH = 920.0

_NAMES = 268.0
_ROW, _GROUP, _FONT = 25.0, 22.0, 12.0
_SOLID, _HOLLOW = 9.0, 15.0
_TIGHT = "#b56012"
_QUARTERS = 4

_CLASS = re.compile(r' class="[a-z]+"')

#: Room for quarter marks; with narrower ones only years are drawn.
_ROOM = 5.0


@dataclass(frozen=True)
class _Axis:
    """Quarters to pixels."""

    first: int
    last: int
    width: float

    @property
    def step(self) -> float:
        return (self.width - 12 - _NAMES) / (self.last - self.first + 1)

    def at(self, quarter: float) -> float:
        """Give the left edge of a quarter."""
        inside = min(max(quarter, self.first), self.last + 1)
        return _NAMES + (inside - self.first) * self.step


def gantt_svg(
    chart: Gantt,
    *,
    language: PictureLanguage = "both",
    key: str = "gantt",
    width: float = WIDTH,
    years: tuple[int, int] | None = None,
) -> str:
    """Draw a Gantt chart as one SVG element.

    Parameters
    ----------
    chart
        Rows in order.
    language
        ``zh`` or ``en`` for a file of its own; ``both`` for a page.
    key
        Prefix of the ids in the picture; unique on its page.
    width
        Its width in pixels; a narrower picture has larger words when it fills a printed page.
    years
        First and last quarter that the axis must reach, so that several pictures of one chart have one axis.

    Returns
    -------
    str
        SVG text, 920 pixels wide unless said otherwise, with the synthetic mark inside where it applies.

    Raises
    ------
    ValueError
        If there are no rows, or a row finishes before it starts.

    Examples
    --------
    >>> bar = Bar("p", Text("路", "road"), Text("成长期", "growing"), 8092, 8095, 8090, 8093)
    >>> picture = gantt_svg(Gantt(Text("图", "Chart"), [bar], 8091.5, Text("今日", "today")), language="zh")
    >>> picture.count('class="now"'), picture.count('class="then"')
    (1, 1)
    """
    _check(chart)
    drawing = Drawing(key, width, language)
    top = draw_head(drawing, title=chart.title, under=chart.under, synthetic=chart.synthetic)
    top = _legend(drawing, chart, top)
    axis = _axis_of(chart, width, years or ())
    behind = len(drawing.parts)
    start = _heads(drawing, chart, axis, top)
    rows, bottom = _rows(chart, start)
    _grid(drawing, axis, start, bottom)
    drawn: set[str] = set()
    for bar, y in rows:
        if bar.group.zh not in drawn:
            drawn.add(bar.group.zh)
            drawing.say(bar.group, 12, y - 7, size=12.5, style='font-weight="600"')
        _draw_row(drawing, axis, bar, y)
    _waits(drawing, axis, rows)
    _today(drawing, axis, chart, start, bottom)
    if chart.synthetic:
        mark = Drawing(key, width, language)
        draw_watermark(mark, (12, top, width - 24, bottom - top), opacity=0.17)
        drawing.parts[behind:behind] = mark.parts
    height = draw_note(drawing, chart.note, bottom + 6) + 8
    return drawing.finish(height, title=chart.title, about=_about(chart))


def _check(chart: Gantt) -> None:
    if not chart.bars:
        raise ValueError("a Gantt chart needs rows")
    for bar in chart.bars:
        for first, last in ((bar.start, bar.finish), (bar.original_start, bar.original_finish)):
            if (first is None) != (last is None) or (first is not None and last is not None and last < first):
                raise ValueError(f"row {bar.key!r} needs a start and a finish, in this order")


def _axis_of(chart: Gantt, width: float, reach: Sequence[int]) -> _Axis:
    """Show whole years, from the first to the last date of any row, and today."""
    dates = [int(chart.today), *reach]
    for bar in chart.bars:
        known = (bar.start, bar.finish, bar.original_start, bar.original_finish)
        dates += [quarter for quarter in known if quarter is not None]
        if bar.start is None and bar.span is not None:
            dates += bar.span
    return _Axis(min(dates) // _QUARTERS * _QUARTERS, max(dates) // _QUARTERS * _QUARTERS + _QUARTERS - 1, width)


def _legend(drawing: Drawing, chart: Gantt, top: float) -> float:
    """Say what solid, hollow, tight and the arrow mean; what does not occur is left out."""
    marks: list[tuple[Text, str]] = [(Text("现定", "current"), _solid(0, 0, 26, tight=False))]
    if any(bar.original_start is not None for bar in chart.bars):
        marks.append((Text("原定", "original"), _hollow(0, 0, 26)))
    if any(bar.tight for bar in chart.bars):
        marks.append((Text("无时差（一拖全拖）", "no slack"), _solid(0, 0, 26, tight=True)))
    if any(bar.start is None for bar in chart.bars):
        marks.append((Text("时间未定，只定到阶段", "dates not set, only the stage"), _open(0, 0, 26)))
    if any(bar.after for bar in chart.bars):
        arrow = f'<path d="M0 0H22m-5 -3l5 3l-5 3" stroke="{colors.INK}" fill="none"/>'
        marks.append((Text("前置完工后开工", "waits for"), arrow))
    for language in drawing.languages:
        x = 12.0
        for words, shape in marks:
            tag = f' class="{language}"' if drawing.language == "both" else ""
            plain = _CLASS.sub("", shape)
            drawing.add(f'<g{tag} transform="translate({x:.1f} {top + 11:.1f})">{plain}</g>')
            spoken = words.say(language)
            drawing.add(drawing.text_element(spoken, x + 32, top + 15, 12, "", language if tag else None))
            x += 32 + text_width(spoken, 12) + 22
    return top + 28


def _heads(drawing: Drawing, chart: Gantt, axis: _Axis, top: float) -> float:
    """Draw stages, years and quarters above the rows; give the y below."""
    y = top
    if chart.bands:
        for number, (name, first, last) in enumerate(chart.bands):
            left, right = axis.at(first), axis.at(last + 1)
            if right - left < 1:
                continue
            fill = "#eef2f6" if number % 2 == 0 else "#e1e8ef"
            drawing.add(f'<rect x="{left:.1f}" y="{y:.1f}" width="{right - left:.1f}" height="18" fill="{fill}"/>')
            if right - left > text_width(name.en, 12):
                drawing.say(name, (left + right) / 2, y + 13, size=12, style='text-anchor="middle"')
        y += 20
    for year in range(axis.first // _QUARTERS, axis.last // _QUARTERS + 1):
        middle = (axis.at(_QUARTERS * year) + axis.at(_QUARTERS * year + _QUARTERS)) / 2
        drawing.say(same(str(year)), middle, y + 12, size=11.5, style=f'text-anchor="middle" fill="{colors.GREY}"')
    if axis.step >= 3 * _ROOM:
        for quarter in range(axis.first, axis.last + 1):
            words = Text("一二三四"[quarter % _QUARTERS], str(quarter % _QUARTERS + 1))
            middle = axis.at(quarter + 0.5)
            drawing.say(words, middle, y + 25, size=9.5, style=f'text-anchor="middle" fill="{colors.GREY}"')
        y += 13
    return y + 18


def _rows(chart: Gantt, start: float) -> tuple[list[tuple[Bar, float]], float]:
    """Give the upper edge of each row, and the y below all; a new group has a heading above."""
    found, y, group = [], start, None
    for bar in chart.bars:
        if bar.group != group:
            group = bar.group
            y += _GROUP
        found.append((bar, y))
        y += _ROW
    return found, y + 4


def _grid(drawing: Drawing, axis: _Axis, top: float, bottom: float) -> None:
    for quarter in range(axis.first, axis.last + 2):
        year = quarter % _QUARTERS == 0
        if year or axis.step >= _ROOM:
            x, width = axis.at(quarter), 0.9 if year else 0.4
            drawing.add(f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{colors.LINE}" stroke-width="{width}"/>')


def _draw_row(drawing: Drawing, axis: _Axis, bar: Bar, y: float) -> None:
    middle = y + _ROW / 2
    _name(drawing, bar, middle)
    parts = []
    if bar.original_start is not None and bar.original_finish is not None:
        parts.append(_hollow(axis.at(bar.original_start), middle, axis.at(bar.original_finish + 1)))
    if bar.start is not None and bar.finish is not None:
        parts.append(_solid(axis.at(bar.start), middle, axis.at(bar.finish + 1), tight=bar.tight))
    elif bar.span is not None:
        parts.append(_open(axis.at(bar.span[0]), middle, axis.at(bar.span[1] + 1)))
    drawing.add(f"<g>{drawing.hover(_said(bar))}{''.join(parts)}</g>")


def _name(drawing: Drawing, bar: Bar, middle: float) -> None:
    """Write the name of a row on at most two lines."""
    for language in drawing.languages:
        size = _FONT
        lines = wrap(bar.name.say(language), _NAMES - 24, size)
        if len(lines) > 1:
            size = 10.5
            lines = wrap(bar.name.say(language), _NAMES - 24, size)
        if len(lines) > 2:
            lines = [lines[0], lines[1][:-1] + "…"]
        tag = language if drawing.language == "both" and bar.name.zh != bar.name.en else None
        first = middle + size * 0.36 - (len(lines) - 1) * size * 0.58
        for index, line in enumerate(lines):
            drawing.add(drawing.text_element(line, 12, first + index * size * 1.16, size, "", tag))
        if tag is None:
            return


def _solid(left: float, middle: float, right: float, *, tight: bool) -> str:
    color = _TIGHT if tight else colors.ACCENT
    return (
        f'<rect class="now" x="{left:.1f}" y="{middle - _SOLID / 2:.1f}" width="{max(right - left, 1.5):.1f}" '
        f'height="{_SOLID:g}" fill="{color}"/>'
    )


def _hollow(left: float, middle: float, right: float) -> str:
    return (
        f'<rect class="then" x="{left:.1f}" y="{middle - _HOLLOW / 2:.1f}" width="{max(right - left, 1.5):.1f}" '
        f'height="{_HOLLOW:g}" fill="none" stroke="{colors.INK}" stroke-width="0.9"/>'
    )


def _open(left: float, middle: float, right: float) -> str:
    return (
        f'<rect class="open" x="{left:.1f}" y="{middle - _SOLID / 2:.1f}" width="{max(right - left, 1.5):.1f}" '
        f'height="{_SOLID:g}" fill="none" stroke="{colors.GREY}" stroke-width="0.9" stroke-dasharray="3 2"/>'
    )


def _waits(drawing: Drawing, axis: _Axis, rows: list[tuple[Bar, float]]) -> None:
    """Draw an arrow from the end of what comes first to the beginning of what waits."""
    place = {bar.key: (bar, y + _ROW / 2) for bar, y in rows}
    for bar, y in rows:
        for other in bar.after:
            before = place.get(other)
            if before is None or before[0].finish is None or bar.start is None:
                continue
            x1, y1 = axis.at(before[0].finish + 1), before[1]
            x2, y2 = axis.at(bar.start), y + _ROW / 2
            turn = x1 + 5 if x2 > x1 + 8 else x1 + 4
            level = y2 - _ROW / 2 if y2 > y1 else y2 + _ROW / 2
            bend = f"V{y2:.1f}H{x2 - 1:.1f}" if x2 > x1 + 8 else f"V{level:.1f}H{x2 - 7:.1f}V{y2:.1f}H{x2 - 1:.1f}"
            drawing.add(
                f'<path d="M{x1:.1f} {y1:.1f}H{turn:.1f}{bend}m-5 -3l5 3l-5 3" fill="none" '
                f'stroke="{colors.INK}" stroke-width="1"/>'
            )


def _today(drawing: Drawing, axis: _Axis, chart: Gantt, top: float, bottom: float) -> None:
    x = axis.at(chart.today)
    drawing.add(
        f'<path class="today" d="M{x:.1f} {top - 2:.1f}V{bottom:.1f}" stroke="{colors.MARK}" stroke-width="1.4" '
        f'stroke-dasharray="5 3"/>'
    )
    anchor = "end" if x > axis.width - 130 else "start"
    halo = (
        f'paint-order="stroke" stroke="{colors.PAPER}" stroke-width="3" fill="{colors.MARK}" text-anchor="{anchor}"'
    )
    drawing.say(chart.today_label, x + (-4 if anchor == "end" else 4), top + 12, size=11, style=halo)


def _quarter(place: int | None) -> Text:
    if place is None:
        return Text("未定", "not set")
    year, quarter = divmod(place, _QUARTERS)
    return Text(f"{year}年{'一二三四'[quarter]}季度", f"{year} Q{quarter + 1}")


def _said(bar: Bar) -> Text:
    """Say one row in words."""
    start, finish = _quarter(bar.start), _quarter(bar.finish)
    words = Text(f"{bar.name.zh}：{start.zh}至{finish.zh}", f"{bar.name.en}: {start.en} to {finish.en}")
    if (bar.original_start, bar.original_finish) != (bar.start, bar.finish) and bar.original_start is not None:
        start, finish = _quarter(bar.original_start), _quarter(bar.original_finish)
        words = Text(f"{words.zh}（原定{start.zh}至{finish.zh}）", f"{words.en} (was {start.en} to {finish.en})")
    if bar.flag.zh:
        words = Text(f"{words.zh}；{bar.flag.zh}", f"{words.en}; {bar.flag.en}")
    return words


def _about(chart: Gantt) -> Text:
    parts = [_said(bar) for bar in chart.bars]
    if chart.synthetic:
        parts.append(SYNTHETIC_MARK)
    return Text(
        "进度图。" + "；".join(part.zh for part in parts) + "。",
        "Gantt chart. " + "; ".join(part.en for part in parts) + ".",
    )
