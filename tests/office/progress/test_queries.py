"""Who has not handed in, the notice, what waits, reminders at most once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.office.progress.conftest import PDF, Reporting
from tongcheng.office.core.acting import Act, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.waiting import waiting_for
from tongcheng.office.people.handover import open_work, work_of_unit
from tongcheng.office.people.panels import panels_of
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.progress import actions, queries
from tongcheng.office.progress.due import run_due
from tongcheng.office.progress.models import Sent


def _at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dt.date(2022, month, day), dt.time(hour)))


def test_who_has_not_handed_in_to_the_city(reporting: Reporting) -> None:
    reporting.in_state("signed")
    with acting_as("test.setup"):
        item = reporting.world.items["2"]
        item.liaison_a = "张三 13800000000"
        item.save()
    text = queries.not_reported_text(reporting.period, "unit", _at(4, 6))
    assert text.zh == (
        "【2022年3月进展填报·未报送名单】\n"
        "截至4月6日09:00，应报4家，已报1家，未报3家（报送时限4月3日18:00）：\n"
        "一、甲市（1家）\n"
        "1. 甲市卫健委，1条，逾期3天\n"
        "二、乙市（1家）\n"
        "1. 乙市交通局，1条，逾期3天，联络员：张三 13800000000\n"
        "三、不属地单位（1家）\n"
        "1. 同城化办公室，1条，逾期3天\n"
        "请以上单位抓紧报送；已报送的请与我办核对。"
    )
    assert "1 of 4 units have handed in, 3 have not" in text.en
    assert "{" not in text.en


def test_without_a_liaison_the_filler_is_named(reporting: Reporting) -> None:
    listed = queries.not_reported(reporting.period, "unit", _at(4, 6), [reporting.world.cities["乙"].pk])
    assert [(one.unit.code, one.liaisons) for one in listed.missing] == [("roads_b", ("filler_b同志",))]


def test_days_are_counted_from_the_hour_of_the_deadline(reporting: Reporting) -> None:
    late = [
        queries.not_reported(reporting.period, "unit", at).missing[0].days_late
        for at in (_at(4, 1), _at(4, 3, 17), _at(4, 3, 19), _at(4, 4, 1))
    ]
    assert late == [-2, 0, 1, 1]


def test_cities_hand_in_when_they_have_accepted(reporting: Reporting) -> None:
    reporting.in_state("signed")
    listed = queries.not_reported(reporting.period, "city")
    assert {one.unit.code: one.waiting for one in listed.missing} == {
        "roads_a": "signed",
        "health_a": "",
        "roads_b": "",
    }
    actions.accept_city(reporting.act("city_office"), [reporting.ledger()])
    assert len(queries.not_reported(reporting.period, "city").missing) == 2


def test_a_correction_in_work_leaves_the_unit_among_those_that_reported(reporting: Reporting) -> None:
    actions.correct(reporting.act("filler", "漏报"), reporting.in_state("accepted"))
    codes = [one.unit.code for one in queries.not_reported(reporting.period, "city").missing]
    assert "roads_a" not in codes
    shown = queries.period_page(reporting.period, reporting.world.standing("joint_office"))
    assert shown.reported == 1


def test_everybody_reported(reporting: Reporting) -> None:
    actions.change_lists(reporting.act("joint_office"), reporting.period, [])
    assert "各单位均已报送" in queries.not_reported_text(reporting.period).zh


def test_the_notice_says_what_is_asked_of_whom_until_when(reporting: Reporting) -> None:
    notice = queries.notice(reporting.period)
    assert notice.title == "关于报送2022年3月重点工作任务进展情况的通知"
    assert notice.addressees == ("甲市同城化工作机构", "乙市同城化工作机构")
    assert [(unit.name, [item.code for item in unit.items]) for unit in notice.units] == [
        ("甲市交通运输局", ["1"]),
        ("甲市卫生健康委员会", ["3"]),
        ("乙市交通运输局", ["2"]),
    ]
    said = dict(notice.paragraphs)
    assert "2022年4月3日18:00前报所在市" in said["报送时限"]
    assert "共3条，涉及3家" in said["填报范围"]
    assert "涉密" in said["有关要求"]
    assert notice.synthetic


def test_the_annex_of_others_is_not_shown_to_a_unit(reporting: Reporting, browse: object) -> None:
    page = browse("filler_b").get(f"/progress/{reporting.period.code}/notice/").content.decode()
    assert "乙河大桥" in page
    assert "打通甲乙大道断头路" not in page


def test_what_waits_for_whom(reporting: Reporting) -> None:
    def titles(who: str) -> dict[str, int]:
        rows = waiting_for(reporting.world.standing(who))
        march = [row for row in rows if row.note is None or row.note.zh == "2022年3月"]
        return {row.title.zh: row.count for row in march if row.url.startswith("/progress")}

    assert titles("leader") == {}
    asked = waiting_for(reporting.world.standing("filler"))
    assert [(row.title.zh, row.note.zh, row.urgency) for row in asked][:1] == [("填报台账", "2022年9月", "late")]
    reporting.fill()
    assert titles("unit_head")["签报台账"] == 1
    actions.sign(reporting.act("unit_head"), reporting.ledger())
    assert titles("city_office")["审核台账"] == 1
    assert "审核台账" not in titles("joint_office")
    actions.return_ledger(reporting.act("city_office", "改"), [reporting.ledger()])
    assert titles("filler")["修改被退回的台账"] == 1


def test_corrected_and_accepted_rows_are_seen_by_those_who_see_the_item(reporting: Reporting) -> None:
    from tongcheng.office.progress.models import Report

    reporting.in_state("accepted")
    reporting.in_state("signed", "roads_b", "2")
    seen = {
        who: set(Report.objects.visible_to(reporting.world.standing(who)).values_list("item__code", flat=True))
        for who in ("public", "filler", "filler_b", "city_office_b", "joint_office", "administrator")
    }
    assert seen == {
        "public": set(),
        "filler": {"1"},
        "filler_b": {"1", "2"},
        "city_office_b": {"1", "2"},
        "joint_office": {"1", "2"},
        "administrator": {"1"},
    }


def test_reminders_go_out_at_most_once(reporting: Reporting) -> None:
    people = reporting.world.people
    for name in ("filler", "filler_b", "city_office"):
        people[name].email = f"{name}@example.org"
        people[name].save()
    reporting.in_state("signed")
    first = queries.due_reminders(_at(4, 4))
    march = [one for one in first if one.key.startswith("2022-03:unit")]
    assert [one.to for one in march] == ["filler_b@example.org"]
    assert "逾期1天" in march[0].text.zh
    act = Act(SYSTEM, channel="tick")
    claimed = actions.claim_reminders(act, first)
    assert {one.key for one in claimed} == {one.key for one in first}
    assert actions.claim_reminders(Act(SYSTEM), first) == []
    assert queries.due_reminders(_at(4, 4, 23)) == []
    actions.confirm_reminders(act, claimed)
    assert Sent.objects.filter(confirmed__isnull=True).count() == 0
    assert [one.key for one in queries.due_reminders(_at(4, 6)) if "2022-03:unit" in one.key] != []
    assert queries.due_reminders(_at(6, 20)) != first
    with pytest.raises(RefusedError):
        actions.claim_reminders(reporting.act("filler"), first)


def test_nothing_is_sent_for_a_frozen_or_long_past_period(reporting: Reporting) -> None:
    reporting.world.people["filler_b"].email = "b@example.org"
    reporting.world.people["filler_b"].save()
    assert any("2022-03" in one.key for one in queries.due_reminders(_at(4, 10)))
    assert not any("2022-03" in one.key for one in queries.due_reminders(_at(5, 20)))
    actions.freeze(reporting.act("joint_office"), reporting.period)
    assert any("2022-03" in one.key for one in queries.due_reminders(_at(4, 10)))
    assert queries.due_reminders(timezone.now()) == []


def test_a_stamped_scan_stands_in_the_same_place_as_a_signature(reporting: Reporting) -> None:
    ledger = actions.sign_by_scan(reporting.act("filler"), reporting.fill(), PDF, "李局长")
    shown = queries.period_page(reporting.period, reporting.world.standing("city_office"))
    line = next(line for block in shown.blocks for line in block.lines if line.unit == ledger.unit)
    assert (line.reported, line.ledger.signed_by, line.late) == (True, "李局长", None)


def test_the_clock_sends_only_where_a_sender_is_set(reporting: Reporting, settings: object, mailoutbox: list) -> None:
    reporting.world.people["filler_b"].email = "b@example.org"
    reporting.world.people["filler_b"].save()
    act = Act(SYSTEM, channel="tick", at=_at(4, 4))
    assert run_due(act) == {"reminders": 0}
    assert not Sent.objects.exists()
    settings.TONGCHENG_MAIL_FROM = "office@example.org"
    assert run_due(act)["reminders"] == len(mailoutbox) > 0
    assert {one.to[0] for one in mailoutbox} == {"b@example.org"}
    assert run_due(act) == {"reminders": 0}


def test_what_a_person_and_a_unit_leave_open(reporting: Reporting) -> None:
    reporting.in_state("signed")
    work = next(one for one in open_work(reporting.world.people["filler"]) if "台账" in one.title.zh)
    assert [piece.label for piece in work.pieces] == ["甲市交通局 2022-03"]
    assert any("台账" in one.title.zh for one in work_of_unit(reporting.world.units["roads_a"]))
    panels = panels_of(reporting.world.standing("filler_b"), reporting.world.units["roads_a"])
    assert [one.count for one in panels if one.title.zh == "台账"] == [0]
    panels = panels_of(reporting.world.standing("filler"), reporting.world.units["roads_a"])
    assert [one.count for one in panels if one.title.zh == "台账"] == [1]
