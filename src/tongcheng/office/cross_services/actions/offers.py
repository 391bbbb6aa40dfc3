"""A city says what it offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, action
from tongcheng.office.core.recorded import new
from tongcheng.office.cross_services import rules
from tongcheng.office.cross_services.models import Offer

_WAYS = ("online", "agent", "joint", "same_standard")


class OfferValues(NamedTuple):
    """What a cell shall hold, and the revision from which the person saw it."""

    values: Mapping[str, Any]
    base_revision: int | None = None


@action("cross_services.change_offers", Text("填报办理方式", "say what is offered"), rule=rules.may_offer)
def change_offers(act: Act, offers: Sequence[Offer], given: Sequence[OfferValues]) -> list[Offer]:
    """Write cells: new ones (unsaved) and changed ones, all or none.

    Raises
    ------
    InputError
        Where a service that is not offered is said to be offered online, by an agent, jointly or to a standard.
    ConflictError
        If somebody else changed the same field in between.
    """
    problems = Problems("offers")
    changes: list[Change] = []
    for offer, wanted in zip(offers, given, strict=True):
        _check(problems, offer, wanted.values)
        if offer.pk is None:
            for name, value in wanted.values.items():
                setattr(offer, name, value)
        elif change := offer.revise(wanted.values, wanted.base_revision):
            changes.append(change)
    problems.raise_if_any()
    for offer in offers:
        fresh = offer.pk is None
        offer.save()
        if fresh:
            changes.append(new(offer))
    if changes:
        record(act, changes)
    return list(offers)


def _check(problems: Problems, offer: Offer, values: Mapping[str, Any]) -> None:
    if values.get("offered", offer.offered):
        return
    for name in _WAYS:
        if values.get(name):
            problems.add(
                "not_offered_but", column=name,
                expected=Text("不可办的事项没有办理方式", "a service that is not offered has no way to get it"),
                found=f"{offer.service} · {offer.city}",
                remedy=Text("勾选“可办”，或去掉办理方式", "tick that it is offered, or clear the way"),
            )  # fmt: skip
