"""The chained log: one event per row that an action changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.audit.querysets import EventQuerySet
from tongcheng.office.core.recorded import Frozen
from tongcheng.office.core.wording import both


class Event(Frozen):
    """What was done to one row, by whom and why; each event carries the hash of the one before it.

    ``number`` counts from 1 without a gap. Names are frozen as they were on the day.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(both("时间", "at"), db_index=True)
    action = models.CharField(both("操作", "action"), max_length=60, db_index=True)
    channel = models.CharField(max_length=10)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    person_label = models.CharField(max_length=200)
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    unit_label = models.CharField(max_length=120, blank=True)
    request_id = models.CharField(max_length=32, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        indexes = [models.Index(fields=("subject_type", "subject_id", "number"), name="event_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject_label}"
