"""Numbers: the register, issuing, repealing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.documents import actions, forms, queries
from tongcheng.office.documents.models import Issue
from tongcheng.office.documents.views.common import FORM, allowed, version_seen


@login_required
def register(request: OfficeRequest) -> HttpResponse:
    """Show the register of numbers."""
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else None
    years = [day.year for day in queries.issues(request.standing).dates("issued", "year", order="DESC")]
    page = page_of(request, queries.issues(request.standing, year=year))
    said = {"page": page, "year": year, "years": years, "today": timezone.localdate()}
    return render(request, "documents/register.html", said)


@login_required
@answer_refusals
def issue(request: OfficeRequest, pk: int) -> HttpResponse:
    """Issue a version."""
    one = version_seen(request, pk)
    allowed(may("documents.issue_version", request.standing, one))
    initial = {"issued": timezone.localdate(), "issuer": one.dossier.unit.name if one.dossier.unit else ""}
    form = forms.IssueForm(request.POST or None, initial=initial, standing=request.standing, version=one)

    def run(said: dict[str, Any]) -> str:
        supersedes = list(said.pop("supersedes", ()))
        actions.issue_version(act_of(request, said.pop("reason", "")), one, said, supersedes)
        return reverse("documents:version", args=[pk])

    return form_page(
        request, form, FORM, run, title=Text("印发文件", "Issue the document"), dossier=one.dossier, version=one
    )


@login_required
@answer_refusals
def repeal(request: OfficeRequest, pk: int) -> HttpResponse:
    """End an issue."""
    rows = Issue.objects.visible_to(request.standing).select_related("version__dossier", "ending")
    one = get_object_or_404(rows, pk=pk)
    allowed(may("documents.repeal", request.standing, one))
    form = forms.RepealForm(request.POST or None, initial={"on": timezone.localdate()})

    def run(said: dict[str, Any]) -> str:
        actions.repeal(act_of(request, said["reason"]), one, said["on"])
        return reverse("documents:version", args=[one.version_id])

    said = {"title": Text("废止文件", "Repeal the document"), "dossier": one.version.dossier, "version": one.version}
    return form_page(request, form, FORM, run, **said, danger=True)
