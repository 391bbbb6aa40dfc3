"""Which units owe a ledger for a period, and with which rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from tongcheng.office.audit.models import Event
from tongcheng.office.lists.models import Item
from tongcheng.office.lists.models.item import OPEN_STATES, Visibility
from tongcheng.office.people.models import Unit, UnitKind
from tongcheng.office.progress.models import Ledger, Period

#: Units that may hold rows which only the joint office sees.
_OF_THE_OFFICE = (UnitKind.JOINT_OFFICE, UnitKind.SECTION, UnitKind.LEADING_GROUP)
#: More rows than this are fetched by their lists, so that no statement names thousands of ids.
_MOST_IDS = 500
_DECIDING = ("list", "reporting_unit", "state", "visibility")


@dataclass(frozen=True)
class UnitOwes:
    """A unit and the rows it has to report on."""

    unit: Unit
    items: tuple[Item, ...]


def owed(period: Period, units: Iterable[int] | None = None) -> dict[int, list[Item]]:
    """Give by reporting unit the open rows of the period's lists, in printed order.

    After the freeze the rows are those of the moment of the freeze: what was assigned, closed or moved later is
    seen in the log and set back.
    """
    pairs = dict(_owed_pairs(period, units))
    rows = Item.objects.select_related("project", "list").order_by("list__code", "order", "pk")
    found: dict[int, list[Item]] = {}
    for item in _of_ids(rows, period, pairs):
        found.setdefault(pairs[item.pk], []).append(item)
    return found


def owed_counts(period: Period, units: Iterable[int] | None = None) -> dict[int, int]:
    """Give by reporting unit how many rows it owes, without fetching the rows."""
    return dict(Counter(unit for _, unit in _owed_pairs(period, units)))


def _of_ids(rows: QuerySet[Item], period: Period, pairs: Mapping[int, int]) -> Iterator[Item]:
    """Fetch rows by their lists and units rather than by thousands of ids."""
    if not pairs:
        return
    if len(pairs) <= _MOST_IDS:
        yield from rows.filter(pk__in=list(pairs))
        return
    lists = period.lists.values("pk")
    now = Q(list__in=lists, reporting_unit__in=set(pairs.values()), state__in=OPEN_STATES)
    seen = {item.pk: item for item in rows.filter(now) if item.pk in pairs}
    missing = [pk for pk in pairs if pk not in seen]
    seen |= {item.pk: item for item in rows.filter(pk__in=missing)} if missing else {}
    yield from sorted(seen.values(), key=lambda item: (item.list.code, item.order, item.pk))


def _owed_pairs(period: Period, units: Iterable[int] | None) -> Iterator[tuple[int, int]]:
    """Give (row, unit that reports on it), as of now or of the freeze."""
    wanted = set(units) if units is not None else None
    lists = set(period.lists.values_list("pk", flat=True))
    if not lists:
        return
    then = _before_later_changes(period) if period.is_frozen() else {}
    now = Q(list__in=lists, reporting_unit__isnull=False, state__in=OPEN_STATES)
    if wanted is not None:
        now &= Q(reporting_unit__in=wanted)
    rows = Item.objects.filter(now | Q(pk__in=list(then)) if then else now).order_by()
    office_only = _OfficeOnly()
    for pk, *values in rows.values_list("pk", "list_id", "reporting_unit_id", "state", "visibility"):
        state = _as_it_was(dict(zip(_DECIDING, values, strict=True)), then.get(pk, {}))
        if state is None or state["list"] not in lists or state["state"] not in OPEN_STATES:
            continue
        unit = state["reporting_unit"]
        if unit is None or (wanted is not None and unit not in wanted):
            continue
        if state["visibility"] != Visibility.OFFICE or office_only.may_hold(unit):
            yield pk, unit


def units_owing(period: Period, units: Iterable[int] | None = None) -> list[UnitOwes]:
    """Give the units that owe a ledger, by city in the cities' order; units without a city come last."""
    rows = owed(period, units)
    return [UnitOwes(unit, tuple(rows[unit.pk])) for unit in in_printed_order(rows)]


def in_printed_order(units: Iterable[int]) -> list[Unit]:
    """Give units by city in the cities' order; those without a city come last."""
    return sorted(Unit.objects.select_related("city").filter(pk__in=list(units)), key=_printed_order)


def ledgers_of(period: Period, units: Sequence[Unit]) -> list[Ledger]:
    """Give each unit's last ledger of the period in the order asked; one that was not begun comes unsaved."""
    rows = Ledger.objects.filter(period=period, unit__in=units).select_related("unit", "period").order_by("edition")
    last = {one.unit_id: one for one in rows}
    for one in last.values():
        one.period = period
    return [last.get(unit.pk) or Ledger(period=period, unit=unit) for unit in units]


class _OfficeOnly:
    """Answers once per page which units may hold rows that only the joint office sees."""

    def __init__(self) -> None:
        self._units: set[int] | None = None

    def may_hold(self, unit: int) -> bool:
        if self._units is None:
            self._units = set(Unit.objects.filter(kind__in=_OF_THE_OFFICE).values_list("pk", flat=True))
        return unit in self._units


def _printed_order(unit: Unit) -> tuple[bool, int, int, str]:
    return unit.city is None, unit.city.order if unit.city else 0, unit.order, unit.code


def _before_later_changes(period: Period) -> dict[int, dict[str, Any] | None]:
    """Give for every row that changed after the freeze what it was before; ``None`` if it did not exist."""
    decided = Q(before__isnull=True)
    for name in _DECIDING:
        decided |= Q(before__has_key=name)
    events = Event.objects.filter(decided, subject_type="lists.item", at__gt=period.frozen).order_by("number")
    then: dict[int, dict[str, Any] | None] = {}
    for subject, before in events.values_list("subject_id", "before"):
        pk = int(subject)
        if pk not in then:
            then[pk] = before
        else:
            first = then[pk]
            if first is not None and before is not None:
                then[pk] = before | first
    return then


def _as_it_was(now: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if before is None:  # made after the freeze
        return None
    return now | {name: before[name] for name in _DECIDING if name in before}
