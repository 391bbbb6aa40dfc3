"""Services that more than one city gives: what each city offers, on which terms, and how often it was used."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from tongcheng.office.core.recorded import Frozen, Revised, empty
from tongcheng.office.core.wording import both
from tongcheng.office.cross_services.querysets import PartQuerySet, ServiceQuerySet


class Basis(models.TextChoices):
    """How a value came to be known."""

    OFFICIAL = "official", both("公开发布", "official")
    OBSERVED = "observed", both("实测", "observed")
    MODELLED = "modelled", both("推算", "modelled")
    SYNTHETIC = "synthetic", both("示意", "synthetic")


class Service(Revised):
    """A service (跨市通办事项), or a bundle of items that a source counts together."""

    code = models.CharField(both("编号", "code"), max_length=40, unique=True)
    name = models.CharField(both("名称", "name"), max_length=200)
    field = models.CharField(both("领域", "field"), max_length=40)
    parties = models.JSONField(both("参与方（原文）", "parties, as the source says"), default=empty, blank=True)
    mode = models.CharField(both("办理方式（原文）", "how, as the source says"), max_length=200, blank=True)
    status = models.CharField(both("状态（原文）", "state, as the source says"), max_length=80, blank=True)
    effective = models.CharField(both("生效", "since"), max_length=40, blank=True)
    mutual = models.JSONField(both("互认内容", "mutually recognised"), default=empty, blank=True)
    unit = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=both("牵头单位", "lead"),
    )  # fmt: skip
    public = models.BooleanField(both("公开", "public"), default=False)
    source = models.CharField(both("来源", "source"), max_length=400, blank=True)
    remark = models.TextField(both("备注", "remark"), blank=True)
    circle = models.CharField(both("都市圈", "circle"), max_length=40, blank=True)
    synthetic = models.BooleanField(both("示意数据", "synthetic"), default=False)

    objects: ClassVar[Any] = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ("field", "code")

    def __str__(self) -> str:
        return self.name


class Offer(Revised):
    """A cell of the matrix: what one city offers. A city without a cell has not said; ``offered=False`` is a no."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="offers", editable=False)
    city = models.ForeignKey(
        "people.City", on_delete=models.PROTECT, related_name="+", verbose_name=both("市", "city"), editable=False
    )
    offered = models.BooleanField(both("可办", "offered"), default=True)
    online = models.BooleanField(both("网上办", "online"), default=False)
    agent = models.BooleanField(both("异地代收代办", "through an agent"), default=False)
    joint = models.BooleanField(both("多地联办", "jointly"), default=False)
    same_standard = models.BooleanField(both("同一标准", "same standard"), default=False)
    materials = models.PositiveSmallIntegerField(both("材料份数", "documents asked for"), null=True, blank=True)
    days = models.DecimalField(
        both("办结时限（工作日）", "working days"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    since = models.DateField(both("起办日期", "since"), null=True, blank=True)
    remark = models.CharField(both("备注", "remark"), max_length=300, blank=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        ordering = ("service", "city__order", "city__code")
        constraints = [
            models.UniqueConstraint(fields=("service", "city"), name="offer_once_per_city"),
            models.CheckConstraint(condition=Q(days__isnull=True) | Q(days__gte=0), name="offer_days_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.service} · {self.city}"


class UseKind(models.TextChoices):
    """What a reading counts."""

    HANDLED = "handled", both("办件量", "cases handled")
    ITEMS = "items", both("事项数", "items on offer")


class Use(Frozen):
    """How often in a period, or how many items on a day: written once; a correction is a new row that replaces it.

    ``value`` is empty where the source gives words only (``words``).
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(both("口径", "what"), max_length=8, choices=UseKind, default=UseKind.HANDLED)
    city = models.ForeignKey(
        "people.City", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=both("办理地", "handled in"),
    )  # fmt: skip
    home = models.ForeignKey(
        "people.City", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=both("申请人所在市", "applicant's city"),
    )  # fmt: skip
    begins = models.DateField(both("起", "from"), null=True, blank=True)
    ends = models.DateField(both("止（截至）", "to (as of)"))
    value = models.PositiveIntegerField(both("数值", "value"), null=True, blank=True)
    words = models.CharField(both("原文", "in the source's words"), max_length=200, blank=True)
    basis = models.CharField(both("数据性质", "basis"), max_length=12, choices=Basis, default=Basis.OFFICIAL)
    source = models.CharField(both("来源", "source"), max_length=400)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by",
        verbose_name=both("更正", "corrects"),
    )  # fmt: skip

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        ordering = ("ends", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(begins__isnull=True) | Q(begins__lte=F("ends")), name="use_begins_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.ends}"
