"""The kinds of rows that can be found; every app registers its own in a module ``searchable`` beside its models.

Example of a ``searchable.py``::

    from tongcheng.office.search.kinds import Draft, Kind, Shown, register
    register(Kind("document", Text("文件", "documents"), Document, {"documents.document": own_key}, drafts, shown))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models

from tongcheng.language import Text
from tongcheng.office.core.acting import Change
from tongcheng.office.people.standing import Standing

#: Marks of those who may read: everybody, whoever holds a post that opens content.
EVERYBODY, CONTENT = "everybody", "content"


def unit_mark(pk: int) -> str:
    """Give the mark of those who work in a unit."""
    return f"unit{pk}"


def city_mark(pk: int) -> str:
    """Give the mark of a city's office."""
    return f"city{pk}"


def marks_of(standing: Standing) -> list[str] | None:
    """Give the marks that a reader carries; ``None`` for whoever may read every row."""
    if standing.sees_everything:
        return None
    marks = [EVERYBODY]
    if standing.roles - {"administrator"}:
        marks.append(CONTENT)
    marks += [unit_mark(pk) for pk in sorted(standing.units("filler", "unit_head"))]
    return marks + [city_mark(pk) for pk in sorted(standing.cities("city_office"))]


@dataclass(frozen=True)
class Draft:
    """A row as it goes into the index: what it is called, what else is said in it, the marks of its readers."""

    subject: int
    title: str
    body: str
    readers: frozenset[str]


@dataclass(frozen=True)
class Shown:
    """A row as it is shown among what was found; ``note`` says where it stands."""

    title: str
    url: str
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of rows.

    Parameters
    ----------
    name
        Short name, in addresses.
    label
        What people call these rows.
    model
        Whose rows they are.
    watches
        By model (``lists.itemunit``): the keys of the rows whose words or readers follow from a change of it.
    drafts
        Gives rows as they go into the index, by key; a constant number of queries.
    shown
        Gives those of some rows that a reader may see, by key; a constant number of queries.
    """

    name: str
    label: Text
    model: type[models.Model]
    watches: Mapping[str, Callable[[Sequence[Change]], Iterable[int]]]
    drafts: Callable[[Sequence[int]], list[Draft]]
    shown: Callable[[Standing, Sequence[int]], dict[int, Shown]]
    order: int = field(default=50)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind of rows."""
    _KINDS[kind.name] = kind
    return kind


def kinds() -> list[Kind]:
    """Give every kind in the order in which they are shown."""
    return sorted(_KINDS.values(), key=lambda kind: (kind.order, kind.name))


def kind_of(name: str) -> Kind | None:
    """Give a kind by name."""
    return _KINDS.get(name)


def own_key(changes: Sequence[Change]) -> set[int]:
    """Give the keys of the changed rows themselves."""
    return {int(change.subject.pk) for change in changes if change.subject.pk is not None}


def key_in(name: str) -> Callable[[Sequence[Change]], set[int]]:
    """Make a function that gives what a foreign key of the changed rows names."""

    def keys(changes: Sequence[Change]) -> set[int]:
        held = (getattr(change.subject, name, None) for change in changes)
        return {int(one) for one in held if one is not None}

    return keys
