"""The invented office's meetings: one issued with its rows, one called, one for which items are being gathered.

Everything goes through the actions that people use, each by the person whose work it is. The issued meeting is of the
sample's year; the two to come are dated from the day on which the sample is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta

from django.utils import timezone
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from tongcheng.office.core.acting import Act
from tongcheng.office.documents.actions import add_version, draw_areas
from tongcheng.office.documents.geometry import AreaDraft
from tongcheng.office.documents.models import Disposition, DossierKind, Version
from tongcheng.office.documents.reading import typed_text
from tongcheng.office.lists.actions import NewItem, activate_items, create_list
from tongcheng.office.lists.models import Item, ItemKind, List, ListKind
from tongcheng.office.meetings import actions
from tongcheng.office.meetings.models import Body, Instruction, Meeting, Outcome, PreReview, Resolution
from tongcheng.office.people.models import Unit
from tongcheng.office.seeds import demo_texts as texts
from tongcheng.office.seeds.circle import records, several, words
from tongcheng.office.seeds.demo_meeting_parts import (
    DRAFT,
    FINAL,
    Cast,
    Heard,
    ask_offices,
    call_meeting,
    draft_document,
    lay_agenda,
    plan_meeting,
    settle_opinions,
    weekday,
)
from tongcheng.region import Region

_YEAR = 2022


def hold_the_issued(lists: Sequence[List]) -> Meeting:
    """Hold the meeting that adopted the year's lists, from the call for items to its issued outcomes."""
    cast, units = Cast(), {unit.code: unit for unit in Unit.objects.all()}
    group = _bodies(cast.act("secretary", date(_YEAR, 1, 4)), units)
    on = date(_YEAR, 1, 28)
    meeting = plan_meeting(cast, group, 5, on, date(_YEAR, 1, 5), units)
    tasks = _tasks_document(cast, units)
    projects = draft_document(
        cast, date(_YEAR, 1, 10), DossierKind.PROJECTS, texts.PROJECTS_TITLE, texts.PROJECTS_TEXT
    )
    rules = draft_document(cast, date(_YEAR, 1, 10), DossierKind.RULES, texts.RULES_TITLE, texts.RULES_TEXT)
    agenda = (
        ("review", texts.TASKS_TITLE, 20, tasks),
        ("review", texts.PROJECTS_TITLE, 20, projects),
        ("review", texts.RULES_TITLE, 10, rules),
        ("hear", "2021年同城化工作情况", 15, None),
    )
    lay_agenda(cast.act("secretary", date(_YEAR, 1, 18)), meeting, agenda, units)
    call_meeting(cast, meeting, date(_YEAR, 1, 19), date(_YEAR, 1, 20))
    held = cast.act("secretary", on, 6)
    actions.open_session(held, meeting)
    decisions = _decisions(held, meeting, units)
    asked = _instructions(held, meeting, units)
    actions.close_session(held, meeting)
    actions.issue_outcomes(cast.act("secretary", date(_YEAR, 2, 10)), meeting)
    _rows(cast.act("entry", date(_YEAR, 2, 11)), decisions, asked, lists, units)
    return meeting


def _bodies(act: Act, units: Mapping[str, Unit]) -> Body:
    group = {
        "code": "group",
        "name": "示意都市圈同城化发展领导小组",
        "unit": units["leading_group"],
        "notice_days": 5,
    }
    body = actions.save_body(act, Body(), group | {"convener": "领导小组组长"})
    directors = {"code": "directors", "name": "领导小组办公室主任会议", "unit": units["joint_office"]}
    before = actions.save_body(
        act, Body(), directors | {"notice_days": 3, "convener": "办公室主任", "adopted_by": body}
    )
    transport = {"code": "transport", "name": "综合交通专项合作组会议", "unit": units["group_transport"]}
    actions.save_body(act, Body(), transport | {"notice_days": 2, "short_notice": False})
    return actions.save_body(act, body, {"pre_review_by": before})


