"""The JSON API of this app: the board, the steps, orders, and the check of a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.core.requests import act_of
from tongcheng.office.lists.models import Item
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision import actions, queries
from tongcheng.office.supervision.lights import read_rule
from tongcheng.office.supervision.models import Order
from tongcheng.office.supervision.queries import BoardFilter, BoardRow
from tongcheng.office.supervision.schemas import (
    AnswerIn,
    BoardOut,
    BoardRowOut,
    LightOut,
    OrderIn,
    OrderOut,
    RuleIn,
    StepIn,
    Taken,
    TextOut,
    Whole,
)

router = Router()
_ROWS = 200


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


@router.get("/lights", response=BoardOut)
def board(
    request: HttpRequest,
    list: int | None = None,  # noqa: A002 - the parameter's name in the address
    city: str = "",
    function: str = "",
    colour: str = "",
    page: int = 1,
) -> BoardOut:
    """Give a page of the board of lights."""
    shown = queries.board(_standing(request), BoardFilter(list, city, function, colour))
    first = (max(page, 1) - 1) * _ROWS
    rows = queries.rows_of(_standing(request), shown.items[first : first + _ROWS])
    return BoardOut(as_of=shown.as_of, total=len(shown.items), rows=[_row(one) for one in rows])


def _row(row: BoardRow) -> BoardRowOut:
    item = row.item
    lights = [
        LightOut(
            id=cell.signal.pk,
            light=cell.signal.light_id if cell.pending else cell.signal.published_id or 0,
            steps=cell.signal.steps if cell.pending else 0,
            aspect=aspect,
            published=cell.published_colour,
            proposed=cell.proposed_colour,
            step=cell.signal.step if cell.pending else "published",
            why=TextOut(zh=cell.why.zh, en=cell.why.en),
        )
        for aspect, cell in sorted(row.cells.items())
    ]
    return BoardRowOut(
        item=item.uid,
        list_code=item.list.code,
        code=item.code,
        title=item.title,
        unit=item.reporting_unit.code if item.reporting_unit else None,
        due=item.due,
        original_due=item.original_due,
        lights=lights,
    )


_STEPS: dict[str, Callable[..., Any]] = {
    "verify": actions.verify_lights,
    "confer": actions.confer_lights,
    "decide": actions.decide_lights,
    "publish": actions.publish_lights,
    "return": actions.return_lights,
}


@router.post("/lights/{step}", response=Taken)
def take(request: HttpRequest, step: str, body: StepIn) -> Taken:
    """Take a step for lights: verify, confer, decide, publish, return."""
    if step not in _STEPS:
        raise Item.DoesNotExist
    seen = {one.id: one for one in body.lights}
    signals = queries.signals_named(_standing(request), seen)
    if len(signals) != len(seen):
        raise Item.DoesNotExist
    for one in signals:
        one.light_id, one.steps = seen[one.pk].light, seen[one.pk].steps
    act = act_of(request, body.reason)
    if step in ("publish", "return"):
        return Taken(done=len(_STEPS[step](act, signals)))
    colours = {pk: one.colour for pk, one in seen.items() if one.colour}
    return Taken(done=len(_STEPS[step](act, signals, colours)))


@router.get("/orders", response=list[OrderOut])
def orders(request: HttpRequest, kind: str = "", state: str = "open") -> list[OrderOut]:
    """Give the orders that the reader may see."""
    return [_order(one) for one in queries.orders(_standing(request), kind=kind, state=state)[:500]]


def _order(one: Order) -> OrderOut:
    return OrderOut(
        id=one.pk,
        number=one.number,
        kind=one.kind,
        unit=one.unit.code,
        title=one.title,
        text=one.text,
        due=one.due,
        state=one.state,
        answer=one.answer,
    )


@router.post("/orders", response=list[OrderOut])
def issue(request: HttpRequest, body: OrderIn) -> list[OrderOut]:
    """Issue papers, one to each unit."""
    units = {one.code: one for one in Unit.objects.filter(code__in=body.units)}
    if body.kind not in dict(Order._meta.get_field("kind").flatchoices) or set(body.units) - set(units):  # noqa: SLF001
        known = Text("已登记的单位编号和文件类型", "codes of units on record and a kind of paper")
        found = ", ".join([body.kind, *(code for code in body.units if code not in units)])
        raise InputError([Problem("unknown", "", known, found, Text("改正后重新提交", "correct it and send again"))])
    item = Item.objects.visible_to(_standing(request)).get(uid=body.item) if body.item else None
    drafts = [
        actions.Draft(body.kind, units[code], body.title, body.text, body.due, item, instructed_by=body.instructed_by)
        for code in body.units
    ]
    return [_order(one) for one in actions.issue_orders(act_of(request), drafts)]


@router.post("/orders/{pk}/answer", response=OrderOut)
def answer(request: HttpRequest, pk: int, body: AnswerIn) -> OrderOut:
    """Answer an order."""
    order = Order.objects.visible_to(_standing(request)).select_related("unit").get(pk=pk)
    return _order(actions.answer_order(act_of(request), order, body.answer))


@router.post("/rules/check", response=Whole)
def check(request: HttpRequest, body: RuleIn) -> Whole:  # noqa: ARG001
    """Check a rule; what is wrong with it is the answer's problems."""
    read_rule(body.definition)
    return Whole(whole=True)
