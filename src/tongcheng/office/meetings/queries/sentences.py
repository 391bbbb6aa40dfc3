"""From each sentence of a meeting's record to what came of it: instructions, rows, and sentences that ask for none."""

from __future__ import annotations

from dataclasses import dataclass

from tongcheng.office.documents.models import NoRow, Paragraph, ParagraphKind, ParagraphRow, Version
from tongcheng.office.lists.models import Item
from tongcheng.office.meetings.models import Instruction, Meeting, OutcomeRow
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class Sentence:
    """A paragraph of the record.

    ``made`` are rows that came of it, by an instruction or of its words; ``tied`` are rows that somebody found to be
    about the same matter; ``no_row`` says why it needs none.
    """

    paragraph: Paragraph
    instructions: tuple[Instruction, ...]
    made: tuple[Item, ...]
    tied: tuple[Item, ...]
    no_row: str

    @property
    def is_covered(self) -> bool:
        """Whether something came of it, or nothing has to."""
        return bool(self.made or self.tied or self.no_row)


@dataclass(frozen=True)
class SentencesPage:
    """A record sentence by sentence."""

    version: Version
    sentences: list[Sentence]

    @property
    def asking(self) -> int:
        """Count the sentences that ask for something."""
        return sum(not one.no_row for one in self.sentences)

    @property
    def covered(self) -> int:
        """Count those of them that have rows."""
        return sum(not one.no_row and one.is_covered for one in self.sentences)

    @property
    def rows(self) -> int:
        """Count the rows, each once."""
        return len({item.pk for one in self.sentences for item in (*one.made, *one.tied)})


def sentences(standing: Standing, meeting: Meeting) -> SentencesPage | None:
    """Give a meeting's record as far as the reader may see it, or ``None``; a constant number of queries."""
    seen = Version.objects.visible_to(standing).filter(pk=meeting.record_id).select_related("dossier")
    version = seen.first()
    if version is None:
        return None
    paragraphs = list(version.paragraphs.exclude(kind=ParagraphKind.TITLE))
    asked = Instruction.objects.visible_to(standing).filter(meeting=meeting, paragraph__isnull=False)
    instructions: dict[int, list[Instruction]] = {}
    where = {}
    for one in asked:
        instructions.setdefault(one.paragraph_id, []).append(one)
        where[one.pk] = one.paragraph_id
    made: dict[int, list[int]] = {}
    tied: dict[int, list[int]] = {}
    for item, instruction in OutcomeRow.objects.filter(instruction__in=list(where)).values_list(
        "item", "instruction"
    ):
        made.setdefault(where[instruction], []).append(item)
    ties = ParagraphRow.objects.filter(paragraph__in=paragraphs).order_by("item__order", "pk")
    for item, paragraph, own in ties.values_list("item", "paragraph", "made"):
        if item not in made.get(paragraph, ()):
            (made if own else tied).setdefault(paragraph, []).append(item)
    keys = {key for rows in (*made.values(), *tied.values()) for key in rows}
    rows = Item.objects.visible_to(standing).filter(pk__in=keys).select_related("list")
    items = {row.pk: row for row in rows}
    reasons = dict(NoRow.objects.filter(dossier=version.dossier_id).values_list("key", "reason"))

    def shown(found: dict[int, list[int]], paragraph: Paragraph) -> tuple[Item, ...]:
        return tuple(items[key] for key in found.get(paragraph.pk, ()) if key in items)

    return SentencesPage(
        version,
        [
            Sentence(
                one,
                tuple(instructions.get(one.pk, ())),
                shown(made, one),
                shown(tied, one),
                reasons.get(one.key, ""),
            )
            for one in paragraphs
        ],
    )
