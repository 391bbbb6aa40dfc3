"""Accounts: made, corrected, closed; passwords that are given out once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, action
from tongcheng.office.core.recorded import altered, new
from tongcheng.office.people import rules
from tongcheng.office.people.actions.posts import give_posts
from tongcheng.office.people.drafts import AccountDraft
from tongcheng.office.people.models import Person
from tongcheng.office.people.passwords import one_time_password, refuse_weak


@dataclass(frozen=True)
class NewAccount:
    """Somebody with a password that is shown once and changed at the next login."""

    person: Person
    password: str


@action("people.create_account", Text("新建账号", "make an account"), rule=rules.may_manage_accounts)
def create_account(act: Act, draft: AccountDraft, password: str = "") -> NewAccount:
    """Make an account with its first posts; without a password one is made.

    Raises
    ------
    InputError
        If the account's name is taken or not allowed, or a given password is weak.
    """
    person = Person(
        username=Person.normalize_username(draft.username.strip()),
        name=draft.name.strip(),
        phone=draft.phone.strip(),
        email=draft.email.strip(),
        must_change_password=True,
    )
    _refuse_bad_account(person)
    if password:
        refuse_weak(password, person)
    secret = password or one_time_password()
    person.set_password(secret)
    person.save()
    record(act, [new(person), *give_posts(person, draft.posts)])
    return NewAccount(person, secret)


@action("people.change_account", Text("修改个人信息", "correct an account"), rule=rules.may_change_account)
def change_account(act: Act, person: Person, values: dict[str, Any]) -> Person:
    """Correct somebody's telephone or e-mail, and by an administrator the name, which papers are signed with.

    Raises
    ------
    InputError
        If a value is not allowed.
    """
    allowed = ("name", "phone", "email") if act.standing.manages_accounts else ("phone", "email")
    change = altered(person, {name: values[name].strip() for name in allowed if name in values})
    _refuse_bad_account(person)
    person.save()
    record(act, [change])
    return person


@action("people.reset_password", Text("重置密码", "reset a password"), rule=rules.may_reset_password)
def reset_password(act: Act, person: Person) -> NewAccount:
    """Give somebody a new password for one login; whoever is logged in under the old one is out."""
    secret = one_time_password()
    person.set_password(secret)
    _note_password(act, person, "reset", must_change=True)
    return NewAccount(person, secret)


@action("people.change_password", Text("修改密码", "change one's password"), rule=rules.may_change_password)
def change_password(act: Act, person: Person, password: str) -> Person:
    """Change one's own password; the view has checked the old one.

    Raises
    ------
    InputError
        If the new one is weak, or the same as before.
    """
    if person.check_password(password):
        problems = Problems("")
        problems.add(
            "same_password", column="password", expected=Text("与原密码不同", "another password"), found="••••••",
            remedy=Text("换一个新密码", "choose a new one"),
        )  # fmt: skip
        problems.raise_if_any()
    refuse_weak(password, person)
    person.set_password(password)
    _note_password(act, person, "changed", must_change=False)
    return person


def _note_password(act: Act, person: Person, how: str, *, must_change: bool) -> None:
    before = person.must_change_password
    person.must_change_password = must_change
    person.save()
    after = {"password": how, "must_change_password": must_change}
    record(act, [Change(person, {"must_change_password": before}, after)])


@action(
    "people.deactivate_account", Text("停用账号", "close an account"), rule=rules.may_deactivate, reason_needed=True
)
def deactivate_account(act: Act, person: Person) -> Person:
    """Close an account at once; posts and work stay until they are handed over."""
    return _set_active(act, person, active=False)


@action("people.reactivate_account", Text("启用账号", "open an account again"), rule=rules.may_reactivate)
def reactivate_account(act: Act, person: Person) -> Person:
    """Open a closed account again."""
    return _set_active(act, person, active=True)


def _set_active(act: Act, person: Person, *, active: bool) -> Person:
    change = altered(person, {"is_active": active})
    person.save()
    record(act, [change])
    return person


def _refuse_bad_account(person: Person) -> None:
    problems = Problems("")
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        for field, sentences in error.message_dict.items():
            found = str(getattr(person, field, ""))
            for sentence in sentences:
                problems.add(
                    "bad_account", column=_label(field), expected=same(sentence),
                    found=found, remedy=Text("改正后重新提交", "correct it and send again"),
                )  # fmt: skip
    problems.raise_if_any()


def _label(name: str) -> str:
    return str(getattr(Person._meta.get_field(name), "verbose_name", name))  # noqa: SLF001