def _tasks_document(cast: Cast, units: Mapping[str, Unit]) -> Version:
    first = draft_document(
        cast,
        date(_YEAR, 1, 6),
        DossierKind.ANNUAL,
        texts.TASKS_TITLE,
        texts.TASKS_FIRST,
        DRAFT,
        units["joint_office"],
    )
    heard = (
        Heard("ding_office", "打通甲丁", "建议明确两侧路基宽度和限速一致。", Disposition.ACCEPTED),
        Heard(
            "bing_office", "推进异地就医", "二级医院设备差异大，建议先在三级医院互认。", Disposition.PARTLY,
            "三级医院年内互认，二级医院先行试点。",
        ),
        Heard(
            "yi_office", "各填报单位", "建议改为每季度报送一次。", Disposition.NOT,
            "按月调度是年度任务的既有安排，季度报送不能及时发现滞后。",
        ),
    )  # fmt: skip
    one = ask_offices(cast, first, date(_YEAR, 1, 6), date(_YEAR, 1, 12), heard)
    settle_opinions(cast, one, date(_YEAR, 1, 13), heard)
    act = cast.act("secretary", date(_YEAR, 1, 14))
    read = typed_text(texts.TASKS_TITLE, texts.TASKS_SECOND)
    return add_version(act, first.dossier, read, label=FINAL, note="吸收征求意见情况修改")


def _decisions(act: Act, meeting: Meeting, units: Mapping[str, Unit]) -> list[Resolution]:
    items = list(meeting.agenda.all())
    decided = (
        (Outcome.PASSED, f"审议通过《{texts.TASKS_TITLE}》，由各牵头单位组织实施。", None),
        (Outcome.PASSED, f"审议通过《{texts.PROJECTS_TITLE}》，按季度调度。", None),
        (Outcome.IN_PRINCIPLE, f"原则通过《{texts.RULES_TITLE}》，补充议定事项报告制度后印发。", date(_YEAR, 3, 11)),
        (Outcome.HEARD, "听取2021年同城化工作情况汇报。", None),
    )
    return [
        actions.save_resolution(
            act,
            meeting,
            Resolution(),
            {
                "number": number,
                "agenda_item": item,
                "outcome": outcome,
                "text": text,
                "due": due,
                "unit": units["joint_office"],
            },
        )
        for number, (item, (outcome, text, due)) in enumerate(zip(items, decided, strict=True), start=1)
    ]


def _instructions(act: Act, meeting: Meeting, units: Mapping[str, Unit]) -> list[Instruction]:
    asked = (
        (
            "综合交通",
            "甲丁交界断头路两侧技术标准要尽快商定，一季度拿出统一方案。",
            "jia_transport",
            date(_YEAR, 3, 31),
        ),
        ("公共服务", "异地就医结算的堵点要逐项列清，上半年解决到位。", "bing_health", date(_YEAR, 6, 30)),
    )
    return [
        actions.save_instruction(
            act,
            meeting,
            Instruction(),
            {
                "number": number,
                "who": "领导小组组长",
                "field": field,
                "text": text,
                "unit": units[code],
                "to_whom": units[code].name,
                "due": due,
            },
        )
        for number, (field, text, code, due) in enumerate(asked, start=1)
    ]


def _rows(
    act: Act,
    decisions: Sequence[Resolution],
    asked: Sequence[Instruction],
    lists: Sequence[List],
    units: Mapping[str, Unit],
) -> None:
    """Tie the year's lists to the resolutions that adopted them; make rows of what is new."""
    for decision, lst in zip(decisions, lists, strict=False):
        actions.tie_rows(act, decision, list(Item.objects.filter(list=lst)))
    values = {"code": "meeting-5", "name": "领导小组第五次会议议定事项", "kind": ListKind.TASK, "year": _YEAR}
    more = {"circle": "demo", "synthetic": True, "source": "示意数据"}
    lst = create_list(act, units["joint_office"], values | more)
    made = actions.make_rows(
        act, decisions[2], lst, [_row("修改印发领导小组工作规则", units["joint_office"], decisions[2].due)]
    )
    titles = ("商定甲丁交界断头路统一技术标准", "逐项列清并解决异地就医结算堵点")
    for one, title in zip(asked, titles, strict=True):
        assert one.unit is not None
        made += actions.make_rows(act, one, lst, [_row(title, one.unit, one.due)])
    activate_items(
        act.because("领导小组第五次会议议定"),
        list(Item.objects.filter(pk__in=[row.pk for row in made]).select_related("list")),
    )


def _row(title: str, unit: Unit, due: date | None) -> NewItem:
    return NewItem(
        {
            "kind": ItemKind.MATTER,
            "title": title,
            "reporting_unit": unit,
            "leads": [unit],
            "due": due,
            "group": "议定事项",
            "source": "示意数据",
        }
    )


