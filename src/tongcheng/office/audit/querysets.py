"""Which events somebody sees."""

from __future__ import annotations

from django.db.models import Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing

#: What an administrator works on: units, accounts and posts, no content.
NOT_CONTENT = "people."


class EventQuerySet(RecordedQuerySet):
    """Events of the log."""

    def visible_to(self, standing: Standing) -> EventQuerySet:
        """Keep the events this reader may see in the log: all, only those without content, or none."""
        if not standing.reads_log:
            return self.none()
        if standing.sees_everything:
            return self.all()
        return self.filter(subject_type__startswith=NOT_CONTENT)

    def of(self, subject_type: str, ids: list[str]) -> EventQuerySet:
        """Keep the events of some rows of one table."""
        return self.filter(Q(subject_type=subject_type) & Q(subject_id__in=ids))
