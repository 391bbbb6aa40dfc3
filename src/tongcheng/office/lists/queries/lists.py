"""Which lists somebody sees, and what is in them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from tongcheng.office.lists.models import OPEN_STATES, Item, List, Version
from tongcheng.office.people.standing import Standing


def works_with_lists(standing: Standing) -> bool:
    """Say whether somebody holds a post that has to do with content; an administrator's has not."""
    return standing.system or bool(standing.roles - {"administrator"})


def visible_lists(standing: Standing) -> QuerySet[List]:
    """Give the lists this reader may see: every list for whoever holds a post, those with public rows for all."""
    lists: QuerySet[List] = List.objects.all()
    if works_with_lists(standing):
        return lists
    shown = Item.objects.visible_to(standing).order_by().filter(list=OuterRef("pk"))
    return lists.filter(Exists(shown))


def lists_for(standing: Standing, *, archived: bool = False) -> list[Any]:
    """Give the lists with their numbers of rows, open and overdue, and their last version; one query."""
    seen = Item.objects.visible_to(standing).order_by().values("pk")
    mine = Q(items__in=seen)
    return list(
        visible_lists(standing)
        .filter(closed=archived)
        .select_related("keeper")
        .annotate(
            rows=Count("items", filter=mine & ~Q(items__state__in=["swapped", "merged", "transferred", "cancelled"])),
            open_rows=Count("items", filter=mine & Q(items__state__in=OPEN_STATES)),
            drafts=Count("items", filter=mine & Q(items__state="draft")),
        )
        .order_by("-year", "code")
    )


def last_versions(lists: list[Any]) -> dict[int, Any]:
    """Give the number and day of each list's last version; one query, without the printed rows."""
    rows = (
        Version.objects.filter(list__in=lists)
        .order_by()
        .values("list")
        .annotate(number=Max("number"), issued=Max("issued"))
    )
    return {row["list"]: row for row in rows}


def one_list(standing: Standing, pk: int) -> List:
    """Give a list.

    Raises
    ------
    List.DoesNotExist
        If there is none, or the reader may not see it.
    """
    return visible_lists(standing).select_related("keeper").get(pk=pk)


def versions_of(lst: List) -> QuerySet[Version]:
    """Give the versions of a list without their printed rows, the newest first."""
    versions: QuerySet[Version] = lst.versions.defer("content").order_by("-number")
    return versions


def one_version(standing: Standing, pk: int, number: int) -> Version:
    """Give a version of a list.

    Raises
    ------
    Version.DoesNotExist
        If there is none, or the reader may not see it.
    """
    if not works_with_lists(standing):
        raise Version.DoesNotExist
    version: Version = Version.objects.select_related("list__keeper").get(list=pk, number=number)
    return version
