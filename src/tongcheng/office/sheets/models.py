"""Workbooks that came in, and what was made of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Frozen, Revised
from tongcheng.office.core.wording import both
from tongcheng.office.sheets.querysets import ImportQuerySet


class Workbook(Frozen):
    """A file as it came, kept with its SHA-256; the stored name never comes from the uploader."""

    name = models.CharField(both("文件名", "name"), max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    file = models.FileField(upload_to="workbooks/%Y/%m")
    uploaded = models.DateTimeField()
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class ImportKind(models.TextChoices):
    """What a workbook is taken for."""

    LIST = "list", both("本系统导出的清单", "a list exported here")
    LEDGER = "ledger", both("单位填报表", "a unit's template")
    NAKED = "naked", both("外来表格", "a table from elsewhere")


class ImportState(models.TextChoices):
    """Where an import is."""

    PREVIEWED = "previewed", both("待确认", "previewed")
    APPLIED = "applied", both("已导入", "applied")
    DISCARDED = "discarded", both("已放弃", "discarded")


class Import(Revised):
    """One workbook read: its preview cell by cell, then what was applied."""

    workbook = models.ForeignKey(Workbook, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=8, choices=ImportKind)
    list = models.ForeignKey("lists.List", null=True, blank=True, on_delete=models.PROTECT, related_name="imports")
    period = models.ForeignKey(
        "progress.Period", null=True, blank=True, on_delete=models.PROTECT, related_name="imports"
    )
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField(default=dict, blank=True)
    preview = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PREVIEWED)
    made = models.DateTimeField()
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    applied = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-made",)

    def __str__(self) -> str:
        target = self.list or self.period
        return f"{self.workbook} → {target}" if target else f"{self.workbook}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == ImportState.PREVIEWED
