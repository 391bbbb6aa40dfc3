"""Ledgers held for the time of an action: read again under a lock, so that no rule is asked about stale rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q

from tongcheng.office.core.acting import Act, ConflictError, Rule, check
from tongcheng.office.progress.models import Ledger


def hold(act: Act, rule: Rule, ledgers: Sequence[Ledger], bases: Mapping[int, int] | None = None) -> list[Ledger]:
    """Give the ledgers as they are now, locked until the action ends, in the order asked; ask the rule again.

    A ledger that was not saved yet becomes the one that somebody else began in between. ``bases`` are revisions that
    were looked at: signing or accepting what has changed since is a conflict.

    Raises
    ------
    RefusedError
        If the rule refuses the ledger as it is now.
    ConflictError
        If a ledger has changed since it was looked at.
    """
    if not ledgers:
        return []
    saved = [one.pk for one in ledgers if one.pk is not None]
    begun = [one for one in ledgers if one.pk is None]
    wanted = Q(pk__in=saved)
    if begun:
        wanted |= Q(period__in={one.period_id for one in begun}, unit__in={one.unit_id for one in begun})
    rows = Ledger.objects.select_for_update(of=("self",)).select_related("unit", "period").filter(wanted)
    now = {one.pk: one for one in rows}
    last = {(one.period_id, one.unit_id): one for one in sorted(now.values(), key=lambda one: one.edition)}
    held = [now[one.pk] if one.pk is not None else last.get((one.period_id, one.unit_id), one) for one in ledgers]
    for one in held:
        check(rule, act.standing, one)
        if bases and one.pk in bases and bases[one.pk] != one.revision:
            raise ConflictError(one, [name for name, at in one.field_revisions.items() if at > bases[one.pk]])
    return held
