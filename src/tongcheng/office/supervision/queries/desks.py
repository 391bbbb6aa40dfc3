"""The desks: orders, pauses and dates, blockers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.models import (
    OPEN_ORDER,
    OWED,
    AskState,
    Blocker,
    BlockerState,
    DueChange,
    Order,
    OrderKind,
    Pause,
    Signal,
)
from tongcheng.office.supervision.queries.board import LIVE
from tongcheng.office.supervision.queries.items import Slip, slips


def orders(standing: Standing, *, kind: str = "", state: str = "open", unit: int | None = None) -> Any:
    """Give the orders a reader may see, those due first; ``state`` is a state, ``open``, ``late`` or empty for all."""
    rows = Order.objects.visible_to(standing).select_related("unit__city", "item__list")
    if kind in OrderKind.values:
        rows = rows.filter(kind=kind)
    if unit:
        rows = rows.filter(unit=unit)
    if state == "open":
        rows = rows.filter(state__in=OPEN_ORDER)
    elif state == "late":
        rows = rows.filter(state__in=OWED)
    elif state:
        rows = rows.filter(state=state)
    return rows.order_by("due", "pk") if state in ("open", "late") else rows


def order_counts(standing: Standing, on: date) -> dict[str, int]:
    """Give how many orders are owed, late, answered and to be settled."""
    rows = Order.objects.visible_to(standing).order_by()
    counts: dict[str, int] = rows.aggregate(
        owed=Count("pk", filter=Q(state__in=OWED)),
        late=Count("pk", filter=Q(state__in=OWED, due__lt=on)),
        answered=Count("pk", filter=Q(state="answered")),
    )
    return counts


def reds_without_order(standing: Standing) -> list[Signal]:
    """Give published red lights about which no paper is under way."""
    pressed = Order.objects.filter(state__in=OPEN_ORDER, item__isnull=False).values("item")
    rows = Signal.objects.own_to(standing).filter(LIVE, published_colour="red").exclude(item__in=pressed)
    rows = rows.select_related("published", "item__list", "item__reporting_unit").defer("published__inputs")
    return list(rows.order_by("item__list__code", "item__order", "aspect"))


@dataclass(frozen=True)
class AskedRow:
    """A request with how far the item's date has moved already."""

    asked: Any
    slip: Slip


@dataclass(frozen=True)
class DatesDesk:
    """What waits for decision, what is paused, what has lapsed, and what was changed."""

    asked: list[AskedRow]
    paused: list[Pause]
    changed: list[AskedRow]


def dates_desk(standing: Standing) -> DatesDesk:
    """Give the desk of pauses and dates, as far as a reader may see."""
    related = ("item__list", "item__reporting_unit", "asker", "decider")
    pauses = Pause.objects.visible_to(standing).select_related(*related)
    changes = DueChange.objects.visible_to(standing).select_related(*related, "milestone")
    asked: Sequence[Any] = [*pauses.filter(state=AskState.ASKED), *changes.filter(state=AskState.ASKED)]
    done = list(changes.filter(state__in=(AskState.APPROVED, AskState.REFUSED))[:50])
    moved = slips({one.item_id: one.item for one in [*asked, *done]}.values())
    return DatesDesk(
        [AskedRow(one, moved[one.item_id]) for one in sorted(asked, key=lambda one: one.asked)],
        list(pauses.filter(state=AskState.APPROVED).order_by("until", "pk")),
        [AskedRow(one, moved[one.item_id]) for one in done],
    )


@dataclass(frozen=True)
class Funnel:
    """Blockers by state, with how many each state holds."""

    counts: list[tuple[str, str, int]]
    rows: list[Blocker]


def funnel(standing: Standing, state: str = "") -> Funnel:
    """Give the funnel; without a state all that is not closed."""
    seen = Blocker.objects.visible_to(standing)
    counted = dict(seen.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))
    rows = seen.filter(state=state) if state in BlockerState.values else seen.exclude(state=BlockerState.CLOSED)
    rows = rows.select_related("item__list", "item__reporting_unit", "decides")
    counts = [(value, str(label), counted.get(value, 0)) for value, label in BlockerState.choices]
    return Funnel(counts, list(rows.order_by("decide_by", "listed", "pk")))
