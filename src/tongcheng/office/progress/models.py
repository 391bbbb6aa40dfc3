"""Periods, the ledger that a unit signs for one period, its rows, and the evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.recorded import Frozen, Recorded, Revised
from tongcheng.office.core.wording import both
from tongcheng.office.progress.querysets import EvidenceQuerySet, LedgerQuerySet, ReportQuerySet


class PeriodKind(models.TextChoices):
    """How long a period is."""

    MONTH = "month", both("月", "month")
    QUARTER = "quarter", both("季度", "quarter")


class Period(Revised):
    """A reporting period (填报期) of some lists. Its revision also moves when its deadlines or lists change."""

    code = models.CharField(both("编号", "code"), max_length=10, unique=True, help_text="2021-03, 2021Q1")
    kind = models.CharField(both("类型", "kind"), max_length=8, choices=PeriodKind)
    first_day = models.DateField(both("起", "first day"))
    last_day = models.DateField(both("止（数据截至）", "last day (as of)"))
    opens = models.DateTimeField(both("开始填报", "opens"))
    frozen = models.DateTimeField(both("数据冻结", "freeze"), null=True, blank=True)
    lists = models.ManyToManyField("lists.List", related_name="periods", blank=True)

    class Meta:
        ordering = ("-last_day", "kind")

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """Give the period as people call it: 2021年3月, 2021年第一季度."""
        year = self.last_day.year
        if self.kind == PeriodKind.MONTH:
            return Text(f"{year}年{self.last_day.month}月", f"{self.last_day:%B %Y}")
        quarter = (self.last_day.month + 2) // 3
        return Text(f"{year}年第{'一二三四'[quarter - 1]}季度", f"Q{quarter} {year}")

    def is_frozen(self, at: datetime | None = None) -> bool:
        """Say whether the data of the period are frozen; a freeze may lie in the future."""
        return self.frozen is not None and self.frozen <= (at or timezone.now())

    def is_open(self, at: datetime | None = None) -> bool:
        """Say whether ledgers can be filled."""
        at = at or timezone.now()
        return self.opens <= at and not self.is_frozen(at)


class DeadlineLevel(models.TextChoices):
    """Who has to hand in to whom."""

    UNIT = "unit", both("单位报市", "unit to city")
    CITY = "city", both("市报办公室", "city to joint office")


class Deadline(Recorded):
    """Until when a level hands in."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="deadlines")
    level = models.CharField(max_length=6, choices=DeadlineLevel)
    due = models.DateTimeField(both("截止", "due"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=("period", "level"), name="deadline_once")]

    def __str__(self) -> str:
        return f"{self.period} {self.get_level_display()}"


class LedgerState(models.TextChoices):
    """Where a ledger is on its way."""

    DRAFT = "draft", both("填报中", "draft")
    SIGNED = "signed", both("已签报", "signed")
    CITY_ACCEPTED = "city_accepted", both("市级已审", "accepted by city office")
    ACCEPTED = "accepted", both("已采纳", "accepted")
    RETURNED = "returned", both("已退回", "returned")


def nobody() -> list[int]:
    """Give the default of a field that names people."""
    return []


#: States in which rows may be filled and changed.
EDITABLE = (LedgerState.DRAFT, LedgerState.RETURNED)
#: States in which a unit has reported.
REPORTED = (LedgerState.SIGNED, LedgerState.CITY_ACCEPTED, LedgerState.ACCEPTED)


