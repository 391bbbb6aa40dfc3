"""Which rows somebody sees, and how a page of rows is fetched in a constant number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing


class ItemQuerySet(RecordedQuerySet):
    """Rows of lists."""

    def visible_to(self, standing: Standing) -> ItemQuerySet:
        """Keep the rows this reader may see.

        Everybody sees public rows; units see the rows they are on; a city's office sees the rows that its city or
        its units are on; the joint office and those who watch over it see every row.
        """
        if standing.sees_everything:
            return self.all()
        wanted = Q(visibility="public") & ~Q(state="draft")
        if units := standing.units("filler", "unit_head"):
            wanted |= ~Q(visibility="office") & (Q(reporting_unit__in=units) | _exists("item_units", unit__in=units))
        if cities := standing.cities("city_office"):
            wanted |= ~Q(visibility="office") & (
                Q(reporting_unit__city__in=cities)
                | _exists("cities", city__in=cities)
                | _exists("item_units", unit__city__in=cities)
            )
        return self.filter(wanted)


def _exists(beside: str, **values: object) -> Q:
    """Ask beside each row, not for all rows at once: one row's page must not read the whole table."""
    from tongcheng.office.lists.models import Item, ItemUnit

    tables: dict[str, Any] = {"item_units": ItemUnit, "cities": Item.cities.through}
    return Q(Exists(tables[beside].objects.filter(item=OuterRef("pk"), **values)))
