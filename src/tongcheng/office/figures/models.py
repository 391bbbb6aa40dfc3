"""Published values, dated and never overwritten; attached runs and what they measured about rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from tongcheng.office.core.recorded import Frozen, Recorded
from tongcheng.office.core.wording import both
from tongcheng.office.figures.querysets import FigureQuerySet, RunQuerySet


class Basis(models.TextChoices):
    """What a figure rests on."""

    OBSERVED = "observed", both("实测", "observed")
    OFFICIAL = "official", both("公开发布", "official")
    MODELLED = "modelled", both("推算", "modelled")
    SYNTHETIC = "synthetic", both("示意数据（非真实）", "synthetic")


class Figure(Frozen):
    """One published value of anything; a newer one stands beside it."""

    item = models.ForeignKey("lists.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="figures")
    subject = models.CharField(both("对象", "subject"), max_length=120, db_index=True)
    subject_name = models.CharField(both("对象名称", "subject's name"), max_length=160, blank=True)
    attribute = models.CharField(both("属性", "attribute"), max_length=80)
    value = models.DecimalField(both("数值", "value"), max_digits=24, decimal_places=6, null=True, blank=True)
    value_text = models.CharField(both("原文", "in the source's words"), max_length=400, blank=True)
    qualifier = models.CharField(both("限定", "qualifier"), max_length=12, default="exact")
    unit = models.CharField(both("单位", "unit"), max_length=30, blank=True)
    as_of = models.CharField(both("截至", "as of"), max_length=20)
    published = models.CharField(both("发布", "published"), max_length=20, blank=True)
    scope = models.CharField(both("口径", "scope"), max_length=200, blank=True)
    basis = models.CharField(both("数据性质", "basis"), max_length=10, choices=Basis)
    source = models.CharField(both("来源", "source"), max_length=400)
    note = models.TextField(both("备注", "note"), blank=True)
    # Where the value came from the circle's tables: its row there, so that an export does not double it.
    figure_id = models.CharField(max_length=120, null=True, blank=True)
    subject_table = models.CharField(max_length=40, null=True, blank=True)
    source_id = models.CharField(max_length=80, null=True, blank=True)

    objects: ClassVar[Any] = FigureQuerySet.as_manager()

    class Meta:
        ordering = ("subject", "attribute", "as_of", "pk")

    def __str__(self) -> str:
        return f"{self.subject_name or self.subject} {self.attribute} {self.value or self.value_text} {self.unit}"


class Run(Frozen):
    """A finished run, copied read-only into the office's folder.

    It never changes; one that no row cites may be removed, one that is cited may not (``Measurement.run`` protects
    it in the database).
    """

    run_id = models.CharField(max_length=64, unique=True)
    circle = models.CharField(both("都市圈", "circle"), max_length=40)
    name = models.CharField(both("名称", "name"), max_length=120)
    code_version = models.CharField(max_length=40)
    folder = models.CharField(max_length=300)
    synthetic = models.BooleanField()
    attached = models.DateTimeField()
    made = models.CharField(max_length=40, blank=True)

    objects: ClassVar[Any] = RunQuerySet.as_manager()

    class Meta:
        ordering = ("-attached", "-pk")

    def __str__(self) -> str:
        return f"{self.name} {self.run_id[:12]}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row, inside an action; a cited one is protected."""
        return Recorded.delete(self, *args, **kwargs)


class MeasurementKind(models.TextChoices):
    """Whether a figure was promised before or measured after."""

    GAP = "gap", both("差距", "gap")
    PROMISED = "promised", both("承诺成效", "promised")
    MEASURED = "measured", both("实测成效", "measured")


class Measurement(Frozen):
    """A figure of a run that is cited by a row: (run, figure id) is the citation."""

    item = models.ForeignKey("lists.Item", on_delete=models.PROTECT, related_name="measurements")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="measurements")
    kind = models.CharField(max_length=10, choices=MeasurementKind)
    figure_id = models.CharField(max_length=64)
    indicator = models.CharField(max_length=80)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    place = models.CharField(max_length=80)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    unit = models.CharField(max_length=40)
    #: For a gap: today's value and that of the reference; for a measured effect: the world before and after.
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    year = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=10, choices=Basis)

    class Meta:
        ordering = ("item", "kind", "pk")
        constraints = [
            models.UniqueConstraint(fields=("item", "run", "kind", "figure_id"), name="measurement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label_zh} {self.value} {self.unit}"


class VerdictWord(models.TextChoices):
    """What was decided about a candidate, in the words of the circle's tables."""

    CONFIRMED = "confirmed", both("属实", "confirmed")
    REJECTED = "rejected", both("不属实", "rejected")
    UNSURE = "unsure", both("待核", "unsure")


class Verdict(Frozen):
    """What the office decided about a candidate of a run (a possible dead end, bottleneck …), by its stable id."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="verdicts")
    subject = models.CharField(both("候选编号", "candidate"), max_length=80, db_index=True)
    decided = models.DateField(both("日期", "decided on"))
    verdict = models.CharField(both("意见", "verdict"), max_length=10, choices=VerdictWord)
    reason = models.TextField(both("理由", "reason"))
    person = models.CharField(both("核定人", "decided by"), max_length=80, blank=True)

    class Meta:
        ordering = ("-decided", "-pk")

    def __str__(self) -> str:
        return f"{self.subject} {self.get_verdict_display()}"
