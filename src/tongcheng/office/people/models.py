"""Cities, units, people and the posts they hold."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from tongcheng.office.core.recorded import Recorded
from tongcheng.office.core.wording import both
from tongcheng.office.people.querysets import AppointmentQuerySet, PersonManager, UnitQuerySet


class City(Recorded):
    """A member city; ``code`` is its id in the circle's tables (GB/T 2260 in China)."""

    code = models.CharField(both("代码", "code"), max_length=20, unique=True)
    name = models.CharField(both("名称", "name"), max_length=40)
    name_en = models.CharField(both("英文名", "English name"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(both("排序", "order"), default=0)
    circle = models.CharField(both("都市圈", "circle"), max_length=40, blank=True)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name


class FunctionalArea(Recorded):
    """A 功能区: overlaps counties, reports and owns projects, and is never summed with them."""

    code = models.CharField(both("代码", "code"), max_length=40, unique=True)
    name = models.CharField(both("名称", "name"), max_length=60)
    name_en = models.CharField(both("英文名", "English name"), max_length=80, blank=True)
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="functional_areas", verbose_name=both("所属市", "city")
    )

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    """What sort of body a unit is; it decides nothing about rights, appointments do."""

    LEADING_GROUP = "leading_group", both("领导小组", "leading group")
    JOINT_OFFICE = "joint_office", both("同城化办公室", "joint office")
    SECTION = "section", both("内设工作组", "section")
    WORKING_GROUP = "working_group", both("专项合作组", "working group")
    TASK_FORCE = "task_force", both("工作专班", "task force")
    CITY_OFFICE = "city_office", both("市同城化工作机构", "city's office")
    CITY_BODY = "city_body", both("市级部门", "city body")
    COUNTY_BODY = "county_body", both("区（市）县", "county body")
    PROVINCIAL_DEPARTMENT = "provincial_department", both("省级部门", "provincial department")
    FIRM = "firm", both("企业", "firm")


class Unit(Recorded):
    """A body that leads, supports, guides or reports."""

    code = models.CharField(both("编号", "code"), max_length=60, unique=True)
    name = models.CharField(both("全称", "name"), max_length=120)
    short_name = models.CharField(both("简称", "short name"), max_length=60, blank=True)
    kind = models.CharField(both("类型", "kind"), max_length=24, choices=UnitKind)
    city = models.ForeignKey(
        City,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="units",
        verbose_name=both("所属市", "city"),
    )
    functional_area = models.ForeignKey(
        FunctionalArea,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name=both("所属功能区", "functional area"),
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=both("上级单位", "stands below"),
    )
    order = models.PositiveSmallIntegerField(both("排序", "order"), default=0)
    dissolved = models.DateField(both("撤销日期", "dissolved on"), null=True, blank=True)
    source = models.CharField(both("来源", "source"), max_length=300, blank=True)

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def subordinate(self) -> bool:
        """Whether the joint office may order it; to provincial departments and firms it writes a letter."""
        return self.kind not in (UnitKind.PROVINCIAL_DEPARTMENT, UnitKind.FIRM, UnitKind.LEADING_GROUP)


class UnitAlias(Recorded):
    """Another name under which a unit stands in lists."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="aliases", verbose_name=both("单位", "unit")
    )
    name = models.CharField(both("别名", "alias"), max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Person(AbstractUser):
    """Somebody with an account. What they may do comes from their appointments alone."""

    name = models.CharField(both("姓名", "name"), max_length=40)
    phone = models.CharField(both("电话", "phone"), max_length=40, blank=True)
    must_change_password = models.BooleanField(default=False)

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    objects: ClassVar[Any] = PersonManager()

    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name or self.username


class Role(models.TextChoices):
    """What a person does in a unit."""

    FILLER = "filler", both("填报人", "filler")
    UNIT_HEAD = "unit_head", both("单位负责人", "head of unit")
    CITY_OFFICE = "city_office", both("市级审核", "city office")
    JOINT_OFFICE = "joint_office", both("同城化办公室", "joint office")
    SECRETARY = "secretary", both("会议秘书", "secretary")
    SUPERVISOR = "supervisor", both("督办", "supervisor")
    LEADER = "leader", both("领导", "leader")
    AUDITOR = "auditor", both("审计", "auditor")
    ADMINISTRATOR = "administrator", both("系统管理员", "administrator")


class AppointmentKind(models.TextChoices):
    """How somebody came to a post."""

    REGULAR = "regular", both("任职", "regular")
    SECONDED = "seconded", both("借调", "seconded")
    TEMPORARY = "temporary", both("挂职", "temporary")


class Appointment(Recorded):
    """A person holds a role in a unit from one day to another (both inclusive)."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="appointments", verbose_name=both("人员", "person")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="appointments", verbose_name=both("单位", "unit")
    )
    role = models.CharField(both("角色", "role"), max_length=20, choices=Role)
    title = models.CharField(both("职务", "title"), max_length=60, blank=True)
    kind = models.CharField(
        both("方式", "how"), max_length=12, choices=AppointmentKind, default=AppointmentKind.REGULAR
    )
    start = models.DateField(both("起", "from"))
    end = models.DateField(both("止", "to"), null=True, blank=True)

    objects: ClassVar[Any] = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ("start", "pk")
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit} · {self.get_role_display()}"

    def holds(self, on: date) -> bool:
        """Say whether the post is held on a day."""
        return self.start <= on and (self.end is None or on <= self.end)


class LoginFailure(models.Model):
    """One failed login, counted to slow down guessing; not content, so outside the actions."""

    username = models.CharField(max_length=150, db_index=True)
    address = models.CharField(max_length=45, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.username} {self.at:%Y-%m-%d %H:%M}"
