"""Sums of a list: in the circle every project once, per city every project that touches it, and the difference."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from tongcheng.office.lists.models import COUNTED_STATES, Item, ItemState

_NOUGHT = Decimal(0)


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
    """
    states = (ItemState.DRAFT,) if drafts else COUNTED_STATES
    counted = rows.filter(state__in=states).order_by()
    circle = _sums("", counted)
    nowhere = _sums("", counted.filter(cities__isnull=True))
    through = Item.cities.through.objects.filter(item__in=counted.values("pk"))
    by_city = (
        through.values("city__name", "city__order", "city_id")
        .annotate(rows=Count("pk"), money=Sum("item__project__investment"), plan=Sum("item__project__year_plan"))
        .order_by("city__order", "city_id")
    )
    cities = tuple(
        Sums(row["city__name"], row["rows"], row["money"] or _NOUGHT, row["plan"] or _NOUGHT) for row in by_city
    )
    double = Sums(
        "",
        sum(one.rows for one in cities) - (circle.rows - nowhere.rows),
        sum((one.investment for one in cities), _NOUGHT) - (circle.investment - nowhere.investment),
        sum((one.year_plan for one in cities), _NOUGHT) - (circle.year_plan - nowhere.year_plan),
    )
    return Totals(circle, cities, nowhere, double)


def _sums(name: str, rows: QuerySet[Item]) -> Sums:
    inside = Item.objects.filter(pk__in=rows.values("pk"))
    found = inside.aggregate(n=Count("pk"), money=Sum("project__investment"), plan=Sum("project__year_plan"))
    return Sums(name, found["n"], found["money"] or _NOUGHT, found["plan"] or _NOUGHT)
