"""The real circle's meetings: the first one sentence by sentence from its report, later ones as far as published.

What a source does not say stays empty: who sat in which venue, most days of notice, most outcomes. The first report
says that documents were reviewed (审议), not that they were passed, and so does this. Their texts were never published:
they are dossiers known by title alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from tongcheng.office.core.acting import Act
from tongcheng.office.documents.actions import add_version, enter_title, need_no_row, save_dossier, tie_rows
from tongcheng.office.documents.models import Dossier, DossierKind, Paragraph, Reach, Version
from tongcheng.office.documents.reading import typed_text
from tongcheng.office.lists.actions import NewItem, create_list
from tongcheng.office.lists.models import Item, ItemKind, List, ListKind, Visibility
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
    Resolution,
    Venue,
)
from tongcheng.office.people.models import City, Unit

_REPORT = "同心聚力推动成德眉资同城化发展成势见效（领导小组第一次会议报道）"
_LIST = "领导小组第一次会议要求（按报道原文）"
_NOTE = "转载页为繁体，此处转为简体；图片说明略去"
_VENUES = ("510100", "510600", "511400", "512000")
#: Office, role in the group, name, capacity: as the report prints them.
_PEOPLE = (
    ("省委常委、成都市委书记", "领导小组组长", "范锐平", Capacity.HEAD),
    ("副省长", "领导小组副组长", "尧斯丹", Capacity.PRESIDES),
    ("成都市委副书记、市长", "领导小组副组长", "罗强", Capacity.SPEAKS),
    ("德阳市委书记", "领导小组副组长", "靳磊", Capacity.SPEAKS),
    ("眉山市委书记", "领导小组副组长", "慕新海", Capacity.SPEAKS),
    ("资阳市委书记", "领导小组副组长", "廖仁松", Capacity.SPEAKS),
    ("领导小组成员单位有关负责同志", "", "", Capacity.ATTENDS),
    ("成德眉资四市有关市领导等", "", "", Capacity.ATTENDS),
)
#: What was reviewed, in the report's order: kind, title, and the rows whose own table names it as their list.
_REVIEWED = (
    (DossierKind.RULES, "四川省推进成德眉资同城化发展领导小组工作规则", ""),
    (DossierKind.RULES, "四川省推进成德眉资同城化发展领导小组办公室工作规则", ""),
    (DossierKind.OUTLINE, "成都都市圈发展规划总体思路", ""),
    (DossierKind.SPATIAL, "成德眉资“三区三带”空间规划", ""),
    (
        DossierKind.ACTION_PLAN,
        "成德眉资同城化发展暨成都都市圈建设三年行动计划及重大支撑项目清单",
        "projects:S3,DER-10,DER-11,DER-12",
    ),
    (DossierKind.ANNUAL, "成德眉资同城化发展暨成都都市圈建设2020年度重点工作任务", "tasks-2020"),
)


@dataclass(frozen=True)
class _Later:
    """A later meeting as a source tells it; ``decided`` are outcome, words and the rows that came of them."""

    body: str
    session: int | None
    title: str
    on: date | None
    source: str
    remark: str = ""
    heard: tuple[str, ...] = ()
    decided: tuple[tuple[str, str, str], ...] = ()


_LATER = (
    _Later(
        "leading_group", 2, "", None, "四川成德眉资同城化发展领导小组组建情况 daowen.com/lilun/1174526.html",
        "资料称2020年领导小组会议召开两次；第二次会议的日期和议题未载明。",
    ),
    _Later(
        "office_directors", None, "领导小组办公室主任会议（2020年6月30日）", date(2020, 6, 30),
        "四川成德眉资同城化发展领导小组组建情况 daowen.com/lilun/1174526.html", "资料称2020年办公室主任会议召开一次。",
        ("同城化工作总体推进情况", "S3、S5、S11线共建协议起草和报批情况"),
    ),
    _Later(
        "leading_group", 3, "", date(2021, 4, 14), "http://zgwc.gov.cn/news_show.aspx?id=196630（2021-04-15）",
        "会上头部企业集中签约25个项目，资料所列计划投资30.202亿元。",
        decided=((Outcome.NOT_STATED, "确定2021年十件大事。", "matters-2021"),),
    ),
    _Later(
        "services_meeting", None, "2022年成德眉资公服生态同城化工作推进会", date(2022, 5, 20),
        "http://scjjzx.hrnewspaper.com/jjzx/scaq/2022-05-24/66695.html（2022-05-24）",
        decided=((Outcome.NOT_STATED, "公服生态同城化和公积金同城化工作事项（已公布部分）。", "fund-2022"),),
    ),
    _Later(
        "leading_group", 5, "", None, "成德眉资同城化资料整理（facts §1）",
        "2022年6月前召开，会上举行项目集中开工；日期、议题和议定事项未载明。",
    ),
    _Later(
        "ziyang_office", 5, "", date(2022, 7, 5), "http://bookrwl.com/details.aspx?id=194032（2022-07-07）",
        decided=(
            (
                Outcome.NOT_STATED,
                "把与成都深度合作且前期成熟的项目纳入清单，替换开工条件不成熟、进度严重滞后的原有项目。",
                "",
            ),
        ),
    ),
    _Later(
        "office_directors", 6, "", None, "https://kewenda.com/ask/93699.html（2023-01）",
        "资料发布于2023年1月；会前审议领导小组第六次会议的规划文件，会议日期未载明。",
        ("2022年工作总结",),
        (
            (Outcome.NOT_STATED, "筹备领导小组第六次会议。", ""),
            (Outcome.NOT_STATED, "推进天府大道（北延线、南延线）科创走廊和成资协同开放走廊国土空间专项规划。", ""),
            (Outcome.NOT_STATED, "用好都市圈发展评价指标体系的决策参考作用。", ""),
        ),
    ),
    _Later(
        "leading_group", 6, "", None,
        "http://sc.sina.com.cn/news/m/2023-02-20/detail-imyhfvup8604754.shtml（2023-02-20）",
        "2023年2月19日前召开，会议日期未载明。",
        decided=((Outcome.PASSED, "通过成长期（2023—2025年）三年行动计划，8个方面26个领域。", ""),),
    ),
    _Later(
        "ziyang_group", 4, "", None, "http://gk.ziyang.gov.cn/details.aspx?dept=38&id=100104（2023-03-07）",
        "会议日期未载明。",
        decided=((Outcome.NOT_STATED, "成资同城化2023年工作要点；各推进责任单位每月7日前报送台账。", ""),),
    ),
)  # fmt: skip
_BODIES = (
    ("leading_group", "四川省推进成德眉资同城化发展领导小组", "leading_group"),
    ("office_directors", "领导小组办公室主任会议", "joint_office"),
    ("services_meeting", "成德眉资公服生态同城化工作推进会", "section_services"),
    ("ziyang_group", "资阳市同城化发展领导小组", None),
    ("ziyang_office", "资阳市同城化办公室", "ziyang_group_office"),
)


def add_meetings(act: Act, office: Unit, cities: Mapping[str, City], sources: Mapping[str, str]) -> int:
    """Add the meetings that sources tell of, with their documents and what came of them; give how many."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    bodies = {
        code: actions.save_body(
            act, Body(), {"code": code, "name": name, "unit": units.get(unit or ""), "notice_days": 0}
        )
        for code, name, unit in _BODIES
    }
    actions.save_body(
        act,
        bodies["leading_group"],
        {"pre_review_by": bodies["office_directors"]},
    )
    actions.save_body(act, bodies["office_directors"], {"adopted_by": bodies["leading_group"]})
    _first(act, bodies["leading_group"], office, cities, sources["seed_2020"])
    for one in _LATER:
        _later(act, bodies[one.body], one)
    return Meeting.objects.count()


