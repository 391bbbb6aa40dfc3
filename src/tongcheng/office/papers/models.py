"""A paper from its first draft to the file that went out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Frozen, RecordedQuerySet, Revised
from tongcheng.office.core.wording import both
from tongcheng.office.people.standing import Standing


class PaperKind(models.TextChoices):
    """The papers that this office writes from its data."""

    BULLETIN = "bulletin", both("通报", "bulletin")
    SPECIAL = "special_report", both("专报", "special report")
    BRIEF = "brief", both("简报", "brief")
    REMINDER = "reminder", both("催办单", "reminder")
    ORDER = "supervision_order", both("督办单", "supervision order")
    LETTER = "letter", both("函", "letter")
    MID_YEAR = "mid_year", both("半年总结", "mid-year summary")
    YEAR = "year", both("年度总结", "year's summary")


#: Papers to one unit about one row; the others are about a period.
TO_UNIT = (PaperKind.REMINDER, PaperKind.ORDER, PaperKind.LETTER)


class PaperState(models.TextChoices):
    """Where a paper is."""

    DRAFT = "draft", both("起草中", "draft")
    ISSUED = "issued", both("已印发", "issued")
    DISCARDED = "discarded", both("已作废", "discarded")


class PaperQuerySet(RecordedQuerySet):
    """Papers."""

    def visible_to(self, standing: Standing) -> PaperQuerySet:
        """Keep what the reader may see: all for the office; for units what was issued to them."""
        if standing.sees_everything:
            return self.all()
        mine = models.Q(unit__in=standing.units("filler", "unit_head"))
        mine |= models.Q(unit__city__in=standing.cities("city_office"))
        return self.filter(mine, state=PaperState.ISSUED)


class Draft(Revised):
    """A paper being written: what it is about, whom it goes to, as of when, and at which head of the log."""

    kind = models.CharField(both("文种", "kind"), max_length=18, choices=PaperKind)
    state = models.CharField(both("状态", "state"), max_length=10, choices=PaperState, default=PaperState.DRAFT)
    title = models.CharField(both("标题", "title"), max_length=200)
    to = models.CharField(both("主送", "to"), max_length=300, blank=True)
    copies = models.CharField(both("抄送", "copies to"), max_length=300, blank=True)
    number = models.CharField(both("发文字号", "number"), max_length=80, blank=True)
    signature = models.CharField(both("落款", "signed"), max_length=120, blank=True)
    as_of = models.DateField(both("截至", "as of"))
    chain_head = models.CharField(max_length=40)
    synthetic = models.BooleanField(default=False)
    period = models.ForeignKey(
        "progress.Period", null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    item = models.ForeignKey("lists.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()

    objects: ClassVar[Any] = PaperQuerySet.as_manager()

    class Meta:
        ordering = ("-made", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"


class Section(Revised):
    """One section of a draft: words that people edit; a table and a chart that come from the data and are not edited."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    heading = models.CharField(both("标题", "heading"), max_length=120, blank=True)
    text = models.TextField(both("内容", "text"), blank=True)
    table = models.JSONField(null=True, blank=True)
    chart = models.JSONField(null=True, blank=True)
    attached = models.BooleanField(both("作为附件", "as an attachment"), default=False)
    by_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ("draft", "order")
        constraints = [models.UniqueConstraint(fields=("draft", "key"), name="section_once_per_draft")]

    def __str__(self) -> str:
        return self.heading or self.key


class Issued(Frozen):
    """A paper as it went out: both files with their SHA-256, for ever."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="issued")
    on = models.DateField(both("印发日期", "issued on"))
    number = models.CharField(both("发文字号", "number"), max_length=80, blank=True)
    docx = models.BinaryField()
    docx_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    chain_head = models.CharField(max_length=40)
    issuer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.draft.title} {self.on}"
