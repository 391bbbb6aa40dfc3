"""Pages of saved plans: the list, one beside another, and on to a list of projects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.office.core.pages import answer_refusals, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.lists.models import List
from tongcheng.office.lists.queries.lists import visible_lists
from tongcheng.office.workbench.plans.actions import save_plan, send_plan
from tongcheng.office.workbench.plans.asked import read_wishes
from tongcheng.office.workbench.plans.comparing import city_pairs_of, pairs_of
from tongcheng.office.workbench.plans.computing import budgets_of
from tongcheng.office.workbench.plans.models import PlanDraft
from tongcheng.office.workbench.plans.rules import may_hold, may_send
from tongcheng.office.workbench.plans.views import run_of


@login_required
@require_POST
@answer_refusals
def save(request: OfficeRequest) -> HttpResponse:
    """Keep the plan of an address under a name."""
    run = run_of(request)
    draft = save_plan(act_of(request), run, request.POST.get("name", ""), read_wishes(request.GET, budgets_of(run)))
    messages.success(request, say(Text(f"已保存“{draft.name}”", f"{draft.name} was saved")))
    return redirect("workbench:draft", draft.pk)


@login_required
def drafts(request: OfficeRequest) -> HttpResponse:
    """List the saved plans, and choose two to put side by side."""
    if not reads_content(request.standing):
        raise Http404
    page = page_of(request, PlanDraft.objects.visible_to(request.standing).select_related("run"))
    return render(request, "workbench/drafts.html", {"page": page})


@login_required
@answer_refusals
def draft(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a saved plan as it was saved."""
    row = _draft(request, pk)
    said: dict[str, Any] = {"draft": row, "lists": _lists(request, row), "synthetic": SYNTHETIC_MARK}
    said["inside"] = [one for one in row.result["projects"] if one["decision"] == "in"]
    said["query"] = read_wishes(row.options, budgets_of(row.run)).query(row.run.run_id)
    return render(request, "workbench/draft.html", said)


@login_required
@answer_refusals
def compare_plans(request: OfficeRequest) -> HttpResponse:
    """Put two saved plans side by side, row by row."""
    first, second = (_draft(request, _number(request.GET.get(name, ""))) for name in ("a", "b"))
    said = {
        "first": first,
        "second": second,
        "pairs": pairs_of(first, second),
        "cities": city_pairs_of(first, second),
        "synthetic": SYNTHETIC_MARK if first.run.synthetic or second.run.synthetic else None,
    }
    return render(request, "workbench/plan_compare.html", said)


@login_required
@require_POST
@answer_refusals
def send(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send a saved plan to a list of projects as drafts of rows."""
    row = _draft(request, pk)
    lst = get_object_or_404(visible_lists(request.standing), pk=_number(request.POST.get("list", "")))
    items = send_plan(act_of(request), lst, row)
    messages.success(
        request,
        say(
            Text(
                f"{len(items)} 项已作为拟列入条目送入“{lst.name}”",
                f"{len(items)} rows were sent to {lst.name} as drafts",
            )
        ),
    )
    return redirect(reverse("workbench:draft", args=[row.pk]))


def _draft(request: OfficeRequest, pk: int) -> PlanDraft:
    rows = PlanDraft.objects.visible_to(request.standing).select_related("run")
    row: PlanDraft = get_object_or_404(rows, pk=pk)
    return row


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _lists(request: OfficeRequest, row: PlanDraft) -> list[List]:
    """Give the lists that this plan may go to."""
    rows = visible_lists(request.standing).filter(kind="project", closed=False)
    return [lst for lst in rows if may_send(request.standing, lst) is None and may_hold(row.run, lst) is None]
