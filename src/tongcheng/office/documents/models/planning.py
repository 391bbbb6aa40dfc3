"""From a plan to rows: its tree, the rows of its paragraphs, and the areas that it draws."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from tongcheng.office.core.recorded import Frozen, Recorded, Revised, empty
from tongcheng.office.core.wording import both
from tongcheng.office.documents.models.dossiers import Dossier, Paragraph, Version
from tongcheng.office.documents.querysets import OfVersionQuerySet
from tongcheng.office.lists.models import Stage


class NodeKind(models.TextChoices):
    """What a node of a plan's tree is; targets may hang anywhere."""

    STAGE = "stage", both("阶段", "stage")
    FUNCTION = "function", both("功能", "function")
    FIELD = "field", both("领域", "field")
    TASK = "task", both("任务", "task")
    TARGET = "target", both("目标", "target")


class PlanNode(Revised):
    """A node of the tree that somebody read out of a version: stages → functions → fields → tasks, with targets.

    A target is measurable if it names its ``indicator``, a ``value`` and a ``unit``.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="nodes", editable=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children",
        verbose_name=both("上级", "stands below"),
    )  # fmt: skip
    order = models.PositiveIntegerField(both("排序", "order"), default=0)
    kind = models.CharField(both("类型", "kind"), max_length=8, choices=NodeKind)
    title = models.CharField(both("名称", "name"), max_length=300)
    stage = models.CharField(both("阶段", "stage"), max_length=12, choices=Stage, blank=True)
    paragraph = models.ForeignKey(
        Paragraph, null=True, blank=True, on_delete=models.PROTECT, related_name="nodes",
        verbose_name=both("对应段落", "paragraph"),
    )  # fmt: skip
    indicator = models.CharField(both("指标", "indicator"), max_length=160, blank=True)
    value = models.DecimalField(both("目标值", "value"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(both("计量单位", "unit of measurement"), max_length=40, blank=True)
    by_year = models.PositiveSmallIntegerField(both("目标年", "by the year"), null=True, blank=True)

    objects: ClassVar[Any] = OfVersionQuerySet.as_manager()

    class Meta:
        verbose_name = both("规划树节点", "node of the plan")
        ordering = ("version", "order", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def measurable(self) -> bool:
        """Whether a target can be measured."""
        return bool(self.indicator and self.unit) and self.value is not None


class ParagraphRow(Recorded):
    """A row of a list and the paragraph it came of; ``made`` if it was made of it, false if tied to it later."""

    item = models.ForeignKey("lists.Item", on_delete=models.PROTECT, related_name="paragraph_rows")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="rows")
    made = models.BooleanField(both("由段落生成", "made of it"), default=True)

    class Meta:
        verbose_name = both("段落条目", "row of a paragraph")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("item", "paragraph"), name="row_of_paragraph_once")]

    def __str__(self) -> str:
        return f"{self.item_id} ← {self.paragraph_id}"


class NoRow(Recorded):
    """A paragraph that needs no row (a preamble, a principle): coverage does not ask for one; holds for every version."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="no_rows")
    key = models.CharField(max_length=32)
    reason = models.CharField(both("理由", "reason"), max_length=200)

    class Meta:
        verbose_name = both("不列条目的段落", "paragraph without a row")
        constraints = [models.UniqueConstraint(fields=("dossier", "key"), name="no_row_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.key}"


class AreaKind(models.TextChoices):
    """What is drawn."""

    AREA = "area", both("区", "area")
    BELT = "belt", both("带", "belt")


class Area(Frozen):
    """An area or belt as a version draws it: geometry (GeoJSON, degrees) and member counties. Never changes.

    ``counties`` is a list of ``{"code": …, "name": …}``. The map is schematic and no basis for any boundary.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="areas")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(both("类型", "kind"), max_length=4, choices=AreaKind)
    name = models.CharField(both("名称", "name"), max_length=120)
    counties = models.JSONField(both("所含区（市）县", "member counties"), default=empty, blank=True)
    geometry = models.JSONField(both("范围", "geometry"))
    source = models.CharField(both("资料出处", "source"), max_length=400, blank=True)

    objects: ClassVar[Any] = OfVersionQuerySet.as_manager()

    class Meta:
        verbose_name = both("区带", "area or belt")
        ordering = ("version", "order", "pk")
        constraints = [models.UniqueConstraint(fields=("version", "name"), name="area_once_per_version")]

    def __str__(self) -> str:
        return self.name
