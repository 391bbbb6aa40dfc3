"""需协调事项 as a funnel: who must decide, by when, and what was decided."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Revised
from tongcheng.office.core.wording import both
from tongcheng.office.supervision.querysets import OfItemQuerySet


class BlockerState(models.TextChoices):
    """The way of a blocker: 列出 → 核实 → 会商 → 决定 → 办结."""

    LISTED = "listed", both("已列出", "listed")
    VERIFIED = "verified", both("已核实", "verified")
    CONFERRED = "conferred", both("已会商", "conferred")
    DECIDED = "decided", both("已决定", "decided")
    CLOSED = "closed", both("已办结", "closed")


class BlockerSort(models.TextChoices):
    """What verification finds."""

    SOLVABLE = "solvable", both("可直接解决", "can be solved")
    STUDY = "study", both("需专题研究", "needs study")
    NONE = "none", both("不需协调", "needs nobody else")


class Blocker(Revised):
    """One matter that a unit cannot settle itself, taken from an accepted report."""

    item = models.ForeignKey("lists.Item", on_delete=models.PROTECT, related_name="blockers")
    report = models.OneToOneField(
        "progress.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="blocker"
    )
    text = models.TextField(both("需协调事项", "to be coordinated"))
    asked_of = models.CharField(
        both("提请协调单位（单位填报）", "who must decide, as reported"), max_length=120, blank=True
    )
    decides = models.ForeignKey(
        "people.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="blockers",
        verbose_name=both("由谁决定", "who decides"),
    )
    decide_by = models.DateField(both("决定时限", "to be decided by"), null=True, blank=True)
    sort = models.CharField(both("分类", "sort"), max_length=10, choices=BlockerSort, blank=True)
    state = models.CharField(both("状态", "state"), max_length=10, choices=BlockerState, default=BlockerState.LISTED)
    listed = models.DateTimeField(both("列出时间", "listed"))
    findings = models.TextField(both("核实情况", "findings"), blank=True)
    conference = models.TextField(both("会商意见", "conference"), blank=True)
    decision = models.TextField(both("决定", "decision"), blank=True)
    closing = models.TextField(both("办结情况", "closing"), blank=True)
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed = models.DateField(both("办结日期", "closed"), null=True, blank=True)

    objects: ClassVar[Any] = OfItemQuerySet.as_manager()

    class Meta:
        ordering = ("listed", "pk")
        indexes = [models.Index(fields=("state", "decide_by"), name="blocker_state")]

    def __str__(self) -> str:
        return f"{self.item}：{self.text[:40]}"
