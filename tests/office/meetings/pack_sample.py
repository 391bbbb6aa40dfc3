"""Two meetings of one body with everything a pack may hold: made by the real actions, all of it fictional."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests.office.documents import files
from tests.office.world import World
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.documents import actions as documents
from tongcheng.office.documents.geometry import AreaDraft
from tongcheng.office.documents.models import Dossier, Opinion, Version
from tongcheng.office.documents.reading import Upload, read_upload
from tongcheng.office.lists.models import Item
from tongcheng.office.meetings import actions
from tongcheng.office.meetings.models import AgendaItem, Attendance, Body, Instruction, Meeting, Resolution, Venue
from tongcheng.office.progress.models import Ledger, Period, Report

FIRST, SECOND = dt.date(2022, 1, 10), dt.date(2022, 6, 20)
PEOPLE = (
    ("周一", "甲市市委书记", "组长", "head", "甲"),
    ("吴二", "副省长", "副组长", "presides", "甲"),
    ("郑三", "甲市市长", "副组长", "speaks", "甲"),
    ("王四", "乙市市委书记", "副组长", "speaks", "乙"),
    ("", "成员单位有关负责同志", "", "observes", "甲"),
    ("冯五", "乙市交通运输局局长", "", "excused", "乙"),
)


@dataclass
class Sample:
    """What was made."""

    world: World
    body: Body
    first: Meeting
    second: Meeting
    versions: dict[str, Version]


def make_sample(world: World) -> Sample:
    """Make an issued meeting and the next one, which is called."""
    with acting_as("test.setup"):
        world.list.name = "2022年度重点工作任务"  # type: ignore[union-attr]
        world.list.save()  # type: ignore[union-attr]
    values = {"code": "group", "name": "甲乙同城化发展领导小组", "notice_days": 3, "unit": world.units["office"]}
    body = actions.save_body(world.act("secretary"), Body(), values)
    first = _held(world, body)
    versions = _versions(world)
    second = _called(world, body, versions)
    return Sample(world, body, first, second, versions)


def _plan(world: World, body: Body, session: int, on: dt.date) -> Meeting:
    values = {"session": session, "on": on, "begins": dt.time(14, 30), "by_video": True, "synthetic": True}
    meeting = actions.plan_meeting(world.act("secretary"), body, values)
    act = world.act("secretary")
    venues = {}
    for order, (name, city) in enumerate(world.cities.items()):
        named = {"name": f"{name}市会场", "city": city, "main": order == 0, "order": order}
        venues[name] = actions.save_venue(act, meeting, Venue(), named)
    units = {"甲": world.units["roads_a"], "乙": world.units["roads_b"]}
    for order, (name, office, role, capacity, venue) in enumerate(PEOPLE):
        said: dict[str, Any] = {"name": name, "office": office, "role": role, "capacity": capacity, "order": order}
        said |= {"venue": venues[venue], "unit": units[venue], "speaks": capacity in ("head", "speaks")}
        said |= {"deputy": "陈六"} if capacity == "excused" else {}
        actions.save_attendance(act, meeting, Attendance(), said)
    return meeting


def _settle(world: World, meeting: Meeting) -> None:
    actions.consult(world.act("secretary"), meeting)
    actions.submit_agenda(world.act("secretary"), meeting)
    actions.decide_agenda(world.act("leader"), meeting)
    actions.call_meeting(world.act("secretary", "补录"), meeting)


def _held(world: World, body: Body) -> Meeting:
    meeting = _plan(world, body, 1, FIRST)
    act = world.act("secretary")
    item = {"order": 1, "verb": "review", "title": "《领导小组工作规则》", "minutes": 20, "pre_review": "done"}
    first = actions.save_agenda_item(act, meeting, AgendaItem(), item)
    _settle(world, meeting)
    actions.open_session(act, meeting)
    resolutions = []
    texts = ["通过《领导小组工作规则》", "着力打通交界地带断头路", "推进异地就医直接结算"]
    for number, text in enumerate(texts, start=1):
        values = {"number": number, "outcome": "passed", "text": text, "agenda_item": first if number == 1 else None}
        resolutions.append(actions.save_resolution(act, meeting, Resolution(), values))
    said = {"number": 1, "who": "周一", "text": "项目化、清单化推动工作落地", "to_whom": "两市"}
    actions.save_instruction(act, meeting, Instruction(), said)
    actions.close_session(act, meeting)
    joint = world.act("joint_office")
    actions.tie_rows(joint, resolutions[1], [world.items["1"], world.items["2"]])
    actions.tie_rows(joint, resolutions[2], [world.items["3"]])
    actions.issue_outcomes(act, meeting)
    _reports(world)
    return meeting


def _reports(world: World) -> None:
    at = dt.datetime(2022, 4, 5, tzinfo=dt.UTC)
    with acting_as("test.setup"):
        period = Period.objects.create(
            code="2022-03", kind="month", first_day=dt.date(2022, 3, 1), last_day=dt.date(2022, 3, 31), opens=at
        )
        ledger = Ledger.objects.create(period=period, unit=world.units["roads_a"])
        Report.objects.create(
            ledger=ledger, item=world.items["1"], progress="路基完成60%，桥梁桩基全部完成", problem="征地尚余3户",
            next_step="6月底前完成征地", percent=60,
        )  # fmt: skip
        Ledger.objects.filter(pk=ledger.pk).update(state="accepted", accepted=at)
        Item.objects.filter(pk=world.items["2"].pk).update(due=dt.date(2022, 5, 31))


def _versions(world: World) -> dict[str, Version]:
    act = world.act("joint_office")
    office = world.units["office"]
    common = {"unit": office, "visibility": "units", "synthetic": True}

    def dossier(kind: str, title: str, **more: Any) -> Dossier:
        return documents.save_dossier(act, Dossier(), common | {"kind": kind, "title": title} | more)

    plan = dossier("action_plan", "甲乙同城化发展三年行动计划")
    read = read_upload(Upload("行动计划.docx", files.word()))
    draft = documents.add_version(act, plan, read, label="送审稿")
    _asked(world, draft)
    spatial = dossier("spatial", "“两区一带”空间规划")
    belt = documents.add_version(
        act, spatial, read_upload(Upload("空间.docx", files.word(("空间规划", "一、范围", "含两区一带。"), ())))
    )
    documents.draw_areas(act, belt, _areas())
    rules_ = dossier("rules", "甲乙同城化发展领导小组工作规则")
    rules_version = documents.add_version(
        act,
        rules_,
        read_upload(Upload("规则.docx", files.word(("工作规则", "一、总则", "领导小组每半年开会一次。"), ()))),
    )
    values = {
        "number": "甲乙同城办〔2022〕3号", "issuer": "甲乙同城化发展领导小组办公室", "signer": "赵七",
        "main_to": "各成员单位", "copy_to": "省发展改革委", "issued": dt.date(2022, 1, 20),
    }  # fmt: skip
    documents.issue_version(act, rules_version, values)
    unknown = dossier("outline", "甲乙都市圈发展规划总体思路", text_known=False)
    return {"plan": draft, "spatial": belt, "rules": rules_version, "unknown": documents.enter_title(act, unknown)}


def _areas() -> list[AreaDraft]:
    def square(west: float) -> dict[str, Any]:
        ring = [[west, 30.0], [west + 0.4, 30.0], [west + 0.4, 30.4], [west, 30.4], [west, 30.0]]
        return {"type": "Polygon", "coordinates": [ring]}

    line = {"type": "LineString", "coordinates": [[104.0, 30.2], [104.5, 30.3], [105.0, 30.2]]}
    return [
        AreaDraft("area", "临港经济区", square(104.0), ({"code": "990101", "name": "甲东县"},), "示意"),
        AreaDraft("area", "高新技术区", square(104.6), ({"code": "990201", "name": "乙西县"},), "示意"),
        AreaDraft("belt", "甲乙产业带", line, ({"code": "990101", "name": "甲东县"},), "示意"),
    ]


def _asked(world: World, version: Version) -> None:
    units = [world.units[name] for name in ("roads_a", "roads_b", "health_a")]
    act = world.act("joint_office")
    due = dt.date(2022, 6, 1)
    round_ = documents.open_consultation(act, version, units, due, opened=dt.date(2022, 5, 20))
    asked = {one.unit.code: one for one in round_.asked.select_related("unit")}
    paragraph = version.paragraphs.filter(kind="paragraph").first()
    said = {"paragraph": paragraph, "words": "建议明确责任单位", "proposed": "由甲市牵头，乙市配合"}
    one = documents.save_opinion(world.act("unit_head"), asked["roads_a"], None, said)
    two = documents.save_opinion(
        world.act("unit_head"), asked["roads_a"], None, {"words": "时限过紧", "proposed": "", "paragraph": None}
    )
    documents.say_no_opinion(act, asked["roads_b"])
    documents.dispose_opinions(act, list(Opinion.objects.filter(pk=one.pk)), "accepted")
    documents.dispose_opinions(
        world.act("joint_office", "时限已经审定"), list(Opinion.objects.filter(pk=two.pk)), "not"
    )


def _called(world: World, body: Body, versions: dict[str, Version]) -> Meeting:
    meeting = _plan(world, body, 2, SECOND)
    act = world.act("secretary")
    titles = [("审议", version.dossier.title, version) for version in versions.values()]
    rows: list[tuple[str, str, Version | None]] = [*titles, ("审议", "《2022年度重点工作任务》", None)]
    for order, (_, title, version) in enumerate(rows, start=1):
        values = {
            "order": order, "verb": "review", "title": title, "minutes": 15, "document": version,
            "presenter": world.units["office"], "pre_review": "done",
        }  # fmt: skip
        actions.save_agenda_item(act, meeting, AgendaItem(), values)
    _settle(world, meeting)
    return meeting
