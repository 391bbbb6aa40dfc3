"""Meetings: the first one as it was, the way by state and role, outcomes, rows, pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.audit import chain
from tongcheng.office.core.acting import ACTIONS, ConflictError, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.waiting import waiting_for
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.models import Item
from tongcheng.office.meetings import actions, checking, queries
from tongcheng.office.meetings.actions.steps import ACTION_OF
from tongcheng.office.meetings.models import AgendaItem, Attendance, Body, Instruction, Meeting, Resolution, Venue
from tongcheng.office.meetings.rules import WAYS
from tongcheng.office.people.models import City

DAY = dt.date(2020, 2, 25)
DOCUMENTS = (
    "四川省推进成德眉资同城化发展领导小组工作规则和领导小组办公室工作规则",
    "成都都市圈发展规划总体思路",
    "成德眉资“三区三带”空间规划",
    "成德眉资同城化发展暨成都都市圈建设三年行动计划及重大支撑项目清单",
    "成德眉资同城化发展暨成都都市圈建设2020年度重点工作任务",
)
PEOPLE = (
    ("范锐平", "省委常委、成都市委书记", "领导小组组长", "head", "成都"),
    ("尧斯丹", "副省长", "领导小组副组长", "presides", "成都"),
    ("罗强", "成都市委副书记、市长", "领导小组副组长", "speaks", "成都"),
    ("靳磊", "德阳市委书记", "领导小组副组长", "speaks", "德阳"),
    ("慕新海", "眉山市委书记", "领导小组副组长", "speaks", "眉山"),
    ("廖仁松", "资阳市委书记", "领导小组副组长", "speaks", "资阳"),
)
Browse = Callable[[str], Client]


@pytest.fixture
def body(world: World) -> Body:
    values = {"code": "group", "name": "四川省推进成德眉资同城化发展领导小组", "notice_days": 5}
    return actions.save_body(world.act("secretary"), Body(), values)


@pytest.fixture
def meeting(world: World, body: Body) -> Meeting:
    values = {"session": 1, "on": DAY, "by_video": True}
    return actions.plan_meeting(world.act("secretary"), body, values)


def _fill(world: World, meeting: Meeting) -> None:
    act = world.act("secretary")
    for order, title in enumerate(DOCUMENTS, start=1):
        values = {"order": order, "verb": "review", "title": title, "document_title": title}
        actions.save_agenda_item(act, meeting, AgendaItem(), values)


def _put(meeting: Meeting, state: str, **values: Any) -> Meeting:
    with acting_as("test.setup"):
        Meeting.objects.filter(pk=meeting.pk).update(state=state, **values)
    meeting.refresh_from_db()
    return meeting


def test_the_first_meeting_of_the_leading_group(world: World, meeting: Meeting) -> None:
    with acting_as("test.setup"):
        names = ("成都", "德阳", "眉山", "资阳")
        cities = {name: City.objects.create(code=f"c{n}", name=f"{name}市") for n, name in enumerate(names)}
    act, joint = world.act("secretary"), world.act("joint_office")
    assert meeting.title == "四川省推进成德眉资同城化发展领导小组第一次会议"
    venues = {
        name: actions.save_venue(
            act, meeting, Venue(), {"name": f"{name}会场", "city": city, "main": name == "成都", "order": n}
        )
        for n, (name, city) in enumerate(cities.items())
    }
    for order, (name, office, role, capacity, venue) in enumerate(PEOPLE):
        values = {"name": name, "office": office, "role": role, "capacity": capacity, "venue": venues[venue]}
        actions.save_attendance(act, meeting, Attendance(), values | {"order": order, "speaks": capacity == "head"})
    _fill(world, meeting)
    actions.consult(act, meeting)
    actions.submit_agenda(act, meeting)
    actions.decide_agenda(world.act("leader"), meeting)
    with pytest.raises(RefusedError, match=r"会议日期已过\d+天.*未经会前审议"):
        actions.call_meeting(act, meeting)
    actions.call_meeting(world.act("secretary", "补录已召开的会议"), meeting)
    actions.open_session(act, meeting)
    for number, item in enumerate(meeting.agenda.all(), start=1):
        values = {"number": number, "agenda_item": item, "outcome": "passed", "text": f"审议{item.title}"}
        resolution = actions.save_resolution(act, meeting, Resolution(), values)
    words = "着力打通交界地带断头路"
    values = {"number": 1, "who": "范锐平", "text": words, "to_whom": "四市", "due": dt.date(2022, 12, 31)}
    instruction = actions.save_instruction(act, meeting, Instruction(), values)
    actions.close_session(act, meeting)
    actions.issue_outcomes(act, meeting)
    unit = world.units["roads_a"]
    row = NewItem({"title": "打通断头路", "kind": "matter", "reporting_unit": unit, "leads": [unit]})
    assert world.list is not None
    (one,) = actions.make_rows(joint, resolution, world.list, [row])
    (two,) = actions.make_rows(joint, instruction, world.list, [row])
    assert (one.origin_kind, two.origin_kind) == ("resolution", "instruction")
    assert one.origin == f"{meeting.title}（2020年2月25日）议定事项5：审议{DOCUMENTS[4]}"
    assert two.origin == f"{meeting.title}（2020年2月25日）范锐平要求1：{words}"
    page = queries.meeting_page(world.standing("auditor"), meeting)
    assert [(shown.venue and shown.venue.name, len(shown.people)) for shown in page.venues] == [
        ("成都会场", 3), ("德阳会场", 1), ("眉山会场", 1), ("资阳会场", 1)
    ]  # fmt: skip
    assert [one.title for one in page.agenda] == list(DOCUMENTS)
    assert (page.resolutions[4].items, page.instructions[0].items) == ([one], [two])
    assert chain.verify() is None


@pytest.mark.parametrize("name", WAYS)
def test_which_role_takes_which_step_in_which_state(world: World, meeting: Meeting, name: str) -> None:
    way, rule = WAYS[name], ACTIONS[ACTION_OF[name]].rule
    meeting.source = "会议纪要"
    standings = {who: world.standing(who) for who in ROLES}
    for settled in (None, dt.datetime(2020, 2, 1, tzinfo=dt.UTC)):
        allowed = set()
        for state in Meeting._meta.get_field("state").choices or ():
            meeting.state, meeting.decided = state[0], settled
            allowed |= {(who, state[0]) for who, one in standings.items() if rule(one, meeting) is None}
        possible = {"decide": settled is None, "return": settled is None, "call": settled is not None}.get(name, True)
        assert allowed == ({(who, state) for who in way.roles for state in way.start} if possible else set())


@pytest.mark.parametrize(
    ("action", "states"),
    [
        ("save_resolution", {"in_session", "closed"}),
        ("save_instruction", {"in_session", "closed"}),
        ("save_agenda_item", {"collecting", "consulting"}),
        ("save_venue", {"collecting", "consulting", "approving", "called", "in_session", "closed"}),
        ("save_attendance", {"collecting", "consulting", "approving", "called", "in_session", "closed"}),
        ("change_meeting", {"collecting", "consulting", "approving", "called"}),
    ],
)
def test_what_is_edited_when_and_by_whom(world: World, meeting: Meeting, action: str, states: set[str]) -> None:
    rule, allowed = ACTIONS[f"meetings.{action}"].rule, set()
    standings = {who: world.standing(who) for who in ROLES}
    for state, _ in Meeting._meta.get_field("state").choices or ():
        meeting.state = state
        allowed |= {(who, state) for who, one in standings.items() if rule(one, meeting) is None}
    wanted = {(who, state) for who in ("secretary", "joint_office") for state in states}
    assert allowed == wanted | ({("leader", "approving")} if action == "save_agenda_item" else set())


def test_outcomes_stay_once_issued_and_rows_hold_them(world: World, meeting: Meeting) -> None:
    act, values = world.act("secretary"), {"number": 1, "outcome": "deferred", "text": "再议"}
    with pytest.raises(RefusedError, match="只在会中"):
        actions.save_resolution(act, meeting, Resolution(), values)
    _put(meeting, "in_session")
    one = actions.save_resolution(act, meeting, Resolution(), values)
    unit = world.units["roads_a"]
    row = NewItem({"title": "修路", "kind": "matter", "reporting_unit": unit, "leads": [unit]})
    assert world.list is not None
    with pytest.raises(RefusedError, match="暂缓审议"):
        actions.make_rows(world.act("joint_office"), one, world.list, [row])
    one = actions.save_resolution(act, meeting, one, {"outcome": "in_principle"}, 1)
    with pytest.raises(ConflictError):
        actions.save_resolution(act, meeting, one, {"outcome": "passed"}, 1)
    with pytest.raises(RefusedError, match="同城化办公室"):
        actions.make_rows(act, one, world.list, [row])
    actions.make_rows(world.act("joint_office"), one, world.list, [row])
    with pytest.raises(RefusedError, match="不能删除"):
        actions.remove_part(act, one)
    _put(meeting, "issued")
    with pytest.raises(RefusedError, match="已印发"):
        actions.save_resolution(act, meeting, one, {"text": "另一句"})
    assert Item.objects.filter(outcome__resolution=one).count() == 1


def test_bad_input_is_told(world: World, body: Body, meeting: Meeting) -> None:
    act = world.act("secretary")
    with pytest.raises(InputError):
        actions.plan_meeting(act, body, {"session": 1})
    with pytest.raises(InputError, match="议题"):
        actions.submit_agenda(act, _put(meeting, "consulting"))
    _put(meeting, "collecting")
    actions.save_venue(act, meeting, Venue(), {"name": "甲", "main": True})
    with pytest.raises(InputError, match="一个主会场"):
        actions.save_venue(act, meeting, Venue(), {"name": "乙", "main": True})
    other = actions.plan_meeting(act, body, {"session": 2})
    foreign = actions.save_venue(act, other, Venue(), {"name": "丙"})
    with pytest.raises(InputError):
        actions.save_attendance(act, meeting, Attendance(), {"name": "张三", "venue": foreign})
    _fill(world, meeting)
    with pytest.raises(InputError) as caught:
        actions.issue_outcomes(act, _put(meeting, "closed"))
    assert len(caught.value.problems) == len(DOCUMENTS)
    far = actions.plan_meeting(act, body, {"session": 3, "on": dt.date(2999, 1, 1)})
    with pytest.raises(InputError):
        actions.open_session(act, _put(far, "called"))
    with pytest.raises(RefusedError, match="理由"):
        actions.cancel_meeting(act, far)
    with pytest.raises(RefusedError, match="理由"):
        actions.change_meeting(act, _put(far, "called", called=act.at), {"on": dt.date(2999, 1, 2)})


def test_the_check_before_calling(world: World, meeting: Meeting, body: Body) -> None:
    _fill(world, meeting)
    found = {one.code for one in checking.findings(meeting, DAY)}
    assert found == {"notice", "document", "pre_review"}
    for item in meeting.agenda.select_related("meeting"):
        values = {"document_version": "送审稿", "pre_review": "done", "title": "不得改"}
        actions.ready_item(world.act("secretary"), item, values)
    assert not checking.findings(meeting, DAY - dt.timedelta(5))
    assert "不得改" not in meeting.agenda.values_list("title", flat=True)
    body.quorum = 3
    meeting.body = body
    assert [one.code for one in checking.findings(meeting, DAY - dt.timedelta(5))] == ["quorum"]
    act = world.act("secretary")
    _put(meeting, "closed")
    done = actions.save_resolution(act, meeting, Resolution(), {"number": 1, "outcome": "passed", "text": "办"})
    row = NewItem({"title": "旧事", "kind": "matter", "reporting_unit": world.units["firm"], "due": DAY})
    assert world.list is not None
    (item,) = actions.make_rows(world.act("joint_office"), done, world.list, [row])
    with acting_as("test.setup"):
        Item.objects.filter(pk=item.pk).update(state="active")
    later = actions.plan_meeting(act, body, {"session": 2, "on": DAY + dt.timedelta(90)})
    assert checking.overdue_rows(later, DAY + dt.timedelta(1)) == [item]
    assert [one.needs_reason for one in checking.findings(later, DAY + dt.timedelta(1)) if one.code == "overdue"] == [
        False
    ]


def test_who_sees_what(world: World, meeting: Meeting) -> None:
    values = {"name": "张三", "unit": world.units["roads_a"]}
    actions.save_attendance(world.act("secretary"), meeting, Attendance(), values)
    _put(meeting, "in_session")
    values = {"number": 1, "outcome": "passed", "text": "办"}
    actions.save_resolution(world.act("secretary"), meeting, Resolution(), values)

    def seeing(model: Any) -> set[str]:
        return {who for who in (*world.people, "public") if model.objects.visible_to(world.standing(who)).exists()}

    office = {"joint_office", "secretary", "supervisor", "leader", "auditor"}
    assert seeing(Meeting) == seeing(Resolution) == office
    _put(meeting, "called", called=world.act("secretary").at)
    assert seeing(Meeting) == seeing(Attendance) == office | {"filler", "unit_head", "city_office"}
    assert seeing(Resolution) == office
    _put(meeting, "issued")
    assert seeing(Resolution) == office | {"filler", "unit_head", "city_office"}


def test_pages_for_every_reader(world: World, meeting: Meeting, browse: Browse) -> None:
    _fill(world, meeting)
    _put(meeting, "in_session", called=world.act("secretary").at)
    client = browse("secretary")
    url = reverse("meetings:new_part", args=[meeting.pk, "resolutions"])
    assert client.get(url).status_code == 200
    item = meeting.agenda.get(order=1)
    answer = client.post(url, {"number": 1, "agenda_item": item.pk, "outcome": "passed", "text": "<b>同意</b>"})
    assert answer.status_code == 302
    one = Resolution.objects.get()
    rows = reverse("meetings:rows", args=[meeting.pk, "resolutions", one.pk])
    assert client.get(rows).status_code == 404
    assert world.list is not None
    data = {"list": world.list.pk, "kind": "matter", "titles": "甲\n\n乙", "unit": world.units["roads_a"].pk}
    assert browse("joint_office").get(rows).status_code == 200
    assert browse("joint_office").post(rows, data).status_code == 302
    shown = client.get(reverse("meetings:meeting", args=[meeting.pk])).content.decode()
    assert "&lt;b&gt;同意" in shown
    assert "甲</a>" in shown
    names = [("meetings", ()), ("bodies", ()), ("meeting", (meeting.pk,)), ("check", (meeting.pk,))]
    for who in ("leader", "auditor", "joint_office"):
        for language in ("zh-hans", "en"):
            reader = browse(who)
            reader.cookies["language"] = language
            for name, args in names:
                assert reader.get(reverse(f"meetings:{name}", args=args)).status_code == 200
    for who in ("filler_b", "administrator"):
        assert browse(who).get(reverse("meetings:meeting", args=[meeting.pk])).status_code == 404
        assert browse(who).post(reverse("meetings:step", args=[meeting.pk, "close"])).status_code == 404
    assert browse("auditor").post(reverse("meetings:step", args=[meeting.pk, "close"])).status_code == 403
    assert client.get(reverse("meetings:new_part", args=[meeting.pk, "nothing"])).status_code == 404
    assert client.post(reverse("meetings:step", args=[meeting.pk, "close"])).status_code == 302


def test_the_forms_of_preparing(world: World, body: Body, browse: Browse) -> None:
    client = browse("secretary")
    data = {"body": body.pk, "session": 7, "title": "", "on": "2999-01-08"}
    assert client.get(reverse("meetings:plan")).status_code == 200
    assert client.post(reverse("meetings:plan"), {"session": ""}).status_code == 422
    assert client.post(reverse("meetings:plan"), data).status_code == 302
    one = Meeting.objects.get(session=7)
    assert one.title.endswith("第七次会议")
    change = reverse("meetings:change", args=[one.pk])
    data |= {"title": one.title, "on": "2999-01-09", "revision": one.revision}
    assert client.post(change, data).status_code == 302
    one.refresh_from_db()
    assert (one.on, one.revision) == (dt.date(2999, 1, 9), 2)
    assert browse("filler").get(reverse("meetings:plan")).status_code == 404
    client.post(reverse("meetings:new_part", args=[one.pk, "venues"]), {"name": "主会场", "order": 1, "main": "on"})
    venue = Venue.objects.get()
    assert client.get(reverse("meetings:part", args=[one.pk, "venues", venue.pk])).status_code == 200
    assert client.post(reverse("meetings:remove", args=[one.pk, "venues", venue.pk])).status_code == 302
    assert not Venue.objects.exists()


def test_the_page_asks_a_constant_number_of_queries(world: World, meeting: Meeting) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            queries.meeting_page(world.standing("city_office"), meeting)
            list(queries.meetings(world.standing("city_office")))
        return len(caught)

    _put(meeting, "collecting", called=world.act("secretary").at)
    venue = actions.save_venue(world.act("secretary"), meeting, Venue(), {"name": "甲", "city": world.cities["甲"]})
    _fill(world, meeting)
    few = count()
    for number in range(8):
        values = {"name": f"人{number}", "venue": venue, "unit": world.units["roads_a"]}
        actions.save_attendance(world.act("secretary"), meeting, Attendance(), values)
    _fill(world, meeting)
    assert count() == few


def test_the_api_and_what_waits(world: World, meeting: Meeting, browse: Browse) -> None:
    _fill(world, meeting)
    _put(meeting, "approving")
    leader = browse("leader")
    assert leader.get("/api/meetings/").json()["items"][0]["state"] == "approving"
    whole = leader.get(f"/api/meetings/{meeting.pk}").json()
    assert [one["title"] for one in whole["agenda"]] == list(DOCUMENTS)
    assert browse("filler").get(f"/api/meetings/{meeting.pk}").status_code == 404
    assert "审定会议议题" in [one.title.zh for one in waiting_for(world.standing("leader"))]
    url, json = f"/api/meetings/{meeting.pk}/steps/", "application/json"
    assert browse("auditor").post(f"{url}decide", {}, json).status_code == 403
    assert leader.post(f"{url}nothing", {}, json).status_code == 404
    assert leader.post(f"{url}decide", {}, json).json()["agenda_settled"]
    assert "发会议通知" in [one.title.zh for one in waiting_for(world.standing("secretary"))]
