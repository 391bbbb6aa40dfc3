"""The matrix: one row per service, one cell per city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongcheng.language import Text
from tongcheng.office.cross_services.models import Offer, Service, Use, UseKind
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
class Row:
    """A service with its cells in the order of the cities, and its latest use."""

    service: Service
    cells: tuple[Cell, ...]
    latest: Use | None

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


def latest_of(services: Sequence[Service]) -> dict[int, Use]:
    """Give by service the latest reading of its use that was not corrected, in total before one city's."""
    uses = Use.objects.filter(service__in=services, kind=UseKind.HANDLED, replaced_by__isnull=True)
    found: dict[int, Use] = {}
    for use in uses.order_by("ends", "-city", "-home", "pk"):
        found[use.service_id] = use
    return found
