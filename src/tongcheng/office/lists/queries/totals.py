"""Sums of a list: in the circle every project once, per city every project that touches it, and the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from tongcheng.office.lists.models import COUNTED_STATES, Item, ItemState
from tongcheng.office.people.models import City

_NOUGHT = Decimal(0)
_SUMS = {"n": Count("pk"), "money": Sum("project__investment"), "plan": Sum("project__year_plan")}


@dataclass(frozen=True)
class Sums:
    """Rows and money (亿元) of a city, of the circle, or of a difference."""

    name: str
    rows: int
    investment: Decimal
    year_plan: Decimal


@dataclass(frozen=True)
class Totals:
    """Sums of rows.

    Parameters
    ----------
    circle
        Every row once.
    cities
        For each city every row that touches it.
    nowhere
        Rows that name no city.
    double
        What the cities together count more than once.
    """

    circle: Sums
    cities: tuple[Sums, ...]
    nowhere: Sums
    double: Sums


def totals(rows: QuerySet[Item], *, drafts: bool = False) -> Totals:
    """Sum rows in three queries: those that stand in the list, and drafts only when these are asked for.

    A row that was split counts by its parts; what was swapped, merged, transferred or cancelled does not count.
    ``rows`` come from :func:`~tongcheng.office.lists.queries.table.filtered`, which joins nothing that repeats a row.
    """
    states = (ItemState.DRAFT,) if drafts else COUNTED_STATES
    counted = rows.filter(state__in=states).order_by()
    circle = _sums("", counted.aggregate(**_SUMS))
    by_city: dict[int | None, Any] = {row["cities"]: row for row in counted.values("cities").annotate(**_SUMS)}
    nowhere = _sums("", by_city.pop(None, None))
    names = City.objects.filter(pk__in=[key for key in by_city if key is not None]) if by_city else ()
    cities = tuple(_sums(city.name, by_city[city.pk]) for city in names)
    double = Sums(
        "",
        sum(one.rows for one in cities) - (circle.rows - nowhere.rows),
        sum((one.investment for one in cities), _NOUGHT) - (circle.investment - nowhere.investment),
        sum((one.year_plan for one in cities), _NOUGHT) - (circle.year_plan - nowhere.year_plan),
    )
    return Totals(circle, cities, nowhere, double)


def _sums(name: str, found: Mapping[str, Any] | None) -> Sums:
    if found is None:
        return Sums(name, 0, _NOUGHT, _NOUGHT)
    return Sums(name, found["n"], found["money"] or _NOUGHT, found["plan"] or _NOUGHT)
