"""Which documents somebody sees.

Those who see every row see every document. Whoever wrote a dossier sees all its versions; a unit that is asked sees
the version it is asked about; what is issued is seen as far as its dossier reaches. Other apps may open versions to
more readers, such as a meeting to those who are called: they register in :data:`OPENED_BY` a function that gives the
versions' primary keys as a queryset.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing

#: Gives a subquery of primary keys of versions that a reader may see for another reason, or ``None``.
Opens = Callable[[Standing], "models.QuerySet[Any] | None"]
OPENED_BY: dict[str, Opens] = {}


def opens_versions(name: str, gives: Opens) -> None:
    """Let another app open versions to readers; the same name again replaces it."""
    OPENED_BY[name] = gives


def _of(standing: Standing, prefix: str) -> Q:
    """Ask whether a unit, or a unit of a city's office, is the reader's."""
    wanted = Q(**{f"{prefix}__in": standing.units("filler", "unit_head")})
    if cities := standing.cities("city_office"):
        wanted |= Q(**{f"{prefix}__city__in": cities})
    return wanted


def _written_by(standing: Standing, prefix: str) -> Q:
    wanted = _of(standing, f"{prefix}unit")
    if cities := standing.cities("city_office"):
        wanted |= Q(**{f"{prefix}city__in": cities})
    return wanted & ~Q(**{f"{prefix}visibility": "office"})


def _reaches(standing: Standing) -> list[str]:
    return ["public", "units"] if standing.roles - {"administrator"} else ["public"]


class VersionQuerySet(RecordedQuerySet):
    """Versions of documents."""

    def visible_to(self, standing: Standing) -> VersionQuerySet:
        """Keep the versions this reader may see; the public sees what is issued to the public."""
        from tongcheng.office.documents.models import ConsultedUnit

        if standing.sees_everything:
            return self.all()
        open_to = Q(dossier__visibility__in=_reaches(standing))
        wanted = open_to & (Q(issue__isnull=False) | Q(reading="absent"))
        if standing.units():
            asked = ConsultedUnit.objects.filter(_of(standing, "unit")).values("consultation__version")
            wanted |= _written_by(standing, "dossier__") | Q(pk__in=asked)
            for gives in OPENED_BY.values():
                if (more := gives(standing)) is not None:
                    wanted |= Q(pk__in=more)
        return self.filter(wanted)


class DossierQuerySet(RecordedQuerySet):
    """Documents."""

    def visible_to(self, standing: Standing) -> DossierQuerySet:
        """Keep the documents of which this reader may see a version, those they write, and titles without text."""
        from tongcheng.office.documents.models import Version

        if standing.sees_everything:
            return self.all()
        seen = Version.objects.visible_to(standing).values("dossier")
        wanted = Q(pk__in=seen) | Q(text_known=False, visibility__in=_reaches(standing))
        if standing.units():
            wanted |= _written_by(standing, "")
        return self.filter(wanted)


class OfVersionQuerySet(RecordedQuerySet):
    """What belongs to a version: paragraphs, nodes, areas."""

    def visible_to(self, standing: Standing) -> OfVersionQuerySet:
        """Keep what belongs to versions this reader may see."""
        from tongcheng.office.documents.models import Version

        if standing.sees_everything:
            return self.all()
        return self.filter(version__in=Version.objects.visible_to(standing).values("pk"))


class ConsultationQuerySet(RecordedQuerySet):
    """Rounds of consultation."""

    def visible_to(self, standing: Standing) -> ConsultationQuerySet:
        """Keep the rounds in which a unit of this reader is asked, and those on documents they write."""
        from tongcheng.office.documents.models import ConsultedUnit

        if standing.sees_everything:
            return self.all()
        if not standing.units():
            return self.none()
        asked = ConsultedUnit.objects.filter(_of(standing, "unit")).values("consultation")
        return self.filter(Q(pk__in=asked) | _written_by(standing, "version__dossier__"))


class ConsultedUnitQuerySet(RecordedQuerySet):
    """Units that are asked, with their answers."""

    def visible_to(self, standing: Standing) -> ConsultedUnitQuerySet:
        """Keep the reader's own units, and all of them to those who write the document."""
        if standing.sees_everything:
            return self.all()
        if not standing.units():
            return self.none()
        return self.filter(_of(standing, "unit") | _written_by(standing, "consultation__version__dossier__"))


class OpinionQuerySet(RecordedQuerySet):
    """Opinions."""

    def visible_to(self, standing: Standing) -> OpinionQuerySet:
        """Keep the opinions of the reader's own units, and all of them to those who write the document."""
        if standing.sees_everything:
            return self.all()
        if not standing.units():
            return self.none()
        mine = _of(standing, "asked__unit")
        return self.filter(mine | _written_by(standing, "asked__consultation__version__dossier__"))


class IssueQuerySet(OfVersionQuerySet):
    """Issues: seen by whoever sees the version."""


class OfIssueQuerySet(RecordedQuerySet):
    """Ends of issues."""

    def visible_to(self, standing: Standing) -> OfIssueQuerySet:
        """Keep what belongs to issues this reader may see."""
        from tongcheng.office.documents.models import Issue

        return self.filter(issue__in=Issue.objects.visible_to(standing).values("pk"))
