"""What somebody's name stands on in open rows, and what keeps a unit from being dissolved."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import Act, Change
from tongcheng.office.lists.models import Item
from tongcheng.office.lists.models.item import ENDED_STATES
from tongcheng.office.people.handover import Piece, Work, register, register_unit
from tongcheng.office.people.models import Person, Unit

#: The fields of a row that hold a name.
NAMED = ("accountable_leader", "officer", "liaison_a", "liaison_b")
_AFTER_NAME = re.compile(r"^[\s（(、,，/:：;；0-9+-]")


def _open_items(person: Person) -> list[Item]:
    """Give the open rows of a person's units on which the name stands; namesakes elsewhere are left alone."""
    units = list(person.appointments.values_list("unit_id", flat=True))
    named = Q()
    for field in NAMED:
        named |= Q(**{f"{field}__startswith": person.name})
    mine = Q(reporting_unit__in=units) | Q(item_units__unit__in=units)
    rows = Item.objects.exclude(state__in=ENDED_STATES).filter(named, mine).distinct().order_by("list", "order")
    return [item for item in rows if any(_fields(item, person))]


def _fields(item: Item, person: Person) -> Iterator[str]:
    """Give the fields that hold this very name, alone or before a telephone number."""
    for field in NAMED:
        rest = str(getattr(item, field)).removeprefix(person.name)
        if rest != getattr(item, field) and (not rest or _AFTER_NAME.match(rest)):
            yield field


def names_on_rows(person: Person) -> Work | None:
    """Give the open rows on which somebody is leader, officer or liaison."""
    if not person.name:
        return None
    pieces = tuple(
        Piece(str(item), _url(item), _note([_label(name) for name in _fields(item, person)]))
        for item in _open_items(person)
    )  # fmt: skip
    return Work(Text("清单条目上的责任人、联络员", "rows naming the person as officer or liaison"), pieces)


def _label(name: str) -> str:
    field = Item._meta.get_field(name)  # noqa: SLF001
    return str(getattr(field, "verbose_name", name))


def _note(labels: list[str]) -> Text:
    words = "、".join(labels)
    return Text(words, words)


def _url(item: Item) -> str:
    try:
        return reverse("lists:item", args=[item.uid])
    except NoReverseMatch:
        return ""


def pass_names(act: Act, person: Person, successor: Person) -> list[Change]:  # noqa: ARG001
    """Write the successor's name where the person's stood; a telephone number beside it gives way to his."""
    changes, items = [], _open_items(person)
    for item in items:
        values = {}
        for field in _fields(item, person):
            had_phone = any(sign.isdigit() for sign in getattr(item, field))
            values[field] = f"{successor.name} {successor.phone}".strip() if had_phone else successor.name
        change = item.revise(values)
        if change is not None:
            changes.append(change)
    Item.objects.bulk_update(items, [*NAMED, "revision", "field_revisions"])
    return changes


def open_rows_of(unit: Unit) -> Work | None:
    """Give the open rows that a unit reports or leads."""
    rows = Item.objects.exclude(state__in=ENDED_STATES).filter(
        Q(reporting_unit=unit) | Q(item_units__unit=unit, item_units__role="lead")
    )
    pieces = tuple(Piece(str(item), _url(item)) for item in rows.distinct().order_by("list", "order"))
    return Work(Text("填报或牵头的条目", "rows it reports or leads"), pieces)


register("lists.names", find=names_on_rows, pass_on=pass_names)
register_unit("lists.rows", open_rows_of)
