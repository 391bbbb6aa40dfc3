"""Published values in their versions: one attribute of one subject, oldest to newest, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet

from tongcheng.language import Text
from tongcheng.office.figures.models import Figure
from tongcheng.office.figures.words import attribute_label
from tongcheng.office.people.standing import Standing
from tongcheng.region.periods import parse_period


@dataclass(frozen=True)
class Versions:
    """One attribute within one scope, with every value published of it."""

    attribute: str
    label: Text
    scope: str
    unit: str
    figures: tuple[Figure, ...]

    @property
    def latest(self) -> Figure:
        """Give the value that describes the latest date."""
        return self.figures[-1]

    @property
    def spread(self) -> Decimal | None:
        """Give by how much the largest number is above the smallest, in percent; none if it is one number."""
        numbers = [one.value for one in self.figures if one.value]
        low, high = (min(numbers), max(numbers)) if numbers else (None, None)
        return (high - low) / abs(low) * 100 if low and high and high != low else None


def versions(figures: Iterable[Figure]) -> list[Versions]:
    """Group values by attribute, unit and scope; those with most versions first, in each the oldest first.

    Values without a scope go with those whose scope is not said either: numbers of different scopes are not versions
    of each other.
    """
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for one in figures:
        groups.setdefault((one.attribute, one.scope, one.unit), []).append(one)
    found = [
        Versions(attribute, attribute_label(attribute), scope, unit, tuple(sorted(rows, key=_when)))
        for (attribute, scope, unit), rows in groups.items()
    ]
    return sorted(found, key=lambda one: (-len(one.figures), one.attribute, one.scope))


def _when(figure: Figure) -> tuple[str, int]:
    try:
        return parse_period(figure.as_of)[1].isoformat(), figure.pk
    except ValueError:
        return figure.as_of, figure.pk


def subjects(standing: Standing, words: str = "") -> QuerySet[Figure, dict[str, object]]:
    """Give what values are about, with how many there are; those whose name, id or attribute holds the words."""
    rows = Figure.objects.visible_to(standing)
    if words:
        rows = rows.filter(
            Q(subject__icontains=words) | Q(subject_name__icontains=words) | Q(attribute__icontains=words)
        )
    counted: QuerySet[Figure, dict[str, object]] = (
        rows.values("subject")
        .annotate(
            name=Max("subject_name"),
            count=Count("pk"),
            latest=Max("as_of"),
            attributes=Count("attribute", distinct=True),
        )
        .order_by("-count", "subject")
    )
    return counted


def figures_of(standing: Standing, subject: str) -> list[Figure]:
    """Give every value of a subject that the reader may see; one query."""
    return list(Figure.objects.visible_to(standing).filter(subject=subject).select_related("item__list"))
