"""Rounds of consultation: asking, answering, deciding, and the table of what became of the opinions."""

from __future__ import annotations

import datetime as dt
import io

import docx
import openpyxl
import pytest
from django.utils import timezone

from tests.office.documents.conftest import later
from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import ConflictError, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.waiting import waiting_for
from tongcheng.office.documents import actions, exporting, queries
from tongcheng.office.documents.models import Consultation, ConsultedUnit, Opinion, Version
from tongcheng.office.people.handover import work_of_unit


def _asked(consultation: Consultation, world: World, unit: str = "roads_a") -> ConsultedUnit:
    found: ConsultedUnit = consultation.asked.get(unit=world.units[unit])
    return found


def _opinion(world: World, consultation: Consultation, who: str = "filler", unit: str = "roads_a") -> Opinion:
    paragraph = consultation.version.paragraphs.get(order=6)
    values = {"words": "建议明确年度目标", "proposed": "2022年打通2条", "paragraph": paragraph}
    return actions.save_opinion(world.act(who), _asked(consultation, world, unit), None, values)


def test_a_round_from_asking_to_the_table(world: World, version: Version, consultation: Consultation) -> None:
    opinion = _opinion(world, consultation)
    assert _asked(consultation, world).answer == "opinions"
    actions.say_no_opinion(world.act("joint_office"), _asked(consultation, world, "roads_b"))
    assert _asked(consultation, world, "roads_b").entered_for
    assert not _asked(consultation, world).entered_for
    actions.dispose_opinions(world.act("secretary", "年度任务中另行明确"), [opinion], "partly")
    actions.close_consultation(world.act("secretary"), consultation)
    lines = queries.adoption_table(list(queries.opinions_of(world.standing("secretary"), version)))
    (line,) = lines
    assert (line.unit, line.disposition, line.reason) == ("甲市交通局", "部分采纳", "年度任务中另行明确")
    assert line.place.startswith("第6段“打通甲乙大道等3条断头路")
    assert "部分采纳1条" in exporting.summary(lines)
    document = docx.Document(io.BytesIO(exporting.adoption_file(version, lines, "docx", timezone.localdate())))
    assert [cell.text for cell in document.tables[0].rows[1].cells][1] == "甲市交通局"
    book = openpyxl.load_workbook(io.BytesIO(exporting.adoption_file(version, lines, "xlsx", timezone.localdate())))
    assert any("甲市交通局" in map(str, row) for row in book.worksheets[0].values)
    assert exporting.adoption_file(version, lines, "pdf", timezone.localdate()).startswith(b"%PDF-")


@pytest.mark.parametrize("who", [*ROLES, "filler_b", "city_office_b"])
def test_who_does_what(world: World, version: Version, consultation: Consultation, who: str) -> None:
    keeps = who in ("joint_office", "secretary")
    for action, allowed in (
        (lambda act: actions.open_consultation(act, version, [world.units["roads_a"]], later()), keeps),
        (lambda act: _opinion(world, consultation, who), keeps or who in ("filler", "unit_head", "city_office")),
        (lambda act: actions.dispose_opinions(act, list(Opinion.objects.all()), "accepted"), keeps),
        (lambda act: actions.change_consultation(act, consultation, {"words": who}), keeps),
        (lambda act: actions.close_consultation(act, consultation), keeps),
    ):
        if not Opinion.objects.exists():
            _opinion(world, consultation, "joint_office")
        if allowed:
            action(world.act(who, "理由"))
        else:
            with pytest.raises(RefusedError):
                action(world.act(who, "理由"))


def test_a_closed_round_takes_no_answers(world: World, consultation: Consultation) -> None:
    opinion = _opinion(world, consultation)
    with pytest.raises(RefusedError, match="1个单位尚未反馈"):
        actions.close_consultation(world.act("secretary"), consultation)
    actions.close_consultation(world.act("secretary", "逾期视为无意见"), consultation)
    asked = _asked(consultation, world, "roads_b")
    for run in (
        lambda: actions.say_no_opinion(world.act("filler_b"), asked),
        lambda: actions.withdraw_opinion(world.act("filler"), opinion),
        lambda: actions.close_consultation(world.act("secretary", "再次"), consultation),
    ):
        with pytest.raises(RefusedError, match="已截止"):
            run()


