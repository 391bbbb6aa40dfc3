"""The matrix: one row per service, one cell per city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongcheng.language import Text
from tongcheng.office.cross_services.models import Offer, Service, Use, UseKind
from tongcheng.office.cross_services.queries.use import handled_by_city
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing

WAYS = (
    ("online", Text("网上办", "online")),
    ("agent", Text("代收代办", "agent")),
    ("joint", Text("多地联办", "jointly")),
    ("same_standard", Text("同一标准", "same standard")),
)


@dataclass(frozen=True)
class Cell:
    """What one city offers; ``offer`` is ``None`` where the city has not said."""

    city: City
    offer: Offer | None

    @property
    def state(self) -> str:
        """Give ``unknown``, ``no`` or ``yes``."""
        if self.offer is None:
            return "unknown"
        return "yes" if self.offer.offered else "no"

    @property
    def ways(self) -> list[Text]:
        """Give the ways in which it is offered."""
        return [label for name, label in WAYS if self.offer is not None and getattr(self.offer, name)]


@dataclass(frozen=True)
class Latest:
    """Use in the last period: a total as told (``cities`` is 0), or the sum of so many cities."""

    value: int | None
    words: str
    begins: date | None
    ends: date
    cities: int


@dataclass(frozen=True)
class Row:
    """A service with its cells in the order of the cities, and its latest use."""

    service: Service
    cells: tuple[Cell, ...]
    latest: Latest | None

    @property
    def said(self) -> int:
        """Count the cities that have said."""
        return sum(cell.offer is not None for cell in self.cells)


def fields_of(standing: Standing) -> list[str]:
    """Give the fields of the services that may be seen, in order; one query."""
    found = Service.objects.visible_to(standing).order_by("field").values_list("field", flat=True).distinct()
    return list(found)


def rows_of(standing: Standing, field: str = "", words: str = "") -> list[Row]:
    """Give the matrix, or the part of a field or with some words in it; four queries whatever its size."""
    services = Service.objects.visible_to(standing).select_related("unit")
    if field:
        services = services.filter(field=field)
    if words:
        services = services.filter(name__icontains=words)
    return filled(list(services))


def filled(services: Sequence[Service]) -> list[Row]:
    """Give the rows of some services."""
    cities = list(City.objects.all())
    offers = {(one.service_id, one.city_id): one for one in Offer.objects.filter(service__in=services)}
    latest = latest_of(services)
    return [
        Row(
            service,
            tuple(Cell(city, offers.get((service.pk, city.pk))) for city in cities),
            latest.get(service.pk),
        )
        for service in services
    ]


def latest_of(services: Sequence[Service]) -> dict[int, Latest]:
    """Give by service its use in the last period that was told: a total if there is one, else the cities' sum."""
    uses = Use.objects.filter(service__in=services, kind=UseKind.HANDLED, replaced_by__isnull=True)
    told: dict[int, list[Use]] = {}
    for use in uses.order_by("ends", "pk"):
        told.setdefault(use.service_id, []).append(use)
    return {service: _latest(own) for service, own in told.items()}


def _latest(uses: Sequence[Use]) -> Latest:
    last = [use for use in uses if use.ends == uses[-1].ends]
    whole = [use for use in last if use.city_id is None and use.home_id is None]
    one = (whole or last)[-1]
    if whole or one.begins is None:
        return Latest(one.value, one.words, one.begins, one.ends, 0)
    found = handled_by_city([use for use in last if use.begins == one.begins], one.begins, one.ends)
    return Latest(sum(found.values()) if found else None, one.words, one.begins, one.ends, len(found))
