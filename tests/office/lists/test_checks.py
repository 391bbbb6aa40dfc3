"""What looks wrong is named by a stable code; sums show their double count; versions are compared row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.office.world import World
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.waiting import waiting_for
from tongcheng.office.lists import actions, checks, queries
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.models import FundingSource, Item, ItemUnit, Milestone, Project
from tongcheng.office.lists.queries import Wanted
from tongcheng.office.lists.queries.difference import difference


def _codes(world: World, who: str = "joint_office") -> set[tuple[str, str]]:
    return {(one.code, one.item.code) for one in queries.check_list(world.standing(who), world.list)}


def _project(**values: Any) -> Callable[[], None]:
    return lambda: Project.objects.filter(item__code="1").update(**values)


def _milestone(order: int, **values: Any) -> Callable[[], None]:
    return lambda: Milestone.objects.filter(item__code="1", order=order).update(**values)


def _item(**values: Any) -> Callable[[], None]:
    return lambda: Item.objects.filter(code="1").update(**values)


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("plan_over_total", _project(year_plan=13)),
        ("sum_over_total", _project(invested_before=10)),
        ("money_unit", _project(investment=Decimal("0.002"), year_plan=9)),
        ("due_before_start", _project(start_year=2024)),
        ("milestone_order", _milestone(2, target=10)),
        ("milestone_order", _milestone(3, due=dt.date(2022, 5, 1), quarter="2022Q2")),
        ("milestone_order", _milestone(1, due=dt.date(2022, 4, 1))),
        ("milestone_after_due", _milestone(4, due=dt.date(2023, 1, 1), quarter="")),
        ("reporting_unit", _item(state="draft", reporting_unit=None)),
        ("no_lead", lambda: ItemUnit.objects.filter(item__code="1").delete()),
        ("funding_sum", lambda: FundingSource.objects.create(project=Project.objects.first(), kind="bond", amount=3)),
        ("code_twice", lambda: Item.objects.filter(code="2").update(code="０1")),
    ],
)
def test_each_check_names_the_row(world: World, code: str, spoil: Callable[[], None]) -> None:
    assert _codes(world) == set()
    with acting_as("test.setup"):
        spoil()
    found = _codes(world)
    assert code in {one for one, _ in found}
    assert {one for one, _ in found} <= {code, "plan_over_total"}


def test_every_code_has_words() -> None:
    assert all(label.zh and label.en for label in checks.CODES.values())


def test_ten_thousand_yuan_are_seen_beside_the_earlier_value_and_the_list(world: World) -> None:
    item = world.items["1"]
    act = world.act("joint_office", "录入")
    actions.change_projects(act, [item], {item.pk: {"investment": 125_000, "year_plan": 62_500}})
    assert ("money_unit", "1") in _codes(world)
    rows = [
        NewItem(
            {
                "kind": "project",
                "title": f"p{n}",
                "reporting_unit": world.units["firm"],
                "leads": [world.units["firm"]],
            },
            {"investment": 133_840 if n == 7 else 5 + n},
        )
        for n in range(9)
    ]
    actions.activate_items(act, actions.add_items(act, world.list, rows))
    page = queries.check_rows(
        queries.fetched(Item.objects.filter(title="p7").values_list("pk", flat=True)), world.list
    )
    assert [one.code for one in page] == ["money_unit"]


def test_the_parts_of_a_split_row_add_up(world: World) -> None:
    parts = [NewItem({"title": "a"}, {"investment": 4}), NewItem({"title": "b"}, {"investment": 3})]
    actions.split_item(world.act("joint_office", "分段"), world.items["1"], parts)
    assert _codes(world) == {("parts_sum", "1")}


def test_the_circle_counts_once_and_the_double_count_is_shown(world: World) -> None:
    with acting_as("test.setup"):
        world.items["2"].cities.set([world.cities["乙"]])
    sums = queries.totals(queries.filtered(world.standing("joint_office"), world.list, Wanted()))
    assert sums.circle.investment == Decimal("15.7")
    assert [(one.name, one.investment) for one in sums.cities] == [
        ("甲市", Decimal("12.5")),
        ("乙市", Decimal("15.7")),
    ]
    assert (sums.double.investment, sums.double.rows) == (Decimal("12.5"), 3)
    assert sum(one.investment for one in sums.cities) - sums.double.investment == sums.circle.investment
    actions.cancel_items(world.act("joint_office", "不做"), [world.items["2"]])
    everything = queries.filtered(world.standing("joint_office"), world.list, Wanted(state="all"))
    assert queries.totals(everything).circle.investment == Decimal("12.5")


def test_rows_are_found_sorted_and_grouped(world: World) -> None:
    standing = world.standing("joint_office")

    def codes(**asked: Any) -> list[str]:
        rows = queries.fetched(queries.found_rows(standing, world.list, Wanted(**asked)))
        return [row.code for row in rows]

    assert codes() == ["1", "2", "3", "4"]
    assert codes(sort="-investment", by="") == ["1", "2", "3", "4"]
    assert codes(sort="investment", by="") == ["2", "1", "3", "4"]
    assert codes(unit=world.units["health_a"].pk) == ["3"]
    assert codes(text="大桥") == ["2"]
    assert codes(kind="matter", city=world.cities["甲"].pk) == ["3", "4"]
    assert codes(due="overdue") == ["1", "2", "3", "4"]
    assert codes(due="moved") == codes(due="none") == codes(state="draft") == []
    act = world.act("joint_office", "补录")
    actions.add_items(
        act,
        world.list,
        [
            NewItem({"kind": "matter", "title": "x", "group": "二"}),
            NewItem({"kind": "matter", "title": "y", "group": "一、交通"}),
        ],
    )
    assert codes() == ["1", "2", "3", "4", "6", "5"]
    groups = queries.grouped(queries.fetched(queries.found_rows(standing, world.list, Wanted(by="unit"))), "unit")
    assert len({group.name for group in groups}) == len(groups)


def test_responsibility_is_counted_by_unit(world: World) -> None:
    found = {one.unit.code: one for one in queries.answering_units(world.standing("joint_office"), world.list)}
    assert (found["roads_a"].leads, found["roads_a"].reports, found["roads_a"].overdue) == (1, 1, 1)
    assert set(found) == {"roads_a", "roads_b", "health_a", "office"}
    own = {one.unit.code for one in queries.answering_units(world.standing("filler_b"), world.list)}
    assert own == {"roads_a", "roads_b"}  # 甲's row is public


def test_a_difference_meets_rows_by_their_permanent_id() -> None:
    old = [
        {"uid": "a", "code": "1", "title": "甲"},
        {"uid": "b", "code": "2", "title": "乙"},
        {"uid": "c", "code": "3", "title": "丙"},
    ]
    new = [
        {"uid": "b", "code": "1", "title": "乙"},
        {"uid": "d", "code": "2", "title": "丁"},
        {"uid": "c", "code": "3", "title": "丙"},
    ]
    found = difference(old, new)
    assert [(row.uid, row.kind) for row in found.rows] == [
        ("b", "changed"),
        ("d", "new"),
        ("c", "same"),
        ("a", "gone"),
    ]
    assert [(label.zh, before, after) for label, before, after in found.rows[0].cells] == [("序号", "2", "1")]
    assert found.count("changed") == 1


def test_drafts_and_finished_rows_wait_for_the_keeper(world: World) -> None:
    actions.complete_items(world.act("joint_office", "完成"), [world.items["1"]])
    assert [
        (one.count, one.title.zh) for one in waiting_for(world.standing("joint_office")) if "lists" in one.url
    ] == [(1, "核实后销号")]
    assert not [one for one in waiting_for(world.standing("filler")) if "/lists/" in one.url]
