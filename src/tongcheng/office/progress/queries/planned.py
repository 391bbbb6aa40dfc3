"""What opening periods will do, said before it is done; and which rows of a period nobody reports on yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from tongcheng.office.lists.models import Item, ItemState, List
from tongcheng.office.lists.models.item import OPEN_STATES
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Period


@dataclass(frozen=True)
class PlannedPeriod:
    """A period that would be opened; ``known`` if it exists already and only gets the lists added."""

    period: Period
    opens: date
    unit_due: date
    city_due: date
    known: bool

    @property
    def over(self) -> bool:
        """Whether the units' deadline has passed already."""
        return self.unit_due < timezone.localdate()


@dataclass(frozen=True)
class PlannedList:
    """A list chosen: rows that are reported on, by how many units; drafts, which are not."""

    name: str
    rows: int
    units: int
    drafts: int


@dataclass(frozen=True)
class Planned:
    """Everything that opening would do."""

    periods: tuple[PlannedPeriod, ...]
    lists: tuple[PlannedList, ...]


@dataclass(frozen=True)
class Unowed:
    """Rows of a period's lists on which nobody reports yet: drafts."""

    drafts: int
    lists: tuple[List, ...]


def planned(
    spans: Sequence[tuple[str, date, date]],
    lists: Sequence[List],
    kind: str,
    unit_days: int,
    city_days: int,
    opens_days: int = 5,
) -> Planned:
    """Say what opening some spans for some lists would do; two queries."""
    known = set(Period.objects.filter(code__in=[code for code, _, _ in spans]).values_list("code", flat=True))
    periods = tuple(
        PlannedPeriod(
            Period(code=code, kind=kind, first_day=first, last_day=last),
            last - timedelta(opens_days),
            last + timedelta(unit_days),
            last + timedelta(city_days),
            code in known,
        )
        for code, first, last in spans
    )
    owned = Q(state__in=OPEN_STATES)
    counts = {
        row["list"]: row
        for row in Item.objects.filter(list__in=lists)
        .order_by()
        .values("list")
        .annotate(
            owed=Count("pk", filter=owned),
            units=Count("reporting_unit", filter=owned, distinct=True),
            drafts=Count("pk", filter=Q(state=ItemState.DRAFT)),
        )
    }
    nothing = {"owed": 0, "units": 0, "drafts": 0}
    found = ((one, counts.get(one.pk, nothing)) for one in lists)
    return Planned(
        periods,
        tuple(PlannedList(str(one), row["owed"], row["units"], row["drafts"]) for one, row in found),
    )


def unowed(lists: Sequence[List], standing: Standing) -> Unowed:
    """Count the rows of a period's lists on which nobody reports, as far as the reader sees them; one query."""
    rows = Item.objects.filter(list__in=lists, state=ItemState.DRAFT).visible_to(standing)
    return Unowed(rows.order_by().count(), tuple(lists))
