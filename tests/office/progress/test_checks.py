"""What is checked before signing: errors stop it, warnings do not; everything is told at once by row and column."""

from __future__ import annotations

from typing import Any

import pytest

from tests.office.progress.conftest import Reporting
from tongcheng.errors import InputError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Milestone
from tongcheng.office.progress import actions
from tongcheng.office.progress.actions import MilestoneEntry, Upload
from tongcheng.office.progress.checks import findings
from tongcheng.office.progress.queries import rows_of

_GOOD = {"word": "orderly", "progress": "路基完成", "percent": "60", "invested_this_year": "2"}


def _codes(reporting: Reporting, **values: Any) -> dict[str, bool]:
    ledger = reporting.fill(**(_GOOD | values))
    return {one.code: one.stops for one in findings(ledger, rows_of(ledger))}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {}),
        ({"percent": "-1"}, {"percent_range": True}),
        ({"percent": "100", "word": "done"}, {}),
        ({"percent": "120", "word": "done"}, {"percent_over": False}),
        ({"word": "done"}, {"done_below_100": True}),
        ({"word": "not_started"}, {"started": False}),
        ({"word": "not_started", "percent": "0"}, {}),
        ({"percent": "100"}, {"not_done": False}),
        ({"word": "late"}, {"late_unexplained": False}),
        ({"word": "late", "problem": "用地未批"}, {}),
        ({"word": ""}, {"no_word": False}),
        ({"invested_this_year": "-0.1"}, {"money_negative": True}),
        ({"invested_this_year": ""}, {"money_missing": False}),
        # The year's plan is 6.25 亿元: 20,000 was meant as 万元, 12 may be true.
        ({"invested_this_year": "20000"}, {"wan_yi": True}),
        ({"invested_this_year": "12"}, {"above_plan": False}),
    ],
)
def test_one_row(reporting: Reporting, values: dict[str, str], expected: dict[str, bool]) -> None:
    assert _codes(reporting, **values) == expected


def test_ten_thousands_are_told_with_what_should_stand_there(reporting: Reporting) -> None:
    ledger = reporting.fill(**(_GOOD | {"invested_this_year": "20000"}))
    (one,) = findings(ledger, rows_of(ledger))
    assert "2" in one.remedy.zh
    assert "万元" in one.remedy.zh
    assert one.as_problem().row == 1


@pytest.mark.parametrize("column", ["percent", "invested_this_year"])
def test_running_totals_do_not_fall_unexplained(reporting: Reporting, column: str) -> None:
    reporting.fill(period=reporting.earlier, **_GOOD)
    actions.sign(reporting.act("unit_head"), reporting.ledger(period=reporting.earlier))
    assert _codes(reporting, **{column: "1"}) == {"falls": True}
    assert _codes(reporting, **{column: "1", "fall_reason": "审计核减"}) == {}


def test_a_draft_of_last_month_and_last_year_bind_nobody(reporting: Reporting) -> None:
    reporting.fill(period=reporting.earlier, **_GOOD)
    assert _codes(reporting, percent="1") == {}
    january = actions.open_periods(reporting.act("joint_office"), [reporting.world.list], 2023, "month")[0]
    actions.sign(reporting.act("unit_head"), reporting.ledger(period=reporting.earlier))
    ledger = reporting.fill(period=january, **(_GOOD | {"percent": "1", "invested_this_year": "0"}))
    rows = rows_of(ledger)
    assert rows[0].last is not None
    assert findings(ledger, rows) == []


def test_a_milestone_reached_needs_its_evidence_and_a_day_before_the_end(reporting: Reporting) -> None:
    step = reporting.world.items["1"].milestones.first()
    with acting_as("test.setup"):
        Milestone.objects.filter(pk=step.pk).update(evidence_wanted="竣工验收备案表")
    entry = reporting.entry(milestones=(MilestoneEntry(step.pk, {"reached": "2022-04-01"}),), **_GOOD)
    (ledger,) = actions.save_reports(reporting.act("filler"), [reporting.ledger()], [entry]).ledgers
    assert [one.code for one in findings(ledger, rows_of(ledger))] == ["reached_later", "no_evidence"]
    mend = reporting.entry(milestones=(MilestoneEntry(step.pk, {"reached": "2022-03-31"}),))
    actions.save_reports(reporting.act("filler"), [ledger], [mend])
    upload = Upload("备案表.pdf", b"%PDF-1.5 x")
    actions.add_evidence(reporting.act("filler"), ledger, upload, report=ledger.reports.get(), milestone=step)
    assert findings(ledger, rows_of(ledger)) == []


def test_signing_tells_every_error_of_every_row_at_once(reporting: Reporting) -> None:
    with acting_as("test.setup"):
        extra = reporting.world.items["3"]
        extra.reporting_unit = reporting.world.units["roads_a"]
        extra.save()
    ledger = reporting.fill(**(_GOOD | {"word": "done", "percent": "-5", "invested_this_year": "20000"}))
    with pytest.raises(InputError) as caught:
        actions.sign(reporting.act("unit_head"), ledger)
    found = [(one.row, one.code) for one in caught.value.problems]
    assert found == [(1, "percent_range"), (1, "wan_yi"), (1, "done_below_100"), (2, "empty_row")]
    assert all(one.file == str(ledger) for one in caught.value.problems)


def test_warnings_do_not_stop_signing(reporting: Reporting) -> None:
    ledger = reporting.fill(**(_GOOD | {"percent": "120", "word": "done"}))
    assert actions.sign(reporting.act("unit_head"), ledger).state == "signed"
