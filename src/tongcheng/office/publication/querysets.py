"""Which publications and snapshots somebody sees."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing


class PublicationQuerySet(RecordedQuerySet):
    """What is published, or prepared to be."""

    def visible_to(self, standing: Standing) -> PublicationQuerySet:
        """Keep all for those who see every row, for everybody else what was approved at least once."""
        if standing.sees_everything:
            return self.all()
        from tongcheng.office.publication.models import Snapshot

        approved = Snapshot.objects.filter(publication=OuterRef("pk"), approval__isnull=False)
        return self.filter(Exists(approved))


class SnapshotQuerySet(RecordedQuerySet):
    """Snapshots, waiting, approved or withdrawn."""

    def visible_to(self, standing: Standing) -> SnapshotQuerySet:
        """Keep all for those who see every row, for everybody else what was approved, withdrawn or not."""
        return self.all() if standing.sees_everything else self.filter(approval__isnull=False)

    def out(self) -> SnapshotQuerySet:
        """Keep what is published now."""
        return self.filter(approval__isnull=False, withdrawal__isnull=True)

    def light(self) -> SnapshotQuerySet:
        """Leave the content in the database: for tables of snapshots."""
        return self.defer("content", "shapes").select_related(
            "approval", "approval__person", "withdrawal", "withdrawal__person", "maker"
        )
