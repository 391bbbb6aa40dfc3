"""Filling, signing, accepting, returning, correcting: what is kept and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.office.progress.conftest import PDF, Reporting
from tongcheng.errors import InputError
from tongcheng.office.audit import chain
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ConflictError, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.recorded import OutsideActionError
from tongcheng.office.lists.models import Item
from tongcheng.office.progress import actions
from tongcheng.office.progress.actions import Entry, MilestoneEntry, Upload
from tongcheng.office.progress.models import Deadline, Evidence, Ledger, MilestoneReport, Period, Report
from tongcheng.office.progress.queries import ledgers_of, owed


def test_periods_of_a_year_with_deadlines_and_again(reporting: Reporting) -> None:
    world = reporting.world
    again = actions.open_periods(world.act("joint_office"), [world.list], 2022, "month")
    assert [one.code for one in again] == [f"2022-{month:02d}" for month in range(1, 13)]
    assert Period.objects.count() == 12
    march = reporting.period
    assert (march.first_day, march.last_day) == (dt.date(2022, 3, 1), dt.date(2022, 3, 31))
    due = {one.level: timezone.localtime(one.due) for one in march.deadlines.all()}
    assert {level: (one.month, one.day, one.hour) for level, one in due.items()} == {
        "unit": (4, 3, 18),
        "city": (4, 5, 18),
    }
    quarters = actions.open_periods(world.act("joint_office"), [world.list], 2022, "quarter")
    assert [one.code for one in quarters] == ["2022Q1", "2022Q2", "2022Q3", "2022Q4"]
    assert quarters[0].name.zh == "2022年第一季度"
    assert chain.verify() is None


@pytest.mark.parametrize("who", ["filler", "unit_head", "city_office", "leader", "auditor", "administrator"])
def test_only_the_joint_office_keeps_periods(reporting: Reporting, who: str) -> None:
    world, act = reporting.world, reporting.act(who, "理由")
    for attempt in (
        lambda: actions.open_periods(act, [world.list], 2023, "month"),
        lambda: actions.change_deadline(act, reporting.period, "unit", timezone.now()),
        lambda: actions.change_lists(act, reporting.period, []),
        lambda: actions.freeze(act, reporting.period),
    ):
        with pytest.raises(RefusedError):
            attempt()


def test_periods_need_lists_and_a_possible_year(reporting: Reporting) -> None:
    act, lists = reporting.act("joint_office"), [reporting.world.list]
    for attempt in (
        lambda: actions.open_periods(act, [], 2023, "month"),
        lambda: actions.open_periods(reporting.act("filler"), [], 2023, "month"),
        lambda: actions.open_periods(act, lists, 1, "month"),
        lambda: actions.open_periods(act, lists, 2023, "week"),
        lambda: actions.open_periods(act, lists, 2023, "month", unit_days=9, city_days=5),
    ):
        with pytest.raises(InputError):
            attempt()
    assert Period.objects.count() == 12


def test_deadline_and_lists_change_with_before_and_after(reporting: Reporting) -> None:
    later = dt.datetime(2022, 4, 8, 4, tzinfo=dt.UTC)
    with pytest.raises(RefusedError):
        actions.change_deadline(reporting.act("joint_office"), reporting.period, "unit", later)
    actions.change_deadline(reporting.act("joint_office", "清明假期"), reporting.period, "unit", later)
    assert Deadline.objects.get(period=reporting.period, level="unit").due == later
    event = Event.objects.latest("number")
    assert (event.reason, event.action) == ("清明假期", "progress.change_deadline")
    assert event.before != event.after
    actions.change_lists(reporting.act("joint_office"), reporting.period, [])
    assert owed(reporting.period) == {}


def test_rows_are_owed_by_reporting_unit(reporting: Reporting) -> None:
    world = reporting.world
    rows = owed(reporting.period)
    assert {unit: [item.code for item in items] for unit, items in rows.items()} == {
        world.units["roads_a"].pk: ["1"],
        world.units["roads_b"].pk: ["2"],
        world.units["health_a"].pk: ["3"],
        world.units["office"].pk: ["4"],
    }
    assert list(owed(reporting.period, [world.units["roads_b"].pk])) == [world.units["roads_b"].pk]


def test_what_is_assigned_after_the_freeze_does_not_count(reporting: Reporting) -> None:
    world = reporting.world
    actions.freeze(reporting.act("joint_office"), reporting.period)
    before = {unit: [item.code for item in items] for unit, items in owed(reporting.period).items()}
    with acting_as("test.setup"):
        office = world.act("joint_office")
        moved, closed = world.items["1"], world.items["2"]
        made = Item.objects.create(
            list=world.list,
            code="9",
            kind="matter",
            title="新增",
            state="active",
            reporting_unit=moved.reporting_unit,
        )
        changes = [
            moved.revise({"reporting_unit_id": world.units["roads_b"].pk}),
            closed.revise({"state": "closed"}),
            moved.revise({"title": "改名"}),
            moved.revise({"reporting_unit_id": world.units["health_a"].pk}),
        ]
        moved.save()
        closed.save()
        chain.record(office, [*changes, actions_new(made)])
    assert {unit: [item.code for item in items] for unit, items in owed(reporting.period).items()} == before
    actions.unfreeze(reporting.act("joint_office", "补报"), reporting.period)
    now = {unit: [item.code for item in items] for unit, items in owed(reporting.period).items()}
    assert now[world.units["roads_a"].pk] == ["9"]
    assert world.units["roads_b"].pk not in now
    assert now[world.units["health_a"].pk] == ["1", "3"]


def actions_new(row: Item) -> object:
    from tongcheng.office.core.recorded import new

    return new(row)


def test_a_first_save_begins_the_ledger(reporting: Reporting) -> None:
    ledger = reporting.fill()
    row = Report.objects.get(ledger=ledger)
    assert (row.word, row.progress, row.percent) == ("orderly", "路基完成60%", Decimal(60))
    assert ledger.state == "draft"
    assert ledger.author == reporting.world.people["filler"]
    assert (ledger.entered_for, ledger.through_city) == (False, True)
    events = Event.objects.filter(action="progress.save_reports")
    assert [one.subject_type for one in events] == ["progress.ledger", "progress.report"]
    assert events[1].after["percent"] == "60"
    assert chain.verify() is None


def test_the_same_cell_only_is_a_conflict(reporting: Reporting) -> None:
    ledger = reporting.fill()
    save = actions.save_reports
    save(reporting.act("unit_head"), [ledger], [reporting.entry(base=1, problem="用地未批")])
    save(reporting.act("filler"), [ledger], [reporting.entry(base=1, percent="61")])
    with pytest.raises(ConflictError) as caught:
        save(reporting.act("unit_head"), [ledger], [reporting.entry(base=1, percent="62", progress="甲")])
    assert "完成比例" in caught.value.why.zh
    assert Report.objects.get().percent == 61
    saved = save(reporting.act("unit_head"), [ledger], [reporting.entry(base=1, percent="61")])
    assert (saved.made, saved.changed, saved.unchanged) == (0, 0, 1)


def test_two_who_begin_a_row_at_once_conflict_only_where_both_wrote(reporting: Reporting) -> None:
    first, second = reporting.ledger(), reporting.ledger()
    actions.save_reports(reporting.act("filler"), [first], [reporting.entry(base=0, percent="10")])
    actions.save_reports(reporting.act("unit_head"), [second], [reporting.entry(base=0, problem="缺钱")])
    with pytest.raises(ConflictError):
        actions.save_reports(
            reporting.act("unit_head"), [reporting.ledger()], [reporting.entry(base=0, percent="11")]
        )
    row = Report.objects.get()
    assert (row.percent, row.problem, Ledger.objects.count()) == (10, "缺钱", 1)


def test_everything_wrong_is_told_at_once_and_nothing_saved(reporting: Reporting) -> None:
    world = reporting.world
    ledger = reporting.ledger()
    unit = ledger.unit_id
    mine, other = world.items["1"], world.items["2"]
    entries = [
        Entry(unit, mine.pk, {"percent": "六成", "word": "飞快", "decides": "长" * 200}, file="a.xlsx", row=4),
        Entry(unit, other.pk, {"percent": 1}, file="a.xlsx", row=5),
        Entry(unit, mine.pk, {}, file="a.xlsx", row=6),
        Entry(unit, 10**9, {}, row=7),
    ]
    with pytest.raises(InputError) as caught:
        actions.save_reports(reporting.act("filler"), [ledger], entries)
    found = [(one.row, one.code) for one in caught.value.problems]
    assert found == [
        (4, "wrong_value"),
        (4, "wrong_value"),
        (4, "wrong_value"),
        (5, "row_not_owed"),
        (6, "row_twice"),
        (7, "row_not_owed"),
    ]
    assert not Ledger.objects.exists()


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", "1" * 40, True, "2021-03", [], {"a": 1}])
def test_numbers_that_are_none(reporting: Reporting, value: object) -> None:
    with pytest.raises(InputError):
        actions.save_reports(
            reporting.act("filler"), [reporting.ledger()], [reporting.entry(invested_this_year=value)]
        )


def test_unknown_field_and_foreign_milestone(reporting: Reporting) -> None:
    foreign = reporting.world.items["2"].milestones.first()
    entry = reporting.entry(milestones=(MilestoneEntry(foreign.pk, {"text": "x"}),), ledger_id=3, light="red")
    with pytest.raises(InputError) as caught:
        actions.save_reports(reporting.act("filler"), [reporting.ledger()], [entry])
    assert sorted(one.code for one in caught.value.problems) == [
        "not_its_milestone",
        "unknown_field",
        "unknown_field",
    ]


def test_milestones_are_kept_with_their_row(reporting: Reporting) -> None:
    step = reporting.world.items["1"].milestones.first()
    part = MilestoneEntry(step.pk, {"value": "25", "reached": "2022-03-30"}, 0)
    actions.save_reports(reporting.act("filler"), [reporting.ledger()], [reporting.entry(milestones=(part,))])
    row = MilestoneReport.objects.get()
    assert (row.value, row.reached) == (25, dt.date(2022, 3, 30))
    assert Event.objects.latest("number").after[f"milestone {step.pk}"]["reached"] == "2022-03-30"
    late = MilestoneEntry(step.pk, {"value": "24"}, 0)
    with pytest.raises(ConflictError):
        actions.save_reports(reporting.act("unit_head"), [reporting.ledger()], [reporting.entry(milestones=(late,))])
    mend = MilestoneEntry(step.pk, {"value": "24"}, 1)
    actions.save_reports(reporting.act("unit_head"), [reporting.ledger()], [reporting.entry(milestones=(mend,))])
    assert MilestoneReport.objects.get().value == 24


def test_blank_rows_are_not_made(reporting: Reporting) -> None:
    entry = reporting.entry(base=0, word="", progress=" ", percent="")
    saved = actions.save_reports(reporting.act("filler"), [reporting.ledger()], [entry])
    assert (saved.made, saved.unchanged, Report.objects.count()) == (0, 1, 0)


def test_many_rows_take_the_same_number_of_queries(reporting: Reporting) -> None:
    world = reporting.world
    unit = world.units["roads_a"]

    def queries(count: int, start: int) -> int:
        with acting_as("test.setup"):
            made = Item.objects.bulk_create(
                Item(list=world.list, code=f"x{n}", kind="matter", title=f"x{n}", state="active", reporting_unit=unit)
                for n in range(start, start + count)
            )
        entries = [Entry(unit.pk, item.pk, {"word": "有序推进", "percent": 5}, 0) for item in made]
        again = [Entry(unit.pk, item.pk, {"percent": 6}, 1) for item in made]
        with CaptureQueriesContext(connection) as caught:
            actions.save_reports(reporting.act("filler"), ledgers_of(reporting.period, [unit]), entries)
            actions.save_reports(reporting.act("filler"), ledgers_of(reporting.period, [unit]), again)
        return len(caught)

    queries(1, 0)
    assert queries(2, 10) == queries(20, 100)
    assert Report.objects.filter(percent=6).count() == 23


def test_the_whole_way_with_a_city(reporting: Reporting) -> None:
    ledger = reporting.in_state("accepted")
    people = reporting.world.people
    assert (ledger.signed_by, ledger.signer) == ("unit_head同志", people["unit_head"])
    assert (ledger.city_acceptor, ledger.acceptor) == (people["city_office"], people["joint_office"])
    assert [one.action for one in Event.objects.filter(subject_type="progress.ledger")] == [
        "progress.save_reports",
        "progress.sign",
        "progress.accept_city",
        "progress.accept",
    ]


def test_units_without_a_city_go_straight_to_the_joint_office(reporting: Reporting) -> None:
    ledger = reporting.fill("joint_office", "office", "4")
    assert (ledger.entered_for, ledger.through_city) == (False, False)
    ledger = actions.sign_by_scan(reporting.act("joint_office"), ledger, PDF, "王主任")
    with pytest.raises(RefusedError, match="本人"):
        actions.accept(reporting.act("joint_office"), [ledger])
    (ledger,) = actions.accept(reporting.act("joint_office_2"), [ledger])
    assert ledger.state == "accepted"


def test_entered_for_a_unit_another_person_accepts(reporting: Reporting) -> None:
    ledger = reporting.fill("city_office")
    assert (ledger.entered_for, ledger.through_city) == (True, True)
    assert ledger.unit == reporting.world.units["roads_a"]
    ledger = actions.sign_by_scan(reporting.act("city_office"), ledger, PDF, "李局长")
    assert (ledger.signed_by, ledger.evidence.get().kind) == ("李局长", "signed_scan")
    with pytest.raises(RefusedError, match="本人"):
        actions.accept_city(reporting.act("city_office"), [ledger])
    with pytest.raises(RefusedError, match="市级审核"):
        actions.accept(reporting.act("joint_office"), [ledger])
    (ledger,) = actions.accept_city(reporting.act("city_office_2"), [ledger])
    assert actions.accept(reporting.act("joint_office"), [ledger])[0].state == "accepted"


def test_what_the_joint_office_entered_needs_no_account_in_the_city(reporting: Reporting) -> None:
    ledger = reporting.fill("joint_office")
    assert (ledger.entered_for, ledger.through_city) == (True, False)
    ledger = actions.sign_by_scan(reporting.act("joint_office"), ledger, PDF, "李局长")
    with pytest.raises(RefusedError, match="本人"):
        actions.accept(reporting.act("joint_office"), [ledger])
    assert actions.accept(reporting.act("joint_office_2"), [ledger])[0].state == "accepted"


def test_once_the_unit_itself_fills_the_city_is_asked(reporting: Reporting) -> None:
    reporting.fill("joint_office")
    ledger = reporting.fill("filler", percent="61")
    assert (ledger.entered_for, ledger.through_city) == (True, True)
    assert len(ledger.entered_by) == 2


def test_returned_with_a_comment_and_signed_again(reporting: Reporting) -> None:
    ledger = reporting.in_state("city_accepted")
    with pytest.raises(RefusedError, match="理由"):
        actions.return_ledger(reporting.act("joint_office"), [ledger])
    (ledger,) = actions.return_ledger(reporting.act("joint_office", "投资数与统计口径不符"), [ledger])
    assert (ledger.state, ledger.comment, ledger.signer_id, ledger.city_acceptor_id) == (
        "returned",
        "投资数与统计口径不符",
        None,
        None,
    )
    reporting.fill(percent="58")
    assert actions.sign(reporting.act("unit_head"), ledger).state == "signed"


def test_what_changed_since_it_was_looked_at_is_not_signed_or_accepted(reporting: Reporting) -> None:
    ledger = reporting.fill()
    seen = ledger.revision
    reporting.fill(percent="70")
    with pytest.raises(ConflictError):
        actions.sign(reporting.act("unit_head"), ledger, seen)
    signed = actions.sign(reporting.act("unit_head"), ledger)
    with pytest.raises(ConflictError):
        actions.accept_city(reporting.act("city_office"), [signed], {signed.pk: seen})


def test_stale_rows_in_memory_do_not_deceive_the_rule(reporting: Reporting) -> None:
    stale = reporting.fill()
    actions.sign(reporting.act("unit_head"), stale)
    with pytest.raises(RefusedError, match="已签报"):
        actions.save_reports(reporting.act("filler"), [stale], [reporting.entry(percent="1")])
    assert Report.objects.get().percent == 60


def test_accepted_rows_do_not_change_by_any_way(reporting: Reporting) -> None:
    ledger = reporting.in_state("accepted")
    row = Report.objects.get()
    with pytest.raises(RefusedError, match="更正"):
        reporting.fill(percent="1")
    step = reporting.world.items["1"].milestones.first().pk
    insert = (
        "INSERT INTO progress_milestonereport (report_id, milestone_id, text, revision, field_revisions) "
        f"VALUES ({row.pk}, {step}, 'x', 1, '{{}}')"
    )
    statements = (
        "UPDATE progress_report SET percent = 1",
        "DELETE FROM progress_report",
        "UPDATE progress_ledger SET state = 'draft'",
        "DELETE FROM progress_ledger",
        insert,
    )
    for statement in statements:
        with (
            pytest.raises(DatabaseError, match="accepted rows do not change"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with pytest.raises(OutsideActionError):
        row.save()
    with acting_as("test.evil"), pytest.raises(DatabaseError), transaction.atomic():
        row.save()
    assert ledger.reports.get().percent == 60


def test_a_correction_is_a_further_edition_that_replaces_when_accepted(reporting: Reporting) -> None:
    old = reporting.in_state("accepted")
    edition = actions.correct(reporting.act("filler", "漏报一笔投资"), old)
    assert (edition.edition, edition.corrects_id, edition.state) == (2, old.pk, "draft")
    assert edition.reports.get().percent == 60
    with pytest.raises(RefusedError, match="已有更正"):
        actions.correct(reporting.act("filler", "再次"), old)
    reporting.fill(percent="62")
    assert Report.objects.in_force().get().percent == 60
    actions.sign(reporting.act("unit_head"), reporting.ledger())
    actions.accept_city(reporting.act("city_office"), [reporting.ledger()])
    actions.accept(reporting.act("joint_office"), [reporting.ledger()])
    assert Report.objects.in_force().get().percent == 62
    assert Report.objects.filter(ledger=old).get().percent == 60


def test_after_the_freeze_nothing_is_taken_but_what_is_signed_is_accepted(reporting: Reporting) -> None:
    signed, draft = reporting.in_state("signed"), reporting.fill("filler_b", "roads_b", "2")
    actions.freeze(reporting.act("joint_office"), reporting.period)
    for attempt in (
        lambda: reporting.fill("filler_b", "roads_b", "2", percent="61"),
        lambda: reporting.fill("joint_office", "health_a", "3"),
        lambda: actions.sign(reporting.act("unit_head_b"), draft),
        lambda: actions.sign_by_scan(reporting.act("joint_office"), draft, PDF, "甲"),
        lambda: actions.add_evidence(reporting.act("filler_b"), draft, PDF),
    ):
        with pytest.raises(RefusedError, match="冻结"):
            attempt()
    (city,) = actions.accept_city(reporting.act("city_office"), [signed])
    assert actions.accept(reporting.act("joint_office"), [city])[0].state == "accepted"
    with pytest.raises(RefusedError, match="已冻结"):
        actions.freeze(reporting.act("joint_office"), reporting.period)
    actions.unfreeze(reporting.act("joint_office", "乙市补报"), reporting.period)
    reporting.fill("filler_b", "roads_b", "2", percent="61")


def test_a_freeze_can_be_set_for_later(reporting: Reporting) -> None:
    actions.freeze(reporting.act("joint_office"), reporting.period, timezone.now() + dt.timedelta(hours=1))
    assert reporting.fill().pk
    assert not Period.objects.get(code="2022-03").is_frozen()


def test_evidence_is_told_by_content_and_kept_under_our_name(reporting: Reporting) -> None:
    ledger = reporting.fill()
    act = reporting.act("filler")
    evidence = actions.add_evidence(act, ledger, Upload("../../etc/照片.exe", b"\xff\xd8\xff\xe0 jpeg"), "photo")
    assert (evidence.name, evidence.content_type) == ("照片.exe", "image/jpeg")
    assert evidence.file.name.startswith("evidence/")
    assert "照片" not in evidence.file.name
    assert evidence.file.name.endswith(".jpg")
    with pytest.raises(InputError) as caught:
        actions.add_evidence(act, ledger, Upload("另一个名.jpg", b"\xff\xd8\xff\xe0 jpeg"), "photo")
    assert caught.value.problems[0].code == "file_twice"
    for bad in (b"", b"MZ\x90", b"<svg onload=x>", b"PK\x03\x04broken"):
        with pytest.raises(InputError):
            actions.add_evidence(act, ledger, Upload("a.pdf", bad))
    with pytest.raises(InputError):
        actions.add_evidence(act, ledger, PDF, "passport")
    assert Evidence.objects.count() == 1
    with pytest.raises(OutsideActionError):
        evidence.save()


def test_a_scan_is_paper_and_names_its_signer(reporting: Reporting) -> None:
    ledger = reporting.fill()
    for upload, name in ((PDF, " "), (Upload("a.docx", b"PK\x03\x04"), "甲"), (Upload("a", b"x"), "甲")):
        with pytest.raises(InputError):
            actions.sign_by_scan(reporting.act("filler"), ledger, upload, name)
    assert Ledger.objects.get().state == "draft"


def test_several_are_accepted_at_once_or_none(reporting: Reporting) -> None:
    one, two = reporting.in_state("city_accepted"), reporting.in_state("signed", "roads_b", "2")
    with pytest.raises(RefusedError):
        actions.accept(reporting.act("joint_office"), [one, two])
    assert Ledger.objects.filter(state="accepted").count() == 0
    (two,) = actions.accept_city(reporting.act("city_office_b"), [two])
    with CaptureQueriesContext(connection) as both:
        actions.accept(reporting.act("joint_office"), [one, two])
    assert len(both) < 20
    assert Ledger.objects.filter(state="accepted").count() == 2