def _first(act: Act, body: Body, office: Unit, cities: Mapping[str, City], source: str) -> None:
    values = {
        "session": 1,
        "on": date(2020, 2, 25),
        "by_video": True,
        "source": source,
        "remark": "报道称“审议了……等”：审议结果、是否另有议题、各人所在会场均未载明。",
    }
    meeting = actions.plan_meeting(act, body, values)
    for order, code in enumerate(_VENUES):
        actions.save_venue(
            act, meeting, Venue(), {"name": f"{cities[code].name}会场", "city": cities[code], "order": order}
        )
    for order, (post, role, name, capacity) in enumerate(_PEOPLE, start=1):
        person = {"order": order, "office": post, "role": role, "name": name, "capacity": capacity}
        speaks = capacity in (Capacity.HEAD, Capacity.SPEAKS, Capacity.PRESIDES)
        actions.save_attendance(act, meeting, Attendance(), person | {"speaks": speaks})
    agenda = [
        actions.save_agenda_item(act, meeting, AgendaItem(), _item(act, order, kind, title, source))
        for order, (kind, title, _) in enumerate(_REVIEWED, start=1)
    ]
    record = _report(act, source)
    actions.enter_held(act, meeting)
    actions.keep_record(act, meeting, record)
    for number, (item, (_, title, rows)) in enumerate(zip(agenda, _REVIEWED, strict=True), start=1):
        _decide(act, meeting, number, Outcome.NOT_STATED, f"审议《{title}》。", rows, item)
    _sentences(act, meeting, record, office, source)
    actions.issue_outcomes(act, meeting)


