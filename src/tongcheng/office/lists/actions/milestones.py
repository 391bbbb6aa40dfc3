"""Change the milestones of rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Max

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action
from tongcheng.office.core.recorded import new, state_of
from tongcheng.office.lists import rules
from tongcheng.office.lists.actions.fields import CORRECT, MILESTONE_FIELDS, cleaned
from tongcheng.office.lists.actions.held import BATCH, held, recheck, save_all, want_reason
from tongcheng.office.lists.models import Item, ItemState, Milestone

NOT_OF_ROW = Text("节点不属于这些条目", "A milestone is not of these rows")
STAYS = Text("已列入清单的节点不删除，可修改", "A milestone of a row in force is changed, not removed")


@action("lists.change_milestones", Text("修改节点", "change milestones"), rule=rules.may_change_milestones)
def change_milestones(
    act: Act,
    items: Sequence[Item],
    values: Mapping[int, Sequence[Mapping[str, Any]]],
    bases: Mapping[int, int] | None = None,
    remove: Collection[int] = (),
) -> list[Milestone]:
    """Add and change milestones of rows; give those that are new or really changed.

    ``values`` maps a row's id to mappings of ``MILESTONE_FIELDS``; one with ``pk`` changes that milestone, one
    without adds another. ``bases`` maps a **milestone's** id to the revision that the person saw. Milestones not
    named stay; ``remove`` takes away milestones of drafts. The date first set stays as the original one.

    Raises
    ------
    ConflictError
        If the same field changed in between.
    InputError
        With every problem of every row.
    """
    held(items)
    recheck(act, rules.may_change_milestones, items)
    by_pk = {item.pk: item for item in items}
    rows = {one.pk: one for one in Milestone.objects.select_for_update().filter(item__in=by_pk)}
    problems = Problems("milestones")
    last = dict(
        Milestone.objects.filter(item__in=by_pk)
        .values("item")
        .annotate(last=Max("order"))
        .values_list("item", "last")
    )
    changes: list[Change | None] = _removed(rows, by_pk, remove)
    made, changed = [], []
    for item_pk, several in values.items():
        item = by_pk[item_pk]
        for number, given in enumerate(several, start=1):
            own = {name: value for name, value in given.items() if name != "pk"}
            if given.get("pk") is None:
                last[item_pk] = last.get(item_pk, 0) + 1
                made.append(_made(item, own, last[item_pk], problems, number))
                continue
            row = _of(rows, int(given["pk"]), item)
            change = _revised(item, row, own, (bases or {}).get(row.pk), problems, number)
            if change is not None:
                want_reason(act, item, change.after or ())
                changed.append(row)
                changes.append(change)
    for row in made:
        want_reason(act, row.item, ("milestones",))
    problems.raise_if_any()
    save_all(changed, [*MILESTONE_FIELDS, "original_due"])
    Milestone.objects.bulk_create(made, batch_size=BATCH)
    Milestone.objects.filter(pk__in=remove).delete()
    record(act, [*changes, *(new(row) for row in made)])
    return [*changed, *made]


def _of(rows: Mapping[int, Milestone], pk: int, item: Item) -> Milestone:
    row = rows.get(pk)
    if row is None or row.item_id != item.pk:
        raise RefusedError(NOT_OF_ROW)
    return row


def _first_date(item: Item, row: Milestone, due: Any) -> dict[str, Any]:
    in_force = item.state != ItemState.DRAFT
    return {"original_due": due} if in_force and row.original_due is None and due is not None else {}


def _made(item: Item, given: Mapping[str, Any], order: int, problems: Problems, number: int) -> Milestone:
    row = Milestone(item=item, order=order)
    for name, value in cleaned(row, given, MILESTONE_FIELDS, problems, number).items():
        setattr(row, name, value)
    for name, value in _first_date(item, row, row.due).items():
        setattr(row, name, value)
    if "text" not in given:
        _no_text(problems, number)
    return row


def _revised(
    item: Item, row: Milestone, given: Mapping[str, Any], base: int | None, problems: Problems, number: int
) -> Change | None:
    own = cleaned(row, given, MILESTONE_FIELDS, problems, number)
    if "text" in own and not own["text"].strip():
        _no_text(problems, number)
    return row.revise(own | _first_date(item, row, own.get("due", row.due)), base)


def _no_text(problems: Problems, number: int) -> None:
    problems.add("empty", expected=Text("不为空", "something"), found="", remedy=CORRECT, row=number, column="text")


def _removed(
    rows: Mapping[int, Milestone], items: Mapping[int, Item], remove: Collection[int]
) -> list[Change | None]:
    changes: list[Change | None] = []
    for pk in remove:
        row = rows.get(pk)
        if row is None:
            raise RefusedError(NOT_OF_ROW)
        if items[row.item_id].state != ItemState.DRAFT:
            raise RefusedError(STAYS)
        changes.append(Change(row, state_of(row), None))
    return changes
