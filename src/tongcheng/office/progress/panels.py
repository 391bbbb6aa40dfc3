"""The ledgers of a unit on its page."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from tongcheng.language import Text
from tongcheng.office.people.models import Unit
from tongcheng.office.people.panels import ENTRIES, Entry, Panel, register
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Ledger


def ledgers_of_unit(standing: Standing, unit: Unit) -> Panel | None:
    """Give the ledgers of a unit that the reader may see, the newest first."""
    if standing.manages_accounts and not standing.sees_everything:
        return None
    ledgers = Ledger.objects.visible_to(standing).filter(unit=unit)
    shown = ledgers.select_related("period", "unit").order_by("-period__last_day", "-edition")[:ENTRIES]
    return Panel(
        Text("台账", "Ledgers"),
        tuple(Entry(str(one.period), _url(one), str(one.get_state_display())) for one in shown),
        ledgers.count(),
        Text("没有台账", "No ledgers"),
    )


def _url(ledger: Ledger) -> str:
    try:
        return reverse("progress:ledger", args=[ledger.pk])
    except NoReverseMatch:
        return ""


register("progress.ledgers", ledgers_of_unit)
