"""A small office for tests: a circle of two cities, their units, one person per role, one list with rows.

Everything is fictional. Tests get it by the fixture ``world`` and act through :meth:`World.act`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from tongcheng.office.core.acting import Act
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item, ItemUnit, List, Milestone, Project
from tongcheng.office.people.models import Appointment, City, Person, Unit, UnitAlias
from tongcheng.office.people.standing import PUBLIC, Standing, standing_of

PASSWORD = "long-enough-1"
ROLES = (
    "filler",
    "unit_head",
    "city_office",
    "joint_office",
    "secretary",
    "supervisor",
    "leader",
    "auditor",
    "administrator",
)


@dataclass
class World:
    """What the fixture made, by short names."""

    cities: dict[str, City] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    list: List | None = None

    def standing(self, who: str) -> Standing:
        """Give the standing of a person by role name, e.g. ``filler``, ``filler_b``, or ``public``."""
        return PUBLIC if who == "public" else standing_of(self.people[who])

    def act(self, who: str, reason: str = "") -> Act:
        """Give an act of a person by role name."""
        return Act(self.standing(who), reason)


def make_world() -> World:
    """Make it; needs the database."""
    world = World()
    with acting_as("test.setup"):
        _cities_and_units(world)
        _people(world)
        _rows(world)
    return world


def _cities_and_units(world: World) -> None:
    for order, (code, name) in enumerate((("990100", "甲市"), ("990200", "乙市"))):
        world.cities[name[0]] = City.objects.create(code=code, name=name, order=order, circle="demo")
    jia, yi = world.cities["甲"], world.cities["乙"]
    rows = (
        ("office", "同城化发展领导小组办公室", "同城化办公室", "joint_office", None),
        ("transport", "综合交通专项合作组", "交通合作组", "working_group", None),
        ("province", "省交通运输厅", "省交通厅", "provincial_department", None),
        ("office_a", "甲市同城化发展工作局", "甲市同城局", "city_office", jia),
        ("office_b", "乙市同城化发展工作局", "乙市同城局", "city_office", yi),
        ("roads_a", "甲市交通运输局", "甲市交通局", "city_body", jia),
        ("roads_b", "乙市交通运输局", "乙市交通局", "city_body", yi),
        ("health_a", "甲市卫生健康委员会", "甲市卫健委", "city_body", jia),
        ("firm", "甲乙轨道交通有限公司", "轨道公司", "firm", None),
    )
    for order, (code, name, short, kind, city) in enumerate(rows):
        world.units[code] = Unit.objects.create(
            code=code, name=name, short_name=short, kind=kind, city=city, order=order
        )
    UnitAlias.objects.create(unit=world.units["roads_a"], name="甲市交通委")


def _people(world: World) -> None:
    posts = dict.fromkeys(ROLES, "office") | {
        "filler": "roads_a",
        "unit_head": "roads_a",
        "city_office": "office_a",
        "filler_b": "roads_b",
        "unit_head_b": "roads_b",
        "city_office_b": "office_b",
    }
    for name, unit in posts.items():
        person = Person.objects.create_user(username=name, password=PASSWORD, name=f"{name}同志")
        world.people[name] = person
        role = name.removesuffix("_b")
        Appointment.objects.create(person=person, unit=world.units[unit], role=role, start=dt.date(2020, 1, 1))


def _rows(world: World) -> None:
    world.list = List.objects.create(
        code="tasks-2022",
        name="2022年度重点工作任务",
        kind="task",
        year=2022,
        keeper=world.units["office"],
        circle="demo",
        synthetic=True,
    )
    rows = (
        ("1", "project", "打通甲乙大道断头路", "roads_a", "public", Decimal("12.5")),
        ("2", "project", "乙河大桥", "roads_b", "parties", Decimal("3.2")),
        ("3", "matter", "异地就医直接结算", "health_a", "parties", None),
        ("4", "matter", "办内研究事项", "office", "office", None),
    )
    for order, (code, kind, title, unit, visibility, money) in enumerate(rows):
        item = Item.objects.create(
            list=world.list,
            code=code,
            order=order,
            kind=kind,
            title=title,
            content=f"{title}，年内完成",
            group="一、交通",
            reporting_unit=world.units[unit],
            visibility=visibility,
            state="active",
            synthetic=True,
            due=dt.date(2022, 12, 31),
            original_due=dt.date(2022, 12, 31),
        )
        ItemUnit.objects.create(item=item, unit=world.units[unit], role="lead")
        item.cities.add(*world.cities.values())
        world.items[code] = item
        if money is not None:
            Project.objects.create(item=item, investment=money, year_plan=money / 2, price_year=2022)
        for quarter in range(1, 5):
            last = dt.date(2022, 3 * quarter, 30 if quarter in (2, 3) else 31)
            Milestone.objects.create(
                item=item,
                order=quarter,
                quarter=f"2022Q{quarter}",
                kind="percent",
                text=f"完成{25 * quarter}%",
                target=Decimal(25 * quarter),
                unit="%",
                due=last,
                original_due=last,
            )
