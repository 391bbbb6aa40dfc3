"""The fictional circle with everything in it: units, people, lists, and a year of reports, all invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from tongcheng.language import Text
from tongcheng.office.core.acting import Act
from tongcheng.office.lists.actions import NewItem, activate_items, add_items, create_list, issue_version
from tongcheng.office.lists.models import Item, ItemKind, List, ListKind, OriginKind, Visibility
from tongcheng.office.people.actions import add_units
from tongcheng.office.people.models import City, Unit
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.progress.models import Ledger
from tongcheng.office.seeds import Loaded
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
from tongcheng.office.seeds.demo_meetings import hold_the_issued, plan_the_next
from tongcheng.office.seeds.demo_people import add_people
from tongcheng.office.seeds.demo_units import spelled_out, unit_drafts
from tongcheng.office.seeds.demo_year import report_a_year
from tongcheng.office.seeds.milestones import milestones_of
from tongcheng.office.seeds.opportunities import invent_opportunities
from tongcheng.office.seeds.publications import publish_samples
from tongcheng.office.seeds.services import invent_offers, load_services
from tongcheng.office.server.accounts import OFFICE_CODE
from tongcheng.region import Region, open_region

_YEAR = 2022
_MADE = datetime(_YEAR, 1, 10, 1, 0, tzinfo=UTC)
_REASON = "示意数据"
#: What a list says of where a task is done, as cities.
_ALL = "四市"


def load() -> Loaded:
    """Load it."""
    act = Act(SYSTEM, _REASON, channel="command", at=_MADE)
    region = open_region("demo")
    cities = load_places(act, region)
    add_units(act, unit_drafts(office_there=Unit.objects.filter(code=OFFICE_CODE).exists()))
    office, names = Unit.objects.get(code=OFFICE_CODE), Names.load()
    tasks = _tasks(act, region, office, cities, names)
    projects, by_id = _projects(act, region, office, cities, names)
    _problems(act, office, cities)
    for lst in (tasks, projects):
        activate_items(act, list(Item.objects.filter(list=lst).select_related("list", "reporting_unit")))
        issue_version(act, lst, issued=date(_YEAR, 2, 20), as_of=date(_YEAR, 2, 15), name="印发稿")
    figures = load_figures(act, region, by_id, sources_of(region))
    reporting = Unit.objects.filter(reported_items__list__in=(tasks, projects)).distinct().order_by("order")
    accounts = add_people(act, list(reporting))
    meeting = hold_the_issued([tasks, projects])
    story = report_a_year(act, [tasks, projects], _YEAR)
    coming = plan_the_next(region)
    invent_opportunities(act, office)
    invent_offers(act, load_services(act, region, sources_of(region), "demo"), cities)
    publish_samples(projects)
    return Loaded(
        Text(
            f"已载入示意办公系统：任务 {tasks.items.count()} 条，项目 {projects.items.count()} 个，"
            f"台账 {Ledger.objects.count()} 份（12 个月），公布数值 {figures} 个。{story.zh}"
            f"会议 {1 + len(coming)} 次：{meeting}已印发，{coming[0]}已通知，{coming[1]}正征集议题。",
            f"Loaded the invented office: {tasks.items.count()} tasks, {projects.items.count()} projects, "
            f"{Ledger.objects.count()} ledgers of 12 months, {figures} figures. {story.en} "
            f"{1 + len(coming)} meetings: one issued with its rows, one called, one gathering items.",
        ),
        synthetic=True,
        accounts=accounts,
    )


def _tasks(act: Act, region: Region, office: Unit, cities: Mapping[str, City], names: Names) -> List:
    lst = create_list(act, office, _list_values("tasks-2022", "2022年度重点工作任务", ListKind.TASK))
    add_items(act, lst, [_task(row, cities, names) for row in records(region, "tasks")])
    return lst


def _list_values(code: str, name: str, kind: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "kind": kind,
        "year": _YEAR,
        "circle": "demo",
        "synthetic": True,
        "source": "示意都市圈生成器",
    }


def _task(row: Mapping[str, Any], cities: Mapping[str, City], names: Names) -> NewItem:
    places = several(row, "territories")
    own = [city for city in cities.values() if city.name in places or _ALL in places]
    called = [city.name for city in own]
    leads, _ = names.split(spelled_out(several(row, "lead_units"), called))
    support, _ = names.split(spelled_out(several(row, "support_units"), called))
    content = words(row, "content")
    milestones = milestones_of(row, _YEAR)
    values = {
        "code": words(row, "seq"),
        "kind": ItemKind.PROJECT if words(row, "kind") == "项目" else ItemKind.MATTER,
        "title": content[:300],
        "content": content,
        "group": words(row, "group"),
        "field": words(row, "field"),
        "leads": leads,
        "supporting": [unit for unit in support if unit not in leads],
        "reporting_unit": leads[0],
        "cities": own,
        "visibility": Visibility.PARTIES,
        "due": date(_YEAR, 12, 31),
        "origin_kind": OriginKind.RESOLUTION,
        "origin": "领导小组第五次会议（示意）",
        "source": "示意数据",
        "synthetic": True,
    }
    return NewItem(values, None, milestones)


def _projects(
    act: Act, region: Region, office: Unit, cities: Mapping[str, City], names: Names
) -> tuple[List, dict[str, Item]]:
    lst = create_list(act, office, _list_values("projects-2022", "2022年重大项目清单", ListKind.PROJECT))
    rows, figures = records(region, "projects"), figures_by_subject(region)
    drafts = []
    for number, row in enumerate(rows):
        leads, _ = names.split(several(row, "lead_units"))
        support, _ = names.split(several(row, "support_units"))
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
            "supporting": [unit for unit in support if unit not in leads],
            "reporting_unit": leads[0],
            "cities": [cities[one] for one in several(row, "cities")],
            "visibility": Visibility.PARTIES if number % 3 else Visibility.PUBLIC,
            "due": _due(words(row, "finish")),
            "origin_kind": OriginKind.RESOLUTION,
            "origin": "；".join(several(row, "lists"))[:300],
            "remark": words(row, "note"),
            "source": "示意数据",
            "synthetic": True,
        }
        drafts.append(NewItem(values, project_of(row, figures) | {"price_year": _YEAR}))
    items = add_items(act, lst, drafts)
    return lst, {words(row, "project"): item for item, row in zip(items, rows, strict=True)}


def _due(finish: str) -> date | None:
    from tongcheng.region.periods import parse_period

    return parse_period(finish)[1] if finish else None


def _problems(act: Act, office: Unit, cities: Mapping[str, City]) -> None:
    """Make the problem list, empty but for one row: gaps are adopted from a run."""
    lst = create_list(act, office, _list_values("problems-2022", "2022年度问题清单", ListKind.PROBLEM))
    values = {
        "kind": ItemKind.PROBLEM,
        "title": "乡村断头路两侧技术标准不一致",
        "content": "甲丁交界乡道两侧路基宽度不同，打通前须商定标准。",
        "group": "交界断头路",
        "reporting_unit": Unit.objects.get(code="jia_transport"),
        "leads": [Unit.objects.get(code="jia_transport")],
        "cities": [cities["990100"], cities["990400"]],
        "origin_kind": OriginKind.INSTRUCTION,
        "origin": "调研会商纪要（示意）",
        "source": "示意数据",
        "synthetic": True,
    }
    add_items(act, lst, [NewItem(values)])
