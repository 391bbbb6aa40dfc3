"""Every transition of a row and of a list: who may, from which state, and what stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.audit import chain
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ACTIONS, NO_REASON, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists import actions, rules
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.models import Item, List, SavedView

ROLES = (
    "filler",
    "unit_head",
    "city_office",
    "joint_office",
    "supervisor",
    "leader",
    "auditor",
    "administrator",
    "public",
)
STATES = ("draft", "active", "paused", "done", "closed", "cancelled", "swapped", "split", "merged", "transferred")
OPEN = ("draft", "active", "paused", "done")
WAY = ("active", "paused")
#: Action → (roles that may on a row of 甲市交通局, states in which they may).
TABLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "change_items": (("filler", "unit_head", "city_office", "joint_office"), OPEN),
    "change_projects": (("filler", "unit_head", "city_office", "joint_office"), OPEN),
    "activate_items": (("joint_office",), ("draft",)),
    "complete_items": (("joint_office",), WAY),
    "resume_items": (("joint_office",), ("done",)),
    "close_items": (("joint_office", "supervisor", "leader"), ("done",)),
    "cancel_items": (("joint_office",), OPEN),
    "swap_item": (("joint_office",), WAY),
    "split_item": (("joint_office",), OPEN),
    "merge_items": (("joint_office",), OPEN),
    "transfer_item": (("joint_office",), OPEN),
    "assign_unit": (("joint_office",), OPEN),
}


@pytest.fixture
def item(world: World) -> Item:
    return Item.objects.select_related("list", "reporting_unit").get(pk=world.items["1"].pk)


@pytest.mark.parametrize("name", TABLE)
def test_who_may_in_which_state(world: World, item: Item, name: str) -> None:
    roles, states = TABLE[name]
    rule = ACTIONS[f"lists.{name}"].rule
    for role in ROLES:
        standing = world.standing(role)
        for state in STATES:
            item.state = state
            allowed = rule(standing, item) is None
            assert allowed == (role in roles and state in states), (role, state)
        item.list.closed, item.state = True, states[0]
        assert rule(standing, item) == rules.ARCHIVED
        item.list.closed = False


def test_milestones_are_the_keepers_once_a_row_is_in_force(world: World, item: Item) -> None:
    for state, allowed in (("draft", True), ("active", False), ("closed", False)):
        item.state = state
        assert (rules.may_change_milestones(world.standing("filler"), item) is None) == allowed
    item.state = "active"
    assert rules.may_change_milestones(world.standing("joint_office"), item) is None


def test_nobody_closes_the_rows_of_his_own_unit(world: World) -> None:
    own = world.items["4"]
    own.state = "done"
    assert rules.may_close_item(world.standing("joint_office"), own) == rules.OWN_WORK
    assert rules.may_close_item(world.standing("supervisor"), own) is None


@pytest.mark.parametrize("name", sorted(set(TABLE) - {"change_items", "change_projects"}))
def test_a_reason_is_needed(world: World, item: Item, name: str) -> None:
    with pytest.raises(RefusedError) as caught:
        ACTIONS[f"lists.{name}"].run(world.act("joint_office"), item, item)
    assert caught.value.why == NO_REASON


def _issue(world: World) -> None:
    actions.issue_version(
        world.act("joint_office", "会议审定"), world.list, dt.date(2022, 3, 1), dt.date(2022, 2, 28)
    )


def _new(title: str, world: World) -> NewItem:
    unit = world.units["roads_b"]
    return NewItem(
        {"title": title, "kind": "project", "reporting_unit": unit, "leads": [unit], "due": dt.date(2022, 11, 1)}
    )


def _transitions(world: World) -> dict[str, Callable[[Item, str], object]]:
    act = world.act("joint_office", "领导小组会议议定")
    other = List.objects.exclude(pk=world.list.pk).first()
    return {
        "cancel": lambda item, why: actions.cancel_items(act, [item], why),
        "swap": lambda item, why: actions.swap_item(act, item, _new("新项目", world), why),
        "split": lambda item, why: actions.split_item(
            act, item, [NewItem({"title": "北段"}), NewItem({"title": "南段"})], why
        ),
        "merge": lambda item, why: actions.merge_items(
            act, [item, world.items["2"]], NewItem({"title": "两路"}), why
        ),
        "transfer": lambda item, why: actions.transfer_item(act, item, other, why),
        "assign": lambda item, why: actions.assign_unit(act, [item], world.units["firm"], why),
    }


@pytest.mark.parametrize("name", ["cancel", "swap", "split", "merge", "transfer", "assign"])
def test_an_issued_year_list_changes_by_resolution(world: World, item: Item, name: str) -> None:
    actions.create_list(
        world.act("joint_office"), world.units["office"], {"code": "t23", "name": "2023", "kind": "task"}
    )
    _issue(world)
    run = _transitions(world)[name]
    with pytest.raises(RefusedError):
        run(item, " ")
    run(item, "第三次会议议定事项2")
    item.refresh_from_db()
    assert item.resolution == ("" if name == "assign" else "第三次会议议定事项2")


def test_activation_wants_units_and_keeps_the_dates(world: World) -> None:
    act = world.act("joint_office", "列入年度清单")
    rows = [_new("有单位", world), NewItem({"title": "无单位", "kind": "matter"}, milestones=[{"text": "x"}])]
    good, bad = actions.add_items(act, world.list, rows)
    actions.change_milestones(act, [good], {good.pk: [{"text": "完工", "due": "2022-10-01"}]})
    with pytest.raises(InputError) as caught:
        actions.activate_items(act, [good, bad])
    assert {(one.column) for one in caught.value.problems} == {"reporting_unit", "leads"}
    good.refresh_from_db()
    assert good.state == "draft"
    actions.activate_items(act, [good])
    good.refresh_from_db()
    assert (good.state, good.original_due) == ("active", dt.date(2022, 11, 1))
    assert good.milestones.get().original_due == dt.date(2022, 10, 1)


def test_done_resumed_done_closed(world: World, item: Item) -> None:
    act = world.act("joint_office", "现场核实")
    actions.complete_items(act, [item])
    actions.resume_items(act, [item])
    actions.complete_items(act, [item])
    actions.close_items(act, [item])
    item.refresh_from_db()
    assert (item.state, item.end_reason) == ("closed", "现场核实")
    assert item.ended is not None
    with pytest.raises(RefusedError, match="已办结"):
        actions.change_items(act, [item], {item.pk: {"title": "x"}})
    assert chain.verify() is None


def test_what_was_checked_before_is_checked_again(world: World, item: Item) -> None:
    stale = Item.objects.select_related("list", "reporting_unit").get(pk=item.pk)
    act = world.act("joint_office", "不再实施")
    actions.cancel_items(act, [item])
    with pytest.raises(RefusedError):
        actions.change_items(act, [stale], {stale.pk: {"title": "x"}})


def test_a_swap_stands_in_the_place_of_the_old_row(world: World, item: Item) -> None:
    new = actions.swap_item(world.act("joint_office", "选址调整"), item, _new("替换项目", world))
    item.refresh_from_db()
    assert (item.state, item.successor, new.state, new.order) == ("swapped", new, "active", item.order)
    draft = actions.add_items(world.act("joint_office"), world.list, [_new("储备", world)])[0]
    assert actions.swap_item(world.act("joint_office", "再替换"), new, draft) == draft
    draft.refresh_from_db()
    assert (draft.state, draft.original_due) == ("active", dt.date(2022, 11, 1))


def test_a_split_row_prints_as_one(world: World, item: Item) -> None:
    from tongcheng.office.lists.printed import printed_rows

    before = printed_rows(world.list)
    miles = list(item.milestones.order_by("order"))
    north, south = actions.split_item(
        world.act("joint_office", "分段推进"),
        item,
        [
            NewItem({"title": "北段"}, {"investment": 4}),
            NewItem({"title": "南段", "reporting_unit": world.units["roads_b"]}),
        ],
        milestones={miles[0].pk: 0, miles[1].pk: 1},
    )
    assert (north.code, north.state, north.original_due) == ("1-1", "active", item.original_due)
    assert [one.unit for one in south.item_units.filter(role="lead")] == [world.units["roads_a"]]
    after = printed_rows(world.list)
    same = {name: after[0][name] for name in before[0] if name not in ("state", "reporting_unit")}
    assert same == {name: before[0][name] for name in same}
    assert after[0]["reporting_unit"] == "甲市交通局、乙市交通局"
    assert len(after) == len(before)
    with pytest.raises(RefusedError):
        actions.split_item(
            world.act("joint_office", "再分"), north, [NewItem({"title": "a"}), NewItem({"title": "b"})]
        )


def test_merge_and_transfer_carry_on(world: World, item: Item) -> None:
    act = world.act("joint_office", "统筹推进")
    actions.assign_unit(act, [item], world.units["firm"])
    assert item.item_units.get(role="lead").unit == world.units["firm"]
    target = List.objects.get(
        pk=actions.create_list(act, world.units["office"], {"code": "p", "name": "项目清单", "kind": "project"}).pk
    )
    moved = actions.transfer_item(act, item, target)
    item.refresh_from_db()
    assert (item.state, item.successor, moved.list, moved.original_due) == (
        "transferred",
        moved,
        target,
        item.original_due,
    )
    assert moved.project.investment == Decimal("12.5")
    assert list(moved.milestones.values_list("original_due", flat=True)) == list(
        item.milestones.values_list("original_due", flat=True)
    )
    one, two = world.items["2"], world.items["3"]
    merged = actions.merge_items(act, [one, two], NewItem({"title": "合并后"}))
    assert {row.successor for row in Item.objects.filter(state="merged")} == {merged}
    with pytest.raises(RefusedError):
        actions.merge_items(act, [merged, moved], NewItem({"title": "两张清单"}))
    again = actions.merge_items(act, [merged], world.items["4"])
    assert again == world.items["4"]


def test_lists_are_made_changed_archived(world: World) -> None:
    act = world.act("joint_office", "年度调整")
    with pytest.raises(InputError):
        actions.create_list(act, world.units["office"], {"code": "tasks-2022", "name": "x", "kind": "nothing"})
    with pytest.raises(RefusedError):
        actions.create_list(
            world.act("city_office"), world.units["office"], {"code": "x", "name": "x", "kind": "task"}
        )
    own = actions.create_list(
        world.act("city_office"), world.units["office_a"], {"code": "a", "name": "甲市", "kind": "task"}
    )
    assert rules.keeps(world.standing("city_office"), own)
    assert not rules.keeps(world.standing("city_office_b"), own)
    lst = actions.change_list(act, world.list, {"name": "2022年十件大事"}, world.list.revision)
    assert lst.name == "2022年十件大事"
    actions.archive_list(act, lst)
    for run in (
        lambda: actions.add_items(act, lst, []),
        lambda: actions.change_list(act, lst, {"name": "x"}),
        lambda: _issue(world),
    ):
        with pytest.raises(RefusedError):
            run()
    actions.reopen_list(act, lst)
    assert not List.objects.get(pk=lst.pk).closed


def test_a_version_is_kept_for_ever(world: World) -> None:
    with acting_as("test.setup"):
        Item.objects.filter(code="3").update(original_due=None)
    _issue(world)
    version = world.list.versions.get()
    assert (version.number, len(version.content)) == (1, 4)
    assert version.sha256 == actions.content_hash(version.content)
    assert version.content[0]["q1"] == "完成25%"
    assert Item.objects.get(code="3").original_due == dt.date(2022, 12, 31)
    assert "content" not in Event.objects.get(subject_type="lists.version").after
    act = world.act("joint_office", "再次印发")
    with pytest.raises(RefusedError):
        actions.issue_version(act, world.list, dt.date(2022, 3, 1), dt.date(2022, 3, 2))
    assert actions.issue_version(act, world.list, dt.date(2022, 7, 1), dt.date(2022, 6, 30)).number == 2


def test_views_are_saved_by_name(world: World) -> None:
    for query in ("state=draft", "state=active"):
        actions.save_view(world.act("filler"), world.list, "我的", query)
    view = SavedView.objects.get()
    assert view.query == "state=active"
    for act, kwargs in ((world.act("filler"), {"shared": True}), (world.act("public"), {})):
        with pytest.raises(RefusedError):
            actions.save_view(act, world.list, "大家的", "", **kwargs)
    with pytest.raises(RefusedError):
        actions.delete_view(world.act("joint_office"), view)
    actions.delete_view(world.act("filler"), view)
    assert not SavedView.objects.exists()
