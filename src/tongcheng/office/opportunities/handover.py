"""Opportunities that somebody has begun, and those that keep a unit from being dissolved.

They belong to units, not to people: nothing has to change hands. The list tells the office what is in work.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import Act, Change
from tongcheng.office.opportunities.models import Opportunity, State
from tongcheng.office.opportunities.rules import WORDS
from tongcheng.office.people.handover import Piece, Work, register, register_unit
from tongcheng.office.people.models import Person, Unit


def begun_by(person: Person) -> Work:
    """Give the opportunities that somebody entered and that are not published yet."""
    rows = Opportunity.objects.filter(entered_by=person, state__in=(State.DRAFT, State.REVIEW))
    title = Text(
        "本人录入、尚未发布的城市机会（随单位）", "opportunities entered and not published (they stay with the unit)"
    )
    return Work(title, _pieces(rows.select_related("item")), passes=False)


def open_ones_of(unit: Unit) -> Work:
    """Give what a unit offers and somebody may still ask for or land."""
    rows = Opportunity.objects.filter(
        unit=unit, state__in=(State.DRAFT, State.REVIEW, State.PUBLISHED, State.MATCHED)
    )
    return Work(Text("未了结的城市机会", "opportunities not settled"), _pieces(rows.select_related("item")))


def _pieces(rows: Iterable[Opportunity]) -> tuple[Piece, ...]:
    return tuple(
        Piece(str(one), reverse("opportunities:opportunity", args=[one.item.uid]), Text(*WORDS[State(one.state)]))
        for one in rows
    )


def _nothing(_: Act, __: Person, ___: Person) -> list[Change]:
    return []


register("opportunities.begun", find=begun_by, pass_on=_nothing)
register_unit("opportunities.open", open_ones_of)
