"""A list and its versions as issued."""

from __future__ import annotations

from django.db import models

from tongcheng.office.core.recorded import Frozen, Revised
from tongcheng.office.core.wording import both


class ListKind(models.TextChoices):
    """What a list is for. The responsibility list is a view of the others, not a kind."""

    PROBLEM = "problem", both("问题清单", "problem list")
    TASK = "task", both("任务清单", "task list")
    PROJECT = "project", both("项目清单", "project list")
    OPPORTUNITY = "opportunity", both("城市机会清单", "city opportunity list")
    SERVICE = "service", both("跨市通办清单", "cross-city service list")


class Stage(models.TextChoices):
    """The three stages of the plan."""

    STARTING = "starting", both("起步期", "starting")
    GROWING = "growing", both("成长期", "growing")
    ADVANCING = "advancing", both("提升期", "advancing")


class List(Revised):
    """A list that the office keeps; work goes on on its rows, what is issued is a :class:`Version`."""

    code = models.CharField(both("编号", "code"), max_length=40, unique=True)
    name = models.CharField(both("名称", "name"), max_length=120)
    kind = models.CharField(both("类型", "kind"), max_length=12, choices=ListKind)
    year = models.PositiveSmallIntegerField(both("年度", "year"), null=True, blank=True)
    stage = models.CharField(both("阶段", "stage"), max_length=12, choices=Stage, blank=True)
    function = models.CharField(both("功能", "function"), max_length=60, blank=True)
    field = models.CharField(both("领域", "field"), max_length=60, blank=True)
    keeper = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="lists")
    circle = models.CharField(both("都市圈", "circle"), max_length=40, blank=True)
    synthetic = models.BooleanField(both("示意数据", "synthetic"), default=False)
    columns = models.JSONField(both("列", "columns"), default=list, blank=True)
    source = models.CharField(both("来源", "source"), max_length=300, blank=True)
    closed = models.BooleanField(both("已归档", "archived"), default=False)

    class Meta:
        ordering = ("-year", "code")

    def __str__(self) -> str:
        return self.name


class Version(Frozen):
    """A list as issued (印发版): its printed rows, for ever.

    ``content`` is a list of rows as printed, each a mapping from column to text; ``sha256`` is of its JSON.
    """

    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(both("版次", "version"))
    name = models.CharField(both("版本名称", "name"), max_length=120, blank=True)
    issued = models.DateField(both("印发日期", "issued"))
    as_of = models.DateField(both("截至", "as of"))
    document = models.CharField(both("文号", "document number"), max_length=80, blank=True)
    resolution = models.CharField(both("议定事项", "resolution"), max_length=200, blank=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    chain_head = models.CharField(max_length=40)

    class Meta:
        ordering = ("list", "-number")
        constraints = [models.UniqueConstraint(fields=("list", "number"), name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.list} {self.name or self.number}"
