"""What a unit offers, on its page."""

from __future__ import annotations

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.opportunities.models import Opportunity
from tongcheng.office.people.models import Unit
from tongcheng.office.people.panels import ENTRIES, Entry, Panel, register
from tongcheng.office.people.standing import Standing


def opportunities_of_unit(standing: Standing, unit: Unit) -> Panel | None:
    """Give a unit's opportunities that the reader may see; nothing for a unit that never had one."""
    if standing.manages_accounts and not standing.sees_everything:
        return None
    rows = Opportunity.objects.visible_to(standing).filter(unit=unit)
    entries = tuple(
        Entry(str(one), reverse("opportunities:opportunity", args=[one.item.uid]), str(one.get_state_display()))
        for one in rows.select_related("item")[:ENTRIES]
    )
    if not entries:
        return None
    empty = Text("没有城市机会", "No opportunities")
    return Panel(
        Text("城市机会", "Opportunities"), entries, rows.count(), empty, reverse("opportunities:opportunities")
    )


register("opportunities.offered", opportunities_of_unit)
