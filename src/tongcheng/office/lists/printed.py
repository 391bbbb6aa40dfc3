"""The rows of a list as they are printed: one mapping from column to text each, in the list's own language.

A bundled row that was split prints as one: its own words, with the milestones of its parts. Versions as issued,
the print view and the workbook all take their rows from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import override

from tongcheng.language import Text
from tongcheng.office.core.recorded import plain
from tongcheng.office.lists.models import BY_DUE, COUNTED_STATES, Item, ItemState, ItemUnit, List, Milestone, Project

#: Columns of a printed row with their headings; ``q1``–``q4`` stand under 进度安排.
COLUMNS: dict[str, Text] = {
    "group": Text("大类", "group"),
    "code": Text("序号", "no."),
    "title": Text("名称", "title"),
    "content": Text("任务内容", "content"),
    "q1": Text("一季度", "Q1"),
    "q2": Text("二季度", "Q2"),
    "q3": Text("三季度", "Q3"),
    "q4": Text("四季度", "Q4"),
    "schedule": Text("其他节点", "other milestones"),
    "leads": Text("牵头单位", "lead"),
    "supporting": Text("配合单位", "supporting"),
    "guiding": Text("指导单位", "guiding"),
    "reporting_unit": Text("填报单位", "reporting unit"),
    "due": Text("完成时限", "due"),
    "original_due": Text("原定时限", "original due date"),
    "investment": Text("总投资（亿元）", "investment (CNY 100 m)"),
    "year_plan": Text("年度计划投资（亿元）", "plan of the year (CNY 100 m)"),
    "project_class": Text("项目类别", "class"),
    "cities": Text("涉及市", "cities"),
    "state": Text("状态", "state"),
    "remark": Text("备注", "remark"),
}
QUARTERS = ("q1", "q2", "q3", "q4")
_QUARTER_NAMES = dict(zip("1234", "一二三四", strict=True))


def whole(items: QuerySet[Item]) -> QuerySet[Item]:
    """Fetch rows with everything that is printed: seven queries, however many rows."""
    return items.select_related("list", "reporting_unit", "project").prefetch_related(
        Prefetch("item_units", ItemUnit.objects.select_related("unit").order_by("order", "pk")),
        "cities",
        Prefetch("milestones", Milestone.objects.order_by(*BY_DUE)),
    )


def printed_rows(lst: List, items: Iterable[Item] | None = None) -> list[dict[str, str]]:
    """Give the rows of a list as they would be printed now: what is in force, closed, or split into parts."""
    if items is None:
        wanted = (*COUNTED_STATES, ItemState.SPLIT)
        items = whole(Item.objects.filter(list=lst, state__in=wanted).order_by("order", "pk"))
    rows = _together(items)
    there = {row.pk for row in rows}
    parts: dict[int, list[Item]] = {}
    for row in rows:
        if row.part_of_id in there:
            parts.setdefault(row.part_of_id, []).append(row)
    with override("zh-hans"):
        return [
            printed(row, lst.year, parts.get(row.pk, ()))
            for row in rows
            if row.part_of_id not in there and (row.state != ItemState.SPLIT or row.pk in parts)
        ]


def _together(items: Iterable[Item]) -> list[Item]:
    """Keep the rows of a group together, where its first row stands."""
    places: dict[str, int] = {}
    numbered = [(places.setdefault(row.group, at) if row.group else at, at, row) for at, row in enumerate(items)]
    return [row for _, _, row in sorted(numbered, key=lambda one: one[:2])]


def printed(item: Item, year: int | None, parts: Sequence[Item] = ()) -> dict[str, str]:
    """Give one row as printed; ``item`` and its parts were fetched by :func:`whole`."""
    rows = (item, *parts)
    project = _project(item)
    return {
        "uid": str(item.uid),
        "kind": item.kind,
        "group": item.group,
        "code": item.code,
        "title": item.title,
        "content": item.content,
        **milestones_text([one for row in rows for one in row.milestones.all()], year),
        **units_text(item),
        "reporting_unit": _units(
            dict.fromkeys(str(row.reporting_unit) for row in (parts or rows) if row.reporting_unit_id)
        ),
        "due": _latest([row.due for row in (parts or rows)]),
        "original_due": _text(item.original_due),
        "investment": _sum([item], "investment") or _sum(parts, "investment"),
        "year_plan": _sum([item], "year_plan") or _sum(parts, "year_plan"),
        "project_class": project.get_project_class_display() if project else "",
        "cities": _units(str(city) for city in sorted(item.cities.all(), key=lambda one: one.order)),
        "state": str(item.get_state_display()),
        "remark": item.remark,
    }


def units_text(item: Item) -> dict[str, str]:
    """Give leads, supporting and guiding units as one reads them, in printed order."""
    return {
        name: _units(str(one.unit) for one in item.item_units.all() if one.role == role)
        for name, role in (("leads", "lead"), ("supporting", "support"), ("guiding", "guide"))
    }


def milestones_text(milestones: Sequence[Milestone], year: int | None) -> dict[str, str]:
    """Sort milestones under the four quarters of the list's year; the others go to one column, named."""
    cells: dict[str, list[str]] = {name: [] for name in (*QUARTERS, "schedule")}
    for one in sorted(milestones, key=lambda row: (row.quarter, row.order, row.pk)):
        cells[_column(one.quarter, year)].append(
            one.text if _column(one.quarter, year) != "schedule" else _named(one)
        )
    return {name: "；".join(words) for name, words in cells.items()}


def _column(quarter: str, year: int | None) -> str:
    inside = year is not None and quarter.startswith(f"{year}Q") and quarter[-1:] in _QUARTER_NAMES
    return f"q{quarter[-1]}" if inside else "schedule"


def _named(one: Milestone) -> str:
    if one.quarter:
        quarter = f"{one.quarter[:4]}年{_QUARTER_NAMES.get(one.quarter[-1:], one.quarter[-1:])}季度"
        return f"{quarter}：{one.text}"
    return f"{one.due.isoformat()}：{one.text}" if one.due else one.text


def _project(item: Item) -> Project | None:
    return getattr(item, "project", None)


def _units(names: Iterable[str]) -> str:
    return "、".join(names)


def _latest(days: Iterable[date | None]) -> str:
    return _text(max((day for day in days if day), default=None))


def _sum(items: Iterable[Item], name: str) -> str:
    values = [getattr(project, name) for item in items if (project := _project(item)) is not None]
    known = [value for value in values if value is not None]
    return _text(sum(known, Decimal(0))) if known else ""


def _text(value: Any) -> str:
    return "" if value is None else str(plain(value))
