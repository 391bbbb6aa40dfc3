"""What is missing: where a service is not given, on other terms, or given and not used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tongcheng.language import Text
from tongcheng.office.cross_services.models import Service, Use, UseKind
from tongcheng.office.cross_services.queries.matrix import Cell, Row, rows_of
from tongcheng.office.lists.models import Item
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing

KINDS = {
    "not_offered": Text("有的市不可办", "not offered everywhere"),
    "no_standard": Text("标准不一", "no common standard"),
    "days_differ": Text("时限不一", "different time limits"),
    "not_used": Text("有事项无办件", "offered, never used"),
}


@dataclass(frozen=True)
class ServiceGap:
    """One gap: which service, which cities, what is missing, and the row it became if it did."""

    key: str
    kind: str
    service: Service
    cities: tuple[City, ...]
    title: Text
    sentence: Text
    item: Item | None = None

    @property
    def label(self) -> Text:
        """Name its kind."""
        return KINDS[self.kind]


def gaps_of(standing: Standing) -> list[ServiceGap]:
    """Give the gaps of all services that may be seen, with the rows they became; six queries.

    A city that has not said is no gap: it is asked (see :func:`unsaid`).
    """
    rows = rows_of(standing)
    uses = _totals([row.service for row in rows])
    found = [gap for row in rows for gap in _gaps(row, uses.get(row.service.pk, []))]
    items = Item.objects.visible_to(standing).filter(gap_key__in=[gap.key for gap in found]).select_related("list")
    made = {item.gap_key: item for item in items}
    return [replace(gap, item=made.get(gap.key)) for gap in found]


def unsaid(rows: Sequence[Row]) -> list[tuple[City, int]]:
    """Count by city the services of which it has not said whether it offers them."""
    counted: dict[City, int] = {}
    for row in rows:
        for cell in row.cells:
            counted[cell.city] = counted.get(cell.city, 0) + (cell.offer is None)
    return [(city, count) for city, count in counted.items() if count]


def _totals(services: Sequence[Service]) -> dict[int, list[Use]]:
    found: dict[int, list[Use]] = {}
    wanted = Use.objects.filter(service__in=services, kind=UseKind.HANDLED, replaced_by__isnull=True)
    for use in wanted.select_related("city"):
        found.setdefault(use.service_id, []).append(use)
    return found


def _gaps(row: Row, uses: Sequence[Use]) -> Iterator[ServiceGap]:
    given = [cell for cell in row.cells if cell.state == "yes"]
    if not given:
        return
    for cell in row.cells:
        if cell.state == "no":
            yield _not_offered(row.service, cell, given)
    if len(given) > 1:
        yield from _terms(row.service, given)
    yield from _not_used(row.service, given, uses)


def _not_offered(service: Service, cell: Cell, given: Sequence[Cell]) -> ServiceGap:
    others = _names(given)
    return _gap(
        service, "not_offered", [cell],
        Text(f"{cell.city}不可办理“{service}”", f"{service}: not offered in {_en(cell.city)}"),
        Text(
            f"“{service}”在{others.zh}可办，{cell.city}尚不可办。",
            f"{service} is offered in {others.en}, but not in {_en(cell.city)}.",
        ),
    )  # fmt: skip


def _terms(service: Service, given: Sequence[Cell]) -> Iterator[ServiceGap]:
    without = [cell for cell in given if cell.offer is not None and not cell.offer.same_standard]
    if without:
        names = _names(without)
        yield _gap(
            service, "no_standard", without,
            Text(f"“{service}”标准不一", f"{service}: no common standard"),
            Text(f"{names.zh}办理“{service}”尚未执行同一标准。", f"{names.en} give {service} without the common standard."),
        )  # fmt: skip
    days = {cell.city: cell.offer.days for cell in given if cell.offer is not None and cell.offer.days is not None}
    if len(set(days.values())) > 1:
        slow, fast = max(days.values()), min(days.values())
        late = [cell for cell in given if cell.offer is not None and cell.offer.days == slow]
        names = _names(late)
        yield _gap(
            service, "days_differ", late,
            Text(f"“{service}”办结时限不一", f"{service}: different time limits"),
            Text(
                f"{names.zh}办结“{service}”需{_plain(slow)}个工作日，最快的市{_plain(fast)}个工作日。",
                f"{names.en} take {_plain(slow)} working days for {service}, the fastest city {_plain(fast)}.",
            ),
        )  # fmt: skip


def _not_used(service: Service, given: Sequence[Cell], uses: Sequence[Use]) -> Iterator[ServiceGap]:
    """Give the cities whose latest period had no case, and the whole service if its latest total was none."""
    latest: dict[int | None, Use] = {}
    for use in uses:
        if use.value is not None and use.home_id is None:
            latest[use.city_id] = use
    for cell in given:
        last = latest.get(cell.city.pk)
        if last is not None and last.value == 0:
            span = _span(last)
            yield _gap(
                service, "not_used", [cell],
                Text(f"{cell.city}“{service}”有事项无办件", f"{service}: offered in {_en(cell.city)}, never used"),
                Text(
                    f"{cell.city}可办“{service}”，但{span}办件为零。",
                    f"{_en(cell.city)} offers {service}, but nobody used it in {span}.",
                ),
            )  # fmt: skip


def _span(use: Use) -> str:
    return f"{use.begins}—{use.ends}" if use.begins else f"{use.ends}"


def _gap(service: Service, kind: str, cells: Sequence[Cell], title: Text, sentence: Text) -> ServiceGap:
    cities = tuple(cell.city for cell in cells)
    words = "|".join(("cross_services", service.code, kind, *(city.code for city in cities)))
    return ServiceGap(hashlib.sha256(words.encode()).hexdigest()[:32], kind, service, cities, title, sentence)


def _plain(days: Decimal) -> str:
    return f"{days.normalize():f}"


def _en(city: City) -> str:
    return city.name_en or city.name


def _names(cells: Sequence[Cell]) -> Text:
    return Text("、".join(cell.city.name for cell in cells), ", ".join(_en(cell.city) for cell in cells))