def _item(act: Act, order: int, kind: str, title: str, source: str) -> dict[str, Any]:
    dossier = save_dossier(
        act,
        Dossier(),
        {
            "kind": kind,
            "title": title,
            "visibility": Reach.PUBLIC,
            "text_known": False,
            "source": source,
            "remark": "仅知题名，原文未公开。",
        },
    )
    document = enter_title(act, dossier, label="2020年2月25日上会")
    return {"order": order, "verb": AgendaVerb.REVIEW, "title": title, "document": document}


def _report(act: Act, source: str) -> Version:
    values = {"kind": DossierKind.OTHER, "title": _REPORT, "visibility": Reach.PUBLIC, "source": source}
    dossier = save_dossier(act, Dossier(), values)
    text = "\n".join(row["text"] for row in _rows())
    return add_version(act, dossier, typed_text(_REPORT, text), label="2020年2月26日报道", note=_NOTE)


def _rows() -> list[dict[str, str]]:
    text = (files("tongcheng.office.seeds") / "chengdu_first_meeting.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _sentences(act: Act, meeting: Meeting, record: Version, office: Unit, source: str) -> None:
    """Tie every sentence of the report to what came of it: instructions, their rows, later rows of the same matter."""
    values = {
        "code": "meeting-1",
        "name": _LIST,
        "kind": ListKind.TASK,
        "year": 2020,
        "circle": "chengdu",
        "source": source[:300],
    }
    lst = create_list(act, office, values)
    without: dict[str, list[Paragraph]] = {}
    number = 0
    for row, paragraph in zip(_rows(), record.paragraphs.order_by("order"), strict=True):
        if row["none"]:
            without.setdefault(row["none"], []).append(paragraph)
        if row["who"]:
            number += 1
            _instruct(act, meeting, number, row, paragraph, lst, source)
        if ties := list(_tied(row["ties"])):
            tie_rows(act, paragraph, ties)
    for reason, paragraphs in without.items():
        need_no_row(act.because(reason), paragraphs)


def _instruct(
    act: Act, meeting: Meeting, number: int, row: Mapping[str, str], paragraph: Paragraph, lst: List, source: str
) -> None:
    values = {"number": number, "who": row["who"], "field": row["field"], "text": row["text"], "to_whom": ""}
    one = actions.save_instruction(act, meeting, Instruction(), values)
    actions.cite_paragraph(act, one, paragraph)
    drafts = [
        NewItem(
            {
                "kind": ItemKind.MATTER,
                "title": words,
                "content": row["text"],
                "field": row["field"],
                "group": row["field"],
                "visibility": Visibility.PUBLIC,
                "source": source,
            }
        )
        for words in row["asks"].split("|")
        if words
    ]
    if drafts:
        actions.make_rows(act, one, lst, drafts)


def _tied(wanted: str) -> Iterable[Item]:
    """Give rows: of a whole list, by field or group (``projects/断头路``), by numbers (``projects:S3,S5``)."""
    for one in filter(None, wanted.split(";")):
        code, _, numbers = one.partition(":")
        code, _, field = code.partition("/")
        rows = Item.objects.filter(list__code=code).order_by("order")
        if numbers:
            rows = rows.filter(code__in=numbers.split(","))
        found = [row for row in rows if not field or field in (row.field, row.group)]
        if not found:
            raise ValueError(f"no rows: {one}")
        yield from found


def _later(act: Act, body: Body, one: _Later) -> None:
    values = {"session": one.session, "title": one.title, "on": one.on, "source": one.source, "remark": one.remark}
    meeting = actions.plan_meeting(act, body, values)
    for order, title in enumerate(one.heard, start=1):
        item = {"order": order, "verb": AgendaVerb.HEAR, "title": title}
        actions.save_agenda_item(act, meeting, AgendaItem(), item)
    actions.enter_held(act, meeting)
    for number, (outcome, text, rows) in enumerate(one.decided, start=1):
        _decide(act, meeting, number, outcome, text, rows)
    actions.issue_outcomes(act, meeting)


def _decide(
    act: Act, meeting: Meeting, number: int, outcome: str, text: str, rows: str, item: AgendaItem | None = None
) -> None:
    values = {"number": number, "agenda_item": item, "outcome": outcome, "text": text}
    one = actions.save_resolution(act, meeting, Resolution(), values)
    if found := list(_tied(rows)):
        actions.tie_rows(act, one, found)
