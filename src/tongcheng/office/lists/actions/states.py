"""Enter rows in the list, and bring them to their end: done, closed, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Rule, action
from tongcheng.office.lists import rules
from tongcheng.office.lists.actions.held import (
    held,
    recheck,
    save_all,
    settle_milestones,
    want_resolution,
    with_dates,
)
from tongcheng.office.lists.models import Item, ItemState, ItemUnit, ItemUnitRole


def _to(act: Act, items: Sequence[Item], rule: Rule, values: dict[str, Any]) -> list[Item]:
    """Bring rows to a state, the same values for all; three statements besides the log."""
    held(items)
    recheck(act, rule, items)
    changes = [item.revise(values) for item in items]
    save_all(items, values)
    record(act, changes)
    return list(items)


def ending(act: Act, state: ItemState, resolution: str = "", **more: Any) -> dict[str, Any]:
    """Give what a row gets when it ends: state, day, reason and resolution."""
    return {
        "state": state,
        "ended": timezone.localdate(act.at),
        "end_reason": act.reason.strip()[:400],
        "resolution": resolution.strip()[:200],
        **more,
    }


@action(
    "lists.activate_items", Text("列入清单", "enter in the list"), rule=rules.may_activate_item, reason_needed=True
)
def activate_items(act: Act, items: Sequence[Item]) -> list[Item]:
    """Enter drafts in the list: work goes on from here, and the due dates of this day stay as the original ones.

    Raises
    ------
    InputError
        Naming every row without a reporting unit or without a lead.
    """
    held(items)
    recheck(act, rules.may_activate_item, items)
    check_in_force(items)
    changes = []
    for item in items:
        first = {"original_due": item.due} if item.original_due is None and item.due else {}
        changes.append(item.revise({"state": ItemState.ACTIVE, **first}))
    save_all(items, ["state", "original_due"])
    record(act, with_dates(changes, settle_milestones(items)))
    return list(items)


def check_in_force(items: Sequence[Item]) -> None:
    """Refuse rows without exactly one reporting unit or without a lead, all of them at once."""
    problems = Problems("items")
    led = set(ItemUnit.objects.filter(item__in=items, role=ItemUnitRole.LEAD).values_list("item_id", flat=True))
    for item in items:
        missing = [] if item.reporting_unit_id else ["reporting_unit"]
        missing += [] if item.pk in led else ["leads"]
        for name in missing:
            unit = Text("填报单位", "a reporting unit") if name == "reporting_unit" else Text("牵头单位", "a lead")
            problems.add(
                "no_unit",
                expected=unit,
                found="",
                remedy=Text("先补全单位再列入清单", "complete the units, then enter the row"),
                file=str(item),
                column=name,
            )
    problems.raise_if_any()


@action("lists.complete_items", Text("标为已完成", "mark as done"), rule=rules.may_complete_item, reason_needed=True)
def complete_items(act: Act, items: Sequence[Item]) -> list[Item]:
    """Mark rows as done; they still report until they are closed."""
    return _to(act, items, rules.may_complete_item, {"state": ItemState.DONE})


@action("lists.resume_items", Text("恢复推进", "resume"), rule=rules.may_reopen_item, reason_needed=True)
def resume_items(act: Act, items: Sequence[Item]) -> list[Item]:
    """Bring back under way what was marked as done too early."""
    return _to(act, items, rules.may_reopen_item, {"state": ItemState.ACTIVE})


@action("lists.close_items", Text("销号", "close"), rule=rules.may_close_item, reason_needed=True)
def close_items(act: Act, items: Sequence[Item], resolution: str = "") -> list[Item]:
    """Close rows that are done, after somebody else has verified them; the reason says how."""
    return _to(act, items, rules.may_close_item, ending(act, ItemState.CLOSED, resolution))


@action("lists.cancel_items", Text("取消条目", "cancel"), rule=rules.may_end_item, reason_needed=True)
def cancel_items(act: Act, items: Sequence[Item], resolution: str = "") -> list[Item]:
    """Cancel rows; an issued year list needs the resolution that decided it."""
    held(items)
    want_resolution(items, resolution)
    return _to(act, items, rules.may_end_item, ending(act, ItemState.CANCELLED, resolution))
