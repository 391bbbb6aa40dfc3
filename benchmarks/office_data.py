"""The office that :mod:`benchmarks.office` asks: one list of many rows, invented, made in bulk in a home of its own.

Every row has four milestones and eight reports, so 5,000 rows make 20,000 milestones and 40,000 reports; the log has
an event for every row, project and milestone. Run as a module it makes the home named in ``TONGCHENG_HOME``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from decimal import Decimal
from typing import Any

YEAR = 2022
#: Clients: how many of each role.
CLIENTS = {"filler": 30, "unit_head": 6, "city_office": 6, "joint_office": 6, "leader": 2}
UNITS, CITIES, PERIODS = 60, 4, 8
GROUPS = ("一、交通", "二、产业", "三、公共服务", "四、生态环境", "五、要素市场", "六、治理")
_WORKS = ("断头路打通工程", "跨河大桥", "异地就医直接结算", "产业园配套", "水厂连通工程", "跨市公交线路")


def make(count: int) -> dict[str, Any]:
    """Fill the database that the settings name; give the list, the rows' ids and one session key a client."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.db import transaction

    from tongcheng.office.core.acting import _named

    with transaction.atomic(), _named("benchmark"):
        units = _units()
        people = _people(units)
        lst, items = _rows(count, units, people[-1])
        _reports(lst, items, units)
    return {
        "list": lst.pk,
        "uids": [str(item.uid) for item in items],
        "hidden": [str(item.uid) for item in items if item.visibility == "office"],
        "public": [str(item.uid) for item in items if item.visibility == "public"],
        "pks": [item.pk for item in items],
        "units": [item.reporting_unit_id for item in items],
        "clients": [{"session": session(person), "unit": unit, "role": role} for person, unit, role in people],
    }


