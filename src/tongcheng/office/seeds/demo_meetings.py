"""The invented office's meetings: one issued with its rows, one called, one for which items are being gathered.

Everything goes through the actions that people use, each by the person whose work it is. The issued meeting is of the
sample's year; the two to come are dated from the day on which the sample is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tongcheng.office.core.acting import Act
from tongcheng.office.documents.actions import (
    add_version,
    close_consultation,
    dispose_opinions,
    open_consultation,
    save_dossier,
    save_opinion,
    say_no_opinion,
)
from tongcheng.office.documents.models import (
    Consultation,
    Disposition,
    Dossier,
    DossierKind,
    Opinion,
    Paragraph,
    Reach,
    Version,
)
from tongcheng.office.documents.reading import typed_text
from tongcheng.office.lists.actions import NewItem, activate_items, create_list
from tongcheng.office.lists.models import Item, ItemKind, List, ListKind
from tongcheng.office.meetings import actions
from tongcheng.office.meetings.models import (
    AgendaItem,
    AgendaVerb,
    Attendance,
    Body,
    Capacity,
    Instruction,
    Meeting,
    Outcome,
    PreReview,
    Resolution,
    Venue,
)
from tongcheng.office.people.models import Person, Unit
from tongcheng.office.people.standing import Standing, standing_of
from tongcheng.office.seeds import demo_texts as texts

_YEAR = 2022
_OFFICES = ("jia_office", "yi_office", "bing_office", "ding_office")
_CITIES = ("甲市", "乙市", "丙市", "丁市")
_DRAFT, _FINAL = "征求意见稿", "送审稿"


@dataclass(frozen=True)
class Heard:
    """An opinion of a city's office: on which paragraph (by its first words), its words, what became of it and why."""

    office: str
    about: str
    words: str
    disposition: str = Disposition.WAITING
    reason: str = ""


class _Cast:
    """Who acts: by account, at a moment."""

    def __init__(self) -> None:
        self._people = {one.username: one for one in Person.objects.filter(is_active=True)}
        self._known: dict[tuple[str, date], Standing] = {}

    def act(self, username: str, on: date, hour: int = 10, reason: str = "") -> Act:
        key = (username, on)
        if key not in self._known:
            self._known[key] = standing_of(self._people[username], on)
        return Act(self._known[key], reason, at=timezone.make_aware(datetime.combine(on, time(hour))))


def hold_the_issued(lists: Sequence[List]) -> Meeting:
    """Hold the meeting that adopted the year's lists, from the call for items to its issued outcomes."""
    cast, units = _Cast(), {unit.code: unit for unit in Unit.objects.all()}
    group = _bodies(cast.act("secretary", date(_YEAR, 1, 4)), units)
    on = date(_YEAR, 1, 28)
    meeting = _plan(cast, group, 5, on, date(_YEAR, 1, 5), units)
    tasks = _tasks_document(cast, units)
    projects = _document(cast, date(_YEAR, 1, 10), DossierKind.PROJECTS, texts.PROJECTS_TITLE, texts.PROJECTS_TEXT)
    rules = _document(cast, date(_YEAR, 1, 10), DossierKind.RULES, texts.RULES_TITLE, texts.RULES_TEXT)
    agenda = (
        ("review", texts.TASKS_TITLE, 20, tasks),
        ("review", texts.PROJECTS_TITLE, 20, projects),
        ("review", texts.RULES_TITLE, 10, rules),
        ("hear", "2021年同城化工作情况", 15, None),
    )
    _agenda(cast.act("secretary", date(_YEAR, 1, 18)), meeting, agenda, units)
    _call(cast, meeting, date(_YEAR, 1, 19), date(_YEAR, 1, 20))
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


