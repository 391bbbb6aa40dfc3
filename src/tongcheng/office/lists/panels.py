"""The rows of a unit on its page."""

from __future__ import annotations

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from tongcheng.language import Text
from tongcheng.office.lists.models import Item
from tongcheng.office.lists.models.item import ENDED_STATES
from tongcheng.office.people.models import Unit
from tongcheng.office.people.panels import ENTRIES, Entry, Panel, register
from tongcheng.office.people.standing import Standing


def rows_of_unit(standing: Standing, unit: Unit) -> Panel | None:
    """Give the open rows that a unit is on and the reader may see."""
    if standing.manages_accounts and not standing.sees_everything:
        return None
    rows = Item.objects.visible_to(standing).exclude(state__in=ENDED_STATES)
    rows = rows.filter(Q(reporting_unit=unit) | Q(item_units__unit=unit)).distinct().order_by("list", "order")
    shown = rows.select_related("list")[:ENTRIES]
    return Panel(
        Text("在办条目", "Open rows"),
        tuple(Entry(str(item), _url(item), str(item.get_state_display()), item.list.name) for item in shown),
        rows.count(),
        Text("没有在办条目", "No open rows"),
    )


def _url(item: Item) -> str:
    try:
        return reverse("lists:item", args=[item.uid])
    except NoReverseMatch:
        return ""


register("lists.rows", rows_of_unit)
