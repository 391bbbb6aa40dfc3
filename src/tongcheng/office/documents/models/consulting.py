"""Rounds of consultation, the units that are asked, and what they say."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Revised
from tongcheng.office.core.wording import both
from tongcheng.office.documents.models.dossiers import Paragraph, Version
from tongcheng.office.documents.querysets import ConsultationQuerySet, ConsultedUnitQuerySet, OpinionQuerySet


class ConsultationState(models.TextChoices):
    """Where a round is."""

    OPEN = "open", both("征求意见中", "open")
    CLOSED = "closed", both("已截止", "closed")


class Consultation(Revised):
    """A round in which units are asked about a version (征求意见)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consultations")
    number = models.PositiveSmallIntegerField(both("轮次", "round"))
    opened = models.DateField(both("发出日期", "sent on"))
    due = models.DateField(both("反馈时限", "due"))
    words = models.TextField(both("征求意见说明", "what is asked"), blank=True)
    state = models.CharField(
        both("状态", "state"), max_length=8, choices=ConsultationState, default=ConsultationState.OPEN, editable=False
    )
    closed = models.DateField(both("截止日期", "closed on"), null=True, blank=True, editable=False)
    units = models.ManyToManyField("people.Unit", through="ConsultedUnit", related_name="consultations")

    objects: ClassVar[Any] = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = both("征求意见", "consultation")
        ordering = ("version", "number")
        constraints = [
            models.UniqueConstraint(fields=("version", "number"), name="consultation_number_once"),
            models.CheckConstraint(
                name="consultation_due_after_opened", condition=models.Q(due__gte=models.F("opened"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} 第{self.number}轮征求意见"


class Answer(models.TextChoices):
    """Whether an asked unit has answered."""

    WAITING = "waiting", both("未反馈", "not answered")
    NO_OPINION = "no_opinion", both("无意见", "no opinion")
    OPINIONS = "opinions", both("有意见", "has opinions")


class ConsultedUnit(Revised):
    """A unit asked in a round, and how it answered; ``entered_for`` if the office entered it from paper."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="asked")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(both("反馈情况", "answer"), max_length=10, choices=Answer, default=Answer.WAITING)
    answered = models.DateTimeField(both("反馈时间", "answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_for = models.BooleanField(both("代录", "entered for the unit"), default=False)

    objects: ClassVar[Any] = ConsultedUnitQuerySet.as_manager()

    class Meta:
        verbose_name = both("征求意见单位", "unit asked")
        ordering = ("unit__order", "unit__code")
        constraints = [models.UniqueConstraint(fields=("consultation", "unit"), name="unit_asked_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_answer_display()}"


class Disposition(models.TextChoices):
    """What became of an opinion."""

    WAITING = "waiting", both("待处理", "to be decided")
    ACCEPTED = "accepted", both("采纳", "accepted")
    PARTLY = "partly", both("部分采纳", "partly accepted")
    NOT = "not", both("不采纳", "not accepted")


class Opinion(Revised):
    """One opinion of an asked unit (意见), on a paragraph or, without one, on the whole; and what became of it.

    A disposition that does not fully accept needs a reason; ``disposed_by`` answered for it. The office changes only
    what it entered for the unit (``entered_for``), never the unit's own words.
    """

    asked = models.ForeignKey(ConsultedUnit, on_delete=models.PROTECT, related_name="opinions", editable=False)
    number = models.PositiveSmallIntegerField(both("序号", "number"), editable=False)
    paragraph = models.ForeignKey(
        Paragraph, null=True, blank=True, on_delete=models.PROTECT, related_name="opinions",
        verbose_name=both("对应段落", "paragraph"),
    )  # fmt: skip
    words = models.TextField(both("意见内容", "opinion"))
    proposed = models.TextField(both("建议修改为", "proposed words"), blank=True)
    disposition = models.CharField(
        both("采纳情况", "disposition"),
        max_length=8,
        choices=Disposition,
        default=Disposition.WAITING,
        editable=False,
    )
    reason = models.TextField(both("处理说明", "reason"), blank=True, editable=False)
    disposed = models.DateTimeField(both("处理时间", "decided"), null=True, blank=True, editable=False)
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    entered_for = models.BooleanField(both("代录", "entered for the unit"), default=False, editable=False)
    entered = models.DateTimeField(both("提出时间", "entered"), editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects: ClassVar[Any] = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = both("意见", "opinion")
        ordering = ("asked__unit__order", "asked__unit__code", "number")
        constraints = [
            models.UniqueConstraint(fields=("asked", "number"), name="opinion_number_once"),
            models.CheckConstraint(
                name="opinion_refused_with_reason",
                condition=models.Q(disposition__in=("waiting", "accepted")) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.words[:60]}"
