"""The form of a ledger: every row of a unit for one period, last time beside it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.core.acting import ConflictError, may
from tongcheng.office.core.pages import answer_refusals
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.progress import actions, queries, rules
from tongcheng.office.progress.forms import entries_of
from tongcheng.office.progress.models import Ledger, ReportWord
from tongcheng.office.progress.queries.unreported import days_after, days_words
from tongcheng.office.progress.views.shown import period_seen, shown_rows, unit_ledger


@never_cache
@login_required
@answer_refusals
def fill(request: OfficeRequest, code: str, unit: int) -> HttpResponse:
    """Show the form and save it; nothing typed is lost when something is wrong or somebody was quicker."""
    period = period_seen(code)
    ledger = unit_ledger(request, period, unit)
    if request.method == "POST":
        return _save(request, ledger)
    if not may("progress.save_reports", request.standing, ledger) and ledger.pk is not None:
        return redirect("progress:ledger", ledger.pk)
    return _form(request, ledger)


def _save(request: OfficeRequest, ledger: Ledger) -> HttpResponse:
    rows = queries.rows_of(ledger)
    try:
        saved = actions.save_reports(act_of(request), [ledger], entries_of(ledger, rows, request.POST))
    except InputError as error:
        return _form(request, _again(request, ledger), error.problems, status=422, typed=True)
    except ConflictError as error:
        return _form(request, _again(request, ledger), why=error.why, status=409, typed=True)
    (ledger,) = saved.ledgers
    if request.POST.get("then") == "sign":
        return _sign(request, ledger)
    done = Text("已保存：{made} 行新填，{changed} 行有改动。", "Saved: {made} rows new, {changed} changed.")
    messages.success(request, say(done.fill(made=saved.made, changed=saved.changed)))
    return redirect("progress:fill", ledger.period.code, ledger.unit_id)


def _sign(request: OfficeRequest, ledger: Ledger) -> HttpResponse:
    """Sign what was just saved; what stops signing is shown on the form, where it can be mended."""
    try:
        actions.sign(act_of(request), ledger)
    except InputError:
        stopped = Text(
            "内容已保存，但有须改正之处，暂未签报。", "Saved, but not signed: some things have to be mended."
        )
        return _form(request, _again(request, ledger), why=stopped, status=422)
    messages.success(request, say(Text("已签报。", "Signed.")))
    return redirect("progress:ledger", ledger.pk)


def _again(request: OfficeRequest, ledger: Ledger) -> Ledger:
    """Read the ledger again: what an action left in memory when it was undone is not what is stored."""
    return unit_ledger(request, period_seen(ledger.period.code), ledger.unit_id)


def _form(
    request: OfficeRequest,
    ledger: Ledger,
    problems: tuple[Problem, ...] = (),
    why: Text | None = None,
    status: int = 200,
    typed: bool = False,
) -> HttpResponse:
    rows = queries.rows_of(ledger)
    brought = request.method == "GET" and request.GET.get("last") == "1"
    if not rows and ledger.pk is None:
        raise Http404
    shown = shown_rows(ledger, rows, request.POST if typed else None, brought=brought)
    wrong = [one for row in shown for one in row.findings]
    due = next((one.due for one in ledger.period.deadlines.all() if one.level == "unit"), None)
    said = {
        "ledger": ledger,
        "period": ledger.period,
        "rows": shown,
        "words": ReportWord.choices,
        "problems": problems,
        "why": why,
        "refused": rules.may_enter(request.standing, ledger),
        "stopping": sum(one.stops for one in wrong),
        "asking": sum(not one.stops for one in wrong),
        "due": due,
        "late": days_words(days_after(due, act_of(request).at)),
        "brought": brought,
        "any_last": any(row.last is not None and row.report is None for row in rows),
        "heads": request.standing.units("unit_head"),
        "entered_for": not rules.is_unit(request.standing, ledger),
        "past_city": ledger.unit.city_id is not None and not rules.through_city(request.standing, ledger),
    }
    return render(request, "progress/fill.html", said, status=status)
