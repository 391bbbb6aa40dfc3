"""What somebody leaves open in ledgers, and what keeps a unit from being dissolved.

Ledgers belong to units, not to people: nothing has to change hands. The list tells the office what is in work.
"""

from __future__ import annotations

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import Act, Change
from tongcheng.office.people.handover import Piece, Work, register, register_unit
from tongcheng.office.people.models import Person, Unit
from tongcheng.office.progress.models import Ledger, LedgerState


def open_ledgers(person: Person) -> Work:
    """Give the ledgers that somebody began and nobody has accepted yet."""
    rows = Ledger.objects.filter(author=person).exclude(state=LedgerState.ACCEPTED).select_related("unit", "period")
    pieces = tuple(map(_piece, rows))
    return Work(Text("本人填报、尚未采纳的台账", "ledgers begun and not accepted yet"), pieces, passes=False)


def ledgers_of_unit(unit: Unit) -> Work:
    """Give a unit's ledgers that nobody has accepted yet."""
    rows = unit.ledgers.exclude(state=LedgerState.ACCEPTED).select_related("unit", "period")
    return Work(Text("尚未采纳的台账", "ledgers not accepted yet"), tuple(map(_piece, rows)), passes=False)


def _piece(ledger: Ledger) -> Piece:
    note = Text(str(ledger.get_state_display()), str(ledger.get_state_display()))
    return Piece(str(ledger), reverse("progress:ledger", args=[ledger.pk]), note)


def _nothing(_: Act, __: Person, ___: Person) -> list[Change]:
    return []


register("progress.ledgers", find=open_ledgers, pass_on=_nothing)
register_unit("progress.ledgers", ledgers_of_unit)
