"""Which imports somebody sees."""

from __future__ import annotations

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing


class ImportQuerySet(RecordedQuerySet):
    """Imports of workbooks."""

    def visible_to(self, standing: Standing) -> ImportQuerySet:
        """Keep the imports this reader may see: their own, all for those who see every row."""
        if standing.sees_everything:
            return self.all()
        if standing.person is None:
            return self.none()
        return self.filter(maker=standing.person)
