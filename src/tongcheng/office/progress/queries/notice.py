"""《关于报送…的通知》: what the paper says, as plain rows for the writer in ``render``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tongcheng.office.lists.models.item import Visibility
from tongcheng.office.people.models import Unit, UnitKind
from tongcheng.office.progress.models import Deadline, DeadlineLevel, Period, PeriodKind
from tongcheng.office.progress.queries.owed import UnitOwes, units_owing


@dataclass(frozen=True)
class NoticeItem:
    """A row that a unit has to report on."""

    list_name: str
    code: str
    title: str
    kind: str
    is_project: bool
    liaison: str


@dataclass(frozen=True)
class NoticeUnit:
    """A unit and its rows; ``city`` is empty for working groups, provincial departments and firms."""

    name: str
    city: str
    kind: str
    subordinate: bool
    items: tuple[NoticeItem, ...]


@dataclass(frozen=True)
class Notice:
    """The notice of one period.

    ``paragraphs`` are (heading, text); the writer sets them as 一、二、 in the manner of official papers.
    """

    code: str
    title: str
    addressees: tuple[str, ...]
    opening: str
    paragraphs: tuple[tuple[str, str], ...]
    lists: tuple[str, ...]
    first_day: date
    as_of: date
    unit_due: datetime | None
    city_due: datetime | None
    units: tuple[NoticeUnit, ...]
    office: str
    synthetic: bool

    @property
    def items(self) -> int:
        """Give how many rows are asked for."""
        return sum(len(unit.items) for unit in self.units)


def notice(period: Period, units: Collection[int] | None = None) -> Notice:
    """Give the notice of a period: what is asked of whom, until when, and how it is handed in.

    Rows that only the joint office sees are left out. ``units`` keeps the rows of some units, for readers who do not
    see the others'.
    """
    lists = list(period.lists.select_related("keeper").order_by("code"))
    owing = [one for one in map(_without_office_rows, units_owing(period, units)) if one.items]
    deadlines = dict(Deadline.objects.filter(period=period).values_list("level", "due"))
    unit_due, city_due = deadlines.get(DeadlineLevel.UNIT), deadlines.get(DeadlineLevel.CITY)
    names = tuple(one.name for one in lists)
    what = names[0] if len(names) == 1 else "清单任务"
    office = next((one.keeper.name for one in lists), "")
    if not office:
        joint = Unit.objects.filter(kind=UnitKind.JOINT_OFFICE).first()
        office = joint.name if joint else ""
    return Notice(
        code=period.code,
        title=f"关于报送{_with_period(what, period)}进展情况的通知",
        addressees=_addressees(owing),
        opening=(f"为及时掌握工作进展，请各有关单位认真做好{period.name.zh}进展情况填报工作。现将有关事项通知如下。"),
        paragraphs=_paragraphs(period, names, owing, unit_due, city_due),
        lists=names,
        first_day=period.first_day,
        as_of=period.last_day,
        unit_due=unit_due,
        city_due=city_due,
        units=tuple(map(_unit, owing)),
        office=office,
        synthetic=any(one.synthetic for one in lists),
    )


def _without_office_rows(one: UnitOwes) -> UnitOwes:
    return UnitOwes(one.unit, tuple(item for item in one.items if item.visibility != Visibility.OFFICE))


def _with_period(what: str, period: Period) -> str:
    """Join list and period without saying the year twice: 2022年度重点工作任务 + 2022年3月."""
    year = period.last_day.year
    bare = what.removeprefix(f"{year}年度").removeprefix(f"{year}年")
    return f"{period.name.zh}{bare}"


def _addressees(owing: list[UnitOwes]) -> tuple[str, ...]:
    """Name who is written to: each city's office once, then the units of no city one by one."""
    cities = dict.fromkeys(f"{one.unit.city.name}同城化工作机构" for one in owing if one.unit.city)
    return (*cities, *(one.unit.name for one in owing if not one.unit.city))


def _paragraphs(
    period: Period,
    lists: tuple[str, ...],
    owing: list[UnitOwes],
    unit_due: datetime | None,
    city_due: datetime | None,
) -> tuple[tuple[str, str], ...]:
    last = period.last_day
    rows = sum(len(one.items) for one in owing)
    money = "1月至本月" if period.kind == PeriodKind.MONTH else "1月至本季度末"
    scope = (
        f"《{'》《'.join(lists)}》中在推进的条目，共{rows}条，涉及{len(owing)}家填报单位（见附件）。"
        f"数据截至{_day(last)}。"
    )
    content = (
        f"按附件填报表逐条填写推进情况、形象进度、完成比例、{money}完成投资（单位：亿元）、存在问题、需协调事项和下步打算；"
        "到期节点须注明完成日期，列明佐证要求的须附佐证材料。累计数低于上期的须说明原因。"
    )
    when = []
    if unit_due:
        when.append(f"市属填报单位于{_moment(unit_due)}前报所在市同城化工作机构")
    if city_due:
        when.append(f"各市审核汇总后于{_moment(city_due)}前报我办；其他单位于同一时限前直接报我办")
    due = "，".join(when) + "。" if when else "时限另行通知。"
    how = "填报表须经单位负责人审签。可登录系统填报签报，也可报送填报表电子版及签字盖章扫描件。每个单位每期报送一份，整体签报。"
    secret = "涉密内容不得录入系统，不得通过互联网报送。"  # noqa: S105
    return (
        ("填报范围", scope),
        ("填报内容", content),
        ("报送时限", due),
        ("报送方式", how),
        ("有关要求", secret),
    )


def _unit(one: UnitOwes) -> NoticeUnit:
    items = tuple(
        NoticeItem(
            item.list.name, item.code, item.title, item.get_kind_display(), item.kind == "project", item.liaison_a
        )
        for item in one.items
    )
    city = one.unit.city.name if one.unit.city else ""
    return NoticeUnit(one.unit.name, city, one.unit.get_kind_display(), one.unit.subordinate, items)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(at: datetime) -> str:
    at = timezone.localtime(at)
    return f"{_day(at.date())}{at:%H:%M}"
