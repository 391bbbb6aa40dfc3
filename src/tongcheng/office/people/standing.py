"""Who somebody is in the office today: the posts they hold and the units these reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from tongcheng.office.people.models import Person


@dataclass(frozen=True)
class Post:
    """A role in a unit, with the unit's city and every unit below it."""

    role: str
    unit: int
    city: int | None
    reach: frozenset[int]


@dataclass(frozen=True)
class Standing:
    """A person with today's posts; ``person`` is ``None`` for the public and for the system itself.

    The system (``tick``, commands on the server) acts with ``system=True`` and may do what no reader may.
    """

    person: Person | None = None
    posts: tuple[Post, ...] = ()
    system: bool = False

    @cached_property
    def roles(self) -> frozenset[str]:
        """Give every role held in any unit."""
        return frozenset(post.role for post in self.posts)

    def has(self, *roles: str) -> bool:
        """Say whether one of the roles is held in any unit."""
        return not self.roles.isdisjoint(roles)

    def units(self, *roles: str) -> frozenset[int]:
        """Give the units in which one of the roles is held, with the units below them; all roles if none is named."""
        return frozenset(unit for post in self.posts if not roles or post.role in roles for unit in post.reach)

    def cities(self, *roles: str) -> frozenset[int]:
        """Give the cities of the units in which one of the roles is held."""
        return frozenset(
            post.city for post in self.posts if post.city is not None and (not roles or post.role in roles)
        )

    @property
    def sees_everything(self) -> bool:
        """Say whether every row of the office may be read: the joint office and those who watch over it."""
        return self.system or self.has("joint_office", "secretary", "supervisor", "leader", "auditor")

    @property
    def manages_accounts(self) -> bool:
        """Say whether accounts and posts are this person's work; it opens no content."""
        return self.system or self.has("administrator")

    @property
    def manages_units(self) -> bool:
        """Say whether units, cities and functional areas are this person's work."""
        return self.system or self.has("administrator", "joint_office")

    @property
    def reads_log(self) -> bool:
        """Say whether the log is open to this person; the administrator sees accounts and units there, no content."""
        return self.system or self.has("auditor", "supervisor", "joint_office", "administrator")

    def is_person(self, person: object) -> bool:
        """Say whether somebody is this person."""
        return self.person is not None and getattr(person, "pk", None) == self.person.pk

    @property
    def label(self) -> str:
        """Name the person as the log writes it."""
        if self.person is not None:
            return f"{self.person.name}（{self.person.username}）"
        return "系统" if self.system else "公众"

    @property
    def main_unit(self) -> int | None:
        """Give the unit of the first post, for the log."""
        return self.posts[0].unit if self.posts else None


SYSTEM = Standing(system=True)
PUBLIC = Standing()


def standing_of(person: Any, on: date | None = None) -> Standing:
    """Work out a person's standing on a day (today if none is given); the public for whoever is not logged in."""
    from tongcheng.office.people.models import Appointment, Person, Unit

    if not isinstance(person, Person) and not getattr(person, "is_authenticated", False):
        return PUBLIC
    if not person.is_active:
        return PUBLIC
    on = on or timezone.localdate()
    held = list(Appointment.objects.filter(person=person).held_on(on).select_related("unit"))
    below = _children(Unit.objects.values_list("pk", "parent_id")) if held else {}
    posts = tuple(Post(one.role, one.unit_id, one.unit.city_id, _reach(one.unit_id, below)) for one in held)
    return Standing(getattr(person, "_wrapped", person), posts)  # the request's own lazy reader, unwrapped


def _children(pairs: Iterable[tuple[int, int | None]]) -> Mapping[int | None, list[int]]:
    below: dict[int | None, list[int]] = {}
    for unit, parent in pairs:
        below.setdefault(parent, []).append(unit)
    return below


def _reach(unit: int, below: Mapping[int | None, list[int]]) -> frozenset[int]:
    seen: set[int] = set()
    todo = [unit]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += below.get(one, [])
    return frozenset(seen)
