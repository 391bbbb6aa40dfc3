"""What follows from changed rows in the same transaction, such as the search index: apps register, actions tell.

An app registers in its ``AppConfig.ready``::

    from tongcheng.office.core import after
    after.register(index.follow)

where ``follow(changes)`` gets every change that the outermost action recorded, once, before its transaction ends: what
it raises undoes the action. It asks a number of queries that does not grow with the changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongcheng.office.core.acting import Change

Follow = Callable[[Sequence["Change"]], None]
_FOLLOWERS: dict[str, Follow] = {}
_gathered: ContextVar[list[Change] | None] = ContextVar("gathered_changes", default=None)


def register(follow: Follow) -> Follow:
    """Add a follower; registering the same function again changes nothing."""
    _FOLLOWERS[f"{follow.__module__}.{follow.__qualname__}"] = follow
    return follow


def note(changes: Sequence[Change]) -> None:
    """Keep changes for the end of the running action; outside :func:`told_at_end` followers are told at once."""
    gathered = _gathered.get()
    if gathered is None:
        _tell(changes)
    else:
        gathered.extend(changes)


@contextmanager
def told_at_end() -> Iterator[None]:
    """Tell the followers at the end of the outermost block; an action inside an action adds to it."""
    if _gathered.get() is not None:
        yield
        return
    gathered: list[Change] = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    _tell(gathered)


def _tell(changes: Sequence[Change]) -> None:
    if changes:
        for follow in _FOLLOWERS.values():
            follow(changes)
