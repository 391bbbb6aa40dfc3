"""The list with its filters, the batches, and what came of it all in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils import timezone

from tongcheng.office.lists.models import List, ListKind
from tongcheng.office.lists.rules import may_add_items
from tongcheng.office.opportunities.models import Batch, Enquiry, FollowUp, Opportunity, Side, Sort, State
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing

_RELATED = ("item__list", "city", "unit", "batch")


@dataclass(frozen=True)
class Filters:
    """What is looked for; empty means everything."""

    words: str = ""
    city: str = ""
    side: str = ""
    sort: str = ""
    field: str = ""
    state: str = ""
    batch: str = ""
    valid: str = ""
    open: str = ""

    @classmethod
    def typed(cls, given: Mapping[str, str]) -> Filters:
        """Read them from an address; what is no choice is passed over."""
        held = {name: given.get(name, "").strip()[:80] for name in cls.__dataclass_fields__}
        held["words"] = given.get("q", "").strip()[:80]
        for name, known in (("side", Side.values), ("sort", Sort.values), ("state", State.values)):
            held[name] = held[name] if held[name] in known else ""
        digits = held["batch"]
        held["batch"] = digits if digits.isascii() and digits.isdigit() and len(digits) < 10 else ""
        return cls(**held)

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return any(getattr(self, name) for name in self.__dataclass_fields__)


def rows_of(standing: Standing, filters: Filters, today: date) -> QuerySet[Any]:
    """Give the opportunities that a reader may see and looks for."""
    rows = Opportunity.objects.visible_to(standing).select_related(*_RELATED)
    asked = {
        "city__code": filters.city, "side": filters.side, "sort": filters.sort, "item__field": filters.field,
        "state": filters.state, "batch": filters.batch,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if filters.words:
        said = Q(item__title__icontains=filters.words) | Q(item__content__icontains=filters.words)
        rows = rows.filter(said | Q(place__icontains=filters.words))
    if filters.valid == "today":
        rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today), state=State.PUBLISHED)
    if filters.open and standing.person is not None:
        waiting = Enquiry.objects.visible_to(standing).filter(followups__isnull=True).values("opportunity")
        rows = rows.filter(pk__in=waiting, state__in=(State.PUBLISHED, State.MATCHED))
    found: QuerySet[Any] = rows
    return found


def with_counts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Count enquiries and follow-up beside each row, what is not yet published first; for readers inside."""
    counted: QuerySet[Any] = rows.annotate(
        asked=Count("enquiries", distinct=True),
        followed=Count("followups", distinct=True),
        last_followed=Max("followups__on"),
    ).order_by(F("published_at").desc(nulls_first=True), "item__order", "pk")
    return counted


def choices_of(standing: Standing) -> dict[str, Any]:
    """Give what the filters offer; three queries."""
    rows = Opportunity.objects.visible_to(standing)
    fields = rows.exclude(item__field="").order_by("item__field").values_list("item__field", flat=True).distinct()
    return {
        "cities": list(City.objects.all()),
        "fields": list(fields),
        "batches": list(Batch.objects.filter(opportunities__in=rows.order_by()).distinct()),
        "sides": Side.choices,
        "sorts": Sort.choices,
        "states": State.choices,
    }


@dataclass(frozen=True)
class Tally:
    """What came of it: how many in each state, enquiries, follow-up, money landed."""

    states: dict[str, int]
    enquiries: int
    followups: int
    landed_money: Any

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Give the states that occur with their words."""
        return [(str(label), self.states[name]) for name, label in State.choices if self.states.get(name)]


def tally_of(standing: Standing) -> Tally:
    """Count what a reader inside may see; four queries."""
    rows = Opportunity.objects.visible_to(standing).order_by()
    states = dict(rows.values_list("state").annotate(count=Count("pk")))
    money = rows.filter(state=State.LANDED).aggregate(total=Sum("landed_money"))["total"]
    return Tally(
        states,
        Enquiry.objects.filter(opportunity__in=rows).count(),
        FollowUp.objects.filter(opportunity__in=rows).count(),
        money,
    )


def batches_of(standing: Standing) -> list[Batch]:
    """Give the batches with how many of their opportunities a reader may see; those told in public to the public."""
    seen = Opportunity.objects.visible_to(standing).order_by().values("pk")
    rows = Batch.objects.select_related("list").annotate(
        shown=Count("opportunities", filter=Q(opportunities__in=seen))
    )
    if standing.person is None and not standing.system:
        rows = rows.filter(Q(shown__gt=0) | ~Q(source=""), on__lte=timezone.localdate())
    return list(rows)


def lists_for(standing: Standing) -> list[List]:
    """Give the opportunity lists to which this person may add rows."""
    rows = List.objects.filter(kind=ListKind.OPPORTUNITY, closed=False).select_related("keeper")
    return [one for one in rows if may_add_items(standing, one) is None]