class Ledger(Revised):
    """What one unit reports for one period; signed as a whole by its head or by a stamped scan.

    A correction after acceptance is a further ledger that ``corrects`` the accepted one. ``entered_by`` names
    everybody who filled or changed a row or added a file: none of them may accept. ``through_city`` is false for
    units without a city and while the joint office alone has entered the ledger (the city's step was on paper).
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="ledgers")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="ledgers")
    edition = models.PositiveSmallIntegerField(both("次", "edition"), default=1)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )
    state = models.CharField(both("状态", "state"), max_length=14, choices=LedgerState, default=LedgerState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_for = models.BooleanField(both("代填", "entered for the unit"), default=False)
    changed = models.DateTimeField(both("最近填报", "last filled"), null=True, blank=True)
    entered_by = models.JSONField(both("填报人", "entered by"), default=nobody, editable=False)
    through_city = models.BooleanField(both("经市级审核", "through the city office"), default=True)
    signed_by = models.CharField(both("签报人", "signed by"), max_length=60, blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed = models.DateTimeField(both("签报时间", "signed at"), null=True, blank=True)
    city_acceptor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    city_accepted = models.DateTimeField(null=True, blank=True)
    acceptor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(both("审核意见", "comment"), blank=True)

    objects: ClassVar[Any] = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ("-period", "unit", "-edition")
        constraints = [
            models.UniqueConstraint(fields=("period", "unit", "edition"), name="ledger_edition_once"),
        ]
        indexes = [models.Index(fields=("state", "period"), name="ledger_state")]

    def __str__(self) -> str:
        return f"{self.unit} {self.period}" + (f"（第{self.edition}次）" if self.edition > 1 else "")

    @property
    def editable(self) -> bool:
        """Whether rows may be filled and changed."""
        return self.state in EDITABLE


class ReportWord(models.TextChoices):
    """How the unit itself calls the progress."""

    NOT_STARTED = "not_started", both("未启动", "not started")
    ORDERLY = "orderly", both("有序推进", "in order")
    EARLY = "early", both("提前完成", "done early")
    DONE = "done", both("已完成", "done")
    LATE = "late", both("进度滞后", "late")


class Report(Revised):
    """One row of a ledger: what a unit says about one item for one period. Money is 亿元, from January on."""

    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="reports")
    item = models.ForeignKey("lists.Item", on_delete=models.PROTECT, related_name="reports")
    word = models.CharField(both("推进情况", "progress word"), max_length=12, choices=ReportWord, blank=True)
    progress = models.TextField(both("形象进度", "progress in words"), blank=True)
    percent = models.DecimalField(
        both("完成比例（%）", "percent done"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    invested_this_year = models.DecimalField(
        both("1—本月完成投资（亿元）", "invested January to now (CNY 100 m)"),
        max_digits=16,
        decimal_places=6,
        null=True,
        blank=True,
    )
    fall_reason = models.CharField(both("累计数下降原因", "why the running total fell"), max_length=300, blank=True)
    problem = models.TextField(both("要素保障等问题", "problem"), blank=True)
    to_coordinate = models.TextField(both("需协调事项", "to be coordinated"), blank=True)
    decides = models.CharField(both("提请协调单位", "who must decide"), max_length=120, blank=True)
    next_step = models.TextField(both("下步打算", "next step"), blank=True)
    remark = models.TextField(both("备注", "remark"), blank=True)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("ledger", "item__order")
        constraints = [models.UniqueConstraint(fields=("ledger", "item"), name="report_once_per_ledger")]

    def __str__(self) -> str:
        return f"{self.item} {self.ledger.period}"


class MilestoneReport(Revised):
    """What a report says about one milestone."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="milestone_reports")
    milestone = models.ForeignKey("lists.Milestone", on_delete=models.PROTECT, related_name="reports")
    value = models.DecimalField(both("完成值", "value"), max_digits=16, decimal_places=4, null=True, blank=True)
    text = models.TextField(both("进展", "progress"), blank=True)
    reached = models.DateField(both("完成日期", "reached on"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("report", "milestone"), name="milestone_once_per_report")]

    def __str__(self) -> str:
        return f"{self.milestone}"


class EvidenceKind(models.TextChoices):
    """What an uploaded file shows."""

    SIGNED_SCAN = "signed_scan", both("签字盖章件", "stamped scan")
    PHOTO = "photo", both("照片", "photo")
    PAPER = "paper", both("文件", "paper")


class Evidence(Frozen):
    """A file kept with its SHA-256; the stored name never comes from the uploader."""

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="evidence")
    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    milestone = models.ForeignKey(
        "lists.Milestone", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(both("类型", "kind"), max_length=12, choices=EvidenceKind)
    name = models.CharField(both("文件名", "name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    file = models.FileField(upload_to="evidence/%Y/%m")
    uploaded = models.DateTimeField()
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("uploaded", "pk")

    def __str__(self) -> str:
        return self.name


class Sent(Recorded):
    """A reminder claimed before it goes out and confirmed after: each goes out at most once."""

    key = models.CharField(max_length=120, unique=True)
    claim = models.CharField(max_length=32, db_index=True, default="")
    claimed = models.DateTimeField()
    confirmed = models.DateTimeField(null=True, blank=True)
    to = models.CharField(max_length=200)
    text = models.TextField()

    def __str__(self) -> str:
        return self.key
