"""Rows held while an action changes them: read anew, checked again, settled and written together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models

from tongcheng.language import Text
from tongcheng.office.core.acting import NO_REASON, Act, Change, RefusedError, Rule, check
from tongcheng.office.core.recorded import Revised, plain
from tongcheng.office.lists.actions.fields import RELATIONS, UNIT_LISTS
from tongcheng.office.lists.models import Item, ItemState, ItemUnit, List, Milestone
from tongcheng.office.lists.rules import CONTACT_FIELDS
from tongcheng.office.people.models import Unit

Row = TypeVar("Row", bound=models.Model)
BATCH = 500

NEEDS_RESOLUTION = Text(
    "清单已印发，请填写作出决定的议定事项（会议及事项）",
    "The list was issued: say which resolution (meeting and matter) decided this",
)


def held(items: Sequence[Item]) -> Sequence[Item]:
    """Read rows anew into the given objects and hold them until the transaction ends; five queries at most.

    What was checked before the transaction may have changed since: call :func:`recheck` afterwards.
    """
    _renew(items, Item.objects.select_for_update().in_bulk([item.pk for item in items]))
    lists = List.objects.in_bulk({item.list_id for item in items})
    units = Unit.objects.in_bulk({item.reporting_unit_id for item in items if item.reporting_unit_id})
    for item in items:
        item.list = lists[item.list_id]
        item.reporting_unit = units.get(item.reporting_unit_id)
    return items


def _renew(given: Iterable[Row], rows: dict[Any, Row]) -> None:
    for one in given:
        for field in one._meta.concrete_fields:  # noqa: SLF001
            setattr(one, field.attname, getattr(rows[one.pk], field.attname))


def recheck(act: Act, rule: Rule, items: Iterable[Item]) -> None:
    """Ask the rule again for rows as they are now."""
    for item in items:
        check(rule, act.standing, item)


def want_reason(act: Act, item: Item, names: Iterable[str]) -> None:
    """Refuse a change without a reason, unless the row is a draft or only its contacts change."""
    if item.state != ItemState.DRAFT and not act.reason.strip() and set(names) - CONTACT_FIELDS:
        raise RefusedError(NO_REASON)


def wants_resolution(item: Item) -> bool:
    """Say whether a change of this row must have been decided: its list is a year's and was issued."""
    in_force = bool(item.list.year) and item.state != ItemState.DRAFT
    return in_force and bool(item.list.versions.exists())


def want_resolution(items: Iterable[Item], resolution: str) -> None:
    """Refuse a change of an issued year list that no resolution decided; drafts were never issued."""
    lists = {item.list_id for item in items if item.list.year and item.state != ItemState.DRAFT}
    if lists and not resolution.strip() and List.objects.filter(pk__in=lists, versions__isnull=False).exists():
        raise RefusedError(NEEDS_RESOLUTION)


def settled_due(item: Item, due: Any) -> dict[str, Any]:
    """Give the original date to be kept for ever, if the row is in force and has none yet."""
    first = item.state != ItemState.DRAFT and item.original_due is None and due is not None
    return {"original_due": due} if first else {}


def settle_milestones(items: Iterable[Item]) -> dict[int, dict[str, Any]]:
    """Keep the first date of every milestone of rows that come into force; two queries.

    Gives what the log says of it, by row: the dates by milestone.
    """
    rows = list(Milestone.objects.filter(item__in=items, original_due__isnull=True, due__isnull=False))
    said: dict[int, dict[str, Any]] = {}
    for row in rows:
        row.revise({"original_due": row.due})
        said.setdefault(row.item_id, {})[str(row.pk)] = plain(row.due)
    save_all(rows, ["original_due"])
    return said


def with_dates(changes: Iterable[Change | None], dates: dict[int, dict[str, Any]]) -> list[Change]:
    """Add to the changes of rows what :func:`settle_milestones` kept; other rows get a change of their own."""
    found = []
    for change in changes:
        if change is None:
            continue
        own = dates.pop(change.subject.pk, None) if isinstance(change.subject, Item) else None
        found.append(change._replace(after=(change.after or {}) | {"milestone_dates": own}) if own else change)
    rest = Item.objects.in_bulk(dates)
    return found + [Change(rest[pk], {}, {"milestone_dates": own}) for pk, own in dates.items()]


def save_all(rows: Sequence[Revised], names: Iterable[str]) -> None:
    """Write the named fields of changed rows, with their revisions, in as few statements as possible.

    An insert that meets the row and updates it is several times faster than Django's ``bulk_update``, whose
    conditional expressions take a second per thousand rows.
    """
    if not rows:
        return
    fields = [*dict.fromkeys(names), "revision", "field_revisions"]
    manager: Any = type(rows[0])._default_manager  # noqa: SLF001
    manager.bulk_create(rows, BATCH, update_conflicts=True, update_fields=fields, unique_fields=["pk"])


def participants(items: Iterable[Item]) -> dict[int, dict[str, list[int]]]:
    """Give who takes part in each row, by the names of ``RELATIONS``; two queries."""
    found: dict[int, dict[str, list[int]]] = {item.pk: {name: [] for name in RELATIONS} for item in items}
    by_role = {role: name for name, role in UNIT_LISTS.items()}
    rows = ItemUnit.objects.filter(item__in=found).order_by("order", "pk")
    for item, role, unit in rows.values_list("item_id", "role", "unit_id"):
        found[item][by_role[role]].append(unit)
    cities = Item.cities.through.objects.filter(item__in=found).order_by("city__order", "pk")
    for item, city in cities.values_list("item_id", "city_id"):
        found[item]["cities"].append(city)
    return found


def write_participants(wanted: dict[int, dict[str, list[int]]], *, fresh: bool = False) -> None:
    """Replace who takes part, for the rows and names given; six queries at most."""
    if not fresh:
        for name, role in UNIT_LISTS.items():
            if rows := [item for item, lists in wanted.items() if name in lists]:
                ItemUnit.objects.filter(item__in=rows, role=role).delete()
        if rows := [item for item, lists in wanted.items() if "cities" in lists]:
            Item.cities.through.objects.filter(item__in=rows).delete()
    ItemUnit.objects.bulk_create(
        [
            ItemUnit(item_id=item, unit_id=unit, role=UNIT_LISTS[name], order=order)
            for item, lists in wanted.items()
            for name in UNIT_LISTS
            for order, unit in enumerate(lists.get(name, ()))
        ],
        batch_size=BATCH * 4,
    )
    Item.cities.through.objects.bulk_create(
        [
            Item.cities.through(item_id=item, city_id=city)
            for item, lists in wanted.items()
            for city in lists.get("cities", ())
        ],
        batch_size=BATCH * 4,
    )
