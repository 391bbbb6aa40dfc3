"""A list as a Gantt chart by quarter: original dates hollow, current ones solid, today's line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch

from tongcheng.language import SYNTHETIC_MARK, Text, same
from tongcheng.office.lists.models import BY_DUE, COUNTED_STATES, Item, List, Milestone
from tongcheng.office.people.standing import Standing
from tongcheng.render.blocks import Bar, Gantt
from tongcheng.render.gantt import gantt_svg
from tongcheng.render.papers import Paper, Picture, write_pdf

_QUARTERS = 4
#: Width of a chart in a paper, in pixels: it fills the type area's 156 mm with words of 8 points.
PAPER_WIDTH = 680.0
#: Pixels of rows and of headings of groups; so many of them go onto the first page of an attachment, and onto others.
_ROW, _GROUP = 25, 22
FIRST_PAGE, OTHER_PAGE = 560, 720


def quarter_of(day: date) -> int:
    """Give the quarter of a day, counted from year 0.

    Examples
    --------
    >>> quarter_of(date(2022, 3, 31)), quarter_of(date(2022, 4, 1))
    (8088, 8089)
    """
    return _QUARTERS * day.year + (day.month - 1) // 3


def place_of(day: date) -> float:
    """Give the place of a day in quarters, for the line of today."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return quarter_of(day) + min((day - first).days / 92, 0.999)


def items_of(standing: Standing, lst: List) -> list[Item]:
    """Give the rows of a list with what the chart needs: three queries."""
    milestones = Prefetch("milestones", Milestone.objects.order_by(*BY_DUE))
    rows = Item.objects.filter(list=lst, state__in=COUNTED_STATES).visible_to(standing)
    return list(rows.select_related("project").prefetch_related(milestones).order_by("order", "pk"))


@dataclass(frozen=True)
class Plan:
    """When one row begins and ends, as set now and as first set; ``start_year`` of a project that began earlier."""

    key: str
    name: str
    group: str
    now: tuple[date, ...]
    then: tuple[date, ...] = ()
    start_year: int | None = None
    moved: bool = False


def gantt(lst: List, items: Sequence[Item], today: date) -> Gantt | None:
    """Give the chart of rows that have dates; ``None`` if none has."""
    title = Text(f"{lst.name}进度图", f"{lst.name}: schedule")
    return chart_of(title, [_plan(item, lst) for item in items], today, synthetic=lst.synthetic)


def chart_of(title: Text, plans: Sequence[Plan], on: date, *, synthetic: bool, day: str = "今日") -> Gantt | None:
    """Give the chart of plans that have dates, with the line of a day; ``None`` if none has."""
    bars = [bar for plan in plans if (bar := _bar(plan)) is not None]
    groups = list(dict.fromkeys(bar.group.zh for bar in bars))
    bars.sort(key=lambda bar: groups.index(bar.group.zh))
    if not bars:
        return None
    undated = len(plans) - len(bars)
    left_out = (
        Text(f"另有{undated}项没有时限，未画出。", f" {undated} rows have no dates and are left out.")
        if undated
        else same("")
    )
    written = on.isoformat()
    return Gantt(
        title,
        bars,
        place_of(on),
        Text(f"{day} {written}", f"{'today' if day == '今日' else 'as of'} {written}"),
        synthetic=synthetic,
        under=Text(
            f"单位：季度；截至{on.year}年{on.month}月{on.day}日，共{len(bars)}项",
            f"by quarter; as of {written}; {len(bars)} rows",
        ),
        note=Text(
            f"实心为现定起止，空心为原定起止，均按季度。{left_out.zh}",
            f"Solid: current; hollow: original; by quarter.{left_out.en}",
        ),
    )


