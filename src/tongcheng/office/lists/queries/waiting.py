"""What waits in lists for those who keep them: drafts to be entered, finished rows to be verified and closed."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.waiting import Waiting
from tongcheng.office.lists.models import Item, ItemState
from tongcheng.office.people.standing import Standing

_TITLES = {
    ItemState.DRAFT: Text("研究拟列入的条目", "Decide on drafts"),
    ItemState.DONE: Text("核实后销号", "Verify and close rows"),
}


def what_waits(standing: Standing) -> list[Waiting]:
    """Give what waits, list by list; one query."""
    if not standing.has("joint_office", "city_office"):
        return []
    rows = Item.objects.filter(list__closed=False, state__in=_TITLES)
    if not standing.has("joint_office"):
        rows = rows.filter(list__keeper__in=standing.units("city_office"))
    counts = rows.order_by().values_list("list", "list__name", "state").annotate(n=Count("pk"))
    return [
        Waiting(
            _TITLES[ItemState(state)],
            count,
            f"{reverse('lists:list', args=[lst])}?state={state}",
            note=Text(name, name),
        )
        for lst, name, state, count in counts.order_by("state", "list")
    ]
