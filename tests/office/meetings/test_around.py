"""Around meetings: documents of the agenda, entering from a source, deadlines, sentences, search, panels, handover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.waiting import waiting_for
from tongcheng.office.documents.actions import (
    add_version,
    enter_title,
    need_no_row,
    open_consultation,
    save_dossier,
    tie_rows,
)
from tongcheng.office.documents.models import Dossier, Paragraph, Version
from tongcheng.office.documents.reading import typed_text
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.meetings import actions, checking, queries
from tongcheng.office.meetings.models import AgendaItem, Attendance, Body, Instruction, Meeting, Resolution, Venue
from tongcheng.office.meetings.words import counted_from
from tongcheng.office.people.handover import open_work, work_of_unit
from tongcheng.office.people.panels import panels_of
from tongcheng.office.people.standing import Standing
from tongcheng.office.search.queries import find
from tongcheng.office.supervision.deadlines import remark_on, settled

DAY = dt.date(2026, 9, 24)


@pytest.fixture
def meeting(world: World, settings: Any, tmp_path: Any) -> Meeting:
    settings.MEDIA_ROOT = tmp_path
    act = world.act("secretary")
    body = actions.save_body(act, Body(), {"code": "group", "name": "领导小组", "notice_days": 5})
    return actions.plan_meeting(act, body, {"session": 1, "on": DAY, "source": "会议纪要"})


def _version(world: World, text: str = "一、打通断头路\n甲乙大道年内开工。\n加强领导。") -> Version:
    act = world.act("secretary")
    dossier = save_dossier(act, Dossier(), {"kind": "minutes", "title": "实施方案", "visibility": "office"})
    return add_version(act, dossier, typed_text("实施方案", text), label="送审稿")


def _item(world: World, meeting: Meeting, document: Version | None) -> AgendaItem:
    values = {"order": 1, "verb": "review", "title": "审议实施方案", "document": document, "pre_review": "done"}
    return actions.save_agenda_item(world.act("secretary"), meeting, AgendaItem(), values)


def _codes(meeting: Meeting) -> set[str]:
    return {one.code for one in checking.findings(meeting, DAY - dt.timedelta(9))}


def test_the_check_reads_version_and_consultation_of_documents(world: World, meeting: Meeting) -> None:
    act = world.act("secretary")
    version = _version(world)
    _item(world, meeting, version)
    assert _codes(meeting) == set()
    due = dt.date(2999, 1, 1)
    open_consultation(act, version, [world.units["roads_a"]], due)
    assert _codes(meeting) == {"consultation"}
    add_version(act, version.dossier, typed_text("实施方案", "一、另一稿"))
    assert _codes(meeting) == {"consultation", "stale"}
    (shown,) = queries.meeting_page(world.standing("secretary"), meeting).items
    assert shown.ready is not None
    assert shown.ready.consultation.zh == "征求意见中，已反馈0/1家"
    title = save_dossier(act, Dossier(), {"kind": "rules", "title": "工作规则", "text_known": False})
    item = AgendaItem.objects.get()
    actions.save_agenda_item(act, meeting, item, {"document": enter_title(act, title)})
    assert _codes(meeting) == {"document"}


def test_a_meeting_on_a_day_off_is_told(world: World, meeting: Meeting) -> None:
    actions.change_meeting(world.act("secretary"), meeting, {"on": dt.date(2026, 10, 1)})
    found = [one for one in checking.findings(meeting, DAY) if one.code == "day_off"]
    assert [one.needs_reason for one in found] == [False]
    assert "2026年10月1日为休息日" in found[0].text.zh


def test_deadlines_count_working_days_and_say_where_the_table_ends(meeting: Meeting) -> None:
    # 2026-09-24 is a Thursday; 25 September is a holiday, 1–7 October too, 10 October is worked.
    assert settled(counted_from(meeting), {"text": "办", "workdays": 1})["due"] > DAY + dt.timedelta(1)
    assert settled(counted_from(meeting), {"due": DAY, "workdays": 3}) == {"due": DAY}
    with pytest.raises(InputError, match="2027"):
        settled(counted_from(meeting), {"workdays": 200})
    assert remark_on(dt.date(2026, 9, 24)) is None
    assert "休息日" in str(remark_on(dt.date(2026, 9, 26)))
    assert "2031年节假日安排不在表内" in str(remark_on(dt.date(2031, 1, 1)))


def test_a_meeting_held_before_is_entered_from_its_source(world: World, meeting: Meeting) -> None:
    act = world.act("secretary")
    item = _item(world, meeting, None)
    actions.save_attendance(act, meeting, Attendance(), {"office": "副省长"})
    with pytest.raises(InputError, match="至少填一项"):
        actions.save_attendance(act, meeting, Attendance(), {"order": 2})
    actions.change_meeting(act, meeting, {"source": ""})
    with pytest.raises(RefusedError, match="资料出处"):
        actions.enter_held(act, meeting)
    actions.change_meeting(act, meeting, {"source": "报道", "on": dt.date(2999, 1, 1)})
    with pytest.raises(RefusedError, match="今天以后"):
        actions.enter_held(act, meeting)
    actions.change_meeting(act, meeting, {"on": None})
    actions.enter_held(act, meeting)
    assert meeting.from_source
    values = {"number": 1, "agenda_item": item, "outcome": "not_stated", "text": "审议实施方案"}
    actions.save_resolution(act, meeting, Resolution(), values)
    actions.issue_outcomes(act, meeting)
    assert (meeting.called, meeting.issued, meeting.state_shown) == (None, None, "已召开（补录）")
    later = actions.plan_meeting(act, meeting.body, {"session": 2})
    with acting_as("test.setup"):
        Meeting.objects.filter(pk=later.pk).update(state="in_session", called=act.at)
    later.refresh_from_db()
    with pytest.raises(InputError, match="议定结果"):
        actions.save_resolution(act, later, Resolution(), values | {"agenda_item": None})


def _issued(world: World, meeting: Meeting) -> tuple[Version, Resolution, Instruction]:
    """Enter a meeting with its record, one resolution, and an instruction that stands in the record."""
    act, unit = world.act("secretary"), world.units["roads_a"]
    version = _version(world)
    _item(world, meeting, version)
    actions.save_venue(act, meeting, Venue(), {"name": "甲市会场", "city": world.cities["甲"]})
    actions.save_attendance(act, meeting, Attendance(), {"office": "局长", "unit": unit})
    actions.enter_held(act, meeting)
    told = actions.save_instruction(act, meeting, Instruction(), {"number": 9, "who": "组长", "text": "x"})
    first = version.paragraphs.get(order=1)
    with pytest.raises(InputError, match="会议记录中的段落"):
        actions.cite_paragraph(act, told, first)
    actions.remove_part(act, told)
    actions.keep_record(act, meeting, version)
    values = {"number": 1, "agenda_item": meeting.agenda.get(), "outcome": "passed", "text": "同意实施方案"}
    decided = actions.save_resolution(act, meeting, Resolution(), values)
    values = {"number": 1, "who": "组长", "text": "甲乙大道年内开工", "unit": unit}
    told = actions.save_instruction(act, meeting, Instruction(), values)
    actions.cite_paragraph(act, told, version.paragraphs.get(text__startswith="甲乙大道"))
    actions.issue_outcomes(act, meeting)
    return version, decided, told


def test_from_each_sentence_to_its_rows(world: World, meeting: Meeting, browse: Callable[[str], Client]) -> None:
    version, decided, told = _issued(world, meeting)
    joint, unit = world.act("joint_office"), world.units["roads_a"]
    assert world.list is not None
    row = NewItem({"title": "甲乙大道开工", "kind": "matter", "reporting_unit": unit, "leads": [unit]})
    (made,) = actions.make_rows(joint, told, world.list, [row])
    paragraphs = {one.text[:4]: one for one in Paragraph.objects.filter(version=version)}
    tie_rows(joint, paragraphs["甲乙大道"], [world.items["1"], made])
    need_no_row(world.act("joint_office", "原则要求"), [paragraphs["加强领导"]])
    shown = queries.sentences(world.standing("auditor"), meeting)
    assert shown is not None
    by = {one.paragraph.text[:4]: one for one in shown.sentences}
    assert (by["甲乙大道"].made, by["甲乙大道"].tied) == ((made,), (world.items["1"],))
    assert by["加强领导"].no_row == "原则要求"
    assert (shown.covered, shown.rows) == (1, 2)
    with pytest.raises(InputError, match="未对应其他议定事项"):
        actions.tie_rows(joint, decided, [made])
    actions.tie_rows(joint, decided, [world.items["1"]])
    for name in ("sentences", "followup", "meeting", "check"):
        page = browse("auditor").get(reverse(f"meetings:{name}", args=[meeting.pk]))
        assert page.status_code == 200
    assert "甲乙大道开工" in browse("filler").get(reverse("meetings:followup", args=[meeting.pk])).content.decode()
    assert browse("filler_b").get(reverse("meetings:sentences", args=[meeting.pk])).status_code == 404
    record = reverse("meetings:record", args=[meeting.pk])
    assert browse("filler").get(record).status_code == 404
    assert browse("secretary").get(record).status_code == 200


def test_what_became_of_it_asks_a_constant_number_of_queries(world: World, meeting: Meeting) -> None:
    _, decided, told = _issued(world, meeting)
    joint, standing = world.act("joint_office"), world.standing("city_office")

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.followup(standing, meeting, DAY)
            queries.sentences(standing, meeting)
        return len(caught)

    actions.tie_rows(joint, told, [world.items["1"]])
    few = count()
    actions.tie_rows(joint, decided, [world.items["2"], world.items["3"]])
    assert count() == few
    shown = queries.followup(world.standing("joint_office"), meeting, dt.date(2030, 1, 1))
    assert [(one.state, len(one.rows)) for one in shown.decisions] == [("late", 2), ("late", 1)]
    assert [unit.code for unit in shown.instructions[0].leads] == ["roads_a"]


def _found(standing: Standing, words: str) -> set[str]:
    return {hit.kind.name for hit in find(standing, words).hits}


def test_meetings_and_what_they_decided_are_found_by_whom_it_concerns(world: World, meeting: Meeting) -> None:
    _item(world, meeting, None)
    assert _found(world.standing("auditor"), "领导小组") == {"meeting"}
    assert _found(world.standing("filler"), "领导小组") == set()
    actions.remove_part(world.act("secretary"), meeting.agenda.select_related("meeting").get())
    _issued(world, meeting)
    for who, seen in (("auditor", True), ("filler", True), ("city_office", True), ("filler_b", False)):
        wanted = {"meeting"} if seen else set()
        assert _found(world.standing(who), "领导小组") >= wanted, who
        assert ("resolution" in _found(world.standing(who), "同意实施方案")) == seen, who
        assert ("instruction" in _found(world.standing(who), "甲乙大道年内开工")) == seen, who


def test_panel_handover_and_what_waits(world: World, meeting: Meeting) -> None:
    unit, filler = world.units["roads_a"], world.people["filler"]
    act = world.act("secretary")
    actions.save_attendance(act, meeting, Attendance(), {"name": filler.name, "unit": unit})
    assert "待参加的会议" in [work.title.zh for work in open_work(filler)]
    assert any("待参加的会议" in work.title.zh for work in work_of_unit(unit))
    panel = next(one for one in panels_of(world.standing("secretary"), unit) if one.title.zh == "会议")
    assert [one.label for one in panel.entries] == [meeting.title]
    hidden = next(one for one in panels_of(world.standing("filler"), unit) if one.title.zh == "会议")
    assert hidden.count == 0
    with acting_as("test.setup"):
        Meeting.objects.update(state="issued", called=act.at)
        Instruction.objects.create(meeting=meeting, number=1, who="组长", text="办", unit=unit)
    assert "议定事项列入清单" in [one.title.zh for one in waiting_for(world.standing("joint_office"))]
