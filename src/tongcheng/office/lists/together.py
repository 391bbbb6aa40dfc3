"""What stands beside many rows of lists, fetched once and shared by them: lists, units, cities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tongcheng.office.core.fetching import hand_out, share
from tongcheng.office.lists.models import Item, ItemUnit, List
from tongcheng.office.people.models import City, Unit


def share_lists(rows: Sequence[Item]) -> None:
    """Give rows their list; one query."""
    share(rows, "list", List.objects.in_bulk({row.list_id for row in rows}))


def hand_out_units(rows: Sequence[Item], *order: str) -> None:
    """Give rows the units on them in an order, and their reporting unit; two queries."""
    on = list(ItemUnit.objects.filter(item__in=[row.pk for row in rows]).order_by(*order))
    keys: set[Any] = {one.unit_id for one in on} | {row.reporting_unit_id for row in rows}
    units = Unit.objects.in_bulk(keys - {None})
    share(on, "unit", units)
    share(rows, "reporting_unit", units)
    hand_out(rows, "item_units", ((one.item_id, one) for one in on))


def hand_out_cities(rows: Sequence[Item]) -> None:
    """Give rows the cities they touch; two queries."""
    through = Item.cities.through.objects.filter(item__in=[row.pk for row in rows])
    touched: dict[int, list[int]] = {}
    for item, city in through.values_list("item_id", "city_id"):
        touched.setdefault(city, []).append(item)
    cities = City.objects.filter(pk__in=touched)
    hand_out(rows, "cities", ((item, city) for city in cities for item in touched[city.pk]))
