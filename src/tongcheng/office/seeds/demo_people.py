"""The invented office's people: one per role and unit, named by what they do, all with one printed password."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.hashers import make_password

from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action
from tongcheng.office.core.recorded import new
from tongcheng.office.people.models import Appointment, Person, Role, Unit
from tongcheng.office.people.passwords import one_time_password
from tongcheng.office.server.accounts import OFFICE_CODE, Account, only_on_the_server

_START = date(2020, 3, 1)
#: People of the joint office beside the account made first: one enters, another verifies.
_OFFICE = (
    ("entry", "办公室经办", Role.JOINT_OFFICE),
    ("review", "办公室审核", Role.JOINT_OFFICE),
    ("secretary", "会议秘书", Role.SECRETARY),
    ("supervisor", "督办专员", Role.SUPERVISOR),
    ("leader", "分管领导", Role.LEADER),
    ("auditor", "审计专员", Role.AUDITOR),
)


@action("seeds.add_people", Text("载入示意人员", "add invented people"), rule=only_on_the_server)
def add_people(act: Act, units: list[Unit]) -> list[Account]:
    """Make an account for every role: the office's, each city's office, and filler and head of reporting units.

    Passwords are hashed once: eighty slow hashes would keep people waiting, and here all are the same.
    """
    password = one_time_password()
    hashed = make_password(password)
    posts = list(_posts(units))
    people = [Person(username=username, name=name, password=hashed) for username, name, _, _ in posts]
    Person.objects.bulk_create(people)
    appointments = [
        Appointment(person=person, unit=unit, role=role, start=_START)
        for person, (_, _, role, unit) in zip(people, posts, strict=True)
    ]
    Appointment.objects.bulk_create(appointments)
    record(act, [new(row) for row in (*people, *appointments)])
    return [Account(username, password, str(role), unit.name) for username, _, role, unit in posts]


def _posts(units: list[Unit]) -> Iterable[tuple[str, str, str, Unit]]:
    office = Unit.objects.get(code=OFFICE_CODE)
    for username, name, role in _OFFICE:
        yield username, name, role, office
    for unit in Unit.objects.filter(kind="city_office").order_by("order"):
        yield unit.code, f"{unit}审核", Role.CITY_OFFICE, unit
    for unit in units:
        yield f"{unit.code}.fill", f"{unit}填报员", Role.FILLER, unit
        yield f"{unit.code}.head", f"{unit}负责人", Role.UNIT_HEAD, unit
