"""Pages of comparisons."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.audit.chain import head
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import language, say
from tongcheng.office.lists.models import List, Version
from tongcheng.office.reconcile import actions, queries, sources, workbook
from tongcheng.office.reconcile.forms import CompareForm
from tongcheng.office.reconcile.ledgers import Ledger
from tongcheng.office.reconcile.models import Comparison
from tongcheng.office.sheets.export.files import XLSX, File, day, safe_name

#: Rows of one table on a page; the workbook has all.
_ROWS = 100


@login_required
def comparisons(request: OfficeRequest) -> HttpResponse:
    """Show the comparisons made."""
    _see(request)
    return render(
        request, "reconcile/comparisons.html", {"page": page_of(request, queries.comparisons(request.standing))}
    )


def _see(request: OfficeRequest) -> None:
    if not (may("reconcile.compare", request.standing, None) or request.standing.sees_everything):
        raise Http404


@login_required
@answer_refusals
def compare(request: OfficeRequest) -> HttpResponse:
    """Choose two ledgers and compare them."""
    if not may("reconcile.compare", request.standing, None):
        raise Http404
    offered = queries.offered(request.standing)
    form = CompareForm(request.POST or None, request.FILES or None, choices=offered.choices)

    def run(said: dict[str, Any]) -> str:
        left, right = (_ledger(request, said, side) for side in ("left", "right"))
        made = actions.compare(act_of(request), None, left, right, said["name"])
        return reverse("reconcile:comparison", args=[made.pk])

    return form_page(request, form, "reconcile/compare.html", run)


def _ledger(request: OfficeRequest, said: dict[str, Any], side: str) -> Ledger:
    sort, _, key = said[side].partition(":")
    if sort == "list":
        return sources.list_ledger(request.standing, get_object_or_404(List, pk=key))
    if sort == "version":
        if not request.standing.sees_everything:
            raise Http404
        return sources.version_ledger(get_object_or_404(Version.objects.select_related("list"), pk=key))
    city = said["workbook_city"].name if said["workbook_city"] else ""
    return _uploaded(said["workbook"], city, said["workbook_as_of"])


def _uploaded(file: UploadedFile[Any], city: str, as_of: date | None) -> Ledger:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        return sources.workbook_ledger(path, file.name or "workbook", city=city, as_of=as_of)


def _comparison(request: OfficeRequest, pk: int) -> Comparison:
    rows = Comparison.objects.visible_to(request.standing).select_related("maker")
    made: Comparison = get_object_or_404(rows, pk=pk)
    return made


@login_required
def comparison(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a comparison."""
    one = _comparison(request, pk)
    made = queries.result_of(one)
    return render(
        request,
        "reconcile/comparison.html",
        {
            "comparison": one,
            "made": made,
            "summary": workbook.summary(made, language()),
            "bridge": workbook.bridge(made, language()),
            "different": made.different[:_ROWS],
            "only_left": made.only_left[:_ROWS],
            "only_right": made.only_right[:_ROWS],
            "crossing": made.crossing[:_ROWS],
            "most": _ROWS,
        },
    )


@login_required
def comparison_file(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give a comparison as a workbook."""
    one = _comparison(request, pk)
    made = queries.result_of(one)
    facts = _facts(timezone.localdate(one.made), one.chain_head)
    data = workbook.comparison_workbook(one, made, facts, language())
    name = safe_name(say(Text("口径对账表", "reconciliation")), one.name, one.made.date().isoformat(), ending="xlsx")
    return File(name, data, XLSX).response()


def _facts(on: date, chain: str) -> list[str]:
    written = day(on, language())
    return [say(Text(f"截至 {written}", f"As of {written}")), say(Text(f"日志 {chain}", f"Log {chain}"))]


@login_required
@require_POST
@answer_refusals
def choose(request: OfficeRequest, pk: int) -> HttpResponse:
    """Decide whether two rows are the same."""
    one = _comparison(request, pk)
    same = {"same": True, "other": False}.get(request.POST.get("decision", ""))
    left, right = request.POST.get("left", ""), request.POST.get("right", "")
    actions.choose(act_of(request), one, left, right, same=same)
    messages.success(request, say(Text("已认定，对账结果已更新", "Decided; the comparison is up to date")))
    return redirect("reconcile:comparison", pk=pk)


@login_required
def published(request: OfficeRequest) -> HttpResponse:
    """Show published numbers that speak of one thing and differ."""
    _see(request)
    found = queries.findings(request.standing)
    said = {
        "found": [one for one in found if one.sort != "agrees"],
        "agreeing": sum(o.sort == "agrees" for o in found),
    }
    return render(request, "reconcile/published.html", said)


@login_required
def published_file(request: OfficeRequest) -> HttpResponse:
    """Give published numbers that differ as a workbook."""
    _see(request)
    facts = _facts(timezone.localdate(), head().short)
    data = workbook.findings_workbook(queries.findings(request.standing), facts, language())
    name = safe_name(
        say(Text("公开数口径对账表", "published numbers")), timezone.localdate().isoformat(), ending="xlsx"
    )
    return File(name, data, XLSX).response()
