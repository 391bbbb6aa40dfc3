"""The page of a meeting's pack: every paper as Word and PDF, all of them in one archive."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.meetings.models import Meeting
from tongcheng.office.meetings.packing.files import KINDS, pack_zip, piece_file
from tongcheng.office.meetings.packing.pieces import gather


def _meeting(request: OfficeRequest, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.standing).select_related("body__unit", "body__pre_review_by")
    found: Meeting = get_object_or_404(rows, pk=pk)
    return found


@login_required
def pack(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what the pack of a meeting holds for this reader, in the state in which the meeting is."""
    meeting = _meeting(request, pk)
    gathered = gather(request.standing, meeting, timezone.localdate())
    return render(request, "meetings/pack.html", {"meeting": meeting, "gathered": gathered})


@login_required
def pack_archive(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give everything in one archive."""
    today = timezone.localdate()
    gathered = gather(request.standing, _meeting(request, pk), today)
    if not gathered.pieces:
        raise Http404
    return pack_zip(gathered, today).response()


@login_required
def pack_paper(request: OfficeRequest, pk: int, key: str, ending: str) -> HttpResponse:
    """Give one paper as Word or PDF."""
    meeting = _meeting(request, pk)
    piece = gather(request.standing, meeting, timezone.localdate()).piece(key)
    if piece is None or ending not in KINDS:
        raise Http404
    return piece_file(meeting, piece, ending).response()