def _plan(cast: _Cast, body: Body, session: int, on: date, at: date, units: Mapping[str, Unit]) -> Meeting:
    """Plan a meeting by video with a venue in each city, and the offices that sit there."""
    act = cast.act("secretary", at)
    values = {"session": session, "on": on, "begins": time(9, 30), "by_video": True, "synthetic": True}
    meeting = actions.plan_meeting(act, body, values)
    order = 0
    for place, (code, city) in enumerate(zip(_OFFICES, _CITIES, strict=True)):
        office = units[code]
        main = place == 0
        named = {"name": f"{city}{'主' if main else '分'}会场", "city": office.city, "main": main, "order": place}
        venue = actions.save_venue(act, meeting, Venue(), named)
        people: list[tuple[str, str, str, Unit | None]] = [
            ("市长", "领导小组副组长", Capacity.SPEAKS, None),
            ("同城化工作机构负责人", "", Capacity.ATTENDS, office),
        ]
        if main:
            people = [
                ("领导小组组长", "组长", Capacity.HEAD, units["leading_group"]),
                ("领导小组常务副组长", "副组长", Capacity.PRESIDES, units["leading_group"]),
                *people,
                ("交通运输局负责人", "", Capacity.OBSERVES, units["jia_transport"]),
            ]
        for post, role, capacity, unit in people:
            order += 1
            said = post if main and role in ("组长", "副组长") else f"{city}{post}"
            person = {
                "order": order,
                "office": said,
                "role": role,
                "capacity": capacity,
                "venue": venue,
                "unit": unit,
            }
            actions.save_attendance(act, meeting, Attendance(), person)
    return meeting


def _document(
    cast: _Cast, at: date, kind: str, title: str, text: str, label: str = _FINAL, unit: Unit | None = None
) -> Version:
    act = cast.act("secretary", at)
    values = {"kind": kind, "title": title, "visibility": Reach.UNITS, "synthetic": True, "source": "示意数据"}
    dossier = save_dossier(act, Dossier(), values | {"unit": unit})
    return add_version(act, dossier, typed_text(title, text), label=label)


def _consult(
    cast: _Cast, version: Version, at: date, due: date, heard: Sequence[Heard], silent: Sequence[str] = ()
) -> Consultation:
    """Ask the four offices; those that have nothing to say say so, unless they are silent."""
    offices = list(Unit.objects.filter(code__in=_OFFICES).order_by("order"))
    words = "请研提意见，于时限前反馈；无意见的请反馈“无意见”。"
    one = open_consultation(cast.act("secretary", at, 11), version, offices, due, words=words, opened=at)
    paragraphs = list(Paragraph.objects.filter(version=version))
    for asked in one.asked.select_related("unit"):
        own = [said for said in heard if said.office == asked.unit.code]
        act = cast.act(asked.unit.code, at + timedelta(1), 11)
        for said in own:
            found = next((row for row in paragraphs if row.text.startswith(said.about)), None)
            save_opinion(act, asked, None, {"paragraph": found if said.about else None, "words": said.words})
        if not own and asked.unit.code not in silent:
            say_no_opinion(act, asked)
    return one


def _settle(cast: _Cast, one: Consultation, at: date, heard: Sequence[Heard]) -> None:
    close_consultation(cast.act("secretary", at), one)
    for said in heard:
        rows = list(Opinion.objects.filter(asked__consultation=one, words=said.words))
        dispose_opinions(cast.act("secretary", at, 11, said.reason), rows, said.disposition)


