"""Use by period: what was handled, in sums that say what they are sums of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongcheng.office.cross_services.models import Service, Use, UseKind
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @property
    def zh(self) -> str:
        """Name it in Chinese."""
        return f"{self.year}年{self.number}季度"

    @property
    def en(self) -> str:
        """Name it in English."""
        return f"{self.year} Q{self.number}"

    @property
    def begins(self) -> date:
        """Give its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends(self) -> date:
        """Give its last day."""
        return date(self.year, 3 * self.number, 31 if self.number in (1, 4) else 30)


@dataclass(frozen=True)
class UseRow:
    """A service's cases per quarter: ``None`` where nobody reported, which is not zero."""

    service: Service
    counts: tuple[int | None, ...]
    reported: tuple[int, ...]
    total: int | None

    @property
    def pairs(self) -> list[tuple[int | None, int]]:
        """Give each quarter's sum with the number of cities in it."""
        return list(zip(self.counts, self.reported, strict=True))


@dataclass(frozen=True)
class UseTable:
    """Services by quarter, with the cities whose reports each sum needs."""

    quarters: tuple[Quarter, ...]
    rows: tuple[UseRow, ...]
    cities: int


def readings_of(service: Service) -> list[Use]:
    """Give every reading of a service, latest first, corrected ones with what replaced them; one query."""
    uses = Use.objects.filter(service=service).select_related("city", "home", "replaced_by", "replaces")
    return list(uses.order_by("-ends", "-pk"))


def years_of(standing: Standing) -> list[int]:
    """Give the years in which use was reported by period, latest first."""
    uses = Use.objects.visible_to(standing).filter(kind=UseKind.HANDLED, begins__isnull=False)
    return sorted({one.year for one in uses.dates("ends", "year")}, reverse=True)


def use_table(standing: Standing, year: int) -> UseTable:
    """Give cases handled per service and quarter of a year, from the cities' own reports; three queries.

    A quarter's sum adds the cities that reported periods inside it; how many did is shown beside it. Totals that a
    source gives for all cities together are not added to them.
    """
    quarters = tuple(Quarter(year, number) for number in range(1, 5))
    uses = Use.objects.visible_to(standing).filter(
        kind=UseKind.HANDLED, begins__year=year, ends__year=year, city__isnull=False, value__isnull=False,
        replaced_by__isnull=True,
    )  # fmt: skip
    by_service: dict[int, list[Use]] = {}
    for use in uses:
        by_service.setdefault(use.service_id, []).append(use)
    services = Service.objects.visible_to(standing).filter(pk__in=by_service)
    rows = tuple(_row(service, by_service[service.pk], quarters) for service in services)
    return UseTable(quarters, rows, City.objects.count())


def _row(service: Service, uses: Sequence[Use], quarters: Iterable[Quarter]) -> UseRow:
    counts: list[int | None] = []
    reported: list[int] = []
    for quarter in quarters:
        found = handled_by_city(uses, quarter.begins, quarter.ends)
        counts.append(sum(found.values()) if found else None)
        reported.append(len(found))
    year = handled_by_city(uses, date(uses[0].ends.year, 1, 1), date(uses[0].ends.year, 12, 31))
    return UseRow(service, tuple(counts), tuple(reported), sum(year.values()) if year else None)


def handled_by_city(uses: Iterable[Use], first: date, last: date) -> dict[int, int]:
    """Add by city what was handled within some days, nothing twice.

    What a city reported for all applicants stands before the parts by the applicants' cities, and a longer period
    before the shorter ones that it overlaps.
    """
    periods: dict[int, dict[tuple[date, date], list[Use]]] = {}
    for use in uses:
        if use.city_id and use.value is not None and use.begins and first <= use.begins and use.ends <= last:
            periods.setdefault(use.city_id, {}).setdefault((use.begins, use.ends), []).append(use)
    found = {}
    for city, own in periods.items():
        taken: list[tuple[date, date]] = []
        for begins, ends in sorted(own, key=lambda span: (span[0] - span[1], span)):
            if all(ends < other[0] or other[1] < begins for other in taken):
                taken.append((begins, ends))
        found[city] = sum(_of_period(own[span]) for span in taken)
    return found


def _of_period(uses: Sequence[Use]) -> int:
    whole = [use for use in uses if use.home_id is None]
    return sum(use.value or 0 for use in (whole[-1:] or uses))
