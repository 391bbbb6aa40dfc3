"""Documents among what can be found: each version with its text, for those who may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import Change
from tongcheng.office.core.wording import say
from tongcheng.office.documents.models import ConsultedUnit, Reach, Version
from tongcheng.office.people.standing import Standing
from tongcheng.office.search.kinds import (
    CONTENT,
    EVERYBODY,
    Draft,
    Kind,
    Shown,
    city_mark,
    key_in,
    own_key,
    register,
    unit_mark,
)


def _drafts(keys: Sequence[int]) -> list[Draft]:
    rows = list(Version.objects.filter(pk__in=keys).select_related("dossier__unit", "dossier__city", "issue"))
    asked: dict[int, set[str]] = {}
    for version, unit, city in ConsultedUnit.objects.filter(consultation__version__in=keys).values_list(
        "consultation__version", "unit", "unit__city"
    ):
        asked.setdefault(version, set()).update({unit_mark(unit)} | ({city_mark(city)} if city else set()))
    return [
        Draft(row.pk, row.dossier.title, _words_of(row), _readers_of(row, asked.get(row.pk, set()))) for row in rows
    ]


def _words_of(row: Version) -> str:
    issue = getattr(row, "issue", None)
    said = (row.label, issue.number if issue else "", row.note, row.dossier.source, row.dossier.remark, row.text)
    return "\n".join(one for one in said if one)


def _readers_of(row: Version, asked: set[str]) -> frozenset[str]:
    """Give the marks of those for whom ``Version.objects.visible_to`` keeps it, but for what other apps open."""
    dossier = row.dossier
    marks = set(asked)
    if getattr(row, "issue", None) is not None or row.reading == "absent":
        marks |= {Reach.PUBLIC: {EVERYBODY}, Reach.UNITS: {CONTENT}}.get(Reach(dossier.visibility), set())
    if dossier.visibility != Reach.OFFICE:
        marks |= {unit_mark(dossier.unit_id)} if dossier.unit_id else set()
        cities = (dossier.city_id, dossier.unit.city_id if dossier.unit else None)
        marks |= {city_mark(city) for city in cities if city}
    return frozenset(marks)


def _shown(standing: Standing, keys: Sequence[int]) -> dict[int, Shown]:
    rows = Version.objects.visible_to(standing).filter(pk__in=keys).select_related("dossier", "issue").defer("text")
    return {
        row.pk: Shown(row.dossier.title, _url(row), _state(row), str(row.dossier.get_kind_display())) for row in rows
    }


def _url(row: Version) -> str:
    return reverse("documents:version", args=[row.pk])


def _state(row: Version) -> str:
    issue = getattr(row, "issue", None)
    return issue.number if issue else row.label or say(Text(f"第{row.number}版", f"version {row.number}"))


def _of_dossiers(changes: Sequence[Change]) -> set[int]:
    changed = [one.subject.pk for one in changes if one.before is not None]
    return set(Version.objects.filter(dossier__in=changed).values_list("pk", flat=True)) if changed else set()


def _of_consultations(changes: Sequence[Change]) -> set[int]:
    changed = [one.subject.pk for one in changes if one.before is None]
    rows = Version.objects.filter(consultations__asked__in=changed)
    return set(rows.values_list("pk", flat=True)) if changed else set()


_WATCHES: dict[str, Callable[[Sequence[Change]], Iterable[int]]] = {
    "documents.version": own_key,
    "documents.issue": key_in("version_id"),
    "documents.dossier": _of_dossiers,
    "documents.consultedunit": _of_consultations,
}
register(Kind("document", Text("文件", "Documents"), Version, _WATCHES, _drafts, _shown, 25))