def session(person: Any) -> str:
    """Log somebody in without a password; logging in is not what is measured."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    assert store.session_key is not None
    return store.session_key


def _units() -> list[Any]:
    from tongcheng.office.people.models import City, Unit

    cities = City.objects.bulk_create(
        [City(code=f"9901{n:02}", name=f"{'甲乙丙丁'[n]}市", order=n, circle="demo") for n in range(CITIES)]
    )
    offices = [Unit(code="office", name="同城化发展领导小组办公室", short_name="同城化办公室", kind="joint_office")]
    offices += [
        Unit(code=f"office_{one.code}", name=f"{one.name}同城化工作局", kind="city_office", city=one)
        for one in cities
    ]
    bodies = [
        Unit(
            code=f"unit{n}",
            name=f"{cities[n % CITIES].name}第{n // CITIES + 1}工作部门",
            short_name=f"{cities[n % CITIES].name}{n // CITIES + 1}部门",
            kind="city_body",
            city=cities[n % CITIES],
            order=n + 10,
        )
        for n in range(UNITS)
    ]
    return list(Unit.objects.bulk_create([*offices, *bodies]))


def _people(units: list[Any]) -> list[tuple[Any, int, str]]:
    from tongcheng.office.people.models import Appointment, Person

    places = {"filler": units[1 + CITIES :], "unit_head": units[1 + CITIES :], "city_office": units[1 : 1 + CITIES]}
    posts = [
        (role, (own := places.get(role, units[:1]))[n % len(own)])
        for role, most in CLIENTS.items()
        for n in range(most)
    ]
    people = Person.objects.bulk_create(
        [
            Person(username=f"{role}{n}", name=f"{role}{n}同志", password="!", is_staff=True, is_superuser=True)
            for n, (role, _) in enumerate(posts)
        ]
    )  # fmt: skip
    Appointment.objects.bulk_create(
        [
            Appointment(person=person, unit=unit, role=role, start=dt.date(2020, 1, 1))
            for person, (role, unit) in zip(people, posts, strict=True)
        ]
    )
    return [(person, unit.pk, role) for person, (role, unit) in zip(people, posts, strict=True)]


def _rows(count: int, units: list[Any], keeper: tuple[Any, int, str]) -> tuple[Any, list[Any]]:
    from tongcheng.office.audit.chain import record
    from tongcheng.office.core.acting import Act
    from tongcheng.office.core.recorded import new
    from tongcheng.office.lists.models import Item, ItemUnit, List, Milestone, Project
    from tongcheng.office.people.models import City
    from tongcheng.office.people.standing import standing_of

    office, bodies, cities = units[0], units[1 + CITIES :], list(City.objects.all())
    lst = List.objects.create(
        code="tasks", name=f"{YEAR}年度重点工作任务", kind="task", year=YEAR, keeper=office, circle="demo", synthetic=True
    )  # fmt: skip
    due = dt.date(YEAR, 12, 31)
    items = [
        Item(
            list=lst,
            code=str(n + 1),
            order=n,
            kind="project" if n % 2 == 0 else "matter",
            title=f"第{n + 1}号{_WORKS[n % 6]}",
            content=f"{_WORKS[n % 6]}，{'甲乙丙丁'[n % 4]}市牵头，年内完成全部建设内容并通过验收。" * 2,
            group=GROUPS[n * len(GROUPS) // count],
            reporting_unit=bodies[n % UNITS],
            visibility=("public", "parties", "office")[n // UNITS % 3],
            state="active",
            synthetic=True,
            accountable_leader="李某",
            officer="王某",
            liaison_a="赵某 028-00000000",
            due=due,
            original_due=due,
        )
        for n in range(count)
    ]
    Item.objects.bulk_create(items, batch_size=1000)
    on = [(item, bodies[(n + step) % UNITS], role) for n, item in enumerate(items)
          for step, role in enumerate(("lead", "lead", "support", "support"))]  # fmt: skip
    ItemUnit.objects.bulk_create(
        [ItemUnit(item=item, unit=unit, role=role, order=at % 4) for at, (item, unit, role) in enumerate(on)],
        batch_size=2000,
    )
    touched = Item.cities.through
    touched.objects.bulk_create(
        [touched(item=item, city=cities[(n + step) % CITIES]) for n, item in enumerate(items) for step in (0, 1)],
        batch_size=2000,
    )
    projects = Project.objects.bulk_create(
        [
            Project(item=one, investment=Decimal(n % 900) / 7 + 1, year_plan=Decimal(n % 90) / 7 + 1, nature="新建")
            for n, one in enumerate(items[::2])
        ],
        batch_size=1000,
    )
    milestones = [
        Milestone(
            item=item,
            order=quarter,
            quarter=f"{YEAR}Q{quarter}",
            kind="percent",
            text=f"完成工程量的{25 * quarter}%，办理第{quarter}批手续",
            target=Decimal(25 * quarter),
            unit="%",
            due=dt.date(YEAR, 3 * quarter, 30),
            original_due=dt.date(YEAR, 3 * quarter, 30),
        )
        for item in items
        for quarter in range(1, 5)
    ]
    Milestone.objects.bulk_create(milestones, batch_size=2000)
    record(Act(standing_of(keeper[0]), "载入"), [new(row) for row in (lst, *items, *projects, *milestones)])
    return lst, items


def _reports(lst: Any, items: list[Any], units: list[Any]) -> None:
    from django.utils import timezone

    from tongcheng.office.progress.models import Ledger, Period, Report

    now = timezone.now()
    for month in range(1, PERIODS + 1):
        first = dt.date(YEAR, month, 1)
        last = dt.date(YEAR, month + 1, 1) - dt.timedelta(days=1)
        period = Period.objects.create(
            code=f"{YEAR}-{month:02}", kind="month", first_day=first, last_day=last, opens=now - dt.timedelta(days=1)
        )
        period.lists.add(lst)
        held = Ledger.objects.bulk_create(
            [Ledger(period=period, unit=unit, changed=now) for unit in units[1 + CITIES :]]
        )
        ledgers = {one.unit_id: one for one in held}
        Report.objects.bulk_create(
            [
                Report(
                    ledger=ledgers[item.reporting_unit_id],
                    item=item,
                    word="orderly",
                    progress=f"{month}月：主体工程完成，累计完成工程量的{month * 8}%，正在办理后续手续。",
                    percent=Decimal(month * 8),
                    invested_this_year=Decimal(month) / 3,
                    problem="用地指标尚未落实" if n % 5 == 0 else "",
                    to_coordinate="请市级统筹用地指标" if n % 5 == 0 else "",
                )
                for n, item in enumerate(items)
            ],
            batch_size=1000,
        )
        if month < PERIODS:
            Ledger.objects.filter(period=period).update(state="accepted", signed=now, accepted=now)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongcheng.office.settings"
    import django

    django.setup()
    print(json.dumps(make(int(sys.argv[1]))))
