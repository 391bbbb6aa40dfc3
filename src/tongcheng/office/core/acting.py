"""No write outside an action.

An action is a function that checks the rule, changes the rows and appends its events to the chained log, all in one
transaction. Pages, the API, workbooks and commands call the same actions; the registry lists every one of them with
its rule, so that a table of role by action by state can be walked completely.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, ParamSpec, TypeVar, cast

from django.db import models, transaction
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core import after
from tongcheng.office.core.turns import take_turn

if TYPE_CHECKING:
    from tongcheng.office.people.standing import Standing

Channel = Literal["web", "api", "sheet", "command", "tick"]
P = ParamSpec("P")
R = TypeVar("R")


class RefusedError(Exception):
    """An action is not allowed, or not possible in this state; ``why`` is said to the person."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.zh)


class ConflictError(RefusedError):
    """The same fields were changed by somebody else in between; ``fields`` names them."""

    def __init__(self, subject: models.Model, fields: Sequence[str]) -> None:
        self.subject, self.fields = subject, tuple(fields)
        names = ", ".join(fields)
        super().__init__(
            Text(
                f"{subject} 的 {names} 已被他人修改，请核对后重新提交",
                f"{names} of {subject} changed in between; compare and send again",
            )
        )


@dataclass(frozen=True)
class Act:
    """Who does something, through which channel, and why."""

    standing: Standing
    reason: str = ""
    channel: Channel = "web"
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    at: datetime = field(default_factory=timezone.now)

    def because(self, reason: str) -> Act:
        """Give the same act with a reason."""
        return replace(self, reason=reason)


class Change(NamedTuple):
    """One row before and after; ``None`` before means it is new."""

    subject: models.Model
    before: dict[str, Any] | None
    after: dict[str, Any] | None


#: Says why a person of this standing may not do it to this subject, or ``None`` if they may.
Rule = Callable[["Standing", Any], Text | None]


@dataclass(frozen=True)
class Action:
    """An entry of the registry."""

    name: str
    label: Text
    rule: Rule
    reason_needed: bool
    run: Callable[..., Any]


ACTIONS: dict[str, Action] = {}
_running: ContextVar[str | None] = ContextVar("running_action", default=None)

NO_REASON = Text("请填写理由", "A reason is needed")


def running_action() -> str | None:
    """Name the action that is running, or ``None`` outside every action."""
    return _running.get()


@contextmanager
def _named(name: str) -> Iterator[None]:
    token = _running.set(name)
    try:
        yield
    finally:
        _running.reset(token)


def action(
    name: str, label: Text, *, rule: Rule, reason_needed: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make an action of a function whose first two arguments are the act and its subject or subjects.

    The rule is asked for every subject before anything is changed; the function then changes rows and calls
    :func:`tongcheng.office.audit.chain.record`. Everything is one transaction.

    Raises
    ------
    RefusedError
        With the sentence of the rule, or if a needed reason is missing.
    """

    def register(run: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(run)
        def acted(*args: P.args, **kwargs: P.kwargs) -> R:
            act, subject = cast("tuple[Act, object]", args[:2])
            if reason_needed and not act.reason.strip():
                raise RefusedError(NO_REASON)
            first = running_action() not in ACTIONS
            with transaction.atomic(), _named(name), after.told_at_end():
                if first:
                    take_turn()
                for one in subject if isinstance(subject, (list, tuple)) else (subject,):
                    check(rule, act.standing, one)
                return run(*args, **kwargs)

        if name in ACTIONS:
            raise ValueError(f"two actions are called {name}")
        ACTIONS[name] = Action(name, label, rule, reason_needed, acted)
        return acted

    return register


def check(rule: Rule, standing: Standing, subject: object) -> None:
    """Raise :class:`RefusedError` if the rule says so."""
    why = rule(standing, subject)
    if why is not None:
        raise RefusedError(why)


def may(name: str, standing: Standing, subject: object) -> bool:
    """Say whether a button for this action should be shown."""
    return ACTIONS[name].rule(standing, subject) is None
