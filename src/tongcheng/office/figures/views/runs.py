"""Pages of attached runs: what they measured, gaps to adopt, effects to cite, candidates to judge."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.figures import actions
from tongcheng.office.figures.models import Run, VerdictWord
from tongcheng.office.figures.queries.candidates import candidates_of
from tongcheng.office.figures.queries.gaps import choices, gaps_of
from tongcheng.office.figures.queries.runs import gap_lines, lists_for, other_runs, rows_with_projects
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.lists.models import List, ListKind


@login_required
def runs(request: OfficeRequest) -> HttpResponse:
    """Show the attached runs."""
    if not reads_content(request.standing):
        raise Http404
    return render(request, "figures/runs.html", {"page": page_of(request, Run.objects.visible_to(request.standing))})


def _run(request: OfficeRequest, run_id: str) -> Run:
    run: Run = get_object_or_404(Run.objects.visible_to(request.standing), run_id=run_id)
    return run


@login_required
@answer_refusals
def run(request: OfficeRequest, run_id: str) -> HttpResponse:
    """Show a run and its gaps."""
    one = _run(request, run_id)
    found = gaps_of(one)
    wanted = request.GET.get("indicator", "")
    shown = [gap for gap in found if wanted in ("", gap.indicator)]
    page = page_of(request, shown)
    said = {
        "run": one,
        "page": page,
        "lines": gap_lines(one, list(page)),
        "wanted": wanted,
        "indicators": choices(found),
        "lists": lists_for(one, request.standing, ListKind.PROBLEM),
        "task_lists": lists_for(one, request.standing),
        "others": other_runs(one),
        "remove_label": Text("移除此次测度", "Remove this run"),
    }
    return render(request, "figures/run.html", said)


def _list(request: OfficeRequest, run: Run) -> List:
    wanted = request.POST.get("list", "")
    rows = lists_for(run, request.standing)
    one = next((lst for lst in rows if str(lst.pk) == wanted), None)
    if one is None:
        raise Http404
    return one


def _back(run: Run) -> str:
    return reverse("figures:run", args=[run.run_id])


@login_required
@require_POST
@answer_refusals
def adopt(request: OfficeRequest, run_id: str) -> HttpResponse:
    """Adopt the ticked gaps."""
    one = _run(request, run_id)
    done = actions.adopt_gaps(act_of(request), one, request.POST.getlist("gap")[:500], _list(request, one))
    messages.success(
        request,
        say(
            Text(
                f"新增问题 {len(done.made)} 条，已有条目补记测度 {len(done.measured_again)} 条，此前已记 {done.known} 条",
                f"{len(done.made)} rows made, {len(done.measured_again)} measured again, {done.known} known before",
            )
        ),
    )
    return redirect(_back(one))


@login_required
@require_POST
@answer_refusals
def cite(request: OfficeRequest, run_id: str) -> HttpResponse:
    """Cite on every project row of a list what the run expects; with an earlier run, what was measured since."""
    one = _run(request, run_id)
    items = rows_with_projects(_list(request, one))
    earlier = request.POST.get("before", "")
    if earlier:
        made = actions.measure_effects(act_of(request), one, _run(request, earlier), items)
    else:
        made = actions.cite_effects(act_of(request), one, items)
    messages.success(
        request, say(Text(f"已在条目上引用 {len(made)} 个数值", f"{len(made)} figures cited on the rows"))
    )
    return redirect(_back(one))


@login_required
@require_POST
@answer_refusals
def remove(request: OfficeRequest, run_id: str) -> HttpResponse:
    """Remove a run that nothing cites."""
    actions.remove_run(act_of(request), _run(request, run_id))
    messages.success(request, say(Text("已移除", "Removed")))
    return redirect("figures:runs")


@login_required
@answer_refusals
def candidates(request: OfficeRequest, run_id: str) -> HttpResponse:
    """Show what the run suspects, with what was decided; decide."""
    one = _run(request, run_id)
    if request.method == "POST":
        actions.judge_candidate(
            act_of(request), one, request.POST.get("subject", ""), request.POST.get("verdict", "")
        )
        return redirect(request.get_full_path())
    page = page_of(request, candidates_of(one), 20)
    return render(request, "figures/candidates.html", {"run": one, "page": page, "words": VerdictWord.choices})
