"""What the pages share: rows that the reader may see, or 404."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.documents import queries
from tongcheng.office.documents.models import Consultation, Dossier, Paragraph, Version

FORM = "documents/form.html"


def dossier_seen(request: OfficeRequest, pk: int) -> Dossier:
    """Give a dossier that the reader may see."""
    rows = Dossier.objects.visible_to(request.standing).select_related("unit", "city")
    found: Dossier = get_object_or_404(rows, pk=pk)
    return found


def version_seen(request: OfficeRequest, pk: int) -> Version:
    """Give a version that the reader may see."""
    try:
        return queries.version_of(request.standing, pk)
    except Version.DoesNotExist as error:
        raise Http404 from error


def consultation_seen(request: OfficeRequest, pk: int) -> Consultation:
    """Give a round that the reader may see."""
    found: Consultation = get_object_or_404(queries.consultations(request.standing), pk=pk)
    return found


def paragraph_seen(version: Version, order: int) -> Paragraph:
    """Give a paragraph of a version."""
    found: Paragraph = get_object_or_404(Paragraph, version=version, order=order)
    found.version = version
    return found


def allowed(ok: Any) -> None:
    """Answer 404 to whoever has nothing to do on a page.

    Raises
    ------
    Http404
        If they have not.
    """
    if not ok:
        raise Http404
