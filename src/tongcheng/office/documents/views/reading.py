"""A version as it is read, its file, and two versions compared."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongcheng.office.core.acting import may
from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.documents import queries
from tongcheng.office.documents.redline import Change
from tongcheng.office.documents.views.common import allowed, version_seen


@login_required
def version(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a version with its table of contents, its paragraphs, their rows and opinions."""
    one = version_seen(request, pk)
    said = {
        "version": one,
        "dossier": one.dossier,
        "shown": queries.reader_page(request.standing, one),
        "today": timezone.localdate(),
        "makes_rows": may("documents.make_rows", request.standing, None),
    }
    return render(request, "documents/version.html", said)


@login_required
def original(request: OfficeRequest, pk: int) -> FileResponse:
    """Hand out the file as it came."""
    one = version_seen(request, pk)
    if not one.file:
        raise Http404
    return FileResponse(
        one.file.open("rb"), as_attachment=True, filename=one.name, content_type="application/octet-stream"
    )


@login_required
def compare(request: OfficeRequest, pk: int, other: int) -> HttpResponse:
    """Show what changed between two versions of one dossier, the older one first."""
    first, second = version_seen(request, pk), version_seen(request, other)
    allowed(first.dossier_id == second.dossier_id and first.pk != second.pk)
    old, new = sorted((first, second), key=lambda one: one.number)
    shown = queries.redline_of(old, new)
    kinds: tuple[Change, ...] = ("changed", "added", "removed", "moved", "same")
    said = {
        "dossier": new.dossier,
        "old": old,
        "new": new,
        "shown": shown,
        "comparable": old.has_text and new.has_text,
        "whole": request.GET.get("whole") == "1",
        "counts": {name: shown.count(name) for name in kinds},
    }
    return render(request, "documents/compare.html", said)
