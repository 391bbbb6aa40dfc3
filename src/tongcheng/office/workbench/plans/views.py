"""Pages of the plan."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongcheng.language import NOTHING, SYNTHETIC_MARK, Text
from tongcheng.office.core.pages import answer_refusals
from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.workbench.plans.asked import read_wishes
from tongcheng.office.workbench.plans.computing import Solved, budgets_of, measured_of, solved
from tongcheng.office.workbench.plans.showing import DECISIONS, amounts_of, calendar_of, cities_of, lines_of
from tongcheng.office.workbench.plans.why import reasons_of
from tongcheng.office.workbench.reading import choose_run, closed_results, runs_for, title_of
from tongcheng.plan.options import OBJECTIVES
from tongcheng.plan.priorities import CRITERIA


@login_required
@answer_refusals
def plan_page(request: OfficeRequest) -> HttpResponse:
    """Show the plan that an address asks for, with the fields that change it."""
    if not reads_content(request.standing):
        raise Http404
    run = choose_run(request.standing, request.GET.get("run", ""))
    if run is None and request.GET.get("run"):
        raise Http404
    if run is None or measured_of(run) is None:
        return render(request, "workbench/plan_none.html", {"run": run})
    found = _asked(request, run)
    return render(request, "workbench/plan.html", {**_said(run, found), **_fields(request, found)})


@login_required
@answer_refusals
def plan_result(request: OfficeRequest) -> HttpResponse:
    """Give the plan for other wishes, and its address."""
    run = run_of(request)
    found = _asked(request, run)
    response = render(request, "workbench/plan_result.html", _said(run, found) | {"partial": True})
    response.headers["HX-Replace-Url"] = f"{reverse('workbench:plan')}?{found.wishes.query(run.run_id)}"
    return response


@login_required
@answer_refusals
def why(request: OfficeRequest, project: str) -> HttpResponse:
    """Say on one page why a project stands where it stands in a plan."""
    run = run_of(request)
    found = _asked(request, run)
    line = next((one for one in lines_of(run, found) if one.project == project), None)
    if line is None or found.plan is None:
        raise Http404
    reasons = reasons_of(run, found, project)
    money = reasons.money
    said = {
        "reasons": reasons,
        "decision": DECISIONS[line.decision],
        "easy_words": Text("先易后难，", "easy ones first, ") if found.wishes.easy_first else NOTHING,
        "live_words": Text("民生优先，", "livelihood first, ") if found.wishes.livelihood_first else NOTHING,
        "no_money": Text(str(money.get("why_no_money_zh") or ""), str(money.get("why_no_money_en") or "")),
    }
    return render(request, "workbench/why.html", {**_common(run, found), "line": line, **said})


def run_of(request: OfficeRequest) -> Run:
    """Give the run of an address with a plan in it, or answer 404."""
    run = choose_run(request.standing, request.GET.get("run", ""))
    if run is None or measured_of(run) is None:
        raise Http404
    return run


def _asked(request: OfficeRequest, run: Run) -> Solved:
    return solved(run, read_wishes(request.GET, budgets_of(run)))


def _common(run: Run, found: Solved) -> dict[str, Any]:
    return {
        "run": run,
        "run_title": title_of(run),
        "wishes": found.wishes,
        "query": found.wishes.query(run.run_id),
        "synthetic": SYNTHETIC_MARK,
        "base_year": _base_year(run),
    }


def _base_year(run: Run) -> int:
    measured = measured_of(run)
    assert measured is not None
    return measured.appraisal.base_year


def _said(run: Run, found: Solved) -> dict[str, Any]:
    """Give what changes with the wishes."""
    lines, plan = lines_of(run, found), found.plan
    choice = None if plan is None else plan.choice
    return {
        **_common(run, found),
        "found": found,
        "choice": choice,
        "gap": None if choice is None else 100 * choice.gap,
        "unit": None if plan is None or plan.taken.problem is None else plan.taken.problem.unit,
        "locked": () if plan is None else plan.taken.locked,
        "closed": closed_results(run) if plan is not None and plan.taken.locked else [],
        "groups": [
            (words, own) for key, words in DECISIONS.items() if (own := [one for one in lines if one.decision == key])
        ],
        "inside": sum(one.decision == "in" for one in lines),
        "cities": cities_of(run, found),
        "amounts": amounts_of(run, found),
        "pictures": calendar_of(run, found),
    }


def _fields(request: OfficeRequest, found: Solved) -> dict[str, Any]:
    """Give what the form needs, once per page."""
    weights = found.wishes.given_weights()
    return {
        "runs": [(one, title_of(one)) for one in runs_for(request.standing)],
        "criteria": [(one, weights[one.name]) for one in CRITERIA],
        "objectives": list(OBJECTIVES.items()),
    }