def _tasks_document(cast: _Cast, units: Mapping[str, Unit]) -> Version:
    first = _document(
        cast,
        date(_YEAR, 1, 6),
        DossierKind.ANNUAL,
        texts.TASKS_TITLE,
        texts.TASKS_FIRST,
        _DRAFT,
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
    one = _consult(cast, first, date(_YEAR, 1, 6), date(_YEAR, 1, 12), heard)
    _settle(cast, one, date(_YEAR, 1, 13), heard)
    act = cast.act("secretary", date(_YEAR, 1, 14))
    read = typed_text(texts.TASKS_TITLE, texts.TASKS_SECOND)
    return add_version(act, first.dossier, read, label=_FINAL, note="吸收征求意见情况修改")


def _agenda(
    act: Act,
    meeting: Meeting,
    rows: Sequence[tuple[str, str, int, Version | None]],
    units: Mapping[str, Unit],
    review: str = PreReview.DONE,
) -> None:
    for order, (verb, title, minutes, document) in enumerate(rows, start=1):
        heard = verb == AgendaVerb.HEAR
        values = {
            "order": order,
            "verb": verb,
            "title": title,
            "minutes": minutes,
            "document": document,
            "presenter": units["joint_office"],
            "pre_review": PreReview.NOT_NEEDED if heard else review,
            "pre_review_note": "" if heard or review != PreReview.DONE else "办公室主任会议同意提请审议",
        }
        actions.save_agenda_item(act, meeting, AgendaItem(), values)


def _call(cast: _Cast, meeting: Meeting, at: date, called: date) -> None:
    act = cast.act("secretary", at)
    actions.consult(act, meeting)
    actions.submit_agenda(act, meeting)
    actions.decide_agenda(cast.act("leader", at, 11), meeting)
    actions.call_meeting(cast.act("secretary", called), meeting)


def _decisions(act: Act, meeting: Meeting, units: Mapping[str, Unit]) -> list[Resolution]:
    items = list(meeting.agenda.all())
    words = (
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
        for number, (item, (outcome, text, due)) in enumerate(zip(items, words, strict=True), start=1)
    ]


def _instructions(act: Act, meeting: Meeting, units: Mapping[str, Unit]) -> list[Instruction]:
    words = (
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
        for number, (field, text, code, due) in enumerate(words, start=1)
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


def plan_the_next(today: date | None = None) -> tuple[Meeting, Meeting]:
    """Call the next meeting of the group, and gather items for the next one of the office's directors."""
    cast, units = _Cast(), {unit.code: unit for unit in Unit.objects.all()}
    today = today or timezone.localdate()
    return _called(cast, units, today), _gathering(cast, units, today)


def _weekday(day: date) -> date:
    """Give the day, or the Monday after a weekend."""
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _called(cast: _Cast, units: Mapping[str, Unit], today: date) -> Meeting:
    begun = today - timedelta(24)
    meeting = _plan(cast, Body.objects.get(code="group"), 6, _weekday(today + timedelta(12)), begun, units)
    first = _document(
        cast, begun, DossierKind.OTHER, texts.SERVICES_TITLE, texts.SERVICES_FIRST, _DRAFT, units["joint_office"]
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
    one = _consult(cast, first, begun + timedelta(1), begun + timedelta(9), heard)
    _settle(cast, one, begun + timedelta(10), heard)
    act = cast.act("secretary", begun + timedelta(11))
    read = typed_text(texts.SERVICES_TITLE, texts.SERVICES_SECOND)
    final = add_version(act, first.dossier, read, label=_FINAL, note="吸收征求意见情况修改")
    agenda = (
        ("review", texts.SERVICES_TITLE, 25, final),
        ("hear", "领导小组第五次会议议定事项落实情况", 20, None),
    )
    _agenda(cast.act("secretary", begun + timedelta(15)), meeting, agenda, units)
    _call(cast, meeting, begun + timedelta(20), today)
    return meeting


def _gathering(cast: _Cast, units: Mapping[str, Unit], today: date) -> Meeting:
    act = cast.act("secretary", today)
    values = {"session": 12, "on": _weekday(today + timedelta(33)), "begins": time(15, 0), "synthetic": True}
    meeting = actions.plan_meeting(act, Body.objects.get(code="directors"), values)
    draft = _document(
        cast, today, DossierKind.ACTION_PLAN, texts.BORDER_TITLE, texts.BORDER_TEXT, _DRAFT, units["joint_office"]
    )
    heard = (Heard("ding_office", "二、", "建议写明统一标准由两市交通运输局共同商定。"),)
    silent = ("yi_office", "bing_office")
    _consult(cast, draft, today - timedelta(1), today + timedelta(11), heard, silent)
    agenda = (
        ("review", texts.BORDER_TITLE, 20, draft),
        ("study", "2023年度重点工作任务编制安排", 15, None),
    )
    _agenda(act, meeting, agenda, units, PreReview.NOT_NEEDED)
    return meeting
