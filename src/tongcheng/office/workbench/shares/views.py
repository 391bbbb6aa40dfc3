"""Pages of the shares."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import SYNTHETIC_MARK, Text, same
from tongcheng.office.core.pages import answer_refusals
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import language, say
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.meetings.models import Meeting
from tongcheng.office.workbench.reading import choose_run, names_of, runs_for, title_of
from tongcheng.office.workbench.shares.actions import agree_rule
from tongcheng.office.workbench.shares.models import AgreedRule
from tongcheng.office.workbench.shares.queries import agreed_of, chart_of, lines_of, projects_for, stake_for
from tongcheng.office.workbench.shares.rules import may_agree
from tongcheng.plan.shares import RULES

_MEETINGS = 50


@login_required
@answer_refusals
def shares(request: OfficeRequest) -> HttpResponse:
    """Show the rules side by side for one joint project."""
    if not reads_content(request.standing):
        raise Http404
    run = choose_run(request.standing, request.GET.get("run", ""))
    if run is None:
        if request.GET.get("run"):
            raise Http404
        return render(request, "workbench/shares_none.html", {"run": None})
    projects = projects_for(request.standing, run)
    wanted = request.GET.get("project", "")
    if wanted and wanted not in dict(projects):
        raise Http404
    if not projects:
        return render(request, "workbench/shares_none.html", {"run": run})
    project = wanted or projects[0][0]
    return render(request, "workbench/shares.html", _said(request, run, project) | {"projects": projects})


def _said(request: OfficeRequest, run: Run, project: str) -> dict[str, Any]:
    joint = may_agree(request.standing, run) is None
    lines = lines_of(run, project)
    return {
        "run": run,
        "run_title": title_of(run),
        "runs": [(one, title_of(one)) for one in runs_for(request.standing)],
        "project": project,
        "stake": stake_for(run, project),
        "lines": lines,
        "open": [one for one in lines if one.parts],
        "chart": chart_of(run, project, language()),
        "agreed": [_agreed(run, one) for one in agreed_of(run, project)],
        "meetings": list(Meeting.objects.visible_to(request.standing)[:_MEETINGS]) if joint else [],
        "synthetic": SYNTHETIC_MARK,
    }


def _agreed(run: Run, row: AgreedRule) -> dict[str, Any]:
    names, labels = names_of(run), {one.name: one.label for one in RULES}
    amounts = [(names.get(city, same(city)), amount) for city, amount in row.amounts.items()]
    return {"row": row, "label": labels.get(row.rule, same(row.rule)), "amounts": amounts}


@login_required
@require_POST
@answer_refusals
def agree(request: OfficeRequest) -> HttpResponse:
    """Record the agreed rule."""
    run = choose_run(request.standing, request.POST.get("run", ""))
    project = request.POST.get("project", "")
    if run is None or project not in dict(projects_for(request.standing, run)):
        raise Http404
    typed = request.POST.get("meeting", "")
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.standing), pk=int(typed) if typed.isascii() and typed.isdigit() else 0
    )
    agree_rule(act_of(request), run, project, request.POST.get("rule", ""), meeting)
    messages.success(request, say(Text("已登记商定的规则", "The agreed rule was recorded")))
    return redirect(f"{reverse('workbench:shares')}?run={run.run_id}&project={project}")
