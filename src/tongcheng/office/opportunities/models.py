"""What the joint city opportunity list says beyond a row: who offers, on which terms, who asked, what came of it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from tongcheng.office.core.recorded import Frozen, Recorded, Revised, empty
from tongcheng.office.core.wording import both
from tongcheng.office.opportunities.querysets import OpportunityQuerySet, PartQuerySet

_CODE = re.compile(r"[A-T](\d{2,4})?\Z")


def check_codes(value: Any) -> None:
    """Refuse what is no code of GB/T 4754: a letter, alone or with two to four digits."""
    if not isinstance(value, list) or any(not isinstance(one, str) or not _CODE.match(one) for one in value):
        raise ValidationError(both("行业代码如 C、C39、C3912", "codes such as C, C39, C3912"), code="bad_codes")


class Side(models.TextChoices):
    """Whose opportunity it is."""

    GOVERNMENT = "government", both("政府需求", "government")
    ENTERPRISE = "enterprise", both("企业需求", "enterprise")


class Sort(models.TextChoices):
    """What is sought."""

    SCENE = "scene", both("应用场景", "application scene")
    RESEARCH = "research", both("技术联合攻关", "joint research")
    TALENT = "talent", both("人才招募", "talent")
    PROJECT = "project", both("项目建设", "project")
    COOPERATION = "cooperation", both("企业协作", "cooperation of firms")


class State(models.TextChoices):
    """Where an opportunity is in its life."""

    DRAFT = "draft", both("草稿", "draft")
    REVIEW = "review", both("审核中", "in review")
    PUBLISHED = "published", both("已发布", "published")
    MATCHED = "matched", both("已对接", "matched")
    LANDED = "landed", both("已落地", "landed")
    EXPIRED = "expired", both("已过期", "expired")
    WITHDRAWN = "withdrawn", both("已撤回", "withdrawn")


class MoneyUnit(models.TextChoices):
    """The unit in which a sum is said; it is kept in 亿元."""

    YI = "yi", both("亿元", "100 million yuan")
    WAN = "wan", both("万元", "10,000 yuan")


class Batch(Revised):
    """A batch (第N批) in which opportunities were published together."""

    list = models.ForeignKey("lists.List", on_delete=models.PROTECT, related_name="batches", editable=False)
    number = models.PositiveSmallIntegerField(both("批次", "number"), validators=[MinValueValidator(1)])
    name = models.CharField(both("名称", "name"), max_length=120)
    on = models.DateField(both("发布日期", "published on"))
    announced = models.PositiveIntegerField(both("公布条数", "number announced"), null=True, blank=True)
    source = models.CharField(both("来源", "source"), max_length=400, blank=True)

    class Meta:
        ordering = ("-on", "-number")
        constraints = [models.UniqueConstraint(fields=("list", "number"), name="batch_number_once_per_list")]

    def __str__(self) -> str:
        return self.name


class Opportunity(Revised):
    """The details of a row of kind ``opportunity``; title, content, field and source stand in the row itself."""

    item = models.OneToOneField("lists.Item", on_delete=models.PROTECT, related_name="opportunity", editable=False)
    city = models.ForeignKey(
        "people.City", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=both("发布市", "published by"),
    )  # fmt: skip
    unit = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities",
        verbose_name=both("发布单位", "publishing unit"),
    )  # fmt: skip
    side = models.CharField(both("需求方", "side"), max_length=20, choices=Side)
    sort = models.CharField(both("类型", "type"), max_length=20, choices=Sort)
    place = models.CharField(both("地点", "place"), max_length=120, blank=True)
    money = models.DecimalField(
        both("金额（亿元）", "money (100 million yuan)"), max_digits=14, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    money_unit = models.CharField(both("单位", "unit"), max_length=3, choices=MoneyUnit, default=MoneyUnit.YI)
    money_year = models.PositiveSmallIntegerField(both("金额年份", "year of the sum"), null=True, blank=True)
    valid_until = models.DateField(both("有效期至", "valid until"), null=True, blank=True)
    contact_unit = models.CharField(both("联系单位", "contact: unit"), max_length=120, blank=True)
    contact_name = models.CharField(both("联系人", "contact: name"), max_length=40, blank=True)
    contact_phone = models.CharField(both("联系电话", "contact: telephone"), max_length=40, blank=True)
    contact_public = models.BooleanField(both("公开联系方式", "contact is public"), default=False)
    industries = models.JSONField(both("行业代码", "industries"), default=empty, blank=True, validators=[check_codes])
    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities", editable=False,
        verbose_name=both("批次", "batch"),
    )  # fmt: skip
    state = models.CharField(both("状态", "state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    entered_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    changed_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(both("市级审核", "confirmed by its city"), null=True, editable=False)
    published_at = models.DateTimeField(both("发布时间", "published"), null=True, editable=False)
    partner = models.CharField(both("对接方", "partner"), max_length=120, blank=True, editable=False)
    matched_on = models.DateField(both("对接日期", "matched on"), null=True, editable=False)
    landed_on = models.DateField(both("落地日期", "landed on"), null=True, editable=False)
    landed_money = models.DecimalField(
        both("落地金额（亿元）", "money landed"), max_digits=14, decimal_places=6, null=True, editable=False,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    landed_source = models.CharField(both("落地出处", "source"), max_length=400, blank=True, editable=False)

    objects: ClassVar[Any] = OpportunityQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "item__order", "pk")
        indexes = [models.Index(fields=("state", "valid_until"), name="opportunity_in_state")]

    def __str__(self) -> str:
        return str(self.item)


class Enquiry(Recorded):
    """Somebody asked. The log says that he did, not who he is."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="enquiries")
    name = models.CharField(both("姓名", "name"), max_length=40)
    firm = models.CharField(both("单位或企业", "firm or unit"), max_length=120)
    contact = models.CharField(both("联系方式", "how to reach you"), max_length=120)
    words = models.TextField(both("询问内容", "words"), max_length=1000)
    at = models.DateTimeField(both("时间", "at"))

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.opportunity_id}"


class FollowUp(Frozen):
    """What was done after an opportunity was published: dated words, written once."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="followups")
    enquiry = models.ForeignKey(
        Enquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="followups",
        verbose_name=both("针对的询问", "enquiry"),
    )  # fmt: skip
    on = models.DateField(both("日期", "on"))
    words = models.TextField(both("跟进情况", "what was done"), max_length=2000)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.on}"


class Asked(models.Model):
    """That somebody behind an address asked, to slow down floods; not content, so outside the actions."""

    address = models.CharField(max_length=45, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.address} {self.at:%Y-%m-%d %H:%M}"