def plan_the_next(region: Region) -> tuple[Meeting, Meeting]:
    """Call the next meeting of the group, and gather items for the next one of the office's directors."""
    cast, units = Cast(), {unit.code: unit for unit in Unit.objects.all()}
    today = timezone.localdate()
    return _called(cast, units, today, region), _gathering(cast, units, today)


def _belts(cast: Cast, at: date, region: Region, unit: Unit) -> Version:
    """Draft the plan of the belts, whose areas are those of the circle's own table."""
    version = draft_document(cast, at, DossierKind.SPATIAL, texts.BELTS_TITLE, texts.BELTS_TEXT, FINAL, unit)
    draw_areas(cast.act("secretary", at, 11), version, list(_areas(region)), source="示意数据")
    return version


def _areas(region: Region) -> Iterator[AreaDraft]:
    names = {words(row, "county"): words(row, "name") for row in records(region, "counties")}
    for row in records(region, "areas"):
        counties = tuple({"code": code, "name": names[code]} for code in several(row, "counties"))
        drawn = row["geometry"]
        assert isinstance(drawn, BaseGeometry)
        yield AreaDraft(words(row, "kind"), words(row, "name"), mapping(drawn), counties)


def _called(cast: Cast, units: Mapping[str, Unit], today: date, region: Region) -> Meeting:
    begun = today - timedelta(24)
    meeting = plan_meeting(cast, Body.objects.get(code="group"), 6, weekday(today + timedelta(12)), begun, units)
    first = draft_document(
        cast, begun, DossierKind.OTHER, texts.SERVICES_TITLE, texts.SERVICES_FIRST, DRAFT, units["joint_office"]
    )
    heard = (
        Heard("jia_office", "一、", "已具备条件的为十八项，建议据实写。", Disposition.ACCEPTED),
        Heard("yi_office", "三、", "建议给出统一标准的期限。", Disposition.ACCEPTED),
        Heard(
            "bing_office", "四、", "按服务人次分担对人口净流出市不利，建议删去。", Disposition.PARTLY,
            "不在本文件规定，由四市财政部门另行商定。",
        ),
        Heard("ding_office", "二、", "建议优惠由甲市承担。", Disposition.NOT, "优惠互认以各市自担为前提，四市已有约定。"),
    )  # fmt: skip
    one = ask_offices(cast, first, begun + timedelta(1), begun + timedelta(9), heard)
    settle_opinions(cast, one, begun + timedelta(10), heard)
    act = cast.act("secretary", begun + timedelta(11))
    read = typed_text(texts.SERVICES_TITLE, texts.SERVICES_SECOND)
    final = add_version(act, first.dossier, read, label=FINAL, note="吸收征求意见情况修改")
    agenda = (
        ("review", texts.SERVICES_TITLE, 25, final),
        ("review", texts.BELTS_TITLE, 15, _belts(cast, begun + timedelta(12), region, units["joint_office"])),
        ("hear", "领导小组第五次会议议定事项落实情况", 20, None),
    )
    lay_agenda(cast.act("secretary", begun + timedelta(15)), meeting, agenda, units)
    call_meeting(cast, meeting, begun + timedelta(20), today)
    return meeting


def _gathering(cast: Cast, units: Mapping[str, Unit], today: date) -> Meeting:
    act = cast.act("secretary", today)
    values = {"session": 12, "on": weekday(today + timedelta(33)), "begins": time(15, 0), "synthetic": True}
    meeting = actions.plan_meeting(act, Body.objects.get(code="directors"), values)
    draft = draft_document(
        cast, today, DossierKind.ACTION_PLAN, texts.BORDER_TITLE, texts.BORDER_TEXT, DRAFT, units["joint_office"]
    )
    heard = (Heard("ding_office", "二、", "建议写明统一标准由两市交通运输局共同商定。"),)
    silent = ("yi_office", "bing_office")
    ask_offices(cast, draft, today - timedelta(1), today + timedelta(11), heard, silent)
    agenda = (
        ("review", texts.BORDER_TITLE, 20, draft),
        ("study", "2023年度重点工作任务编制安排", 15, None),
    )
    lay_agenda(act, meeting, agenda, units, PreReview.NOT_NEEDED)
    return meeting