def _plan(item: Item, lst: List) -> Plan:
    steps = item.milestones.all()
    project = getattr(item, "project", None)
    return Plan(
        str(item.uid),
        f"{item.code} {item.title}",
        item.group or lst.name,
        tuple(day for day in (item.due, *(step.due for step in steps)) if day),
        tuple(day for day in (item.original_due, *(step.original_due for step in steps)) if day),
        project.start_year if project else None,
        item.original_due is not None and item.due is not None and item.due > item.original_due,
    )


def _bar(plan: Plan) -> Bar | None:
    if not plan.now:
        return None
    began = [_QUARTERS * plan.start_year] if plan.start_year else []
    then = (min([quarter_of(min(plan.then)), *began]), quarter_of(max(plan.then))) if plan.then else None
    return Bar(
        plan.key,
        same(plan.name),
        same(plan.group),
        min([quarter_of(min(plan.now)), *began]),
        quarter_of(max(plan.now)),
        then[0] if then else None,
        then[1] if then else None,
        flag=Text("时限已后延", "due date moved") if plan.moved else same(""),
    )


_BAR = ("key", "start", "finish", "original_start", "original_finish")
_SAID = ("name", "group", "flag")


def as_record(chart: Gantt) -> dict[str, Any]:
    """Give a chart as JSON can hold it: what a draft keeps of it."""
    said = {name: list(getattr(chart, name)) for name in ("title", "under", "note", "today_label")}
    bars = [
        {name: getattr(bar, name) for name in _BAR} | {name: list(getattr(bar, name)) for name in _SAID}
        for bar in chart.bars
    ]
    return {**said, "today": chart.today, "synthetic": chart.synthetic, "bars": bars}


def from_record(record: Mapping[str, Any]) -> Gantt:
    """Give the chart that :func:`as_record` kept."""
    bars = [
        Bar(
            **{name: bar[name] for name in _BAR},
            name=Text(*bar["name"]),
            group=Text(*bar["group"]),
            flag=Text(*bar["flag"]),
        )
        for bar in record["bars"]
    ]
    said: dict[str, Any] = {name: Text(*record[name]) for name in ("title", "under", "note", "today_label")}
    return Gantt(bars=bars, today=record["today"], synthetic=record["synthetic"], **said)


def pictures(chart: Gantt, key: str = "gantt", width: float = PAPER_WIDTH) -> list[str]:
    """Give a chart as pictures of a page each; every one has the head, the years and the line of the day."""
    pages = list(_pages(chart.bars))
    first, last = min(_known(chart.bars, min)), max(_known(chart.bars, max))
    made = []
    for number, bars in enumerate(pages, 1):
        piece = replace(chart, bars=bars)
        if len(pages) > 1:
            under = Text(
                f"{chart.under.zh}（第{number}页，共{len(pages)}页）",
                f"{chart.under.en} ({number} of {len(pages)})",
            )
            piece = replace(piece, under=under, note=chart.note if number == len(pages) else same(""))
        made.append(gantt_svg(piece, language="zh", key=f"{key}-{number}", width=width, years=(first, last)))
    return made


def printed(chart: Gantt) -> bytes:
    """Give a chart as a PDF of A4 pages, its rows cut between pages and every page with its head."""
    blocks = [Picture(svg, f"{chart.title.zh}，{chart.under.zh}", 222.0) for svg in pictures(chart)]
    mark = SYNTHETIC_MARK.zh if chart.synthetic else ""
    return write_pdf(Paper(chart.title.zh, blocks, mark=mark))


def _known(bars: Iterable[Bar], pick: Any) -> list[int]:
    ends = ((bar.start, bar.finish, bar.original_start, bar.original_finish) for bar in bars)
    return [pick(one for one in known if one is not None) for known in ends]


def _pages(bars: Sequence[Bar]) -> Iterable[list[Bar]]:
    page: list[Bar] = []
    room, group = FIRST_PAGE, None
    for bar in bars:
        height = _ROW + (_GROUP if bar.group != group else 0)
        if page and height > room:
            yield page
            page, room, height = [], OTHER_PAGE, _ROW + _GROUP
        page.append(bar)
        room, group = room - height, bar.group
    yield page
