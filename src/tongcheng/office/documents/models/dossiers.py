"""Dossiers, their immutable versions and the paragraphs of these."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Frozen, Revised
from tongcheng.office.core.wording import both
from tongcheng.office.documents.querysets import DossierQuerySet, OfVersionQuerySet, VersionQuerySet


class DossierKind(models.TextChoices):
    """What sort of document it is."""

    RULES = "rules", both("工作规则", "rules of procedure")
    OUTLINE = "outline", both("规划纲要", "outline plan")
    SPATIAL = "spatial", both("空间规划", "spatial plan")
    ACTION_PLAN = "action_plan", both("行动计划", "action plan")
    PROJECTS = "projects", both("项目清单", "project list")
    ANNUAL = "annual", both("年度重点任务", "annual tasks")
    MINUTES = "minutes", both("会议纪要", "minutes")
    NOTICE = "notice", both("通知", "notice")
    OTHER = "other", both("其他", "other")


class Reach(models.TextChoices):
    """Who reads a dossier once a version is issued; before, only those who write it and those who are asked."""

    PUBLIC = "public", both("公开", "public")
    UNITS = "units", both("各成员单位", "all member units")
    PARTIES = "parties", both("相关单位", "parties")
    OFFICE = "office", both("办内", "office")


class Dossier(Revised):
    """A document through all its versions (文件).

    ``text_known`` is false for a real title whose text we do not have: it prints 原文未收录, has no file, no number,
    no red head. ``unit`` wrote it; ``city`` is the city it is of, if of one.
    """

    kind = models.CharField(both("类型", "kind"), max_length=12, choices=DossierKind)
    title = models.CharField(both("标题", "title"), max_length=300)
    unit = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers",
        verbose_name=both("起草单位", "drafted by"),
    )  # fmt: skip
    city = models.ForeignKey(
        "people.City", null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers",
        verbose_name=both("所属市", "city"),
    )  # fmt: skip
    visibility = models.CharField(both("可见范围", "visible to"), max_length=8, choices=Reach, default=Reach.PARTIES)
    text_known = models.BooleanField(both("原文已收录", "the text is known"), default=True)
    synthetic = models.BooleanField(both("示意数据", "synthetic"), default=False)
    source = models.CharField(both("资料出处", "source"), max_length=400, blank=True)
    remark = models.TextField(both("备注", "remark"), blank=True)

    objects: ClassVar[Any] = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = both("文件", "document")
        ordering = ("-pk",)
        indexes = [models.Index(fields=("kind",), name="dossier_kind")]

    def __str__(self) -> str:
        return self.title


class Reading(models.TextChoices):
    """How the text of a version was read."""

    TEXT = "text", both("已提取文本", "text read")
    ACCEPTED = "accepted", both("按接受修订后的文本读取", "read with tracked changes accepted")
    NO_TEXT = "no_text", both("无文本层，仅存原件", "no text layer, the file alone is kept")
    ABSENT = "absent", both("原文未收录", "text not known")


class Version(Frozen):
    """A dossier as it stood once: the file with its SHA-256, the text in :class:`Paragraph` rows. Never changes.

    ``reading`` ``absent`` is a version known by title alone: no file, no text. ``paragraphs`` are its blocks in order.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(both("版次", "version"))
    label = models.CharField(both("稿次名称", "name of the draft"), max_length=60, blank=True)
    reading = models.CharField(both("文本", "text"), max_length=8, choices=Reading, default=Reading.TEXT)
    name = models.CharField(both("文件名", "file"), max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    file = models.FileField(upload_to="documents/%Y/%m", blank=True)
    text = models.TextField(both("全文", "text"), blank=True)
    note = models.CharField(both("修改说明", "what changed"), max_length=400, blank=True)
    made = models.DateTimeField(both("入库时间", "made"))
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = both("文件版本", "version of a document")
        ordering = ("dossier", "-number")
        constraints = [
            models.UniqueConstraint(fields=("dossier", "number"), name="document_version_once"),
            models.UniqueConstraint(
                fields=("dossier", "sha256"), condition=~models.Q(sha256=""), name="document_file_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.label or f'第{self.number}版'}"

    @property
    def has_text(self) -> bool:
        """Whether there are paragraphs to read, compare and cite."""
        return self.reading in (Reading.TEXT, Reading.ACCEPTED)


class ParagraphKind(models.TextChoices):
    """What a block of text is."""

    TITLE = "title", both("标题", "title")
    HEADING = "heading", both("小标题", "heading")
    PARAGRAPH = "paragraph", both("段落", "paragraph")
    TABLE_ROW = "table_row", both("表格行", "table row")


class Paragraph(Frozen):
    """A block of a version: a heading with its level (1 = 一、, 2 = （一）, …), a paragraph, or a row of a table.

    ``key`` is the same in two versions of a dossier where the paragraph was recognised again, even if its words
    changed: opinions, rows and coverage follow it. ``table`` counts the tables of the version from 1; ``header`` marks
    the rows that a printed table repeats; ``cells`` holds a table row's cells, ``text`` the same joined by tabs.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="paragraphs")
    order = models.PositiveIntegerField(both("序号", "number"))
    kind = models.CharField(both("类型", "kind"), max_length=12, choices=ParagraphKind)
    level = models.PositiveSmallIntegerField(both("层级", "level"), default=0)
    key = models.CharField(max_length=32, db_index=True)
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    header = models.BooleanField(default=False)
    cells = models.JSONField(default=list, blank=True)
    text = models.TextField(both("内容", "text"))

    objects: ClassVar[Any] = OfVersionQuerySet.as_manager()

    class Meta:
        verbose_name = both("文件段落", "paragraph")
        ordering = ("version", "order")
        constraints = [
            models.UniqueConstraint(fields=("version", "order"), name="paragraph_order_once"),
            models.UniqueConstraint(fields=("version", "key"), name="paragraph_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.text[:60]}"
