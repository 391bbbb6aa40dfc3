"""Which lights, orders, pauses and blockers somebody sees."""

from __future__ import annotations

from django.db.models import Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing


def of_own_units(standing: Standing, item: str) -> Q:
    """Say which rows are somebody's own: reported by their units, or by units of their city for its office."""
    return Q(**{f"{item}__reporting_unit__in": standing.units("filler", "unit_head")}) | Q(
        **{f"{item}__reporting_unit__city__in": standing.cities("city_office")}
    )


class OfItemQuerySet(RecordedQuerySet):
    """Rows about an item that its unit and the offices see, and nobody else."""

    def visible_to(self, standing: Standing) -> OfItemQuerySet:
        """Keep what this reader may see: everything for the office, the own units' for others."""
        return self.all() if standing.sees_everything else self.filter(of_own_units(standing, "item"))


def _seen_items(standing: Standing) -> Q:
    """Say which items' published lights somebody may see: visible items, for readers who hold a post."""
    from tongcheng.office.lists.models import Item

    if not standing.posts:
        return Q(pk__in=[])
    return Q(item__in=Item.objects.visible_to(standing).order_by().values("pk"))


class LightQuerySet(RecordedQuerySet):
    """Lights as proposed."""

    def visible_to(self, standing: Standing) -> LightQuerySet:
        """Keep the lights this reader may see: before publication only the unit and the offices do."""
        if standing.sees_everything:
            return self.all()
        own = of_own_units(standing, "item")
        published = self.filter(steps__step="published").order_by().values("pk")
        return self.filter(own | (_seen_items(standing) & Q(pk__in=published)))


class SignalQuerySet(RecordedQuerySet):
    """What stands now."""

    def visible_to(self, standing: Standing) -> SignalQuerySet:
        """Keep the signals of which this reader may see at least the published part; see ``own_to`` for the rest."""
        if standing.sees_everything:
            return self.all()
        return self.filter(of_own_units(standing, "item") | (_seen_items(standing) & Q(published__isnull=False)))

    def own_to(self, standing: Standing) -> SignalQuerySet:
        """Keep the signals of which this reader sees what is not published as well."""
        return self.all() if standing.sees_everything else self.filter(of_own_units(standing, "item"))


class OrderQuerySet(RecordedQuerySet):
    """Hints, reminders, orders and letters."""

    def visible_to(self, standing: Standing) -> OrderQuerySet:
        """Keep the orders to own units, to units of the own city for its office, all for the joint office."""
        if standing.sees_everything:
            return self.all()
        return self.filter(
            Q(unit__in=standing.units("filler", "unit_head")) | Q(unit__city__in=standing.cities("city_office"))
        )
