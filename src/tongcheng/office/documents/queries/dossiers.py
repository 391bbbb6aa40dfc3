"""The list of documents, one dossier, one version as it is read, and two versions compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Count, Q, QuerySet

from tongcheng.office.documents.models import (
    Area,
    Consultation,
    Dossier,
    Issue,
    NoRow,
    Paragraph,
    ParagraphKind,
    ParagraphRow,
    Version,
)
from tongcheng.office.documents.redline import Redline, compare
from tongcheng.office.lists.models import Item
from tongcheng.office.people.standing import Standing


def dossiers(standing: Standing, *, kind: str = "", words: str = "", state: str = "") -> QuerySet[Dossier]:
    """Give the documents that the reader may see, the newest first; ``state``: force, draft, ended, unknown."""
    rows = Dossier.objects.visible_to(standing).select_related("unit", "city")
    if kind:
        rows = rows.filter(kind=kind)
    if words.strip():
        rows = rows.filter(Q(title__icontains=words.strip()) | Q(versions__issue__number__icontains=words.strip()))
    in_force = Issue.objects.filter(ending__isnull=True).values("version__dossier")
    ever = Issue.objects.values("version__dossier")
    wanted = {
        "force": Q(pk__in=in_force),
        "ended": Q(pk__in=ever) & ~Q(pk__in=in_force),
        "draft": Q(text_known=True) & ~Q(pk__in=ever),
        "unknown": Q(text_known=False),
    }
    found: QuerySet[Dossier] = (rows.filter(wanted[state]) if state in wanted else rows).distinct()
    return found


def versions_of(standing: Standing, dossiers: Sequence[Dossier]) -> dict[int, list[Version]]:
    """Give the versions of dossiers that the reader may see, the newest first, without their text: one query."""
    rows = Version.objects.visible_to(standing).filter(dossier__in=[one.pk for one in dossiers])
    rows = rows.select_related("issue", "issue__ending", "issue__ending__by", "maker").defer("text")
    by_pk = {one.pk: one for one in dossiers}
    found: dict[int, list[Version]] = {}
    for row in rows.order_by("-number"):
        row.dossier = by_pk[row.dossier_id]
        found.setdefault(row.dossier_id, []).append(row)
    return found


def issues(standing: Standing, *, year: int | None = None) -> QuerySet[Issue]:
    """Give the register of numbers (发文登记簿) as far as the reader may see it, the newest first."""
    rows = Issue.objects.visible_to(standing).select_related("version__dossier", "ending__by")
    found: QuerySet[Issue] = rows.filter(issued__year=year) if year else rows
    return found


@dataclass(frozen=True)
class DossierPage:
    """Everything on the page of one dossier."""

    dossier: Dossier
    versions: list[Version]
    consultations: list[Consultation]

    @property
    def latest(self) -> Version | None:
        """Give the newest version."""
        return self.versions[0] if self.versions else None

    @property
    def pairs(self) -> list[tuple[Version, Version]]:
        """Give each version with the one before it, where both can be compared."""
        known = [one for one in self.versions if one.has_text]
        return list(pairwise(known))


def dossier_page(standing: Standing, dossier: Dossier) -> DossierPage:
    """Give a dossier with the versions and rounds that the reader may see: two queries."""
    versions = versions_of(standing, [dossier]).get(dossier.pk, [])
    rounds = Consultation.objects.visible_to(standing).filter(version__dossier=dossier)
    rounds = rounds.select_related("version").defer("version__text").order_by("-version__number", "-number")
    rounds = rounds.annotate(
        asked_count=Count("asked", distinct=True),
        answered_count=Count("asked", distinct=True, filter=~Q(asked__answer="waiting")),
    )
    return DossierPage(dossier, versions, list(rounds))


def version_of(standing: Standing, pk: int) -> Version:
    """Give a version that the reader may see, with what rules ask of it.

    Raises
    ------
    Version.DoesNotExist
        If there is none, or the reader may not see it.
    """
    rows = Version.objects.visible_to(standing).select_related(
        "dossier__unit", "dossier__city", "issue", "issue__ending__by__version__dossier", "maker"
    )
    found: Version = rows.defer("text").get(pk=pk)
    return found


@dataclass(frozen=True)
class ReaderLine:
    """A paragraph with the rows that came of it (of any version of it) and how many opinions are on it."""

    paragraph: Paragraph
    rows: list[Item]
    opinions: int
    first_of_table: bool
    last_of_table: bool
    excused: str


@dataclass(frozen=True)
class ReaderPage:
    """A version as it is read."""

    version: Version
    lines: list[ReaderLine]
    others: list[Version]
    areas: int

    @property
    def contents(self) -> list[Paragraph]:
        """Give the headings: a table of contents."""
        return [line.paragraph for line in self.lines if line.paragraph.kind == ParagraphKind.HEADING]


def reader_page(standing: Standing, version: Version) -> ReaderPage:
    """Give a version with its paragraphs, their rows and opinions: a constant number of queries."""
    from tongcheng.office.documents.models import Opinion

    paragraphs = list(version.paragraphs.all())
    rows = rows_of_paragraphs(standing, version.dossier, [one.key for one in paragraphs])
    told = Opinion.objects.visible_to(standing).filter(paragraph__version=version)
    counts = dict(told.order_by().values_list("paragraph").annotate(n=Count("pk")))
    excused = dict(NoRow.objects.filter(dossier=version.dossier_id).values_list("key", "reason"))
    lines = []
    for at, one in enumerate(paragraphs):
        one.version = version
        before = paragraphs[at - 1].table if at else None
        after = paragraphs[at + 1].table if at + 1 < len(paragraphs) else None
        inside = one.table is not None
        lines.append(
            ReaderLine(
                one, rows.get(one.key, []), counts.get(one.pk, 0), inside and before != one.table,
                inside and after != one.table, excused.get(one.key, ""),
            )
        )  # fmt: skip
    others = Version.objects.visible_to(standing).filter(dossier=version.dossier_id).exclude(pk=version.pk)
    others = others.exclude(reading__in=("absent", "no_text")).defer("text").select_related("dossier")
    return ReaderPage(version, lines, list(others), Area.objects.filter(version=version).count())


def rows_of_paragraphs(standing: Standing, dossier: Dossier, keys: Sequence[str]) -> dict[str, list[Item]]:
    """Give by key the rows of paragraphs, in whatever version they were tied, that the reader may see: two queries."""
    ties = ParagraphRow.objects.filter(paragraph__version__dossier=dossier)
    pairs = list(ties.order_by("pk").values_list("paragraph__key", "item"))
    if not pairs:
        return {}
    seen = Item.objects.visible_to(standing).filter(pk__in={item for _, item in pairs})
    items = {one.pk: one for one in seen.select_related("list", "reporting_unit")}
    wanted = set(keys)
    found: dict[str, list[Item]] = {}
    for key, item in pairs:
        if key in wanted and item in items and items[item] not in found.setdefault(key, []):
            found[key].append(items[item])
    return found


def redline_of(old: Version, new: Version) -> Redline:
    """Compare two versions: two queries."""
    return compare(list(old.paragraphs.all()), list(new.paragraphs.all()))


def in_force_on(issue: Issue | None, on: date) -> bool:
    """Say whether a version is in force on a day."""
    return issue is not None and issue.holds(on)
