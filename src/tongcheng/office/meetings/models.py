"""Bodies that meet, their meetings, and what comes of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Recorded, Revised
from tongcheng.office.core.wording import both
from tongcheng.office.meetings.querysets import MeetingQuerySet, OutcomeQuerySet, PartQuerySet


class Body(Revised):
    """Who meets: the leading group, the office's directors, a working group. A quorum is asked for only where set."""

    code = models.SlugField(both("编号", "code"), max_length=40, unique=True)
    name = models.CharField(both("名称", "name"), max_length=120)
    unit = models.ForeignKey(
        "people.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=both("单位", "unit"),
    )
    convener = models.CharField(both("召集人", "convened by"), max_length=120, blank=True)
    notice_days = models.PositiveSmallIntegerField(both("提前通知天数", "days of notice"), default=3)
    short_notice = models.BooleanField(
        both("紧急情况可不足通知期召集", "may be called inside the notice period, with a reason"), default=True
    )
    pre_review_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=both("会前审议机构", "pre-reviewed by"),
    )  # fmt: skip
    adopted_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=both("审定机构", "adopted by"),
    )  # fmt: skip
    quorum = models.PositiveSmallIntegerField(both("法定人数", "quorum"), null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class MeetingState(models.TextChoices):
    """Where a meeting is on its way."""

    COLLECTING = "collecting", both("议题征集", "call for items")
    CONSULTING = "consulting", both("会前征求意见", "consultation")
    APPROVING = "approving", both("报组长审定议题", "agenda with the head")
    CALLED = "called", both("已通知", "called")
    IN_SESSION = "in_session", both("会中", "in session")
    CLOSED = "closed", both("已闭会", "closed")
    ISSUED = "issued", both("已印发", "issued")
    CANCELLED = "cancelled", both("已取消", "cancelled")


HELD_BEFORE = both("已召开（补录）", "held before")


class Meeting(Revised):
    """One session of a body; ``called`` stays set once it was called, ``decided`` once the head settled the agenda.

    A meeting that was held before this office kept its papers here is entered from a source, and was never called
    here: see :attr:`from_source`.
    """

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="meetings", verbose_name=both("会议机构", "body")
    )
    session = models.PositiveSmallIntegerField(both("第几次", "session number"), null=True, blank=True)
    title = models.CharField(both("名称", "title"), max_length=200, blank=True)
    on = models.DateField(both("日期", "day"), null=True, blank=True)
    begins = models.TimeField(both("时间", "time"), null=True, blank=True)
    by_video = models.BooleanField(both("电视电话会议", "by video"), default=False)
    state = models.CharField(
        both("状态", "state"), max_length=12, choices=MeetingState, default=MeetingState.COLLECTING, editable=False
    )
    decided = models.DateTimeField(both("议题审定时间", "agenda settled"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    called = models.DateTimeField(both("通知时间", "called"), null=True, blank=True, editable=False)
    called_because = models.CharField(
        both("未齐备仍发通知的理由", "why it was called though not ready"), max_length=400, blank=True, editable=False
    )
    issued = models.DateTimeField(both("印发时间", "issued"), null=True, blank=True, editable=False)
    record = models.ForeignKey(
        "documents.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="records_of",
        verbose_name=both("会议记录（纪要、报道）", "record (minutes, report)"), editable=False,
    )  # fmt: skip
    source = models.CharField(both("资料出处", "source"), max_length=400, blank=True)
    remark = models.TextField(both("备注", "remark"), blank=True)
    synthetic = models.BooleanField(both("示意数据", "synthetic"), default=False)

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-pk")
        constraints = [models.UniqueConstraint(fields=("body", "session"), name="meeting_session_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def from_source(self) -> bool:
        """Whether it was held elsewhere and is entered from a source: it has outcomes, and was not called here."""
        return self.called is None and self.state in (MeetingState.CLOSED, MeetingState.ISSUED)

    @property
    def state_shown(self) -> str:
        """Say the state; what is entered from a source was held, and nobody says that it was issued."""
        return str(HELD_BEFORE) if self.from_source else str(self.get_state_display())


class Venue(Revised):
    """A place where people sit; one is the main venue."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="venues", editable=False)
    order = models.PositiveSmallIntegerField(both("排序", "order"), default=0)
    name = models.CharField(both("会场", "venue"), max_length=120)
    city = models.ForeignKey(
        "people.City",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=both("所在市", "city"),
    )
    main = models.BooleanField(both("主会场", "main venue"), default=False)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        ordering = ("-main", "order", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("meeting",), condition=models.Q(main=True), name="one_main_venue",
                violation_error_message=both("一次会议只有一个主会场", "A meeting has one main venue"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Capacity(models.TextChoices):
    """In which capacity somebody is there."""

    PRESIDES = "presides", both("主持", "presides")
    HEAD = "head", both("组长出席", "head")
    SPEAKS = "speaks", both("出席并讲话", "speaks")
    ATTENDS = "attends", both("出席", "attends")
    OBSERVES = "observes", both("列席", "observes")
    EXCUSED = "excused", both("请假", "excused")


class Attendance(Revised):
    """Somebody at a meeting, or excused with a deputy; name and office as the minutes print them.

    A source that names an office without its holder, or a group of people, leaves ``name`` empty.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances", editable=False)
    order = models.PositiveSmallIntegerField(both("排序", "order"), default=0)
    name = models.CharField(both("姓名", "name"), max_length=60, blank=True)
    office = models.CharField(both("职务", "office"), max_length=120, blank=True)
    role = models.CharField(both("会议职务", "role in the body"), max_length=60, blank=True)
    unit = models.ForeignKey(
        "people.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=both("单位", "unit"),
    )
    venue = models.ForeignKey(
        Venue,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attendances",
        verbose_name=both("会场", "venue"),
    )
    capacity = models.CharField(
        both("出席方式", "capacity"), max_length=10, choices=Capacity, default=Capacity.ATTENDS
    )
    speaks = models.BooleanField(both("讲话", "speaks"), default=False)
    deputy = models.CharField(both("代会人（请假时）", "deputy (if excused)"), max_length=120, blank=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        ordering = ("order", "pk")
        constraints = [
            models.CheckConstraint(
                name="attendance_of_somebody", condition=~models.Q(name="", office=""),
                violation_error_message=both("姓名、职务至少填一项", "Name or office is needed"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} {self.office}".strip()


class AgendaVerb(models.TextChoices):
    """What the meeting does with it."""

    REVIEW = "review", both("审议", "review")
    HEAR = "hear", both("听取", "hear")
    STUDY = "study", both("研究", "discuss")
    INFORM = "inform", both("通报", "inform")


class PreReview(models.TextChoices):
    """Whether the body before has looked at it."""

    NOT_NEEDED = "not_needed", both("无需", "not needed")
    WAITING = "waiting", both("待审议", "waiting")
    DONE = "done", both("已审议", "done")


class AgendaItem(Revised):
    """An item of the agenda (议题), with the version of the document that lies before the meeting.

    A document that is not in the system is named by title and version in words.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda", editable=False)
    order = models.PositiveSmallIntegerField(both("序号", "number"))
    verb = models.CharField(both("方式", "what is done"), max_length=8, choices=AgendaVerb, default=AgendaVerb.REVIEW)
    title = models.CharField(both("议题", "item"), max_length=300)
    presenter = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=both("汇报单位", "presented by"),
    )  # fmt: skip
    presenter_name = models.CharField(both("汇报人", "presenter"), max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField(both("时间（分钟）", "minutes"), null=True, blank=True)
    document = models.ForeignKey(
        "documents.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items",
        verbose_name=both("上会文件", "document"),
    )  # fmt: skip
    document_title = models.CharField(
        both("文件名称（未入库时填写）", "document not kept here"), max_length=300, blank=True
    )
    document_version = models.CharField(both("文件版本（未入库时填写）", "its version"), max_length=60, blank=True)
    pre_review = models.CharField(
        both("会前审议", "pre-review"), max_length=10, choices=PreReview, default=PreReview.WAITING
    )
    pre_review_note = models.CharField(both("会前审议意见", "opinion before"), max_length=400, blank=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return f"{self.order} {self.title}"


class Outcome(models.TextChoices):
    """What the meeting decided."""

    PASSED = "passed", both("通过", "passed")
    IN_PRINCIPLE = (
        "in_principle",
        both("原则通过，按会议意见修改后印发", "passed in principle; issued after revision"),
    )
    RESUBMIT = "resubmit", both("修改后再次提交", "to be revised and submitted again")
    DEFERRED = "deferred", both("暂缓审议", "deferred")
    HEARD = "heard", both("听取", "heard")
    NOT_STATED = "not_stated", both("结果未载明", "the source does not say")


class Resolution(Revised):
    """What was decided on an item (议定事项), by whom it is done and until when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions", editable=False)
    number = models.PositiveSmallIntegerField(both("序号", "number"))
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="resolutions",
        verbose_name=both("议题", "agenda item"),
    )  # fmt: skip
    outcome = models.CharField(both("结果", "outcome"), max_length=12, choices=Outcome)
    text = models.TextField(both("议定内容", "what was decided"))
    unit = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=both("牵头单位", "lead unit"),
    )  # fmt: skip
    due = models.DateField(both("时限", "due"), null=True, blank=True)

    objects: ClassVar[Any] = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ("number", "pk")
        constraints = [models.UniqueConstraint(fields=("meeting", "number"), name="resolution_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:80]}"


class Instruction(Revised):
    """What a leader asked for at the meeting, in the words used (批示、要求)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="instructions", editable=False)
    number = models.PositiveSmallIntegerField(both("序号", "number"))
    who = models.CharField(both("领导", "who"), max_length=120)
    text = models.TextField(both("要求原话", "words"))
    field = models.CharField(both("领域", "field"), max_length=60, blank=True)
    paragraph = models.ForeignKey(
        "documents.Paragraph", null=True, blank=True, on_delete=models.PROTECT, related_name="instructions",
        verbose_name=both("原文段落", "paragraph of the source"), editable=False,
    )  # fmt: skip
    to_whom = models.CharField(both("对象", "to whom"), max_length=200, blank=True)
    unit = models.ForeignKey(
        "people.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=both("单位", "unit"),
    )
    due = models.DateField(both("时限", "due"), null=True, blank=True)

    objects: ClassVar[Any] = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ("number", "pk")
        constraints = [models.UniqueConstraint(fields=("meeting", "number"), name="instruction_number_once")]

    def __str__(self) -> str:
        return f"{self.who} {self.text[:80]}"


class OutcomeRow(Recorded):
    """A row of a list that came of a resolution or an instruction: exactly one of them."""

    item = models.OneToOneField("lists.Item", on_delete=models.PROTECT, related_name="outcome")
    resolution = models.ForeignKey(Resolution, null=True, on_delete=models.PROTECT, related_name="rows")
    instruction = models.ForeignKey(Instruction, null=True, on_delete=models.PROTECT, related_name="rows")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="row_of_one_outcome",
                condition=models.Q(resolution__isnull=False, instruction__isnull=True)
                | models.Q(resolution__isnull=True, instruction__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id}"
