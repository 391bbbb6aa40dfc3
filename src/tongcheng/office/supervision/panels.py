"""The orders of a unit on its page."""

from __future__ import annotations

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.people.models import Unit
from tongcheng.office.people.panels import ENTRIES, Entry, Panel, register
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.models import Order


def orders_of_unit(standing: Standing, unit: Unit) -> Panel | None:
    """Give the orders to a unit that the reader may see, the newest first."""
    if standing.manages_accounts and not standing.sees_everything:
        return None
    orders = Order.objects.visible_to(standing).filter(unit=unit)
    entries = tuple(
        Entry(str(one), reverse("supervision:order", args=[one.pk]), str(one.get_state_display()))
        for one in orders[:ENTRIES]
    )
    return Panel(
        Text("来文", "Orders"),
        entries,
        orders.count(),
        Text("没有来文", "No orders"),
        reverse("supervision:orders") + "?state=",
    )


register("supervision.orders", orders_of_unit)
