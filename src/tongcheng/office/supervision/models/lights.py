"""Lights as the system proposed them, the steps to publication, and what stands now."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Frozen, Recorded
from tongcheng.office.core.wording import both
from tongcheng.office.supervision.models.rules import RuleVersion
from tongcheng.office.supervision.querysets import LightQuerySet, SignalQuerySet


class AspectName(models.TextChoices):
    """What a light is about."""

    START = "start", both("启动", "start")
    PACE = "pace", both("进度", "pace")
    MONEY = "money", both("资金", "money")
    REPORTING = "reporting", both("填报", "reporting")


class Colour(models.TextChoices):
    """On screens 正常 预警 滞后; papers print 绿 黄 红."""

    GREEN = "green", both("正常", "as planned")
    YELLOW = "yellow", both("预警", "warning")
    RED = "red", both("滞后", "late")


class LightWord(models.TextChoices):
    """What stands in place of a light or beside it."""

    PAUSED = "paused", both("暂缓", "paused")
    UNKNOWN = "unknown", both("待数据", "no data")
    NOT_STARTED = "not_started", both("未启动", "not started")
    DUE_SOON = "due_soon", both("临期", "due soon")


class StepName(models.TextChoices):
    """The way of a light: 系统拟亮 → 核实 → 会商 → 审定 → 发布; sent back, it begins anew."""

    PROPOSED = "proposed", both("系统拟亮", "proposed")
    VERIFIED = "verified", both("已核实", "verified")
    CONFERRED = "conferred", both("已会商", "conferred")
    DECIDED = "decided", both("已审定", "decided")
    PUBLISHED = "published", both("已发布", "published")


#: The four steps in their order.
WAY = (StepName.VERIFIED, StepName.CONFERRED, StepName.DECIDED, StepName.PUBLISHED)
RETURNED = "returned"


class Light(Frozen):
    """A light as the system proposed it: each change is a row, with all that it rests on.

    ``inputs`` are the facts that were read; with the rule's version and the day they give the same light again.
    """

    item = models.ForeignKey("lists.Item", on_delete=models.PROTECT, related_name="lights")
    aspect = models.CharField(both("灯项", "aspect"), max_length=10, choices=AspectName)
    cycle = models.DateField(both("周期", "cycle"))
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="lights")
    colour = models.CharField(both("颜色", "colour"), max_length=6, choices=Colour, blank=True)
    word = models.CharField(both("状态", "word"), max_length=12, choices=LightWord, blank=True)
    inputs = models.JSONField(both("依据数据", "inputs"))
    why_zh = models.CharField(both("理由", "why"), max_length=400)
    why_en = models.CharField(max_length=600)
    on = models.DateField(both("截至", "as of"))
    at = models.DateTimeField(both("时间", "at"))

    objects: ClassVar[Any] = LightQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=("item", "aspect", "cycle"), name="light_of_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.get_aspect_display()} {self.get_colour_display() or self.get_word_display()}"


class Step(Frozen):
    """One step of a light on its way to publication; it may change the colour, with a reason."""

    light = models.ForeignKey(Light, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    step = models.CharField(
        both("环节", "step"),
        max_length=10,
        choices=[*((one.value, one.label) for one in WAY), (RETURNED, both("退回", "returned"))],
    )
    colour = models.CharField(both("颜色", "colour"), max_length=6, choices=Colour, blank=True)
    reason = models.TextField(both("说明", "reason"), blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    person_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("light", "number")
        constraints = [models.UniqueConstraint(fields=("light", "number"), name="step_number_once")]

    def __str__(self) -> str:
        return f"{self.light} {self.get_step_display()}"


class Signal(Recorded):
    """What stands now about one aspect of a row: the light under way with its step, and the published one.

    All of it follows from lights and steps; it is kept so that a board is one query.
    """

    item = models.ForeignKey("lists.Item", on_delete=models.PROTECT, related_name="signals")
    aspect = models.CharField(both("灯项", "aspect"), max_length=10, choices=AspectName)
    light = models.ForeignKey(Light, on_delete=models.PROTECT, related_name="+")
    colour = models.CharField(both("拟亮", "proposed"), max_length=6, choices=Colour, blank=True)
    step = models.CharField(both("环节", "step"), max_length=10, choices=StepName, default=StepName.PROPOSED)
    steps = models.PositiveSmallIntegerField(default=0)
    last_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published = models.ForeignKey(Light, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_colour = models.CharField(both("已发布", "published"), max_length=6, choices=Colour, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = SignalQuerySet.as_manager()

    class Meta:
        ordering = ("item", "aspect")
        constraints = [models.UniqueConstraint(fields=("item", "aspect"), name="signal_once")]
        indexes = [models.Index(fields=("step",), name="signal_step")]

    def __str__(self) -> str:
        return f"{self.item} {self.get_aspect_display()}"
