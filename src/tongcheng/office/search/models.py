"""What the index knows of a row: its words as people wrote them, and who may read it.

The index itself (FTS5 on SQLite, a ``tsvector`` with a GIN index on PostgreSQL) is made by a migration, kept by
:mod:`tongcheng.office.search.engines`. Entries follow from other rows; they are no content of their own, so they are
not recorded.
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One row of any app that can be found."""

    kind = models.CharField(max_length=12)
    subject = models.BigIntegerField()
    title = models.CharField(max_length=400)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "subject"), name="entry_once_per_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
