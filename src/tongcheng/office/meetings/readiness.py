"""How far the documents of an agenda are: which version lies before the meeting, and where its consultation stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q
from django.urls import NoReverseMatch, reverse

from tongcheng.language import Text
from tongcheng.office.documents.models import (
    Answer,
    Consultation,
    ConsultationState,
    Disposition,
    Opinion,
    Version,
)
from tongcheng.office.meetings.models import AgendaItem


@dataclass(frozen=True)
class Readiness:
    """The document of one item of the agenda.

    Parameters
    ----------
    version
        The version that lies before the meeting.
    newest
        Number of the dossier's newest version.
    rounds, open_rounds
        Rounds of consultation on the dossier, and those not closed yet.
    due
        Until when the open rounds are answered.
    asked, answered
        Units asked in the last round of all versions, and those that answered.
    undecided
        Opinions of which nothing has become yet.
    """

    version: Version
    newest: int
    rounds: int = 0
    open_rounds: int = 0
    due: date | None = None
    asked: int = 0
    answered: int = 0
    undecided: int = 0

    @property
    def is_newest(self) -> bool:
        """Whether no later version was made."""
        return self.version.number >= self.newest

    @property
    def consultation(self) -> Text:
        """Say where the consultation stands."""
        if not self.rounds:
            return Text("未征求意见", "no consultation")
        if self.open_rounds:
            words = Text(
                "征求意见中，已反馈{answered}/{asked}家", "consultation open, {answered} of {asked} answered"
            )
            return words.fill(answered=self.answered, asked=self.asked)
        if self.undecided:
            words = Text("征求意见已截止，{n}条意见待处理", "consultation closed, {n} opinions to be decided")
            return words.fill(n=self.undecided)
        words = Text("已征求意见{n}轮，意见均已处理", "rounds of consultation: {n}, every opinion decided")
        return words.fill(n=self.rounds)

    @property
    def url(self) -> str:
        """Where the document is read."""
        return url_of(self.version)


def url_of(version: Version) -> str:
    """Give the address of a version's document."""
    for name, key in (("documents:version", version.pk), ("documents:dossier", version.dossier_id)):
        try:
            return reverse(name, args=[key])
        except NoReverseMatch:
            continue
    return ""


def readiness_of(agenda: Sequence[AgendaItem]) -> dict[int, Readiness]:
    """Give by item's key how far its document is; four queries whatever the agenda (``document__dossier`` selected)."""
    versions = {one.pk: one.document for one in agenda if one.document is not None}
    dossiers = {one.dossier_id for one in versions.values()}
    if not dossiers:
        return {}
    newest = dict(
        Version.objects.filter(dossier__in=dossiers)
        .order_by()
        .values("dossier")
        .annotate(most=Max("number"))
        .values_list("dossier", "most")
    )
    rounds = _rounds(dossiers)
    undecided = dict(
        Opinion.objects.filter(asked__consultation__version__dossier__in=dossiers, disposition=Disposition.WAITING)
        .order_by()
        .values("asked__consultation__version__dossier")
        .annotate(count=Count("pk"))
        .values_list("asked__consultation__version__dossier", "count")
    )
    return {
        pk: Readiness(
            one,
            newest[one.dossier_id],
            *rounds.get(one.dossier_id, (0, 0, None, 0, 0)),
            undecided=undecided.get(one.dossier_id, 0),
        )
        for pk, one in versions.items()
    }


def _rounds(dossiers: Iterable[int]) -> dict[int, tuple[int, int, date | None, int, int]]:
    """Give by dossier: rounds, open ones, due of these, units asked last and those that answered; one query."""
    is_open = Q(state=ConsultationState.OPEN)
    rows = (
        Consultation.objects.filter(version__dossier__in=dossiers)
        .order_by("version__number", "number")
        .values_list("version__dossier", "state")
        .annotate(
            first_due=Min("due", filter=is_open),
            units_asked=Count("asked"),
            units_answered=Count("asked", filter=~Q(asked__answer=Answer.WAITING)),
        )
        .values_list("version__dossier", "state", "first_due", "units_asked", "units_answered")
    )
    found: dict[int, tuple[int, int, date | None, int, int]] = {}
    for dossier, state, due, asked, answered in rows:
        count, opened, first, _, _ = found.get(dossier, (0, 0, None, 0, 0))
        days = [one for one in (first, due) if one is not None]
        opened += state == ConsultationState.OPEN
        found[dossier] = (count + 1, opened, min(days, default=None), asked, answered)
    return found
