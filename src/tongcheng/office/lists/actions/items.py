"""Add, change and reorder rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, ConflictError, RefusedError, action
from tongcheng.office.lists import rules
from tongcheng.office.lists.actions.creating import Drafts
from tongcheng.office.lists.actions.fields import (
    CORRECT,
    ITEM_FIELDS,
    RELATIONS,
    NewItem,
    cleaned,
    cleaned_relations,
)
from tongcheng.office.lists.actions.held import (
    held,
    participants,
    recheck,
    save_all,
    settled_due,
    want_reason,
    write_participants,
)
from tongcheng.office.lists.models import OPEN_STATES, Item, List


@action("lists.add_items", Text("新增条目", "add rows"), rule=rules.may_add_items)
def add_items(act: Act, lst: List, rows: Sequence[NewItem]) -> list[Item]:
    """Add rows as drafts (拟列入), in the order given; a code is made where none is given.

    Whoever does not keep the list proposes rows of the own unit. The number of statements does not depend on the
    number of rows.

    Raises
    ------
    InputError
        With every problem of every row.
    """
    drafts = Drafts(act, lst)
    for row in rows:
        drafts.add(row)
    record(act, drafts.write())
    return drafts.items


@action("lists.change_items", Text("修改条目", "change rows"), rule=rules.may_change_item)
def change_items(
    act: Act,
    items: Sequence[Item],
    values: Mapping[int, Mapping[str, Any]],
    bases: Mapping[int, int] | None = None,
) -> list[Item]:
    """Change fields and participants of rows; give the rows that really changed.

    ``values`` maps a row's id to fields of ``ITEM_FIELDS`` and ``RELATIONS`` (``leads``, ``supporting``,
    ``guiding``, ``cities``: whole sequences in printed order). ``bases`` maps a row's id to the revision that the
    person saw: only a field that changed since is a conflict. The given objects are brought up to date.

    Raises
    ------
    ConflictError
        If the same field changed in between.
    InputError
        With every problem of every row.
    """
    held(items)
    recheck(act, rules.may_change_item, items)
    problems = Problems("items")
    before = participants(items) if any(set(RELATIONS) & set(one) for one in values.values()) else {}
    changed, changes, lists = [], [], {}
    names: set[str] = set()
    for number, item in enumerate(items, start=1):
        given = values.get(item.pk, {})
        change, relations = _revised(act, item, given, before.get(item.pk, {}), (bases or {}).get(item.pk), problems)
        if change is not None:
            changed.append(item)
            changes.append(change)
            names |= set(change.after or {}) - set(RELATIONS)
            lists[item.pk] = relations
        _in_force(item, before.get(item.pk, {}) | relations, given, problems, number)
    _codes_once(changed, names, problems)
    problems.raise_if_any()
    if "code" in names:
        _park_codes(changed)
    save_all(changed, names)
    write_participants(lists)
    record(act, changes)
    return changed


def _revised(
    act: Act,
    item: Item,
    given: Mapping[str, Any],
    before: Mapping[str, list[int]],
    base: int | None,
    problems: Problems,
) -> tuple[Change | None, dict[str, list[int]]]:
    """Set the fields of one row in memory; give the change, and the participants that differ."""
    own = cleaned(item, {k: v for k, v in given.items() if k not in RELATIONS}, ITEM_FIELDS, problems)
    wanted = {name: [one.pk for one in rows] for name, rows in cleaned_relations(given, problems).items()}
    differ = {
        name: rows for name, rows in wanted.items() if rows != before[name] and not _same_set(name, rows, before)
    }
    if base is not None and (clash := item.clashes(base, differ)):
        raise ConflictError(item, clash)
    own |= settled_due(item, own.get("due"))
    change = item.revise(own, base)
    touched = [*(change.after if change and change.after else ()), *differ]
    if not touched:
        return None, {}
    want_reason(act, item, touched)
    if why := rules.may_change_fields(act.standing, item, [name for name in touched if name != "original_due"]):
        raise RefusedError(why)
    if differ:
        if change is None:
            item.revision += 1
        item.field_revisions = item.field_revisions | dict.fromkeys(differ, item.revision)
    old = (change.before if change and change.before else {}) | {name: before[name] for name in differ}
    new = (change.after if change and change.after else {}) | differ
    return Change(item, old, new), differ


def _same_set(name: str, rows: list[int], before: Mapping[str, list[int]]) -> bool:
    """Cities have no order of their own."""
    return name == "cities" and set(rows) == set(before[name])


def _in_force(
    item: Item, units: Mapping[str, list[int]], given: Mapping[str, Any], problems: Problems, number: int
) -> None:
    """Note what a row in force cannot be without."""
    if item.state not in OPEN_STATES:
        return
    missing = []
    if item.reporting_unit_id is None:
        missing.append("reporting_unit")
    if "leads" in given and not units.get("leads"):
        missing.append("leads")
    missing += [name for name in ("title", "code") if name in given and not getattr(item, name)]
    for name in missing:
        problems.add("empty", expected=Text("不为空", "something"), found="", remedy=CORRECT, row=number, column=name)


def _codes_once(changed: Iterable[Item], names: set[str], problems: Problems) -> None:
    if "code" not in names:
        return
    wanted: dict[tuple[int, str], int] = {}
    taken = {
        (lst, code): pk
        for pk, lst, code in Item.objects.filter(list__in={one.list_id for one in changed}).values_list(
            "pk", "list_id", "code"
        )
    }
    moved = {one.pk for one in changed}
    for item in changed:
        key = (item.list_id, item.code)
        if wanted.setdefault(key, item.pk) != item.pk or taken.get(key, item.pk) not in moved:
            problems.add(
                "code_twice",
                expected=Text("清单内不重复的序号", "a number used once in the list"),
                found=item.code,
                remedy=Text("换一个序号", "take another number"),
                column="code",
            )


def _park_codes(changed: Iterable[Item]) -> None:
    """Free the numbers of rows that get new ones: two rows may exchange theirs, and each is unique at every moment."""
    rows = Item.objects.filter(pk__in=[one.pk for one in changed])
    rows.update(code=Concat(Value("\x01"), Cast("pk", CharField())))


@action("lists.reorder", Text("调整顺序", "reorder rows"), rule=rules.may_change_list, reason_needed=True)
def reorder(act: Act, lst: List, order: Sequence[int]) -> list[Item]:
    """Put rows in the order of their ids; rows not named keep their order behind them."""
    rows = list(Item.objects.select_for_update().filter(list=lst).order_by("order", "pk"))
    place = {pk: number for number, pk in enumerate(order)}
    rows.sort(key=lambda row: place.get(row.pk, len(place)))
    changes = [row.revise({"order": number}) for number, row in enumerate(rows)]
    moved = [row for row, change in zip(rows, changes, strict=True) if change is not None]
    save_all(moved, ["order"])
    record(act, changes)
    return moved
