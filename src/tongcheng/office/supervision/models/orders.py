"""提示、催办单、督办单、函、批示件: what is sent to a unit, and how it is answered."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Revised
from tongcheng.office.core.wording import both
from tongcheng.office.supervision.querysets import OrderQuerySet


class OrderKind(models.TextChoices):
    """How hard it presses. To a body that is not subordinate: a letter, whatever it is about."""

    HINT = "hint", both("提示", "hint")
    REMINDER = "reminder", both("催办单", "reminder")
    SUPERVISION = "supervision_order", both("督办单", "supervision order")
    INSTRUCTION = "instruction", both("批示件", "leader's instruction")
    LETTER = "letter", both("函", "letter")


#: What follows when an answer does not come or is not enough.
NEXT_KIND = {
    OrderKind.HINT: OrderKind.REMINDER,
    OrderKind.REMINDER: OrderKind.SUPERVISION,
    OrderKind.SUPERVISION: OrderKind.INSTRUCTION,
    OrderKind.LETTER: OrderKind.LETTER,
}


class OrderState(models.TextChoices):
    """Where an order is on its way."""

    ISSUED = "issued", both("已发出", "issued")
    ACKNOWLEDGED = "acknowledged", both("已签收", "acknowledged")
    ANSWERED = "answered", both("已回复", "answered")
    CLOSED = "closed", both("已办结", "closed")
    ESCALATED = "escalated", both("已升级", "escalated")


#: States in which the unit still owes an answer.
OWED = (OrderState.ISSUED, OrderState.ACKNOWLEDGED)
#: States in which something is still to be done.
OPEN_ORDER = (*OWED, OrderState.ANSWERED)


class Order(Revised):
    """One paper to one unit. ``instructed_by`` is the leader whose instruction it passes on."""

    kind = models.CharField(both("类型", "kind"), max_length=18, choices=OrderKind)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="orders")
    item = models.ForeignKey("lists.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="orders")
    light = models.ForeignKey(
        "supervision.Light", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    title = models.CharField(both("标题", "title"), max_length=200)
    text = models.TextField(both("事由和要求", "what is asked and why"))
    instructed_by = models.CharField(both("批示领导", "instructed by"), max_length=60, blank=True)
    due = models.DateField(both("办结时限", "to be settled by"))
    state = models.CharField(both("状态", "state"), max_length=12, choices=OrderState, default=OrderState.ISSUED)
    mark = models.CharField(max_length=20, default="同城")
    issued = models.DateTimeField(both("发出时间", "issued"))
    issuer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged = models.DateTimeField(both("签收时间", "acknowledged"), null=True, blank=True)
    acknowledged_by = models.CharField(both("签收人", "acknowledged by"), max_length=60, blank=True)
    answer = models.TextField(both("办理情况", "answer"), blank=True)
    answered = models.DateTimeField(both("回复时间", "answered"), null=True, blank=True)
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_for = models.BooleanField(both("代录", "entered for the unit"), default=False)
    settled = models.DateTimeField(both("办结时间", "settled"), null=True, blank=True)
    settled_note = models.CharField(both("办结意见", "how it was settled"), max_length=400, blank=True)
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )

    objects: ClassVar[Any] = OrderQuerySet.as_manager()

    class Meta:
        ordering = ("-issued", "-pk")
        constraints = [models.UniqueConstraint(fields=("kind", "year", "serial"), name="order_number_once")]
        indexes = [models.Index(fields=("state", "due"), name="order_due")]

    _MARKS: ClassVar[dict[str, str]] = {
        OrderKind.HINT: "提",
        OrderKind.REMINDER: "催",
        OrderKind.SUPERVISION: "督",
        OrderKind.INSTRUCTION: "批",
        OrderKind.LETTER: "函",
    }

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """Give the number as papers print it: 同城督〔2022〕3号."""
        return f"{self.mark}{self._MARKS[self.kind]}〔{self.year}〕{self.serial}号"

    @property
    def owed(self) -> bool:
        """Whether the unit still owes an answer."""
        return self.state in OWED

    def is_overdue(self, on: date) -> bool:
        """Say whether an answer is owed and late on a day."""
        return self.owed and self.due < on
