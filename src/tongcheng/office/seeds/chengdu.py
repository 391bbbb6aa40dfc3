"""The real circle: its units, the ten big matters of 2021, its projects and every published figure.

Nothing is invented: no person, no report, no date. Who reports on a row was never published, so it stays empty and
the row a draft (拟列入): a row in force has exactly one reporting unit.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from tongcheng.language import Text
from tongcheng.office.core.acting import Act
from tongcheng.office.lists.actions import NewItem, add_items, create_list
from tongcheng.office.lists.models import Item, ItemKind, ListKind, OriginKind, Visibility
from tongcheng.office.people.actions import add_units, change_unit, set_aliases
from tongcheng.office.people.drafts import UnitDraft
from tongcheng.office.people.models import City, Unit, UnitAlias
from tongcheng.office.seeds import Loaded
from tongcheng.office.seeds.chengdu_meetings import add_meetings
from tongcheng.office.seeds.circle import (
    Names,
    figures_by_subject,
    kind_and_tags,
    load_figures,
    load_places,
    project_of,
    records,
    several,
    sources_of,
    words,
)
from tongcheng.office.seeds.milestones import milestones_of
from tongcheng.office.seeds.opportunities import describe_published
from tongcheng.office.seeds.services import load_services
from tongcheng.office.server.accounts import OFFICE_CODE, by_command
from tongcheng.region import Region, open_region

#: The task lists of which more than one row was published: code, words that the table uses for it, name, year.
_TASK_LISTS: tuple[tuple[str, tuple[str, ...], str, int], ...] = (
    ("matters-2021", ("十件大事(大类)", "十件大事"), "2021年十件大事", 2021),
    ("tasks-2020", ("2020年度重点工作任务",), "2020年度重点工作任务（已公布部分）", 2020),
    (
        "fund-2022",
        ("2022成德眉资公服生态同城化工作推进会/公积金同城化工作方案",),
        "2022年公服生态同城化工作推进会和公积金同城化工作方案（已公布部分）",
        2022,
    ),
    ("yanjiang-2022", ("雁江区贯彻成都都市圈发展规划责任分工方案",), "雁江区责任分工方案（已公布部分）", 2022),
    ("deyang-2022", ("德阳2022重大事项",), "德阳市2022年重大事项（已公布部分）", 2022),
)
_PROJECT_KINDS = ("项目", "项目+事项")


def load() -> Loaded:
    """Load it."""
    act = by_command().because("载入公开资料样例")
    region = open_region("chengdu")
    cities = load_places(act, region)
    office = _units(act)
    sources, names = sources_of(region), Names.load()
    tasks = _tasks(act, region, office, cities, names, sources)
    items = _projects(act, region, office, cities, names, sources)
    opportunities = _opportunities(act, region, office, cities, sources)
    figures = load_figures(act, region, items, sources)
    meetings = add_meetings(act, office, cities, sources)
    services = len(load_services(act, region, sources, "chengdu"))
    return Loaded(
        Text(
            f"已载入成德眉资公开资料：单位 {Unit.objects.count()} 个，任务事项 {tasks} 条，项目 {len(items)} 个，"
            f"城市机会 {opportunities} 条，跨市通办事项 {services} 项，公布数值 {figures} 个（含清单合计），会议 {meetings} 次；每条均有来源。"
            "填报单位未公布、留空，条目因此均为“拟列入”；明确填报单位后即可列入。",
            f"Loaded what was published about the circle: {Unit.objects.count()} units, {tasks} tasks, "
            f"{len(items)} projects, {opportunities} opportunities, {services} services across cities, {figures} published figures (list totals among "
            f"them), {meetings} meetings, each with its source. Who reports was not published and stays empty, so every "
            "row is a draft until a reporting unit is named.",
        ),
        synthetic=False,
    )


def _units(act: Act) -> Unit:
    """Add the units; the office that is there already takes its published name."""
    text = (files("tongcheng.office.seeds") / "chengdu_units.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    drafts, kept = [], None
    present = Unit.objects.filter(code=OFFICE_CODE).first()
    for order, row in enumerate(rows):
        if row["code"] == OFFICE_CODE and present is not None:
            kept = row
            continue
        drafts.append(
            UnitDraft(
                row["name"],
                row["kind"],
                row["code"],
                row["short_name"],
                row["city"],
                "",
                row["parent"],
                order,
                row["source"],
                tuple(one for one in row["aliases"].split(";") if one),
            )
        )
    add_units(act, drafts)
    if present is not None and kept is not None:
        above = Unit.objects.get(code=kept["parent"])
        values = {"name": kept["name"], "short_name": kept["short_name"], "source": kept["source"], "parent": above}
        change_unit(act, present, values)
        held = UnitAlias.objects.filter(unit=present).values_list("name", flat=True)
        set_aliases(act, present, [*held, *kept["aliases"].split(";")])
    return Unit.objects.get(code=OFFICE_CODE)


def _list(act: Act, office: Unit, code: str, name: str, kind: str, year: int | None, source: str) -> Any:
    values = {"code": code, "name": name, "kind": kind, "year": year, "circle": "chengdu", "source": source[:300]}
    return create_list(act, office, values)


def _tasks(
    act: Act, region: Region, office: Unit, cities: Mapping[str, City], names: Names, sources: Mapping[str, str]
) -> int:
    count = 0
    table = records(region, "tasks")
    for code, wanted, name, year in _TASK_LISTS:
        rows = [row for one in wanted for row in table if words(row, "list") == one]
        lst = _list(act, office, code, name, ListKind.TASK, year, sources[words(rows[0], "source")])
        drafts = [_task(row, year, cities, names, sources) for row in _in_print_order(rows)]
        items = add_items(act, lst, drafts)
        count += len(items)
    return count


def _in_print_order(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the two rows of the published table under the first of the ten matters."""
    return sorted(rows, key=lambda row: ([int(one) for one in _code(row).split("-") if one.isdigit()], _code(row)))


