"""The accounts that commands on the server make: the first two, and any further one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, action
from tongcheng.office.core.recorded import new
from tongcheng.office.people.models import Appointment, Person, Role, Unit, UnitKind
from tongcheng.office.people.standing import SYSTEM, Standing

#: Letters and digits that are not mistaken for each other on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
OFFICE_CODE = "joint_office"


@dataclass(frozen=True)
class Account:
    """An account just made, with the password that is shown once."""

    username: str
    password: str
    role: str
    unit: str


def one_time_password() -> str:
    """Make a password that can be read from paper: four groups of four, 79 bits.

    Examples
    --------
    >>> len(one_time_password())
    19
    """
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def by_command() -> Act:
    """Give the act of a command typed on the server."""
    return Act(SYSTEM, channel="command")


def only_on_the_server(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Say whether this comes from a command on the server."""
    if standing.system:
        return None
    return Text("只能由服务器上的命令执行", "only a command on the server does this")


@action("server.open_office", Text("建立办公系统", "open the office"), rule=only_on_the_server)
def open_office(act: Act, name: str) -> list[Account]:
    """Make the joint office's unit, an administrator (no content) and an account of the joint office itself."""
    unit = Unit(code=OFFICE_CODE, name=name, short_name="同城化办公室", kind=UnitKind.JOINT_OFFICE)
    unit.save()
    changes = [new(unit)]
    accounts = []
    for username, role, person in (
        ("admin", Role.ADMINISTRATOR, "系统管理员"),
        ("office", Role.JOINT_OFFICE, "同城化办公室"),
    ):
        account, more = make_account(username, person, role, unit, timezone.localdate())
        accounts.append(account)
        changes += more
    record(act, changes)
    return accounts


@action("server.add_account", Text("新增账号", "add an account"), rule=only_on_the_server)
def add_account(act: Act, username: str, name: str, role: str, unit_code: str, title: str = "") -> Account:
    """Make an account with one post from today on; the password is to be changed at the first login.

    Raises
    ------
    InputError
        If the name is taken or not allowed, or there is no such role or unit.
    """
    unit = Unit.objects.filter(code=unit_code).first() or Unit.objects.filter(name=unit_code).first()
    _refuse_bad(username, name, role, unit_code, unit)
    account, changes = make_account(username, name, role, unit, timezone.localdate(), title)
    record(act, changes)
    return account


def make_account(
    username: str, name: str, role: str, unit: Unit, start: date, title: str = "", password: str = ""
) -> tuple[Account, list[Change]]:
    """Make a person with one post, inside a running action."""
    secret = password or one_time_password()
    person = Person.objects.create_user(username=username, password=secret, name=name, must_change_password=True)
    post = Appointment(person=person, unit=unit, role=role, title=title, start=start)
    post.save()
    return Account(username, secret, role, str(unit)), [new(person), new(post)]


def _refuse_bad(username: str, name: str, role: str, unit_code: str, unit: Unit | None) -> None:
    problems = Problems("user add")
    person = Person(username=username, name=name, password="-")  # noqa: S106
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        for field, sentences in error.message_dict.items():
            words = " ".join(sentences)
            problems.add(
                "bad_account", column=field, expected=Text("可用的值", "a usable value"),
                found=username if field == "username" else name, remedy=Text(words, words),
            )  # fmt: skip
    if role not in Role.values:
        roles = ", ".join(Role.values)
        problems.add(
            "unknown_role", column="role", expected=Text(roles, roles), found=role,
            remedy=Text("改用其中一个", "use one of them"),
        )  # fmt: skip
    if unit is None:
        near = "、".join(Unit.objects.values_list("code", flat=True)[:20])
        problems.add(
            "unknown_unit", column="unit", expected=Text("单位编号或全称", "a unit's code or full name"),
            found=unit_code, remedy=Text(f"如：{near}", f"for example: {near}"),
        )  # fmt: skip
    problems.raise_if_any()
