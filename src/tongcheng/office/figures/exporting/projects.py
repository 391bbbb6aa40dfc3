"""The office's project rows as rows of the circle's table ``projects``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from tongcheng.office.audit.models import Event
from tongcheng.office.lists.models import Item, ItemKind, ItemState, ItemUnitRole, ListKind
from tongcheng.office.people.models import Unit

_DELIVERED = (ItemState.DONE, ItemState.CLOSED)
_OVER = (ItemState.CANCELLED, ItemState.SWAPPED)
_MOVED = (ItemState.SPLIT, ItemState.MERGED, ItemState.TRANSFERRED)
_KINDS = {ItemKind.PROJECT: "project", ItemKind.MATTER: "matter"}
_TAGS = {"重大改革": "reform", "重大平台": "platform"}
#: Where a row goes by its class of the year, if nothing more is known of its state.
_BY_CLASS = {"preparatory": "preparatory", "start": "planned", "continued": "under_construction"}


@dataclass(frozen=True)
class ProjectRow:
    """A project as the office keeps it: cells of the table (none is empty), and whether and when it was delivered.

    ``names`` holds for each list of units the names by which each of them goes.
    """

    project: str
    item: Item
    cells: dict[str, Any]
    names: dict[str, list[frozenset[str]]]
    delivered: str = ""
    cancelled: bool = False


def project_rows(circle: str) -> dict[str, ProjectRow]:
    """Give the circle's projects as the office keeps them, by id, in a constant number of queries.

    A row in several years' lists counts as the latest one says. What was adopted without an id of the circle's tables
    gets one from its permanent id.
    """
    items = (
        Item.objects.filter(list__circle=circle, list__kind=ListKind.PROJECT, kind__in=list(_KINDS))
        .exclude(state__in=(*_MOVED,))
        .select_related("list", "project")
        .prefetch_related("cities", "item_units__unit__aliases")
        .order_by("list__year", "list__code", "order", "pk")
    )
    rows = [item for item in items if item.project_id or item.state != ItemState.DRAFT]
    done = _delivered_on([item for item in rows if item.state in _DELIVERED])
    return {_id(item): _row(item, done) for item in rows}


def _id(item: Item) -> str:
    return item.project_id or f"office-{item.uid.hex[:12]}"


def _row(item: Item, done: Mapping[int, str]) -> ProjectRow:
    project = getattr(item, "project", None)
    units = sorted(item.item_units.all(), key=lambda one: one.order)
    leads = [one.unit for one in units if one.role == ItemUnitRole.LEAD]
    support = [one.unit for one in units if one.role == ItemUnitRole.SUPPORT]
    kind = next((_TAGS[tag] for tag in item.tags if tag in _TAGS), _KINDS[ItemKind(item.kind)])
    cells = {
        "name": item.title,
        "kind": kind,
        "field": item.field or item.group,
        "stage": item.stage,
        "function": item.function,
        "cities": ";".join(city.code for city in item.cities.all()),
        "lead_units": ";".join(unit.name for unit in leads),
        "support_units": ";".join(unit.name for unit in support),
        "project_class": project.project_class if project else "",
        "lists": item.list.name,
    }
    cells = {name: value for name, value in cells.items() if value}
    names = {"lead_units": _names(leads), "support_units": _names(support)}
    return ProjectRow(_id(item), item, cells, names, done.get(item.pk, ""), item.state in _OVER)


def _names(units: Iterable[Unit]) -> list[frozenset[str]]:
    return [frozenset((unit.name, unit.short_name, *(alias.name for alias in unit.aliases.all()))) for unit in units]


def _delivered_on(items: Iterable[Item]) -> dict[int, str]:
    """Give the day on which each row was marked as done, as the log has it; one query."""
    ids = {str(item.pk): item.pk for item in items}
    found: dict[int, str] = {}
    events = Event.objects.filter(
        subject_type="lists.item", subject_id__in=list(ids), after__state__in=[str(one) for one in _DELIVERED]
    )
    for event in events.order_by("number"):
        found.setdefault(ids[event.subject_id], timezone.localdate(event.at).isoformat())
    return found


def state_for(row: ProjectRow) -> str:
    """Give the state of a project that the circle's table does not have yet."""
    return _BY_CLASS.get(str(row.cells.get("project_class", "")), "planned")
