"""Periods: the list, one period with who has reported, its deadlines and freeze, its notice, its paste text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongcheng.errors import InputError
from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page, page_of, problems_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists.models import List
from tongcheng.office.progress import actions, queries
from tongcheng.office.progress.actions.periods import spans_of
from tongcheng.office.progress.forms import DeadlineForm, FreezeForm, PeriodsForm
from tongcheng.office.progress.models import DeadlineLevel, LedgerState, Period, PeriodKind
from tongcheng.office.progress.queries.overview import units_seen
from tongcheng.office.progress.queries.unreported import cities_of, ordinal
from tongcheng.office.progress.views.shown import period_seen


@login_required
def periods(request: OfficeRequest) -> HttpResponse:
    """Show the periods, newest first, with my ledgers."""
    page = page_of(request, queries.periods(request.standing), 24)
    states = [(state.value, state.label) for state in LedgerState]
    own = bool(request.standing.units("filler", "unit_head"))
    return render(request, "progress/periods.html", {"page": page, "states": states, "own": own})


@never_cache
@login_required
@answer_refusals
def open_periods(request: OfficeRequest) -> HttpResponse:
    """Open one period or those of a year; while the form is filled, say what will happen."""
    if not may("progress.open_periods", request.standing, None):
        raise Http404
    form = PeriodsForm(request.POST or None)
    if request.htmx:
        return _what_opens(request, form)

    def run(cleaned: dict[str, Any]) -> str:
        opened = actions.open_periods(
            act_of(request),
            list(cleaned["lists"]),
            cleaned["year"],
            form.part[0],
            unit_days=cleaned["unit_days"],
            city_days=cleaned["city_days"],
            only=form.part[1],
        )
        done = Text("已开设 {n} 个填报期。", "{n} periods are open.").fill(n=len(opened))
        messages.success(request, say(done))
        return reverse("progress:period", args=[opened[0].code]) if len(opened) == 1 else reverse("progress:periods")

    return form_page(request, form, "progress/open.html", run)


def _what_opens(request: OfficeRequest, form: PeriodsForm) -> HttpResponse:
    """Say what the form as it stands would open."""
    planned = None
    if form.is_valid():
        sent = form.cleaned_data
        kind, only = form.part
        spans = [span for number, span in enumerate(spans_of(sent["year"], PeriodKind(kind)), start=1)
                 if only in (None, number)]  # fmt: skip
        planned = queries.planned(spans, list(sent["lists"]), kind, sent["unit_days"], sent["city_days"])
    return render(request, "progress/what.html", {"planned": planned})


@never_cache
@login_required
def period(request: OfficeRequest, code: str) -> HttpResponse:
    """Show who has reported and who has not."""
    found = period_seen(code)
    if not request.standing.posts:
        raise Http404
    lists = list(found.lists.all())
    said = {
        "period": found,
        "shown": queries.period_page(found, request.standing),
        "lists": lists,
        "unowed": queries.unowed(lists, request.standing),
        "states": [(state.value, state.label) for state in LedgerState],
        "deadline_form": DeadlineForm(),
        "freeze_form": FreezeForm(),
        "other_lists": List.objects.filter(closed=False) if may_keep(request, found) else [],
        "may_keep": may_keep(request, found),
        "levels": DeadlineLevel.choices,
        "synthetic": any(one.synthetic for one in lists),
    }
    return render(request, "progress/period.html", said)


def may_keep(request: OfficeRequest, found: Period) -> bool:
    """Say whether the reader keeps periods."""
    return may("progress.change_deadline", request.standing, found)


@require_POST
@login_required
@answer_refusals
def change_deadline(request: OfficeRequest, code: str) -> HttpResponse:
    """Set until when a level hands in."""

    def run(found: Period, cleaned: dict[str, Any]) -> None:
        actions.change_deadline(act_of(request, cleaned["reason"]), found, cleaned["level"], cleaned["due"])

    return _change(request, code, DeadlineForm(request.POST), run)


@require_POST
@login_required
@answer_refusals
def change_lists(request: OfficeRequest, code: str) -> HttpResponse:
    """Set which lists are reported on."""
    wanted = [int(one) for one in request.POST.getlist("lists") if one.isdecimal()]
    actions.change_lists(act_of(request), period_seen(code), list(List.objects.filter(pk__in=wanted)))
    return _changed(request, code)


@require_POST
@login_required
@answer_refusals
def freeze(request: OfficeRequest, code: str) -> HttpResponse:
    """Freeze the data, now or later."""

    def run(found: Period, cleaned: dict[str, Any]) -> None:
        actions.freeze(act_of(request), found, cleaned["at"])

    return _change(request, code, FreezeForm(request.POST), run)


@require_POST
@login_required
@answer_refusals
def unfreeze(request: OfficeRequest, code: str) -> HttpResponse:
    """Take reports again."""
    actions.unfreeze(act_of(request), period_seen(code))
    return _changed(request, code)


def _change(
    request: OfficeRequest, code: str, form: Form, run: Callable[[Period, dict[str, Any]], None]
) -> HttpResponse:
    if not form.is_valid():
        raise InputError(problems_of(form))
    run(period_seen(code), form.cleaned_data)
    return _changed(request, code)


def _changed(request: OfficeRequest, code: str) -> HttpResponse:
    messages.success(request, say(Text("已更新。", "Updated.")))
    return redirect("progress:period", code)


@never_cache
@login_required
def unreported(request: OfficeRequest, code: str) -> HttpResponse:
    """Show who has not handed in as a text to paste into a chat."""
    found = period_seen(code)
    standing = request.standing
    if not (standing.sees_everything or standing.has("city_office")):
        raise Http404
    level = request.GET.get("level", "")
    level = level if level in DeadlineLevel.values else DeadlineLevel.UNIT
    cities = cities_of(standing)
    said = {
        "period": found,
        "level": level,
        "levels": DeadlineLevel.choices,
        "text": queries.not_reported_text(found, level, cities=cities),
        "listed": queries.not_reported(found, level, cities=cities),
    }
    return render(request, "progress/unreported.html", said)


@login_required
def notice(request: OfficeRequest, code: str) -> HttpResponse:
    """Show the notice as it will be issued."""
    found = period_seen(code)
    if not request.standing.posts:
        raise Http404
    seen = units_seen(request.standing)
    shown = queries.notice(found, seen)
    numbered = [(ordinal(number), *one) for number, one in enumerate(shown.paragraphs, start=1)]
    said = {"period": found, "notice": shown, "numbered": numbered, "all_seen": seen is None}
    return render(request, "progress/notice.html", said)
