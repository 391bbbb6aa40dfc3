"""What is to be reached by when, in the list's own words."""

from __future__ import annotations

from django.db import models

from tongcheng.office.core.recorded import Revised
from tongcheng.office.core.wording import both
from tongcheng.office.lists.models.item import Item


class MilestoneKind(models.TextChoices):
    """How one sees that it is reached."""

    PERCENT = "percent", both("比例", "percent")
    GATE = "gate", both("节点", "gate")
    AMOUNT = "amount", both("数量", "amount")
    DATE = "date", both("时间", "date")
    TEXT = "text", both("文字", "text")


class Firmness(models.TextChoices):
    """确保 or 力争; empty where the list says neither."""

    FIRM = "firm", both("确保", "firm")
    TRY = "try", both("力争", "try")


#: The order in which milestones are read: by day, those without a day last (databases disagree about them).
BY_DUE = (models.F("due").asc(nulls_last=True), "order", "pk")


class Milestone(Revised):
    """One step of a row; ``text`` is the list's own wording, ``original_due`` never changes."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="milestones")
    order = models.PositiveSmallIntegerField(default=0)
    quarter = models.CharField(both("季度", "quarter"), max_length=6, blank=True, help_text="2021Q1")
    subject = models.CharField(both("对象", "of what"), max_length=120, blank=True)
    kind = models.CharField(both("类型", "kind"), max_length=8, choices=MilestoneKind, default=MilestoneKind.TEXT)
    text = models.TextField(both("进度安排", "milestone"))
    target = models.DecimalField(both("目标值", "target"), max_digits=16, decimal_places=4, null=True, blank=True)
    unit = models.CharField(both("单位", "unit"), max_length=20, blank=True)
    firmness = models.CharField(both("确保/力争", "firmness"), max_length=4, choices=Firmness, blank=True)
    original_due = models.DateField(both("原定时限", "original due date"), null=True, blank=True, editable=False)
    due = models.DateField(both("时限", "due"), null=True, blank=True)
    evidence_wanted = models.CharField(both("佐证要求", "evidence wanted"), max_length=200, blank=True)
    reached = models.DateField(both("完成日期", "reached on"), null=True, blank=True)

    class Meta:
        ordering = ("item", *BY_DUE)
        indexes = [models.Index(fields=("item", "due"), name="milestone_due")]

    def __str__(self) -> str:
        return f"{self.quarter} {self.text[:60]}".strip()
