"""Proposed is not published: four steps by different people; who sees what before; every change a row."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.office.supervision.conftest import TODAY, Watching
from tongcheng.errors import InputError
from tongcheng.office.audit import chain
from tongcheng.office.core.acting import Act, ConflictError, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item, ItemUnit
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.supervision import actions, rules
from tongcheng.office.supervision.lights import Facts, light, read_rule
from tongcheng.office.supervision.models import Light, Signal, Step

STEPS = {
    "verified": (actions.verify_lights, "joint_office"),
    "conferred": (actions.confer_lights, "secretary"),
    "decided": (actions.decide_lights, "leader"),
    "published": (actions.publish_lights, "joint_office"),
}


def test_lights_are_proposed_once_and_again_only_when_something_changes(watching: Watching) -> None:
    first = watching.propose()
    assert {(one.item.code, one.aspect) for one in first} >= {("1", "pace"), ("4", "pace")}
    assert watching.signal().colour == "yellow"
    assert "“完成25%”应于2022年3月31日前完成，已超20天，亮黄灯" in watching.signal().light.why_zh
    assert watching.propose() == []
    assert [one.aspect for one in watching.propose(TODAY + dt.timedelta(1))] == []
    watching.report("1", dt.date(2022, 3, 31), percent=30, word="orderly")
    (changed,) = [one for one in watching.propose() if one.item.code == "1" and one.aspect == "pace"]
    assert (changed.colour, changed.inputs["report"]["percent"]) == ("green", "30")
    assert chain.verify() is None


def test_a_new_cycle_makes_two_yellows_red(watching: Watching) -> None:
    watching.propose()
    watching.propose(dt.date(2022, 5, 2))
    signal = watching.signal()
    assert signal.colour == "red"
    assert "已连续2期亮黄灯，升为红灯" in signal.light.why_zh
    assert signal.light.inputs["previous"] == [{"aspect": "pace", "cycle": "2022-04-01", "colour": "yellow"}]


def test_a_light_that_people_made_green_does_not_count_as_yellow(watching: Watching) -> None:
    watching.propose()
    signal = watching.signal()
    actions.verify_lights(watching.act("joint_office", "已完成，节点漏报"), [signal], {signal.pk: "green"})
    for step in ("conferred", "decided", "published"):
        run, who = STEPS[step]
        run(watching.act(who), [watching.signal()])
    watching.propose(dt.date(2022, 5, 2))
    assert watching.signal().colour == "yellow"
    assert watching.signal().published_colour == "green"


def test_stored_lights_come_out_again_from_their_inputs(watching: Watching) -> None:
    watching.report("2", dt.date(2022, 3, 31), percent=10, word="late", problem="征拆")
    for day in (TODAY, dt.date(2022, 5, 2), dt.date(2022, 6, 9)):
        watching.propose(day)
    rows = list(Light.objects.select_related("version"))
    assert len(rows) > 12
    for row in rows:
        lit = light(read_rule(row.version.definition), row.aspect, row.on, Facts.from_record(row.inputs))
        assert lit is not None
        assert (lit.colour, lit.word, lit.why.zh, lit.why.en) == (row.colour, row.word, row.why_zh, row.why_en)


def test_four_steps_publish(watching: Watching) -> None:
    watching.propose()
    signal = watching.publish()
    assert (signal.step, signal.published_colour, signal.published) == ("published", "yellow", signal.light)
    steps = Step.objects.filter(light=signal.light)
    assert [one.step for one in steps] == list(STEPS)
    people = [one.person_id for one in steps]
    assert all(one != other for one, other in itertools.pairwise(people))


@pytest.mark.parametrize("skipped", [1, 2, 3])
def test_no_step_is_left_out(watching: Watching, skipped: int) -> None:
    watching.propose()
    names = list(STEPS)
    for name in names[: skipped - 1]:
        run, who = STEPS[name]
        run(watching.act(who), [watching.signal()])
    run, who = STEPS[names[skipped]]
    with pytest.raises(RefusedError):
        run(watching.act(who), [watching.signal()])
    assert watching.signal().published is None


@pytest.mark.parametrize("who", ["filler", "unit_head", "city_office_b", "auditor", "administrator", "public"])
@pytest.mark.parametrize("step", list(STEPS))
def test_steps_are_for_those_whose_work_they_are(watching: Watching, who: str, step: str) -> None:
    watching.propose()
    signal = watching.signal()
    signal.step = rules.BEFORE[step]
    rule = {"verified": rules.may_verify, "conferred": rules.may_confer, "decided": rules.may_decide}
    assert rule.get(step, rules.may_publish)(watching.world.standing(who), signal) is not None


def test_nobody_takes_two_steps_in_a_row_or_verifies_his_own_unit(watching: Watching) -> None:
    watching.propose()
    actions.verify_lights(watching.act("joint_office"), [watching.signal()])
    with pytest.raises(RefusedError, match="相邻两个环节"):
        actions.confer_lights(watching.act("joint_office"), [watching.signal()])
    with pytest.raises(RefusedError, match="本单位"):
        actions.verify_lights(watching.act("joint_office"), [watching.signal("4")])
    with pytest.raises(RefusedError, match="系统不能代办"):
        actions.verify_lights(Act(SYSTEM), [watching.signal("2")])
    actions.verify_lights(watching.act("city_office_b"), [watching.signal("2")])


def test_another_colour_needs_a_reason_and_is_a_colour(watching: Watching) -> None:
    watching.propose()
    signal = watching.signal()
    with pytest.raises(RefusedError, match="理由"):
        actions.verify_lights(watching.act("joint_office"), [signal], {signal.pk: "green"})
    with pytest.raises(InputError):
        actions.verify_lights(watching.act("joint_office", "改"), [watching.signal()], {signal.pk: "blue"})
    actions.verify_lights(watching.act("joint_office", "核实已完成"), [watching.signal()], {signal.pk: "green"})
    assert watching.signal().colour == "green"
    assert watching.signal().light.colour == "yellow"


def test_sent_back_it_begins_anew_in_the_colour_that_was_proposed(watching: Watching) -> None:
    watching.propose()
    signal = watching.signal()
    actions.verify_lights(watching.act("joint_office", "误判"), [signal], {signal.pk: "green"})
    with pytest.raises(RefusedError, match="理由"):
        actions.return_lights(watching.act("secretary"), [watching.signal()])
    actions.return_lights(watching.act("secretary", "依据不足"), [watching.signal()])
    again = watching.signal()
    assert (again.step, again.colour, again.last_person) == ("proposed", "yellow", None)
    assert watching.publish().published_colour == "yellow"


def test_who_saw_another_light_is_told(watching: Watching) -> None:
    watching.propose()
    seen = watching.signal()
    watching.propose(dt.date(2022, 5, 2))
    with pytest.raises(ConflictError):
        actions.verify_lights(watching.act("joint_office"), [seen])


def test_a_verified_light_begins_anew_only_in_another_colour(watching: Watching) -> None:
    watching.propose()
    actions.verify_lights(watching.act("joint_office"), [watching.signal()])
    watching.report("1", dt.date(2022, 3, 31), percent=10, word="late", problem="征拆")
    assert all((one.item.code, one.aspect) != ("1", "pace") for one in watching.propose())
    assert watching.signal().step == "verified"
    with acting_as("test.setup"):
        Item.objects.filter(pk=watching.item().pk).update(state="paused")
    watching.propose()
    assert (watching.signal().step, watching.signal().light.word) == ("proposed", "paused")


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("joint_office", True, True),
        ("leader", True, True),
        ("filler", True, True),
        ("city_office", True, True),
        ("filler_b", False, True),  # on a public row, once it is published
        ("city_office_b", False, True),
        ("administrator", False, True),
        ("public", False, False),
    ],
)
def test_before_publication_only_the_unit_and_the_offices_see_it(
    watching: Watching, who: str, before: bool, after: bool
) -> None:
    watching.propose()
    standing = watching.world.standing(who)

    def sees() -> tuple[bool, bool]:
        lights = Light.objects.visible_to(standing).filter(item=watching.item(), aspect="pace")
        return lights.exists(), Signal.objects.visible_to(standing).filter(pk=watching.signal().pk).exists()

    assert sees() == (before, before)
    watching.publish()
    assert sees() == (after, after)


def test_the_database_refuses_to_change_lights_and_steps(watching: Watching) -> None:
    watching.propose()
    watching.publish()
    for table in ("supervision_light", "supervision_step", "supervision_ruleversion"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_proposing_takes_as_many_queries_for_many_rows(watching: Watching) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            watching.propose()
        return len(queries)

    few = count()
    with acting_as("test.setup"):
        for number in range(40):
            item = Item.objects.create(
                list=watching.world.list,
                code=f"x{number}",
                kind="matter",
                title="更多",
                reporting_unit=watching.world.units["roads_a"],
                state="active",
                due=dt.date(2022, 3, 1),
            )
            ItemUnit.objects.create(item=item, unit=watching.world.units["roads_a"], role="lead")
    assert count() <= few + 2


def test_confidence_is_judged_by_others_and_colours_the_next_light(watching: Watching) -> None:
    watching.report("1", dt.date(2022, 3, 31), percent=30, word="orderly")
    watching.propose()
    assert watching.signal().colour == "green"
    for who in ("filler", "unit_head", "administrator"):
        with pytest.raises(RefusedError):
            actions.judge_item(watching.act(who), watching.item(), "late", "难")
    with pytest.raises(RefusedError, match="本单位"):
        actions.judge_item(watching.act("joint_office"), watching.item("4"), "late", "难")
    with pytest.raises(InputError) as caught:
        actions.judge_item(watching.act("supervisor"), watching.item(), "surely", " ")
    assert len(caught.value.problems) == 2
    actions.judge_item(watching.act("supervisor"), watching.item(), "at_risk", "征拆未完成，二季度节点存在风险")
    watching.propose()
    signal: Any = watching.signal()
    assert signal.colour == "yellow"
    assert "预判难以按期完成" in signal.light.why_zh
