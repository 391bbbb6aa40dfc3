"""The lists that a meeting speaks of: named by a document of its agenda, or holding rows made of one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch, Q

from tongcheng.office.documents.models import ParagraphRow
from tongcheng.office.lists.models import Item, ItemState, ItemUnit, ItemUnitRole, List
from tongcheng.office.lists.queries.lists import visible_lists
from tongcheng.office.lists.queries.table import GONE
from tongcheng.office.meetings.queries import MeetingPage
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.words import label
from tongcheng.render import official

#: A list's name shorter than this names too much.
_SHORTEST = 5


def lists_of(standing: Standing, page: MeetingPage) -> list[tuple[List, official.ListShown]]:
    """Give the lists with the rows that the reader may see; five queries at most."""
    versions = [one.version.pk for one in page.documents.values()]
    made = ParagraphRow.objects.filter(paragraph__version__in=versions).values("item__list")
    titles = [one.title for one in page.agenda] + [one.document_title for one in page.agenda]
    titles += [one.version.dossier.title for one in page.documents.values()]
    names = visible_lists(standing).filter(closed=False).values_list("pk", "name")
    named = [pk for pk, name in names if len(name) >= _SHORTEST and any(name in title for title in titles)]
    wanted = list(visible_lists(standing).filter(Q(pk__in=named) | Q(pk__in=made)))
    rows: dict[int, list[Item]] = {}
    for item in _items(standing, wanted):
        rows.setdefault(item.list_id, []).append(item)
    return [
        (one, official.ListShown(one.name, [_row(item) for item in rows[one.pk]], one.synthetic, one.source))
        for one in wanted
        if one.pk in rows
    ]


def _items(standing: Standing, lists: Iterable[List]) -> Iterable[Item]:
    units = ItemUnit.objects.select_related("unit").order_by("order", "pk")
    found: Iterable[Item] = (
        Item.objects.visible_to(standing)
        .filter(list__in=lists)
        .exclude(state__in=GONE)
        .select_related("project")
        .prefetch_related(Prefetch("item_units", units, to_attr="sides"))
        .order_by("list", "order", "pk")
    )
    return found


def _row(item: Item) -> official.ListRow:
    investment, plan = _money(item)
    return official.ListRow(
        item.code,
        item.title,
        item.content if item.content != item.title else "",
        _names(item, ItemUnitRole.LEAD),
        _names(item, ItemUnitRole.SUPPORT),
        item.due,
        label(ItemState(item.state)).zh,
        item.group,
        investment,
        plan,
    )


def _names(item: Item, role: str) -> str:
    sides: list[ItemUnit] = item.sides  # type: ignore[attr-defined]
    return "、".join(str(one.unit) for one in sides if one.role == role)


def _money(item: Item) -> tuple[Decimal | None, Decimal | None]:
    try:
        return item.project.investment, item.project.year_plan
    except ObjectDoesNotExist:
        return None, None
