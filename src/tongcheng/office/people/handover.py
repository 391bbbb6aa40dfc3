"""What counts as somebody's open work, and how it passes to another: each app registers its own.

An app writes a module ``handover`` beside its models; it is found by itself when the site starts::

    from tongcheng.office.people.handover import Piece, Work, register, register_unit
    register("progress.drafts", find=drafts_of, pass_on=pass_drafts)

``find(person) -> Work | None`` says what is open; ``pass_on(act, person, successor) -> list[Change]`` changes the rows
and gives the changes, inside the running action, which records them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongcheng.language import Text
from tongcheng.office.core.acting import Act, Change
from tongcheng.office.people.models import Person, Unit


@dataclass(frozen=True)
class Piece:
    """One piece of work: what it is called, where it is seen, and under which name the person stands on it."""

    label: str
    url: str = ""
    note: Text | None = None


@dataclass(frozen=True)
class Work:
    """Open work of one kind. ``passes`` is false for what only shows the office what will be left undone."""

    title: Text
    pieces: tuple[Piece, ...]
    passes: bool = True


Find = Callable[[Person], Work | None]
PassOn = Callable[[Act, Person, Person], list[Change]]
FindOfUnit = Callable[[Unit], Work | None]


@dataclass(frozen=True)
class _Source:
    find: Find
    pass_on: PassOn


_SOURCES: dict[str, _Source] = {}
_UNIT_SOURCES: dict[str, FindOfUnit] = {}


def register(name: str, *, find: Find, pass_on: PassOn) -> None:
    """Add a kind of open work of a person; the same name again replaces it."""
    _SOURCES[name] = _Source(find, pass_on)


def register_unit(name: str, find: FindOfUnit) -> None:
    """Add a kind of open work that keeps a unit from being dissolved."""
    _UNIT_SOURCES[name] = find


def open_work(person: Person) -> list[Work]:
    """Give all open work of somebody, kind by kind."""
    found = (source.find(person) for source in _SOURCES.values())
    return [work for work in found if work is not None and work.pieces]


def pass_all(act: Act, person: Person, successor: Person) -> list[Change]:
    """Pass all open work to a successor, inside a running action."""
    return [change for source in _SOURCES.values() for change in source.pass_on(act, person, successor)]


def work_of_unit(unit: Unit) -> list[Work]:
    """Give all open work that hangs on a unit."""
    found = (find(unit) for find in _UNIT_SOURCES.values())
    return [work for work in found if work is not None and work.pieces]
