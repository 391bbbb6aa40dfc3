"""What a project row has beyond other rows: the columns of the offices' project ledgers. Money is 亿元."""

from __future__ import annotations

from django.db import models

from tongcheng.office.core.recorded import Recorded, Revised
from tongcheng.office.core.wording import both
from tongcheng.office.lists.models.item import Item


class ProjectClass(models.TextChoices):
    """The year's class of a project; not its state now."""

    PREPARATORY = "preparatory", both("前期", "preparatory")
    START = "start", both("开工", "start")
    CONTINUED = "continued", both("续建", "continued")
    COMPLETED = "completed", both("竣工", "completed")


def money(zh: str, en: str) -> models.DecimalField:  # type: ignore[type-arg]
    """Make a field of money in 亿元; six decimals hold 100 元."""
    return models.DecimalField(
        both(f"{zh}（亿元）", f"{en} (CNY 100 m)"), max_digits=16, decimal_places=6, null=True, blank=True
    )


class Project(Revised):
    """The project behind a row of kind ``project``."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="project")
    national_code = models.CharField(both("统一项目代码", "national project code"), max_length=40, blank=True)
    nature = models.CharField(both("建设性质", "nature of works"), max_length=40, blank=True)
    scale = models.TextField(both("建设内容及规模", "works and scale"), blank=True)
    start_year = models.PositiveSmallIntegerField(both("开工年", "first year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(both("完工年", "last year"), null=True, blank=True)
    investment = money("总投资", "total investment")
    price_year = models.PositiveSmallIntegerField(both("价格年份", "price year"), null=True, blank=True)
    invested_before = money("截至上年底累计完成投资", "invested up to last year")
    year_plan = money("年度计划投资", "plan of the year")
    project_class = models.CharField(both("项目类别", "class"), max_length=12, choices=ProjectClass, blank=True)
    in_statistics = models.BooleanField(both("是否入统", "in statistics"), null=True, blank=True)
    place = models.CharField(both("建设地点", "place"), max_length=200, blank=True)
    length_km = models.DecimalField(
        both("长度（公里）", "length (km)"), max_digits=10, decimal_places=3, null=True, blank=True
    )
    geometry = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.item}"


class MoneySource(models.TextChoices):
    """Where money comes from."""

    CENTRAL = "central", both("中央资金", "central")
    PROVINCE = "province", both("省级资金", "province")
    CITY = "city", both("市级财政", "city")
    COUNTY = "county", both("县级财政", "county")
    BOND = "bond", both("专项债券", "special bonds")
    LOAN = "loan", both("银行贷款", "loans")
    PRIVATE = "private", both("社会资本", "private")
    OWN = "own", both("自筹", "own funds")
    OTHER = "other", both("其他", "other")


class FundingSource(Recorded):
    """One source of a project's money."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="funding")
    kind = models.CharField(both("资金来源", "source"), max_length=10, choices=MoneySource)
    name = models.CharField(both("名称", "name"), max_length=120, blank=True)
    amount = money("金额", "amount")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class PermitKind(models.TextChoices):
    """The gates before works begin (前期手续)."""

    FEASIBILITY = "feasibility", both("可研", "feasibility study")
    LAND = "land", both("用地", "land")
    ENVIRONMENT = "environment", both("环评", "environmental assessment")
    CONSTRUCTION = "construction", both("施工许可", "construction permit")


class Permit(Recorded):
    """One gate of a project and when it was passed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="permits")
    kind = models.CharField(max_length=12, choices=PermitKind)
    state = models.CharField(both("办理情况", "state"), max_length=120, blank=True)
    granted = models.DateField(both("取得日期", "granted on"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("project", "kind"), name="permit_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.state}"
