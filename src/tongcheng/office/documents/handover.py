"""Opinions that a unit still owes keep it from being dissolved."""

from __future__ import annotations

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.documents.models import Answer, ConsultationState, ConsultedUnit
from tongcheng.office.people.handover import Piece, Work, register_unit
from tongcheng.office.people.models import Unit


def owed_by(unit: Unit) -> Work | None:
    """Give the open rounds in which a unit has not answered."""
    rows = ConsultedUnit.objects.filter(
        unit=unit, answer=Answer.WAITING, consultation__state=ConsultationState.OPEN
    ).select_related("consultation__version__dossier")
    pieces = tuple(
        Piece(str(one.consultation), reverse("documents:consultation", args=[one.consultation_id]))
        for one in rows.order_by("consultation__due", "pk")
    )
    return Work(Text("未反馈的征求意见", "consultations not answered"), pieces)


register_unit("documents.opinions", owed_by)
