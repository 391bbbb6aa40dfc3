"""Passwords that are given out once, and the rules for those that people choose."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.office.people.models import Person

#: Letters and digits that are not mistaken for each other on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """Make a password that can be read out from paper: four groups of four, 79 bits.

    Examples
    --------
    >>> len(one_time_password())
    19
    """
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def refuse_weak(password: str, person: Person) -> None:
    """Raise :class:`~tongcheng.errors.InputError` with everything that makes a password weak."""
    problems = Problems("")
    try:
        validate_password(password, person)
    except ValidationError as error:
        for one in error.error_list:
            problems.add(
                str(one.code or "weak_password"),
                column="password",
                expected=same(" ".join(one.messages)),
                found="••••••",
                remedy=Text("换一个更长、不易猜到的密码", "choose a longer one that is hard to guess"),
            )
    problems.raise_if_any()
