"""Rows as they are now: read again and asked the rule again inside the action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Rule, check
from tongcheng.office.opportunities.models import Opportunity


def now(act: Act, rule: Rule, rows: Sequence[Opportunity]) -> list[Opportunity]:
    """Read opportunities again, one query, and ask the rule of what was read."""
    wanted = list(dict.fromkeys(one.pk for one in rows))
    found = Opportunity.objects.select_related("item__list", "item__reporting_unit", "city", "unit").in_bulk(wanted)
    for one in found.values():
        check(rule, act.standing, one)
    return [found[pk] for pk in wanted]


def bring(act: Act, rule: Rule, rows: Sequence[Opportunity], values: Mapping[str, Any]) -> list[Opportunity]:
    """Bring opportunities to a state, the same values for all, in a constant number of statements."""
    current = now(act, rule, rows)
    changes = [one.revise(values) for one in current]
    Opportunity.objects.bulk_update(current, [*values, "revision", "field_revisions"], batch_size=200)
    record(act, changes)
    for one, fresh in zip(rows, current, strict=False):
        for name in (*values, "revision", "field_revisions"):
            setattr(one, name, getattr(fresh, name))
    return current
