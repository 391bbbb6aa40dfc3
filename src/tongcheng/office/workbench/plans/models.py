"""Plans that somebody kept: what was asked, and what came of it, with the run it rests on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from tongcheng.office.core.recorded import Frozen, RecordedQuerySet
from tongcheng.office.core.wording import both
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.people.standing import Standing


class PlanDraftQuerySet(RecordedQuerySet):
    """Saved plans."""

    def visible_to(self, standing: Standing) -> PlanDraftQuerySet:
        """Keep what this reader may see: whoever watches over all sees all, others what their own unit saved."""
        if not reads_content(standing):
            return self.none()
        return self.all() if standing.sees_everything else self.filter(unit__in=standing.units())


class PlanDraft(Frozen):
    """A saved plan; a changed one is saved beside it."""

    name = models.CharField(both("名称", "name"), max_length=120)
    run = models.ForeignKey("figures.Run", on_delete=models.PROTECT, related_name="plan_drafts")
    options = models.JSONField(both("选项", "options"))
    result = models.JSONField(both("结果", "result"))
    saved = models.DateTimeField(both("保存时间", "saved"))
    person = models.CharField(both("保存人", "saved by"), max_length=80, blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PlanDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved", "-pk")

    def __str__(self) -> str:
        return self.name