def _code(row: Mapping[str, Any]) -> str:
    """Give a row's number: the ten matters 1–10, rows of the first matter 1-1 and 1-2."""
    parts = words(row, "task").split("-")
    if words(row, "list") == "十件大事":
        return f"1-{parts[-1]}"
    number = words(row, "seq")
    return number if number.isdigit() and words(row, "list").startswith(("十件大事", "雁江")) else "-".join(parts[1:])


def _task(
    row: Mapping[str, Any], year: int, cities: Mapping[str, City], names: Names, sources: Mapping[str, str]
) -> NewItem:
    leads, other = names.split(several(row, "lead_units"))
    support, others = names.split(several(row, "support_units"))
    content = words(row, "content")
    remarks = [words(row, "note")]
    if places := "、".join(several(row, "territories")):
        remarks.append(f"地域（原文）：{places}")
    if unknown := "、".join([*other, *others]):
        remarks.append(f"未单列的责任单位（原文）：{unknown}")
    if state := words(row, "status"):
        remarks.append(f"公布的状态：{state}（{words(row, 'status_date')}）")
    values = {
        "code": _code(row),
        "kind": ItemKind.PROJECT if words(row, "kind") in _PROJECT_KINDS else ItemKind.MATTER,
        "title": content[:300],
        "content": content,
        "group": words(row, "group")[:120],
        "field": words(row, "field"),
        "leads": leads,
        "supporting": support,
        "cities": list(cities.values()) if words(row, "territories") == "四市" else [],
        "visibility": Visibility.PUBLIC,
        "origin_kind": OriginKind.PARAGRAPH,
        "origin": words(row, "list")[:300],
        "remark": "；".join(one for one in remarks if one),
        "source": sources[words(row, "source")],
    }
    return NewItem(values, None, milestones_of(row, year))


def _projects(
    act: Act, region: Region, office: Unit, cities: Mapping[str, City], names: Names, sources: Mapping[str, str]
) -> dict[str, Item]:
    rows = records(region, "projects")
    lst = _list(act, office, "projects", "公开资料中的同城化项目", ListKind.PROJECT, None, "各项目逐条注明来源")
    figures = figures_by_subject(region)
    drafts = []
    for row in rows:
        leads, other = names.split(several(row, "lead_units"))
        support, others = names.split(several(row, "support_units"))
        remarks = [words(row, "note")]
        if unknown := "、".join([*other, *others]):
            remarks.append(f"未单列的责任单位（原文）：{unknown}")
        values = {
            **kind_and_tags(words(row, "kind")),
            "code": words(row, "project"),
            "project_id": words(row, "project"),
            "title": words(row, "name")[:300],
            "group": words(row, "field"),
            "field": words(row, "field"),
            "stage": words(row, "stage"),
            "function": words(row, "function"),
            "leads": leads,
            "supporting": support,
            "cities": [cities[one] for one in several(row, "cities") if one in cities],
            "visibility": Visibility.PUBLIC,
            "origin_kind": OriginKind.PARAGRAPH if words(row, "lists") else "",
            "origin": "；".join(several(row, "lists"))[:300],
            "remark": "；".join(one for one in remarks if one),
            "source": sources[words(row, "source")],
        }
        drafts.append(NewItem(values, project_of(row, figures)))
    items = add_items(act, lst, drafts)
    return {words(row, "project"): item for item, row in zip(items, rows, strict=True)}


def _opportunities(
    act: Act, region: Region, office: Unit, cities: Mapping[str, City], sources: Mapping[str, str]
) -> int:
    rows = [row for row in records(region, "opportunities") if words(row, "level") == "条目"]
    lst = _list(
        act, office, "opportunities-2021", "2021年第一批城市机会清单（已公布条目）", ListKind.OPPORTUNITY, 2021,
        sources[words(rows[0], "source")],
    )  # fmt: skip
    drafts = [
        NewItem(
            {
                "code": words(row, "opportunity"),
                "kind": ItemKind.OPPORTUNITY,
                "title": words(row, "title")[:300],
                "group": words(row, "publisher"),
                "field": words(row, "field"),
                "visibility": Visibility.PUBLIC,
                "remark": "；".join(
                    one for one in (words(row, "side"), words(row, "type"), words(row, "note")) if one
                ),
                "source": sources[words(row, "source")],
            }
        )
        for row in rows
    ]
    return describe_published(act, region, add_items(act, lst, drafts), cities)
