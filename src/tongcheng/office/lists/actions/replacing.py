"""Put rows in the place of others: swap, split, merge, transfer. Nothing is lost: the old row points to the new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action, check
from tongcheng.office.lists import rules
from tongcheng.office.lists.actions.creating import Drafts, copies
from tongcheng.office.lists.actions.fields import NewItem
from tongcheng.office.lists.actions.held import (
    held,
    participants,
    recheck,
    save_all,
    settle_milestones,
    want_resolution,
    with_dates,
    write_participants,
)
from tongcheng.office.lists.actions.states import check_in_force, ending
from tongcheng.office.lists.models import ENDED_STATES, Item, ItemState, List, Milestone
from tongcheng.office.people.models import Unit

ONE_LIST = Text("这些条目不在同一清单", "The rows are not in one list")
TWO_PARTS = Text("至少拆分为两部分", "A split makes two parts at least")
NOT_ITSELF = Text("不能并入自身", "A row cannot be merged into itself")
TARGET_ENDED = Text("目标条目已办结", "The row in its place has ended")
SAME_LIST = Text("条目已在该清单", "The row is in that list already")
DRAFT_WANTED = Text("替换的条目应为同一清单的“拟列入”条目", "A replacement is a draft of the same list")
OTHER_MILESTONE = Text("节点不属于该条目", "The milestone is not of this row")

#: What a part or a merged row takes over from the row it came from, unless given.
_INHERITED = [
    "kind",
    "group",
    "field",
    "stage",
    "function",
    "visibility",
    "reporting_unit",
    "accountable_leader",
    "officer",
    "liaison_a",
    "liaison_b",
    "due",
    "origin_kind",
    "origin",
    "source",
    "synthetic",
]


def _inheriting(row: NewItem, item: Item, units: Mapping[str, list[Any]]) -> NewItem:
    inherited = {name: getattr(item, name) for name in _INHERITED}
    return replace(row, values={**inherited, **units, **row.values})


def _units(item: Item) -> dict[str, list[Any]]:
    """Give the participants of a row as objects, by the names of ``RELATIONS``."""
    names = participants([item])[item.pk]
    units = Unit.objects.in_bulk({pk for name in ("leads", "supporting", "guiding") for pk in names[name]})
    found: dict[str, list[Any]] = {
        name: [units[pk] for pk in names[name]] for name in ("leads", "supporting", "guiding")
    }
    return found | {"cities": list(item.cities.all())}


def _end(act: Act, items: Sequence[Item], state: ItemState, resolution: str, successor: Item | None) -> list[Any]:
    values = ending(act, state, resolution, successor=successor)
    changes = [item.revise(values) for item in items]
    save_all(items, values)
    return changes


@action("lists.swap_item", Text("替换条目", "swap"), rule=rules.may_swap_item, reason_needed=True)
def swap_item(act: Act, item: Item, by: NewItem | Item, resolution: str = "") -> Item:
    """Put another row in the place of this one; ``by`` is a draft of the same list or a new row.

    The new row is in force at once and stands where the old one stood; the old one stays, as swapped.
    """
    held([item])
    recheck(act, rules.may_swap_item, [item])
    want_resolution([item], resolution)
    first: dict[str, Any] = {"state": ItemState.ACTIVE, "order": item.order, "part_of": item.part_of}
    if isinstance(by, Item):
        held([by])
        if by.list_id != item.list_id or by.state != ItemState.DRAFT:
            raise RefusedError(DRAFT_WANTED)
        changes: list[Change | None] = [by.revise({**first, "original_due": by.original_due or by.due})]
        save_all([by], [*first, "original_due"])
        new = by
    else:
        drafts = Drafts(act, item.list)
        new = drafts.add(by, **first)
        new.original_due = new.due
        changes = drafts.write()
    check_in_force([new])
    changes = [*with_dates(changes, settle_milestones([new]))]
    record(act, [*changes, *_end(act, [item], ItemState.SWAPPED, resolution, new)])
    return new


@action("lists.split_item", Text("拆分条目", "split"), rule=rules.may_split_item, reason_needed=True)
def split_item(
    act: Act,
    item: Item,
    parts: Sequence[NewItem],
    resolution: str = "",
    milestones: Mapping[int, int] | None = None,
) -> list[Item]:
    """Split a bundled row into parts that are reported on one by one; the list still prints it as one.

    A part takes over whatever is not given, codes are ``7-1, 7-2``…; ``milestones`` says which milestone (by id)
    goes to which part (from 0). The original date goes with the parts.
    """
    held([item])
    recheck(act, rules.may_split_item, [item])
    if len(parts) < 2:
        raise RefusedError(TWO_PARTS)
    want_resolution([item], resolution)
    units = _units(item)
    drafts = Drafts(act, item.list)
    fixed = {"state": item.state, "order": item.order, "part_of": item, "original_due": item.original_due}
    for number, part in enumerate(parts, start=1):
        row = (
            part
            if part.values.get("code")
            else replace(part, values={**part.values, "code": f"{item.code}-{number}"})
        )
        drafts.add(_inheriting(row, item, units), **fixed)
    changes = drafts.write()
    if item.state != ItemState.DRAFT:
        check_in_force(drafts.items)
        changes = [*with_dates(changes, settle_milestones(drafts.items))]
    changes += _move_milestones(item, drafts.items, milestones or {})
    record(act, [*changes, *_end(act, [item], ItemState.SPLIT, resolution, None)])
    return drafts.items


def _move_milestones(item: Item, parts: Sequence[Item], wanted: Mapping[int, int]) -> list[Change | None]:
    rows = list(Milestone.objects.filter(item=item, pk__in=wanted))
    if len(rows) != len(wanted) or any(not 0 <= part < len(parts) for part in wanted.values()):
        raise RefusedError(OTHER_MILESTONE)
    changes = [row.revise({"item": parts[wanted[row.pk]]}) for row in rows]
    save_all(rows, ["item"])
    return changes


@action("lists.merge_items", Text("合并条目", "merge"), rule=rules.may_end_item, reason_needed=True)
def merge_items(act: Act, items: Sequence[Item], into: NewItem | Item, resolution: str = "") -> Item:
    """Merge rows of one list into a new row, or into one that stands in the list already.

    A new row takes over from the first what is not given; its original date is the latest of theirs.
    """
    held(items)
    recheck(act, rules.may_end_item, items)
    if len({item.list_id for item in items}) != 1:
        raise RefusedError(ONE_LIST)
    want_resolution(items, resolution)
    changes: list[Change | None] = []
    if isinstance(into, Item):
        held([into])
        _may_take(into, items)
        target = into
    else:
        first = items[0]
        drafts = Drafts(act, first.list)
        states = {item.state for item in items}
        target = drafts.add(
            _inheriting(into, first, _units(first)),
            state=ItemState.DRAFT if states == {ItemState.DRAFT} else ItemState.ACTIVE,
            order=first.order,
            part_of=first.part_of if len({item.part_of_id for item in items}) == 1 else None,
            original_due=max((one.original_due for one in items if one.original_due), default=None),
        )
        changes = [*drafts.write()]
        if target.state != ItemState.DRAFT:
            check_in_force([target])
            changes = [*with_dates(changes, settle_milestones([target]))]
    record(act, [*changes, *_end(act, items, ItemState.MERGED, resolution, target)])
    return target


def _may_take(into: Item, items: Sequence[Item]) -> None:
    if into.list_id != items[0].list_id:
        raise RefusedError(ONE_LIST)
    if into.pk in {item.pk for item in items}:
        raise RefusedError(NOT_ITSELF)
    if into.state in ENDED_STATES:
        raise RefusedError(TARGET_ENDED)


@action(
    "lists.transfer_item",
    Text("移交到其他清单", "transfer to another list"),
    rule=rules.may_end_item,
    reason_needed=True,
)
def transfer_item(act: Act, item: Item, to: List, resolution: str = "", code: str = "") -> Item:
    """Carry a row over to another list with everything on it; the old row stays, as transferred.

    Original dates go with it, of the row and of its milestones.
    """
    held([item])
    recheck(act, rules.may_end_item, [item])
    to.refresh_from_db()
    check(rules.may_change_list, act.standing, to)
    if to.pk == item.list_id:
        raise RefusedError(SAME_LIST)
    want_resolution([item], resolution)
    state = ItemState.DRAFT if item.state == ItemState.DRAFT else ItemState.ACTIVE
    row = copies([item])[0]
    drafts = Drafts(act, to)
    new = drafts.add(replace(row, values={**row.values, "code": code}), state=state, original_due=item.original_due)
    dates = item.milestones.order_by("order", "pk").values_list("original_due", flat=True)
    for milestone, original in zip(drafts.milestones, dates, strict=True):
        milestone.original_due = original
    changes = drafts.write()
    record(act, [*changes, *_end(act, [item], ItemState.TRANSFERRED, resolution, new)])
    return new


@action(
    "lists.assign_unit",
    Text("移交到其他单位", "transfer to another unit"),
    rule=rules.may_end_item,
    reason_needed=True,
)
def assign_unit(act: Act, items: Sequence[Item], unit: Unit, resolution: str = "") -> list[Item]:
    """Make another unit report on rows, and lead them where the former reporting unit led; contacts are emptied."""
    held(items)
    recheck(act, rules.may_end_item, items)
    want_resolution(items, resolution)
    before = participants(items)
    changed, changes, lists = [], [], {}
    for item in items:
        old = item.reporting_unit_id
        leads = [unit.pk if pk == old else pk for pk in before[item.pk]["leads"]]
        values = {"reporting_unit": unit, "officer": "", "liaison_a": "", "liaison_b": "", "accountable_leader": ""}
        change = item.revise(values if old != unit.pk else {})
        if change is None:
            continue
        leads = list(dict.fromkeys(leads)) or [unit.pk]
        if leads != before[item.pk]["leads"]:
            item.field_revisions = item.field_revisions | {"leads": item.revision}
            lists[item.pk] = {"leads": leads}
            change = Change(
                item,
                (change.before or {}) | {"leads": before[item.pk]["leads"]},
                (change.after or {}) | {"leads": leads},
            )
        changed.append(item)
        changes.append(change)
    save_all(changed, ["reporting_unit", "officer", "liaison_a", "liaison_b", "accountable_leader"])
    write_participants(lists)
    record(act, changes)
    return changed
