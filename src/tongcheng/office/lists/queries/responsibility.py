"""The responsibility list (责任清单): not a list of its own but every unit with the rows it answers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tongcheng.office.lists.models import OPEN_STATES, Item, ItemUnit, List
from tongcheng.office.lists.printed import whole
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class Answering:
    """A unit with the numbers of open rows that it leads, supports, guides and reports on."""

    unit: Unit
    leads: int
    supports: int
    guides: int
    reports: int
    overdue: int


def _open(standing: Standing, lst: List | None) -> QuerySet[Item]:
    rows: QuerySet[Item] = Item.objects.visible_to(standing).filter(state__in=OPEN_STATES)
    return rows.filter(list=lst) if lst is not None else rows.filter(list__closed=False)


def answering_units(standing: Standing, lst: List | None = None, today: date | None = None) -> list[Answering]:
    """Give every unit that answers for an open row, in the order of units; three queries."""
    rows = _open(standing, lst).order_by()
    today = today or timezone.localdate()
    by_role: dict[int, dict[str, int]] = {}
    taking = ItemUnit.objects.filter(item__in=rows.values("pk")).order_by()
    for unit, role, count in taking.values_list("unit", "role").annotate(n=Count("pk")):
        by_role.setdefault(unit, {})[role] = count
    late = Q(due__lt=today) & ~Q(state="done")
    reports = (
        Item.objects.filter(pk__in=rows.values("pk"), reporting_unit__isnull=False)
        .order_by()
        .values_list("reporting_unit")
        .annotate(n=Count("pk"), late=Count("pk", filter=late))
    )
    reporting = {unit: (count, overdue) for unit, count, overdue in reports}
    found = []
    for unit in Unit.objects.filter(pk__in={*by_role, *reporting}).select_related("city"):
        roles = by_role.get(unit.pk, {})
        count, overdue = reporting.get(unit.pk, (0, 0))
        found.append(
            Answering(unit, roles.get("lead", 0), roles.get("support", 0), roles.get("guide", 0), count, overdue)
        )
    return found


def rows_of_unit(standing: Standing, unit: Unit, lst: List | None = None) -> QuerySet[Item]:
    """Give the open rows that a unit answers for, with everything that a table shows; slice it before use."""
    on = Item.objects.filter(Q(item_units__unit=unit) | Q(reporting_unit=unit)).order_by().values("pk")
    return whole(_open(standing, lst).filter(pk__in=on).order_by("list", "order", "pk"))
