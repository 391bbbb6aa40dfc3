"""The columns that the table of a list can show, and which it shows if nobody chose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from tongcheng.language import Text
from tongcheng.office.lists.models import Item, ItemKind, ItemState
from tongcheng.office.lists.printed import QUARTERS, milestones_text, units_text


@dataclass(frozen=True)
class Column:
    """One column: its key and heading, how it is sorted, whether it holds numbers or days, and where it comes from."""

    key: str
    label: Text
    value: Callable[[Item], Any]
    kind: str = "text"
    sort: str = ""


def _project(name: str) -> Callable[[Item], Any]:
    return lambda item: getattr(getattr(item, "project", None), name, None)


def _class(item: Item) -> str:
    project = getattr(item, "project", None)
    return str(project.get_project_class_display()) if project else ""


def _label(name: str, choices: type[TextChoices]) -> Callable[[Item], str]:
    """Say a choice; ``get_…_display`` makes the choices anew for every cell."""
    labels = dict(choices.choices)
    return lambda item: str(labels.get(getattr(item, name), getattr(item, name)))


def _quarter(name: str) -> Callable[[Item], str]:
    return lambda item: milestones_text(list(item.milestones.all()), item.list.year)[name]


def _units(name: str) -> Callable[[Item], str]:
    return lambda item: units_text(item)[name]


_COLUMNS = (
    Column("content", Text("任务内容", "Content"), lambda item: item.content),
    Column("leads", Text("牵头单位", "Lead"), _units("leads")),
    Column("supporting", Text("配合单位", "Supporting"), _units("supporting")),
    Column("guiding", Text("指导单位", "Guiding"), _units("guiding")),
    Column("reporting_unit", Text("填报单位", "Reporting"), lambda item: str(item.reporting_unit or ""), sort="unit"),
    Column("cities", Text("涉及市", "Cities"), lambda item: "、".join(str(city) for city in item.cities.all())),
    Column("kind", Text("类型", "Kind"), _label("kind", ItemKind)),
    Column("class", Text("项目类别", "Class"), _class),
    *(
        Column(name, Text(f"{zh}季度", f"Q{name[1]}"), _quarter(name))
        for name, zh in zip(QUARTERS, "一二三四", strict=True)
    ),
    Column("due", Text("完成时限", "Due"), lambda item: item.due, "day", "due"),
    Column("original_due", Text("原定时限", "Original due"), lambda item: item.original_due, "day"),
    Column("state", Text("状态", "State"), _label("state", ItemState), "state", "state"),
    Column("investment", Text("总投资", "Investment"), _project("investment"), "number", "-investment"),
    Column("year_plan", Text("年度计划", "Year's plan"), _project("year_plan"), "number", "-year_plan"),
    Column("invested_before", Text("上年底累计", "Before this year"), _project("invested_before"), "number"),
    Column("leader", Text("责任领导", "Accountable leader"), lambda item: item.accountable_leader, "contact"),
    Column("officer", Text("责任人", "Officer"), lambda item: item.officer, "contact"),
    Column(
        "liaison", Text("联络员", "Liaisons"), lambda item: f"{item.liaison_a} {item.liaison_b}".strip(), "contact"
    ),
    Column("origin", Text("来源", "Origin"), lambda item: item.origin),
    Column("remark", Text("备注", "Remark"), lambda item: item.remark),
)
COLUMNS: dict[str, Column] = {one.key: one for one in _COLUMNS}
USUAL = ("leads", "reporting_unit", "due", "state", "investment", "year_plan")


@dataclass(frozen=True)
class Line:
    """A row of the table with its cells."""

    item: Item
    cells: tuple[tuple[Column, Any], ...]


def chosen(keys: Sequence[str], *, contacts: bool) -> list[Column]:
    """Give the columns chosen, in the order of the table; names and telephones only for those who may see them."""
    wanted = [key for key in COLUMNS if key in keys] or list(USUAL)
    return [COLUMNS[key] for key in wanted if contacts or COLUMNS[key].kind != "contact"]


def lines(items: Iterable[Item], columns: Sequence[Column]) -> list[Line]:
    """Give the cells of rows fetched by ``printed.whole``."""
    return [Line(item, tuple((column, column.value(item)) for column in columns)) for item in items]