def test_what_is_not_fully_accepted_needs_a_reason(world: World, consultation: Consultation) -> None:
    opinion = _opinion(world, consultation)
    for disposition in ("not", "partly", "nonsense", "waiting"):
        with pytest.raises(InputError):
            actions.dispose_opinions(world.act("secretary"), [opinion], disposition)
    (done,) = actions.dispose_opinions(world.act("secretary"), [opinion], "accepted", opinion.revision)
    assert done.disposed_by == world.people["secretary"]
    with pytest.raises(ConflictError):
        actions.dispose_opinions(world.act("joint_office", "不同意"), [opinion], "not", opinion.revision)
    with pytest.raises(RefusedError, match="已处理"):
        actions.withdraw_opinion(world.act("filler"), done)


def test_bad_rounds_and_bad_opinions(
    world: World, version: Version, revised: Version, consultation: Consultation
) -> None:
    act = world.act("secretary")
    with pytest.raises(InputError) as caught:
        actions.open_consultation(act, version, [], timezone.localdate() - dt.timedelta(1))
    assert {one.code for one in caught.value.problems} == {"empty", "early"}
    foreign = {"words": "意见", "paragraph": revised.paragraphs.first()}
    with pytest.raises(InputError):
        actions.save_opinion(world.act("filler"), _asked(consultation, world), None, foreign)
    with pytest.raises(InputError):
        actions.save_opinion(world.act("filler"), _asked(consultation, world), None, {"words": ""})
    with pytest.raises(RefusedError):
        actions.change_consultation(act, consultation, {"due": later(30)})
    more = actions.change_consultation(
        world.act("secretary", "单位请求延期"), consultation, {"due": later(30)}, [world.units["health_a"]]
    )
    assert (more.due, more.asked.count()) == (later(30), 3)


def test_opinions_come_and_go(world: World, consultation: Consultation) -> None:
    opinion = _opinion(world, consultation)
    with pytest.raises(RefusedError, match="请先撤回"):
        actions.say_no_opinion(world.act("filler"), _asked(consultation, world))
    changed = actions.save_opinion(world.act("filler"), opinion.asked, opinion, {"words": "改后意见"}, 1)
    assert changed.words == "改后意见"
    actions.withdraw_opinion(world.act("filler"), changed)
    assert _asked(consultation, world).answer == "waiting"


def test_the_office_changes_only_what_it_entered(world: World, consultation: Consultation) -> None:
    own = _opinion(world, consultation)
    for run in (
        lambda: actions.save_opinion(world.act("secretary"), own.asked, own, {"words": "改写"}),
        lambda: actions.withdraw_opinion(world.act("joint_office"), own),
    ):
        with pytest.raises(RefusedError, match="不能代为改动"):
            run()
    entered = _opinion(world, consultation, "joint_office", "roads_b")
    assert (own.entered_for, entered.entered_for) == (False, True)
    actions.withdraw_opinion(world.act("secretary"), entered)


def test_one_unit_does_not_see_anothers_opinions(world: World, consultation: Consultation) -> None:
    _opinion(world, consultation)
    assert not Opinion.objects.visible_to(world.standing("filler_b")).exists()
    assert not Opinion.objects.visible_to(world.standing("public")).exists()
    assert Opinion.objects.visible_to(world.standing("city_office")).count() == 1


def test_what_waits(world: World, consultation: Consultation) -> None:
    def titles(who: str) -> dict[str, int]:
        return {one.title.zh: one.count for one in waiting_for(world.standing(who))}

    assert titles("filler")["反馈征求意见"] == 1
    assert work_of_unit(world.units["roads_a"])
    _opinion(world, consultation)
    assert "反馈征求意见" not in titles("filler")
    assert titles("secretary")["处理反馈意见"] == 1
    with acting_as("test.setup"):
        past = timezone.localdate() - dt.timedelta(1)
        Consultation.objects.update(opened=past, due=past)
    assert titles("secretary")["催收、截止征求意见"] == 1
    assert {one.urgency for one in waiting_for(world.standing("filler_b")) if one.title.zh == "反馈征求意见"} == {
        "late"
    }
