"""The table of a list: filtered, sorted, grouped and paged, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, When, Window
from django.db.models.expressions import OrderBy
from django.utils import timezone

from tongcheng.office.core.fetching import hand_out
from tongcheng.office.lists.models import BY_DUE, OPEN_STATES, Item, ItemState, List, Milestone
from tongcheng.office.lists.together import hand_out_cities, hand_out_units, share_lists
from tongcheng.office.people.standing import Standing

#: Rows on a page of a list.
ROWS = 50
#: What the state filter offers beside single states.
CURRENT, OPEN, ALL = "current", "open", "all"
#: Rows that another row has replaced, or that were cancelled: no longer in the list.
GONE = (ItemState.CANCELLED, ItemState.SWAPPED, ItemState.MERGED, ItemState.TRANSFERRED)
#: How rows can be sorted; what is not known comes last, whichever database and direction.
SORTS: dict[str, tuple[str | OrderBy, ...]] = {
    "": ("order", "pk"),
    "due": (F("due").asc(nulls_last=True), "order", "pk"),
    "-due": (F("due").desc(nulls_last=True), "order", "pk"),
    "title": ("title", "pk"),
    "state": ("state", "order", "pk"),
    "unit": ("reporting_unit__order", "reporting_unit", "order", "pk"),
    "investment": (F("project__investment").asc(nulls_last=True), "order", "pk"),
    "-investment": (F("project__investment").desc(nulls_last=True), "order", "pk"),
    "year_plan": (F("project__year_plan").asc(nulls_last=True), "order", "pk"),
    "-year_plan": (F("project__year_plan").desc(nulls_last=True), "order", "pk"),
}
#: How rows can be grouped, and what they are sorted by first; a group stands where its first row stands.
GROUPS: dict[str, tuple[str | OrderBy, ...]] = {
    "group": ("group_at", "group"),
    "unit": ("reporting_unit__order", "reporting_unit"),
    "kind": ("kind",),
    "state": ("state",),
    "class": (F("project__project_class").asc(nulls_last=True),),
    "": (),
}


@dataclass(frozen=True)
class Wanted:
    """What of a list is asked for; every field may be left out."""

    state: str = CURRENT
    kind: str = ""
    unit: int | None = None
    city: int | None = None
    group: str = ""
    project_class: str = ""
    due: str = ""
    text: str = ""
    sort: str = ""
    by: str = "group"
    columns: tuple[str, ...] = ()


@dataclass
class Group:
    """Rows under one heading."""

    name: str
    rows: list[Item] = field(default_factory=list)


def filtered(standing: Standing, lst: List | None, wanted: Wanted, today: date | None = None) -> QuerySet[Item]:
    """Give the rows that are asked for and that the reader may see, not sorted."""
    rows: QuerySet[Item] = Item.objects.visible_to(standing)
    if lst is not None:
        rows = rows.filter(list=lst)
    rows = rows.filter(_state(wanted.state), _due(wanted.due, today or timezone.localdate()))
    exact = {"kind": wanted.kind, "group": wanted.group, "project__project_class": wanted.project_class}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.city:
        touched = Item.cities.through.objects.filter(item=OuterRef("pk"), city=wanted.city)
        rows = rows.filter(Exists(touched))  # beside each row: a join would hide its other cities from the sums
    if wanted.unit:
        on = Item.objects.filter(Q(item_units__unit=wanted.unit) | Q(reporting_unit=wanted.unit))
        rows = rows.filter(pk__in=on.order_by().values("pk"))
    for word in wanted.text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(content__icontains=word) | Q(code=word))
    return rows


def _state(state: str) -> Q:
    if state == ALL:
        return Q()
    if state == OPEN:
        return Q(state__in=OPEN_STATES)
    return Q(state=state) if state in ItemState.values else ~Q(state__in=GONE)


def _due(due: str, today: date) -> Q:
    if due == "overdue":
        return Q(due__lt=today, state__in=("active", "paused"))
    if due == "moved":
        return Q(original_due__isnull=False) & ~Q(due__isnull=True) & ~Q(due=F("original_due"))
    if due == "none":
        return Q(due__isnull=True)
    return Q(due__range=(today, today + timedelta(days=int(due)))) if due.isdecimal() else Q()


def ordered(rows: QuerySet[Item], wanted: Wanted) -> QuerySet[Item]:
    """Sort rows, those of one group together."""
    if wanted.by == "group":
        first = Window(Min("order"), partition_by=[F("group")])
        rows = rows.annotate(group_at=Case(When(group="", then=F("order")), default=first))
    return rows.order_by(*GROUPS.get(wanted.by, ()), *SORTS.get(wanted.sort, SORTS[""]))


def found_rows(standing: Standing, lst: List | None, wanted: Wanted) -> Any:
    """Give the keys of the rows asked for, sorted: a page of them is fetched by :func:`fetched`.

    Sorting keys is many times faster than sorting whole rows with their texts.
    """
    return ordered(filtered(standing, lst, wanted), wanted).values_list("pk", flat=True)


def fetched(keys: Iterable[int]) -> list[Item]:
    """Give rows by key, in the order given, with what ``printed.whole`` fetches; seven queries, however many rows.

    At half its cost, for a table is what is asked for most: lists, units and cities are made once for all rows.
    """
    place = {key: at for at, key in enumerate(keys)}
    rows = list(Item.objects.filter(pk__in=place).select_related("project").order_by())
    share_lists(rows)
    hand_out_units(rows, "order", "pk")
    hand_out_cities(rows)
    milestones = Milestone.objects.filter(item__in=place).order_by(*BY_DUE)
    hand_out(rows, "milestones", ((one.item_id, one) for one in milestones))
    return sorted(rows, key=lambda row: place[row.pk])


def grouped(rows: Iterable[Item], by: str) -> list[Group]:
    """Gather rows under headings, in the order in which they come; without grouping under one empty heading."""
    groups: list[Group] = []
    for row in rows:
        name = _heading(row, by)
        if not groups or groups[-1].name != name:
            groups.append(Group(name))
        groups[-1].rows.append(row)
    return groups


def _heading(row: Item, by: str) -> str:
    if by == "group":
        return row.group
    if by == "unit":
        return str(row.reporting_unit or "—")
    if by == "kind":
        return str(row.get_kind_display())
    if by == "state":
        return str(row.get_state_display())
    if by == "class":
        project = getattr(row, "project", None)
        return str(project.get_project_class_display() or "—") if project else "—"
    return ""
