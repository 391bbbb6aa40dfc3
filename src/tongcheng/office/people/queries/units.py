"""Units as their pages show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils import timezone

from tongcheng.office.people.folding import plain_name, short_form
from tongcheng.office.people.models import Appointment, Unit
from tongcheng.office.people.panels import Panel, panels_of
from tongcheng.office.people.rules import is_dissolved
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class UnitFilter:
    """Which units are asked for; empty means all that are not dissolved."""

    words: str = ""
    kind: str = ""
    city: str = ""
    dissolved: bool = False


@dataclass(frozen=True)
class UnitRow:
    """A unit in its tree: how deep it stands, under which other names, how many people hold posts in it."""

    unit: Unit
    depth: int
    aliases: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class UnitPage:
    """All that a unit's page shows."""

    unit: Unit
    above: list[Unit]
    below: list[Unit]
    aliases: list[str]
    posts: list[Appointment]
    former: list[Appointment]
    dissolved: bool
    panels: list[Panel] = field(default_factory=list)


def unit_list(standing: Standing, wanted: UnitFilter) -> list[UnitRow]:
    """Give units as a tree, those that match with the names above them left out; two queries for any number."""
    today = timezone.localdate()
    units = Unit.objects.visible_to(standing).select_related("city", "functional_area").prefetch_related("aliases")
    held = Q(appointments__start__lte=today) & (Q(appointments__end__isnull=True) | Q(appointments__end__gte=today))
    units = units.annotate(people=Count("appointments__person", filter=held, distinct=True))
    if not wanted.dissolved:
        units = units.standing_on(today)
    rows = list(_tree(list(units)))
    return [row for row in rows if _matches(row, wanted)]


def _tree(units: list[Unit]) -> Iterator[UnitRow]:
    known = {unit.pk for unit in units}
    below: dict[int | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    todo = [(unit, 0) for unit in reversed(below.get(None, []))]
    while todo:
        unit, depth = todo.pop()
        yield UnitRow(unit, depth, tuple(one.name for one in unit.aliases.all()), unit.people)  # type: ignore[attr-defined]
        todo += [(one, depth + 1) for one in reversed(below.get(unit.pk, []))]


def _matches(row: UnitRow, wanted: UnitFilter) -> bool:
    unit = row.unit
    if wanted.kind and unit.kind != wanted.kind:
        return False
    if wanted.city and (unit.city is None or unit.city.code != wanted.city):
        return False
    words = plain_name(wanted.words)
    names = (unit.name, unit.short_name, unit.code, *row.aliases)
    return not words or any(words in plain_name(name) or words in short_form(name) for name in names)


def unit_page(standing: Standing, unit: Unit) -> UnitPage:
    """Give what a unit's page shows; who works there is for those who may see these people."""
    today = timezone.localdate()
    posts = list(unit.appointments.select_related("person", "unit").order_by("role", "start"))
    seen = _may_see_people(standing, unit)
    return UnitPage(
        unit=unit,
        above=_above(unit),
        below=list(unit.children.standing_on(today)),
        aliases=[one.name for one in unit.aliases.order_by("name")],
        posts=[post for post in posts if seen and (post.end is None or post.end >= today)],
        former=[post for post in posts if seen and post.end is not None and post.end < today],
        dissolved=is_dissolved(unit, today),
        panels=panels_of(standing, unit),
    )


def _may_see_people(standing: Standing, unit: Unit) -> bool:
    if standing.sees_everything or standing.manages_accounts or unit.pk in standing.units():
        return True
    return unit.city_id is not None and unit.city_id in standing.cities("city_office")


def _above(unit: Unit) -> list[Unit]:
    """Give the units above, the highest first, from one query."""
    if unit.parent_id is None:
        return []
    every = {one.pk: one for one in Unit.objects.only("pk", "name", "short_name", "parent_id")}
    path: list[Unit] = []
    one = every.get(unit.parent_id)
    while one is not None and one not in path:
        path.insert(0, one)
        one = every.get(one.parent_id) if one.parent_id else None
    return path
