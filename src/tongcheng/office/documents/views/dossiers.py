"""The list of documents, one dossier, and what is entered there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.documents import actions, forms, queries, rules
from tongcheng.office.documents.models import Dossier, DossierKind
from tongcheng.office.documents.reading import Upload, read_upload, typed_text
from tongcheng.office.documents.views.common import FORM, allowed, dossier_seen

STATES = (
    ("force", Text("现行有效", "in force")),
    ("draft", Text("未印发", "not issued")),
    ("ended", Text("已失效", "no longer in force")),
    ("unknown", Text("原文未收录", "text not known")),
)


def writes(request: OfficeRequest) -> bool:
    """Say whether somebody writes documents of any unit."""
    return rules.keeps_documents(request.standing) or bool(
        request.standing.units("filler", "unit_head") or request.standing.cities("city_office")
    )


@login_required
def dossiers(request: OfficeRequest) -> HttpResponse:
    """Show the documents that the reader may see."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "words", "state")}
    page = page_of(request, queries.dossiers(request.standing, **asked))
    versions = queries.versions_of(request.standing, list(page))
    said = {
        "page": page,
        "rows": [(one, versions.get(one.pk, [])) for one in page],
        "kinds": DossierKind.choices,
        "states": STATES,
        "today": timezone.localdate(),
        "writes": writes(request),
    }
    return render(request, "documents/dossiers.html", said | asked)


@login_required
def dossier(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one dossier with its versions and rounds."""
    one = dossier_seen(request, pk)
    said = {"dossier": one, "shown": queries.dossier_page(request.standing, one), "today": timezone.localdate()}
    return render(request, "documents/dossier.html", said)


@login_required
@answer_refusals
def save(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a dossier."""
    one = dossier_seen(request, pk) if pk else Dossier()
    allowed(may("documents.save_dossier", request.standing, one) if pk else writes(request))
    instance = dossier_seen(request, pk) if pk else Dossier()
    form = forms.DossierForm(request.POST or None, instance=instance, standing=request.standing)

    def run(said: dict[str, Any]) -> str:
        values = form.values()
        subject = one if pk else Dossier(**values)
        made = actions.save_dossier(act_of(request), subject, values, said["revision"])
        return reverse("documents:dossier", args=[made.pk])

    title = Text("修改文件信息", "Change the document") if pk else Text("登记文件", "Add a document")
    return form_page(request, form, FORM, run, title=title, dossier=one if pk else None)


@login_required
@answer_refusals
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add a version: a file, typed words, or the title alone where the text is not known."""
    one = dossier_seen(request, pk)
    allowed(may("documents.save_dossier", request.standing, one))
    if not one.text_known:
        return _add_title(request, one)
    form = forms.VersionForm(request.POST or None, request.FILES or None)

    def run(said: dict[str, Any]) -> str:
        file = said["file"]
        if file is not None:
            upload = Upload(file.name or "", file.read())
            read = read_upload(upload, accept_changes=said["accept_changes"])
        else:
            read = typed_text(one.title, said["text"])
        made = actions.add_version(act_of(request), one, read, label=said["label"], note=said["note"])
        return reverse("documents:version", args=[made.pk])

    return form_page(request, form, FORM, run, title=Text("上传版本", "Add a version"), dossier=one, upload=True)


def _add_title(request: OfficeRequest, one: Dossier) -> HttpResponse:
    form = forms.TitleForm(request.POST or None)

    def run(said: dict[str, Any]) -> str:
        actions.enter_title(act_of(request), one, label=said["label"], note=said["note"])
        return reverse("documents:dossier", args=[one.pk])

    title = Text("登记题名（原文未收录）", "Enter the title (text not known)")
    return form_page(request, form, FORM, run, title=title, dossier=one)
