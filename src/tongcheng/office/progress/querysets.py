"""Which ledgers somebody sees."""

from __future__ import annotations

from django.db.models import Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing


class LedgerQuerySet(RecordedQuerySet):
    """Ledgers of units."""

    def visible_to(self, standing: Standing) -> LedgerQuerySet:
        """Keep the ledgers this reader may see: own units, own city for its office, all for the joint office."""
        if standing.sees_everything:
            return self.all()
        return self.filter(
            Q(unit__in=standing.units("filler", "unit_head")) | Q(unit__city__in=standing.cities("city_office"))
        )
