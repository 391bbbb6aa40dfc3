"""Rules of lights and which list follows which."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Frozen, Revised
from tongcheng.office.core.wording import both


class Rule(Revised):
    """A rule of lights; what it says is in its versions."""

    code = models.CharField(both("编号", "code"), max_length=40, unique=True)
    name = models.CharField(both("名称", "name"), max_length=120)
    name_en = models.CharField(both("英文名", "English name"), max_length=160, blank=True)
    preset = models.CharField(both("预置规则", "preset"), max_length=40, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class RuleVersion(Frozen):
    """A rule as it stood: once lights rest on it, it stays as it is; a change is a further version."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(both("版次", "version"))
    definition = models.JSONField(both("规则内容", "definition"))
    source = models.CharField(both("依据", "source"), max_length=300)
    source_date = models.DateField(both("依据日期", "date of the source"), null=True, blank=True)
    note = models.CharField(both("说明", "note"), max_length=400, blank=True)
    made = models.DateTimeField(both("制定时间", "made"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("rule", "-number")
        constraints = [models.UniqueConstraint(fields=("rule", "number"), name="rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule} 第{self.number}版"


class Follows(Revised):
    """A list follows a version of a rule; lists that follow none have no lights."""

    list = models.OneToOneField("lists.List", on_delete=models.PROTECT, related_name="follows")
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="followed_by")

    def __str__(self) -> str:
        return f"{self.list} · {self.version}"


class Settings(Revised):
    """What an office decides about supervision; one row, made when first changed."""

    rank_cities = models.BooleanField(both("城市排名", "rank cities"), default=False)
    period_kind = models.CharField(
        both("自动开设填报期", "open periods by itself"),
        max_length=8,
        blank=True,
        choices=[("month", both("按月", "by month")), ("quarter", both("按季度", "by quarter"))],
    )
    freeze_days = models.PositiveSmallIntegerField(
        both("市报时限后几天冻结数据", "days after the cities' deadline to freeze"), null=True, blank=True
    )
    order_mark = models.CharField(both("发文字号代字", "mark in numbers of papers"), max_length=20, default="同城")

    def __str__(self) -> str:
        return "supervision"


class Clock(models.Model):
    """The latest moment that a tick has seen; not content, so outside the actions."""

    last = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.last:%Y-%m-%d %H:%M}"


class Judgement(Frozen):
    """完成预判: how somebody who does not do the work judges that a row will be done, in words and one of three."""

    class Level(models.TextChoices):
        """Whether it will be done in time."""

        ON_TIME = "on_time", both("预计按期", "on time")
        AT_RISK = "at_risk", both("存在风险", "at risk")
        LATE = "late", both("预计逾期", "late")

    item = models.ForeignKey("lists.Item", on_delete=models.PROTECT, related_name="judgements")
    level = models.CharField(both("完成预判", "confidence"), max_length=8, choices=Level)
    commentary = models.TextField(both("评述", "commentary"))
    on = models.DateField(both("日期", "on"))
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=("item", "-at"), name="judgement_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.get_level_display()}"
