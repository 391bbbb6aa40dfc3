"""A list as a Gantt chart by quarter: original dates hollow, current ones solid, today's line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch

from tongcheng.language import Text, same
from tongcheng.office.lists.models import COUNTED_STATES, Item, List, Milestone
from tongcheng.office.people.standing import Standing
from tongcheng.render.blocks import Bar, Gantt

_QUARTERS = 4


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
    milestones = Prefetch("milestones", Milestone.objects.order_by("due", "order"))
    rows = Item.objects.filter(list=lst, state__in=COUNTED_STATES).visible_to(standing)
    return list(rows.select_related("project").prefetch_related(milestones).order_by("order", "pk"))


def gantt(lst: List, items: Sequence[Item], today: date) -> Gantt | None:
    """Give the chart of rows that have dates; ``None`` if none has."""
    bars = [bar for item in items if (bar := _bar(item, lst)) is not None]
    groups = list(dict.fromkeys(bar.group.zh for bar in bars))
    bars.sort(key=lambda bar: groups.index(bar.group.zh))
    if not bars:
        return None
    undated = len(items) - len(bars)
    left_out = (
        Text(f"另有{undated}项没有时限，未画出。", f" {undated} rows have no dates and are left out.")
        if undated
        else same("")
    )
    return Gantt(
        Text(f"{lst.name}进度图", f"{lst.name}: schedule"),
        bars,
        place_of(today),
        Text(f"今日 {today.isoformat()}", f"today {today.isoformat()}"),
        synthetic=lst.synthetic,
        note=Text(
            f"实心为现定，空心为原定；单位为季度，截至{today.isoformat()}。{left_out.zh}",
            f"Solid: current; hollow: original; by quarter, as of {today.isoformat()}.{left_out.en}",
        ),
    )


def _bar(item: Item, lst: List) -> Bar | None:
    steps = item.milestones.all()
    now = [day for day in (item.due, *(step.due for step in steps)) if day]
    then = [day for day in (item.original_due, *(step.original_due for step in steps)) if day]
    if not now:
        return None
    project = getattr(item, "project", None)
    year = project.start_year if project and project.start_year else None
    first = min([quarter_of(min(now)), *([_QUARTERS * year] if year else [])])
    original = (
        (min([quarter_of(min(then)), *([_QUARTERS * year] if year else [])]), quarter_of(max(then))) if then else None
    )
    moved = item.original_due is not None and item.due is not None and item.due > item.original_due
    return Bar(
        str(item.uid),
        same(f"{item.code} {item.title}"),
        same(item.group or lst.name),
        first,
        quarter_of(max(now)),
        original[0] if original else None,
        original[1] if original else None,
        flag=Text("时限已后延", "due date moved") if moved else same(""),
    )
