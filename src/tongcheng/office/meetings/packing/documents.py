"""The documents of an agenda with their opinions and areas, as far as the reader may see; a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import shape

from tongcheng.office.documents.models import (
    Answer,
    Area,
    AreaKind,
    Consultation,
    ConsultedUnit,
    Disposition,
    DossierKind,
    Issue,
    Opinion,
    Paragraph,
    Reading,
    Version,
)
from tongcheng.office.meetings.queries import MeetingPage
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.words import label
from tongcheng.render import official

#: The number under which the record of a meeting stands beside the documents of its items.
RECORD = 0


@dataclass
class Laid:
    """A version that lies before the meeting."""

    version: Version
    written: official.WrittenRow
    asked: list[official.Asked] = field(default_factory=list)
    areas: list[official.AreaRow] = field(default_factory=list)

    @property
    def is_minutes(self) -> bool:
        """Whether it is minutes, not a report about the meeting."""
        return self.version.dossier.kind == DossierKind.MINUTES

    @property
    def original(self) -> str:
        """Give the name of the file that came in, if it is kept."""
        return self.version.name if self.version.file else ""


def laid(standing: Standing, page: MeetingPage) -> dict[int, Laid]:
    """Give the documents by number of their item, and the record; eight queries however many there are."""
    wanted = {one.order: page.documents[one.pk].version for one in page.agenda if one.pk in page.documents}
    if page.meeting.record_id is not None:
        records = Version.objects.visible_to(standing).select_related("dossier")
        if (record := records.filter(pk=page.meeting.record_id).first()) is not None:
            wanted[RECORD] = record
    keys = [version.pk for version in wanted.values()]
    if not keys:
        return {}
    blocks = _by(Paragraph.objects.visible_to(standing).filter(version__in=keys).order_by("version", "order"))
    issues = {one.version_id: one for one in Issue.objects.visible_to(standing).filter(version__in=keys)}
    areas = _by(Area.objects.visible_to(standing).filter(version__in=keys).order_by("version", "order", "pk"))
    asked = _asked(standing, [version.dossier_id for version in wanted.values()])
    return {
        number: Laid(
            version,
            _written(version, blocks.get(version.pk, ()), issues.get(version.pk)),
            asked.get(version.dossier_id, []),
            [_area(one) for one in areas.get(version.pk, ())],
        )
        for number, version in wanted.items()
    }


def _by(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in rows:
        found.setdefault(one.version_id, []).append(one)
    return found


def _written(version: Version, blocks: Sequence[Paragraph], issue: Issue | None) -> official.WrittenRow:
    dossier = version.dossier
    return official.WrittenRow(
        dossier.title,
        version.label or f"第{version.number}版",
        [
            official.BlockRow(one.kind, one.text, one.level, one.table, one.header, [str(cell) for cell in one.cells])
            for one in blocks
        ],
        known=dossier.text_known and version.reading != Reading.ABSENT,
        readable=version.has_text,
        issue=official.IssueRow(issue.number, issue.issuer, issue.main_to, issue.issued, issue.copy_to)
        if issue
        else None,
        synthetic=dossier.synthetic,
        source=dossier.source,
    )


def _area(one: Area) -> official.AreaRow:
    drawn = shape(one.geometry)
    assert isinstance(drawn, shapely.Geometry)
    counties = [str(county.get("name") or county.get("code") or "") for county in one.counties]
    return official.AreaRow(one.name, label(AreaKind(one.kind)).zh, drawn, counties, one.source)


def _asked(standing: Standing, dossiers: Sequence[int]) -> dict[int, list[official.Asked]]:
    """Give the rounds on all versions of the dossiers, with the opinions that the reader may see."""
    rounds = list(
        Consultation.objects.visible_to(standing)
        .filter(version__dossier__in=dossiers)
        .select_related("version")
        .order_by("version__number", "number")
    )
    units = ConsultedUnit.objects.visible_to(standing).filter(consultation__in=rounds).select_related("unit")
    answers: dict[int, list[ConsultedUnit]] = {}
    for one in units:
        answers.setdefault(one.consultation_id, []).append(one)
    said: dict[int, list[Opinion]] = {}
    opinions = Opinion.objects.visible_to(standing).filter(asked__consultation__in=rounds)
    for opinion in opinions.select_related("asked__unit", "paragraph"):
        said.setdefault(opinion.asked.consultation_id, []).append(opinion)
    found: dict[int, list[official.Asked]] = {}
    for one in rounds:
        shown = _round(one, answers, said)
        found.setdefault(one.version.dossier_id, []).append(shown)
    return found


def _round(
    one: Consultation, answers: Mapping[int, Sequence[ConsultedUnit]], said: Mapping[int, Sequence[Opinion]]
) -> official.Asked:
    units = answers.get(one.pk, ())
    version = one.version.label or f"第{one.version.number}版"
    return official.Asked(
        f"{version}第{one.number}轮征求意见",
        len(units),
        sum(unit.answer == Answer.OPINIONS for unit in units),
        sum(unit.answer == Answer.NO_OPINION for unit in units),
        [unit.unit.name for unit in units if unit.answer == Answer.WAITING],
        [_opinion(opinion) for opinion in said.get(one.pk, ())],
    )


def _opinion(one: Opinion) -> official.OpinionRow:
    place = "全文"
    if one.paragraph is not None:
        place = " ".join(one.paragraph.text.split())
        place = place if len(place) <= 40 else f"{place[:39]}…"
    return official.OpinionRow(
        one.asked.unit.name, place, one.words, one.proposed, label(Disposition(one.disposition)).zh, one.reason
    )
