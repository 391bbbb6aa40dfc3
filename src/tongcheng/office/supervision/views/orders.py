"""The order desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals, day_typed, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists.models import Item
from tongcheng.office.supervision import actions, queries
from tongcheng.office.supervision.forms import OrderForm
from tongcheng.office.supervision.holidays import calendar
from tongcheng.office.supervision.models import Order, OrderKind, OrderState, Signal
from tongcheng.office.supervision.rules import Draft, fitting_kind
from tongcheng.office.supervision.views.board import issues

#: Working days that a unit has to answer, unless another day is set.
_DAYS = 5


@login_required
def orders(request: OfficeRequest) -> HttpResponse:
    """Show the orders that the reader may see."""
    asked, today = request.GET, timezone.localdate()
    state = asked.get("state", "open")
    rows = queries.orders(request.standing, kind=asked.get("kind", ""), state=state)
    said = {
        "page": page_of(request, rows),
        "counts": queries.order_counts(request.standing, today),
        "kinds": OrderKind.choices,
        "states": OrderState.choices,
        "kind": asked.get("kind", ""),
        "state": state,
        "today": today,
        "issues": issues(request),
        "reds": queries.reds_without_order(request.standing) if issues(request) else [],
        "unconfirmed": queries.unconfirmed(timezone.now()) if request.standing.has("joint_office") else [],
    }
    return render(request, "supervision/orders.html", said)


@login_required
@answer_refusals
def issue(request: OfficeRequest) -> HttpResponse:
    """Issue papers; ``?signal=`` fills the form from a published light."""
    if not issues(request):
        raise Http404
    signal = _signal(request)
    form = OrderForm(request.POST or None, initial=_initial(request, signal))

    def run(said: dict[str, Any]) -> str:
        item = signal.item if signal else _item(request)
        drafts = [
            Draft(
                said["kind"],
                unit,
                said["title"],
                said["text"],
                said["due"],
                item,
                signal.published if signal else None,
                said["instructed_by"],
            )
            for unit in said["units"]
        ]
        made = actions.issue_orders(act_of(request), drafts)
        messages.success(request, say(Text("已发出{n}件", "{n} issued").fill(n=len(made))))
        return reverse("supervision:orders") if len(made) > 1 else reverse("supervision:order", args=[made[0].pk])

    title = Text("新发文", "Issue an order")
    return form_page(request, form, "supervision/form.html", run, title=title, item=signal.item if signal else None)


def _signal(request: OfficeRequest) -> Signal | None:
    pk = request.GET.get("signal", "")
    rows = Signal.objects.own_to(request.standing).filter(published__isnull=False)
    found: Signal | None = (
        rows.select_related("published", "item__reporting_unit").filter(pk=pk).first() if pk.isdecimal() else None
    )
    return found


def _item(request: OfficeRequest) -> Item | None:
    pk = request.GET.get("item", "")
    found: Item | None = Item.objects.visible_to(request.standing).filter(pk=pk).first() if pk.isdecimal() else None
    return found


def _initial(request: OfficeRequest, signal: Signal | None) -> dict[str, Any]:
    today = timezone.localdate()
    try:
        due = calendar().workdays_after(today, _DAYS)
    except InputError as error:  # the table of holidays ends: told, and a week is proposed instead
        messages.warning(request, say(error.problems[0].remedy))
        due = today + timedelta(7)
    item = signal.item if signal else _item(request)
    initial: dict[str, Any] = {"due": due, "kind": OrderKind.REMINDER}
    if item is not None and item.reporting_unit is not None:
        initial |= {"units": [item.reporting_unit], "kind": fitting_kind(item.reporting_unit, OrderKind.REMINDER)}
        initial["title"] = f"关于加快推进“{item.title}”的{OrderKind(initial['kind']).label}"
    if signal is not None and signal.published is not None:
        initial["text"] = f"{signal.published.why_zh}\n请抓紧推进，于时限前书面回复办理情况。"
    return initial


def _order(request: OfficeRequest, pk: int) -> Order:
    rows = Order.objects.visible_to(request.standing).select_related(
        "unit__city", "item__list", "light", "follows", "issuer", "answerer"
    )
    found: Order = get_object_or_404(rows, pk=pk)
    return found


@login_required
def order(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one order and what can be done with it."""
    one = _order(request, pk)
    following = Order.objects.filter(follows=one).first()
    said = {"order": one, "following": following, "late": one.is_overdue(timezone.localdate())}
    return render(request, "supervision/order.html", said)


Done = Callable[[OfficeRequest, Order], Order]


def _acknowledge(request: OfficeRequest, one: Order) -> Order:
    return actions.acknowledge_order(act_of(request), one, request.POST.get("by", ""))


def _answer(request: OfficeRequest, one: Order) -> Order:
    return actions.answer_order(act_of(request), one, request.POST.get("answer", ""))


def _close(request: OfficeRequest, one: Order) -> Order:
    return actions.close_order(act_of(request), one)


def _return(request: OfficeRequest, one: Order) -> Order:
    return actions.return_answer(act_of(request), one)


def _escalate(request: OfficeRequest, one: Order) -> Order:
    due = day_typed(request, "due")
    if due is None:
        expected = Text("办结时限", "a due date")
        remedy = Text("填写日期", "enter a day")
        raise InputError([Problem("empty", one.number, expected, "", remedy, column="due")])
    return actions.escalate_order(act_of(request), one, due, request.POST.get("instructed_by", ""))


_DO: dict[str, Done] = {
    "acknowledge": _acknowledge,
    "answer": _answer,
    "close": _close,
    "return": _return,
    "escalate": _escalate,
}


@login_required
@require_POST
@answer_refusals
def act(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    """Acknowledge, answer, settle, send back or escalate."""
    if name not in _DO:
        raise Http404
    done = _DO[name](request, _order(request, pk))
    messages.success(request, say(Text("已办理", "Done")))
    return redirect("supervision:order", pk=done.pk)
