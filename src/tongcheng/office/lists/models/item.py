"""A row of a list, with the units that answer for it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models

from tongcheng.office.core.recorded import Recorded, Revised, empty
from tongcheng.office.core.wording import both
from tongcheng.office.lists.models.lists import List, Stage
from tongcheng.office.lists.querysets import ItemQuerySet


class ItemKind(models.TextChoices):
    """What a row is."""

    PROBLEM = "problem", both("问题", "problem")
    PROJECT = "project", both("项目", "project")
    MATTER = "matter", both("事项", "matter")
    OPPORTUNITY = "opportunity", both("机会", "opportunity")
    SERVICE = "service", both("服务", "service")


class ItemState(models.TextChoices):
    """Where a row is in its life; lights are something else."""

    DRAFT = "draft", both("拟列入", "draft")
    ACTIVE = "active", both("推进中", "active")
    PAUSED = "paused", both("暂缓", "paused")
    DONE = "done", both("已完成", "done")
    CLOSED = "closed", both("已销号", "closed")
    CANCELLED = "cancelled", both("已取消", "cancelled")
    SWAPPED = "swapped", both("已替换", "swapped")
    SPLIT = "split", both("已拆分", "split")
    MERGED = "merged", both("已合并", "merged")
    TRANSFERRED = "transferred", both("已移交", "transferred")


#: States in which work goes on and reports are due.
OPEN_STATES = (ItemState.ACTIVE, ItemState.PAUSED, ItemState.DONE)
#: States in which a row stands in the list: what totals count.
COUNTED_STATES = (*OPEN_STATES, ItemState.CLOSED)
#: States that nothing leaves.
ENDED_STATES = (
    ItemState.CLOSED,
    ItemState.CANCELLED,
    ItemState.SWAPPED,
    ItemState.SPLIT,
    ItemState.MERGED,
    ItemState.TRANSFERRED,
)


class OriginKind(models.TextChoices):
    """What put a row into its list."""

    RESOLUTION = "resolution", both("议定事项", "resolution")
    INSTRUCTION = "instruction", both("批示要求", "instruction")
    PARAGRAPH = "paragraph", both("文件段落", "paragraph")
    GAP = "gap", both("测算差距", "measured gap")
    PROPOSAL = "proposal", both("单位申报", "proposal of a unit")
    IMPORT = "import", both("导入", "import")


class Visibility(models.TextChoices):
    """Who may read a row: everyone, the units on it with their offices, or the joint office alone."""

    PUBLIC = "public", both("公开", "public")
    PARTIES = "parties", both("相关单位", "parties")
    OFFICE = "office", both("办内", "office")


class Item(Revised):
    """A row of a list (条目). Its ``uid`` stays for ever, through swaps, splits and years."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="items", verbose_name=both("清单", "list"))
    code = models.CharField(both("序号", "number"), max_length=40)
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(both("类型", "kind"), max_length=12, choices=ItemKind)
    tags = models.JSONField(both("标签", "tags"), default=empty, blank=True)
    group = models.CharField(both("大类", "group"), max_length=160, blank=True)
    title = models.CharField(both("名称", "title"), max_length=300)
    content = models.TextField(both("任务内容", "content"), blank=True)
    field = models.CharField(both("领域", "field"), max_length=60, blank=True)
    stage = models.CharField(both("阶段", "stage"), max_length=12, choices=Stage, blank=True)
    function = models.CharField(both("功能", "function"), max_length=60, blank=True)
    state = models.CharField(both("状态", "state"), max_length=12, choices=ItemState, default=ItemState.DRAFT)
    visibility = models.CharField(
        both("可见范围", "visible to"), max_length=8, choices=Visibility, default=Visibility.PARTIES
    )
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    cities = models.ManyToManyField(
        "people.City", blank=True, related_name="items", verbose_name=both("涉及市", "cities")
    )
    units = models.ManyToManyField("people.Unit", through="ItemUnit", related_name="items")
    reporting_unit = models.ForeignKey(
        "people.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reported_items",
        verbose_name=both("填报单位", "reporting unit"),
    )
    accountable_leader = models.CharField(both("责任领导", "accountable leader"), max_length=60, blank=True)
    officer = models.CharField(both("责任人", "officer"), max_length=60, blank=True)
    liaison_a = models.CharField(both("联络员A角", "liaison A"), max_length=80, blank=True)
    liaison_b = models.CharField(both("联络员B角", "liaison B"), max_length=80, blank=True)
    original_due = models.DateField(both("原定时限", "original due date"), null=True, blank=True, editable=False)
    due = models.DateField(both("完成时限", "due date"), null=True, blank=True)
    ended = models.DateField(both("办结日期", "ended on"), null=True, blank=True, editable=False)
    end_reason = models.CharField(both("办结说明", "why it ended"), max_length=400, blank=True, editable=False)
    resolution = models.CharField(both("议定事项", "resolution"), max_length=200, blank=True, editable=False)
    origin_kind = models.CharField(both("来源类型", "origin"), max_length=12, choices=OriginKind, blank=True)
    origin = models.CharField(both("来源", "origin"), max_length=300, blank=True)
    gap_key = models.CharField(max_length=64, blank=True, db_index=True)
    project_id = models.CharField(
        both("项目编号（都市圈数据）", "project in the circle's tables"), max_length=80, blank=True
    )
    remark = models.TextField(both("备注", "remark"), blank=True)
    source = models.CharField(both("资料出处", "source"), max_length=400, blank=True)
    synthetic = models.BooleanField(both("示意数据", "synthetic"), default=False)

    objects: ClassVar[Any] = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("list", "order", "pk")
        constraints = [
            models.UniqueConstraint(fields=("list", "code"), name="item_code_once_per_list"),
            models.CheckConstraint(
                name="open_item_has_a_reporting_unit",
                condition=models.Q(reporting_unit__isnull=False) | ~models.Q(state__in=("active", "paused", "done")),
            ),
        ]
        indexes = [
            models.Index(fields=("list", "state", "order"), name="item_in_state"),
            models.Index(fields=("list", "order"), name="item_in_order"),
            models.Index(fields=("reporting_unit", "state"), name="item_reported_by"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def open(self) -> bool:
        """Whether work goes on."""
        return self.state in OPEN_STATES


class ItemUnitRole(models.TextChoices):
    """How a unit takes part."""

    LEAD = "lead", both("牵头", "lead")
    SUPPORT = "support", both("配合", "support")
    GUIDE = "guide", both("指导", "guide")


class ItemUnit(Recorded):
    """A unit on a row, in printed order: the first lead leads, further leads lead jointly (联合牵头)."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="item_units")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="item_units")
    role = models.CharField(max_length=8, choices=ItemUnitRole)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("role", "order")
        constraints = [models.UniqueConstraint(fields=("item", "unit", "role"), name="unit_once_per_role")]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()}"
