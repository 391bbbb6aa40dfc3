"""The desks of pauses and dates, and of blockers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.supervision import actions, queries
from tongcheng.office.supervision.forms import PauseForm, VerifyBlockerForm
from tongcheng.office.supervision.models import Blocker, DueChange, Pause

_ASKED: dict[str, Any] = {"pause": Pause, "date": DueChange}


@login_required
def dates(request: OfficeRequest) -> HttpResponse:
    """Show what was asked about pauses and dates, what is paused and what has lapsed."""
    said = {"desk": queries.dates_desk(request.standing), "today": timezone.localdate()}
    return render(request, "supervision/dates.html", said)


@login_required
@require_POST
@answer_refusals
def decide(request: OfficeRequest, kind: str, pk: int, word: str) -> HttpResponse:
    """Approve, refuse or withdraw a request."""
    if kind not in _ASKED or word not in ("approve", "refuse", "withdraw"):
        raise Http404
    rows = _ASKED[kind].objects.visible_to(request.standing).select_related("item__list", "item__reporting_unit")
    asked: Any = get_object_or_404(rows, pk=pk)
    act = act_of(request)
    if word == "withdraw":
        actions.withdraw(act, asked)
    elif kind == "pause":
        actions.decide_pause(act, asked, word == "approve")
    else:
        actions.decide_due_change(act, asked, word == "approve")
    messages.success(request, say(Text("已办理", "Done")))
    return redirect("supervision:dates")


def _pause(request: OfficeRequest, pk: int) -> Pause:
    rows = Pause.objects.visible_to(request.standing).select_related("item__list", "item__reporting_unit")
    found: Pause = get_object_or_404(rows, pk=pk)
    return found


@login_required
@answer_refusals
def renew(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask to renew a pause."""
    pause = _pause(request, pk)

    def run(said: dict[str, Any]) -> str:
        actions.renew_pause(act_of(request), pause, said["next_step"], said["until"])
        messages.success(request, say(Text("已提出续期申请，待审批", "Asked; it waits for decision")))
        return reverse("supervision:dates")

    form = PauseForm(request.POST or None)
    title = Text("申请续期", "Ask to renew")
    return form_page(request, form, "supervision/form.html", run, title=title, item=pause.item)


@login_required
@require_POST
@answer_refusals
def resume(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take work up again."""
    actions.end_pause(act_of(request), _pause(request, pk))
    messages.success(request, say(Text("已恢复推进", "Work goes on")))
    return redirect("supervision:dates")


@login_required
def blockers(request: OfficeRequest) -> HttpResponse:
    """Show the funnel."""
    state = request.GET.get("state", "")
    said = {"funnel": queries.funnel(request.standing, state), "state": state, "today": timezone.localdate()}
    return render(request, "supervision/blockers.html", said)


def _blocker(request: OfficeRequest, pk: int) -> Blocker:
    rows = Blocker.objects.visible_to(request.standing).select_related(
        "item__list", "item__reporting_unit__city", "decides", "report__ledger__period", "verifier"
    )
    found: Blocker = get_object_or_404(rows, pk=pk)
    return found


@login_required
def blocker(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one blocker and what comes next."""
    said = {"blocker": _blocker(request, pk), "form": VerifyBlockerForm(), "today": timezone.localdate()}
    return render(request, "supervision/blocker.html", said)


@login_required
@answer_refusals
def verify(request: OfficeRequest, pk: int) -> HttpResponse:
    """Say what a blocker needs."""
    one = _blocker(request, pk)

    def run(said: dict[str, Any]) -> str:
        actions.verify_blocker(act_of(request), one, **said)
        messages.success(request, say(Text("已核实", "Verified")))
        return reverse("supervision:blocker", args=[pk])

    form = VerifyBlockerForm(request.POST or None)
    title = Text("核实需协调事项", "Verify a blocker")
    return form_page(request, form, "supervision/form.html", run, title=title, item=one.item)


_SAID: dict[str, Any] = {
    "confer": actions.confer_blocker,
    "decide": actions.decide_blocker,
    "close": actions.close_blocker,
}


@login_required
@require_POST
@answer_refusals
def move(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    """Note conference, decision or closing."""
    if name not in _SAID:
        raise Http404
    _SAID[name](act_of(request), _blocker(request, pk), request.POST.get("words", ""))
    messages.success(request, say(Text("已记录", "Noted")))
    return redirect("supervision:blocker", pk=pk)
