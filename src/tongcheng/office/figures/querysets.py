"""Which figures and runs somebody sees."""

from __future__ import annotations

from django.db.models import Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing


def reads_content(standing: Standing) -> bool:
    """Say whether somebody holds a post that opens content; the administrator's does not."""
    return standing.system or bool(standing.roles - {"administrator"})


class FigureQuerySet(RecordedQuerySet):
    """Published values."""

    def visible_to(self, standing: Standing) -> FigureQuerySet:
        """Keep what this reader may see: values of rows that they see, and published values of anything else."""
        from tongcheng.office.lists.models import Item

        if not reads_content(standing):
            return self.none()
        if standing.sees_everything:
            return self.all()
        rows = Item.objects.visible_to(standing).order_by().values("pk")
        return self.filter(Q(item__isnull=True) | Q(item__in=rows))


class RunQuerySet(RecordedQuerySet):
    """Attached runs."""

    def visible_to(self, standing: Standing) -> RunQuerySet:
        """Keep the runs this reader may see: whoever works in the office sees what was measured."""
        return self.all() if reads_content(standing) else self.none()
