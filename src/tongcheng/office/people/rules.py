"""Who may do what in this app: one predicate per action, each giving the sentence why not, or ``None``."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.people.models import Appointment, Person, Role, Unit
from tongcheng.office.people.standing import Standing

NOT_UNITS = Text("单位由同城化办公室或系统管理员维护", "units are kept by the joint office or an administrator")
NOT_ACCOUNTS = Text("账号和任职由系统管理员维护", "accounts and posts are kept by an administrator")
NOT_HAND_OVER = Text(
    "移交由同城化办公室或系统管理员办理", "handing over is done by the joint office or an administrator"
)
NOT_OWN = Text("不得为本人办理，请由另一位管理员操作", "nobody does this for himself; ask another administrator")
DISSOLVED = Text("该单位已撤销", "the unit is dissolved")
INACTIVE = Text("该账号已停用", "the account is deactivated")
ACTIVE = Text("该账号正在使用", "the account is in use")
ENDED = Text("该任职已结束", "the post has ended")
ADMINISTRATOR_ONLY = Text(
    "系统管理员离任由另一位系统管理员办理", "only another administrator hands over for an administrator"
)
SELF_ONLY = Text("只能修改本人的密码", "one changes only one's own password")
EXCLUSIVE = Text(
    "系统管理员不接触业务内容，不得兼任其他角色", "an administrator sees no content and holds no other role"
)


def may_manage_units(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Say whether units, cities and functional areas may be added."""
    return None if standing.manages_units else NOT_UNITS


def may_change_unit(standing: Standing, unit: Unit) -> Text | None:
    """Say whether a unit may be changed, renamed or moved."""
    if not standing.manages_units:
        return NOT_UNITS
    return DISSOLVED if is_dissolved(unit) else None


def may_manage_accounts(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Say whether an account may be made."""
    return None if standing.manages_accounts else NOT_ACCOUNTS


def may_change_account(standing: Standing, person: Person) -> Text | None:
    """Say whether somebody's name and telephone may be corrected: by an administrator, or one's own."""
    return None if standing.manages_accounts or standing.is_person(person) else NOT_ACCOUNTS


def may_reset_password(standing: Standing, person: Person) -> Text | None:
    """Say whether somebody may be given a new password."""
    return _others_account(standing, person) or (None if person.is_active else INACTIVE)


def may_change_password(standing: Standing, person: Person) -> Text | None:
    """Say whether a password may be changed: one's own."""
    return None if standing.is_person(person) else SELF_ONLY


def may_deactivate(standing: Standing, person: Person) -> Text | None:
    """Say whether an account may be closed."""
    return _others_account(standing, person) or (None if person.is_active else INACTIVE)


def may_reactivate(standing: Standing, person: Person) -> Text | None:
    """Say whether a closed account may be opened again."""
    return _others_account(standing, person) or (ACTIVE if person.is_active else None)


def may_appoint(standing: Standing, person: Person) -> Text | None:
    """Say whether somebody may be given a post; nobody appoints himself."""
    return _others_account(standing, person) or (None if person.is_active else INACTIVE)


def may_end_appointment(standing: Standing, post: Appointment) -> Text | None:
    """Say whether a post may be ended."""
    if not standing.manages_accounts:
        return NOT_ACCOUNTS
    if standing.person is not None and post.person_id == standing.person.pk:
        return NOT_OWN
    return ENDED if post.end is not None and post.end < timezone.localdate() else None


def may_hand_over(standing: Standing, person: Person) -> Text | None:
    """Say whether somebody's work and posts may be handed over; an administrator's only by another one."""
    if not (standing.manages_accounts or standing.has("joint_office")):
        return NOT_HAND_OVER
    if standing.is_person(person):
        return NOT_OWN
    if not standing.manages_accounts and _administers(person):
        return ADMINISTRATOR_ONLY
    return None


def is_dissolved(unit: Unit, on: date | None = None) -> bool:
    """Say whether a unit is dissolved on a day (today if none is given)."""
    return unit.dissolved is not None and unit.dissolved <= (on or timezone.localdate())


def mixes_roles(roles: set[str]) -> Text | None:
    """Say whether these roles may be held by one person at one time."""
    return EXCLUSIVE if Role.ADMINISTRATOR in roles and len(roles) > 1 else None


def _others_account(standing: Standing, person: Person) -> Text | None:
    if not standing.manages_accounts:
        return NOT_ACCOUNTS
    return NOT_OWN if standing.is_person(person) else None


def _administers(person: Person) -> bool:
    return any(post.role == Role.ADMINISTRATOR for post in person.appointments.not_over(timezone.localdate()))
