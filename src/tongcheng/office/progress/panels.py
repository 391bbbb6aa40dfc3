"""The ledgers of a unit on its page."""

from __future__ import annotations

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.wording import say
from tongcheng.office.people.models import Unit
from tongcheng.office.people.panels import ENTRIES, Entry, Panel, register
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Ledger


def ledgers_of_unit(standing: Standing, unit: Unit) -> Panel | None:
    """Give a unit's ledgers, newest period first, to those who may see them."""
    if not standing.posts:
        return None
    rows = Ledger.objects.visible_to(standing).filter(unit=unit).select_related("period", "unit")
    shown = rows.order_by("-period__last_day", "-edition")[:ENTRIES]
    entries = tuple(
        Entry(
            say(one.period.name) + (f" ({one.edition})" if one.edition > 1 else ""),
            reverse("progress:ledger", args=[one.pk]),
            str(one.get_state_display()),
            one.signed_by,
        )
        for one in shown
    )
    title, empty = Text("台账", "Ledgers"), Text("还没有台账", "No ledger yet")
    return Panel(title, entries, rows.count(), empty, reverse("progress:periods"))


register("progress.ledgers", ledgers_of_unit)
