"""Everything that supervision knows about one item, for its page and for the panel on the item's own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from tongcheng.office.lists.models import Item, Milestone
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.lights import ASPECTS
from tongcheng.office.supervision.models import AskState, Blocker, DueChange, Judgement, Light, Order, Pause, Signal
from tongcheng.office.supervision.queries.board import Cell, cell_of


@dataclass(frozen=True)
class Slip:
    """How far a date has moved: changes approved, and days between the original date and today's."""

    changes: int
    days: int


@dataclass(frozen=True)
class Watched:
    """What a reader may see of one item's supervision."""

    item: Item
    cells: list[Cell]
    history: list[Light]
    judgements: list[Judgement]
    pauses: list[Pause]
    changes: list[DueChange]
    orders: list[Order]
    blockers: list[Blocker]
    slip: Slip
    milestones: list[Milestone]
    running: Pause | None


def watched(standing: Standing, item: Item) -> Watched:
    """Give the lights with their steps, judgements, pauses, changes of dates, orders and blockers of one item."""
    own = Signal.objects.own_to(standing).filter(item=item)
    mine = set(own.values_list("pk", flat=True))
    signals = (
        Signal.objects.visible_to(standing).filter(item=item).select_related("light__version__rule", "published")
    )
    cells = [cell_of(one, one.pk in mine) for one in signals]
    history = (
        Light.objects.visible_to(standing)
        .filter(item=item)
        .select_related("version__rule")
        .prefetch_related("steps")
        .order_by("-pk")
    )
    of_item = {"item": item}
    pauses = list(Pause.objects.visible_to(standing).filter(**of_item).select_related("asker", "decider"))
    changes = DueChange.objects.visible_to(standing).filter(**of_item)
    own_sees = standing.sees_everything or bool(mine) or item.reporting_unit_id in standing.units()
    judged = Judgement.objects.filter(item=item).select_related("person")
    return Watched(
        item,
        sorted(cells, key=lambda cell: ASPECTS.index(cell.aspect)),
        list(history[:60]),
        list(judged[:20]) if own_sees else [],
        pauses,
        list(changes.select_related("asker", "decider", "milestone")),
        list(Order.objects.visible_to(standing).filter(**of_item).select_related("unit")),
        list(Blocker.objects.visible_to(standing).filter(**of_item).select_related("decides")),
        slips([item])[item.pk],
        list(item.milestones.filter(reached__isnull=True, due__isnull=False)),
        next((one for one in pauses if one.state == AskState.APPROVED), None),
    )


def slips(items: Iterable[Item]) -> dict[int, Slip]:
    """Give by item how often its dates were changed and by how many days its own date has moved; one query."""
    rows = list(items)
    counted = (
        DueChange.objects.filter(item__in=rows)
        .order_by()
        .values("item")
        .annotate(count=Count("pk", filter=Q(state=AskState.APPROVED)))
        .values_list("item", "count")
    )
    counts = dict(counted)
    return {
        one.pk: Slip(counts.get(one.pk, 0), (one.due - one.original_due).days if one.due and one.original_due else 0)
        for one in rows
    }
