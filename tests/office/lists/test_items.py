"""Rows are added and changed in bulk, conflicts are by field, problems are all said at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ConflictError, RefusedError
from tongcheng.office.lists import actions
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.models import Item, Milestone, Project


def _new(world: World, number: int, **more: object) -> NewItem:
    return NewItem(
        {
            "code": f"n{number}",
            "kind": "project",
            "title": f"项目{number}",
            "reporting_unit": world.units["roads_a"],
            "leads": [world.units["roads_a"], world.units["roads_b"]],
            "supporting": [world.units["health_a"]],
            "cities": [world.cities["甲"]],
            "due": dt.date(2022, 12, 31),
            **more,
        },
        {"investment": "1.5", "funding": [{"kind": "bond", "amount": 1}], "permits": {"land": {"state": "已批"}}},
        [{"text": "开工", "due": dt.date(2022, 6, 30), "quarter": "2022Q2"}],
    )


def _fresh(world: World) -> list[Item]:
    return list(Item.objects.filter(list=world.list).select_related("list", "reporting_unit"))


def test_a_row_is_added_with_everything_that_belongs_to_it(world: World) -> None:
    item, other = actions.add_items(world.act("joint_office"), world.list, [_new(world, 1), _new(world, 2, code="")])
    item.refresh_from_db()
    assert (item.state, item.order, item.original_due) == ("draft", 4, None)
    assert [one.unit.code for one in item.item_units.filter(role="lead")] == ["roads_a", "roads_b"]
    assert item.project.investment == Decimal("1.5")
    assert [one.amount for one in item.project.funding.all()] == [1]
    assert item.project.permits.get().state == "已批"
    assert item.milestones.get().text == "开工"
    assert other.code == "5"
    event = Event.objects.get(subject_type="lists.item", subject_id=item.pk)
    assert event.after["leads"] == [world.units["roads_a"].pk, world.units["roads_b"].pk]


def test_every_problem_of_every_row_is_said_and_nothing_is_written(world: World) -> None:
    rows = [_new(world, 1, code="1"), _new(world, 2, kind="thing", due="soon"), NewItem({"titel": "x"}, row=9)]
    with pytest.raises(InputError) as caught:
        actions.add_items(world.act("joint_office"), world.list, rows)
    assert {(one.code, one.column) for one in caught.value.problems} == {
        ("code_twice", "code"),
        ("invalid", "kind"),
        ("invalid", "due"),
        ("unknown_field", "titel"),
        ("empty", "title"),
        ("empty", "kind"),
    }
    assert Item.objects.count() == 4


def test_a_unit_proposes_rows_of_its_own_only(world: World) -> None:
    act = world.act("filler")
    assert actions.add_items(act, world.list, [_new(world, 1)])[0].state == "draft"
    with pytest.raises(RefusedError):
        actions.add_items(act, world.list, [_new(world, 2, reporting_unit=world.units["health_a"])])
    with pytest.raises(RefusedError):
        actions.add_items(world.act("auditor"), world.list, [_new(world, 3)])


def test_only_the_same_field_conflicts(world: World) -> None:
    item = world.items["1"]
    act = world.act("joint_office", "会议要求")
    base = item.revision
    actions.change_items(act, [item], {item.pk: {"title": "甲乙大道"}}, {item.pk: base})
    stale = Item.objects.select_related("list", "reporting_unit").get(pk=item.pk)
    changed = actions.change_items(act, [stale], {item.pk: {"content": "新", "title": "甲乙大道"}}, {item.pk: base})
    assert changed == [stale]
    with pytest.raises(ConflictError) as caught:
        actions.change_items(act, [stale], {item.pk: {"title": "另一个"}}, {item.pk: base})
    assert caught.value.fields == ("title",)


def test_participants_are_fields_in_printed_order(world: World) -> None:
    item = world.items["1"]
    act = world.act("joint_office", "调整分工")
    a, b = world.units["roads_a"], world.units["roads_b"]
    base = item.revision
    actions.change_items(act, [item], {item.pk: {"leads": [b, a], "cities": [world.cities["甲"]]}})
    assert [one.unit for one in item.item_units.filter(role="lead")] == [b, a]
    assert list(item.cities.all()) == [world.cities["甲"]]
    with pytest.raises(ConflictError):
        actions.change_items(act, [item], {item.pk: {"leads": [a]}}, {item.pk: base})
    assert actions.change_items(act, [item], {item.pk: {"leads": [b, a]}}, {item.pk: base}) == []
    with pytest.raises(InputError):
        actions.change_items(act, [item], {item.pk: {"leads": [], "reporting_unit": None}})


def test_a_change_in_force_needs_a_reason_but_contacts_do_not(world: World) -> None:
    item = world.items["1"]
    with pytest.raises(RefusedError):
        actions.change_items(world.act("joint_office"), [item], {item.pk: {"title": "x"}})
    actions.change_items(world.act("filler"), [item], {item.pk: {"officer": "王工"}})
    with pytest.raises(RefusedError):
        actions.change_items(world.act("filler", "想改"), [item], {item.pk: {"title": "x"}})
    with pytest.raises(RefusedError):
        actions.change_items(world.act("filler_b"), [item], {item.pk: {"officer": "x"}})
    assert Item.objects.get(pk=item.pk).officer == "王工"


def test_the_first_date_stays(world: World) -> None:
    item = world.items["1"]
    act = world.act("joint_office", "工期调整")
    actions.change_items(act, [item], {item.pk: {"due": dt.date(2023, 6, 30)}})
    item.refresh_from_db()
    assert (item.due, item.original_due) == (dt.date(2023, 6, 30), dt.date(2022, 12, 31))
    mile = item.milestones.first()
    actions.change_milestones(
        act, [item], {item.pk: [{"pk": mile.pk, "due": dt.date(2022, 5, 1)}, {"text": "新", "due": "2022-08-01"}]}
    )
    mile.refresh_from_db()
    assert (mile.due, mile.original_due) == (dt.date(2022, 5, 1), dt.date(2022, 3, 31))
    assert item.milestones.get(text="新").original_due == dt.date(2022, 8, 1)


def test_codes_can_change_places_but_not_meet(world: World) -> None:
    one, two = world.items["1"], world.items["2"]
    act = world.act("joint_office", "重新编号")
    with pytest.raises(InputError):
        actions.change_items(act, [one], {one.pk: {"code": "2"}})
    with pytest.raises(InputError):
        actions.change_items(act, [one, two], {one.pk: {"code": "9"}, two.pk: {"code": "9"}})
    actions.change_items(act, [one, two], {one.pk: {"code": "7"}, two.pk: {"code": "8"}})
    assert set(Item.objects.values_list("code", flat=True)) == {"7", "8", "3", "4"}


def test_projects_change_field_by_field(world: World) -> None:
    item, matter = world.items["1"], world.items["3"]
    act = world.act("joint_office", "批复调整")
    base = item.project.revision
    funding = [{"kind": "bond", "name": "", "amount": "8.5"}]
    done = actions.change_projects(
        act, [item, matter], {item.pk: {"investment": "13", "funding": funding}, matter.pk: {"year_plan": "1"}}
    )
    assert done == [item, matter]
    project = Project.objects.get(item=item)
    assert (project.investment, project.funding.get().amount) == (13, Decimal("8.5"))
    assert Project.objects.get(item=matter).year_plan == 1
    assert actions.change_projects(act, [item], {item.pk: {"funding": funding}}, {item.pk: base}) == []
    with pytest.raises(ConflictError):
        actions.change_projects(act, [item], {item.pk: {"funding": []}}, {item.pk: base})
    permits = {"land": {"state": "已批", "granted": "2022-03-01"}}
    actions.change_projects(world.act("filler", "进展"), [item], {item.pk: {"permits": permits}})
    with pytest.raises(RefusedError):
        actions.change_projects(world.act("filler", "进展"), [item], {item.pk: {"investment": 1}})


def test_milestones_of_rows_in_force_are_not_removed(world: World) -> None:
    item = world.items["1"]
    act = world.act("joint_office", "更正")
    with pytest.raises(RefusedError):
        actions.change_milestones(act, [item], {}, remove=[item.milestones.first().pk])
    draft = actions.add_items(act, world.list, [_new(world, 1)])[0]
    actions.change_milestones(act, [draft], {}, remove=[draft.milestones.get().pk])
    assert not Milestone.objects.filter(item=draft).exists()
    other = world.items["2"].milestones.first()
    with pytest.raises(RefusedError):
        actions.change_milestones(act, [item], {item.pk: [{"pk": other.pk, "text": "x"}]})


def test_reorder(world: World) -> None:
    act = world.act("joint_office", "按领域排列")
    actions.reorder(act, world.list, [world.items["3"].pk, world.items["1"].pk])
    assert list(Item.objects.values_list("code", flat=True)) == ["3", "1", "2", "4"]


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(world: World) -> None:
    counts = []
    for size in (2, 40):
        with CaptureQueriesContext(
            connection,
        ) as made:
            items = actions.add_items(
                world.act("joint_office"), world.list, [_new(world, size * 1000 + n) for n in range(size)]
            )
        items = list(Item.objects.filter(pk__in=[one.pk for one in items]).select_related("list", "reporting_unit"))
        act = world.act("joint_office", "批量")
        with CaptureQueriesContext(connection) as changed:
            actions.change_items(
                act,
                items,
                {one.pk: {"title": f"改{one.pk}", "leads": [world.units["firm"]]} for one in items},
                {one.pk: 1 for one in items},
            )
            actions.change_projects(act, items, {one.pk: {"investment": one.pk, "permits": {}} for one in items})
            actions.change_milestones(act, items, {one.pk: [{"text": "新"}] for one in items})
            actions.activate_items(act, items)
        counts.append((len(made), len(changed)))
    assert counts[0] == counts[1]
