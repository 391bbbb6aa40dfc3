"""Pauses with their renewals, and changes of due dates: asked by one, decided by another."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Revised
from tongcheng.office.core.wording import both
from tongcheng.office.supervision.querysets import OfItemQuerySet


class AskState(models.TextChoices):
    """Where a request is."""

    ASKED = "asked", both("待审批", "asked")
    APPROVED = "approved", both("已同意", "approved")
    REFUSED = "refused", both("未同意", "refused")
    WITHDRAWN = "withdrawn", both("已撤回", "withdrawn")
    ENDED = "ended", both("已结束", "ended")


class Asked(Revised):
    """Something asked by one person and decided by another."""

    state = models.CharField(both("状态", "state"), max_length=10, choices=AskState, default=AskState.ASKED)
    reason = models.TextField(both("理由", "reason"))
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField(both("申请时间", "asked"))
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided = models.DateTimeField(both("审批时间", "decided"), null=True, blank=True)
    decision = models.CharField(both("审批意见", "decision"), max_length=400, blank=True)

    class Meta:
        abstract = True


class Pause(Asked):
    """暂缓: a reason and a next step, for a quarter at most; what is not renewed by then has lapsed, and is told."""

    item = models.ForeignKey("lists.Item", on_delete=models.PROTECT, related_name="pauses")
    next_step = models.TextField(both("下步打算", "next step"))
    start = models.DateField(both("起", "from"))
    until = models.DateField(both("续期时限", "to be renewed by"))
    renews = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals")
    ended = models.DateField(both("恢复日期", "ended"), null=True, blank=True)

    objects: ClassVar[Any] = OfItemQuerySet.as_manager()

    class Meta:
        ordering = ("-asked", "-pk")
        indexes = [models.Index(fields=("state", "until"), name="pause_until")]

    def __str__(self) -> str:
        return f"{self.item} 暂缓"

    def has_lapsed(self, on: date) -> bool:
        """Say whether it had to be renewed and was not; look at pauses that no approved one renews."""
        return self.state == AskState.APPROVED and self.until < on


class DueChange(Asked):
    """A change of a row's or a milestone's due date; the original date stays where it is."""

    item = models.ForeignKey("lists.Item", on_delete=models.PROTECT, related_name="due_changes")
    milestone = models.ForeignKey(
        "lists.Milestone", null=True, blank=True, on_delete=models.PROTECT, related_name="due_changes"
    )
    old_due = models.DateField(both("现时限", "due date now"))
    new_due = models.DateField(both("拟改为", "due date asked for"))

    objects: ClassVar[Any] = OfItemQuerySet.as_manager()

    class Meta:
        ordering = ("-asked", "-pk")
        indexes = [models.Index(fields=("item", "state"), name="due_change_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.old_due} → {self.new_due}"
