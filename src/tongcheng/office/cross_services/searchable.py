"""What can be found of services across cities."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.cross_services.models import Service
from tongcheng.office.people.standing import Standing
from tongcheng.office.search.kinds import CONTENT, EVERYBODY, Draft, Kind, Shown, own_key, register


def _drafts(keys: Sequence[int]) -> list[Draft]:
    return [
        Draft(
            one.pk,
            one.name,
            "\n".join([one.code, one.field, "、".join(one.parties), one.mode, "、".join(one.mutual), one.remark]),
            frozenset({EVERYBODY, CONTENT} if one.public else {CONTENT}),
        )
        for one in Service.objects.filter(pk__in=keys)
    ]


def _shown(standing: Standing, keys: Sequence[int]) -> dict[int, Shown]:
    rows = Service.objects.visible_to(standing).filter(pk__in=keys)
    return {
        one.pk: Shown(one.name, reverse("cross_services:service", args=[one.pk]), one.status, one.field)
        for one in rows
    }


register(
    Kind(
        "services",
        Text("跨市通办", "services across cities"),
        Service,
        {"cross_services.service": own_key},
        _drafts,
        _shown,
        order=60,
    )
)
