"""Rows as they are now: read again and asked the rule again inside the action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, Rule, check
from tongcheng.office.lists.actions.held import save_all
from tongcheng.office.lists.models import Item, ItemState, Visibility
from tongcheng.office.opportunities.models import Opportunity, State

#: Where the row stands in its list while the opportunity is in a state.
_ROW_STATE = {
    State.PUBLISHED: ItemState.ACTIVE,
    State.MATCHED: ItemState.ACTIVE,
    State.LANDED: ItemState.DONE,
    State.EXPIRED: ItemState.CANCELLED,
    State.WITHDRAWN: ItemState.CANCELLED,
}
_FOLLOWED = ("state", "visibility", "original_due", "ended", "end_reason")


def now(act: Act, rule: Rule, rows: Sequence[Opportunity]) -> list[Opportunity]:
    """Read opportunities again, one query, and ask the rule of what was read."""
    wanted = list(dict.fromkeys(one.pk for one in rows))
    found = Opportunity.objects.select_related("item__list", "item__reporting_unit", "city", "unit").in_bulk(wanted)
    for one in found.values():
        check(rule, act.standing, one)
    return [found[pk] for pk in wanted]


def bring(act: Act, rule: Rule, rows: Sequence[Opportunity], values: Mapping[str, Any]) -> list[Opportunity]:
    """Bring opportunities to a state, the same values for all, and their rows with them; constant statements."""
    current = now(act, rule, rows)
    changes = [one.revise(values) for one in current]
    Opportunity.objects.bulk_update(current, [*values, "revision", "field_revisions"], batch_size=200)
    record(act, [*changes, *_rows_follow(act, current)])
    for one, fresh in zip(rows, current, strict=False):
        for name in (*values, "revision", "field_revisions"):
            setattr(one, name, getattr(fresh, name))
    return current


def _rows_follow(act: Act, rows: Sequence[Opportunity]) -> list[Change]:
    """Let the rows of the list stand as their opportunities do; what is on offer is public there as well."""
    found = []
    for one in rows:
        change = one.item.revise(_row_values(act, one))
        if change is not None:
            found.append(change)
    save_all([change.subject for change in found if isinstance(change.subject, Item)], _FOLLOWED)
    return found


def _row_values(act: Act, one: Opportunity) -> dict[str, Any]:
    item, on_offer = one.item, one.state == State.PUBLISHED
    state = _ROW_STATE.get(State(one.state), ItemState.DRAFT)
    if state != ItemState.CANCELLED and item.reporting_unit_id is None:
        state = ItemState.DRAFT  # a row in force has a reporting unit, and nobody said which
    values: dict[str, Any] = {"state": state, "ended": None, "end_reason": ""}
    values["visibility"] = Visibility.PUBLIC if on_offer else Visibility.PARTIES
    if state == ItemState.ACTIVE and item.original_due is None:
        values["original_due"] = item.due
    if state == ItemState.CANCELLED:
        values |= {"ended": timezone.localdate(act.at), "end_reason": act.reason.strip()[:400]}
        values["end_reason"] = values["end_reason"] or str(one.get_state_display())
    return values
