"""What can be found of opportunities; contacts are not."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import Change
from tongcheng.office.opportunities.models import Opportunity
from tongcheng.office.opportunities.querysets import OPEN_STATES, PUBLIC_STATES
from tongcheng.office.people.standing import Standing
from tongcheng.office.search.kinds import (
    CONTENT,
    EVERYBODY,
    Draft,
    Kind,
    Shown,
    city_mark,
    own_key,
    register,
    unit_mark,
)


def _of_items(changes: Sequence[Change]) -> set[int]:
    items = {change.subject.pk for change in changes}
    return set(Opportunity.objects.filter(item__in=items).values_list("pk", flat=True))


def _readers(one: Opportunity) -> frozenset[str]:
    marks = {EVERYBODY} if one.state in PUBLIC_STATES else set()
    if one.state in OPEN_STATES:
        marks.add(CONTENT)
    if one.unit_id:
        marks.add(unit_mark(one.unit_id))
    cities = {one.city_id, one.unit.city_id if one.unit else None}
    return frozenset(marks | {city_mark(pk) for pk in cities if pk})


def _drafts(keys: Sequence[int]) -> list[Draft]:
    rows = Opportunity.objects.filter(pk__in=keys).select_related("item", "city", "unit")
    return [
        Draft(
            one.pk,
            one.item.title,
            "\n".join([one.item.code, one.item.field, one.item.content, one.place, " ".join(one.industries)]),
            _readers(one),
        )
        for one in rows
    ]


def _shown(standing: Standing, keys: Sequence[int]) -> dict[int, Shown]:
    rows = Opportunity.objects.visible_to(standing).filter(pk__in=keys).select_related("item__list")
    return {
        one.pk: Shown(
            one.item.title,
            reverse("opportunities:opportunity", args=[one.item.uid]),
            str(one.get_state_display()),
            one.item.list.name,
        )
        for one in rows
    }


register(
    Kind(
        "opportunity",
        Text("城市机会", "opportunities"),
        Opportunity,
        {"opportunities.opportunity": own_key, "lists.item": _of_items},
        _drafts,
        _shown,
        order=58,
    )
)
