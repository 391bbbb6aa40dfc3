"""Orders that a unit still owes, blockers that it has to decide: they keep it from being dissolved."""

from __future__ import annotations

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import Act, Change
from tongcheng.office.people.handover import Piece, Work, register, register_unit
from tongcheng.office.people.models import Person, Unit
from tongcheng.office.supervision.models import (
    OPEN_ORDER,
    AskState,
    Blocker,
    BlockerState,
    DueChange,
    Order,
    OrderKind,
    OrderState,
    Pause,
)
from tongcheng.office.supervision.words import label


def open_orders_of(unit: Unit) -> Work | None:
    """Give the orders to a unit that are not settled, and the blockers that wait for its decision."""
    orders = Order.objects.filter(unit=unit, state__in=OPEN_ORDER).order_by("due", "pk")
    blockers = Blocker.objects.filter(decides=unit).exclude(state=BlockerState.CLOSED).select_related("item")
    pieces = [
        Piece(str(one), reverse("supervision:order", args=[one.pk]), label(OrderState(one.state))) for one in orders
    ]
    pieces += [Piece(str(one), reverse("supervision:blocker", args=[one.pk])) for one in blockers]
    return Work(Text("未办结的来文和待决定事项", "orders not settled and matters to decide"), tuple(pieces))


def asked_by(person: Person) -> Work | None:
    """Give the pauses and dates that somebody asked for and that are not decided; they pass to nobody."""
    kinds = ((Pause, Text("暂缓", "pause")), (DueChange, Text("改期", "date")))
    url = reverse("supervision:dates")
    pieces = [
        Piece(str(one), url, kind)
        for model, kind in kinds
        for one in model.objects.filter(asker=person, state=AskState.ASKED).select_related("item")
    ]
    title = Text("已提出、待审批的暂缓和改期", "pauses and dates asked for and not decided")
    return Work(title, tuple(pieces), passes=False)


def issued_by(person: Person) -> Work | None:
    """Give the papers that somebody issued and that are not settled; they follow the post."""
    rows = Order.objects.filter(issuer=person, state__in=OPEN_ORDER).order_by("due", "pk")
    pieces = [
        Piece(str(one), reverse("supervision:order", args=[one.pk]), label(OrderKind(one.kind))) for one in rows
    ]
    title = Text("已发出、未办结的督办（随岗位移交）", "orders issued and not settled (they follow the post)")
    return Work(title, tuple(pieces), passes=False)


def _nothing(act: Act, person: Person, successor: Person) -> list[Change]:  # noqa: ARG001
    return []


register("supervision.asked", find=asked_by, pass_on=_nothing)
register("supervision.issued", find=issued_by, pass_on=_nothing)
register_unit("supervision.orders", open_orders_of)
