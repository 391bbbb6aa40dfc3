"""The accounts that commands on the server make: the first two, and any further one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.core.acting import Act
from tongcheng.office.people.actions import add_units, create_account
from tongcheng.office.people.drafts import AccountDraft, PostDraft, UnitDraft
from tongcheng.office.people.models import Role, Unit, UnitKind
from tongcheng.office.people.standing import SYSTEM, Standing

OFFICE_CODE = "joint_office"


@dataclass(frozen=True)
class Account:
    """An account just made, with the password that is shown once."""

    username: str
    password: str
    role: str
    unit: str


def by_command() -> Act:
    """Give the act of a command typed on the server."""
    return Act(SYSTEM, channel="command")


def only_on_the_server(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Say whether this comes from a command on the server."""
    if standing.system:
        return None
    return Text("只能由服务器上的命令执行", "only a command on the server does this")


def open_office(act: Act, name: str, short_name: str) -> list[Account]:
    """Make the joint office's unit, an administrator (no content) and an account of the joint office itself."""
    (unit,) = add_units(act, [UnitDraft(name, UnitKind.JOINT_OFFICE, OFFICE_CODE, short_name)])
    first = (("admin", "系统管理员", Role.ADMINISTRATOR), ("office", short_name, Role.JOINT_OFFICE))
    return [_account(act, username, person, role, unit) for username, person, role in first]


def add_account(act: Act, username: str, name: str, role: str, unit_name: str, title: str = "") -> Account:
    """Make an account with one post from today on; the password is to be changed at the first login.

    Raises
    ------
    InputError
        If there is no such role or unit, or the name is taken or not allowed.
    """
    unit = Unit.objects.filter(code=unit_name).first() or Unit.objects.filter(name=unit_name).first()
    problems = Problems("user add")
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
            found=unit_name, remedy=Text(f"如：{near}", f"for example: {near}"),
        )  # fmt: skip
    problems.raise_if_any()
    assert unit is not None
    return _account(act, username, name, role, unit, title)


def _account(act: Act, username: str, name: str, role: str, unit: Unit, title: str = "") -> Account:
    post = PostDraft(unit.pk, role, timezone.localdate(), title=title)
    made = create_account(act, AccountDraft(username, name, posts=(post,)))
    return Account(made.person.username, made.password, role, unit.name)
