"""Open ledgers: those somebody has begun, those that wait for his review, those that keep a unit from being dissolved."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import Act, Change
from tongcheng.office.people.handover import Piece, Work, register, register_unit
from tongcheng.office.people.models import Person, Unit
from tongcheng.office.people.standing import standing_of
from tongcheng.office.progress.models import Ledger, LedgerState

_BEGUN = (LedgerState.DRAFT, LedgerState.RETURNED)


def _pieces(ledgers: Any) -> tuple[Piece, ...]:
    rows = ledgers.select_related("unit", "period")
    return tuple(Piece(f"{one.unit} {one.period}", _url(one), _state(one)) for one in rows)


def _state(ledger: Ledger) -> Text:
    words = str(ledger.get_state_display())
    return Text(words, words)


def _url(ledger: Ledger) -> str:
    try:
        return reverse("progress:ledger", args=[ledger.pk])
    except NoReverseMatch:
        return ""


def begun_by(person: Person) -> Work | None:
    """Give the ledgers that somebody has begun and that are not signed."""
    return Work(
        Text("填报中的台账", "ledgers begun and not signed"),
        _pieces(Ledger.objects.filter(author=person, state__in=_BEGUN)),
    )


def pass_begun(act: Act, person: Person, successor: Person) -> list[Change]:  # noqa: ARG001
    """Make the successor the author of ledgers that are not signed; whose signed work it was stays as it is."""
    changes = []
    for ledger in Ledger.objects.filter(author=person, state__in=_BEGUN).select_related("unit", "period"):
        change = ledger.revise({"author": successor})
        ledger.save()
        if change is not None:
            changes.append(change)
    return changes


def to_review(person: Person) -> Work | None:
    """Give the ledgers that wait for a review which is this person's duty; they follow the post, not the person."""
    standing = standing_of(person)
    waiting = Ledger.objects.none()
    if standing.has("joint_office"):
        waiting = Ledger.objects.filter(state__in=(LedgerState.SIGNED, LedgerState.CITY_ACCEPTED))
    elif cities := standing.cities("city_office"):
        waiting = Ledger.objects.filter(state=LedgerState.SIGNED, unit__city__in=cities)
    return Work(
        Text("待审核的台账（随岗位移交）", "ledgers to review (they follow the post)"), _pieces(waiting), passes=False
    )


def _nothing(act: Act, person: Person, successor: Person) -> list[Change]:  # noqa: ARG001
    return []


def open_ledgers_of(unit: Unit) -> Work | None:
    """Give a unit's ledgers that are not accepted yet."""
    return Work(
        Text("未办结的台账", "ledgers not accepted yet"),
        _pieces(Ledger.objects.filter(unit=unit).exclude(state=LedgerState.ACCEPTED)),
    )


register("progress.begun", find=begun_by, pass_on=pass_begun)
register("progress.review", find=to_review, pass_on=_nothing)
register_unit("progress.ledgers", open_ledgers_of)
