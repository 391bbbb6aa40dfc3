"""Rounds of consultation: who has answered, what was said and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tongcheng.office.documents import rules
from tongcheng.office.documents.models import (
    Answer,
    Consultation,
    ConsultedUnit,
    Disposition,
    Opinion,
    Version,
)
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class AskedShown:
    """An asked unit with its opinions; ``own`` if the reader answers for it and not instead of it."""

    asked: ConsultedUnit
    opinions: list[Opinion]
    own: bool = False


@dataclass(frozen=True)
class ConsultationPage:
    """Everything of one round that the reader may see."""

    consultation: Consultation
    asked: list[AskedShown]

    @property
    def opinions(self) -> list[Opinion]:
        """Give every opinion, unit by unit."""
        return [opinion for one in self.asked for opinion in one.opinions]

    def count(self, answer: str) -> int:
        """Count the units that answered so."""
        return sum(one.asked.answer == answer for one in self.asked)

    @property
    def counts(self) -> dict[str, int]:
        """Count the opinions by what became of them."""
        return {value: sum(one.disposition == value for one in self.opinions) for value in Disposition.values}

    @property
    def waiting(self) -> int:
        """Count the units that have not answered."""
        return self.count(Answer.WAITING)

    def late(self, on: date) -> bool:
        """Say whether somebody is late on a day."""
        return self.consultation.state == "open" and self.consultation.due < on and self.waiting > 0


def consultations(standing: Standing) -> QuerySet[Consultation]:
    """Give the rounds that the reader may see, with what rules ask of them."""
    rows: QuerySet[Consultation] = Consultation.objects.visible_to(standing).select_related(
        "version__dossier__unit", "version__issue"
    )
    return rows.defer("version__text")


def consultation_page(standing: Standing, consultation: Consultation) -> ConsultationPage:
    """Give a round with units and opinions: two queries."""
    asked = list(
        ConsultedUnit.objects.visible_to(standing)
        .filter(consultation=consultation)
        .select_related("unit__city", "answered_by")
    )
    for one in asked:
        one.consultation = consultation
    by_asked = {one.pk: one for one in asked}
    found: dict[int, list[Opinion]] = {}
    rows = Opinion.objects.filter(asked__in=asked).select_related("paragraph", "disposed_by", "entered_by")
    for row in rows.order_by("number"):
        row.asked = by_asked[row.asked_id]
        if row.paragraph is not None:
            row.paragraph.version = consultation.version
        found.setdefault(row.asked_id, []).append(row)
    return ConsultationPage(
        consultation, [AskedShown(one, found.get(one.pk, []), rules.is_of(standing, one.unit)) for one in asked]
    )


def asked_of(standing: Standing, consultation: int, pk: int) -> ConsultedUnit:
    """Give an asked unit that the reader may see, with what rules ask of it.

    Raises
    ------
    ConsultedUnit.DoesNotExist
        If there is none for this reader.
    """
    rows = ConsultedUnit.objects.visible_to(standing).select_related(
        "unit", "consultation__version__dossier__unit", "consultation__version__issue"
    )
    found: ConsultedUnit = rows.get(pk=pk, consultation=consultation)
    return found


def opinions_of(standing: Standing, version: Version) -> QuerySet[Opinion]:
    """Give every opinion on a version, of all rounds, as far as the reader may see them."""
    rows = Opinion.objects.visible_to(standing).filter(asked__consultation__version=version)
    found: QuerySet[Opinion] = rows.select_related("asked__unit", "asked__consultation", "paragraph", "disposed_by")
    return found.order_by("asked__consultation__number", "asked__unit__order", "asked__unit__code", "number")


@dataclass(frozen=True)
class AdoptionLine:
    """A line of the 意见采纳情况表: plain words, as papers and workbooks print them."""

    number: int
    unit: str
    place: str
    words: str
    disposition: str
    reason: str


def adoption_table(opinions: Sequence[Opinion]) -> list[AdoptionLine]:
    """Give opinions as the lines of the 意见采纳情况表."""
    return [
        AdoptionLine(
            number,
            str(one.asked.unit),
            place_of(one),
            one.words + (f"\n建议修改为：{one.proposed}" if one.proposed else ""),
            str(one.get_disposition_display()),
            one.reason,
        )
        for number, one in enumerate(opinions, start=1)
    ]


def place_of(opinion: Opinion) -> str:
    """Say on what an opinion is: its paragraph with its first words, or the whole."""
    if opinion.paragraph is None:
        return "全文"
    words = opinion.paragraph.text.replace("\t", " ").replace("\n", " ")
    return f"第{opinion.paragraph.order}段“{words if len(words) <= 24 else words[:24] + '…'}”"
