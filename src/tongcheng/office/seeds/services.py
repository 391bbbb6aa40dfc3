"""Services across cities: as a circle's table has them, and for the fictional circle what its cities offer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tongcheng.office.core.acting import Act
from tongcheng.office.cross_services.actions import add_services, change_offers, change_service, report_use
from tongcheng.office.cross_services.actions.offers import OfferValues
from tongcheng.office.cross_services.models import Basis, Offer, Service, Use, UseKind
from tongcheng.office.people.models import City
from tongcheng.office.seeds.circle import records, several, words
from tongcheng.region import Region
from tongcheng.region.periods import parse_period

_QUARTERS = ((date(2022, 1, 1), date(2022, 3, 31)), (date(2022, 4, 1), date(2022, 6, 30)))


def load_services(act: Act, region: Region, sources: Mapping[str, str], circle: str) -> list[Service]:
    """Add the services of a circle's table with the counts that were published; what a city offers stays unsaid."""
    rows = records(region, "services")
    published = {words(row, "source"): words(row, "published") for row in records(region, "sources")}
    services = [
        Service(
            code=words(row, "service"),
            name=words(row, "name")[:200],
            field=words(row, "field")[:40],
            parties=several(row, "parties"),
            mode=words(row, "mode")[:200],
            status=words(row, "status")[:80],
            effective=words(row, "effective")[:40],
            mutual=several(row, "mutual_recognition"),
            source=sources.get(words(row, "source"), "")[:400],
            remark=words(row, "note"),
            circle=circle,
            synthetic=words(row, "basis") == "synthetic",
            public=words(row, "basis") == "official",
        )
        for row in rows
    ]
    made = add_services(act, services)
    uses: list[Use] = []
    for service, row in zip(made, rows, strict=True):
        known = _known_on(words(row, "volume")) or _day(published.get(words(row, "source"), ""))
        known = known or _day(words(row, "effective"))
        if known is None:
            continue  # a count without any date would be a figure without its papers
        common = {"service": service, "ends": known, "basis": words(row, "basis"), "source": service.source}
        if items := words(row, "items"):
            uses.append(Use(kind=UseKind.ITEMS, value=int(float(items)), **common))
        if volume := words(row, "volume"):
            uses.append(Use(kind=UseKind.HANDLED, words=volume[:200], **common))
    if uses:
        report_use(act, uses)
    return made


def invent_offers(act: Act, services: list[Service], cities: Mapping[str, City]) -> None:
    """Say for the fictional circle who offers what, with a gap of each kind, and who used it in two quarters."""
    places = sorted({city.pk: city for city in cities.values()}.values(), key=lambda city: city.order)
    offers, given, uses = [], [], []
    for number, service in enumerate(services):
        for place, city in enumerate(places):
            if (number + place) % 7 == 6:  # this city has not said
                continue
            offered = (number * 3 + place) % 8 != 5
            values: dict[str, Any] = {"offered": offered}
            if offered:
                values |= {
                    "online": number % 2 == 0, "agent": place != 0, "joint": number % 3 == 0,
                    "same_standard": (number + place) % 4 != 3, "materials": 2 + (number + place) % 3,
                    "days": Decimal(3 + (number % 3) * 2 + (place if number % 4 == 1 else 0)), "since": date(2021, 7, 1),
                }  # fmt: skip
                for quarter, (begins, ends) in enumerate(_QUARTERS):
                    count = 0 if (number, place) == (4, 3) else 40 + 37 * number + 90 * (3 - place) + 25 * quarter
                    uses.append(
                        Use(
                            service=service, city=city, begins=begins, ends=ends, value=count, basis=Basis.SYNTHETIC,
                            source="示意数据",
                        )
                    )  # fmt: skip
            offers.append(Offer(service=service, city=city))
            given.append(OfferValues(values))
    change_offers(act, offers, given)
    for service in services[::2]:  # the others show what stays inside
        change_service(act, service, {"public": True})
    report_use(act, uses)


def _known_on(volume: str) -> date | None:
    found = re.search(r"至(\d{4})-(\d{2})", volume)
    return _day(f"{found[1]}-{found[2]}") if found else None


def _day(written: str) -> date | None:
    """Give the last day of a period as a table writes it."""
    if not written:
        return None
    try:
        return parse_period(written)[1]
    except ValueError:
        return None
